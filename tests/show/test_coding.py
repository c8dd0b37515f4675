"""The desk: what is typed becomes a code, and nothing but the text is shown."""

import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import adjudicate, code_sample, gold_codes, read_coding
from toolkit.schema import BadValue
from toolkit.scores.codebook import read_codebook
from toolkit.show.coding_line import line_of, read_line

BOOK = read_codebook()


def units(n=6, **columns):
    table = pd.DataFrame({
        "sentence_id": [f"s{i}" for i in range(n)], "article_id": "a",
        "field": "text", "start": range(0, 100 * n, 100), "end": range(50, 100 * n, 100),
        "text": [f"Text {i}." for i in range(n)], "stratum": "act",
    })  # fmt: skip
    return table.assign(**columns)


def html_of(desk):
    """Everything the desk shows, as one text."""
    parts, stack = [], [desk]
    while stack:
        widget = stack.pop()
        stack += getattr(widget, "children", ())
        parts += [str(getattr(widget, name, "")) for name in ("value", "description")]
    return " ".join(parts)


def coded(folder):
    return read_coding(folder)[["sentence_id", "channel"]].to_numpy().tolist()


# The line -----------------------------------------------------------------------------


def test_a_line_is_read_in_the_order_of_the_codebook():
    line = read_line(BOOK, "aaN10 Iran; Syria > Israel ? # two actors?")
    assert line.rows == (
        {
            "channel": "act", "status": "actual", "voice": "narrator", "severity": 10,
            "actor": "Iran; Syria", "target": "Israel",
        },
    )  # fmt: skip
    assert (line.unsure, line.note, line.problem) == (True, "two actors?", "")


def test_nothing_is_asked_after_none_and_no_severity_of_a_truce():
    assert read_line(BOOK, "n").rows == ({"channel": "none"},)
    truce = {"channel": "deescalation", "status": "actual", "voice": "narrator"}
    assert read_line(BOOK, "dan").rows == (truce,)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "an answer is missing to channel: a act, t threat"),
        ("a", "an answer is missing to status"),
        ("aan", "an answer is missing to severity: 0 to 10"),
        ("aan11", "1 is no answer to severity: 0 to 10"),
        ("ax", "x is no answer to status: a actual, t threatened"),
        ("na", "a is too much"),
        ("n + ax", "x is no answer to status"),
        ("aan7 Iran", "write who to whom with one >"),
        ("aan7 A > B > C", "write who to whom with one >"),
    ],
)
def test_a_line_that_cannot_be_saved_says_why(line, problem):
    assert read_line(BOOK, line).problem.startswith(problem)


@given(st.text("atdonhpq0195 +?#><.=!x", max_size=20))
def test_any_line_is_read_or_explained_and_what_is_read_can_be_written(line):
    read = read_line(BOOK, line)
    if not read.problem:
        event = {"rows": read.rows, "unsure": read.unsure, "note": read.note}
        again = read_line(BOOK, line_of(BOOK, event))
        names = ("actor", "target")
        plain = [{k: v for k, v in r.items() if v or k not in names} for r in read.rows]
        back = [{k: v for k, v in r.items() if v or k not in names} for r in again.rows]
        assert (plain, read.unsure) == (back, again.unsure)


# The desk -----------------------------------------------------------------------------


def test_each_line_codes_a_unit_and_shows_the_next(tmp_path):
    desk = code_sample(units(), "Ann", tmp_path)
    order = desk.session.order
    desk.type_in("n\naan3\n")
    assert coded(tmp_path) == [[order[0], "none"], [order[1], "act"]]
    assert desk.session.unit == order[2]
    assert "2 of 6 coded" in html_of(desk)


def test_keys_that_arrive_one_by_one_or_all_at_once_say_the_same(tmp_path):
    typed = "n\naan3 Iran > Israel # why\n<\noan\n.\n!\nx\nn\n"
    slow = code_sample(units(), "Ann", tmp_path / "slow")
    for key in typed:
        slow.type_in(key)
    quick = code_sample(units(), "Ann", tmp_path / "quick")
    quick.type_in(typed)
    assert coded(tmp_path / "slow") == coded(tmp_path / "quick")
    assert slow.session.unit == quick.session.unit


def test_the_line_is_explained_while_it_is_typed(tmp_path):
    desk = code_sample(units(), "Ann", tmp_path)
    desk.type_in("aa")
    shown = html_of(desk)
    assert "status: <b>actual</b>" in shown
    assert "Whose words are they?" in shown
    assert not (tmp_path / "codes_Ann.jsonl").exists()


def test_a_line_that_is_not_understood_codes_nothing(tmp_path):
    desk = code_sample(units(), "Ann", tmp_path)
    first = desk.session.unit
    desk.type_in("zz\n\n")
    assert desk.session.unit == first
    assert not (tmp_path / "codes_Ann.jsonl").exists()
    assert "still open" in html_of(desk)


def test_lines_above_cannot_be_changed_by_editing_them(tmp_path):
    desk = code_sample(units(), "Ann", tmp_path)
    desk.type_in("n\n")
    desk._field.value = "oan\n"
    assert len(coded(tmp_path)) == 1
    assert "goes back" in html_of(desk)
    assert desk._field.value == "n\n"
    desk.type_in("n\n")
    assert len(coded(tmp_path)) == 2


def test_going_back_shows_the_code_and_enter_keeps_it(tmp_path):
    desk = code_sample(units(), "Ann", tmp_path)
    first, second = desk.session.order[:2]
    desk.type_in("aan3\n<\n")
    assert desk.session.unit == first
    assert "<code>aan3</code>" in html_of(desk)
    desk.type_in("\n")
    assert desk.session.unit == second
    assert coded(tmp_path) == [[first, "act"]]


def test_the_desk_is_blind_until_it_is_asked_and_says_that_it_was(
    tmp_path, mentions_at
):
    sample = units()
    desk = code_sample(sample, "Ann", tmp_path, mentions=mentions_at(sample))
    assert "shelling" not in html_of(desk)
    desk.type_in("=\n")
    assert "shelling" in html_of(desk)
    desk.type_in("n\nn\n")
    assert read_coding(tmp_path)["revealed"].tolist() == [True, False]
    without = code_sample(sample, "Ben", tmp_path)
    assert "Reveal" not in html_of(without)


@pytest.fixture
def mentions_at():
    def build(sample):
        return pd.DataFrame({
            "article_id": "a", "field": "text", "start": sample["start"],
            "match": "shelling", "channel": "act",
        })  # fmt: skip

    return build


def test_markup_in_a_text_is_shown_and_never_run(tmp_path):
    evil = "<img src=x onerror=alert(1)>"
    book = tmp_path / "book.toml"
    book.write_text(
        f'title = "{evil}"\n[[question]]\nname = "heat"\n[[question.answer]]\n'
        f'key = "y"\nvalue = "{evil}"\n',
        "utf-8",
    )
    sample = units(text=evil, title=evil + "t", before=evil)
    desk = code_sample(sample, "Ann", tmp_path, codebook=book)
    desk.type_in(f"y # {evil}\n<\n")
    desk.type_in(f"{evil}\n")
    assert "<img" not in html_of(desk).replace(desk._field.value, "")
    assert "&lt;img" in html_of(desk)


def test_a_full_disk_is_told_and_the_unit_stays(tmp_path, monkeypatch):
    desk = code_sample(units(), "Ann", tmp_path)
    first = desk.session.unit

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    desk.type_in("n\n")
    monkeypatch.undo()
    assert "NOT SAVED" in html_of(desk)
    assert desk.session.unit == first
    desk.type_in("n\n")
    assert coded(tmp_path) == [[first, "none"]]


def test_the_buttons_do_what_the_keys_do(tmp_path):
    desk = code_sample(units(), "Ann", tmp_path)
    buttons = {b.description: b for b in desk._buttons().children}
    buttons["Skip (.)"].click()
    assert desk.session.unit == desk.session.order[1]
    buttons["Undo (!)"].click()
    assert desk.session.unit == desk.session.order[0]


def test_the_last_unit_says_that_all_is_done(tmp_path):
    desk = code_sample(units(2), "Ann", tmp_path)
    desk.type_in("n\n")
    assert "All done" not in html_of(desk)
    desk.type_in("n\n")
    assert "All done" in html_of(desk)
    assert "All done" in html_of(code_sample(units(2), "Ann", tmp_path))


# Adjudication -------------------------------------------------------------------------


@pytest.fixture
def disputed(tmp_path):
    """Two coders who differ on one unit of three."""
    for coder, odd in (("Ann", "aan4"), ("Ben", "oan")):
        desk = code_sample(units(3), coder, tmp_path)
        while not desk.session.done:
            desk.type_in(odd + "\n" if desk.session.unit == "s1" else "n\n")
    return tmp_path


def test_the_adjudicator_sees_both_codes_of_disputed_units_alone(disputed):
    desk = adjudicate(units(3), "Cleo", disputed)
    assert desk.session.order == ["s1"]
    shown = html_of(desk)
    assert "1 Ann" in shown and "aan4" in shown
    assert "2 Ben" in shown and "oan" in shown


@pytest.mark.parametrize(
    ("typed", "channel", "takes"),
    [
        ("1 # a raid", "act", "Ann"),
        ("2 # a word", "tone", "Ben"),
        ("n # no", "none", ""),
    ],
)
def test_a_decision_takes_a_code_or_makes_one(disputed, typed, channel, takes):
    adjudicate(units(3), "Cleo", disputed).type_in(typed + "\n")
    decided = read_coding(disputed, units(3), kind="gold")
    assert decided["takes"].tolist() == [takes]
    gold = gold_codes(read_coding(disputed, units(3)), decided)
    row = gold[gold["sentence_id"] == "s1"].iloc[0]
    assert (row["channel"], row["settled"], row["decided_by"]) == (
        channel, "adjudicated", "Cleo",
    )  # fmt: skip


def test_a_decision_without_a_reason_is_not_saved(disputed):
    desk = adjudicate(units(3), "Cleo", disputed)
    desk.type_in("1\n3 # none such\naan4\n")
    assert not (disputed / "gold_Cleo.jsonl").exists()
    assert "the reason is missing" in html_of(desk)


def test_where_nobody_differs_there_is_nothing_to_decide(tmp_path):
    for coder in ("Ann", "Ben"):
        code_sample(units(2), coder, tmp_path).type_in("n\nn\n")
    with pytest.raises(BadValue, match="none of the 2 units"):
        adjudicate(units(2), "Cleo", tmp_path)
