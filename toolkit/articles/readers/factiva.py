"""Factiva exports as text: from RTF, web pages, PDF or plain text.

Two layouts: with a two-letter code before each field (``HD``, ``PD``, ``LP``, ``TD``),
and as displayed, where the fields come in a fixed order without names. Both end with
the accession number: ``Document GAZE000020240806ek8600001``.
"""

from __future__ import annotations

import re

from toolkit.articles.readers.base import Layout, Reading
from toolkit.articles.readers.fields import dated, one_line, stated
from toolkit.dates import parse_date
from toolkit.text import clean_text

_END = re.compile(r"^[ \t\xa0]*Document ([A-Z0-9]{4,}\d{8}[a-z0-9]{9,12})[ \t\xa0]*$",
                  re.MULTILINE)  # fmt: skip
# Codes of the fields in the order Factiva prints them.
_CODES = ("SE HD BY CR WC PD ET SN SC ED PG VOL LA CY CX LP TD ART CT RF CO IN NS RE "
          "IPC IPD PUB AN").split()  # fmt: skip
# A code stands alone or is parted by more than a blank, unlike a word in capitals.
_GAP = r"(?:[ \t\xa0]*$|[ \t\xa0]*\||[ \xa0]*\t|[ \xa0]{2,}|\xa0)"
_CODE = re.compile(rf"^(?P<code>{'|'.join(_CODES)}){_GAP}(?P<rest>.*)$")
_CODED = re.compile(rf"^HD{_GAP}", re.MULTILINE)
_CODED_BODY = re.compile(rf"^(?:LP|TD){_GAP}", re.MULTILINE)
_WORDS = re.compile(r"^[\d,. ]+ words$", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d\d(?: ?[AP]M)?(?: GMT)?", re.IGNORECASE)
_SHORT_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_RIGHTS = re.compile(r"copyright\b|\(c\)|©|all rights reserved", re.IGNORECASE)
_LANGUAGES = re.compile(
    r"English|French|German|Spanish|Italian|Portuguese|Dutch|Arabic|Russian|Turkish"
    r"|Chinese.*|Japanese|Korean|Swedish|Danish|Norwegian|Finnish|Polish"
)
_PAGE = re.compile(r"^Page \d+ of \d+ .*Factiva.*$\n*", re.MULTILINE)
_BYLINE_WORDS = 6
_HEADER_LINES = 12  # between the word count and the text


def _recognises(text: str) -> bool:
    if _CODED.search(text) and _CODED_BODY.search(text):
        return True
    lines = text.split("\n")
    return bool(_END.search(text)) and any(_WORDS.match(line.strip()) for line in lines)


def _read(text: str, reading: Reading) -> None:
    text = _PAGE.sub("", text)
    if _CODED.search(text) and _CODED_BODY.search(text):
        _read_coded(text, reading)
        return
    *documents, rest = _END.split(text)
    pairs = zip(documents[::2], documents[1::2], strict=True)
    for number, (document, accession) in enumerate(pairs, 1):
        _add_displayed(document, accession, number, reading)
    if any(_WORDS.match(line.strip()) for line in rest.split("\n")):
        reading.skip(f"document {len(documents) // 2 + 1}",
                     "The document has no closing line: the file is cut short.",
                     "Export it again.")  # fmt: skip


# ------------------------------------------------------------------------- with codes


def _read_coded(text: str, reading: Reading) -> None:
    documents: list[dict[str, list[str]]] = []
    code, before = "", len(_CODES)
    for line in text.split("\n"):
        found = _CODE.match(line.strip(" "))
        if found and (at := _CODES.index(found["code"])) != before:
            if at < before and found["code"] in ("SE", "HD"):
                documents.append({})
            code, before = found["code"], at
            line = found["rest"]
        if documents:
            documents[-1].setdefault(code, []).append(line.strip(" |\t\xa0"))
    for number, fields in enumerate(documents, 1):
        joined = {key: "\n".join(lines).strip() for key, lines in fields.items()}
        _add_coded(joined, number, reading)


def _add_coded(fields: dict[str, str], number: int, reading: Reading) -> None:
    place = f"document {number}"
    said = {key: one_line(value) for key, value in fields.items()}
    text = "\n\n".join(filter(None, (fields.get("LP"), fields.get("TD"))))
    if not text:
        reading.skip(place, "The document has neither LP nor TD, so no text.",
                     "Export it as full text.")  # fmt: skip
        return
    when = " ".join(filter(None, (said.get("PD"), said.get("ET"))))
    values = stated(
        title=said.get("HD"),
        byline=said.get("BY"),
        source=said.get("SN"),
        section=said.get("SE"),
        language=said.get("LA"),
        captions=said.get("ART"),
        article_id=said.get("AN", "").removeprefix("Document "),
    )
    reading.add(place, text=clean_text(text), **values,
                **dated(when, "field PD of the export", place, reading))  # fmt: skip


# ------------------------------------------------------------------------ as displayed


def _add_displayed(text: str, accession: str, number: int, reading: Reading) -> None:
    place = f"document {number}"
    lines = [line for line in clean_text(text).split("\n") if line]
    counted = next((i for i, line in enumerate(lines) if _WORDS.match(line)), None)
    if counted is None:
        reading.skip(place, "The document has no line with its number of words.",
                     "Export it as full text.")  # fmt: skip
        return
    head, below = lines[:counted], lines[counted + 1 :]
    if number == 1:
        head = head[-3:]  # the title page of the export stands above
    opening, when, source, language = _displayed_header(below)
    section, title, byline = _displayed_heading(head)
    body = "\n\n".join(below[opening:])
    if not body:
        reading.skip(place, "The document has no text.", "Export it as full text.")
        return
    values = stated(title=title, byline=byline, section=section, source=source,
                    language=language, article_id=accession)  # fmt: skip
    reading.add(place, text=body, **values,
                **dated(when, "date line of the export", place, reading))  # fmt: skip


def _displayed_heading(head: list[str]) -> tuple[str, str, str]:
    """Section, title and byline of the lines above the word count."""
    byline = head.pop() if len(head) > 1 and _may_be_byline(head[-1]) else ""
    title = head.pop() if head else ""
    return (head[-1] if head else ""), title, byline


def _may_be_byline(line: str) -> bool:
    words = line.split()
    if line.casefold().startswith("by "):
        return True
    small = {"and", "in", "for", "of", "de", "van", "von", "al"}
    named = all(word[:1].isupper() or word in small for word in words)
    return named and 2 <= len(words) <= _BYLINE_WORDS and not line.isupper()


def _displayed_header(lines: list[str]) -> tuple[int, str, str, str]:
    """Where the text opens; the date with its time; the outlet; the language."""
    when = source = language = ""
    for i, line in enumerate(lines[:_HEADER_LINES]):
        if _RIGHTS.match(line):
            return i + 1, when, source, language
        if not when and parse_date(line):
            when = line
        elif when and not source and _TIME.fullmatch(line):
            when = f"{when} {line}"
        elif _LANGUAGES.fullmatch(line):
            language = line
        elif when and not source and not _SHORT_CODE.fullmatch(line):
            source = line
    # without a line about rights the text opens below the language
    named = [i for i, line in enumerate(lines[:_HEADER_LINES])
             if _LANGUAGES.fullmatch(line)]  # fmt: skip
    return (named[0] + 1 if named else 0), when, source, language


LAYOUT = Layout("factiva", _recognises, _read)
