"""Tables to files and back, exactly, whatever the format.

Parquet keeps kinds by itself. CSV and JSON Lines do not, so what was written is read
back by what ``toolkit.schema`` declares; otherwise a headline ``NA`` would come back as
missing, an id ``007`` as 7, and a rate with fewer digits than it had.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.schema import TABLES, BadValue
from toolkit.show.safe import for_spreadsheet, from_spreadsheet

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FORMATS",
    "column_names_of",
    "design_path",
    "read_codes",
    "read_series",
    "read_table",
    "write_table",
]

FORMATS = ("parquet", "csv", "jsonl")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table in the format that the ending of ``path`` names.

    In CSV a text that a spreadsheet would run as a formula gets a ``'`` before it; in
    JSON Lines what is missing is ``null``. :func:`read_table` undoes both. A run that
    is cut short leaves the file that was there before, and no half of a new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.stem}.tmp{path.suffix}")
    try:
        _write_as_named(table, hidden)
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


def _write_as_named(table: pd.DataFrame, path: Path) -> None:
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    elif path.suffix == ".jsonl":
        _write_json_lines(table, path)
    else:
        _write_csv(for_spreadsheet(table), path)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    # the csv module does not quote a lone CR, and most readers end a row at it
    texts = table.select_dtypes(["object", "str"])
    parts = any(
        isinstance(cell, str) and "\r" in cell
        for cell in (*table.columns, *texts.to_numpy().ravel())
    )
    quoting = csv.QUOTE_NONNUMERIC if parts else csv.QUOTE_MINIMAL
    table.to_csv(path, index=False, lineterminator="\n", quoting=quoting)


def _write_json_lines(table: pd.DataFrame, path: Path) -> None:
    # the json of Python writes numbers with all their digits, that of pandas does not
    plain = table.astype(object).where(table.notna(), None)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in plain.to_dict("records"):
            line = json.dumps(record, ensure_ascii=False, default=_plain)
            file.write(line + "\n")


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def column_names_of(path: Path) -> set[str]:
    """Names of the columns of a file; empty where it holds no readable table."""
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet as parquet

            return set(parquet.read_schema(path).names)
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return set(next(csv.reader(file), []))
        if path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as file:
                first = json.loads(file.readline())
            return set(first) if isinstance(first, dict) else set()
    except (
        OSError,
        ValueError,
        csv.Error,
    ):  # pyarrow's and json's errors are ValueErrors
        return set()
    return set()


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read back a table that :func:`write_table` wrote.

    Parameters
    ----------
    path
        The file; its ending names the format.
    name
        Which table it is: ``articles``, ``mentions``, ``scores`` or ``index``.

    Raises
    ------
    BadValue
        A column holds what its kind cannot, e.g. after a spreadsheet rewrote dates.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": ["007"], "title": ["=NA"], "text": ["-"], "n_words": [0]})
    >>> file = Path(tempfile.mkdtemp()) / "articles.csv"
    >>> write_table(articles, file)
    >>> read_table(file, "articles").equals(articles)
    True
    """
    kinds = {column.name: column.kind for column in TABLES[name]}
    try:
        table = _read_as_written(path, [n for n, k in kinds.items() if k == "text"])
    except ValueError as error:  # also what pandas, pyarrow and json raise
        raise BadValue(f"{path.name} cannot be read as a table: {error}") from None
    if path.suffix != ".parquet":
        for column in table.columns:
            table[column] = _typed(table[column], kinds.get(column, ""), path)
    return table


def design_path(sheet: Path) -> Path:
    """The file beside a coding sheet with the strata and chances of its units.

    >>> design_path(Path("sample.csv")).name
    'sample.design.csv'
    """
    return sheet.with_name(f"{sheet.stem}.design{sheet.suffix}")


# Columns of a table of hand codes whose values are texts, whatever they look like.
_CODED_TEXTS = ("sentence_id", "article_id", "field", "sentence_text", "text",
                "channel", "status", "voice", "actor", "target", "coder",
                "stratum", "row")  # fmt: skip


def read_codes(path: Path) -> pd.DataFrame:
    """Read hand codes from CSV, JSON Lines or Parquet: one row per unit and coder.

    Ids stay texts (``007``), and a channel ``none`` stays a word. Beside a sheet that
    ``toolkit sample`` wrote lies its design: rows left uncoded are dropped then
    (``attrs["uncoded"]`` counts their units), and every unit gets its chance.

    Raises
    ------
    BadValue
        The file is no such table, or holds no column ``channel``; or a stratum of the
        design has no coded unit.
    """
    codes = _codes_as_written(path)
    if not design_path(path).is_file() or "channel" not in codes.columns:
        return codes
    return _with_design(codes, _codes_as_written(design_path(path), check=False))


def _with_design(codes: pd.DataFrame, design: pd.DataFrame) -> pd.DataFrame:
    from toolkit.scores.designs import IDS, with_chances

    filled = codes["channel"].notna() & (codes["channel"].astype(str).str.strip() != "")
    unit = "sentence_id" if "sentence_id" in design.columns else "article_id"
    ids = design[["row", *(c for c in IDS if c in design.columns)]]
    # by row: a spreadsheet may have taken an id for a number
    named = codes[filled].drop(columns=[c for c in IDS if c in codes.columns])
    coded = with_chances(named.merge(ids, on="row", how="inner"), design)
    # a sheet filled in by one coder may leave the column empty
    coder = codes["coder"][filled] if "coder" in codes.columns else None
    if coder is not None and coder.isna().all():
        coded = coded.drop(columns="coder")
    coded.attrs["uncoded"] = int(design[unit].nunique() - coded[unit].nunique())
    return coded


def _codes_as_written(path: Path, *, check: bool = True) -> pd.DataFrame:
    if path.suffix.lstrip(".") not in FORMATS:
        raise BadValue(f"{path.name} must end in .{', .'.join(FORMATS)}.")
    try:
        codes = _read_as_written(path, list(_CODED_TEXTS))
    except ValueError as error:
        raise BadValue(f"{path.name} cannot be read as a table: {error}") from None
    drawn = {"article_id", "probability", "coded"} <= set(codes.columns)
    if check and "channel" not in codes.columns and not drawn:
        raise BadValue(
            f"{path.name} is no table of hand codes: it has no column channel. It has: "
            f"{', '.join(map(str, codes.columns))}. One row per coded sentence and "
            "coder: sentence_id, sentence_text, channel, and what else was coded. Or, "
            "to correct the index, one row per drawn article: article_id, probability, "
            "coded."
        )
    return codes


_TIMES = ("period", "date", "month", "week", "day", "quarter", "year")
_SPELT = [spell(t) for t in _TIMES for spell in (str.lower, str.title, str.upper)]


def read_series(path: Path, column: str = "") -> pd.Series:
    r"""Read an outside series from CSV, JSON Lines or Parquet: values by time.

    Parameters
    ----------
    path
        A table with a column of dates called ``period``, ``date``, ``month``, ``week``,
        ``day``, ``quarter`` or ``year``, also in capitals; the first that it has.
    column
        Column of the values; ``value``, or the only column of numbers, unless given.

    Raises
    ------
    BadValue
        The file is no such table, or more than one column could be meant.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "gpr.csv"
    >>> _ = file.write_text("Month,GPR\n2024-01,110.5\n2024-02,98\n")
    >>> read_series(file).tolist()
    [110.5, 98.0]
    """
    import pandas as pd

    if path.suffix.lstrip(".") not in FORMATS:
        raise BadValue(f"{path.name} must end in .{', .'.join(FORMATS)}.")
    try:
        table = _read_as_written(path, _SPELT)
    except ValueError as error:
        raise BadValue(f"{path.name} cannot be read as a table: {error}") from None
    time = next((name for name in _SPELT if name in table.columns), None)
    if time is None:
        raise _no_series(
            path, table, f"it has no column of dates ({', '.join(_TIMES)})"
        )
    name = _value_column(path, table, column, time)
    try:
        when = pd.to_datetime(table[time], utc=True)
    except ValueError as error:
        raise _no_series(
            path, table, f"column {time} holds no dates: {error}"
        ) from None
    return pd.Series(table[name].to_numpy(float), index=when, name=name).dropna()


def _value_column(path: Path, table: pd.DataFrame, column: str, time: str) -> str:
    numbers = [n for n in table.select_dtypes("number").columns if n != time]
    wanted = [column] if column else ["value"] if "value" in numbers else numbers
    if len(wanted) != 1 or wanted[0] not in numbers:
        listed = ", ".join(map(str, numbers)) or "none"
        raise _no_series(
            path, table, f"name one column of numbers (there are: {listed})"
        )
    return wanted[0]


def _no_series(path: Path, table: pd.DataFrame, why: str) -> BadValue:
    columns = ", ".join(map(str, table.columns))
    return BadValue(f"{path.name} is no series over time: {why}. It has: {columns}.")


def _read_as_written(path: Path, texts: list[str]) -> pd.DataFrame:
    import pandas as pd

    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as file:
            return pd.DataFrame([json.loads(line) for line in file if line.strip()])
    return _read_csv(path, texts)


def _read_csv(path: Path, texts: list[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.read_csv(
        path,
        encoding="utf-8-sig",  # a spreadsheet may have put its mark in front
        dtype=dict.fromkeys(texts, "str"),
        keep_default_na=False,
        na_values=[""],
    )
    return from_spreadsheet(table)


def _typed(values: pd.Series, kind: str, path: Path) -> pd.Series:
    """Give a column the kind that the schema declares."""
    import pandas as pd

    if kind == "text":
        return values.astype("str")
    try:
        if kind == "time":
            return pd.to_datetime(values, utc=True, format="ISO8601").dt.as_unit("us")
        if kind in ("number", "count"):
            return pd.to_numeric(values)
    except (ValueError, TypeError) as error:
        raise BadValue(
            f'In {path.name} the column "{values.name}" holds what is no {kind}: '
            f"{error}. A spreadsheet may have rewritten it; write the file again, or "
            "rename the column article_id to have the file read as any other table."
        ) from None
    return values
