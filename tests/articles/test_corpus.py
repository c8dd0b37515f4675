"""Keeping, thinning out and describing a corpus: every count can be redone on paper."""

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.articles.corpus import describe_corpus, drop_duplicates, keep_articles
from toolkit.schema import BadValue, MissingColumn

LONG = (
    "The harbour office said that ships may enter again from Friday, two weeks after "
    "the "
    "blockade of the northern channel had begun, and that pilots are on call day and "
    "night."
)


@pytest.fixture
def articles():
    """Gazette: April, April, June. Herald: April. One article has neither date nor source."""
    table = pd.DataFrame({
        "article_id": ["g1", "g2", "g3", "h1", "x1"],
        "source": ["Gazette", "Gazette", "Gazette", "Herald", None],
        "published": pd.to_datetime(
            ["2024-04-01 00:00", "2024-04-30 23:59:59", "2024-06-10", "2024-04-02", None],
            utc=True, format="ISO8601"),
        "language": ["en", "en-GB", "de", "en", None],
        "text": [LONG, "Talks resumed in the capital.", "", LONG, "One two three."],
    })  # fmt: skip
    table.attrs["notes"] = [{"file": "a.csv", "place": "", "note": "read"}]
    return table


def ids(table):
    return table["article_id"].tolist()


# ------------------------------------------------------------------------------ keeping


@pytest.mark.parametrize(
    ("limits", "kept"),
    [
        ({"since": "2024-04-02"}, ["g2", "g3", "h1"]),
        ({"until": "2024-04-30"}, ["g1", "g2", "h1"]),
        ({"until": "2024-04"}, ["g1", "g2", "h1"]),
        ({"since": "2024-05", "until": "2024"}, ["g3"]),
        ({"since": "2024-04-01", "until": "2024-04-01"}, ["g1"]),
        ({"until": datetime.date(2024, 4, 2)}, ["g1", "h1"]),
        ({"until": pd.Timestamp("2024-04-30")}, ["g1", "g2", "h1"]),
        ({"until": "2024-04-30T20:00Z"}, ["g1", "h1"]),
        ({"until": "2024-05-01T01:59:58+02:00"}, ["g1", "h1"]),
        ({"since": pd.Timestamp("2024-04-30 23:59:59", tz="UTC")}, ["g2", "g3"]),
    ],
)
def test_limits_include_the_day_month_or_moment_they_name(articles, limits, kept):
    assert ids(keep_articles(articles, **limits)) == kept


def test_without_a_date_limit_undated_articles_stay(articles):
    assert ids(keep_articles(articles)) == ids(articles)
    assert ids(keep_articles(articles, min_words=3)) == ["g1", "g2", "h1", "x1"]


def test_every_article_dropped_is_counted_once_and_earlier_notes_stay(articles):
    kept = keep_articles(
        articles, since="2024-04-02", until="2024-12", sources="Gazette"
    )
    # x1 is undated (and of no source), g1 is too early, h1 of another source
    assert [entry["note"] for entry in kept.attrs["notes"]] == [
        "read",
        "dropped 1 undated, because a date limit is given",
        "dropped 1 outside the dates",
        "dropped 1 of other sources",
    ]
    assert len(articles.attrs["notes"]) == 1
    assert {entry["place"] for entry in kept.attrs["notes"]} == {"", "keep_articles"}


def test_nothing_dropped_leaves_no_note(articles):
    assert len(keep_articles(articles, min_words=0).attrs["notes"]) == 1


def test_a_language_keeps_its_regional_forms(articles):
    assert ids(keep_articles(articles, languages="en")) == ["g1", "g2", "h1"]
    assert ids(keep_articles(articles, languages=["EN-gb", "de"])) == ["g2", "g3"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"sources": "gazete"},
            "Did you mean 'Gazette'.* There are: 'Gazette', 'Herald'",
        ),
        ({"sources": ["Herald", "Times"]}, "source 'Times'"),
        ({"languages": "fr"}, "There are: 'de', 'en', 'en-GB'"),
        ({"languages": "e"}, "language 'e'"),
        ({"sources": []}, "leave the argument out"),
        ({"since": "03/04/2024"}, 'Write since="2024-08-06"'),
        ({"since": "today"}, "without doubt"),
        ({"until": "2024-02-30"}, "without doubt"),
        ({"since": 2024.5}, "without doubt"),
        ({"since": "2024-05", "until": "2024-04"}, "exchange the two"),
    ],
)
def test_errors_say_what_exists_and_what_to_write(articles, asked, told):
    with pytest.raises(BadValue, match=told):
        keep_articles(articles, **asked)


def test_a_condition_on_an_absent_column_names_it(articles):
    with pytest.raises(MissingColumn, match="language"):
        keep_articles(articles.drop(columns="language"), languages="en")


# --------------------------------------------------------------------------- duplicates


def test_the_earliest_article_of_a_story_stays(articles):
    # g1 (1 April) and h1 (2 April) are word for word the same
    thinned = drop_duplicates(articles)
    assert ids(thinned) == ["g1", "g2", "g3", "x1"]
    assert thinned.attrs["notes"][-1]["note"] == (
        "dropped 1 as copies of an earlier article (same story)"
    )


def test_marked_stories_are_believed_rather_than_found_again(articles):
    articles["story_id"] = ["g1", "g1", "g3", "h1", None]
    assert ids(drop_duplicates(articles)) == ["g1", "g3", "h1", "x1"]


def test_undated_copies_go_last_and_equal_times_are_decided_by_article_id(articles):
    articles["story_id"] = "s"
    assert ids(drop_duplicates(articles.iloc[::-1])) == ["g1"]
    assert ids(drop_duplicates(articles.iloc[[4, 2]])) == ["g3"]
    articles["published"] = pd.Timestamp("2024-04-01", tz="UTC")
    assert ids(drop_duplicates(articles.iloc[[3, 1, 2]])) == ["g2"]


def test_by_another_column_empty_values_are_no_copies_of_each_other(articles):
    articles["url"] = ["u", "u", "", "", None]
    assert ids(drop_duplicates(articles, by="url")) == ["g1", "g3", "h1", "x1"]
    with pytest.raises(MissingColumn, match="link"):
        drop_duplicates(articles, by="link")


@given(
    st.permutations(range(5)), st.lists(st.sampled_from("AB"), min_size=5, max_size=5)
)
def test_the_order_of_rows_does_not_change_what_stays(order, stories):
    table = pd.DataFrame({
        "article_id": list("abcde"), "text": "x", "story_id": stories,
        "published": pd.to_datetime(["2024-01-02", "2024-01-01", None, "2024-01-01", None],
                                    utc=True),
    })  # fmt: skip
    usual, shuffled = drop_duplicates(table), drop_duplicates(table.iloc[order])
    assert sorted(ids(usual)) == sorted(ids(shuffled))
    assert len(usual) == len(set(stories))


# -------------------------------------------------------------------------- description


def test_coverage_lists_each_source_from_its_first_to_its_last_period(articles):
    coverage = describe_corpus(articles).coverage
    rows = (
        coverage.assign(period=coverage["period"].dt.strftime("%m")).to_numpy().tolist()
    )
    # LONG has 31 words, "Talks resumed in the capital." 5
    assert rows == [
        ["Gazette", "04", 2, 2, 31 + 5],
        ["Gazette", "05", 0, 0, 0],
        ["Gazette", "06", 1, 1, 0],
        ["Herald", "04", 1, 1, 31],
    ]


def test_gaps_are_the_silent_periods_inside_a_span(articles):
    gaps = describe_corpus(articles).gaps
    assert gaps["source"].tolist() == ["Gazette"]
    assert gaps["period"].tolist() == [pd.Timestamp("2024-05-01", tz="UTC")]
    assert describe_corpus(articles, every="year").gaps.empty


def test_copies_are_listed_with_their_outlets(articles):
    (story,) = describe_corpus(articles).duplicates.to_dict("records")
    assert (story["story_id"], story["n_articles"]) == ("g1", 2)
    assert story["sources"] == "Gazette; Herald"
    assert (story["first"].day, story["last"].day) == (1, 2)


def test_lengths_and_summary_count_what_is_there(articles):
    described = describe_corpus(articles)
    assert described.lengths.to_numpy().tolist() == [
        ["(no source)", 1, 3, 3.0, 3],
        ["Gazette", 3, 0, 5.0, 31],
        ["Herald", 1, 31, 31.0, 31],
    ]
    summary = described.summary.iloc[0]
    assert summary["n_articles"] == 5 and summary["n_stories"] == 4
    assert summary["n_words"] == 31 + 5 + 0 + 31 + 3
    assert (summary["n_undated"], summary["n_empty"], summary["n_sources"]) == (1, 1, 3)


def test_headlines_count_as_words_and_given_counts_are_believed(articles):
    titled = describe_corpus(articles.assign(title="Two words"))
    assert titled.summary["n_words"].item() == 70 + 5 * 2
    assert describe_corpus(articles.assign(n_words=10)).summary["n_words"].item() == 50


def test_an_undated_or_empty_corpus_can_be_described(articles):
    undated = describe_corpus(articles.drop(columns=["published", "source"]))
    assert undated.coverage.empty and undated.gaps.empty
    assert undated.coverage.columns.tolist() == [
        "source", "period", "n_articles", "n_stories", "n_words",
    ]  # fmt: skip
    assert undated.summary["n_undated"].item() == 5
    empty = describe_corpus(articles.head(0))
    assert empty.summary["n_articles"].item() == 0
    assert "coverage" in repr(empty) and "coverage" in empty._repr_html_()


def test_an_unknown_period_is_refused(articles):
    with pytest.raises(BadValue, match="choose one of day, week"):
        describe_corpus(articles, every="fortnight")


def test_names_from_files_are_shown_harmless(articles):
    hostile = "<script>alert(1)</script>\x1b[2J\u202e\"'&"
    described = describe_corpus(articles.assign(source=hostile, article_id=[*"<&\"'a"]))
    page, plain = described._repr_html_(), repr(described)
    assert "<script" not in page and "&lt;script&gt;" in page
    for text in (page, plain):
        assert "\x1b" not in text and "\u202e" not in text


def test_a_long_table_is_cut_in_the_notebook_and_says_so(articles):
    described = describe_corpus(articles, every="day")
    # Gazette, 1 April to 10 June: 30 + 31 + 10 days; Herald one
    assert len(described.coverage) == 72
    assert "coverage, first 12 of 72 rows" in repr(described)
    assert described._repr_html_().count("<tr") < 60
