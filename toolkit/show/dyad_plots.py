"""Plots of dyads: who to whom, as a matrix, as arrows, and two ways over time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import (
    BAND,
    CHANNEL_COLOURS,
    INK,
    axes,
    describe,
    plain,
    short,
    titled,
)
from toolkit.show.heat_maps import DARK_IS_MORE, ink_on
from toolkit.show.sentences import counted, period_length
from toolkit.show.timelines import DAYS, draw_counts, naive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_dyad_balance", "plot_dyad_matrix", "plot_dyad_network"]

MOST_ACTORS = 12  # rows and columns of a matrix; nodes of a network
MOST_ARROWS = 20
HUB = 0.4  # share of arrows from which an actor stands in the middle
ARROW_KEY = (
    "solid, orange: escalation language; dashed, blue: mostly de-escalation; width "
    "and figure: mentions"
)
HEAT, COOLING = ("act", "threat", "tone"), "deescalation"


# --------------------------------------------------------------------------- matrix


def plot_dyad_matrix(
    dyads: pd.DataFrame,
    *,
    n: int = MOST_ACTORS,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    r"""Draw how often each actor acts on, or threatens, each other: rows to columns.

    Parameters
    ----------
    dyads
        Table of ``list_dyads``, one row per directed pair.
    n
        Actors to show at most, those in most mentions.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        Counts of mentions stand in the cells; a pair without any is white.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_dyad_matrix(pd.DataFrame({"actor": ["A", "B"], "target": ["B", "A"],
    ...                                     "mentions": [3, 1]}))
    >>> ax.get_title(loc="left")
    'Most often A to B: 3 of 4 mentions with\nboth actors named'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    _some(dyads)
    actors = _busiest(dyads, n)
    table = _square(dyads, actors)
    size = len(actors)
    ax = axes(ax, (3.6 + 0.48 * size, 1.9 + 0.36 * size))
    mesh = ax.pcolormesh(
        table.to_numpy(), cmap=DARK_IS_MORE, edgecolors="white", linewidth=1, vmin=0
    )
    _write_counts(ax, table.to_numpy(), mesh)
    names = [short(name) for name in actors]
    middle = np.arange(size) + 0.5
    ax.set_xticks(middle, names, rotation=35, ha="right", parse_math=False)
    ax.set_yticks(middle, names, parse_math=False)
    ax.invert_yaxis()
    ax.set_xlabel("to whom")
    ax.set_ylabel("who")
    ax.figure.colorbar(mesh, ax=ax, pad=0.02).set_label("mentions", size=9)
    titled(ax, title or _dyads_title(dyads, size), width=30 + 5 * size)
    ax.tick_params(length=0)
    plain(ax, spines=())
    describe(ax, f"Matrix of {counted(size, 'actor')}. {_dyads_words(dyads)}")
    return ax


def _some(dyads: pd.DataFrame) -> None:
    require_columns(dyads, ["actor", "target", "mentions"], "dyads")
    if dyads.empty:
        raise BadValue(
            "There is no dyad to draw: no mention names both an actor and a target."
        )


def _busiest(dyads: pd.DataFrame, n: int) -> list[str]:
    """Actors in most mentions, on either side; equals in the order of the alphabet."""
    import pandas as pd

    both = pd.concat(
        [dyads[["actor", "mentions"]],
         dyads[["target", "mentions"]].set_axis(["actor", "mentions"], axis=1)]
    )  # fmt: skip
    totals = both.groupby("actor")["mentions"].sum().reset_index()
    ordered = totals.sort_values(["mentions", "actor"], ascending=[False, True])
    return ordered["actor"].head(n).tolist()


def _square(dyads: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    wide = dyads.pivot_table("mentions", "actor", "target", aggfunc="sum")
    wide = wide.reindex(index=actors, columns=actors).astype(float)
    return wide.where(wide > 0)


def _write_counts(ax: Axes, counts: np.ndarray, mesh: object) -> None:
    for row, col in np.argwhere(~np.isnan(counts)):
        value = counts[row, col]
        ax.text(col + 0.5, row + 0.5, f"{value:.0f}", ha="center", va="center",
                fontsize=8, color=ink_on(mesh, value))  # fmt: skip


def _dyads_title(dyads: pd.DataFrame, shown: int) -> str:
    top = dyads.loc[dyads["mentions"].idxmax()]
    total = int(dyads["mentions"].sum())
    actors = len(set(dyads["actor"]) | set(dyads["target"]))
    rest = f" (the {shown} busiest of {actors} actors shown)" if shown < actors else ""
    return (
        f"Most often {short(top['actor'])} to {short(top['target'])}: "
        f"{top['mentions']:,} of {counted(total, 'mention')} with both actors named"
        f"{rest}"
    )


def _dyads_words(dyads: pd.DataFrame) -> str:
    top = dyads.sort_values("mentions", ascending=False, kind="stable").head(6)
    listed = "; ".join(
        f"{r.actor} to {r.target} {r.mentions}" for r in top.itertuples()
    )
    return f"Mentions, the most frequent pairs: {listed}."


# -------------------------------------------------------------------------- network


def plot_dyad_network(
    dyads: pd.DataFrame,
    *,
    n: int = MOST_ARROWS,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the most frequent dyads as arrows from who to whom.

    Parameters
    ----------
    dyads
        Table of ``list_dyads``, one row per directed pair.
    n
        Arrows to draw at most.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        The width of an arrow grows with its mentions, which stand beside it. A dashed
        blue arrow holds more de-escalation than anything else. Actors stand on a
        circle in an order that keeps frequent pairs together, and one that most arrows
        begin or end at in its middle; places mean nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_dyad_network(pd.DataFrame({"actor": ["A", "B"], "target": ["B", "A"],
    ...                                      "mentions": [3, 1]}))
    >>> ax.get_title(loc="left")
    'The 2 pairs of actors named most often: 4 of 4 mentions with both actors named'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    _some(dyads)
    apart = dyads[dyads["actor"] != dyads["target"]]
    shown = apart.sort_values("mentions", ascending=False, kind="stable").head(n)
    if shown.empty:
        raise BadValue("There is no arrow to draw: every pair is an actor with itself.")
    place = _places(shown)
    ax = axes(ax, (8, 6.4))
    _draw_arrows(ax, shown, place)
    _draw_nodes(ax, place)
    ax.set(xlim=(-1.75, 1.75), ylim=(-1.3, 1.3), aspect="equal")
    ax.axis("off")
    total = int(dyads["mentions"].sum())
    drawn = int(shown["mentions"].sum())
    titled(ax, title or _network_title(shown, drawn, total))
    ax.text(0, -1.32, ARROW_KEY, ha="center", va="top", fontsize=8, color="#555555")
    describe(ax, f"Network of {len(place)} actors. {_dyads_words(shown)}")
    return ax


def _network_title(shown: pd.DataFrame, drawn: int, total: int) -> str:
    arrows = counted(len(shown), "pair of actors", "pairs of actors")
    return (
        f"The {arrows} named most often: {drawn:,} of {total:,} mentions with both "
        "actors named"
    )


def _places(shown: pd.DataFrame) -> dict[str, tuple[float, float]]:
    hub = _busiest(shown, 1)[0]
    touching = ((shown["actor"] == hub) | (shown["target"] == hub)).mean()
    order = _ring_order(shown)
    if touching < HUB or len(order) < 4:
        return _circle(order)
    return {hub: (0.0, 0.0)} | _circle([name for name in order if name != hub])


def _ring_order(shown: pd.DataFrame) -> list[str]:
    """Actors in a row, each next to the one it is named with most."""
    weight: dict[frozenset[str], float] = {}
    for row in shown.itertuples():
        pair = frozenset((row.actor, row.target))
        weight[pair] = weight.get(pair, 0) + row.mentions
    left = _busiest(shown, len(shown) * 2)
    order = [left.pop(0)]
    while left:
        ends = [
            (weight.get(frozenset((end, name)), 0), -left.index(name), name, end)
            for name in left
            for end in {order[0], order[-1]}
        ]
        _, _, name, end = max(ends)
        order.insert(0 if end == order[0] and len(order) > 1 else len(order), name)
        left.remove(name)
    return order


def _circle(order: list[str]) -> dict[str, tuple[float, float]]:
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(order)) / len(order)
    return {
        name: (float(np.cos(a)), float(np.sin(a)))
        for name, a in zip(order, angles, strict=True)
    }


def _draw_arrows(
    ax: Axes, shown: pd.DataFrame, place: dict[str, tuple[float, float]]
) -> None:
    most = shown["mentions"].max()
    for row in shown.itertuples():
        calm = _mostly_cooling(row)
        colour = CHANNEL_COLOURS[COOLING if calm else "act"]
        start, end = place[row.actor], place[row.target]
        ax.annotate(
            "", end, start,
            arrowprops={"arrowstyle": "-|>", "mutation_scale": 13, "color": colour,
                        "linewidth": 0.8 + 4 * row.mentions / most, "alpha": 0.8,
                        "linestyle": "--" if calm else "-", "shrinkA": 11,
                        "shrinkB": 11,
                        "connectionstyle": "arc3,rad=0.16"},
        )  # fmt: skip
        ax.annotate(f"{row.mentions:,}", _beside(start, end), fontsize=8, color=INK,
                    ha="center", va="center", zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75,
                          "pad": 0.6})  # fmt: skip


def _mostly_cooling(row: object) -> bool:
    heat = sum(getattr(row, name, 0) for name in HEAT)
    return getattr(row, COOLING, 0) > heat


def _beside(
    start: tuple[float, float], end: tuple[float, float]
) -> tuple[float, float]:
    """Point of an arrow's arc, past its middle, where the arrow back does not run."""
    (x0, y0), (x1, y1) = start, end
    t = 0.6
    # the control point of arc3 lies rad times the distance to the right of the middle
    bend_x = (x0 + x1) / 2 + 0.16 * (y1 - y0)
    bend_y = (y0 + y1) / 2 - 0.16 * (x1 - x0)
    return tuple(
        (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c
        for a, b, c in ((x0, bend_x, x1), (y0, bend_y, y1))
    )


def _draw_nodes(ax: Axes, place: dict[str, tuple[float, float]]) -> None:
    for name, (x, y) in place.items():
        hub = x == y == 0
        if not hub:
            ax.plot(x, y, "o", markersize=9, color=INK, zorder=3)
        side = "center" if abs(x) < 0.15 else "left" if x > 0 else "right"
        ax.annotate(short(name), (x, y), xytext=(10 * np.sign(round(x, 2)), 14 * y),
                    textcoords="offset points", ha=side, va="center", fontsize=9.5,
                    parse_math=False, zorder=5, color="white" if hub else INK,
                    bbox={"boxstyle": "round", "facecolor": INK} if hub else None,
                    )  # fmt: skip


# ---------------------------------------------------------------- two ways over time


def plot_dyad_balance(
    balance: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw both directions of a pair, one up and one down, and their difference.

    Parameters
    ----------
    balance
        Table of ``dyad_balance``.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        Bars up: what the first is told to do to the second; bars down: the other way.
        The line is the net with its interval. Pale bars rest on too few stories.

    Examples
    --------
    >>> from toolkit import IndexRecipe, dyad_balance
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> recipe = IndexRecipe(measure="rate", draws=50)
    >>> balance = dyad_balance(scores, mentions, "Iran", "Israel", recipe)
    >>> ax = plot_dyad_balance(balance)
    >>> ax.get_title(loc="left")[:31]
    'Of 7 months with enough stories'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    columns = ["period", "forward", "back", "net", "low", "high", "enough"]
    require_columns(balance, columns, "balance")
    rows = balance.sort_values("period")
    ax = axes(ax, (8, 4.4))
    ways = _ways(balance)
    when, width = naive(rows["period"]), 0.75 * DAYS[period_length(rows)]
    dark = np.where(rows["enough"].astype(bool), 0.75, 0.25)
    for sign, column, colour, way in (
        (1, "forward", CHANNEL_COLOURS["act"], ways[0]),
        (-1, "back", CHANNEL_COLOURS["tone"], ways[1]),
    ):
        bars = ax.bar(when, sign * rows[column], width=width, color=colour, label=way)
        for bar, shade in zip(bars, dark, strict=True):
            bar.set_alpha(shade)
    ax.fill_between(when, rows["low"], rows["high"], color=BAND, alpha=0.18)
    ax.plot(when, rows["net"], "o-", color=BAND, markersize=4, label="net")
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_ylabel(textwrap.fill(str(balance.attrs.get("unit", "level")), 34))
    legend = ax.legend(fontsize=8.5, frameon=False, ncols=3, loc="upper left",
                       bbox_to_anchor=(0, -0.42))  # fmt: skip
    for label in legend.get_texts():  # names of actors, no TeX
        label.set_parse_math(False)
    titled(ax, title or _balance_words(rows, ways).rstrip("."))
    plain(ax)
    draw_counts(ax, rows)
    describe(ax, _balance_words(rows, ways))
    return ax


def _ways(balance: pd.DataFrame) -> tuple[str, str]:
    one, other = (str(balance.attrs.get(k, k)) for k in ("first", "second"))
    return f"{one} -> {other}", f"{other} -> {one}"


def _balance_words(rows: pd.DataFrame, ways: tuple[str, str]) -> str:
    solid = rows[rows["enough"].astype(bool)]
    apart = solid[(solid["low"] > 0) | (solid["high"] < 0)]
    more, less = int((apart["net"] > 0).sum()), int((apart["net"] < 0).sum())
    return (
        f"Of {counted(len(solid), period_length(rows))} with enough stories, {more} "
        f"tell more of {ways[0]}, {less} more of {ways[1]}; in the others the interval "
        "holds 0."
    )
