"""The corpus store: a folder of articles that grows, and loses and doubles nothing.

A corpus is a folder of Parquet files, one for each batch that came in::

    corpus/part-000001-3f2a….parquet    the articles of the first batch
    corpus/part-000002-9c01….parquet    those of the second, and so on

``pandas.read_parquet("corpus")`` reads all of it. A part is written once, appears in
one step and is never changed, so that a crash costs the batch that was being written
and nothing else (``parts.py``). What is there already is recognised by what it says
(``known.py``); one process writes at a time (``lock.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.articles.batches import (
    BATCH_ARTICLES,
    ENTRIES,
    Batch,
    Record,
    bounded,
    history_of,
    new_batches,
    with_entries,
)
from toolkit.articles.known import Known, as_stored
from toolkit.articles.lock import one_writer
from toolkit.articles.parts import (
    clear_strays,
    damage_of,
    list_parts,
    move_aside,
    number_of,
    read_info,
    read_part,
    read_parts,
    toolkit_version,
    write_part,
)
from toolkit.articles.paths import NothingFound, find_files
from toolkit.articles.read import read_in_parts
from toolkit.articles.readers.base import printable, skip_entry
from toolkit.cards import card_html
from toolkit.schema import BadValue, ToolkitError, column_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Corpus", "is_corpus", "open_corpus"]

_REPAIR = "Set it aside: verify(repair=True), or toolkit verify --repair."
_ADD_AGAIN = "Add its files again: what is there already is passed over."


def open_corpus(folder: str | Path) -> Corpus:
    """Open a corpus, a folder that keeps articles for good; a new one if there is none.

    Parameters
    ----------
    folder
        A folder of its own. It is made when the first articles are added.

    Returns
    -------
    Corpus
        With ``add`` and ``add_files`` to take articles in, ``articles`` and ``parts``
        to read them, ``history``, ``files`` and ``verify``. ``derive_table`` makes
        mentions of it, working only on what is new.

    Raises
    ------
    BadValue
        The path is empty, a file, or a folder that holds something else.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> corpus = open_corpus(tempfile.mkdtemp())
    >>> first = pd.DataFrame({"article_id": ["a"], "text": ["Talks resumed."]})
    >>> corpus.add(first)[["batch", "n_articles"]].values.tolist()
    [[1, 1]]
    >>> len(corpus.add(first))  # nothing new, no batch
    0
    >>> corpus.articles()[["article_id", "batch"]].values.tolist()
    [['a', 1]]
    """
    if not str(folder).strip():
        raise BadValue('The folder is empty. Name one, e.g. open_corpus("corpus").')
    place = Path(folder).expanduser()
    if place.exists() and not is_corpus(place):
        _refuse_strangers(place)
    return Corpus(place)


def is_corpus(folder: str | Path) -> bool:
    """Whether a folder holds a corpus with at least one batch."""
    return bool(list_parts(Path(folder)))


def _refuse_strangers(place: Path) -> None:
    if not place.is_dir():
        raise BadValue(
            f'"{printable(place)}" is a file; a corpus is a folder. To take the file '
            f'in: open_corpus("corpus").add_files("{printable(place)}").'
        )
    strange = sorted(
        printable(p.name) for p in place.iterdir() if p.name[0] not in "._"
    )
    if strange:
        raise BadValue(
            f'The folder "{printable(place)}" is no corpus: it holds '
            f"{', '.join(strange[:3])}. Name a folder of its own, and take these in "
            f'with open_corpus("corpus").add_files("{printable(place)}").'
        )


@dataclass(frozen=True)
class Corpus:
    """A folder of articles that grows batch by batch; see :func:`open_corpus`.

    Attributes
    ----------
    folder
        Where it is kept. ``pandas.read_parquet(folder)`` reads it without this toolkit.
    """

    folder: Path
    _known: Known = field(default_factory=Known, repr=False, compare=False)

    def _repr_html_(self) -> str:
        rows: dict[str, object] = {"folder": self.folder}
        try:
            history = self.history()
            rows |= {"batches": f"{len(history):,}",
                     "articles": f"{int(history['n_articles'].sum()):,}"}  # fmt: skip
        except (OSError, ToolkitError) as error:
            # a corpus that cannot be read must still show that it cannot
            rows["cannot be read"] = error
        return card_html("Corpus", rows)

    # --------------------------------------------------------------------- taking in

    def add(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Add a table of articles as one batch: all that is new, or nothing.

        Parameters
        ----------
        articles
            One row per article: ``article_id`` and ``text``, and what else there is.

        Returns
        -------
        DataFrame
            The batch as :meth:`history` shows it: one row, or none if nothing was new.

        Raises
        ------
        MissingColumn, BadValue
            The table is no table of articles, or holds what cannot be stored.
        Busy
            Another process is writing to the corpus.
        CannotWrite
            The disk is full; nothing of the batch was kept.
        DamagedPart
            An earlier part is damaged; :meth:`verify` says which, and what to do.

        Notes
        -----
        An article equal to one that is there in source, time, title and text is passed
        over. An ``article_id`` that another article has is replaced by the hash of
        the content. Columns beyond the articles table are not kept, and a note says
        so. ``story_id`` is not kept either: copies are sought over the whole corpus.
        """
        table = as_stored(articles)
        entries = {name: list(articles.attrs.get(name, [])) for name in ENTRIES}
        entries["notes"] += _left_out(articles)
        with one_writer(self.folder):
            return self._report([self._make_ready(), self._append(table, [], entries)])

    def add_files(
        self,
        path: str | Path | Iterable[str | Path],
        *,
        columns: Mapping[str, str] | None = None,
        source: str | None = None,
        date_order: str | None = None,
        progress: bool = False,
    ) -> pd.DataFrame:
        """Read files that are new or changed, and add their articles batch by batch.

        Parameters
        ----------
        path, columns, source, date_order, progress
            As in ``read_articles``.

        Returns
        -------
        DataFrame
            One row per batch, as in :meth:`history`; no row if nothing was new.
            ``list_skipped`` and ``list_notes`` of it say what this call set aside.

        Raises
        ------
        NothingFound, BadValue
            As in ``read_articles``; beside them the errors of :meth:`add`.

        Notes
        -----
        A file is known by its bytes, wherever it lies, and is not read again. One that
        gave no article is tried again when the toolkit has changed. After a crash the
        same call goes on where it was; at most 32 MiB of files, or one that is larger,
        are read twice. Files of one batch are read as ``read_articles`` reads a folder,
        2,000 articles at a time: what has more becomes several batches, the last of
        which has its files on record.
        """
        found = find_files(path)
        options = {"columns": columns, "source": source, "date_order": date_order}
        with one_writer(self.folder):
            done = [self._make_ready()]
            for batch in new_batches(found, options, self._known.files, progress):
                done += self._add_batch(batch, columns, source, date_order)
            return self._report(done)

    def _add_batch(self, batch: Batch, *options: Any) -> Iterator[Record]:
        """Add the articles of some files, on record once all of them are there."""
        for read, is_last in read_in_parts(batch.found, *options, BATCH_ARTICLES):
            batch.count(read)
            entries = {name: list(read.attrs[name]) for name in ENTRIES}
            files = batch.files_read() if is_last else []
            yield self._append(as_stored(read), files, entries)

    def _make_ready(self) -> Record:
        """Clear what an ended writer left; set a torn newest part aside."""
        clear_strays(self.folder)
        paths = list_parts(self.folder)
        torn = {}
        if paths and paths[-1].name not in self._known.parts:
            problem = damage_of(paths[-1])
            torn = self._set_aside(paths[-1], problem) if problem else {}
        self._known.look_at(self.folder)
        return torn

    def _append(
        self,
        table: pd.DataFrame,
        files: list[Record],
        entries: Mapping[str, list[dict[str, str]]],
    ) -> Record:
        """Write what is new in ``table``; the record says whether that was anything."""
        new, taken = self._known.new_among(table)
        record = {
            "n_articles": len(new),
            "n_known": len(table) - len(new),
            "files": files,
            "skipped": bounded(entries["skipped"]),
            "notes": bounded(entries["notes"] + [_id_taken(name) for name in taken]),
        }
        if len(new) or files:
            record |= self._write(new, record)
            self._known.look_at(self.folder)
        return record

    def _write(
        self, table: pd.DataFrame, record: Record, number: int | None = None
    ) -> Record:
        paths = list_parts(self.folder)
        number = number or (number_of(paths[-1]) + 1 if paths else 1)
        now = datetime.now(UTC).replace(microsecond=0)
        stamped = table.assign(batch=number, ingested=now)
        stamped["ingested"] = stamped["ingested"].astype("datetime64[us, UTC]")
        about = {"batch": number, "ingested": now.isoformat(),
                 "toolkit": toolkit_version()}  # fmt: skip
        path = write_part(self.folder, stamped, number, record | about)
        return about | {"part": path.name}

    def _report(self, done: list[Record]) -> pd.DataFrame:
        """The batches of a call, and all it set aside, written or not."""
        table = history_of([record for record in done if "part" in record])
        return with_entries(table, done)

    # ------------------------------------------------------------------------ reading

    def articles(self) -> pd.DataFrame:
        """All articles of the corpus, in the order they came in: one row per article.

        Returns
        -------
        DataFrame
            The articles table, and where each row came from: ``origin`` and ``reader``,
            ``batch`` (from 1) and ``ingested`` (UTC), ``content_hash`` (of source,
            time, title and text). ``list_skipped`` and ``list_notes`` show what was set
            aside and noted in all batches.

        Raises
        ------
        NothingFound
            There is no corpus in this folder.
        DamagedPart
            A part cannot be read: half a corpus is never returned.
        """
        return with_entries(*read_parts(self.part_paths()))

    def parts(self) -> Iterator[pd.DataFrame]:
        """The articles batch by batch, for a corpus that does not fit into memory."""
        for path in self.part_paths():
            yield read_part(path)

    def history(self) -> pd.DataFrame:
        """What came in when: one row per batch.

        Returns
        -------
        DataFrame
            ``batch`` (from 1), ``ingested`` (UTC), ``n_articles`` that were new,
            ``n_known`` that were there already, ``n_files`` read, ``n_skipped`` (files,
            rows or members set aside), ``toolkit`` (version and hash of the code),
            ``part`` (file name). A batch whose part was damaged and set aside has no
            articles and one entry set aside.
        """
        paths = self.part_paths()
        return history_of([read_info(path) | {"part": path.name} for path in paths])

    def files(self) -> pd.DataFrame:
        """The files that were read: one row per file and reading.

        Returns
        -------
        DataFrame
            ``file``, ``batch``, ``n_articles`` read in it (new or not), ``key`` (hash
            of its bytes and of how it was read).
        """
        import pandas as pd

        rows = [
            file | {"batch": info["batch"]}
            for info in map(read_info, self.part_paths())
            for file in info.get("files", [])
        ]
        return pd.DataFrame(rows, columns=["file", "batch", "n_articles", "key"])

    def part_paths(self) -> list[Path]:
        """Files of the corpus, oldest batch first; none of them ever changes."""
        paths = list_parts(self.folder)
        if not paths:
            raise NothingFound(
                f'There is no corpus in "{printable(self.folder)}". Add articles '
                f'first: open_corpus("{printable(self.folder)}").add_files("news/").'
            )
        return paths

    # ------------------------------------------------------------------------- upkeep

    def verify(self, *, repair: bool = False) -> pd.DataFrame:
        """Check every part against its checksum: one row per part.

        Parameters
        ----------
        repair
            Move damaged parts into ``_damaged/`` inside the folder and record in the
            history that their batches are gone. Their files count as new from then on.

        Returns
        -------
        DataFrame
            ``part``, ``batch``, ``ok``, ``problem`` (empty where ``ok``), ``advice``.

        Raises
        ------
        NothingFound
            There is no corpus in this folder.

        Notes
        -----
        A batch that is missing is noticed by the gap it leaves; of the last batches
        nothing is left to notice by.
        """
        import pandas as pd

        paths = self.part_paths()
        rows = [_verdict(p.name, number_of(p), damage_of(p)) for p in paths]
        rows += _gaps({number_of(path) for path in paths})
        table = pd.DataFrame(rows).sort_values(["batch", "part"], ignore_index=True)
        if repair and not table["ok"].all():
            with one_writer(self.folder):
                for row in table[~table["ok"]].itertuples():
                    self._set_aside(self.folder / row.part, row.problem, row.batch)
        return table

    def _set_aside(self, path: Path, problem: str, number: int | None = None) -> Record:
        """Move a part out of the way and let an empty one tell of it."""
        moved = ""
        if path.is_file():
            moved = f" It is kept as {move_aside(path).relative_to(self.folder)}."
        entry = skip_entry(path.name, "", problem + moved, _ADD_AGAIN)
        record = {"n_articles": 0, "n_known": 0, "files": [], "skipped": [entry],
                  "notes": []}  # fmt: skip
        number = number_of(path) if number is None else int(number)
        return record | self._write(_no_articles(), record, number)


def _no_articles() -> pd.DataFrame:
    import pandas as pd

    return as_stored(pd.DataFrame({"article_id": [], "text": []}, dtype="str"))


def _left_out(articles: pd.DataFrame) -> list[dict[str, str]]:
    """A note on columns that are not kept."""
    own = {*column_names("articles"), "content_hash", "batch", "ingested"}
    strange = [str(name) for name in articles.columns if name not in own]
    note = f"columns not kept: {', '.join(strange)}"
    return [{"file": "table", "place": "", "note": note}] if strange else []


def _id_taken(name: str) -> dict[str, str]:
    note = f'id "{name}" is that of another article; a hash of the content is used'
    return {"file": "table", "place": "", "note": note}


def _verdict(part: str, batch: int, problem: str) -> Record:
    advice = f"{_REPAIR} {_ADD_AGAIN}" if problem else ""
    return {"part": part, "batch": batch, "ok": not problem, "problem": problem,
            "advice": advice}  # fmt: skip


def _gaps(batches: set[int]) -> list[Record]:
    """Batches that must have been there, for later ones are."""
    missing = sorted(set(range(1, max(batches))) - batches)
    return [
        _verdict(f"part-{n:06}-….parquet", n, "The part is missing.") for n in missing
    ]
