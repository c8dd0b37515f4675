"""Lines over time: what every plot with a time axis draws in the same way.

A line with its interval, the base window, the stories below, and the names of events
above, laid out so that none covers another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import FAINT, INK, describe, plain
from toolkit.show.sentences import period_length

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
MANY_POINTS = 80  # periods above which marks would run into each other
MOST_LANES = 6  # rows of event names above a plot
_LANE = 11  # points from one row of event names to the next
_GAP = 6  # pixels between two names in a row


def one_series(index: pd.DataFrame) -> None:
    """Raise ``BadValue`` where an index holds several series."""
    if index["period"].duplicated().any():
        raise BadValue(
            "This index holds several series: some periods occur twice. Draw one, "
            'e.g. index[index["source"] == "…"], or all: plot_channels, plot_sources, '
            "plot_panels."
        )


def naive(times: pd.Series) -> pd.Series:
    """Times without a zone, which the axis of a plot wants."""
    return times.dt.tz_localize(None) if times.dt.tz is not None else times


def draw_line(ax: Axes, index: pd.DataFrame, colour: str, value: str = "value") -> None:
    """Draw a series with its interval; periods with too few stories hollow and grey."""
    when, values = naive(index["period"]), index[value].astype(float)
    if {"low", "high"} <= set(index.columns):
        low, high = index["low"].astype(float), index["high"].astype(float)
        ax.fill_between(when, low, high, color=colour, alpha=0.18, linewidth=0)
        # a value between two gaps has no band to stand in
        ax.vlines(when, low, high, color=colour, alpha=0.35, linewidth=1)
    enough = index["enough"].astype(bool)
    size = 5 if len(index) <= MANY_POINTS else 2
    ax.plot(when, values, color=colour, linewidth=1.4)
    ax.plot(when[enough], values[enough], "o", color=colour, markersize=size)
    ax.plot(when[~enough], values[~enough], "o", color=FAINT, markersize=size,
            markerfacecolor="white")  # fmt: skip


def draw_base(ax: Axes, index: pd.DataFrame, *, name: bool = True) -> None:
    """Draw the line at 100 and shade the window whose mean it is."""
    import pandas as pd

    ax.axhline(100, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    if "base" not in index.attrs:
        return
    half = pd.Timedelta(days=DAYS[period_length(index)] / 2)
    first, last = (pd.Timestamp(day) for day in index.attrs["base"])
    when = naive(index["period"])
    if first <= when.min() and last >= when.max():
        return  # a base of the whole range would shade all
    ax.axvspan(first - half, last + half, color=FAINT, alpha=0.25, linewidth=0)
    if name:
        write_above(ax, "base window", first - half, color="#555555")


def write_above(ax: Axes, words: str, day: pd.Timestamp, **look: object) -> None:
    """Write a few words at a date, inside the plot and at its upper edge."""
    ax.annotate(words, (day, 1), xycoords=("data", "axes fraction"), xytext=(3, -3),
                textcoords="offset points", va="top", fontsize=8, **look)  # fmt: skip


def draw_counts(ax: Axes, index: pd.DataFrame, column: str = "n_stories") -> Axes:
    """Draw below a plot how many stories (or codes) each period rests on."""
    from mpl_toolkits.axes_grid1 import make_axes_locatable

    every = period_length(index)
    below = make_axes_locatable(ax).append_axes(
        "bottom", size="24%", pad=0.15, sharex=ax
    )
    colours = [INK if e else FAINT for e in index["enough"].astype(bool)]
    below.bar(
        naive(index["period"]), index[column], width=0.8 * DAYS[every], color=colours
    )
    unit = column.removeprefix("n_").replace("_", " ")
    below.set_ylabel(f"{unit}\nper {every}")
    below.yaxis.get_major_locator().set_params(nbins=3, integer=True)
    ax.tick_params(labelbottom=False)
    plain(below)
    date_axis(below)
    return below


def date_axis(ax: Axes) -> None:
    """Label a time axis with few, short dates."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))


# -------------------------------------------------------------------------- events


def name_events(ax: Axes, events: pd.DataFrame) -> None:
    """Mark events in a plot, and name them in the words that stand for it."""
    import pandas as pd

    homeless = mark_events(ax, events)
    days = pd.to_datetime(events["date"], utc=True)
    listed = "; ".join(
        f"{label} ({day:%Y-%m-%d})"
        for day, label in zip(days, events["label"], strict=True)
    )
    rest = f" {homeless} of them found no room for their name." if homeless else ""
    describe(ax, f"Marked: {listed}.{rest}")


def mark_events(ax: Axes, events: pd.DataFrame) -> int:
    """Mark events by thin lines, their names above the plot in as many rows as needed.

    Parameters
    ----------
    ax
        Axes with dates on the x axis, drawn already.
    events
        One row per event: ``date`` and ``label``, the weightiest first. Where there is
        no room for all names the later rows go without.

    Returns
    -------
    int
        How many names found no room; each event has its line all the same.

    Raises
    ------
    MissingColumn
        ``date`` or ``label`` is absent.
    """
    import pandas as pd

    require_columns(events, ["date", "label"], "events")
    when = naive(pd.to_datetime(events["date"], utc=True))
    left, right = ax.get_xlim()
    lanes: list[list[tuple[float, float]]] = [[] for _ in range(MOST_LANES)]
    homeless = 0
    for day, label in zip(when, events["label"], strict=True):
        ax.axvline(day, color=INK, linewidth=0.7, linestyle=":", zorder=0)
        homeless += not _place(ax, day, str(label), lanes)
    ax.set_xlim(left, right)
    used = sum(bool(lane) for lane in lanes)
    ax.set_title(ax.get_title(loc="left"), loc="left", pad=8 + _LANE * used,
                 fontsize=10.5, parse_math=False)  # fmt: skip
    return homeless


def _place(
    ax: Axes, day: pd.Timestamp, label: str, lanes: list[list[tuple[float, float]]]
) -> bool:
    """Write a name in the lowest row where it is free; tell whether there was one."""
    name = _write(ax, day, label, "left")
    if name.get_window_extent().x1 > ax.get_window_extent().x1:
        name.remove()
        name = _write(ax, day, label, "right")
    box = name.get_window_extent()
    for row, lane in enumerate(lanes):
        if all(box.x1 + _GAP < a or b + _GAP < box.x0 for a, b in lane):
            lane.append((box.x0, box.x1))
            name.xyann = (name.xyann[0], 2 + _LANE * row)
            name.set_zorder(4 + MOST_LANES - row)  # lower names cover lines to higher
            return True
    name.remove()
    return False


def _write(ax: Axes, day: pd.Timestamp, label: str, side: str) -> Annotation:
    """Write a name beside the line of its day, with a dotted line down to it."""
    right = side == "right"
    return ax.annotate(
        label, (day, 1), xycoords=("data", "axes fraction"), ha=side, fontsize=7.5,
        xytext=(-2 if right else 2, 2), textcoords="offset points",
        annotation_clip=False, parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
        arrowprops={"arrowstyle": "-", "linestyle": ":", "linewidth": 0.7,
                    "shrinkA": 0, "shrinkB": 0, "relpos": (int(right), 0)},
    )  # fmt: skip
