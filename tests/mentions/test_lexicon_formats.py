"""Lexicons of a user's own: CSV, quanteda YAML, LIWC; errors name the file and line."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from toolkit.mentions.find import find_mentions
from toolkit.mentions.lexicon import LexiconError, load_lexicon, read_lexicon
from toolkit.mentions.lexicon_formats import read_rows

YAML = """\
conflict:
  violence:
    - attack*
    - [open fire, 'shell?ng']
  words:
    - insult*
peace:
  - truce
  - insult*
"""

LIWC = """\
%
1\taffect\t(Feeling)
2\tanger
3\tpeace
%
kill*\t1\t2
calm\t1\t3
cease fire\t3
"""


@pytest.fixture
def write(tmp_path):
    """Write a lexicon file and give its path."""

    def _write(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return _write


def rows(lexicon) -> list[tuple[str, str, float]]:
    columns = lexicon.entries[["term", "channel", "severity"]]
    return [tuple(row) for row in columns.to_numpy()]


# -------------------------------------------------------------------------------- CSV


def test_a_csv_with_term_channel_and_severity(write):
    path = write("mine.csv", "term,channel,severity\nwar,act,9\nwarm*,none,0\n")
    lexicon = read_lexicon(path)
    assert rows(lexicon) == [("war", "act", 9.0), ("warm*", "none", 0.0)]
    assert (lexicon.name, lexicon.scale) == ("mine", "user")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(write, delimiter):
    text = "Term,Channel\nopen fire,act\n".replace(",", delimiter)
    assert rows(read_lexicon(write("mine.csv", text))) == [("open fire", "act", 1.0)]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write):
    path = write(
        "mine.csv", b"\xef\xbb\xbfterm,channel\r\nwar,act\r\n\r\ntruce,deescalation\r\n"
    )
    assert [term for term, *_ in rows(read_lexicon(path))] == ["war", "truce"]


def test_categories_are_mapped_and_weighted_and_the_rest_is_left_out(write):
    path = write("mine.csv", "term,category\nwar,fight\ntruce,calm\nsoup,food\n")
    lexicon = read_lexicon(
        path,
        channels={"fight": "act", "calm": "deescalation"},
        severity={"fight": 9, "calm": 7.5},
    )
    assert rows(lexicon) == [("war", "act", 9.0), ("truce", "deescalation", 7.5)]


def test_a_missing_severity_takes_the_one_for_all_and_exceptions_weigh_nothing(write):
    path = write(
        "mine.csv", "term,channel,severity\nwar,act,\nriot,act,5\nwar game,none,\n"
    )
    assert rows(read_lexicon(path, severity=8)) == [
        ("war", "act", 8.0),
        ("riot", "act", 5.0),
        ("war game", "none", 0.0),
    ]


def test_sense_rules_of_a_csv_are_kept_and_may_use_the_shared_sets(write):
    path = write("mine.csv", "term,channel,unless\nattack,act,@sport\n")
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "text": ["The attack began.", "The rugby attack began."],
        }
    )
    found = find_mentions(articles, read_lexicon(path))
    assert found["article_id"].tolist() == ["a"]


def test_an_entry_without_a_type_gives_a_mention_whose_type_is_missing(write):
    path = write("mine.csv", "term,channel\nraid,act\n")
    articles = pd.DataFrame({"article_id": ["a"], "text": ["A raid began."]})
    found = find_mentions(articles, read_lexicon(path))
    assert found["channel"].tolist() == ["act"]
    assert found["type"].isna().tolist() == [True]


# ----------------------------------------------------------------------- quanteda, LIWC


def test_nested_yaml_categories_are_joined_by_a_dot(write):
    found = read_rows(write("mine.yml", YAML))
    assert list(zip(found["term"], found["category"], found["line"], strict=True)) == [
        ("attack*", "conflict.violence", 3),
        ("open fire", "conflict.violence", 4),
        ("shell*ng", "conflict.violence", 4),
        ("insult*", "conflict.words", 6),
        ("truce", "peace", 8),
    ]


def test_a_term_of_two_categories_goes_to_the_first_that_is_read(write):
    path = write("mine.yaml", YAML)
    both = {"conflict.words": "tone", "peace": "deescalation"}
    assert ("insult*", "tone", 1.0) in rows(read_lexicon(path, channels=both))
    one = {"peace": "deescalation"}
    assert ("insult*", "deescalation", 1.0) in rows(read_lexicon(path, channels=one))


def test_a_liwc_dictionary_is_read_by_the_names_of_its_categories(write):
    channels = {"anger": "act", "peace": "deescalation"}
    assert rows(read_lexicon(write("mine.dic", LIWC), channels=channels)) == [
        ("kill*", "act", 1.0),
        ("calm", "deescalation", 1.0),
        ("cease fire", "deescalation", 1.0),
    ]


def test_a_liwc_dictionary_may_be_parted_by_blanks_and_hold_blank_lines(write):
    text = "%\n1 anger\n%\nkill* 1\n\nhate   1\n\n"
    assert [
        r[0]
        for r in rows(read_lexicon(write("a.dic", text), channels={"anger": "tone"}))
    ] == [
        "kill*",
        "hate",
    ]


# -------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "word,channel\nwar,act\n", "a.csv, line 1: needs the columns 'term'"),
        (
            "a.csv",
            "term,channel\nwar,act\nopen, fire,act\n",
            "a.csv, line 3: more fields",
        ),
        (
            "a.csv",
            "term,channel\nwar,fight\n",
            "a.csv, line 2: category 'fight' is no channel",
        ),
        ("a.csv", "term,channel,severity\nwar,act,11\n", "a.csv, line 2: severity"),
        ("a.csv", "term,channel,severity\nwar,act,high\n", "a.csv, line 2: severity"),
        (
            "a.csv",
            "term,channel,type\nwar,act,BATTLE\n",
            "a.csv, line 2: type 'BATTLE'",
        ),
        ("a.csv", "term,channel\n* war,act\n", "a.csv, line 2: term '\\* war'"),
        ("a.csv", "term,channel\nwar,act\nwar,tone\n", "a.csv, line 3: term 'war'"),
        ("a.csv", "term,channel\n", "a.csv holds no expressions"),
        ("a.yml", "act:\n  - [war\n", "a.yml, line 3"),
        ("a.yml", "- war\n- riot\n", "a.yml: a quanteda dictionary maps"),
        ("a.yml", "", "a.yml: a quanteda dictionary maps"),
        (
            "a.yml",
            "act: &a\n  - war\n  - *a\n",
            "a.yml, line 3: write the patterns out",
        ),
        (
            "a.yml",
            "act: " + "[" * 1500 + "]" * 1500,
            "a.yml: categories are nested too deeply",
        ),
        ("a.yml", "act:\n  - war\x01\n", "a.yml"),
        ("a.dic", "war\t1\n", "a.dic: a LIWC dictionary lists its categories"),
        (
            "a.dic",
            "%\n1\n%\nwar\t1\n",
            "a.dic, line 2: a category needs number and name",
        ),
        (
            "a.dic",
            "%\n1\tact\n%\nwar\t7\n",
            "a.dic, line 4: category '7' is not declared",
        ),
        ("a.dic", "%\n1\tact\n%\nwar\n", "a.dic, line 4: 'war' has no category number"),
        ("a.txt", "war\n", "a.txt: no lexicon format is known by '.txt'"),
        (
            "a.csv",
            b"term,channel\nguerrilla \xe9,act\n",
            "a.csv: not UTF-8 \\(byte 23\\)",
        ),
    ],
)
def test_an_error_names_the_file_the_line_and_the_fault(write, name, text, message):
    with pytest.raises(LexiconError, match=message):
        read_lexicon(write(name, text))


def test_a_field_without_an_end_is_named_with_its_line(write):
    path = write("a.csv", "term,channel\nwar,act\n" + "x" * 200 + ",act\n")
    before = csv.field_size_limit(100)
    try:
        with pytest.raises(LexiconError, match=r"a\.csv, line 3: field larger"):
            read_lexicon(path)
    finally:
        csv.field_size_limit(before)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(LexiconError, match="There is no file"):
        read_lexicon(tmp_path / "gone.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(LexiconError, match=r"folder\.csv cannot be read"):
        read_lexicon(tmp_path / "folder.csv")


def test_categories_that_the_file_does_not_have_are_named_with_those_it_has(write):
    with pytest.raises(
        LexiconError, match=r"none of the categories rage; it has affect, anger"
    ):
        read_lexicon(write("a.dic", LIWC), channels={"rage": "tone"})


def test_a_channel_that_does_not_exist_is_refused(write):
    with pytest.raises(LexiconError, match="'war' is no channel"):
        read_lexicon(write("a.csv", "term,channel\nwar,x\n"), channels={"x": "war"})


def test_an_edited_copy_of_the_shipped_lexicon_keeps_its_severities(tmp_path):
    from importlib.resources import files

    shipped = files("toolkit.mentions") / "lexicons" / "escalation_en.csv"
    copy = tmp_path / "mine.csv"
    copy.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    ours, theirs = read_lexicon(copy).entries, load_lexicon("escalation_en").entries
    assert ours["severity"].tolist() == theirs["severity"].tolist()


def test_two_spellings_of_one_term_are_one_term(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,channel\nair strike,act\nAir-Strike,tone\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"line 3.*only once"):
        read_lexicon(path)


def test_a_users_file_has_no_published_scale(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,channel\nwar,act\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="no goldstein severities"):
        read_lexicon(path).on_scale("goldstein")
