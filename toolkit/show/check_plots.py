"""Plots of checks: a fan of weightings, rankings under other choices, calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.show.drawing import (
    BAND,
    INK,
    NARROW,
    SECOND,
    axes,
    describe,
    plain,
    short,
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
    fan: pd.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw what is ranked under many weightings of the event types, as a fan.

    Parameters
    ----------
    fan
        Table of ``weighting_fan``: periods over time, sources or dyads below each
        other.
    ax
        Axes to draw on; a new figure otherwise.
    title
        Instead of the finding.

    Returns
    -------
    Axes
        Half of the weightings lie in the dark part of the fan, 95 % in the whole of it;
        the black line (or mark) is the published weighting.

    Raises
    ------
    BadValue
        There is no weighting besides the published one.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_weightings(pd.DataFrame({
    ...     "weighting": [0, 0, 1, 1], "source": ["A", "B"] * 2,
    ...     "value": [120.0, 80.0, 90.0, 110.0]}))
    >>> ax.get_title(loc="left")
    'A is first of 2 sources, and stays so in 0% of 1 random weightings'
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(fan, ["weighting", "value"], "fan")
    of = next(c for c in ("period", "source", "dyad") if c in fan.columns)
    wide = fan.pivot(index=of, columns="weighting", values="value")
    if 0 not in wide.columns or wide.shape[1] < 2:
        raise BadValue("A fan needs the published weighting (0) and others beside it.")
    published, drawn = wide[0], wide.drop(columns=0)
    over_time = of == "period"
    height = 3.8 if over_time else 1.3 + 0.34 * len(wide)
    ax = axes(ax, (8, height), long_names=not over_time)
    draw = _fan_over_time if over_time else _fan_by_name
    draw(ax, published, drawn)
    found = _fan_words(published, drawn, of)
    titled(ax, title or found.rstrip("."))
    plain(ax)
    describe(ax, found)
    return ax


_FAN_UNIT = "severity per 1,000 words\n(mean = 100 in each weighting)"


def _fan_over_time(ax: Axes, published: pd.Series, drawn: pd.DataFrame) -> None:
    import pandas as pd

    when = pd.to_datetime(published.index)
    for low, high, dark in FAN:
        ends = drawn.quantile(low, axis=1), drawn.quantile(high, axis=1)
        ax.fill_between(when, *ends, color=BAND, alpha=dark, linewidth=0)
    ax.plot(when, published, "o-", color=INK, linewidth=1.6, markersize=4)
    ax.axhline(100, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    ax.set_ylabel(_FAN_UNIT)
    ax.set_xlabel(_fan_key("line", drawn))
    date_axis(ax)


def _fan_by_name(ax: Axes, published: pd.Series, drawn: pd.DataFrame) -> None:
    order = published.sort_values(ascending=False, kind="stable").index
    places = range(len(order))
    for low, high, dark in FAN:
        ends = [drawn.quantile(share, axis=1)[order] for share in (low, high)]
        ax.barh(places, ends[1] - ends[0], left=ends[0], color=BAND, alpha=dark,
                height=0.6)  # fmt: skip
    ax.plot(published[order], places, "o", color=INK, markersize=5)
    ax.set_yticks(places, [short(name) for name in order], parse_math=False)
    ax.invert_yaxis()
    ax.set_xlabel(f"{_FAN_UNIT}; {_fan_key('mark', drawn)}".replace("\n", " "))


def _fan_key(mark: str, drawn: pd.DataFrame) -> str:
    n = drawn.shape[1]
    return f"{mark}: published; fan: half and 95 % of {n:,} random weightings"


def _fan_words(published: pd.Series, drawn: pd.DataFrame, of: str) -> str:
    top = published.idxmax()
    stays = (drawn.idxmax() == top).mean()
    return (
        f"{top} is first of {len(published)} {of}s, and stays so in {stays:.0%} of "
        f"{drawn.shape[1]:,} random weightings."
    )


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
        Instead of the finding.

    Returns
    -------
    Axes
        Bars are shares of cases; beside each stands how many cases, and the median
        agreement of the whole ranking (Spearman).

    Examples
    --------
    >>> import pandas as pd
    >>> ax = plot_robustness(pd.DataFrame({
    ...     "kind": "preset", "first_stays": [True, False], "spearman": [0.5, 0.7]}))
    >>> [text.get_text() for text in ax.texts]
    ['1 of 2; median rho 0.60']
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
    """
    require_columns(robustness, ["kind", "first_stays", "spearman"], "robustness")
    kinds = list(dict.fromkeys(robustness["kind"]))
    by_kind = robustness.groupby("kind")
    shares = by_kind["first_stays"].mean().reindex(kinds)
    cases = by_kind["first_stays"].agg(["sum", "size"]).reindex(kinds)
    agree = by_kind["spearman"].median().reindex(kinds)
    ax = axes(ax, (8, 1.2 + 0.36 * len(kinds)), long_names=True)
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
    titled(ax, title or _robust_title(robustness, said), NARROW)
    plain(ax)
    describe(ax, said)
    return ax


def _robust_title(robustness: pd.DataFrame, said: str) -> str:
    """Say how the published first fares under random weightings, or all there is."""
    published = robustness.attrs.get("published")
    drawn = robustness[robustness["kind"] == "random weighting"]
    if not published or drawn.empty:
        return said.rstrip(".")
    first = max(published, key=published.get)
    return (
        f"{short(first)} stays first of {len(published)} in "
        f"{drawn['first_stays'].mean():.0%} of {len(drawn):,} random weightings"
    )


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

    Examples
    --------
    >>> from toolkit import calibrate_index, draw_coding_sample
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> codes = draw_coding_sample(scores, 60).assign(coded=1)
    >>> ax = plot_calibration(calibrate_index(scores, codes))
    >>> ax.get_legend_handles_labels()[1]
    ['lexicon alone', 'corrected by hand codes']
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
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
