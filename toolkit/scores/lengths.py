"""How long the articles are: words and sentences, counted where the table is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue
from toolkit.text import count_words, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["sentence_counts", "whole_texts", "word_counts"]

_BLOCK = 2_000_000  # code points cut into words at once


def word_counts(articles: pd.DataFrame) -> np.ndarray:
    """Words of title and text: ``n_words``, or counted where it is missing."""
    given = _given(articles, "n_words")
    unknown = np.isnan(given)
    if unknown.any() and "text" in articles.columns:
        given[unknown] = np.concatenate(
            [count_words(texts) for texts in _blocks(articles[unknown])]
        )
    return np.nan_to_num(given).astype(np.int64)


def sentence_counts(articles: pd.DataFrame) -> np.ndarray:
    """Sentences of title and text; missing where there is neither count nor text."""
    given = _given(articles, "n_sentences")
    unknown = np.isnan(given)
    if unknown.any() and "text" in articles.columns:
        given[unknown] = np.concatenate(
            [split_words(t).sentences_per_text() for t in _blocks(articles[unknown])]
        )
    return given


def _blocks(articles: pd.DataFrame) -> Iterator[list[str]]:
    """Whole texts, in blocks that stay near the cache."""
    texts = whole_texts(articles)
    ends = np.cumsum([len(text) for text in texts]) // _BLOCK
    for part in np.split(np.arange(len(texts)), np.flatnonzero(np.diff(ends)) + 1):
        yield texts[part[0] : part[-1] + 1]


def _given(articles: pd.DataFrame, column: str) -> np.ndarray:
    import pandas as pd

    if column not in articles.columns:
        return np.full(len(articles), np.nan)
    given = pd.to_numeric(articles[column], errors="coerce").to_numpy(float).copy()
    if (given < 0).any():
        raise BadValue(
            f"articles has negative {column}; drop the column to have them counted."
        )
    return given


def whole_texts(articles: pd.DataFrame) -> list[str]:
    """Title and text of each article, a blank line between them."""
    parts = [
        articles[name].fillna("").astype(str).tolist()
        for name in ("title", "text")
        if name in articles.columns
    ]
    return ["\n\n".join(pieces) for pieces in zip(*parts, strict=True)]
