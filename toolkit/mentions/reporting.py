"""Reported speech and thought: who is said to have said what, sentence by sentence.

``lexicons/reporting_en.csv`` lists the words that report. What a word ``takes`` says
where its source and its content stand:

======== ===========================================================================
takes    shape
======== ===========================================================================
clause   a verb: ``X said (that) ...``; ``..., X said``; ``..., said X``; ``..., X said,
         ...``; ``was said by X to ...``
either   a word that is a verb here and a noun there: ``X claims``, ``X's claims``
state    an adjective: ``X is convinced that ...``
noun     ``X's claim that ...``; ``a warning from X that ...``; ``plans to ...``
source   the source follows: ``according to X``
direct   a verb that reports only words between quotation marks: ``X continued: "..."``
adverb   hearsay without a source: ``reportedly``; the content is its clause
none     looks like one of these and is not: ``secretary of state``
======== ===========================================================================

``sense`` tells words from deeds: where it is ``intention`` or ``act`` (*wants to*,
*decided to*, *refused to*), nobody's words are given; such spans are attributions
in the broad sense, but leave a mention in the narrator's voice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.phrases import (
    ACCUSED,
    AUXILIARY,
    BE,
    BY,
    CLAUSAL,
    DETERMINER,
    ING,
    LINK,
    OF,
    OPENER,
    PAST,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    QUOTATIVE,
    RELATIVE,
    SMALL,
    THAT,
    TO,
    TRAILS,
    WEAK,
    Page,
)
from toolkit.mentions.spans import ArrayTable, at_or_before
from toolkit.text import COMMA, QUOTE, Words

# A source is a noun phrase: longer stretches hold a clause of their own.
_SOURCE_REACH = 14
# "..., the ministry said on Monday": words that may follow a verb at the end of a
# sentence.
_TAIL = 7
# "..., officials said on Monday, ...": the same, set between two commas.
_INSERTED = 3
# "..., said the head of the agency": words of a source behind its verb.
_INVERTED = 16
# "Mr A, the head of the agency, said": words set between two commas.
_APPOSITION = 20
# "officials in the north who said": words a relative clause hangs on.
_ANTECEDENT = 4
# "..., the ministry claims.": words of a subject in front of a verb that ends a phrase.
_BRIEF_SUBJECT = 3

# Senses in which no words are given.
_DEEDS = ("intention", "act")


@dataclass(frozen=True)
class Reporting(ArrayTable):
    """The reporting words as arrays, one element per expression."""

    expressions: np.ndarray
    takes: np.ndarray
    spoken: np.ndarray  # words or thoughts are given, not deeds


@lru_cache(maxsize=1)
def load_reporting() -> Reporting:
    """Expressions that report speech, what they take, and whether words are given."""
    import pandas as pd

    path = files("toolkit.mentions") / "lexicons" / "reporting_en.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file)
    return Reporting(
        rows["cue"].to_numpy(object),
        rows["takes"].to_numpy(object),
        ~rows["sense"].isin(_DEEDS).to_numpy(),
    )


@dataclass(frozen=True)
class Attributions(ArrayTable):
    """Attributed spans as word numbers; ``stop`` is one past the last word.

    ``kind`` is ``direct`` (between quotation marks) or ``indirect``; a source or cue
    that was not found has first = stop = -1. ``spoken`` is False where an intention or
    a deed is reported, not words.
    """

    source_first: np.ndarray
    source_stop: np.ndarray
    cue_first: np.ndarray
    cue_stop: np.ndarray
    content_first: np.ndarray
    content_stop: np.ndarray
    kind: np.ndarray
    spoken: np.ndarray


# Shapes -------------------------------------------------------------------------------


def reports(words: Words, hits: Hits) -> Attributions:
    """Every stretch of reported speech or thought, one per reporting word.

    A report whose content stands in another sentence ("He added:") has none here:
    content_first = content_stop, both its cue's.
    """
    if len(hits) == 0:
        return _assembled(hits, *(np.zeros((4, 0), np.int64)))
    page = Page(words)
    takes = load_reporting().takes[hits.pattern]
    nominal = (takes == "noun") | ((takes == "either") & _is_noun(page, hits))
    shapes: list[tuple[np.ndarray, Callable[[Page, Hits], Attributions]]] = [
        (np.isin(takes, ["clause", "either", "state"]) & ~nominal, _by_verbs),
        (nominal, _by_nouns),
        (takes == "source", _by_phrases),
        (takes == "adverb", _by_adverbs),
        (takes == "direct", _by_verbs),
    ]
    found = Attributions.joined(shape(page, hits.take(w)) for w, shape in shapes)
    found = found.take(np.argsort(found.cue_first, kind="stable"))
    return _same_subject(found, page)


def _assembled(
    cues: Hits,
    source_first: np.ndarray,
    source_stop: np.ndarray,
    first: np.ndarray,
    stop: np.ndarray,
) -> Attributions:
    named = (source_stop > source_first) & (
        source_stop - source_first <= 2 * _SOURCE_REACH
    )
    empty = stop <= first
    takes = load_reporting().takes[cues.pattern]
    return Attributions(
        np.where(named, source_first, -1),
        np.where(named, source_stop, -1),
        cues.first,
        cues.stop,
        np.where(empty, cues.first, first),
        np.where(empty, cues.first, stop),
        np.where(takes == "direct", "direct", "indirect").astype(object),
        load_reporting().spoken[cues.pattern],
    )


def _is_noun(page: Page, hits: Hits) -> np.ndarray:
    """Tell nouns from verbs among words that may be both, by the words around them."""
    at, before, after = hits.first, hits.first - 1, hits.stop
    alone = page.parted(at)
    finite = page.has(at, PAST | ING)
    plural = page.has(at, PLURAL)
    described = ~alone & (
        page.has(before, DETERMINER | PREPOSITION | BE | ING | PAST)
        | page.owner(before)
    )
    ends = page.parted(after) | page.has(after, OF | PREPOSITION | AUXILIARY | BY)
    capital = page.words.capital[np.maximum(before, 0)]
    subject = page.has(before, PRONOUN) | (capital & (before > page.low[at]))
    subject |= page.has(before - 1, DETERMINER)
    open_ = page.next_is(after, CLAUSAL | TO)
    subject |= open_
    described |= page.next_is(after, OF)
    # "one of its promises."; but "..., the ministry claims."
    phrase = page.phrase_before(at)
    subject &= (at - phrase <= _BRIEF_SUBJECT) | ~page.parted(after)
    singular = described | (alone & ~open_) | (ends & ~subject)
    governed = page.has(before, PLURAL | PRONOUN | WEAK) & ~page.owner(before)
    governed |= page.next_is(after, THAT)
    base = described | alone | ~governed
    gerund = described & page.has(at, ING) & ~page.has(before, BE)
    return np.where(finite, gerund, np.where(plural, singular, base))


def _is_adjective(page: Page, verbs: Hits) -> np.ndarray:
    """``the alleged gunman``, ``a self-described nationalist``."""
    before = verbs.first - 1
    tied = ~page.parted(verbs.first) & page.has(verbs.first, PAST)
    return tied & (page.has(before, DETERMINER | PREPOSITION) | page.owner(before))


def _by_verbs(page: Page, verbs: Hits) -> Attributions:
    """``X said (that) ...``, ``..., X said``, ``..., said X``."""
    verbs = verbs.take(~_is_adjective(page, verbs))
    low, high = page.low[verbs.first], page.high[verbs.first]
    # "X said Y had claimed": what Y claimed does not begin before X's verb
    subject = np.maximum(
        page.phrase_before(verbs.first), np.append(0, verbs.stop[:-1])[: len(verbs)]
    )
    subject_stop = page.trim_end(subject, verbs.first)
    passive = _passive(page, verbs)
    by = passive & page.has(verbs.stop, BY) & ~page.parted(verbs.stop)
    inverted = _inverted(page, verbs) & ~by
    first, stop = _subject(page, verbs, subject, subject_stop)
    behind = verbs.stop + by
    source_first = np.where(by | inverted, behind, first)
    source_stop = np.where(
        by | inverted,
        page.phrase_after(behind, verbs.first),
        np.where(passive, 0, stop),
    )
    trailing = _trailing(page, verbs) & ~inverted & ~passive
    before = inverted | trailing | by
    begin = np.where(before, low, verbs.stop)
    begin = begin + (~before & page.has(begin, THAT) & (begin < high))
    end = np.where(trailing, first, np.where(before, verbs.first, high))
    found = _assembled(
        verbs, page.trim_start(source_first, source_stop), source_stop, begin, end
    )
    return _with_second_half(page, found, trailing)


def _with_second_half(
    page: Page, found: Attributions, inserted: np.ndarray
) -> Attributions:
    """``A, X said, B``: B is X's as well."""
    resume = np.maximum(found.cue_stop, found.source_stop)
    resume = np.minimum(
        page.phrase_after(resume, found.cue_first), page.high[found.cue_first]
    )
    high = page.high[found.cue_first]
    more = np.flatnonzero(inserted & (resume < high))
    again = found.take(more)
    again = replace(again, content_first=resume[more], content_stop=high[more])
    return Attributions.joined([found, again])


def _passive(page: Page, verbs: Hits) -> np.ndarray:
    """``was accused of``, ``is believed to``; ``proposed by X``."""
    at = verbs.first
    finite = ~page.has(at, ING | PLURAL)
    near = ~page.parted(at) & page.has(at - 1, BE)
    far = ~page.parted(at) & ~page.parted(at - 1) & page.has(at - 1, WEAK)
    far &= page.has(at - 2, BE)
    reduced = page.has(at, PAST) & page.has(verbs.stop, BY)
    # "the man accused of the attack"; the cue may hold the "of"
    reduced |= page.has(at, ACCUSED) & page.has(at + 1, OF)
    # "was quoted as saying": the subject is the source after all
    finite &= ~page.has(verbs.stop - 1, ING)
    return finite & (near | far | reduced)


def _inverted(page: Page, verbs: Hits) -> np.ndarray:
    """``..., said X``: a mark right before the verb, and a name behind it."""
    gap = page.words.gap[verbs.first]
    quoted = (gap & QUOTE) > 0
    marked = ((gap & (COMMA | QUOTE)) > 0) & page.has(verbs.first, QUOTATIVE)
    end = page.phrase_after(verbs.stop, verbs.first)
    room = (end > verbs.stop) & (end - verbs.stop <= _INVERTED)
    plain = ~page.has(verbs.stop, CLAUSAL | TO | PREPOSITION)
    closes = end >= page.high[verbs.first]
    # "Mr A, the head of the agency, said rebels attacked"
    apposition = at_or_before(page.cut, verbs.first - 1)
    closes &= ~page.has(apposition, DETERMINER | RELATIVE)
    at_head = verbs.first == page.low[verbs.first]
    return (
        room
        & plain
        & marked
        & ((quoted) | (closes & ~at_head & ~_verbal(page, verbs.stop, end)))
    )


def _verbal(page: Page, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Tell whether an auxiliary stands among the first words of a phrase."""
    found = np.zeros(len(first), bool)
    for step in range(1, _SOURCE_REACH):
        at = first + step
        found |= (at < stop) & page.has(at, SMALL)
    return found


def _trailing(page: Page, verbs: Hits) -> np.ndarray:
    """``..., X said (on Monday)``: what follows the verb is too short for content.

    ``..., X said on Monday, ...`` closes what stands before in the same way.
    """
    low, high = page.low[verbs.first], page.high[verbs.first]
    cut = at_or_before(page.cut, verbs.first)
    end = page.phrase_after(verbs.stop, verbs.first)
    brief = np.where(end < high, _INSERTED, _TAIL)
    near = (cut > low) & (verbs.first - cut <= _SOURCE_REACH) & (cut < verbs.first)
    near &= page.has(verbs.first, QUOTATIVE | TRAILS)
    near &= ~page.quoted(end) | (end >= high)
    return near & (end - verbs.stop <= brief) & ~page.next_is(verbs.stop, CLAUSAL)


def _subject(
    page: Page, verbs: Hits, first: np.ndarray, stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Source in front of a verb: its phrase, or what a relative or apposition hangs on.

    ``officials who said``; ``Mr A, the head of the agency, said``.
    """
    empty = stop <= first
    pronoun = (
        empty & page.has(first - 1, RELATIVE) & (first - 1 >= page.low[verbs.first])
    )
    apposed = empty & ~pronoun & page.parted(verbs.first)
    apposed &= ~page.has(verbs.first, ING)
    anchor = np.where(pronoun, first - 1, np.where(apposed, verbs.first, first))
    anchor = np.maximum(anchor, page.low[verbs.first] + 1)
    back = np.where(
        apposed, at_or_before(page.cut, anchor - 1), page.phrase_before(anchor - 1)
    )
    back = np.maximum(back, page.low[verbs.first])
    # the words between two commas name the one in front of them
    leap = (
        apposed & (back > page.low[verbs.first]) & (verbs.first - back <= _APPOSITION)
    )
    head = np.maximum(back, page.low[verbs.first] + 1)
    further = page.phrase_before(head - 1)
    first = np.where(leap, further, np.where(empty & (pronoun | apposed), back, first))
    stop = np.where(leap, head, np.where(empty & (pronoun | apposed), anchor, stop))
    # what stands before "that said" is often a whole clause
    return first, np.where(pronoun & (stop - first > _ANTECEDENT), first, stop)


def _by_nouns(page: Page, nouns: Hits) -> Attributions:
    """``X's claim that ...``, ``a warning from X that ...``, ``plans to ...``."""
    high, stop = page.high[nouns.first], nouns.stop
    by = page.has(stop, BY) & ~page.parted(stop)
    link = np.where(by, _next_link(page, stop + 1), stop)
    owner_first, owner_stop = _owner_before(page, nouns)
    source_first = np.where(by, stop + 1, owner_first)
    source_stop = np.where(
        by, np.minimum(link, page.phrase_after(stop + 1, nouns.first)), owner_stop
    )
    # "belief that": the link is part of the expression
    link = np.where(page.has(stop - 1, LINK), stop - 1, link)
    linked = page.has(link, LINK) & ~page.parted(link) & (link < high)
    first = link + 1
    end = np.where(linked, np.maximum(page.phrase_after(first, nouns.first), first), 0)
    found = _assembled(nouns, source_first, source_stop, first, end)
    return found.take(linked & (end > first))


def _next_link(page: Page, at: np.ndarray) -> np.ndarray:
    """The next ``that``, ``of``, ``to`` … within the reach of a source."""
    found = np.full(len(at), -1)
    for step in range(_SOURCE_REACH, 0, -1):
        here = at + step
        found = np.where(page.has(here, THAT | TO), here, found)
    return found


def _owner_before(page: Page, nouns: Hits) -> tuple[np.ndarray, np.ndarray]:
    """``X's (latest) claim``, ``his claim``: the owner in front of a noun."""
    owner_stop = np.full(len(nouns), -1)
    for step in (3, 2, 1):
        at = nouns.first - step
        near = (at >= page.low[nouns.first]) & ~page.parted(at + 1)
        owner_stop = np.where(near & page.owner(at), at + 1, owner_stop)
    known = owner_stop > 0
    first = np.where(known, page.phrase_before(np.maximum(owner_stop - 1, 0)), -1)
    low = np.maximum(first, owner_stop - 6)
    return np.where(known, low, -1), owner_stop


def _by_phrases(page: Page, cues: Hits) -> Attributions:
    """``according to X``: the rest of the sentence is the content."""
    low, high = page.low[cues.first], page.high[cues.first]
    source_stop = page.phrase_after(cues.stop, cues.first)
    opens = cues.first == low
    first = np.where(opens, source_stop, low)
    stop = np.where(opens, high, cues.first)
    source_first = page.trim_start(cues.stop, source_stop)
    return _assembled(cues, source_first, source_stop, first, stop)


def _by_adverbs(page: Page, cues: Hits) -> Attributions:
    """``reportedly``: hearsay, of nobody in particular, in its clause."""
    none = np.full(len(cues), -1)
    first = np.maximum(page.phrase_before(cues.first), page.low[cues.first])
    stop = page.phrase_after(cues.stop, cues.first)
    return _assembled(cues, none, none, first, stop)


def _same_subject(found: Attributions, page: Page) -> Attributions:
    """Give a verb without a source that of the report before it in its sentence.

    ``X condemned the raid and said ...``; ``X said ..., adding that ...``
    """
    if len(found) == 0:
        return found
    sentence = page.low[found.cue_first]
    before = np.arange(len(found)) - 1
    takes_on = page.has(found.cue_first, ING) | page.has(found.cue_first - 1, OPENER)
    takes_on &= (before >= 0) & (sentence == sentence[before])
    for _ in range(2):
        lacks = takes_on & (found.source_first < 0)
        source_first = np.where(lacks, found.source_first[before], found.source_first)
        source_stop = np.where(lacks, found.source_stop[before], found.source_stop)
        found = replace(found, source_first=source_first, source_stop=source_stop)
    return found
