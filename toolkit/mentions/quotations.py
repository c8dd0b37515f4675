"""What stands between quotation marks, as spans of words.

Curly, angled and straight double marks count in every paragraph; single marks only
where a paragraph holds no double ones, for an apostrophe looks the same. A paragraph
that opens with a mark and never closes it goes on quoting to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from toolkit.mentions.spans import at_or_after, at_or_before
from toolkit.text import Words

# Kinds of characters; all others are 0.
_OPENING, _CLOSING, _STRAIGHT, _APOSTROPHE, _NEWLINE = range(1, 6)
_KIND_OF = {
    **dict.fromkeys("\u201c\u201e\u00ab", _OPENING),
    **dict.fromkeys("\u201d\u00bb", _CLOSING),
    '"': _STRAIGHT,
    **dict.fromkeys("'\u2018\u2019", _APOSTROPHE),
    "\n": _NEWLINE,
}
# What stands before and behind each text: no character is numbered so.
_EDGE = 0x110000
_TYPED, _TURNED_OPEN, _TURNED_SHUT = map(ord, "'\u2018\u2019")
# A straight mark opens behind one of these and in front of anything but a blank.
_BEFORE_OPENING = [_EDGE, *map(ord, " \n\t\u00a0([/-\u2013\u2014")]
_BEFORE_SINGLE = [_EDGE, *map(ord, '(\u201c"\u2014')]  # or a blank
_BEFORE_SINGLE_END = [*map(ord, ".,!?\u2026")]  # or a letter
_FIRST = [*map(ord, '\u201c\u201e\u00ab"')]


def quotations(words: Words, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Word spans between quotation marks: (first word, one past the last).

    Examples
    --------
    >>> from toolkit.text import split_words
    >>> texts = ['The minister said "talks go on" and left.']
    >>> first, stop = quotations(split_words(texts), texts)
    >>> first.tolist(), stop.tolist()
    ([3], [6])
    """
    read = np.flatnonzero(np.diff(words.first_of_text()))
    sheet = _Sheet.of([texts[i] for i in read.tolist()])
    begin, end = sheet.quoted()
    shift = np.zeros(words.n_texts, np.int64)
    shift[read] = sheet.origin
    moved = shift[words.doc]
    first = np.searchsorted(words.start + moved, begin)
    stop = np.searchsorted(words.end + moved, end, "right")
    some = stop > first
    return first[some], stop[some]


@dataclass(frozen=True)
class _Marks:
    """Marks that may open a quotation, and places where one may close, in text order.

    ``start`` and ``end`` bound each opening mark, two apostrophes being one mark.
    """

    start: np.ndarray
    end: np.ndarray
    closes: np.ndarray


@dataclass(frozen=True)
class _Sheet:
    """All characters of some texts in a row, an edge before and behind each text.

    ``at`` and ``kind`` are the places of marks and newlines.
    """

    codes: np.ndarray
    origin: np.ndarray
    stop: np.ndarray
    at: np.ndarray
    kind: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Sheet:
        """The characters of ``texts``."""
        whole = "\0" + "".join(f"{text}\0" for text in texts)
        codes = np.frombuffer(
            bytearray(whole.encode("utf-32-le", "surrogatepass")), np.uint32
        )
        length = np.fromiter(map(len, texts), np.int64, len(texts))
        stop = np.cumsum(length + 1)
        codes[0] = codes[stop] = _EDGE
        kind = _kinds()[codes]
        at = np.flatnonzero(kind)
        return cls(codes, stop - length, stop, at, kind[at])

    def quoted(self) -> tuple[np.ndarray, np.ndarray]:
        """Spans between quotation marks, in text order."""
        begin, end, paragraph = self._paired(self._double(), may_go_on=True)
        single, single_end, other = self._paired(self._single(), may_go_on=False)
        alone = ~np.isin(other, paragraph)
        begin = np.append(begin, single[alone])
        order = np.argsort(begin, kind="stable")
        return begin[order], np.append(end, single_end[alone])[order]

    def _double(self) -> _Marks:
        pairs = self._pairs_of_apostrophes()
        double = (self.kind == _STRAIGHT) | np.isin(self.kind, (_OPENING, _CLOSING))
        start = np.append(self.at[double], pairs)
        kind = np.append(self.kind[double], np.full(len(pairs), _STRAIGHT))
        end = start + np.append(np.ones(double.sum(), int), np.full(len(pairs), 2))
        order = np.argsort(start)
        start, kind, end = start[order], kind[order], end[order]
        opens = np.isin(self.codes[start - 1], _BEFORE_OPENING)
        opens &= ~self._are(end, str.isspace) & (self.codes[end] != _EDGE)
        opens = np.where(kind == _STRAIGHT, opens, kind == _OPENING)
        return _Marks(start[opens], end[opens], start[~opens])

    def _pairs_of_apostrophes(self) -> np.ndarray:
        """Where two apostrophes make one mark: the first two of a run, the next two."""
        typed = self.at[self.codes[self.at] == _TYPED]
        new = np.diff(typed, prepend=-1) > 1
        place = np.arange(len(typed))
        into = place - np.maximum.accumulate(np.where(new, place, 0))
        return typed[(into % 2 == 0) & np.append(~new[1:], False)[: len(typed)]]

    def _single(self) -> _Marks:
        """Apostrophes that may open a quotation, or close one."""
        at = self.at[self.kind == _APOSTROPHE]
        mark, left = self.codes[at], self.codes[at - 1]
        inner = self._are(at + 1, _is_of_word)
        opens = (mark != _TURNED_SHUT) & inner
        opens &= np.isin(left, _BEFORE_SINGLE) | self._are(at - 1, str.isspace)
        shuts = (mark != _TURNED_OPEN) & ~inner
        shuts &= np.isin(left, _BEFORE_SINGLE_END) | self._are(at - 1, _is_of_word)
        return _Marks(at[opens], at[opens] + 1, at[shuts])

    def _are(self, at: np.ndarray, test: Callable[[str], bool]) -> np.ndarray:
        """Tell which characters pass a test; an edge passes none."""
        codes, place = np.unique(self.codes[at], return_inverse=True)
        passed = [code != _EDGE and test(chr(code)) for code in codes.tolist()]
        return np.array(passed, bool)[place]

    def _paired(
        self, marks: _Marks, may_go_on: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each opening mark with the next closing one of its paragraph.

        One that is never closed goes on to the end of its paragraph, if it may and the
        paragraph, or the next, opens with a mark. Marks inside a quotation open none.

        Returns where each begins and ends, and the end of its paragraph.
        """
        high, goes_on = self._paragraphs(marks.start)
        close = at_or_after(marks.closes, marks.end)
        end = np.where(close < high, close, np.where(goes_on & may_go_on, high, -1))
        begin, high, end = (a[end >= 0] for a in (marks.end, high, end))
        outer = np.diff(end, prepend=-1) > 0
        return begin[outer], end[outer], high[outer]

    def _paragraphs(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where paragraphs end, and whether a quotation may go on to there."""
        newline = self.at[self.kind == _NEWLINE]
        blank = newline[np.diff(newline, append=-1) == 1]  # a blank line begins
        text = np.searchsorted(self.origin, at, "right") - 1
        low = np.maximum(at_or_before(blank, at - 2) + 2, self.origin[text])
        high = np.minimum(at_or_after(blank, at), self.stop[text])
        following = np.minimum(high + 2, self.stop[text])
        goes_on = np.isin(self.codes[low], _FIRST)
        goes_on |= np.isin(self.codes[following], _FIRST)
        return high, goes_on


def _is_of_word(char: str) -> bool:
    return char.isalnum() or char == "_"


@lru_cache(maxsize=1)
def _kinds() -> np.ndarray:
    """Kind of every character by code point."""
    kinds = np.zeros(_EDGE + 1, np.uint8)
    for char, kind in _KIND_OF.items():
        kinds[ord(char)] = kind
    return kinds
