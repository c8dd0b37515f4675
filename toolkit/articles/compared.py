"""Articles in order of time, and which of their shingles are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.articles.stock import ShingleSet, stock_wording

if TYPE_CHECKING:
    from toolkit.articles.signatures import Signatures


class ComparedCorpus:
    """Signed articles in order of time; ``days=None`` keeps stock wording in.

    ``size`` holds the number of shingles that are compared of each article; it is known
    of those that were read by :meth:`compared`.
    """

    def __init__(self, signed: Signatures, days: int | None) -> None:
        self.signed, self.days = signed, days
        stock = np.zeros(0, np.uint64) if days is None else stock_wording(signed, days)
        self._stock = ShingleSet(stock)
        self.size = signed.n_all.copy()

    def __len__(self) -> int:
        return len(self.signed)

    def shingles(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the shingles of article ``i``, and which are compared."""
        keys = self.signed.list_of("keys", i)
        return keys, ~self._stock.holds(keys)

    def particulars(self, i: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Names and numbers of article ``i``, their places and whether they tell."""
        word, place, telling = (
            self.signed.list_of(name, i) for name in ("word", "place", "telling")
        )
        return word, place, telling

    def compared(self, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
        """Shingles of articles ``low`` to ``high``, stock left out; article of each."""
        keys = self.signed.lists_of("keys", slice(low, high))
        article = np.repeat(np.arange(low, high), self.signed.n_all[low:high])
        own = ~self._stock.holds(keys)
        keys, article = keys[own], article[own]
        self.size[low:high] = np.bincount(article - low, minlength=high - low)
        return keys, article

    def near(self, i: np.ndarray | int, j: np.ndarray | int) -> np.ndarray:
        """Tell whether two articles may have appeared within ``days`` of each other."""
        earliest, latest = self.signed.earliest, self.signed.latest
        before, after = earliest[i] - latest[j], earliest[j] - latest[i]
        return np.maximum(before, after) <= self.days
