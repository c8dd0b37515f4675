"""Columns of dates: many values of one table, which share a way of writing.

A single value such as 03/04/2024 is ambiguous; its column often is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.dates import (
    DATE_ORDERS,
    LONGEST_DATE,
    is_ambiguous_date,
    parse_date,
    parse_epoch,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd


def parse_dates(values: pd.Series, order: str | None = None) -> pd.DataFrame:
    """Read a whole column of dates; the column may settle the order of day and month.

    Parameters
    ----------
    values
        Strings, numbers, dates or timestamps; missing values stay missing.
        Numbers are seconds or milliseconds since 1970 if all of the column can be.
    order
        ``"dmy"`` or ``"mdy"``; without it, a value such as ``25/12/2024`` decides for
        the column, unless another one (``12/25/2024``) contradicts it.

    Returns
    -------
    DataFrame
        One row per value, same index: ``time`` (UTC), ``precision``, ``rule``, and
        ``problem``, which says why a value that is there was not read.

    Examples
    --------
    >>> import pandas as pd
    >>> dates = parse_dates(pd.Series(["03/04/2024", "25/12/2024", "soon"]))
    >>> dates["time"].dt.strftime("%d %B").tolist()
    ['03 April', '25 December', nan]
    >>> dates["problem"].tolist()[-1]
    'not a date this reads: soon'
    """
    import pandas as pd

    texts = _as_date_texts(values)
    codes, distinct = pd.factorize(texts)
    order, why = (order, "as date_order says") if order else _order_of(distinct)
    epochs = [parse_epoch(text) for text in distinct]
    if len(distinct) and all(epochs):  # one number alone may be anything
        rows = [(e.time, e.precision, e.rule, None) for e in epochs if e]
    else:
        rows = [_parse_cell(text, order, why) for text in distinct]
    rows.append((None, None, None, None))  # code -1 is a missing value
    table = pd.DataFrame(
        rows, columns=["time", "precision", "rule", "problem"], dtype=object
    )
    table["time"] = pd.to_datetime(table["time"], utc=True).dt.as_unit("us")
    table = _midnights_are_days(table)
    return table.iloc[codes].set_axis(values.index)


def date_parts(names: Sequence[object]) -> dict[str, object]:
    """Columns that hold year, month and day apart; empty if a year or month lacks.

    >>> date_parts(["Year", "Month", "text"])
    {'year': 'Year', 'month': 'Month'}
    """
    plain = {str(name).strip().casefold(): name for name in names}
    parts = {part: plain[part] for part in ("year", "month", "day") if part in plain}
    return parts if len(parts) > 1 and {"year", "month"} <= set(parts) else {}


def join_date_parts(parts: pd.DataFrame) -> pd.Series:
    """Year, month and, if there, day as one column of dates such as 2024-08-06.

    >>> import pandas as pd
    >>> join_date_parts(pd.DataFrame([["2024", "8", "6"], ["2024", "August", None]]))
    0     2024-08-06
    1    August 2024
    dtype: object
    """
    import pandas as pd

    rows = [
        [None if gap else _cell_text(cell) for cell, gap in zip(row, gaps, strict=True)]
        for row, gaps in zip(parts.to_numpy(), parts.isna().to_numpy(), strict=True)
    ]
    return pd.Series([_joined(*row) for row in rows], parts.index, dtype=object)


def _joined(year: str | None, month: str | None, day: str | None = None) -> str | None:
    if not year or not month:
        return None
    if month.isdigit():
        return "-".join([year, month.zfill(2)] + ([day.zfill(2)] if day else []))
    return " ".join(filter(None, (day, month, year)))


def _as_date_texts(values: pd.Series) -> pd.Series:
    """The column as strings, timestamps as ISO; None where there is nothing."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values):
        known = values.dt.tz is not None
        shown = values.dt.tz_convert("UTC") if known else values
        return shown.dt.strftime("%Y-%m-%d %H:%M:%S" + ("Z" if known else ""))
    cells = [None if missing else _cell_text(value) or None
             for value, missing in zip(values, values.isna(), strict=True)]  # fmt: skip
    return pd.Series(cells, index=values.index, dtype=object)


def _cell_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 20240806.0: a whole column became floats for one gap
    return str(value)[: LONGEST_DATE + 1].strip()


def _order_of(texts: Iterable[str]) -> tuple[str | None, str]:
    """The order of day and month that the unambiguous values of a column show."""
    seen = set()
    for text in texts:
        found = parse_date(text)
        seen.update(
            o for o, said in DATE_ORDERS.items() if found and said in found.rule
        )
    why = "as other values of the column show"
    return (seen.pop(), why) if len(seen) == 1 else (None, "")


def _parse_cell(
    text: str, order: str | None, why: str
) -> tuple[datetime | None, str | None, str | None, str | None]:
    found = parse_date(text)
    if found:
        return found.time, found.precision, found.rule, None
    found = parse_date(text, order) if order else None
    if found and order:
        said = DATE_ORDERS[order]
        rule = found.rule.replace(said, f"{said}, {why}", 1)
        return found.time, found.precision, rule, None
    if is_ambiguous_date(text):
        problem = (
            f'{text} may be day first or month first: give date_order="dmy" or "mdy"'
        )
        return None, None, None, problem
    return None, None, None, f"not a date this reads: {text[:60]}"


def _midnights_are_days(table: pd.DataFrame) -> pd.DataFrame:
    """A column in which every time is midnight holds days, whatever its format says."""
    timed = table["precision"].eq("minute")
    if (
        not timed.any()
        or (table["time"][timed].dt.normalize() != table["time"][timed]).any()
    ):
        return table
    rule = table["rule"].mask(timed, "midnight throughout, read as the day")
    return table.assign(precision=table["precision"].mask(timed, "day"), rule=rule)
