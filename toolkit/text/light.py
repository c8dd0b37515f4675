"""Cut texts into words with whole arrays of characters: no compiler, quick to start.

Characters are classed by table look-up, words are found where the class changes, and
each distinct word is looked at once. ``scan.py`` does the same in one pass over UTF-8.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit import characters as kinds
from toolkit.characters import character_table
from toolkit.text.arrays import count_between
from toolkit.text.cut import COMMA, PARAGRAPH, PAUSE, QUOTE, Cut
from toolkit.text.sentences import INITIALISM, LONGEST_SENTENCE, OPENER, TITLE
from toolkit.text.vocabulary import Vocabulary


def cut_texts(
    texts: Sequence[str], lasting: Vocabulary
) -> tuple[Cut, np.ndarray, np.ndarray]:
    """Words of each text; which distinct word each is; the lasting number of those."""
    if hasattr(texts, "fillna"):
        texts = texts.fillna("").tolist()
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
    gap, joined, stop = _gaps(kind, codes, start, end, doc, origin)
    capital = codes[start] != lower[start]
    may_end = stop & (capital | (kind[start] == kinds.DIGIT) | ((gap & QUOTE) > 0))
    small = (kind == kinds.LETTER) & (codes == lower)
    upper = capital & (count_between(small, start, core) == 0)
    cut = Cut(doc, start - origin[doc], core - origin[doc], gap, joined, capital,
              upper, may_end)  # fmt: skip
    return cut, word, lasting.numbers(vocabulary)


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
    return number.astype(np.int64), first


_power_cache: dict[int, np.ndarray] = {}


def _powers(base: int, n: int) -> np.ndarray:
    """``base**0 … base**(n-1)`` modulo 2**64, kept for the next block of text."""
    known = _power_cache.get(base)
    if known is None or len(known) < n:
        factors = np.full(n, base, np.uint64)
        factors[0] = 1
        known = _power_cache[base] = np.multiply.accumulate(factors)
    return known[:n]


def _gaps(
    kind: np.ndarray,
    codes: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    doc: np.ndarray,
    origin: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What parts each word from the one before: bits, joined, full stop."""
    if len(start) == 0:
        return np.zeros(0, np.uint8), np.zeros(0, bool), np.zeros(0, bool)
    new_text = np.concatenate([[True], doc[1:] != doc[:-1]])
    left = np.where(new_text, origin[doc], np.concatenate([[0], end[:-1]]))

    def holds(mask: np.ndarray) -> np.ndarray:
        return count_between(mask, left, start) > 0

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
    after_space = _shift(space, 1)
    after_space[:1] = True
    return (kind == kinds.HYPHEN) & after_space


def _blank_line_between(
    codes: np.ndarray, kind: np.ndarray, left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    newline = np.flatnonzero(codes == 10)
    solid = count_between(kind != kinds.SPACE, newline[:-1], newline[1:])
    blank_line_at = newline[1:][solid == 0]
    return np.searchsorted(blank_line_at, right) > np.searchsorted(blank_line_at, left)


def sentence_numbers(cut: Cut, look: np.ndarray) -> np.ndarray:
    """0-based sentence of each word within its text; ``look`` is that of each word."""
    if len(look) == 0:
        return np.zeros(0, np.int32)
    before = np.concatenate([[0], look[:-1]])
    ends = cut.may_end & ((before & TITLE) == 0)
    ends &= ((before & INITIALISM) == 0) | ((look & OPENER) > 0)
    breaks = ends | ((cut.gap & PARAGRAPH) > 0)
    new_text = np.concatenate([[True], cut.doc[1:] != cut.doc[:-1]])
    at = np.arange(len(look))
    begun = np.maximum.accumulate(np.where(breaks | new_text, at, 0))
    number = np.cumsum(breaks | new_text | ((at - begun) % LONGEST_SENTENCE == 0))
    first = number[np.maximum.accumulate(np.where(new_text, at, 0))]
    return (number - first).astype(np.int32)
