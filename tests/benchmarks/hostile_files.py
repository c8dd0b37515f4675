"""Files made to hang or choke a reader: bombs, nesting, endless repetition.

All invented here. ``bad_input`` reads them with ``--made``.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path

from tests.articles import made_files
from tests.articles.test_read_containers import answer, record

PROSE = "Delegates from both sides met for the first time in a month on Monday. "
BYTES = PROSE.encode()


def write(folder: Path) -> None:
    """Write every file into ``folder / "made"``."""
    (folder / "made").mkdir()
    for make in (documents, pages, texts, packed, mail, markup, exports, tables):
        for name, data in make():
            (folder / "made" / name).write_bytes(data)


def documents() -> Iterator[tuple[str, bytes]]:
    """Word processor files and PDF."""
    yield "bomb.docx", made_files.docx(["0" * 300_000_000])
    yield "large.docx", made_files.docx([PROSE] * 300_000)
    yield "nested.docx", made_files.docx([], "<w:p>" * 100_000 + "</w:p>" * 100_000)
    rtf = b"{\\rtf1 %s}"
    yield "deep.rtf", rtf % (b"{" * 3_000_000 + BYTES + b"}" * 3_000_000)
    yield "control.rtf", rtf % (b"\\u-1?" * 1_000_000)
    yield "digits.rtf", rtf % ((b"a" * 999 + b"z") * 10_000 + BYTES)
    link = b"{\\field{\\*\\fldinst{HYPERLINK "
    yield "open_links.rtf", rtf % (link * 200_000 + BYTES)
    yield "links.rtf", rtf % ((link + b'"x"}}{\\fldrslt a b}} ') * 50_000 + BYTES)
    yield "pictures.rtf", rtf % (b"{\\pict\\bin999999999 " * 200_000 + BYTES)
    yield "pages.pdf", made_files.pdf([PROSE] * 60, pages=4000)


def pages() -> Iterator[tuple[str, bytes]]:
    """Web pages."""
    yield "deep.html", b"<html><body>" + b"<div>" * 200_000 + BYTES
    yield "open.html", b"<html><body>" + b"<div><p>a" * 30_000 + BYTES
    cells = b"<tr><td colspan=999999999 rowspan=999999999>x</td></tr>" * 5000
    yield "cells.html", b"<html><body><p>%s</p><table>%s" % (BYTES * 5, cells)
    many = b" ".join(b"a%d='x'" % i for i in range(100_000))
    yield "attributes.html", b"<html><body %s><p>%s" % (many, BYTES * 5)
    europresse = b"<article><span class='DocPublicationName'>x</span>"
    yield "europresse.html", b"<html><body>" + europresse * 20_000
    portal = b"<div class='current-events-main'><div class='current-events-content'>"
    yield "portal.html", b"<html><body>" + portal + b"<ul><li>" * 20_000 + b"x"


def texts() -> Iterator[tuple[str, bytes]]:
    """Plain text."""
    yield "long_line.txt", BYTES * 15_000
    yield "zeros.txt", b"0" * 30_000_000
    yield "blanks.txt", b" " * 30_000_000 + b"x"
    yield "line_ends.txt", b"\n" * 20_000_000 + BYTES * 3
    yield "rules.txt", b"-----\n" * 3_000_000
    yield "articles.txt", (b"=====\n" + BYTES * 2 + b"\n") * 4_000
    yield "keys.txt", b"a: b\n" * 49_000
    yield "more_keys.txt", b"a: b\n" * 3_000_000


def packed() -> Iterator[tuple[str, bytes]]:
    """Archives."""
    zeros = bytes(600_000_000)
    yield "zeros.gz", gzip.compress(zeros)
    yield "zeros.txt.bz2", bz2.compress(zeros)
    yield "zeros.txt.xz", lzma.compress(zeros, preset=0)
    yield "record.warc.gz", gzip.compress(record(answer(zeros)))
    yield "records.warc.gz", gzip.compress(record(answer(zeros[:50_000_000]))) * 60
    body = answer(gzip.compress(zeros), more=b"Content-Encoding: gzip\r\n")
    yield "answer.warc", record(body) * 3
    inner = made_files.zipped({"a.txt": b"0" * 5_000_000})
    for _ in range(4):
        inner = made_files.zipped({f"{i}.zip": inner for i in range(16)})
    yield "nested.zip", inner
    names = {f"../../{i}/{'x' * 200}": b"x" for i in range(19_000)}
    yield "names.zip", made_files.zipped(names)
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for i in range(19_000):
            member = tarfile.TarInfo(f"{i}.txt")
            member.size = 1
            archive.addfile(member, io.BytesIO(b"x"))
    yield "many.tgz", gzip.compress(file.getvalue())


def mail() -> Iterator[tuple[str, bytes]]:
    """Messages."""
    head = b"From: a@example.org\nMIME-Version: 1.0\nSubject: "
    part = b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n"
    nested = b"".join(part % (i, i) for i in range(3000))
    yield "nested.eml", head + b"x\n" + nested + BYTES
    yield "words.eml", head + b"=?utf-8?q?a?= " * 300_000 + b"\n\n" + BYTES
    sender = b"MIME-Version: 1.0\nSubject: x\nFrom: "
    yield "angles.eml", sender + b"<" * 300_000 + b"\n\n" + BYTES
    yield "comments.eml", sender + b"(a" * 100_000 + b"\n\n" + BYTES
    stamp = b"From a@example.org Tue Aug  6 08:36:00 2024\nSubject: x\n\n"
    yield "many.mbox", (stamp + BYTES + b"\n") * 10_000


def markup() -> Iterator[tuple[str, bytes]]:
    """XML and SGML."""
    many = b" ".join(b"a%d='x'" % i for i in range(100_000))
    yield "attributes.xml", b"<rss><channel><item %s/></channel></rss>" % many
    items = b"<item><title>" + BYTES + b"</title></item>"
    yield "items.xml", b"<rss><channel>" + items * 30_000 + b"</channel></rss>"
    yield "deep.xml", b"<rss><channel>" + b"<item>" * 200_000
    opened = b"<nitf><body><body.content>"
    yield "blocks.xml", opened + b"<block>" * 200 + b"<x/>" * 300_000
    text = BYTES * 400_000
    closed = b"</body.content></body></nitf>"
    yield "long_text.xml", opened + b"<p>" + text + b"</p>" + closed
    yield "documents.sgm", b"<REUTERS NEWID=1><TEXT>" * 200_000
    yield "tags.sgm", b"<DOC><DOCNO>1</DOCNO><TEXT>" + b"<P" * 2_000_000
    lines = b"<TextLine><String CONTENT='a'/></TextLine>" * 200_000
    yield "alto.xml", b"<alto>" + b"<Page><TextBlock>" * 100 + lines


def exports() -> Iterator[tuple[str, bytes]]:
    """Marks of exports over and over."""
    yield "nexis.txt", b"1 of 2 DOCUMENTS\n" * 200_000
    yield "nexis_keys.txt", b"1 of 2 DOCUMENTS\n\n" + b"KEYS: \n\n" * 500_000
    yield "lexis.txt", b"Body\nEnd of Document\n" * 200_000
    dates = b"August 6, 2024\n" * 300_000
    yield "lexis_dates.txt", dates + b"Body\n" + BYTES + b"\nEnd of Document\n"
    yield "factiva_codes.txt", b"HD \nLP \n" * 200_000
    closing = b"Document GAZE000020240806ek8600001\n"
    yield "factiva_words.txt", b"21 words\n" * 300_000 + closing
    number = b"ProQuest document ID: 1\n"
    yield "proquest.txt", b"Full text: \nSubject: \n" * 100_000 + number
    yield "proquest_rules.txt", (b"_" * 20 + b"\nFull text: x\n" + number) * 30_000
    day = b"{{Current events|year=2024|month=08|day=6|content=\n"
    yield "links.wiki", day + b"*[[a|" * 500_000
    yield "stars.wiki", day + (b"*" * 3000 + b"x\n") * 3000


def tables() -> Iterator[tuple[str, bytes]]:
    """CSV and JSON."""
    yield "quotes.csv", b'title,text\n"' + b'a""' * 3_000_000
    yield "deep.json", b"[" * 3_000_000
    keys = b"".join(b',"k%d":1' % i for i in range(100_000))
    yield "keys.json", b'[{"title":"a","text":"b"%s}]' % keys
