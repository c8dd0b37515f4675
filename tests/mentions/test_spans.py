"""Spans and pairs: small arrays whose answers can be read off by hand."""

from __future__ import annotations

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import best_partner, equal_pairs, holder, inside, pick


def array(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def test_tables_join_in_order_and_give_back_their_rows():
    one = Hits(array(0, 5), array(2, 6), array(9, 8))
    other = Hits(array(3), array(4), array(7))
    whole = Hits.joined([one, other])
    assert len(whole) == 3
    assert whole.first.tolist() == [0, 5, 3]
    assert whole.take(whole.first > 2).pattern.tolist() == [8, 7]


def test_every_mention_meets_every_cue_of_its_own_sentence():
    mention_sentence, cue_sentence = array(4, 2, 3), array(2, 4, 4)
    mention, cue = equal_pairs(mention_sentence, cue_sentence)
    # the first mention has two cues, the second one, the third none
    assert list(zip(mention.tolist(), cue.tolist(), strict=True)) == [
        (0, 1),
        (0, 2),
        (1, 0),
    ]


def test_rank_decides_before_distance_and_distance_before_order():
    left = array(0, 0, 1, 1, 2, 2)
    right = array(10, 11, 20, 21, 30, 31)
    rank = array(1, 0, 0, 0, 0, 0)
    distance = array(1, 9, 5, 2, 4, 4)
    assert best_partner(4, left, right, rank, distance).tolist() == [11, 21, 30, -1]


def test_nothing_is_picked_from_nothing():
    assert pick(array(), array(-1, -1)).tolist() == [-1, -1]


def test_a_word_is_held_by_the_innermost_span_that_reaches_it():
    first, stop = array(0, 2), array(9, 4)
    words = array(1, 3, 4, 9)
    # word 4 lies behind the inner span, but still in the outer one
    assert holder(first, stop, words).tolist() == [0, 1, 0, -1]


def test_adjoining_spans_leave_no_gap_and_an_empty_one_holds_nothing():
    assert inside(array(1, 2, 4), array(2, 3, 4), 5).tolist() == [
        False,
        True,
        True,
        False,
        False,
    ]
