"""CSV, TSV and other delimited tables.

Rows are named as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.articles.columns import knows_a_name, map_columns
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.tabular import take_table

DELIMITERS = (",", ";", "\t", "|")
MAX_FIELD = 2**31 - 1  # the module's own limit (131,072 characters) cuts long articles
MAX_RESTARTS = 100  # a stray quote costs one restart; a file full of them is set aside
SAMPLE = 500  # lines that show what a row looks like
_SWALLOWS = "A quote opens here and is not closed before the row ends."
_DOUBTFUL = "quotes inside a cell are not doubled; the cells may be cut wrongly"
# Forms of cells that prose does not take: a number, a date or time, an address.
_KINDS = (
    re.compile(r"\d+"),
    re.compile(r"(?=.*\d)[\d/:.+\-TZ ]{6,}"),
    re.compile(r"https?://\S+"),
)


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
    del text  # as large as the file; so are the lines, and later the rows
    if not lines:
        raise Unreadable("The table is empty.", "")
    skip = 1 if lines[0].lower().startswith("sep=") else 0  # a line Excel writes
    header, delimiter = _header(lines[skip:])
    reading = Reading(item)
    if not encoding.startswith("utf-8") or "damaged" in encoding:
        reading.note(f"read as {encoding}")
    rows, places = [], []
    layout = _layout(lines[skip:], delimiter, len(header))
    for number, row in _good_rows(lines[skip:], layout, reading):
        rows.append(row)
        places.append(f"row {number + skip}")
    del lines
    table = pd.DataFrame(rows, columns=_unique(header), dtype=object)
    del rows
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
    lines: list[str], layout: _Layout, reading: Reading
) -> Iterator[tuple[int, list[str]]]:
    """Rows after the header with their numbers; misshapen ones are set aside.

    A stray quote swallows the rows below it, and the row that comes out may even have
    the right width. Then reading starts again at the first line below that looks like
    a row of its own.
    """
    at, number, restarts = 1, 1, 0
    while at < len(lines):
        for first, after, row in _parse(lines, at, layout.delimiter):
            number += bool(row)
            at = after
            resume = layout.first_swallowed(lines[first:after])
            fits = len(row) == layout.width or _only_blanks_surplus(row, layout.width)
            if not any(cell.strip() for cell in row):
                continue
            if fits and resume is None:
                if _fault_of_quotes(lines[first:after], layout.delimiter):
                    reading.note(_DOUBTFUL, f"row {number}")
                yield number, row[: layout.width]
                continue
            fault = _shape(len(row), layout.width) if not fits else _SWALLOWS
            reading.skip(f"row {number}", fault, "Check its quotes.")
            if resume:
                at = first + resume
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
    reader = csv.reader(itertools.islice(lines, at, None), delimiter=delimiter)
    first = at
    for row in reader:
        yield first, at + reader.line_num, row
        first = at + reader.line_num


# ------------------------------------------------------------------------ stray quotes


@dataclass(frozen=True)
class _Layout:
    """What a row of this table looks like on a line of its own."""

    delimiter: str
    width: int
    kinds: tuple[re.Pattern[str] | None, ...]

    def first_swallowed(self, lines: list[str]) -> int | None:
        """Which line of a row begins another one; 0 if the row is lost, else None.

        In a sound field the lines are prose. In one opened by a stray quote they are
        rows, the closing quote stands in the middle of a cell, or there is none.
        """
        if len(lines) == 1:
            return None
        fault = _fault_of_quotes(lines, self.delimiter)
        like = [self._is_like_row(line) for line in lines]
        # of two columns of prose, lines in a sound field may have the look as well
        known = any(self.kinds) or self.width > 2
        mostly = known and like[0] and sum(like) * 2 > len(like)
        if any(like[1:]) and (fault or mostly):
            return like.index(True, 1)
        return 0 if "unexpected end" in fault else None

    def _is_like_row(self, line: str) -> bool:
        # most lines of prose hold too few commas, which is quicker to see
        return line.count(self.delimiter) >= self.width - 1 and any(
            len(cells) == self.width and self._has_kinds(cells)
            for cells in (self._parsed(line), self._split(line))
        )

    def _parsed(self, line: str) -> list[str]:
        return _unless_prose(next(csv.reader([line], delimiter=self.delimiter), []))

    def _split(self, line: str) -> list[str]:
        """Cells of a line whose quotes mean nothing; ``1,000`` is a number."""
        mark = re.escape(self.delimiter)
        return _unless_prose(re.split(rf"(?<!\d){mark}|{mark}(?!\d{{3}}\b)", line))

    def _has_kinds(self, cells: list[str]) -> bool:
        pairs = [(kind, cell.strip(' "\n')) for kind, cell in
                 zip(self.kinds, cells, strict=True) if kind]  # fmt: skip
        return all(kind.fullmatch(cell) for kind, cell in pairs)


def _unless_prose(cells: list[str]) -> list[str]:
    """No cells where a comma is followed by a blank, as in prose."""
    return [] if any(cell.startswith(" ") for cell in cells) else cells


def _layout(lines: list[str], delimiter: str, width: int) -> _Layout:
    """The layout as the lines that are whole rows show it."""
    rows = [
        row for line in lines[1:SAMPLE] if len(row := _cells(line, delimiter)) == width
    ]
    columns = zip(*rows, strict=True) if rows else [()] * width
    return _Layout(delimiter, width, tuple(_kind(column) for column in columns))


def _kind(cells: Sequence[str]) -> re.Pattern[str] | None:
    """The one form that the cells of a column share, if it is told from prose."""
    full = [cell for cell in cells if cell]
    for kind in _KINDS if len(full) == len(cells) else ():
        if cells and sum(bool(kind.fullmatch(c)) for c in full) >= 0.8 * len(full):
            return kind
    return None


def _fault_of_quotes(lines: list[str], delimiter: str) -> str:
    """What a strict reader says of a row; empty if its quotes are sound."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return ""


def _shape(found: int, expected: int) -> str:
    return f"The row has {found} fields, the header has {expected}."


def _only_blanks_surplus(row: list[str], width: int) -> bool:
    return len(row) > width and not any(cell.strip() for cell in row[width:])


READER = Reader("delimited", (".csv", ".tsv", ".tab", ".psv"), _recognises, _read)
