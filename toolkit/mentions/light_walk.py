"""Walk the machine of all expressions with whole arrays: all places, a word a step."""

from __future__ import annotations

import numpy as np

from toolkit.mentions.machine import PAIR, Machine
from toolkit.mentions.spans import runs
from toolkit.text import Words, count_between

Found = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def walk(machine: Machine, words: Words) -> Found:
    """First word, one past the last, group and pattern of every hit, in that order."""
    kinds = words.distinct_values(machine, PAIR, at_once=True)
    first_kind, kind = kinds.astype(np.int64)[words.word].T
    joined = np.append(words.joined, False)
    # `at` walks on from `first`; `node` is how far the walk has come in the tree
    since, begun = machine.begun()
    first, place = runs(since[first_kind], since[first_kind + 1] - since[first_kind])
    at, node, found = first, begun[place], [np.zeros((0, 4), np.int64)]
    while len(first):
        at = at + 1
        found.append(_accepted(machine, first, at, node, words.upper))
        on = joined[at]
        first, at, node = first[on], at[on], node[on]
        which, node = machine.onward(node, kind[at])
        first, at = first[which], at[which]
    first, stop, group, pattern = np.concatenate(found).T
    order = np.lexsort((pattern, stop, first))
    return first[order], stop[order], group[order], pattern[order]


def _accepted(
    machine: Machine,
    first: np.ndarray,
    stop: np.ndarray,
    node: np.ndarray,
    upper: np.ndarray,
) -> np.ndarray:
    low, high = machine.accept_from[node], machine.accept_from[node + 1]
    row, which = runs(low, high - low)
    group, pattern, cased = machine.accept[which].T
    found = np.stack([first[row], stop[row], group, pattern], axis=1)
    all_upper = count_between(~upper, found[:, 0], found[:, 1]) == 0
    return found[(cased == 0) | all_upper]


def longest(
    first: np.ndarray, stop: np.ndarray, pattern: np.ndarray, worth: np.ndarray
) -> np.ndarray:
    """Positions of the leftmost-longest of hits that may overlap, in text order."""
    left = np.lexsort((pattern, -worth, -stop, first))
    kept = []
    while len(left):
        # Free: begins after everything before it has ended. Whatever overlaps a free
        # hit goes; chains of overlaps shorten by one each round.
        reach = np.maximum.accumulate(stop[left])
        free = np.concatenate([[True], first[left[1:]] >= reach[:-1]])
        kept.append(left[free])
        end_of_free = np.maximum.accumulate(np.where(free, stop[left], 0))
        left = left[~free & (first[left] >= end_of_free)]
    whole = np.concatenate(kept)
    return whole[np.argsort(first[whole], kind="stable")]
