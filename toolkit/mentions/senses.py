"""Sense rules: an expression counts only in the right company.

``needs`` and ``unless`` of a lexicon entry list words to look for elsewhere in the same
sentence. ``@sport`` stands for a named set, ``_`` for a blank inside one expression.
What the sentences around add to this is the rule ``discourse``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import sentence_bounds, sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import equal_pairs
from toolkit.schema import BadValue
from toolkit.text import Words

# A text is about something where so many of its sentences, and so large a share of
# them, speak of it.
PREVAILS_IN = 3
PREVAILS = 1 / 3


@dataclass(frozen=True)
class SenseRules:
    """The distinct company rules of a list of expressions.

    Attributes
    ----------
    expressions
        Every distinct word that some rule looks for.
    member
        One row per (rule, expression) pair: which expressions a rule is made of.
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
        member: list[tuple[int, int]] = []
        for spec in (*needs, *unless):
            if spec and spec not in rules:
                rules[spec] = len(rules)
                for word in _spelled_out(spec, sets):
                    member.append((rules[spec], number.setdefault(word, len(number))))
        return cls(
            tuple(number),
            np.array(member or np.zeros((0, 2)), np.int64),
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

    def prevailing(self, words: Words, hits: Hits, company: Hits) -> np.ndarray:
        """Tell whether what a hit must not stand near runs through its whole text.

        A report in which a good part of the sentences hold sport words is about sport,
        also in the sentence that says "attacked" and nothing else.
        """
        n, rule = words.n_texts, self.unless[hits.pattern]
        of, word = self._seen(company)
        sentence = sentence_number(words)[word]
        _, once = np.unique([of, sentence], axis=1, return_index=True)
        key = of[once] * n + words.doc[word[once]]
        known, seen = np.unique(key, return_counts=True)
        doc = words.doc[hits.first]
        mine = rule * n + doc
        at = np.minimum(np.searchsorted(known, mine), max(len(known) - 1, 0))
        if not len(known):
            return np.zeros(len(hits), bool)
        count = np.where(known[at] == mine, seen[at], 0)
        enough = np.maximum(PREVAILS_IN, PREVAILS * words.sentences_per_text()[doc])
        return (rule >= 0) & (count >= enough)

    def _sightings(self, company: Hits, n: int) -> np.ndarray:
        """Sorted keys ``rule * (n + 1) + word``, one per sighting of a rule's word."""
        rule, word = self._seen(company)
        return np.sort(rule * (n + 1) + word)

    def _seen(self, company: Hits) -> tuple[np.ndarray, np.ndarray]:
        """Rule and word of every sighting of a word that some rule looks for."""
        order = np.argsort(self.member[:, 1], kind="stable")
        rule, expression = self.member[order].T
        row, place = equal_pairs(company.pattern, expression)
        return rule[place], company.first[row]


def _count(keys: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.searchsorted(keys, high) - np.searchsorted(keys, low)


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
