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
from toolkit.articles.readers.web_exports import read_export
from toolkit.dates import (
    LONGEST_DATE,
    FoundDate,
    is_ambiguous_date,
    parse_date,
    parse_epoch,
)  # fmt: skip

MAX_BYTES = 20 * 2**20
MAX_ELEMENTS = 100_000  # larger pages take the extractor minutes
OTHER_WORDS = 50  # a further article element with fewer is a teaser
MIN_LETTERS = 40  # less is a menu or an empty page
_OPENING = re.compile(
    r"\A[\s\ufeff]*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|title|meta|div|main|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
# Where pages state when they were published, the plainest first.
_DATE_METAS = ("article:published_time", "og:article:published_time", "datepublished",
               "date", "pubdate", "publishdate", "publish-date", "publication_date",
               "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date",
               "dcterms.created", "citation_publication_date")  # fmt: skip
_CHANGE_METAS = ("article:modified_time", "og:updated_time", "datemodified",
                 "last-modified")  # fmt: skip
_PUBLISHED = re.compile(r"publi[sc]|posted|(?<!up)date(?!mod)", re.IGNORECASE)
_HOMES = "ancestor::*[self::article or self::main or self::header]"
_BELOW_PROSE = f"preceding::p[string-length(.) > {LONGEST_DATE}]"
# Links to other articles carry dates too: in lists, cards, asides, boxes so named.
_RELATED = ("related", "recommend", "trending", "most-read", "mostread", "teaser",
            "sidebar")  # fmt: skip
_ELSEWHERE = (
    "ancestor::*[self::aside or self::nav or self::footer or self::a"
    " or (self::li and .//a)"
    " or (self::article and .//a[.//h2 or .//h3] and not(.//h1))"
    + "".join(f" or contains(@class, '{name}')" for name in _RELATED)
    + "]"
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
    values |= _published(page, pasted, reading)
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
        text = "\n\n".join(filter(None, map(_text_of, tree.xpath(path))))
        if sum(map(str.isalpha, text)) >= MIN_LETTERS:
            return text, "its paragraphs, since no main text was found"
    for node in tree.xpath(
        "//script|//style|//noscript|//head|//nav|//footer|//template"
    ):
        node.drop_tree()
    return _text_of(tree), "the whole page, since no main text was found"


def _with_other_parts(tree: Any, body: str, reading: Reading) -> str:
    """The body with what stands in further ``<article>`` elements of some length.

    One without a heading of its own continues the article; another is a second article
    and is set aside.
    """
    read = plain_name(body)
    for number, node in enumerate(tree.xpath("//article"), 1):
        paragraphs = [text for p in node.xpath(".//p") if (text := _text_of(p))]
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


def _text_of(node: Any) -> str:
    return (
        " ".join(" ".join(map(str, node.itertext())).split())
        if isinstance(node.tag, str)
        else ""
    )


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
            captions.append(_text_of(node))
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
            (text for node in self.tree.xpath(path)[:5] if (text := _text_of(node))),
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

    def dates(self) -> Iterator[tuple[str, str]]:
        """Each stated date of publication with the rule that found it."""
        for name in _DATE_METAS:
            if name in self.metas:
                yield f"page metadata {name}", self.metas[name]
        if (stated := self.linked("datePublished")) is not None:
            yield "JSON-LD datePublished", stated
        for node in self._times()[:1]:
            yield "time element of the page", node.get("datetime")
        for name in _CHANGE_METAS:
            if name in self.metas:
                yield f"page metadata {name}, the last change", self.metas[name]
        if (stated := self.linked("dateModified")) is not None:
            yield "JSON-LD dateModified, the last change", stated

    def _times(self) -> list[Any]:
        """Time elements that date this article, those that say so first."""
        times = [node for node in self.tree.xpath("//time[@datetime]")
                 if not node.xpath(_ELSEWHERE) and not _is_in_prose(node)]  # fmt: skip
        marked = [node for node in times if _says_published(node)]
        heads = self.tree.xpath("//h1")
        homes = heads[0].xpath(_HOMES) if heads else []
        near = [node for home in reversed(homes) for node in times
                if home in node.iterancestors()]  # fmt: skip
        alone = [] if heads else [node for node in times if node.xpath(_HOMES)]
        above = [node for node in (*near, *alone) if not node.xpath(_BELOW_PROSE)]
        return [*marked, *above]


def _says_published(node: Any) -> bool:
    said = " ".join(node.get(name, "") for name in ("itemprop", "class"))
    return "pubdate" in node.attrib or bool(_PUBLISHED.search(said))


def _is_in_prose(node: Any) -> bool:
    """True for a date that a paragraph of the text mentions."""
    paragraph = next(node.iterancestors("p"), None)
    return paragraph is not None and len(_text_of(paragraph)) > LONGEST_DATE


def _published(page: _Page, pasted: Pasted, reading: Reading) -> dict[str, object]:
    order = reading.item.date_order
    found: list[tuple[str, FoundDate]] = []
    for where, stated in page.dates():
        date = parse_date(stated, order) or parse_epoch(stated)
        if date:
            found.append((where, date))
        elif is_ambiguous_date(stated):
            reading.note(f'date: {where}: "{stated}" may be day first or month first: '
                         'give date_order="dmy" or "mdy"')  # fmt: skip
    if not found and (visible := pasted.published()):
        found = [visible]
    if not found:
        if page.tree.xpath("//time"):
            reading.note("date left missing: no time element stands by the heading "
                         "or says that it is of publication")  # fmt: skip
        return {}
    where, best = found[0]
    for other_where, other in found[1:]:
        if "last change" in other_where:
            continue
        if abs((other.time - best.time).total_seconds()) > 86_400:
            reading.note(f"two dates: {best.time:%Y-%m-%d} ({where}) is used, "
                         f"{other.time:%Y-%m-%d} ({other_where}) is not")  # fmt: skip
    return {"published": best.time, "published_precision": best.precision,
            "published_from": f"{where}; {best.rule}"}  # fmt: skip


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The JSON-LD blocks of a page that describe an article."""
    for node in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            whole = json.loads(node.text_content())
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
