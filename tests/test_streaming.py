"""Scoring in batches writes what scoring all at once gives."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from toolkit import find_mentions, find_stories, load_lexicon, score_articles, streaming
from toolkit.processes import Processes
from toolkit.schema import BadValue

SENTENCES = (
    "Rebels attacked the town of Arbel.", "Envoys met and agreed on a truce.",
    "The army vowed to retaliate against the port.", "No one was hurt in the blast.",
    "The ministry said that the crossing would stay shut until further notice.",
)  # fmt: skip


@pytest.fixture
def articles():
    rng = np.random.default_rng(4)
    texts = [" ".join(rng.choice(SENTENCES, 12)) for _ in range(50)]
    table = pd.DataFrame(
        {
            "article_id": [f"a{i:02}" for i in range(60)],
            "published": pd.Timestamp("2024-01-01", tz="UTC"),
            "title": None,
            "text": [*texts, *texts[:10]],
            "language": ["de", *["en"] * 59],
            "extra": range(60),
        }
    ).astype({"title": "str"})
    table.attrs["skipped"] = [
        {"file": "a.txt", "place": "", "reason": "", "advice": ""}
    ]
    return table


def scored(files, out):
    survey = streaming.Survey.of(files)
    attrs = {"skipped": []}
    batches = streaming.scored_batches(files, load_lexicon())
    done = streaming.write_scored(batches, survey, out, attrs)
    names = ("articles", "mentions", "scores")
    return done, *(pd.read_parquet(out / f"{name}.parquet") for name in names)


@pytest.mark.parametrize("batch_bytes", [1, 9_000, 2**30])
def test_the_tables_do_not_depend_on_the_batches(
    articles, tmp_path, monkeypatch, batch_bytes
):
    monkeypatch.setattr(streaming, "BATCH_BYTES", batch_bytes)
    path = tmp_path / "a.parquet"
    articles.to_parquet(path, index=False, row_group_size=13)
    files = streaming.ArticleFiles([path])
    done, read, mentions, scores = scored(files, tmp_path)
    expected = find_stories(pd.read_parquet(path))
    found = find_mentions(expected, load_lexicon())
    assert_frame_equal(read, expected)
    assert_frame_equal(mentions, found)
    assert_frame_equal(scores, score_articles(expected, found))
    assert scores.attrs == score_articles(expected, found).attrs
    assert done == (len(found), found["article_id"].nunique())
    assert not list(tmp_path.glob(".*"))


def test_batches_are_of_bounded_size(articles, tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    articles.to_parquet(path, index=False)
    size = pq.ParquetFile(path).metadata.row_group(0).total_byte_size
    monkeypatch.setattr(streaming, "BATCH_BYTES", size // 6)
    rows = [len(batch) for batch in streaming.ArticleFiles([path]).batches()]
    assert sum(rows) == 60 and len(rows) >= 5 and max(rows) <= 12


def test_an_id_that_comes_twice_is_refused_across_batches(articles, tmp_path):
    for name in "ab":
        articles.to_parquet(tmp_path / f"{name}.parquet", index=False)
    files = streaming.ArticleFiles([tmp_path / "a.parquet", tmp_path / "b.parquet"])
    with pytest.raises(BadValue, match="'a00' occurs more than once"):
        streaming.Survey.of(files)


def test_a_run_that_fails_leaves_the_tables_before(articles, tmp_path):
    path = tmp_path / "in.parquet"
    articles.to_parquet(path, index=False)
    files = streaming.ArticleFiles([path])
    scored(files, tmp_path)
    before = (tmp_path / "scores.parquet").read_bytes()

    def broken():
        yield from streaming.scored_batches(files, load_lexicon())
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        streaming.write_scored(broken(), streaming.Survey.of(files), tmp_path, {})
    assert (tmp_path / "scores.parquet").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_a_table_without_rows_gives_tables_without_rows(articles, tmp_path):
    path = tmp_path / "a.parquet"
    articles[:0].to_parquet(path, index=False)
    done, read, mentions, scores = scored(streaming.ArticleFiles([path]), tmp_path)
    assert done == (0, 0) and read.empty and mentions.empty and scores.empty


def test_two_processes_write_what_one_writes(articles, tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "BATCH_BYTES", 3_000)
    path = tmp_path / "a.parquet"
    articles.to_parquet(path, index=False)
    files = streaming.ArticleFiles([path])
    assert len(list(files.batches())) >= 5
    _, *alone = scored(files, tmp_path)
    with Processes(2) as processes:
        survey = streaming.Survey.of(files, processes)
        batches = streaming.scored_batches(files, load_lexicon(), processes)
        streaming.write_scored(batches, survey, tmp_path, {"skipped": []})
    for name, table in zip(("articles", "mentions", "scores"), alone, strict=True):
        assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), table)


def test_processes_take_no_more_pieces_than_they_need_ahead():
    taken = []

    def pieces():
        for number in range(-20, 0):
            taken.append(number)
            yield number

    with Processes(2) as processes:
        results = processes.map(abs, pieces())
        assert next(results) == 20
        assert len(taken) <= 9 < 20
        assert list(results) == list(range(19, 0, -1))


def test_what_fails_in_a_process_is_said_here():
    with Processes(2) as processes, pytest.raises(ZeroDivisionError):
        list(processes.map((1).__floordiv__, [1, 0]))
