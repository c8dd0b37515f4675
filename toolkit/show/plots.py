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
    axes,
    describe,
    plain,
    titled,
)
from toolkit.show.sentences import (
    describe_index,
    index_finding,
)
from toolkit.show.timelines import (
    date_axis,
    draw_base,
    draw_counts,
    draw_line,
    name_events,
    one_series,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHANNEL_NAMES = {
    "act": "Acts", "threat": "Threats", "deescalation": "De-escalation", "tone": "Tone",
}  # fmt: skip


# ---------------------------------------------------------------------- one series


def plot_index(
    index: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw an index over time, its interval, and the stories each value rests on.

    Parameters
    ----------
    index
        One row per period, from ``tension_index`` without groups.
    events
        Events to mark by a line and a name: ``date`` and ``label``, the weightiest
        first.
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
    one_series(index)
    ax = axes(ax, (8, 4.4))
    index = index.sort_values("period")
    draw_line(ax, index, BAND)
    draw_base(ax, index)
    ax.set_ylabel("index of escalation language\n(base window = 100)")
    titled(ax, title or index_finding(index))
    plain(ax)
    draw_counts(ax, index)
    describe(ax, describe_index(index))
    if events is not None:
        name_events(ax, events)
    return ax


# ---------------------------------------------------------------------- many series


def plot_channels(index: pd.DataFrame) -> Figure:
    """Draw one small panel per channel, on one time axis (index made ``by="channel"``).

    Acts, threats, de-escalation and tone move differently; one line would hide that.
    Each panel has its own 100: heights compare within a panel, not between panels.

    >>> from toolkit import IndexRecipe, find_mentions, load_sample
    >>> from toolkit import score_articles, tension_index
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> recipe = IndexRecipe(channels=("act", "threat"), draws=0)
    >>> figure = plot_channels(tension_index(scores, recipe, by="channel"))
    >>> len(figure.axes)
    2
    >>> import matplotlib.pyplot as plt; plt.close(figure)
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
        draw_line(ax, series, CHANNEL_COLOURS[channel])
        draw_base(ax, series)
        ax.set_ylabel("base = 100")
        titled(ax, f"{CHANNEL_NAMES[channel]}: {_lower_first(index_finding(series))}")
        plain(ax)
        describe(ax, f"{CHANNEL_NAMES[channel]}: {describe_index(series)}")
    date_axis(panels[-1, 0])
    figure.subplots_adjust(hspace=0.45)
    return figure


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
