"""A line that is drawn again many times a second, beside the one it began as.

The plots of ``toolkit.show`` lay out a fresh figure each time, which takes longer than
a slider may lag. Here the axes stay and only the numbers on them change.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from toolkit.show.captions import Html
from toolkit.show.drawing import BAND, INK, SECOND, plain
from toolkit.show.safe import for_html
from toolkit.show.timelines import MANY_POINTS, date_axis, draw_base, naive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SIZE = (8.0, 3.0)  # inches
DOTS_PER_INCH = 100  # a compromise: the time to draw grows with the number of dots
MARGIN = 0.06  # inches
ROOM = 1.08  # of the highest value, so that no line touches the frame

_KEY = "Solid, blue: under these weights. Dashed, orange: before anything was moved."


class LiveLine:
    """An index over time, beside the published one."""

    def __init__(self) -> None:
        self._axes: Axes | None = None
        self._periods: list[object] = []

    def drawn(self, index: pd.DataFrame, published: pd.DataFrame, words: str) -> Html:
        """Picture of both lines; ``words`` stand for it where it cannot be seen."""
        # the axes are laid out again only where they no longer fit
        if self._axes is None or self._periods != list(index["period"]):
            self._lay_out(index)
        before, after = (table["value"].to_numpy(float) for table in (published, index))
        self._published.set_ydata(before)
        self._line.set_ydata(after)
        known = [v for v in (*before, *after) if v == v]
        low, high = min(known, default=0), max(known, default=100)
        self._axes.set_ylim(min(0, low * ROOM), max(high, 100) * ROOM)
        return _picture(self._axes, words)

    def _lay_out(self, index: pd.DataFrame) -> None:
        from matplotlib.figure import Figure

        # no pyplot: a figure it knows would be shown once more below the cell
        figure = Figure(figsize=SIZE, dpi=DOTS_PER_INCH, layout="constrained")
        # room for the year, which stands below the names of the months
        figure.get_layout_engine().set(h_pad=MARGIN, w_pad=MARGIN)
        self._axes = figure.subplots()
        self._periods = list(index["period"])
        when = naive(index["period"])
        none = [float("nan")] * len(when)
        size = 4 if len(when) <= MANY_POINTS else 0
        (self._published,) = self._axes.plot(when, none, "--", color=SECOND,
                                             linewidth=1.2)  # fmt: skip
        (self._line,) = self._axes.plot(when, none, "o-", color=BAND, linewidth=1.6,
                                        markersize=size)  # fmt: skip
        # without values yet the axes would not know where the periods lie
        half = (when.iloc[-1] - when.iloc[0]) / (2 * max(len(when) - 1, 1))
        self._axes.set_xlim(when.iloc[0] - half, when.iloc[-1] + half)
        draw_base(self._axes, index, name=False)
        self._axes.set_ylabel("index (base window = 100)", color=INK)
        plain(self._axes)
        date_axis(self._axes)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # places found once


def _picture(ax: Axes, words: str) -> Html:
    file = io.BytesIO()
    # the least compression: the picture goes no further than the screen
    ax.figure.savefig(file, format="png", pil_kwargs={"compress_level": 1})
    data = base64.b64encode(file.getvalue()).decode()
    alt = for_html(f"{words} {_KEY}")
    # decoded at once: else each move of a slider would show an empty frame first
    image = f'<img decoding="sync" alt="{alt}" src="data:image/png;base64,{data}">'
    return Html(
        f'<figure class="plot">{image}<figcaption>{for_html(_KEY)}</figcaption>'
        "</figure>",
        f"{words} {_KEY}",
    )
