"""Plots of two series: lead and lag, rolling correlation, an outside series beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import BadValue, check_table, require_columns
from toolkit.show.drawing import (
    BAND,
    FAINT,
    INK,
    NARROW,
    SECOND,
    axes,
    describe,
    plain,
    titled,
)
from toolkit.show.sentences import counted, index_finding, period_length
from toolkit.show.timelines import date_axis, draw_base, draw_line, naive, one_series

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_comparison", "plot_lags", "plot_rolling", "plot_with_series"]

_LOOK = {"levels": (BAND, "-", "o"), "differences": (SECOND, "--", "s")}


# --------------------------------------------------------------------- lead and lag


def plot_lags(
    lags: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the correlation at each lag, and the band that chance stays within.

    Parameters
    ----------
    lags
        Table of ``lead_and_lag``, of two dyads or of an index and an outside series.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the sentence of the table.

    Returns
    -------
    Axes
        To the right of 0 the first series moves before the second. A filled mark lies
        outside the band, which 95 % of shuffled series do not leave at any lag; thin
        lines are the intervals of the correlations.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"lag": [-1, 0, 1], "n": [9, 10, 9], "r": [.1, .2, .8],
    ...                       "band": 0.6, "outside": [False, False, True]})
    >>> ax = plot_lags(table, title="A and B")
    >>> [line.get_ydata()[0].item() for line in ax.lines if len(line.get_xdata()) == 1]
    [0.1, 0.2, 0.8]
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(lags, ["lag", "n", "r", "band", "outside"], "lags")
    ax = axes(ax, (8, 3.6))
    reach = float(lags["band"].max())
    ax.axhspan(-reach, reach, color=FAINT, alpha=0.35, linewidth=0)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.axvline(0, color=INK, linewidth=0.6, linestyle=":")
    ax.vlines(lags["lag"], 0, lags["r"], color=BAND, linewidth=1.8)
    if {"low", "high"} <= set(lags.columns):
        ax.vlines(lags["lag"] + 0.12, lags["low"], lags["high"], color=INK, alpha=0.55,
                  linewidth=1)  # fmt: skip
    for row in lags.itertuples():
        ax.plot(row.lag, row.r, "o", color=BAND, markersize=7,
                markerfacecolor=BAND if row.outside else "white")  # fmt: skip
    ax.set_xticks(lags["lag"], [f"{k:+d}" if k else "0" for k in lags["lag"]])
    ax.set_ylim(-1.02, 1.02)
    ax.set_xlabel(
        "lag in periods: to the right the first series moves before the second "
        f"(n = {lags['n'].min()} to {lags['n'].max()} periods)"
    )
    ax.set_ylabel("correlation of changes\n(Spearman; grey: 95 % of chance)")
    titled(ax, title or lags.attrs.get("sentence", "Correlation by lag").rstrip("."))
    plain(ax)
    describe(ax, _lags_words(lags))
    return ax


def _lags_words(lags: pd.DataFrame) -> str:
    said = lags.attrs.get("sentence", "")
    each = "; ".join(f"lag {r.lag:+d} r {r.r:.2f}" for r in lags.itertuples())
    band = float(lags["band"].max())
    return f"{said} Correlations: {each}. Chance stays within {band:.2f}.".strip()


# --------------------------------------------------------------- rolling correlation


def plot_rolling(
    rolling: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the correlation of two series in a moving window.

    Parameters
    ----------
    rolling
        Table of ``rolling_correlation``. Where it has a column ``band``, chance stays
        within plus or minus that.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        One line for levels, a dashed one for differences; each value stands at the last
        period of its window.

    Raises
    ------
    BadValue
        No window is full.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.date_range("2024-01-01", periods=3, freq="MS", tz="UTC")
    >>> ax = plot_rolling(pd.DataFrame({
    ...     "period": months, "levels": [None, 0.2, 0.6],
    ...     "differences": [None, 0.1, 0.1]}))
    >>> ax.get_title(loc="left")[:63]
    '2 windows of 2 periods: correlation of levels from 0.20 to 0.60'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(rolling, ["period", "levels", "differences"], "rolling")
    known = rolling[rolling["levels"].notna() | rolling["differences"].notna()]
    if known.empty:
        raise BadValue("No window is full: the two series share too few periods.")
    ax = axes(ax, (8, 3.4))
    when = naive(rolling["period"])
    ax.axhline(0, color=INK, linewidth=0.8)
    for ends in [c for c in rolling.columns if c == "band" or c.endswith("_band")][:1]:
        ax.fill_between(when, -rolling[ends], rolling[ends], color=FAINT, alpha=0.35,
                        linewidth=0)  # fmt: skip
    for name, (colour, dash, mark) in _LOOK.items():
        ax.plot(when, rolling[name], dash, marker=mark, markersize=3.5, color=colour,
                linewidth=1.4, label=name)  # fmt: skip
    ax.set_ylim(-1.05, 1.05)
    ax.set_ylabel("correlation in the window\n(Spearman)")
    ax.legend(fontsize=8.5, frameon=False, loc="lower left", ncols=2)
    date_axis(ax)
    found = _rolling_words(rolling)
    titled(ax, title or found.rstrip("."))
    plain(ax)
    describe(ax, found)
    return ax


def _rolling_words(rolling: pd.DataFrame) -> str:
    parts = [
        f"{name} from {values.min():.2f} to {values.max():.2f}"
        for name in _LOOK
        if len(values := rolling[name].dropna())
    ]
    n = int(rolling["levels"].notna().sum())
    width = rolling.attrs.get("window", len(rolling) - n + 1)
    windows = counted(n, "window")
    return f"{windows} of {width} periods: correlation of {', of '.join(parts)}."


# -------------------------------------------------------------------- outside series


def plot_with_series(
    index: pd.DataFrame,
    series: pd.DataFrame,
    *,
    name: str = "outside series",
    title: str | None = None,
) -> Figure:
    """Draw an index above an outside series, each on its own scale, one time axis.

    Two scales on one pair of axes can be made to agree at will: hence two panels.

    Parameters
    ----------
    index
        One row per period, from ``tension_index`` without groups.
    series
        ``period`` and ``value`` (or a Series indexed by time).
    name
        What the outside series counts, with its unit.
    title
        Over the upper panel; the finding of the index otherwise.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample
    >>> from toolkit import score_articles, tension_index
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> recipe = IndexRecipe(every="week", minimum_stories=1, draws=0)
    >>> index = tension_index(scores, recipe)
    >>> figure = plot_with_series(index, index[["period", "value"]], name="itself")
    >>> len(figure.axes)
    2
    >>> import matplotlib.pyplot as plt
    >>> plt.close(figure)
    """
    import matplotlib.pyplot as plt

    from toolkit.index.external import joined

    check_table(index, "index")
    one_series(index)
    index = index.sort_values("period")
    outside = joined(index, _as_series(series))["outside"]
    figure, (upper, lower) = plt.subplots(
        2, 1, figsize=(8, 4.6), sharex=True, height_ratios=(3, 2)
    )
    draw_line(upper, index, BAND)
    draw_base(upper, index)
    upper.set_ylabel("index of escalation\nlanguage (base = 100)")
    titled(upper, title or index_finding(index))
    when = naive(index["period"])
    lower.plot(
        when, outside.to_numpy(), "s-", color=SECOND, markersize=4, linewidth=1.4
    )
    lower.set_ylabel(name, parse_math=False)
    for ax in (upper, lower):
        plain(ax)
    date_axis(lower)
    describe(upper, _beside_words(index, outside, name))
    return figure


def _as_series(series: object) -> pd.Series:
    from toolkit.index.external import as_series

    return as_series(series)


def _beside_words(index: pd.DataFrame, outside: pd.Series, name: str) -> str:
    shared = int(outside.notna().sum())
    top = outside.idxmax()
    return (
        f"{index_finding(index)}. Below it {name}, known in {shared} of {len(outside)} "
        f"{period_length(index)}s, highest on {top:%Y-%m-%d} with {outside.max():.3g}."
    )


def plot_comparison(
    comparison: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw each correlation with an outside series beside what shifts in time give.

    Parameters
    ----------
    comparison
        Table of ``compare_with_series``.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        The mark is the correlation, filled where it lies above 95 % of the shifts; the
        grey bar ends at that 95 %.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_comparison(pd.DataFrame({
    ...     "compared": "index", "form": ["levels", "differences"], "n": [9, 8],
    ...     "method": "spearman", "r": [0.5, 0.1], "null_95": [0.4, 0.3]}))
    >>> ax.get_title(loc="left")
    '1 of 2 correlations above 95 % of the shifts'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(
        comparison, ["compared", "form", "method", "n", "r", "null_95"], "comparison"
    )
    rows = comparison.reset_index(drop=True)
    ax = axes(ax, (8, 1.3 + 0.36 * len(rows)), long_names=True)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.barh(range(len(rows)), rows["null_95"] + 1, left=-1, height=0.62, color=FAINT,
            alpha=0.45)  # fmt: skip
    above = rows["r"] > rows["null_95"]
    for place, (r, clear) in enumerate(zip(rows["r"], above, strict=True)):
        ax.plot(r, place, "o", color=BAND, markersize=7,
                markerfacecolor=BAND if clear else "white")  # fmt: skip
    names = [
        f"{r.compared}, {r.form}, {r.method} (n = {r.n})" for r in rows.itertuples()
    ]
    ax.set_yticks(range(len(rows)), names, parse_math=False)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(-1, 1)
    ax.set_xlabel("correlation r; grey: 95 % of what shifts in time give")
    found = f"{int(above.sum())} of {len(rows)} correlations above 95 % of the shifts"
    titled(ax, title or found, NARROW)
    plain(ax)
    each = "; ".join(
        f"{name} r {r.r:.2f}, 95 % of shifts below {r.null_95:.2f}"
        for name, r in zip(names, rows.itertuples(), strict=True)
    )
    describe(ax, f"{found}. {each}.")
    return ax
