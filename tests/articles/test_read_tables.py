"""CSV, JSON and Parquet tables: columns, delimiters, encodings, broken rows."""

import json

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.articles.columns import map_columns
from toolkit.articles.read import list_notes, list_skipped, read_articles
from toolkit.articles.readers.delimited import _Layout

BODY = "Delegates from both sides met for the first time in a month on Monday in the capital."


@pytest.fixture
def read(tmp_path):
    def read_bytes(name, data, **options):
        file = tmp_path / name
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_articles(file, **options)

    return read_bytes


def notes(articles):
    return " / ".join(list_notes(articles)["note"])


@pytest.mark.parametrize(
    "header",
    [
        "title,text",
        "Headline,Full Text",
        "HEADLINE,maintext",
        "articleTitle,articleBody",
        "hl,content",
    ],
)
def test_common_column_names_are_recognised_and_said(read, header):
    articles = read("a.csv", f"{header}\nTalks,{BODY}\n")
    assert articles[["title", "text"]].values.tolist() == [["Talks", BODY]]
    assert f'title from "{header.split(",")[0]}"' in notes(articles)


def test_columns_argument_comes_before_common_names(read):
    articles = read(
        "a.csv",
        f"text,story,when\nteaser,{BODY},2024-08-06\n",
        columns={"text": "story", "published": "when"},
    )
    assert articles["text"][0] == BODY
    assert articles["published_from"][0] == 'column "when"; no time given'


def test_column_is_used_only_once():
    assert map_columns(["text", "content", "date", "time"]) == {
        "published": "date",
        "text": "text",
    }


def test_table_with_titles_only_is_set_aside_with_its_columns_named(read):
    skipped = list_skipped(read("a.csv", "title,teaser\nTalks,They met\n")).iloc[0]
    assert "text" in skipped["reason"]
    assert "title, teaser" in skipped["advice"]
    assert 'columns={"text"' in skipped["advice"]


def test_asked_for_column_that_is_absent_is_named(read):
    skipped = list_skipped(
        read("a.csv", f"title,text\nTalks,{BODY}\n", columns={"text": "bodyy"})
    )
    assert '"bodyy"' in skipped["reason"][0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_from_the_header(read, delimiter):
    rows = [["title", "text", "date"], ["Talks; again, | and more", BODY, "2024-08-06"]]
    lines = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert read("a.csv", lines)["title"][0] == "Talks; again, | and more"


def test_line_that_excel_writes_first(read):
    assert read("a.csv", f"sep=;\ntitle;text\nTalks;{BODY}\n")["title"].tolist() == [
        "Talks"
    ]


def test_quoted_newlines_stay_in_their_cell(read):
    articles = read(
        "a.csv", f'title,text\r\nTalks,"{BODY}\r\n\r\n{BODY}"\r\nMore,{BODY}\r\n'
    )
    assert articles["text"].tolist() == [f"{BODY}\n\n{BODY}", BODY]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_found(read, encoding):
    articles = read("a.csv", f"title,text\n“Talks” – now,{BODY}\n".encode(encoding))
    assert articles["title"][0] == "“Talks” – now"


def test_broken_row_is_set_aside_with_its_number(read):
    articles = read(
        "a.csv", f"title,text\nOne,{BODY}\nTwo,{BODY},surplus\nThree,{BODY}!\n"
    )
    assert articles["title"].tolist() == ["One", "Three"]
    skipped = list_skipped(articles).iloc[0]
    assert skipped["place"] == "row 3"
    assert skipped["reason"] == "The row has 3 fields, the header has 2."


def test_quote_that_is_never_closed_costs_one_row_only(read):
    articles = read(
        "a.csv", f'title,text\nOne,{BODY}\n"Two,{BODY}\nThree,{BODY}!\nFour,{BODY}?\n'
    )
    assert articles["title"].tolist() == ["One", "Three", "Four"]
    assert list_skipped(articles)["place"].tolist() == ["row 3"]


def test_row_without_text_is_set_aside(read):
    articles = read("a.csv", f"title,text\nOne,\nTwo,{BODY}\n")
    assert articles["title"].tolist() == ["Two"]
    assert list_skipped(articles)["reason"].tolist() == ["The row has no text."]


def test_cell_beyond_the_standard_limit_is_whole(read):
    long = "word " * 40_000  # 200,000 characters; the csv module stops at 131,072
    assert read("a.csv", f"title,text\nTalks,{long}\n")["n_words"][0] == 40_001


def test_nul_bytes_survive(read):
    assert read("a.csv", f"title,text\nTal\x00ks,{BODY}\n")["title"][0] == "Talks"


def test_prose_with_commas_is_no_table(read):
    articles = read("a.txt", f"Talks, news and more\n\n{BODY} Yes, they did.\n")
    assert articles["reader"][0] == "plain"


def test_dates_of_a_column(read):
    articles = read("a.csv", f"date,text\n03/04/2024,{BODY}\nsoon,{BODY}!\n,{BODY}?\n")
    assert articles["published"].isna().all()
    assert "03/04/2024 may be day first" in notes(articles)
    assert "not a date this reads: soon" in notes(articles)
    # 25 can only be a day, so it settles the column
    settled = read("a.csv", f"date,text\n03/04/2024,{BODY}\n25/04/2024,{BODY}\n")
    assert settled["published"].dt.strftime("%m-%d").tolist() == ["04-03", "04-25"]


def test_tags_and_entities_of_an_export_are_removed(read):
    articles = read(
        "a.json",
        json.dumps(
            [
                {
                    "title": "Talks &amp; more",
                    "body": f"<p>{BODY}</p><p>It&#39;s <b>on</b>.</p>",
                }
            ]
        ),
    )
    assert articles["title"][0] == "Talks & more"
    assert articles["text"][0] == f"{BODY}\n\nIt's on."


# ----------------------------------------------------------------------------------- JSON

ONE = {"title": "One", "text": BODY, "published": "2024-08-06T08:36:00Z"}


@pytest.mark.parametrize(
    "whole",
    [ONE, [ONE], {"status": "ok", "articles": [ONE]}, {"response": {"docs": [ONE]}},
     {"hits": {"total": 1, "hits": [{"_id": "7", "_source": ONE}]}}],
)  # fmt: skip
def test_articles_are_found_inside_the_json(read, whole):
    articles = read("a.json", json.dumps(whole, indent=1))
    assert articles[["title", "text"]].values.tolist() == [["One", BODY]]
    assert articles["published"][0] == pd.Timestamp("2024-08-06 08:36", tz="UTC")


def test_nested_values_become_text(read):
    row = {"title": "One", "text": [BODY * 2, BODY * 2], "source": {"id": None, "name": "The Gazette"},
           "authors": [{"name": "Ann Lee"}, {"name": "Bo Ek"}]}  # fmt: skip
    article = read("a.json", json.dumps([row])).iloc[0]
    assert article["source"] == "The Gazette"
    assert article["byline"] == "Ann Lee, Bo Ek"
    assert article["text"].count("\n\n") == 1


def test_bad_line_of_json_lines_is_set_aside_with_its_number(read):
    lines = [
        json.dumps(ONE),
        '{"title": "Two", "text": oops}',
        "[1]",
        json.dumps({**ONE, "title": "Four"}),
    ]
    articles = read("a.jsonl", "\n".join(lines))
    assert articles["title"].tolist() == ["One", "Four"]
    assert set(list_skipped(articles)["place"]) == {"line 2", "line 3"}


def test_list_that_breaks_off_keeps_what_is_whole(read):
    whole = json.dumps([{**ONE, "title": f"Story {i}"} for i in range(3)])
    articles = read("a.json", whole[:-20])
    assert articles["title"].tolist() == ["Story 0", "Story 1"]
    assert list_skipped(articles)["place"].tolist() == ["item 3 and below"]


def test_json_nested_without_end_is_set_aside(read):
    skipped = list_skipped(read("a.json", "[" * 100_000))
    assert len(skipped) == 1


# -------------------------------------------------------------------------------- Parquet


def test_parquet_of_another_project(tmp_path):
    table = pd.DataFrame({"headline": ["One", "Two"], "body": [BODY, None], "n": [1, 2],
                          "date": pd.to_datetime(["2024-08-06 10:00", None]).tz_localize("Europe/Berlin")})  # fmt: skip
    table.to_parquet(tmp_path / "a.parquet")
    articles = read_articles(tmp_path / "a.parquet")
    # 10:00 in Berlin is 08:00 UTC in summer
    assert articles["published"].tolist() == [
        pd.Timestamp("2024-08-06 08:00", tz="UTC")
    ]
    assert list_skipped(articles)["place"].tolist() == ["row 2"]


def test_large_table_is_judged_by_a_sample_of_its_languages(tmp_path, monkeypatch):
    from toolkit.articles import language

    monkeypatch.setattr(language, "DETECT_EACH", 10)
    monkeypatch.setattr(language, "GROUP_SAMPLE", 4)
    french = "Les délégués des deux parties se sont réunis lundi pour la première fois depuis un mois."
    table = pd.DataFrame({"text": [f"{BODY} {i}" for i in range(12)] + [f"{french} {i}" for i in range(12)],
                          "source": ["Gazette"] * 12 + ["Courrier"] * 12})  # fmt: skip
    table.to_parquet(tmp_path / "a.parquet")
    articles = read_articles(tmp_path / "a.parquet")
    assert articles["language"].tolist() == ["en"] * 12 + ["fr"] * 12


# --------------------------------------------------------------------------- stray quotes


@pytest.mark.parametrize("bad", [1, 3, 250, 499])
def test_one_stray_quote_among_500_rows_costs_one_row(read, bad):
    rows = [
        f"{i},2024-08-06,{chr(34) if i == bad else ''}Story {i},Body number {i} is short"
        for i in range(1, 501)
    ]
    articles = read("a.csv", "id,date,title,text\n" + "\n".join(rows) + "\n")
    assert len(articles) == 499
    # the header is row 1
    assert list_skipped(articles)["place"].tolist() == [f"row {bad + 1}"]


def test_two_rows_that_a_pair_of_quotes_merges_are_not_one_article(read):
    articles = read("a.csv", 'id,title,text\n1,"A,x\n2,B",y\n3,C,z\n')
    assert articles["text"].tolist() == ["y", "z"]
    assert list_skipped(articles)["place"].tolist() == ["row 2"]


def test_lines_of_a_quoted_cell_that_hold_commas_are_no_rows(read):
    articles = read(
        "a.csv",
        'title,text\nA,"one\ntwo, three"\nB,"They met.\n\nIn all, 1,000 left."\n',
    )
    assert articles["text"].tolist() == [
        "one\ntwo, three",
        "They met.\n\nIn all, 1,000 left.",
    ]
    assert list_skipped(articles).empty


def test_cell_whose_inner_quotes_are_not_doubled_is_kept_with_a_note(read):
    articles = read("a.csv", f'title,text\n"A "big" day",{BODY}\nB,{BODY}!\n')
    assert len(articles) == 2
    assert "not doubled" in notes(articles)


def test_few_accents_are_read_as_western_and_not_as_guessed(read):
    row = f"title,text\nTalks,Le général a annoncé. {BODY}\n"
    articles = read("a.csv", row.encode("latin-1"))
    assert articles["text"][0].startswith("Le général a annoncé.")
    assert "read as cp1252" in notes(articles)


# -------------------------------------------------------------------- choice of columns


def test_long_column_beside_a_teaser_is_the_text_and_a_gap_is_filled(read):
    long = BODY.replace(",", "") * 4
    articles = read(
        "a.csv",
        f"headline,text,body\nA,They met,{long}a\nB,They left,{long}b\nC,Alone here,\n",
    )
    assert articles["text"].tolist() == [f"{long}a", f"{long}b", "Alone here"]
    assert 'text taken from "body"' in notes(articles)


def test_blank_dates_are_filled_from_the_next_date_column(read):
    articles = read(
        "a.csv",
        f"pubdate,date,text\n,2024-08-06,{BODY}\n2024-08-01,2024-08-07,{BODY}\n",
    )
    assert articles["published"].dt.strftime("%m-%d").tolist() == ["08-06", "08-01"]
    assert articles["published_from"][0].startswith('column "date"')


def test_year_month_and_day_columns_make_one_date(read):
    articles = read(
        "a.csv",
        f"year,month,day,text\n2024,8,6,{BODY}\n2024,August,7,{BODY}\n2024,8,,{BODY}\n",
    )
    assert articles["published"].dt.strftime("%m-%d").tolist() == [
        "08-06",
        "08-07",
        "08-01",
    ]
    assert articles["published_precision"].tolist() == ["day", "day", "month"]


def test_telephone_number_is_no_time(read):
    # 2025550123 seconds after 1970 lie in 2034
    articles = read("a.csv", f"date,text\n2025550123,{BODY}\n1722933360,{BODY}\n")
    assert articles["published"].isna().all()
    times = read("a.csv", f"date,text\n1722933360,{BODY}\n1722933420,{BODY}\n")
    assert times["published"].dt.strftime("%Y-%m-%d %H:%M").tolist() == [
        "2024-08-06 08:36", "2024-08-06 08:37"]  # fmt: skip


@pytest.mark.parametrize(
    "whole",
    [
        {"title": ["One", "Two"], "text": [BODY, BODY + "!"]},
        {"title": {"0": "One", "1": "Two"}, "text": {"0": BODY, "1": BODY + "!"}},
    ],
)
def test_json_written_column_by_column_is_read_row_by_row(read, whole):
    articles = read("a.json", json.dumps(whole))
    assert articles[["title", "text"]].values.tolist() == [
        ["One", BODY],
        ["Two", BODY + "!"],
    ]


def test_paragraphs_and_authors_of_equal_number_are_one_article(read):
    articles = read(
        "a.json", json.dumps({"text": [BODY, BODY], "authors": ["Ann Lee", "Bo Ek"]})
    )
    assert articles["byline"].tolist() == ["Ann Lee, Bo Ek"]


@pytest.mark.parametrize(
    "date", [{"$numberLong": "1722933360000"}, 1722933360000, "2024-08-06T08:36:00Z"]
)
def test_dates_of_a_database_export(read, date):
    articles = read("a.json", json.dumps([{"text": BODY, "date": {"$date": date}}]))
    assert articles["published"][0] == pd.Timestamp("2024-08-06 08:36", tz="UTC")


def test_half_a_character_in_a_name_of_json_is_no_failure(tmp_path):
    (tmp_path / "a.json").write_text(
        '{"\\udfaa": 0, "title": "Talks", "text": "They met."}'
    )
    articles = read_articles(tmp_path)
    assert articles["text"].tolist() == ["They met."]


CELLS = ("a.org", "2024-08-06", "Talks", " resumed", '"', ",", ",", "1,000", "-")


@given(st.lists(st.sampled_from(CELLS), max_size=12).map("".join), st.integers(1, 5))
@example("a.org,2024-08-06,Talks", 3)
@example('a.org,2024-08-06,"Talks, resumed"', 3)
def test_a_line_with_too_few_delimiters_could_be_taken_for_no_row(line, width):
    layout, line = _Layout(",", width, (None,) * width), line + "\n"
    ways = (layout._parsed(line), layout._split(line))
    assert layout._is_like_row(line) == any(len(cells) == width for cells in ways)
