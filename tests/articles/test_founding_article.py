"""The article the project began with, as a user pasted it."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit.articles.read import list_notes, list_skipped, read_articles

ARTICLE = Path(__file__).parents[2].parent / "shared" / "data" / "seed_article.txt"
pytestmark = pytest.mark.skipif(
    not ARTICLE.exists(), reason="the founding article is not in ../shared/data"
)


@pytest.fixture(scope="module")
def article():
    return read_articles(ARTICLE).iloc[0]


def test_time_is_that_of_the_date_line_and_its_zone_is_called_unknown(article):
    assert article["published"] == pd.Timestamp("2024-08-06 08:36", tz="UTC")
    assert article["published_precision"] == "minute"
    assert (
        article["published_from"]
        == "date line in the text; time zone unknown, taken as UTC"
    )


def test_title_is_freed_of_the_machine_date(article):
    assert article["title"] == (
        "‘Several’ US personnel injured in rocket attack on Iraq base "
        "with blame laid on Iran-aligned militia groups"
    )


def test_byline_printed_twice_is_kept_once(article):
    assert article["byline"] == "EJ Ward"


def test_caption_printed_twice_is_kept_once_with_its_credit(article):
    assert article["captions"].count("\n") == 0
    assert article["captions"].startswith("Parts of the wreckage of a drone")
    assert article["captions"].endswith("Jan. 4, 2022. Picture: Alamy")
    assert "Alamy" not in article["text"]
    assert "2022" not in article["text"]


def test_body_has_thirteen_paragraphs(article):
    paragraphs = article["text"].split("\n\n")
    assert len(paragraphs) == 13
    assert paragraphs[0].startswith("Several US personnel were injured")
    assert paragraphs[-1].endswith("after a lull of several months.")


def test_quotes_stay_as_typed(article):
    assert "“We can confirm" in article["text"]
    assert "Hamas' top political leader" in article["text"]


def test_what_was_cut_is_noted():
    articles = read_articles(ARTICLE)
    assert (
        list_notes(articles)["note"].str.startswith("cut: Parts of the wreckage").sum()
        == 1
    )
    assert list_skipped(articles).empty
