"""One module per file format, all behind one interface (``base.Reader``).

To add a format, write one module with a ``READER`` and name it in :data:`READERS`.
"""

from __future__ import annotations

import re

from toolkit.articles.readers import (
    current_events,
    delimited,
    factiva_xml,
    feeds,
    foreign,
    html,
    json_lines,
    layouts,
    mail,
    newsml,
    ocr,
    office,
    parquet,
    pdf,
    plain,
    rtf,
    sgml,
)  # fmt: skip
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable

# In the order they are asked; the content decides first, the name second.
READERS: tuple[Reader, ...] = (
    parquet.READER,
    pdf.READER,
    office.DOCX,
    office.ODT,
    rtf.READER,
    foreign.READER,
    factiva_xml.READER,
    newsml.READER,
    ocr.READER,
    feeds.READER,
    sgml.READER,
    mail.READER,
    html.READER,
    json_lines.READER,
    current_events.READER,
    delimited.READER,
    layouts.READER,
    plain.READER,
)

_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?><!--.{0,4000}?-->\s*){0,5}+"
    rb"<(?:\?xml|!DOCTYPE|[A-Za-z][\w:.-]*[\s/>])",
    re.DOTALL,
)


def choose_reader(item: Item) -> Reader:
    """Return the reader for an item, by its content first and its name second.

    Raises
    ------
    Unreadable
        The item is empty, or XML of no known kind.
    """
    if not item.data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Unreadable("The file is empty.", "")
    by_content = next((r for r in READERS if r.recognises(item)), None)
    by_name = next((r for r in READERS if item.suffix in r.suffixes), None)
    if by_content is None and by_name in (None, plain.READER) and _XML.match(item.data):
        raise Unreadable(
            "This is XML, or a fragment of a page, which is not read.",
            "Convert it to .csv or .json; name a page .html.",
        )
    return by_content or by_name or plain.READER


__all__ = ["READERS", "Item", "Reader", "Reading", "Unreadable", "choose_reader"]
