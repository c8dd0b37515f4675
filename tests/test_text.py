"""Words, sentences and offsets, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text import clean_text, count_words, split_words


def spelled(text: str) -> list[str]:
    words = split_words([text])
    return [words.vocabulary[w] for w in words.word]


def sentences(text: str) -> list[list[str]]:
    words = split_words([text])
    parts: list[list[str]] = [[] for _ in range(words.sentence.max() + 1)]
    for number, word in zip(words.sentence, words.word, strict=True):
        parts[number].append(words.vocabulary[word])
    return parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran's reply", ["iran", "reply"]),
        ("Iran’s reply", ["iran", "reply"]),
        ("They don’t agree", ["they", "don't", "agree"]),
        ("U.S. and U.N. envoys", ["u.s", "and", "u.n", "envoys"]),
        ("an air-strike", ["an", "air", "strike"]),
        ("1,200 men, 3.5 km", ["1,200", "men", "3.5", "km"]),
        ("It ended.Then it began", ["it", "ended", "then", "it", "began"]),
        ("x² naïve Ångström", ["x²", "naïve", "ångström"]),
        ("", []),
        ("... — !", []),
    ],
)
def test_what_a_word_is(text, expected):
    assert spelled(text) == expected


def test_a_sentence_does_not_end_after_a_title_or_an_initialism():
    assert (
        len(sentences("Gen. Smith met U.S. troops. He left at 5 p.m. on Monday.")) == 2
    )


def test_a_sentence_ends_after_an_initialism_before_a_usual_opener():
    assert len(sentences("They flew to the U.S. The envoy stayed.")) == 2


def test_a_closing_quotation_mark_belongs_to_the_sentence_it_ends():
    assert len(sentences("“We agree.” He left. “Why?” she asked.")) == 3 + 1


def test_a_blank_line_ends_a_sentence_without_a_full_stop():
    assert sentences("A headline\n\nThe text") == [["a", "headline"], ["the", "text"]]


def test_a_single_line_break_does_not():
    assert len(sentences("The army\nattacked the\ntown.")) == 1


def test_a_transcript_without_full_stops_is_cut_into_pieces():
    assert [len(part) for part in sentences("so he said " * 400)] == [500, 500, 200]


def test_texts_are_apart_even_when_they_have_no_full_stop():
    words = split_words(["no stop", "next"])
    assert words.doc.tolist() == [0, 0, 1]
    assert not words.joined[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("שיחות נכשלו", ["שיחות", "נכשלו"]),  # right to left
        ("🚀 rockets 🚀🚀 fired", ["rockets", "fired"]),  # beyond the basic plane
        ("cafe\u0301 attack", ["cafe\u0301", "attack"]),  # combining accent
        ("İstanbul attack", ["İstanbul", "attack"]),  # lower case is two code points
        ("ﬁre ß STRASSE", ["ﬁre", "ß", "STRASSE"]),
        ("日本語 text", ["日本語", "text"]),
    ],
)
def test_offsets_slice_the_text_as_given(text, expected):
    words = split_words([text])
    assert [text[a:b] for a, b in zip(words.start, words.end, strict=True)] == expected


@given(st.lists(st.text(max_size=60), max_size=6))
def test_words_of_many_texts_are_the_words_of_each(texts):
    together = split_words(texts)
    for doc, text in enumerate(texts):
        alone = split_words([text])
        mine = together.doc == doc
        assert together.start[mine].tolist() == alone.start.tolist()
        assert together.end[mine].tolist() == alone.end.tolist()
        assert together.sentence[mine].tolist() == alone.sentence.tolist()
        spelled_here = [together.vocabulary[w] for w in together.word[mine]]
        assert spelled_here == [alone.vocabulary[w] for w in alone.word]


@given(st.text(max_size=200))
def test_words_are_in_order_and_never_overlap(text):
    words = split_words([text])
    assert (words.start < words.end).all()
    assert (words.end[:-1] <= words.start[1:]).all()


def test_counts_do_not_depend_on_doubled_spaces():
    assert count_words(["a  b   c"]).tolist() == count_words(["a b c"]).tolist() == [3]


def test_cleaning_removes_invisible_marks_and_keeps_every_word():
    raw = "Es\u00adca\u00adla\u00adtion\u200b of\ufeff the\u00a0crisis\r\n\r\n\r\n \r\nNext"
    assert clean_text(raw) == "Escalation of the crisis\n\nNext"


def test_cleaning_keeps_the_joiners_that_persian_needs():
    assert "\u200c" in clean_text("می\u200cخواهم")


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(raw):
    once = clean_text(raw)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
