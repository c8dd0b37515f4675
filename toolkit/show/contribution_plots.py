"""Plots of what a change is made of: parts as bars, and words that came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import (
    CHANNEL_COLOURS,
    INK,
    NARROW,
    axes,
    describe,
    plain,
    short,
    titled,
)
from toolkit.show.sentences import describe_parts, headword

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_contributions", "plot_word_shift"]

UP, DOWN = CHANNEL_COLOURS["act"], CHANNEL_COLOURS["deescalation"]


# ------------------------------------------------------------------------------ parts


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

    >>> import pandas as pd
    >>> parts = pd.DataFrame({"term": ["raid", "talks"], "first": [1.0, 0.0],
    ...                       "second": [3.0, -1.0], "change": [2.0, -1.0]})
    >>> ax = plot_contributions(parts)
    >>> [float(bar.get_width()) for bar in ax.patches]
    [2.0, -1.0]
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(parts, ["change"], "contributions")
    label = parts.columns[0]
    shown, rest = parts.head(n), parts.iloc[n:]
    names = [short(headword(name)) for name in shown[label]]
    changes = shown["change"].tolist()
    if len(rest):
        names.append(f"{len(rest):,} other {label}s")
        changes.append(rest["change"].sum())
    ax = axes(ax, (8, 1.1 + 0.3 * max(len(names), 1)), long_names=True)
    colours = [
        CHANNEL_COLOURS["act"] if c > 0 else CHANNEL_COLOURS["deescalation"]
        for c in changes
    ]
    bars = ax.barh(range(len(names)), changes, color=colours)
    ax.bar_label(bars, [f"{c:+.3g}" for c in changes], padding=3, fontsize=8)
    ax.set_yticks(range(len(names)), names, parse_math=False)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_xlabel(
        f"part of the change of the level ({parts.attrs.get('unit', 'level')})"
    )
    titled(ax, title or _parts_title(parts), NARROW)
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


# ------------------------------------------------------------------------- word shift


def plot_word_shift(
    parts: pd.DataFrame,
    *,
    n: int = 10,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw the words that push a level up to the right, and down to the left.

    After the word shift of Gallagher et al. (2021), "Generalized word shift graphs":
    here the parts are those of ``explain_change``, which add up to the change exactly.

    Parameters
    ----------
    parts
        Table of ``explain_change``, or of ``word_shift``, which parts each change into
        how often a word comes and how heavy it is.
    n
        Words on each side at most, those with the largest change; what is left is one
        bar on each side.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        The words that rose stand above, those that fell below; the figures in brackets
        are their parts of the first and of the second level, or how often they come
        per 1,000 words. A thin dark bar is the part by severity alone. Below the axis
        stand the sums of all rises and of all falls.

    Raises
    ------
    BadValue
        Nothing changed.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = pd.DataFrame({"term": ["raid", "siege", "talks"],
    ...     "first": [1.0, 0.0, -0.5], "second": [3.0, 1.0, -2.0],
    ...     "change": [2.0, 1.0, -1.5]})
    >>> ax = plot_word_shift(parts)
    >>> [float(bar.get_width()) for bar in ax.patches]
    [2.0, 1.0, -1.5]
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    two = [c for c in ("rate_first", "first") if c in parts.columns][:1] or ["first"]
    require_columns(parts, [*two, "change"], "contributions")
    rises = _side(parts[parts["change"] > 0], n)
    falls = _side(parts[parts["change"] < 0], n)
    rows = [*rises, *falls]
    if not rows:
        raise BadValue("Nothing changed between the two periods: no bar to draw.")
    ax = axes(ax, (8, 1.3 + 0.27 * len(rows)))
    _draw_shift(ax, rows, len(rises))
    unit = parts.attrs.get("unit", "level")
    ax.set_xlabel(f"{_brackets(parts, unit)}\n{_sums_words(parts)}")
    titled(ax, title or _parts_title(parts))
    plain(ax, spines=("bottom",))
    describe(ax, f"{describe_parts(parts)} {_sums_words(parts)}")
    return ax


_Row = tuple[str, float, str, float]


def _brackets(parts: pd.DataFrame, unit: str) -> str:
    """Say what the bars and the figures in brackets are."""
    what = f"part of the change of the level ({unit})"
    if "frequency" not in parts.columns:
        return f"{what}; in brackets: first -> second"
    return f"{what}, dark: by severity; in brackets: mentions per 1,000 words"


def _sums_words(parts: pd.DataFrame) -> str:
    up, down = parts["change"].clip(lower=0).sum(), parts["change"].clip(upper=0).sum()
    return f"All rises add up to {up:+.3g}, all falls to {down:+.3g}."


def _side(parts: pd.DataFrame, n: int) -> list[_Row]:
    """Rows of one side: label, change, brackets, and the change by severity."""
    label = parts.columns[0]
    ends = [c for c in parts.columns if c in ("first", "rate_first")][:1]
    first = ends[0] if ends else "first"
    second = first.replace("first", "second")
    heavier = parts.columns.intersection(["severity"]).tolist()
    ordered = parts.sort_values("change", key=abs, ascending=False, kind="stable")
    rows = [
        (short(headword(row[label])), float(row["change"]),
         f" ({row[first]:.2g} -> {row[second]:.2g})",
         float(row[heavier].sum()))
        for _, row in ordered.head(n).iterrows()
    ]  # fmt: skip
    rest = ordered.iloc[n:]
    if len(rest):
        rows.append((f"{len(rest):,} other {label}s", float(rest["change"].sum()), "",
                     float(rest[heavier].sum().sum())))  # fmt: skip
    return rows


def _draw_shift(ax: Axes, rows: list[_Row], n_rises: int) -> None:
    changes = [row[1] for row in rows]
    colours = [UP if change > 0 else DOWN for change in changes]
    ax.barh(range(len(rows)), changes, color=colours, height=0.72)
    severity = [row[3] for row in rows]
    if any(severity):
        ax.barh(range(len(rows)), severity, color=INK, height=0.16)
    for place, (name, change, parts, _) in enumerate(rows):
        right = change > 0
        ax.annotate(
            f"{name} {change:+.3g}{parts}", (change, place), va="center", fontsize=8,
            xytext=(4 if right else -4, 0), textcoords="offset points",
            ha="left" if right else "right", parse_math=False,
        )  # fmt: skip
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.axhline(n_rises - 0.5, color=INK, linewidth=0.5, linestyle=":")
    ax.set_yticks([])
    ax.invert_yaxis()
    reach = max(map(abs, changes))
    low, high = min(0, *changes, 0), max(0, *changes, 0)
    # room for the words beside the longest bar of either side
    ax.set_xlim(low - 0.9 * reach, high + 0.9 * reach)
