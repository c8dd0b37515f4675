"""Quotations against a slow, obvious reading of the same rules, mark by mark."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mentions.quotations import quotations
from toolkit.text import split_words

OPENING, CLOSING = "\u201c\u201e\u00ab", "\u201d\u00bb"


def quoted(*texts: str) -> list[str]:
    """The words of each quotation, with blanks between."""
    words = split_words(texts)
    spans = zip(*quotations(words, texts), strict=True)
    return [
        " ".join(words.vocabulary[w] for w in words.word[first:stop])
        for first, stop in spans
    ]


def slow_quotations(text: str) -> list[tuple[int, int]]:
    """Code point spans of what is quoted, paragraph by paragraph."""
    spans, low = [], 0
    while low <= len(text):
        cut = text.find("\n\n", low)
        high = cut if cut >= 0 else len(text)
        first = text[low : low + 1] + text[high + 2 : high + 3]
        goes_on = any(mark in OPENING + '"' for mark in first)
        found = slow_pairs(slow_doubles(text), low, high, goes_on)
        spans += found or slow_pairs(slow_singles(text), low, high, False)
        # the third of three newlines belongs to what follows
        low = high + 1 if text.startswith("\n\n", high + 1) else high + 2
    return spans


def slow_pairs(marks, low, high, goes_on):
    spans, begin = [], None
    for start, end, opens, shuts in marks:
        if not low <= start < high:
            continue
        if begin is None and opens:
            begin = end
        elif begin is not None and shuts:
            spans.append((begin, start))
            begin = None
    if begin is not None and goes_on:
        spans.append((begin, high))
    return spans


def slow_doubles(text):
    for found in re.finditer(f"[{OPENING}{CLOSING}\"]|''", text):
        start, end = found.span()
        opens = found.group() in OPENING
        if found.group() in ('"', "''"):
            before, after = text[max(start - 1, 0) : start], text[end : end + 1]
            opens = before in " \n\t\u00a0([/-\u2013\u2014" and bool(after.strip())
        yield start, end, opens, not opens


def slow_singles(text):
    for found in re.finditer("['\u2018\u2019]", text):
        start, end = found.span()
        word = bool(re.match(r"\w", text[end : end + 1]))
        before = text[max(start - 1, 0) : start]
        opens = text[start] != "\u2019" and word
        opens = opens and bool(re.fullmatch('[\\s(\u201c"\u2014]?', before))
        shuts = text[start] != "\u2018" and not word
        shuts = shuts and bool(re.fullmatch(r"[\w.,!?…]", before))
        yield start, end, opens, shuts


PIECES = [*"ab. ,'\"(-!?…[\t_é1\x00", "\n\n", "\n", "''", "word ", " ", "𐀀", "\ud800"]
PIECES += [*OPENING, *CLOSING, "\u2018", "\u2019", "\u00a0", "\u2014"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(st.lists(TEXTS, max_size=5))
def test_what_is_quoted_is_what_a_slow_reading_finds(texts):
    words = split_words(texts)
    first, stop = quotations(words, texts)
    found = list(zip(first.tolist(), stop.tolist(), strict=True))
    expected = []
    for doc, text in enumerate(texts):
        mine = [i for i in range(len(words)) if words.doc[i] == doc]
        for begin, end in sorted(slow_quotations(text)):
            held = [i for i in mine if words.start[i] >= begin and words.end[i] <= end]
            if held:
                expected.append((held[0], held[-1] + 1))
    assert found == expected


@pytest.mark.parametrize(
    "marks", ["\u201c\u201d", "\u201e\u201d", "\u00ab\u00bb", '""', "\u2018\u2019"]
)
def test_every_pair_of_marks_quotes(marks):
    text = f"He said {marks[0]}war is near{marks[1]} and left."
    assert quoted(text) == ["war is near"]


def test_two_apostrophes_are_one_mark():
    assert quoted("He said ''war is near'' and left.") == ["war is near"]


def test_an_apostrophe_quotes_nothing_beside_double_marks():
    assert quoted("They're \"at war\", the rebels' 'envoy' said.") == ["at war"]


def test_a_paragraph_that_opens_and_never_closes_is_quoted_to_its_end():
    assert quoted('"We wait.\n\n"We fight," he said.') == ["we wait", "we fight"]


def test_a_mark_left_open_in_one_text_does_not_reach_the_next():
    assert quoted('"War', 'and "peace" here') == ["war", "peace"]
