"""External series: whether the index moves with something measured another way.

Two smooth series often look alike by chance. So the correlation is compared with what
the same two series give when one is shifted in time, and it is shown for changes from
period to period as well as for levels. A placebo index, made of words that have nothing
to do with the question, should stay inside the null.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from toolkit.dates import PERIODS, period_start
from toolkit.index.changes import group_columns
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_series", "compare_with_series", "joined"]

MINIMUM_PERIODS = 8  # in common; with fewer there are too few shifts to make a null of
SPARSE = 1 / 3  # of the periods without a value; beyond it the series is coarser
SHARED_VOCABULARY = (
    "Not independent evidence: both series count overlapping words in news, so part of "
    "their agreement is built in."
)


def compare_with_series(
    index: pd.DataFrame,
    series: pd.Series | pd.DataFrame,
    *,
    placebo: pd.DataFrame | None = None,
    shared_vocabulary: bool = False,
    draws: int = 999,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Compare an index with an outside series: correlations against a shifted null.

    Parameters
    ----------
    index
        Table of ``tension_index``, one series.
    series
        Values indexed by time, or a table with ``period`` and ``value``. Times are
        stamps, periods, dates, texts ("2024-05", "2024m5") or numbers (202405). Several
        values in one period of the index are averaged.
    placebo
        A second index, made with words that should not matter.
    shared_vocabulary
        True where the outside series is itself a word count (GPR, EPU): a sentence then
        says that this is not independent evidence.
    draws
        Shifts in the null; all of them where the series is no longer than that.
    seed
        Seed for choosing among more shifts.

    Returns
    -------
    pandas.DataFrame
        One row per compared index, form and method: ``compared`` (``index`` or
        ``placebo``), ``form`` (``levels`` or ``differences``), ``method`` (``pearson``
        or ``spearman``), ``n`` (periods), ``r`` (-1 to 1; positive = they rise
        together), ``null_95`` (95th percentile of ``r`` over the shifts) and
        ``p_value`` (share of shifts with an ``r`` at least as high).
        ``attrs["sentence"]`` says how many periods there are in common.

    Raises
    ------
    BadValue
        Fewer than 8 periods in common, or an index with several series.

    Notes
    -----
    Periods marked ``enough = False`` are passed over. Differences are taken between
    neighbouring periods only, never across a gap. The
    null turns the index round in time against the series (circular shift), which keeps
    the memory of both; the smallest possible ``p_value`` is one over the number of
    periods.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.date_range("2023-01-01", periods=12, freq="MS", tz="UTC")
    >>> values = [1, 3, 2, 5, 9, 4, 2, 1, 1, 2, 4, 3]
    >>> index = pd.DataFrame({"period": months, "value": values})
    >>> table = compare_with_series(index, pd.Series(values, index=months) * 7)
    >>> table[["form", "method", "n", "r"]].round(2)
              form    method   n    r
    0       levels   pearson  12  1.0
    1       levels  spearman  12  1.0
    2  differences   pearson  11  1.0
    3  differences  spearman  11  1.0
    """
    import pandas as pd

    outside = as_series(series)
    rng = np.random.default_rng(seed)
    compared = (
        {"index": index} if placebo is None else {"index": index, "placebo": placebo}
    )
    rows, spans = [], []
    for name, table in compared.items():
        pair = joined(table, outside)
        spans.append(_span(name, pair))
        rows += [{"compared": name, **row} for row in _correlations(pair, draws, rng)]
    result = pd.DataFrame(rows)
    sentences = [*spans, SHARED_VOCABULARY] if shared_vocabulary else spans
    result.attrs = {"sentence": " ".join(sentences), "draws": draws, "seed": seed}
    return result


def as_series(series: pd.Series | pd.DataFrame) -> pd.Series:
    """Values of an outside series, indexed by the time written on them.

    A stamp is taken as it stands, in its own time zone: the first of May in Berlin is
    May, though it begins in April in UTC.
    """
    import pandas as pd

    if isinstance(series, pd.DataFrame):
        require_columns(series, ["period", "value"], "series")
        series = series.set_index("period")["value"]
    if not isinstance(series, pd.Series):
        raise BadValue(
            f"The outside series is a {type(series).__name__}, which has no times. "
            'Give pd.Series(values, index=pd.to_datetime(["2024-01", ...])).'
        )
    try:
        times = _wall_times(series.index)
        values = series.astype(float)
    except (ValueError, TypeError) as error:
        raise BadValue(
            f"The outside series must be numbers indexed by time ({error}). Give "
            'pd.Series(values, index=pd.to_datetime(["2024-01", ...])).'
        ) from None
    known = ~times.isna()
    return pd.Series(values.to_numpy()[known], index=times[known].tz_localize("UTC"))


def _wall_times(index: pd.Index) -> pd.DatetimeIndex:
    """Times of an index of stamps, periods, dates, texts or numbers like 202405."""
    import pandas as pd

    if isinstance(index, pd.PeriodIndex):
        return index.to_timestamp(how="start")
    if isinstance(index, pd.DatetimeIndex):
        return index.tz_localize(None)
    if pd.api.types.is_numeric_dtype(index):
        return pd.to_datetime(index.astype(str), format=_number_format(index))
    texts = index.astype(object)
    texts = texts.map(lambda t: re.sub(r"^(\d{4})[mM](\d\d?)$", r"\1-\2", str(t))
                      if isinstance(t, str) else t)  # fmt: skip
    return pd.DatetimeIndex(_read(texts)).tz_localize(None)


def _read(texts: pd.Index) -> pd.Index:
    """Times of texts, all in one form."""
    import warnings

    import pandas as pd

    reasons = []
    with warnings.catch_warnings():
        # a guess made text by text may read 03/04 now one way and now the other
        warnings.simplefilter("error", UserWarning)
        for form in (None, "%B %Y", "%b %Y"):
            try:
                return pd.to_datetime(texts, format=form)
            except (ValueError, UserWarning) as error:
                reasons.append(str(error))
    raise ValueError(f"dates in no one form: {reasons[0]}")


def _number_format(index: pd.Index) -> str:
    """Form of dates written as numbers: 2024, 202405 or 20240517."""
    digits = set(index.astype(str).str.len())
    form = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d"}.get(max(digits, default=0))
    if len(digits) != 1 or form is None:
        raise ValueError(
            "its times are numbers, but not years, 202405 or 20240517 throughout"
        )
    return form


def joined(index: pd.DataFrame, outside: pd.Series) -> pd.DataFrame:
    """Both series over every period of the index, missing where one has no value.

    A period with too few stories (``enough = False``) has none.
    """
    import pandas as pd

    require_columns(index, ["period", "value"], "index")
    if index["period"].duplicated().any():
        raise BadValue(
            "compare_with_series reads one series, but this index has several rows per "
            f"period (groups: {group_columns(index)}). Choose one group."
        )
    ordered = index.sort_values("period")
    starts = period_start(pd.Series(outside.index), _every(ordered)).to_numpy()
    means = outside.groupby(starts).mean()
    periods = pd.DatetimeIndex(ordered["period"])
    means.index = (
        pd.DatetimeIndex(means.index).tz_localize("UTC")
        if (pd.DatetimeIndex(means.index).tz is None)
        else means.index
    )
    pair = pd.DataFrame(
        {
            "index": _trusted(ordered),
            "outside": means.reindex(periods).to_numpy(),
        },
        index=periods,
    )
    n = len(pair.dropna())
    if n < MINIMUM_PERIODS:
        raise BadValue(
            f"The two series share {n} periods with enough stories; at least "
            f"{MINIMUM_PERIODS} are needed. "
            f"The index runs from {periods[0].date()} to {periods[-1].date()}, the "
            f"series from {outside.index.min().date()} to {outside.index.max().date()}."
        )
    return pair


def _trusted(index: pd.DataFrame) -> np.ndarray:
    """Values of the periods that rest on enough stories."""
    value = index["value"].to_numpy(float)
    if "enough" not in index.columns:
        return value
    return np.where(index["enough"].to_numpy(bool), value, np.nan)


def _every(index: pd.DataFrame) -> str:
    """Length of the periods, from the recipe or else from their usual distance."""
    if "recipe" in index.attrs:
        return index.attrs["recipe"]["every"]
    days = index["period"].diff().dt.days.median()
    longest = {"day": 2, "week": 8, "month": 32, "quarter": 93, "year": np.inf}
    return next(every for every in PERIODS if days <= longest[every])


def _span(name: str, pair: pd.DataFrame) -> str:
    known = pair.dropna().index
    first, last = known[0].date(), known[-1].date()
    said = f"{len(known)} periods in common ({name}: {first} to {last})."
    within = pair.loc[known[0] : known[-1], "outside"]
    if within.isna().mean() > SPARSE:
        said += (
            f" The outside series has values in {within.notna().sum()} of the "
            f"{len(within)} periods between; if it knows longer periods only, make the "
            "index of those."
        )
    return said


def _correlations(
    pair: pd.DataFrame, draws: int, rng: np.random.Generator
) -> list[dict[str, object]]:
    rows = []
    for form, table in (("levels", pair), ("differences", pair.diff())):
        both = table.dropna()
        for method in ("pearson", "spearman"):
            values = both.rank() if method == "spearman" else both
            x, y = values["index"].to_numpy(float), values["outside"].to_numpy(float)
            figures = _against_shifts(x, y, draws, rng)
            rows.append({"form": form, "method": method, "n": len(both), **figures})
    return rows


def _against_shifts(
    x: np.ndarray, y: np.ndarray, draws: int, rng: np.random.Generator
) -> dict[str, float]:
    n = len(x)
    if n < 3:
        return {"r": np.nan, "null_95": np.nan, "p_value": np.nan}
    x, y = x - x.mean(), y - y.mean()
    scale = np.sqrt((x**2).sum() * (y**2).sum())
    if scale == 0:
        return {"r": np.nan, "null_95": np.nan, "p_value": np.nan}
    shifts = np.arange(1, n)
    if len(shifts) > draws:
        shifts = rng.choice(shifts, draws, replace=False)
    # row k holds x turned round by k places
    turned = x[(np.arange(n) - shifts[:, None]) % n]
    null, r = turned @ y / scale, float(x @ y / scale)
    reached = 1 + int((null >= r - 1e-12).sum())
    return {
        "r": r,
        "null_95": float(np.quantile(null, 0.95)),
        "p_value": reached / (len(null) + 1),
    }
