"""A text as a row of short tokens: noun phrases, verbs, prepositions, commas.

Enough to walk from a verb to its subject and object (see ``walks.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import sentence_number
from toolkit.mentions.forms import frames, verb_mentions
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import ArrayTable
from toolkit.mentions.wordclass import (
    ALLIES,
    COUNTRIES,
    DETERMINERS,
    GROUPS,
    OWN,
    PHRASE,
    Kind,
    before,
    of_kinds,
    possessive,
    role_of,
    word_kinds,
)
from toolkit.text import COMMA, PARAGRAPH, PAUSE, Words

# "Iran-backed militia": behind a hyphen these make an adjective of the name before
# them, which then is neither doer nor target.
_COMPOUND = frozenset(
    "led backed brokered sponsored allied occupied controlled born based made mediated "
    "supported funded trained held run linked affiliated style friendly aligned "
    "installed appointed imposed ruled era bound wide administered built dominated "
    "inspired".split()
)
_FIGHTING = frozenset(
    "militant armed rebel insurgent islamist jihadist terrorist extremist separatist "
    "guerrilla paramilitary".split()
)
TWO = 2  # words: an article and a noun
_HYPHENS = "-\u2010\u2011\u2013"


@dataclass(frozen=True)
class Parts:
    """What the tokens are made from: words, names and mentions."""

    words: Words
    texts: Sequence[str]
    actors: Hits
    hits: Hits


@dataclass(frozen=True)
class Tokens(ArrayTable):
    """Tokens of all texts in order; the first and the last are ``END``.

    Attributes
    ----------
    kind
        A :class:`Kind`.
    first, stop
        Words; a comma or edge stands before its ``first``.
    name
        Number of the actor hit a ``NAME`` stands for (the last in it), -1 for none.
    role
        Number of the role kind of a ``ROLE`` or ``NAME``, -1 for none.
    """

    kind: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    name: np.ndarray
    role: np.ndarray


def tokens_of(parts: Parts) -> Tokens:
    """Cut all texts into tokens."""
    words = parts.words
    runs = _Runs.of(parts)
    first = np.flatnonzero(_edges(words, runs) | _paired(parts, runs))
    stop = np.append(first[1:], len(words))
    return _with_marks(words, _phrases(words, first, stop, runs))


@dataclass(frozen=True)
class _Runs:
    """Per word: its kind, and the actor and mention it belongs to (-1 for none)."""

    kind: np.ndarray
    actor: np.ndarray
    hit: np.ndarray
    compound: np.ndarray  # part of a hyphened adjective: "Iran-backed"

    @classmethod
    def of(cls, parts: Parts) -> _Runs:
        words, n = parts.words, len(parts.words)
        actor, hit = _marked(n, parts.actors), _marked(n, parts.hits)
        compound = _compound(parts, actor)
        actor[compound | _ethnic(words, actor)] = -1
        kind = word_kinds(words, actor >= 0, compound)
        verb = verb_mentions(words, kind, parts.hits)
        kind[hit >= 0] = Kind.EVENT
        kind[(hit >= 0) & np.append(verb, False)[hit]] = Kind.VERB
        kind[parts.hits.first[verb]] = frames(words, parts.hits.take(verb))
        return cls(kind, actor, hit, compound)


def _marked(n: int, spans: Hits) -> np.ndarray:
    """Number of the span each of ``n`` words lies in, -1 for none."""
    length = spans.stop - spans.first
    which = np.repeat(np.arange(len(spans)), length)
    begin = np.repeat(np.cumsum(length) - length, length)
    marked = np.full(n, -1)
    marked[spans.first[which] + np.arange(len(which)) - begin] = which
    return marked


def _compound(parts: Parts, actor: np.ndarray) -> np.ndarray:
    """Find the words of hyphened adjectives: "Iran-backed"."""
    words = parts.words
    tail = words.among(_COMPOUND) & words.joined
    tail &= words.start - before(words.end, 0) == 1
    places = [i for i in np.flatnonzero(tail).tolist() if _hyphened(parts, i)]
    at = np.array(places, int)
    found = np.zeros(len(words), bool)
    found[at], found[at - 1] = True, True
    # "the X-led coalition" may be a name itself
    led = at[actor[at] != actor[at - 1]]
    return found | _all_of(actor, actor[led - 1])


def _ethnic(words: Words, actor: np.ndarray) -> np.ndarray:
    """Names of peoples that stand for no state: "ethnic Albanians"."""
    behind = before(words.among(frozenset(["ethnic"])), False) & words.joined
    return _all_of(actor, actor[behind])


def _all_of(actor: np.ndarray, some: np.ndarray) -> np.ndarray:
    """All words of some actors' names; -1 is nobody."""
    meant = np.zeros(actor.max(initial=-1) + 2, bool)
    meant[some] = True
    meant[-1] = False
    return meant[actor]


def _hyphened(parts: Parts, word: int) -> bool:
    words = parts.words
    return parts.texts[words.doc[word]][words.start[word] - 1] in _HYPHENS


def _paired(parts: Parts, runs: _Runs) -> np.ndarray:
    """Tell where a hyphen joins two names: the second word of "A-B talks"."""
    actor, left = runs.actor, before(runs.actor, -1)
    changes = (actor >= 0) & (left >= 0) & (actor != left) & parts.words.joined
    pairs = np.zeros(len(actor), bool)
    pairs[[i for i in np.flatnonzero(changes).tolist() if _hyphened(parts, i)]] = True
    return pairs


def _edges(words: Words, runs: _Runs) -> np.ndarray:
    """True for each word that begins a token."""
    kind, actor, hit = runs.kind, runs.actor, runs.hit
    go_on = of_kinds(kind, PHRASE) & of_kinds(before(kind, Kind.END), PHRASE)
    article = words.among(DETERMINERS)
    go_on &= ~(article & ~before(article, False))
    time = kind == Kind.TIME
    go_on &= time == before(time, False)
    go_on &= (words.gap & (COMMA | PAUSE | PARAGRAPH)) == 0
    go_on &= ~possessive(words)
    go_on &= (hit < 0) & (before(hit, -1) < 0)
    for spans in (hit, actor):
        go_on |= (spans >= 0) & (spans == before(spans, -1))
    sentence = np.diff(sentence_number(words), prepend=-1) > 0
    return ~go_on | sentence


def _phrases(words: Words, first: np.ndarray, stop: np.ndarray, runs: _Runs) -> Tokens:
    """One token per run of words."""
    if len(first) == 0:
        none = np.zeros(0, np.int64)
        return Tokens(none, none, none, none, none)
    kind, in_mention = runs.kind, runs.hit[first] >= 0
    name = np.maximum.reduceat(runs.actor, first)
    role = _roles(words, first, stop)
    role[np.logical_or.reduceat(runs.compound, first)] = -1
    plain = of_kinds(kind[first], (Kind.NOUN, Kind.NAME))
    whole = kind[first].astype(np.int64)
    whole[plain & (role >= 0)] = Kind.ROLE
    whole[plain & (name >= 0)] = Kind.NAME
    whole[plain & (name < 0) & (role < 0)] = Kind.NOUN
    whole[plain & (stop - first == 1) & words.among(OWN, first)] = Kind.PRONOUN
    whole[plain & (name < 0) & _takes_up(words, first, stop)] = Kind.PRONOUN
    agent = in_mention & (whole == Kind.EVENT) & (role >= 0)
    whole[agent] = Kind.ROLE
    several = in_mention & (whole >= Kind.VERB) & (stop - first > 1)
    role = np.where(plain | agent | several, role, -1)
    return Tokens(whole, first, stop, name, role)


def _takes_up(words: Words, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Phrases that take up somebody named before: see ``anaphora.py``."""
    the = words.among(frozenset(["the"]), first)
    short, last = stop - first == TWO, stop - 1
    again = the & short & words.among(GROUPS | COUNTRIES, last)
    # "the militant group"
    again |= the & words.among(_FIGHTING, last - 1) & words.among(GROUPS, last)
    other = words.among(OWN, first) & words.among(ALLIES, stop - 1)
    return again | (other & (stop - first > 1))


def _roles(words: Words, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Role kind of each phrase: of its last word, or of a title in it."""
    role = role_of(words)
    titles = np.append((words.capital & words.joined)[1:], False)
    return np.maximum(
        np.maximum.reduceat(np.where(titles, role, -1), first), role[stop - 1]
    )


def _with_marks(words: Words, tokens: Tokens) -> Tokens:
    """Put a token for every comma, pause and sentence edge between the others."""
    sentence = np.diff(sentence_number(words), prepend=-1) > 0
    gap = words.gap[tokens.first] if len(tokens) else np.zeros(0, np.uint8)
    mark = np.full(len(tokens), -1)
    mark[(gap & COMMA) > 0] = Kind.COMMA
    mark[(gap & PAUSE) > 0] = Kind.PAUSE
    if len(tokens):
        mark[sentence[tokens.first]] = Kind.END
    having = np.flatnonzero(mark >= 0)
    at = np.concatenate([2 * having, 2 * np.arange(len(tokens)) + 1])
    none = np.full(len(having), -1)
    marks = Tokens(mark[having], tokens.first[having], tokens.first[having], none, none)
    last, nobody = np.array([len(words)]), np.array([-1])
    end = Tokens(np.array([Kind.END]), last, last, nobody, nobody)
    return Tokens.joined([Tokens.joined([marks, tokens]).take(np.argsort(at)), end])
