"""The matcher against hand-made cases and a slow, obvious one."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.mentions.matching import Hits, Matcher, longest, specificity
from toolkit.schema import BadValue
from toolkit.text import split_words


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


def test_capitals_are_asked_for_only_in_a_cased_group():
    words = split_words(["Tell us what the US wants from US-led forces"])
    hits = Matcher({"a": ["US"]}, cased=frozenset(["a"])).find(words)["a"]
    assert [words.vocabulary[words.word[i]] for i in hits.first] == ["us", "us"]
    assert hits.first.tolist() == [4, 7]


@pytest.mark.parametrize("expression", ["", "*", "* war", "..."])
def test_an_expression_without_a_first_word_is_refused(expression):
    with pytest.raises(BadValue, match="first word"):
        Matcher({"x": [expression]})


WORD = st.sampled_from(["war", "warm", "a", "ab", "abc", "b", "strike", "strikes"])
GLOB = st.sampled_from(
    ["war", "war*", "a*", "a*c", "*b", "strike|strikes", "b", "ab|a*"]
)
EXPRESSION = st.lists(GLOB, min_size=1, max_size=3).map(" ".join)


def slow(expressions: list[str], text: list[str]) -> list[tuple[int, int, int]]:
    """Leftmost, then longest, then most specific, then first: one word at a time."""

    def fits(slot: str, word: str) -> bool:
        globs = (re.escape(g).replace(r"\*", r"\w*") for g in slot.split("|"))
        return any(re.fullmatch(g, word) for g in globs)

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
    st.lists(WORD, max_size=12),
)
def test_the_matcher_agrees_with_a_slow_and_obvious_one(expressions, text):
    words = split_words([" ".join(text)])
    rank = np.array([specificity(e) for e in expressions])
    hits = longest(Matcher({"x": expressions}).find(words)["x"], rank)
    ours = list(
        zip(hits.first.tolist(), hits.stop.tolist(), hits.pattern.tolist(), strict=True)
    )
    assert ours == slow(expressions, text)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=15))
def test_longest_leaves_no_overlap_and_drops_no_free_hit(spans):
    first = np.array([a for a, _ in spans], np.int64)
    stop = first + np.array([n for _, n in spans], np.int64)
    left = longest(Hits(first, stop, np.arange(len(spans))))
    assert (left.stop[:-1] <= left.first[1:]).all()
    for a, b in zip(first, stop, strict=True):
        assert ((left.first < b) & (left.stop > a)).any()
