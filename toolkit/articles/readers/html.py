"""Saved web pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from toolkit.articles.columns import plain_name
from toolkit.articles.pasted import Pasted, read_pasted
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.html_dates import PageDates, text_of
from toolkit.articles.readers.web_exports import read_export

MAX_BYTES = 20 * 2**20
MAX_ELEMENTS = 100_000  # larger pages take the extractor minutes
OTHER_WORDS = 50  # a further article element with fewer is a teaser
MIN_LETTERS = 40  # less is a menu or an empty page
# atomic: a comment ends at its first end, or many would be joined in every way there is
_OPENING = re.compile(
    r"\A[\s\ufeff]*(?:<\?xml[^>]*\?>\s*)?(?><!--.{0,2000}?-->\s*)*+"
    r"<(?:!doctype\s+html|html|head|body|article|title|meta|div|main|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
)
_SITE_METAS = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "twitter:app:name:iphone",
)
_SECTION_METAS = ("article:section", "parsely-section", "section")
_ARTICLE_TYPES = (
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "BlogPosting",
    "WebPage",
)


def _recognises(item: Item) -> bool:
    return bool(_OPENING.match(decode(item.data[:8000])[0]))


def _read(item: Item) -> Reading:
    from trafilatura import load_html

    if len(item.data) > MAX_BYTES:
        raise Unreadable("The page is larger than 20 MiB.", "Save its text as .txt.")
    text, encoding = decode(item.data)
    tree = load_html(text.replace("\x00", ""))
    if tree is None:
        raise Unreadable(
            "This is not a web page that can be parsed.",
            "Save it again from a browser.",
        )
    reading = Reading(item)
    if not encoding.startswith("utf-8"):
        reading.note(f"read as {encoding}")
    if read_export(tree, reading):
        return reading
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise Unreadable(
            "The page has more than 100,000 elements.", "Save its text as .txt."
        )
    page = _Page(tree)
    captions = page.take_captions()
    body, found = _body(tree)
    if sum(map(str.isalpha, body)) < MIN_LETTERS:
        raise Unreadable(
            "The page holds no article text.",
            "Perhaps it needs a script to show it: copy the text into a .txt file.",
        )
    if found != "main text":
        reading.note(f"the body was taken from {found}")
    body = _with_other_parts(tree, body, reading)
    values = page.values()
    pasted = _without_heading(body, str(values.get("title", "")), reading)
    values |= {name: value for name in ("byline", "section")
               if (value := getattr(pasted, name)) and name not in values}  # fmt: skip
    values |= page.dates(values, reading).columns(pasted.published())
    captions += pasted.captions
    reading.add("", text=pasted.text, captions="\n".join(captions) or None, **values)
    return reading


def _without_heading(body: str, title: str, reading: Reading) -> Pasted:
    """The body as a pasted article: title, bylines and date lines at its head go."""
    pasted = read_pasted(body, reading.item.date_order)
    same = bool(pasted.title) and plain_name(pasted.title) in plain_name(title)
    if pasted.title and not same:  # a subheading, which is text
        pasted.text = f"{pasted.title}\n\n{pasted.text}".strip()
    if not pasted.text:
        pasted.text = body
    for line in pasted.cut:
        reading.note(f"cut: {line}")
    return pasted


def _body(tree: Any) -> tuple[str, str]:
    """The article's text, paragraphs parted by blank lines, and how it was found."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(deepcopy(tree), fast=True, include_comments=False,
                                include_tables=False, with_metadata=False)  # fmt: skip
    except (
        RecursionError,
        ValueError,
        TypeError,
        AttributeError,
        AssertionError,
        KeyError,
    ):
        found = None  # the extractor fails on odd trees; plain rules are tried instead
    text = (found.text or "") if found else ""
    if sum(map(str.isalpha, text)) >= MIN_LETTERS:
        return re.sub(r"\n+", "\n\n", text), "main text"
    for path in ("//article//p", "//main//p", "//body//p", "//p"):
        text = "\n\n".join(filter(None, map(text_of, tree.xpath(path))))
        if sum(map(str.isalpha, text)) >= MIN_LETTERS:
            return text, "its paragraphs, since no main text was found"
    for node in tree.xpath(
        "//script|//style|//noscript|//head|//nav|//footer|//template"
    ):
        node.drop_tree()
    return text_of(tree), "the whole page, since no main text was found"


def _with_other_parts(tree: Any, body: str, reading: Reading) -> str:
    """The body with what stands in further ``<article>`` elements of some length.

    One without a heading of its own continues the article; another is a second article
    and is set aside.
    """
    read = plain_name(body)
    for number, node in enumerate(tree.xpath("//article"), 1):
        paragraphs = [text for p in node.xpath(".//p") if (text := text_of(p))]
        unread = [text for text in paragraphs if plain_name(text) not in read]
        words = sum(len(text.split()) for text in unread)
        if words < OTHER_WORDS or len(unread) < len(paragraphs) or _is_aside(node):
            continue
        if node.xpath(".//h1|.//h2"):
            reading.skip(f"article element {number}",
                         f'The page holds another article: "{unread[0][:60]}"',
                         "Save it as a page of its own.")  # fmt: skip
            continue
        body = "\n\n".join([body, *unread])
        reading.note(f"article element {number} read as more of the body")
    return body


def _is_aside(node: Any) -> bool:
    around = (
        "ancestor-or-self::*[self::aside or self::nav or self::footer"
        " or contains(@class, 'comment')]"
    )
    return bool(node.xpath(around))


class _Page:
    """What a page says of itself outside its body."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.metas: dict[str, str] = {}
        for node in tree.iter("meta"):
            name = node.get("property") or node.get("name") or node.get("itemprop")
            content = (node.get("content") or "").strip()
            if name and content:
                self.metas.setdefault(name.strip().casefold(), content)
        self.data = list(_linked_data(tree))

    def take_captions(self) -> list[str]:
        """Captions of figures, which are then taken out of the page."""
        captions = []
        for node in self.tree.xpath("//figcaption"):
            captions.append(text_of(node))
            node.drop_tree()
        return [caption for caption in dict.fromkeys(captions) if caption]

    def meta(self, *names: str) -> str | None:
        return next((self.metas[name] for name in names if name in self.metas), None)

    def linked(self, key: str) -> str | None:
        """A field of the JSON-LD block that describes the article."""
        return next(
            (text for block in self.data if (text := _as_text(block.get(key)))), None
        )

    def first(self, path: str) -> str | None:
        return next(
            (text for node in self.tree.xpath(path)[:5] if (text := text_of(node))),
            None,
        )

    def values(self) -> dict[str, object]:
        """Title, byline, source, section, address and language, where stated."""
        link = next(iter(self.tree.xpath("//link[@rel='canonical']/@href")), None)
        values = {
            "title": self.meta("og:title") or self.linked("headline")
                     or self.first("//h1") or self.first("//title"),
            "byline": self.linked("author") or self._author(),
            "source": self.meta(*_SITE_METAS) or self.linked("publisher"),
            "section": self.meta(*_SECTION_METAS) or self.linked("articleSection"),
            "url": str(link) if link else self.meta("og:url"),
            "language": self.tree.get("lang") or self.meta("og:locale"),
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}

    def _author(self) -> str | None:
        stated = self.meta(*_AUTHOR_METAS)
        if stated and not stated.startswith("http"):
            return stated
        return self.first(
            "//*[@rel='author' or @itemprop='author'"
            " or contains(concat(' ', @class, ' '), ' byline ')]"
        )

    def dates(self, values: dict[str, object], reading: Reading) -> PageDates:
        """What finds the date of the page."""
        linked = {key: text for key in ("datePublished", "dateModified")
                  if (text := self.linked(key))}  # fmt: skip
        titles = [self.meta("og:title"), self.linked("headline"), self.first("//title")]
        url = str(values.get("url") or reading.item.url or "")
        return PageDates(self.tree, self.metas, linked, list(filter(None, titles)),
                         str(values.get("source") or ""), url, reading)  # fmt: skip


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The JSON-LD blocks of a page that describe an article."""
    for node in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            # strict=False: many pages break lines inside strings
            whole = json.loads(node.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        stack = whole if isinstance(whole, list) else [whole]
        for block in stack:
            blocks = block.get("@graph", [block]) if isinstance(block, dict) else []
            for part in blocks if isinstance(blocks, list) else []:
                if isinstance(part, dict) and _is_article(part.get("@type")):
                    yield part


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(k in _ARTICLE_TYPES or str(k).endswith("Article") for k in kinds)


def _as_text(value: object) -> str | None:
    if isinstance(value, dict):
        return _as_text(value.get("name"))
    if isinstance(value, list):
        return ", ".join(text for part in value if (text := _as_text(part))) or None
    return str(value).strip() or None if isinstance(value, str | int) else None


READER = Reader("html", (".html", ".htm", ".xhtml"), _recognises, _read, guarded=True)
