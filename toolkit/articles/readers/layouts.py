"""Texts of any kind of file: an export of a known layout, or pasted articles.

Word processor files, PDFs and plain text all come down to a text with paragraphs. What
stands in it is decided here, once.
"""

from __future__ import annotations

import re

from toolkit.articles.cleaning import repair
from toolkit.articles.readers import factiva, lexis, nexis, plain, proquest
from toolkit.articles.readers.base import Item, Layout, Reader, Reading
from toolkit.articles.readers.encoding import decode

LAYOUTS: tuple[Layout, ...] = (
    nexis.LAYOUT,
    lexis.LAYOUT,
    factiva.LAYOUT,
    proquest.LAYOUT,
)
_SAMPLE = 200_000  # bytes of a file that are searched for the marks of an export
_MARK = re.compile(rb"do[ck]ument", re.IGNORECASE)  # all of them have the word


def find_layout(text: str) -> Layout | None:
    """The export layout a text has, if any."""
    return next((layout for layout in LAYOUTS if layout.recognises(text)), None)


def read_text(text: str, reading: Reading) -> None:
    """Add every article of a text: documents of an export, or pasted ones."""
    if (layout := find_layout(text)) is not None:
        read_layout(layout, text, reading)
    else:
        plain.read_articles_in(text, reading)


def read_layout(layout: Layout, text: str, reading: Reading) -> None:
    """Add the documents of an export."""
    reading.layout = layout.name
    layout.read(text, reading)


def _recognises(item: Item) -> bool:
    sample = item.data[:_SAMPLE]
    if not _MARK.search(sample.replace(b"\x00", b"")):
        return False  # decoding takes a hundred times longer
    return find_layout(decode(sample)[0].replace("\r", "")) is not None


def _read(item: Item) -> Reading:
    text, encoding = decode(item.data)
    text, _ = repair(text)
    reading = Reading(item)
    if not encoding.startswith("utf-8"):
        reading.note(f"read as {encoding}")
    read_text(text.replace("\r\n", "\n"), reading)
    return reading


READER = Reader("export", (), _recognises, _read, guarded=True)
