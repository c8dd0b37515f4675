"""Shingles and days: what articles are compared by."""

import pandas as pd
import pytest

from toolkit.articles import shingles
from toolkit.articles.shingles import ComparedCorpus, publication_times
from toolkit.schema import BadValue


def compared(texts):
    articles = pd.DataFrame(
        {"article_id": [str(i) for i in range(len(texts))], "text": texts}
    )
    return ComparedCorpus.of(articles, days=None)


def test_a_text_of_n_words_has_n_minus_3_shingles():
    # 7 words: 4 shingles; 8 words: 5; 3 words: none
    corpus = compared(
        ["one two three four five six seven", "a b c d a b c d", "a b c", ""]
    )
    assert corpus.size.tolist() == [4, 5, 0, 0]


def test_no_shingle_crosses_from_one_text_to_the_next():
    corpus = compared(["one two three", "four five six"])
    assert len(corpus.keys) == 0


def test_case_and_punctuation_do_not_count_but_order_does():
    one, same, turned = compared(
        ["Talks resumed in Tarn.", "talks RESUMED, in Tarn", "In Tarn talks resumed."]
    ).whole
    assert one == same != turned


def test_texts_without_words_are_not_the_same_text():
    assert compared(["", "…"]).whole.tolist() == [0, 0]


def test_cutting_the_corpus_into_blocks_changes_nothing(monkeypatch):
    texts = ["one two three four five", "", "six seven eight nine ten", "a b c d"] * 3
    usual = compared(texts)
    monkeypatch.setattr(shingles, "_BLOCK", 30)
    blocked = compared(texts)
    assert blocked.keys.tolist() == usual.keys.tolist()
    assert blocked.first.tolist() == usual.first.tolist()
    assert blocked.whole.tolist() == usual.whole.tolist()


@pytest.mark.parametrize("dates", [["03/04/2024"], [2024], ["soon"]])
def test_dates_that_would_be_a_guess_are_refused(dates):
    with pytest.raises(BadValue, match="read without doubt"):
        publication_times(pd.DataFrame({"published": dates}))
