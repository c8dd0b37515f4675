"""Who does it to whom: a first rule from word order and prepositions.

Only actors of the mention's own sentence are looked at. ``by X`` and ``from X`` behind
a mention name the doer; ``on``, ``against``, ``of``, ``at``, ``into X`` the one it is
done to, and ``in X`` where nothing else does; otherwise the subject in front is the
doer and the object right behind is the target; a passive turns subject into target.
Whoever is only cited as the source is no subject of what he says, unless a pronoun
takes him up. Where these are silent the field stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.attribution import Attributions
from toolkit.mentions.clauses import clause_number, sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import ArrayTable, best_partner, equal_pairs, pick
from toolkit.text import Words

_DOER = frozenset(("by", "from"))
_DONE_TO = frozenset(
    "on against at of into to with targeting towards toward over upon".split()
)
# A place stands for its state only where nothing better names the target.
_WHERE = frozenset("in near inside across".split())
# In front of a mention all these mark an actor that is not its subject.
_ASIDE = _DOER | _DONE_TO | _WHERE | frozenset("outside between for about".split())
_GOVERNS_NOUN = frozenset(
    "in after of for during following from by on against over with amid before".split()
)
_PASSIVE = frozenset("was were been being is are be get gets got".split())
# In headlines and reduced clauses these need no "were": "troops injured in attack".
_VICTIM = frozenset("killed injured wounded hurt".split())
_AFTER_VICTIM = frozenset("in by after during as when".split())
_PRONOUNS = frozenset("it they he she we i its their his her our".split())

# Words between a preposition and the name it governs ("by the Lebanese group X").
_GOVERNS = 3
# Words between a verb and an object without a preposition.
_OBJECT_REACH = 4
# Words between "was" and the participle ("was reportedly struck").
_PASSIVE_REACH = 2
# Clauses between subject and verb ("the group, backed by X, attacked").
_SUBJECT_CLAUSES = 2

_NEVER = 9


@dataclass(frozen=True)
class Named:
    """Actor names found in texts, none overlapping another, with canonical names."""

    hits: Hits
    name: np.ndarray


@dataclass(frozen=True)
class Direction:
    """Number of the doer's and the target's actor hit for each mention, -1 for none."""

    actor: np.ndarray
    target: np.ndarray


def who_to_whom(
    words: Words, hits: Hits, actors: Named, reported: Attributions
) -> Direction:
    """Pick doer and target of every hit among the actors of its sentence.

    Parameters
    ----------
    words, hits
        The texts and the mentions in them.
    actors
        Actor names found in the same texts: nobody is set against itself.
    reported
        Quotations and reported speech: a quotation has its own subject.
    """
    pair = _pairs(words, hits, actors.hits)
    doer, target = _ranks(words, hits, actors.hits, pair)
    subject = ~pair.behind
    foreign = subject & _of_another_voice(words, hits, actors.hits, reported, pair)
    doer[foreign], target[foreign] = _NEVER, _NEVER
    likely = _choose(len(hits), pair, target)
    same = pick(actors.name, likely, "")[pair.hit] == actors.name[pair.actor]
    actor = _choose(len(hits), pair, np.where(same & (doer > 0), _NEVER, doer))
    same = pick(actors.name, actor, "")[pair.hit] == actors.name[pair.actor]
    return Direction(actor, _choose(len(hits), pair, np.where(same, _NEVER, target)))


def _ranks(
    words: Words, hits: Hits, actors: Hits, pair: _Pairs
) -> tuple[np.ndarray, np.ndarray]:
    """How good each pair is as doer and as target; 0 is best."""
    preposition = _governing(words, actors)[pair.actor]
    passive = _passive(words, hits)[pair.hit]
    free = preposition == ""
    subject = ~pair.behind & free & (pair.clauses <= _SUBJECT_CLAUSES)
    # "troops were hurt in an attack": the subject did not attack, but whoever stands
    # between preposition and mention did: "in an Israeli attack"
    subject &= actors.first[pair.actor] > _preposition_before(words, hits)[pair.hit]
    behind = pair.behind & (pair.clauses == 0)
    by = behind & np.isin(preposition, list(_DOER))
    onto = behind & np.isin(preposition, list(_DONE_TO))
    object_ = behind & free & (pair.distance <= _OBJECT_REACH) & ~passive
    where = behind & np.isin(preposition, list(_WHERE))
    doer = np.select([by, subject & ~passive], [0, 1], default=_NEVER)
    done_to = onto | object_ | (subject & passive)
    return doer, np.select([done_to, where], [0, 1], default=_NEVER)


@dataclass(frozen=True)
class _Pairs(ArrayTable):
    """Every mention with every actor of its sentence."""

    hit: np.ndarray
    actor: np.ndarray
    behind: np.ndarray  # the actor stands behind the mention
    distance: np.ndarray  # words between
    clauses: np.ndarray  # clause ends between


def _pairs(words: Words, hits: Hits, actors: Hits) -> _Pairs:
    sentence, clause = sentence_number(words), clause_number(words)
    hit, actor = equal_pairs(sentence[hits.first], sentence[actors.first])
    behind = actors.first[actor] >= hits.stop[hit]
    distance = np.where(
        behind,
        actors.first[actor] - hits.stop[hit],
        hits.first[hit] - actors.stop[actor],
    )
    clauses = np.abs(clause[actors.first[actor]] - clause[hits.first[hit]])
    return _Pairs(hit, actor, behind, distance, clauses).take(distance >= 0)


def _of_another_voice(
    words: Words, hits: Hits, actors: Hits, reported: Attributions, pair: _Pairs
) -> np.ndarray:
    """Tell of which pairs the actor is outside the reported words of the mention.

    He may still be their subject where they begin with a pronoun: "Iran said it would".
    """
    pronoun = words.among(_PRONOUNS)
    holder = np.full(len(words), -1)
    for number in np.argsort(reported.content_first - reported.content_stop):
        # widest first, so that the innermost span is the one that stays
        holder[reported.content_first[number] : reported.content_stop[number]] = number
    span = holder[hits.first[pair.hit]]
    inside = holder[actors.first[pair.actor]] == span
    taken_up = pronoun[reported.content_first[span]] if len(reported) else inside
    return (span >= 0) & ~inside & ~taken_up


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


def _preposition_before(words: Words, hits: Hits) -> np.ndarray:
    """Word number of the preposition that governs each mention, -1 for none."""
    governs, clause = words.among(_GOVERNS_NOUN), clause_number(words)
    found = np.full(len(hits), -1)
    for back in range(_GOVERNS, 0, -1):
        at = np.maximum(hits.first - back, 0)
        near = (clause[at] == clause[hits.first]) & (hits.first >= back) & governs[at]
        found[near] = at[near]
    return found


def _passive(words: Words, hits: Hits) -> np.ndarray:
    """Find participles behind a form of *be*, and victim verbs by themselves."""
    participle = words.passing(_may_be_participle)[hits.first]
    auxiliary = words.among(_PASSIVE)
    found = np.zeros(len(hits), bool)
    for back in range(1, _PASSIVE_REACH + 1):
        at = np.maximum(hits.first - back, 0)
        found |= auxiliary[at] & (words.sentence[at] == words.sentence[hits.first])
    following = np.minimum(hits.stop, len(words) - 1)
    victim = words.among(_VICTIM)[hits.first]
    victim &= words.among(_AFTER_VICTIM)[following]
    return (found & participle) | victim


def _may_be_participle(word: str) -> bool:
    return word.endswith(("ed", "en", "ck", "it", "wn"))


def _choose(n: int, pair: _Pairs, rank: np.ndarray) -> np.ndarray:
    """Choose for each of ``n`` hits its actor of best rank, -1 where none will do."""
    able = np.flatnonzero(rank < _NEVER)
    chosen = pair.take(able)
    return best_partner(n, chosen.hit, chosen.actor, rank[able], chosen.distance)
