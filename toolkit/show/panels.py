"""Small panels: one series each, all on the same scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import check_table, require_columns
from toolkit.show.drawing import PANEL_COLOUR, describe, plain, short
from toolkit.show.sentences import counted, describe_index, index_finding
from toolkit.show.timelines import date_axis, draw_base, draw_line

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_panels"]

MOST_PANELS = 12


def plot_panels(
    index: pd.DataFrame,
    by: str,
    *,
    n: int = MOST_PANELS,
    columns: int = 2,
    title: str | None = None,
) -> Figure:
    """Draw one small panel per series, all with the same scales.

    Parameters
    ----------
    index
        Table of ``dyad_index``, or of ``tension_index`` with ``by``.
    by
        The column that names the series: ``dyad``, ``source``, ``type``.
    n
        Panels at most, in the order of the table.
    columns
        Panels in a row.
    title
        Over all panels.

    Returns
    -------
    Figure
        Each series has its own 100, yet heights can be compared across panels as
        changes, for all share one scale. Series reach different levels: see ``level``.

    Examples
    --------
    >>> import pandas as pd
    >>> index = pd.DataFrame({
    ...     "period": pd.to_datetime(["2024-07-01", "2024-08-01"] * 2, utc=True),
    ...     "dyad": ["A -> B"] * 2 + ["B -> A"] * 2, "value": [90.0, 110.0] * 2,
    ...     "n_articles": 9, "n_stories": 9, "n_words": 900, "enough": True})
    >>> figure = plot_panels(index, "dyad")
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['A -> B (n = 18 stories)', 'B -> A (n = 18 stories)']
    >>> import matplotlib.pyplot as plt; plt.close(figure)
    """
    import matplotlib.pyplot as plt

    check_table(index, "index")
    require_columns(index, [by], "index")
    names = list(dict.fromkeys(index[by].astype(str)))
    shown = names[:n]
    rows = -(-len(shown) // columns)
    figure, panels = plt.subplots(
        rows, columns, figsize=(8, 1.55 * rows + 0.7), sharex=True, sharey=True,
        squeeze=False, layout="constrained",
    )  # fmt: skip
    for ax, name in zip(panels.ravel(), shown, strict=False):
        _draw_panel(ax, index[index[by].astype(str) == name], name)
    _finish_panels(panels, len(shown))
    only = f"the first {len(shown)} of " if len(names) > len(shown) else ""
    head = f"Each {by} against its own base window; {only}{len(names)} series"
    figure.suptitle(title or head, x=0.01, ha="left", fontsize=10.5, parse_math=False)
    return figure


def _draw_panel(ax: Axes, series: pd.DataFrame, name: str) -> None:
    series = series.sort_values("period")
    draw_line(ax, series, PANEL_COLOUR)
    draw_base(ax, series, name=False)
    stories = counted(int(series["n_stories"].sum()), "story", "stories")
    ax.set_title(f"{short(name)} (n = {stories})", loc="left", fontsize=9,
                 parse_math=False)  # fmt: skip
    plain(ax)
    describe(ax, f"{name}: {index_finding(series)}. {describe_index(series)}")


def _finish_panels(panels: np.ndarray, n: int) -> None:
    rows, columns = panels.shape
    for place, ax in enumerate(panels.ravel()):
        if place >= n:
            ax.set_visible(False)
    for column in range(columns):
        last = max((r for r in range(rows) if r * columns + column < n), default=0)
        ax = panels[last, column]
        date_axis(ax)
        ax.tick_params(labelbottom=True)
    for ax in panels[:, 0]:
        ax.set_ylabel("base = 100")
