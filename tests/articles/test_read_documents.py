"""Word processor files: DOCX, ODT and RTF, pasted articles in them, and traps."""

import pandas as pd
import pytest

from tests.articles import made_files
from toolkit.articles.read import list_notes, list_skipped, read_articles

FIRST = "Delegates from both sides met for the first time in a month on Monday."
SECOND = (
    "They agreed to meet again before the end of the week, “if all goes well by then”."
)
ARTICLE = ["Talks resume in the capital", "6 August 2024", "By Ann Lee", FIRST, SECOND]


@pytest.fixture
def read(tmp_path):
    def read_bytes(name, data):
        (tmp_path / name).write_bytes(data)
        return read_articles(tmp_path / name)

    return read_bytes


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "pdf"])
def test_a_document_is_read_like_a_pasted_article(read, kind):
    articles = read(f"talks.{kind}", getattr(made_files, kind)(ARTICLE))
    article = articles.iloc[0]
    assert article["reader"] == kind
    assert article["title"] == "Talks resume in the capital"
    assert article["byline"] == "Ann Lee"
    assert article["published"] == pd.Timestamp("2024-08-06", tz="UTC")
    assert article["published_precision"] == "day"
    assert article["text"] == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "pdf"])
def test_content_counts_more_than_the_name(read, kind):
    articles = read("talks.txt", getattr(made_files, kind)(ARTICLE))
    assert articles["reader"].tolist() == [kind]


@pytest.mark.parametrize("kind", ["docx", "odt", "rtf", "pdf"])
def test_a_document_cut_anywhere_is_read_or_set_aside(read, kind):
    whole = getattr(made_files, kind)(ARTICLE)
    for end in range(8, len(whole), max(1, len(whole) // 25)):
        articles = read(f"cut.{kind}", whole[:end])
        skipped = list_skipped(articles)
        assert len(articles) + len(skipped) >= 1, end
        assert not skipped["reason"].str.contains("The reader failed").any(), end


def test_deleted_and_hidden_words_of_a_docx_are_not_read(read):
    body = (
        "<w:p><w:r><w:t>Talks </w:t></w:r><w:del><w:r><w:delText>never </w:delText>"
        '</w:r></w:del><w:r><w:t>resumed.</w:t></w:r><w:r><w:instrText>HYPERLINK "x"'
        "</w:instrText></w:r><w:hyperlink><w:r><w:tab/><w:t>Soon.</w:t></w:r>"
        "</w:hyperlink></w:p>"
    )
    assert read("a.docx", made_files.docx([], body))["text"][0] == (
        "Talks resumed. Soon."
    )


def test_the_cells_of_a_table_row_stand_on_one_line(read):
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = (
        "<w:tbl><w:tr>" + cell.format("Port") + cell.format("open") + "</w:tr></w:tbl>"
    )
    text = f"<w:p><w:r><w:t>{FIRST}</w:t></w:r></w:p>"
    articles = read("a.docx", made_files.docx([], text + row))
    assert articles["text"][0] == f"{FIRST}\n\nPort open"


def test_a_docx_that_unpacks_two_hundredfold_is_not_opened(read):
    bomb = made_files.docx(["0" * 30_000_000])
    assert len(bomb) < 100_000
    reason = list_skipped(read("bomb.docx", bomb))["reason"][0]
    assert "unpacks to more than" in reason


@pytest.mark.parametrize(
    "entity", ['<!ENTITY a "aaaa">', '<!ENTITY a SYSTEM "file:///etc/hostname">']
)
def test_a_docx_that_declares_entities_is_refused(read, entity):
    document = f"<!DOCTYPE x [{entity}]><x>&a;</x>"
    data = made_files.zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    )
    skipped = list_skipped(read("a.docx", data))
    assert "declares entities" in skipped["reason"][0]
    assert "<!ENTITY" in skipped["advice"][0]


def test_the_address_behind_a_link_in_rtf_is_no_text(read):
    link = '{\\field{\\*\\fldinst{HYPERLINK "https://example.org/a"}}{\\fldrslt Talks}}'
    data = f"{{\\rtf1\\ansi {link} resumed. {FIRST}\\par}}".encode()
    text = read("a.rtf", data)["text"][0]
    assert text == f"Talks resumed. {FIRST}"


def test_pictures_in_rtf_are_passed_over(read):
    picture = "{\\pict\\wmetafile8 " + "0123456789abcdef" * 500 + "}"
    data = f"{{\\rtf1\\ansi {FIRST}\\par {picture}\\par {SECOND}}}".encode()
    text = read("a.rtf", data)["text"][0]
    assert text.startswith(FIRST) and "abcdef" not in text


def test_an_open_group_at_the_end_of_rtf_is_noted(read):
    articles = read("a.rtf", made_files.rtf(ARTICLE).rstrip(b"}"))
    assert list_notes(articles)["note"].str.contains("cut short").any()
    assert articles["text"][0].startswith(FIRST)


def test_an_office_document_without_text_is_named(read):
    sheet = made_files.zipped(
        {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
    )
    assert (
        "Office document other than text"
        in list_skipped(read("a.xlsx", sheet))["reason"][0]
    )


# ---------------------------------------------------------------------------------- PDF

WRAPPED = [
    "Talks resume in the capital", "6 August 2024", "By Ann Lee",
    "Delegates from both sides met for the first time in a month on Mon-",
    "day, and agreed to meet again before the end of the week, officials",
    "said.",
    "A second round is planned, they added, if nothing comes between it.",
]  # fmt: skip


def test_the_lines_of_a_pdf_are_joined_to_paragraphs(read):
    article = read("a.pdf", made_files.pdf(WRAPPED)).iloc[0]
    assert article["title"] == "Talks resume in the capital"
    assert article["text"] == (
        "Delegates from both sides met for the first time in a month on Monday, and "
        "agreed to meet again before the end of the week, officials said.\n\n"
        "A second round is planned, they added, if nothing comes between it."
    )


def test_running_heads_and_page_numbers_of_a_pdf_are_cut_and_noted(read):
    data = made_files.pdf([*ARTICLE, "7"], pages=4, head="The Gazette, page three")
    articles = read("a.pdf", data)
    assert "page three" not in articles["text"][0]
    notes = list_notes(articles)["note"]
    assert notes.str.contains("edges of 4 pages: The Gazette, page three").any()


def test_a_pdf_without_text_layer_asks_for_recognition(read):
    skipped = list_skipped(read("scan.pdf", made_files.pdf(["7"])))
    assert "no text layer" in skipped["reason"][0]
    assert "OCR" in skipped["advice"][0]
