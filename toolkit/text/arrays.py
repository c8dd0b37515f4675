"""Counting over many slices of an array at once."""

from __future__ import annotations

import numpy as np


def count_between(mask: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Count of True in ``mask[left:right]``, for many slices at once.

    >>> mask = np.array([True, False, True])
    >>> count_between(mask, np.array([0, 1]), np.array([3, 2])).tolist()
    [2, 0]
    """
    total = np.zeros(len(mask) + 1, np.int32)
    np.cumsum(mask, out=total[1:])
    return total[right] - total[left]
