"""Features: what a model sees of a text, its words and the mentions found in it.

Counting is parted from learning. Counts belong to a text alone, and every fold of a
cross-validation may share them. Which words are kept, and how much each weighs, is
learnt from training texts only: else the texts held out would no longer be unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import (
    CHANNELS,
    EVENT_TYPES,
    STATUSES,
    VOICES,
    BadValue,
    check_table,
    require_columns,
)
from toolkit.scores.lengths import whole_texts
from toolkit.text import split_words

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["Counts", "Features", "count_features", "learn_features", "weigh_features"]

# Channel and status are crossed: a denied act is not half an act and half a denial.
MENTION_FEATURES = (
    *(f"type {name}" for name in EVENT_TYPES),
    *(f"voice {name}" for name in VOICES),
    *(f"{channel} {status}" for channel in CHANNELS for status in STATUSES),
    "hedged",
)


@dataclass(frozen=True, eq=False)
class Counts:
    """Raw counts: one row per text, nothing learnt yet.

    Attributes
    ----------
    words
        Occurrences of each word of ``vocabulary``.
    vocabulary
        Every word that may become a feature.
    mentions
        Mentions by each of ``MENTION_FEATURES``; None where no mentions were given.
    n_words
        Words of each text, those outside the vocabulary included.
    """

    words: csr_array
    vocabulary: tuple[str, ...]
    mentions: np.ndarray | None
    n_words: np.ndarray

    def __len__(self) -> int:
        return len(self.n_words)

    def take(self, rows: np.ndarray) -> Counts:
        """Counts of some of the texts."""
        mentions = None if self.mentions is None else self.mentions[rows]
        return Counts(self.words[rows], self.vocabulary, mentions, self.n_words[rows])


@dataclass(frozen=True, eq=False)
class Features:
    """What was learnt about features from training texts.

    Attributes
    ----------
    words, idf
        Words kept, and the weight of each: the rarer, the heavier.
    mentions
        Names of the mention counts kept; None if the model was trained without.
    """

    words: tuple[str, ...]
    idf: np.ndarray
    mentions: tuple[str, ...] | None

    @property
    def names(self) -> tuple[str, ...]:
        """One name per column of the matrix, words first."""
        return (*self.words, *(self.mentions or ()))


def count_features(articles: pd.DataFrame, mentions: pd.DataFrame | None) -> Counts:
    """Count the words of each text, and the mentions found in it.

    Words are cut as everywhere in the toolkit. Single characters and words with a
    digit are left out: dates, sums and telephone numbers say nothing general.

    Raises
    ------
    BadValue
        Two rows for one text, or none of the mentions stands in these texts.
    """
    from scipy.sparse import csr_array

    require_columns(articles, ["article_id", "text"], "articles")
    check_table(articles, "articles")
    words = split_words(whole_texts(articles))
    kept = words.passing(_is_plain)
    place = (words.doc[kept], words.word[kept])
    shape = (words.n_texts, len(words.vocabulary))
    table = csr_array((np.ones(int(kept.sum())), place), shape=shape)
    table.sum_duplicates()
    counted = None if mentions is None else _mention_counts(articles, mentions)
    return Counts(table, tuple(words.vocabulary), counted, words.per_text())


def _is_plain(word: str) -> bool:
    return len(word) > 1 and not any(map(str.isdigit, word))


def _mention_counts(articles: pd.DataFrame, mentions: pd.DataFrame) -> np.ndarray:
    import pandas as pd

    check_table(mentions, "mentions")
    ids = pd.Index(articles["article_id"].astype(str))
    row = ids.get_indexer(mentions["article_id"].astype(str))
    if len(mentions) and len(ids) and (row < 0).all():
        raise BadValue(
            f"None of the {len(mentions)} mentions stands in these texts: mentions "
            f"hold article_id {mentions['article_id'].iloc[0]!r}, the texts "
            f"{ids[0]!r}. Run find_mentions on the same table, or give mentions of "
            "these texts only."
        )
    inside = mentions[row >= 0]
    crossed = inside["channel"].astype(str) + " " + inside["status"].astype(str)
    hedged = np.where(inside["hedged"].to_numpy(bool), "hedged", "")
    counts = np.zeros((len(ids), len(MENTION_FEATURES)))
    for labels in (
        "type " + inside["type"].astype(str),
        "voice " + inside["voice"].astype(str),
        crossed,
        hedged,
    ):
        column = pd.Index(MENTION_FEATURES).get_indexer(labels)
        known = column >= 0
        np.add.at(counts, (row[row >= 0][known], column[known]), 1)
    return counts


def learn_features(counts: Counts, min_df: int) -> Features:
    r"""Keep what occurs in at least ``min_df`` texts, and weigh each word.

    .. math:: idf = 1 + \ln\frac{1 + n}{1 + df}

    with :math:`n` texts of which :math:`df` hold the word (as in scikit-learn).
    """
    spread = _texts_with(counts.words)
    kept = np.flatnonzero(spread >= min_df)
    # by spelling, so that the order of the texts does not order the model
    kept = kept[np.argsort(np.array(counts.vocabulary, object)[kept])]
    idf = 1 + np.log((1 + len(counts)) / (1 + spread[kept]))
    words = tuple(counts.vocabulary[i] for i in kept)
    if counts.mentions is None:
        return Features(words, idf, None)
    common = (counts.mentions > 0).sum(axis=0) >= min_df
    names = (name for name, often in zip(MENTION_FEATURES, common, strict=True)
             if often)  # fmt: skip
    return Features(words, idf, tuple(names))


def _texts_with(words: csr_array) -> np.ndarray:
    return np.bincount(words.indices[words.data > 0], minlength=words.shape[1])


def weigh_features(features: Features, counts: Counts) -> csr_array:
    """One row per text, one column per feature, words first.

    A word weighs (1 + ln count) x idf, and the words of a text together have length 1,
    so that long texts do not count for more. Mentions enter as log2(1 + count): one
    mention is 1, three are 2.

    Raises
    ------
    BadValue
        The features hold mentions, and the counts none.
    """
    from scipy.sparse import csr_array, hstack

    words = _columns(counts.words, counts.vocabulary, features.words)
    words.data = 1 + np.log(words.data)
    words = words.multiply(features.idf[None, :]).tocsr()
    length = np.sqrt(words.multiply(words).sum(axis=1))
    scale = 1 / np.where(length > 0, length, 1)
    words = words.multiply(scale[:, None]).tocsr()
    if features.mentions is None:
        return words
    if counts.mentions is None:
        raise BadValue(
            "This model was trained with mentions, and none were given. Pass what "
            "find_mentions gives for these texts, with the lexicon of the training."
        )
    place = [MENTION_FEATURES.index(name) for name in features.mentions]
    return hstack([words, csr_array(np.log2(1 + counts.mentions[:, place]))]).tocsr()


def _columns(table: csr_array, have: Sequence[str], wanted: Sequence[str]) -> csr_array:
    """Columns of ``table`` by name, in the order wanted; absent ones are zero."""
    from scipy.sparse import csr_array

    number = {word: i for i, word in enumerate(wanted)}
    to = np.array([number.get(word, -1) for word in have], int)
    entries = table.tocoo()
    column = to[entries.col] if len(to) else entries.col
    kept = column >= 0
    place = (entries.row[kept], column[kept])
    return csr_array((entries.data[kept], place), shape=(table.shape[0], len(wanted)))
