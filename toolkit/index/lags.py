"""Lead and lag: whether one series moves before another, and whether they keep step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.changes import group_columns
from toolkit.index.external import as_series, joined
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["lead_and_lag", "rolling_correlation"]

FEWEST_PAIRS = 12  # periods known in both series; below it no interval is given
SHORTEST_WINDOW = 8  # periods; in fewer any two series agree by chance


def lead_and_lag(
    index: pd.DataFrame,
    first: str,
    second: str | pd.Series,
    *,
    most: int = 6,
    draws: int = 999,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Correlate two series at several lags, to see whether one moves first.

    Parameters
    ----------
    index
        Table of ``dyad_index`` or ``tension_index``.
    first
        Name of one of its series, e.g. ``"Iran -> Israel"``; ignored where the table
        holds one series only.
    second
        Name of another of its series; or a series from outside, indexed by time.
    most
        Largest lag, in periods.
    draws
        Shuffled series behind the band.
    seed
        Seed of the shuffles.

    Returns
    -------
    pandas.DataFrame
        One row per lag from ``-most`` to ``most``: ``lag`` (positive = ``first`` moves
        so many periods *before* ``second``), ``n`` (periods with both values), ``r``
        (Spearman, -1 to 1, of the changes from period to period), ``low`` and ``high``
        (95 % interval of it, from blocks of periods drawn again; missing with fewer
        than 12 pairs), ``band`` (95 % of shuffled series stay within plus or minus this
        at *every* lag) and ``outside`` (True where ``r`` leaves it).
        ``attrs["lead"]`` holds the lag of the largest ``r`` outside, with its own 95 %
        interval over the drawn series; ``attrs["sentence"]`` says the result in words.

    Raises
    ------
    BadValue
        A series is not there, or there are fewer than 12 periods more than lags.

    Notes
    -----
    Changes rather than levels, for two series that both drift agree at any lag. The
    null turns one series round in time. The intervals draw runs of neighbouring periods
    (moving blocks, Künsch 1989, as long as the cube root of their number), each with
    all its lags, so that an interval of the lead can be read off. Coming first is no
    cause: a newsroom can be late for one side.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.date_range("2022-01-01", periods=36, freq="MS", tz="UTC")
    >>> rng = np.random.default_rng(5)
    >>> x = rng.normal(size=37).cumsum()
    >>> index = pd.concat([
    ...     pd.DataFrame({"period": months, "dyad": "A -> B", "value": x[1:]}),
    ...     pd.DataFrame({"period": months, "dyad": "B -> A", "value": x[:-1]})])
    >>> table = lead_and_lag(index, "A -> B", "B -> A", most=3)
    >>> table.loc[table["outside"], "lag"].tolist()
    [1]
    """
    import pandas as pd

    one, other, second = _two_series(index, first, second)
    x, y = one.diff().to_numpy()[1:], other.diff().to_numpy()[1:]
    if len(x) < 2 * most + 12:
        raise BadValue(
            f"{len(x) + 1} periods are too few for lags up to {most}; use shorter "
            f"periods, or most={max(0, (len(x) - 12) // 2)}."
        )
    for name, changes in ((first, x), (second, y)):
        if np.isnan(changes).all() or np.nanmax(changes) == np.nanmin(changes):
            raise BadValue(
                f"{name} changes by the same amount from each period to the next, so "
                "nothing can be said to move with it."
            )
    lags = np.arange(-most, most + 1)
    r = _at_lags(x, y, lags)
    rng = np.random.default_rng(seed)
    turns = rng.integers(most + 1, len(x) - most, draws)
    # turned so that no lag has two series that vary, nothing is found
    null = np.array(
        [np.nan_to_num(np.abs(_at_lags(np.roll(x, t), y, lags))).max() for t in turns]
    )
    band = float(np.quantile(null, 0.95))
    drawn = _drawn_again(x, y, most, draws, rng)
    low, high = _middle_of(drawn)
    table = pd.DataFrame(
        {"lag": lags, "n": _known_pairs(x, y, lags), "r": r, "low": low, "high": high,
         "band": band}
    ).assign(outside=lambda t: t["r"].abs() > t["band"])  # fmt: skip
    lead = _lead(table, drawn)
    table.attrs = {
        "lead": lead,
        "sentence": _in_words(table, lead, first, second),
        "seed": seed,
    }
    return table


def _two_series(
    index: pd.DataFrame, first: str, second: str | pd.Series
) -> tuple[pd.Series, pd.Series, str]:
    """Both series over the periods of the index, and a name for the second."""
    groups = [c for c in group_columns(index) if first in set(index[c])]
    if groups:
        wide = index.pivot(index="period", columns=groups[0], values="value")
    else:
        wide = index.set_index("period")[["value"]].set_axis([first], axis=1)
    if isinstance(second, str):
        if not {first, second} <= set(wide.columns):
            there = sorted({v for c in group_columns(index) for v in index[c]})
            raise BadValue(
                f"The index has no series {first!r} and {second!r}; it has "
                f"{', '.join(map(repr, there[:6])) or 'one series only'}."
            )
        return wide[first], wide[second], second
    one = wide[first].rename("value").rename_axis("period").reset_index()
    one.attrs = index.attrs
    pair = joined(one, as_series(second))
    return pair["index"], pair["outside"], str(second.name or "the outside series")


def _at_lags(x: np.ndarray, y: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Rank correlation of ``x`` with what ``y`` does ``lag`` periods later."""
    from scipy.stats import rankdata

    found = []
    for lag in lags:
        a = x[: len(x) - lag] if lag >= 0 else x[-lag:]
        b = y[lag:] if lag >= 0 else y[:lag]
        known = ~np.isnan(a) & ~np.isnan(b)
        a, b = rankdata(a[known]), rankdata(b[known])
        flat = len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0
        found.append(np.nan if flat else np.corrcoef(a, b)[0, 1])
    return np.array(found)


def _known_pairs(x: np.ndarray, y: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """How many periods have both values at each lag."""
    places = np.arange(len(x))
    found = []
    for lag in lags:
        there = places[(places + lag >= 0) & (places + lag < len(x))]
        found.append(int((~np.isnan(x[there]) & ~np.isnan(y[there + lag])).sum()))
    return np.array(found)


def _drawn_again(
    x: np.ndarray, y: np.ndarray, most: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Rank correlation at each lag in series of blocks drawn again: draws x lags."""
    middle = np.arange(most, len(x) - most)
    n = len(middle)
    length = max(1, round(n ** (1 / 3)))
    starts = rng.integers(n - length + 1, size=(draws, -(-n // length)))
    picked = (starts[:, :, None] + np.arange(length)).reshape(draws, -1)[:, :n]
    lags = range(-most, most + 1)
    return np.array([_of_draws(x[middle], y[middle + lag], picked) for lag in lags]).T


def _of_draws(x: np.ndarray, y: np.ndarray, picked: np.ndarray) -> np.ndarray:
    """Rank correlation of ``x`` and ``y`` in each draw, over the pairs that are known.

    Missing in draws that hold too few of them.
    """
    from scipy.stats import rankdata

    known = ~np.isnan(x) & ~np.isnan(y)
    if known.sum() < FEWEST_PAIRS:
        return np.full(len(picked), np.nan)
    a, b = np.zeros(len(x)), np.zeros(len(x))
    a[known], b[known] = rankdata(x[known]), rankdata(y[known])
    weight = known[picked].astype(float)
    n = np.maximum(weight.sum(axis=1, keepdims=True), 1)
    a, b = a[picked], b[picked]
    a = weight * (a - a.sum(axis=1, keepdims=True) / n)
    b = weight * (b - b.sum(axis=1, keepdims=True) / n)
    spread = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    usable = (spread > 0) & (n[:, 0] >= SHORTEST_WINDOW)
    return np.where(usable, (a * b).sum(axis=1) / np.where(usable, spread, 1), np.nan)


def _middle_of(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Middle 95 % of each column; missing where half of it or more is."""
    known = ~np.isnan(drawn)
    full = known.mean(axis=0) > 0.5
    ends = np.full((2, drawn.shape[1]), np.nan)
    if full.any():
        ends[:, full] = np.nanquantile(drawn[:, full], (0.025, 0.975), axis=0)
    return ends[0], ends[1]


def _lead(table: pd.DataFrame, drawn: np.ndarray) -> dict[str, float] | None:
    """Lag of the largest correlation outside the band, with an interval of its own."""
    out = table[table["outside"]]
    if out.empty:
        return None
    best = out.loc[out["r"].abs().idxmax()]
    lead = {"lag": int(best["lag"]), "r": float(best["r"])}
    drawn = drawn[~np.isnan(drawn).all(axis=1)]
    if not len(drawn):
        return lead
    # the same sign, or a peak would be held against a trough
    signed = np.nan_to_num(np.sign(best["r"]) * drawn, nan=-np.inf)
    places = table["lag"].to_numpy()[signed.argmax(axis=1)]
    low, high = np.quantile(places, (0.025, 0.975), method="nearest")
    return lead | {"low": int(low), "high": int(high)}


def _in_words(
    table: pd.DataFrame, lead: dict[str, float] | None, first: str, second: str
) -> str:
    if lead is None:
        return f"No lag stands out: neither {first} nor {second} is seen to move first."
    said = f"r = {lead['r']:.2f}, band {table['band'].iloc[0]:.2f}"
    if "low" in lead:
        said += f", lag between {lead['low']} and {lead['high']} in 95 % of draws"
    if lead["lag"] == 0:
        return f"{first} and {second} move in the same period ({said})."
    leader, follower = (first, second) if lead["lag"] > 0 else (second, first)
    return (
        f"{leader} moves {abs(lead['lag'])} period(s) before {follower} ({said}). "
        "Coming first is no cause."
    )


def rolling_correlation(
    index: pd.DataFrame, series: pd.Series | pd.DataFrame, *, window: int = 24
) -> pd.DataFrame:
    """Correlate an index with an outside series in a moving window: one row per period.

    Parameters
    ----------
    index
        Table of ``tension_index``, one series.
    series
        Values indexed by time, or a table with ``period`` and ``value``.
    window
        Periods in each window.

    Returns
    -------
    pandas.DataFrame
        ``period`` (last of the window), ``levels`` and ``differences``: Spearman
        correlations (-1 to 1), missing where the window is not full. Agreement that
        comes and goes belongs to some years, not to the measure.

    Raises
    ------
    BadValue
        ``window`` is below 8, or longer than what the two series share.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> months = pd.date_range("2022-01-01", periods=10, freq="MS", tz="UTC")
    >>> index = pd.DataFrame({"period": months, "value": np.arange(10.0)})
    >>> outside = pd.Series(np.arange(10.0)[::-1], index=months)
    >>> rolling_correlation(index, outside, window=8)["levels"].dropna().tolist()
    [-1.0, -1.0, -1.0]
    """
    import pandas as pd

    pair = joined(index, as_series(series))
    if not SHORTEST_WINDOW <= window <= len(pair):
        raise BadValue(
            f"window={window} must lie between {SHORTEST_WINDOW} and the {len(pair)} "
            "periods of the index."
        )
    columns = {
        "levels": _moving(pair, window),
        "differences": _moving(pair.diff(), window),
    }
    return pd.DataFrame({"period": pair.index, **columns})


def _moving(pair: pd.DataFrame, window: int) -> np.ndarray:
    found = np.full(len(pair), np.nan)
    x, y = pair["index"].to_numpy(), pair["outside"].to_numpy()
    for stop in range(window, len(pair) + 1):
        part = slice(stop - window, stop)
        if not (np.isnan(x[part]).any() or np.isnan(y[part]).any()):
            found[stop - 1] = _at_lags(x[part], y[part], np.array([0]))[0]
    return found
