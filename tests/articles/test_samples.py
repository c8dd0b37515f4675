"""The bundled sample is read like any user's files, and its copies are found."""

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from toolkit.articles import samples
from toolkit.articles.read import list_skipped
from toolkit.articles.samples import NoSuchSample, load_codes, load_events, load_sample
from toolkit.schema import check_table

FOLDER = Path(__file__).parents[2] / "data" / "sample" / "chronicle"


@pytest.fixture(scope="module")
def chronicle():
    return load_sample("chronicle")


@pytest.fixture(scope="module")
def listed(chronicle):
    """The articles with what the sample's own list says of each."""
    index = pd.read_csv(FOLDER / "index.csv", dtype=str, keep_default_na=False)
    return chronicle.merge(index, on=["title", "source"], suffixes=("", "_listed"))


def test_every_listed_article_is_read_once(chronicle, listed):
    check_table(chronicle, "articles")
    assert len(chronicle) == len(listed) == 146
    assert listed["article"].is_unique


def test_what_is_broken_on_purpose_is_reported(chronicle):
    files = [Path(f).name for f in list_skipped(chronicle)["file"]]
    assert sorted(files) == ["karuna_bulletin.jsonl", "meridian_wire_2024.csv"]


def test_every_article_is_dated_as_the_list_says(listed):
    told = pd.to_datetime(listed["published_listed"], utc=True, format="ISO8601")
    assert (listed["published"] == told).all()


def test_the_14_planted_copies_are_found_and_no_other(listed):
    original = listed["copy_of"].where(listed["copy_of"] != "", listed["article"])

    def pairs(group):
        together = listed.groupby(group.to_numpy())["article"]
        return {
            pair for _, names in together for pair in combinations(sorted(names), 2)
        }

    assert len(pairs(original)) == 14
    assert pairs(listed["story_id"]) == pairs(original)


def test_events_are_the_40_that_the_articles_report(listed):
    events = load_events("chronicle")
    assert len(events) == 40 and events["event_id"].is_unique
    reported = set(listed["event_id"][listed["offtopic"] == "no"])
    assert reported == set(events["event_id"])
    assert events["date"].between("2024-04-01", "2024-10-31").all()


def test_an_installed_copy_reads_the_sample_inside_the_package(monkeypatch, tmp_path):
    inside = tmp_path / "toolkit" / "data" / "sample" / "small" / "raw"
    inside.mkdir(parents=True)
    (inside / "a.txt").write_text("Talks resume\n6 August 2024\n\nTalks resumed today.")
    monkeypatch.setattr(samples, "files", lambda package: tmp_path / package)
    assert load_sample("small")["title"].tolist() == ["Talks resume"]


def test_codes_keep_empty_cells_empty_and_offsets_whole(monkeypatch, tmp_path):
    folder = tmp_path / "data" / "sample" / "small"
    folder.mkdir(parents=True)
    (folder / "codes.csv").write_text(
        "sentence_id,article_id,sentence,start,end,actor,target\n0012,007,3,10,42,NA,\n"
    )
    monkeypatch.setattr(samples, "files", lambda package: tmp_path / package)
    (row,) = load_codes("small").to_dict("records")
    assert row == {"sentence_id": "0012", "article_id": "007", "sentence": 3, "start": 10,
                   "end": 42, "actor": "NA", "target": ""}  # fmt: skip


@pytest.mark.parametrize("name", ["chronical", "", "..", "chronicle/raw", "/"])
def test_an_unknown_sample_is_answered_with_those_that_exist(name):
    for load in (load_sample, load_codes, load_events):
        with pytest.raises(NoSuchSample, match='"chronicle"'):
            load(name)


def test_a_table_the_sample_lacks_is_answered_with_those_it_has(monkeypatch, tmp_path):
    folder = tmp_path / "data" / "sample" / "small"
    folder.mkdir(parents=True)
    (folder / "events.csv").write_text("event_id,date\n")
    monkeypatch.setattr(samples, "files", lambda package: tmp_path / package)
    with pytest.raises(NoSuchSample, match=r"no table 'codes'.*beside it: events"):
        load_codes("small")
