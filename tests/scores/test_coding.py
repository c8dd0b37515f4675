"""Coding: what a coder says is on the disk before the next unit is shown."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import read_coding
from toolkit.schema import BadValue
from toolkit.scores.codebook import read_codebook
from toolkit.scores.coding_files import CoderFile
from toolkit.scores.coding_session import CodingSession, order_of

NONE = [{"channel": "none"}]
ROOT = Path(__file__).resolve().parents[2]


def units(n=6):
    names = [f"s{i}" for i in range(n)]
    return pd.DataFrame({
        "sentence_id": names, "text": [f"Text {i}." for i in range(n)],
        "before": "Before.", "stratum": "act", "probability": 0.5, "source": "Wire",
    })  # fmt: skip


def session(folder, coder="Ann", n=6, **more):
    return CodingSession(units(n), CoderFile(Path(folder), coder), **more)


# Nothing is lost ----------------------------------------------------------------------

CODER = """
import sys
sys.path.insert(0, {root!r})
from toolkit.scores.coding_files import CoderFile
file = CoderFile({folder!r}, "Ann")
for i in range(100_000):
    file.add({{"event": "code", "unit": f"s{{i}}", "at": str(i),
               "rows": [{{"channel": "act"}}], "note": "n" * 5000}})
    print(i, flush=True)
"""


@pytest.mark.parametrize("wait", [0.0, 0.013, 0.05, 0.121])
def test_a_process_killed_at_any_moment_loses_nothing_it_reported(tmp_path, wait):
    code = CODER.format(root=str(ROOT), folder=str(tmp_path))
    coder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    coder.stdout.readline()  # at work: the first code was reported
    time.sleep(wait)
    os.kill(coder.pid, signal.SIGKILL)
    reported = [int(line) for line in coder.communicate()[0].split()]
    file = CoderFile(tmp_path, "Ann")
    kept = [event["unit"] for event in file.events]
    assert kept[: len(reported) + 1] == [f"s{i}" for i in range(len(reported) + 1)]
    assert file.torn <= 1
    # and the next session goes on, on a line of its own
    file.add({"event": "code", "unit": "next", "rows": NONE})
    assert CoderFile(tmp_path, "Ann").events[-1]["unit"] == "next"
    assert len(CoderFile(tmp_path, "Ann").events) == len(kept) + 1


@settings(max_examples=60)
@given(cut=st.integers(0, 400), more=st.booleans())
def test_a_file_cut_anywhere_keeps_every_whole_line(tmp_path_factory, cut, more):
    folder = tmp_path_factory.mktemp("codes")
    file = CoderFile(folder, "Ann")
    for i in range(4):
        file.add({"event": "code", "unit": f"ü{i}", "at": str(i), "rows": NONE})
    data = file.path.read_bytes()[:cut]
    file.path.write_bytes(data)
    whole = sum(is_event(line) for line in data.split(b"\n"))
    again = CoderFile(folder, "Ann")
    assert len(again.events) == whole
    if more:
        again.add({"event": "code", "unit": "new", "at": "9", "rows": NONE})
        assert len(CoderFile(folder, "Ann").events) == whole + 1


def is_event(line):
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def test_what_cannot_be_written_does_not_count_as_coded(tmp_path, monkeypatch):
    one = session(tmp_path)
    first = one.unit

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        one.save(NONE)
    monkeypatch.undo()
    assert one.unit == first
    assert one.progress().coded == 0


def test_a_write_that_is_cut_short_is_finished(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda place, data: write(place, data[:7]))
    session(tmp_path).save(NONE, note="nothing to see")
    monkeypatch.undo()
    assert CoderFile(tmp_path, "Ann").events[0]["note"] == "nothing to see"


# The way through a sample -------------------------------------------------------------


def test_a_coder_goes_on_where_she_left(tmp_path):
    one = session(tmp_path)
    for _ in range(4):
        one.save(NONE)
    left_at = one.unit
    again = session(tmp_path)
    assert again.unit == left_at == again.order[4]
    assert again.progress()[:3] == (6, 4, 0)


def test_each_coder_has_an_order_of_her_own(tmp_path):
    ann, ben = session(tmp_path, n=50), session(tmp_path, "Ben", n=50)
    assert ann.order != ben.order
    assert sorted(ann.order) == sorted(ben.order)
    assert order_of(ann.order, "Ann", 1) != order_of(ann.order, "Ann", 2)


def test_the_coder_sees_neither_stratum_nor_score_nor_outlet(tmp_path):
    assert session(tmp_path).shown().keys() == {"title", "before", "text"}
    assert "Wire" not in str(session(tmp_path).shown())


def test_undo_takes_back_the_last_code_and_the_file_remembers_it(tmp_path):
    one = session(tmp_path)
    first, second = one.order[:2]
    one.save(NONE)
    one.save([{"channel": "act"}])
    assert one.undo()
    assert one.unit == second
    assert one.progress().coded == 1
    assert [e["event"] for e in one.file.events] == ["code", "code", "undo"]
    assert one.undo()
    assert one.unit == first
    assert not one.undo()
    assert session(tmp_path).progress().coded == 0


def test_undoing_a_change_brings_the_first_code_back(tmp_path):
    one = session(tmp_path)
    one.save([{"channel": "act"}])
    one.go(-1)
    one.save([{"channel": "tone"}])
    one.undo()
    assert one.code["rows"] == [{"channel": "act"}]


def test_one_can_go_back_and_change_ones_mind(tmp_path):
    one = session(tmp_path)
    first = one.unit
    one.save([{"channel": "act"}])
    one.go(-1)
    assert one.code["rows"] == [{"channel": "act"}]
    one.save([{"channel": "tone"}])
    assert one.unit == one.order[1]
    codes = read_coding(tmp_path)
    assert codes[["sentence_id", "channel"]].to_numpy().tolist() == [[first, "tone"]]


def test_a_skipped_unit_is_not_shown_again_and_has_no_code(tmp_path):
    one = session(tmp_path, n=2)
    one.skip()
    one.save(NONE)
    assert one.done
    codes = read_coding(tmp_path, units(2))
    assert len(codes) == 1
    assert codes.attrs["skipped"] == {"Ann": 1}
    assert one.progress()[:3] == (2, 1, 1)


def test_the_time_on_a_unit_is_what_the_clock_says(tmp_path):
    ticks = iter([0.0, 12.5, 12.5, 20.0, 20.0])
    one = session(tmp_path, clock=lambda: next(ticks))
    one.save(NONE)  # shown at 0, saved at 12.5
    one.save(NONE)  # shown at 12.5, saved at 20
    assert read_coding(tmp_path)["seconds"].tolist() == [12.5, 7.5]
    assert one.progress().median_seconds == 10.0


def test_a_unit_with_two_statements_has_two_rows(tmp_path):
    rows = [{"channel": "act", "status": "actual"}, {"channel": "tone"}]
    session(tmp_path).save(rows, unsure=True, note="two in one")
    codes = read_coding(tmp_path, units())
    assert codes["channel"].tolist() == ["act", "tone"]
    assert codes["unsure"].all()
    assert codes["probability"].tolist() == [0.5, 0.5]


def test_a_sample_that_cannot_be_coded_is_refused(tmp_path):
    with pytest.raises(BadValue, match="'s1' twice"):
        CodingSession(units().assign(sentence_id="s1"), CoderFile(tmp_path, "Ann"))
    with pytest.raises(BadValue, match="no unit"):
        CodingSession(units(0), CoderFile(tmp_path, "Ann"))
    with pytest.raises(BadValue, match="holds no codes"):
        read_coding(tmp_path)


@pytest.mark.parametrize("name", ["", "../Ann", "Ann/Ben", ".Ann", "Ann ", "A\nB"])
def test_a_name_that_cannot_name_a_file_is_refused(tmp_path, name):
    with pytest.raises(BadValue, match="cannot name a file"):
        CoderFile(tmp_path, name)


def test_two_coders_never_share_a_file(tmp_path):
    session(tmp_path, "Ann B").save(NONE)
    with pytest.raises(BadValue, match="holds what Ann B coded"):
        CoderFile(tmp_path, "Ann_B")


def test_codes_of_another_sample_are_refused(tmp_path):
    session(tmp_path).save(NONE)
    other = units().assign(sentence_id=[f"other{i}" for i in range(6)])
    with pytest.raises(BadValue, match="None of the coded units is in the sample"):
        read_coding(tmp_path, other)


# Codebooks ----------------------------------------------------------------------------

BOOK = """
title = "Heat"
[[question]]
name = "heat"
[[question.answer]]
key = "y"
value = "yes"
"""


def test_a_codebook_of_ones_own(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(BOOK, "utf-8")
    book = read_codebook(path)
    assert (book.names, book.questions[0].choices()) == (["heat"], "y yes")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"y"', '"yy"'), "is not one letter"),
        (('"y"', '"+"'), "is not one letter"),
        (("[[question.answer]]", "[[question.choice]]"), "neither answers nor low"),
        (("title", "name"), "is no codebook"),
        (('"Heat"', "Heat"), "is no TOML"),
        (("[[question]]", "[question]"), "is no"),
    ],
)
def test_a_codebook_with_which_nobody_can_code_is_refused(tmp_path, change, message):
    path = tmp_path / "book.toml"
    path.write_text(BOOK.replace(*change), "utf-8")
    with pytest.raises(BadValue, match=message):
        read_codebook(path)


def test_answers_that_share_a_key_are_refused(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(BOOK + '[[question.answer]]\nkey = "Y"\nvalue = "no"\n', "utf-8")
    with pytest.raises(BadValue, match="share a key"):
        read_codebook(path)


def test_the_shipped_codebook_has_the_values_of_the_tables():
    from toolkit.schema import CHANNELS, STATUSES, VOICES

    values = {q.name: {a.value for a in q.answers} for q in read_codebook().questions}
    assert values["channel"] == {*CHANNELS, "none"}
    assert values["status"] == set(STATUSES)
    assert values["voice"] == set(VOICES)
