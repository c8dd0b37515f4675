"""Parquet tables."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.tabular import needed_columns, take_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# A few kilobytes of Parquet can announce billions of equal rows.
MAX_ROWS = 5_000_000
MAX_BYTES = 4 * 2**30  # uncompressed
_YEARS = (2, 9998)  # what Python's calendar holds, less one for shifts of the time zone


def _recognises(item: Item) -> bool:
    return item.data[:4] == b"PAR1"


def _read(item: Item) -> Reading:
    import pyarrow as pa
    import pyarrow.parquet as pq

    reading = Reading(item)
    try:
        file = pq.ParquetFile(io.BytesIO(item.data))
        _check_size(file)
        names = file.schema_arrow.names
        wanted = needed_columns(names, item)
        arrow = file.read(columns=[str(name) for name in wanted])
        table = _repaired(arrow, reading).to_pandas()
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        NotImplementedError,
    ) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"This Parquet file is damaged: {error}", "Export or download it again."
        ) from error
    _leave_out_odd_times(table, reading)
    take_table(table, [f"row {i}" for i in range(1, len(table) + 1)], reading)
    return reading


def _repaired(arrow: pa.Table, reading: Reading) -> pa.Table:
    """The table with letters that are no UTF-8 replaced, as some programs write them.

    Raises
    ------
    ArrowInvalid
        It is damaged otherwise.
    """
    import pyarrow as pa

    for i, field in enumerate(arrow.schema):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        try:
            arrow.column(i).validate(full=True)
        except pa.ArrowInvalid:
            raw = arrow.column(i).cast(pa.large_binary()).to_pylist()
            texts = [v if v is None else v.decode("utf-8", "replace") for v in raw]
            arrow = arrow.set_column(i, field.name, pa.array(texts, pa.large_string()))
            reading.note(f'column "{field.name}": letters that are no UTF-8 replaced')
    arrow.validate(full=True)
    return arrow


def _leave_out_odd_times(table: pd.DataFrame, reading: Reading) -> None:
    """Make times beyond the calendar missing: Python can neither print nor shift them.

    One of them, microseconds taken for seconds say, would cost the whole file.
    """
    for name in table.select_dtypes(["datetime", "datetimetz"]).columns:
        times = table[name]
        utc = times if times.dt.tz is None else times.dt.tz_convert("UTC")
        odd = times.notna() & ~utc.dt.year.between(*_YEARS)
        if odd.any():
            table.loc[odd, name] = None
            reading.note(f'column "{name}": {odd.sum():,} times outside the years '
                         f"{_YEARS[0]} to {_YEARS[1]} left missing")  # fmt: skip


def _check_size(file: object) -> None:
    metadata = file.metadata  # type: ignore[attr-defined]
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    if metadata.num_rows > MAX_ROWS or size > MAX_BYTES:
        raise Unreadable(
            f"The file announces {metadata.num_rows:,} rows, {size / 2**20:,.0f} MiB.",
            f"At most {MAX_ROWS:,} rows are read at once: split it into several files.",
        )


READER = Reader("parquet", (".parquet", ".pq"), _recognises, _read)
