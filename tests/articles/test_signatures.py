"""Stories over signatures of parts are the stories of all texts together."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from toolkit import find_stories
from toolkit.articles.signatures import Signatures


@pytest.fixture(scope="module")
def articles():
    """120 articles of invented words: originals, cut copies, short and undated ones."""
    rng = np.random.default_rng(5)
    vocabulary = [f"w{i}" for i in range(400)]
    texts = [" ".join(rng.choice(vocabulary, rng.integers(3, 120))) for _ in range(60)]
    texts += [" ".join(t.split()[: max(1, len(t.split()) * 9 // 10)]) for t in texts]
    days = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(
        np.tile(rng.integers(60, size=60), 2) + np.repeat([0, 2], 60), unit="D"
    )
    published = pd.Series(days).where(rng.random(120) > 0.1)
    order = rng.permutation(120)
    return pd.DataFrame(
        {
            "article_id": [f"a{i:03}" for i in range(120)],
            "published": published,
            "published_precision": rng.choice(["day", "month"], 120),
            "text": texts,
        }
    ).iloc[order]


@pytest.mark.parametrize("edges", [[0, 120], [0, 1, 50, 50, 120], [0, 40, 80, 120]])
def test_stories_do_not_depend_on_how_the_articles_are_cut_into_parts(articles, edges):
    parts = [articles[a:b] for a, b in pairwise(edges)]
    found = Signatures.joined([Signatures.of(part) for part in parts]).stories()
    expected = find_stories(articles)["story_id"]
    assert found.tolist() == expected.tolist()
    assert expected.duplicated().sum() > 20


def test_signatures_come_back_from_bytes(articles):
    whole = Signatures.of(articles)
    for one in (whole, Signatures.of(articles[:0])):
        back = Signatures.from_bytes(one.to_bytes())
        assert len(back) == len(one)
        assert (back.keys == one.keys).all() and back.keys.dtype == one.keys.dtype
    assert back.about.empty
    back = Signatures.from_bytes(whole.to_bytes())
    assert back.stories().tolist() == whole.stories().tolist()


def test_articles_can_be_left_out_of_signatures(articles):
    out = np.arange(120) % 3 == 0
    left = Signatures.of(articles).without(out)
    assert left.stories().tolist() == find_stories(articles[~out])["story_id"].tolist()
