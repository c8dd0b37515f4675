"""Sections of the comparison: each reads tables of two sides and shows them.

The cells of the comparison's notebook call these, one a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import in_languages
from toolkit.show.captions import Html, figure, note, table, together
from toolkit.show.evidence import (
    headline,
    legend,
    show_passages,
    strongest_articles,
)
from toolkit.show.heat_maps import plot_coverage
from toolkit.show.sections import listed_with_reasons
from toolkit.show.sentences import counted, period_length
from toolkit.show.side_plots import (
    label_of,
    named_rows,
    plot_sides,
    plot_sides_over_time,
    rows_of,
)
from toolkit.show.side_wording import as_points, with_ends

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.show.report_tables import ReportTables

MOST_ROWS = 15  # of a table of terms or pairs
MOST_DRAWN = 12  # rows of a figure
PASSAGES_EACH = 10  # articles of each side whose passages are shown
TERMS_SHOWN = 5  # terms each of which brings an article with it


# ------------------------------------------------------------------------ what was read


def reading(report: ReportTables) -> Html:
    """Count what was read on each side, and what was set aside."""
    columns = {name: _counts(report, name) for name in report.about["sides"]}
    rows = _frame({"what": list(next(iter(columns.values())))} | {
        name: list(counts.values()) for name, counts in columns.items()
    })  # fmt: skip
    both = report["sides"].attrs["n_both"]
    parts = [
        table(rows, "What was read on each side."),
        note(_overlap(both)),
        listed_with_reasons(report),
    ]
    return together(*parts)


def _overlap(n: int) -> str:
    if not n:
        return "No story (the same text, or a copy of it) is on both sides."
    return (
        f"{counted(n, 'story', 'stories')} (the same text, or copies of it) "
        f"{'is' if n == 1 else 'are'} on both sides; each counts once on either."
    )


def _frame(columns: dict[str, list]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)


def _counts(report: ReportTables, name: str) -> dict[str, str]:
    """What there is of one side, in words and figures."""
    articles = report["articles"]
    own = articles[articles["side"] == name]
    scores = report["scores"]
    wordless = int((scores.loc[scores["side"] == name, "n_words"] == 0).sum())
    other = int((~in_languages(own)).sum())
    row = report["sides"].iloc[0]
    side = "first" if name == report.about["sides"][0] else "second"
    mine = report["mentions"]["article_id"].isin(own["article_id"])
    dates = own["published"].dropna()
    span = f"{dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "–"
    return {
        "articles read": f"{len(own):,}",
        "stories that count (copies once)": f"{row[f'stories_{side}']:,}",
        "words of these stories": f"{row[f'words_{side}']:,}",
        "sources": f"{own['source'].nunique():,}",
        "dates": span,
        "articles without a date": f"{int(own['published'].isna().sum()):,}",
        "in other languages than English, not scored": f"{other:,}",
        "articles without any word": f"{wordless - other:,}",
        "mentions found, of any status": f"{int(mine.sum()):,}",
        "mentions that count": f"{row[f'mentions_{side}']:,}",
    }


def coverage(report: ReportTables) -> Html:
    """Show articles by side and period."""
    counts = report["coverage"]
    if counts.empty or counts["period"].nunique() == 1:
        return note("There is no coverage over several periods to show.")
    return figure(
        plot_coverage(counts, title="Articles of both sides over time"),
        "Articles read, by side and period. White: none. Undated articles are left "
        "out. Where the sides cover other periods, a difference may be one of time.",
    )


# -------------------------------------------------------------------------- the sides


def channels(report: ReportTables) -> Html:
    """Compare acts, threats, de-escalation and tone."""
    return _both_measures(report, "channel", "One row per channel.")


def types(report: ReportTables) -> Html:
    """Compare types of event."""
    return _divided(report, "type", "One row per type of event (PLOVER).")


def sources(report: ReportTables) -> Html:
    """Compare outlets that have stories on both sides, each with itself."""
    if why := report.without("sides_by_source", "There is nothing to compare."):
        return note(why)
    if report["sides_by_source"].empty:
        return note(
            "No outlet has stories on both sides, so a difference between the sides "
            "cannot be told from one between outlets."
        )
    shown = _divided(report, "source", "One row per outlet with stories on both sides.")
    lonely = report["sides_by_source"].attrs["left_out"]
    if not lonely:
        return shown
    some = ", ".join(map(str, lonely[:MOST_ROWS]))
    more = " and others" if len(lonely) > MOST_ROWS else ""
    outlets = counted(len(lonely), "outlet")
    return together(shown, note(f"{outlets} on one side only: {some}{more}."))


def terms(report: ReportTables) -> Html:
    """Compare entries of the lexicon; each links to a passage that holds it."""
    links = _term_links(report)
    return _divided(report, "term", "One row per entry of the lexicon.", links)


def dyads(report: ReportTables) -> Html:
    """Compare who is told to act on whom."""
    about = "One row per pair (who → whom), where the sentence shows both."
    return _divided(report, "dyad", about)


def over_time(report: ReportTables) -> Html:
    """Draw both sides over time on one scale."""
    if why := report.without("sides_over_time", "There is no series to draw."):
        return note(f"The sides could not be drawn over time: {why}")
    series = report["sides_over_time"]
    every = period_length(series)
    if series.groupby("side")["period"].nunique().max() < 2:
        return note(f"All dated articles of a side fall in one {every}.")
    share = float(report.about["recipe"]["interval"])
    aligned = (
        "Both stand against the calendar."
        if series.attrs["n_shared"]
        else f"The sides share no {every}, so each begins at the left with its first."
    )
    return figure(
        plot_sides_over_time(series),
        f"Both sides in the unit of the level, on one scale. {aligned} Bands: "
        f"{share:.0%} interval of each {every}; hollow: too few stories. For a "
        "difference see its own interval above, not whether bands overlap.",
    )


def _both_measures(report: ReportTables, by: str, about: str) -> Html:
    name = f"sides_by_{by}"
    if why := report.without(name, "There is nothing to compare."):
        return note(why)
    rows = report[name]
    drawn = [
        figure(
            plot_sides(rows, measure, n=MOST_DRAWN), f"{_DRAWN[measure]} {_MARKS}"
        )
        for measure in ("share", "rate")
    ]  # fmt: skip
    return together(*drawn, _table(report, rows, about))


_DRAWN = {
    "share": "Share of stories with at least one such mention.",
    "rate": "Such mentions per 1,000 words.",
}
_MARKS = (
    "Left: both sides with their intervals. Right: the difference with its own; "
    "filled where it leaves out 0, grey where a side has too few stories."
)


def _divided(
    report: ReportTables, by: str, about: str, links: dict[str, str] | None = None
) -> Html:
    """Figure of the shares, and the table behind it."""
    name = f"sides_by_{by}"
    if why := report.without(name, "There is nothing to compare."):
        return note(why)
    rows = report[name]
    if rows.empty:
        return note(f"No counted mention names a {'pair' if by == 'dyad' else by}.")
    drawn = figure(
        plot_sides(rows, "share", n=MOST_DRAWN), f"{_DRAWN['share']} {_MARKS}"
    )
    return together(drawn, _stand_out(rows), _table(report, rows, about, links))


def _stand_out(rows: pd.DataFrame) -> Html:
    """Say which differences are left when their number is allowed for."""
    mine = rows_of(rows, "share")
    far = mine[mine["stands_out"].astype(bool) & mine["enough"].astype(bool)]
    n, what = len(mine), named_rows(mine)
    if far.empty:
        return note(
            f"Of {counted(n, what)} compared, none stands out once their number is "
            "allowed for: where many are compared, some differ by chance."
        )
    named = ", ".join(f"“{label_of(name)}”" for name in far.iloc[:, 0][:MOST_ROWS])
    return note(
        f"Of {counted(n, what)} compared, {len(far):,} "
        f"{'stands' if len(far) == 1 else 'stand'} out even when their number is "
        f"allowed for: {named}."
    )


def _table(
    report: ReportTables,
    rows: pd.DataFrame,
    about: str,
    links: dict[str, str] | None = None,
) -> Html:
    """The figures of both measures side by side, in the order of the shares."""
    by = rows.columns[0]
    share = rows_of(rows, "share").head(MOST_ROWS)
    rate = rows_of(rows, "rate").set_index(by).loc[share[by]].reset_index()
    first, second = report.about["sides"]
    shown = _frame({
        by: [label_of(name) for name in share[by]],
        f"stories, {first}": [_of(r, "first") for _, r in share.iterrows()],
        f"stories, {second}": [_of(r, "second") for _, r in share.iterrows()],
        "difference (points)": [as_points(row) for _, row in share.iterrows()],
        f"per 1,000 words, {first}":
            [with_ends(r, "first") for _, r in rate.iterrows()],
        f"per 1,000 words, {second}":
            [with_ends(r, "second") for _, r in rate.iterrows()],
        "ratio of rates": [with_ends(r, "ratio") for _, r in rate.iterrows()],
        "mentions": [f"{r.mentions_first:,} and {r.mentions_second:,}"
                     for r in rate.itertuples()],
    })  # fmt: skip
    more = len(rows_of(rows, "share")) - len(share)
    rest = (
        f" The first {MOST_ROWS}; {more:,} more are in the tables." if more > 0 else ""
    )
    left = rows.attrs["left_out"] if by in ("term", "dyad") else []
    rarer = f" {len(left):,} rarer ones were not compared." if left else ""
    where = {by: [links.get(str(name), "") for name in share[by]]} if links else None
    return table(
        shown,
        f"{about} Stories with at least one such mention, of all of the side, and "
        "mentions per 1,000 words, with their intervals in brackets; the difference is "
        f"{second} less {first}, the ratio {second} by {first}. –: no interval, for a "
        f"side has none.{rest}{rarer}",
        links=where,
    )


def _of(row: pd.Series, side: str) -> str:
    return (
        f"{row[f'hits_{side}']:,} of {row[f'stories_{side}']:,}: {with_ends(row, side)}"
    )


# -------------------------------------------------------------------------- evidence


def anchor_of(report: ReportTables) -> dict[str, str]:
    """Anchor of each article whose passages are shown: the first side, then the other.

    Articles that hold the terms that differ most come first, then the strongest.
    """
    scores = report["scores"]
    keys: list[str] = []
    for name in report.about["sides"]:
        own = scores[scores["side"] == name]
        strongest = strongest_articles(own, PASSAGES_EACH)["article_id"]
        mine = dict.fromkeys([*_holding_terms(report, own), *strongest])
        keys += list(mine)[:PASSAGES_EACH]
    return {key: f"article-{n}" for n, key in enumerate(keys, 1)}


def _holding_terms(report: ReportTables, own: pd.DataFrame) -> list[str]:
    """Strongest article of a side for each of the terms that differ most."""
    if "sides_by_term" not in report:
        return []
    terms = rows_of(report["sides_by_term"], "share")["term"].head(TERMS_SHOWN)
    mentions = report["mentions"]
    counts = mentions["status"].isin(_counted(report))
    mine = mentions[counts & mentions["article_id"].isin(own["article_id"])]
    found = []
    for term in terms:
        there = own[
            own["article_id"].isin(mine.loc[mine["term"] == term, "article_id"])
        ]
        found += list(strongest_articles(there, 1)["article_id"])
    return found


def _counted(report: ReportTables) -> list[str]:
    return list(report["scores"].attrs.get("statuses", ("actual", "threatened")))


def _term_links(report: ReportTables) -> dict[str, str]:
    anchors = anchor_of(report)
    mentions = report["mentions"]
    shown = mentions[
        mentions["article_id"].isin(anchors) & mentions["status"].isin(_counted(report))
    ].drop_duplicates("term")
    return {
        str(term): anchors[key]
        for term, key in zip(shown["term"], shown["article_id"], strict=True)
    }


def evidence(report: ReportTables) -> Html:
    """Show the passages of both sides, one side after the other."""
    anchors = anchor_of(report)
    if not anchors:
        return note("There is no mention to show.")
    articles = report["articles"].set_index("article_id", drop=False)
    mentions = report["mentions"]
    own = mentions[mentions["article_id"].isin(anchors)]
    chosen = articles.loc[list(anchors)]
    parts = [legend(), _chosen_articles(chosen, anchors)]
    for name in report.about["sides"]:
        some = chosen[chosen["side"] == name]
        head = note(f"Passages of {name}: {counted(len(some), 'article')}.")
        texts = report.about.get("texts", "passages")
        parts += [head, show_passages(some, own, anchors, texts)]
    return together(*parts)


def _chosen_articles(chosen: pd.DataFrame, anchors: dict[str, str]) -> Html:
    shown = chosen.assign(title=[headline(row) for _, row in chosen.iterrows()])
    return table(
        shown[["side", "title", "source", "published"]],
        f"Articles behind the figures, {PASSAGES_EACH} of each side at most: those "
        "that hold the terms that differ most, then those with the highest tension. "
        "Links lead to the passages.",
        links={"title": [anchors[key] for key in chosen["article_id"]]},
    )
