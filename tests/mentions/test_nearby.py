"""Leaving out what stands far from any mention changes no mention."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mentions.test_find import PIECES, mentions
from toolkit import find_mentions, load_lexicon, load_sample
from toolkit.mentions import reading
from toolkit.mentions.matching import Hits
from toolkit.mentions.nearby import Excerpt, same_passage
from toolkit.mentions.rules import RULES
from toolkit.text import split_words

# Sentences that hold no mention but bear on others: sources, names, pronouns, topics.
FILLER = st.sampled_from(
    [
        "Foreign Minister Ann Hale of Norland spoke to reporters.",
        "He said so twice.",
        "The official gave no details",
        '"It will be dealt with.',
        "It was the country's third such statement.",
        "Westmark's parliament met on Tuesday",
        "Shares fell 3 percent to close at 80",
        "Will it",
        "The team won the match in extra time, the coach said.",
        "The group gave no reason.",
    ]
)
SENTENCE = st.one_of(PIECES, FILLER, FILLER)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join)
TEXT = st.lists(PARAGRAPH, min_size=1, max_size=4).map("\n\n".join)


def read_whole(articles: pd.DataFrame, **options) -> pd.DataFrame:
    """Mentions by rules that look at every word."""

    def every(words, *_):
        return np.ones(len(words), bool)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "same_article", every)
        patch.setattr(reading, "same_passage", every)
        return find_mentions(articles, **options)


@settings(max_examples=50)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_texts_of_any_sentences_read_the_same_with_what_is_far_left_out(texts):
    articles = pd.DataFrame({"article_id": range(len(texts)), "text": texts})
    pd.testing.assert_frame_equal(find_mentions(articles), read_whole(articles))


def test_shuffled_examples_read_the_same_with_what_is_far_left_out():
    """500 articles of the lexicon's own examples, quoted, cut and glued at random."""
    draw = random.Random(20240806)
    entries = load_lexicon().entries
    told = [s for s in (*entries["example"], *entries["counterexample"]) if s]
    joints = [" ", " ", "\n\n", "\n", "", '" ', ' "', "; "]
    texts = [
        "".join(
            draw.choice(told) + draw.choice(joints) for _ in range(draw.randint(1, 8))
        )
        for _ in range(500)
    ]
    articles = pd.DataFrame({"article_id": range(500), "text": texts})
    found = find_mentions(articles)
    assert len(found) > 1000
    pd.testing.assert_frame_equal(found, read_whole(articles))


@pytest.mark.parametrize("rule", ["", *RULES])
def test_the_sample_reads_the_same_with_what_is_far_left_out(rule):
    articles = load_sample()
    without = (rule,) if rule else ()
    pd.testing.assert_frame_equal(
        find_mentions(articles, without=without), read_whole(articles, without=without)
    )


def test_a_passage_is_a_sentence_with_a_mention_and_the_one_before():
    words = split_words(["One. Two. Three here. Four. Five.", "Six. Seven."])
    # the mention is "Three", the only word of a state "Seven"
    none = np.zeros(0, np.int64)
    mention = Hits(np.array([2]), np.array([3]), np.array([0]))
    nobody = Hits(none, none, none)
    kept = words.take(same_passage(words, mention, nobody))
    assert [kept.vocabulary[w] for w in kept.word] == ["two", "three", "here"]
    state = Hits(np.array([7]), np.array([8]), np.array([0]))
    kept = words.take(same_passage(words, mention, state))
    assert kept.vocabulary[kept.word[-1]] == "seven"


def test_hits_keep_their_words_when_others_are_left_out():
    words = split_words(["Rain fell. Rebels attacked the town."])
    hits = Hits(np.array([0, 3]), np.array([1, 4]), np.array([7, 8]))
    kept = Excerpt.of(words, words.sentence == 1)
    inside = kept.spans(hits)
    assert kept.words.vocabulary[kept.words.word[inside.first[0]]] == "attacked"
    assert (inside.first, inside.stop, inside.pattern) == ([1], [2], [8])


@settings(max_examples=30)
@given(st.lists(FILLER | PIECES, min_size=2, max_size=8))
def test_single_sentences_do_not_touch_one_another(sentences):
    # each is sentence 0 of its text, as a headline and the first sentence below it are
    together = mentions(*sentences).drop(columns="article_id")
    parts = [mentions(s).drop(columns="article_id") for s in sentences]
    alone = pd.concat(parts, ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)


def test_a_headline_that_ends_in_a_role_makes_no_verb_of_the_first_word_below():
    below = "Raid plans of the Norland army are on the table."
    with_headline = pd.DataFrame(
        {"article_id": ["a"], "title": ["Norland thanks police"], "text": [below]}
    )
    found = find_mentions(with_headline).query("field == 'text'")
    alone = mentions(below)
    same = ["match", "actor", "target", "status"]
    assert found[same].values.tolist() == alone[same].values.tolist()


def test_a_mention_that_ends_a_name_is_that_ones_deed_and_touches_no_other_text():
    # "Iraqi insurgents" is an actor under the name "Iraqi insurgency" too
    found = mentions("Iraqi insurgency", "Yemen and Oman signed a treaty.")
    assert found[["match", "actor", "target"]].values.tolist()[0] == [
        "insurgency",
        "Iraqi insurgents",
        "",
    ]
    assert len(mentions("Iraqi insurgency")) == 1
