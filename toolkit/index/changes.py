"""Changes: did the series shift, and when.

A search for change points always finds one. What it finds means something only against
what it would find in series that did not change, and have the same month-to-month
memory (see ``memory``). "No change point" is an answer, and is given in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.intervals import percentile_interval
from toolkit.index.memory import chance_of_shift, farthest_point, noise_like
from toolkit.schema import BadValue, column_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_changes", "group_columns"]

MINIMUM_LENGTH = 8  # periods; below it no split can be told from chance
MINIMUM_SEGMENT = 2  # periods on either side of a change

_CHANGE_COLUMNS = ["period", "low_period", "high_period", "before", "after", "p_value"]


@dataclass(frozen=True)
class _Test:
    """How a change is tested: simulated series, the level, and their seed."""

    draws: int
    level: float
    seed: int


def find_changes(
    index: pd.DataFrame,
    *,
    draws: int = 999,
    seed: int = 20240806,
    level: float = 0.05,
) -> pd.DataFrame:
    """Find shifts of the mean of an index: one row per change point, often none.

    Parameters
    ----------
    index
        Table of ``tension_index``; with groups, each series is searched by itself.
        Periods without a value, or marked ``enough = False``, are passed over.
    draws
        Simulated series the largest shift is compared with.
    seed
        Seed of the simulation.
    level
        Largest p-value that counts as a change.

    Returns
    -------
    pandas.DataFrame
        The group columns, and ``period`` (first period of the new level),
        ``low_period`` and ``high_period`` (95 % interval of its place), ``before`` and
        ``after`` (mean values on either side, up to the next change), ``p_value``
        (share of simulated series of like memory with a shift at least as large).
        ``attrs["sentence"]`` says the result in words, also when there is none.

    Raises
    ------
    BadValue
        ``draws`` is too small to reach ``level``.

    Notes
    -----
    Binary segmentation (Vostrikova 1981) on the range of the CUSUM, in long-run
    standard deviations of a first-order autoregression. How much memory a series has is
    not known, and a guess from the series itself lets too many shifts pass; so it is
    compared with simulated series of all strengths of memory that *look* alike in it,
    once the best three levels are taken out of each. Later splits are tested at the
    same level, uncorrected.

    Limits, simulated with ``level=0.05`` (``tests/benchmarks/false_alarms.py``, 300
    series each): of unchanged series of 36 to 250 months 1 to 7 % show a change, up to
    a first autocorrelation of .7; of 24 months 0 to 5 % up to .6, 10 % at .7; at .8 it
    is 17 % of 24 months, 11 % of 36, 3 to 9 % of longer ones; strongly skewed series
    show up to 10 % up to .7. A step of 2.5 standard
    deviations half-way is found in 69 % of series of 24 independent months and in 94 %
    of 36, in 51 and 63 % where the autocorrelation is .4, and nearly always in 120. Its
    date lies in the interval in 91 to 99 % (nominal 95). A slow trend is not a shift,
    yet may be reported as one or more; a series without fixed mean is none to search.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.date_range("2023-01-01", periods=24, freq="MS", tz="UTC")
    >>> steps = [100 + 5 * (i % 3) + 60 * (i >= 12) for i in range(24)]
    >>> found = find_changes(pd.DataFrame({"period": months, "value": steps}))
    >>> print(found.attrs["sentence"])
    1 change point: 2024-01 (105 -> 165, p = 0.001).
    """
    import pandas as pd

    if draws < 1 or 1 / (draws + 1) > level:
        raise BadValue(
            f"draws={draws} can give no p-value below "
            f"{1 / (max(draws, 0) + 1):.3g}, so level={level} is out of reach; "
            "use draws=999."
        )
    groups = group_columns(index)
    found, sentences = [], []
    for name, series in _each_series(index, groups):
        table, sentence = _changes_of(series, _Test(draws, level, seed))
        found.append(table.assign(**dict(zip(groups, name, strict=True))))
        sentences.append(": ".join([*map(str, name), sentence]))
    changes = pd.concat(found, ignore_index=True)[[*groups, *_CHANGE_COLUMNS]]
    changes.attrs = {"sentence": " ".join(sentences), "draws": draws, "seed": seed}
    return changes


def group_columns(index: pd.DataFrame) -> list[str]:
    """Columns of an index table that say which series a row belongs to.

    >>> import pandas as pd
    >>> group_columns(pd.DataFrame(columns=["period", "source", "value", "level"]))
    ['source']
    """
    known = {*column_names("index"), "level"}
    return [name for name in index.columns if name not in known]


def _each_series(
    index: pd.DataFrame, groups: list[str]
) -> list[tuple[tuple[object, ...], pd.DataFrame]]:
    usable = index["value"].notna()
    if "enough" in index.columns:
        usable &= index["enough"].astype(bool)
    kept = index.assign(usable=usable).sort_values("period")
    if not groups:
        return [((), kept[kept["usable"]])]
    return [
        (name, series[series["usable"]])
        for name, series in kept.groupby(groups, observed=True, sort=True)
    ]


def _changes_of(series: pd.DataFrame, test: _Test) -> tuple[pd.DataFrame, str]:
    import pandas as pd

    values = series["value"].to_numpy(float)
    periods = series["period"].reset_index(drop=True)
    if len(values) < MINIMUM_LENGTH:
        return (
            _no_changes(series),
            f"Not searched: {len(values)} periods with enough stories, and a change "
            f"point needs at least {MINIMUM_LENGTH}.",
        )
    splits = sorted(_search(values, 0, test))
    if not splits:
        return (
            _no_changes(series),
            "No change point: no shift is larger than chance gives.",
        )
    edges = [0, *(place for place, _ in splits), len(values)]
    means = [values[a:b].mean() for a, b in pairwise(edges)]
    rows = []
    for i, (place, p) in enumerate(splits):
        low, high = _place_interval(
            values[edges[i] : edges[i + 2]], place - edges[i], test
        )
        span = (periods[edges[i] + low], periods[edges[i] + high])
        rows.append((periods[place], *span, means[i], means[i + 1], p))
    table = pd.DataFrame(rows, columns=_CHANGE_COLUMNS)
    return table, _sentence(table)


def _no_changes(series: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    empty = {name: pd.Series(dtype=float) for name in _CHANGE_COLUMNS}
    for name in ("period", "low_period", "high_period"):
        empty[name] = series["period"].iloc[:0]
    return pd.DataFrame(empty)


def _sentence(changes: pd.DataFrame) -> str:
    parts = [
        f"{row.period:%Y-%m}{f'{row.period:-%d}' if row.period.day > 1 else ''} "
        f"({row.before:.0f} -> {row.after:.0f}, p = {row.p_value:.3f})"
        for row in changes.itertuples()
    ]
    n = len(parts)
    return f"{n} change point{'s' if n > 1 else ''}: {'; '.join(parts)}."


def _search(values: np.ndarray, offset: int, test: _Test) -> list[tuple[int, float]]:
    """Change points of ``values`` and, recursively, of the stretches between them."""
    if len(values) < MINIMUM_LENGTH:
        return []
    p, _ = chance_of_shift(values, test.draws, test.seed)
    if p > test.level:
        return []
    place = int(farthest_point(values[None, :], MINIMUM_SEGMENT)[0])
    return [
        *_search(values[:place], offset, test),
        (offset + place, p),
        *_search(values[place:], offset + place, test),
    ]


def _place_interval(values: np.ndarray, place: int, test: _Test) -> tuple[int, int]:
    """Interval of a change's place: where it is found after the noise is redrawn."""
    fitted = np.repeat(
        [values[:place].mean(), values[place:].mean()], [place, len(values) - place]
    )
    _, memory = chance_of_shift(values, test.draws, test.seed)
    rng = np.random.default_rng(test.seed)
    again = fitted + noise_like(values - fitted, memory, test.draws, rng)
    found = farthest_point(again, MINIMUM_SEGMENT)[:, None].astype(float)
    low, high = percentile_interval(found, 0.95)
    return min(int(low[0]), place), max(int(high[0]), place)
