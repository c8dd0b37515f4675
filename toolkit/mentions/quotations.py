"""What stands between quotation marks, as spans of words.

Curly, angled and straight double marks count in every paragraph; single marks only
where a paragraph holds no double ones, for an apostrophe looks the same. A paragraph
that opens with a mark and never closes it goes on quoting to its end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from toolkit.text import Words

_MARK = re.compile('[\u201c\u201e\u00ab\u201d\u00bb"]')
_MARK_OR_TWO = re.compile(f"{_MARK.pattern}|''")  # slower, and rarely needed
_OPENING, _STRAIGHT = "\u201c\u201e\u00ab", ('"', "''")
# A straight mark opens behind one of these and in front of anything but a blank.
_BEFORE_OPENING = " \n\t\u00a0([/-\u2013\u2014"
_FIRST = ("\u201c", "\u201e", "\u00ab", '"')
# The mark comes first, what stands before it is looked at last: that is far quicker.
_SINGLE_OPEN = re.compile(r"[\u2018'](?=\w)(?:(?<=[\s(\u201c\"\u2014].)|(?<=^.))")
_SINGLE_CLOSE = re.compile(r"['\u2019](?!\w)(?<=[\w.,!?\u2026].)")


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
    first, stop = [], []
    bounds = words.first_of_text()
    for doc in np.flatnonzero(np.diff(bounds)).tolist():
        spans = _quoted_spans(texts[doc])
        if spans:
            low, high = bounds[doc], bounds[doc + 1]
            start, end = words.start[low:high], words.end[low:high]
            begin, finish = np.array(spans).T
            first.append(low + np.searchsorted(start, begin))
            stop.append(low + np.searchsorted(end, finish, "right"))
    if not first:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    begin, end = np.concatenate(first), np.concatenate(stop)
    order = np.argsort(begin, kind="stable")
    order = order[(end > begin)[order]]
    return begin[order], end[order]


def _quoted_spans(text: str) -> list[tuple[int, int]]:
    """Code point spans between quotation marks, paragraph by paragraph."""
    opens, closes = _marks(text)
    single = [m.span() for m in _SINGLE_OPEN.finditer(text)]
    ends = [m.start() for m in _SINGLE_CLOSE.finditer(text)] if single else []
    spans, done = [], 0
    for mark, _ in sorted(opens + single):
        if mark < done:
            continue
        low, done, unclosed = _paragraph_of(text, mark)
        pairs = _paired(opens, closes, low, done, unclosed)
        spans += pairs or _paired(single, ends, low, done, False)
    return spans


def _paragraph_of(text: str, mark: int) -> tuple[int, int, bool]:
    """Bounds of a mark's paragraph, and whether a quotation may go on to its end.

    What is opened and never closed does so if the paragraph, or the next, opens with a
    mark.
    """
    low, high = text.rfind("\n\n", 0, mark), text.find("\n\n", mark)
    low, high = low + 2 if low >= 0 else 0, high if high >= 0 else len(text)
    return low, high, text.startswith(_FIRST, low) or text.startswith(_FIRST, high + 2)


def _marks(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Where marks open (start and end of each mark), and where they close."""
    opens, closes = [], []
    marks = _MARK_OR_TWO if "''" in text else _MARK
    for found in marks.finditer(text):
        mark, (start, end) = found.group(), found.span()
        if mark in _STRAIGHT:
            before, after = text[max(start - 1, 0) : start], text[end : end + 1]
            opening = before in _BEFORE_OPENING and bool(after.strip())
        else:
            opening = mark in _OPENING
        if opening:
            opens.append((start, end))
        else:
            closes.append(start)
    return opens, closes


def _paired(
    opens: list[tuple[int, int]], closes: list[int], low: int, high: int, unclosed: bool
) -> list[tuple[int, int]]:
    """Each opening mark between ``low`` and ``high`` with the next closing one.

    One that is never closed goes on to ``high`` where ``unclosed`` allows it.
    """
    pairs, reached = [], low - 1
    for mark, begin in opens[bisect_left(opens, (low,)) : bisect_left(opens, (high,))]:
        if mark <= reached:
            continue
        nearest = bisect_left(closes, begin)
        if nearest < len(closes) and closes[nearest] < high:
            reached = closes[nearest]
        elif unclosed:
            reached = high
        else:
            continue
        pairs.append((begin, reached))
    return pairs
