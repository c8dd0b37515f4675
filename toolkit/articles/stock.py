"""Stock wording: shingles that keep coming back over weeks, whoever wrote the article.

Whether a shingle does is known only once all were seen, and to count each of them would
take as much memory as the shingles themselves. So they are counted twice. First in
slots, a byte each, that several shingles may share: what a slot was met in too rarely,
none of its shingles was met in often enough. Then the few that are left, exactly.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from toolkit.articles.days import ANY_DAY
from toolkit.text.compiled import compiled

if TYPE_CHECKING:
    from toolkit.articles.signatures import Signatures

# A shingle found in this many separate stretches of `days` is stock wording: one story
# lies in two at most.
STOCK_STRETCHES = 5
_PENDING = 1_000_000  # shingles kept until they are counted


class ShingleSet:
    """Distinct shingles, in order.

    >>> of_two = ShingleSet(np.array([3, 8], np.uint64))
    >>> of_two.holds(np.array([8, 5], np.uint64)).tolist()
    [True, False]
    """

    def __init__(self, keys: np.ndarray) -> None:
        self.keys = keys
        self._places: np.ndarray | None = None

    def holds(self, keys: np.ndarray) -> np.ndarray:
        """Whether each of ``keys`` is one of them."""
        kernels = compiled("toolkit.articles.kernels")
        if kernels is None or not len(self.keys):
            return is_among(keys, self.keys)
        if self._places is None:
            self._places = kernels.places(self.keys)
        return kernels.is_among(keys, self.keys, self._places)


def is_among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each value is among the ``known`` ones, which are in order."""
    if not len(known):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return known[at] == values


def stock_wording(signed: Signatures, days: int) -> np.ndarray:
    """Stock shingles of articles in order of time; undated articles do not count."""
    dated = signed.earliest > ANY_DAY[0]
    stretch = signed.earliest[dated] // (days + 1)
    edges = [0, *(np.flatnonzero(np.diff(stretch)) + 1).tolist(), len(stretch)]
    if len(edges) <= STOCK_STRETCHES:
        return np.zeros(0, np.uint64)
    stretches = [slice(low, high) for low, high in pairwise(edges)]
    # one to two slots for each shingle, so that few share one
    count = np.zeros(1 << int(signed.n_all[dated].sum()).bit_length(), np.uint8)
    for rows in stretches:
        _count_stretch(count, signed.lists_of("keys", rows))
    stock, met, most = np.zeros(0, np.uint64), [np.zeros(0, np.uint64)], _PENDING
    for rows in stretches:
        keys = signed.lists_of("keys", rows)
        often = _distinct(keys[count[_slots(keys, count)] >= STOCK_STRETCHES])
        met.append(often[~is_among(often, stock)])
        if sum(map(len, met)) > most:
            stock, left = _counted(stock, met)
            met, most = [left], max(_PENDING, 2 * len(left))
    return _counted(stock, met)[0]


def _count_stretch(count: np.ndarray, keys: np.ndarray) -> None:
    """Count the stretch in the slots of its shingles, up to ``STOCK_STRETCHES``."""
    kernels = compiled("toolkit.articles.kernels")
    if kernels is None:
        met = np.unique(_slots(keys, count))
        count[met] += count[met] < STOCK_STRETCHES
    else:
        kernels.count_stretch(count, keys, STOCK_STRETCHES)


def _slots(keys: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Slot of each shingle: its last bits."""
    return (keys & np.uint64(len(count) - 1)).astype(np.int64)


def _distinct(keys: np.ndarray) -> np.ndarray:
    keys = np.sort(keys)
    return keys[_begins_run(keys)]


def _begins_run(values: np.ndarray) -> np.ndarray:
    """True where a value in order is another than the one before."""
    begins = np.ones(len(values), bool)
    begins[1:] = values[1:] != values[:-1]
    return begins


def _counted(stock: np.ndarray, met: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Stock with what was met in enough stretches; the others, once a stretch."""
    keys = np.sort(np.concatenate(met))
    begin = np.flatnonzero(_begins_run(keys))
    stretches = np.diff(np.append(begin, len(keys)))
    enough = stretches >= STOCK_STRETCHES
    stock = np.sort(np.concatenate([stock, keys[begin[enough]]]))
    return stock, keys[np.repeat(~enough, stretches)]
