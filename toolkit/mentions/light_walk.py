"""Walk the machine of all expressions with whole arrays: all places, a word a step."""

from __future__ import annotations

import numpy as np

from toolkit.mentions.machine import DEAD, KIND, Machine
from toolkit.mentions.spans import runs
from toolkit.text import Words, count_between

Found = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def walk(machine: Machine, words: Words) -> Found:
    """First word, one past the last, group and pattern of every hit, in that order."""
    kinds = words.distinct_values(machine, np.int64)
    begun, kind = (kinds >> 32)[words.word], (kinds & KIND)[words.word]
    joined = np.append(words.joined, False)
    # `at` walks on from `first`; `state` is how far the machine has come
    first = np.flatnonzero(begun != DEAD)
    at, state, found = first, begun[first], [np.zeros((0, 4), np.int64)]
    while len(first):
        goes_on, accept_from, accept = machine.states()
        found.append(_accepted(first, at + 1, state, accept_from, accept, words.upper))
        on = goes_on[state] & joined[at + 1]
        first, at, state = first[on], at[on] + 1, state[on]
        state = _steps(machine, state << 32 | kind[at])
        alive = state != DEAD
        first, at, state = first[alive], at[alive], state[alive]
    first, stop, group, pattern = np.concatenate(found).T
    order = np.lexsort((pattern, stop, first))
    return first[order], stop[order], group[order], pattern[order]


def _steps(machine: Machine, keys: np.ndarray) -> np.ndarray:
    asked, place = np.unique(keys, return_inverse=True)
    asked = asked.tolist()
    machine.learn(asked)
    return np.array([machine.steps[key] for key in asked], np.int64)[place]


def _accepted(
    first: np.ndarray,
    stop: np.ndarray,
    state: np.ndarray,
    accept_from: np.ndarray,
    accept: np.ndarray,
    upper: np.ndarray,
) -> np.ndarray:
    row, which = runs(accept_from[state], accept_from[state + 1] - accept_from[state])
    group, pattern, cased = accept[which].T
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
