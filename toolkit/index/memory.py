"""Memory: how large a shift looks in series that have memory but do not shift.

A high month is often followed by a high month, and a run of them looks like a shift.
How much memory a short series has cannot be read off it: a shift looks like memory, and
a fitted shift hides some. So series of every memory are simulated, each is measured
just as the observed one is, and the observed shift is compared with those of the
simulated series that *look* as if they had the same memory.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

__all__ = ["chance_of_shift", "farthest_point", "noise_like"]

SEGMENTS = 3  # levels fitted before memory is measured: a shift, and its return
SHORTEST = 3  # periods of a fitted level
MOST_CUTS = 60  # places tried for the ends of a level; more add nothing but time
STRONGEST_MEMORY = (
    0.95  # first autocorrelation of the simulated series; 1 = random walk
)
# Weak memory is commoner than strong: half of the simulated series have less than .34.
# By it false alarms stay near the level from independent to strongly alike months.
MEMORY_POWER = 1.5
PER_DRAW = 20  # series simulated for each that is compared with
MOST_VALUES = 4_000_000  # simulated in all (32 MB); long series need fewer
FEWEST = 4000  # series simulated, however long


def chance_of_shift(values: np.ndarray, draws: int, seed: int) -> tuple[float, float]:
    """p-value of the largest shift in ``values``, and the memory they seem to have.

    The p-value is the share of simulated series of like memory with a shift at least as
    large; memory is a first autocorrelation (0 to 1).

    >>> flat = np.tile([100.0, 102.0, 99.0, 101.0], 6)
    >>> chance_of_shift(flat + 20 * (np.arange(24) >= 12), 999, 1)[0] < 0.01
    True
    >>> chance_of_shift(flat, 999, 1)[0] > 0.5
    True
    """
    if np.ptp(values) <= 1e-9 * np.abs(values).max():
        return 1.0, 0.0
    size, looks = (float(out[0]) for out in _measured(values[None, :]))
    sizes, all_looks, memories = _simulated(len(values), draws, seed)
    n = min(draws, len(sizes) // PER_DRAW)
    first = np.clip(np.searchsorted(all_looks, looks) - n // 2, 0, len(sizes) - n)
    alike = slice(first, first + n)
    p = (1 + (sizes[alike] >= size).sum()) / (n + 1)
    return float(p), float(memories[alike].mean())


def farthest_point(series: np.ndarray, edge: int) -> np.ndarray:
    """First element of each row after the farthest point of its CUSUM.

    The point lies at least ``edge`` elements from either end.
    """
    n = series.shape[1]
    split = np.arange(edge, n - edge + 1)
    return split[np.abs(_cusum(series)[:, split - 1]).argmax(axis=1)]


def noise_like(
    rest: np.ndarray, memory: float, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Series of noise with this memory, from the innovations of ``rest``."""
    innovations = rest[1:] - memory * rest[:-1]
    innovations = innovations - innovations.mean()
    return _autoregression(
        rng.choice(innovations, (draws, len(rest))), np.full(draws, memory)
    )


def _autoregression(innovations: np.ndarray, memory: np.ndarray) -> np.ndarray:
    """First-order autoregressions, one a row, begun at their long-run variance."""
    series = innovations.copy()
    series[:, 0] /= np.sqrt(1 - memory**2)
    for t in range(1, series.shape[1]):
        series[:, t] += memory * series[:, t - 1]
    return series


@lru_cache(maxsize=256)
def _simulated(
    n: int, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Size of shift, seeming memory and true memory of series without a shift.

    Sorted by seeming memory.
    """
    rng = np.random.default_rng(seed)
    rows = max(FEWEST, min(PER_DRAW * draws, MOST_VALUES // n))
    memory = STRONGEST_MEMORY * rng.random(rows) ** MEMORY_POWER
    parts = [
        _measured(_autoregression(rng.standard_normal((len(some), n)), some))
        for some in np.array_split(memory, 8)  # an eighth of the memory of a computer
    ]
    size, looks = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(looks, kind="stable")
    return size[order], looks[order], memory[order]


def _measured(series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Size of the shift in each row, in long-run standard deviations; seeming memory.

    The size is the range of the CUSUM, which answers to one shift and to a shift with a
    return; the largest absolute value would all but overlook the second.
    """
    n = series.shape[1]
    cusum = _cusum(series)
    reach = np.maximum(cusum.max(axis=1), 0) - np.minimum(cusum.min(axis=1), 0)
    rest = _without_levels(series)
    total = (rest**2).sum(axis=1)
    looks = (rest[:, 1:] * rest[:, :-1]).sum(axis=1) / np.where(total > 0, total, 1)
    used = np.clip(looks, -0.5, 0.9)[:, None]
    innovation = (rest[:, 1:] - used * rest[:, :-1]).std(axis=1)
    long_run = np.sqrt(n) * innovation / (1 - used[:, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(reach > 0, reach / long_run, 0.0), looks


def _cusum(series: np.ndarray) -> np.ndarray:
    return np.cumsum(series - series.mean(axis=1, keepdims=True), axis=1)


def _without_levels(series: np.ndarray) -> np.ndarray:
    """Rows less the three levels that fit each best (by least squares)."""
    n = series.shape[1]
    first, second = _best_cuts(series)
    level = (np.arange(n) >= first[:, None]).astype(int)
    level += np.arange(n) >= second[:, None]
    rest = series.astype(float)
    for number in range(SEGMENTS):
        mine = level == number
        mean = (series * mine).sum(axis=1) / np.maximum(mine.sum(axis=1), 1)
        rest -= np.where(mine, mean[:, None], 0.0)
    return rest


def _best_cuts(series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where two cuts explain most; the second may be the end, which is no cut."""
    rows, n = series.shape
    centred = series - series.mean(axis=1, keepdims=True)
    sums = np.concatenate([np.zeros((rows, 1)), np.cumsum(centred, axis=1)], axis=1)
    least = max(SHORTEST, n // 12)
    cuts = np.arange(least, n - least + 1, max(1, n // MOST_CUTS))
    best = np.full(rows, -1.0)
    first, second = np.full(rows, n), np.full(rows, n)
    for a in cuts:
        b = np.append(cuts[cuts >= a + least], n)
        middle, last = sums[:, b] - sums[:, [a]], sums[:, [n]] - sums[:, b]
        explained = sums[:, [a]] ** 2 / a + middle**2 / (b - a)
        explained += last**2 / np.maximum(n - b, 1)
        choice = explained.argmax(axis=1)
        gain = explained[np.arange(rows), choice]
        better = gain > best
        best[better], first[better] = gain[better], a
        second[better] = b[choice][better]
    return first, second
