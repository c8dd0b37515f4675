"""Who a noun phrase stands for: named actors, role nouns, pronouns.

"Egyptian police" names its state. "Police" alone, or "the president", is taken for the
only state that the sentence names, or failing that the only one its text names so far;
a pronoun for the only actor before it. Where two would fit, nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.senses import sentence_number
from toolkit.mentions.spans import ArrayTable
from toolkit.mentions.syntax import ROLE_KINDS, Kind, Tokens
from toolkit.text import Words


@dataclass(frozen=True)
class Participants(ArrayTable):
    """Names, with the words that stand for them; "" and -1 for none."""

    name: np.ndarray
    first: np.ndarray
    stop: np.ndarray

    def take_or_none(self, which: np.ndarray) -> Participants:
        """The rows of ``which``; nobody where it is -1 or the row has no name."""
        found = Participants(
            np.append(self.name, "")[which],
            np.append(self.first, -1)[which],
            np.append(self.stop, -1)[which],
        )
        return found.only(found.name != "")

    def only(self, mask: np.ndarray) -> Participants:
        """The same rows, with nobody where ``mask`` is False."""
        return Participants(
            np.where(mask, self.name, ""),
            np.where(mask, self.first, -1),
            np.where(mask, self.stop, -1),
        )

    def unless_same_words(self, others: Participants) -> Participants:
        """Nobody where the same words already stand for ``others``."""
        return self.only((self.first != others.first) | (self.first < 0))


def resolve(
    words: Words, tokens: Tokens, actors: Hits, names: np.ndarray
) -> Participants:
    """Whom each token stands for."""
    named = tokens.name >= 0
    name = np.append(names, "")[tokens.name].astype(object)
    first = np.where(named, np.append(actors.first, -1)[tokens.name], tokens.first)
    stop = np.where(named, np.append(actors.stop, -1)[tokens.name], tokens.stop)
    number, known = _numbered(name)
    sentence = _sentence_of(words, tokens)
    only = _only(sentence, number)
    home = np.isin(tokens.role, [ROLE_KINDS.index(k) for k in ROLE_KINDS[:4]])
    guess = np.where(home & (tokens.kind == Kind.ROLE), only[sentence], -1)
    number = np.where(named, number, guess)
    return Participants(np.append(known, "")[number], first, stop)


def _numbered(name: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of each name (-1 for "") and the names."""
    import pandas as pd

    number, known = pd.factorize(np.where(name == "", None, name))
    return number, np.asarray(known, object)


def _sentence_of(words: Words, tokens: Tokens) -> np.ndarray:
    sentence = np.append(sentence_number(words), 0)
    return sentence[np.minimum(tokens.first, len(words))]


def _only(sentence: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The only name in each sentence, -1 where there is none or more than one."""
    n = sentence.max(initial=0) + 1
    there = number >= 0
    low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
    np.minimum.at(low, sentence[there], number[there])
    np.maximum.at(high, sentence[there], number[there])
    return np.where(low == high, high, -1)
