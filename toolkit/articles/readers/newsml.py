"""What news agencies deliver: NewsML-G2, NewsML 1, NITF and Reuters' RCV1.

They nest in one another (a NewsML item often holds NITF), so all are read by the same
rule: for each column the first element that states it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.articles.readers.base import Item, Reader, Reading
from toolkit.articles.readers.fields import dated, stated
from toolkit.articles.readers.markup import (
    each,
    first,
    first_elements,
    name_of,
    paragraphs,
    parse_xml,
    text_of,
)  # fmt: skip

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROOTS = {"newsml", "newsmessage", "newsitem", "nitf", "packageitem", "knowledgeitem"}
_TITLES = ("headline", "hl1", "hedline", "title")
_BYLINES = ("byline", "by", "bytag")
_SOURCES = ("creditline", "provider", "copyrightholder", "doc.copyright", "pubdata")
_BODIES = ("body.content", "body", "inlinedata", "datacontent", "text", "inlinexml")
# Element, attribute (or none for its text): the day of publication comes first.
_DATES = (
    ("date.issue", "norm"),
    ("pubdata", "date.publication"),
    ("firstcreated", None),
    ("contentcreated", None),
    ("versioncreated", None),
    ("story.date", "norm"),
    ("thisrevisioncreated", None),
    ("dateid", None),
    ("newsitem", "date"),
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _recognises(item: Item) -> bool:
    return bool(_ROOTS.intersection(first_elements(item.data, 1)))


def _read(item: Item) -> Reading:
    reading = Reading(item)
    root = parse_xml(item.data)
    items = list(each(root, "newsitem")) or list(each(root, "nitf")) or [root]
    for number, node in enumerate(items, 1):
        _add(node, f"item {number}", reading)
    return reading


def _add(node: Element, place: str, reading: Reading) -> None:
    text = next(filter(None, (paragraphs(body) for name in _BODIES
                              for body in each(node, name))), "")  # fmt: skip
    if not text:
        reading.skip(place, "The item has no text.",
                     "Pictures and packages of items have none.")  # fmt: skip
        return
    values = stated(
        title=text_of(first(node, *_TITLES)),
        byline=text_of(first(node, *_BYLINES)),
        source=_source(node),
        language=_language(node),
        section=_attribute(node, "pubdata", "position.section"),
        article_id=node.get("guid") or node.get("itemid"),
    )
    reading.add(place, text=text, **values, **_date(node, place, reading))


def _source(node: Element) -> str:
    for name in _SOURCES:
        for found in each(node, name):
            said = (text_of(found) or found.get("name") or found.get("literal")
                    or found.get("holder") or "")  # fmt: skip
            if said:
                return said
    return ""


def _language(node: Element) -> str:
    stated_in = first(node, "language")
    tag = "" if stated_in is None else stated_in.get("tag") or text_of(stated_in)
    return tag or next((n.get(_XML_LANG) for n in node.iter() if n.get(_XML_LANG)), "")


def _attribute(node: Element, name: str, attribute: str) -> str:
    return next((v for n in each(node, name) if (v := n.get(attribute))), "")


def _date(node: Element, place: str, reading: Reading) -> dict[str, object]:
    for name, attribute in _DATES:
        for found in each(node, name):
            when = found.get(attribute, "") if attribute else text_of(found)
            if when:
                where = f"{name}@{attribute}" if attribute else name_of(found)
                return dated(when, f"{where} of the item", place, reading)
    return dated("", "date in the item", place, reading)


READER = Reader("newsml", (), _recognises, _read, guarded=True)
