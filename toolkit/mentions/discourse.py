"""What the sentences around say: the sense rules look beyond their own sentence.

"Six people were killed" says of what only in the sentence before it. An expression of
violence that lacks its company takes it from violence told shortly before. (That what
an article is about speaks against an expression is in ``senses.py``.)
"""

from __future__ import annotations

import numpy as np

from toolkit.mentions.clauses import sentence_number
from toolkit.mentions.matching import Hits
from toolkit.text import Words

# Sentences back in which violence is still what is being told. Read on news articles:
# two hold a paragraph together, further back the subject may have changed.
REACH = 2


def follows(words: Words, hits: Hits, told: Hits, article: np.ndarray) -> np.ndarray:
    """Tell of each hit whether one of ``told`` stands in the sentences before it.

    The headline stands before the first sentence; ``article`` numbers the article of
    each word.
    """
    if not len(told) or not len(hits):
        return np.zeros(len(hits), bool)
    sentence = sentence_number(words)
    place, number = np.unique(sentence[told.first], return_index=True)
    source = article[told.first[number]]
    mine = sentence[hits.first]
    before = np.searchsorted(place, mine) - 1
    near = (before >= 0) & (mine - place[before] <= REACH)
    return near & (source[before] == article[hits.first])
