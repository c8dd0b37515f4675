"""Recognised pages of print: ALTO (libraries' newspaper scans) and hOCR.

One page is one article: recognition knows blocks and lines, not where one story ends.
Words broken between lines are whole again. Recognition errors stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.articles.printed import join_printed
from toolkit.articles.readers.base import Item, Reader, Reading
from toolkit.articles.readers.fields import one_line
from toolkit.articles.readers.markup import each, first_elements, name_of, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NOTE = "a recognised page, read as one article"


def _recognises(item: Item) -> bool:
    return first_elements(item.data, 1) == ["alto"]


def _read(item: Item) -> Reading:
    reading = Reading(item)
    pages = list(each(parse_xml(item.data), "page"))
    for number, page in enumerate(pages, 1):
        blocks = [[_line(line) for line in each(block, "textline")]
                  for block in each(page, "textblock")]  # fmt: skip
        _add(blocks, f"page {number}" if len(pages) > 1 else "", reading)
    return reading


def _line(line: Element) -> str:
    """Words of a line; of a broken word the whole, where its first part stands."""
    words = []
    for node in line:
        if name_of(node) == "hyp" and words and not words[-1].endswith("-"):
            words[-1] += "-"
        if name_of(node) != "string" or node.get("SUBS_TYPE") == "HypPart2":
            continue
        whole = (
            node.get("SUBS_CONTENT") if node.get("SUBS_TYPE") == "HypPart1" else None
        )
        words.append(whole or node.get("CONTENT", ""))
        if whole:
            return " ".join(words)
    return " ".join(words)


def _add(blocks: list[list[str]], place: str, reading: Reading) -> None:
    text = "\n\n".join(filter(None, (join_printed(block) for block in blocks)))
    if not text:
        reading.skip(place, "No words were recognised on the page.", "")
        return
    reading.note(NOTE, place)
    reading.note("date left missing: a recognised page states none", place)
    reading.add(place, text=text)


def read_page(tree: Any, reading: Reading) -> bool:
    """Add the pages of an hOCR file; False for any other web page."""
    pages = _marked(tree, "ocr_page")
    if not pages:
        return False
    reading.layout = "hocr"
    for number, page in enumerate(pages, 1):
        blocks = [[one_line("".join(map(str, line.itertext())))
                   for line in _marked(paragraph, "ocr_line") or [paragraph]]
                  for paragraph in _marked(page, "ocr_par") or [page]]  # fmt: skip
        _add(blocks, f"page {number}", reading)
    return True


def _marked(node: Any, name: str) -> list[Any]:
    return node.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")


READER = Reader("alto", (), _recognises, _read, guarded=True)
