"""A vocabulary that lasts: every question about a word is asked once, not once a block.

Distinct words get numbers that hold until the vocabulary is started afresh. What a
function makes of each word, and which words a set holds, are kept as arrays by number,
so that an answer for all words of a block is one look-up. What is kept never shows in a
result: a function must make the same of a word whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from threading import RLock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from toolkit.text.arrays import GrowingArray

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

# Distinct words kept before starting afresh: with all answers some 200 MB. English news
# holds so many in about half a gigabyte of text.
MOST_WORDS = 500_000
# Letters of all those words: debris (encoded images) may be words of a megabyte.
_MOST_LETTERS = 50_000_000


class Vocabulary:
    """Distinct words by number, and all that was ever asked about them.

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> vocabulary.numbers(["war", "peace", "war"]).tolist()
    [0, 1, 0]
    >>> vocabulary.values(len, np.int64, np.array([1, 0])).tolist()
    [5, 3]
    >>> vocabulary.among(frozenset(["war"]))[:2].tolist()
    [True, False]
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self._letters = 0
        self.lock = RLock()
        self._number: dict[str, int] = {}
        # by function: a function that is gone takes its answers along
        self._answers: WeakKeyDictionary[Callable, dict[np.dtype, _Answers]]
        self._answers = WeakKeyDictionary()
        self._members: dict[frozenset[str], GrowingArray] = {}

    def __len__(self) -> int:
        return len(self.words)

    def numbers(self, words: Sequence[str]) -> np.ndarray:
        """Number of each word; a word not met before gets the next one."""
        with self.lock:
            found = np.empty(len(words), np.int64)
            for place, word in enumerate(words):
                number = self._number.setdefault(word, len(self.words))
                if number == len(self.words):
                    self.words.append(word)
                    self._letters += len(word)
                found[place] = number
            return found

    def add(self, fresh: Sequence[str]) -> None:
        """Take in distinct words none of which was met before."""
        with self.lock:
            numbers = range(len(self), len(self) + len(fresh))
            self._number.update(zip(fresh, numbers, strict=True))
            self.words.extend(fresh)
            self._letters += sum(map(len, fresh))

    def is_full(self) -> bool:
        """Tell whether it is time to start afresh."""
        return len(self) > MOST_WORDS or self._letters > _MOST_LETTERS

    def values(
        self,
        value: Callable,
        dtype: DTypeLike,
        numbers: np.ndarray,
        *,
        at_once: bool = False,
    ) -> np.ndarray:
        """``value`` of the words of these numbers, none of them twice.

        ``at_once``: ``value`` is given a list of words and makes an array of them.
        """
        with self.lock:
            kept = self._answers.setdefault(value, {})
            answers = kept.setdefault(np.dtype(dtype), _Answers(dtype))
            return answers.of(self.words, value, numbers, at_once)

    def among(self, wanted: Collection[str]) -> np.ndarray:
        """True for each word, by number, that is one of ``wanted``.

        The words wanted get numbers at once, so no later word can be one of them.
        """
        wanted = frozenset(wanted)
        with self.lock:
            member = self._members.get(wanted)
            if member is None:
                mine = self.numbers(list(wanted))
                member = self._members[wanted] = GrowingArray(bool)
                member.extend(np.isin(np.arange(len(self)), mine))
            if len(member) < len(self):
                member.extend(np.zeros(len(self) - len(member), bool))
            return member.view()


class _Answers:
    """What a function makes of words, by number, as far as it was asked."""

    def __init__(self, dtype: DTypeLike) -> None:
        self._dtype = np.dtype(dtype)  # may be that of a row
        self._answer, self._known = GrowingArray(dtype), GrowingArray(bool)

    def of(
        self,
        words: Sequence[str],
        value: Callable,
        numbers: np.ndarray,
        at_once: bool,
    ) -> np.ndarray:
        """The answers for the words of these numbers."""
        more = len(words) - len(self._known)
        if more:
            self._answer.extend(np.zeros(more, self._dtype))
            self._known.extend(np.zeros(more, bool))
        answer, known = self._answer.view(), self._known.view()
        fresh = numbers[~known[numbers]]
        if len(fresh):
            asked = [words[number] for number in fresh.tolist()]
            answer[fresh] = value(asked) if at_once else [value(w) for w in asked]
            known[fresh] = True
        return answer[numbers]


_lock = RLock()
_current = Vocabulary()


def lasting_vocabulary() -> Vocabulary:
    """The vocabulary of this process, started afresh when it has grown too large."""
    global _current
    with _lock:
        if _current.is_full():
            _current = Vocabulary()
        return _current
