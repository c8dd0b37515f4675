"""Words, sentences and clean text, with offsets into the text as given.

Two things every wing needs:

* :func:`clean_text` repairs a text once, when it is taken in;
* :func:`split_words` cuts whole columns of texts into words, sentences and clauses, as
  arrays. Offsets are code points (what Python slices by), in any script.

No Python code runs per word: characters are classed by table look-up, words are found
where the class changes, and each distinct word is looked at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from toolkit import characters as kinds
from toolkit.characters import character_table

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

# --------------------------------------------------------------------------- cleaning

# Marks that carry no text: soft hyphen, zero-width space, word joiner, byte-order mark,
# bidirectional controls.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Joiners change the letters of Indic and Persian words; between Latin letters they are
# debris of a web page.
_LATIN_JOINER = re.compile(
    "(?<=[\u0000-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u024f])"
)
# Both ranges of control characters (a terminal obeys the second one too), and halves of
# characters, which no file takes.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\u0085\u2028]|\x0c|\u2029")
_BLANK = re.compile(r"[^\S\n]+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")


def clean_text(raw: str) -> str:
    r"""Return ``raw`` as clean NFC text: paragraphs separated by one blank line.

    Soft hyphens, zero-width marks, control characters and half characters go; runs of
    blanks become one space; line ends become ``\n``. Words are never changed.

    Examples
    --------
    >>> clean_text("Talks re\u00adsumed \u00a0today.\r\n\r\n\r\nNo\u200b one spoke. ")
    'Talks resumed today.\n\nNo one spoke.'
    """
    text = _NEWLINE.sub("\n", raw)
    text = _CONTROL.sub("", _LATIN_JOINER.sub("", _INVISIBLE.sub("", text)))
    text = unicodedata.normalize("NFC", _BLANK.sub(" ", text))
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _PARAGRAPH.sub("\n\n", lines).strip()


# --------------------------------------------------------------------- words as arrays

# What stands between a word and the one before it, one bit each.
COMMA, PAUSE, QUOTE, PARAGRAPH = 1, 2, 4, 8


@dataclass(frozen=True)
class Words:
    """All words of a column of texts, one array element per word.

    Attributes
    ----------
    doc
        Row of the text the word stands in.
    start, end
        Code points into that text; a possessive ``'s`` is left outside.
    word
        Number of the word in ``vocabulary``.
    vocabulary
        The distinct words, lower case, straight apostrophes.
    sentence
        0-based sentence of its text.
    gap
        What stands before the word: ``COMMA | PAUSE | QUOTE | PARAGRAPH`` bits.
    joined
        True when only blanks or a hyphen part it from the word before.
    capital, upper
        True when the first letter, or every letter, is a capital.
    n_texts
        Number of texts, empty ones included.
    """

    doc: np.ndarray
    start: np.ndarray
    end: np.ndarray
    word: np.ndarray
    vocabulary: list[str]
    sentence: np.ndarray
    gap: np.ndarray
    joined: np.ndarray
    capital: np.ndarray
    upper: np.ndarray
    n_texts: int

    def __len__(self) -> int:
        return len(self.doc)

    def per_text(self) -> np.ndarray:
        """Count of words in each text."""
        return np.bincount(self.doc, minlength=self.n_texts)

    def sentences_per_text(self) -> np.ndarray:
        """Count of sentences in each text; a text without words has none."""
        last = self.first_of_text()[1:] - 1
        there = self.per_text() > 0
        return np.where(there, np.append(self.sentence, -1)[last] + 1, 0)

    def first_of_text(self) -> np.ndarray:
        """Number of the first word of each text, with the total at the end."""
        return np.searchsorted(self.doc, np.arange(self.n_texts + 1))

    def among(self, wanted: frozenset[str]) -> np.ndarray:
        """True for each word that is one of ``wanted``."""
        return self.passing(wanted.__contains__)

    def passing(self, test: Callable[[str], bool]) -> np.ndarray:
        """True for each word that passes ``test``, asked once per distinct word."""
        return self.values(test, bool)

    def ending(self, *suffixes: str) -> np.ndarray:
        """True for each word that ends in one of ``suffixes``."""
        return self.passing(_ends_in(suffixes))

    def values(self, value: Callable[[str], object], dtype: DTypeLike) -> np.ndarray:
        """``value`` of each word, worked out once per distinct word.

        Give a function that lasts, not a fresh ``lambda``: answers are kept by it.
        """
        return _values(self.word, self.vocabulary, value, dtype)


def _values(
    word: np.ndarray,
    vocabulary: list[str],
    value: Callable[[str], object],
    dtype: DTypeLike,
) -> np.ndarray:
    return np.array([value(spelling) for spelling in vocabulary], dtype)[word]


@cache
def _ends_in(suffixes: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda word: word.endswith(suffixes)


def begins_with_digit(word: str) -> bool:
    """Tell whether a word is a number, or begins with one (``5th``)."""
    return word[:1].isdigit()


def count_words(texts: Sequence[str]) -> np.ndarray:
    """Count the words of each text (numbers count, punctuation does not).

    >>> count_words(["Iran's 1,200 drones", "", "cease-fire"]).tolist()
    [3, 0, 2]
    """
    return split_words(texts).per_text()


def split_words(texts: Sequence[str]) -> Words:
    r"""Cut every text into words, and words into sentences.

    Parameters
    ----------
    texts
        One string per text; empty strings are allowed.

    Returns
    -------
    Words
        Arrays in text order.

    Notes
    -----
    A word is a run of letters, marks and digits, with inner apostrophes (``don't``),
    dots of initialisms (``U.S``) and of numbers (``1,200``). A hyphen parts words.
    Scripts written without blanks give one word per run: counts there are not
    comparable.

    Examples
    --------
    >>> words = split_words(["The U.S. struck. Iran\u2019s reply came."])
    >>> [words.vocabulary[w] for w in words.word]
    ['the', 'u.s', 'struck', 'iran', 'reply', 'came']
    >>> words.sentence.tolist()
    [0, 0, 0, 1, 1, 1]
    """
    codes, origin = _concatenate(texts)
    table = character_table()
    table.learn(codes)
    kind, lower = table.kind[codes], table.lower[codes]
    start, end = _word_bounds(kind)
    core = _without_possessive(lower, start, end)
    doc = np.searchsorted(origin, start, side="right") - 1
    word, first = _distinct(lower, start, core)
    folded = lower.tobytes().decode("utf-32-le", "surrogatepass")
    vocabulary = [folded[start[i] : core[i]] for i in first]
    gap, joined, ends_sentence = _gaps(kind, codes, start, end, doc)
    capital = codes[start] != lower[start]
    sentence = _sentences(
        doc, ends_sentence, gap, _Look(word, vocabulary, capital, kind[start])
    )
    small = (kind == kinds.LETTER) & (codes == lower)
    upper = capital & (count_between(small, start, core) == 0)
    return Words(doc, start - origin[doc], core - origin[doc], word, vocabulary,
                 sentence, gap, joined, capital, upper, len(texts))  # fmt: skip


def _concatenate(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """All code points in one array, and where each text begins in it."""
    # A blank line between texts: no word, phrase or sentence crosses it.
    whole = "\n\n".join(texts) + "\n\n"
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter((len(t) + 2 for t in texts), np.int64, len(texts))
    return codes, np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)


def _shift(mask: np.ndarray, by: int) -> np.ndarray:
    """``mask`` seen from ``by`` places further on (False outside)."""
    moved = np.zeros_like(mask)
    if by > 0:
        moved[by:] = mask[:-by]
    else:
        moved[:by] = mask[-by:]
    return moved


def _word_bounds(kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    letter, digit = kind == kinds.LETTER, kind == kinds.DIGIT
    plain = letter | digit
    inside = (kind == kinds.APOSTROPHE) & _shift(plain, 1) & _shift(plain, -1)
    dot = kind == kinds.DOT
    initial_before = _shift(letter, 1) & ~_shift(plain, 2)
    initial_after = _shift(letter, -1) & ~_shift(plain, -2)
    inside |= dot & initial_before & initial_after
    inside |= (dot | (kind == kinds.COMMA)) & _shift(digit, 1) & _shift(digit, -1)
    word = plain | inside
    start = np.flatnonzero(word & ~_shift(word, 1))
    return start, np.flatnonzero(word & ~_shift(word, -1)) + 1


def _without_possessive(
    lower: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    tail = (end - start > 2) & (lower[end - 1] == ord("s"))
    return end - 2 * (tail & (lower[np.maximum(end - 2, 0)] == ord("'")))


# An odd multiplier has an inverse modulo 2**64, so the hash of any slice of the text is
# one subtraction and one product of prefix sums. Knuth's MMIX constant.
_BASE = 6364136223846793005
_BASE_INVERSE = pow(_BASE, -1, 2**64)


def _distinct(
    lower: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Number each word by its spelling; and where each spelling first occurs."""
    import pandas as pd

    power = _powers(_BASE, len(lower) + 1)
    prefix = np.zeros(len(lower) + 1, np.uint64)
    np.cumsum((lower + np.uint32(1)) * power[:-1], out=prefix[1:])
    key = (prefix[end] - prefix[start]) * _powers(_BASE_INVERSE, len(lower) + 1)[start]
    number, spellings = pd.factorize(key ^ (key >> np.uint64(29)))
    first = np.full(len(spellings), -1, np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    return number.astype(np.int32), first


_power_cache: dict[int, np.ndarray] = {}


def _powers(base: int, n: int) -> np.ndarray:
    """``base**0 … base**(n-1)`` modulo 2**64, kept for the next block of text."""
    known = _power_cache.get(base)
    if known is None or len(known) < n:
        factors = np.full(n, base, np.uint64)
        factors[0] = 1
        known = _power_cache[base] = np.multiply.accumulate(factors)
    return known[:n]


def count_between(mask: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Count of True in ``mask[left:right]``, for many slices at once.

    >>> mask = np.array([True, False, True])
    >>> count_between(mask, np.array([0, 1]), np.array([3, 2])).tolist()
    [2, 0]
    """
    total = np.zeros(len(mask) + 1, np.int32)
    np.cumsum(mask, out=total[1:])
    return total[right] - total[left]


def _gaps(
    kind: np.ndarray,
    codes: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    doc: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What parts each word from the one before: bits, joined, full stop."""
    if len(start) == 0:
        return np.zeros(0, np.uint8), np.zeros(0, bool), np.zeros(0, bool)
    left = np.concatenate([start[:1], end[:-1]])

    def holds(mask: np.ndarray) -> np.ndarray:
        return count_between(mask, left, start) > 0

    new_text = np.concatenate([[True], doc[1:] != doc[:-1]])
    paragraph = new_text | _blank_line_between(codes, kind, left, start)
    pause = holds((kind == kinds.PAUSE) | _spaced_dash(kind))
    full_stop = holds((kind == kinds.STOP) | (kind == kinds.DOT)) & holds(
        kind == kinds.SPACE
    )
    gap = COMMA * holds(kind == kinds.COMMA) + QUOTE * holds(kind == kinds.QUOTE)
    gap += PAUSE * pause + PARAGRAPH * paragraph
    joined = _only_blanks_between(kind, left, start) & ~paragraph & ~pause
    return gap.astype(np.uint8), joined, full_stop & ~paragraph


def _only_blanks_between(
    kind: np.ndarray, left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    """Tell whether only blanks or a hyphen part two words."""
    strange = count_between((kind != kinds.SPACE) & (kind != kinds.HYPHEN), left, right)
    # neither the last dot of an initialism (U.S. forces) nor the apostrophe of a plural
    # possessive (Workers' Party) parts two words
    last = kind[np.minimum(left, len(kind) - 1)]
    initialism = (last == kinds.DOT) & (kind[np.maximum(left - 2, 0)] == kinds.DOT)
    return strange == (initialism | (last == kinds.APOSTROPHE))


def _spaced_dash(kind: np.ndarray) -> np.ndarray:
    """A hyphen or en dash with blanks around it is a pause, not part of a word."""
    space = kind == kinds.SPACE
    return (kind == kinds.HYPHEN) & _shift(space, 1)


def _blank_line_between(
    codes: np.ndarray, kind: np.ndarray, left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    newline = np.flatnonzero(codes == 10)
    solid = count_between(kind != kinds.SPACE, newline[:-1], newline[1:])
    blank_line_at = newline[1:][solid == 0]
    return np.searchsorted(blank_line_at, right) > np.searchsorted(blank_line_at, left)


# --------------------------------------------------------------------------- sentences

# A full stop after one of these does not end a sentence, whatever follows.
_TITLES = frozenset(
    "mr mrs ms dr prof gen col lt lt-col maj capt cpl sgt cmdr adm brig sen rep gov "
    "pres hon rev fr st sr jr messrs mt ft vs no nos art sec fig ca cf al eg ie e.g "
    "i.e approx jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# Words after which a sentence is cut whatever follows. Transcripts without full stops
# would else be one sentence, in which every cue is weighed against every mention.
_LONGEST_SENTENCE = 500

# After an initialism (U.S., a.m.) a sentence ends only before one of these.
_OPENERS = frozenset(
    "the a an in on at it its he she they we i this that these those but and as after "
    "before when while if there his her their our my for from with by to no not one "
    "two some many most several earlier later meanwhile however according".split()
)


@dataclass(frozen=True)
class _Look:
    """What the sentence rule may see of each word."""

    word: np.ndarray
    vocabulary: list[str]
    capital: np.ndarray
    first_kind: np.ndarray

    def among(self, wanted: frozenset[str]) -> np.ndarray:
        return _values(self.word, self.vocabulary, wanted.__contains__, bool)

    def initialism(self) -> np.ndarray:
        return _values(self.word, self.vocabulary, _is_initialism, bool)


def _is_initialism(word: str) -> bool:
    # "a" and "i" are words, not initials
    return ("." in word and word[0].isalpha()) or (len(word) == 1 and word not in "ai")


def _sentences(
    doc: np.ndarray, stop: np.ndarray, gap: np.ndarray, look: _Look
) -> np.ndarray:
    """0-based sentence of each word within its text."""
    if len(doc) == 0:
        return np.zeros(0, np.int32)
    uncased = (look.first_kind == kinds.DIGIT) | ((gap & QUOTE) > 0)
    may_start = look.capital | uncased
    before_title = np.concatenate([[False], look.among(_TITLES)[:-1]])
    before_initial = np.concatenate([[False], look.initialism()[:-1]])
    ends = stop & may_start & ~before_title
    ends &= ~before_initial | look.among(_OPENERS)
    breaks = ends | ((gap & PARAGRAPH) > 0)
    new_text = np.concatenate([[True], doc[1:] != doc[:-1]])
    at = np.arange(len(doc))
    begun = np.maximum.accumulate(np.where(breaks | new_text, at, 0))
    number = np.cumsum(breaks | new_text | ((at - begun) % _LONGEST_SENTENCE == 0))
    first = number[np.maximum.accumulate(np.where(new_text, at, 0))]
    return (number - first).astype(np.int32)
