from itertools import product

import numpy as np
import pandas as pd
import pytest

from toolkit import find_bursts
from toolkit.index.bursts import _cheapest
from toolkit.schema import BadValue
from toolkit.scores.score import score_articles


def corpus(per_month, with_term):
    """``per_month`` stories in each month, so many of them with the term."""
    rows = [
        (f"{month:02}{i:03}", f"2023-{month:02}-15", i < having)
        for month, having in enumerate(with_term, 1)
        for i in range(per_month)
    ]
    articles = pd.DataFrame(rows, columns=["article_id", "published", "hit"]).assign(
        published=lambda t: pd.to_datetime(t["published"], utc=True), n_words=100
    )
    mentions = pd.DataFrame(
        {
            "article_id": articles.loc[articles["hit"], "article_id"],
            "field": "text", "sentence": 0, "start": 0, "end": 4, "match": "raid",
            "term": "raid", "type": "ASSAULT", "channel": "act", "severity": 8.0,
            "status": "actual", "hedged": False, "voice": "narrator",
        }
    )  # fmt: skip
    return score_articles(articles.drop(columns="hit"), mentions), mentions


def test_two_months_with_four_times_the_share_are_one_burst():
    found = find_bursts(*corpus(100, [5, 4, 6, 20, 21, 5, 4, 5]))
    assert len(found) == 1
    burst = found.iloc[0]
    assert (str(burst["first"])[:7], str(burst["last"])[:7]) == ("2023-04", "2023-05")
    assert burst["stories"] == 41
    assert burst["share"] == 41 / 200
    assert burst["usual"] == 70 / 800


def test_an_even_series_has_no_burst():
    assert find_bursts(*corpus(100, [9, 11, 10, 9, 10, 12, 8, 10])).empty


def test_a_dearer_entry_allows_fewer_bursts():
    scored = corpus(40, [2, 9, 1, 2, 8, 1, 2, 2])
    assert len(find_bursts(*scored, price=0.1)) > len(find_bursts(*scored, price=5))


def test_the_path_is_the_cheapest_of_all_paths():
    gain = np.random.default_rng(3).normal(size=(30, 7))
    for row, path in zip(gain, _cheapest(gain, 0.8), strict=True):
        every = [np.array(p) for p in product((0, 1), repeat=7)]
        worth = [
            p @ row - 0.8 * ((p == 1) & (np.append(0, p[:-1]) == 0)).sum()
            for p in every
        ]
        best = every[int(np.argmax(worth))]
        assert path.tolist() == best.astype(bool).tolist()


def test_types_burst_as_terms_do_and_bad_choices_are_refused():
    scored = corpus(100, [5, 4, 6, 20, 21, 5])
    assert find_bursts(*scored, by="type")["type"].tolist() == ["ASSAULT"]
    with pytest.raises(BadValue, match="by='word'"):
        find_bursts(*scored, by="word")
    with pytest.raises(BadValue, match="factor=1"):
        find_bursts(*scored, factor=1)
