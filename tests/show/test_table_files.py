"""Tables to files and back: every number, text and time as it was."""

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.schema import BadValue
from toolkit.show.table_files import (
    column_names_of,
    read_codes,
    read_table,
    write_table,
)


def scores():
    return pd.DataFrame({
        "article_id": pd.Series(["007", "NA", "=1", "'=1"], dtype="str"),
        "source": pd.Series(["null", None, "'tis", "-"], dtype="str"),
        "published": pd.to_datetime(
            ["2024-08-06T08:36:00.123456Z", None, "1999-12-31", "2024-08"],
            format="ISO8601", utc=True).as_unit("us"),
        "n_words": [3, 0, 7, 9],
        "act_rate": [1000 / 3, np.nan, 0.1 + 0.2, 1e-7 / 3],
    })  # fmt: skip


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_a_table_comes_back_to_the_last_digit(tmp_path, form):
    write_table(scores(), tmp_path / f"scores.{form}")
    back = read_table(tmp_path / f"scores.{form}", "scores")
    pd.testing.assert_frame_equal(back, scores(), check_exact=True)


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_a_column_without_any_value_keeps_its_kind(tmp_path, form):
    empty = scores().assign(source=pd.Series([None] * 4, dtype="str"))
    empty["published"] = pd.Series([None] * 4, dtype="datetime64[us, UTC]")
    write_table(empty, tmp_path / f"scores.{form}")
    back = read_table(tmp_path / f"scores.{form}", "scores")
    pd.testing.assert_frame_equal(back, empty)


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_a_broken_file_is_an_error_that_names_it(tmp_path, form):
    file = tmp_path / f"scores.{form}"
    file.write_bytes(b"")
    assert column_names_of(file) == set()
    if form == "jsonl":
        file.write_text('{"article_id": "a"')
    with pytest.raises(BadValue, match=f"scores.{form} cannot be read"):
        read_table(file, "scores")


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_codes_keep_their_ids_and_the_word_none(tmp_path, form):
    codes = pd.DataFrame(
        {"sentence_id": ["007", "008"], "channel": ["none", "act"], "coder": ["1", "2"]}
    )
    write_table(codes, tmp_path / f"codes.{form}")
    back = read_codes(tmp_path / f"codes.{form}")
    assert back.to_dict("list") == codes.to_dict("list")


def test_a_table_without_channels_is_no_table_of_codes(tmp_path):
    write_table(pd.DataFrame({"sentence_id": ["1"]}), tmp_path / "codes.csv")
    with pytest.raises(BadValue, match=r"codes\.csv is no table of hand codes"):
        read_codes(tmp_path / "codes.csv")
    with pytest.raises(BadValue, match="must end in"):
        read_codes(tmp_path / "codes.xlsx")


ODD = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n'\",;\0 \ufeff\u2028\x85\x1c"), st.characters(codec="utf-8")),
    min_size=1, max_size=8,
)  # fmt: skip


@given(texts=st.lists(ODD, min_size=1, max_size=4))
@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_every_text_comes_back_as_it_was(tmp_path_factory, form, texts):
    path = tmp_path_factory.mktemp("odd") / f"a.{form}"
    table = pd.DataFrame({"article_id": list("abcd")[: len(texts)], "text": texts,
                          "n_words": range(len(texts))})  # fmt: skip
    write_table(table, path)
    back = read_table(path, "articles")
    assert back["text"].tolist() == texts
    assert back["n_words"].tolist() == list(range(len(texts)))


def test_a_lone_carriage_return_begins_no_row_with_a_formula(tmp_path):
    path = tmp_path / "a.csv"
    table = pd.DataFrame({"article_id": ["a"], "text": ["Talks\r=cmd|'/c calc'!A1"]})
    write_table(table, path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [len(row) for row in rows] == [2, 2]
    assert read_table(path, "articles")["text"].tolist() == table["text"].tolist()
