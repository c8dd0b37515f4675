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

from toolkit.articles.shingles import ComparedCorpus, by_time, publication_times
from toolkit.articles.stories import DEFAULT_THRESHOLD, _leaders

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Signatures"]

_ARRAYS = ("keys", "n_all", "whole", "earliest", "latest")


@dataclass(frozen=True)
class Signatures:
    """Signatures of some articles, one row or array element each.

    Attributes
    ----------
    about
        ``article_id`` and ``published`` of each article.
    keys
        The shingles of all articles, those of one after those of another.
    n_all
        Number of shingles of each article.
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
    n_all: np.ndarray
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
        return cls(about, *(getattr(corpus, name) for name in _ARRAYS))

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
        first = np.concatenate([[0], np.cumsum(self.n_all)]).astype(np.int64)
        n = self.n_all[rows]
        begin = np.cumsum(n) - n
        place = np.arange(n.sum()) + np.repeat(first[:-1][rows] - begin, n)
        return Signatures(
            self.about, self.keys[place], n,
            *(getattr(self, name)[rows] for name in _ARRAYS[2:]),
        )  # fmt: skip

    def _ordered(self, order: np.ndarray, days: int) -> ComparedCorpus:
        taken = self._taken(order)
        first = np.concatenate([[0], np.cumsum(taken.n_all)]).astype(np.int64)
        corpus = ComparedCorpus(
            taken.keys, first, taken.n_all, taken.whole, taken.earliest, taken.latest,
            days,
        )  # fmt: skip
        return corpus._without_stock()

    def to_bytes(self) -> bytes:
        """The signatures as the bytes of a file (Arrow, zstd for the ids)."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(self.about, preserve_index=False)
        for name in _ARRAYS[1:]:
            table = table.append_column(name, pa.array(getattr(self, name)))
        first = np.concatenate([[0], np.cumsum(self.n_all)]).astype(np.int64)
        keys = pa.LargeListArray.from_arrays(pa.array(first), pa.array(self.keys))
        sink = io.BytesIO()
        # hashes do not compress, and dictionaries of them would only cost memory
        pq.write_table(
            table.append_column("keys", keys), sink, compression="none",
            use_dictionary=False,
        )  # fmt: skip
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Signatures:
        """The signatures that :meth:`to_bytes` wrote."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pq.read_table(pa.BufferReader(data)).combine_chunks()
        about = table.select(["article_id", "published"]).to_pandas()
        keys = [chunk.flatten().to_numpy() for chunk in table["keys"].chunks]
        joined = np.concatenate([np.zeros(0, np.uint64), *keys])
        arrays = (table[name].to_numpy() for name in _ARRAYS[1:])
        return cls(about, joined, *arrays)
