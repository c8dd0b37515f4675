"""Which articles are worth a look: linked by shingles, window by window in time.

A window holds the shingles of some articles and of all those before them, back to the
first that is still in reach of their days. Undated articles come last, and all are in
their reach: of what came before, the first and the last with each of their shingles is
enough.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from toolkit.articles.compared import ComparedCorpus
from toolkit.articles.days import ANY_DAY, LONGEST_MONTH
from toolkit.articles.stock import is_among
from toolkit.text.compiled import compiled

# Two articles are looked at if this part of the shorter is linked.
LINKED_PART = 0.1
_KEYS = 1_000_000  # read at once, or as many as are still in reach

Pairs = tuple[np.ndarray, np.ndarray]


def links(corpus: ComparedCorpus) -> Iterator[Pairs]:
    """Pairs worth a look, as (later, earlier), in order."""
    n, signed = len(corpus), corpus.signed
    calendar = Calendar(corpus)
    worded = np.flatnonzero(signed.whole)
    same = np.sort(_linked(calendar, signed.whole[worded], worded, 0))
    for low, high, keys, article in _windows(corpus, calendar):
        at = _repeated(keys)
        pair, support = np.unique(
            _linked(calendar, keys[at], article[at], low), return_counts=True
        )
        later, earlier = np.divmod(pair, n)
        compared = np.minimum(corpus.size[later], corpus.size[earlier])
        pair = pair[(support >= LINKED_PART * compared) & (later != earlier)]
        begin, end = np.searchsorted(same, [low * n, high * n])
        pair = np.unique(np.concatenate([pair, same[begin:end]]))
        later, earlier = np.divmod(pair, n)
        near = corpus.near(later, earlier)
        yield later[near], earlier[near]


class Calendar:
    """Days of articles, counted from 1 in order of time, undated last.

    ``reach`` is how far back to look from each article.
    """

    def __init__(self, corpus: ComparedCorpus) -> None:
        earliest, latest = corpus.signed.earliest, corpus.signed.latest
        undated = earliest == ANY_DAY[0]
        self.n_dated = int(np.count_nonzero(~undated))
        begin = earliest[~undated].min(initial=ANY_DAY[1])
        day = np.where(undated, 0, earliest - begin + 1)
        day[undated] = day.max(initial=0) + 1
        coarse = (latest > earliest)[~undated].any()
        reach = corpus.days + (LONGEST_MONTH if coarse else 0)
        self.day = day
        self.begin = np.maximum(day - np.where(undated, day, reach), 0)
        self._last = np.where(undated, day, latest - begin + 1) + corpus.days

    def __len__(self) -> int:
        return len(self.day)

    def first_in_reach(self, low: int, of: int) -> int:
        """First of the articles from ``low`` on that is in reach of a later one."""
        in_reach = self.day[low:of] >= self.begin[of]
        in_reach |= self._last[low:of] >= self.day[of]
        return low + int(np.argmax(np.append(in_reach, True)))


def _windows(
    corpus: ComparedCorpus, calendar: Calendar
) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """Articles, from and to, and shingles: theirs and those in reach before them."""
    ends = np.cumsum(corpus.signed.n_all)
    met = _Met(corpus, calendar)
    keys, article = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    begin = low = 0
    while low < len(corpus):
        dated = low < calendar.n_dated
        if dated:
            begin = calendar.first_in_reach(begin, low)
            gone = int(np.searchsorted(article, begin))
            keys, article = keys[gone:], article[gone:]
        elif low == calendar.n_dated:
            keys, article = met.shingles()
        enough = ends[low] + max(_KEYS, len(keys))
        high = max(int(np.searchsorted(ends, enough)), low + 1)
        if dated:
            high = min(high, calendar.n_dated)
        fresh, whose = corpus.compared(low, high)
        if dated:
            met.note(fresh, whose)
        keys, article = np.append(keys, fresh), np.append(article, whose)
        yield low, high, keys, article
        low = high


class _Met:
    """First and last dated article that has each shingle of the undated ones."""

    def __init__(self, corpus: ComparedCorpus, calendar: Calendar) -> None:
        keys = np.zeros(0, np.uint64)
        if 0 < calendar.n_dated < len(corpus):
            keys = np.unique(corpus.compared(calendar.n_dated, len(corpus))[0])
        self._keys = keys
        self._first, self._last = np.full((2, len(keys)), -1)

    def note(self, keys: np.ndarray, article: np.ndarray) -> None:
        """Take in shingles of later articles."""
        if not len(self._keys):
            return
        known = is_among(keys, self._keys)
        at, article = np.searchsorted(self._keys, keys[known]), article[known]
        self._last[at] = article
        fresh = self._first[at] < 0
        # of several values for one place the last one stays
        self._first[at[fresh][::-1]] = article[fresh][::-1]

    def shingles(self) -> tuple[np.ndarray, np.ndarray]:
        """Those met, once with the first and once with the last article."""
        met = self._last >= 0
        keys = self._keys[met]
        return np.tile(keys, 2), np.append(self._first[met], self._last[met])


def _linked(
    calendar: Calendar, keys: np.ndarray, article: np.ndarray, low: int
) -> np.ndarray:
    """Pair articles with the first one in reach that has a key, and the one before.

    Articles are in order of time; those from ``low`` on are paired. A pair is one
    number, ``later * n + earlier``; it comes once for each key.
    """
    n, day = len(calendar), calendar.day
    order = np.argsort(keys, kind="stable")
    key, article = keys[order], article[order]
    repeated = np.zeros(len(key), bool)
    repeated[1:] = key[1:] == key[:-1]
    shared = repeated | np.append(repeated[1:], False)
    repeated, article = repeated[shared], article[shared]
    group = np.cumsum(~repeated)
    place = np.flatnonzero(article >= low)
    later = article[place]
    # one sorted number for shingle and day: a search finds all beginnings at once
    span = day.max(initial=0) + 1
    begin = group[place] * span + calendar.begin[later]
    first = np.searchsorted(group * span + day[article], begin)
    last = np.where(repeated[place], place - 1, place)
    pair = later * n + np.stack([article[first], article[last]])
    return pair[np.stack([first != place, last != place])]


def _repeated(keys: np.ndarray) -> np.ndarray:
    """Places of all keys that come twice or more; perhaps of some others."""
    kernels = compiled("toolkit.articles.kernels")
    return _may_repeat(keys) if kernels is None else kernels.repeated(keys)


def _may_repeat(keys: np.ndarray) -> np.ndarray:
    """Do what ``kernels.repeated`` does without the compiler.

    Each key has a slot by its last bits, two slots or more for each key. The last one
    to write to a slot finds itself there, unless another one came.
    """
    n_slots = 1 << (2 * len(keys)).bit_length()
    slot = (keys & np.uint64(n_slots - 1)).astype(np.int64)
    place = np.arange(len(keys))
    last, shared = np.zeros(n_slots, np.int64), np.zeros(n_slots, bool)
    last[slot] = place
    shared[slot[last[slot] != place]] = True
    return np.flatnonzero(shared[slot])
