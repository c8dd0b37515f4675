"""Plots of checks: a fan of weightings, rankings under other choices, calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import (
    BAND,
    INK,
    SECOND,
    axes,
    describe,
    plain,
    titled,
)
from toolkit.show.sentences import counted, period_length, period_name
from toolkit.show.timelines import date_axis, draw_base, draw_counts, draw_line, naive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_calibration", "plot_robustness", "plot_weightings"]

FAN = ((0.025, 0.975, 0.18), (0.25, 0.75, 0.3))  # shares of weightings, and darkness


# ------------------------------------------------------------------------ robustness


def plot_weightings(
    weightings: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw an index under many weightings of the event types, as a fan.

    Parameters
    ----------
    weightings
        Table of ``list_weightings``: one row per weighting and period, with
        ``weighting`` (``published`` for the severities of the lexicon), ``period`` and
        ``value``.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        Half of the weightings lie in the dark part of the fan, 95 % in the whole of it;
        the line is the published weighting.

    Raises
    ------
    BadValue
        There is no weighting besides the published one.
    """
    require_columns(weightings, ["weighting", "period", "value"], "weightings")
    own = weightings["weighting"].astype(str) == "published"
    published = weightings[own].sort_values("period")
    wide = weightings[~own].pivot(index="period", columns="weighting", values="value")
    if not wide.shape[1] or published.empty:
        raise BadValue(
            "A fan needs the weighting called published and others beside it."
        )
    ax = axes(ax, (8, 3.8))
    when = naive(wide.index.to_series())
    for low, high, dark in FAN:
        ends = wide.quantile(low, axis=1), wide.quantile(high, axis=1)
        ax.fill_between(when, *ends, color=BAND, alpha=dark, linewidth=0)
    ax.plot(naive(published["period"]), published["value"], "o-", color=INK,
            linewidth=1.6, markersize=4)  # fmt: skip
    ax.axhline(100, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    ax.set_ylabel("severity per 1,000 words\n(mean of all periods = 100)")
    ax.set_xlabel(
        f"line: published; fan: {wide.shape[1]:,} random weightings, half and 95 %"
    )
    date_axis(ax)
    found = _fan_words(wide, published)
    titled(ax, title or found.rstrip("."))
    plain(ax)
    describe(ax, found)
    return ax


def _fan_words(wide: pd.DataFrame, published: pd.DataFrame) -> str:
    top = published.loc[published["value"].idxmax(), "period"]
    stays = (wide.idxmax() == top).mean()
    when = period_name(top, period_length(published))
    return f"{when} is highest in {stays:.0%} of {wide.shape[1]:,} random weightings."


def plot_robustness(
    robustness: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw, for each kind of other choice, in how many cases the first stays first.

    Parameters
    ----------
    robustness
        Table of ``check_robustness``.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the sentence of the table.

    Returns
    -------
    Axes
        Bars are shares of cases; beside each stands how many cases, and the median
        agreement of the whole ranking (Spearman).
    """
    require_columns(robustness, ["kind", "first_stays", "spearman"], "robustness")
    kinds = list(dict.fromkeys(robustness["kind"]))
    by_kind = robustness.groupby("kind")
    shares = by_kind["first_stays"].mean().reindex(kinds)
    cases = by_kind["first_stays"].agg(["sum", "size"]).reindex(kinds)
    agree = by_kind["spearman"].median().reindex(kinds)
    ax = axes(ax, (8, 1.2 + 0.36 * len(kinds)))
    ax.barh(range(len(kinds)), shares, color=BAND, height=0.6)
    for place, kind in enumerate(kinds):
        rho = "" if np.isnan(agree[kind]) else f"; median rho {agree[kind]:.2f}"
        said = f"{cases.at[kind, 'sum']:,} of {cases.at[kind, 'size']:,}{rho}"
        ax.annotate(said, (shares[kind], place), xytext=(4, 0), va="center",
                    textcoords="offset points", fontsize=8)  # fmt: skip
    ax.set_yticks(range(len(kinds)), kinds)
    ax.invert_yaxis()
    ax.set_xlim(0, 1.35)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    ax.set_xlabel("share of cases in which the first stays first")
    said = robustness.attrs.get("sentence", "How often the first stays first.")
    titled(ax, title or said.rstrip("."))
    plain(ax)
    describe(ax, said)
    return ax


# ----------------------------------------------------------------------- calibration


def plot_calibration(
    calibrated: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the index corrected by hand codes beside the naive one, with both intervals.

    Parameters
    ----------
    calibrated
        Table of ``calibrate_index``.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the sentence of the table.

    Returns
    -------
    Axes
        Blue with a band: corrected; orange squares with bars: what the lexicon alone
        gives. Below: coded articles in each period.
    """
    columns = ["period", "value", "naive_value", "naive_low", "naive_high", "n_coded"]
    require_columns(calibrated, columns, "calibrated")
    table = calibrated.sort_values("period")
    ax = axes(ax, (8, 4.4))
    draw_line(ax, table, BAND)
    _draw_naive(ax, table)
    draw_base(ax, table)
    ax.plot([], [], "o-", color=BAND, label="corrected by hand codes")
    ax.legend(fontsize=8.5, frameon=False, loc="best")
    ax.set_ylabel("index of escalation language\n(base window = 100)")
    overall = calibrated.attrs.get("sentence", "")
    titled(ax, title or _calibration_title(calibrated))
    plain(ax)
    draw_counts(ax, table, "n_coded")
    describe(ax, f"{overall} {_gap_words(table)}".strip())
    return ax


def _calibration_title(calibrated: pd.DataFrame) -> str:
    if "overall" not in calibrated.attrs:
        return "Corrected and naive index"
    whole = calibrated.attrs["overall"]
    return (
        f"Share of all stories: corrected {whole['level']:.2f} (interval "
        f"{whole['low']:.2f} to {whole['high']:.2f}), lexicon alone "
        f"{whole['naive']:.2f}; {counted(whole['n_coded'], 'coded article')}"
    )


def _draw_naive(ax: Axes, table: pd.DataFrame) -> None:
    when = naive(table["period"])
    ax.vlines(when, table["naive_low"], table["naive_high"], color=SECOND,
              linewidth=1.2)  # fmt: skip
    ax.plot(when, table["naive_value"], "s--", color=SECOND, markersize=4.5,
            linewidth=1.1, label="lexicon alone")  # fmt: skip


def _gap_words(table: pd.DataFrame) -> str:
    every = period_length(table)
    gap = (table["value"] - table["naive_value"]).abs()
    if gap.isna().all():
        return "No period can be compared."
    row = table.loc[gap.idxmax()]
    return (
        f"They lie furthest apart in {period_name(row['period'], every)}: corrected "
        f"{row['value']:.0f}, naive {row['naive_value']:.0f}, "
        f"from {counted(int(row['n_coded']), 'coded article')}."
    )
