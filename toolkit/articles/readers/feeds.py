"""Saved feeds: RSS of any version, RDF and Atom. One item, one article.

A feed often gives a summary only; what it calls the full content is read where there
is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.fields import dated, stated
from toolkit.articles.readers.headlines import add_headline
from toolkit.articles.readers.markup import (
    first_elements,
    name_of,
    parse_xml,
    text_of,
)  # fmt: skip
from toolkit.articles.readers.web_exports import fragment_text
from toolkit.text import clean_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BODIES = ("encoded", "content", "body", "description", "summary", "abstract")
# The day of publication first; Atom demands only the last change.
_DATES = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
_CHANGES = ("updated", "modified")


def _recognises(item: Item) -> bool:
    names = first_elements(item.data, 2)
    return names[:1] in (["rss"], ["feed"]) or names == ["rdf", "channel"]


def _read(item: Item) -> Reading:
    reading = Reading(item)
    try:
        _add_all(parse_xml(item.data, mend=True), reading)
    except UnicodeDecodeError as error:  # what the parser mended is no text after all
        raise Unreadable("The feed holds half characters.",
                         "Download it again.") from error  # fmt: skip
    return reading


def _add_all(root: Element, reading: Reading) -> None:
    feed = next((node for node in root if name_of(node) == "channel"), root)
    source = _said(feed, "title")
    language = _said(feed, "language") or feed.get(f"{_XML}lang", "")
    items = [node for node in root.iter() if name_of(node) in ("item", "entry")]
    for number, node in enumerate(items, 1):
        _add(node, source, language, f"item {number}", reading)


_XML = "{http://www.w3.org/XML/1998/namespace}"


def _add(
    node: Element, source: str, language: str, place: str, reading: Reading
) -> None:
    title = fragment_text(_said(node, "title"))
    values = stated(
        title=title,
        byline=_author(node),
        source=_said(node, "source") or source,
        section=_said(node, "category") or _said(node, "subject"),
        language=_said(node, "language") or node.get(f"{_XML}lang") or language,
        url=_link(node),
    )
    values |= _date(node, place, reading)
    text = _body(node)
    if text:
        reading.add(place, text=text, **values)
    else:
        add_headline(values, place, reading)


def _children(node: Element, *names: str) -> list[Element]:
    """Children with these names, in the order of the names."""
    return [child for name in names for child in node if name_of(child) == name]


def _said(node: Element, *names: str) -> str:
    """The first of these children that says something."""
    texts = (text_of(child) for child in _children(node, *names))
    return next(filter(None, texts), "")


def _body(node: Element) -> str:
    """The longest of what may be the text: summaries stand beside full contents."""
    texts = [clean_text(fragment_text(_markup(child))) for child in
             _children(node, *_BODIES)]  # fmt: skip
    return max(texts, key=len, default="")


def _markup(node: Element) -> str:
    """The markup in an element, whether escaped or standing there as XHTML."""
    from lxml import etree

    if len(node) == 0:
        return node.text or ""
    return etree.tostring(node, encoding="unicode", with_tail=False)


def _author(node: Element) -> str:
    names = [_said(child, "name") or text_of(child)
             for child in _children(node, "creator", "author")]  # fmt: skip
    return ", ".join(dict.fromkeys(filter(None, names)))


def _link(node: Element) -> str:
    for link in _children(node, "origlink", "link"):
        if link.get("rel", "alternate") == "alternate":
            return link.get("href") or text_of(link)
    guid = _said(node, "guid", "id")
    return guid if guid.startswith(("http://", "https://")) else ""


def _date(node: Element, place: str, reading: Reading) -> dict[str, object]:
    for name in _DATES:
        if when := _said(node, name):
            change = ", the last change" if name in _CHANGES else ""
            return dated(when, f"{name} of the feed{change}", place, reading)
    return dated("", "date of the item", place, reading)


READER = Reader("feed", (".rss", ".atom", ".rdf"), _recognises, _read, guarded=True)
