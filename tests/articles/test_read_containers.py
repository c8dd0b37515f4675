"""gzip and kin, tar and web archives: members with their place, and limits."""

import bz2
import gzip
import io
import lzma
import tarfile

import pandas as pd
import pytest

from tests.articles.made_files import zipped
from toolkit.articles.read import list_notes, list_skipped, read_articles
from toolkit.articles.readers import packed

FIRST = "Delegates from both sides met for the first time in a month on Monday."
SECOND = "They agreed to meet again before the end of the week, one of them said."
ARTICLE = f"Talks resume\n6 August 2024\n\n{FIRST}\n\n{SECOND}\n"


@pytest.fixture
def read(tmp_path):
    def read_bytes(name, data):
        (tmp_path / name).write_bytes(data)
        return read_articles(tmp_path / name)

    return read_bytes


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)],
)
def test_a_packed_file_is_read_like_the_file(read, suffix, pack):
    articles = read(f"talks.txt.{suffix}", pack(ARTICLE.encode()))
    assert articles["title"].tolist() == ["Talks resume"]
    assert articles["origin"][0].endswith(f"talks.txt.{suffix}!/talks.txt")


def test_a_truncated_gzip_is_read_to_the_tear_and_says_so(read):
    lines = "".join(
        f'{{"title": "Talks {i}", "text": "{FIRST} {hash(str(i))}"}}\n'
        for i in range(2000)
    )
    whole = gzip.compress(lines.encode())
    articles = read("news.jsonl.gz", whole[: len(whole) // 2])
    assert 500 < len(articles) < 2000
    assert list_notes(articles)["note"].str.contains("read so far").any()


def test_a_gzip_bomb_is_not_unpacked_beyond_its_limit(read, monkeypatch):
    monkeypatch.setattr(packed, "MAX_UNPACKED", 3_000_000)
    articles = read("zeros.gz", gzip.compress(bytes(5_000_000)))
    assert "unpacks to more than" in list_skipped(articles)["reason"][0]


# ---------------------------------------------------------------------------------- tar


def tarred(members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if content is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/hostname"
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.tar", bytes), ("a.tar.gz", gzip.compress), ("a.tgz", gzip.compress)],
)
def test_a_tar_is_read_member_by_member(read, name, pack):
    members = [
        ("news/talks.txt", ARTICLE.encode()),
        ("._talks.txt", b"junk"),
        ("link.txt", None),
        ("../../escape.txt", ARTICLE.replace("resume", "end").encode()),
    ]
    articles = read(name, pack(tarred(members)))
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    assert articles["origin"][0].endswith("a.tar!/news/talks.txt")
    assert list_skipped(articles)["place"].tolist() == ["link.txt"]
    assert list_notes(articles)["note"].str.contains("hidden members").any()


def test_no_member_of_a_tar_is_written_outside(read, tmp_path):
    read("a.tar", tarred([("../escape.txt", ARTICLE.encode())]))
    assert not (tmp_path.parent / "escape.txt").exists()


def test_a_tar_cut_anywhere_is_read_or_set_aside(read):
    whole = tarred([("a.txt", ARTICLE.encode()), ("b.txt", ARTICLE.upper().encode())])
    for end in range(300, len(whole), 409):
        articles = read("cut.tar", whole[:end])
        skipped = list_skipped(articles)
        assert len(articles) + len(skipped) >= 1, end
        assert not skipped["reason"].str.contains("The reader failed").any(), end


# --------------------------------------------------------------------------------- WARC

PAGE = f"<html><head><title>Talks resume</title></head><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"


def record(body, kind="response", uri="https://example.org/a"):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\n"
    head += "WARC-Date: 2024-08-07T00:00:00Z\r\nContent-Type: application/http\r\n"
    head += "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body)


def answer(body, kind="text/html; charset=utf-8", status="200 OK", more=b""):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n".encode()
    return head + b"Content-Length: %d\r\n%s\r\n" % (len(body), more) + body


RECORDS = [
    record(b"software: example", "warcinfo"),
    record(b"GET / HTTP/1.1\r\n\r\n", "request"),
    record(answer(PAGE.encode())),
    record(answer(b"\x89PNG", "image/png"), uri="https://example.org/b.png"),
    record(answer(b"gone", status="404 Not Found"), uri="https://example.org/c"),
    record(answer(gzip.compress(PAGE.replace("resume", "end").encode()),
                  more=b"Content-Encoding: gzip\r\n"), uri="https://example.org/d"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", b"".join(RECORDS)),
        ("a.warc.gz", b"".join(map(gzip.compress, RECORDS))),
        ("one.warc.gz", gzip.compress(b"".join(RECORDS))),
    ],
)
def test_the_pages_of_a_web_archive_are_articles(read, name, data):
    articles = read(name, data)
    assert articles["title"].tolist() == ["Talks resume", "Talks end"]
    assert articles["text"][0] == f"{FIRST}\n\n{SECOND}"
    assert articles["url"].tolist() == [
        "https://example.org/a",
        "https://example.org/d",
    ]
    assert articles["origin"][0].endswith(f"{name}!/record 3 https://example.org/a")
    # the day of archiving is not that of publication
    assert articles["published"].isna().all()
    notes = list_notes(articles)["note"].tolist()
    assert "records in the archive: 6" in notes
    assert "records passed over: 1 (image/png)" in notes
    assert "records passed over: 1 (status 404)" in notes


def test_an_archive_without_pages_says_so(read):
    skipped = list_skipped(read("a.warc", b"".join(RECORDS[:2])))
    assert skipped["reason"].tolist() == [
        "The archive holds no page and no file to read."
    ]


def test_an_encoding_that_only_the_server_named_is_used(read):
    page = PAGE.replace("Monday", "понедельник").encode("koi8-r")
    data = record(answer(page, "text/html; charset=koi8-r"))
    assert "понедельник" in read("a.warc", data)["text"][0]


def test_a_text_version_of_a_web_archive(read):
    text = f"Talks resume\n{FIRST}\n{SECOND}".encode()
    wet = record(text, "conversion").replace(b"application/http", b"text/plain")
    article = read("a.warc.wet", wet).iloc[0]
    assert article["url"] == "https://example.org/a"
    assert FIRST in article["text"]


def test_an_old_arc(read):
    body = answer(PAGE.encode())
    about = "1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    header = "filedesc://a.arc 0.0.0.0 20240806083600 text/plain "
    header += f"{len(about)}\n{about}\n"
    line = f"https://example.org/a 0.0.0.0 20240806083600 text/html {len(body)}\n"
    articles = read("a.arc", header.encode() + line.encode() + body + b"\n")
    assert articles["title"].tolist() == ["Talks resume"]


def test_a_web_archive_cut_anywhere_is_read_or_set_aside(read):
    for whole in (b"".join(RECORDS), b"".join(map(gzip.compress, RECORDS))):
        for end in range(40, len(whole), 307):
            articles = read("cut.warc", whole[:end])
            skipped = list_skipped(articles)
            notes = list_notes(articles)["note"]
            assert len(articles) or len(skipped) or notes.str.contains("records").any()
            assert not skipped["reason"].str.contains("The reader failed").any(), end


# --------------------------------------------------------------------------------- mail

PLAIN = f"""From: The Gazette <news@example.org>
To: reader@example.org
Subject: =?utf-8?q?Talks_resume_=E2=80=93_again?=
Date: Tue, 06 Aug 2024 09:36:00 +0100
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

View this in a browser <https://example.org/view?x=1>

{FIRST}

{SECOND}
"""
BOTH = f"""From: news@example.org
Subject: Talks end
Date: sometime
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=zz

--zz
Content-Type: multipart/alternative; boundary=yy

--yy
Content-Type: text/plain

See the page.
--yy
Content-Type: text/html; charset=utf-8

<html><style>p {{}}</style><body><table><tr><td><p>{FIRST}</p><p>{SECOND}</p></td></tr></table></body></html>
--yy--
--zz
Content-Type: application/pdf
Content-Disposition: attachment; filename=report.pdf

JVBERi0=
--zz--
"""


def test_a_message_is_an_article(read):
    article = read("talks.eml", PLAIN.encode()).iloc[0]
    assert article["reader"] == "mail"
    assert article["title"] == "Talks resume – again"
    assert article["source"] == "The Gazette"
    assert article["published"] == pd.Timestamp("2024-08-06 08:36", tz="UTC")
    assert article["text"] == f"View this in a browser\n\n{FIRST}\n\n{SECOND}"


def test_the_page_is_read_where_the_plain_version_says_nothing(read):
    articles = read("talks.eml", BOTH.encode())
    assert articles["text"].tolist() == [f"{FIRST}\n\n{SECOND}"]
    assert pd.isna(articles["published"][0])
    skipped = list_skipped(articles)
    assert skipped["reason"].tolist() == ['An attachment is not read: "report.pdf"']


def test_a_date_that_no_clock_shows_costs_the_date_and_not_the_message(read):
    odd = PLAIN.replace(
        "06 Aug 2024 09:36:00 +0100", "06 Aug 99999999999 09:36:00 +0100"
    )
    articles = read("talks.eml", odd.encode())
    assert pd.isna(articles["published"][0])
    assert FIRST in articles["text"][0]


def test_a_mailbox_is_read_message_by_message(read):
    quoted = PLAIN.replace(SECOND, f">From Monday on, all is open.\n{SECOND}")
    stamp = "From news@example.org Tue Aug  6 08:36:00 2024\n"
    articles = read("news.mbox", f"{stamp}{quoted}\n{stamp}{BOTH}".encode())
    assert articles["title"].tolist() == ["Talks resume – again", "Talks end"]
    assert "From Monday on, all is open." in articles["text"][0]
    assert articles["origin"][1].endswith("#message 2")


def test_a_pasted_article_with_a_from_line_is_no_mail(read):
    articles = read("a.txt", f"From: The Gazette\nSubject: Talks\n\n{FIRST}".encode())
    assert articles["reader"].tolist() == ["plain"]


@pytest.mark.parametrize("message", [PLAIN, BOTH])
def test_a_message_cut_anywhere_is_read_or_set_aside(read, message):
    for end in range(20, len(message), 61):
        articles = read("cut.eml", message[:end].encode())
        skipped = list_skipped(articles)
        assert len(articles) + len(skipped) >= 1, end
        assert not skipped["reason"].str.contains("The reader failed").any(), end


# ------------------------------------------------------------------------ one in another


def test_a_web_archive_in_a_tar_in_a_zip(read):
    archive = zipped({"a.tar": tarred([("b.warc", b"".join(RECORDS))])})
    articles = read("a.zip", archive)
    assert articles["origin"][0].endswith(
        "a.zip!/a.tar!/b.warc!/record 3 https://example.org/a"
    )
