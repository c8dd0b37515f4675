"""Stories over signatures of parts are the stories of all texts together."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from toolkit import find_stories
from toolkit.articles import links, shelf, stock
from toolkit.articles.compared import ComparedCorpus
from toolkit.articles.shelf import ArrayOnDisk, Shelf
from toolkit.articles.signatures import Signatures
from toolkit.articles.stories import leaders


@pytest.fixture(scope="module")
def articles():
    """120 articles of invented words: originals, cut copies, short and undated ones.

    Some are known to the month or the year, and every other one ends in a formula.
    """
    rng = np.random.default_rng(5)
    vocabulary = [f"w{i}" for i in range(400)]
    texts = [" ".join(rng.choice(vocabulary, rng.integers(3, 120))) for _ in range(60)]
    texts += [" ".join(t.split()[: max(1, len(t.split()) * 9 // 10)]) for t in texts]
    formula = " all rights are reserved by the agency and by its heirs"
    texts = [text + formula * (i % 2) for i, text in enumerate(texts)]
    days = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(
        np.tile(rng.integers(60, size=60), 2) + np.repeat([0, 2], 60), unit="D"
    )
    published = pd.Series(days).where(rng.random(120) > 0.1)
    order = rng.permutation(120)
    return pd.DataFrame(
        {
            "article_id": [f"a{i:03}" for i in range(120)],
            "published": published,
            "published_precision": rng.choice(
                ["day", "month", "year"], 120, p=[0.8, 0.15, 0.05]
            ),
            "text": texts,
        }
    ).iloc[order]


def stories_of_parts(articles, edges, **asked):
    with Shelf() as kept:
        for a, b in pairwise(edges):
            kept.add(Signatures.of(articles[a:b]))
        leader = leaders(kept.signatures(), **asked)
    return articles["article_id"].to_numpy()[leader].tolist()


@pytest.mark.parametrize("edges", [[0, 120], [0, 1, 50, 50, 120], [0, 40, 80, 120]])
def test_stories_do_not_depend_on_how_the_articles_are_cut_into_parts(articles, edges):
    expected = find_stories(articles)["story_id"]
    assert stories_of_parts(articles, edges) == expected.tolist()
    assert expected.duplicated().sum() > 20


@pytest.mark.parametrize("days", [0, 2, 7, 30])
@pytest.mark.parametrize("keys", [1, 100, 1_000])
def test_stories_do_not_depend_on_how_much_is_looked_at_at_once(
    articles, days, keys, monkeypatch
):
    # 120 articles have some 7,000 shingles: all lie in one window of a million
    expected = find_stories(articles, days=days)["story_id"]
    assert expected.duplicated().any()
    monkeypatch.setattr(links, "_KEYS", keys)
    monkeypatch.setattr(stock, "_PENDING", keys)
    monkeypatch.setattr(shelf, "_NO_FILE_YET", 1)
    assert stories_of_parts(articles, [0, 70, 120], days=days) == expected.tolist()


def test_signatures_come_back_from_bytes(articles):
    whole = Signatures.of(articles)
    for one in (whole, Signatures.of(articles[:0])):
        back = Signatures.from_bytes(one.to_bytes())
        assert len(back) == len(one)
        assert (back.keys == one.keys).all() and back.keys.dtype == one.keys.dtype
    assert back.about.empty
    back = Signatures.from_bytes(whole.to_bytes())
    assert leaders(back).tolist() == leaders(whole).tolist()


def test_signatures_in_a_file_become_the_same_bytes(articles):
    with Shelf() as kept:
        for a, b in pairwise([0, 50, 120]):
            kept.add(Signatures.of(articles[a:b]))
        assert kept.signatures().to_bytes() == Signatures.of(articles).to_bytes()


def test_articles_can_be_left_out_of_signatures(articles):
    kept = np.flatnonzero(np.arange(120) % 3)
    left = articles.iloc[kept]
    leader = leaders(Signatures.of(articles).take(kept))
    found = left["article_id"].to_numpy()[leader]
    assert found.tolist() == find_stories(left)["story_id"].tolist()


def test_an_array_on_disk_gives_back_what_was_put_in(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "_NO_FILE_YET", 8)
    with ArrayOnDisk(np.int32, tmp_path) as array:
        array.extend([1, 2])
        array.extend([])
        assert array[0:1].tolist() == [1]  # and writing goes on behind, not here
        array.extend([3])
        assert len(array) == 3
        assert array[:].tolist() == [1, 2, 3]
        assert array[2:9].tolist() == [3] and array[3:3].tolist() == []
    assert not list(tmp_path.iterdir())


def test_windows_of_a_long_archive_do_not_grow(monkeypatch):
    # ten articles of 53 words a day: 500 shingles a day; a window reaches 7 days back
    # (3,500 to 4,000 shingles) and goes on for as many, to the end of an article
    monkeypatch.setattr(links, "_KEYS", 1_000)
    n = 1_000
    words = np.random.default_rng(3).integers(10**6, size=(n, 53)).astype(str)
    days = pd.to_timedelta(np.arange(n) // 10, "D")
    archive = pd.DataFrame(
        {
            "article_id": [f"{i:04}" for i in range(n)],
            "published": pd.Timestamp("2024-01-01", tz="UTC") + days,
            "text": [" ".join(drawn) for drawn in words],
        }
    )
    corpus = ComparedCorpus(Signatures.of(archive), days=7)
    windows = list(links._windows(corpus, links.Calendar(corpus)))
    assert [low for low, *_ in windows[1:]] == [high for _, high, *_ in windows[:-1]]
    sizes = [len(keys) for _, _, keys, _ in windows]
    assert len(sizes) > 10
    assert max(sizes) <= 2 * 4_000 + 50


def test_shingles_of_a_longer_archive_do_not_stay_in_memory(monkeypatch, tmp_path):
    # in memory stay: 1 to 2 bytes a word (slots of stock wording) and what is known of
    # each article but its text; shingles, 8 bytes a word, come and go by windows
    monkeypatch.setattr(links, "_KEYS", 20_000)
    monkeypatch.setattr(shelf, "_NO_FILE_YET", 1)
    one, four = (peak_of_finding(n, tmp_path) for n in (500, 2_000))
    words = 1_500 * 200  # more
    assert four - one < 4 * words


def peak_of_finding(n, folder):
    rng = np.random.default_rng(n)
    days = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(np.arange(n), "D")
    ids = [f"{i:05}" for i in range(n)]
    with Shelf(folder) as kept:
        for low in range(0, n, 100):
            drawn = rng.integers(100_000, size=(100, 200)).astype(str)
            kept.add(
                Signatures.of(
                    pd.DataFrame(
                        {
                            "article_id": ids[low : low + 100],
                            "published": days[low : low + 100],
                            "text": [" ".join(words) for words in drawn],
                        }
                    )
                )
            )
        signed = kept.signatures()
        # twice: other threads of the process, and first uses, take memory once
        peaks = []
        for _ in range(2):
            tracemalloc.start()
            assert leaders(signed).tolist() == list(range(n))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    return min(peaks)
