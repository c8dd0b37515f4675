"""Whom words and arrests concern, where neither subject nor object says it.

"X said Y must leave": X demands it of Y. "X threatened a strike unless Y withdraws":
the threat is meant for Y. "A Y citizen was jailed in X": states jail on their own
ground. "Workers of X went on strike": nobody but their own state is meant. "X said Y
attacked its ships": the ships of X.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.events import holds
from toolkit.mentions.objects import OBJECT
from toolkit.mentions.participants import CITIZENS, Participants, places
from toolkit.mentions.subjects import SUBJECT
from toolkit.mentions.syntax import Tokens
from toolkit.mentions.walks import answer, walk
from toolkit.mentions.wordclass import OWN, Kind, of_kinds
from toolkit.text import Words

_OUGHT = frozenset("must should needs ought".split())
# Words between "must" and the mention: "must be ready to", "must immediately halt".
_OUGHT_REACH = 3
_CONDITION = frozenset("if unless".split())
# What is done to people by whoever rules where it is done.
_ARRESTED = frozenset(
    "arrested detained jailed imprisoned sentenced convicted executed hanged indicted "
    "charged tried deported expelled interned remanded acquitted pardoned "
    "investigation".split()
)

_EMERGENCY = frozenset("curfew curfews martial emergency siege".split())


@dataclass(frozen=True)
class Asking:
    """Which mentions are requests, threats, protests and violence."""

    request: np.ndarray
    threat: np.ndarray
    protest: np.ndarray
    violence: np.ndarray


def addressees(
    words: Words, tokens: Tokens, at: np.ndarray, asking: Asking,
    pair: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Doers and targets (tokens, -1 for none) with these three rules applied."""
    pair = _demanded(words, tokens, at, asking.request, pair)
    doer, target = _jailed(words, tokens, at, pair)
    lacks = asking.threat & (doer >= 0) & (target < 0)
    return doer, np.where(lacks, _condition(words, tokens, at), target)


def at_home(
    words: Words, tokens: Tokens, at: np.ndarray, protest: np.ndarray,
    everyone: Participants, pair: tuple[Participants, Participants],
) -> tuple[Participants, Participants]:  # fmt: skip
    """Protests and emergency rule, where a sentence names one actor only.

    Citizens who strike without a word of whom it is meant for do so at home, and a
    government declares a curfew over nobody but its own people.
    """
    doer, target = pair
    sentence, _ = places(words, tokens)
    named = np.flatnonzero((tokens.kind == Kind.NAME) & (everyone.name != ""))
    first = np.full(sentence.max(initial=0) + 1, "", object)
    first[sentence[named[::-1]]] = everyone.name[named[::-1]]
    several = np.zeros(len(first), bool)
    several[sentence[named[everyone.name[named] != first[sentence[named]]]]] = True
    only = np.where(several, "", first)[sentence[at]]
    inward = protest & np.isin(doer.role, CITIZENS)
    inward |= holds(words.among(_EMERGENCY), tokens, at)
    inward &= (doer.name != "") & (doer.name == only)
    return doer, target.or_else(doer, inward)


def of_the_other(
    words: Words, tokens: Tokens, at: np.ndarray, violence: np.ndarray,
    everyone: Participants, pair: tuple[Participants, Participants],
) -> tuple[Participants, Participants]:  # fmt: skip
    """Whose things are attacked: "X said Y had attacked its ships".

    Nobody attacks his own: of two actors named so far in the sentence *its* stands for
    the one that is not the doer.
    """
    doer, target = pair
    own = np.append(words.among(OWN), False)[tokens.first[at + 1]]
    own &= violence & (tokens.kind[at] >= Kind.VERB) & (doer.name != "")
    # "its own people"
    reflexive = np.append(words.among(frozenset(["own"])), False)
    own &= ~reflexive[np.minimum(tokens.first[at + 1] + 1, len(words))]
    own &= (target.name == "") & (tokens.kind[at + 1] < Kind.TIME)
    sentence, _ = places(words, tokens)
    other = np.full(len(at), -1)
    for i in np.flatnonzero(own).tolist():
        there = np.arange(np.searchsorted(sentence, sentence[at[i]]), at[i])
        there = there[(tokens.kind[there] == Kind.NAME) & (everyone.name[there] != "")]
        there = there[everyone.name[there] != doer.name[i]]
        if len(set(everyone.name[there])) == 1:
            other[i] = there[-1]
    return doer, target.or_else(everyone.take_or_none(other), own)


def _demanded(
    words: Words, tokens: Tokens, at: np.ndarray, request: np.ndarray,
    pair: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Make the speaker the doer of what somebody *must* do, and that one the target."""
    must = _ought(words, tokens, at) & request & (tokens.kind[at] >= Kind.VERB)
    states = np.where(must, SUBJECT.number["subject"], 1)
    subject = walk(SUBJECT, tokens, at, states, -1)
    start = np.where(subject.held >= 0, subject.held, at)
    said = np.where(subject.held >= 0, SUBJECT.number["demanding"], 1)
    speaker = answer(tokens, walk(SUBJECT, tokens, start, said, -1))
    found = must & (subject.held >= 0)
    return (
        np.where(found, speaker, pair[0]),
        np.where(found, answer(tokens, subject), pair[1]),
    )


def _ought(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Tell whether a mention begins with *must* or the like, or stands behind it."""
    ought = np.append(words.among(_OUGHT), False)
    found = ought[tokens.first[at]]
    place, looking = at.copy(), np.ones(len(at), bool)
    for _ in range(_OUGHT_REACH):
        place = place - 1
        found |= looking & ought[tokens.first[place]]
        kind = tokens.kind[place]
        looking = looking & of_kinds(kind, (Kind.BE, Kind.ADVERB, Kind.HAVE))
    return found


def _jailed(
    words: Words, tokens: Tokens, at: np.ndarray, pair: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Arrests without a doer: the state in which they are made."""
    doer, target = pair
    last = np.append(words.among(_ARRESTED), False)[tokens.stop[at] - 1]
    place = walk(OBJECT, tokens, at, np.full(len(at), OBJECT.number["there"]), 1).held
    verb = last & (tokens.kind[at] >= Kind.VERB) & (doer < 0)
    # "has been put under investigation in X": the subject is no doer
    noun = last & (tokens.kind[at] == Kind.EVENT) & (target == place) & (place >= 0)
    noun &= of_kinds(tokens.kind[at - 1], (Kind.VERB, Kind.WHEN, Kind.SUPPORT))
    return (
        np.where((verb & (target >= 0)) | noun, place, doer),
        np.where(noun, doer, target),
    )


def _condition(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """The subject of the next *if* or *unless* behind each mention."""
    opens = np.flatnonzero(np.append(words.among(_CONDITION), False)[tokens.first])
    if len(opens) == 0:
        return np.full(len(at), -1)
    after = np.append(opens, len(tokens) - 1)[np.searchsorted(opens, at)]
    edges = np.cumsum(tokens.kind == Kind.END)
    same = edges[after] == edges[at]
    states = np.where(same, OBJECT.number["meant"], 1)
    return answer(tokens, walk(OBJECT, tokens, after, states, 1))
