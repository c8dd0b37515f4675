"""Noun phrases that take up somebody named before: the group, the country, its ally.

Each stands for the only actor that fits: "the group" for the only actor that is no
state, "the country" for the only state, named before in its sentence or, if there is
none, in the sentence before; "its close ally" for the only actor of the sentence
before. Where two would fit, nobody is named.
"""

from __future__ import annotations

import numpy as np

from toolkit.mentions.syntax import Tokens
from toolkit.mentions.wordclass import ALLIES, COUNTRIES, GROUPS, OWN, Kind
from toolkit.text import Words

GROUP, COUNTRY, ALLY = range(3)


def taken_up(
    words: Words, tokens: Tokens, number: np.ndarray, state: np.ndarray,
    place: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Which tokens are such phrases, and the number of the actor each stands for.

    Parameters
    ----------
    number, state
        Per token: number of the actor it names (-1 for none), and is that a state?
    place
        Per token: number of its sentence and of its text.
    """
    kinds = _kinds(words, tokens)
    named = (tokens.kind == Kind.NAME) & (number >= 0)
    found = np.full(len(tokens), -1)
    for kind, free in ((GROUP, named & ~state), (COUNTRY, named & state)):
        mine = kinds == kind
        found[mine] = only_before(np.flatnonzero(free), number, *place)[mine]
    mine = kinds == ALLY
    found[mine] = _in_sentence_before(np.flatnonzero(named), number, *place)[mine]
    return kinds >= 0, found


def _kinds(words: Words, tokens: Tokens) -> np.ndarray:
    last = np.maximum(tokens.stop - 1, 0)
    pronoun = tokens.kind == Kind.PRONOUN
    several = tokens.stop - tokens.first > 1
    listed = [
        np.append(words.among(these), False)[last]
        for these in (GROUPS, COUNTRIES, ALLIES)
    ]
    owned = pronoun & np.append(words.among(OWN), False)[tokens.first]
    # "its" before "close ally", where that is a mention
    split = np.append(listed[ALLY] & (tokens.kind == Kind.EVENT), False)[1:]
    listed = [pronoun & several & here for here in listed]
    listed[ALLY] = owned & (listed[ALLY] | split)
    return np.select(listed, [GROUP, COUNTRY, ALLY], -1)


def only_before(
    free: np.ndarray, number: np.ndarray, sentence: np.ndarray, text: np.ndarray
) -> np.ndarray:
    """The only free name before each token: in its sentence, or else the one before."""
    n = sentence.max(initial=0) + 2
    first = np.full(n, -1)
    first[sentence[free[::-1]]] = free[::-1]
    differs = np.zeros(len(number), bool)
    differs[free] = number[free] != number[first[sentence[free]]]
    mixed = np.cumsum(differs)
    opener = first[sentence]
    at = np.arange(len(number))
    here = (opener >= 0) & (opener < at)
    clear = here & (mixed == mixed[np.maximum(opener, 0)])
    earlier = _in_sentence_before(free, number, sentence, text)
    return np.where(clear, number[opener], np.where(here, -1, earlier))


def _in_sentence_before(
    free: np.ndarray, number: np.ndarray, sentence: np.ndarray, text: np.ndarray
) -> np.ndarray:
    """The only free name in the sentence before that of each token."""
    n = sentence.max(initial=0) + 2
    named = np.full(len(number), -1)
    named[free] = number[free]
    previous, _ = only_one(sentence, named)
    text_of = np.full(n, -1)
    text_of[sentence] = text
    earlier = np.append(-1, previous)[sentence]
    earlier[np.append(-1, text_of)[sentence] != text] = -1
    return earlier


def only_one(place: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The only name in each place, -1 for none or several; and where are several."""
    n = place.max(initial=0) + 1
    there = np.flatnonzero(number >= 0)
    last, first = np.full(n, -1), np.full(n, -1)
    last[place[there]] = number[there]
    first[place[there[::-1]]] = number[there[::-1]]
    differs = np.zeros(n, bool)
    differs[place[there][number[there] != first[place[there]]]] = True
    return np.where(differs, -1, first), differs
