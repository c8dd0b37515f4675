"""Fuzz every reader, the lexicon's patterns and the dates, guided by coverage.

    python -m tests.benchmarks.fuzz_readers mail --seconds 600 --keep FOLDER

needs ``atheris`` (not a requirement of the project) beside the requirements. Inputs
grow from the files of the tests, and from ``--samples FOLDER``. What must hold of every
input: nothing is raised but the typed refusals; at most 2 s of the processor and
300 MiB for at most 64 KiB; the articles table has its columns; texts are NFC without
control characters and half characters; ids are unique; a second reading gives the same.

A breach does not stop the run: the smallest input for each place in the code is kept,
and the run ends when it has used its seconds of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
import warnings
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris

from tests.benchmarks import fuzz_mutators as mutators

MOST_BYTES = 65_536
SLOW, HANGS = 2, 8  # seconds of the processor
MOST_GROWTH = 300 * 2**10  # KiB of memory by one input
FINISHED, AGAIN = 3, 8  # of so many inputs one goes all the way, or is read twice
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


class Breach(Exception):
    """What must hold does not."""


class Hang(BaseException):
    """An input that takes too long; no reader catches it."""


# ------------------------------------------------------------------------- what to call


def read_file(suffix: str) -> Callable[[bytes], object]:
    """Read bytes as a file of this name, as ``read_articles`` does but without nets."""

    def once(data: bytes) -> tuple[list[Any], list[Any], list[Any]]:
        from toolkit.articles.readers import Item, Unreadable, choose_reader
        from toolkit.articles.readers.containers import Allowance, open_all

        item, readings = Item(data, f"news/fuzzed{suffix}"), []
        for member in open_all(item, readings, Allowance.of(item)):
            try:
                readings.append(choose_reader(member).read(member))
            except Unreadable as problem:
                if not problem.reason:
                    raise Breach("refused without a reason") from problem
        rows = [row for reading in readings for row in reading.rows]
        skipped = [entry for reading in readings for entry in reading.skipped]
        for entry in skipped:
            if entry["reason"].startswith("The archive cannot be opened"):
                raise Breach(entry["reason"])
        return rows, skipped, [note for reading in readings for note in reading.notes]

    def call(data: bytes) -> object:
        rows, skipped, notes = once(data)
        _check_answer(rows, skipped, notes)
        turn = zlib.crc32(data)
        if rows and turn % FINISHED == 0:
            _check_articles(rows)
        if turn % AGAIN == 1 and once(data) != (rows, skipped, notes):
            raise Breach("a second reading differs")
        return rows

    return call


def _check_answer(rows: list[Any], skipped: list[Any], notes: list[Any]) -> None:
    """What the watchdog sends over is JSON, and every entry can be written."""
    json.dumps([rows, skipped, notes], default=lambda time: time.isoformat())
    for entry in (*skipped, *notes):
        for name, value in entry.items():
            if not isinstance(value, str):
                raise Breach(f"{name} of an entry is no text")
            value.encode("utf-8")


def _check_articles(rows: list[Any]) -> None:
    from toolkit.articles.finish import finish_articles
    from toolkit.schema import check_table, column_names

    articles, set_aside, _ = finish_articles([dict(row) for row in rows], None)
    check_table(articles, "articles")
    if list(articles.columns) != column_names("articles"):
        raise Breach("columns differ from the schema")
    if len(articles) + len(set_aside) != len(rows):
        raise Breach("rows were lost")
    if articles["article_id"].duplicated().any():
        raise Breach("ids are not unique")
    for name in articles.select_dtypes(["object", "str"]).columns:
        for value in articles[name].dropna():
            _check_text(name, value)
    if (articles["text"].str.strip() == "").any():
        raise Breach("an article has no text")
    years = articles["published"].dropna().dt.year
    if not years.between(1699, 2101).all():
        raise Breach("published outside 1700 to 2100")


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise Breach(f"{name} is no text but {type(value).__name__}")
    if _CONTROL.search(value):
        raise Breach(f"{name} holds a control or half character")
    if name in ("text", "title") and not unicodedata.is_normalized("NFC", value):
        raise Breach(f"{name} is not NFC")


def read_parquet(data: bytes) -> object:
    """Bytes of a file as they are; others as a recipe for a table of odd kinds."""
    read = read_file(".parquet")
    if data[:4] == b"PAR1":
        return read(data)
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    source = atheris.FuzzedDataProvider(data)
    try:
        table = _odd_table(source, pa)
        file = io.BytesIO()
        pq.write_table(table, file)
    except (pa.ArrowException, ValueError, OverflowError, TypeError, UnicodeError):
        return None  # no such table can be written
    return read(file.getvalue())


def _odd_table(source: Any, pa: Any) -> Any:
    kinds = [
        pa.string(), pa.large_string(), pa.binary(), pa.int64(), pa.float64(), pa.bool_(),
        pa.date32(), pa.timestamp("s"), pa.timestamp("ns", "UTC"),
        pa.timestamp("us", "America/New_York"), pa.time64("us"), pa.duration("s"),
        pa.list_(pa.string()), pa.struct([("name", pa.string())]),
        pa.dictionary(pa.int32(), pa.string()), pa.decimal128(38, 3), pa.null(),
        pa.map_(pa.string(), pa.string()),
    ]  # fmt: skip
    names = [
        "text",
        "title",
        "published",
        "source",
        "url",
        "id",
        "year",
        "month",
        "day",
    ]
    n, columns, chosen = source.ConsumeIntInRange(0, 4), [], []
    for name in names[: source.ConsumeIntInRange(1, len(names))]:
        kind = source.PickValueInList(kinds)
        values = [_odd_value(source, kind, pa) for _ in range(n)]
        columns.append(pa.array(values, kind))
        chosen.append(name)
    return pa.table(columns, names=chosen)


def _odd_value(source: Any, kind: Any, pa: Any) -> Any:
    if source.ConsumeProbability() < 0.2:
        return None
    number = source.ConsumeInt(8)
    if pa.types.is_binary(kind):
        return source.ConsumeBytes(20)
    if pa.types.is_list(kind):
        return [source.ConsumeUnicodeNoSurrogates(8)]
    if pa.types.is_struct(kind):
        return {"name": source.ConsumeUnicodeNoSurrogates(8)}
    if pa.types.is_map(kind):
        return [("a", source.ConsumeUnicodeNoSurrogates(8))]
    if pa.types.is_floating(kind):
        return source.ConsumeFloat()
    if pa.types.is_boolean(kind):
        return bool(number % 2)
    if pa.types.is_decimal(kind):
        from decimal import Decimal

        return Decimal(number)
    if pa.types.is_date32(kind):
        return number % 2**31 - 2**30
    if pa.types.is_time64(kind):
        return number % 86_400_000_000
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or (
        pa.types.is_dictionary(kind)
    ):  # fmt: skip
        return source.ConsumeUnicodeNoSurrogates(60)
    return number


def read_encoding(data: bytes) -> object:
    """Any bytes to text, and the repair of it."""
    from toolkit.articles.cleaning import repair, tidy_body
    from toolkit.articles.readers.encoding import decode, looks_like_text
    from toolkit.text import clean_text

    looks_like_text(data)
    text, _ = decode(data)
    repaired, _ = repair(text)
    clean = clean_text(repaired)
    _check_text("text", clean)
    if clean_text(clean) != clean:
        raise Breach("cleaning twice changes the text")
    return tidy_body(repaired)


def read_dates(data: bytes) -> object:
    """A string in every function that reads dates, and lines as a column of dates."""
    import pandas as pd

    from toolkit import dates
    from toolkit.articles.date_columns import parse_dates
    from toolkit.articles.readers.fields import read_date_line

    text = data.decode("utf-8", "replace")
    found = [dates.parse_date(text, order) for order in (None, "dmy", "mdy")]
    found += [dates.parse_epoch(text), read_date_line(text)]
    found.append((dates.parse_leading_date(text) or (None,))[0])
    found.append((dates.find_dateline(text) or (None,))[0])
    dates.is_ambiguous_date(text)
    for date in filter(None, found):
        if not 1699 <= date.time.year <= 2101 or date.time.utcoffset().total_seconds():
            raise Breach(f"{date} is no time in UTC from 1700 to 2100")
    lines = pd.Series(text.split("\n")[:20], dtype="str")
    column = parse_dates(lines, "dmy")
    if len(column) != len(lines):
        raise Breach("dates of a column were lost")
    return found


def read_lexicon_file(suffix_of: Callable[[bytes], str]) -> Callable[[bytes], object]:
    """Bytes as a lexicon of one's own, whose patterns are then looked for."""
    folder = Path(tempfile.mkdtemp())

    def call(data: bytes) -> object:
        from toolkit.mentions.lexicon import read_lexicon
        from toolkit.schema import ToolkitError

        path = folder / f"mine{suffix_of(data)}"
        path.write_bytes(data)
        names = {"threat": "threat", "act": "act", "a": "act", "b.c": "threat",
                 "anger": "act", "b": "tone"}  # fmt: skip
        for channels in (None, names):
            try:
                lexicon = read_lexicon(path, channels=channels)
            except ToolkitError:
                continue
            _match(list(lexicon.entries["term"]), _TEXT)
        return None

    return call


_TEXT = "Warsaw warmly threatened to attack; the 'air-strike' hit " + "a" * 99 + " b."


def find_patterns(data: bytes) -> object:
    """Lines as patterns, the last one as the text they are looked for in."""
    *patterns, text = data.decode("utf-8", "replace").split("\n")
    from toolkit.schema import ToolkitError

    try:
        return _match(patterns[:40], f"{text} {_TEXT}")
    except ToolkitError:
        return None


def _match(patterns: list[str], text: str) -> object:
    import numpy as np

    from toolkit.mentions.matching import Matcher, longest, specificity
    from toolkit.text import split_words

    words = split_words([text])
    hits = Matcher({"x": patterns}).find(words)["x"]
    rank = np.array([specificity(pattern) for pattern in patterns], float)
    kept = longest(hits, rank)
    if len(kept) and not (kept.stop > kept.first).all():
        raise Breach("a hit without words")
    if len(kept) and (kept.first[1:] < kept.stop[:-1]).any():
        raise Breach("hits that are left overlap")
    return kept


def lexicon_suffix(data: bytes) -> str:
    """The kind of lexicon that the first bytes look like."""
    return ".dic" if data[:1] == b"%" else ".csv" if data[:4] == b"term" else ".yml"


# ------------------------------------------------------------------------------- targets

# Name: what to call, the change that keeps the shape, and marks of the format.
_CODES = (b"HD \n", b"LP \n", b"TD \n", b"PD \n", b"SN \n", b"AN \n", b"SE ", b"BY ",
          b"Document GAZE000020240806ek8600001\n", b"21 words\n", b"Body\n",
          b"End of Document\n", b"1 of 2 DOCUMENTS\n", b"BYLINE: x\n", b"LENGTH: 9 words\n",
          b"Full text: \n", b"ProQuest document ID: 1\n", b"_" * 60 + b"\n", b"Load-Date: ",
          b"Publication date: Aug 6, 2024\n", b"August 6, 2024, Tuesday\n", b"Title: x\n",
          b"Copyright 2024 x\n", b"Page 1 of 2\n", b"Graphic\n", b"HEADLINE: x\n")  # fmt: skip
_HTML = (b"<article>", b"<div class='x'>", b"</div>", b"<p>", b"<h1>", b"<br>", b"<li>",
         b"<script type='application/ld+json'>", b"</script>", b"<time datetime='x'>",
         b"<meta property='article:published_time' content='2024'>", b"<table>", b"<tr>",
         b"<td colspan=9999>", b"<template>", b"<svg>", b"<math>", b"<!--", b"-->",
         b"<![CDATA[", b"<figcaption>", b"<span class='DocPublicationName'>x</span>",
         b"<div class='current-events-main vevent' id='2024_August_6'>",
         b"<div class='current-events-content'>", b"<div class='ocr_page'>", b"<a href=x>",
         b"<p class='ocr_par'>", b"<span class='ocr_line'>", b"<link rel='canonical' href='x'>",
         b'{"@type":"NewsArticle","author":{"name":[1]}}', b"<base href='//['>")  # fmt: skip
_XML = (b"<item>", b"</item>", b"<title>", b"<pubDate>x</pubDate>", b"<link href='http://['/>",
        b"<content:encoded>", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [", b"<!ENTITY a 'b'>",
        b"&a;", b"&nbsp;", b"<?xml version='1.0' encoding='utf-16'?>", b"<nitf>", b"<body>",
        b"<body.content>", b"<newsItem>", b"<TextLine>", b"<HYP CONTENT='-'/>", b"<!--",
        b"<String CONTENT='a' SUBS_TYPE='HypPart1' SUBS_CONTENT='ab'/>", b"xmlns:a='b'",
        b"<article>", b"<leadParagraph>", b"<p>", b"<block>", b"<author><name>x</name>",
        b"<DOC>", b"<DOCNO>GZT_ENG_20240806.0012</DOCNO>", b"<TEXT>", b"<REUTERS NEWID='1'>",
        b"<BODY>", b"&#3;", b"</TEXT>")  # fmt: skip
_MAIL = (b"From: a <a@b>\n", b"Subject: =?utf-8?b?", b"?=", b"=?x?q?=FF?=", b"Date: x\n",
         b"MIME-Version: 1.0\n", b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n",
         b"Content-Type: text/html; charset=x\n", b"--b--\n", b"\n\n", b"; filename*0*=a''%ff",
         b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n",
         b"Content-Type: message/rfc822\n", b"From a Tue Aug  6 08:36:00 2024\n",
         b"Content-Disposition: attachment; filename=\"=?utf-8?b?/w==?=\"\n",
         b"From: <<>,;@:\n", b"Content-Type: text/plain; charset*=x''y\n")  # fmt: skip
_RTF = (b"\\u-1?", b"\\u99999?", b"\\'ff", b"\\bin99", b"{\\*\\fldinst ", b"\\par ", b"\\uc9",
        b"{\\fonttbl{\\f0\\fcharset128 x;}}", b"\\ansicpg932", b"\\f0", b"\\cell", b"\\row",
        b"{\\pict", b"}", b"{", b"\\ansicpg65001", b"\\u55357?", b"\\u-8704?")  # fmt: skip
_PDF = (b"obj\n", b"endobj\n", b"stream\n", b"endstream", b"<</", b">>", b"/Type/Page",
        b"/Kids[2 0 R]", b"/Count 999999", b"/Filter/FlateDecode", b"/ToUnicode 3 0 R",
        b"BT", b"ET", b"(x) Tj", b"<D800> Tj", b"beginbfchar <01> <D800> endbfchar",
        b"/Length 99999999", b"xref", b"trailer", b"startxref\n0", b"/Encrypt 3 0 R")  # fmt: skip
_JSON = (b"{", b"}", b"[", b"]", b"null", b"1e999", b"-0", b'"\\ud800"', b'"text"', b":",
         b'"title"', b'"published"', b'{"$date":{"$numberLong":"9e9"}}', b'"_source"', b",",
         b'{"$date":999999999999999999}', b'"articles"', b"true", b'"year"', b"NaN",
         b"1" * 5000, b'"\\u0000"', b'"id"', b'"url"', b'"http://["', b"\n{", b"}\n")  # fmt: skip
_CSV = (b'"', b'""', b",", b"\n", b"sep=;\n", b"title,text,date\n", b"\r", b"\t", b"|", b";",
        b"2024-08-06", b"03/04/2024", b"http://[", b"=1+1", b"1,000", b"\xef\xbb\xbf",
        b"1722933360", b"99999999999", b"year,month,day", b"\x00", b"id", b"url")  # fmt: skip
_WIKI = (b"{{Current events|year=2024|month=08|day=6|content=\n", b"*", b"**", b";", b"'''",
         b"[[a|b]]", b"[[", b"]]", b"[http://x y]", b"<ref>", b"</ref>", b"<!--", b"-->",
         b"(Reuters)", b"month=99|day=99", b"year=0000")  # fmt: skip
_WARC = (b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Length: 5\r\n", b"\r\n\r\n",
         b"Content-Length: -1\r\n", b"Content-Length: x\r\n", b"HTTP/1.1 200 OK\r\n",
         b"Content-Type: text/html; charset=utf-16\r\n", b"Content-Encoding: gzip\r\n",
         b"Content-Encoding: br\r\n", b"Transfer-Encoding: chunked\r\n", b"5\r\n",
         b"filedesc://x 0.0.0.0 20240806000000 text/plain 5\r\n",
         b"http://x 0.0.0.0 20240806000000 text/html 5\r\n", b"WARC-Type: conversion\r\n",
         b"WARC-Target-URI: http://[\r\n")  # fmt: skip
_DATES = (b"6 August 2024", b"Aug. 6, 2024", b"2024-08-06", b"T08:36:00", b"Z", b"+99:99",
          b" 8:36 a.m. EDT", b"03/04/2024", b"20240806T083600Z", b" GMT+1", b"ET", b"1722933360",
          b"Tue Aug  6 08:36:00 +0000 2024", b"BEIRUT, Aug 5, 2024 (Desk) - x", b"12 am",
          b"Published: ", b"31", b"29 February 1900", b"\xd9\xa3", b"Late Edition - Final")  # fmt: skip
_PATTERNS = (b"*", b"**", b"a*", b"*a", b"a*b*c*d*e*", b"|", b"war|peace", b"a-b", b"'s",
             b"(a+)+$", b".*", b"[a-z]", b"\\", b"US", b" ", b"\n", b"\xc4\xb0", b"a" * 90)  # fmt: skip
_LEXICON = (b"term,channel,severity\n", b"%\n", b"1\tact\n", b"war*\t1\n", b"a:\n", b"  - war*\n",
            b"&a ", b"*a", b"!!python/object:os.system ", b"? ", b"|\n", b"{", b"}", b"needs",
            b",act,11\n", b",none,0\n", b'"', b"unless", b"<<: ", b"1e9", b"nan", b"*")  # fmt: skip

Target = tuple[Callable[[bytes], object], str, Any, tuple[bytes, ...]]
TARGETS: dict[str, Target] = {
    "exports": (read_file(".txt"), "lines", mutators.LINES, _CODES),
    "plain": (read_file(".txt"), "lines", mutators.LINES, (b"=====\n", b"-----\n", b"By Ann Lee\n",
              b"6 August 2024\n", b"Picture: AP\n", b"Subject: x\n", b"Title | The Gazette\n")),
    "html": (read_file(".html"), "tags", mutators.TAGS, _HTML),
    "web exports": (read_file(".html"), "tags", mutators.TAGS, _HTML + _CODES),
    "xml news": (read_file(".xml"), "tags", mutators.TAGS, _XML),
    "feeds": (read_file(".rss"), "tags", mutators.TAGS, _XML),
    "sgml": (read_file(".sgm"), "tags", mutators.TAGS, _XML),
    "office": (read_file(".docx"), "zip", mutators.TAGS, (b"<w:p>", b"<w:t>x</w:t>", b"<w:del>",
               b"<w:tbl>", b"<w:tr>", b"<w:tc>", b"<text:p>", b"<text:s/>", b"<w:txbxContent>")),
    "rtf": (read_file(".rtf"), "words", mutators.WORDS, _RTF),
    "pdf": (read_file(".pdf"), "words", mutators.WORDS, _PDF),
    "mail": (read_file(".eml"), "lines", mutators.LINES, _MAIL),
    "warc": (read_file(".warc"), "gzip", mutators.LINES, _WARC),
    "containers": (read_file(".zip"), "zip", mutators.LINES, (b"PK\x03\x04", b"PK\x05\x06",
                   b"ustar", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"../../x")),
    "packed": (read_file(".tgz"), "gzip", mutators.LINES, (b"ustar", b"../x", b"BZh9")),
    "wikitext": (read_file(".wiki"), "lines", mutators.LINES, _WIKI),
    "delimited": (read_file(".csv"), "cells", mutators.CELLS, _CSV),
    "json": (read_file(".json"), "values", mutators.VALUES, _JSON),
    "parquet": (read_parquet, "bytes", None, ()),
    "encoding": (read_encoding, "words", mutators.WORDS, ()),
    "dates": (read_dates, "words", mutators.WORDS, _DATES),
    "lexicons": (read_lexicon_file(lexicon_suffix), "lines", mutators.LINES, _LEXICON),
    "patterns": (find_patterns, "words", mutators.WORDS, _PATTERNS),
}  # fmt: skip


def change_of(kind: str, split: Any, marks: tuple[bytes, ...]) -> mutators.Change:
    """The change for a target."""

    def plain(data: bytes, most: int) -> bytes:
        return atheris.Mutate(
            data, most
        )  # looked up late: it is set when fuzzing begins

    if split is None:
        return plain
    inner = mutators.by_pieces(split, marks, plain)
    if kind == "zip":
        return mutators.in_zip(inner, plain)
    return mutators.in_gzip(inner, plain) if kind == "gzip" else inner


def seeds_of(target: str, samples: Path | None) -> list[bytes]:
    """Files of the tests, and samples, that belong to a target."""
    from tests.benchmarks import fuzz_seeds

    return fuzz_seeds.seeds(target) + fuzz_seeds.sampled(target, samples)


# ------------------------------------------------------------------------------- running


class Run:
    """One run of one target: counts, and the smallest input for each breach."""

    def __init__(self, target: str, seconds: float, keep: Path) -> None:
        self.call = TARGETS[target][0]
        self.target, self.seconds, self.keep = target, seconds, keep
        self.counts: Counter[str] = Counter()
        self.found: dict[str, int] = {}
        self.began = time.process_time()
        keep.mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGPROF, _hangs)

    def test(self, data: bytes) -> None:
        """Give one input; what goes wrong is kept."""
        began, held = time.process_time(), _peak()
        signal.setitimer(signal.ITIMER_PROF, HANGS)
        try:
            self.counts["with articles"] += bool(self.call(data))
        except (Exception, Hang) as error:
            self._keep(_place(error), data, traceback.format_exc())
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        took, grew = time.process_time() - began, _peak() - held
        if took > SLOW:
            self._keep("slow", data, f"{took:.1f} s for {len(data):,} bytes")
        if grew > MOST_GROWTH:
            self._keep("large", data, f"{grew / 1024:.0f} MiB for {len(data):,} bytes")
        self.counts["inputs"] += 1
        if time.process_time() - self.began > self.seconds:
            self.end()

    def _keep(self, place: str, data: bytes, why: str) -> None:
        self.counts["breaches"] += 1
        if len(data) >= self.found.get(place, 2**40):
            return
        if place not in self.found:
            print(f"FOUND {self.target}: {place}\n{why}", flush=True)
        self.found[place] = len(data)
        name = re.sub(r"\W+", "_", place)[:80]
        (self.keep / f"{name}.bin").write_bytes(data)
        (self.keep / f"{name}.txt").write_text(why, encoding="utf-8", errors="replace")

    def end(self) -> None:
        """Print the sums and leave."""
        spent = time.process_time() - self.began
        counts = ", ".join(f"{n:,} {name}" for name, n in self.counts.items())
        print(f"DONE {self.target}: {spent:.0f} s of the processor, {counts}, "
              f"{len(self.found)} places", flush=True)  # fmt: skip
        os._exit(0)


def _hangs(*_: object) -> None:
    raise Hang(f"more than {HANGS} s of the processor")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _place(error: BaseException) -> str:
    """Where in the project it was raised, or passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "/toolkit/" in f.filename] or list(frames)
    where = "" if isinstance(error, Breach) else (
        f" {Path(own[-1].filename).stem} {own[-1].lineno}")  # fmt: skip
    said = str(error)[:60] if isinstance(error, Breach) else ""
    return f"{type(error).__name__} {said}{where}".strip()


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=600, help="of the processor")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzzed"
    )
    parser.add_argument("--samples", type=Path, help="folder of files of one's own")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    _, kind, split, marks = TARGETS[given.target]
    packages = ["toolkit", "striprtf", "trafilatura", "email", "zipfile", "tarfile",
                "warcio", "html"]  # fmt: skip
    run = Run(given.target, given.seconds, given.keep / given.target.replace(" ", "_"))
    with atheris.instrument_imports(include=packages):  # also what is imported late
        seeds = seeds_of(given.target, given.samples)
        for seed in seeds * 2:
            run.test(seed)
    run.counts.clear()
    run.began = time.process_time()
    with tempfile.TemporaryDirectory() as corpus:
        for i, seed in enumerate(seeds):
            (Path(corpus) / str(i)).write_bytes(seed)
        options = [f"-max_len={MOST_BYTES}", "-timeout=300", "-rss_limit_mb=4000",
                   "-len_control=0", "-print_final_stats=0", "-verbosity=1"]  # fmt: skip
        change = mutators.seeded(change_of(kind, split, marks))
        atheris.Setup([sys.argv[0], *options, corpus], run.test, custom_mutator=change)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
