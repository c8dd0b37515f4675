"""Intervals: how far an index number could have come out otherwise.

The draw is the *story*, not the article: forty copies of one agency report are one
event of coverage. Stories are drawn with replacement within each source and period, so
the mix of sources stays what it was. The base window is drawn too, and each draw is
rebased by its own base mean: the interval holds the uncertainty of the 100.

What an interval does not hold: errors of the lexicon, and coverage that was never read.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from toolkit.index.levels import Levels

__all__ = [
    "bca_interval",
    "draw_levels",
    "influences",
    "percentile_interval",
    "resampled_sums",
    "simultaneous_band",
    "story_skew",
    "wilson_interval",
]

# Elements drawn at once: 32 MB of doubles.
_BLOCK = 4_000_000


def draw_levels(levels: Levels, draws: int, seed: int) -> np.ndarray:
    """Levels of every cell in every bootstrap draw: an array of draws x cells.

    Each stratum has its own random stream, seeded by ``seed`` and its name: adding a
    month or a source leaves the draws of all others as they were.
    """
    n_strata = len(levels.keys)
    above = np.empty((draws, n_strata))
    below = np.empty((draws, n_strata))
    for number, key in enumerate(levels.keys):
        mine = slice(levels.bounds[number], levels.bounds[number + 1])
        above[:, number], below[:, number] = _resampled_sums(
            levels.numerator[mine],
            levels.denominator[mine],
            draws,
            np.random.default_rng([seed, zlib.crc32(key.encode())]),
        )
    return levels.combine(above, below)


def _resampled_sums(
    numerator: np.ndarray, denominator: np.ndarray, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Sum ``n`` stories drawn from ``n`` with replacement, ``draws`` times."""
    n = len(numerator)
    if (denominator == 1).all() and np.isin(numerator, (0, 1)).all():
        # Drawing n times among k hits and n - k others is a binomial draw.
        return rng.binomial(n, numerator.mean(), draws), np.full(draws, float(n))
    above, below = resampled_sums((numerator, denominator), draws, rng)
    return above, below


def resampled_sums(
    columns: Sequence[np.ndarray], draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Sums of columns over rows drawn together, as many as there are: columns x draws.

    >>> one = resampled_sums((np.ones(5), np.zeros(5)), 3, np.random.default_rng(1))
    >>> one.tolist()
    [[5.0, 5.0, 5.0], [0.0, 0.0, 0.0]]
    """
    n = len(columns[0])
    sums = np.empty((len(columns), draws))
    step = max(1, _BLOCK // n)
    for start in range(0, draws, step):
        block = slice(start, min(start + step, draws))
        picked = rng.integers(n, size=(block.stop - block.start, n))
        for number, column in enumerate(columns):
            sums[number, block] = column[picked].sum(axis=1)
    return sums


def rebase(levels: Levels, level: np.ndarray) -> np.ndarray:
    """Index values, 100 = base mean; infinite where that mean is not above 0."""
    base = levels.base_means(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(
            base > 0, 100 * level / base, np.where(np.isnan(level), np.nan, np.inf)
        )


def percentile_interval(
    drawn: np.ndarray, coverage: float
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of each column; an end without a finite bound is missing.

    >>> low, high = percentile_interval(np.arange(1001.0)[:, None], 0.95)
    >>> low.tolist(), high.tolist()
    ([25.0], [975.0])
    """
    last = len(drawn) - 1
    tail = (1 - coverage) / 2 * last
    ordered = np.sort(drawn, axis=0)
    low, high = ordered[int(np.floor(tail))], ordered[int(np.ceil(last - tail))]
    return np.where(np.isfinite(low), low, np.nan), np.where(
        np.isfinite(high), high, np.nan
    )


def bca_interval(
    drawn: np.ndarray, observed: np.ndarray, skew: np.ndarray, coverage: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Bias-corrected and accelerated interval of each column (Efron 1987).

    The ends are the draws' quantiles at
    :math:`\Phi(z_0 + (z_0 + z) / (1 - a (z_0 + z)))`, where :math:`z_0` says how far
    the draws lie to one side of the observed value and :math:`a` is ``skew``.

    >>> drawn = np.arange(1001.0)[:, None]
    >>> low, high = bca_interval(drawn, np.array([500.0]), np.array([0.0]), 0.95)
    >>> low.tolist(), high.tolist()
    ([25.0], [975.0])
    """
    # bit for bit the norm of scipy.stats, which takes half a second more to import
    from scipy.special import ndtr, ndtri

    n = len(drawn)
    below = (drawn < observed).mean(axis=0) + (drawn == observed).mean(axis=0) / 2
    bias = ndtri(np.clip(below, 0.5 / n, 1 - 0.5 / n))
    ordered, last = np.sort(drawn, axis=0), n - 1
    ends = []
    for tail, rounded in (
        ((1 - coverage) / 2, np.floor),
        ((1 + coverage) / 2, np.ceil),
    ):
        z = bias + ndtri(tail)
        place = ndtr(bias + z / (1 - skew * z)) * last
        row = np.clip(
            rounded(place + (1e-9 if rounded is np.floor else -1e-9)), 0, last
        )
        ends.append(ordered[row.astype(int), np.arange(drawn.shape[1])])
    return tuple(np.where(np.isfinite(end), end, np.nan) for end in ends)


def simultaneous_band(
    drawn: np.ndarray, observed: np.ndarray, n_periods: int, coverage: float
) -> tuple[np.ndarray, np.ndarray]:
    """Band that holds a whole series: columns come series by series.

    In each draw the period furthest off, in standard deviations, decides; the band is
    as many standard deviations wide as 95 % of the draws stay within. Where nothing is
    negative this is done on square roots, on which counts are spread evenly.

    >>> rng = np.random.default_rng(1)
    >>> drawn = rng.normal(size=(4000, 12))
    >>> low, high = simultaneous_band(drawn, np.zeros(12), 12, 0.95)
    >>> bool(2.7 < high.mean() < 3.1)  # 1.96 for one period, 2.86 for twelve
    True
    """
    series = np.where(np.isfinite(drawn), drawn, np.nan)
    series = series.reshape(len(drawn), -1, n_periods)
    middle = observed.reshape(-1, n_periods)
    positive = not (
        np.nanmin(series, initial=0) < 0 or np.nanmin(middle, initial=0) < 0
    )
    if positive:
        series, middle = np.sqrt(series), np.sqrt(middle)
    spread = np.sqrt(np.nanmean((series - middle) ** 2, axis=0))
    steady = np.where(spread > 0, spread, np.nan)
    furthest = np.nanmax(np.abs(series - middle) / steady, axis=2, initial=0)
    reach = np.quantile(furthest, coverage, axis=0)[:, None] * spread
    low, high = (middle - reach).ravel(), (middle + reach).ravel()
    return (np.maximum(low, 0) ** 2, high**2) if positive else (low, high)


def story_skew(levels: Levels) -> np.ndarray:
    r"""Acceleration of each cell's level, from what each story adds to it.

    :math:`a = \sum u^3 / 6 (\sum u^2)^{3/2}` over the influences :math:`u` of stories.
    """
    influence, cell = influences(levels)
    size = levels.pool.shape[1]
    cubes = np.bincount(cell, influence**3, minlength=size)
    squares = np.bincount(cell, influence**2, minlength=size)
    return cubes / (6 * np.where(squares > 0, squares, np.inf) ** 1.5)


def influences(levels: Levels) -> tuple[np.ndarray, np.ndarray]:
    """How far each story moves the level of its cell; number of that cell.

    The root of their sum of squares is the linearised standard error of the level
    (Cochran 1977, section 6.3), stories within source and period being the draws.
    """
    n = np.diff(levels.bounds)
    apart = levels.per_source  # levels are taken per stratum, then averaged
    first = levels.bounds[:-1]
    above = np.add.reduceat(levels.numerator, first)
    below = np.add.reduceat(levels.denominator, first)
    whole = below @ levels.pool
    if apart:
        ratio = above / below
    else:
        cell = levels.pool.indices
        ratio = (above @ levels.pool / np.maximum(whole, 1e-300))[cell]
    influence = levels.numerator - np.repeat(ratio, n) * levels.denominator
    influence -= np.repeat(np.add.reduceat(influence, first) / n, n)
    cell = levels.pool.indices
    weight = levels.pool.data / below if apart else 1 / whole[cell]
    return influence * np.repeat(weight, n), np.repeat(cell, n)


def wilson_interval(
    hits: np.ndarray | float, n: np.ndarray | float, coverage: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    r"""Wilson (1927) score interval of a share; missing where ``n`` is 0.

    .. math:: \frac{p + z^2/2n \pm z\sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    It has width even where none or all of the stories have a hit, where the bootstrap
    has none.

    >>> low, high = wilson_interval(0, 10)
    >>> round(float(low), 3), round(float(high), 3)
    (0.0, 0.278)
    """
    from scipy.special import ndtri

    hits, n = np.asarray(hits, float), np.asarray(n, float)
    n = np.where(n > 0, n, np.nan)
    z = ndtri((1 + coverage) / 2)
    p = hits / n
    middle = p + z**2 / (2 * n)
    reach = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return np.clip((middle - reach) / scale, 0, 1), np.clip(
        (middle + reach) / scale, 0, 1
    )
