"""Older collections of news in SGML: Reuters-21578, and TREC and LDC newswire.

SGML is no XML: end tags may be missing and signs stand unescaped. Documents are cut at
their opening tags and fields found by name.
"""

from __future__ import annotations

import re
from html import unescape

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.fields import dated, stated, unwrapped
from toolkit.text import clean_text

_DOCUMENT = re.compile(r"<(REUTERS|DOC)\b([^<>]{0,600})>", re.IGNORECASE)
_OPENING = re.compile(
    rb"\s*(?:<!DOCTYPE[^<>]*>\s*)?<(?:REUTERS|DOC)[ >]", re.IGNORECASE
)
_INNER = re.compile(rb"NEWID=|<(?:DOCNO|DOCID|DOC id|TEXT|BODY)[ =>]", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*[\"']?([^\"'<>]*?)[\"']?(?=\s|$)")
_PARAGRAPH = re.compile(r"\s*</?P>\s*", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_CONTROL = re.compile(r"&#[23];|[\x02\x03]")  # Reuters marks start and end of a text
_SIGNATURE = re.compile(r"\s*\bREUTER\s*$", re.IGNORECASE)
# LDC documents state their day in their number: GZT_ENG_20240806.0012
_DAY_IN_NUMBER = re.compile(r"[._A-Z-]((?:19|20)\d{6})[.-]\d+")


def _recognises(item: Item) -> bool:
    opening = _OPENING.match(item.data[:4000])
    return bool(opening) and bool(_INNER.search(item.data[:20_000]))


def _read(item: Item) -> Reading:
    text, encoding = decode(item.data)
    reading = Reading(item)
    if not encoding.startswith("utf-8"):
        reading.note(f"read as {encoding}")
    starts = list(_DOCUMENT.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    if not starts:
        raise Unreadable("No document begins in this file.", "Look whether it is cut.")
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        attributes = dict(_ATTRIBUTE.findall(start[2]))
        _add(text[start.end() : end], attributes, number, reading)
    return reading


def _add(
    document: str, attributes: dict[str, str], number: int, reading: Reading
) -> None:
    own = {name.casefold(): value for name, value in attributes.items()}
    named = own.get("newid") or own.get("id") or _field(document, "DOCNO", "DOCID")
    place = f"document {named or number}"
    text = _text(document)
    if not text:
        reading.skip(place, "The document has no text.", "")
        return
    values = stated(
        title=_field(document, "TITLE", "HEADLINE", "HEAD"),
        byline=_field(document, "AUTHOR", "BYLINE"),
        source="Reuters" if "newid" in own else "",
    )
    reading.add(place, text=text, **values,
                **_date(document, named, place, reading))  # fmt: skip


def _raw(document: str, name: str) -> str:
    """What stands in an element, to its end tag or else to the end of the document."""
    found = re.search(rf"<{name}\b[^<>]{{0,200}}>", document, re.IGNORECASE)
    if found is None:
        return ""
    end = re.search(rf"</{name}>", document[found.end() :], re.IGNORECASE)
    return document[found.end() :][: end.start() if end else None]


def _field(document: str, *names: str) -> str:
    values = (" ".join(unescape(_TAG.sub(" ", _raw(document, name))).split())
              for name in names)  # fmt: skip
    return next(filter(None, values), "")


def _text(document: str) -> str:
    inner = _raw(document, "BODY") or _raw(document, "TEXT")
    for name in ("TITLE", "DATELINE", "AUTHOR"):  # Reuters' briefs stand in TEXT
        inner = inner.replace(f"<{name}>{_raw(inner, name)}</{name}>", "\n")
    inner = _SIGNATURE.sub("", _CONTROL.sub("", inner))
    inner = _TAG.sub(" ", _PARAGRAPH.sub("\n\n", inner))
    return clean_text(unescape(unwrapped(inner.strip("\n"))))


def _date(
    document: str, number: str, place: str, reading: Reading
) -> dict[str, object]:
    if when := _field(document, "DATE", "DATE_TIME"):
        return dated(when, "date of the document", place, reading)
    day = _DAY_IN_NUMBER.search(number)
    return dated(day[1] if day else "", "date in the number of the document",
                 place, reading)  # fmt: skip


READER = Reader("sgml", (".sgm", ".sgml"), _recognises, _read, guarded=True)
