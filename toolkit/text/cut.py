"""What cutting texts gives: bounds and marks of every word, one array element each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# What stands between a word and the one before it, one bit each.
COMMA, PAUSE, QUOTE, PARAGRAPH = 1, 2, 4, 8


class Cut(NamedTuple):
    """Every word of some texts but for its spelling and its sentence.

    ``may_end`` is True where a full stop stands before a word that may begin a
    sentence; the others are described at :class:`toolkit.text.Words`.
    """

    doc: np.ndarray
    start: np.ndarray
    end: np.ndarray
    gap: np.ndarray
    joined: np.ndarray
    capital: np.ndarray
    upper: np.ndarray
    may_end: np.ndarray

    @classmethod
    def room(cls, n: int) -> Cut:
        """Uninitialised arrays for ``n`` words."""
        places = (np.empty(n, np.int64) for _ in range(3))
        flags = (np.empty(n, bool) for _ in range(4))
        return cls(*places, np.empty(n, np.uint8), *flags)

    def first(self, n: int) -> Cut:
        """The first ``n`` words."""
        return Cut(*(array[:n] for array in self))

    @classmethod
    def chain(cls, parts: Sequence[Cut]) -> Cut:
        """The words of all parts, one after the other."""
        if len(parts) == 1:
            return parts[0]
        return cls(*map(np.concatenate, zip(cls.room(0), *parts, strict=True)))
