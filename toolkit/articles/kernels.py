"""Signing texts and looking up shingles, compiled by numba.

Each function says what the array code it stands in for says: ``sign`` that of
``shingles.py``, the others that of ``stock.py`` and ``links.py``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from toolkit.articles.shingles import MIX, NUMBER, OF_CALENDAR, SHINGLE
from toolkit.text import Words

_FREE = -1  # an empty place of a hash table
_SEEN = 128  # bit of a count: met in this stretch
_FOLD, _TURN = np.uint64(29), np.uint64(31)


@njit(cache=True, nogil=True)
def _sign(
    first, word, sentence, capital, code, look,
    keys, n_all, whole, name, place, telling, n_telling,
):  # fmt: skip
    """Fill the last seven; the count of shingles, and of names and numbers."""
    n_keys, n_names = 0, 0
    for text in range(len(first) - 1):
        begin, end = first[text], first[text + 1]
        n_keys_before, n_names_before = n_keys, n_names
        n_capitals = 0
        for i in range(begin, end):
            n_capitals += capital[i]
        in_capitals = 2 * n_capitals > end - begin
        total = np.uint64(0)
        for i in range(begin, end):
            number = code[word[i]]
            turned = (number ^ (np.uint64(i - begin) * MIX)) * MIX
            total += (turned ^ (turned >> _TURN)) * MIX
            if i - begin >= SHINGLE - 1:
                run = code[word[i - SHINGLE + 1]]
                for k in range(i - SHINGLE + 2, i + 1):
                    run = run * MIX + code[word[k]]
                keys[n_keys] = run ^ (run >> _FOLD)
                n_keys += 1
            kind = look[word[i]]
            is_number = kind & NUMBER != 0
            if capital[i] or is_number:
                opens = i == begin or sentence[i] != sentence[i - 1]
                told = is_number or not (opens or in_capitals)
                name[n_names], place[n_names] = number, i - begin
                telling[n_names] = told and kind & OF_CALENDAR == 0
                n_names += 1
        whole[text] = total
        n_all[text] = n_keys - n_keys_before
        n_telling[text] = n_names - n_names_before
    return n_keys, n_names


def sign(words: Words, code: np.ndarray, look: np.ndarray) -> tuple[np.ndarray, ...]:
    """Sign texts; ``code`` and ``look`` are those of each distinct word."""
    n, n_texts = len(words), words.n_texts
    keys, name = np.empty(n, np.uint64), np.empty(n, np.uint64)
    place, telling = np.empty(n, np.int32), np.empty(n, bool)
    n_all, n_telling = np.empty(n_texts, np.int64), np.empty(n_texts, np.int64)
    whole = np.empty(n_texts, np.uint64)
    n_keys, n_names = _sign(
        words.first_of_text(), words.word, words.sentence, words.capital, code, look,
        keys, n_all, whole, name, place, telling, n_telling,
    )  # fmt: skip
    # copies, so that the room left over is given back
    names = (array[:n_names].copy() for array in (name, place, telling))
    return keys[:n_keys].copy(), n_all, whole, *names, n_telling


@njit(cache=True, nogil=True)
def count_stretch(count: np.ndarray, keys: np.ndarray, most: int) -> None:
    """Count a stretch in the slots of its shingles, once each, up to ``most``."""
    mask = np.uint64(len(count) - 1)
    for key in keys:
        slot = key & mask
        if count[slot] < _SEEN:
            count[slot] = _SEEN + min(count[slot] + 1, most)
    for key in keys:
        count[key & mask] &= _SEEN - 1


@njit(inline="always")
def _place(key, keys, places):
    """Where a key stands in a hash table, or the empty place where it would."""
    mask = len(places) - 1
    place = np.int64(key) & mask
    while places[place] != _FREE and keys[places[place]] != key:
        place = (place + 1) & mask
    return place


@njit(cache=True, nogil=True)
def _put_all(keys, places, repeated):
    """Put the place of each key into the table; mark those that come again."""
    for i in range(len(keys)):
        place = _place(keys[i], keys, places)
        if places[place] == _FREE:
            places[place] = i
        else:
            repeated[i] = repeated[places[place]] = True


@njit(cache=True, nogil=True)
def is_among(keys: np.ndarray, known: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Whether each key is among ``known``, of which ``places`` is the hash table."""
    found = np.empty(len(keys), np.bool_)
    for i in range(len(keys)):
        found[i] = places[_place(keys[i], known, places)] != _FREE
    return found


def _hashed(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A hash table of the places of keys, and which keys come twice or more."""
    places = np.full(1 << (2 * len(keys)).bit_length(), _FREE, np.int32)
    repeated = np.zeros(len(keys), bool)
    _put_all(keys, places, repeated)
    return places, repeated


def places(keys: np.ndarray) -> np.ndarray:
    """A hash table that finds the place of each of some distinct keys."""
    return _hashed(keys)[0]


def repeated(keys: np.ndarray) -> np.ndarray:
    """Places of all keys that come twice or more."""
    return np.flatnonzero(_hashed(keys)[1])
