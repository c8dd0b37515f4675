"""Exports of news databases, in every kind of file they come as. All are invented."""

from html import escape

import pandas as pd
import pytest

from tests.articles import made_files
from toolkit.articles.read import list_notes, list_skipped, read_articles

FIRST = "Delegates from both sides met on Monday, an official said."
SECOND = "A second round is planned for the end of the week."
BODY = f"{FIRST}\n\n{SECOND}"
DAY = pd.Timestamp("2024-08-06", tz="UTC")


@pytest.fixture
def read(tmp_path):
    def read_bytes(name, data):
        (tmp_path / name).write_bytes(data)
        return read_articles(tmp_path / name)

    return read_bytes


def made(kind, paragraphs):
    return getattr(made_files, kind)(paragraphs)


# ------------------------------------------------------------------------------- Nexis


def nexis(number, title="Talks resume"):
    return [
        f"{number} of 2 DOCUMENTS", "The Gazette",
        "August 6, 2024, Tuesday, Late Edition - Final", title,
        "BYLINE: By Ann Lee", "SECTION: NEWS; Pg. 3", "LENGTH: 21 words",
        FIRST, SECOND, "LOAD-DATE: August 7, 2024", "LANGUAGE: ENGLISH",
        "GRAPHIC: Photo: The port at night.", "Copyright 2024 Gazette Media",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["txt", "docx", "odt", "rtf", "html"])
def test_nexis_documents_from_every_kind_of_file(read, kind):
    both = nexis(1) + nexis(2, "Talks end")
    articles = read(f"nexis.{kind}", made(kind, both))
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    article = articles.iloc[0]
    assert article["reader"] == ("nexis" if kind == "txt" else f"{kind}, nexis")
    assert article["source"] == "The Gazette"
    assert article["published"] == DAY
    assert article["published_precision"] == "day"
    assert article["published_from"] == "date line of the export; no time given"
    assert article["byline"] == "Ann Lee"
    assert article["captions"] == "Photo: The port at night."
    assert article["text"] == BODY
    assert article["origin"].endswith("#document 1")


def test_nexis_documents_that_are_empty_are_set_aside(read):
    skipped = list_skipped(read("nexis.txt", b"1 of 2 DOCUMENTS\n2 of 2 DOCUMENTS\n"))
    assert skipped["reason"].tolist() == ["The document has no body."] * 2


def test_a_line_about_rights_above_the_outlet_is_not_the_outlet(read):
    first, *rest = nexis(1)
    document = [first, "Copyright 2024 Gazette Media\nAll Rights Reserved", *rest]
    article = read("nexis.txt", made_files.txt(document)).iloc[0]
    assert (article["source"], article["title"]) == ("The Gazette", "Talks resume")


def test_a_correction_in_a_nexis_document_is_noted_and_not_read(read):
    document = [*nexis(1), "CORRECTION:", "The meeting was on Tuesday."]
    articles = read("nexis.txt", made_files.txt(document))
    assert articles["text"][0] == BODY
    notes = list_notes(articles)["note"].tolist()
    assert "not read: CORRECTION: The meeting was on Tuesday." in notes


# ------------------------------------------------------------------------ Nexis Uni


def lexis(title="Talks resume", date="August 6, 2024 Tuesday 9:20 AM GMT"):
    return [
        title, "The Gazette (London)", date,
        "Copyright 2024 Gazette Media All Rights Reserved",
        "Section: WORLD; Version: 2", "Length: 21 words", "Byline: Ann Lee", "Body",
        FIRST, SECOND, "Graphic", "The port at night.", "Load-Date: August 7, 2024",
        "End of Document",
    ]  # fmt: skip


COVER = ["Date and Time: Friday, 9 August 2024 09:31:00 BST", "Documents (2)",
         "1. Talks resume", "Client/Matter: -None-", "Search Terms: talks",
         "2. Talks end", "Narrowed by", "News"]  # fmt: skip


@pytest.mark.parametrize("kind", ["txt", "docx", "odt", "rtf", "html"])
def test_lexis_documents_from_every_kind_of_file(read, kind):
    both = [*COVER, *lexis(), *lexis("Talks end")]
    articles = read(f"lexis.{kind}", made(kind, both))
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    article = articles.iloc[0]
    assert article["reader"] == ("lexis" if kind == "txt" else f"{kind}, lexis")
    assert article["source"] == "The Gazette (London)"
    assert article["published"] == pd.Timestamp("2024-08-06 09:20", tz="UTC")
    assert article["published_precision"] == "minute"
    assert article["section"] == "WORLD; Version: 2"
    assert article["byline"] == "Ann Lee"
    assert article["captions"] == "The port at night."
    assert article["text"] == BODY


def test_a_lexis_date_that_cannot_be_read_is_missing_and_not_that_of_loading(read):
    articles = read("lexis.docx", made_files.docx(lexis(date="Summer 2024")))
    assert pd.isna(articles["published"][0])
    assert list_notes(articles)["note"].str.contains("no date line").any()


def test_a_lexis_file_that_is_cut_short_keeps_its_last_document_and_says_so(read):
    cut = made_files.docx([*lexis(), *lexis("Talks end")[:9]])
    articles = read("lexis.docx", cut)
    assert articles["text"].tolist() == [BODY, FIRST]
    assert list_notes(articles)["note"].str.contains("no closing line").any()


# ------------------------------------------------------------------------------ Factiva


def coded(title="Talks resume", accession="GAZE000020240806ek8600001"):
    return {
        "SE": ["World"], "HD": [title], "BY": ["By Ann Lee"], "WC": ["21 words"],
        "PD": ["6 August 2024"], "ET": ["08:36"], "SN": ["The Gazette"],
        "SC": ["GAZE"], "LA": ["English"], "CY": ["Copyright 2024 Gazette Media"],
        "LP": [FIRST], "TD": [SECOND, "CO operation was not discussed."],
        "IN": ["i1 : Ports"], "AN": [f"Document {accession}"],
    }  # fmt: skip


def coded_html(*documents):
    rows = "".join(
        f"<div class='article enArticle'><table>{rows}</table></div>"
        for fields in documents
        for rows in [
            "".join(
                f"<tr><td class='index'><b>{code}</b>&nbsp;</td><td>"
                + "".join(f"<p class='articleParagraph'>{escape(p)}</p>" for p in ps)
                + "</td></tr>\n"
                for code, ps in fields.items()
            )
        ]
    )
    return f"<html><body><div id='article'>{rows}</div></body></html>".encode()


def coded_rtf(*documents):
    rows = []
    for fields in documents:
        for code, paragraphs in fields.items():
            inner = "\\par ".join(paragraphs)
            rows.append(f"\\trowd {code}\\cell {inner}\\cell\\row\n")
    return ("{\\rtf1\\ansi " + "".join(rows) + "}").encode()


@pytest.mark.parametrize(("kind", "make"), [("html", coded_html), ("rtf", coded_rtf)])
def test_factiva_documents_with_codes(read, kind, make):
    other = coded("Talks end", "GAZE000020240806ek8600002")
    articles = read(f"factiva.{kind}", make(coded(), other))
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    article = articles.iloc[0]
    assert article["reader"] == f"{kind}, factiva"
    assert article["article_id"] == "GAZE000020240806ek8600001"
    assert article["published"] == pd.Timestamp("2024-08-06 08:36", tz="UTC")
    assert article["published_from"] == (
        "field PD of the export; time zone unknown, taken as UTC"
    )
    assert (article["source"], article["byline"]) == ("The Gazette", "Ann Lee")
    assert article["text"] == f"{BODY}\n\nCO operation was not discussed."


def displayed(title="Talks resume", accession="GAZE000020240806ek8600001"):
    return [
        "World", title, "Ann Lee", "21 words", "6 August 2024", "The Gazette", "GAZE",
        "A3", "English", "Copyright 2024 Gazette Media. All Rights Reserved.",
        FIRST, SECOND, f"Document {accession}",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["txt", "docx", "rtf", "html"])
def test_factiva_documents_as_displayed(read, kind):
    other = displayed("Talks end", "GAZE000020240806ek8600002")
    articles = read(f"factiva.{kind}", made(kind, displayed() + other))
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    article = articles.iloc[0]
    assert article["reader"] == ("factiva" if kind == "txt" else f"{kind}, factiva")
    assert article["published"] == DAY
    assert article["section"] == "World"
    assert (article["source"], article["byline"]) == ("The Gazette", "Ann Lee")
    assert article["language"] == "en"
    assert article["text"] == BODY


def test_a_factiva_file_that_is_cut_short_says_so(read):
    lines = displayed() + displayed("Talks end")[:-2]
    articles = read("factiva.rtf", made_files.rtf(lines))
    assert len(articles) == 1
    assert "cut short" in list_skipped(articles)["reason"][0]


# ----------------------------------------------------------------------------- ProQuest

PROQUEST = f"""____________________________________________________________

Talks resume

Author: Lee, Ann; Ek, Bo

Publication info: The Gazette ; Capital [Capital]06 Aug 2024: A.3.

Abstract: Delegates met.

Full text: {FIRST}

{SECOND}

Note: this line of the text has a colon.

Subject: Meetings

Title: Talks resume

Publication title: The Gazette; Capital

Publication year: 2024

Publication date: Aug 6, 2024

Section: World

Language of publication: English

ProQuest document ID: 12345

Document URL: https://example.org/12345

Last updated: 2024-08-07

Database: Example Newsstream

____________________________________________________________
"""


def test_a_proquest_document(read):
    articles = read("proquest.txt", PROQUEST.encode())
    article = articles.iloc[0]
    assert article["reader"] == "proquest"
    assert article["article_id"] == "12345"
    assert article["byline"] == "Ann Lee, Bo Ek"
    assert article["source"] == "The Gazette"
    assert article["published"] == DAY
    assert article["section"] == "World"
    assert article["url"] == "https://example.org/12345"
    assert article["text"] == f"{BODY}\n\nNote: this line of the text has a colon."


def test_a_proquest_document_without_full_text_gives_its_abstract_and_says_so(read):
    document = PROQUEST.replace(FIRST, "Not available.").replace(SECOND, "")
    articles = read("proquest.txt", document.encode())
    assert articles["text"].tolist() == ["Delegates met."]
    assert (
        "no full text; the abstract was read" in list_notes(articles)["note"].tolist()
    )


# --------------------------------------------------------------------------- Europresse

EUROPRESSE = """<html><body><article><header>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">La Gazette, no. 24
</span><span class="DocHeader">Monde, mardi 6 ao&ucirc;t 2024</span></div>
<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu">Reprise</p></div>
<div class="docAuthors">Ann Lee</div></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer">
<p>{first}</p><p>{second}</p></div></div></section>
<footer><div class="publiC-lblNodoc">news&middot;20240806&middot;GZ&middot;0123</div>
</footer></article>
<article><header><span class="DocPublicationName">La Gazette</span></header>
<footer>news&middot;20240807&middot;GZ&middot;0124</footer></article></body></html>"""


def test_europresse_documents(read):
    page = EUROPRESSE.format(first=FIRST, second=SECOND)
    articles = read("export.HTML", page.encode())
    article = articles.iloc[0]
    assert article["reader"] == "html, europresse"
    assert (article["title"], article["source"]) == ("Reprise", "La Gazette")
    assert article["byline"] == "Ann Lee"
    assert article["published"] == DAY
    assert article["published_from"] == "heading of the document; no time given"
    assert article["text"] == BODY
    assert list_skipped(articles)["place"].tolist() == ["document 2"]


def test_two_dates_of_a_europresse_document_are_noted(read):
    page = EUROPRESSE.format(first=FIRST, second=SECOND).replace("0806", "0801", 1)
    articles = read("export.HTML", page.encode())
    assert articles["published"][0] == DAY
    assert list_notes(articles)["note"].str.contains("two dates: 2024-08-06").any()


# ----------------------------------------------------------------------- Current Events

PORTAL = """<html><body><div class="current-events-main vevent" id="2024_August_6">
<span class="summary">August 6, 2024 (<span class="bday">2024-08-06</span>)</span>
<div class="current-events-content description"><p><b>Armed conflicts</b></p>
<ul><li><a>A long war</a><ul>
<li>Talks resume in the capital. <a>(The Gazette)</a> <a>(Daily Post)</a></li>
<li>A port is closed (for a day). (Gazette)</li></ul></li></ul>
<p><b>Disasters</b></p><ul><li>A river rises.</li></ul></div></div></body></html>"""
WIKITEXT = """{{Current events|year=2024|month=08|day=6|content=
<!-- All news items below this line -->
'''Armed conflicts'''
*[[A long war]]
**[[Talks]] resume in the [[Capital City|capital]]. [https://example.org/a (The Gazette)] [https://example.org/b (Daily Post)]
**A port is closed (for a day). [https://example.org/c (Gazette)]
'''Disasters'''
*A river rises.
<!-- All news items above this line -->}}"""


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("day.html", PORTAL, "html, current events"),
        ("day.txt", WIKITEXT, "current events"),
    ],
)
def test_each_line_of_current_events_is_an_item(read, name, data, reader):
    articles = read(name, data.encode())
    assert articles["text"].tolist() == [
        "Talks resume in the capital.",
        "A port is closed (for a day).",
        "A river rises.",
    ]
    assert articles["section"].tolist() == ["Armed conflicts"] * 2 + ["Disasters"]
    assert (articles["published"] == DAY).all()
    assert set(articles["reader"]) == {reader}


# --------------------------------------------------------------------------- all layouts

EXPORTS = {
    "nexis": made_files.txt(nexis(1) + nexis(2)),
    "lexis": made_files.txt([*COVER, *lexis(), *lexis()]),
    "factiva": made_files.txt(displayed() + displayed()),
    "proquest": PROQUEST.encode(),
    "europresse": EUROPRESSE.format(first=FIRST, second=SECOND).encode(),
    "portal": PORTAL.encode(),
    "wikitext": WIKITEXT.encode(),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_cut_anywhere_is_read_or_set_aside(read, name):
    whole = EXPORTS[name]
    for end in range(60, len(whole), 211):
        articles = read("cut.txt", whole[:end])
        skipped = list_skipped(articles)
        assert len(articles) + len(skipped) >= 1, end
        assert not skipped["reason"].str.contains("The reader failed").any(), end
