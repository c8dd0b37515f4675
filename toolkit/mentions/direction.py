"""Who does it to whom: a first rule from word order and prepositions.

Only actors of the mention's own sentence are looked at. ``by X`` and ``from X`` behind a
mention name the doer; ``on``, ``against``, ``of``, ``at``, ``into X`` the one it is done
to, and ``in X`` where nothing else does; otherwise the subject in front is the doer and
the object right behind is the target; a passive turns subject into target. Where these are silent the field stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.senses import sentence_number
from toolkit.mentions.status import clause_number
from toolkit.text import Words

_DOER = frozenset(("by", "from"))
_DONE_TO = frozenset(
    "on against at of into to with targeting towards toward over upon".split()
)
# A place stands for its state only where nothing better names the target.
_WHERE = frozenset("in near inside across".split())
# In front of a mention all these mark an actor that is not its subject.
_ASIDE = _DOER | _DONE_TO | _WHERE | frozenset("outside between for about".split())
_PASSIVE = frozenset("was were been being is are be get gets got".split())

# Words between a preposition and the name it governs ("by the Lebanese group X").
_GOVERNS = 3
# Words between a verb and an object without a preposition.
_OBJECT_REACH = 4
# Words between "was" and the participle ("was reportedly struck").
_PASSIVE_REACH = 2


@dataclass(frozen=True)
class Direction:
    """Number of the doer's and the target's actor hit for each mention, -1 for none."""

    actor: np.ndarray
    target: np.ndarray


def who_to_whom(words: Words, hits: Hits, actors: Hits, name: np.ndarray) -> Direction:
    """Pick doer and target of every hit among the actors of its sentence.

    Parameters
    ----------
    words, hits
        The texts and the mentions in them.
    actors
        Actor names found in the same texts, none overlapping another.
    name
        Canonical name of each of ``actors``: nobody is set against itself.
    """
    pair = _pairs(words, hits, actors)
    prepositions = _governing(words, actors)
    preposition = prepositions[pair.actor]
    passive = _passive(words, hits)[pair.hit]
    free = preposition == ""
    object_ = pair.behind & free & (pair.distance <= _OBJECT_REACH) & pair.same_clause
    behind_in_clause = pair.behind & pair.same_clause
    doer = np.select(
        [behind_in_clause & np.isin(preposition, list(_DOER)),
         ~pair.behind & free & ~passive & pair.near_clause],
        [0, 1], default=9)  # fmt: skip
    target = np.select(
        [behind_in_clause & np.isin(preposition, list(_DONE_TO)),
         object_ & ~passive,
         ~pair.behind & free & passive & pair.near_clause,
         behind_in_clause & np.isin(preposition, list(_WHERE))],
        [0, 0, 0, 1], default=9)  # fmt: skip
    actor = _pick(len(hits), pair, doer)
    other = target.copy()
    other[(actor[pair.hit] >= 0) & (name[pair.actor] == _named(name, actor)[pair.hit])] = 9
    return Direction(actor, _pick(len(hits), pair, other))


def _named(name: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return np.append(name, "")[chosen]


@dataclass(frozen=True)
class _Pairs:
    hit: np.ndarray
    actor: np.ndarray
    behind: np.ndarray
    distance: np.ndarray
    same_clause: np.ndarray
    near_clause: np.ndarray


def _pairs(words: Words, hits: Hits, actors: Hits) -> _Pairs:
    sentence, clause = sentence_number(words), clause_number(words)
    of_actor = sentence[actors.first]
    low = np.searchsorted(of_actor, sentence[hits.first])
    count = np.searchsorted(of_actor, sentence[hits.first], "right") - low
    hit = np.repeat(np.arange(len(hits)), count)
    actor = low[hit] + np.arange(len(hit)) - np.repeat(np.cumsum(count) - count, count)
    behind = actors.first[actor] >= hits.stop[hit]
    distance = np.where(
        behind, actors.first[actor] - hits.stop[hit], hits.first[hit] - actors.stop[actor]
    )
    steps = np.abs(clause[actors.first[actor]] - clause[hits.first[hit]])
    apart = distance >= 0
    return _Pairs(*(c[apart] for c in (hit, actor, behind, distance, steps == 0, steps <= 2)))


def _governing(words: Words, actors: Hits) -> np.ndarray:
    """Preposition that governs each actor name, "" for none."""
    names = np.array([v if v in _ASIDE else "" for v in words.vocabulary], object)
    clause = clause_number(words)
    found = np.full(len(actors), "", object)
    for back in range(_GOVERNS, 0, -1):
        at = np.maximum(actors.first - back, 0)
        near = (clause[at] == clause[actors.first]) & (actors.first >= back)
        word = names[words.word[at]]
        take = near & (word != "")
        found[take] = word[take]
    return found


def _passive(words: Words, hits: Hits) -> np.ndarray:
    flags = np.fromiter((v in _PASSIVE for v in words.vocabulary), bool, len(words.vocabulary))
    found = np.zeros(len(hits), bool)
    participle = np.fromiter(
        (v.endswith(("ed", "en", "ck", "it", "wn")) for v in words.vocabulary),
        bool,
        len(words.vocabulary),
    )[words.word[hits.first]]
    for back in range(1, _PASSIVE_REACH + 1):
        at = np.maximum(hits.first - back, 0)
        found |= flags[words.word[at]] & (words.sentence[at] == words.sentence[hits.first])
    return found & participle


def _pick(n: int, pair: _Pairs, rank: np.ndarray) -> np.ndarray:
    """The pair's actor of best rank, then nearest, for each of ``n`` hits."""
    usable = np.flatnonzero(rank < 9)
    order = usable[np.lexsort((pair.distance[usable], rank[usable], pair.hit[usable]))]
    hit, first = np.unique(pair.hit[order], return_index=True)
    chosen = np.full(n, -1, np.int64)
    chosen[hit] = pair.actor[order][first]
    return chosen
