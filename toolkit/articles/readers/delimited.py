"""CSV, TSV and other delimited tables.

Rows are named as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from toolkit.articles.columns import knows_a_name, map_columns
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.tabular import take_table

DELIMITERS = (",", ";", "\t", "|")
MAX_FIELD = 2**31 - 1  # the module's own limit (131,072 characters) cuts long articles
MAX_RESTARTS = 100  # a stray quote costs one restart; a file full of them is set aside


def _recognises(item: Item) -> bool:
    lines = _lines(decode(item.data[:20_000])[0])
    if len(lines) < 2:
        return False
    header, delimiter = _header(lines)
    return len(header) > 1 and knows_a_name(header) and delimiter in lines[1]


def _read(item: Item) -> Reading:
    import pandas as pd

    text, encoding = decode(item.data)
    lines = _lines(text)
    if not lines:
        raise Unreadable("The table is empty.", "")
    skip = 1 if lines[0].lower().startswith("sep=") else 0  # a line Excel writes
    header, delimiter = _header(lines[skip:])
    reading = Reading(item)
    if not encoding.startswith("utf-8") or "damaged" in encoding:
        reading.note(f"read as {encoding}")
    rows, places = [], []
    for number, row in _good_rows(lines[skip:], delimiter, len(header), reading):
        rows.append(row)
        places.append(f"row {number + skip}")
    table = pd.DataFrame(rows, columns=_unique(header), dtype=object)
    take_table(table, places, reading)
    return reading


def _lines(text: str) -> list[str]:
    """Lines with their ends; U+2028 and form feeds, unlike real ends, part no rows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    return [line + "\n" for line in lines[first:]]


def _header(lines: list[str]) -> tuple[list[str], str]:
    """The header's cells and the delimiter that makes most sense of it."""
    sep = lines[0]
    tried = [(_cells(sep, delimiter), delimiter) for delimiter in DELIMITERS]
    return max(tried, key=lambda t: (len(map_columns(t[0])), len(t[0])))


def _cells(line: str, delimiter: str) -> list[str]:
    csv.field_size_limit(MAX_FIELD)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip().strip("\ufeff") for cell in cells]


def _unique(header: list[str]) -> list[str]:
    """Header names, empty and repeated ones numbered."""
    seen: dict[str, int] = {}
    names = []
    for i, name in enumerate(header, 1):
        name = name or f"column {i}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _good_rows(
    lines: list[str], delimiter: str, width: int, reading: Reading
) -> Iterator[tuple[int, list[str]]]:
    """Rows after the header with their numbers; misshapen ones are set aside.

    A quote that is never closed swallows the lines after it. When such a row has the
    wrong width, only its first line is set aside, and reading starts again below it.
    """
    at, number, restarts = 1, 1, 0
    while at < len(lines):
        for first, after, row in _parse(lines, at, delimiter):
            number += bool(row)
            if not any(cell.strip() for cell in row):
                at = after
            elif len(row) == width or _only_blanks_surplus(row, width):
                at = after
                yield number, row[:width]
            else:
                reading.skip(
                    f"row {number}", _shape(len(row), width), "Check its quotes."
                )
                at = first + 1 if after > first + 1 else after
                if at != after:
                    break
        else:
            return
        restarts += 1
        if restarts > MAX_RESTARTS:
            reading.skip(f"row {number + 1} and below", "Too many stray quotes.",
                         "Export the table again with quoted fields.")  # fmt: skip
            return


def _parse(
    lines: list[str], at: int, delimiter: str
) -> Iterator[tuple[int, int, list[str]]]:
    """First line, line after, and cells of each row from line ``at`` on."""
    reader = csv.reader(lines[at:], delimiter=delimiter)
    first = at
    for row in reader:
        yield first, at + reader.line_num, row
        first = at + reader.line_num


def _only_blanks_surplus(row: list[str], width: int) -> bool:
    return len(row) > width and not any(cell.strip() for cell in row[width:])


def _shape(found: int, expected: int) -> str:
    return f"The row has {found} fields, the header has {expected}."


READER = Reader("delimited", (".csv", ".tsv", ".tab", ".psv"), _recognises, _read)
