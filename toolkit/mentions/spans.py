"""Spans of words, and pairs of spans, as arrays: the moves that all rules share.

A span is ``first`` and ``stop`` (one past the last word), both -1 where there is none.
A pair is a mention with something that may bear on it: a cue, or an actor of its
sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import numpy as np

from toolkit.text.arrays import runs


class ArrayTable:
    """Base of dataclasses whose fields are arrays side by side, one element per row."""

    def __len__(self) -> int:
        return len(next(iter(vars(self).values())))

    def take(self, which: np.ndarray) -> Self:
        """The rows that ``which`` (mask or positions) picks."""
        if which.dtype == bool:  # looked through once, not once a column
            which = np.flatnonzero(which)
        return type(self)(**{name: a[which] for name, a in vars(self).items()})

    @classmethod
    def joined(cls, tables: Iterable[Self]) -> Self:
        """The rows of all tables, one table after the other."""
        columns = zip(*(vars(table).values() for table in tables), strict=True)
        return cls(*map(np.concatenate, columns))


# A place behind every word there is.
FAR = np.iinfo(np.int64).max


# Pairs --------------------------------------------------------------------------------


def equal_pairs(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every pair (i, j) with ``left[i] == right[j]``; ``right`` must be sorted.

    Examples
    --------
    >>> i, j = equal_pairs(np.array([7, 3]), np.array([3, 7, 7]))
    >>> list(zip(i.tolist(), j.tolist()))
    [(0, 1), (0, 2), (1, 0)]
    """
    low = np.searchsorted(right, left)
    return runs(low, np.searchsorted(right, left, "right") - low)


def best_partner(
    n: int, left: np.ndarray, right: np.ndarray, rank: np.ndarray, distance: np.ndarray
) -> np.ndarray:
    """The partner each of ``n`` left sides keeps of all its pairs, -1 for none.

    The lowest rank wins, then the nearest, then the first in the text.

    Examples
    --------
    >>> left, right = np.array([0, 0, 2]), np.array([4, 5, 6])
    >>> best_partner(3, left, right, rank=np.zeros(3), distance=np.array([9, 1, 3]))
    array([ 5, -1,  6])
    """
    order = np.lexsort((right, distance, rank, left))
    having, place = np.unique(left[order], return_index=True)
    best = np.full(n, -1, np.int64)
    best[having] = right[order][place]
    return best


def pick(values: np.ndarray, which: np.ndarray, missing: object = -1) -> np.ndarray:
    """``values[which]``, and ``missing`` where ``which`` is -1.

    Examples
    --------
    >>> pick(np.array([10, 20]), np.array([1, -1]))
    array([20, -1])
    """
    return np.append(values, missing)[which]


# Places -------------------------------------------------------------------------------


def at_or_before(places: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The last of the sorted ``places`` that is not behind ``at``, -1 for none.

    Examples
    --------
    >>> at_or_before(np.array([3, 7]), np.array([2, 3, 9])).tolist()
    [-1, 3, 7]
    """
    return np.append(places, -1)[np.searchsorted(places, at, "right") - 1]


def at_or_after(places: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The first of the sorted ``places`` from ``at`` on, ``FAR`` for none.

    Examples
    --------
    >>> at_or_after(np.array([3, 7]), np.array([2, 3, 9])).tolist() == [3, 3, FAR]
    True
    """
    return np.append(places, FAR)[np.searchsorted(places, at)]


# Spans --------------------------------------------------------------------------------


def inside(first: np.ndarray, stop: np.ndarray, n: int) -> np.ndarray:
    """Tell for each of ``n`` words whether it lies in one of the spans.

    Examples
    --------
    >>> inside(np.array([1]), np.array([3]), 4).tolist()
    [False, True, True, False]
    """
    steps = np.bincount(first, minlength=n + 1)[: n + 1].astype(np.int64)
    steps -= np.bincount(stop, minlength=n + 1)[: n + 1]
    return np.cumsum(steps)[:n] > 0


def holder(first: np.ndarray, stop: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Latest span that begins at or before each word and holds it, -1 for none.

    The spans come in the order of ``first``; three are tried for each word.
    """
    if len(first) == 0:
        return np.full(len(at), -1)
    latest = np.searchsorted(first, at, "right") - 1
    for _ in range(3):
        outside = (latest >= 0) & (stop[np.maximum(latest, 0)] <= at)
        latest = latest - outside
    holds = (latest >= 0) & (stop[np.maximum(latest, 0)] > at)
    return np.where(holds, latest, -1)
