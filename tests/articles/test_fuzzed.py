"""What fuzzing the readers found (``tests/benchmarks/fuzz_readers.py``), made small."""

import io
import unicodedata
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.articles.cleaning import clean_byline, repair
from toolkit.articles.read import list_notes, list_skipped, read_articles
from toolkit.articles.readers.base import Item, Reading, legible
from toolkit.articles.readers.encoding import decode
from toolkit.dates import parse_date
from toolkit.text import clean_text

BODY = "Delegates from both sides met for the first time in a month on Monday."


@pytest.fixture
def read(tmp_path):
    def read_bytes(name, data):
        (tmp_path / name).write_bytes(data)
        return read_articles(tmp_path / name)

    return read_bytes


@given(st.text(st.characters(codec=None), max_size=40))
def test_clean_text_holds_no_control_and_no_half_character(raw):
    clean = clean_text(raw)
    kinds = {unicodedata.category(char) for char in clean.replace("\n", "")}
    assert not kinds & {"Cc", "Cs"}
    assert unicodedata.is_normalized("NFC", clean)
    assert clean_text(clean) == clean


def test_control_codes_of_the_second_range_do_not_reach_a_table(read):
    page = (
        "<html><head><title>Talks\x9b31m resume</title></head><body><article>"
        f"<p>{BODY}\x81</p><p>They agreed to meet again.</p></article></body></html>"
    )
    articles = read("a.html", page.encode())
    told = articles[["title", "text"]].iloc[0].str.cat()
    assert "\x81" not in told and "\x9b" not in told


def test_quotes_of_windows_read_as_latin_are_quotes_again():
    assert repair("\x93Talks\x94 \x96 at last\x85 he said") == (
        "“Talks” – at last… he said",
        ["signs of Windows"],
    )


def test_a_doubly_encoded_quote_is_whole_whichever_way_it_was_broken():
    # UTF-8 read as Latin-1, and as Windows-1252
    assert repair("doesn\u00e2\x80\x99t")[0] == "doesn’t"
    assert repair("doesn\u00e2\u20ac\u2122t")[0] == "doesn’t"


@pytest.mark.parametrize("month", ["ſept", "ſeptember", "auguſt"])
def test_a_long_s_in_the_name_of_a_month_is_no_failure(month):
    found = parse_date(f"6 {month} 1802")
    assert found is not None and found.time.year == 1802


@pytest.mark.parametrize("name", ["unicode_escape", "raw_unicode_escape", "undefined"])
def test_a_page_cannot_choose_a_codec_that_is_no_encoding(name):
    text, encoding = decode(b"charset=%s \\ud800 \xe9" % name.encode())
    assert "\ud800" not in text and encoding == "cp1252"


def test_ids_and_addresses_hold_no_control(read):
    row = (
        '{"id": "a\\u001b[2Jb", "url": "http://x.org/\\u0007a", "text": "'
        + BODY
        + '"}\n'
    )
    articles = read("a.jsonl", row.encode())
    assert articles["article_id"].tolist() == ["a[2Jb"]
    assert articles["url"].tolist() == ["http://x.org/a"]


def test_what_is_set_aside_can_be_printed_and_stored():
    reading = Reading(Item(b"", "a.eml"))
    reading.skip("part \x1b[2J", "An attachment is not read: \ud800\u202ecod")
    reading.note("read as \x9b", "message 1\x07")
    (skipped,), (note,) = reading.skipped, reading.notes
    assert skipped["place"] == "part \\x1b[2J"
    assert skipped["reason"] == "An attachment is not read: \\ud800\\u202ecod"
    assert (note["place"], note["note"]) == ("message 1\\x07", "read as \\x9b")


@given(st.text(st.characters(codec=None)))
def test_what_is_legible_stays_as_it_is(text):
    assert legible(legible(text)) == legible(text)
    legible(text).encode("utf-8")


def test_an_attachment_named_in_no_encoding_is_set_aside_by_name(read):
    mail = (
        b"From: Desk <a@example.org>\nSubject: Talks\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + BODY.encode()
        + b'\n--b\nContent-Type: application/pdf; name="\xff\xfe.pdf"\n\nx\n--b--\n'
    )
    articles = read("a.eml", mail)
    assert len(articles) == 1
    assert list_skipped(articles)["reason"].iloc[0].encode("utf-8")


ITEM = (
    "<item><title>Talks{0} resume</title><description>Envoys met{0} on Monday, and "
    "agreed to meet again.</description></item>"
)


@pytest.mark.parametrize("half", ["&#xD800;", "&#55296;", "&#0;", "&#x1b;", "&#xFFFE;"])
def test_a_number_of_no_character_costs_a_feed_no_item(read, half):
    feed = f"<rss><channel><title>Post</title>{ITEM.format(half)}{ITEM.format('!')}"
    articles = read("a.rss", f"{feed}</channel></rss>".encode())
    assert len(articles) == 2
    assert articles["text"].str.endswith("agreed to meet again.").all()


def test_half_a_character_in_a_feed_of_two_byte_letters_is_told(read):
    feed = f'<?xml version="1.0"?><rss><channel>{ITEM.format("&#xD800;")}'
    articles = read("a.rss", f"{feed}</channel></rss>".encode("utf-16"))
    reasons = list_skipped(articles)["reason"].tolist()
    assert len(articles) or "half characters" in reasons[0]
    assert not any("reader failed" in reason for reason in reasons)


def test_a_member_without_a_name_costs_a_zip_no_other_member(read):
    member = f"Talks resume\n6 August 2024\n\n{BODY}\n"
    nameless = io.BytesIO()
    with zipfile.ZipFile(nameless, "w") as archive:
        info = zipfile.ZipInfo("q")
        archive.writestr(info, "x")
        info.filename = ""
        archive.writestr("a.txt", member)
    articles = read("a.zip", nameless.getvalue())
    assert articles["title"].tolist() == ["Talks resume"]
    assert list_skipped(articles)["reason"].tolist() == [
        "Members without a name are not read: 1."
    ]


@pytest.mark.parametrize("kind", [pa.timestamp("s"), pa.timestamp("s", "UTC"),
                                  pa.timestamp("s", "America/New_York")])  # fmt: skip
@pytest.mark.parametrize("column", ["date", "url", "month"])
def test_a_time_beyond_the_calendar_costs_a_parquet_no_article(read, kind, column):
    good = 1_722_933_360
    table = pa.table({
        "text": [f"{BODY} First.", f"{BODY} Second."], "year": [2024, 2024],
        "month": ["8", "8"], column: pa.array([good * 1_000_000, good], kind),
    })  # fmt: skip
    file = io.BytesIO()
    pq.write_table(table, file)
    articles = read("a.parquet", file.getvalue())
    assert len(articles) == 2
    notes = list_notes(articles)["note"]
    assert notes.str.contains(f'column "{column}": 1 times outside the years').any()


def test_letters_that_are_no_utf8_in_a_parquet_file_cost_no_row(read):
    # a string column of Latin-1, as some programs write it
    latin = pa.array([BODY.encode(), b"Caf\xe9 talks resumed on Monday."], pa.binary())
    strings = pa.Array.from_buffers(pa.string(), 2, latin.buffers())
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": strings}), sink)
    articles = read("a.parquet", sink.getvalue())
    assert articles["text"].tolist() == [BODY, "Caf\ufffd talks resumed on Monday."]
    assert list_notes(articles)["note"].str.contains("no UTF-8").any()


def test_a_column_name_with_a_control_is_spelled_out_where_it_is_quoted(read):
    table = f'title,text,\x08date\nTalks,"{BODY}",2024-08-06\n'
    article = read("a.csv", table.encode()).iloc[0]
    assert article["published_from"].startswith('column "\\x08date"')


def test_many_comments_before_a_text_are_passed_in_one_way_only(read):
    # in all the ways that they can be joined, this ran longer than the world is old
    comments = "<!-- a -->" * 300
    articles = read("a.wiki", f"{comments} x\n\n{BODY}\n\n{BODY} Again.".encode())
    assert len(articles) + len(list_skipped(articles)) == 1
    page = f"{comments}<p>{BODY}</p><p>They agreed to meet again.</p>"
    assert read("b.bin", page.encode())["reader"].tolist() == ["html"]
    assert list_skipped(read("c.xml", f"{comments}<odd/>".encode()))["reason"].str.contains(
        "This is XML"
    ).all()  # fmt: skip


def test_a_long_line_without_letters_is_looked_at_once(read):
    # from each of its characters to its end, again and again, this took eight seconds
    line = "\ufffd" * 8750
    articles = read("a.txt", f"Talks resume\n{line}\n3 min read\n\n{BODY}".encode())
    assert len(articles) + len(list_skipped(articles)) == 1
    articles = read("b.txt", f"Talks resume\n-- 3 min read --\n\n{BODY}".encode())
    assert articles["text"].tolist() == [BODY]


def test_a_word_of_a_hundred_thousand_letters_is_no_address(read):
    # bzip2 makes 166 bytes of it; an address was looked for from each of its letters on
    articles = read("a.txt", f"Talks resume\n{'a' * 100_000}\n\n{BODY}".encode())
    assert len(articles) + len(list_skipped(articles)) == 1
    assert clean_byline("Ann Lee ann.lee@news.example") == "Ann Lee"
