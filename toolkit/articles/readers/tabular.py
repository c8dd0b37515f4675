"""Rows of a foreign table (CSV, JSON, Parquet) to rows of the articles table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.articles.columns import (
    all_columns,
    describe_mapping,
    map_columns,
    plain_name,
)
from toolkit.articles.date_columns import date_parts, join_date_parts, parse_dates
from toolkit.articles.readers.base import Item, Reading, Unreadable
from toolkit.articles.readers.headlines import NO_TEXT, is_headline_list

if TYPE_CHECKING:
    import pandas as pd

LONGER = 3  # times as long on average: the other column holds a teaser
_SHOWN_PROBLEMS = 20  # unread dates listed one by one; the rest are counted


def mapped_columns(names: Sequence[object], item: Item) -> dict[str, object]:
    """The column mapping of a table; without a text column it is unreadable."""
    found = map_columns(names, item.columns)
    if "text" in found:
        return found
    if "title" in found and is_headline_list(names):
        return {"text": found.pop("title")} | found
    have = ", ".join(map(str, names)) or "none"
    asked = (item.columns or {}).get("text")
    if asked is not None:
        reason = f'The table has no column "{asked}".'
    else:
        reason = "No column of this table is known to hold the text of articles."
    raise Unreadable(
        reason, f'Its columns are: {have}. Say which one: columns={{"text": "…"}}.'
    )


def needed_columns(names: Sequence[object], item: Item) -> list[object]:
    """All columns that any row may be read from."""
    mapped = mapped_columns(names, item).values()
    dates = date_parts(names).values()
    others = [name for ours in ("text", "published")
              for name in all_columns(names, ours, item.columns)]  # fmt: skip
    return list(dict.fromkeys([*mapped, *others, *dates]))


def take_table(table: pd.DataFrame, places: Sequence[str], reading: Reading) -> None:
    """Add every row of ``table`` to ``reading``; rows without any text are set aside.

    ``places`` names each row inside its file, such as ``row 12``.
    """
    names = list(table.columns)
    columns = reading.item.columns
    found = mapped_columns(names, reading.item)
    texts = _by_length(table, all_columns(names, "text", columns), reading)
    if not texts:
        reading.note(NO_TEXT)
        texts = [found["text"]]
    found["text"] = texts[0]
    dates = _date_columns(names, found, columns)
    shown = found | {"published": dates[0]} if dates else found
    spare = [part for name in [*texts[1:], *dates[1:]]
             for part in (name if isinstance(name, tuple) else [name])]  # fmt: skip
    reading.note(describe_mapping(shown, names, spare))
    cells = {name: _strings(table[column]) for name, column in found.items()
             if name not in ("published", "text")}  # fmt: skip
    cells["text"] = _first_filled(table, texts, places, reading)
    if dates:
        cells |= _published(table, dates, places, reading)
    for i, place in enumerate(places):
        row = {
            name: values[i] for name, values in cells.items() if values[i] is not None
        }
        if "text" in row:
            reading.add(place, **row)
        else:
            reading.skip(place, "The row has no text.")


def _strings(values: pd.Series) -> list[str | None]:
    """The column as strings; blank cells and missing values as None."""
    return [
        None if missing or not (text := str(value)).strip() else text
        for value, missing in zip(values.tolist(), values.isna().tolist(), strict=True)
    ]


def _by_length(
    table: pd.DataFrame, columns: list[object], reading: Reading
) -> list[object]:
    """Columns of text, one much longer than the likeliest name put first."""
    if len(columns) < 2:
        return columns
    mean = {name: table[name].map(_length).mean() for name in columns}
    longest = max(columns, key=lambda name: mean[name])
    if mean[longest] <= LONGER * mean[columns[0]]:
        return columns
    reading.note(
        f'text taken from "{longest}": it is {LONGER} times longer than "{columns[0]}" '
        "or more"
    )
    return [longest, *(name for name in columns if name != longest)]


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else 0


def _first_filled(
    table: pd.DataFrame, columns: list[object], places: Sequence[str], reading: Reading
) -> list[str | None]:
    """The text of each row, from the first column that holds one there."""
    texts, *others = [_strings(table[name]) for name in columns]
    for name, more in zip(columns[1:], others, strict=True):
        for i, (text, instead) in enumerate(zip(texts, more, strict=True)):
            if text is None and instead is not None:
                texts[i] = instead
                reading.note(f'text taken from "{name}"', places[i])
    return texts


def _date_columns(
    names: Sequence[object],
    found: dict[str, object],
    columns: Mapping[str, str] | None,
) -> list[object]:
    """Columns of dates, the likeliest first; year, month and day count as one."""
    dates = all_columns(names, "published", columns)
    dates = [name for name in dates if name not in
             [v for k, v in found.items() if k != "published"]]  # fmt: skip
    parts = tuple(date_parts(names).values())
    if not parts or "published" in (columns or {}):
        return dates
    whole = [name for name in dates if plain_name(name) not in ("day", "time")]
    return [*whole, parts]


def _published(
    table: pd.DataFrame,
    columns: list[object],
    places: Sequence[str],
    reading: Reading,
) -> dict[str, list[object]]:
    """Dates of the rows; where the first column is blank, the next one counts."""
    import pandas as pd

    blank = pd.Series(True, index=table.index)
    parts = []
    for column in columns:
        values, name = _date_values(table, column)
        filled = pd.Series([v is not None for v in _strings(values)], table.index)
        some = values[blank & filled]
        if some.empty:
            continue
        dates = parse_dates(some, reading.item.date_order)
        said = dates["rule"].map(lambda r, n=name: f'column "{n}"; {r}',
                                 na_action="ignore")  # fmt: skip
        _note_unread(dates["problem"], name, places, reading)
        parts.append(dates.assign(rule=said))
        blank &= ~filled
    if not parts:
        return {}
    dates = pd.concat(parts).reindex(table.index)
    return {"published": _present(dates["time"]), "published_from":
            _present(dates["rule"]), "published_precision":
            _present(dates["precision"])}  # fmt: skip


def _date_values(table: pd.DataFrame, column: object) -> tuple[pd.Series, str]:
    """The values of a column, or of several that hold the parts of a date."""
    if isinstance(column, tuple):
        return join_date_parts(table[list(column)]), ", ".join(map(str, column))
    return table[column], str(column)


def _note_unread(
    problems: pd.Series, name: str, places: Sequence[str], reading: Reading
) -> None:
    said = problems.dropna()
    for at, problem in said.iloc[:_SHOWN_PROBLEMS].items():
        reading.note(f'date left missing: column "{name}": {problem}', places[at])
    if len(said) > _SHOWN_PROBLEMS:
        reading.note(f'column "{name}": {len(said)} dates were left missing in all')


def _present(cells: pd.Series) -> list[object]:
    """Cells as a list, missing ones as None."""
    return [c if known else None for c, known in zip(cells, cells.notna(), strict=True)]
