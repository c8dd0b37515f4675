"""The matcher against hand-made cases and a slow, obvious one."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.mentions import light_walk
from toolkit.mentions.matching import Hits, Matcher, longest, specificity
from toolkit.schema import BadValue
from toolkit.text import Words, split_words

kernels = pytest.importorskip(
    "toolkit.mentions.kernels", reason="numba is not installed"
)


def found(expressions: list[str], text: str) -> list[tuple[str, str]]:
    """(matched characters, expression) of every hit that is left."""
    words = split_words([text])
    rank = np.array([specificity(e) for e in expressions])
    hits = longest(Matcher({"x": expressions}).find(words)["x"], rank)
    return [
        (text[words.start[a] : words.end[b - 1]], expressions[p])
        for a, b, p in zip(hits.first, hits.stop, hits.pattern, strict=True)
    ]


def test_war_never_swallows_warm_warrant_or_warsaw():
    assert found(["war"], "Warm weather; a warrant in Warsaw; prewar; war.") == [
        ("war", "war")
    ]


def test_the_longer_wildcard_wins_where_two_fit_one_word():
    assert found(["war*", "warm*"], "warmth and warriors") == [
        ("warmth", "warm*"),
        ("warriors", "war*"),
    ]


def test_an_exact_word_wins_over_a_wildcard():
    assert found(["strik*", "strikes"], "strikes") == [("strikes", "strikes")]


def test_the_longest_expression_wins_and_nothing_is_counted_twice():
    assert found(
        ["war", "trade war", "declare* war"], "They declared war: a trade war."
    ) == [
        ("declared war", "declare* war"),
        ("trade war", "trade war"),
    ]


@pytest.mark.parametrize(
    "text", ["air strike", "air-strike", "Air  strike", "air\nstrike", "AIR‐STRIKE"]
)
def test_hyphen_blank_case_and_line_break_do_not_matter(text):
    assert len(found(["air-strike"], text)) == 1


@pytest.mark.parametrize(
    "text",
    ["air. Strike", "air, strike", "air\n\nstrike", "air “strike", "air - strike"],
)
def test_an_expression_never_crosses_punctuation(text):
    assert found(["air strike"], text) == []


def test_a_possessive_and_an_initialism_do_not_part_an_expression():
    assert len(found(["u.s forces"], "U.S. forces")) == 1
    assert len(found(["knife's edge"], "on a knife’s edge")) == 1
    assert len(found(["workers party"], "the Workers' Party")) == 1


def test_a_lone_star_is_any_one_word():
    assert found(["launch* * strike*"], "launched several strikes") != []
    assert found(["launch* * strike*"], "launched strikes") == []


def test_a_star_inside_a_word():
    assert found(["mobili*ed"], "mobilised, mobilized, mobile") == [
        ("mobilised", "mobili*ed"),
        ("mobilized", "mobili*ed"),
    ]


def test_a_pattern_of_many_stars_is_tried_in_one_pass():
    # by a regular expression this would outlast the reader
    pattern, word = "a*" * 40 + "b", "a" * 99
    assert found([pattern], f"{word} {word}b") == [(f"{word}b", pattern)]


def test_capitals_are_asked_for_only_in_a_cased_group():
    words = split_words(["Tell us what the US wants from US-led forces"])
    hits = Matcher({"a": ["US"]}, cased=frozenset(["a"])).find(words)["a"]
    assert [words.vocabulary[words.word[i]] for i in hits.first] == ["us", "us"]
    assert hits.first.tolist() == [4, 7]


@pytest.mark.parametrize("expression", ["", "*", "* war", "..."])
def test_an_expression_without_a_first_word_is_refused(expression):
    with pytest.raises(BadValue, match="first word"):
        Matcher({"x": [expression]})


WORD = st.sampled_from(
    ["war", "warm", "a", "ab", "abc", "b", "strike", "strikes", "US", "us", "a's"]
)
GLOB = st.sampled_from(
    ["war", "war*", "a*", "a*c", "*b", "strike|strikes", "b", "ab|a*", "US", "us|*"]
)
LATER = st.one_of(GLOB, st.just("*"))
EXPRESSION = st.tuples(GLOB, st.lists(LATER, max_size=3)).map(
    lambda slots: " ".join([slots[0], *slots[1]])
)
BETWEEN = st.sampled_from([" ", " ", " ", "-", ", ", ". "])
TEXT = st.lists(st.tuples(WORD, BETWEEN), max_size=12).map(
    lambda pairs: "".join(map("".join, pairs))
)


def fits(slot: str, word: str) -> bool:
    globs = (re.escape(g).replace(r"\*", r"\w*") for g in slot.lower().split("|"))
    return any(re.fullmatch(g, word) for g in globs)


def stands(expression: str, cased: bool, words: Words, first: int) -> bool:
    """Tell whether an expression begins at a word, slot by slot."""
    slots = expression.split()
    places = range(first, first + len(slots))
    return (
        places[-1] < len(words)
        and words.joined[first + 1 : places[-1] + 1].all()
        and all(
            fits(slot, words.vocabulary[words.word[at]])
            for slot, at in zip(slots, places, strict=True)
        )
        and (not (cased and expression.isupper()) or words.upper[places].all())
    )


def every_hit(
    expressions: list[str], cased: bool, words: Words
) -> list[tuple[int, int, int]]:
    """Every (first, stop, pattern), one expression and one place at a time."""
    return sorted(
        (first, first + len(expression.split()), pattern)
        for pattern, expression in enumerate(expressions)
        for first in range(len(words))
        if stands(expression, cased, words, first)
    )


def rows(hits: Hits) -> list[tuple[int, int, int]]:
    columns = (hits.first, hits.stop, hits.pattern)
    return list(zip(*(c.tolist() for c in columns), strict=True))


@settings(max_examples=300)
@given(
    st.lists(EXPRESSION, min_size=1, max_size=6, unique=True),
    st.lists(EXPRESSION, max_size=3),
    st.lists(st.lists(TEXT, max_size=3), max_size=4),
)
def test_both_walks_find_every_hit_whatever_was_walked_before(plain, cased, blocks):
    matcher = Matcher({"plain": plain, "cased": cased}, cased=frozenset(["cased"]))
    for number, texts in enumerate(blocks):
        words = split_words(texts)
        for walk in (kernels, light_walk)[:: 1 - 2 * (number % 2)]:
            hits = matcher.found(words, walk)
            assert rows(hits["plain"]) == every_hit(plain, False, words)
            assert rows(hits["cased"]) == every_hit(cased, True, words)


def test_a_place_with_more_hits_than_words_has_room_for_them():
    expressions = ["war"] * 50
    hits = Matcher({"x": expressions}).found(split_words(["war"]), kernels)["x"]
    assert hits.pattern.tolist() == list(range(50))


def test_steps_that_have_grown_too_many_are_learnt_afresh(monkeypatch):
    matcher = Matcher({"x": ["air strike*"]})
    words = split_words(["An air strike; an air raid; air strikes."])
    before = rows(matcher.found(words, kernels)["x"])
    monkeypatch.setattr("toolkit.mentions.kernels.MOST_STEPS", 0)
    steps = kernels._steps_of[matcher._machine]
    assert rows(matcher.found(words, kernels)["x"]) == before == [(1, 3, 0), (6, 8, 0)]
    assert kernels._steps_of[matcher._machine] is not steps


def slow(expressions: list[str], text: list[str]) -> list[tuple[int, int, int]]:
    """Leftmost, then longest, then most specific, then first: one word at a time."""
    out, at = [], 0
    while at < len(text):
        options = []
        for number, expression in enumerate(expressions):
            slots = expression.split()
            piece = text[at : at + len(slots)]
            if len(piece) == len(slots) and all(map(fits, slots, piece)):
                options.append((-len(slots), -specificity(expression), number))
        if options:
            size, _, number = min(options)
            out.append((at, at - size, number))
            at -= size
        else:
            at += 1
    return out


@settings(max_examples=300)
@given(
    st.lists(EXPRESSION, min_size=1, max_size=6, unique=True),
    st.lists(WORD.filter(str.isalpha).map(str.lower), max_size=12),
)
def test_the_matcher_agrees_with_a_slow_and_obvious_one(expressions, text):
    words = split_words([" ".join(text)])
    rank = np.array([specificity(e) for e in expressions])
    hits = longest(Matcher({"x": expressions}).find(words)["x"], rank)
    assert rows(hits) == slow(expressions, text)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=15))
def test_longest_leaves_no_overlap_and_drops_no_free_hit(spans):
    first = np.array([a for a, _ in spans], np.int64)
    stop = first + np.array([n for _, n in spans], np.int64)
    left = longest(Hits(first, stop, np.arange(len(spans))))
    assert (left.stop[:-1] <= left.first[1:]).all()
    for a, b in zip(first, stop, strict=True):
        assert ((left.first < b) & (left.stop > a)).any()


SPAN = st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(0, 3))


@given(st.lists(SPAN, max_size=15), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_both_ways_leave_the_same_hits_as_a_greedy_reader(spans, rank):
    first, length, pattern = np.array(spans, np.int64).reshape(-1, 3).T
    worth = np.array(rank, float)[pattern]
    kept, end = [], 0
    for a, n, p in sorted(spans, key=lambda s: (s[0], -s[1], -rank[s[2]], s[2])):
        if a >= end:
            kept.append((a, a + n, p))
            end = a + n
    for way in (kernels, light_walk) if spans else ():
        left = way.longest(first, first + length, pattern, worth)
        assert rows(Hits(first, first + length, pattern).take(left)) == kept
