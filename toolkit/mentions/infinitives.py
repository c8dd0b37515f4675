"""Purposes: *to* before a verb that says what for, not what happened.

An English infinitive leaves open whether the thing came about ("sent troops to
attack"), except after verbs that say it did ("began to attack", "managed to flee", "was
forced to leave": the implicative verbs of Karttunen 1971) and after "the first", "the
only" and the like. Two more say how things stand: "fell to close at a low" tells a
result, and "Norland to reopen embassy", the whole of a headline, announces. *to* is
the sign of an infinitive before the plain form of a common verb
(``lexicons/verbs_en.txt``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.clauses import sentence_bounds, sentence_number
from toolkit.mentions.cues import Cues
from toolkit.mentions.spans import at_or_before
from toolkit.text import Words, begins_with_digit

# After these the infinitive happened, holds, or is part of the verb ("used to").
_IT_HAPPENED = frozenset(
    "begin begins began begun beginning start starts started starting continue "
    "continues continued continuing manage manages managed managing proceed proceeds "
    "proceeded come comes came get gets got go goes went grow grew remain remains "
    "remained help helps helped helping force forces forced compel compelled compels "
    "cause caused causes prompt prompted led leads lead dare dared happen happened "
    "serve served serves used have has had having claim claims claimed known found "
    "shown proven seen said reported appear appears appeared seem seems seemed "
    "according up down thanks returned fell rose dropped rebounded turned".split()
)
# The same with an object between: "forced the group to leave".
_MADE_SOMEONE = frozenset(
    "force forces forced forcing compel compelled compels cause caused causes causing "
    "prompt prompted prompting led leads get gets got help helps helped helping".split()
)
# What was used for an act is told as done: "used tear gas to disperse the crowd".
_MEANS = frozenset(
    "use uses used using fire fires fired firing opened deployed".split()
)
# Here *to* is a preposition before a noun: "subjected to torture", "an end to war".
_PREPOSITION = frozenset(
    "subject subjected exposed related relating resort resorts resorted resorting "
    "access end ended threat threats response responses responded respond contribute "
    "contributed contributing refer referred referring amount amounts amounted "
    "tantamount owing prior next close closer opposed similar link linked linking "
    "react reacted limited comparable immune vulnerable resistance opposition addition "
    "regard respect attention witness witnessed party parties attributed as from "
    "put thereto devoted dedicated accustomed back".split()
)
_OBJECT = 6  # words, the verb included
# "rose by a tenth to close at ten": where a movement ended.
_MOVED = frozenset(
    "fell rose dropped climbed gained jumped slid grew shrank increased decreased "
    "plunged surged tumbled slipped edged dipped lost declined rallied "
    "rebounded".split()
)
_ENDED = frozenset("reach close finish end become hit stand settle post set".split())
_MOVED_REACH = 14
# "was used to measure" is a purpose, "used to measure" a habit.
_BE = frozenset("is are was were be been being".split())
_AUXILIARIES = _BE | frozenset("has have had do does did will would said".split())
_IS = frozenset(("is", "are"))
# Marks that end a sentence; a headline has none.
_STOPS = ".!?\u2026:;"
_SUPERLATIVES = frozenset("first second third last latest only few newest".split())
_SUPERLATIVE_REACH = 5


@lru_cache(maxsize=1)
def load_verbs() -> frozenset[str]:
    """Plain forms of common verbs."""
    path = files("toolkit.mentions") / "lexicons" / "verbs_en.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def purposes(words: Words, texts: Sequence[str]) -> Cues:
    """Each *to* before an infinitive that leaves its outcome open, as a cue.

    It concerns the verb right behind it and nothing else. In a headline without another
    verb, and after *is* or *are*, it announces: ``future`` in place of ``purpose``.
    """
    at = np.flatnonzero(opens_infinitive(words))
    at = at[~_tells_an_outcome(words, at)]
    announced = words.among(_IS, np.maximum(at - 1, 0)) | _is_headline(words, texts, at)
    n = len(at)
    yes = np.ones(n, bool)
    return Cues(at, at + 1, np.where(announced, "future", "purpose").astype(object),
                np.where(announced, "THREATEN", "").astype(object),
                yes, ~yes, np.zeros(n, np.int64), yes)  # fmt: skip


def _tells_an_outcome(words: Words, at: np.ndarray) -> np.ndarray:
    """Tell which infinitives happened, or are none."""
    before, verb = np.maximum(at - 1, 0), np.minimum(at + 1, len(words) - 1)
    happened = words.among(_IT_HAPPENED | _PREPOSITION, before)
    used = words.among(frozenset(["used"]), before)
    happened &= ~(used & words.among(_BE, np.maximum(at - 2, 0)))
    # "fell 80 points to close", "rose 7.3 % to finish": a result
    happened |= words.passing(begins_with_digit, before)
    moved = _shortly_before(words, at, _MOVED, _MOVED_REACH)
    happened |= moved & words.among(_ENDED, verb)
    happened |= _shortly_before(words, at, _MADE_SOMEONE | _MEANS, _OBJECT)
    happened |= _shortly_before(words, at, _SUPERLATIVES, _SUPERLATIVE_REACH)
    return happened


def _is_headline(words: Words, texts: Sequence[str], at: np.ndarray) -> np.ndarray:
    """Tell which infinitives are the only verb of a sentence that no mark ends."""
    low, high = sentence_bounds(words)
    first, last = low[at], high[at] - 1
    led = np.flatnonzero(at > first)
    unmarked = [
        texts[doc][end : end + 2].strip()[:1] not in tuple(_STOPS)
        for doc, end in zip(
            words.doc[last[led]].tolist(), words.end[last[led]].tolist(), strict=True
        )
    ]
    led = led[unmarked]
    found = np.zeros(len(at), bool)
    before = words.spelled(first[led], at[led])
    found[led] = [not any(map(_may_be_a_verb, own)) for own in before]
    return found


@lru_cache(maxsize=10_000)
def _may_be_a_verb(word: str) -> bool:
    """Tell whether a word is a form of a common verb, or of *to be* and *to have*."""
    verbs = load_verbs()
    stems = {word, word.removesuffix("s"), word.removesuffix("es")}
    stems |= {word.removesuffix("d"), word.removesuffix("ed")}
    return word in _AUXILIARIES or not stems.isdisjoint(verbs)


def opens_infinitive(words: Words) -> np.ndarray:
    """Tell for each word whether it is a *to* before the plain form of a verb."""
    verb = words.among(load_verbs()) & words.joined & ~words.capital
    return words.among(frozenset(["to"])) & np.append(verb[1:], False)


def _shortly_before(
    words: Words, at: np.ndarray, wanted: frozenset[str], reach: int
) -> np.ndarray:
    """Tell whether one of some words stands so near before, in the same sentence."""
    sentence = sentence_number(words)
    last = at_or_before(np.flatnonzero(words.among(wanted)), at)
    return (at - last <= reach) & (last >= 0) & (sentence[last] == sentence[at])
