"""Who does it to whom, from word order, prepositions and the frames of verbs.

A verb's doer is its subject, its target its object; a passive turns them round. An
event noun's doer stands before it ("Israel's strike"), behind *by*, or is the subject
of a support verb ("launched a strike"); its target stands behind *on*, *against*, *of*.
How subject and object are found: ``walks.py``. Where the words are silent, or another
noun stands in that place, the field stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from toolkit.mentions.addressees import Asking, addressees, at_home, of_the_other
from toolkit.mentions.events import (
    VICTIM,
    exchanges,
    held_responsible,
    personal,
    placed,
    two_sided,
    with_victims,
)
from toolkit.mentions.objects import OBJECT
from toolkit.mentions.participants import (
    AT_HOME,
    FORCE,
    HOME,
    NAMED,
    PRONOUN,
    REBEL,
    Actors,
    Participants,
    apart,
    resolve,
)
from toolkit.mentions.subjects import SUBJECT
from toolkit.mentions.syntax import Parts, Tokens, tokens_of
from toolkit.mentions.two_named import fill_from_two
from toolkit.mentions.walks import Machine, answer, walk
from toolkit.mentions.wordclass import OWN, Kind, is_past, of_kinds, plain_kinds
from toolkit.text import Words

_GOVERNING = (Kind.OF, Kind.IN, Kind.FROM, Kind.ON, Kind.FOR, Kind.WITH, Kind.TO)
# "Two soldiers died in a raid": the subject is no doer.
_DIES = frozenset("die dies died dying perish perished perishes".split())
# Words between "was" and the participle ("was reportedly struck").
_AUXILIARY_REACH = 3


@dataclass(frozen=True)
class Direction:
    """Doer and target of each mention: name, "" for none, and its words."""

    actor: Participants
    target: Participants


def who_to_whom(
    parts: Parts,
    actors: Actors,
    nature: tuple[np.ndarray, np.ndarray, np.ndarray],
    asking: Asking,
) -> Direction:
    """Doer and target of every mention.

    Parameters
    ----------
    parts
        Texts, actor names found in them, and mentions.
    actors
        The names found, with who they stand for.
    nature
        Three flags per mention: what two sides do together (talks, agreements);
        cooling; words (threats, demands), which come *from* whoever utters them.
    asking
        Which mentions are requests, and which are threats.
    """
    tokens = tokens_of(parts)
    tokens = replace(tokens, kind=with_victims(parts.words, tokens))
    at = _holding(tokens, parts.hits.first)
    verb = tokens.kind[at] >= Kind.VERB
    doer, target = np.full(len(at), -1), np.full(len(at), -1)
    exchange = exchanges(parts.words, tokens, at)
    mutual, cooling, verbal = nature
    nature = (np.where(asking.violence, exchange, mutual), cooling, verbal)
    for which, rule in ((verb, _of_verbs), (~verb, _of_events)):
        here = np.flatnonzero(which)
        flags = tuple(flag[here] for flag in nature)
        doer[here], target[here] = rule(parts.words, tokens, at[here], flags)
    doer, target = _held(parts, tokens, at, (doer, target))
    target = _met_with(parts.words, tokens, at, target)
    doer, target = addressees(parts.words, tokens, at, asking, (doer, target))
    everyone = resolve(parts.words, tokens, actors)
    target = _deep(parts.words, tokens, at, (doer, target), everyone)
    pair = apart(everyone, doer, target)
    pair = _not_of(tokens, target, pair)
    pair = of_the_other(parts.words, tokens, at, asking.violence, everyone, pair)
    pair = at_home(parts.words, tokens, at, asking.protest, everyone, pair)
    passive = _passive(parts.words, tokens, at)
    return Direction(*fill_from_two(parts.words, tokens, at, everyone, pair, passive))


def _holding(tokens: Tokens, word: np.ndarray) -> np.ndarray:
    """The token that each word stands in; not every mention begins one.

    In "the X insurgency" a mention is the end of a name.
    """
    place = 2 * tokens.first + (tokens.kind > Kind.PAUSE)  # marks before words
    return np.searchsorted(place, 2 * word + 1, "right") - 1


def _not_of(
    tokens: Tokens, target: np.ndarray, pair: tuple[Participants, Participants]
) -> tuple[Participants, Participants]:
    """Take no rebels for those of the state they go against by its bare name.

    "Militants fired rockets into X" are somebody else's; "rebels shot down an X
    helicopter" may be those of X.
    """
    doer, other = pair
    bare = (tokens.stop - tokens.first)[target] == other.stop - other.first
    guessed = (doer.how == HOME) & (doer.role == REBEL) & (other.how == NAMED)
    return doer.only(~(guessed & bare & (doer.name == other.name))), other


def _held(
    parts: Parts, tokens: Tokens, at: np.ndarray, pair: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Names inside event nouns: doers if they stand first, targets if they do not.

    "An Israeli strike"; "its commitment to Israel's security". A mention may also begin
    inside a name: "*X forces* withdraw".
    """
    doer, target = pair
    name = tokens.name[at]
    begun = tokens.first[at] < parts.hits.first
    holds = ((tokens.kind[at] == Kind.EVENT) | begun) & (name >= 0)
    opens = np.append(parts.actors.first, -1)[name]
    first = (opens == tokens.first[at]) | (begun & (opens < parts.hits.first))
    return (
        np.where(holds & first & ((doer < 0) | begun), at, doer),
        np.where(holds & ~first, at, target),
    )


def _met_with(
    words: Words, tokens: Tokens, at: np.ndarray, target: np.ndarray
) -> np.ndarray:
    """Events that a passive verb is done with: "X was threatened with an attack"."""
    event = (tokens.kind[at] == Kind.EVENT) & (target < 0)
    event &= tokens.kind[at - 1] == Kind.NOUN
    event &= tokens.kind[at - 2] == Kind.WITH
    verb = np.minimum(np.searchsorted(at, at - 3), len(at) - 1)
    event &= (at[verb] == at - 3) & _passive(words, tokens, at)[verb]
    return np.where(event, target[verb], target)


def _deep(
    words: Words, tokens: Tokens, at: np.ndarray, pair: tuple[np.ndarray, np.ndarray],
    everyone: Participants,
) -> np.ndarray:  # fmt: skip
    """For an active verb with a doer but no known target: the next name in its clause.

    "Forces of X arrested ten men near the border with Y."
    """
    doer, target = pair
    name = np.append(everyone.name, "")
    lacks = (tokens.kind[at] >= Kind.VERB) & (name[doer] != "") & (name[target] == "")
    lacks &= ~_passive(words, tokens, at)
    deep = walk(OBJECT, tokens, at, np.where(lacks, OBJECT.number["deep"], 1), 1).held
    clear = (name[deep] != name[doer]) | ~np.isin(everyone.how[doer], (HOME, PRONOUN))
    return np.where((deep >= 0) & clear, deep, target)


def _of_verbs(
    words: Words, tokens: Tokens, at: np.ndarray, flags: tuple[np.ndarray, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Doer and target of mentions that are verbs."""
    mutual, _, _ = flags
    passive = _passive(words, tokens, at)
    subject = walk(SUBJECT, tokens, at, _subject_states(words, tokens, at), -1)
    state = np.where(passive, OBJECT.number["agent"], _object_states(words, tokens, at))
    behind = answer(tokens, walk(OBJECT, tokens, at, state, 1))
    doer = np.where(passive, behind, answer(tokens, subject))
    target = np.where(passive, answer(tokens, subject, things=True), behind)
    holds = (tokens.name[at] >= 0) | (tokens.role[at] >= 0)
    target = np.where(~passive & holds, _inside(tokens, at), target)
    doer = np.where(passive & _holds_by(words, tokens, at), _inside(tokens, at), doer)
    # "A and B met": the second named is the other side
    together = mutual & (target < 0) & (subject.second >= 0)
    return doer, np.where(together, subject.second, target)


def _holds_by(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Find expressions that hold their agent: "attacked by rebels"."""
    by = np.cumsum(np.append(0, words.among(frozenset(["by"]))))
    return by[tokens.stop[at]] > by[tokens.first[at]]


def _inside(tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Who an expression holds, or whose they are: "attacked by the army *of X*"."""
    states = np.where(tokens.name[at] < 0, OBJECT.number["whose_agents"], 1)
    return _first_of(walk(OBJECT, tokens, at, states, 1).held, at)


def _object_states(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """An expression that ends in a noun has its object: "rejected calls by X"."""
    several = tokens.stop[at] - tokens.first[at] > 1
    last = plain_kinds(words)[tokens.stop[at] - 1] == Kind.NOUN
    return np.where(several & last, OBJECT.number["noun"], OBJECT.number["object"])


def _subject_states(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    ing = words.ending("ing", at=tokens.first[at])
    return np.where(ing, SUBJECT.number["participle"], SUBJECT.number["subject"])


def _of_events(
    words: Words, tokens: Tokens, at: np.ndarray, flags: tuple[np.ndarray, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Doer and target of mentions that are nouns."""
    mutual, cooling, verbal = flags
    n = len(at)
    subject = walk(SUBJECT, tokens, at, _event_states(cooling), -1)
    by_verb = held_responsible(words, tokens, at, answer(tokens, subject))
    owner = _owner(words, tokens, at)
    agent = answer(tokens, walk(OBJECT, tokens, at, _agents(verbal, cooling), 1))
    doer = _first_of(owner, agent, by_verb)
    target = answer(
        tokens, walk(OBJECT, tokens, at, _event_objects(words, tokens, at, verbal), 1)
    )
    suffered = np.where(two_sided(words, tokens, at), 1, SUBJECT.number["suffered"])
    sufferer = answer(tokens, walk(SUBJECT, tokens, at, suffered, -1))
    partner = np.where(mutual & (owner < 0) & (agent < 0), subject.second, -1)
    where = placed(words, tokens, target)
    someone = of_kinds(tokens.kind[sufferer], (Kind.NAME, Kind.PRONOUN))
    someone |= np.isin(tokens.role[sufferer], AT_HOME)
    target = np.where(where & (sufferer >= 0) & someone, sufferer, target)
    target = np.where(where & personal(words, tokens, at), sufferer, target)
    target = _first_of(target, subject.recipient, sufferer, partner)
    # "A asked for a B meeting"
    hosted = cooling & (owner >= 0) & (by_verb >= 0) & (tokens.name[at] < 0)
    hosted &= (target < 0) | (target == owner)
    doer, target = np.where(hosted, by_verb, doer), np.where(hosted, owner, target)
    # "A-B talks"
    double = (owner >= 0) & (target < 0) & (tokens.kind[at - 2] == Kind.NAME)
    doer, target = np.where(double, at - 2, doer), np.where(double, owner, target)
    pair = walk(OBJECT, tokens, at, _all(n, "between"), 1)
    both = (pair.held >= 0) & (pair.second >= 0)
    # the pair was read from left to right: the second register holds the first named
    alone = both & (doer < 0)
    target = np.where(alone, pair.held, np.where(both, pair.second, target))
    doer = np.where(alone, pair.second, doer)
    return _of_agents(tokens, at, owner, (doer, target))


def _of_agents(
    tokens: Tokens, at: np.ndarray, owner: np.ndarray,
    pair: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Make "demonstrators in X" do it themselves; troops go to where they are sent."""
    agents = (tokens.kind[at] == Kind.ROLE) & np.isin(tokens.role[at], AT_HOME)
    whose = walk(OBJECT, tokens, at, _all(len(at), "whose_agents"), 1).held
    doer = _first_of(owner, whose, at)
    # "X troops have arrived in Y"
    sent = agents & (tokens.role[at] == FORCE) & (owner >= 0)
    there = walk(OBJECT, tokens, at, np.where(sent, OBJECT.number["sent"], 1), 1).held
    return np.where(agents, doer, pair[0]), np.where(agents, there, pair[1])


def _owner(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Who stands right before a noun: "Israel's strike", "police violence"."""
    own = np.append(words.among(OWN), False)
    owns = of_kinds(tokens.kind[at - 1], (Kind.NAME, Kind.PRONOUN, Kind.ROLE))
    # "its long planned attack"
    owns |= (tokens.kind[at - 1] == Kind.NOUN) & own[tokens.first[at - 1]]
    return np.where(owns, at - 1, -1)


def _first_of(*choices: np.ndarray) -> np.ndarray:
    """The first of the choices that is there, element by element."""
    best = np.full(len(choices[0]), -1)
    for choice in reversed(choices):
        best = np.where(choice >= 0, choice, best)
    return best


def _all(n: int, state: str, machine: Machine = OBJECT) -> np.ndarray:
    return np.full(n, machine.number[state])


def _event_objects(
    words: Words, tokens: Tokens, at: np.ndarray, verbal: np.ndarray
) -> np.ndarray:
    """A noun that ends in a preposition has its target right behind."""
    last = of_kinds(plain_kinds(words)[tokens.stop[at] - 1], _GOVERNING)
    plain = np.where(verbal, OBJECT.number["uttered"], OBJECT.number["said"])
    return np.where(last, OBJECT.number["governed"], plain)


def _agents(verbal: np.ndarray, cooling: np.ndarray) -> np.ndarray:
    """A threat comes "from X" as well as "by X"; troops only go away from there."""
    deed = np.where(
        cooling, OBJECT.number["cooling_agent"], OBJECT.number["event_agent"]
    )
    return np.where(verbal, OBJECT.number["utterer"], deed)


def _event_states(cooling: np.ndarray) -> np.ndarray:
    return np.where(cooling, SUBJECT.number["cooling"], SUBJECT.number["event"])


def _passive(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Find participles behind a form of *be*, or right before *by*, and victims."""
    ing = words.ending("ing", at=tokens.first[at])
    several = tokens.stop[at] - tokens.first[at] > 1
    place = at.copy()
    auxiliary = np.zeros(len(at), bool)
    second = np.minimum(tokens.first[at] + 1, max(len(words) - 1, 0))
    # "is prepared to", "was forced to withdraw": the subject does it
    infinitive = several & words.among(frozenset(["to"]), second)
    looking = ~ing & ~infinitive
    for _ in range(_AUXILIARY_REACH):
        place = place - 1
        kind = tokens.kind[place]
        auxiliary |= looking & (kind == Kind.BE)
        looking = looking & of_kinds(kind, (Kind.ADVERB, Kind.AND))
    follows = tokens.kind[at + 1]
    victim = words.among(VICTIM, tokens.first[at])
    victim &= of_kinds(follows, (Kind.IN, Kind.BY, Kind.WHEN))
    active = of_kinds(tokens.kind[at - 1], (Kind.HAVE, Kind.TO, Kind.MODAL))
    past = words.passing(is_past)
    by = (follows == Kind.BY) & past[tokens.stop[at] - 1]
    be = plain_kinds(words)[tokens.first[at]] == Kind.BE
    whole = several & be & past[second]
    dies = words.among(_DIES, tokens.first[at])
    return auxiliary | whole | dies | (~ing & ~active & (by | victim))
