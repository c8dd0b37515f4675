"""Sentences and clauses by number: worked out once for each block of texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import numpy as np

from toolkit.mentions.spans import at_or_after
from toolkit.text import COMMA, PARAGRAPH, PAUSE, Words

# Words that open a clause of their own; a cue does not reach across them.
_CLAUSE_WORDS = frozenset(
    "but although though however while whereas which who whom whose because since amid "
    "despite when where until unless after before following during due as if "
    "that".split()
)
# "gave up raids and will release hostages": a second predicate is a second clause.
_FINITE = frozenset(
    "will would has have had is are was were could may might should did does do "
    "says said told called calls vowed vows warned warns accused accuses added insists "
    "insisted pledged threatened urged announced".split()
)
# A comma does not part the members of a list ("no raids, clashes or killings"): it is
# taken as a list comma when "or" or "nor" follows within so many words.
_LIST_REACH = 4


_Found = TypeVar("_Found")


def _remembered(rule: Callable[[Words], _Found]) -> Callable[[Words], _Found]:
    """Keep what ``rule`` found with the words themselves: many rules ask for it."""
    name = f"_{rule.__name__}"

    @wraps(rule)
    def asked(words: Words) -> _Found:
        known = vars(words)
        if name not in known:
            known[name] = rule(words)
        return known[name]

    return asked


@_remembered
def sentence_number(words: Words) -> np.ndarray:
    """One number per sentence, counted through all texts."""
    if len(words) == 0:
        return np.zeros(0, np.int64)
    changed = (words.sentence[1:] != words.sentence[:-1]) | (
        words.doc[1:] != words.doc[:-1]
    )
    return np.concatenate([[0], np.cumsum(changed)])


@_remembered
def sentence_bounds(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """For each word: the first word of its sentence, and one past the last."""
    number = sentence_number(words)
    first = np.flatnonzero(np.diff(number, prepend=-1))
    after = np.append(first[1:], len(number))
    return first[number], after[number]


@_remembered
def clause_number(words: Words) -> np.ndarray:
    """One number per clause, counted through all texts.

    A clause ends at a comma, dash, colon, semicolon or bracket and before a word that
    opens a clause (but, which, after, "and will" ...). Commas of a list do not count.
    """
    if len(words) == 0:
        return np.zeros(0, np.int64)
    at = np.arange(len(words))
    alternative = np.flatnonzero(words.among(frozenset(("or", "nor"))))
    in_list = at_or_after(alternative, at) - at <= _LIST_REACH
    breaks = ((words.gap & COMMA) > 0) & ~in_list
    breaks |= (words.gap & (PAUSE | PARAGRAPH)) > 0
    breaks |= words.among(_CLAUSE_WORDS)
    finite = np.append(words.among(_FINITE)[1:], False)
    breaks |= words.among(frozenset(["and"])) & finite
    return np.cumsum(breaks | (np.diff(sentence_number(words), prepend=-1) > 0))
