"""Phrases: where they begin and end, and what kinds of words stand in them.

No parser is asked. Reported speech has few shapes, and they are told apart by small
words (*that*, *who*, *was*), by marks, and by endings. Each distinct word is classed
once; the rules of :mod:`toolkit.mentions.reporting` then only look at bits.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from toolkit.mentions.senses import sentence_bounds
from toolkit.mentions.spans import at_or_after, at_or_before
from toolkit.text import COMMA, PAUSE, QUOTE, Words, count_between

# Adverbs and auxiliaries between source and verb ("has also repeatedly said").
_WEAK_RUN = 5

# "between A and B": words of A.
_PAIR = 12

_IN_NAMES = frozenset("of the for and de al bin".split())

# Kinds of words, one bit each.
WEAK, OPENER, BE, AUXILIARY, RELATIVE, DETERMINER, PREPOSITION, PRONOUN = (
    1 << bit for bit in range(8)
)
THAT, TO, OF, BY, ING, PLURAL, PAST, CLAUSAL = (1 << bit for bit in range(8, 16))
LINK, GOVERNOR, SMALL, QUOTATIVE, TRAILS, ACCUSED, VOWED, TIME = (
    1 << bit for bit in range(16, 24)
)

_BITS = {
    WEAK: "has have had having also later earlier then again however meanwhile "
    "further once is was are were be been being to not never would will could should "
    "may might must can cannot shall did do does it's reportedly publicly repeatedly "
    "previously recently even now just still already always often only both either "
    "openly privately explicitly directly strongly sharply clearly flatly immediately "
    "initially simply really actually didn't don't doesn't won't wouldn't couldn't "
    "can't isn't aren't wasn't weren't haven't hasn't hadn't ever yet today first "
    "generally long late early yesterday tomorrow monday tuesday wednesday thursday "
    "friday saturday sunday on",
    GOVERNOR: "continue continues continued seem seems seemed appear appears appeared "
    "begin begins began decline declines declined refuse refuses refused went go goes "
    "come came going expected forced wants want wanted tried trying like",
    OPENER: "but although though while whereas because after before when as if that "
    "which who whom whose where and or since until unless what how why whether "
    "following amid despite",
    BE: "is was are were be been being",
    AUXILIARY: "is was are were be been being has have had will would could should "
    "may might must can cannot do does did didn't don't doesn't won't wouldn't "
    "couldn't can't isn't aren't wasn't weren't haven't hasn't hadn't",
    RELATIVE: "who which that",
    DETERMINER: "a an the this these those his her its their our my your no any some "
    "every each another such such several new renewed false recent last latest own "
    "many more previous earlier public growing repeated two three four five six seven "
    "eight nine ten dozens hundreds thousands hundred "
    "thousand million billion self",
    PREPOSITION: "in of on at for with by from amid about over against under between "
    "after before without despite following during on into through than as",
    PRONOUN: "i you we they he she it who which people police others many some most "
    "critics those both all and",
    THAT: "that",
    TO: "to",
    OF: "of",
    BY: "by from",
    LINK: "that of to for about against over on",
    CLAUSAL: "that he she it they we i there this these those his her their its "
    "whether how why what when if",
    QUOTATIVE: "say says said add adds added report reports reported announced write "
    "writes wrote note notes noted explain explains explained warn warns warned claim "
    "claims claimed argue argues argued insist insists insisted state states stated "
    "declare declares declared remark remarks remarked suggest suggests suggested "
    "confirm confirms confirmed admit admits admitted conclude concludes concluded "
    "reply replies replied continue continues continued ask asks asked tweeted quipped "
    "recall recalls recalled observe observes observed joked shouted interjected began "
    "wondered complained predicts predicted",
    TRAILS: "believe believes believed think thinks thought hope hopes hoped fear "
    "fears feared tell tells told indicate indicates indicated estimate estimates "
    "estimated maintain maintains maintained testified show shows showed shown found "
    "acknowledge acknowledges acknowledged allege alleges alleged concede conceded "
    "stressed stresses emphasised emphasized reiterated cautioned lamented boasted "
    "hinted learned agree agreed vowed pledged promised",
    ACCUSED: "accused suspected",
    TIME: "time day days week weeks weekend month months year years morning afternoon "
    "evening night monday tuesday wednesday thursday friday saturday sunday",
    VOWED: "vow vows vowed swear swears swore sworn pledge pledges pledged promise "
    "promises promised threaten threatens threatened",
    SMALL: "was were is are has have had will would could may might to",
}  # fmt: skip


@lru_cache(maxsize=1)
def _bits_of_words() -> dict[str, int]:
    table: dict[str, int] = {}
    for bit, words in _BITS.items():
        for word in words.split():
            table[word] = table.get(word, 0) | bit
    return table


def _bits(word: str) -> int:
    bits = _bits_of_words().get(word, 0)
    if word[:1].isdigit():
        bits |= DETERMINER
    if word.endswith("ly") and len(word) > 4:
        bits |= WEAK
    if word.endswith("ing"):
        bits |= ING
    elif word.endswith("s") and not word.endswith("ss"):
        bits |= PLURAL
    elif word.endswith("ed"):
        bits |= PAST
    return bits


class Page:
    """The words of some texts, with what the shapes of reported speech turn on."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.all = np.arange(len(words))
        self.low, self.high = sentence_bounds(words)
        self.cut = np.flatnonzero((words.gap & (COMMA | PAUSE | QUOTE)) > 0)
        self._bits = words.values(_bits, np.int32) if len(words) else np.zeros(1, int)
        opener = (self._bits & OPENER) > 0
        self.opener = np.flatnonzero(opener & ~self._between())

    def _between(self) -> np.ndarray:
        """Find the *and* of "a call between A and B" and of two names: no opener.

        Two names are one source where nothing but names stands before them.
        """
        words = self.words
        at = np.flatnonzero(words.among(frozenset(["and"])))
        since = np.maximum(at_or_before(self.cut, at), self.low[at])
        between = np.flatnonzero(words.among(frozenset(["between"])))
        found = np.zeros(len(words), bool)
        found[at] = at_or_before(between, at) >= np.maximum(since, at - _PAIR)
        plain = ~words.capital & ~words.among(_IN_NAMES)
        named = count_between(plain, since, at) == 0
        found[at] |= named & words.capital[np.minimum(at + 1, len(words) - 1)]
        return found

    def has(self, at: np.ndarray, bit: int) -> np.ndarray:
        """Tell which of the words at ``at`` are of a kind; False outside the texts."""
        inside = (at >= 0) & (at < len(self.words))
        return inside & ((self._bits[np.where(inside, at, 0)] & bit) > 0)

    def next_is(self, at: np.ndarray, bit: int) -> np.ndarray:
        """Tell where the next word is of a kind, with no mark in between."""
        return self.has(at, bit) & ~self.parted(at)

    def holds(self, first: np.ndarray, stop: np.ndarray, bit: int) -> np.ndarray:
        """Tell which stretches hold a word of a kind."""
        stop = np.maximum(stop, first)
        return count_between((self._bits & bit) > 0, first, stop) > 0

    def parted(self, at: np.ndarray) -> np.ndarray:
        """Tell whether a mark or a sentence end stands right before each word."""
        inside = np.clip(at, 0, len(self.words) - 1)
        gap = self.words.gap[inside] & (COMMA | PAUSE | QUOTE)
        return (at != inside) | (gap > 0) | (self.low[inside] == at)

    def quoted(self, at: np.ndarray) -> np.ndarray:
        """Tell where a quotation opens before a word, with no comma in front of it."""
        gap = self.words.gap[np.minimum(at, len(self.words) - 1)]
        return ((gap & QUOTE) > 0) & ((gap & COMMA) == 0)

    def owner(self, at: np.ndarray) -> np.ndarray:
        """Tell which words are owners: a possessive mark stands between them and next.

        The mark stands outside of the word, so that the next begins three characters
        on, or two after the apostrophe of a plural.
        """
        words, last = self.words, len(self.words) - 1
        this, after = np.clip(at, 0, last), np.clip(at + 1, 0, last)
        between = words.start[after] - words.end[this]
        tied = words.joined[after] & (words.doc[after] == words.doc[this])
        return tied & ((between == 3) | ((between == 2) & self.has(this, PLURAL)))

    def phrase_before(self, at: np.ndarray) -> np.ndarray:
        """First word of the phrase that ends before ``at``."""
        cut = np.maximum(at_or_before(self.cut, at), self.low[at])
        return np.maximum(cut, at_or_before(self.opener, at - 1) + 1)

    def phrase_after(self, at: np.ndarray, within: np.ndarray) -> np.ndarray:
        """One past the last word of the phrase at ``at``, in the sentence of a word."""
        return np.minimum(at_or_after(self.cut, at), self.high[within])

    def trim_end(self, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
        """Leave out auxiliaries and adverbs between source and verb."""
        for _ in range(_WEAK_RUN):
            weak = self.has(stop - 1, WEAK) | (
                self.has(stop - 1, GOVERNOR) & self.has(stop, TO)
            )
            stop = stop - ((stop > first) & weak)
        return stop

    def trim_start(self, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
        """Leave out conjunctions and adverbs in front of a source."""
        for _ in range(_WEAK_RUN):
            first = first + ((stop > first) & self.has(first, WEAK | OPENER))
        return first
