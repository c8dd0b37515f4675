"""How much of one article stands in another, and whether its names and numbers do.

A word is shared if it stands in a run of four or more words that both texts have. One
word changed in a sentence costs that word alone, not the four shingles it is part of; a
form filled in afresh shares nearly all of its words too, but not its names and numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.articles.compared import ComparedCorpus
from toolkit.articles.shingles import SHINGLE
from toolkit.articles.stock import is_among


@dataclass(frozen=True)
class Overlap:
    """The words of an article that another one shares.

    ``comparable`` leaves out words that stand in nothing but stock wording.
    """

    shared: np.ndarray
    comparable: np.ndarray

    @classmethod
    def of(cls, corpus: ComparedCorpus, i: int, j: int) -> Overlap:
        """Look for article ``i`` in article ``j``."""
        keys, own = corpus.shingles(i)
        hit = own & is_among(keys, np.sort(corpus.shingles(j)[0]))
        return cls(_words_of(hit), _words_of(own))

    @property
    def share(self) -> float:
        """Share of the comparable words, 0 to 1."""
        there = np.count_nonzero(self.comparable)
        return np.count_nonzero(self.shared) / there if there else 0.0

    def kept_particulars(self, corpus: ComparedCorpus, i: int, j: int) -> float:
        """Share of the names and numbers of ``i`` that ``j`` has; 1 where none is told.

        Only those between the first and the last shared word count: around them stand
        the lines that agencies and outlets put to a copy.
        """
        where = np.flatnonzero(self.shared)
        if not len(where):
            return 1.0
        word, place, telling = corpus.particulars(i)
        asked = word[telling & (place > where[0]) & (place < where[-1])]
        known = np.sort(corpus.signed.list_of("word", j))
        return float(is_among(asked, known).mean()) if len(asked) else 1.0


def _words_of(shingles: np.ndarray) -> np.ndarray:
    """Words that stand in any of the marked shingles.

    >>> _words_of(np.array([True, False, False])).astype(int).tolist()
    [1, 1, 1, 1, 0, 0]
    """
    words = np.zeros(len(shingles) + SHINGLE - 1, bool)
    for step in range(SHINGLE):
        words[step : step + len(shingles)] |= shingles
    return words
