"""Batches: which files are read together, and what is put on record of a batch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.articles.known import file_key
from toolkit.articles.parts import toolkit_version
from toolkit.articles.paths import File, Found
from toolkit.articles.read import Entries
from toolkit.articles.readers.base import printable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ENTRIES", "Batch", "Record", "bounded", "history_of", "new_batches",
           "with_entries"]  # fmt: skip

# A batch is what a crash can cost. Large enough that few small files arise, small
# enough to be read again in seconds and to be held in memory.
BATCH_BYTES = 32 * 2**20
BATCH_FILES = 2_000
BATCH_ARTICLES = 2_000  # cleaned and written at once; of a large file more batches
# Entries kept with a batch of what was set aside, and of what was noted: a broken
# export may hold millions, and the record of each batch is read at every opening.
MOST_ENTRIES = 10_000
LONGEST_ENTRY = 500  # characters of a field

ENTRIES = ("skipped", "notes")  # what ``list_skipped`` and ``list_notes`` show

Record = dict[str, Any]


@dataclass
class Batch:
    """Files that are read together."""

    found: Found
    keys: dict[str, str] = field(default_factory=dict)  # by printable path
    counts: dict[str, int] = field(default_factory=dict)  # of articles, by the same
    n_bytes: int = 0

    def take(self, file: File, key: str | None) -> None:
        """Take a file in; one that cannot be opened has no key, and is not recorded."""
        self.found.files.append(file)
        if key is not None:
            self.keys[printable(file.path)] = key
            self.counts[printable(file.path)] = 0
            with suppress(OSError):
                self.n_bytes += file.path.stat().st_size

    def is_full(self) -> bool:
        """Whether the batch should be read now."""
        return self.n_bytes >= BATCH_BYTES or len(self.found.files) >= BATCH_FILES

    def is_empty(self) -> bool:
        """Whether there is nothing to read and nothing to tell."""
        return not (self.found.files or self.found.skipped or self.found.notes)

    def count(self, articles: pd.DataFrame) -> None:
        """Count articles that were read from the files."""
        for origin in articles["origin"]:
            if file := _file_of(origin, self.counts):
                self.counts[file] += 1

    def files_read(self) -> list[Record]:
        """The files, each with its key and the number of its articles."""
        return [
            {"file": file, "n_articles": self.counts[file],
             "key": key if self.counts[file] else _fruitless(key)}
            for file, key in self.keys.items()
        ]  # fmt: skip


def new_batches(
    found: Found, options: Mapping[str, Any], known: set[str], progress: bool = False
) -> Iterator[Batch]:
    """The files that are not ``known``, in batches; hashes are taken as it goes on."""
    batch, unchanged = Batch(Found([], list(found.skipped), list(found.notes))), 0
    for file in _with_progress(found.files, progress):
        key = file_key(file, options)
        if key is not None and {key, _fruitless(key)} & known:
            unchanged += 1
            continue
        batch.take(file, key)
        if batch.is_full():
            yield batch
            batch = Batch(Found())
    if unchanged:
        note = f"unchanged since they were read, passed over: {unchanged:,}"
        batch.found.notes.append({"file": "files", "place": "", "note": note})
    if not batch.is_empty():
        yield batch


def _fruitless(key: str) -> str:
    """Key of a file that gave nothing: another toolkit may be able to read it."""
    return f"{key} {toolkit_version()}"


def _file_of(origin: str, files: Mapping[str, int]) -> str | None:
    """The file that a place such as ``news.zip!/a.csv#row 12`` lies in."""
    cuts = (origin[: match.start()] for match in re.finditer(r"!/|#|$", origin))
    return next((cut for cut in cuts if cut in files), None)


def _with_progress(files: list[File], progress: bool) -> Iterable[File]:
    if not progress:
        return files
    from tqdm.auto import tqdm

    return tqdm(files, desc="reading", unit="file")


# ------------------------------------------------------------------------------ records


def bounded(entries: list[dict[str, str]]) -> list[dict[str, str]]:
    """At most as many entries, and as long ones, as a record may hold.

    >>> bounded([{"file": "a.csv", "place": f"row {i}"} for i in range(10_002)])[-1]
    {'file': 'a.csv', 'place': 'and 2 more'}
    """
    kept = [
        {name: str(text or "")[:LONGEST_ENTRY] for name, text in entry.items()}
        for entry in entries[:MOST_ENTRIES]
    ]
    if more := len(entries) - len(kept):
        kept.append(kept[-1] | {"place": f"and {more:,} more"})
    return kept


def history_of(records: list[Record]) -> pd.DataFrame:
    """One row per batch."""
    import pandas as pd

    rows = [
        {
            "batch": record["batch"],
            "ingested": record["ingested"],
            "n_articles": record["n_articles"],
            "n_known": record["n_known"],
            "n_files": len(record["files"]),
            "n_skipped": len(record["skipped"]),
            "toolkit": record["toolkit"],
            "part": record["part"],
        }
        for record in records
    ]
    kinds = dict.fromkeys(_HISTORY, "int64") | dict.fromkeys(_HISTORY_TEXTS, "str")
    table = pd.DataFrame(rows, columns=list(_HISTORY)).astype(kinds)
    times = pd.to_datetime(table["ingested"], utc=True, format="ISO8601")
    return table.assign(ingested=times.dt.as_unit("us"))


_HISTORY = ("batch", "ingested", "n_articles", "n_known", "n_files", "n_skipped",
            "toolkit", "part")  # fmt: skip
_HISTORY_TEXTS = ("ingested", "toolkit", "part")


def with_entries(table: pd.DataFrame, records: Iterable[Record]) -> pd.DataFrame:
    """The table, with what the records hold of things set aside and noted, each once.

    >>> import pandas as pd
    >>> twice = [{"notes": [{"file": "a.csv", "note": "read as cp1252"}]}] * 2
    >>> with_entries(pd.DataFrame(), twice).attrs["notes"]
    [{'file': 'a.csv', 'note': 'read as cp1252'}]
    """
    records = list(records)
    for name in ENTRIES:
        found = (entry for record in records for entry in record.get(name, []))
        once = {tuple(entry.items()): entry for entry in found}
        table.attrs[name] = Entries(once.values())
    return table
