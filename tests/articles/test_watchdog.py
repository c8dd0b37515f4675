"""Readers in a child process: limits of time and memory, and nothing lost by them."""

import sys
from datetime import UTC, datetime

import pytest

from tests.articles import troubled_readers as troubled
from toolkit.articles.read import read_articles
from toolkit.articles.readers import watchdog
from toolkit.articles.readers.base import Item, Unreadable
from toolkit.articles.readers.watchdog import ReaderFailed, read_guarded

ITEM = Item("Talks resumed today – at last.".encode(), "a.html")
LIMITED = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no such limit"
)


def test_what_the_child_reads_is_what_the_reader_made():
    here = troubled.well(ITEM)
    there = read_guarded(troubled.reader(troubled.well), ITEM)
    assert there == here
    assert there.rows[0]["published"] == datetime(2024, 8, 6, tzinfo=UTC)


@LIMITED
def test_a_reader_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(watchdog, "SECONDS", 0.2)
    with pytest.raises(Unreadable, match="took more than"):
        read_guarded(troubled.reader(troubled.busy), ITEM)


def test_a_reader_that_sleeps_is_ended(monkeypatch):
    monkeypatch.setattr(watchdog, "SECONDS", 0.2)
    monkeypatch.setattr(watchdog, "WALL_FACTOR", 5)
    with pytest.raises(Unreadable, match="took more than"):
        read_guarded(troubled.reader(troubled.asleep), ITEM)


@LIMITED
def test_a_reader_that_needs_too_much_memory_is_refused_it():
    with pytest.raises(Unreadable, match="1 GiB"):
        read_guarded(troubled.reader(troubled.hungry), ITEM)


def test_a_process_that_dies_is_told_and_the_next_file_gets_a_new_one():
    with pytest.raises(Unreadable, match="process that read it ended"):
        read_guarded(troubled.reader(troubled.dying), ITEM)
    assert read_guarded(troubled.reader(troubled.well), ITEM).rows


def test_what_a_reader_raises_comes_back():
    with pytest.raises(Unreadable, match=r"The page is empty\. Save it again\."):
        read_guarded(troubled.reader(troubled.refusing), ITEM)
    with pytest.raises(ReaderFailed, match="KeyError: 'an odd tree'"):
        read_guarded(troubled.reader(troubled.failing), ITEM)


def test_one_child_serves_many_files():
    read_guarded(troubled.reader(troubled.well), ITEM)
    first = watchdog._child().process.pid
    read_guarded(troubled.reader(troubled.well), ITEM)
    assert watchdog._child().process.pid == first


def test_a_child_started_early_reads_the_first_file():
    watchdog.start_reading_child()
    early = watchdog._kept[-1]
    assert read_guarded(troubled.reader(troubled.well), ITEM).rows
    assert watchdog._kept[-1] is early


def test_a_child_is_started_early_only_where_a_file_may_need_it(tmp_path, monkeypatch):
    monkeypatch.setattr(watchdog, "_kept", [])
    (tmp_path / "a.txt").write_text("Talks resumed.\n\nNo one spoke.")
    assert len(read_articles(tmp_path)) == 1
    assert not watchdog._kept
    (tmp_path / "B.HTML").write_text("")  # set aside before any reader is asked
    assert len(read_articles(tmp_path)) == 1
    assert len(watchdog._kept) == 1
    watchdog._end_child()
