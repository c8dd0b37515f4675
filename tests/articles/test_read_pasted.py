"""Pasted articles, tidy and untidy. All texts here are invented."""

import textwrap

import pandas as pd
import pytest

from toolkit.articles.pasted import read_pasted
from toolkit.articles.read import list_notes, list_skipped, read_articles

BODY = (
    "Delegates from both sides met for the first time in a month on Monday, and agreed to "
    "meet again before the end of the week, a spokesman said.\n\n"
    "Neither side gave details. A second round is planned in the same city, officials "
    "added, though no day has been fixed for it."
)
PARAGRAPHS = BODY.split("\n\n")


@pytest.fixture
def read(tmp_path):
    def read_text(text, encoding="utf-8", **options):
        file = tmp_path / "pasted.txt"
        file.write_bytes(text.encode(encoding))
        return read_articles(file, **options)

    return read_text


def notes(articles):
    return " / ".join(list_notes(articles)["note"])


@pytest.mark.parametrize(
    "above",
    [
        "Talks resume in the capital\n\n",
        "\n\n\n  Talks resume in the capital  \n\n\n\n",
        "# Talks resume in the capital\n\n",
        "Title: Talks resume in the capital\n\n",
        "World\nTalks resume in the capital\n",
        "Home > World > Asia\n\nTalks resume in the capital\nShare this article\n\n",
        "2024-08-06 Talks resume in the capital\n\n",
        "\ufeffTalks resume in the cap\u00adital\r\n\r\n",
        "Talks resume in the capital\nTalks resume in the capital\n\n",
    ],
)
def test_title_above_the_body(read, above):
    article = read(above + BODY).iloc[0]
    assert article["title"] == "Talks resume in the capital"
    assert article["text"] == BODY


@pytest.mark.parametrize(
    ("line", "published", "precision"),
    [
        ("6 August 2024, 08:36", "2024-08-06 08:36", "minute"),
        ("Published: Tuesday, August 6, 2024", "2024-08-06", "day"),
        ("Aug. 6, 2024 8:36 a.m. EDT", "2024-08-06 12:36", "minute"),
        ("2024-08-06T08:36:00+02:00", "2024-08-06 06:36", "minute"),
        ("August 2024", "2024-08-01", "month"),
        ("6 Aug 2024 | 3 min read", "2024-08-06", "day"),
        (
            "Published 6 August 2024 08:36, updated 7 August 2024 10:00",
            "2024-08-06 08:36",
            "minute",
        ),
        ("Updated: 7 August 2024 10:00 GMT", "2024-08-07 10:00", "minute"),
        ("By Ann Lee | 6 August 2024 | World", "2024-08-06", "day"),
        ("25.12.2024", "2024-12-25", "day"),
        ("Date: 6 August 2024", "2024-08-06", "day"),
    ],
)
def test_date_line_in_many_forms(read, line, published, precision):
    article = read(f"Talks resume\n{line}\n\n{BODY}").iloc[0]
    assert article["published"] == pd.Timestamp(published, tz="UTC")
    assert article["published_precision"] == precision
    assert article["text"] == BODY


def test_updated_line_gives_way_to_the_date_of_publication(read):
    article = read(
        f"Talks resume\nUpdated: 9 August 2024\n6 August 2024\n\n{BODY}"
    ).iloc[0]
    assert article["published"] == pd.Timestamp("2024-08-06", tz="UTC")


def test_date_at_the_end(read):
    article = read(f"Talks resume\n\n{BODY}\n\nPublished 6 August 2024").iloc[0]
    assert article["published"] == pd.Timestamp("2024-08-06", tz="UTC")
    assert article["published_from"].startswith("date line at the end of the text")
    assert article["text"] == BODY


def test_ambiguous_date_stays_missing_and_says_how_to_settle_it(read):
    text = f"Talks resume\n03/04/2024\n\n{BODY}"
    articles = read(text)
    assert pd.isna(articles["published"][0])
    assert 'date_order="dmy"' in notes(articles)
    assert read(text, date_order="dmy")["published"][0] == pd.Timestamp(
        "2024-04-03", tz="UTC"
    )


def test_no_date_means_missing_never_today(read):
    article = read(f"Talks resume\n\n{BODY}").iloc[0]
    assert pd.isna(article["published"])
    assert pd.isna(article["published_from"])


def test_date_inside_the_prose_is_not_the_date(read):
    prose = "On 6 August 2024 the delegates met again, a month after they had parted in anger."
    assert pd.isna(read(f"Talks resume\n\n{prose}\n\n{BODY}")["published"][0])


def test_dateline_gives_the_date_only_with_its_year(read):
    without = read(f"Talks resume\n\nBEIRUT, Aug 5 (Desk) - {BODY}")
    assert pd.isna(without["published"][0])
    assert "gives no year" in notes(without)
    with_year = read(f"Talks resume\n\nBEIRUT, Aug 5, 2024 (Desk) - {BODY}")
    assert with_year["published"][0] == pd.Timestamp("2024-08-05", tz="UTC")
    assert with_year["text"][0].startswith("BEIRUT")


def test_two_dates_that_disagree_are_noted(read):
    articles = read(f"2024-08-09 Talks resume\n6 August 2024\n\n{BODY}")
    assert articles["published"][0] == pd.Timestamp("2024-08-06", tz="UTC")
    assert "2024-08-09" in notes(articles)


@pytest.mark.parametrize(
    ("lines", "byline"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("By Ann Lee and Bo Ek", "Ann Lee, Bo Ek"),
        ("Ann Lee\n\nBy Ann Lee", "Ann Lee"),
        ("BY ANN LEE", "ANN LEE"),
        ("Author: Ann Lee", "Ann Lee"),
        ("Written by Ann van der Lee", "Ann van der Lee"),
    ],
)
def test_bylines(read, lines, byline):
    article = read(f"Talks resume\n{lines}\n6 August 2024\n\n{BODY}").iloc[0]
    assert article["byline"] == byline
    assert article["text"] == BODY


def test_sentence_that_begins_with_by_is_no_byline(read):
    article = read(
        f"Talks resume\n\nBy Monday, the Delegates Had Left.\n\n{BODY}"
    ).iloc[0]
    assert pd.isna(article["byline"])
    assert article["text"].startswith("By Monday")


def test_email_like_header(read):
    article = read(
        "Title: Talks resume\nDate: 6 August 2024 08:36 UTC\nSource: The Gazette\n"
        f"Author: Ann Lee\nURL: https://gazette.example/talks\nSection: World\n\n{BODY}"
    ).iloc[0]
    assert article["source"] == "The Gazette"
    assert article["url"] == "https://gazette.example/talks"
    assert article["section"] == "World"
    assert article["published_from"] == '"Date" line of the text; time zone UTC'
    assert article["text"] == BODY


@pytest.mark.parametrize(
    "caption",
    [
        "Delegates arrive at the hall. Picture: Agency",
        "Delegates arrive at the hall. Photo by Ann Lee: Gazette"[:29]
        + " Photograph: Ann Lee/Gazette",
        "Delegates arrive at the hall. (AP Photo/Ann Lee)",
        "Delegates arrive at the hall, Jan. 4, 2022 [Ann Lee/AFP]",
        "Delegates arrive at the hall.\nPicture: Agency",
        "Delegates arrive at the hall.\nDelegates arrive at the hall. Picture: Agency",
    ],
)
def test_captions_stand_apart_from_the_body(read, caption):
    article = read(
        f"Talks resume\n\n{PARAGRAPHS[0]}\n\n{caption}\n\n{PARAGRAPHS[1]}"
    ).iloc[0]
    assert article["text"] == BODY
    assert article["captions"].startswith("Delegates arrive at the hall")
    assert "\n" not in article["captions"]


def test_page_furniture_is_cut_and_noted(read):
    furniture = ["Advertisement", "Read more: What we know so far", "Share this article",
                 "Sign up for our newsletter today", "We use cookies to improve this site.",
                 "Continue reading", "© 2024 Gazette Media. All rights reserved."]  # fmt: skip
    text = (
        f"Talks resume\n\n{PARAGRAPHS[0]}\n\n"
        + "\n\n".join(furniture)
        + f"\n\n{PARAGRAPHS[1]}"
    )
    articles = read(text)
    assert articles["text"][0] == BODY
    assert all(f"cut: {line}" in notes(articles) for line in furniture)


def test_hard_wrapped_text_is_joined(read):
    wrapped = "\n\n".join(textwrap.fill(p, 72) for p in PARAGRAPHS)
    assert read(f"Talks resume\n\n{wrapped}")["text"][0] == BODY


def test_wrapped_header_lines_stay_apart(read):
    wrapped = "\n\n".join(textwrap.fill(p, 72) for p in PARAGRAPHS)
    article = read(f"Talks resume\nBy Ann Lee\n6 August 2024\n\n{wrapped}").iloc[0]
    assert (article["title"], article["byline"]) == ("Talks resume", "Ann Lee")
    assert article["text"] == BODY


def test_paragraphs_on_single_lines_are_parted(read):
    assert read("Talks resume\n" + BODY.replace("\n\n", "\n"))["text"][0] == BODY


def test_text_without_title(read):
    article = read(BODY).iloc[0]
    assert (article["title"], article["text"]) == ("", BODY)


def test_one_line_alone_is_text(read):
    article = read("Talks resume").iloc[0]
    assert (article["title"], article["text"]) == ("", "Talks resume")


def test_tabs_and_blanks_become_single_blanks(read):
    article = read("Talks\tresume\n\n" + BODY.replace(" ", " \t ")).iloc[0]
    assert (article["title"], article["text"]) == ("Talks resume", BODY)


def test_windows_encoding_is_found_and_said(read):
    text = f"Talks ‘resume’ – officials\n\n“We met,” she said…\n\n{BODY}"
    articles = read(text, encoding="cp1252")
    assert articles["title"][0] == "Talks ‘resume’ – officials"
    assert "read as cp1252" in notes(articles)


def test_utf16_is_found(read):
    assert read(f"Talks resume\n\n{BODY}", encoding="utf-16")["text"][0] == BODY
    assert read(f"Talks resume\n\n{BODY}", encoding="utf-16-le")["text"][0] == BODY


def test_doubly_encoded_letters_are_repaired_and_quotes_kept(read):
    broken = "The minister doesn’t agree".encode().decode("cp1252")
    articles = read(f"Talks ‘resume’\n\n{broken}, she told the café.\n\n{BODY}")
    assert articles["text"][0].startswith(
        "The minister doesn’t agree, she told the café."
    )
    assert articles["title"][0] == "Talks ‘resume’"
    assert "doubly encoded" in notes(articles)


def test_right_to_left_text(read):
    title = "استئناف المحادثات في العاصمة"
    body = "اجتمع المندوبون من الجانبين يوم الاثنين لأول مرة منذ شهر واتفقوا على الاجتماع مرة أخرى قبل نهاية الأسبوع."
    article = read(f"\u202b{title}\u202c\n2024-08-06\n\n{body}").iloc[0]
    assert (article["title"], article["text"], article["language"]) == (
        title,
        body,
        "ar",
    )
    assert article["published_precision"] == "day"


def test_short_text_is_given_no_language(read):
    assert pd.isna(read("Talks resume\n\nThey met.")["language"][0])
    assert read(f"Talks resume\n\n{BODY}")["language"][0] == "en"


@pytest.mark.parametrize("line", ["=" * 20, "-" * 30, "***"])
def test_several_dated_articles_in_one_file(read, line):
    one = f"Talks resume\n6 August 2024\n\n{BODY}"
    two = f"Talks end\n8 August 2024\n\n{BODY}"
    articles = read(f"{one}\n\n{line}\n\n{two}\n")
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    assert [origin.rpartition("#")[2] for origin in articles["origin"]] == [
        "article 1",
        "article 2",
    ]


def test_sections_of_one_article_are_not_split(read):
    articles = read(
        f"Talks resume\n6 August 2024\n\n{BODY}\n\n***\n\nWhat comes next\n\n{BODY}"
    )
    assert len(articles) == 1


def test_heading_without_body_is_set_aside(read):
    articles = read("Title: Talks resume\nDate: 6 August 2024\n")
    assert articles.empty
    assert "No text" in list_skipped(articles)["reason"][0]


def test_a_byline_may_name_a_desk_in_small_letters():
    pasted = "Ships sail\n6 August 2024\nGazette staff\n\nBy Gazette staff\n\nTwo ships sailed."
    article = read_pasted(pasted)
    assert (article.byline, article.text) == ("Gazette staff", "Two ships sailed.")


@pytest.mark.parametrize("line", ["=====", "-----", "***"])
def test_one_short_article_among_ten_does_not_merge_them(read, line):
    parts = [
        f"Story {i}\n{i} August 2024\n\n{BODY}\n\nDay {i} ended.\n"
        for i in range(1, 11)
    ]
    parts[4] = "Rain\n5 August 2024\n\nIt rained.\n"
    articles = read(f"\n{line}\n".join(parts))
    assert len(articles) == 10
    assert articles["text"][4] == "It rained."
    assert "short for an article" in notes(articles)


def test_scrap_between_separators_is_set_aside_with_its_words(read):
    one, two = (f"{t}\n6 August 2024\n\n{BODY}" for t in ("Talks resume", "Talks end"))
    articles = read(f"{one}\n=====\nto be sorted.\n=====\n{two}")
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    assert "to be sorted." in list_skipped(articles)["reason"][0]


def test_separators_left_in_one_article_are_noted(read):
    articles = read(
        f"Talks resume\n6 August 2024\n\n{BODY}\n\n***\n\nWhat next\n\n{BODY}"
    )
    assert "1 separator lines" in notes(articles)


def test_subheads_and_dates_below_the_first_paragraph_stay(read):
    text = f"{PARAGRAPHS[0]}\n\nPolitics\n\n7 August 2024\n\n{PARAGRAPHS[1]}\n\nAnalysis\n\nIt is over."
    article = read(f"Talks resume\n6 August 2024\n\n{text}").iloc[0]
    assert article["text"] == text
    assert pd.isna(article["section"])


def test_first_paragraph_of_eight_words_ends_the_heading(read):
    # eight words and a full stop
    text = f"The delegates met again in the capital today.\n\nEconomy\n\n{BODY}"
    assert read(f"Talks resume\n\n{text}")["text"][0] == text


def test_date_and_byline_below_a_standfirst_are_found_and_noted(read):
    articles = read(
        f"Talks resume\n\n{PARAGRAPHS[0]}\n\nBy Ann Lee\n6 August 2024\n\n{PARAGRAPHS[1]}"
    )
    assert articles["byline"][0] == "Ann Lee"
    assert articles["published"][0] == pd.Timestamp("2024-08-06", tz="UTC")
    assert articles["text"][0] == BODY
    assert "cut: 6 August 2024" in notes(articles)


def test_dates_of_a_timeline_are_text_and_do_not_date_it(read):
    text = f"{PARAGRAPHS[0]}\n\n6 August 2024\n\n{PARAGRAPHS[1]}\n\n8 August 2024\n\nTalks ended."
    articles = read(f"Talks in brief\n\n{text}")
    assert articles["text"][0] == text
    assert pd.isna(articles["published"][0])
    assert "several lines are dates" in notes(articles)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("August 6, 20248:36 AM GMT+1Updated a month ago", "2024-08-06 07:36"),
        ("6. August 2024, 08:36 Uhr", "2024-08-06 08:36"),
    ],
)
def test_date_lines_as_pages_run_them_together(read, line, published):
    article = read(f"Talks resume\n{line}\n\n{BODY}").iloc[0]
    assert article["published"] == pd.Timestamp(published, tz="UTC")
    assert article["text"] == BODY


def test_year_of_two_digits_is_ambiguous_and_noted(read):
    text = f"Talks resume\n06/08/24 08:36\n\n{BODY}"
    articles = read(text)
    assert pd.isna(articles["published"][0])
    assert "date_order" in notes(articles)
    settled = read(text, date_order="dmy")
    assert settled["published"][0] == pd.Timestamp("2024-08-06 08:36", tz="UTC")


def test_telephone_number_is_text_and_no_date(read):
    article = read(f"Talks resume\n2025550123\n\n{BODY}").iloc[0]
    assert pd.isna(article["published"])
    assert article["text"].startswith("2025550123")


@pytest.mark.parametrize(
    "caption",
    [
        "Smoke over port\nGetty Images",
        "A girl looks on | AP",
        "Smoke over port\nAFP via Getty Images",
    ],
)
def test_agency_alone_makes_a_caption(read, caption):
    article = read(
        f"Talks resume\n\n{PARAGRAPHS[0]}\n\n{caption}\n\n{PARAGRAPHS[1]}"
    ).iloc[0]
    assert article["text"] == BODY
    assert article["captions"] == caption.replace("\n", " | ")


def test_heading_or_writer_before_an_agency_is_no_caption(read):
    article = read(f"Talks resume today | AP\n6 August 2024\nReuters\n\n{BODY}").iloc[0]
    assert article["title"] == "Talks resume today | AP"
    assert article["published"] == pd.Timestamp("2024-08-06", tz="UTC")
    assert pd.isna(article["captions"])


@pytest.mark.parametrize(
    "line",
    [
        "Register now or face conscription, the army told the men.",
        "More: the militia said it would strike again.",
    ],
)
def test_sentence_that_begins_like_page_furniture_stays(read, line):
    text = f"{PARAGRAPHS[0]}\n\n{line}\n\n{PARAGRAPHS[1]}"
    assert read(f"Talks resume\n\n{text}")["text"][0] == text


def test_title_that_begins_with_by_is_the_title(read):
    article = read(f"By Land and Sea\n6 August 2024\n\n{BODY}").iloc[0]
    assert article["title"] == "By Land and Sea"
    assert pd.isna(article["byline"])
    signed = read(f"By Ann Lee\n\n{BODY}").iloc[0]
    assert (signed["title"], signed["byline"]) == ("", "Ann Lee")


def test_lines_without_any_prose_are_not_searched_to_their_end(tmp_path):
    # each of the first 200 lines is tried as date, byline and heading; no more are
    (tmp_path / "list.txt").write_text("port: open\n" * 40_000)
    (tmp_path / "endless.txt").write_text("port: open\n" * 60_000)
    articles = read_articles(tmp_path)
    assert articles["origin"].str.endswith("list.txt").tolist() == [True]
    assert "50,000 lines" in list_skipped(articles)["reason"][0]
