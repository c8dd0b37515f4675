"""What copies are known by: shingles, names and numbers, a hash of the whole text.

A shingle is a run of four words, kept as one 64-bit number: among a billion of them,
two different ones are taken for the same about once in forty corpora. Names and numbers
are kept apart: who edits a copy leaves them, who fills in a form changes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import NamedTuple

import numpy as np

from toolkit.text import Words, split_words
from toolkit.text.compiled import compiled

SHINGLE = 4  # words; three are common phrases, five lose too much to one changed word

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
MIX = np.uint64(0xD1342543DE82EF95)
NUMBER, OF_CALENDAR = 1, 2  # what a word looks like, one bit each


class Signed(NamedTuple):
    """Shingles, and names and numbers, of texts, those of one after those of another.

    ``n_all`` shingles and ``n_telling`` names and numbers belong to each text.
    ``whole`` is a hash of all its words, 0 for a text without words. ``word`` is the
    64-bit number of a name or number, ``place`` how many words stand before it in its
    text, and ``telling`` is False where a capital may only begin a sentence.
    """

    keys: np.ndarray
    n_all: np.ndarray
    whole: np.ndarray
    word: np.ndarray
    place: np.ndarray
    telling: np.ndarray
    n_telling: np.ndarray


def sign(texts: Sequence[str]) -> Signed:
    """Sign each text; one pass over some megabytes at most, as all is held at once.

    >>> sign(["Talks resumed in Tarn on Monday."]).n_all.tolist()
    [3]
    """
    return sign_words(split_words(texts), compiled("toolkit.articles.kernels"))


def sign_words(words: Words, kernels: ModuleType | None) -> Signed:
    """Sign texts cut into words, compiled or with whole arrays."""
    code = words.distinct_values(_codes, np.uint64, at_once=True)
    look = words.distinct_values(_look, np.uint8)
    if kernels is not None:
        return Signed(*kernels.sign(words, code, look))
    code, look = code[words.word], look[words.word]
    first = words.first_of_text()
    key, sizes = _shingles(code, words)
    return Signed(
        key, sizes, _whole_hashes(code, first), *_particulars(words, code, look)
    )


def _codes(words: list[str]) -> np.ndarray:
    """64-bit number of each word; a number in words and in digits has the same."""
    import pandas as pd

    folded = np.array([FOLDED.get(word, word) for word in words], object)
    return pd.util.hash_array(folded, categorize=False)


_LOOKS = dict.fromkeys(FOLDED, NUMBER) | dict.fromkeys(CALENDAR, OF_CALENDAR)


def _look(word: str) -> int:
    """Whether a word is a number, or of the calendar; no letter is a digit."""
    if word.isalpha():
        return _LOOKS.get(word, 0)
    return NUMBER * any(map(str.isdigit, word))


def _shingles(code: np.ndarray, words: Words) -> tuple[np.ndarray, np.ndarray]:
    """Shingles of all texts, and their number in each."""
    run = code[: max(len(code) - SHINGLE + 1, 0)].copy()
    for step in range(1, SHINGLE):
        run = run * MIX + code[step : step + len(run)]
    doc, n = words.doc, len(run)
    inside = doc[:n] == doc[len(doc) - n :]
    key, owner = run[inside] ^ (run[inside] >> np.uint64(29)), doc[:n][inside]
    return key, np.bincount(owner, minlength=words.n_texts)


def _particulars(
    words: Words, code: np.ndarray, look: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Words with a capital or a digit: number, place, whether telling; how many."""
    number, first = look & NUMBER > 0, words.first_of_text()
    found = np.flatnonzero(words.capital | number)
    n_words = np.maximum(np.diff(first), 1)
    capitals = np.bincount(words.doc[words.capital], minlength=len(n_words))
    in_capitals = (capitals > n_words / 2)[words.doc]  # where they tell nothing
    opens = np.ones(len(code), bool)
    opens[1:] = (words.sentence[1:] != words.sentence[:-1]) | (
        words.doc[1:] != words.doc[:-1]
    )
    telling = (number | ~(opens | in_capitals)) & (look & OF_CALENDAR == 0)
    owner = words.doc[found]
    return (code[found], (found - first[owner]).astype(np.int32), telling[found],
            np.bincount(owner, minlength=len(n_words)))  # fmt: skip


def _whole_hashes(code: np.ndarray, first: np.ndarray) -> np.ndarray:
    """One hash per text of all its words in order; 0 for a text without words."""
    place = np.arange(len(code)) - np.repeat(first[:-1], np.diff(first))
    turned = (code ^ (place.astype(np.uint64) * MIX)) * MIX
    turned = (turned ^ (turned >> np.uint64(31))) * MIX
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(turned, dtype=np.uint64)])
    return total[first[1:]] - total[first[:-1]]
