"""Rows of a foreign table (CSV, JSON, Parquet) to rows of the articles table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.articles.columns import describe_mapping, map_columns
from toolkit.articles.date_columns import parse_dates
from toolkit.articles.readers.base import Item, Reading, Unreadable

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_PROBLEMS = 20  # unread dates listed one by one; the rest are counted


def mapped_columns(names: Sequence[object], item: Item) -> dict[str, object]:
    """The column mapping of a table; without a text column it is unreadable."""
    found = map_columns(names, item.columns)
    if "text" in found:
        return found
    have = ", ".join(map(str, names)) or "none"
    asked = (item.columns or {}).get("text")
    if asked is not None:
        reason = f'The table has no column "{asked}".'
    else:
        reason = "No column of this table is known to hold the text of articles."
    raise Unreadable(
        reason, f'Its columns are: {have}. Say which one: columns={{"text": "…"}}.'
    )


def take_table(table: pd.DataFrame, places: Sequence[str], reading: Reading) -> None:
    """Add every row of ``table`` to ``reading``; rows without any text are set aside.

    ``places`` names each row inside its file, such as ``row 12``.
    """
    names = list(table.columns)
    found = mapped_columns(names, reading.item)
    reading.note(describe_mapping(found, names))
    chosen = table[list(found.values())].set_axis(list(found), axis=1)
    cells = {name: _strings(chosen[name]) for name in found if name != "published"}
    if "published" in found:
        cells |= _published(
            chosen["published"], str(found["published"]), places, reading
        )
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
        for value, missing in zip(values, values.isna(), strict=True)
    ]


def _published(
    values: pd.Series, name: str, places: Sequence[str], reading: Reading
) -> dict[str, list[object]]:
    dates = parse_dates(values, reading.item.date_order)
    unread = zip(places, dates["problem"], strict=True)
    problems = [(place, said) for place, said in unread if isinstance(said, str)]
    for place, problem in problems[:_SHOWN_PROBLEMS]:
        reading.note(f'date left missing: column "{name}": {problem}', place)
    if len(problems) > _SHOWN_PROBLEMS:
        reading.note(f'column "{name}": {len(problems)} dates were left missing in all')
    where = dates["rule"].map(
        lambda rule: f'column "{name}"; {rule}', na_action="ignore"
    )
    found = {"published": dates["time"], "published_from": where,
             "published_precision": dates["precision"]}  # fmt: skip
    return {column: _present(cells) for column, cells in found.items()}


def _present(cells: pd.Series) -> list[object]:
    """Cells as a list, missing ones as None."""
    return [c if known else None for c, known in zip(cells, cells.notna(), strict=True)]
