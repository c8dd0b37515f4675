"""From a number back to the words: what moved an index, and the passages behind it.

Terms and articles are linked to passages on the same page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.show.captions import Html, figure, note, table, together
from toolkit.show.contribution_plots import plot_word_shift
from toolkit.show.evidence import (
    MOST_ARTICLES,
    headline,
    legend,
    show_passages,
    strongest_articles,
)
from toolkit.show.report_tables import ReportTables
from toolkit.show.sentences import headword, period_length, period_name

if TYPE_CHECKING:
    import pandas as pd

# ------------------------------------------------------------------------ what moved it


def parts(report: ReportTables) -> Html:
    """Take the largest change apart by term."""
    if why := report.without("parts", "Two periods with enough stories are needed."):
        return note(why)
    frame = report["parts"]
    if not frame["change"].any():
        return note("No entry pushes the level up or down.")
    drawn = figure(
        plot_word_shift(frame),
        "What the change of the level is made of, by lexicon entry: entries that push "
        "it up, and entries that push it down. The bars add up to the change. A part "
        "is not a cause.",
    )
    top = frame.head(12)
    anchors = anchor_of(report)
    first_seen = _first_anchor(report["mentions"], anchors)
    links = [first_seen.get(str(term), "") for term in top["term"]]
    listed = table(
        top.assign(term=top["term"].map(headword)),
        "The largest parts, named by the first form of the entry. Where a term is a "
        "link, it leads to a passage that holds it.",
        formats=dict.fromkeys(top.columns[1:], "+.3g"),
        links={"term": links},
    )
    return together(drawn, listed)


def _first_anchor(mentions: pd.DataFrame, anchors: dict[str, str]) -> dict[str, str]:
    shown = mentions[mentions["article_id"].isin(anchors)]
    order = {key: place for place, key in enumerate(anchors)}
    first = shown.assign(_order=shown["article_id"].map(order)).sort_values(
        "_order", kind="stable"
    )
    first = first.drop_duplicates("term")
    return {
        str(t): anchors[a]
        for t, a in zip(first["term"], first["article_id"], strict=True)
    }


def peaks(report: ReportTables) -> Html:
    """List the highest periods and the stories that made them."""
    if why := report.without("peaks", "No period has enough stories."):
        return note(why)
    frame = report["peaks"]
    if frame.empty:
        return note("No period has enough stories to be called a peak.")
    anchors = anchor_of(report)
    every = period_length(report["index"])
    shown = _headlines(frame, report["articles"])
    shown["period"] = [period_name(p, every) for p in frame["period"]]
    shown["terms"] = shown["terms"].map(headword)
    columns = ["rank", "period", "value", "title", "source", "published", "terms"]
    return table(
        shown[columns],
        "The highest periods and, for each, the stories with most severity per 1,000 "
        "words. "
        "Links lead to the passages.",
        formats={"value": ".0f"},
        links={"title": [anchors.get(key, "") for key in frame["article_id"]]},
    )


def _headlines(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    own = articles[articles["article_id"].isin(frame["article_id"])].set_index(
        "article_id"
    )
    return frame.assign(title=[headline(own.loc[key]) for key in frame["article_id"]])


# ----------------------------------------------------------------------------- evidence


def anchor_of(report: ReportTables) -> dict[str, str]:
    """Anchor on the page of each article whose passages are shown, in their order."""
    keys = list(strongest_articles(report["scores"])["article_id"])
    if "peaks" in report:
        # those behind the peaks come first, half of the room at most
        keys = [*report["peaks"]["article_id"].head(MOST_ARTICLES // 2), *keys]
    distinct = list(dict.fromkeys(keys))[:MOST_ARTICLES]
    return {key: f"article-{n}" for n, key in enumerate(distinct, 1)}


def strongest(report: ReportTables) -> Html:
    """List the articles with the highest tension."""
    scores = strongest_articles(report["scores"])
    if scores.empty:
        return note("No article holds a mention that counts.")
    anchors = anchor_of(report)
    shown = _headlines(scores, report["articles"])
    columns = ["title", "source", "published", "tension", "act_count", "threat_count",
               "deescalation_count", "tone_count", "n_words"]  # fmt: skip
    return table(
        shown[columns].rename(columns=lambda name: name.removesuffix("_count")),
        "The articles with the highest tension (mentions per 1,000 words, cooling "
        "subtracted), one per story; articles below 100 words come last, for one "
        "mention makes their rate extreme. Links lead to the passages.",
        formats={"tension": ".1f"},
        links={"title": [anchors.get(key, "") for key in scores["article_id"]]},
    )


def passages(report: ReportTables) -> Html:
    """Show the passages behind the numbers, marked."""
    anchors = anchor_of(report)
    if not anchors:
        return note("There is no mention to show.")
    articles = report["articles"].set_index("article_id", drop=False).loc[list(anchors)]
    mentions = report["mentions"]
    own = mentions[mentions["article_id"].isin(anchors)]
    shown = show_passages(articles, own, anchors, report.about.get("texts", "passages"))
    return together(legend(), shown)
