import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.schema import (
    CHANNELS,
    TENSION_FORMULA,
    BadValue,
    MissingColumn,
    check_table,
)
from toolkit.scores.score import score_articles


@pytest.fixture
def articles():
    return pd.DataFrame(
        {
            "article_id": ["a", "b", "empty"],
            "source": ["Mail", "Post", "Post"],
            "text": ["word " * 200, "calm " * 50, ""],
        }
    )


def test_scores_show_the_sum_on_paper(articles, mentions_of):
    found = mentions_of(
        {"article_id": "a", "severity": 8.0},
        {"article_id": "a", "severity": 6.0},
        {"article_id": "a", "channel": "threat", "severity": 5.0},
        {"article_id": "a", "channel": "tone", "severity": 1.0},
        {"article_id": "a", "channel": "deescalation", "severity": 4.0},
    )
    row = score_articles(articles, found).iloc[0]
    assert row["n_words"] == 200
    assert row["act_count"] == 2
    assert row["act_rate"] == 2 / 200 * 1000
    assert row["act_weighted"] == (8 + 6) / 200 * 1000  # 70
    assert row["act_peak"] == 8
    assert row["tension"] == (2 + 1 + 1 - 1) / 200 * 1000  # 15


def test_words_but_no_hit_is_zero_and_no_words_is_missing(articles, mentions_of):
    scores = score_articles(articles, mentions_of()).set_index("article_id")
    for channel in CHANNELS:
        for measure in ("rate", "weighted", "any"):
            assert scores.loc["b", f"{channel}_{measure}"] == 0
            assert np.isnan(scores.loc["empty", f"{channel}_{measure}"])
    assert scores.loc["b", "tension"] == 0
    assert np.isnan(scores.loc["empty", "tension"])


def test_every_article_keeps_its_row_and_its_place(articles, mentions_of):
    scores = score_articles(articles, mentions_of({"article_id": "b"}))
    assert scores["article_id"].tolist() == ["a", "b", "empty"]
    assert check_table(scores, "scores") is scores


@pytest.mark.parametrize("status", ["hypothetical", "negated", "denied", "historical"])
def test_what_did_not_happen_is_not_counted(articles, mentions_of, status):
    scores = score_articles(
        articles, mentions_of({"article_id": "a", "status": status})
    )
    assert scores["act_count"].sum() == 0


def test_statuses_and_voices_are_a_choice_and_are_written_down(articles, mentions_of):
    found = mentions_of(
        {"article_id": "a", "status": "historical"},
        {"article_id": "a", "voice": "quoted"},
    )
    scores = score_articles(
        articles, found, statuses=["actual", "historical"], voices=["narrator"]
    )
    assert scores["act_count"].tolist() == [1, 0, 0]
    assert scores.attrs["statuses"] == ["actual", "historical"]
    assert scores.attrs["tension"] == TENSION_FORMULA


def test_categories_and_plain_strings_give_the_same_scores(articles, mentions_of):
    rows = [{"article_id": "a"}, {"article_id": "b", "channel": "tone"}]
    plain = score_articles(articles, mentions_of(*rows))
    as_categories = articles.assign(
        article_id=articles["article_id"].astype("category")
    )
    other = score_articles(as_categories, mentions_of(*rows, categories=True))
    pd.testing.assert_frame_equal(
        plain.drop(columns="source"),
        other.drop(columns="source"),
        check_dtype=False,
        check_categorical=False,
    )


def test_a_missing_story_is_the_article_itself(articles, mentions_of):
    some = articles.assign(story_id=["s1", None, None])
    assert score_articles(some, mentions_of())["story_id"].tolist() == [
        "s1",
        "b",
        "empty",
    ]
    assert score_articles(articles, mentions_of())["story_id"].tolist() == [
        "a",
        "b",
        "empty",
    ]


def test_given_word_counts_are_used_and_gaps_are_counted(articles, mentions_of):
    given_words = articles.assign(n_words=[400, None, 0])
    scores = score_articles(given_words, mentions_of({"article_id": "a"}))
    assert scores["n_words"].tolist() == [400, 50, 0]
    assert scores["act_rate"].iloc[0] == 1 / 400 * 1000


def test_title_words_count_too(mentions_of):
    one = pd.DataFrame(
        {"article_id": ["a"], "title": ["Two words"], "text": ["And three more"]}
    )
    assert score_articles(one, mentions_of())["n_words"].tolist() == [5]


def test_the_input_is_left_untouched(articles, mentions_of):
    before = articles.copy()
    score_articles(articles, mentions_of({"article_id": "a"}))
    pd.testing.assert_frame_equal(articles, before)


def test_errors_say_what_to_do(articles, mentions_of):
    with pytest.raises(BadValue, match=r"'a'.*drop_duplicates"):
        score_articles(pd.concat([articles, articles]), mentions_of())
    with pytest.raises(BadValue, match=r"'ghost'.*same articles"):
        score_articles(articles, mentions_of({"article_id": "ghost"}))
    with pytest.raises(BadValue, match="severity"):
        score_articles(articles, mentions_of({"article_id": "a", "severity": np.nan}))
    with pytest.raises(BadValue, match="statuses='actual'"):
        score_articles(articles, mentions_of(), statuses="actual")
    with pytest.raises(MissingColumn, match="text"):
        score_articles(articles.drop(columns="text"), mentions_of())


@settings(max_examples=40)
@given(data=st.data())
def test_the_order_of_the_mentions_does_not_matter(mentions_of, data):
    ids = [f"a{i}" for i in range(5)]
    articles = pd.DataFrame({"article_id": ids, "n_words": [10, 20, 30, 40, 50]})
    # severities are whole numbers here, so that sums are exact in any order
    rows = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(ids), st.sampled_from(CHANNELS), st.integers(0, 10)
            ),
            min_size=1,
            max_size=30,
        )
    )
    found = mentions_of(
        *[{"article_id": a, "channel": c, "severity": float(s)} for a, c, s in rows]
    )
    order = data.draw(st.permutations(range(len(rows))))
    pd.testing.assert_frame_equal(
        score_articles(articles, found), score_articles(articles, found.iloc[order])
    )


def test_peak_and_share_show_the_sum_on_paper(mentions_of):
    report = pd.DataFrame(
        {
            "article_id": ["a", "empty"],
            "title": ["Raid and talks", ""],
            "text": ["One fell. Two fell. Talks went on.", ""],
        }
    )
    found = mentions_of(
        {"article_id": "a", "field": "title", "sentence": 0},
        {"article_id": "a", "sentence": 0, "severity": 9.0},
        {"article_id": "a", "sentence": 0, "start": 8, "severity": 7.0},
        {"article_id": "a", "sentence": 1, "channel": "threat", "type": "THREATEN"},
        {"article_id": "a", "sentence": 2, "channel": "deescalation", "type": "AGREE"},
    )
    scores = score_articles(report, found)
    row = scores.iloc[0]
    assert row["act_share"] == 2 / 4  # title and first of three sentences
    assert row["share"] == 3 / 4
    assert row["violence_share"] == 2 / 4
    assert row["deescalation_share"] == 1 / 4
    assert row["peak"] == 9
    assert scores[["share", "peak"]].iloc[1].isna().all()


def test_without_text_or_sentence_counts_shares_are_missing(mentions_of):
    bare = pd.DataFrame({"article_id": ["a"], "n_words": [90]})
    found = mentions_of({"article_id": "a"})
    assert np.isnan(score_articles(bare, found)["share"].item())
    counted = bare.assign(n_sentences=4)
    assert score_articles(counted, found)["share"].item() == 1 / 4
