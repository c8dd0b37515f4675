"""The corpus store: what came in stays, once, whatever happens while it is written."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from toolkit import (
    derive_table,
    find_mentions,
    list_notes,
    list_skipped,
    load_sample,
    open_corpus,
    score_articles,
)
from toolkit.articles import derived, parts
from toolkit.articles.lock import Busy, one_writer
from toolkit.articles.parts import CannotWrite, DamagedPart
from toolkit.articles.paths import NothingFound
from toolkit.schema import BadValue, MissingColumn


@pytest.fixture
def corpus(tmp_path):
    return open_corpus(tmp_path / "corpus")


def table(*names, words="Rebels attacked the town"):
    return pd.DataFrame({
        "article_id": names,
        "published": pd.to_datetime(["2024-08-06T08:36"] * len(names), utc=True),
        "text": [f"{words} of {name}." for name in names],
    })  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    return load_sample("chronicle").reset_index(drop=True)


def ids(corpus):
    return open_corpus(corpus.folder).articles()["article_id"].tolist()


# ------------------------------------------------------------------------- taking in


def test_what_is_added_comes_back_with_where_it_came_from(corpus):
    corpus.add(table("a", "b"))
    corpus.add(table("c"))
    articles = corpus.articles()
    assert articles["article_id"].tolist() == ["a", "b", "c"]
    assert articles["batch"].tolist() == [1, 1, 2]
    assert articles["text"].tolist() == table("a", "b", "c")["text"].tolist()
    assert str(articles["ingested"].dtype) == "datetime64[us, UTC]"
    assert articles["n_words"].tolist() == [6, 6, 6]


def test_plain_pandas_reads_the_folder(corpus, sample):
    corpus.add(sample)
    corpus.add(table("a"))
    plain = pd.read_parquet(corpus.folder)
    pd.testing.assert_frame_equal(plain, corpus.articles())


def test_every_column_of_a_sample_survives(corpus, sample):
    corpus.add(sample)
    stored = corpus.articles()[sample.columns.tolist()]
    own_story = sample.assign(story_id=sample["article_id"])  # copies are sought later
    pd.testing.assert_frame_equal(stored, own_story)


def test_the_same_table_twice_adds_nothing(corpus):
    assert len(corpus.add(table("a", "b"))) == 1
    assert len(corpus.add(table("b", "a"))) == 0
    assert len(open_corpus(corpus.folder).add(table("a"))) == 0
    assert ids(corpus) == ["a", "b"]


def test_only_what_is_new_in_a_table_is_added(corpus):
    corpus.add(table("a", "b"))
    batch = corpus.add(table("b", "c"))
    assert batch[["n_articles", "n_known"]].values.tolist() == [[1, 1]]
    assert ids(corpus) == ["a", "b", "c"]


def test_a_time_means_the_same_whatever_times_stand_beside_it(corpus):
    corpus.add(table("a"))
    mixed = pd.concat([table("a"), table("b").assign(published=pd.NaT)])
    mixed.iloc[1:, 1] = pd.Timestamp("2024-08-06T08:36:00.5", tz="UTC")
    assert corpus.add(mixed)["n_known"].tolist() == [1]


def test_two_articles_numbered_alike_are_both_kept(corpus):
    corpus.add(table("1", words="Envoys met"))
    added = corpus.add(table("1", words="Rebels attacked"))
    first, second = ids(corpus)
    assert first == "1" and len(second) == 32
    assert 'id "1"' in list_notes(added)["note"].item()
    assert len(corpus.add(table("1", words="Rebels attacked"))) == 0


def test_what_cannot_be_stored_is_refused_and_leaves_nothing(corpus):
    with pytest.raises(MissingColumn, match="text"):
        corpus.add(pd.DataFrame({"article_id": ["a"]}))
    with pytest.raises(BadValue, match=r"published.*2024-08-06T08:36"):
        corpus.add(table("a").assign(published="last Tuesday"))
    with pytest.raises(BadValue, match=r"title.*half characters"):
        corpus.add(table("a").assign(title=pd.Series(["\ud83d"], dtype=object)))
    assert not corpus.folder.exists()


def test_columns_of_other_origin_are_named_in_a_note(corpus):
    added = corpus.add(table("a").assign(mood="calm"))
    assert list_notes(added)["note"].item() == "columns not kept: mood"


def test_articles_without_time_title_or_source_are_kept(corpus):
    bare = pd.DataFrame({"article_id": [7, 8], "text": ["Talks resumed.", None]})
    corpus.add(bare)
    assert corpus.articles()["n_words"].tolist() == [2, 0]
    assert corpus.articles()["published"].isna().all()
    assert len(corpus.add(bare)) == 0


# ------------------------------------------------------------------------------ files


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(
            f"Headline {name}\n\n6 August 2024\n\nRebels attacked the town of {name}.\n"
        )
    return folder


def test_a_file_is_read_once_wherever_it_lies(corpus, news, monkeypatch):
    corpus.add_files(news)
    (news / "a.txt").rename(news / "renamed.txt")
    reads = []
    monkeypatch.setattr("toolkit.articles.store.read_in_parts", reads.append)
    monkeypatch.setattr("toolkit.articles.batches.Batch.is_empty", lambda b: not b.keys)
    assert len(corpus.add_files(news)) == 0 and reads == []


def test_a_file_that_grew_gives_only_what_is_new(corpus, tmp_path):
    file = tmp_path / "news.csv"
    table("a", "b").to_csv(file, index=False)
    corpus.add_files(file)
    table("a", "b", "c").to_csv(file, index=False)
    added = corpus.add_files(file)
    assert added[["n_articles", "n_known", "n_files"]].values.tolist() == [[1, 2, 1]]
    assert corpus.files()["n_articles"].tolist() == [2, 3]


def test_files_come_in_batches_and_an_unfinished_run_goes_on(corpus, news, monkeypatch):
    monkeypatch.setattr("toolkit.articles.batches.BATCH_FILES", 2)
    with monkeypatch.context() as broken:
        broken.setattr("toolkit.articles.parts.os.replace", fails_from(2))
        with pytest.raises(CannotWrite, match="No space left"):
            corpus.add_files(news)
    assert corpus.history()["n_files"].tolist() == [2]
    added = corpus.add_files(news)
    assert added[["n_files", "n_articles", "n_known"]].values.tolist() == [[1, 1, 0]]
    assert len(ids(corpus)) == 3


def test_a_file_that_gave_nothing_is_told_once_and_tried_by_the_next_toolkit(
    corpus, news, monkeypatch
):
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    added = corpus.add_files(news)
    assert added["n_skipped"].item() == 1
    assert "photo.jpg" in list_skipped(corpus.articles())["file"].item()
    assert len(corpus.add_files(news)) == 0
    monkeypatch.setattr("toolkit.articles.batches.toolkit_version", lambda: "next")
    assert corpus.add_files(news)[["n_files", "n_articles"]].values.tolist() == [[1, 0]]


def test_the_same_file_read_in_another_way_is_read_again(corpus, news):
    corpus.add_files(news / "a.txt", source="Gazette")
    added = corpus.add_files(news / "a.txt", source="Herald")
    assert added["n_articles"].tolist() == [1]
    assert corpus.articles()["source"].tolist() == ["Gazette", "Herald"]


def test_files_give_the_articles_that_read_articles_gives(corpus, news):
    from toolkit import read_articles

    corpus.add_files(news)
    read = read_articles(news)
    stored = corpus.articles()[read.columns.tolist()]
    pd.testing.assert_frame_equal(stored, read)


def test_a_flood_of_entries_does_not_swell_the_record(corpus):
    flood = [{"file": "a.csv", "place": f"row {i}", "reason": "x" * 10**4, "advice": ""}
             for i in range(12_000)]  # fmt: skip
    articles = table("a")
    articles.attrs["skipped"] = flood
    corpus.add(articles)
    assert corpus.history()["n_skipped"].item() == 10_001
    assert corpus.articles().attrs["skipped"][-1]["place"] == "and 2,000 more"


# --------------------------------------------------------------- crashes, at every step


class Crash(BaseException):
    """The process ends here: nothing after it is run, not even what cleans up."""


def fails_from(call, error=None, real=os.replace):
    """``real`` until the ``call``-th time, from then on an error."""
    error = error or OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    calls = []

    def step(*args):
        calls.append(args)
        if len(calls) >= call:
            raise error
        return real(*args)

    return step


STEPS = ["fsync", "replace"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("call", [1, 2, 3, 4, 5, 6])
def test_a_crash_at_any_step_costs_the_batch_that_was_written_and_no_more(
    corpus, monkeypatch, step, call
):
    accepted = []
    with monkeypatch.context() as broken:
        broken.setattr(parts.os, step, fails_from(call, Crash(), getattr(os, step)))
        try:
            for name in "abc":
                corpus.add(table(name, f"{name}{name}"))
                accepted += [name, f"{name}{name}"]
        except Crash:
            pass
    there = ids(corpus) if parts.list_parts(corpus.folder) else []
    assert there[: len(accepted)] == accepted
    assert len(there) in (len(accepted), len(accepted) + 2)  # a batch or none of it
    again = open_corpus(corpus.folder)
    for name in "abc":
        again.add(table(name, f"{name}{name}"))
    assert ids(corpus) == ["a", "aa", "b", "bb", "c", "cc"]
    assert not list(corpus.folder.glob(".*.tmp"))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("call", [1, 2])
def test_a_full_disk_is_said_and_leaves_no_trace(corpus, monkeypatch, step, call):
    corpus.add(table("a"))
    before = sorted(p.name for p in corpus.folder.glob("part-*"))
    with monkeypatch.context() as full:
        full.setattr(parts.os, step, fails_from(call, real=getattr(os, step)))
        try:
            corpus.add(table("b"))
        except CannotWrite as error:
            assert "No space left" in str(error) and "Make room" in str(error)
    assert not list(corpus.folder.glob(".*.tmp"))
    assert sorted(p.name for p in corpus.folder.glob("part-*"))[:1] == before
    corpus.add(table("b"))
    assert ids(corpus) == ["a", "b"]


def test_a_tail_torn_anywhere_is_noticed_and_one_batch_is_done_again(corpus, tmp_path):
    corpus.add(table("a"))
    corpus.add(table("b"))
    newest = parts.list_parts(corpus.folder)[-1]
    whole = newest.read_bytes()
    for end in [*range(0, len(whole), 97), *range(len(whole) - 12, len(whole))]:
        newest.write_bytes(whole[:end])
        with pytest.raises(DamagedPart, match="cannot be read"):
            corpus.articles()
    again = open_corpus(corpus.folder)
    again.add(table("a"))  # finds the torn part, and that "a" is there
    assert ids(corpus) == ["a"]
    assert again.add(table("b"))["n_articles"].tolist() == [1]
    assert ids(corpus) == ["a", "b"]
    assert "cut short" in list_skipped(again.articles())["reason"].item()
    assert again.verify()["ok"].all()


@pytest.mark.parametrize("where", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_changed_byte_is_found_by_verify_and_set_aside(corpus, sample, where):
    corpus.add(sample)
    corpus.add(table("b"))
    damaged = parts.list_parts(corpus.folder)[0]
    content = bytearray(damaged.read_bytes())
    content[int(where * len(content))] ^= 0xFF
    damaged.write_bytes(content)
    report = corpus.verify()
    assert report["ok"].tolist() == [False, True]
    assert "verify(repair=True)" in report["advice"][0]
    corpus.verify(repair=True)
    assert ids(corpus) == ["b"] and open_corpus(corpus.folder).verify()["ok"].all()
    assert (corpus.folder / "_damaged" / damaged.name).is_file()
    assert len(pd.read_parquet(corpus.folder)) == 1
    corpus.add(sample)
    assert len(ids(corpus)) == 1 + len(sample)
    assert corpus.history()["batch"].tolist() == [1, 2, 3]


def test_a_part_that_was_deleted_leaves_a_gap_that_is_told(corpus):
    for name in "abc":
        corpus.add(table(name))
    parts.list_parts(corpus.folder)[1].unlink()
    report = corpus.verify()
    assert report["problem"].tolist() == ["", "The part is missing.", ""]
    corpus.verify(repair=True)
    assert corpus.verify()["ok"].all()
    corpus.add(table("b"))
    assert sorted(ids(corpus)) == ["a", "b", "c"]


ROOT = Path(__file__).resolve().parents[2]

KILLED = """
import os, sys, pandas as pd
from toolkit import open_corpus
corpus = open_corpus(sys.argv[1])
for name in "abcd":
    corpus.add(pd.DataFrame({"article_id": [name], "text": ["Talks " + name]}))
    if name == "c":
        os.kill(os.getpid(), 9)
"""

PERSISTENT = """
import sys, time, pandas as pd
from toolkit import open_corpus
from toolkit.articles.lock import Busy
corpus = open_corpus(sys.argv[1])
for name in "abcdefgh":
    while True:
        try:
            corpus.add(pd.DataFrame({"article_id": [name], "text": ["Talks " + name]}))
            break
        except Busy:
            time.sleep(0.001)
"""


def started(code, folder):
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT)


def test_a_writer_killed_at_once_loses_nothing_it_had_accepted(tmp_path):
    assert started(KILLED, tmp_path / "corpus").wait() != 0
    assert ids(open_corpus(tmp_path / "corpus")) == ["a", "b", "c"]


def test_two_writers_of_the_same_articles_double_none(tmp_path):
    both = [started(PERSISTENT, tmp_path / "corpus") for _ in range(2)]
    assert [writer.wait() for writer in both] == [0, 0]
    assert ids(open_corpus(tmp_path / "corpus")) == list("abcdefgh")
    assert open_corpus(tmp_path / "corpus").history()["batch"].tolist() == [
        *range(1, 9)
    ]


# --------------------------------------------------------------------------- one writer


def test_a_second_writer_is_told_who_writes(corpus):
    corpus.add(table("a"))
    with (
        one_writer(corpus.folder),
        pytest.raises(Busy, match=rf"process {os.getpid()} on .* since 20.*Wait until"),
    ):
        corpus.add(table("b"))
    corpus.add(table("b"))
    assert ids(corpus) == ["a", "b"]


def test_a_lock_of_a_dead_process_is_no_lock(corpus):
    corpus.add(table("a"))
    dead = {"process": 999_999_999, "host": "h", "since": "2024", "command": "toolkit"}
    (corpus.folder / ".writer.json").write_text(json.dumps(dead))
    corpus.add(table("b"))
    assert ids(corpus) == ["a", "b"]


@pytest.mark.parametrize("torn", ["", "{", '{"process": 1}', "[1]"])
def test_a_torn_note_of_who_writes_is_no_trouble(corpus, torn):
    corpus.add(table("a"))
    with one_writer(corpus.folder):
        (corpus.folder / ".writer.json").write_text(torn)
        with pytest.raises(Busy, match="not given its name"):
            corpus.add(table("b"))


# -------------------------------------------------------------------------- wrong places


def test_a_folder_that_holds_something_else_is_refused(news):
    with pytest.raises(BadValue, match=r"holds a\.txt, b\.txt, c\.txt.*add_files"):
        open_corpus(news)
    with pytest.raises(BadValue, match="is a file"):
        open_corpus(news / "a.txt")
    with pytest.raises(BadValue, match="empty"):
        open_corpus(" ")


def test_an_absent_corpus_says_how_to_begin(corpus):
    with pytest.raises(NothingFound, match="Add articles first"):
        corpus.articles()
    assert not corpus.folder.exists()


# ------------------------------------------------------------------------ derived tables


@pytest.fixture
def halves(corpus, sample):
    for part in (sample.iloc[:90], sample.iloc[90:91], sample.iloc[91:]):
        corpus.add(part)
    return corpus


def test_mentions_batch_by_batch_equal_those_of_all_at_once(halves, tmp_path):
    halves.add(table("quiet", words="Farmers expect rain north"))  # without a mention
    for made in (4, 0):
        mentions = derive_table(halves, find_mentions, tmp_path / "kept")
        assert mentions.attrs == {"made": made, "batches": 4}
        pd.testing.assert_frame_equal(mentions, find_mentions(halves.articles()))
    at_once = score_articles(halves.articles(), find_mentions(halves.articles()))
    by_batch = score_articles(halves.articles(), mentions)
    pd.testing.assert_frame_equal(by_batch, at_once)


def test_only_new_batches_are_searched_until_the_lexicon_changes(
    halves, tmp_path, monkeypatch
):
    def made(stamp):
        kept = derive_table(halves, find_mentions, tmp_path / "kept", stamp=stamp)
        return kept.attrs["made"]

    assert [made("one"), made("one")] == [3, 0]
    halves.add(table("new"))
    assert [made("one"), made("two"), made("two")] == [1, 4, 0]
    monkeypatch.setattr(derived, "toolkit_version", lambda: "next")
    assert made("two") == 4


def test_a_kept_table_that_is_torn_is_made_again(halves, tmp_path):
    whole = derive_table(halves, find_mentions, tmp_path)
    kept = parts.list_parts(tmp_path)
    kept[0].write_bytes(kept[0].read_bytes()[:-100])
    again = derive_table(halves, find_mentions, tmp_path)
    assert again.attrs["made"] == 1
    pd.testing.assert_frame_equal(again, whole)


def test_what_left_the_corpus_leaves_the_derived_table(halves, tmp_path):
    derive_table(halves, find_mentions, tmp_path / "kept")
    first = parts.list_parts(halves.folder)[0]
    first.write_bytes(b"")
    halves.verify(repair=True)
    again = derive_table(halves, find_mentions, tmp_path / "kept")
    assert set(again["article_id"]) <= set(ids(halves))
    assert not (tmp_path / "kept" / first.name).exists()


def test_a_derived_table_is_not_kept_among_the_articles(halves):
    with pytest.raises(BadValue, match="inside the corpus"):
        derive_table(halves, find_mentions, halves.folder / "mentions")


def test_what_was_set_aside_from_a_table_is_told_once_however_it_is_cut(halves, sample):
    told = list_skipped(halves.articles())
    assert len(told) == len(list_skipped(sample)) > 0
