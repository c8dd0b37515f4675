"""Sections of the report that check: change points, bursts, robustness, calibration.

Last the methodology log, which lists every choice and what was left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.show.burst_plot import plot_bursts
from toolkit.show.captions import Html, figure, note, table, together
from toolkit.show.change_plots import plot_changes
from toolkit.show.check_plots import plot_calibration, plot_robustness, plot_weightings
from toolkit.show.sentences import headword, period_length, period_name

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.show.report_tables import ReportTables


# -------------------------------------------------------------------- change points


def change_points(report: ReportTables) -> Html:
    """Draw lasting shifts of the level; where there is none say so."""
    if why := report.without("changes", "Change points could not be looked for."):
        return note(why)
    changes = report["changes"]
    if changes.empty:
        said = changes.attrs["sentence"]
        return note(said, _NOT_NONE) if said.startswith("No change") else note(said)
    drawn = figure(
        plot_changes(report["index"], changes),
        "Thick lines: mean on either side of a change. p: share of series without a "
        "change, of like memory, that show a shift at least as large. Hatched: 95 % "
        "interval of the date.",
    )
    return together(note(changes.attrs["sentence"]), drawn)


_NOT_NONE = (
    "No change point does not mean that nothing changed: a shift must be large, and "
    "the series long, to stand out from its own ups and downs."
)


def bursts(report: ReportTables) -> Html:
    """Draw terms that came up far more than usual for a while."""
    if why := report.without("bursts", "Bursts could not be looked for."):
        return note(why)
    found = report["bursts"]
    if found.empty:
        return note("No term bursts: none comes up far more than usual for a while.")
    every = period_length(report["index"])
    return figure(
        plot_bursts(found, every=every),
        "Terms whose share of stories was at least twice the usual for a while "
        "(Kleinberg 2002). There is no p-value: among many terms some burst by chance.",
    )


# ----------------------------------------------------------------------- robustness


def robustness(report: ReportTables) -> Html:
    """Say in one line whether the highest period survives other choices."""
    if why := report.without("robustness", "Robustness could not be checked."):
        return note(why)
    rows = report["robustness"]
    drawn = figure(
        plot_robustness(rows),
        "Periods with enough stories, ranked by severity per 1,000 words. Random "
        "weightings give every type of event a severity drawn from 0 to 10: a hard "
        "question, for they let a protest outweigh a bombing.",
    )
    parts = [note(rows.attrs["sentence"]), drawn, _who_else(rows)]
    if "fan" in report:
        fan = "The index under each of these weightings, all with the same mean."
        parts.append(figure(plot_weightings(report["fan"]), fan))
    return together(*parts)


def _who_else(rows: pd.DataFrame) -> Html:
    """List the choices under which another comes first, weightings aside."""
    other = rows[~rows["first_stays"] & (rows["kind"] != "random weighting")]
    if other.empty:
        return note("No single term, type, source or rule for copies changes that.")
    return table(
        other[["kind", "variant", "first", "spearman"]]
        .assign(variant=other["variant"].map(headword))
        .head(12),
        "Choices under which another comes first. spearman: agreement of the whole "
        "ranking with the published one.",
    )


# ---------------------------------------------------------------------- calibration


def calibration(report: ReportTables) -> Html:
    """Draw the index as corrected by hand-coded articles beside the naive one."""
    if why := report.without("calibrated", "The codes cannot correct the index."):
        return note(f"The index could not be calibrated: {why}")
    rows = report["calibrated"]
    every = period_length(rows)
    shown = rows.assign(period=[period_name(p, every) for p in rows["period"]])
    columns = ["period", "value", "low", "high", "naive_value", "level", "naive_level",
               "n_coded"]  # fmt: skip
    drawn = figure(
        plot_calibration(rows),
        "Share of stories with escalation language, corrected by articles that were "
        "drawn with known chances and coded by hand (Egami et al. 2023). The wider "
        "band is the honest one: it holds what few codes leave open.",
    )
    listed = table(
        shown[columns].tail(36),
        f"One row per {every}; level: share of stories.",
        formats={"value": ".0f", "low": ".0f", "high": ".0f", "naive_value": ".0f",
                 "level": ".2f", "naive_level": ".2f"},
    )  # fmt: skip
    return together(note(rows.attrs["sentence"]), drawn, listed)


# ---------------------------------------------------------------------- the log


def log(report: ReportTables) -> Html:
    """List every choice, seed and hash, and what was left out."""
    return table(
        report["log"],
        "Methodology log: one row per step and choice, in the order of the work. The "
        "same table stands beside the page as log.parquet.",
    )
