"""A part: what is made of one input, on whatever machine, from nothing but that input.

Runs on a worker. Only small records travel; tables go from the worker to the storage.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from toolkit.articles.read import list_skipped, read_articles
from toolkit.articles.shelf import Shelf
from toolkit.articles.signatures import Signatures
from toolkit.cluster.manifest import ARTICLES, WORK, Record, identity, sha256
from toolkit.cluster.storage import Input, Storage
from toolkit.mentions.find import find_mentions
from toolkit.schema import ToolkitError
from toolkit.scores.score import score_articles
from toolkit.streaming import READ, ArticleFiles, TableWriter, articles_to_score

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon

__all__ = ["NoArticles", "make_part"]


class NoArticles(ToolkitError):
    """An input holds nothing that can be scored."""


def make_part(one: Input, out: Storage, lexicon: Lexicon) -> Record:
    """Score one input, write its tables and then its record.

    Raises
    ------
    NoArticles
        Nothing could be read; the message says why.
    """
    with tempfile.TemporaryDirectory() as scratch, _articles_of(one, scratch) as files:
        return _write_part(one, out, lexicon, files, Path(scratch))


def _write_part(
    one: Input, out: Storage, lexicon: Lexicon, files: ArticleFiles, scratch: Path
) -> Record:
    n_articles = n_mentions = 0
    names = ("mentions", "scores")
    made = {name: scratch / f"{name}.parquet" for name in names}
    with (
        TableWriter(made["mentions"]) as found,
        TableWriter(made["scores"]) as scored,
        Shelf(scratch) as shelf,
    ):
        for table in files.batches(READ):
            articles = articles_to_score(table)
            mentions = find_mentions(articles, lexicon)
            found.write(mentions)
            scored.write(score_articles(articles, mentions))
            shelf.add(Signatures.of(articles))
            n_articles += len(articles)
            n_mentions += len(mentions)
        if not n_articles:
            raise NoArticles("The table has no rows.")
        signatures = shelf.signatures().to_bytes()
    tables = {name: path.read_bytes() for name, path in made.items()}
    tables["signatures"] = signatures
    written = {
        f"{WORK}/{one.name}/{name}.parquet": data for name, data in tables.items()
    }
    if files.opened is str:  # not a table yet where it lies
        written[f"{ARTICLES}/{one.name}.parquet"] = files.paths[0].read_bytes()
    record = identity(one, lexicon.sha256) | {
        "part": one.name,
        "n_articles": n_articles,
        "n_mentions": n_mentions,
        "files": {
            name: {"size": len(data), "sha256": sha256(data)}
            for name, data in written.items()
        },
    }
    for name, data in written.items():
        out.write(name, data)
    out.write(f"{WORK}/{one.name}/record.json", json.dumps(record).encode())
    return record


@contextmanager
def _articles_of(one: Input, scratch: str) -> Iterator[ArticleFiles]:
    """The input as a table of articles, read where it lies if it is one already."""
    storage = one.storage()
    if _is_table(storage):
        yield ArticleFiles([storage], opened=lambda place: place.open(""))
        return
    # readers tell formats by content first, and by the name where that leaves it open
    copy = Path(scratch) / PurePosixPath(one.url).name
    copy.write_bytes(storage.read(""))
    articles = read_articles(copy)
    copy.unlink()
    if articles.empty:
        skipped = list_skipped(articles)
        raise NoArticles(
            " ".join(skipped[["reason", "advice"]].iloc[0]) if len(skipped) else
            "The file holds no article."
        )  # fmt: skip
    yield ArticleFiles([_as_file(_named_after(articles, copy, one.url), Path(scratch))])


def _is_table(storage: Storage) -> bool:
    """Whether the file is a Parquet table with articles as this toolkit writes them."""
    import pyarrow.parquet as pq

    with storage.open("") as file:
        if file.read(4) != b"PAR1":
            return False
        file.seek(0)
        return {"article_id", "text"} <= set(pq.read_schema(file).names)


def _named_after(articles: pd.DataFrame, copy: Path, url: str) -> pd.DataFrame:
    """Articles whose origin is the input, not the copy that was read."""
    origin = articles["origin"].str.replace(str(copy), url, regex=False)
    return articles.assign(origin=origin)


def _as_file(articles: pd.DataFrame, scratch: Path) -> Path:
    path = scratch / "articles.parquet"
    buffer = io.BytesIO()
    articles.to_parquet(buffer, index=False)
    path.write_bytes(buffer.getvalue())
    return path


def problem_of(error: BaseException) -> str:
    """Why an input was set aside, in one line."""
    if isinstance(error, ToolkitError):
        return str(error)
    text = " ".join(str(error).split())[:200]
    if type(error).__name__ == "KilledWorker":
        return (
            "The workers that tried it died, perhaps for want of memory: split the "
            f"file, or give each worker more. {text}"
        )
    return f"{type(error).__name__}: {text}"
