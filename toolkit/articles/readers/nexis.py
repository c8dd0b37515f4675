"""Nexis exports as plain text: many documents in one file, each with its field lines.

Each document begins with a line ``3 of 10 DOCUMENTS``. Below it stand the outlet, the
date, the heading, ``KEY: value`` lines, the body and closing ``KEY: value`` lines.
"""

from __future__ import annotations

import re

from toolkit.articles.cleaning import repair
from toolkit.articles.readers.base import Item, Reader, Reading
from toolkit.articles.readers.encoding import decode
from toolkit.dates import FoundDate, parse_date
from toolkit.text import clean_text

_START = re.compile(r"^[ \t]*(\d+) of \d+ DOCUMENTS[ \t]*\r?$", re.MULTILINE)
_KEY = re.compile(r"^([A-Z][A-Z-]{3,20}): *(.*)$", re.DOTALL)
_USED = {"HEADLINE": "title", "BYLINE": "byline", "SECTION": "section",
         "LANGUAGE": "language"}  # fmt: skip


def _recognises(item: Item) -> bool:
    return bool(_START.search(decode(item.data[:20_000])[0]))


def _read(item: Item) -> Reading:
    text, encoding = decode(item.data)
    text, _ = repair(text)
    reading = Reading(item)
    if not encoding.startswith("utf-8"):
        reading.note(f"read as {encoding}")
    _, *parts = _START.split(text)
    for number, document in zip(parts[::2], parts[1::2], strict=True):
        _add(document, f"document {number}", reading)
    return reading


def _add(document: str, place: str, reading: Reading) -> None:
    blocks = clean_text(document).split("\n\n")
    fields = {m[1]: _one_line(m[2]) for block in blocks if (m := _KEY.match(block))}
    head, body = _head_and_body(blocks)
    values: dict[str, object] = {
        ours: fields[key] for key, ours in _USED.items() if fields.get(key)
    }
    at, found = _find_date(head)
    if found:
        values |= {
            "published": found.time,
            "published_precision": found.precision,
            "published_from": f"date line of the export; {found.rule}",
        }
    else:
        reading.note("date left missing: no date line that can be read", place)
    head = [_one_line(block) for i, block in enumerate(head) if i != at]
    # the outlet comes first and the heading last; editions may stand between
    if head:
        values["source"] = head[0]
    if len(head) > 1:
        values.setdefault("title", head[-1])
    if body:
        reading.add(place, text="\n\n".join(map(_one_line, body)), **values)
    else:
        reading.skip(place, "The document has no body.")


def _find_date(head: list[str]) -> tuple[int | None, FoundDate | None]:
    """The first date line and its block; editions stand below it in the same block."""
    for i, block in enumerate(head):
        for line in block.split("\n"):
            if (found := parse_date(line)) is not None:
                return i, found
    return None, None


def _one_line(block: str) -> str:
    return " ".join(block.split())


def _head_and_body(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Blocks above the first ``KEY:`` line, and the prose between such lines."""
    keyed = [i for i, block in enumerate(blocks) if _KEY.match(block)]
    if not keyed:
        return blocks[:3], blocks[3:]
    leading = keyed[0]
    while leading + 1 < len(blocks) and leading + 1 in keyed:
        leading += 1
    end = next((i for i in keyed if i > leading), len(blocks))
    return blocks[: keyed[0]], blocks[leading + 1 : end]


READER = Reader("nexis", (), _recognises, _read)
