"""Lines of print joined, in recognised pages and columns; notes of wires and editors cut."""

import pytest

from toolkit.articles.cleaning import is_furniture
from toolkit.articles.printed import is_printed, join_printed
from toolkit.articles.read import list_notes, list_skipped, read_articles

COLUMN = """DUBLIN QUIET

May 1, 1916

The delegates of both par-
ties met in the town hall
yesterday, and it is un-
derstood that they will
meet again. No one would
give details of the meet-
ing.
The harbour is open."""


def test_words_broken_between_printed_lines_are_whole_again(tmp_path):
    (tmp_path / "page.txt").write_text(COLUMN)
    article = read_articles(tmp_path).iloc[0]
    assert article["title"] == "DUBLIN QUIET"
    assert str(article["published"].date()) == "1916-05-01"
    assert article["text"] == (
        "The delegates of both parties met in the town hall yesterday, and it is "
        "understood that they will meet again. No one would give details of the "
        "meeting.\n\nThe harbour is open."
    )


def test_a_column_in_a_table_is_joined_too(tmp_path):
    body = COLUMN.partition("1916\n\n")[2].replace("\n", "\\n")
    (tmp_path / "a.jsonl").write_text(f'{{"title": "Dublin", "text": "{body}"}}\n')
    assert "understood that they will meet" in read_articles(tmp_path)["text"][0]


def test_a_list_of_short_lines_is_no_print():
    assert not is_printed(["- ports", "- roads", "- well-", "known names"])
    assert join_printed([]) == ""


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Ann Lee in the capital; Editing by Bo Ek)",
        "(Additional reporting by Ann Lee.)",
        "Reporting by Ann Lee; Writing by Bo Ek; Editing by Cy Day",
        "This article was amended on 6 August 2024 to correct the name of the port.",
        "An earlier version of this article misstated the number of delegates.",
        "Correction: the port is in the north.",
        "Editor's note, August 7, 2024: the headline was changed.",
        "(Corrects paragraph 2 to say the port was closed)",
        "Continue reading…",
        "Copyright 2024 Gazette Media. All rights reserved.",
    ],
)
def test_wire_signatures_and_notes_are_cut_and_recorded(tmp_path, line):
    assert is_furniture(line)
    body = "Delegates from both sides met on Monday for the first time in a month."
    (tmp_path / "a.txt").write_text(
        f"Talks resume\n\n{body}\n\n{body[::-1]}\n\n{line}\n"
    )
    articles = read_articles(tmp_path)
    assert line not in articles["text"][0]
    assert f"cut: {line}" in list_notes(articles)["note"].tolist()


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by the monitors shows that the port is closed.",
        "This article of the treaty was never applied.",
        "A correction of the border was demanded.",
        "(The ministry did not comment.)",
    ],
)
def test_sentences_with_the_same_words_stay(line):
    assert not is_furniture(line)


ALTO = """<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#">
<Layout><Page><PrintSpace><TextBlock><TextLine><String CONTENT="The"/><SP/>
<String CONTENT="dele-" SUBS_TYPE="HypPart1" SUBS_CONTENT="delegates"/><HYP CONTENT="-"/>
</TextLine><TextLine><String CONTENT="gates" SUBS_TYPE="HypPart2"/><SP/>
<String CONTENT="met."/></TextLine></TextBlock><TextBlock><TextLine>
<String CONTENT="The"/><SP/><String CONTENT="har"/><HYP CONTENT="-"/></TextLine><TextLine>
<String CONTENT="bour"/><String CONTENT="is"/><String CONTENT="open."/></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>"""
HOCR = """<html><body><div class="ocr_page"><p class="ocr_par">
<span class="ocr_line"><span>The</span> <span>dele-</span></span>
<span class="ocr_line">gates met.</span></p><p class="ocr_par">
<span class="ocr_line">The har-</span> <span class="ocr_line">bour is open.</span></p>
</div></body></html>"""


@pytest.mark.parametrize(
    ("name", "page", "reader"),
    [("a.xml", ALTO, "alto"), ("a.html", HOCR, "html, hocr")],
)
def test_a_recognised_page_is_one_article(tmp_path, name, page, reader):
    (tmp_path / name).write_text(page)
    articles = read_articles(tmp_path)
    assert articles["reader"].tolist() == [reader]
    assert articles["text"][0] == "The delegates met.\n\nThe harbour is open."
    assert articles["published"].isna().all()
    assert list_notes(articles)["note"].str.contains("read as one article").any()


def test_a_recognised_page_that_is_cut_short_is_set_aside(tmp_path):
    (tmp_path / "a.xml").write_text(ALTO[: len(ALTO) // 2])
    assert "damaged" in list_skipped(read_articles(tmp_path))["reason"][0]
