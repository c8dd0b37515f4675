"""Text made harmless for pages, terminals and spreadsheets."""

import pandas as pd
import pytest

from toolkit.show.safe import for_html, for_spreadsheet, for_terminal, from_spreadsheet


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_marked_and_come_back_exactly(start):
    frame = pd.DataFrame(
        {"title": [start + "cmd|'/c calc'!A1", "'" + start, "'plain", None]}
    )
    safe = for_spreadsheet(frame)
    assert not safe["title"].dropna().str.startswith(start).any()
    assert from_spreadsheet(safe)["title"].tolist()[:3] == frame["title"].tolist()[:3]


def test_negative_numbers_stay_numbers():
    assert for_spreadsheet(pd.DataFrame({"change": [-1.5]}))["change"].tolist() == [
        -1.5
    ]


def test_categories_are_marked_too():
    frame = pd.DataFrame({"source": pd.Categorical(["=1"])})
    assert for_spreadsheet(frame)["source"].tolist() == ["'=1"]


@pytest.mark.parametrize(("raw", "plain"), [
    ("\x1b[31mred\x1b[0m", "red"), ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("a\x9b2Jb", "ab"), ("over\rwrite", "overwrite"), ("r\u202eefas", "refas"),
    ("two\nlines\tkept", "two\nlines\tkept"),
])  # fmt: skip
def test_terminal_text_holds_no_control(raw, plain):
    assert for_terminal(raw) == plain


def test_attributes_cannot_be_left():
    assert '"' not in for_html('" onmouseover="x') and "'" not in for_html("' x='")
