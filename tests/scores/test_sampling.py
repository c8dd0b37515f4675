"""Samples: every unit with a known chance, and no stratum left undrawn."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import draw_sample
from toolkit.schema import BadValue
from toolkit.scores.passages import cut_passages, mentions_of_units


def articles(n=40, **columns):
    table = pd.DataFrame({
        "article_id": [f"a{i:03}" for i in range(n)],
        "title": "Talks go on",
        "text": "Shells fell on the town. Envoys met. They will meet again.",
        "source": ["Wire" if i % 4 else "Post" for i in range(n)],
        "published": pd.date_range("2024-01-01", periods=n, freq="7D", tz="UTC"),
    })  # fmt: skip
    return table.assign(**columns)


def hits(ids, mentions_of):
    rows = [{"article_id": name, "start": 0, "end": 6} for name in ids]
    return mentions_of(*rows)


def test_the_chance_is_drawn_over_there():
    sample = draw_sample(articles(), 12, by="source", even=1.0)
    # ten of the Post, thirty of the Wire, six draws each
    chances = sample.groupby("source")["probability"].first()
    assert chances.to_dict() == {"Post": 6 / 10, "Wire": 6 / 30}
    assert (1 / sample["probability"]).sum() == pytest.approx(40)


@settings(max_examples=40)
@given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    more=st.integers(0, 50),
    even=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_the_weights_of_any_draw_add_up_to_the_corpus(sizes, more, even, seed):
    source = np.repeat([f"s{i}" for i in range(len(sizes))], sizes)
    table = articles(len(source), source=source)
    n = min(sum(min(2, size) for size in sizes) + more, len(source))
    sample = draw_sample(table, n, by="source", even=even, seed=seed)
    assert len(sample) == n
    assert sample["article_id"].is_unique
    per_stratum = (1 / sample["probability"]).groupby(sample["stratum"]).sum()
    there = table.groupby("source").size()
    np.testing.assert_allclose(per_stratum.to_numpy(), there.to_numpy())


def test_every_unit_is_drawn_as_often_as_its_chance_says():
    table = articles(12, source=["Post"] * 4 + ["Wire"] * 8)
    counted = pd.Series(0, index=table["article_id"])
    chance = {}
    for seed in range(600):
        sample = draw_sample(table, 6, by="source", even=1.0, seed=seed)
        counted[sample["article_id"]] += 1
        chance |= dict(zip(sample["article_id"], sample["probability"], strict=True))
    expected = pd.Series(chance)[counted.index]  # 3/4 and 3/8
    # four standard errors of a share of 600 draws
    assert (abs(counted / 600 - expected) < 4 * np.sqrt(0.25 / 600)).all()


def test_two_phases_multiply_their_chances():
    table = articles(20)
    sample = draw_sample(table, 10, unit="sentence", n_articles=5)
    # 5 of 20 articles; these hold 4 sentences each, the headline among them: 10 of 20
    assert sample["probability_article"].unique().tolist() == [5 / 20]
    assert sample["probability"].unique().tolist() == [5 / 20 * 10 / 20]
    assert sample["article_id"].nunique() <= 5
    # 80 sentences in the corpus
    assert (1 / sample["probability"]).sum() == pytest.approx(80)


def test_articles_without_a_hit_are_drawn_too(mentions_of):
    found = hits(["a001", "a002", "a003", "a004"], mentions_of)
    sample = draw_sample(articles(), 10, by="channel", mentions=found)
    assert sample["stratum"].value_counts().to_dict() == {"none": 7, "act": 3}
    assert sample.groupby("stratum")["stratum_units"].first().to_dict() == {
        "act": 4, "none": 36,
    }  # fmt: skip


def test_a_sentence_belongs_to_the_mentions_that_start_in_it(mentions_of):
    units = cut_passages(articles(1))
    assert units["text"].tolist() == [
        "Talks go on", "Shells fell on the town.", "Envoys met.",
        "They will meet again.",
    ]  # fmt: skip
    assert units["before"].tolist()[1:3] == ["", "Shells fell on the town."]
    found = mentions_of(
        {"article_id": "a000", "start": 0},
        {"article_id": "a000", "start": 25},
        {"article_id": "a000", "field": "title", "start": 0},
        {"article_id": "b", "start": 0},
    )
    assert mentions_of_units(found, units)["article_id"].tolist() == [
        "a000:text:0", "a000:text:25", "a000:title:0",
    ]  # fmt: skip
    assert len(mentions_of_units(found, units.iloc[[2]])) == 1


@given(st.text("ab. \n\"'U.S", max_size=60))
def test_passages_are_slices_of_the_text_and_never_overlap(text):
    for unit in ("sentence", "paragraph"):
        table = pd.DataFrame({"article_id": ["a"], "text": [text]})
        cut = cut_passages(table, unit)
        assert [text[a:b] for a, b in zip(cut["start"], cut["end"], strict=True)] == (
            cut["text"].tolist()
        )
        ends = cut["end"].to_numpy()[:-1]
        assert (cut["start"].to_numpy()[1:] >= ends).all()
        assert all(piece.strip() == piece != "" for piece in cut["text"])


def test_scores_are_cut_into_nothing_and_thirds(mentions_of):
    found = pd.concat([
        hits([f"a{i:03}" for i in range(9)] * times, mentions_of).iloc[: 9 - times]
        for times in (1, 2, 3)
    ])  # fmt: skip
    sample = draw_sample(articles(20), 20, by="score", mentions=found)
    assert set(sample["stratum"]) == {"0", "low", "middle", "high"}
    assert (sample["probability"] == 1).all()


def test_the_same_articles_in_another_order_give_the_same_draw():
    table = articles()
    one = draw_sample(table, 12, by=["source", "period"], seed=5)
    other = draw_sample(table[::-1], 12, by=["source", "period"], seed=5)
    pd.testing.assert_frame_equal(one, other)
    assert (one["seed"] == 5).all()
    assert "seed 5" in one.attrs["design"]
    again = draw_sample(table, 12, by=["source", "period"], seed=6)
    assert set(again["article_id"]) != set(one["article_id"])


def test_what_no_index_counts_is_not_drawn():
    table = articles(6, story_id=["x", "x", None, None, None, None])
    table.loc[2, ["title", "text"]] = ""
    table.loc[3, "published"] = pd.NaT
    sample = draw_sample(table, 3)
    assert set(sample["article_id"]) == {"a000", "a004", "a005"}
    assert sample.attrs["left_out"] == {
        "no words": 1, "no time": 1, "copy of an earlier article": 1,
    }  # fmt: skip
    assert len(draw_sample(table, 4, copies="all")) == 4


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"n": 3, "by": "source"}, "3 draws are too few for 2 strata .*at least 4"),
        ({"n": 41}, "41 draws are more than there are units"),
        ({"n": 9, "by": "channel"}, "give mentions="),
        ({"n": 9, "by": "desk"}, "'desk'.*no such column"),
        ({"n": 9, "unit": "word"}, "article, sentence, paragraph"),
        ({"n": 9, "n_articles": 5}, "unit='sentence'"),
        ({"n": 9, "even": 2}, "no share"),
        ({"n": 9, "copies": "few"}, "once or all"),
    ],
)
def test_a_sample_that_estimates_nothing_is_refused(asked, message):
    with pytest.raises(BadValue, match=message):
        draw_sample(articles(), **asked)
