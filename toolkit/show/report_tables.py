"""The tables of a report: to files, and as the notebook reads them back.

Only files of the names listed here are ever written, replaced or removed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

TABLE_NAMES = (
    "articles", "mentions", "scores", "skipped", "notes", "coverage",
    "index", "peaks", "by_channel", "by_source", "parts", "parts_by_source",
    "changes", "bursts", "differences", "between_sources",
    "robustness", "fan", "dyads", "by_dyad", "dyad_lags",
    "calibrated", "against", "comparison", "against_lags", "log",
    "validation", "errors", "agreement", "confusion", "ablation",
    "errors_by", "length", "measures", "checks",
    "sides", "sides_by_channel", "sides_by_type", "sides_by_source", "sides_by_term",
    "sides_by_dyad", "sides_over_time",
    "live_index", "live_outlets", "live_cells", "live_counts", "live_firsts",
)  # fmt: skip
ABOUT = "about.json"


@dataclass(frozen=True)
class ReportTables:
    """The tables of a report, by name, and what identifies them."""

    tables: dict[str, pd.DataFrame]
    about: dict[str, Any]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def __contains__(self, name: str) -> bool:
        return name in self.tables

    def __repr__(self) -> str:
        sizes = (
            f"{name:<12} {len(frame):>9,} rows" for name, frame in self.tables.items()
        )
        return "\n".join(sizes)

    def without(self, name: str, why: str = "") -> str:
        """Say why a table is missing; empty where it is there."""
        if name in self:
            return ""
        return self.about["no_index"] or self.about["reasons"].get(name, "") or why


def open_report(folder: str | Path) -> ReportTables:
    """Read the tables that ``write_report`` left beside a report."""
    import pandas as pd

    files = {name: Path(folder) / f"{name}.parquet" for name in TABLE_NAMES}
    tables = {n: pd.read_parquet(file) for n, file in files.items() if file.is_file()}
    about = json.loads((Path(folder) / ABOUT).read_text("utf-8"))
    return ReportTables(tables, about)


def refuse_foreign_tables(folder: Path) -> None:
    """Raise ``BadValue`` if writing to ``folder`` would replace someone else's file."""
    names = [ABOUT, *(f"{name}.parquet" for name in TABLE_NAMES)]
    there = [name for name in names if (folder / name).exists()]
    if there and not _is_ours(folder / ABOUT):
        raise BadValue(
            f'The report would write its tables to "{folder.name}", where '
            f"{', '.join(there)} of another origin would be lost. Give the report "
            "another name, or move the folder away."
        )


def _is_ours(about: Path) -> bool:
    try:
        read = json.loads(about.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(read, dict) and {"recipe_sha256", "lexicon"} <= set(read)


def write_tables(
    folder: Path, tables: dict[str, pd.DataFrame], about: dict[str, Any]
) -> None:
    """Write all tables of a report, or, where one fails, none.

    Tables of an earlier report that this one lacks are removed; other files stay.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as draft:
        for name, frame in tables.items():
            _writable(frame).to_parquet(Path(draft) / f"{name}.parquet", index=False)
        text = json.dumps(about, indent=2, ensure_ascii=False)
        (Path(draft) / ABOUT).write_text(text + "\n", encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for file in sorted(Path(draft).iterdir()):
            file.replace(folder / file.name)
    for name in set(TABLE_NAMES) - set(tables):
        # a table of an earlier report must not slip into this one
        (folder / f"{name}.parquet").unlink(missing_ok=True)


def _writable(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn columns that Parquet may not hold, such as mixed ones, into text."""
    frame = frame.loc[:, ~frame.columns.duplicated()].rename(columns=str)
    odd = [name for name in frame.columns if not _fits_parquet(frame[name])]
    as_text = {n: frame[n].astype(object).map(str, na_action="ignore") for n in odd}
    return frame.assign(**as_text)


def _fits_parquet(values: pd.Series) -> bool:
    import pyarrow as pa

    try:
        kind = pa.array(values, from_pandas=True).type
    except pa.ArrowException:
        return False
    return not pa.types.is_nested(kind)
