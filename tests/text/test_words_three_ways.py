"""Whole-array code, compiled code and a slow, obvious reference cut words alike."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.text.slow_words import Word, slow_words
from toolkit.text import Words, arrays, compiled, light
from toolkit.text.vocabulary import Vocabulary
from toolkit.text.words import cut_words

scan = pytest.importorskip("toolkit.text.scan", reason="numba is not installed")
counting = pytest.importorskip("toolkit.text.counting", reason="numba is not installed")

# Every rule's turning points, glued together at random.
LATIN = "a A I s S x ab US Dr mr U.S a.m The he 1 12 1,200 3.5 's \u2019s 'S n't don't"
MARKS = ". .. , ' \u2019 \u02bc \uff07 - \u2010 \u2013 \u2014 ! ? \u2026 ; : ( \u201c \u2018 _ @ %"
BLANKS = [" ", "  ", "\n", "\n\n", "\r\n", "\n \n", "\t", "\u00a0", "\u2028", "\u3000"]
CASES = "\u0301 e\u0301 \u0130 \u0131 \u00df \u1e9e \u03c3 \u03c2 \u03a3 \u023a \u212a \ufb01 \u01c5"
ELSEWHERE = "\u2167 \u65e5\u672c \u3002 \u05d0 \u0661 \u0967 \U0001f680 \U00010400 \ud800 \udfff \x00"
OTHER = ["\x1c", "\x85", "\u200d", "\u200b", "\u0600", "\uffff", "z" * 130]
PIECES = st.sampled_from(
    [*BLANKS, *OTHER, *f"{LATIN} {MARKS} {CASES} {ELSEWHERE}".split(" ")]
)
ODD = st.lists(PIECES, max_size=25).map("".join)
ANY = st.text(st.characters(exclude_categories=()), max_size=30)
TEXTS = st.lists(st.one_of(ODD, ODD, ANY), max_size=5)


def listed(words: Words) -> list[list[Word]]:
    """The words of each text as plain tuples."""
    texts = [[] for _ in range(words.n_texts)]
    spelled = [words.vocabulary[w] for w in words.word]
    columns = (words.start, words.end, words.sentence, words.gap, words.joined,
               words.capital, words.upper)  # fmt: skip
    rows = zip(*(c.tolist() for c in columns), strict=True)
    for doc, spelling, (start, end, *rest) in zip(
        words.doc.tolist(), spelled, rows, strict=True
    ):
        texts[doc].append(Word(start, end, spelling, *rest))
    return texts


def assert_same(one: Words, other: Words) -> None:
    for column in fields(Words):
        a, b = getattr(one, column.name), getattr(other, column.name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, column.name
            assert a.tolist() == b.tolist(), column.name
        else:
            assert a == b, column.name


@settings(max_examples=400)
@given(TEXTS)
@example([])
@example([""])
@example(["", "a", "", "b."])
@example(["Ph.D. candidate at the U.S. border"])
@example(["- a -b", '"A'])
@example(["a " * 1001])
@example(["'s", "a's", "ab's", "'S's's"])
@example(["Mr. A. The U.S. The end"])
@example(["\u023a" * 60 + " \u023a"])
def test_both_ways_agree_with_the_reference(texts):
    expected = [slow_words(text) for text in texts]
    by_array, by_byte = cut_words(texts, light), cut_words(texts, scan)
    assert listed(by_array) == expected
    assert listed(by_byte) == expected
    assert_same(by_array, by_byte)


@given(st.lists(st.one_of(ODD, st.text(max_size=30)), max_size=5))
def test_a_column_is_cut_as_a_list_is(texts):
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    column = pd.Series(["skipped", *texts, "skipped"], dtype="str").iloc[1:-1]
    for way in (light, scan):
        assert_same(cut_words(column, way), cut_words(texts, way))


def test_a_column_may_come_in_many_pieces_and_with_gaps():
    pieces = [pd.Series(["One. Two", None], dtype="str"), pd.Series(["", "3"])]
    column = pd.concat([piece.astype("str") for piece in pieces])
    for way in (light, scan):
        assert_same(cut_words(column, way), cut_words(["One. Two", "", "", "3"], way))


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_words_do_not_depend_on_how_much_is_read_at_once(batch, monkeypatch):
    texts = [
        "The U.S. struck.",
        "",
        "Iran\u2019s \u201creply\u201d",
        "caf\u00e9 talks",
        "",
    ]
    whole = cut_words(texts, scan)
    monkeypatch.setattr("toolkit.text.utf8._BATCH", batch)
    assert_same(cut_words(texts, scan), whole)


def test_a_character_never_met_before_is_learnt():
    """Its block of text is read again, and no word is counted twice."""
    table = scan.character_table()
    table.kind[ord("\u1200")] = scan.UNSEEN
    assert listed(cut_words(["a \u1200\u1201, b"], scan)) == [
        slow_words("a \u1200\u1201, b")
    ]


@given(st.lists(st.tuples(st.booleans(), TEXTS), max_size=6))
def test_what_was_read_before_never_shows(history):
    """Whatever the order of calls, and whichever way each went, words are the same."""
    seen = [cut_words(texts, scan if way else light) for way, texts in history]
    for words, (_, texts) in zip(seen, history, strict=True):
        assert listed(words) == [slow_words(text) for text in texts]
        known = [words.lasting.words[n] for n in words.number]
        assert known == words.vocabulary


def test_a_vocabulary_outgrows_its_first_tables():
    """10,000 words more than its tables and letters first hold."""
    words = [f"word{i}" * (1 + i % 9) for i in range(10_000)]
    for _ in range(2):
        cut = cut_words([" ".join(words)], scan)
        assert cut.vocabulary == words
        assert cut.word.tolist() == list(range(10_000))


def test_a_vocabulary_grown_too_large_is_started_afresh(monkeypatch):
    before = cut_words(["war and peace"], scan)
    monkeypatch.setattr("toolkit.text.vocabulary.MOST_WORDS", 2)
    after = cut_words(["peace and war"], scan)
    assert after.lasting is not before.lasting
    assert after.among(frozenset(["war"])).tolist() == [False, False, True]
    assert before.among(frozenset(["war"])).tolist() == [True, False, False]


def test_a_question_is_asked_once_per_distinct_word():
    asked = []

    def question(word: str) -> bool:
        asked.append(word)
        return word == "war"

    vocabulary = Vocabulary()
    two = vocabulary.numbers(["war", "peace"])
    assert vocabulary.values(question, bool, two).tolist() == [True, False]
    three = vocabulary.numbers(["peace", "truce", "war"])
    assert vocabulary.values(question, bool, three).tolist() == [
        False,
        False,
        True,
    ]
    assert asked == ["war", "peace", "truce"]


def test_nothing_is_asked_about_words_that_were_left_out():
    asked = []

    def question(word: str) -> bool:
        asked.append(word)
        return word == "war"

    words = cut_words(["peace before war and peace"], scan)
    kept = words.take(words.among(frozenset(["before", "war", "and"])))
    assert kept.vocabulary == ["before", "war", "and"]
    assert kept.passing(question).tolist() == [False, True, False]
    assert asked == kept.vocabulary
    assert words.passing(question).tolist() == [False, False, True, False, False]
    assert asked == ["before", "war", "and", "peace"]


def test_a_word_of_a_set_may_come_after_the_question():
    vocabulary, wanted = Vocabulary(), frozenset(["truce"])
    vocabulary.numbers(["war"])
    assert not vocabulary.among(wanted)[0]
    war, truce = vocabulary.numbers(["war", "truce"])
    assert vocabulary.among(wanted)[[war, truce]].tolist() == [False, True]


@given(
    st.lists(st.booleans(), max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=5),
)
def test_slices_are_counted_alike_with_and_without_the_compiler(mask, slices):
    mask = np.array(mask, bool)
    left, right = np.minimum(np.array(slices, int).reshape(-1, 2), len(mask)).T
    counts = counting.count_between(mask, left, right)
    with_arrays = arrays.count_by_sums(mask, left, right)
    assert counts.tolist() == with_arrays.tolist()
    assert counts.dtype == with_arrays.dtype


def test_few_texts_are_read_without_the_compiler(monkeypatch):
    monkeypatch.setattr(compiled, "_rooms", {})
    monkeypatch.setattr(compiled, "_read", 0)
    monkeypatch.setattr(compiled, "_foreseen", 0)
    compiled.count_read(compiled.LOAD_FROM - 1)
    assert compiled.compiled("toolkit.text.scan") is None
    compiled.count_read(compiled.COMPILE_FROM)
    assert compiled.compiled("toolkit.text.scan") is scan


def test_many_texts_read_in_parts_are_read_with_the_compiler_at_once(monkeypatch):
    monkeypatch.setattr(compiled, "_rooms", {})
    monkeypatch.setattr(compiled, "_read", 0)
    monkeypatch.setattr(compiled, "_foreseen", 0)
    compiled.foresee(compiled.COMPILE_FROM)
    assert compiled.compiled("toolkit.text.scan") is scan


def test_where_kernels_cannot_be_loaded_none_are_used(monkeypatch):
    monkeypatch.setattr(compiled, "_rooms", {})
    monkeypatch.setattr(compiled, "_read", compiled.COMPILE_FROM)

    def absent(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(compiled, "import_module", absent)
    assert compiled.compiled("toolkit.text.scan") is None
