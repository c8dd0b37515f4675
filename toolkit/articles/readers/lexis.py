"""Nexis Uni, Lexis Advance and Lexis+ exports.

Below the heading stand the outlet, the date, a copyright line and ``Key: value`` lines;
a line ``Body`` opens the text and ``End of Document`` ends it. Several documents follow
one another in one file, the first below a list of them all.
"""

from __future__ import annotations

import re

from toolkit.articles.readers.base import Layout, Reading
from toolkit.articles.readers.fields import one_line, published, read_date_line, stated
from toolkit.dates import FoundDate
from toolkit.text import clean_text

_END = re.compile(r"^[ \t\xa0]*End of Document[ \t\xa0]*$", re.MULTILINE)
_BODY = re.compile(r"^(?:Body|Text)$", re.MULTILINE)
_KEY = re.compile(
    r"(Section|Length|Byline|Dateline|Highlight|Headline|Graphic|Copyright|Language"
    r"|Load-Date|Notes|Publication-Type|Journal Code|Series|Correction(?:-Date)?"
    r"|Subject|Classification|Acc-No|Url|Document-Type)\s?:\s*(.*)",
)
_CLOSING = re.compile(
    r"^(?:(?:Load-Date|Graphic|Language|Publication-Type|Journal Code|Notes"
    r"|Document-Type|Acc-No|Url|Subject|Industry|Geographic|Company|Organization"
    r"|Person|Ticker|Correction(?:-Date)?)\s?:.*|Classification|Graphic|Notes)$",
    re.MULTILINE,
)
_PAGE = re.compile(r"^Page \d+ of \d+$\n*", re.MULTILINE)
_LENGTH = re.compile(r"[\d,.]+ words", re.IGNORECASE)
_COPYRIGHT = re.compile(r"copyright\b|\(c\) |©|all rights reserved", re.IGNORECASE)


def _recognises(text: str) -> bool:
    return bool(_END.search(text) and _BODY.search(text))


def _read(text: str, reading: Reading) -> None:
    text = _PAGE.sub("", clean_text(text))
    *documents, rest = _END.split(text)
    for number, document in enumerate(documents, 1):
        _add(document.strip(), number, reading)
    if _BODY.search(rest):
        reading.note("the last document has no closing line; it may be cut short",
                     f"document {len(documents) + 1}")  # fmt: skip
        _add(rest.strip(), len(documents) + 1, reading)


def _add(document: str, number: int, reading: Reading) -> None:
    place = f"document {number}"
    opening = _BODY.search(document)
    if opening is None:
        reading.skip(place, "The document has no body.",
                     "Export it again with its full text.")  # fmt: skip
        return
    lines = [line for line in document[: opening.start()].split("\n") if line]
    body, fields = _body_and_closing(document[opening.end() :])
    fields |= {m[1]: one_line(m[2]) for line in lines if (m := _KEY.fullmatch(line))}
    at, found = _find_date(lines)
    if not body:
        reading.skip(place, "Nothing stands below the line Body.", "")
        return
    if at is None or found is None:
        reading.note("date left missing: no date line that can be read", place)
        reading.add(place, text=body, **_values(fields, "", _title(lines, number)))
        return
    source = lines[at - 1] if at else ""
    title = _title(lines[: max(0, at - 1)], number)
    reading.add(place, text=body, **_values(fields, source, title),
                **published(found, "date line of the export"))  # fmt: skip


def _values(fields: dict[str, str], source: str, title: str) -> dict[str, object]:
    return stated(
        title=fields.get("Headline") or title,
        source=source,
        byline=fields.get("Byline"),
        section=fields.get("Section"),
        language=fields.get("Language"),
        captions=fields.get("Graphic"),
        url=fields.get("Url"),
    )


def _find_date(lines: list[str]) -> tuple[int | None, FoundDate | None]:
    """The last date line above the body: the list of documents has dates too."""
    for i in range(len(lines) - 1, 0, -1):
        if not _KEY.fullmatch(lines[i]) and (found := read_date_line(lines[i])):
            return i, found
    return None, None


def _title(lines: list[str], number: int) -> str:
    """The heading: all that is left above the outlet, below the list of documents."""
    lines = [line for line in lines
             if not _KEY.fullmatch(line) and not _COPYRIGHT.search(line)]  # fmt: skip
    return " ".join(lines[-1:] if number == 1 else lines)


def _body_and_closing(text: str) -> tuple[str, dict[str, str]]:
    closing = _CLOSING.search(text)
    if closing is None:
        return text.strip(), {}
    below = text[closing.start() :].split("\n")
    fields = {m[1]: one_line(m[2]) for line in below if (m := _KEY.fullmatch(line))}
    for line, after in zip(below, [*below[2:], "", ""], strict=False):
        if line == "Graphic" and after:  # the heading of a block of its own
            fields.setdefault("Graphic", after)
    return text[: closing.start()].strip(), fields


LAYOUT = Layout("lexis", _recognises, _read)
