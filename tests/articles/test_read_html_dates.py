"""Which date of a web page is taken, and which never. All pages here are invented."""

import pandas as pd
import pytest
from lxml.html import fromstring

from toolkit.articles.read import list_notes, read_articles
from toolkit.articles.readers.html_dates import heading_of

PARAGRAPHS = [
    "Delegates from both sides met for the first time in a month on Monday, and agreed to "
    "meet again before the end of the week, a spokesman for the hosts said.",
    "Neither side gave details. A second round is planned in the same city, officials "
    "added, though no day has been fixed for it and none may be before the autumn.",
    "Observers of the talks had expected no more than that, and one of them said that it "
    "was already something to see the two delegations leave by the same door at night.",
]
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


@pytest.fixture
def read(tmp_path):
    def read_page(below="", head="", above="", after="", body=BODY):
        file = tmp_path / "page.html"
        file.write_text(
            f"<!DOCTYPE html><html><head><title>Talks resume | The Gazette</title>{head}"
            f"</head><body>{above}<div><h1>Talks resume</h1>{below}{body}</div>{after}"
            "</body></html>",
            encoding="utf-8",
        )
        return read_articles(file)

    return read_page


def dated(articles):
    published = articles["published"][0]
    if pd.isna(published):
        return None, ""
    rule = articles["published_from"][0].partition(";")[0]
    return published.strftime("%Y-%m-%d %H:%M"), rule


PRINTED = "date printed below the heading"
ELEMENT = "time element of the page"


@pytest.mark.parametrize(
    "line",
    [
        "<div class='date'>August 6, 2024</div>",
        "<span>Published: <b>August</b> 6, 2024</span>",
        "<p>By Ann Lee | 6 August 2024 | World</p>",
        "<small>By Ann Lee<br>6 August 2024</small>",
        "<p>Submitted on Tue, 2024-08-06</p>",
    ],
)
def test_a_line_between_heading_and_text_that_is_a_date_dates_the_page(read, line):
    assert dated(read(line)) == ("2024-08-06 00:00", PRINTED)


def test_a_date_below_a_standfirst_counts_and_one_in_the_text_does_not(read):
    line = "<div>6 August 2024</div>"
    first, *others = (f"<p>{p}</p>" for p in PARAGRAPHS)
    assert dated(read(body=first + line + "".join(others)))[1] == PRINTED
    late = first + others[0] + line + others[1]
    assert dated(read(body=late))[1] != PRINTED


def test_todays_date_in_the_head_of_a_page_never_dates_the_article(read):
    today = "<div class='date'>Monday, August 24, 2026</div>"
    assert dated(read(above=today)) == (None, "")
    # nor where the only heading is the name of the paper
    page = read(above=f"<h1>The Daily Planet</h1>{today}", body=f"</div><div>{BODY}")
    assert dated(page) == (None, "")


def test_printed_dates_that_disagree_date_nothing_and_are_named(read):
    articles = read("<div>6 August 2024</div><div>9 July 2024</div>")
    assert dated(articles) == (None, "")
    note = list_notes(articles)["note"].str.cat(sep=" ")
    assert "these dates disagree" in note
    assert "2024-08-06" in note and "2024-07-09" in note


@pytest.mark.parametrize(
    "line",
    [
        "<div>Published 6 August 2024</div><div>Updated 9 August 2024</div>",
        "<div><span>Updated:</span> 9 August 2024</div><div>6 August 2024</div>",
    ],
)
def test_the_line_that_says_updated_is_not_the_one_of_publication(read, line):
    assert dated(read(line)) == ("2024-08-06 00:00", PRINTED)


def test_a_line_that_says_updated_counts_where_there_is_no_other(read):
    rule = f"{PRINTED}, the last change"
    assert dated(read("<div>Updated 9 August 2024</div>")) == ("2024-08-09 00:00", rule)


@pytest.mark.parametrize(
    "mark",
    [
        "<abbr class='published' title='2024-08-06T08:36:00+01:00'>8:36</abbr>",
        "<span itemprop='datePublished' content='2024-08-06T08:36:00+01:00'></span>",
        "<time class='dt-published' datetime='2024-08-06T07:36Z'>Tuesday</time>",
        "<time class='date'>August 6, 2024 8:36 am GMT+1</time>",
        "<a rel='bookmark' href='/talks'><time class='entry-date published' "
        "datetime='2024-08-06T07:36Z'>6 August</time></a>",
    ],
)
def test_microdata_microformats_and_time_elements_date_a_page_anywhere(read, mark):
    assert dated(read(after=f"<div>{mark}</div>")) == ("2024-08-06 07:36", ELEMENT)


def test_publication_is_told_from_the_change_beside_it(read):
    marks = (
        "<time class='updated' datetime='2024-08-09'>9 August</time>"
        "<time class='entry-date published' datetime='2024-08-06'>6 August</time>"
    )
    assert dated(read(marks)) == ("2024-08-06 00:00", ELEMENT)


def test_a_list_of_articles_each_with_its_date_is_not_dated_by_the_first(read):
    teaser = "<div><h3>Ships</h3><time class='entry-date' datetime='{}'>x</time></div>"
    days = ("2024-08-06", "2024-08-03", "2024-07-30")
    articles = read(after="".join(map(teaser.format, days)))
    assert dated(articles) == (None, "")
    assert list_notes(articles)["note"].str.contains("these dates disagree").any()


def test_dates_of_comments_never_date_the_page(read):
    comment = (
        "<article id='comment-7' class='comment-body'>"
        "<time class='published' datetime='2024-08-09'>9 August</time></article>"
    )
    assert dated(read(after=comment)) == (None, "")
    assert dated(read("<div>6 August 2024</div>", after=comment))[1] == PRINTED


LINK = "<link rel='canonical' href='https://gazette.example/{}'>"


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("world/2024/08/06/talks-resume", "2024-08-06 00:00"),
        ("2024/aug/06/talks-resume.html", "2024-08-06 00:00"),
        ("2024/08/06/", None),  # the archive of a day
        ("2024/08/talks-resume", None),
        ("2024/31/06/talks-resume", None),
        ("c/2024/lee/06/talks", None),
    ],
)
def test_a_day_in_the_address_dates_a_page_that_states_none(read, address, day):
    found, rule = dated(read(head=LINK.format(address)))
    assert found == day
    assert rule == ("address of the page" if day else "")


def test_address_comes_after_what_the_page_states_and_before_its_last_change(read):
    head = LINK.format("2024/08/06/talks")
    changed = "<meta property='article:modified_time' content='2024-08-09'>"
    assert dated(read(head=head + changed))[0] == "2024-08-06 00:00"
    articles = read("<div>4 August 2024</div>", head=head)
    assert dated(articles) == ("2024-08-04 00:00", PRINTED)
    assert list_notes(articles)["note"].str.contains("two dates").any()


def test_linked_data_with_a_line_break_inside_a_string_is_read(read):
    block = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "description": '
        '"two\nlines", "datePublished": "2024-08-06T08:36:00Z"}</script>'
    )
    assert dated(read(head=block)) == ("2024-08-06 08:36", "JSON-LD datePublished")


def test_the_heading_is_what_a_title_begins_with_inside_the_article_if_it_can_be():
    page = fromstring(
        "<div><h1>The Gazette</h1><h2>Talks</h2><h2>Talks resume</h2>"
        "<article><h2>Talks resume</h2></article></div>"
    )
    found = heading_of(page, ["Talks resume - The Gazette"])
    assert found.getparent().tag == "article"
    assert heading_of(page, ["Another title", ""]) is None
    # the front page, whose title is the name of the paper
    assert heading_of(page, ["The Gazette"], "The Gazette") is None
