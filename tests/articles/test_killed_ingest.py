"""``toolkit ingest`` that is killed half-way: a second run loses and doubles nothing."""

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from toolkit import list_skipped, open_corpus
from toolkit.articles import batches, parts

ROOT = Path(__file__).resolve().parents[2]
N = 60

# The command itself, with batches so small that a few files make many.
INGEST = """
import sys
from toolkit.articles import batches, store
batches.BATCH_FILES = store.BATCH_ARTICLES = 2
from toolkit.__main__ import main
sys.argv = ["toolkit", "ingest", sys.argv[1], "--store", sys.argv[2]]
main()
"""


def text(i):
    return f"Rebels attacked the town number {i} on Monday, an official of it said."


def small_files(folder):
    for i in range(N):
        (folder / f"{i:02}.txt").write_text(
            f"Talks {i}\n\n6 August 2024\n\n{text(i)}\n"
        )


def one_table(folder):
    rows = {
        "title": [f"Talks {i}" for i in range(N)],
        "text": list(map(text, range(N))),
    }
    pd.DataFrame(rows).to_csv(folder / "news.csv", index=False)


def run_until(n_parts, news, corpus):
    """Start the command and kill it when so many batches are on the disk."""
    process = subprocess.Popen(
        [sys.executable, "-c", INGEST, str(news), str(corpus)], cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None and len(parts.list_parts(corpus)) < n_parts:
        time.sleep(0.001)
    process.kill()
    return process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
@pytest.mark.parametrize("write_news", [small_files, one_table])
def test_ingest_that_is_killed_again_and_again_has_each_article_once(
    tmp_path, write_news
):
    news, folder = tmp_path / "news", tmp_path / "corpus"
    news.mkdir()
    write_news(news)
    for n_parts in (1, 3, 8):  # each run goes on where the one before was killed
        assert run_until(n_parts, news, folder) == -signal.SIGKILL
        there = open_corpus(folder).articles()["text"]
        assert there.is_unique and n_parts * 2 <= len(there) < N
    open_corpus(folder).add_files(news)
    whole = open_corpus(folder)
    assert Counter(whole.articles()["text"]) == Counter(map(text, range(N)))
    assert whole.verify()["ok"].all() and list_skipped(whole.articles()).empty
    assert len(whole.add_files(news)) == 0  # every file is on record now


def test_a_file_of_many_articles_becomes_batches_and_is_on_record_with_the_last(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("toolkit.articles.store.BATCH_ARTICLES", 25)
    one_table(tmp_path)
    corpus = open_corpus(tmp_path / "corpus")
    added = corpus.add_files(tmp_path / "news.csv")
    assert added["n_articles"].tolist() == [25, 25, 10]
    assert added["n_files"].tolist() == [0, 0, 1]
    assert corpus.files()[["batch", "n_articles"]].values.tolist() == [[3, 60]]
    assert corpus.articles()["text"].tolist() == list(map(text, range(N)))
    assert corpus.articles()["origin"].str.endswith("#row 61").sum() == 1


def test_parts_end_where_articles_do_not_divide_evenly(tmp_path, monkeypatch):
    # 2 files of 60 rows by 40: both end inside a part
    monkeypatch.setattr("toolkit.articles.store.BATCH_ARTICLES", 40)
    one_table(tmp_path)
    table = pd.read_csv(tmp_path / "news.csv")
    other = table.assign(text=table["text"].str.replace("Monday", "Friday"))
    other.to_csv(tmp_path / "other.csv", index=False)
    corpus = open_corpus(tmp_path / "corpus")
    added = corpus.add_files([tmp_path / "news.csv", tmp_path / "other.csv"])
    assert added["n_articles"].tolist() == [40, 40, 40]
    assert corpus.files()["n_articles"].tolist() == [60, 60]
    assert corpus.articles()["text"].is_unique


def test_a_batch_is_no_more_articles_than_files():
    # a folder of small files and one large table take the same memory
    assert batches.BATCH_ARTICLES == batches.BATCH_FILES
