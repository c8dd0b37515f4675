"""Sense rules: an expression counts only in the right company.

``needs`` and ``unless`` of a lexicon entry list words to look for elsewhere in the same
sentence. ``@sport`` stands for a named set, ``_`` for a blank inside one expression.
What the sentences around add to this is the rule ``discourse``: a set ``play_topic``
holds words too common for one sentence that together tell what a text is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import sentence_bounds, sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import equal_pairs, inside
from toolkit.schema import BadValue
from toolkit.text import Words

# An article is about something where so many different words of it occur, and one
# sentence in every so many words (some four sentences) has one. Telling an article twice
# changes neither.
PREVAILING_WORDS = 3
PREVAILS_EVERY = 80


@dataclass(frozen=True)
class SenseRules:
    """The distinct company rules of a list of expressions.

    Attributes
    ----------
    expressions
        Every distinct word that some rule looks for.
    member
        One row per (rule, expression, flag): which expressions a rule is made of. With
        flag 1 the expression only tells what a whole text is about.
    needs, unless
        Rule of each entry, -1 where it has none.
    """

    expressions: tuple[str, ...]
    member: np.ndarray
    needs: np.ndarray
    unless: np.ndarray

    @classmethod
    def of(
        cls,
        needs: Sequence[str],
        unless: Sequence[str],
        sets: Mapping[str, Sequence[str]],
    ) -> SenseRules:
        """Compile the rules of entries, given side by side."""
        number: dict[str, int] = {}
        rules: dict[str, int] = {}
        member: list[tuple[int, int, int]] = []
        for spec in (*needs, *unless):
            if spec and spec not in rules:
                rules[spec] = len(rules)
                for flag, part in enumerate((spec, _topics(spec, sets))):
                    for word in _spelled_out(part, sets):
                        place = number.setdefault(word, len(number))
                        member.append((rules[spec], place, flag))
        return cls(
            tuple(number),
            np.array(member or np.zeros((0, 3)), np.int64),
            np.array([rules.get(s, -1) for s in needs], np.int64),
            np.array([rules.get(s, -1) for s in unless], np.int64),
        )

    def satisfied(
        self,
        words: Words,
        hits: Hits,
        company: Hits,
        *,
        adjacent: bool = False,
        only: str = "",
    ) -> np.ndarray:
        """Tell whether a hit's sentence has what it needs, and nothing it must not.

        With ``only``, ``"needs"`` or ``"unless"``, one of the two is looked at.

        ``company`` are the hits of :attr:`expressions` in the same texts. With
        ``adjacent`` only the words right before and after the hit are looked at.
        """
        seen = self._sightings(company, len(words))
        low, high = self._surroundings(words, hits, adjacent)
        ok = np.ones(len(hits), bool)
        for name, rules, wanted in (
            ("needs", self.needs, True),
            ("unless", self.unless, False),
        ):
            if only not in ("", name):
                continue
            rule = rules[hits.pattern]
            asked = np.flatnonzero(rule >= 0)
            mine, at = hits.take(asked), rule[asked] * (len(words) + 1)
            inside = _count(seen, at + mine.first, at + mine.stop)
            around = _count(seen, at + low[asked], at + high[asked])
            ok[asked] &= (around > inside) == wanted
        return ok

    @staticmethod
    def _surroundings(
        words: Words, hits: Hits, adjacent: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        if adjacent:
            return np.maximum(hits.first - 1, 0), np.minimum(hits.stop + 1, len(words))
        low, high = sentence_bounds(words)
        return low[hits.first], high[hits.first]

    def prevailing(
        self, words: Words, hits: Hits, company: Hits, article: np.ndarray
    ) -> np.ndarray:
        """Tell whether what a hit must not stand near runs through its article.

        A report in which many sentences hold sport words is about sport, also in the
        sentence that says "attacked" and nothing else, and in its headline. An
        expression that found the company it needs in its own sentence is told in
        earnest even so. ``article`` numbers the article of each word.
        """
        within = inside(hits.first, hits.stop, len(words))
        company = company.take(~within[company.first])
        rule, word, expression = _seen(self.member, company)
        n_words = np.bincount(article)
        mine = article[hits.first]
        key = self.unless[hits.pattern] * len(n_words) + mine
        topic = rule * len(n_words) + article[word]
        varied = _different(topic, expression, key)
        spread = _different(topic, sentence_number(words)[word], key)
        least = n_words[mine] / PREVAILS_EVERY
        free = (self.unless[hits.pattern] >= 0) & (self.needs[hits.pattern] < 0)
        return free & (varied >= PREVAILING_WORDS) & (spread >= least)

    def _sightings(self, company: Hits, n: int) -> np.ndarray:
        """Sorted keys ``rule * (n + 1) + word``, one per sighting of a rule's word."""
        nearby = self.member[self.member[:, 2] == 0]
        rule, word, _ = _seen(nearby, company)
        return np.sort(rule * (n + 1) + word)


def _seen(
    member: np.ndarray, company: Hits
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rule, word and expression of every sighting of what some rule looks for."""
    rule, expression, _ = member[np.argsort(member[:, 1], kind="stable")].T
    row, place = equal_pairs(company.pattern, expression)
    return rule[place], company.first[row], expression[place]


def _different(key: np.ndarray, value: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Count of different values that go with each wanted key."""
    once = np.unique(np.stack([key, value]), axis=1)[0]
    low, high = (np.searchsorted(once, wanted, side) for side in ("left", "right"))
    return high - low


def _count(keys: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.searchsorted(keys, high) - np.searchsorted(keys, low)


def _topics(spec: str, sets: Mapping[str, Sequence[str]]) -> str:
    """The wider sets that belong to the named sets of a rule: @play has @play_topic."""
    named = (f"{part}_topic" for part in spec.split() if part.startswith("@"))
    return " ".join(name for name in named if name[1:] in sets)


def _spelled_out(spec: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    words: list[str] = []
    for part in spec.split():
        if part.startswith("@"):
            if part[1:] not in sets:
                raise BadValue(
                    f"{part!r} names no set of sense words; there are "
                    f"{', '.join('@' + s for s in sets) or 'none'}."
                )
            words += sets[part[1:]]
        else:
            words.append(part)
    return list(dict.fromkeys(w.replace("_", " ") for w in words))
