"""Text made harmless for pages, terminals and spreadsheets."""

import unicodedata

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.show.safe import for_html, for_spreadsheet, for_terminal, from_spreadsheet


@pytest.mark.parametrize(
    "start", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
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


@pytest.mark.parametrize("kind", ["str", "object", "string", "category",
                                  pd.ArrowDtype(pa.string())])  # fmt: skip
def test_texts_are_marked_whatever_their_column_is_made_of(kind):
    cells = pd.Series(["=1", "Talks"], dtype=kind)
    assert for_spreadsheet(pd.DataFrame({"title": cells}))["title"].tolist() == [
        "'=1", "Talks"]  # fmt: skip


def test_names_of_columns_are_marked_and_come_back_and_twins_do_no_harm():
    frame = pd.DataFrame([["=1", "-2", 3]], columns=["=cmd()", "a", "a"])
    safe = for_spreadsheet(frame)
    assert safe.columns.tolist() == ["'=cmd()", "a", "a"]
    assert safe.to_numpy().tolist() == [["'=1", "'-2", 3]]
    assert from_spreadsheet(safe).columns.tolist() == frame.columns.tolist()


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\x1b]8;\x07\x9b\u202e"), st.characters(codec=None)
    ),
    max_size=12,
)


@given(st.lists(HOSTILE, min_size=1, max_size=5))
@example(["=\ud800"])  # half a character
def test_marked_texts_start_no_formula_and_come_back_exactly(texts):
    frame = pd.DataFrame({"title": pd.Series(texts, dtype="object")})
    safe = for_spreadsheet(frame)
    assert not any(t.startswith(tuple("=+-@\t\r\n")) for t in safe["title"])
    assert from_spreadsheet(safe)["title"].tolist() == texts


@given(HOSTILE)
def test_no_text_steers_a_terminal(text):
    shown = for_terminal(text)
    kinds = {
        unicodedata.category(char) for char in shown.replace("\n", "").replace("\t", "")
    }
    assert not kinds & {"Cc", "Cs"}
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    shown.encode("utf-8")


@given(HOSTILE)
def test_no_text_leaves_its_place_on_a_page(text):
    shown = for_html(text)
    assert not set(shown) & set("<>\"'")
    shown.encode("utf-8")


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_each_control_code_is_kept_from_the_terminal(code):
    kept = "ab" if code not in (9, 10) else f"a{chr(code)}b"
    shown = for_terminal(f"a{chr(code)}b")
    assert shown in (kept, "a")  # those that open a sequence take what follows
