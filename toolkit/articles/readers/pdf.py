"""PDF with a text layer: lines as printed, joined to paragraphs.

A scan has no text layer and is set aside. Columns come in the order the file has them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.articles.printed import join_printed
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.layouts import read_text

MAX_PAGES = 5_000
MAX_CHARS = 64 * 2**20
MIN_LETTERS = 40  # less, in a whole file, is a scan with a stamp on it
_EDGE_LINES = 2  # at the top and bottom of a page, where running heads stand
_PAGE_NUMBER = re.compile(r"(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?", re.IGNORECASE)


def _recognises(item: Item) -> bool:
    return b"%PDF-" in item.data[:1024]


def _read(item: Item) -> Reading:
    reading = Reading(item)
    pages = [page.split("\n") for page in _page_texts(item.data, reading)]
    if (
        sum(char.isalpha() for page in pages for line in page for char in line)
        < MIN_LETTERS
    ):
        raise Unreadable("The PDF has no text layer: it is a scan.",
                         "Recognise its text first, e.g. with OCRmyPDF.")  # fmt: skip
    read_text(join_printed(_without_running_heads(pages, reading)), reading)
    return reading


def _page_texts(data: bytes, reading: Reading) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise Unreadable(
            "The PDF is encrypted." if locked else f"The PDF is damaged: {error}",
            "Save it without a password." if locked else "Download it again.",
        ) from error
    if len(document) > MAX_PAGES:
        raise Unreadable("The PDF has more than 5,000 pages.", "Split it.")
    total = 0
    for number in range(len(document)):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            reading.skip(f"page {number + 1}", "The page is damaged.", "")
            continue
        total += len(text)
        if total > MAX_CHARS:
            raise Unreadable("The PDF holds more than 64 MiB of text.", "Split it.")
        yield text.replace("\r\n", "\n").replace("\r", "\n")


def _without_running_heads(pages: list[list[str]], reading: Reading) -> list[str]:
    """Lines of all pages, without page numbers and what recurs at the pages' edges."""
    filled = [[line.strip() for line in page if line.strip()] for page in pages]
    edges = Counter(line for page in filled for line in
                    {*page[:_EDGE_LINES], *page[-_EDGE_LINES:]})  # fmt: skip
    often = max(3, len(filled) // 2)
    lines = []
    for page in filled:
        for i, line in enumerate(page):
            at_edge = i < _EDGE_LINES or i >= len(page) - _EDGE_LINES
            if at_edge and (edges[line] >= often or _PAGE_NUMBER.fullmatch(line)):
                continue
            lines.append(line)
    for line, count in edges.items():
        if count >= often:
            reading.note(f"cut from the edges of {count} pages: {line[:80]}")
    return lines


READER = Reader("pdf", (".pdf",), _recognises, _read, guarded=True)
