"""A job over many processes gives what one machine gives, whatever happens to it."""

import os
import shutil
import signal
import sys
import threading
import time

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from toolkit import (
    IndexRecipe,
    find_mentions,
    find_stories,
    load_lexicon,
    read_lexicon,
    score_articles,
    tension_index,
)
from toolkit.cluster import read_counts, read_manifest, read_parts, score_files
from toolkit.cluster.job import _connected
from toolkit.index.counts import index_from_counts
from toolkit.schema import ToolkitError


def on_one_machine(articles):
    articles = find_stories(articles)
    mentions = find_mentions(articles, load_lexicon())
    return mentions, score_articles(articles, mentions)


def same_as_on_one_machine(out, articles, options=None):
    mentions, scores = on_one_machine(articles)
    assert_frame_equal(read_parts(out, "mentions", options), mentions)
    found = read_parts(out, "scores", options)
    assert_frame_equal(found, scores)
    assert found.attrs == scores.attrs
    recipe = IndexRecipe(draws=0)
    counted = index_from_counts(read_counts(out, options), recipe)
    expected = tension_index(scores, recipe)
    assert_frame_equal(counted, expected, rtol=1e-12, atol=0)


def test_the_tables_are_those_of_one_machine(dask_client, tables, articles, tmp_path):
    out = tmp_path / "scored"
    made = score_files(tables, out, client=dask_client)
    assert made["n_articles"].tolist() == [30, 30, 31]
    assert made.attrs == {"made": 3, "kept": 0, "set_aside": 0}
    same_as_on_one_machine(out, articles)
    for name in ("mentions", "scores"):
        plain = pd.read_parquet(out / name)
        assert len(plain) == len(read_parts(out, name))
        assert sorted(plain) == sorted(read_parts(out, name))
    copies = read_parts(out, "scores")["story_id"].duplicated().sum()
    assert copies == 30


def test_a_second_job_makes_what_is_new_or_changed(dask_client, tables, tmp_path):
    out = tmp_path / "scored"
    score_files(tables, out, client=dask_client)
    before = {p: p.stat().st_mtime_ns for p in (out / "mentions").iterdir()}
    again = score_files(tables, out, client=dask_client)
    assert again.attrs == {"made": 0, "kept": 3, "set_aside": 0}
    assert {p: p.stat().st_mtime_ns for p in (out / "mentions").iterdir()} == before

    changed = pd.read_parquet(tables / "1.parquet").iloc[:20]
    changed.to_parquet(tables / "1.parquet", index=False)
    (tables / "2.parquet").unlink()
    third = score_files(tables, out, client=dask_client)
    assert third.attrs == {"made": 1, "kept": 1, "set_aside": 0}
    whole = pd.concat([pd.read_parquet(p) for p in sorted(tables.iterdir())],
                      ignore_index=True)  # fmt: skip
    same_as_on_one_machine(out, whole)
    assert len(list((out / "mentions").iterdir())) == 2

    shutil.rmtree(next((out / "_work").glob("1-*")))
    assert score_files(tables, out, client=dask_client).attrs["made"] == 1


def test_another_lexicon_makes_every_part_again(dask_client, tables, tmp_path):
    words = tmp_path / "own.csv"
    words.write_text("term,channel\ntown,tone\n")
    lexicon, out = read_lexicon(words), tmp_path / "scored"
    score_files(tables, out, client=dask_client)
    made = score_files(tables, out, client=dask_client, lexicon=lexicon)
    assert made.attrs["made"] == 3
    assert set(made["lexicon"]) == {lexicon.sha256}
    assert set(read_parts(out, "mentions")["term"]) == {"town"}


def test_any_format_is_an_input_and_a_bad_one_stops_nothing(
    dask_client, tables, web_archive, tmp_path
):
    (tables / "page.warc.gz").write_bytes(web_archive)
    (tables / "more.csv").write_text(
        "title,date,text\nRaid,2024-02-03,Rebels attacked the town at night.\n"
    )
    torn = (tables / "0.parquet").read_bytes()[:-50]
    (tables / "torn.parquet").write_bytes(torn)
    (tables / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    out = tmp_path / "scored"
    made = score_files(tables, out, client=dask_client)
    assert made.attrs == {"made": 5, "kept": 0, "set_aside": 2}
    bad = made[made["problem"] != ""]
    assert bad["input"].str.endswith(("photo.jpg", "torn.parquet")).all()
    assert bad["problem"].str.len().min() > 10
    assert_frame_equal(read_manifest(out), made)
    pages = pd.read_parquet(out / "articles")
    assert set(pages["reader"]) == {"html", "delimited"}
    assert pages["origin"].str.contains("news").all()
    assert set(pages["article_id"]) <= set(read_parts(out, "scores")["article_id"])
    # what was set aside is tried again, what was made is kept
    assert score_files(tables, out, client=dask_client).attrs == {
        "made": 0, "kept": 5, "set_aside": 2,
    }  # fmt: skip


def test_workers_that_are_killed_lose_nothing(dask_client, tables, articles, tmp_path):
    out, done = tmp_path / "scored", []
    job = threading.Thread(
        target=lambda: done.append(score_files(tables, out, client=dask_client))
    )
    pids = dask_client.run(os.getpid)
    job.start()
    while job.is_alive() and not list(out.glob("_work/*/*")):
        time.sleep(0.01)
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    job.join(timeout=120)
    assert done and done[0].attrs["set_aside"] == 0
    same_as_on_one_machine(out, articles)
    assert not set(pids.values()) & set(dask_client.run(os.getpid).values())


def test_a_file_that_was_cut_short_is_made_again(dask_client, tables, tmp_path):
    out = tmp_path / "scored"
    score_files(tables, out, client=dask_client)
    part = next(iter((out / "_work").glob("*/mentions.parquet")))
    part.write_bytes(part.read_bytes()[:-1])
    assert score_files(tables, out, client=dask_client).attrs["made"] == 1


def test_inputs_that_are_not_there_are_named(dask_client, tmp_path):
    with pytest.raises(ToolkitError, match=r"no file at .*absent"):
        score_files(tmp_path / "absent", tmp_path / "out", client=dask_client)


def test_a_job_without_any_readable_input_says_why(dask_client, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    with pytest.raises(ToolkitError, match="None of 1 inputs could be read"):
        score_files(tmp_path / "photo.jpg", tmp_path / "out", client=dask_client)


@pytest.mark.parametrize("library", ["distributed", "fsspec.core"])
def test_what_is_not_installed_is_named(monkeypatch, tables, tmp_path, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ToolkitError, match=r"escalation-toolkit\[cluster\]"):
        score_files(tables, tmp_path / "out")


def test_workers_of_a_local_cluster_keep_freed_memory(monkeypatch):
    """Dask would have them give it back at once, for a third more processor time."""
    dask = pytest.importorskip("dask", reason="needs the extra cluster")
    pytest.importorskip("distributed")  # brings its configuration
    name = "MALLOC_TRIM_THRESHOLD_"
    assert name in dask.config.get("distributed.nanny.pre-spawn-environ")
    monkeypatch.delenv(name, raising=False)  # clusters of before leave it behind
    with _connected(None, 1) as client:
        (kept,) = client.run(os.environ.get, name).values()
    assert kept is None
    assert name in dask.config.get("distributed.nanny.pre-spawn-environ")
