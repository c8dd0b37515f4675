"""What copies are known by: the shingles of an article, and when it may have appeared.

A shingle is a run of four words, kept as one 64-bit number: among a billion of them,
two different ones are taken for the same about once in forty corpora.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue
from toolkit.text import split_words

if TYPE_CHECKING:
    import pandas as pd

SHINGLE = 4  # words; three are common phrases, five lose too much to one changed word
# A shingle found in this many separate stretches of `days` is stock wording: one story
# lies in two at most.
STOCK_STRETCHES = 5
LONGEST_MONTH, LONGEST_YEAR = 31, 366  # days
ANY_DAY = (-(2**40), 2**40)  # day numbers further off than any date
_BLOCK = 10_000_000  # characters cut into words at once, about 0.5 GB of memory

# Odd multipliers keep every bit; this one is of Steele and Vigna (2021).
_MIX = np.uint64(0xD1342543DE82EF95)


def publication_times(articles: pd.DataFrame) -> pd.Series:
    """Read ``published`` as UTC times; all missing where there is no such column.

    >>> import pandas as pd
    >>> publication_times(pd.DataFrame({"text": ["Talks resumed."]})).isna().tolist()
    [True]
    """
    import pandas as pd

    if "published" not in articles:
        return pd.Series(pd.NaT, articles.index, dtype="datetime64[us, UTC]")
    published = articles["published"]
    try:
        if pd.api.types.is_numeric_dtype(published) and published.notna().any():
            raise ValueError("numbers")
        # ISO only: any other form leaves day and month to a guess
        return pd.to_datetime(published, utc=True, format="ISO8601")
    except (ValueError, TypeError, OverflowError) as error:
        raise BadValue(
            'articles["published"] does not hold times that can be read without doubt '
            f"({str(error)[:90]}). Use toolkit.dates.parse_dates, or let read_articles "
            "read the dates."
        ) from error


@dataclass(frozen=True)
class ComparedCorpus:
    """The shingles of articles in order of time, and the days they may have appeared.

    ``keys`` holds each article's distinct shingles, sorted; those of article ``i`` are
    at ``keys[first[i]:first[i + 1]]``. ``n_all`` counts them with stock wording.
    """

    keys: np.ndarray
    first: np.ndarray
    n_all: np.ndarray
    whole: np.ndarray  # hash of the whole text, 0 for one without words
    earliest: np.ndarray  # day number; an undated article may be of any day
    latest: np.ndarray
    days: int | None

    @classmethod
    def of(cls, articles: pd.DataFrame, days: int | None) -> ComparedCorpus:
        """Cut ``articles`` into shingles; ``days=None`` keeps stock wording in."""
        parts = [_shingles(texts) for texts in _blocks(_bodies(articles))]
        keys, sizes, whole = (np.concatenate(p) for p in zip(*parts, strict=True))
        earliest, latest = _possible_days(articles)
        corpus = cls(keys, _edges(sizes), sizes, whole, earliest, latest, days)
        return corpus if days is None else corpus._without_stock()

    @property
    def size(self) -> np.ndarray:
        """Shingles that are compared, of each article."""
        return np.diff(self.first)

    @property
    def doc(self) -> np.ndarray:
        """Article of each key."""
        return np.repeat(np.arange(len(self.first) - 1), self.size)

    def shingles(self, i: int) -> np.ndarray:
        """Return the sorted shingles of article ``i``."""
        return self.keys[self.first[i] : self.first[i + 1]]

    def near(self, i: np.ndarray | int, j: np.ndarray | int) -> np.ndarray:
        """Tell whether two articles may have appeared within ``days`` of each other."""
        before = self.earliest[i] - self.latest[j]
        after = self.earliest[j] - self.latest[i]
        return np.maximum(before, after) <= self.days

    def _without_stock(self) -> ComparedCorpus:
        doc, dated = self.doc, self.earliest > ANY_DAY[0]
        # by shingle, then by time: `keys` come in order of time, and the sort is stable
        order = np.argsort(self.keys[dated[doc]], kind="stable")
        place = np.flatnonzero(dated[doc])[order]
        stretch = self.earliest[doc[place]] // (self.days + 1)
        key = self.keys[place]
        fresh = np.ones(len(key), bool)
        fresh[1:] = (key[1:] != key[:-1]) | (stretch[1:] != stretch[:-1])
        distinct, stretches = np.unique(key[fresh], return_counts=True)
        stock = distinct[stretches >= STOCK_STRETCHES]
        kept = ~np.isin(self.keys, stock)
        sizes = np.bincount(doc[kept], minlength=len(self.n_all))
        return ComparedCorpus(self.keys[kept], _edges(sizes), self.n_all, self.whole,
                       self.earliest, self.latest, self.days)  # fmt: skip


def _edges(sizes: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def by_time(articles: pd.DataFrame) -> np.ndarray:
    """Rows in order of time, undated last; ties by ``article_id``."""
    import pandas as pd

    keys = pd.DataFrame({
        "published": publication_times(articles).to_numpy(),
        "article_id": articles["article_id"].astype(str).to_numpy(),
    })  # fmt: skip
    return keys.sort_values(["published", "article_id"], kind="stable").index.to_numpy()


def _possible_days(articles: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """First and last day on which each article may have appeared."""
    times = publication_times(articles)
    day = times.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    undated = times.isna().to_numpy()
    last = day.copy()
    if "published_precision" in articles:
        for known_to, length in (("month", LONGEST_MONTH), ("year", LONGEST_YEAR)):
            coarse = articles["published_precision"].eq(known_to).to_numpy()
            last[coarse] += length - 1
    return np.where(undated, ANY_DAY[0], day), np.where(undated, ANY_DAY[1], last)


def _bodies(articles: pd.DataFrame) -> list[str]:
    """Take the text of each article, or its title where there is no text."""
    texts = articles["text"].fillna("").astype(str)
    if "title" in articles:
        titles = articles["title"].fillna("").astype(str)
        texts = texts.where(texts.str.strip() != "", titles)
    return texts.tolist()


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64) // _BLOCK
    edges = [0, *(np.flatnonzero(np.diff(ends)) + 1).tolist(), len(texts)]
    for left, right in pairwise(edges):
        yield texts[left:right]


def _shingles(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct shingles of each text, sorted, their number, and a hash of the whole."""
    import pandas as pd

    words = split_words(texts)
    spelling = pd.util.hash_array(np.array([*words.vocabulary, ""], dtype=object))
    code, doc = spelling[words.word], words.doc
    run = code[: max(len(code) - SHINGLE + 1, 0)].copy()
    for step in range(1, SHINGLE):
        run = run * _MIX + code[step : step + len(run)]
    inside = doc[: len(run)] == doc[len(doc) - len(run) :]
    key, owner = run[inside] ^ (run[inside] >> np.uint64(29)), doc[: len(run)][inside]
    order = np.lexsort((key, owner))
    key, owner = key[order], owner[order]
    fresh = np.ones(len(key), bool)
    fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
    sizes = np.bincount(owner[fresh], minlength=len(texts))
    return key[fresh], sizes, _whole_hashes(code, words.first_of_text())


def _whole_hashes(code: np.ndarray, first: np.ndarray) -> np.ndarray:
    """One hash per text of all its words in order; 0 for a text without words."""
    place = np.arange(len(code)) - np.repeat(first[:-1], np.diff(first))
    turned = (code ^ (place.astype(np.uint64) * _MIX)) * _MIX
    turned = (turned ^ (turned >> np.uint64(31))) * _MIX
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(turned, dtype=np.uint64)])
    return total[first[1:]] - total[first[:-1]]
