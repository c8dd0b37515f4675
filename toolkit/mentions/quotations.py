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

_MARK = re.compile("[\u201c\u201e\u00ab\u201d\u00bb\"]|''")
_OPENING, _STRAIGHT = "\u201c\u201e\u00ab", ('"', "''")
# A straight mark opens behind one of these and in front of anything but a blank.
_BEFORE_OPENING = " \n\t\u00a0([/-\u2013\u2014"
_FIRST = ("\u201c", "\u201e", "\u00ab", '"')
_SINGLE_OPEN = re.compile(r"(?:(?<=[\s(\u201c\"\u2014])|^)[\u2018'](?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?\u2026])['\u2019](?!\w)")


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
    for doc, text in enumerate(texts):
        spans = _quoted_spans(text)
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
    spans = []
    at = 0
    paragraphs = text.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1 : number + 2]
        goes_on = bool(following) and following[0].startswith(_FIRST)
        spans += [(at + a, at + b) for a, b in _in_paragraph(paragraph, goes_on)]
        at += len(paragraph) + 2
    return spans


def _in_paragraph(paragraph: str, goes_on: bool) -> list[tuple[int, int]]:
    """Spans in one paragraph; ``goes_on``: the next one opens with a mark."""
    # what is opened and never closed goes on to the end, and in the next paragraph
    unclosed = goes_on or paragraph.startswith(_FIRST)
    opens, closes = _marks(paragraph)
    double = _paired(opens, closes, len(paragraph) if unclosed else None)
    opens = [] if double else [m.span() for m in _SINGLE_OPEN.finditer(paragraph)]
    if not opens:
        return double
    closes = [m.start() for m in _SINGLE_CLOSE.finditer(paragraph)]
    return _paired(opens, closes, None)


def _marks(paragraph: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Where marks open (start and end of each mark), and where they close."""
    opens, closes = [], []
    for found in _MARK.finditer(paragraph):
        mark, (start, end) = found.group(), found.span()
        if mark in _STRAIGHT:
            before, after = paragraph[start - 1 : start], paragraph[end : end + 1]
            opening = before in _BEFORE_OPENING and bool(after.strip())
        else:
            opening = mark in _OPENING
        if opening:
            opens.append((start, end))
        else:
            closes.append(start)
    return opens, closes


def _paired(
    opens: list[tuple[int, int]], closes: list[int], end: int | None
) -> list[tuple[int, int]]:
    """Each opening mark with the next closing one; ``end`` closes the last."""
    pairs = []
    reached = -1
    for mark, begin in opens:
        if mark <= reached:
            continue
        nearest = bisect_left(closes, begin)
        finish = closes[nearest] if nearest < len(closes) else end
        if finish is not None:
            pairs.append((begin, finish))
            reached = finish
    return pairs
