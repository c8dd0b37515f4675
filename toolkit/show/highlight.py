"""One article with its mentions marked, for the eye and for the terminal.

A channel shows in colour *and* in the shape of the underline *and* as a small label, so
nothing hangs on colour alone. Every piece of text is escaped: markup inside an article
is shown, never run.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.schema import BadValue, check_table
from toolkit.show.safe import NO_TEX, for_html, for_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

# Labels set above the line; the plain case (an act, told as a fact) stays short.
_SHORT = {
    "act": "act",
    "threat": "threat",
    "deescalation": "de-escalation",
    "tone": "tone",
}


class Mark(NamedTuple):
    """A marked stretch of one field: a mention, or (with no channel) a cue."""

    start: int
    end: int
    channel: str
    label: str
    explanation: str


@dataclass(frozen=True)
class Highlighted:
    """An article with its mentions marked; shows itself in notebooks and terminals.

    Attributes
    ----------
    article_id
        The article.
    title, text
        What is shown.
    title_marks, text_marks
        Stretches to mark, as code points of the field; they may overlap.
    """

    article_id: str
    title: str
    text: str
    title_marks: tuple[Mark, ...]
    text_marks: tuple[Mark, ...]

    def _repr_html_(self) -> str:
        title = marked_html(self.title, self.title_marks)
        body = "".join(
            f"<p>{marked_html(self.text, self.text_marks, *span)}</p>"
            for span in paragraphs(self.text)
        )
        return (
            f"<style>{marks_css()}</style>"
            f'<div class="marked {NO_TEX}" dir="auto"><p class="marked-title">{title}'
            f"</p>"
            f"{body}</div>"
        )

    def __repr__(self) -> str:
        title = _marked_plain(self.title, self.title_marks)
        body = _marked_plain(self.text, self.text_marks)
        return f"{title}\n\n{body}" if title else body


def highlight_article(
    article: str | int | pd.Series, articles: pd.DataFrame, mentions: pd.DataFrame
) -> Highlighted:
    """Mark the mentions of one article in its text.

    Parameters
    ----------
    article
        An ``article_id``, or a row of ``articles``.
    articles
        One row per article.
    mentions
        One row per mention; those of other articles are passed over.

    Returns
    -------
    Highlighted
        In a notebook: marked text. ``print`` shows ``[brackets]`` and labels.

    Raises
    ------
    BadValue
        The article is not in ``articles``.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "Envoys rejected the truce."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> mentions = pd.DataFrame([dict(article_id="a", field="text", sentence=0,
    ...     start=20, end=25, match="truce", term="truce", type="AGREE",
    ...     channel="deescalation", severity=2.0, status="negated", hedged=False,
    ...     voice="narrator",
    ...     cue="rejected", cue_start=7, cue_end=15)])
    >>> highlight_article("a", articles, mentions)
    Envoys _rejected_ the [truce](de-escalation, negated).
    """
    import pandas as pd

    check_table(articles, "articles")
    check_table(mentions, "mentions")
    # ids of any kind meet as text, as find_mentions writes them
    key = str(article["article_id"] if isinstance(article, pd.Series) else article)
    rows = articles[articles["article_id"].astype("str") == key]
    if rows.empty:
        raise BadValue(
            f"No article has the article_id {key!r}; there are {len(articles):,} "
            "articles, "
            f"the first is {articles['article_id'].iloc[0]!r}."
            if len(articles)
            else "The articles table is empty."
        )
    row = rows.iloc[0]
    own = mentions[mentions["article_id"].astype("str") == key]
    return Highlighted(
        key,
        _field(row, "title"),
        _field(row, "text"),
        tuple(marks_of(own[own["field"] == "title"])),
        tuple(marks_of(own[own["field"] == "text"])),
    )


def marks_css() -> str:
    """Read the style sheet of the marks, shipped with the package."""
    return (resources.files("toolkit.show") / "templates" / "marks.css").read_text(
        "utf-8"
    )


def _field(row: pd.Series, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


# ------------------------------------------------------------------- mentions to marks


def marks_of(mentions: pd.DataFrame) -> Iterator[Mark]:
    """Make marks of the mentions of one field, and of the cues that decided them."""
    for row in mentions.itertuples(index=False):
        yield Mark(
            int(row.start), int(row.end), row.channel, _label(row), _explain(row)
        )
    if {"cue_start", "cue_end"} <= set(mentions.columns):
        cues = mentions[["cue_start", "cue_end"]].dropna().drop_duplicates()
        for start, end in cues.itertuples(index=False):
            yield Mark(int(start), int(end), "", "", "cue")


def _label(row: object) -> str:
    parts = [_SHORT[row.channel]]
    if row.status != "actual" and not (
        row.channel == "threat" and row.status == "threatened"
    ):
        parts.append(row.status)
    if row.hedged:
        parts.append("hedged")
    if row.voice != "narrator":
        parts.append(row.voice)
    return ", ".join(parts)


def _explain(row: object) -> str:
    speaker = _text(row, "speaker")
    voice = f"{row.voice} ({speaker})" if speaker else row.voice
    actor, target = _text(row, "actor"), _text(row, "target")
    direction = (
        f"; {actor or 'unnamed'} -> {target or 'unnamed'}" if actor or target else ""
    )
    certainty = "hedged" if row.hedged else "plain"
    return (
        f"{row.term}: {row.type}, channel {_SHORT[row.channel]}, severity "
        f"{row.severity:g}, "
        f"status {row.status}, {certainty}, voice {voice}{direction}"
    )


def _text(row: object, name: str) -> str:
    value = getattr(row, name, "")
    return value if isinstance(value, str) else ""


# ----------------------------------------------------------------------- marks to text


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    r"""First and last code point of each paragraph.

    >>> list(paragraphs("One.\n\nTwo."))
    [(0, 4), (6, 10)]
    """
    start = 0
    for paragraph in text.split("\n\n"):
        yield start, start + len(paragraph)
        start += len(paragraph) + 2


def pieces(
    text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None
) -> Iterator[tuple[str, list[Mark], list[Mark]]]:
    """Cut a text where marks begin or end.

    Yields each piece with the marks that cover it, and those of them that end with it.
    Overlapping marks therefore never have to nest.

    >>> both = [Mark(0, 4, "act", "a", ""), Mark(2, 6, "threat", "b", "")]
    >>> [(p, [m.label for m in on]) for p, on, _ in pieces("abcdefg", both)]
    [('ab', ['a']), ('cd', ['a', 'b']), ('ef', ['b']), ('g', [])]
    """
    end = len(text) if end is None else min(end, len(text))
    inside = [m for m in marks if m.start < end and m.end > start and m.end > m.start]
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    cuts = sorted(edges)
    for left, right in pairwise(cuts):
        covering = [m for m in inside if m.start <= left and m.end >= right]
        ending = [m for m in covering if min(m.end, end) == right]
        yield text[left:right], covering, ending


def marked_html(
    text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None
) -> str:
    """HTML of a stretch of text with its marks; safe whatever the text holds."""
    html = []
    for piece, covering, ending in pieces(text, list(marks), start, end):
        shown = for_html(piece)
        mentions = [m for m in covering if m.channel]
        if len(mentions) < len(covering):
            shown = f'<u class="cue">{shown}</u>'
        if mentions:
            about = for_html(" | ".join(m.explanation for m in mentions))
            channel = for_html(mentions[0].channel)
            shown = f'<mark class="{channel}" title="{about}">{shown}</mark>'
        labels = " · ".join(m.label for m in ending if m.channel)
        html.append(shown + (f"<sup>{for_html(labels)}</sup>" if labels else ""))
    return "".join(html)


def _marked_plain(text: str, marks: Iterable[Mark]) -> str:
    plain = []
    for piece, covering, ending in pieces(text, list(marks)):
        shown = for_terminal(piece)
        mentions = [m for m in covering if m.channel]
        if len(mentions) < len(covering):
            shown = f"_{shown}_"
        if mentions:
            shown = f"[{shown}]"
        labels = " + ".join(m.label for m in ending if m.channel)
        plain.append(shown + (f"({labels})" if labels else ""))
    return "".join(plain)
