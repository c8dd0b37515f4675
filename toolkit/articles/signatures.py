"""Signatures: what the copies of a story are found by, without the texts.

Each part of a corpus gives its signatures where it lies; stories are then found over
the signatures of all parts, and come out as ``find_stories`` finds them over all texts.
A signature takes some 10 bytes for each word; those of a corpus lie on a ``Shelf``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.articles.days import by_time, possible_days, publication_times
from toolkit.articles.shingles import sign

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

__all__ = ["Signatures"]

# What signatures are made from.
TOLD_BY = ("article_id", "title", "text", "published", "published_precision")
# Lists of each article -> the columns that say where they begin and how long they are.
LISTS = {
    "keys": ("at_key", "n_all"),
    "word": ("at_name", "n_telling"),
    "place": ("at_name", "n_telling"),
    "telling": ("at_name", "n_telling"),
}
BEGINS = {"at_key": "n_all", "at_name": "n_telling"}
_WRITTEN = ("n_all", "n_telling", "whole", "earliest", "latest")
ROWS = (*BEGINS, *_WRITTEN)  # one element an article


@dataclass(frozen=True)
class Signatures:
    """Signatures of some articles, one row or array element each.

    Attributes
    ----------
    about
        ``article_id`` and ``published`` of each article.
    keys
        The shingles of all articles: those of ``i`` are
        ``keys[at_key[i] : at_key[i] + n_all[i]]``. An array, or an ``ArrayOnDisk``.
    word, place, telling
        Names and numbers, as in ``Signed``, likewise at ``at_name``.
    at_key, n_all, at_name, n_telling
        Where the lists of each article begin, and how long they are.
    whole
        Hash of the whole text, 0 for one without words.
    earliest, latest
        Day numbers: when the article may have appeared; an undated one on any day.

    Examples
    --------
    >>> import pandas as pd
    >>> wire = ("The ministry said on Tuesday that the border crossing would stay shut "
    ...         "until both sides had agreed on a new schedule for patrols.")
    >>> both = Signatures.of(pd.DataFrame({"article_id": ["b", "a"], "text": wire}))
    >>> both.n_all.tolist(), both.in_order_of_time().tolist()
    ([20, 20], [1, 0])
    """

    about: pd.DataFrame
    keys: Any
    word: Any
    place: Any
    telling: Any
    at_key: np.ndarray
    n_all: np.ndarray
    at_name: np.ndarray
    n_telling: np.ndarray
    whole: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray

    @classmethod
    def of(cls, articles: pd.DataFrame) -> Signatures:
        """Signatures of a table of articles, in its order."""
        import pandas as pd

        about = pd.DataFrame(
            {
                "article_id": articles["article_id"].astype("str").array,
                "published": publication_times(articles).dt.as_unit("us").array,
            }
        )
        signed = sign(_bodies(articles))._asdict()
        earliest, latest = possible_days(articles)
        return cls._listed(about, signed | {"earliest": earliest, "latest": latest})

    @classmethod
    def _listed(cls, about: pd.DataFrame, arrays: Mapping[str, Any]) -> Signatures:
        """Signatures whose lists stand one after the other, in order of the rows."""
        places = {at: begins(arrays[size]) for at, size in BEGINS.items()}
        return cls(about=about, **places, **arrays)

    def __len__(self) -> int:
        return len(self.about)

    def in_order_of_time(self) -> np.ndarray:
        """Rows in order of time, undated last; ties by ``article_id``."""
        return by_time(self.about)

    def take(self, rows: np.ndarray) -> Signatures:
        """Some rows, in that order; lists stay where they are."""
        about = self.about.iloc[rows].reset_index(drop=True)
        taken = {name: getattr(self, name)[rows] for name in ROWS}
        return replace(self, about=about, **taken)

    def list_of(self, name: str, row: int) -> np.ndarray:
        """The list of one article."""
        begin, size = (getattr(self, column)[row] for column in LISTS[name])
        return getattr(self, name)[begin : begin + size]

    def lists_of(self, name: str, rows: slice = slice(None)) -> np.ndarray:
        """The lists of some rows, one after the other."""
        begin, size = (getattr(self, column)[rows] for column in LISTS[name])
        values = getattr(self, name)
        return _gathered(values, begin, size) if len(begin) else values[:0]

    def to_bytes(self) -> bytes:
        """The signatures as the bytes of a file (Arrow, zstd for the ids)."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(self.about, preserve_index=False)
        for name in _WRITTEN:
            table = table.append_column(name, pa.array(getattr(self, name)))
        for name, (_, size) in LISTS.items():
            sizes, values = getattr(self, size), pa.array(self.lists_of(name))
            first = pa.array(np.append(begins(sizes), len(values)))
            table = table.append_column(
                name, pa.LargeListArray.from_arrays(first, values)
            )
        sink = io.BytesIO()
        # hashes do not compress, and dictionaries of them would only cost memory
        pq.write_table(table, sink, compression="none", use_dictionary=False)
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Signatures:
        """The signatures that :meth:`to_bytes` wrote."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pq.read_table(pa.BufferReader(data)).combine_chunks()
        about = table.select(["article_id", "published"]).to_pandas()
        rows = {name: table[name].to_numpy() for name in _WRITTEN}
        return cls._listed(about, rows | {name: _flat(table[name]) for name in LISTS})


def _bodies(articles: pd.DataFrame) -> pd.Series:
    """Take the text of each article, or its title where there is no text."""
    texts = articles["text"].fillna("").astype(str)
    if "title" in articles:
        titles = articles["title"].fillna("").astype(str)
        texts = texts.where(texts.str.strip() != "", titles)
    return texts


def begins(sizes: np.ndarray) -> np.ndarray:
    """Where each of several lists begins that stand one after the other.

    >>> begins(np.array([2, 0, 3])).tolist()
    [0, 2, 2]
    """
    return (np.cumsum(sizes) - sizes).astype(np.int64)


def _gathered(values: Any, begin: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The lists of some rows, one after the other; neighbours are read at once.

    >>> _gathered(np.array([7, 8, 9]), np.array([1, 0]), np.array([2, 1])).tolist()
    [8, 9, 7]
    """
    order = np.argsort(begin, kind="stable")
    low, n = begin[order], size[order]
    jump = np.flatnonzero(low[1:] != (low + n)[:-1]) + 1
    lows, highs = low[np.append(0, jump)], (low + n)[np.append(jump - 1, -1)]
    runs = [values[a:b] for a, b in zip(lows.tolist(), highs.tolist(), strict=True)]
    read = runs[0] if len(runs) == 1 else np.concatenate(runs)
    if (order[1:] > order[:-1]).all():
        return read
    at = np.empty(len(order), np.int64)
    at[order] = begins(n)
    return read[np.repeat(at - begins(size), size) + np.arange(len(read))]


def _flat(column: pa.ChunkedArray) -> np.ndarray:
    """All values of a column of lists."""
    chunks = [c.flatten().to_numpy(zero_copy_only=False) for c in column.chunks]
    empty = np.zeros(0, column.type.value_type.to_pandas_dtype())
    return np.concatenate([empty, *chunks])
