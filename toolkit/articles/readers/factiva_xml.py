"""Factiva exports as XML: one ``article`` element per document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.articles.readers.base import Item, Reader, Reading
from toolkit.articles.readers.fields import dated, stated, unwrapped
from toolkit.articles.readers.markup import (
    each,
    first,
    first_elements,
    paragraphs,
    parse_xml,
    text_of,
)  # fmt: skip

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BODY = ("leadparagraph", "tailparagraphs")
_MARKS = {"ppsresponse", "ppsarticleresponse", "ppsarticle"}


def _recognises(item: Item) -> bool:
    return bool(_MARKS.intersection(first_elements(item.data, 4)))


def _read(item: Item) -> Reading:
    reading = Reading(item)
    for number, article in enumerate(each(parse_xml(item.data), "article"), 1):
        _add(article, f"article {number}", reading)
    return reading


def _add(article: Element, place: str, reading: Reading) -> None:
    parts = [unwrapped(paragraphs(node)) for node in each(article, *_BODY)]
    text = "\n\n".join(filter(None, parts))
    if not text:
        reading.skip(place, "The article has no text.", "Export it as full text.")
        return

    def said(name: str) -> str:
        return text_of(first(article, name))

    values = stated(title=said("headline"), byline=said("byline"),
                    source=said("sourcename"), section=said("sectionname"),
                    language=said("baselanguage"), captions=said("artwork"),
                    article_id=said("accessionno"))  # fmt: skip
    when = f"{said('publicationdate')} {said('publicationtime')}".strip()
    date = dated(when, "publicationDate of the export", place, reading)
    reading.add(place, text=text, **values, **date)


READER = Reader("factiva", (), _recognises, _read, guarded=True)
