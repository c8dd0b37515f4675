"""One module per file format, all behind one interface (``base.Reader``).

To add a format, write one module with a ``READER`` and name it in :data:`READERS`.
"""

from __future__ import annotations

import re

from toolkit.articles.readers import (
    delimited,
    html,
    json_lines,
    nexis,
    parquet,
    plain,
)  # fmt: skip
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable

# In the order they are asked; the content decides first, the name second.
READERS: tuple[Reader, ...] = (
    parquet.READER,
    html.READER,
    json_lines.READER,
    nexis.READER,
    delimited.READER,
    plain.READER,
)

# First bytes of formats that are met often and not read, with what to do instead.
_FOREIGN = (
    (b"%PDF", "PDF", "Save the text of the PDF as .txt."),
    (b"\x1f\x8b", "gzip", "Unpack it first."),
    (b"{\\rtf", "RTF", "Save it as .txt from a word processor."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document",
        "Save it as .txt, or as .csv for a table.",
    ),
    (b"PK\x03\x04", "an Office document", "Save it as .txt, or as .csv for a table."),
    (b"WARC/", "a web archive (WARC)", "Extract its pages as .html first."),
    (b"SQLite format 3", "an SQLite database", "Export the table as .csv."),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"BZh", "bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "xz", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
)
_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,4000}?-->\s*){0,5}"
    rb"<(?:\?xml|!DOCTYPE|[A-Za-z][\w:.-]*[\s/>])",
    re.DOTALL,
)


def choose_reader(item: Item) -> Reader:
    """Return the reader for an item, by its content first and its name second.

    Raises
    ------
    Unreadable
        The item is empty or in a format that is known and not read.
    """
    if not item.data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Unreadable("The file is empty.", "")
    for magic, name, advice in _FOREIGN:
        if item.data.startswith(magic):
            raise Unreadable(f"This is {name}, which is not read.", advice)
    by_content = next((r for r in READERS if r.recognises(item)), None)
    by_name = next((r for r in READERS if item.suffix in r.suffixes), None)
    if by_content is None and by_name in (None, plain.READER) and _XML.match(item.data):
        raise Unreadable(
            "This is XML, or a fragment of a page, which is not read.",
            "Convert it to .csv or .json; name a page .html.",
        )
    return by_content or by_name or plain.READER


__all__ = ["READERS", "Item", "Reader", "Reading", "Unreadable", "choose_reader"]
