"""Plain text: one pasted article, or several between separator lines."""

from __future__ import annotations

import re

from toolkit.articles.cleaning import repair
from toolkit.articles.pasted import Pasted, read_pasted
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode, looks_like_text

MAX_BYTES = 64 * 2**20
MAX_ARTICLE_CHARS = 2_000_000  # a long novel has fewer
MAX_ARTICLE_LINES = 50_000
_PARTS_TRIED = 200  # of the parts between separators, to tell whether they are articles
MIN_WORDS = 20  # of body; a part with fewer does not look like an article
_SEPARATOR = re.compile(
    r"^[ \t]*(?:={5,}|-{5,}|_{5,}|#{5,}|~{5,}|\*{3,}|(?:\* ){2,}\*)[ \t]*\r?$",
    re.MULTILINE,
)
_FIRM_SEPARATOR = re.compile(r"^[ \t]*={5,}[ \t]*\r?$", re.MULTILINE)


def _recognises(_: Item) -> bool:
    return False  # any text can be prose: plain text is what remains


def _read(item: Item) -> Reading:
    if len(item.data) > MAX_BYTES:
        raise Unreadable(
            "The text file is larger than 64 MiB.", "Split it into several files."
        )
    if not looks_like_text(item.data):
        raise Unreadable(
            "This is neither text nor a format read here.",
            "Save it as .txt, .html, .csv, .json or .parquet.",
        )
    text, encoding = decode(item.data)
    reading = Reading(item)
    if not encoding.startswith("utf-8") or "damaged" in encoding:
        reading.note(f"read as {encoding}")
    text, done = repair(text)
    if done:
        reading.note(f"repaired: {', '.join(done)}")
    read_articles_in(text, reading)
    return reading


def read_articles_in(text: str, reading: Reading) -> None:
    """Add the one pasted article of a text, or the several between separator lines."""
    parts = split_articles(text)
    if len(parts) == 1:
        if _too_long(text, "", reading):
            return
        if count := len(_SEPARATOR.findall(text)):
            reading.note(f"read as one article: {count} separator lines stand in it, "
                         "but the parts do not look like articles")  # fmt: skip
        add_pasted(read_pasted(text, reading.item.date_order), "", reading)
    for i, part in enumerate(parts if len(parts) > 1 else [], 1):
        _add_part(part, f"article {i}", reading)


def split_articles(text: str) -> list[str]:
    """Parts between separator lines, if most look like articles; else the whole.

    A line of ``=====`` parts articles that have a title and a body. A line of ``-----``
    or ``***`` may also part sections of one article: then the parts must have a date, a
    byline or a source as well, all of them if there are two, else most.
    """
    for separator, firm in ((_FIRM_SEPARATOR, True), (_SEPARATOR, False)):
        parts = [part for part in separator.split(text) if part.strip()]
        tried = parts[:: len(parts) // _PARTS_TRIED + 1]
        like = sum(_is_article(part, firm) for part in tried)
        needed = len(parts) if len(parts) == 2 else len(tried) // 2 + 1
        if len(parts) > 1 and like >= needed:
            return parts
    return [text]


def _is_article(part: str, firm: bool) -> bool:
    if len(part) > MAX_ARTICLE_CHARS or part.count("\n") > MAX_ARTICLE_LINES:
        return False
    found = read_pasted(part)
    signed = found.dates or found.byline or found.source or found.url or found.problems
    long = len(found.text.split()) >= MIN_WORDS
    return bool(found.title and (signed or firm)) and long


def _add_part(part: str, place: str, reading: Reading) -> None:
    """Keep one of several articles; what has neither heading nor length is none."""
    if _too_long(part, place, reading):
        return
    article = read_pasted(part, reading.item.date_order)
    words = len(article.text.split())
    if words < MIN_WORDS and not (article.title or article.dates):
        shown = " ".join(part.split())[:60]
        reason = f'Between the separator lines stand {words} words only: "{shown}"'
        reading.skip(place, reason, "Give it a heading.")
        return
    if words < MIN_WORDS:
        reading.note("short for an article, kept as one", place)
    add_pasted(article, place, reading)


def _too_long(part: str, place: str, reading: Reading) -> bool:
    """Set a part aside that is far longer than any article."""
    if len(part) <= MAX_ARTICLE_CHARS and part.count("\n") <= MAX_ARTICLE_LINES:
        return False
    reading.skip(
        place,
        "The text is longer than 2,000,000 characters or 50,000 lines: no article.",
        "Put a line of ===== between articles.",
    )
    return True


def add_pasted(article: Pasted, place: str, reading: Reading) -> None:
    """Keep a pasted article, and note what was found and cut."""
    values: dict[str, object] = {
        name: value
        for name in ("title", "byline", "section", "source", "url", "language")
        if (value := getattr(article, name))
    }  # fmt: skip
    found = article.published()
    if found:
        where, date = found
        values |= {"published": date.time, "published_precision": date.precision,
                   "published_from": f"{where}; {date.rule}"}  # fmt: skip
    for problem in article.problems:
        reading.note(f"date: {problem}", place)
    for line in article.cut:
        reading.note(f"cut: {line}", place)
    if not article.text.strip():
        reading.skip(place, "No text is left below the heading.")
        return
    reading.add(
        place, text=article.text, captions="\n".join(article.captions) or None, **values
    )


READER = Reader("plain", (".txt", ".text", ".md", ".markdown"), _recognises, _read)
