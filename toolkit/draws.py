"""Drawing with known chances: how many of each stratum, and which.

A chance of being drawn is known only where it was fixed before the draw. So a stratum
gets a number of draws, and these fall on its units without replacement; the chance of
every unit of it is then the number drawn over the number there.
"""

from __future__ import annotations

import numpy as np

__all__ = ["allocated", "drawn_within"]


def allocated(
    there: np.ndarray, n: int, *, even: float = 0.5, least: int = 1
) -> np.ndarray:
    """How many units to draw of each stratum, ``n`` in all.

    Parameters
    ----------
    there
        Units in each stratum, each 1 or more.
    n
        Units to draw; from the sum of the least to the sum of all.
    even
        Share of the draws (0 to 1) spread evenly over the strata; the others fall as
        the units lie.
    least
        Draws that every stratum gets, where it has so many units.

    Examples
    --------
    >>> allocated(np.array([90, 8, 2]), 20).tolist()
    [13, 5, 2]
    >>> allocated(np.array([90, 8, 2]), 20, even=0.0).tolist()
    [18, 1, 1]
    """
    floor = np.minimum(least, there)
    wanted = even * n / len(there) + (1 - even) * n * there / there.sum()
    size = np.clip(np.floor(wanted), floor, there).astype(np.int64)
    # the rest goes, one by one, where most is still missing
    while size.sum() < n:
        lacking = np.where(size < there, wanted - size, -np.inf)
        size[int(np.argmax(lacking))] += 1
    while size.sum() > n:
        surplus = np.where(size > floor, size - wanted, -np.inf)
        size[int(np.argmax(surplus))] -= 1
    return size


def drawn_within(
    strata: np.ndarray, size: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Places of the drawn units, in a random order.

    ``strata`` holds the number of each unit's stratum, ``size`` the draws of each.

    >>> strata = np.array([0, 0, 0, 1, 1])
    >>> drawn = drawn_within(strata, np.array([1, 2]), np.random.default_rng(1))
    >>> sorted(strata[drawn].tolist())
    [0, 1, 1]
    """
    order = rng.permutation(len(strata))
    rank = _rank_within(strata, order)
    return order[rank[order] < size[strata[order]]]


def _rank_within(strata: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Place of each unit among those of its stratum, in a random order."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    by_stratum = np.lexsort((place, strata))
    first = np.searchsorted(strata[by_stratum], strata[by_stratum])
    rank = np.empty(len(order), np.int64)
    rank[by_stratum] = np.arange(len(order)) - first
    return rank
