"""Plots of two sides: beside each other, their difference, and both over time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import (
    BAND,
    FAINT,
    INK,
    SECOND,
    describe,
    plain,
    short,
    titled,
)
from toolkit.show.sentences import (
    counted,
    headword,
    opening,
    period_length,
    period_name,
)
from toolkit.show.timelines import MANY_POINTS, date_axis, naive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_sides", "plot_sides_over_time"]

UNITS = {
    "share": "% of stories",
    "rate": "mentions per 1,000 words",
    "weighted": "severities per 1,000 words",
}
LEVELS = UNITS | {"share": "share of stories (0 to 1)", "tension": "tension"}
LOOKS = {"first": (BAND, "o", -0.14), "second": (SECOND, "s", 0.14)}


def in_units(values: pd.Series | float, measure: str) -> pd.Series | float:
    """Numbers as they are shown: shares in per cent."""
    return values * 100 if measure == "share" else values


def label_of(name: object) -> str:
    """Name of a row: a channel, type, term, pair of actors or outlet."""
    from toolkit.show.plots import CHANNEL_NAMES

    named = CHANNEL_NAMES.get(str(name), headword(name))
    return named.replace("->", "\N{RIGHTWARDS ARROW}")


def rows_of(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Rows of one measure of a comparison, with what identifies it."""
    rows = table[table["measure"] == measure].reset_index(drop=True)
    rows.attrs = table.attrs
    return rows


def named_rows(rows: pd.DataFrame) -> str:
    """What one row of a comparison is called."""
    by = rows.columns[0]
    return {"dyad": "pair", "source": "outlet"}.get(by, by)


def plot_sides(
    table: pd.DataFrame,
    measure: str = "share",
    *,
    n: int = 12,
    title: str | None = None,
) -> Figure:
    """Draw both sides with their intervals, and their difference with its own.

    Parameters
    ----------
    table
        Table of ``compare_sides``, divided by something.
    measure
        Which of its measures.
    n
        Rows at most, in the order of the table.
    title
        Instead of the finding.

    Returns
    -------
    Figure
        Circles are the first side, squares the second. On the right a mark is filled
        where the interval of the difference leaves out 0, and grey where a side has too
        few stories.

    Raises
    ------
    BadValue
        The table has no row of this measure.

    Examples
    --------
    >>> from toolkit import compare_sides, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> table = compare_sides(score_articles(articles, mentions), mentions,
    ...     "The Daily Clarion", "Meridian Wire", of="source", by="channel")
    >>> figure = plot_sides(table)
    >>> figure.get_suptitle()
    '1 of 4 channels differs: the interval of its difference leaves out 0'
    >>> import matplotlib.pyplot as plt; plt.close(figure)
    """
    import matplotlib.pyplot as plt

    require_columns(table, ["measure", "first", "second", "difference"], "comparison")
    rows = rows_of(table, measure)
    if rows.empty:
        raise BadValue(f"The comparison has no row of the measure {measure!r}.")
    shown = rows.head(n)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(8, 1.5 + 0.42 * len(shown)), sharey=True,
        width_ratios=(3, 2), layout="constrained",
    )  # fmt: skip
    _draw_levels(left, shown, measure)
    _draw_difference(right, shown, measure)
    names = [_wrapped(label_of(name)) for name in shown.iloc[:, 0]]
    left.set_yticks(range(len(shown)), names, parse_math=False)
    left.set_ylim(len(shown) - 0.5, -0.5)
    found = _finding(rows)
    # over both plots, and above the key to the sides
    figure.suptitle(title or found, x=0.01, ha="left", fontsize=10.5, parse_math=False)
    describe(left, f"{found}. {_in_words(shown, measure)}")
    return figure


def _wrapped(name: str) -> str:
    return "\n".join(textwrap.wrap(name, 24, max_lines=2, placeholder=" …")) or name


def _draw_levels(ax: Axes, rows: pd.DataFrame, measure: str) -> None:
    for side, (colour, mark, lift) in LOOKS.items():
        places = [place + lift for place in range(len(rows))]
        low, value, high = (
            in_units(rows[name], measure)
            for name in (f"{side}_low", side, f"{side}_high")
        )
        ax.hlines(places, low, high, color=colour, linewidth=1.8)
        ax.plot(value, places, mark, color=colour, markersize=5.5,
                label=short(rows.attrs[side]))  # fmt: skip
    ax.set_xlabel(UNITS[measure])
    ax.set_xlim(left=0)
    for text in _legend(ax):
        text.set_parse_math(False)
    plain(ax)


def _legend(ax: Axes) -> list:
    """Key to the two sides, above the rows."""
    key = ax.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8.5,
        borderaxespad=0, handletextpad=0.3,
    )  # fmt: skip
    return key.get_texts()


def _draw_difference(ax: Axes, rows: pd.DataFrame, measure: str) -> None:
    ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    apart = (rows["low"] > 0) | (rows["high"] < 0)
    shown = in_units(rows[["difference", "low", "high"]], measure)
    solid = rows["enough"].astype(bool)
    for place, row in enumerate(shown.itertuples()):
        colour = INK if solid[place] else FAINT
        ax.hlines(place, row.low, row.high, color=colour, linewidth=1.6)
        ax.plot(row.difference, place, "D", color=colour, markersize=5,
                markerfacecolor=colour if apart[place] else "white")  # fmt: skip
    unit = "points" if measure == "share" else "per 1,000 words"
    ax.set_xlabel(f"second less first ({unit})")
    plain(ax)
    ax.tick_params(left=False)


def _finding(rows: pd.DataFrame) -> str:
    """How many differences leave out 0, in a sentence without a full stop."""
    solid = rows[rows["enough"].astype(bool)]
    apart = int(((solid["low"] > 0) | (solid["high"] < 0)).sum())
    what = named_rows(rows)
    if not apart:
        return f"None of {counted(len(solid), what)} differs by more than chance"
    one = apart == 1
    return (
        f"{apart} of {counted(len(solid), what)} {'differs' if one else 'differ'}: the "
        f"interval of {'its' if one else 'their'} difference leaves out 0"
    )


def _in_words(rows: pd.DataFrame, measure: str) -> str:
    sides = " and ".join(str(rows.attrs[side]) for side in LOOKS)
    shown = in_units(rows[["first", "second", "difference", "low", "high"]], measure)
    listed = "; ".join(
        f"{label_of(name)} {row.first:.3g} and {row.second:.3g}, difference "
        f"{row.difference:+.3g} ({row.low:+.3g} to {row.high:+.3g})"
        for name, row in zip(rows.iloc[:, 0], shown.itertuples(), strict=True)
    )
    return f"{sides}, in {UNITS[measure]}: {listed}."


# ------------------------------------------------------------------------ over time


def plot_sides_over_time(
    series: pd.DataFrame,
    *,
    of: str = "side",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the level of both sides over time in one plot, with their intervals.

    Parameters
    ----------
    series
        Table of ``series_of_sides``.
    of
        Its column that names the sides.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of a plain one.

    Returns
    -------
    Axes
        Against the calendar where the sides share a period; else both begin at the
        left, and the axis counts periods. Periods with too few stories are hollow.

    Examples
    --------
    >>> import pandas as pd
    >>> series = pd.DataFrame({
    ...     "period": pd.to_datetime(["2024-07-01", "2024-08-01"] * 2, utc=True),
    ...     "side": ["A", "A", "B", "B"], "level": [0.5, 0.6, 0.2, 0.3],
    ...     "level_low": 0.1, "level_high": 0.7, "place": [1, 2, 1, 2],
    ...     "n_stories": 9, "enough": True})
    >>> ax = plot_sides_over_time(series)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['A', 'B']
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    from toolkit.show.drawing import axes

    require_columns(series, [of, "level", "level_low", "place"], "series")
    names = list(dict.fromkeys(series[of]))
    ax = axes(ax, (8, 3.8))
    every = period_length(series)
    dated = bool(series.attrs.get("n_shared", 1))
    for name, look in zip(names, LOOKS.values(), strict=False):
        _draw_side(ax, series[series[of] == name], str(name), look, dated)
    measure = series.attrs.get("recipe", {}).get("measure", "")
    ax.set_ylabel(LEVELS.get(measure, "level"))
    ax.set_ylim(bottom=min(0, ax.get_ylim()[0]))
    _label_time(ax, every, dated)
    key = ax.legend(loc="best", frameon=False, fontsize=8.5)
    for text in key.get_texts():
        text.set_parse_math(False)
    titled(ax, title or "Both sides on one scale")
    plain(ax)
    describe(ax, " ".join(_course(series[series[of] == n], n, every) for n in names))
    return ax


def _draw_side(
    ax: Axes, rows: pd.DataFrame, name: str, look: tuple[str, str, float], dated: bool
) -> None:
    colour, mark, _ = look
    when = naive(rows["period"]) if dated else rows["place"]
    ax.fill_between(when, rows["level_low"].astype(float),
                    rows["level_high"].astype(float), color=colour, alpha=0.16,
                    linewidth=0)  # fmt: skip
    size = 5 if len(rows) <= MANY_POINTS else 2
    ax.plot(when, rows["level"], color=colour, linewidth=1.4, marker=mark,
            markersize=size, label=short(name))  # fmt: skip
    thin = ~rows["enough"].astype(bool)
    ax.plot(when[thin], rows["level"][thin], mark, color=FAINT, markersize=size,
            markerfacecolor="white")  # fmt: skip


def _label_time(ax: Axes, every: str, dated: bool) -> None:
    if dated:
        date_axis(ax)
        return
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel(f"{every} of each side (1 = its first)")


def _course(rows: pd.DataFrame, name: object, every: str) -> str:
    """One sentence on a side: its range and what it rests on."""
    stories = counted(int(rows["n_stories"].sum()), "story", "stories")
    solid = rows[rows["enough"].astype(bool) & rows["level"].notna()]
    if solid.empty:
        return f"{opening(str(name))}: no {every} with enough stories, of {stories}."
    top, low = (solid.loc[solid["level"].agg(f)] for f in ("idxmax", "idxmin"))
    return (
        f"{opening(str(name))}: {counted(len(rows), every)}, {stories}; highest "
        f"{top['level']:.3g} in {period_name(top['period'], every)}, lowest "
        f"{low['level']:.3g} in {period_name(low['period'], every)}."
    )
