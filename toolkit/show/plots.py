"""Plots of the tables over time. A plot draws numbers that a table holds.

It computes none. Every figure says in its title what it found, on its axes the unit and
the denominator, and carries a sentence for readers who cannot see it (``alt_text``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import CHANNELS, BadValue, check_table, require_columns
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
    describe_index,
    describe_parts,
    headword,
    index_finding,
    period_length,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHANNEL_NAMES = {
    "act": "Acts", "threat": "Threats", "deescalation": "De-escalation", "tone": "Tone",
}  # fmt: skip
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


# ---------------------------------------------------------------------- one series


def plot_index(
    index: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw an index over time, its interval, and the stories each value rests on.

    Parameters
    ----------
    index
        One row per period, from ``tension_index`` without groups.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        Of the timeline. Periods with too few stories are hollow and grey, periods
        without stories are gaps, the base window is shaded at 100.

    Raises
    ------
    BadValue
        The index holds several series.

    Examples
    --------
    >>> import pandas as pd
    >>> index = pd.DataFrame({
    ...     "period": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True),
    ...     "value": [90.0, 110.0], "low": [80.0, 95.0], "high": [99.0, 130.0],
    ...     "n_articles": 9, "n_stories": 9, "n_words": 900, "enough": True})
    >>> ax = plot_index(index)
    >>> ax.get_title(loc="left")
    'Highest in August 2024: 110 (interval 95 to 130), from 9 stories'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    check_table(index, "index")
    _one_series(index)
    ax = axes(ax, (8, 4.4))
    index = index.sort_values("period")
    _draw_line(ax, index, BAND)
    _draw_base(ax, index)
    ax.set_ylabel("index of escalation language\n(base window = 100)")
    titled(ax, title or index_finding(index))
    plain(ax)
    _draw_counts(ax, index)
    describe(ax, describe_index(index))
    return ax


def _one_series(index: pd.DataFrame) -> None:
    if index["period"].duplicated().any():
        raise BadValue(
            "This index holds several series: some periods occur twice. Draw one, "
            'e.g. index[index["source"] == "…"], or all: plot_channels, plot_sources.'
        )


def _draw_line(ax: Axes, index: pd.DataFrame, colour: str) -> None:
    when, value = _naive(index["period"]), index["value"].astype(float)
    if {"low", "high"} <= set(index.columns):
        low, high = index["low"].astype(float), index["high"].astype(float)
        ax.fill_between(when, low, high, color=colour, alpha=0.18, linewidth=0)
        # a value between two gaps has no band to stand in
        ax.vlines(when, low, high, color=colour, alpha=0.35, linewidth=1)
    enough = index["enough"].astype(bool)
    size = 5 if len(index) <= 80 else 2
    ax.plot(when, value, color=colour, linewidth=1.4)
    ax.plot(when[enough], value[enough], "o", color=colour, markersize=size)
    ax.plot(when[~enough], value[~enough], "o", color=FAINT, markersize=size,
            markerfacecolor="white")  # fmt: skip


def _draw_base(ax: Axes, index: pd.DataFrame) -> None:
    import pandas as pd

    ax.axhline(100, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    if "base" not in index.attrs:
        return
    half = pd.Timedelta(days=_DAYS[period_length(index)] / 2)
    first, last = (pd.Timestamp(day) for day in index.attrs["base"])
    ax.axvspan(first - half, last + half, color=FAINT, alpha=0.25, linewidth=0)
    ax.annotate("base window", (first - half, 1), xycoords=("data", "axes fraction"),
                xytext=(3, -3), textcoords="offset points", va="top", fontsize=8,
                color="#555555")  # fmt: skip


def _draw_counts(ax: Axes, index: pd.DataFrame) -> None:
    from mpl_toolkits.axes_grid1 import make_axes_locatable

    every = period_length(index)
    below = make_axes_locatable(ax).append_axes(
        "bottom", size="24%", pad=0.15, sharex=ax
    )
    colours = [INK if e else FAINT for e in index["enough"].astype(bool)]
    below.bar(_naive(index["period"]), index["n_stories"], width=0.8 * _DAYS[every],
              color=colours)  # fmt: skip
    below.set_ylabel(f"stories\nper {every}")
    below.yaxis.get_major_locator().set_params(nbins=3, integer=True)
    ax.tick_params(labelbottom=False)
    plain(below)
    _date_axis(below)


# ---------------------------------------------------------------------- many series


def plot_channels(index: pd.DataFrame) -> Figure:
    """Draw one small panel per channel, on one time axis (index made ``by="channel"``).

    Acts, threats, de-escalation and tone move differently; one line would hide that.
    Each panel has its own 100: heights compare within a panel, not between panels.
    """
    import matplotlib.pyplot as plt

    check_table(index, "index")
    require_columns(index, ["channel"], "index")
    channels = [c for c in CHANNELS if (index["channel"] == c).any()]
    if not channels:
        raise BadValue(f"The column channel holds none of {', '.join(CHANNELS)}.")
    figure, panels = plt.subplots(
        len(channels),
        figsize=(8, 1.7 * len(channels) + 0.4),
        sharex=True,
        squeeze=False,
    )
    for ax, channel in zip(panels[:, 0], channels, strict=True):
        series = index[index["channel"] == channel].sort_values("period")
        _draw_line(ax, series, CHANNEL_COLOURS[channel])
        _draw_base(ax, series)
        ax.set_ylabel("base = 100")
        titled(ax, f"{CHANNEL_NAMES[channel]}: {_lower_first(index_finding(series))}")
        plain(ax)
        describe(ax, f"{CHANNEL_NAMES[channel]}: {describe_index(series)}")
    _date_axis(panels[-1, 0])
    figure.subplots_adjust(hspace=0.45)
    return figure


def _naive(times: pd.Series) -> pd.Series:
    return times.dt.tz_localize(None) if times.dt.tz is not None else times


def _date_axis(ax: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


# ------------------------------------------------------------------------ contributions


def plot_contributions(
    parts: pd.DataFrame,
    *,
    n: int = 12,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the parts of a change as signed bars (table of ``explain_change``).

    Bars to the right push the level up, bars to the left down. The ``n`` largest are
    drawn; the rest is one bar, so that what is seen adds up to the whole.
    """
    require_columns(parts, ["change"], "contributions")
    label = parts.columns[0]
    shown, rest = parts.head(n), parts.iloc[n:]
    names = [short(headword(name)) for name in shown[label]]
    changes = shown["change"].tolist()
    if len(rest):
        names.append(f"{len(rest):,} other {label}s")
        changes.append(rest["change"].sum())
    ax = axes(ax, (8, 1.1 + 0.3 * max(len(names), 1)))
    colours = [
        CHANNEL_COLOURS["act"] if c > 0 else CHANNEL_COLOURS["deescalation"]
        for c in changes
    ]
    bars = ax.barh(range(len(names)), changes, color=colours)
    ax.bar_label(bars, [f"{c:+.2g}" for c in changes], padding=3, fontsize=8)
    ax.set_yticks(range(len(names)), names, parse_math=False)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_xlabel(
        f"part of the change of the level ({parts.attrs.get('unit', 'level')})"
    )
    titled(ax, title or _parts_title(parts))
    plain(ax)
    describe(ax, describe_parts(parts))
    return ax


def _parts_title(parts: pd.DataFrame) -> str:
    total = parts.attrs.get("change", parts["change"].sum())
    periods = parts.attrs.get("first"), parts.attrs.get("second")
    between = f" from {periods[0]} to {periods[1]}" if all(periods) else ""
    if parts.empty:
        return f"Nothing contributed{between}"
    largest = short(headword(parts.iloc[0, 0]))
    return f"Level {total:+.3g}{between}; largest part: {largest}"
