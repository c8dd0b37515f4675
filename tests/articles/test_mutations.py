"""Bytes changed at random in every format: text or a typed reject, never another error."""

import gzip
import random

import pytest

from tests.articles import made_files
from tests.articles.test_printed import ALTO, HOCR
from tests.articles.test_read_containers import ARTICLE, BOTH, PLAIN, RECORDS, tarred
from tests.articles.test_read_documents import ARTICLE as PARAGRAPHS
from tests.articles.test_read_exports import (
    EUROPRESSE,
    PORTAL,
    PROQUEST,
    WIKITEXT,
    coded,
    coded_html,
    coded_rtf,
    displayed,
    lexis,
    nexis,
)
from tests.articles.test_read_markup import (
    ATOM,
    FACTIVA,
    G2,
    LDC,
    NEWSML,
    NITF,
    RDF,
    REUTERS,
    RSS,
)
from toolkit.articles.readers import Item, Unreadable, choose_reader
from toolkit.articles.readers.containers import Allowance, open_all

MUTATIONS = 40  # of each format; with 3,000 nothing more was found
SEEDS = {
    "docx": made_files.docx(PARAGRAPHS),
    "odt": made_files.odt(PARAGRAPHS),
    "rtf": made_files.rtf(lexis()),
    "pdf": made_files.pdf(PARAGRAPHS),
    "nexis": made_files.txt(nexis(1) + nexis(2)),
    "lexis": made_files.txt(lexis() + lexis()),
    "factiva html": coded_html(coded(), coded()),
    "factiva rtf": coded_rtf(coded(), coded()),
    "factiva text": made_files.txt(displayed() + displayed()),
    "tar": tarred([("a.txt", ARTICLE.encode()), ("b.txt", ARTICLE.encode())]),
    "warc": b"".join(RECORDS),
    "warc.gz": b"".join(map(gzip.compress, RECORDS)),
} | {
    name: text.encode()
    for name, text in {
        "proquest": PROQUEST, "europresse": EUROPRESSE, "portal": PORTAL,
        "wikitext": WIKITEXT, "rss": RSS, "atom": ATOM, "rdf": RDF, "factiva": FACTIVA,
        "nitf": NITF, "newsml g2": G2, "newsml": NEWSML, "reuters": REUTERS, "ldc": LDC,
        "plain mail": PLAIN, "mail": BOTH, "alto": ALTO, "hocr": HOCR,
    }.items()
}  # fmt: skip
ODD = (b"<", b">", b"{", b"}", b"\\", b"&#x110000;", b"&#0;", b"\0", b"\xff", b"\n\n",
       b"99999999999", b"-1", b"\\u-99999?", b"\\'", b"=?utf-8?b?", b"\xed\xa0\x80",
       b"charset=idna")  # fmt: skip


def mutated(data, chance):
    """The bytes with up to twenty changes: set, cut, doubled, flipped or put in."""
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4, 8, 20])):
        i, j = (chance.randrange(len(data) or 1) for _ in range(2))
        n = chance.randrange(1, 60)
        match chance.randrange(5):
            case 0:
                data[i : i + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[i : i + n]
            case 2:
                data[i:i] = data[j : j + n]
            case 3:
                data[i:i] = chance.choice(ODD)
            case 4:
                data[i : i + n] = data[i : i + n][::-1]
    return bytes(data)


def read_quietly(data, name):
    """Read in this process; a reading of what was set aside counts as read."""
    item, readings = Item(data, f"mutated.{name}"), []
    for member in open_all(item, readings, Allowance.of(item)):
        try:
            readings.append(choose_reader(member).read(member))
        except Unreadable as problem:
            assert problem.reason
    return [entry["reason"] for reading in readings for entry in reading.skipped]


@pytest.mark.parametrize("name", SEEDS)
def test_mutations_are_read_or_refused(name):
    chance = random.Random(f"20240806 {name}")
    for _ in range(MUTATIONS):
        reasons = read_quietly(mutated(SEEDS[name], chance), name)
        assert not any("cannot be opened" in reason for reason in reasons)
