"""An index under other weights is the index of mentions with other severities."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from toolkit import IndexRecipe, Weighing, score_articles, tension_index
from toolkit.schema import CHANNELS, BadValue, MissingColumn
from toolkit.scores.score import tension

TYPES = {"ASSAULT": "act", "THREATEN": "threat", "CONSULT": "deescalation",
         "TONE": "tone", "PROTEST": "act"}  # fmt: skip
WEIGHTED = IndexRecipe(measure="weighted", channels=CHANNELS, draws=0)


@pytest.fixture(scope="module")
def corpus():
    """300 articles of three sources over five months, a third of them copies."""
    rng = np.random.default_rng(3)
    n, hits = 300, 900
    articles = pd.DataFrame(
        {
            "article_id": [f"a{i:03}" for i in range(n)],
            "published": pd.Timestamp("2024-01-01", tz="UTC")
            + pd.to_timedelta(rng.integers(150, size=n), unit="D"),
            "source": rng.choice(["Mail", "Post", "Echo"], n),
            "story_id": [f"s{i}" for i in rng.integers(200, size=n)],
            "n_words": rng.integers(0, 900, n),
        }
    )
    kind = rng.choice(list(TYPES), hits)
    mentions = pd.DataFrame(
        {
            "article_id": articles["article_id"].to_numpy()[rng.integers(n, size=hits)],
            "field": "text", "sentence": 0, "start": range(hits), "end": 0,
            "match": "x", "term": [f"t{i}" for i in rng.integers(20, size=hits)],
            "type": kind, "channel": [TYPES[k] for k in kind],
            "severity": rng.integers(1, 11, hits).astype(float),
            "status": rng.choice(["actual", "denied"], hits, p=[0.9, 0.1]),
            "hedged": False, "voice": "narrator",
        }
    )  # fmt: skip
    return articles, mentions


def scored_again(articles, mentions, weights, factors):
    """Scores of mentions whose severities are what the weights say."""
    severity = mentions["severity"] * mentions["type"].map(factors).fillna(1)
    severity = mentions["type"].map(weights).fillna(severity)
    return score_articles(articles, mentions.assign(severity=severity))


def same_index(quick, slow):
    ours = {"weights", "factors", "description"}
    attrs = {k: v for k, v in quick.attrs.items() if k not in ours}
    assert attrs == {k: v for k, v in slow.attrs.items() if k != "description"}
    assert_frame_equal(quick, slow, rtol=1e-12, atol=0, check_exact=False)


@pytest.mark.parametrize("by", [None, "source", "channel", ["channel", "source"]])
@pytest.mark.parametrize("copies", ["once", "all"])
@pytest.mark.parametrize("scaling", ["pooled", "per_source"])
def test_weights_and_factors_give_the_index_of_mentions_scored_again(
    corpus, by, copies, scaling
):
    articles, mentions = corpus
    weights, factors = {"ASSAULT": 9.5, "TONE": 0.25}, {"PROTEST": 0.5}
    recipe = replace(WEIGHTED, copies=copies, scaling=scaling)
    weighing = Weighing.of(score_articles(articles, mentions), mentions, recipe, by=by)
    slow = scored_again(articles, mentions, weights, factors)
    same_index(
        weighing.index(weights, factors=factors), tension_index(slow, recipe, by=by)
    )


@pytest.mark.parametrize("measure", ["weighted", "rate", "share", "tension"])
@pytest.mark.parametrize("by", [None, "source"])
def test_without_weights_it_is_the_published_index(corpus, measure, by):
    articles, mentions = corpus
    scores = score_articles(articles, mentions)
    recipe = IndexRecipe(measure=measure, draws=0)
    if measure == "tension":
        recipe = replace(recipe, base=("2024-01", "2024-05"))
    weighing = Weighing.of(scores, mentions, recipe, by=by)
    same_index(weighing.index(), tension_index(scores, recipe, by=by))


@settings(max_examples=25)
@given(
    weights=st.dictionaries(
        st.sampled_from(sorted(TYPES)), st.floats(0.01, 10), min_size=1
    )
)
def test_any_weights_will_do(corpus, weights):
    articles, mentions = corpus
    weighing = Weighing.of(score_articles(articles, mentions), mentions, WEIGHTED)
    slow = tension_index(scored_again(articles, mentions, weights, {}), WEIGHTED)
    same_index(weighing.index(weights), slow)


def test_tension_under_weights_is_the_weighted_tension(corpus):
    articles, mentions = corpus
    recipe = IndexRecipe(measure="tension", draws=0)
    weights = dict.fromkeys(TYPES, 2.0) | {"ASSAULT": 8.0, "CONSULT": 1.0}
    slow = scored_again(articles, mentions, weights, {})
    expected = tension_index(slow.assign(tension=tension(slow, "weighted")), recipe)
    weighing = Weighing.of(score_articles(articles, mentions), mentions, recipe)
    assert weighing.index(weights)["level"].to_numpy() == pytest.approx(
        expected["level"].to_numpy(), rel=1e-12
    )


def test_a_share_counts_what_weighs_more_than_nothing(corpus):
    articles, mentions = corpus
    recipe = IndexRecipe(draws=0)
    weighing = Weighing.of(score_articles(articles, mentions), mentions, recipe)
    left = mentions[mentions["type"] != "ASSAULT"]
    slow = tension_index(score_articles(articles, left), recipe)
    for choice in ({"weights": {"ASSAULT": 0}}, {"factors": {"ASSAULT": 0}}):
        quick = weighing.index(**choice)
        assert quick["level"].tolist() == slow["level"].tolist()


def test_the_interval_is_drawn_when_it_is_asked_for(corpus):
    articles, mentions = corpus
    recipe = replace(WEIGHTED, draws=50)
    scores = score_articles(articles, mentions)
    weighing = Weighing.of(scores, mentions, recipe)
    same_index(weighing.index(interval=True), tension_index(scores, recipe))
    assert weighing.index()["low"].isna().all()


def test_weights_may_be_given_per_term(corpus):
    articles, mentions = corpus
    scores = score_articles(articles, mentions)
    weighing = Weighing.of(scores, mentions, WEIGHTED, per="term")
    zero = weighing.index({"t3": 0})
    slow = score_articles(articles, mentions[mentions["term"] != "t3"])
    assert zero["level"].to_numpy() == pytest.approx(
        tension_index(slow, WEIGHTED)["level"].to_numpy(), rel=1e-12
    )


def test_the_index_says_how_it_was_weighed(corpus):
    articles, mentions = corpus
    weighing = Weighing.of(score_articles(articles, mentions), mentions, WEIGHTED)
    index = weighing.index({"ASSAULT": 9}, factors={"TONE": 0.5})
    assert index.attrs["description"].endswith(
        "weights per type: ASSAULT 9, TONE times 0.5"
    )
    assert index.attrs["weights"] == {"ASSAULT": 9}
    assert "weights per" not in weighing.index().attrs["description"]


def test_published_amounts_are_mean_severities(corpus):
    articles, mentions = corpus
    weighing = Weighing.of(score_articles(articles, mentions), mentions, WEIGHTED)
    read = articles.loc[articles["n_words"] > 0].sort_values("published")
    first = read.sort_values(["published", "article_id"]).drop_duplicates("story_id")
    counted = mentions[
        (mentions["status"] == "actual")
        & mentions["article_id"].isin(first["article_id"])
    ]
    means = counted.groupby("type")["severity"].mean().to_dict()
    assert weighing.published == pytest.approx(means)


@pytest.mark.parametrize(
    ("weights", "factors", "said"),
    [
        ({"SIEGE": 1}, {}, "no counted mention has this type. There are ASSAULT"),
        ({"ASSAULT": -1}, {}, "must be a number, 0 or more"),
        ({}, {"ASSAULT": float("nan")}, "must be a number, 0 or more"),
        ({"ASSAULT": 1}, {"ASSAULT": 1}, "has a weight and a factor"),
        (dict.fromkeys(TYPES, 0), {}, "Choose a base window"),
    ],
)
def test_a_weighting_that_cannot_be_says_why(corpus, weights, factors, said):
    articles, mentions = corpus
    weighing = Weighing.of(score_articles(articles, mentions), mentions, WEIGHTED)
    with pytest.raises(BadValue, match=said):
        weighing.index(weights, factors=factors)


def test_a_column_that_is_not_there_is_named(corpus):
    articles, mentions = corpus
    scores = score_articles(articles, mentions)
    with pytest.raises(MissingColumn, match='lacks "kind"'):
        Weighing.of(scores, mentions, per="kind")
