"""What all plots share: colours, titles, and the words for those who cannot see them.

Titles and labels may hold text of articles, so none is read as TeX.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito (2008), "Color Universal Design": told apart with every common form of
# colour blindness. Grey stands for wording that reports no event.
CHANNEL_COLOURS = {
    "act": "#d55e00", "threat": "#cc79a7", "deescalation": "#0072b2", "tone": "#6f6f6f",
}  # fmt: skip
INK, FAINT, BAND = "#1b1b1b", "#b9b9b9", "#0072b2"
PANEL_COLOUR = "#d55e00"  # one line in many small panels
SECOND = "#d55e00"  # a line drawn beside another, which has BAND

NARROW = 68  # characters of a title beside long names; 88 otherwise

_LABEL_WIDTH = 32  # characters of a source or term on an axis

_alt_texts: WeakKeyDictionary[Figure, list[str]] = WeakKeyDictionary()


def alt_text(drawn: Axes | Figure) -> str:
    """Return the sentence that stands for a figure where it cannot be seen."""
    figure = drawn if hasattr(drawn, "savefig") else drawn.figure
    return " ".join(_alt_texts.get(figure, ["A figure."]))


def axes(
    ax: Axes | None, size: tuple[float, float], *, long_names: bool = False
) -> Axes:
    """Give axes to draw on: those handed in, or those of a new figure.

    With ``long_names`` the axes make room for the names beside them, so that every
    picture is as wide as the others and its letters as large.
    """
    import matplotlib.pyplot as plt

    layout = "constrained" if long_names else None
    return plt.subplots(figsize=size, layout=layout)[1] if ax is None else ax


def titled(ax: Axes, title: str, width: int = 88) -> None:
    """Set a title as it is, without reading TeX into it; ``width`` in characters."""
    wrapped = "\n".join(textwrap.wrap(title, width))
    ax.set_title(wrapped, loc="left", fontsize=10.5, parse_math=False)


def plain(ax: Axes, spines: Sequence[str] = ("left", "bottom")) -> None:
    """Leave out the lines of the frame that say nothing."""
    for name, spine in ax.spines.items():
        spine.set_visible(name in spines)
    ax.yaxis.label.set_size(9)
    ax.xaxis.label.set_size(9)
    ax.tick_params(labelsize=8.5)


def short(label: object) -> str:
    """Cut a label to what an axis has room for."""
    text = str(label)
    return text if len(text) <= _LABEL_WIDTH else text[: _LABEL_WIDTH - 1] + "…"


def describe(ax: Axes, sentence: str) -> None:
    """Add to the sentences that stand for the figure."""
    _alt_texts.setdefault(ax.figure, []).append(sentence)
