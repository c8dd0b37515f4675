"""Counting over many slices of an array at once; arrays that grow."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from toolkit.text.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

_LEAST = 1024  # elements there is room for at first


class GrowingArray:
    """An array to which elements are added; a view taken before stays as it was.

    Examples
    --------
    >>> array = GrowingArray(np.int64)
    >>> array.extend([3, 5])
    >>> array.view().tolist()
    [3, 5]
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._room = np.zeros(_LEAST, dtype)
        self._n = 0

    def __len__(self) -> int:
        return self._n

    def extend(self, values: Collection) -> None:
        """Add elements behind those there are."""
        end = self._n + len(values)
        if end > len(self._room):
            room = np.zeros((2 * end, *self._room.shape[1:]), self._room.dtype)
            room[: self._n] = self._room[: self._n]
            self._room = room
        self._room[self._n : end] = values
        self._n = end

    def view(self) -> np.ndarray:
        """The elements there are."""
        return self._room[: self._n]


def runs(low: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Write out runs of consecutive numbers: (which run, number) of every member.

    Run ``i`` begins with ``low[i]`` and has ``count[i]`` members.

    Examples
    --------
    >>> which, number = runs(np.array([5, 0]), np.array([2, 3]))
    >>> which.tolist(), number.tolist()
    ([0, 0, 1, 1, 1], [5, 6, 0, 1, 2])
    """
    which = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return which, low[which] + within


def count_between(mask: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Count of True in ``mask[left:right]``, for many slices at once.

    >>> mask = np.array([True, False, True])
    >>> count_between(mask, np.array([0, 1]), np.array([3, 2])).tolist()
    [2, 0]
    """
    counting = compiled("toolkit.text.counting")
    if counting is None:
        return count_by_sums(mask, left, right)
    return counting.count_between(mask, left, right)


def count_by_sums(mask: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Do what :func:`count_between` does without the compiler."""
    total = np.zeros(len(mask) + 1, np.int32)
    np.cumsum(mask, out=total[1:])
    return total[right] - total[left]
