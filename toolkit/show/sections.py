"""Sections of the report: each reads tables and gives figures, tables and sentences.

The cells of the report notebook call these, one a line. A section whose table does not
exist says why instead.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import in_languages
from toolkit.show.captions import Html, figure, note, table, together
from toolkit.show.evidence import headline
from toolkit.show.heat_maps import MOST_ROWS, plot_coverage, plot_sources
from toolkit.show.one_page import measure_in_words
from toolkit.show.plots import plot_channels, plot_index
from toolkit.show.report_tables import ReportTables
from toolkit.show.safe import for_html
from toolkit.show.sentences import (
    counted,
    period_length,
    period_name,
)

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES = 20  # of a list of files, notes, terms


# ------------------------------------------------------------------------ what was read


def reading(report: ReportTables) -> Html:
    """Count what was read and what was set aside."""
    articles, skipped = report["articles"], report["skipped"]
    other = int((~in_languages(articles)).sum())
    wordless = int((report["scores"]["n_words"] == 0).sum())
    rows = {
        "articles read": len(articles),
        "stories (copies counted once)": articles["story_id"].nunique(),
        "sources": articles["source"].nunique(),
        "articles without a source": int(articles["source"].isna().sum()),
        "articles without a date": int(articles["published"].isna().sum()),
        "in other languages than English, kept but not scored": other,
        "articles without any word": wordless - other,
        "files, rows or members set aside": len(skipped),
        "notes on what was assumed or repaired": len(report["notes"]),
        "mentions found": len(report["mentions"]),
    }
    parts = [table(_two_columns(rows, "what", "n"), "What was read.")]
    return together(*parts, listed_with_reasons(report))


def listed_with_reasons(report: ReportTables) -> Html:
    """List what was set aside and, folded, what was noted while reading."""
    aside = _list_of(report["skipped"], "Set aside, with the reason")
    notes = _list_of(report["notes"], "Assumed, repaired or cut while reading")
    return together(aside, _folded(notes, "Notes"))


def _two_columns(rows: dict[str, Any], left: str, right: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({left: list(rows), right: list(rows.values())})


def _folded(shown: Html, name: str) -> Html:
    html = f"<details><summary>{for_html(name)}</summary>{shown.html}</details>"
    return Html(html, shown.words)


def _list_of(frame: pd.DataFrame, name: str) -> Html:
    if frame.empty:
        return note(f"{name}: nothing.")
    more = len(frame) - MOST_LINES
    rest = (
        f" The first {MOST_LINES} of {len(frame):,}; all are in the tables."
        if more > 0
        else ""
    )
    return table(_inside(frame).head(MOST_LINES), f"{name}.{rest}")


def _inside(frame: pd.DataFrame) -> pd.DataFrame:
    """Name files from their common folder on: paths are private, pages passed on."""
    folders = {str(Path(file).parent) for file in frame["file"]}
    try:
        common = os.path.commonpath(folders)
    except ValueError:  # paths of two drives, or some absolute and some not
        common = ""
    return frame.assign(
        file=[file.removeprefix(common).lstrip("/\\") for file in frame["file"]]
    )


def copies(report: ReportTables) -> Html:
    """Show stories that appear more than once."""
    articles = report["articles"]
    sizes = articles.groupby("story_id").agg(
        copies=("article_id", "size"),
        sources=("source", "nunique"),
        title=("title", "first"),
        text=("text", "first"),
    )
    several = sizes[sizes["copies"] > 1].sort_values(
        ["copies"], ascending=False, kind="stable"
    )
    if several.empty:
        return note("No article was found to be a copy of another.")
    surplus = int(several["copies"].sum()) - len(several)
    shown = several.head(10)
    shown = shown.assign(title=[headline(row) for _, row in shown.iterrows()])
    return table(
        shown[["title", "copies", "sources"]],
        f"Stories printed more than once: {len(several):,}, with "
        f"{counted(surplus, 'surplus copy', 'surplus copies')}. The first 10 at most. "
        "In the index each counts once.",
    )


def coverage(report: ReportTables) -> Html:
    """Show articles by source and period."""
    if report["coverage"].empty:
        return note("No article has a date, so coverage over time cannot be shown.")
    counts = report["coverage"]
    if counts["period"].nunique() == 1:
        shown = counts.sort_values("n_articles", ascending=False, kind="stable").head(
            MOST_ROWS
        )
        return table(shown, "Articles read, by source; all fall in one period.")
    drawn = plot_coverage(counts)
    return figure(
        drawn,
        "Articles read, by source and period. White: none. Undated articles are left "
        "out.",
    )


# ---------------------------------------------------------------------------- the index


def index_over_time(report: ReportTables) -> Html:
    """Show the index with its interval and counts."""
    if why := report.without("index"):
        return note(why)
    share = float(report.about["recipe"]["interval"])
    return figure(
        plot_index(report["index"]),
        f"{measure_in_words(report)} Shaded band: {share:.0%} bootstrap interval. "
        "Below: "
        "stories each value rests on; grey and hollow where there are too few to "
        "compare. "
        "Periods without stories are gaps, not zeros.",
    )


def index_table(report: ReportTables) -> Html:
    """List the numbers behind the figure, the latest periods last."""
    if why := report.without("index"):
        return note(why)
    index = report["index"]
    names = ["period", "value", "low", "high", "n_stories", "n_articles", "enough"]
    shown = index[[n for n in names if n in index]].tail(36)
    every = period_length(index)
    shown = shown.assign(period=[period_name(p, every) for p in shown["period"]])
    only = f" The last 36 of {len(index)}." if len(index) > 36 else ""
    whole = dict.fromkeys(("value", "low", "high"), ".0f")
    caption = f"One row per {every}; 100 = mean of the base window.{only}"
    listed = table(shown, caption, formats=whole)
    return _folded(listed, "All numbers") if len(shown) > MOST_LINES else listed


def channels(report: ReportTables) -> Html:
    """Show acts, threats, de-escalation and tone apart."""
    if why := report.without("by_channel", "No channel could be made into a series."):
        return note(why)
    return figure(
        plot_channels(report["by_channel"]),
        "Severity-weighted mentions per 1,000 words, one panel per channel, each with "
        "its own "
        "100. Heights compare within a panel, not between panels.",
    )


def sources(report: ReportTables) -> Html:
    """Compare the sources over time."""
    if why := report.without(
        "by_source", "There is one source at most, so sources cannot be compared."
    ):
        return note(why)
    return figure(
        plot_sources(report["by_source"]),
        f"Each source against its own base window (100); at most {MOST_ROWS} sources. "
        "Grey: too few stories, or no mention in the base window. White: none. A high "
        "row is a change of that source, not a rank.",
    )


# ------------------------------------------------------------------- how it was made


def statuses(report: ReportTables) -> Html:
    """Count mentions by channel and status: what counts, and what was only found."""
    import pandas as pd

    mentions = report["mentions"]
    if mentions.empty:
        return note("No mention was found.")
    wide = pd.crosstab(mentions["status"].astype(str), mentions["channel"].astype(str))
    shown = wide.reset_index().rename(columns={"status": "status of the mention"})
    return table(
        shown,
        "Mentions by status and channel. Only those told as actual or as threatened "
        "enter the "
        "scores; the others can be read in the mentions table.",
    )


def lexicon_card(report: ReportTables) -> Html:
    """Show the card of the lexicon."""
    rows = {name: str(value) for name, value in report.about["lexicon"].items()}
    return table(_two_columns(rows, "lexicon", "card"), "The lexicon.")


def recipe_card(report: ReportTables) -> Html:
    """Show recipe, formula and hashes."""
    versions = report.about["versions"]
    rows = {"recipe": "\n".join(report.about["recipe_lines"]),
            "recipe sha256": report.about["recipe_sha256"],
            "composite of one article": report.about["formula"],
            **{f"version of {name}": v for name, v in versions.items()}}  # fmt: skip
    return table(
        _two_columns(rows, "choice", "value"),
        "The recipe of the index, and the versions used.",
    )
