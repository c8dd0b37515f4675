"""Columns of dates: many values of one table, which share a way of writing.

A single value such as 03/04/2024 is ambiguous; its column often is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.dates import DATE_ORDERS, LONGEST_DATE, is_ambiguous_date, parse_date

if TYPE_CHECKING:
    import pandas as pd


def parse_dates(values: pd.Series, order: str | None = None) -> pd.DataFrame:
    """Read a whole column of dates; the column may settle the order of day and month.

    Parameters
    ----------
    values
        Strings, numbers, dates or timestamps; missing values stay missing.
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
    rows = [_parse_cell(text, order, why) for text in distinct]
    rows.append((None, None, None, None))  # code -1 is a missing value
    table = pd.DataFrame(
        rows, columns=["time", "precision", "rule", "problem"], dtype=object
    )
    table["time"] = pd.to_datetime(table["time"], utc=True).dt.as_unit("us")
    table = _midnights_are_days(table)
    return table.iloc[codes].set_axis(values.index)


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
