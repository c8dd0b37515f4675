"""Heat maps of sources by periods: how each source moves, and how much it brings.

Cells whose number rests on too few stories, or on a base window without a mention, are
grey; cells without stories are white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import check_table, require_columns
from toolkit.show.drawing import INK, axes, describe, plain, short, titled
from toolkit.show.sentences import counted, period_length, period_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

# Around 100; orange and purple stay apart for the colour-blind (ColorBrewer).
DIVERGING = "PuOr_r"
# Nunez, Anderton, Renslow (2018); turned round, since white stands for none
DARK_IS_MORE = "cividis_r"

MOST_ROWS = 25  # sources in a heat map; more cannot be read
MOST_LABELS = 80  # cells with their number written in


def plot_sources(
    index: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw a heat map of sources by periods (index made ``by="source"``).

    Each source is compared with its own base window (100). Cells with too few stories,
    and sources without a mention in their base window, are grey; cells without stories
    are white. Where there are few cells each shows its
    value and, below it, its number of stories.

    >>> from toolkit import IndexRecipe, find_mentions, load_sample
    >>> from toolkit import score_articles, tension_index
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> index = tension_index(scores, IndexRecipe(draws=0), by="source")
    >>> ax = plot_sources(index)
    >>> len(ax.get_yticklabels())
    3
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    check_table(index, "index")
    require_columns(index, ["source"], "index")
    index = index.reset_index(drop=True)
    sources = _largest(index, "source", "n_stories")
    shown = index[index["source"].isin(sources)]
    solid = shown["value"].where(shown["enough"].astype(bool))
    table = _wide(shown.assign(value=solid), sources, "value")
    stories = _wide(shown, sources, "n_stories").fillna(0)
    grid = _Grid(table, stories.gt(0) & table.isna(), period_length(index))
    ax = axes(ax, (8, 1.2 + 0.42 * len(sources)))
    grid.draw(ax, DIVERGING, "value (own base window = 100)", centre=100)
    grid.write(
        ax, lambda row, col: _cell_label(table.iat[row, col], stories.iat[row, col])
    )
    titled(ax, title or _sources_title(index, sources, solid))
    describe(ax, _sources_sentence(shown.assign(value=solid), sources))
    return ax


def plot_coverage(
    coverage: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw how many articles each source brings in each period.

    Parameters
    ----------
    coverage
        One row per source and period: ``source``, ``period``, ``n_articles``.

    Examples
    --------
    >>> from toolkit import describe_corpus, load_sample
    >>> ax = plot_coverage(describe_corpus(load_sample("chronicle")).coverage)
    >>> len(ax.get_yticklabels())
    3
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(coverage, ["source", "period", "n_articles"], "coverage")
    sources = _largest(coverage, "source", "n_articles")
    table = _wide(coverage[coverage["source"].isin(sources)], sources, "n_articles")
    every = period_length(coverage)
    grid = _Grid(table.where(table > 0), table.isna() & False, every)
    ax = axes(ax, (8, 1.2 + 0.36 * len(sources)))
    grid.draw(ax, DARK_IS_MORE, f"articles per {every}")
    grid.write(
        ax,
        lambda row, col: (
            f"{table.iat[row, col]:.0f}" if table.iat[row, col] > 0 else ""
        ),
    )
    n_sources = coverage["source"].nunique()
    total = counted(int(coverage["n_articles"].sum()), "dated article")
    span = counted(table.shape[1], every)
    sentence = f"{total} from {counted(n_sources, 'source')} over {span}"
    titled(ax, title or sentence + _only_largest(n_sources, sources))
    listed = coverage.groupby("source")["n_articles"].sum().reindex(sources).head(8)
    describe(
        ax, f"{sentence}: " + ", ".join(f"{s} {n:.0f}" for s, n in listed.items()) + "."
    )
    return ax


# ------------------------------------------------------------------------- heat maps


class _Grid:
    """A heat map of rows by periods, with cells greyed where a value cannot stand."""

    def __init__(self, table: pd.DataFrame, grey: pd.DataFrame, every: str) -> None:
        self.table, self.grey, self.every = table, grey, every

    def draw(
        self, ax: Axes, colours: str, unit: str, centre: float | None = None
    ) -> None:
        import numpy as np

        values = self.table.to_numpy(float)
        ax.pcolormesh(np.where(self.grey, 1.0, np.nan), cmap="Greys", vmin=0, vmax=4,
                      edgecolors="white", linewidth=1)  # fmt: skip
        limits = {} if centre is None else limits_around(values, centre)
        self.mesh = ax.pcolormesh(
            values, cmap=colours, edgecolors="white", linewidth=1, **limits
        )
        bar = ax.figure.colorbar(self.mesh, ax=ax, pad=0.02)
        bar.set_label(unit, size=9)
        bar.ax.tick_params(labelsize=8.5)
        names = [short(name) for name in self.table.index]
        ax.set_yticks([i + 0.5 for i in range(len(names))], names, parse_math=False)
        self._label_periods(ax)
        ax.invert_yaxis()
        ax.tick_params(length=0)
        plain(ax, spines=())

    def _label_periods(self, ax: Axes) -> None:
        periods = list(self.table.columns)
        step = max(1, -(-len(periods) // 12))
        at = range(0, len(periods), step)
        names = [_tick(periods[i], self.every) for i in at]
        ax.set_xticks([i + 0.5 for i in at], names, rotation=35, ha="right")

    def write(self, ax: Axes, label: Callable[[int, int], str]) -> None:
        if self.table.size > MOST_LABELS:
            return
        for row in range(self.table.shape[0]):
            for col in range(self.table.shape[1]):
                ax.text(col + 0.5, row + 0.5, label(row, col), ha="center", va="center",
                        fontsize=7.5, color=self._ink(row, col),
                        parse_math=False)  # fmt: skip

    def _ink(self, row: int, col: int) -> str:
        return ink_on(self.mesh, self.table.iat[row, col])


def ink_on(mesh: QuadMesh, value: float) -> str:
    """Colour in which a number can be read on the cell of its value."""
    if value != value:
        return INK
    red, green, blue, _ = mesh.cmap(mesh.norm(value))
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.45 else "white"


def limits_around(values: object, centre: float) -> dict[str, float]:
    """Ends of a colour scale that has ``centre`` in its middle."""
    import numpy as np

    if np.isnan(values).all():
        return {"vmin": centre - 1, "vmax": centre + 1}
    reach = max(float(np.nanmax(np.abs(np.asarray(values) - centre))), 1.0)
    return {"vmin": centre - reach, "vmax": centre + reach}


def _cell_label(value: float, stories: float) -> str:
    if not stories:
        return ""
    return f"n={stories:.0f}" if value != value else f"{value:.0f}\nn={stories:.0f}"


def _largest(table: pd.DataFrame, column: str, size: str) -> list[str]:
    sizes = table.groupby(column, observed=True)[size].sum()
    ordered = sizes.reset_index().sort_values([size, column], ascending=[False, True])
    return ordered[column].head(MOST_ROWS).tolist()


def _wide(table: pd.DataFrame, rows: Sequence[str], value: str) -> pd.DataFrame:
    wide = table.pivot(index="source", columns="period", values=value)
    return wide.reindex(rows).astype(float)


def _only_largest(n: int, shown: Sequence[str]) -> str:
    return f" (the {len(shown)} largest shown)" if n > len(shown) else ""


def _sources_title(index: pd.DataFrame, sources: list[str], solid: pd.Series) -> str:
    n = index["source"].nunique()
    if solid.isna().all():
        return "No source can be compared in any period"
    top = index.loc[solid.idxmax()]
    when = period_name(top["period"], period_length(index))
    return (
        f"Highest: {short(top['source'])}, {top['value']:.0f} in {when}"
        + _only_largest(n, sources)
    )


def _sources_sentence(solid: pd.DataFrame, sources: Sequence[str]) -> str:
    every = period_length(solid)
    tops = []
    for source in sources[:8]:
        own = solid[solid["source"] == source]
        if own["value"].notna().any():
            top = own.loc[own["value"].idxmax()]
            tops.append(
                f"{source} {top['value']:.0f} in {period_name(top['period'], every)}"
            )
    known = "; ".join(tops) or "no source can be compared in any period"
    return f"Heat map of {counted(len(sources), 'source')}, highest values: {known}."


def _tick(period: pd.Timestamp, every: str) -> str:
    forms = {"month": "%b %Y", "year": "%Y"}
    if every == "quarter":
        return f"{period.year} Q{period.quarter}"
    return period.strftime(forms.get(every, "%d %b %Y"))
