"""All words of a column of texts, as arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from toolkit.text import light, utf8
from toolkit.text.arrays import runs
from toolkit.text.compiled import compiled, count_read
from toolkit.text.sentences import sentence_look
from toolkit.text.vocabulary import Vocabulary, lasting_vocabulary

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


Places = np.ndarray | slice
ALL = slice(None)

_BY_WORD = (
    "doc", "start", "end", "word", "sentence", "gap", "joined", "capital", "upper",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """All words of a column of texts, one array element per word.

    Attributes
    ----------
    doc
        Row of the text the word stands in.
    start, end
        Code points into that text; a possessive ``'s`` is left outside.
    word
        Number of the word in ``vocabulary``.
    sentence
        0-based sentence of its text.
    gap
        What stands before the word: ``COMMA | PAUSE | QUOTE | PARAGRAPH`` bits.
    joined
        True when only blanks or a hyphen part it from the word before.
    capital, upper
        True when the first letter, or every letter, is a capital.
    n_texts
        Number of texts, empty ones included.
    lasting, number
        The vocabulary that outlasts these texts, and the number in it of each word of
        ``vocabulary``.
    vocabulary
        The distinct words, lower case, straight apostrophes.
    """

    doc: np.ndarray
    start: np.ndarray
    end: np.ndarray
    word: np.ndarray
    sentence: np.ndarray
    gap: np.ndarray
    joined: np.ndarray
    capital: np.ndarray
    upper: np.ndarray
    n_texts: int
    lasting: Vocabulary = field(repr=False)
    number: np.ndarray = field(repr=False)
    # kept here too: many rules ask the same of these words
    _answers: dict[tuple[Callable, str], np.ndarray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.doc)

    @cached_property
    def vocabulary(self) -> list[str]:
        """The distinct words."""
        return [self.lasting.words[n] for n in self.number.tolist()]

    def spelled(self, first: np.ndarray, stop: np.ndarray) -> list[tuple[str, ...]]:
        """The words of many spans, as in ``vocabulary``."""
        width = stop - first
        end, (_, place) = np.cumsum(width), runs(first, width)
        known, numbers = self.lasting.words, self.number[self.word[place]].tolist()
        whole = tuple([known[number] for number in numbers])
        bounds = zip((end - width).tolist(), end.tolist(), strict=True)
        return [whole[low:high] for low, high in bounds]

    def take(self, which: np.ndarray) -> Words:
        """The words that ``which`` (mask or positions) picks, of the same texts.

        Nothing is asked any more about words that are not among them.
        """
        if which.dtype == bool:  # looked through once, not once a column
            which = np.flatnonzero(which)
        columns = {name: getattr(self, name)[which] for name in _BY_WORD}
        met = np.zeros(len(self.number), bool)
        met[columns["word"]] = True
        columns["word"] = (np.cumsum(met) - 1)[columns["word"]]
        return replace(self, **columns, number=self.number[met])

    def per_text(self) -> np.ndarray:
        """Count of words in each text."""
        return np.bincount(self.doc, minlength=self.n_texts)

    def sentences_per_text(self) -> np.ndarray:
        """Count of sentences in each text; a text without words has none."""
        last = self.first_of_text()[1:] - 1
        there = self.per_text() > 0
        return np.where(there, np.append(self.sentence, -1)[last] + 1, 0)

    def first_of_text(self) -> np.ndarray:
        """Number of the first word of each text, with the total at the end."""
        return np.searchsorted(self.doc, np.arange(self.n_texts + 1))

    def among(self, wanted: Collection[str], at: Places = ALL) -> np.ndarray:
        """True for each word that is one of ``wanted``.

        This and what follows may be asked of the words ``at`` some places only (mask or
        positions), which is quicker than to pick from the answers for all.
        """
        is_one, word = self.lasting.among(wanted), self.word[at]
        if len(word) < len(self.number):
            return is_one[self.number[word]]
        return is_one[self.number][word]

    def passing(self, test: Callable[[str], bool], at: Places = ALL) -> np.ndarray:
        """True for each word that passes ``test``, asked once per distinct word."""
        return self.values(test, bool, at)

    def ending(self, *suffixes: str, at: Places = ALL) -> np.ndarray:
        """True for each word that ends in one of ``suffixes``."""
        return self.passing(_ends_in(suffixes), at)

    def values(
        self, value: Callable[[str], object], dtype: DTypeLike, at: Places = ALL
    ) -> np.ndarray:
        """``value`` of each word, worked out once per distinct word there ever was.

        Give a function that lasts, not a fresh ``lambda``: answers are kept by it.
        """
        kept = value, np.dtype(dtype).str
        if kept not in self._answers:
            self._answers[kept] = self.distinct_values(value, dtype)
        return self._answers[kept][self.word[at]]

    def distinct_values(
        self, value: Callable, dtype: DTypeLike, *, at_once: bool = False
    ) -> np.ndarray:
        """``value`` of each word of ``vocabulary``, kept as those of ``values`` are.

        ``at_once``: ``value`` is given a list of words and makes an array of them.
        """
        return self.lasting.values(value, dtype, self.number, at_once=at_once)


@cache
def _ends_in(suffixes: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda word: word.endswith(suffixes)


def begins_with_digit(word: str) -> bool:
    """Tell whether a word is a number, or begins with one (``5th``)."""
    return word[:1].isdigit()


def count_words(texts: Sequence[str]) -> np.ndarray:
    """Count the words of each text (numbers count, punctuation does not).

    >>> count_words(["Iran's 1,200 drones", "", "cease-fire"]).tolist()
    [3, 0, 2]
    """
    return split_words(texts).per_text()


def split_words(texts: Sequence[str]) -> Words:
    r"""Cut every text into words, and words into sentences.

    Parameters
    ----------
    texts
        One string per text, as a list or a column; empty strings are allowed. A column
        of pandas strings is read where it lies, without a Python string per text.

    Returns
    -------
    Words
        Arrays in text order.

    Notes
    -----
    A word is a run of letters, marks and digits, with inner apostrophes (``don't``),
    dots of initialisms (``U.S``) and of numbers (``1,200``). A hyphen parts words.
    Scripts written without blanks give one word per run: counts there are not
    comparable.

    Examples
    --------
    >>> words = split_words(["The U.S. struck. Iran\u2019s reply came."])
    >>> [words.vocabulary[w] for w in words.word]
    ['the', 'u.s', 'struck', 'iran', 'reply', 'came']
    >>> words.sentence.tolist()
    [0, 0, 0, 1, 1, 1]
    """
    return cut_words(texts, _way(texts))


def _way(texts: Sequence[str]) -> ModuleType:
    """The compiled cutter, once it pays."""
    count_read(utf8.size(texts))
    return compiled("toolkit.text.scan") or light


def cut_words(texts: Sequence[str], way: ModuleType) -> Words:
    """Do what :func:`split_words` does, one way or the other."""
    lasting = lasting_vocabulary()
    cut, word, number = way.cut_texts(texts, lasting)
    look = lasting.values(sentence_look, np.uint8, number)[word]
    sentence = way.sentence_numbers(cut, look)
    return Words(cut.doc, cut.start, cut.end, word, sentence, cut.gap, cut.joined,
                 cut.capital, cut.upper, len(texts), lasting, number)  # fmt: skip
