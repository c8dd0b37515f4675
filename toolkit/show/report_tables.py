"""The tables of a report, as the notebook reads them back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


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
        return "" if name in self else self.about["no_index"] or why


def open_report(folder: str | Path) -> ReportTables:
    """Read the tables that ``write_report`` left beside a report."""
    import pandas as pd

    files = sorted(Path(folder).glob("*.parquet"))
    tables = {file.stem: pd.read_parquet(file) for file in files}
    about = json.loads((Path(folder) / "about.json").read_text("utf-8"))
    return ReportTables(tables, about)
