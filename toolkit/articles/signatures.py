"""Signatures: what the copies of a story are found by, without the texts.

Each part of a corpus gives its signatures where it lies; stories are then found over
the signatures of all parts, and come out as ``find_stories`` finds them over all texts.
A signature takes 8 bytes for each word.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.articles.shingles import (
    ComparedCorpus,
    Particulars,
    _edges,
    _may_repeat,
    by_time,
    publication_times,
)
from toolkit.articles.stories import DEFAULT_THRESHOLD, _leaders

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Signatures"]

_ROWS = ("n_all", "n_telling", "whole", "earliest", "latest")  # one element an article
# Lists of each article -> the column that says how long they are.
_LISTS = {"keys": "n_all", "word": "n_telling", "place": "n_telling",
          "telling": "n_telling"}  # fmt: skip
_ARRAYS = (*_LISTS, *_ROWS)


@dataclass(frozen=True)
class Signatures:
    """Signatures of some articles, one row or array element each.

    Attributes
    ----------
    about
        ``article_id`` and ``published`` of each article.
    keys
        The shingles of all articles, those of one after those of another.
    word, place, telling
        Names and numbers, as in ``Particulars``, likewise.
    n_all, n_telling
        How many shingles, and names and numbers, each article has.
    whole, earliest, latest
        As in ``ComparedCorpus``.

    Examples
    --------
    >>> import pandas as pd
    >>> wire = ("The ministry said on Tuesday that the border crossing would stay shut "
    ...         "until both sides had agreed on a new schedule for patrols.")
    >>> parts = [pd.DataFrame({"article_id": [name], "text": [wire]}) for name in "ba"]
    >>> Signatures.joined([Signatures.of(part) for part in parts]).stories().tolist()
    ['a', 'a']
    """

    about: pd.DataFrame
    keys: np.ndarray
    word: np.ndarray
    place: np.ndarray
    telling: np.ndarray
    n_all: np.ndarray
    n_telling: np.ndarray
    whole: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray

    @classmethod
    def of(cls, articles: pd.DataFrame) -> Signatures:
        """Signatures of a table of articles, in its order."""
        import pandas as pd

        corpus = ComparedCorpus.of(articles, days=None)
        about = pd.DataFrame(
            {
                "article_id": articles["article_id"].astype("str").array,
                "published": publication_times(articles).dt.as_unit("us").array,
            }
        )
        names = corpus.particulars
        return cls(
            about, corpus.keys, names.word, names.place, names.telling, corpus.n_all,
            np.diff(names.first), corpus.whole, corpus.earliest, corpus.latest,
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Sequence[Signatures]) -> Signatures:
        """The signatures of all parts as one."""
        import pandas as pd

        about = pd.concat([part.about for part in parts], ignore_index=True)
        arrays = (
            np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS
        )
        return cls(about, *arrays)

    def __len__(self) -> int:
        return len(self.about)

    def stories(
        self, *, threshold: float = DEFAULT_THRESHOLD, days: int = 7
    ) -> np.ndarray:
        """``story_id`` of each article, as ``find_stories`` gives it."""
        order = by_time(self.about)
        corpus = self._ordered(order, days)
        leader = np.empty(len(order), np.int64)
        leader[order] = order[_leaders(corpus, threshold)]
        return self.about["article_id"].to_numpy(object)[leader]

    def without(self, rows: np.ndarray) -> Signatures:
        """The same without the articles that ``rows`` marks."""
        kept = np.flatnonzero(~rows)
        about = self.about.iloc[kept].reset_index(drop=True)
        return replace(self._taken(kept), about=about)

    def _taken(self, rows: np.ndarray) -> Signatures:
        """Arrays of some rows, in that order; ``about`` stays as it is."""
        lists = (
            _picked(getattr(self, name), getattr(self, size), rows)
            for name, size in _LISTS.items()
        )
        return Signatures(
            self.about, *lists, *(getattr(self, name)[rows] for name in _ROWS)
        )

    def _ordered(self, order: np.ndarray, days: int) -> ComparedCorpus:
        taken = self._taken(order)
        names = Particulars(
            taken.word, taken.place, taken.telling, _edges(taken.n_telling)
        )
        corpus = ComparedCorpus(
            taken.keys, np.ones(len(taken.keys), bool), _may_repeat(taken.keys),
            _edges(taken.n_all), taken.whole, names, taken.earliest, taken.latest, days,
        )  # fmt: skip
        corpus._disown_stock()
        return corpus

    def to_bytes(self) -> bytes:
        """The signatures as the bytes of a file (Arrow, zstd for the ids)."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(self.about, preserve_index=False)
        for name in _ROWS:
            table = table.append_column(name, pa.array(getattr(self, name)))
        for name, size in _LISTS.items():
            first = pa.array(_edges(getattr(self, size)))
            values = pa.array(getattr(self, name))
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
        lists = (_flat(table[name]) for name in _LISTS)
        return cls(about, *lists, *(table[name].to_numpy() for name in _ROWS))


def _picked(values: np.ndarray, sizes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The lists of some rows, one after the other.

    >>> _picked(np.array([7, 8, 9]), np.array([1, 2]), np.array([1, 0])).tolist()
    [8, 9, 7]
    """
    n = sizes[rows]
    begin = np.cumsum(n) - n
    return values[np.arange(n.sum()) + np.repeat(_edges(sizes)[:-1][rows] - begin, n)]


def _flat(column: pa.ChunkedArray) -> np.ndarray:
    """All values of a column of lists."""
    chunks = [c.flatten().to_numpy(zero_copy_only=False) for c in column.chunks]
    empty = np.zeros(0, column.type.value_type.to_pandas_dtype())
    return np.concatenate([empty, *chunks])
