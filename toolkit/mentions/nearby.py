"""Which words have to be read: most of a text says nothing of what is looked for.

Expressions and names are found in all words. What a mention means is read off its own
article (whose words are these?) or off its own sentence and the one before (is it said
to have happened, who does it to whom?). The rest can be left out beforehand, and the
result is the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import pick
from toolkit.text import Words


@dataclass(frozen=True)
class Excerpt:
    """Some of the words of a block, and what was found in them."""

    words: Words
    _number: np.ndarray | None  # of each word of the block, -1 for one left out

    @classmethod
    def of(cls, words: Words, kept: np.ndarray) -> Excerpt:
        """The words that are ``kept``."""
        if kept.all():
            return cls(words, None)
        number = np.where(kept, np.cumsum(kept) - 1, -1)
        return cls(words.take(kept), number)

    def narrowed(self, kept: np.ndarray) -> Excerpt:
        """Those of these words that are ``kept``."""
        narrow = Excerpt.of(self.words, kept)
        if self._number is None or narrow._number is None:
            number = narrow._number if self._number is None else self._number
        else:
            number = pick(narrow._number, self._number)
        return Excerpt(narrow.words, number)

    def spans(self, hits: Hits) -> Hits:
        """The hits that stand in these words, by the numbers the words have here."""
        if self._number is None:
            return hits
        first = self._number[hits.first]
        there = first >= 0
        width = hits.stop - hits.first
        return Hits(first, first + width, hits.pattern).take(there)


def same_article(words: Words, terms: Hits, article: np.ndarray) -> np.ndarray:
    """Tell for each word whether its article holds a mention.

    ``article`` numbers the article of each text.
    """
    holds = np.zeros(article.max(initial=-1) + 1, bool)
    holds[article[words.doc[terms.first]]] = True
    return holds[article][words.doc]


def same_passage(words: Words, terms: Hits, states: Hits) -> np.ndarray:
    """Tell for each word whether its sentence, or the one behind it, holds a mention.

    Sentences that name a state stay too: "police" are those of the only state that a
    text names.
    """
    sentence = sentence_number(words)
    near = np.zeros(sentence.max(initial=-1) + 2, bool)
    own = sentence[terms.first] + 1
    near[own] = near[own - 1] = True
    near[sentence[states.first] + 1] = True
    return near[1:][sentence]
