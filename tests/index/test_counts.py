"""Counts of parts add up to the index of the whole."""

import numpy as np
import pandas as pd
import pytest

from toolkit import IndexRecipe, score_articles, tension_index
from toolkit.index.counts import (
    add_counts,
    count_stories,
    index_from_counts,
    mark_first_copies,
)
from toolkit.schema import CHANNELS, BadValue


@pytest.fixture(scope="module")
def scores():
    """400 articles: copies, undated ones, some dated by month, some without words."""
    rng = np.random.default_rng(11)
    n, hits = 400, 700
    days = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(
        rng.integers(170, size=n), unit="D"
    )
    precision = rng.choice(["day", "month"], n, p=[0.9, 0.1])
    days = pd.Series(days).where(
        precision == "day", days.map(lambda d: d.replace(day=1))
    )
    articles = pd.DataFrame(
        {
            "article_id": [f"a{i:03}" for i in range(n)],
            "published": days.where(rng.random(n) > 0.05),
            "published_precision": precision,
            "source": rng.choice(["Mail", "Post", None], n),
            "story_id": [f"s{i}" for i in rng.integers(250, size=n)],
            "n_words": np.where(rng.random(n) < 0.05, 0, rng.integers(50, 900, n)),
        }
    )
    mentions = pd.DataFrame(
        {
            "article_id": articles["article_id"].to_numpy()[rng.integers(n, size=hits)],
            "field": "text", "sentence": 0, "start": range(hits), "end": 0,
            "match": "x", "term": "x", "type": "TONE",
            "channel": rng.choice(CHANNELS, hits, p=[0.5, 0.2, 0.1, 0.2]),
            "severity": rng.uniform(0, 10, hits), "status": "actual",
            "hedged": False, "voice": "narrator",
        }
    )  # fmt: skip
    return score_articles(articles, mentions)


RECIPES = [
    IndexRecipe(draws=0),
    IndexRecipe(every="week", measure="rate", draws=0),
    IndexRecipe(every="day", measure="share", channels=("tone",), draws=0),
    IndexRecipe(measure="weighted", channels=CHANNELS, base=("2024-02", "2024-03"),
                draws=0),
    IndexRecipe(every="quarter", measure="tension", draws=0),
]  # fmt: skip


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: f"{r.measure} {r.every}")
@pytest.mark.parametrize("n_parts", [1, 7])
def test_an_index_of_counts_is_the_index_of_the_scores(scores, recipe, n_parts):
    marks = mark_first_copies(scores)
    part = np.arange(len(scores)) % n_parts
    counts = add_counts(
        count_stories(scores[part == i], marks[part == i]) for i in range(n_parts)
    )
    counts.attrs = scores.attrs
    found, expected = index_from_counts(counts, recipe), tension_index(scores, recipe)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12, atol=0)


def test_counts_are_the_same_in_whatever_order_they_are_added(scores):
    marks = mark_first_copies(scores)
    a, b, c = (
        count_stories(scores[i::3], marks[i::3]) for i in range(3)
    )  # fmt: skip
    left, right = (
        add_counts([add_counts([a, b]), c]),
        add_counts([c, add_counts([b, a])]),
    )
    pd.testing.assert_frame_equal(left, right, rtol=1e-12, atol=0)


@pytest.mark.parametrize("choice", [{"copies": "all"}, {"scaling": "per_source"}])
def test_what_counts_do_not_hold_is_refused(scores, choice):
    with pytest.raises(BadValue, match="cannot be made of counts"):
        index_from_counts(count_stories(scores), IndexRecipe(**choice))
