"""What stands between quotation marks, as spans of words.

Curly, angled and straight double marks count in every paragraph; single marks only
where a paragraph holds no double ones, for an apostrophe looks the same. A paragraph
that opens with a mark and never closes it goes on quoting to its end.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

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
    if not opens and not single:
        return []
    ends = [m.start() for m in _SINGLE_CLOSE.finditer(text)] if single else []
    columns = ([begin for begin, _ in opens], closes, [a for a, _ in single], ends)
    spans = []
    for low, high, unclosed in _paragraphs(text):
        (a, b), (c, d), (e, f), (g, h) = (_between(low, high, x) for x in columns)
        pairs = _paired(opens[a:b], closes[c:d], high if unclosed else None)
        if not pairs:
            pairs = _paired(single[e:f], ends[g:h], None)
        spans += pairs
    return spans


def _paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Bounds of each paragraph, and whether a quotation may go on to its end.

    What is opened and never closed does so if the paragraph, or the next, opens with a
    mark.
    """
    low, opened = 0, text.startswith(_FIRST)
    while low <= len(text):
        end = text.find("\n\n", low)
        high = len(text) if end < 0 else end
        goes_on = text.startswith(_FIRST, high + 2)
        yield low, high, opened or goes_on
        low, opened = high + 2, goes_on


def _between(low: int, high: int, places: list[int]) -> tuple[int, int]:
    """The slice of sorted ``places`` from ``low`` to ``high``."""
    return bisect_left(places, low), bisect_left(places, high)


def _marks(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Where marks open (start and end of each mark), and where they close."""
    opens, closes = [], []
    for found in _MARK.finditer(text):
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
