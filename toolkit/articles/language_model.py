"""The language model of py3langid, asked about many texts at once.

The library walks its automaton byte by byte in Python, text after text. Here it is
walked by all texts abreast, a step of numpy for each byte. What is added up, and in
which order, is the same, so the likeliest language is too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

ABREAST = 500  # texts; more take memory and save no time
# Texts from which on it pays to widen all weights, which are stored in half precision;
# else those of each text are widened when they are added up.
MANY = 300
_NOTHING = -1  # output of a state at which no feature ends


class _Model(NamedTuple):
    """An automaton that finds features, and the weight of each for each language."""

    next_state: np.ndarray  # row of a state, shifted by 8 bits, + byte -> state
    row: np.ndarray
    feature: np.ndarray  # that ends at a state
    weights: np.ndarray
    prior: np.ndarray
    languages: np.ndarray


@cache
def _model() -> _Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    return _Model(
        np.asarray(model.tk_nextmove),
        np.asarray(model.tk_row, np.int64) << 8,
        np.asarray(model.tk_output, np.int32),
        model.nb_ptc,
        model.nb_pc,
        np.array(model.nb_classes),
    )


@cache
def _wide_weights() -> np.ndarray:
    return _model().weights.astype(np.float32)


def likeliest(texts: Sequence[str], among: Collection[str]) -> list[str]:
    """The likeliest of some languages for each text.

    >>> likeliest(["Talks resumed on Monday.", "Les pourparlers ont repris."],
    ...           {"en", "fr"})
    ['en', 'fr']
    """
    wanted = np.isin(_model().languages, list(among))
    languages = _model().languages[wanted]
    return [str(languages[scores[wanted].argmax()]) for scores in _scores(texts)]


def _scores(texts: Sequence[str]) -> Iterator[np.ndarray]:
    """Log-likelihood of each language, for each text."""
    import pandas as pd

    model = _model()
    weights = _wide_weights() if len(texts) >= MANY else model.weights
    for first in range(0, len(texts), ABREAST):
        for visited in _walk([_encoded(t) for t in texts[first : first + ABREAST]]):
            place, feature = pd.factorize(visited[visited != _NOTHING])
            if not len(feature):  # no language is likelier than another
                yield np.zeros(len(model.languages))
                continue
            counts = np.bincount(place).astype(np.float32)
            yield np.log1p(counts) @ weights[feature] + model.prior


def _encoded(text: str) -> bytes:
    text = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def _walk(texts: Sequence[bytes]) -> np.ndarray:
    """The features met on the way through each text, one row a text."""
    model = _model()
    sizes = np.array([len(text) for text in texts])
    longest = sizes.max()
    padded = b"".join(text.ljust(longest) for text in texts)
    letters = np.frombuffer(padded, np.uint8).reshape(len(texts), longest)
    state = np.zeros(len(texts), np.int64)
    met = np.empty((longest, len(texts)), np.int32)
    for step, letter in enumerate(letters.T):
        state = model.next_state[model.row[state] + letter]
        met[step] = model.feature[state]
    met[np.arange(longest)[:, None] >= sizes] = _NOTHING
    return met.T
