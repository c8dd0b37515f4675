"""Saved web pages. All pages here are invented."""

import json

import pandas as pd
import pytest

from toolkit.articles.read import list_notes, list_skipped, read_articles

PARAGRAPHS = [
    "Delegates from both sides met for the first time in a month on Monday, and agreed to "
    "meet again before the end of the week, a spokesman for the hosts said.",
    "Neither side gave details. A second round is planned in the same city, officials "
    "added, though no day has been fixed for it and none may be before the autumn.",
]
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


@pytest.fixture
def read(tmp_path):
    def read_page(head="", body=BODY, encoding="utf-8", around=""):
        file = tmp_path / "page.html"
        page = f"<!DOCTYPE html><html lang='en-gb'><head>{head}</head><body>{around}<article><h1>Talks resume</h1>{body}</article></body></html>"
        file.write_bytes(page.encode(encoding))
        return read_articles(file)

    return read_page


def test_body_title_and_language(read):
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
    article = read(around=menu).iloc[0]
    assert article["text"] == "\n\n".join(PARAGRAPHS)
    assert article["title"] == "Talks resume"
    assert article["language"] == "en-GB"
    assert article["reader"] == "html"


def test_metadata(read):
    article = read(
        '<meta property="og:title" content="Talks resume | The Gazette">'
        '<meta property="og:site_name" content="The Gazette">'
        '<meta name="author" content="By Ann Lee"><meta property="article:section" content="World">'
        '<link rel="canonical" href="https://gazette.example/talks">'
    ).iloc[0]
    assert article["title"] == "Talks resume"
    assert article["source"] == "The Gazette"
    assert article["byline"] == "Ann Lee"
    assert article["section"] == "World"
    assert article["url"] == "https://gazette.example/talks"


META = '<meta property="article:published_time" content="2024-08-06T08:36:00+01:00">'
LINKED = '<script type="application/ld+json">{}</script>'.format(
    json.dumps({"@graph": [{"@type": "NewsArticle", "datePublished": "2024-08-07T09:00:00Z",
                            "author": [{"name": "Ann Lee"}], "publisher": {"name": "The Gazette"}}]})
)  # fmt: skip
TIME = '<time datetime="2024-08-08">8 August</time>'


@pytest.mark.parametrize(
    ("head", "body", "published", "rule"),
    [
        (
            META + LINKED,
            TIME + BODY,
            "2024-08-06 07:36",
            "page metadata article:published_time; time zone +01:00",
        ),
        (
            LINKED,
            TIME + BODY,
            "2024-08-07 09:00",
            "JSON-LD datePublished; time zone UTC",
        ),
        ("", TIME + BODY, "2024-08-08", "time element of the page; no time given"),
    ],
)
def test_date_is_taken_from_metadata_then_linked_data_then_time_element(
    read, head, body, published, rule
):
    article = read(head, body).iloc[0]
    assert article["published"] == pd.Timestamp(published, tz="UTC")
    assert article["published_from"] == rule


def test_conflicting_dates_are_noted(read):
    articles = read(META, TIME + BODY)
    assert list_notes(articles)["note"].str.contains("two dates").any()


def test_linked_data_names_author_and_outlet(read):
    article = read(LINKED).iloc[0]
    assert (article["byline"], article["source"]) == ("Ann Lee", "The Gazette")


def test_figure_captions_stand_apart(read):
    figure = "<figure><img src='a.jpg'><figcaption>Delegates arrive on Jan. 4, 2022. Picture: Agency</figcaption></figure>"
    article = read(body=figure + BODY).iloc[0]
    assert article["captions"] == "Delegates arrive on Jan. 4, 2022. Picture: Agency"
    assert "2022" not in article["text"]
    assert pd.isna(article["published"])


def test_declared_encoding_is_used(read):
    article = read(
        '<meta charset="windows-1251">',
        f"<p>Переговоры возобновились. {PARAGRAPHS[0]}</p>",
        "cp1251",
    ).iloc[0]
    assert "Переговоры" in article["text"]


def test_page_without_text_is_set_aside(read):
    skipped = list_skipped(read(body="<script>var a = 1;</script>"))
    assert "no article text" in skipped["reason"][0]


def test_deeply_nested_page_is_survived(read):
    articles = read(body="<div>" * 5_000 + BODY + "</div>" * 5_000)
    assert len(articles) + len(list_skipped(articles)) == 1
