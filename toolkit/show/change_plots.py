"""Plots of change: shifts of a level, differences with intervals, and bursts.

Each draws one table of the index wing and says in words what stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import BadValue, check_table, require_columns
from toolkit.show.drawing import (
    BAND,
    CHANNEL_COLOURS,
    FAINT,
    INK,
    axes,
    describe,
    plain,
    short,
    titled,
)
from toolkit.show.sentences import (
    counted,
    describe_index,
    headword,
    period_length,
    period_name,
)
from toolkit.show.timelines import (
    DAYS,
    date_axis,
    draw_counts,
    draw_line,
    naive,
    name_events,
    one_series,
    write_above,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_bursts", "plot_changes", "plot_differences"]

MOST_BARS = 15  # bursts in one plot


# -------------------------------------------------------------------- change points


def plot_changes(
    index: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw an index with its change points, the interval of each date, and its p-value.

    Parameters
    ----------
    index
        One row per period, from ``tension_index`` without groups.
    changes
        Table of ``find_changes(index)``; it may be empty, and the title then says so.
    events
        Events to mark, ``date`` and ``label``.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        Thick lines are the mean on either side of a change, the hatched stretch is the
        95 % interval of its date.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.index.changes import find_changes
    >>> index = pd.DataFrame({
    ...     "period": pd.date_range("2023-01-01", periods=24, freq="MS", tz="UTC"),
    ...     "value": [100.0 + 5 * (i % 3) + 60 * (i >= 12) for i in range(24)],
    ...     "n_articles": 9, "n_stories": 9, "n_words": 900, "enough": True})
    >>> ax = plot_changes(index, find_changes(index))
    >>> ax.get_title(loc="left")
    'Level shifts in January 2024: 105 to 165 (p = 0.001)'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    check_table(index, "index")
    require_columns(changes, ["period", "before", "after", "p_value"], "changes")
    one_series(index)
    ax = axes(ax, (8, 4.4))
    index = index.sort_values("period")
    every = period_length(index)
    draw_line(ax, index, BAND)
    _draw_means(ax, index, changes.sort_values("period"), every)
    ax.set_ylabel("index of escalation language\n(base window = 100)")
    titled(ax, title or _changes_title(changes, every))
    plain(ax)
    draw_counts(ax, index)
    describe(ax, f"{describe_index(index)} {_changes_words(changes, every)}")
    if events is not None:
        name_events(ax, events)
    return ax


def _draw_means(
    ax: Axes, index: pd.DataFrame, changes: pd.DataFrame, every: str
) -> None:
    """Draw the mean of each stretch, and date, interval and p of each change."""
    import pandas as pd

    half = pd.Timedelta(days=DAYS[every] / 2)
    when = naive(index["period"])
    edges = [when.min() - half, *(naive(changes["period"]) - half), when.max() + half]
    means = [*changes["before"].head(1), *changes["after"]]
    for mean, start, stop in zip(means, edges, edges[1:], strict=False):
        ax.hlines(mean, start, stop, color=INK, linewidth=2.2)
    for row, edge in zip(changes.itertuples(), edges[1:], strict=False):
        ax.axvline(edge, color=INK, linewidth=1, linestyle="--")
        if "low_period" in changes.columns:
            ends = (row.low_period - half, row.high_period - half)
            ax.axvspan(*(e.tz_localize(None) for e in ends), facecolor="none",
                       edgecolor=FAINT, hatch="///", linewidth=0, zorder=0)  # fmt: skip
        write_above(ax, f"p = {row.p_value:.3f}", edge)


def _changes_title(changes: pd.DataFrame, every: str) -> str:
    if changes.empty:
        return changes.attrs.get("sentence", "No change point.").rstrip(".")
    shifts = "; ".join(
        f"{period_name(row.period, every)}: {row.before:.0f} to {row.after:.0f} "
        f"(p = {row.p_value:.3f})"
        for row in changes.itertuples()
    )
    return f"Level shifts in {shifts}"


def _changes_words(changes: pd.DataFrame, every: str) -> str:
    spans = [
        f"the date of the shift in {period_name(row.period, every)} lies between "
        f"{period_name(row.low_period, every)} and "
        f"{period_name(row.high_period, every)} (95 %)"
        for row in changes.itertuples()
        if "low_period" in changes.columns
    ]
    return ". ".join([_changes_title(changes, every), *spans]) + "."


# ---------------------------------------------------------------------- differences


def plot_differences(
    differences: pd.DataFrame,
    *,
    unit: str | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw differences as points with their intervals, and 0 as the line to look at.

    Parameters
    ----------
    differences
        One row per difference, with ``difference``, ``low`` and ``high``, such as
        ``difference_between`` gives, and any columns that name what is compared.
    unit
        Which rows to draw where the table has a column ``unit``; the last otherwise.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        A filled mark where the interval leaves out 0, a hollow one where it holds 0.
        Grey where a column ``enough`` is False: too few stories for any interval.
    """
    require_columns(differences, ["difference", "low", "high"], "differences")
    rows, unit = _of_one_unit(differences, unit)
    names = [
        _row_name(row) + _stories(whole)
        for (_, row), (_, whole) in zip(
            _naming(rows).iterrows(), rows.iterrows(), strict=True
        )
    ]
    ax = axes(ax, (8, 1.2 + 0.34 * len(rows)))
    colours = [BAND if fine else FAINT for fine in _enough(rows)]
    apart = (rows["low"] > 0) | (rows["high"] < 0)
    places = list(range(len(rows)))
    ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    ax.hlines(places, rows["low"], rows["high"], color=colours, linewidth=1.8)
    for place, value, clear, colour in zip(
        places, rows["difference"], apart, colours, strict=True
    ):
        ax.plot(value, place, "o", color=colour, markersize=6,
                markerfacecolor=colour if clear else "white")  # fmt: skip
    ax.set_yticks(places, names, parse_math=False)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlabel(f"difference ({unit}), with interval; hollow: it holds 0")
    solid = _enough(rows)
    found = (
        f"{int((apart & solid).sum())} of "
        f"{counted(int(solid.sum()), 'difference')} clear of 0"
    )
    titled(ax, title or found)
    plain(ax)
    describe(ax, f"{found}. {_difference_words(rows, names)}.")
    return ax


def _of_one_unit(
    differences: pd.DataFrame, unit: str | None
) -> tuple[pd.DataFrame, str]:
    if differences.empty:
        raise BadValue("There is no difference to draw: the table has no row.")
    if "unit" not in differences.columns:
        return differences, unit or differences.attrs.get("unit", "of the index")
    unit = unit or differences["unit"].iloc[-1]
    rows = differences[differences["unit"] == unit]
    if rows.empty:
        there = ", ".join(map(repr, differences["unit"].unique()))
        raise BadValue(f"No difference has the unit {unit!r}; there are {there}.")
    return rows.reset_index(drop=True), str(unit)


def _enough(rows: pd.DataFrame) -> pd.Series:
    if "enough" in rows.columns:
        return rows["enough"].astype(bool)
    return rows["difference"].notna()


_FIGURES = {"difference", "low", "high", "unit", "p_value", "enough"}


def _naming(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns that say what is compared with what."""
    from pandas.api.types import is_numeric_dtype

    named = [
        name
        for name in rows.columns
        if name not in _FIGURES and not is_numeric_dtype(rows[name])
    ]
    return rows[named]


def _row_name(row: pd.Series) -> str:
    parts = [short(f"{v:%Y-%m-%d}" if hasattr(v, "year") else v) for v in row]
    return ": ".join(parts) or "second less first"


def _stories(row: pd.Series) -> str:
    """How many stories the two sides rest on, where the table says."""
    known = {"n_first", "n_second"} <= set(row.index)
    return f" (n = {row['n_first']:,} and {row['n_second']:,})" if known else ""


def _difference_words(rows: pd.DataFrame, names: list[str]) -> str:
    return "; ".join(
        f"{name} {row.difference:+.3g} ({row.low:+.3g} to {row.high:+.3g})"
        for name, row in zip(names, rows.itertuples(), strict=True)
    )


# --------------------------------------------------------------------------- bursts


def plot_bursts(
    bursts: pd.DataFrame,
    *,
    every: str | None = None,
    n: int = MOST_BARS,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw bursts of terms or types as bars over time, the earliest above.

    Parameters
    ----------
    bursts
        Table of ``find_bursts``.
    every
        Length of its periods, as in the recipe; where none is given it is read from
        the table, as well as that can be done.
    n
        Bursts to draw at most, the weightiest.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        A bar runs from the first to the last period of a burst. Beside it: stories that
        hold the term, and how many times its usual share that is. Darker = weightier.

    Raises
    ------
    BadValue
        There is no burst to draw.
    """
    require_columns(bursts, ["first", "last", "stories", "weight"], "bursts")
    if bursts.empty:
        raise BadValue("There is no burst to draw: find_bursts found none.")
    label = bursts.columns[0]
    every = every or _length_of(bursts)
    shown = bursts.head(n).sort_values(["first", "last"], kind="stable")
    ax = axes(ax, (8, 1.1 + 0.3 * len(shown)))
    _draw_bars(ax, shown, every)
    names = [short(headword(name)) for name in shown[label]]
    ax.set_yticks(range(len(shown)), names, parse_math=False)
    ax.set_ylim(max(len(shown), 2) - 0.4, -0.6)
    ax.margins(x=0.2)
    date_axis(ax)
    ax.set_xlabel("beside each bar: stories, and how many times the usual share")
    titled(ax, title or _bursts_title(bursts, every, len(shown)))
    plain(ax)
    describe(ax, _bursts_words(shown, label, every))
    return ax


def _length_of(bursts: pd.DataFrame) -> str:
    import pandas as pd

    ends = pd.concat([bursts["first"], bursts["last"]], ignore_index=True)
    table = pd.DataFrame({"period": ends})
    table.attrs = {k: v for k, v in bursts.attrs.items() if k == "recipe"}
    return period_length(table)


def _draw_bars(ax: Axes, shown: pd.DataFrame, every: str) -> None:
    import pandas as pd

    first = naive(shown["first"])
    stop = naive(shown["last"]) + pd.Timedelta(days=DAYS[every])
    heaviest = shown["weight"].max()
    for place, (row, a, b) in enumerate(
        zip(shown.itertuples(), first, stop, strict=True)
    ):
        ax.barh(place, b - a, left=a, height=0.6, color=CHANNEL_COLOURS["act"],
                alpha=0.35 + 0.65 * row.weight / heaviest)  # fmt: skip
        times = f", {row.share / row.usual:.1f}x" if row.usual else ""
        ax.annotate(f"{row.stories:,}{times}", (b, place), xytext=(3, 0),
                    textcoords="offset points", va="center", fontsize=8)  # fmt: skip


def _bursts_title(bursts: pd.DataFrame, every: str, shown: int) -> str:
    label, top = bursts.columns[0], bursts.iloc[0]
    rest = f" (the {shown} weightiest shown)" if shown < len(bursts) else ""
    return (
        f"{counted(len(bursts), 'burst')}{rest}; weightiest: "
        f"{short(headword(top[label]))}, from {period_name(top['first'], every)}"
    )


def _bursts_words(shown: pd.DataFrame, label: str, every: str) -> str:
    listed = "; ".join(
        f"{headword(row[label])} from {period_name(row['first'], every)} to "
        f"{period_name(row['last'], every)}, {row['stories']} stories"
        for _, row in shown.head(8).iterrows()
    )
    return f"Bursts by {label}: {listed}."
