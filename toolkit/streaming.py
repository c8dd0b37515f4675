"""Scoring tables that do not fit into memory: from Parquet to Parquet, batch by batch.

Two passes over the files. The first reads what stories are told by and puts signatures
of it into a file; the second finds mentions, scores and writes. At no time are there
more than a few batches of text in memory, and what is written is what scoring all at
once writes.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from toolkit.articles.shelf import Shelf
from toolkit.articles.signatures import TOLD_BY, Signatures
from toolkit.articles.stories import leaders
from toolkit.mentions.find import find_mentions
from toolkit.processes import Processes
from toolkit.schema import READ_LANGUAGES, BadValue, in_languages
from toolkit.scores.score import score_articles

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toolkit.mentions.lexicon import Lexicon

__all__ = ["ArticleFiles", "Survey", "TableWriter", "scored_batches", "write_scored"]

# Bytes of a batch once decoded. Working on one takes about ten times as much; larger
# batches are no quicker.
BATCH_BYTES = 4 * 2**20
_PAGES = 2**20  # bytes of a file held at once while it is decoded

# What mentions, scores and stories are made from; other columns are carried along.
ABOUT = ("article_id", "source", "published", "published_precision", "language")
READ = tuple(dict.fromkeys([*TOLD_BY, *ABOUT, "n_words", "n_sentences", "story_id"]))


@dataclass(frozen=True)
class ArticleFiles:
    """Parquet files that hold one table of articles, in this order.

    ``whole`` makes each file one batch, whatever its size.
    """

    paths: Sequence[Any]
    whole: bool = False
    opened: Callable[[Any], Any] = str

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Rows in order, in batches of bounded bytes; ``columns`` those that exist."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        for path in self.paths:
            with pq.ParquetFile(
                self.opened(path),
                buffer_size=_PAGES,
                pre_buffer=False,
                page_checksum_verification=True,
            ) as file:
                names = file.schema_arrow.names
                wanted = None if columns is None else [c for c in columns if c in names]
                rows = file.metadata.num_rows if self.whole else _rows_at_once(file)
                schema = file.schema_arrow
                if not file.metadata.num_rows:
                    yield schema.empty_table()
                for batch in file.iter_batches(max(rows, 1), columns=wanted):
                    table = pa.Table.from_batches([batch])
                    yield table.replace_schema_metadata(schema.metadata)

    def size(self) -> int:
        """Bytes of all tables once decoded."""
        import pyarrow.parquet as pq

        kept = [pq.read_metadata(self.opened(path)) for path in self.paths]
        return sum(
            m.row_group(i).total_byte_size
            for m in kept
            for i in range(m.num_row_groups)
        )


def _rows_at_once(file: Any) -> int:
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    return int(BATCH_BYTES * file.metadata.num_rows / max(size, 1)) + 1


class Survey:
    """What is known of all articles before any is scored.

    Attributes
    ----------
    about
        One row per article: id, source, time and language.
    """

    def __init__(self, about: pd.DataFrame, shelf: Shelf) -> None:
        """Take over the shelf that holds the signatures of the articles."""
        self.about = about
        self._shelf = shelf

    @classmethod
    def of(
        cls,
        files: ArticleFiles,
        processes: Processes | None = None,
        scratch: Path | None = None,
    ) -> Survey:
        """Read the files once.

        Signatures lie in temporary files meanwhile, 10 bytes for each word: in the
        folder ``scratch``, else where temporary files of the system lie.

        Raises
        ------
        BadValue
            Two rows have one ``article_id``.
        """
        import pandas as pd

        about = []
        with ExitStack() as stack:
            shelf = stack.enter_context(Shelf(scratch))
            looked = (processes or Processes(1)).map(_looked_at, files.batches(READ))
            for rows, signed in looked:
                about.append(rows)
                shelf.add(signed)
            whole = pd.concat(about, ignore_index=True)
            _check_unique(whole["article_id"])
            stack.pop_all()  # the survey closes the shelf
        return cls(whole, shelf)

    @cached_property
    def stories(self) -> Any:
        """``story_id`` of each article, told apart when first asked for."""
        with self._shelf as shelf:
            leader = leaders(shelf.signatures())
        return self.about["article_id"].array[leader]


def _looked_at(table: pa.Table) -> tuple[pd.DataFrame, Signatures]:
    return about_of(table), Signatures.of(table.to_pandas())


def about_of(table: pa.Table) -> pd.DataFrame:
    """The columns of a batch that are kept of all articles."""
    names = [name for name in ABOUT if name in table.column_names]
    return table.select(names).to_pandas()


def _check_unique(ids: pd.Series) -> None:
    twice = ids[ids.duplicated()]
    if len(twice):
        raise BadValue(
            f"The articles have one row each, but article_id {twice.iloc[0]!r} occurs "
            f"more than once ({len(twice)} surplus rows). Read the files again with "
            "toolkit ingest, which sets copies of a row aside."
        )


Batch = tuple["pa.Table", "pd.DataFrame", "pd.DataFrame"]


def scored_batches(
    files: ArticleFiles, lexicon: Lexicon, processes: Processes | None = None
) -> Iterator[Batch]:
    """Each batch as a table, as articles to score, and the mentions in it."""
    search = partial(find_mentions, lexicon=lexicon)
    waiting: deque[tuple[pa.Table, pd.DataFrame]] = deque()

    def articles() -> Iterator[pd.DataFrame]:
        for table in files.batches():
            waiting.append((table, articles_to_score(table)))
            yield waiting[-1][1]

    for mentions in (processes or Processes(1)).map(search, articles()):
        yield *waiting.popleft(), mentions


def articles_to_score(table: pa.Table) -> pd.DataFrame:
    """The columns of a batch that scores are made from."""
    names = [name for name in READ if name in table.column_names]
    return table.select(names).to_pandas()


def write_scored(
    batches: Iterable[Batch], survey: Survey, out: Path, attrs: dict[str, Any]
) -> tuple[int, int]:
    """Write articles, mentions and scores; return mentions and articles with any.

    All three files appear together at the end, or none does.

    Parameters
    ----------
    batches
        As :func:`scored_batches` gives them, in the order of the survey.
    survey
        From the same files.
    out
        Folder, which exists.
    attrs
        Of the articles table: what was set aside and noted when it was read.
    """
    row = n_mentions = with_any = 0
    languages = _other_languages(survey.about)
    names = ("articles", "mentions", "scores")
    with ExitStack() as stack:
        articles_file, mentions_file, scores_file = (
            stack.enter_context(TableWriter(out / f"{name}.parquet")) for name in names
        )
        for table, articles, mentions in batches:
            # asked for behind the first batch: other processes search on meanwhile
            stories = survey.stories[row : row + len(articles)]
            row += len(articles)
            scores = score_articles(articles.assign(story_id=stories), mentions)
            scores.attrs["other_languages"] = languages
            articles_file.write_arrow(_with_stories(table, stories, attrs))
            mentions_file.write(mentions)
            scores_file.write(scores)
            n_mentions += len(mentions)
            with_any += mentions["article_id"].nunique()
    return n_mentions, with_any


def _other_languages(about: pd.DataFrame) -> dict[str, int]:
    """As ``score_articles`` counts them, over all articles."""
    other = about[~in_languages(about, READ_LANGUAGES)]
    if other.empty:
        return {}
    counts = other["language"].astype("str").value_counts()
    return {str(tag): int(n) for tag, n in counts.items()}


def _with_stories(table: pa.Table, stories: Any, attrs: dict[str, Any]) -> pa.Table:
    import pyarrow as pa

    kind = table.schema.field("article_id").type
    column = pa.array(stories, kind)
    if "story_id" in table.column_names:
        place = table.column_names.index("story_id")
        table = table.set_column(place, "story_id", column)
    else:
        table = table.append_column("story_id", column)
    said = json.loads((table.schema.metadata or {}).get(b"pandas", b"{}"))
    record = json.dumps(said | {"attributes": attrs}) if said else None
    return table.replace_schema_metadata({b"pandas": record} if record else None)


class TableWriter:
    """A Parquet file that grows batch by batch and appears when it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hidden = path.with_name(f".{path.stem}.tmp{path.suffix}")
        self._writer: Any = None

    def __enter__(self) -> TableWriter:
        return self

    def write(self, table: pd.DataFrame) -> None:
        """Append rows; every table has the columns of the first."""
        import pyarrow as pa

        schema = None if self._writer is None else self._writer.schema
        self.write_arrow(pa.Table.from_pandas(table, schema, preserve_index=False))

    def write_arrow(self, table: pa.Table) -> None:
        """Append rows of an Arrow table."""
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._hidden, table.schema, compression="zstd"
            )
        self._writer.write_table(table.cast(self._writer.schema))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()
        if kind is None and self._writer is not None:
            self._hidden.replace(self.path)
        self._hidden.unlink(missing_ok=True)
