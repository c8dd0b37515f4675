"""From arrays to columns: word spans become text and offsets, names become categories.

Everything inside the wing counts words; a table speaks of characters. Here one turns
into the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from toolkit.mentions.spans import pick
from toolkit.text import Words

if TYPE_CHECKING:
    import pandas as pd


class SpanColumns:
    """Turns spans of ``words`` back into the characters of ``texts``."""

    def __init__(self, texts: Sequence[str], words: Words) -> None:
        self.texts, self.words = texts, words

    def text(self, first: np.ndarray, stop: np.ndarray) -> pd.Series:
        """The characters of each span, "" where ``first`` is -1."""
        words, texts = self.words, self.texts
        there = np.flatnonzero(first >= 0)
        begin, last = first[there], stop[there] - 1
        bounds = words.doc[begin], words.start[begin], words.end[last]
        spans = zip(*(column.tolist() for column in bounds), strict=True)
        found = np.full(len(first), "", object)
        found[there] = [texts[doc][start:end] for doc, start, end in spans]
        return text_column(found)

    def offsets(
        self, name: str, first: np.ndarray, stop: np.ndarray
    ) -> dict[str, pd.Series]:
        """``name_start`` and ``name_end`` in code points, missing where none is."""
        import pandas as pd

        none = first < 0
        start = pick(self.words.start, np.where(none, -1, first), 0)
        end = pick(self.words.end, np.where(none, -1, stop - 1), 0)
        return {
            f"{name}_{side}": pd.Series(
                pd.arrays.IntegerArray(points.astype(np.int64), none.copy())
            )
            for side, points in (("start", start), ("end", end))
        }


def text_column(values: Sequence[str] | np.ndarray) -> pd.Series:
    """A column of strings."""
    import pandas as pd

    return pd.Series(values, dtype="str")


def category_column(values: np.ndarray, allowed: tuple[str, ...]) -> pd.Categorical:
    """A column of names from a closed list, in the order of that list."""
    number = {name: code for code, name in enumerate(allowed)}
    # a user's lexicon may name no type: "" is missing
    return coded_column([number.get(v, -1) for v in values.tolist()], allowed)


def coded_column(
    codes: Sequence[int] | np.ndarray, allowed: tuple[str, ...]
) -> pd.Categorical:
    """The same, from the number of each name in the list."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, dtype=_categories(allowed))


@cache
def _categories(allowed: tuple[str, ...]) -> pd.CategoricalDtype:
    import pandas as pd

    return pd.CategoricalDtype(list(allowed))
