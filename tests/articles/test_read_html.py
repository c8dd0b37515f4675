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


OTHER = (
    "Ships of the coast guard left port on Tuesday to look for a trawler that had not been "
    "heard of for three days, the harbour master told reporters in the town, and fishermen "
    "from the villages joined the search with boats of their own before the night fell."
) + " The weather was said to be calm, and a helicopter was expected in the afternoon."


def test_second_article_on_a_page_is_set_aside_with_its_first_words(read):
    second = f"</article><article><h2>Ships</h2><p>{OTHER}</p>"
    articles = read(body=BODY + second)
    assert articles["text"].tolist() == ["\n\n".join(PARAGRAPHS)]
    assert "Ships of the coast guard" in list_skipped(articles)["reason"][0]


def test_second_part_without_heading_is_more_of_the_body(read):
    articles = read(body=f"{BODY}</article><article><p>{OTHER}</p>")
    assert articles["text"][0] == "\n\n".join([*PARAGRAPHS, OTHER])
    assert list_notes(articles)["note"].str.contains("more of the body").any()


RELATED = "<ul><li><a href='/b'>Other</a> <time datetime='2023-01-01'>1 January</time></li></ul>"


def test_dates_of_related_links_never_date_the_page(read):
    changed = '<meta property="article:modified_time" content="2024-08-07T10:00:00Z">'
    dated = read(changed, BODY + RELATED)
    assert dated["published"][0] == pd.Timestamp("2024-08-07 10:00", tz="UTC")
    assert "the last change" in dated["published_from"][0]
    undated = read("", BODY + RELATED)
    assert pd.isna(undated["published"][0])
    assert list_notes(undated)["note"].str.contains("date left missing").any()


def test_time_element_that_says_it_is_of_publication_counts_anywhere(read):
    mark = "<div><time class='entry-date' datetime='2024-08-06'>6 August</time></div>"
    article = read(around=mark + RELATED).iloc[0]
    assert article["published"] == pd.Timestamp("2024-08-06", tz="UTC")
