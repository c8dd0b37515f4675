"""Sense rules: an expression counts only in the right company.

``needs`` and ``unless`` of a lexicon entry list words to look for elsewhere in the same
sentence. ``@sport`` stands for a named set, ``_`` for a blank inside one expression.
What the sentences around add to this is the rule ``discourse``: a set ``play_topic``
holds words too common for one sentence that together tell what a text is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np

from toolkit.mentions import light_company
from toolkit.mentions.clauses import sentence_bounds, sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import inside
from toolkit.schema import BadValue
from toolkit.text import Words
from toolkit.text.compiled import compiled

# An article is about something where so many different words of it occur (see
# light_company.py), and where a sentence with one comes every so many words. Telling it
# twice changes neither.
PREVAILS_EVERY = 80


@dataclass(frozen=True)
class SenseRules:
    """The distinct company rules of a list of expressions.

    Attributes
    ----------
    expressions
        Every distinct word that some rule looks for.
    nearby, topical
        Tables, one row per rule and one column per expression: whether the rule looks
        for it in a sentence, and in a whole article.
    needs, unless
        Rule of each entry, -1 where it has none.
    """

    expressions: tuple[str, ...]
    nearby: np.ndarray
    topical: np.ndarray
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

        @cache
        def numbers(part: str) -> list[int]:
            return [number.setdefault(w, len(number)) for w in _words_of(part, sets)]

        rules: dict[str, int] = {}
        near, wide = [], []
        for spec in (*needs, *unless):
            if spec and spec not in rules:
                rules[spec] = len(rules)
                for part, member in ((spec, near), (_topics(spec, sets), wide)):
                    member.append([n for p in part.split() for n in numbers(p)])
        nearby = np.zeros((len(rules), len(number)), bool)
        for rule, words in enumerate(near):
            nearby[rule, words] = True
        topical = nearby.copy()
        for rule, words in enumerate(wide):
            topical[rule, words] = True
        return cls(
            tuple(number),
            nearby,
            topical,
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
        company = company.take(np.argsort(company.first, kind="stable"))
        low, high = self._surroundings(words, hits, adjacent)
        begin, end = (np.searchsorted(company.first, side) for side in (low, high))
        ok = np.ones(len(hits), bool)
        for name, rules, wanted in (
            ("needs", self.needs, True),
            ("unless", self.unless, False),
        ):
            if only in ("", name):
                asked = np.flatnonzero(rules[hits.pattern] >= 0)
                mine = hits.take(asked)
                found = _way().accompanied(
                    mine, begin[asked], end[asked], company,
                    self.nearby, rules[mine.pattern],
                )  # fmt: skip
                ok[asked] &= found == wanted
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
        free = (self.unless[hits.pattern] >= 0) & (self.needs[hits.pattern] < 0)
        n_words = np.bincount(article, minlength=1)
        key = self.unless[hits.pattern] * len(n_words) + article[hits.first]
        asked, number = np.unique(key[free], return_inverse=True)
        rule, about = np.divmod(asked, len(n_words))
        company = company.take(np.argsort(company.first, kind="stable"))
        company = company.take(
            ~inside(hits.first, hits.stop, len(words))[company.first]
        )
        told = _way().prevails(
            company, sentence_number(words)[company.first], article[company.first],
            about, self.topical, rule, n_words[about] / PREVAILS_EVERY,
        )  # fmt: skip
        runs_through = np.zeros(len(hits), bool)
        runs_through[free] = told[number]
        return runs_through


def _way() -> ModuleType:
    """The compiled way to look at company, once it pays."""
    return compiled("toolkit.mentions.kernels") or light_company


def _topics(spec: str, sets: Mapping[str, Sequence[str]]) -> str:
    """The wider sets that belong to the named sets of a rule: @play has @play_topic."""
    named = (f"{part}_topic" for part in spec.split() if part.startswith("@"))
    return " ".join(name for name in named if name[1:] in sets)


def _words_of(part: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    """The words that a part of a rule stands for: a named set's, or itself."""
    if not part.startswith("@"):
        return [part.replace("_", " ")]
    if part[1:] not in sets:
        raise BadValue(
            f"{part!r} names no set of sense words; there are "
            f"{', '.join('@' + s for s in sets) or 'none'}."
        )
    return [word.replace("_", " ") for word in sets[part[1:]]]
