"""Class and lower case of characters, looked up by code point.

Words are found where the class changes; no Python code runs per character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

OTHER, LETTER, DIGIT, SPACE, APOSTROPHE, HYPHEN = range(6)
DOT, STOP, COMMA, PAUSE, QUOTE = range(6, 11)
UNSEEN = 255

_CLASS_OF = {
    **dict.fromkeys("'\u2019\u02bc\uff07", APOSTROPHE),
    # an en dash without blanks joins words as a hyphen does: US–Iran
    **dict.fromkeys("-\u2010\u2011\u2013", HYPHEN),
    ".": DOT,
    **dict.fromkeys("!?\u2026\u061f\u3002\u0964\uff01\uff1f", STOP),
    **dict.fromkeys(",\u060c\u3001", COMMA),
    **dict.fromkeys(";:()[]{}\u2014\u2015", PAUSE),
    **dict.fromkeys('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u201a', QUOTE),
}


class CharacterTable:
    """Class and lower case of each code point, filled in when one is first met."""

    def __init__(self) -> None:
        self.kind = np.full(0x110000, UNSEEN, np.uint8)
        self.lower = np.arange(0x110000, dtype=np.uint32)
        self._learn(range(128))

    def learn(self, codes: np.ndarray) -> None:
        """Fill in every code point of ``codes`` that has not been met before."""
        fresh = codes[self.kind[codes] == UNSEEN]
        if len(fresh):
            self._learn(np.unique(fresh).tolist())

    def learn_text(self, text: str) -> None:
        """Fill in every character of a text that has not been met before."""
        self._learn([ord(c) for c in set(text) if self.kind[ord(c)] == UNSEEN])

    def _learn(self, points: Sequence[int]) -> None:
        for point in points:
            char = chr(point)
            # A lower case of another length (I with dot) would shift every offset.
            if len(low := char.lower()) == 1:
                self.lower[point] = ord(low)
            self.kind[point] = _CLASS_OF.get(char, _class_by_category(char))
        for char, kind in _CLASS_OF.items():
            if kind == APOSTROPHE:
                self.lower[ord(char)] = ord("'")


def _class_by_category(char: str) -> int:
    category = unicodedata.category(char)
    if category[0] in "LM" or char == "_":
        return LETTER
    if category[0] == "N":
        return DIGIT
    return SPACE if char.isspace() else OTHER


_characters: CharacterTable | None = None


def character_table() -> CharacterTable:
    """The one table of this process."""
    # 5 MB, made on first use so that importing this module does no work
    global _characters
    if _characters is None:
        _characters = CharacterTable()
    return _characters
