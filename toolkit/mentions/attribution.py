"""Whose words are these? Quotations, reported speech, and their sources.

First rules, each bounded by the sentence:

1. what stands between quotation marks is quoted, also across paragraphs that each open
   with a mark;
2. ``X said (that) ...``: the source stands before the verb, the content after it;
3. ``..., X said`` and ``..., said X``: the content stands before;
4. ``according to X``: the source follows, the rest of the sentence is the content.

Not done yet: attributions by nouns ("claims of"), and verbs without a source in the same
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.senses import sentence_bounds
from toolkit.text import COMMA, PAUSE, QUOTE, Words

# A source is a noun phrase: longer stretches hold a clause of their own.
_SOURCE_REACH = 14
# "..., the ministry said on Monday": words that may follow a verb that closes a sentence.
_TAIL = 7
# "..., officials said on Monday, ...": the same, set between two commas.
_INSERTED = 3

_OPEN = re.compile("[\u201c\u201e\u00ab]")
_CLOSE = re.compile("[\u201d\u00bb]")
_SINGLE_OPEN = re.compile(r"(?:(?<=[\s(\u201c\"\u2014])|^)[\u2018'](?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?\u2026])['\u2019](?!\w)")

_NOT_SOURCE = frozenset(
    "has have had also later earlier then again however but and as meanwhile further "
    "once is was are were be been being to not never would will could should may might "
    "that which who it's reportedly publicly repeatedly previously recently".split()
)
_STOPS = frozenset("but although though while whereas because after before when as if "
                   "that which who where and".split())  # fmt: skip


@lru_cache(maxsize=1)
def load_reporting() -> tuple[tuple[str, ...], np.ndarray]:
    """Expressions that report speech, and whether their source follows them."""
    import pandas as pd

    path = files("toolkit.mentions") / "lexicons" / "reporting_en.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file)
    return tuple(rows["cue"]), (rows["takes"] == "source").to_numpy()


@dataclass(frozen=True)
class Attributions:
    """Attributed spans as word numbers; ``stop`` is one past the last word.

    ``kind`` is ``direct`` (between quotation marks) or ``indirect``; a source or cue that
    was not found has first = stop = -1.
    """

    source_first: np.ndarray
    source_stop: np.ndarray
    cue_first: np.ndarray
    cue_stop: np.ndarray
    content_first: np.ndarray
    content_stop: np.ndarray
    kind: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, which: np.ndarray) -> Attributions:
        """The attributions that ``which`` picks."""
        return Attributions(*(getattr(self, f.name)[which] for f in fields(self)))


def quotations(words: Words, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Word spans between quotation marks: (first word, one past the last)."""
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
    a, b = np.concatenate(first), np.concatenate(stop)
    order = np.argsort(a, kind="stable")
    return a[order][(b > a)[order]], b[order][(b > a)[order]]


def _quoted_spans(text: str) -> list[tuple[int, int]]:
    """Code point spans between quotation marks, paragraph by paragraph."""
    spans = []
    at = 0
    for paragraph in text.split("\n\n"):
        spans += [(at + a, at + b) for a, b in _quoted_in_paragraph(paragraph)]
        at += len(paragraph) + 2
    return spans


def _quoted_in_paragraph(paragraph: str) -> list[tuple[int, int]]:
    double = _pairs(
        [m.end() for m in _OPEN.finditer(paragraph)],
        [m.start() for m in _CLOSE.finditer(paragraph)],
        # a paragraph that opens with a mark and never closes it goes on quoting
        len(paragraph) if _OPEN.match(paragraph) else None,
    )
    marks = [m.start() for m in re.finditer('"', paragraph)]
    if len(marks) % 2 and paragraph.startswith('"'):
        marks.append(len(paragraph))
    double += [(a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    if double:
        return sorted(double)
    return _pairs(
        [m.end() for m in _SINGLE_OPEN.finditer(paragraph)],
        [m.start() for m in _SINGLE_CLOSE.finditer(paragraph)],
        None,
    )


def _pairs(
    opens: list[int], closes: list[int], end: int | None
) -> list[tuple[int, int]]:
    """Each opening mark with the next closing one; ``end`` closes the last."""
    pairs = []
    reached = -1
    for begin in opens:
        if begin < reached:
            continue
        finish = next((c for c in closes if c >= begin), end)
        if finish is not None:
            pairs.append((begin, finish))
            reached = finish
    return pairs


def attributions(words: Words, texts: Sequence[str], verbs: Hits) -> Attributions:
    """Every quotation and every stretch of reported speech, in text order."""
    quote_first, quote_stop = quotations(words, texts)
    quoted = inside(quote_first, quote_stop, len(words))
    found = _indirect(words, verbs.take(~quoted[verbs.first]), quoted)
    direct = _direct(words, quote_first, quote_stop, found)
    plain = found.take(~_mostly(quoted, found.content_first, found.content_stop))
    whole = Attributions(
        *(
            np.concatenate([getattr(direct, f.name), getattr(plain, f.name)])
            for f in fields(Attributions)
        )
    )
    return whole.take(np.lexsort((whole.content_stop, whole.content_first)))


def inside(first: np.ndarray, stop: np.ndarray, n: int) -> np.ndarray:
    """For each of ``n`` words: does it lie in one of the spans?"""
    steps = np.bincount(first, minlength=n + 1)[: n + 1].astype(np.int64)
    steps -= np.bincount(stop, minlength=n + 1)[: n + 1]
    return np.cumsum(steps)[:n] > 0


def _mostly(flags: np.ndarray, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    total = np.concatenate([[0], np.cumsum(flags)])
    return 2 * (total[stop] - total[first]) > stop - first


@dataclass(frozen=True)
class _Marks:
    """Where phrases may begin and end, as word numbers."""

    low: np.ndarray
    high: np.ndarray
    cut: np.ndarray  # a comma, pause or quotation mark stands before the word
    opener: np.ndarray  # the word itself opens a clause

    @classmethod
    def of(cls, words: Words) -> _Marks:
        low, high = sentence_bounds(words)
        cut = np.flatnonzero((words.gap & (COMMA | PAUSE | QUOTE)) > 0)
        opener = np.fromiter(
            (v in _STOPS for v in words.vocabulary), bool, len(words.vocabulary)
        )
        return cls(low, high, cut, np.flatnonzero(opener[words.word]))

    def cut_at_or_before(self, at: np.ndarray) -> np.ndarray:
        """Last word at or before ``at`` with a mark in front of it, -1 for none."""
        return np.append(self.cut, -1)[np.searchsorted(self.cut, at, "right") - 1]

    def cut_after(self, at: np.ndarray) -> np.ndarray:
        """First word from ``at`` on with a mark in front of it, or far away."""
        return np.append(self.cut, np.iinfo(np.int64).max)[
            np.searchsorted(self.cut, at)
        ]

    def opener_before(self, at: np.ndarray) -> np.ndarray:
        """Last word before ``at`` that opens a clause, -1 for none."""
        return np.append(self.opener, -1)[np.searchsorted(self.opener, at) - 1]


def _indirect(words: Words, verbs: Hits, quoted: np.ndarray) -> Attributions:
    marks = _Marks.of(words)
    source_follows = load_reporting()[1][verbs.pattern]
    low, high = marks.low[verbs.first], marks.high[verbs.first]
    inverted = _inverted(words, verbs, marks, high) & ~source_follows
    participle = _participle(words, verbs)
    inverted &= ~participle
    # "..., adding that ..." reports; "Adding to ..." at the head of a sentence does not
    participle &= (verbs.first > low) & ~_is(words, verbs.stop, "to")
    trailing = _trailing(words, verbs, marks, high) & ~inverted & ~source_follows
    after = source_follows | inverted
    before_start = np.maximum(marks.cut_at_or_before(verbs.first), low)
    opened = marks.opener_before(verbs.first) + 1
    source_first = np.where(after, verbs.stop, np.maximum(before_start, opened))
    source_stop = np.where(
        after, np.minimum(marks.cut_after(verbs.stop), high), verbs.first
    )
    source_first, source_stop = _trim(words, source_first, source_stop)
    first, stop = _content(
        verbs, source_stop, low, high, inverted | trailing, source_follows
    )
    first = first + (_is(words, first, "that") & (first < stop))
    named = source_stop > source_first
    good = (stop > first) & (source_stop - source_first <= _SOURCE_REACH)
    # "..., saying that ...": the source is the subject of a verb further in front
    good &= named | participle
    source_first, source_stop = (
        np.where(named, source_first, -1),
        np.where(named, source_stop, -1),
    )
    kind = np.full(len(verbs), "indirect", object)
    found = Attributions(
        source_first, source_stop, verbs.first, verbs.stop, first, stop, kind
    )
    return _same_subject(found.take(good), low[good])


def _same_subject(found: Attributions, sentence: np.ndarray) -> Attributions:
    """Give a participle without a source that of the verb before it in its sentence."""
    before = np.arange(len(found)) - 1
    lacks = (found.source_first < 0) & (before >= 0) & (sentence == sentence[before])
    source_first = np.where(lacks, found.source_first[before], found.source_first)
    source_stop = np.where(lacks, found.source_stop[before], found.source_stop)
    return replace(found, source_first=source_first, source_stop=source_stop)


def _content(
    verbs: Hits,
    source_stop: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    closes: np.ndarray,
    source_follows: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Content of each report: behind the verb, or all before it."""
    opens_sentence = source_follows & (verbs.first == low)
    before = closes | (source_follows & ~opens_sentence)
    first = np.where(before, low, np.where(opens_sentence, source_stop, verbs.stop))
    return first, np.where(before, verbs.first, high)


def _inverted(words: Words, verbs: Hits, marks: _Marks, high: np.ndarray) -> np.ndarray:
    """``..., said X``: a comma or quotation mark right before the verb."""
    gap = words.gap[verbs.first]
    room = np.minimum(marks.cut_after(verbs.stop), high) > verbs.stop
    return ((gap & (COMMA | QUOTE)) > 0) & (verbs.first > marks.low[verbs.first]) & room


def _trailing(words: Words, verbs: Hits, marks: _Marks, high: np.ndarray) -> np.ndarray:
    """``..., X said (on Monday)``: what follows the verb is too short for content.

    ``..., X said on Monday, ...`` closes what stands before in the same way.
    """
    cut = marks.cut_at_or_before(verbs.first)
    tail = np.minimum(marks.cut_after(verbs.stop), high) - verbs.stop
    brief = np.where(marks.cut_after(verbs.stop) < high, _INSERTED, _TAIL)
    in_sentence = cut > marks.low[verbs.first]
    return in_sentence & (verbs.first - cut <= _SOURCE_REACH) & (tail <= brief)


def _participle(words: Words, verbs: Hits) -> np.ndarray:
    """``..., threatening to``: no source follows a participle."""
    flags = np.fromiter(
        (v.endswith("ing") for v in words.vocabulary), bool, len(words.vocabulary)
    )
    return flags[words.word[verbs.first]]


def _is(words: Words, at: np.ndarray, word: str) -> np.ndarray:
    flags = np.fromiter(
        (v == word for v in words.vocabulary), bool, len(words.vocabulary)
    )
    return flags[words.word[np.minimum(at, len(words) - 1)]]


def _trim(
    words: Words, first: np.ndarray, stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Leave out auxiliaries and adverbs between source and verb."""
    weak = np.fromiter(
        (v in _NOT_SOURCE for v in words.vocabulary), bool, len(words.vocabulary)
    )
    weak = weak[words.word]
    for _ in range(3):
        stop = stop - ((stop > first) & weak[np.maximum(stop - 1, 0)])
        first = first + ((stop > first) & weak[np.minimum(first, len(weak) - 1)])
    return first, stop


def _direct(
    words: Words, first: np.ndarray, stop: np.ndarray, reports: Attributions
) -> Attributions:
    """Quotations with the source of the nearest report, if one is near."""
    none = np.full(len(first), -1)
    if len(reports) == 0 or len(first) == 0:
        kind = np.full(len(first), "direct", object)
        return Attributions(none, none, none, none, first, stop, kind)
    nearest = _nearest_report(words, first, stop, reports)
    parts = [
        np.where(nearest >= 0, getattr(reports, name)[nearest], -1)
        for name in ("source_first", "source_stop", "cue_first", "cue_stop")
    ]
    return Attributions(*parts, first, stop, np.full(len(first), "direct", object))


def _nearest_report(
    words: Words, first: np.ndarray, stop: np.ndarray, reports: Attributions
) -> np.ndarray:
    """Report whose verb stands nearest in the sentence where a quotation begins or ends.

    A quotation without one takes over the speaker of the quotation before it, if that
    ended in the same paragraph: "…," she said. "…"
    """
    low, high = sentence_bounds(words)
    verbs = reports.cue_first
    order = np.argsort(verbs, kind="stable")
    sorted_verbs = verbs[order]
    last = np.maximum(stop - 1, 0)
    before = np.searchsorted(sorted_verbs, first) - 1
    after = np.searchsorted(sorted_verbs, stop)
    padded = np.concatenate([sorted_verbs, [-(10**9)]])
    far = 10**9
    back = np.where(padded[before] >= low[first], first - padded[before], far)
    ahead = np.where(
        (after < len(verbs)) & (padded[after] < high[last]), padded[after] - last, far
    )
    ahead = np.where(ahead < 0, far, ahead)
    chosen = np.where(ahead <= back, after, before)
    report = np.where(
        np.minimum(ahead, back) < far, order[np.clip(chosen, 0, len(order) - 1)], -1
    )
    return _carry_on(words, first, stop, report)


def _carry_on(
    words: Words, first: np.ndarray, stop: np.ndarray, report: np.ndarray
) -> np.ndarray:
    from toolkit.text import PARAGRAPH

    paragraph = np.cumsum((words.gap & PARAGRAPH) > 0)
    report = report.copy()
    for i in range(1, len(report)):
        same = paragraph[first[i]] == paragraph[stop[i - 1] - 1]
        if report[i] < 0 and same:
            report[i] = report[i - 1]
    return report
