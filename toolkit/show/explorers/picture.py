"""A picture of a line whose points can be clicked.

The one place where ipywidgets is not enough: its pictures know of no click. Without the
front end of anywidget the slider does the same.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from toolkit.show.captions import Html
from toolkit.show.timelines import naive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

PADDING = 0.1  # inches that savefig leaves around what is drawn
_TEMPLATES = resources.files("toolkit.show") / "templates"


class ClickedPicture(anywidget.AnyWidget):
    """A picture that tells which of its points was clicked.

    Attributes
    ----------
    html
        The picture with its caption.
    across
        Where its points stand: 0 is its left edge, 1 its right.
    clicked
        Number of the point that was clicked last, -1 for none.
    """

    _esm = (_TEMPLATES / "points.js").read_text("utf-8")
    html = traitlets.Unicode("").tag(sync=True)
    across = traitlets.List(traitlets.Float()).tag(sync=True)
    clicked = traitlets.Int(-1).tag(sync=True)

    def show(self, picture: Html, across: list[float]) -> None:
        """Show another picture; no point of it is clicked yet."""
        self.clicked = -1
        self.across = across
        self.html = picture.html

    def __repr__(self, **_: Any) -> str:
        return f"ClickedPicture({len(self.across)} points)"


def places_across(ax: Axes, when: pd.Series) -> list[float]:
    """Where times stand across a picture that was saved with a tight frame.

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib.figure import Figure
    >>> ax = Figure(dpi=100).subplots()
    >>> days = pd.Series(pd.date_range("2024-01-01", periods=3, tz="UTC"))
    >>> _ = ax.plot(days.dt.tz_localize(None), [1, 2, 3])
    >>> left, middle, right = places_across(ax, days)
    >>> 0 < left < middle < right < 1
    True
    """
    from matplotlib.dates import date2num

    figure = ax.figure
    figure.draw_without_rendering()
    frame = figure.get_tightbbox().padded(PADDING)  # inches
    spots = [ax.transData.transform((x, 0))[0] for x in date2num(naive(when))]
    return [float((x / figure.dpi - frame.x0) / frame.width) for x in spots]
