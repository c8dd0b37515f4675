"""Plot of bursts: when a term or type came up far more than usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import (
    CHANNEL_COLOURS,
    NARROW,
    axes,
    describe,
    plain,
    short,
    titled,
)
from toolkit.show.sentences import counted, headword, period_length, period_name
from toolkit.show.timelines import DAYS, date_axis, naive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_bursts"]

MOST_BARS = 15  # bursts in one plot


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

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.to_datetime(["2024-04-01", "2024-04-15"], utc=True)
    >>> ax = plot_bursts(pd.DataFrame({
    ...     "term": ["raid"], "first": weeks[:1], "last": weeks[1:], "stories": [6],
    ...     "share": [0.6], "usual": [0.2], "weight": [3.0]}), every="week")
    >>> ax.get_title(loc="left")
    '1 burst; weightiest: raid, from week of 1 April 2024'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(bursts, ["first", "last", "stories", "weight"], "bursts")
    if bursts.empty:
        raise BadValue("There is no burst to draw: find_bursts found none.")
    label = bursts.columns[0]
    every = every or _length_of(bursts)
    shown = bursts.head(n).sort_values(["first", "last"], kind="stable")
    ax = axes(ax, (8, 1.1 + 0.3 * len(shown)), long_names=True)
    _draw_bars(ax, shown, every)
    names = [short(headword(name)) for name in shown[label]]
    ax.set_yticks(range(len(shown)), names, parse_math=False)
    ax.set_ylim(max(len(shown), 2) - 0.4, -0.6)
    ax.margins(x=0.2)
    date_axis(ax)
    ax.set_xlabel("beside each bar: stories, and how many times the usual share")
    titled(ax, title or _bursts_title(bursts, every, len(shown)), NARROW)
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
