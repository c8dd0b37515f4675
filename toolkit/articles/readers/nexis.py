"""Nexis exports of the older kind: many documents, each with its field lines.

Each document begins with a line ``3 of 10 DOCUMENTS``. Below it stand the outlet, the
date, the heading, ``KEY: value`` lines, the body and closing ``KEY: value`` lines. The
same text comes as plain text, as a web page and from word processors.
"""

from __future__ import annotations

import re

from toolkit.articles.readers.base import Layout, Reading
from toolkit.articles.readers.fields import one_line, published, read_date_line
from toolkit.dates import FoundDate
from toolkit.text import clean_text

_START = re.compile(
    r"^[ \t]*(?:document )?([\d,]+) of [\d,]+ do[ck]ument(?:s|en|e)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_KEY = re.compile(r"^([A-Z][A-Z-]{3,20}): *(.*)$", re.DOTALL)
_RIGHTS = re.compile(r"^.*(?:copyright\b|\(c\) \d{4}|©|all rights reserved).*$",
                     re.MULTILINE | re.IGNORECASE)  # fmt: skip
_USED = {"BYLINE": "byline", "SECTION": "section", "LANGUAGE": "language",
         "HEADLINE": "title", "URL": "url", "GRAPHIC": "captions"}  # fmt: skip
# What these say is prose of the outlet, but not part of the article as printed.
_TOLD = ("HIGHLIGHT", "CORRECTION", "CORRECTION-DATE")


def _recognises(text: str) -> bool:
    return bool(_START.search(text))


def _read(text: str, reading: Reading) -> None:
    _, *parts = _START.split(text)
    for number, document in zip(parts[::2], parts[1::2], strict=True):
        _add(document, f"document {number.replace(',', '')}", reading)


def _add(document: str, place: str, reading: Reading) -> None:
    blocks = [block for block in clean_text(document).split("\n\n") if block]
    fields = _fields(blocks)
    head, body = _head_and_body(blocks)
    values: dict[str, object] = {
        ours: fields[key] for key, ours in _USED.items() if fields.get(key)
    }
    for key in _TOLD:
        if fields.get(key):
            reading.note(f"not read: {key}: {fields[key]}", place)
    at, found = _find_date(head)
    if found:
        values |= published(found, "date line of the export")
    else:
        reading.note("date left missing: no date line that can be read", place)
    head = [one_line(_RIGHTS.sub("", block)) for i, block in enumerate(head) if i != at]
    head = [block for block in head if block]
    # the outlet comes first and the heading last; editions may stand between
    if head:
        values["source"] = head[0]
    if len(head) > 1:
        values.setdefault("title", head[-1])
    if body:
        reading.add(place, text="\n\n".join(map(one_line, body)), **values)
    else:
        reading.skip(place, "The document has no body.",
                     "Export it again with its full text.")  # fmt: skip


def _fields(blocks: list[str]) -> dict[str, str]:
    """Each key and what stands behind it, or in the block below if nothing does."""
    fields = {}
    for block, below in zip(blocks, [*blocks[1:], ""], strict=False):
        if (found := _KEY.match(block)) is not None:
            value = found[2] or ("" if _KEY.match(below) else below)
            fields[found[1]] = one_line(value)
    return fields


def _find_date(head: list[str]) -> tuple[int | None, FoundDate | None]:
    """The first date line and its block; editions stand below it in the same block."""
    for i, block in enumerate(head):
        for line in block.split("\n"):
            if (found := read_date_line(line)) is not None:
                return i, found
    return None, None


def _head_and_body(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Blocks above the first ``KEY:`` line, and the prose between such lines."""
    keyed = [i for i, block in enumerate(blocks) if _KEY.match(block)]
    if not keyed:
        return blocks[:3], blocks[3:]
    leading, there = keyed[0], set(keyed)
    while leading + 1 in there:
        leading += 1
    end = next((i for i in keyed if i > leading), len(blocks))
    return blocks[: keyed[0]], blocks[leading + 1 : end]


LAYOUT = Layout("nexis", _recognises, _read)
