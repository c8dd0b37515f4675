"""Where the fuzzer begins: the files of the tests, by target."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from pathlib import Path

import pandas as pd

from tests.articles import made_files, test_mutations, test_read_html
from tests.articles import test_read_containers as containers
from tests.articles import test_read_pasted as pasted
from tests.articles.test_read_tables import BODY, ONE
from tests.mentions.test_lexicon_formats import LIWC, YAML

_MADE = test_mutations.SEEDS
_NAMES = {
    "exports": ("nexis", "lexis", "factiva text", "proquest"),
    "web exports": ("europresse", "portal", "hocr", "factiva html"),
    "xml news": ("factiva", "nitf", "newsml g2", "newsml", "alto"),
    "feeds": ("rss", "atom", "rdf"),
    "sgml": ("reuters", "ldc"),
    "office": ("docx", "odt"),
    "rtf": ("rtf", "factiva rtf"),
    "pdf": ("pdf",),
    "mail": ("plain mail", "mail"),
    "warc": ("warc", "warc.gz"),
    "packed": ("tar",),
    "wikitext": ("wikitext",),
}
# Which samples of one's own belong to a target, by the ends of their names.
_SAMPLES = {
    "exports": (".txt",), "plain": (".txt",), "html": (".html",),
    "web exports": (".html",), "xml news": (".xml",), "office": (".docx",),
    "warc": (".warc", ".warc.gz"),
}  # fmt: skip
_MOST = 40_000  # bytes of a sample


def seeds(target: str) -> list[bytes]:
    """Invented files that a target begins with."""
    named = [_MADE[name] for name in _NAMES.get(target, ())]
    return named + [data if isinstance(data, bytes) else data.encode()
                    for data in _more(target)]  # fmt: skip


def sampled(target: str, folder: Path | None) -> list[bytes]:
    """Heads of the files of a folder that belong to a target."""
    ends = _SAMPLES.get(target, ())
    files = sorted(folder.iterdir()) if folder else []
    return [data if target == "office" else data[:_MOST] for file in files
            if file.name.casefold().endswith(ends or ("?",))
            and len(data := file.read_bytes()) < 60_000]  # fmt: skip


def _more(target: str) -> list[bytes | str]:
    article = containers.ARTICLE
    table = f'title,text,date\n"One",{BODY},2024-08-06\nTwo,"a ""b"" c",03/04/2024\n'
    match target:
        case "plain":
            above = "Talks resume\nBy Ann Lee\n6 August 2024, 08:36\n\n"
            return [article, above + pasted.BODY, f"{article}\n=====\n{article}"]
        case "html":
            head = test_read_html.META + test_read_html.LINKED + test_read_html.TIME
            return [f"<html><head>{head}</head><body><h1>Talks</h1><article>"
                    f"{test_read_html.BODY}</article>{test_read_html.RELATED}</body></html>",
                    containers.PAGE]  # fmt: skip
        case "warc":
            return [b"filedesc://a.arc 0.0.0.0 20240806000000 text/plain 4\r\nabc\n"
                    b"\nhttp://x.org/ 0.0.0.0 20240806000000 text/html 60\r\n"
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Talks.\n"]  # fmt: skip
        case "containers":
            inner = made_files.zipped({"a.txt": article, "b/c.csv": table})
            return [inner, made_files.zipped({"z.zip": inner, "t.tar": _MADE["tar"]})]
        case "packed":
            whole = article.encode()
            return [gzip.compress(_MADE["tar"]), gzip.compress(whole),
                    bz2.compress(whole), lzma.compress(whole)]  # fmt: skip
        case "delimited":
            return [table, table.replace(",", ";"), "sep=;\n" + table.replace(",", "\t"),
                    f"year,month,day,text\n2024,8,6,{BODY}\n"]  # fmt: skip
        case "json":
            row = pd.Series(ONE).to_json()
            return [f"[{row},{row}]", f"{row}\n{row}\n", f'{{"articles":[{row}]}}',
                    '{"text":{"0":"a","1":"b"},"title":{"0":"a","1":"b"}}',
                    '[{"text":"a","published":{"$date":{"$numberLong":"1722933360"}}}]',
                    f'[{{"text":["a","b"],"source":{{"id":1,"name":"X"}}}},{row}']  # fmt: skip
        case "parquet":
            file = io.BytesIO()
            pd.DataFrame([ONE, ONE]).to_parquet(file)
            return [file.getvalue(), bytes(range(200)), b"\x05" * 300]
        case "encoding":
            said = "Talks “resumed”, déjà vu – Überfall"
            return [said.encode(name) for name in ("utf-8", "cp1252", "utf-16")] + [
                b"charset=cp1251 \xcf\xf0\xe8", "дипломаты".encode("koi8-r"),
                "doesnâ€™t &amp; <p>x</p>".encode()]  # fmt: skip
        case "dates":
            return ["6 August 2024, 08:36", "Aug. 6, 2024 8:36 a.m. EDT", "1722933360",
                    "2024-08-06T08:36:00+01:00", "BEIRUT, Aug 5, 2024 (Desk) - Talks",
                    "Tue Aug  6 08:36:00 +0000 2024", "03/04/24\n20240806\nAugust 2024",
                    "August 6, 2024, Tuesday, Late Edition - Final"]  # fmt: skip
        case "lexicons":
            return [
                YAML,
                LIWC,
                "term,channel,severity\nwar*,act,9\nair strike*,threat,2\n",
            ]
        case "patterns":
            return ["war*\nair strike*\nwar|peace talks\n*a*b\nAn air-strike in Warsaw",
                    "a*b*c*d*\n" + "abcd" * 20]  # fmt: skip
    return []
