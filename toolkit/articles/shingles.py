"""What copies are known by: shingles, names and numbers, and the days of appearance.

A shingle is a run of four words, kept as one 64-bit number: among a billion of them,
two different ones are taken for the same about once in forty corpora. Names and numbers
are kept apart: who edits a copy leaves them, who fills in a form changes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue
from toolkit.text import Words, split_words

if TYPE_CHECKING:
    import pandas as pd

SHINGLE = 4  # words; three are common phrases, five lose too much to one changed word
# A shingle found in this many separate stretches of `days` is stock wording: one story
# lies in two at most.
STOCK_STRETCHES = 5
LONGEST_MONTH, LONGEST_YEAR = 31, 366  # days
ANY_DAY = (-(2**40), 2**40)  # day numbers further off than any date
_KEYS = 1_000_000  # looked at in one step
_BLOCK = 10_000_000  # characters cut into words at once, about 0.5 GB of memory

# House styles differ in how they write the same number.
FOLDED = {word: str(n) for n, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split()
)} | {word: str(10 * n) for n, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
)}  # fmt: skip
# Capitals that an editor puts or leaves out without telling another story.
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may june july august september october november december jan feb mar apr "
    "jun jul aug sept sep oct nov dec mr mrs ms dr i".split()
)

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
class Particulars:
    """Names and numbers of articles; those of ``i`` are ``first[i]:first[i + 1]``."""

    word: np.ndarray  # 64-bit number of the word
    place: np.ndarray  # how many words stand before it in its article
    telling: np.ndarray  # False where a capital may only begin a sentence
    first: np.ndarray

    def of(self, i: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Words, places and whether they tell, of article ``i``."""
        mine = slice(self.first[i], self.first[i + 1])
        return self.word[mine], self.place[mine], self.telling[mine]


@dataclass(frozen=True)
class ComparedCorpus:
    """The shingles of articles in order of time, and the days they may have appeared.

    ``keys`` holds each article's shingles in order of its text; those of article ``i``
    are at ``keys[first[i]:first[i + 1]]``, and ``own`` is False for stock wording. Nine
    keys of ten come once in the corpus; what is sorted are the others.
    """

    keys: np.ndarray
    own: np.ndarray
    again: np.ndarray  # places of all keys that come more than once, and of some others
    first: np.ndarray
    whole: np.ndarray  # hash of the whole text, 0 for one without words
    particulars: Particulars
    earliest: np.ndarray  # day number; an undated article may be of any day
    latest: np.ndarray
    days: int | None

    @classmethod
    def of(cls, articles: pd.DataFrame, days: int | None) -> ComparedCorpus:
        """Cut ``articles`` into shingles; ``days=None`` keeps stock wording in."""
        parts = [_shingles(texts) for texts in _blocks(_bodies(articles))]
        keys, sizes, whole, word, place, telling, many = (
            np.concatenate(p) for p in zip(*parts, strict=True)
        )
        particulars = Particulars(word, place, telling, _edges(many))
        earliest, latest = _possible_days(articles)
        corpus = cls(keys, np.ones(len(keys), bool), _may_repeat(keys), _edges(sizes),
                     whole, particulars, earliest, latest, days)  # fmt: skip
        if days is not None:
            corpus._disown_stock()
        return corpus

    @cached_property
    def n_all(self) -> np.ndarray:
        """Shingles of each article, stock wording and all."""
        return np.diff(self.first)

    @cached_property
    def size(self) -> np.ndarray:
        """Shingles that are compared, of each article."""
        return np.diff(np.concatenate([[0], np.cumsum(self.own)])[self.first])

    def doc_of(self, place: np.ndarray) -> np.ndarray:
        """Articles that keys at these places belong to."""
        return np.searchsorted(self.first, place, side="right") - 1

    def shingles(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the shingles of article ``i``, and which are compared."""
        mine = slice(self.first[i], self.first[i + 1])
        return self.keys[mine], self.own[mine]

    def near(self, i: np.ndarray | int, j: np.ndarray | int) -> np.ndarray:
        """Tell whether two articles may have appeared within ``days`` of each other."""
        before = self.earliest[i] - self.latest[j]
        after = self.earliest[j] - self.latest[i]
        return np.maximum(before, after) <= self.days

    def _disown_stock(self) -> None:
        """Mark the shingles that keep coming back; undated articles do not count."""
        # by shingle, then by time: `keys` come in order of time, and the sort is stable
        place = self.again[np.argsort(self.keys[self.again], kind="stable")]
        key, doc = self.keys[place], self.doc_of(place)
        stretch = self.earliest[doc] // (self.days + 1)
        begins = np.ones(len(key), bool)
        begins[1:] = key[1:] != key[:-1]
        fresh = begins.copy()
        fresh[1:] |= stretch[1:] != stretch[:-1]
        fresh &= self.earliest[doc] > ANY_DAY[0]
        group = np.cumsum(begins) - 1
        stretches = np.bincount(group, weights=fresh)
        self.own[place[stretches[group] >= STOCK_STRETCHES]] = False


def _may_repeat(keys: np.ndarray) -> np.ndarray:
    """Places of all keys that occur twice or more; some that occur once are among them.

    Each key has a slot by its last bits, two slots or more for each key. The last one
    to write to a slot finds itself there, unless another one came.
    """
    n_slots = 1 << (2 * len(keys)).bit_length()
    last = np.zeros(n_slots, np.min_scalar_type(len(keys)))
    shared = np.zeros(n_slots, bool)
    for at, slot in _slots(keys, n_slots):
        last[slot] = np.arange(at, at + len(slot))
    for at, slot in _slots(keys, n_slots):
        shared[slot[last[slot] != np.arange(at, at + len(slot))]] = True
    found = [at + np.flatnonzero(shared[slot]) for at, slot in _slots(keys, n_slots)]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _slots(keys: np.ndarray, n_slots: int) -> Iterator[tuple[int, np.ndarray]]:
    """Slots of a million keys at a time, and where these begin."""
    for at in range(0, len(keys), _KEYS):
        yield at, (keys[at : at + _KEYS] & np.uint64(n_slots - 1)).astype(np.int64)


def is_among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each value is among the ``known`` ones, which are in order."""
    if not len(known):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return known[at] == values


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


def _shingles(texts: Sequence[str]) -> tuple[np.ndarray, ...]:
    """Shingles and their number, whole hashes, particulars and their number."""
    import pandas as pd

    words = split_words(texts)
    folded = words.distinct_values(_folded, object)
    spelling = pd.util.hash_array(np.append(folded, ""))
    code, doc = spelling[words.word], words.doc
    run = code[: max(len(code) - SHINGLE + 1, 0)].copy()
    for step in range(1, SHINGLE):
        run = run * _MIX + code[step : step + len(run)]
    inside = doc[: len(run)] == doc[len(doc) - len(run) :]
    key, owner = run[inside] ^ (run[inside] >> np.uint64(29)), doc[: len(run)][inside]
    sizes = np.bincount(owner, minlength=len(texts))
    whole = _whole_hashes(code, words.first_of_text())
    return key, sizes, whole, *_particulars(words, code)


def _folded(word: str) -> str:
    return FOLDED.get(word, word)


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, _folded(word)))


def _is_of_calendar(word: str) -> bool:
    return _folded(word) in CALENDAR


def _particulars(words: Words, code: np.ndarray) -> tuple[np.ndarray, ...]:
    """Words with a capital or a digit: number, place, whether telling; how many."""
    number, first = words.passing(_is_number), words.first_of_text()
    found = np.flatnonzero(words.capital | number)
    n_words = np.maximum(np.diff(first), 1)
    capitals = np.bincount(words.doc[words.capital], minlength=len(n_words))
    in_capitals = (capitals > n_words / 2)[words.doc]  # where they tell nothing
    opens = np.ones(len(code), bool)
    opens[1:] = (words.sentence[1:] != words.sentence[:-1]) | (
        words.doc[1:] != words.doc[:-1]
    )
    telling = number | ~(opens | in_capitals)
    telling &= ~words.passing(_is_of_calendar)
    owner = words.doc[found]
    return (code[found], (found - first[owner]).astype(np.int32), telling[found],
            np.bincount(owner, minlength=len(n_words)))  # fmt: skip


def _whole_hashes(code: np.ndarray, first: np.ndarray) -> np.ndarray:
    """One hash per text of all its words in order; 0 for a text without words."""
    place = np.arange(len(code)) - np.repeat(first[:-1], np.diff(first))
    turned = (code ^ (place.astype(np.uint64) * _MIX)) * _MIX
    turned = (turned ^ (turned >> np.uint64(31))) * _MIX
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(turned, dtype=np.uint64)])
    return total[first[1:]] - total[first[:-1]]
