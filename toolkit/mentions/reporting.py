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
    AUXILIARY,
    BY,
    CLAUSAL,
    ING,
    LINK,
    OPENER,
    PAST,
    RELATIVE,
    THAT,
    TO,
    VOWED,
    WEAK,
    Page,
)
from toolkit.mentions.shapes import (
    SOURCE_REACH,
    is_adjective,
    is_inverted,
    is_noun,
    is_passive,
    is_trailing,
)
from toolkit.mentions.spans import ArrayTable, at_or_after, at_or_before
from toolkit.text import Words

# "Mr A, the head of the agency, said": words set between two commas.
_APPOSITION = 20
# "officials in the north who said": words a relative clause hangs on.
_ANTECEDENT = 4

# "vowed support, while others ...": somebody else's turn.
_CONTRAST = frozenset("but while whereas although though".split())

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
    nominal = (takes == "noun") | ((takes == "either") & is_noun(page, hits))
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
        source_stop - source_first <= 2 * SOURCE_REACH
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


def _by_verbs(page: Page, verbs: Hits) -> Attributions:
    """``X said (that) ...``, ``..., X said``, ``..., said X``."""
    verbs = verbs.take(~is_adjective(page, verbs))
    low, high = page.low[verbs.first], page.high[verbs.first]
    # "X said Y had claimed": what Y claimed does not begin before X's verb
    subject = np.maximum(
        page.phrase_before(verbs.first), np.append(0, verbs.stop[:-1])[: len(verbs)]
    )
    subject_stop = page.trim_end(subject, verbs.first)
    passive = is_passive(page, verbs)
    by = passive & page.has(verbs.stop, BY) & ~page.parted(verbs.stop)
    inverted = is_inverted(page, verbs) & ~by
    first, stop = _subject(page, verbs, subject, subject_stop)
    behind = verbs.stop + by
    source_first = np.where(by | inverted, behind, first)
    source_stop = np.where(
        by | inverted,
        page.phrase_after(behind, verbs.first),
        np.where(passive, 0, stop),
    )
    trailing = is_trailing(page, verbs) & ~inverted & ~passive
    before = inverted | trailing | by
    # a stretch with a verb of its own, or far from "asking", names nobody
    clause = page.holds(source_first, source_stop, AUXILIARY)
    clause |= page.has(source_first, ING)
    clause |= page.has(verbs.first, ING) & (source_stop - source_first > _ANTECEDENT)
    source_stop = np.where(clause, source_first, source_stop)
    begin = np.where(before, low, verbs.stop)
    begin = begin + (~before & page.has(begin, THAT) & (begin < high))
    end = np.where(trailing, first, np.where(before, verbs.first, high))
    end = np.where(before, end, _before_aside(page, verbs, begin, end))
    found = _assembled(
        verbs, page.trim_start(source_first, source_stop), source_stop, begin, end
    )
    return _with_second_half(page, found, trailing)


def _before_aside(
    page: Page, verbs: Hits, begin: np.ndarray, end: np.ndarray
) -> np.ndarray:
    """End of "vowed revenge, stirring fears": the narrator's aside is no vow.

    Where a clause is reported ("said that ..., stirring fears") it may be part of it.
    "The army, which said all was calm, left" ends at its second comma.
    """
    inner = page.has(verbs.first - 1, RELATIVE) & page.parted(verbs.first - 1)
    end = np.where(inner, np.minimum(end, at_or_after(page.cut, begin + 1)), end)
    open_, after = page.cut, page.cut + 1
    aside = page.words.among(_CONTRAST, open_)
    aside |= page.words.among(frozenset(["and"]), open_) & page.has(after, PAST)
    aside |= page.has(open_, ING) | (page.has(open_, WEAK) & page.has(after, ING))
    first = at_or_after(open_[aside], begin)
    plain = page.has(verbs.stop, TO) | page.has(verbs.first, VOWED)
    return np.where(plain & ~page.has(verbs.stop, CLAUSAL), np.minimum(first, end), end)


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
    # "X denied it, labelled it ...": the verb in front has a subject of its own
    leap &= np.append(0, verbs.stop[:-1])[: len(verbs)] <= further
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
    # "vows of revenge that ...": what a preposition brings ends where a clause opens
    clause = at_or_after(np.flatnonzero(page.has(page.all, RELATIVE)), first)
    end = np.where(page.has(link, THAT), end, np.minimum(end, clause))
    found = _assembled(nouns, source_first, source_stop, first, end)
    return found.take(linked & (end > first))


def _next_link(page: Page, at: np.ndarray) -> np.ndarray:
    """The next ``that``, ``of``, ``to`` … within the reach of a source."""
    found = np.full(len(at), -1)
    for step in range(SOURCE_REACH, 0, -1):
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
    takes_on |= page.parted(found.cue_first)
    takes_on &= (before >= 0) & (sentence == sentence[before])
    for _ in range(2):
        lacks = takes_on & (found.source_first < 0)
        source_first = np.where(lacks, found.source_first[before], found.source_first)
        source_stop = np.where(lacks, found.source_stop[before], found.source_stop)
        found = replace(found, source_first=source_first, source_stop=source_stop)
    return found
