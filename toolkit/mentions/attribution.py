"""Whose words are these? Quotations, reported speech, and their sources.

First rules, each bounded by the sentence:

1. what stands between quotation marks is quoted, also across paragraphs that each open
   with a mark;
2. ``X said (that) ...``: the source stands before the verb, the content after it;
3. ``..., X said`` and ``..., said X``: the content stands before;
4. ``according to X``: the source follows, the rest of the sentence is the content.

Not done yet: attributions by nouns ("claims of"), and verbs without a source in the
same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.quotations import quotations
from toolkit.mentions.senses import sentence_bounds
from toolkit.mentions.spans import ArrayTable, at_or_after, at_or_before, inside, pick
from toolkit.text import COMMA, PARAGRAPH, PAUSE, QUOTE, Words, count_between

# A source is a noun phrase: longer stretches hold a clause of their own.
_SOURCE_REACH = 14
# "..., the ministry said on Monday": words that may follow a verb at the end of a
# sentence.
_TAIL = 7
# "..., officials said on Monday, ...": the same, set between two commas.
_INSERTED = 3

_NOT_SOURCE = frozenset(
    "has have had also later earlier then again however but and as meanwhile further "
    "once is was are were be been being to not never would will could should may might "
    "that which who it's reportedly publicly repeatedly previously recently".split()
)
_STOPS = frozenset(
    "but although though while whereas because after before when as if that which who "
    "where and".split()
)


@lru_cache(maxsize=1)
def load_reporting() -> tuple[tuple[str, ...], np.ndarray]:
    """Expressions that report speech, and whether their source follows them."""
    import pandas as pd

    path = files("toolkit.mentions") / "lexicons" / "reporting_en.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file)
    return tuple(rows["cue"]), (rows["takes"] == "source").to_numpy()


@dataclass(frozen=True)
class Attributions(ArrayTable):
    """Attributed spans as word numbers; ``stop`` is one past the last word.

    ``kind`` is ``direct`` (between quotation marks) or ``indirect``; a source or cue
    that was not found has first = stop = -1.
    """

    source_first: np.ndarray
    source_stop: np.ndarray
    cue_first: np.ndarray
    cue_stop: np.ndarray
    content_first: np.ndarray
    content_stop: np.ndarray
    kind: np.ndarray


def attributions(words: Words, texts: Sequence[str], verbs: Hits) -> Attributions:
    """Every quotation and every stretch of reported speech, in text order."""
    quote_first, quote_stop = quotations(words, texts)
    quoted = inside(quote_first, quote_stop, len(words))
    reports = _indirect(words, verbs.take(~quoted[verbs.first]))
    direct = _direct(words, quote_first, quote_stop, reports)
    # a report of words between quotation marks names their source, and is no more
    unquoted = ~_mostly(quoted, reports.content_first, reports.content_stop)
    whole = Attributions.joined([direct, reports.take(unquoted)])
    return whole.take(np.lexsort((whole.content_stop, whole.content_first)))


def _mostly(flags: np.ndarray, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    return 2 * count_between(flags, first, stop) > stop - first


# Reported speech ----------------------------------------------------------------------


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
        opener = np.flatnonzero(words.among(_STOPS))
        return cls(low, high, cut, opener)

    def phrase_before(self, at: np.ndarray) -> np.ndarray:
        """First word of the phrase that ends before ``at``."""
        cut = np.maximum(at_or_before(self.cut, at), self.low[at])
        return np.maximum(cut, at_or_before(self.opener, at - 1) + 1)

    def phrase_after(self, verbs: Hits) -> np.ndarray:
        """One past the last word of the phrase that follows each verb."""
        return np.minimum(at_or_after(self.cut, verbs.stop), self.high[verbs.first])


@dataclass(frozen=True)
class _Order:
    """How each reporting verb stands to its source and its content."""

    source_follows: np.ndarray  # always: "according to X"
    inverted: np.ndarray  # "..., said X"
    trailing: np.ndarray  # "..., X said"
    participle: np.ndarray  # "..., adding that ...": no source of its own

    @classmethod
    def of(cls, words: Words, verbs: Hits, marks: _Marks) -> _Order:
        source_follows = load_reporting()[1][verbs.pattern]
        participle = words.passing(_is_participle)[verbs.first]
        inverted = _inverted(words, verbs, marks) & ~source_follows & ~participle
        trailing = _trailing(verbs, marks) & ~inverted & ~source_follows
        # "Adding to ..." at the head of a sentence reports nothing
        participle &= verbs.first > marks.low[verbs.first]
        participle &= ~_is(words, verbs.stop, "to")
        return cls(source_follows, inverted, trailing, participle)


def _is_participle(word: str) -> bool:
    return word.endswith("ing")


def _is(words: Words, at: np.ndarray, word: str) -> np.ndarray:
    return words.among(frozenset([word]))[np.minimum(at, len(words) - 1)]


def _indirect(words: Words, verbs: Hits) -> Attributions:
    """Every stretch of reported speech, one per reporting verb."""
    marks = _Marks.of(words)
    order = _Order.of(words, verbs, marks)
    source_first, source_stop = _source(words, verbs, marks, order)
    first, stop = _content(words, verbs, marks, order, source_stop)
    named = source_stop > source_first
    good = (stop > first) & (source_stop - source_first <= _SOURCE_REACH)
    # "..., saying that ...": the source is the subject of a verb further in front
    good &= named | order.participle
    found = Attributions(
        np.where(named, source_first, -1),
        np.where(named, source_stop, -1),
        verbs.first,
        verbs.stop,
        first,
        stop,
        np.full(len(verbs), "indirect", object),
    )
    return _same_subject(found.take(good), marks.low[verbs.first[good]])


def _source(
    words: Words, verbs: Hits, marks: _Marks, order: _Order
) -> tuple[np.ndarray, np.ndarray]:
    """Source of each report: the phrase right behind the verb, or right in front."""
    follows = order.source_follows | order.inverted
    first = np.where(follows, verbs.stop, marks.phrase_before(verbs.first))
    stop = np.where(follows, marks.phrase_after(verbs), verbs.first)
    return _trim(words, first, stop)


def _same_subject(found: Attributions, sentence: np.ndarray) -> Attributions:
    """Give a participle without a source that of the verb before it in its sentence."""
    before = np.arange(len(found)) - 1
    lacks = (found.source_first < 0) & (before >= 0) & (sentence == sentence[before])
    source_first = np.where(lacks, found.source_first[before], found.source_first)
    source_stop = np.where(lacks, found.source_stop[before], found.source_stop)
    return replace(found, source_first=source_first, source_stop=source_stop)


def _content(
    words: Words, verbs: Hits, marks: _Marks, order: _Order, source_stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Content of each report: what follows in its sentence, or all before the verb."""
    low, high = marks.low[verbs.first], marks.high[verbs.first]
    opens_sentence = order.source_follows & (verbs.first == low)
    before = order.inverted | order.trailing | (order.source_follows & ~opens_sentence)
    first = np.where(before, low, np.where(opens_sentence, source_stop, verbs.stop))
    stop = np.where(before, verbs.first, high)
    return first + (_is(words, first, "that") & (first < stop)), stop


def _inverted(words: Words, verbs: Hits, marks: _Marks) -> np.ndarray:
    """``..., said X``: a comma or quotation mark right before the verb."""
    marked = (words.gap[verbs.first] & (COMMA | QUOTE)) > 0
    room = marks.phrase_after(verbs) > verbs.stop
    return marked & (verbs.first > marks.low[verbs.first]) & room


def _trailing(verbs: Hits, marks: _Marks) -> np.ndarray:
    """``..., X said (on Monday)``: what follows the verb is too short for content.

    ``..., X said on Monday, ...`` closes what stands before in the same way.
    """
    cut = at_or_before(marks.cut, verbs.first)
    end = marks.phrase_after(verbs)
    brief = np.where(end < marks.high[verbs.first], _INSERTED, _TAIL)
    near = (cut > marks.low[verbs.first]) & (verbs.first - cut <= _SOURCE_REACH)
    return near & (end - verbs.stop <= brief)


def _trim(
    words: Words, first: np.ndarray, stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Leave out auxiliaries and adverbs between source and verb."""
    weak = words.among(_NOT_SOURCE)
    for _ in range(3):
        stop = stop - ((stop > first) & weak[np.maximum(stop - 1, 0)])
        first = first + ((stop > first) & weak[np.minimum(first, len(weak) - 1)])
    return first, stop


# Who speaks a quotation ---------------------------------------------------------------


def _direct(
    words: Words, first: np.ndarray, stop: np.ndarray, reports: Attributions
) -> Attributions:
    """Quotations with the source of the nearest report, if one is near."""
    kind = np.full(len(first), "direct", object)
    if len(reports) == 0 or len(first) == 0:
        none = np.full(len(first), -1)
        return Attributions(none, none, none, none, first, stop, kind)
    nearest = _nearest_report(words, first, stop, reports)
    parts = (
        reports.source_first, reports.source_stop, reports.cue_first, reports.cue_stop
    )  # fmt: skip
    return Attributions(*(pick(part, nearest) for part in parts), first, stop, kind)


def _nearest_report(
    words: Words, first: np.ndarray, stop: np.ndarray, reports: Attributions
) -> np.ndarray:
    """Report whose verb is nearest in the sentence where a quotation begins or ends.

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
    paragraph = np.cumsum((words.gap & PARAGRAPH) > 0)
    report = report.copy()
    for i in range(1, len(report)):
        same = paragraph[first[i]] == paragraph[stop[i - 1] - 1]
        if report[i] < 0 and same:
            report[i] = report[i - 1]
    return report
