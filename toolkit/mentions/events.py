"""What the words of an event say about who does it and whom it hits.

Who is killed in an attack is its target, as who dies in it is; an assassination in a
place is none of that place; two sides at war are no one's deed; whoever is held
responsible for an attack did it.
"""

from __future__ import annotations

import numpy as np

from toolkit.mentions.syntax import Tokens
from toolkit.mentions.wordclass import Kind, of_kinds
from toolkit.text import Words

VICTIM = frozenset("killed injured wounded hurt".split())
# "A and B exchanged fire" do it to each other; "A and B bombed" somebody else.
_EXCHANGE = (
    "exchange", "trade", "trading", "clash", "fight", "fought", "battle", "skirmish",
    "duel", "shootout", "gunfight", "gunbattle", "war", "conflict", "firefight",
    "hostilities", "confront", "standoff",
)  # fmt: skip
_WARS = frozenset("war wars conflict conflicts violence unrest insurgency".split())
_RESPONSIBLE = frozenset(("responsible", "accountable"))
# What is done to a person: "an assassination in Y" is not one of Y.
_PERSONAL = frozenset(
    "assassination assassinations murder murders execution executions beheading "
    "beheadings kidnapping kidnappings abduction abductions".split()
)


def with_victims(words: Words, tokens: Tokens) -> np.ndarray:
    """Kinds of the tokens, where "was killed" and "injured in" are verbs of suffering.

    Who is killed in an attack is its target, as who suffers it or dies in it is.
    """
    kind = tokens.kind
    left, right = np.roll(kind, 1), np.roll(kind, -1)
    far = (left == Kind.ADVERB) & (np.roll(kind, 2) == Kind.BE)
    helped = of_kinds(left, (Kind.HAVE, Kind.TO, Kind.MODAL))
    victim = np.append(words.among(VICTIM), False)[tokens.first]
    victim &= (kind >= Kind.VERB) | (kind == Kind.NOUN)
    victim &= (left == Kind.BE) | far | ((right == Kind.IN) & ~helped)
    return np.where(victim, Kind.SUFFER, kind)


def _is_exchange(word: str) -> bool:
    return word.startswith(_EXCHANGE)


def exchanges(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Tell which mentions say that two sides fight each other."""
    return holds(words.passing(_is_exchange), tokens, at)


def holds(flag: np.ndarray, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Tell which mentions hold a word that is flagged."""
    so_far = np.cumsum(np.append(0, flag))
    return so_far[tokens.stop[at]] > so_far[tokens.first[at]]


def held_responsible(
    words: Words, tokens: Tokens, at: np.ndarray, doer: np.ndarray
) -> np.ndarray:
    """Doers, where "A held B responsible for the attack" says that it was B."""
    left = np.where(tokens.kind[at - 1] == Kind.NOUN, at - 2, at - 1)
    verb = left - 1
    ends = np.append(words.among(_RESPONSIBLE), False)[tokens.stop[verb] - 1]
    held = ends & (tokens.kind[left] == Kind.FOR) & (tokens.kind[verb] >= Kind.VERB)
    held &= tokens.stop[verb] - tokens.first[verb] > 1
    return np.where(held, np.where(tokens.name[verb] >= 0, verb, -1), doer)


def placed(words: Words, tokens: Tokens, target: np.ndarray) -> np.ndarray:
    """Tell which targets are places: "in Y", "at a base in Y"."""
    before = target - 1
    at = np.append(words.among(frozenset(["at"])), False)[tokens.first[before]]
    return (target >= 0) & (of_kinds(tokens.kind[before], (Kind.IN, Kind.NEAR)) | at)


def personal(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Tell which events are done to persons, so that a place is not whom they hit."""
    return np.append(words.among(_PERSONAL), False)[tokens.stop[at] - 1]


def two_sided(words: Words, tokens: Tokens, at: np.ndarray) -> np.ndarray:
    """Tell which events are no deed of one side: who died in a war is not its aim."""
    return np.append(words.among(_WARS), False)[tokens.stop[at] - 1]
