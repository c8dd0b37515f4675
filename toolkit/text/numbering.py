"""Number words by their spelling in UTF-8, compiled by numba.

The words of the lasting vocabulary are found again through a hash table over their
spellings, so that a word met before needs no Python string.
"""

from __future__ import annotations

from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit

from toolkit.text.memory import eight_bytes_at, part
from toolkit.text.vocabulary import Vocabulary

# Bytes that may be read behind a spelling.
SLACK = 8
_FREE = -1  # an empty place of the hash table
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, made odd
_HALF = np.uint64(32)


@part
def _eight(at, length):
    """The next eight bytes of a spelling; those behind its end are 0."""
    whole = eight_bytes_at(at)
    if length >= 8:
        return whole
    return whole & ((np.uint64(1) << np.uint64(8 * length)) - np.uint64(1))


@part
def _hash(at, length):
    value = np.uint64(length)
    while length > 0:
        value = (value ^ _eight(at, length)) * _MIX
        value ^= value >> _HALF
        at += 8
        length -= 8
    return value


@part
def _same(one, other, length):
    while length > 0:
        if _eight(one, length) != _eight(other, length):
            return False
        one += 8
        other += 8
        length -= 8
    return True


@njit(cache=True, nogil=True)
def _number(begin, spelled, ends, places, hashes, letters, bounds, count, numbers):
    """Number words from ``begin`` on; how far it came before room ran out, and count.

    ``places`` is the hash table; word ``i`` of the vocabulary is spelled by
    ``letters[bounds[i] : bounds[i + 1]]``.
    """
    text, book = np.int64(spelled.ctypes.data), np.int64(letters.ctypes.data)
    mask = len(places) - 1
    for i in range(begin, len(ends)):
        low = ends[i - 1] if i else 0
        length = ends[i] - low
        wanted = _hash(text + low, length)
        place = np.int64(wanted) & mask
        number = places[place]
        while number != _FREE:
            if (
                hashes[number] == wanted
                and bounds[number + 1] - bounds[number] == length
                and _same(book + bounds[number], text + low, length)
            ):
                break
            place = (place + 1) & mask
            number = places[place]
        if number == _FREE:
            top = bounds[count]
            if 2 * count >= mask or top + length + SLACK > len(letters):
                return i, count
            for k in range(length):
                letters[top + k] = spelled[low + k]
            bounds[count + 1], hashes[count] = top + length, wanted
            number = places[place] = count
            count += 1
        numbers[i] = number
    return len(ends), count


@njit(cache=True, nogil=True)
def in_order_met(numbers, n):
    """Number numbers below ``n`` anew in the order they are met; and those met."""
    anew = np.full(n, _FREE, np.int64)
    met = np.empty(min(n, len(numbers)), np.int64)
    word = np.empty(len(numbers), np.int64)  # numpy picks by these fastest
    count = 0
    for i in range(len(numbers)):
        number = numbers[i]
        if anew[number] == _FREE:
            anew[number] = count
            met[count] = number
            count += 1
        word[i] = anew[number]
    return word, met[:count]


class _Spellings:
    """The spellings of a vocabulary, and the hash table that finds them."""

    def __init__(self) -> None:
        self._count = 0
        self._letters = np.zeros(1 << 16, np.uint8)
        self._make_table(1 << 12)

    def numbers(
        self, vocabulary: Vocabulary, spelled: np.ndarray, ends: np.ndarray
    ) -> np.ndarray:
        """Number of each word in the vocabulary, which takes in the new ones."""
        self._catch_up(vocabulary.words[self._count :])
        numbers = self._numbered(spelled, ends)
        known, bounds = len(vocabulary), self._bounds
        fresh = self._letters[bounds[known] : bounds[self._count]].tobytes()
        cuts = (bounds[known : self._count + 1] - bounds[known]).tolist()
        vocabulary.add([fresh[a:b].decode("utf-8") for a, b in pairwise(cuts)])
        return numbers

    def _catch_up(self, words: list[str]) -> None:
        """Spell the words that the vocabulary was given as Python strings."""
        spelled = [word.encode("utf-8", "surrogatepass") for word in words]
        ends = np.cumsum([len(s) for s in spelled], dtype=np.int64)
        whole = b"".join(spelled) + bytes(SLACK)
        self._numbered(np.frombuffer(whole, np.uint8), ends)

    def _numbered(self, spelled: np.ndarray, ends: np.ndarray) -> np.ndarray:
        numbers = np.empty(len(ends), np.int64)
        done = 0
        while True:
            done, self._count = _number(
                done, spelled, ends, self._places, self._hashes, self._letters,
                self._bounds, self._count, numbers,
            )  # fmt: skip
            if done == len(ends):
                return numbers
            self._grow(int(ends[done]) - int(ends[done - 1] if done else 0))

    def _grow(self, length: int) -> None:
        """Double what is full: the table, or the letters (room for ``length`` more)."""
        if 2 * self._count >= len(self._places) - 1:
            self._make_table(2 * len(self._places))
        else:
            more = np.zeros(len(self._letters) + length, np.uint8)
            self._letters = np.concatenate([self._letters, more])

    def _make_table(self, size: int) -> None:
        hashes, bounds = np.zeros(size, np.uint64), np.zeros(size + 1, np.int64)
        if self._count:
            hashes[: self._count] = self._hashes[: self._count]
            bounds[: self._count + 1] = self._bounds[: self._count + 1]
        self._hashes, self._bounds = hashes, bounds
        self._places = _table(size, hashes[: self._count])


@njit(cache=True)
def _table(size, hashes):
    """An open-addressing hash table of numbers by their hashes."""
    places = np.full(size, _FREE, np.int64)
    for number in range(len(hashes)):
        place = np.int64(hashes[number]) & (size - 1)
        while places[place] != _FREE:
            place = (place + 1) & (size - 1)
        places[place] = number
    return places


_spellings: WeakKeyDictionary[Vocabulary, _Spellings] = WeakKeyDictionary()


def numbers_of(
    vocabulary: Vocabulary, spelled: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """Number in ``vocabulary`` of each word, spelled one after the other in UTF-8."""
    with vocabulary.lock:
        mine = _spellings.get(vocabulary)
        if mine is None:
            mine = _spellings[vocabulary] = _Spellings()
        return mine.numbers(vocabulary, spelled, ends)
