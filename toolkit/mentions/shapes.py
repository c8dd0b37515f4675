"""The shapes a reporting word stands in: noun or verb, active or passive, and where.

Each function takes words that may report, and tells which of them have one shape.
"""

from __future__ import annotations

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
    OF,
    PAST,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    QUOTATIVE,
    RELATIVE,
    SMALL,
    THAT,
    TIME,
    TO,
    TRAILS,
    WEAK,
    Page,
)
from toolkit.mentions.spans import at_or_before
from toolkit.text import COMMA, QUOTE

# A source is a noun phrase: longer stretches hold a clause of their own.
SOURCE_REACH = 14
# "..., the ministry said on Monday": words that may follow a verb at the end of a
# sentence.
_TAIL = 7
# "..., officials said on Monday, ...": the same, set between two commas.
_INSERTED = 3
# "..., said the head of the agency": words of a source behind its verb.
_INVERTED = 16
# "..., the ministry claims.": words of a subject in front of a verb that ends a phrase.
_BRIEF_SUBJECT = 3
# "At a news conference, ...": words of a time or place at the head of a sentence.
_ADVERBIAL = 4
_AND_THEN = frozenset("but and although though while whereas because when if".split())


def is_noun(page: Page, hits: Hits) -> np.ndarray:
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


def is_adjective(page: Page, verbs: Hits) -> np.ndarray:
    """``the alleged gunman``, ``a self-described nationalist``."""
    before = verbs.first - 1
    tied = ~page.parted(verbs.first) & page.has(verbs.first, PAST)
    return tied & (page.has(before, DETERMINER | PREPOSITION) | page.owner(before))


def is_passive(page: Page, verbs: Hits) -> np.ndarray:
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


def is_inverted(page: Page, verbs: Hits) -> np.ndarray:
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
    for step in range(1, SOURCE_REACH):
        at = first + step
        found |= (at < stop) & page.has(at, SMALL)
    return found


def _is_adverbial(page: Page, low: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """Tell which stretches up to a mark say only when or where ("On Monday, ...")."""
    brief = (cut > low) & (cut - low <= _ADVERBIAL)
    return brief & page.has(low, PREPOSITION | WEAK) & ~page.holds(low + 1, cut, PAST)


def is_trailing(page: Page, verbs: Hits) -> np.ndarray:
    """``..., X said (on Monday)``: what follows the verb is too short for content.

    ``..., X said on Monday, ...`` closes what stands before in the same way.
    """
    low, high = page.low[verbs.first], page.high[verbs.first]
    cut = at_or_before(page.cut, verbs.first)
    end = page.phrase_after(verbs.stop, verbs.first)
    brief = np.where(end < high, _INSERTED, _TAIL)
    near = (cut > low) & (verbs.first - cut <= SOURCE_REACH) & (cut < verbs.first)
    near &= page.has(verbs.first, QUOTATIVE | TRAILS)
    # "The army, which said all was calm, left"
    near &= ~page.has(verbs.first - 1, RELATIVE)
    # "In a statement, officials said rebels attacked": no content stands before
    near &= ~_is_adverbial(page, low, cut)
    # "..., but no group has claimed it": a clause of its own
    near &= ~page.words.among(_AND_THEN, np.maximum(cut, 0))
    # "On Monday, officials confirmed the attack": an object
    near &= ~page.next_is(verbs.stop, DETERMINER) | page.has(end - 1, TIME)
    near &= ~page.quoted(end) | (end >= high)
    return near & (end - verbs.stop <= brief) & ~page.next_is(verbs.stop, CLAUSAL)
