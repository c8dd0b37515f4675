"""Sections of the report that compare: sources, pairs of actors, an outside series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.show.captions import Html, figure, note, table, together
from toolkit.show.change_plots import plot_differences
from toolkit.show.dyad_plots import plot_dyad_matrix, plot_dyad_network
from toolkit.show.panels import plot_panels
from toolkit.show.relation_plots import plot_comparison, plot_lags, plot_with_series

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.show.report_tables import ReportTables

MOST_DYADS = 12  # rows of a table

SHARED_WORDS = (
    "If the outside series is itself a count of words in news (as GPR and EPU are), "
    "part of the agreement is built in, and it is no independent evidence."
)


# -------------------------------------------------------------------------- sources


def differences(report: ReportTables) -> Html:
    """Show whether each source moved between the two periods compared."""
    if why := report.without("differences", "Two periods with stories are needed."):
        return note(why)
    rows = report["differences"]
    unit = f"level, {rows.attrs['unit']}"
    drawn = plot_differences(
        rows, unit=unit,
        title=f"Change of the level from {rows.attrs['first']} to "
        f"{rows.attrs['second']}, by source",
    )  # fmt: skip
    return figure(
        drawn,
        "Difference of the level between the highest period and the one before it, "
        "with its own interval. Where the interval holds 0 (hollow) no difference is "
        "shown; that is not to say that there was none. Grey: too few stories in one "
        "of the two; sources without stories in both are left out.",
    )


def between_sources(report: ReportTables) -> Html:
    """Show how far the level of each source lies from that of the largest."""
    if why := report.without("between_sources", "There is one source at most."):
        return note(why)
    rows = report["between_sources"]
    first = rows.attrs["first"]
    drawn = plot_differences(
        rows,
        unit=f"level, {rows.attrs['unit']}",
        title=f"Level of each source less that of {first}",
    )
    return figure(
        drawn,
        "Mean level over the periods in which both have stories, with the interval of "
        "the difference; a source that shares no period with it is left out. Outlets "
        "differ in register all the time: this is no bias, and no rank of "
        "trustworthiness.",
    )


def composition(report: ReportTables) -> Html:
    """Split the largest change into changes within sources and of their mix."""
    if why := report.without("parts_by_source", "Two periods are needed."):
        return note(why)
    rows = report["parts_by_source"]
    parts = ("first", "second", "within", "composition", "change")
    within, mix = rows["within"].sum(), rows["composition"].sum()
    said = note(
        f"Of the change of {within + mix:+.3g}, {within:+.3g} is change within sources "
        f"and {mix:+.3g} is a change of their mix."
    )
    shown = table(
        rows.head(MOST_DYADS),
        "The same change by source. first, second: its own levels; within: what its "
        "own change adds; composition: what its growing or shrinking share adds.",
        formats={"first": ".3g", "second": ".3g", **dict.fromkeys(parts[2:], "+.3g")},
    )
    return together(said, shown)


# ---------------------------------------------------------------------------- dyads


def dyads(report: ReportTables) -> Html:
    """Show who is reported to act on whom."""
    if "dyads" not in report:
        return note(
            report.about["reasons"].get("dyads", "")
            or "No counted mention names both an actor and a target."
        )
    rows = report["dyads"]
    drawn = figure(
        plot_dyad_network(rows),
        "Who to whom, where the sentence shows both: counted mentions of all channels. "
        "The place of an actor means nothing.",
    )
    columns = ["dyad", "mentions", "articles", *_channels_of(rows)]
    listed = table(
        rows[columns].head(MOST_DYADS).assign(dyad=rows["dyad"].str.replace("->", "→")),
        f"The most frequent of {len(rows):,} pairs, with mentions by channel.",
    )
    return together(drawn, listed)


def _channels_of(rows: pd.DataFrame) -> list[str]:
    known = ("act", "threat", "deescalation", "tone")
    return [name for name in known if name in rows.columns]


def matrix(report: ReportTables) -> Html:
    """Show the same pairs as a matrix."""
    if "dyads" not in report:
        return note("There is no pair of actors to lay out.")
    return figure(
        plot_dyad_matrix(report["dyads"]),
        "The same as a matrix: rows act, columns are acted on. White: never together.",
    )


def dyads_over_time(report: ReportTables) -> Html:
    """Draw the most frequent pairs over time, and whether one moves first."""
    if why := report.without("by_dyad", "No pair of actors can be followed over time."):
        return note(why)
    drawn = figure(
        plot_panels(report["by_dyad"], "dyad"),
        "Acts and threats of the most frequent pairs per 1,000 words of all coverage, "
        "each against its own base window. Where no band is drawn it has no end: the "
        "base window rests on too few mentions.",
    )
    if "dyad_lags" not in report:
        short = "The series is too short to ask which side of a pair moves first."
        return together(drawn, note(short))
    return together(drawn, figure(plot_lags(report["dyad_lags"]), _LAGS))


_LAGS = (
    "Correlation of the changes of two series at each lag. Grey: what 95 % of shuffled "
    "series stay within at every lag. Coming first is no cause."
)


# ------------------------------------------------------------------- outside series


def against(report: ReportTables) -> Html:
    """Compare the index with the outside series that was handed in."""
    if why := report.without("comparison", "The series could not be compared."):
        return note(f"The outside series could not be compared: {why}")
    rows = report["comparison"]
    name = report["against"].attrs.get("name") or "outside series"
    drawn = figure(
        plot_with_series(report["index"], report["against"], name=name),
        f"The index and the outside series. {rows.attrs['sentence']}",
    )
    compared = figure(
        plot_comparison(rows),
        "Correlations of levels and of changes from period to period. Two series that "
        "drift agree in levels by chance; the shifts in time show how easily. "
        f"{SHARED_WORDS}",
    )
    parts = [drawn, compared]
    if "against_lags" in report:
        parts.append(figure(plot_lags(report["against_lags"]), _LAGS))
    return together(*parts)
