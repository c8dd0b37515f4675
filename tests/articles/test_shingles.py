"""Shingles, names and numbers: what articles are compared by."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.articles import links, stock
from toolkit.articles.days import publication_times
from toolkit.articles.shingles import sign, sign_words
from toolkit.articles.signatures import Signatures
from toolkit.articles.stock import ShingleSet, stock_wording
from toolkit.schema import BadValue
from toolkit.text import split_words

kernels = pytest.importorskip(
    "toolkit.articles.kernels", reason="numba is not installed"
)

WORDS = st.sampled_from(
    "a b the Tarn ABC five 5 5th Monday i I ten. said, \n\n U.S. 1,200 Ⅷ ٣ 日本".split(
        " "
    )
)
TEXTS = st.lists(st.lists(WORDS, max_size=25).map(" ".join), max_size=5)
KEYS = st.lists(st.integers(0, 9) | st.integers(0, 2**64 - 1)).map(
    lambda keys: np.array(keys, np.uint64)
)


@pytest.fixture
def without_the_compiler(monkeypatch):
    monkeypatch.setattr(stock, "compiled", lambda _room: None)


@pytest.fixture
def with_the_compiler(monkeypatch):
    monkeypatch.setattr(stock, "compiled", lambda _room: kernels)


def test_a_text_of_n_words_has_n_minus_3_shingles():
    # 7 words: 4 shingles; 8 words: 5; 3 words: none
    signed = sign(["one two three four five six seven", "a b c d a b c d", "a b c", ""])
    assert signed.n_all.tolist() == [4, 5, 0, 0]


def test_no_shingle_crosses_from_one_text_to_the_next():
    assert len(sign(["one two three", "four five six"]).keys) == 0


def test_case_and_punctuation_do_not_count_but_order_does():
    one, same, turned = sign(
        ["Talks resumed in Tarn.", "talks RESUMED, in Tarn", "In Tarn talks resumed."]
    ).whole
    assert one == same != turned


def test_texts_without_words_are_not_the_same_text():
    assert sign(["", "…"]).whole.tolist() == [0, 0]


def test_a_number_in_words_is_the_number_in_digits():
    in_words, in_digits = sign(["five ships left Tarn", "5 ships left Tarn"]).keys
    assert in_words == in_digits


@given(TEXTS)
@example([])
@example(["", "A A A a", "A A a a"])
def test_texts_are_signed_alike_with_and_without_the_compiler(texts):
    words = split_words(texts)
    light, compiled = sign_words(words, None), sign_words(words, kernels)
    for column, one, other in zip(light._fields, light, compiled, strict=True):
        assert one.dtype == other.dtype, column
        assert one.tolist() == other.tolist(), column


@given(KEYS, KEYS)
def test_shingles_are_found_alike_with_and_without_the_compiler(keys, known):
    known = np.unique(known)
    expected = [key in known.tolist() for key in keys.tolist()]
    assert stock.is_among(keys, known).tolist() == expected
    assert kernels.is_among(keys, known, kernels.places(known)).tolist() == expected


@given(KEYS)
def test_no_repeated_shingle_is_overlooked(keys):
    listed = keys.tolist()
    expected = [i for i, key in enumerate(listed) if listed.count(key) > 1]
    assert kernels.repeated(keys).tolist() == expected
    assert set(links._may_repeat(keys).tolist()) >= set(expected)


def signed_on_days(keys_of_days):
    """One article a day with these shingles; an article without a day comes last."""
    days = [day for day, _ in keys_of_days]
    signed = Signatures.of(
        pd.DataFrame(
            {
                "article_id": [str(i) for i in range(len(days))],
                "text": "",
                "published": pd.to_datetime(
                    pd.Series([day and f"2024-01-{day:02}" for day in days]), utc=True
                ),
            }
        )
    )
    sizes = np.array([len(keys) for _, keys in keys_of_days])
    keys = np.concatenate([np.array(k, np.uint64) for _, k in keys_of_days])
    return replace(signed, keys=keys, n_all=sizes, at_key=np.cumsum(sizes) - sizes)


@pytest.mark.parametrize("way", ["without_the_compiler", "with_the_compiler"])
def test_wording_found_in_five_stretches_of_days_is_stock(way, request):
    request.getfixturevalue(way)
    # stretches of two days end on odd days since 1970; 7 stands on four of them
    # (twice on one), 8 on five, 9 on four and in an undated article
    days = [(1, [7, 7, 8, 9]), (3, [7, 8, 9]), (5, [7, 8, 9]), (7, [7, 8, 9]),
            (9, [8]), (None, [9])]  # fmt: skip
    assert stock_wording(signed_on_days(days), days=1).tolist() == [8]
    # days 1 to 9 are at most four stretches of three days
    assert stock_wording(signed_on_days(days), days=2).tolist() == []


@given(st.lists(st.lists(st.integers(0, 40), max_size=12), min_size=1, max_size=20))
def test_stock_is_what_counting_one_by_one_finds(keys_of_days):
    days = list(enumerate(keys_of_days, 1))
    first = pd.Timestamp("2024-01-01").toordinal() - pd.Timestamp(0).toordinal() - 1
    stretches = {}
    for day, keys in days:
        for key in keys:
            stretches.setdefault(key, set()).add((first + day) // 2)
    expected = sorted(k for k, met in stretches.items() if len(met) >= 5)
    assert stock_wording(signed_on_days(days), days=1).tolist() == expected


def test_a_set_of_shingles_may_be_empty(with_the_compiler):
    empty = ShingleSet(np.zeros(0, np.uint64))
    assert empty.holds(np.array([0, 5], np.uint64)).tolist() == [False, False]


@pytest.mark.parametrize("dates", [["03/04/2024"], [2024], ["soon"]])
def test_dates_that_would_be_a_guess_are_refused(dates):
    with pytest.raises(BadValue, match="read without doubt"):
        publication_times(pd.DataFrame({"published": dates}))
