"""The language model gives what its library gives, whatever the text."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from toolkit import load_sample
from toolkit.articles import language_model
from toolkit.articles.language import LANGUAGES
from toolkit.articles.language_model import likeliest

library = LanguageIdentifier.from_model_file(MODEL_FILE)

SENTENCES = (
    "Talks resumed on Monday. ", "LES POURPARLERS ONT REPRIS. ", "Переговоры начались. ",
    "Die Gespräche gehen weiter. ", "المحادثات مستمرة. ", "会谈已恢复。", "שיחות. ", "Cafe\u0301",
    "1,200 ", "\U0001f54a", "\ud800", "\x00", "\xad", " ",
)  # fmt: skip
texts = st.lists(st.sampled_from(SENTENCES) | st.text(max_size=30), max_size=6).map(
    "".join
)


def obvious(text):
    return next(tag for tag, _ in library.rank(text) if tag in LANGUAGES)


@given(st.lists(texts, max_size=8))
@example([""])
@example(["", "Talks resumed on Monday."])
@example(["\U0001f54a"])
def test_the_likeliest_language_is_that_of_the_library(some):
    assert likeliest(some, LANGUAGES) == [obvious(text) for text in some]


@given(texts.filter(bool))
def test_likelihoods_are_those_of_the_library_to_the_last_bit(text):
    (scores,) = language_model._scores([text])
    if not scores.any():  # nothing in it tells one language from another
        assert len(set(dict(library.rank(text)).values())) == 1
        return
    best = {}
    for label, score in zip(library.nb_classes, scores.tolist(), strict=True):
        best[label] = max(score, best.get(label, -np.inf))
    assert best == dict(library.rank(text))


@pytest.mark.parametrize("many", [1, 1_000])
def test_articles_are_judged_alike_one_by_one_and_many_at_once(monkeypatch, many):
    monkeypatch.setattr(language_model, "ABREAST", 7)
    monkeypatch.setattr(language_model, "MANY", many)
    bodies = load_sample("chronicle")["text"].str.slice(0, 1000).tolist()[:40]
    bodies += [text * 3 for text in SENTENCES]
    assert likeliest(bodies, LANGUAGES) == [obvious(text) for text in bodies]
