"""Plots of change: shifts of a level, before and after events, differences.

Each draws one table of the index wing and says in words what stands in it.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from toolkit.schema import BadValue, check_table, require_columns
from toolkit.show.drawing import (
    BAND,
    FAINT,
    INK,
    NARROW,
    axes,
    describe,
    plain,
    titled,
)
from toolkit.show.sentences import (
    counted,
    describe_index,
    period_length,
    period_name,
)
from toolkit.show.timelines import (
    DAYS,
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

__all__ = ["plot_changes", "plot_differences", "plot_event_study"]


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


# ----------------------------------------------------------------------- event time


def plot_event_study(
    study: pd.DataFrame,
    event: str | None = None,
    *,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the coverage before and after an event, counted from the event itself.

    Parameters
    ----------
    study
        Table of ``event_study``.
    event
        Which event; all of them together where there are several, unless given.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the sentence of the table.

    Returns
    -------
    Axes
        100 is the mean of the periods before the event. Beneath each point stands how
        many stories it rests on.

    Raises
    ------
    BadValue
        The event is not in the table.

    Examples
    --------
    >>> from toolkit import event_study, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> study = event_study(scores, "2024-07-31")
    >>> ax = plot_event_study(study)
    >>> ax.get_xlabel()
    'periods from the event (0 begins on its day); n: stories'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(study, ["event", "relative", "value", "n_stories"], "study")
    name = event or study["event"].iloc[-1]
    rows = study[study["event"] == name].sort_values("relative")
    if rows.empty:
        there = ", ".join(map(repr, study["event"].unique()))
        raise BadValue(f"The study has no event {name!r}; it has {there}.")
    ax = axes(ax, (8, 3.8))
    _draw_before_and_after(ax, rows)
    ax.set_xlabel("periods from the event (0 begins on its day); n: stories")
    ax.set_ylabel("index of escalation language\n(mean before = 100)")
    said = _study_words(study, str(name))
    titled(ax, title or said.rstrip("."))
    plain(ax)
    describe(ax, said)
    return ax


def _draw_before_and_after(ax: Axes, rows: pd.DataFrame) -> None:
    place, enough = rows["relative"], rows["enough"].astype(bool)
    ax.fill_between(place, rows["low"], rows["high"], color=BAND, alpha=0.18)
    ax.plot(place, rows["value"], color=BAND, linewidth=1.4)
    ax.plot(place[enough], rows["value"][enough], "o", markersize=5, color=BAND)
    ax.plot(place[~enough], rows["value"][~enough], "o", markersize=5, color=FAINT,
            markerfacecolor="white")  # fmt: skip
    ax.axvline(-0.5, color=INK, linewidth=1, linestyle="--")
    ax.axhline(100, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    sizes = zip(place, rows["n_stories"], strict=True)
    ax.set_xticks(
        place, [f"{k:+.0f}\nn={n:.0f}" if k else f"0\nn={n:.0f}" for k, n in sizes]
    )


def _study_words(study: pd.DataFrame, name: str) -> str:
    changes = study.attrs.get("changes")
    if changes is None or name not in set(changes["event"]):
        return f"{name}: coverage before and after."
    row = changes[changes["event"] == name].iloc[0]
    return (
        f"{name}: level {row['before']:.3g} before, {row['after']:.3g} after; "
        f"difference {row['difference']:+.3g} "
        f"({row['low']:+.3g} to {row['high']:+.3g})."
    )


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

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_differences(pd.DataFrame({
    ...     "source": ["Mail", "Post"], "difference": [2.0, 1.0], "low": [1.0, -1.0],
    ...     "high": [3.0, 3.0]}))
    >>> ax.get_title(loc="left")
    '1 of 2 differences clear of 0'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(differences, ["difference", "low", "high"], "differences")
    rows, unit = _of_one_unit(differences, unit)
    names = [
        _row_name(row) + _stories(whole)
        for (_, row), (_, whole) in zip(
            _naming(rows).iterrows(), rows.iterrows(), strict=True
        )
    ]
    ax = axes(ax, (8, 1.2 + 0.34 * len(rows)), long_names=True)
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
    titled(ax, title or found, NARROW)
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
    parts = [f"{v:%Y-%m-%d}" if hasattr(v, "year") else str(v) for v in row]
    lines = textwrap.wrap(": ".join(parts), 36, max_lines=2, placeholder=" …")
    return "\n".join(lines) or "second less first"


def _stories(row: pd.Series) -> str:
    """How many stories the two sides rest on, where the table says."""
    known = {"n_first", "n_second"} <= set(row.index)
    return f" (n = {row['n_first']:,} and {row['n_second']:,})" if known else ""


def _difference_words(rows: pd.DataFrame, names: list[str]) -> str:
    return "; ".join(
        f"{name} {row.difference:+.3g} ({row.low:+.3g} to {row.high:+.3g})"
        for name, row in zip(names, rows.itertuples(), strict=True)
    )
