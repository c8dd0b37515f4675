"""Both ways to look through the company of hits, against a slow, obvious one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mentions import light_company
from toolkit.mentions.light_company import PREVAILING_WORDS
from toolkit.mentions.matching import Hits

kernels = pytest.importorskip(
    "toolkit.mentions.kernels", reason="numba is not installed"
)

EXPRESSIONS, RULES, ARTICLES, PLACES = 5, 3, 3, 30
LISTED = st.lists(
    st.lists(st.booleans(), min_size=EXPRESSIONS, max_size=EXPRESSIONS),
    min_size=RULES, max_size=RULES,
).map(np.array)  # fmt: skip
SIGHTINGS = st.lists(
    st.tuples(st.integers(0, PLACES - 1), st.integers(0, EXPRESSIONS - 1)), max_size=40
).map(sorted)
HITS = st.lists(
    st.tuples(st.integers(0, PLACES - 1), st.integers(1, 3), st.integers(0, RULES - 1)),
    max_size=8,
)
ASKED = st.lists(
    st.tuples(st.integers(0, RULES - 1), st.integers(0, ARTICLES - 1)),
    max_size=6, unique=True,
).map(sorted)  # fmt: skip


def arrays(rows: list[tuple], width: int) -> np.ndarray:
    return np.array(rows, np.int64).reshape(-1, width).T.copy()


def company_of(sightings: list[tuple[int, int]]) -> Hits:
    first, pattern = arrays(sightings, 2)
    return Hits(first, first + 1, pattern)


@given(HITS, SIGHTINGS, LISTED, st.integers(0, 10))
def test_a_listed_word_near_a_hit_and_outside_it_is_company(
    hits, sightings, listed, reach
):
    first, width, rule = arrays(hits, 3)
    company = company_of(sightings)
    begin, end = np.searchsorted(company.first, [first - reach, first + reach])
    expected = [
        any(
            listed[r, pattern] and not at <= word < at + n
            for word, pattern in sightings
            if at - reach <= word < at + reach
        )
        for at, n, r in hits
    ]
    mine = Hits(first, first + width, rule)
    for way in (kernels, light_company):
        found = way.accompanied(mine, begin, end, company, listed, rule)
        assert found.tolist() == expected


@given(ASKED, SIGHTINGS, LISTED, st.integers(1, 4), st.integers(0, 5))
def test_a_subject_prevails_with_enough_words_sightings_and_sentences(
    asked, sightings, listed, words_a_sentence, least
):
    rule, about = arrays(asked, 2)
    company = company_of(sightings)
    article = company.first // (PLACES // ARTICLES)
    sentence = company.first // words_a_sentence
    expected = []
    for r, a in asked:
        mine = [
            (place, pattern) for place, pattern in sightings
            if place // (PLACES // ARTICLES) == a and listed[r, pattern]
        ]  # fmt: skip
        different = {pattern for _, pattern in mine}
        sentences = {place // words_a_sentence for place, _ in mine}
        expected.append(
            len(different) >= PREVAILING_WORDS
            and len(mine) >= least
            and len(sentences) >= least
        )
    for way in (kernels, light_company):
        found = way.prevails(
            company, sentence, article, about, listed, rule,
            np.full(len(asked), float(least)),
        )  # fmt: skip
        assert found.tolist() == expected
