"""Passages: the stretches of text that the numbers of an article rest on.

A report of 50,000 articles cannot hold their texts. It holds, for a few articles, the
passages with the gravest mentions, cut from the text and marked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.show.captions import Html
from toolkit.show.highlight import marked_html, marks_of
from toolkit.show.safe import for_html
from toolkit.show.wording import Wording, windows, wording_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

HEADLINE = 90  # characters of a headline in a table
MOST_ARTICLES = 20  # with passages, in one report
# Words below which one mention alone makes an extreme rate (10 per 1,000 at 100).
SHORTEST = 100


def strongest_articles(scores: pd.DataFrame, n: int = MOST_ARTICLES) -> pd.DataFrame:
    """Rows of ``scores`` with the highest tension, one per story.

    Articles below 100 words come last: one mention makes their rate extreme.
    """
    known = scores[scores["tension"].notna()]
    with_any = known[[c for c in known if c.endswith("_count")]].sum(axis=1) > 0
    ordered = (
        known[with_any]
        .assign(_long=lambda t: t["n_words"] >= SHORTEST)
        .sort_values(
            ["_long", "tension", "n_words", "article_id"],
            ascending=[False, False, False, True],
        )
        .drop(columns="_long")
    )
    return ordered.drop_duplicates("story_id").head(n)


def headline(row: pd.Series) -> str:
    """Title of an article, or its first words where it has none."""
    title, text = row.get("title"), str(row.get("text", ""))
    if isinstance(title, str) and title.strip():
        return _cut(title.strip())
    return f"(no title) {_cut(' '.join(text[:400].split()), 60)}"


def _cut(text: str, longest: int = HEADLINE) -> str:
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " …"


def show_passages(
    chosen: pd.DataFrame,
    mentions: pd.DataFrame,
    anchors: dict[str, str],
    texts: str = "passages",
) -> Html:
    """Show the gravest passages of each chosen article, marked.

    Parameters
    ----------
    chosen
        Rows of ``articles``, in the order to show them.
    mentions
        One row per mention.
    anchors
        ``article_id`` -> anchor of its passages on the page.
    texts
        How much of the wording to show; see ``toolkit.show.wording``.
    """
    wording = wording_named(texts)
    grouped = dict(tuple(mentions.groupby("article_id", observed=True)))
    shown = [
        _article_html(
            row, grouped.get(row["article_id"], mentions.head(0)), anchors, wording
        )
        for _, row in chosen.iterrows()
    ]
    return Html("".join(shown), f"Passages of {len(shown)} articles.")


def legend() -> Html:
    """Key to the marks, in the same shapes and labels as the text."""
    key = " ".join(
        f'<mark class="{channel}">{name}</mark>'
        for channel, name in (
            ("act", "act (solid line)"),
            ("threat", "threat (dashed)"),
            ("deescalation", "de-escalation (double)"),
            ("tone", "tone (dotted)"),
        )
    )
    cue = '<u class="cue">cue that decided status, voice or hedge</u>'
    words = "Marks: act, threat, de-escalation, tone; cues are underlined with a wave."
    return Html(f'<p class="marked key">{key} {cue}</p>', words)


def _article_html(
    row: pd.Series, own: pd.DataFrame, anchors: dict[str, str], wording: Wording
) -> str:
    title_marks = list(marks_of(own[own["field"] == "title"]))
    title = row.get("title")
    known = isinstance(title, str) and title
    heading = marked_html(title, title_marks) if known else "(no title)"
    anchor = for_html(anchors[row["article_id"]])
    body = "".join(
        f"<p>{passage}</p>"
        for passage in _passages(str(row["text"]), own[own["field"] == "text"], wording)
    )
    return (
        f'<section class="marked" id="{anchor}"><h3>{heading}</h3>'
        f'<p class="about">{for_html(_about(row, own))}</p>{body}</section>'
    )


def _about(row: pd.Series, own: pd.DataFrame) -> str:
    when = row.get("published")
    parts = [
        str(row["source"]) if isinstance(row.get("source"), str) else "source unknown",
        f"{when:%Y-%m-%d}" if when is not None and when == when else "undated",
        f"{len(own):,} mentions",
        f"article_id {row['article_id']}",
    ]
    return " · ".join(parts)


def _passages(text: str, own: pd.DataFrame, wording: Wording) -> Iterator[str]:
    marks = list(marks_of(own))
    for start, end in windows(text, own, wording):
        before = '<span class="gap">… </span>' if start > 0 else ""
        after = '<span class="gap"> …</span>' if end < len(text) else ""
        yield before + marked_html(text, marks, start, end) + after
