"""Coverage-guided fuzzing of every reader that parses structure.

    python -m tests.benchmarks.fuzz_readers --list
    python -m tests.benchmarks.fuzz_readers --all --minutes 10 --out findings/
    python -m tests.benchmarks.fuzz_readers sgml --minutes 10 --out findings/

Needs ``pip install atheris``. Each target runs in a process of its own, from small
invented seeds (and files of ``--seeds``, if given). A finding is an input for which a
reader raises anything but ``Unreadable``, takes more than SLOW seconds or MEMORY_MB,
gives a row that the rest of the way cannot finish, leaves control characters or
half characters in a text, gives one identity to two articles, or reads the same bytes
differently a second time. It is written to ``--out`` with its traceback. Fixed findings
are kept as tests of the readers.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.articles import made_files

SLOW = 5.0  # seconds of the processor for one input of at most MOST_BYTES
MOST_BYTES = 20_000
MEMORY_MB = 2_000  # of the whole process, atheris and its corpus included
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_TEXT = ["Talks resumed in the harbour town.", "By A. Writer", "6 August 2024", "No."]
_FIELDS = "HD Talks\n\nWC 12 words\n\nPD 6 August 2024\n\nSN Post\n\nLP One.\n\nTD Two."

# Reader by its name, or one of _OTHERS -> small files to begin with.
SEEDS: dict[str, list[bytes]] = {
    "docx": [made_files.docx(_TEXT)],
    "odt": [made_files.odt(_TEXT)],
    "rtf": [made_files.rtf(_TEXT)],
    "pdf": [made_files.pdf(_TEXT)],
    "html": [
        made_files.html(_TEXT),
        b'<html><head><meta property="article:published_time" content="2024-08-06">'
        b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":'
        b'"2024-08-06T10:00:00Z","headline":"Talks"}</script><title>Talks | Post'
        b"</title></head><body><article><p>Talks resumed.</p></article></body></html>",
    ],
    "delimited": [b"title,date,text\nTalks,2024-08-06,Talks resumed.\n", b"a;b\n1;2\n"],
    "json": [
        b'{"title":"Talks","text":"Talks resumed.","date":"2024-08-06"}\n',
        b'[{"headline":"Talks","body":"Resumed.","published":1722900000}]',
    ],
    "mail": [
        b"From: a@b.example\nTo: c@d.example\nSubject: Talks\nDate: Tue, 06 Aug 2024 "
        b"10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain\n\nTalks resumed.",
        b"From a@b.example Tue Aug  6 10:00:00 2024\nFrom: a@b.example\nSubject: =?utf-8"
        b"?q?Talks?=\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-"
        b"Type: text/html\n\n<p>Talks</p>\n--x--\n",
    ],
    "feed": [
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><item>'
        b"<title>Talks</title><description>Resumed.</description><pubDate>Tue, 06 Aug "
        b"2024 10:00:00 GMT</pubDate></item></channel></rss>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Talks</title>'
        b"<updated>2024-08-06T10:00:00Z</updated><summary>Resumed.</summary></entry>"
        b"</feed>",
    ],
    "newsml": [
        b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentMeta><headline>'
        b"Talks</headline></contentMeta><contentSet><inlineXML><html><body><p>Resumed."
        b"</p></body></html></inlineXML></contentSet></newsItem>",
        b"<nitf><head><title>Talks</title></head><body><body.content><p>Resumed.</p>"
        b"</body.content></body></nitf>",
    ],
    "factiva": [
        b'<?xml version="1.0"?><DISTDOC><article><headline><paragraph>Talks</paragraph>'
        b"</headline><leadParagraph><paragraph>One.</paragraph></leadParagraph>"
        b"</article></DISTDOC>",
    ],
    "sgml": [
        b'<!DOCTYPE lewis SYSTEM "lewis.dtd"><REUTERS NEWID="1"><DATE>6-AUG-1987</DATE>'
        b"<TEXT><TITLE>TALKS</TITLE><BODY>Talks resumed.</BODY></TEXT></REUTERS>",
        b'<DOC id="A" type="story"><HEADLINE>Talks</HEADLINE><TEXT><P>One.</P></TEXT>'
        b"</DOC>",
    ],
    "alto": [
        b'<alto><Layout><Page><PrintSpace><TextBlock><TextLine><String CONTENT="Talks"/>'
        b"</TextLine></TextBlock></PrintSpace></Page></Layout></alto>",
        b"<html><body><div class='ocr_page'><span class='ocrx_word'>Talks</span></div>"
        b"</body></html>",
    ],
    "current events": [
        b"{{Current events|year=2024|month=8|day=6|content=\n;Armed conflicts\n*Talks "
        b"resumed. [http://a.example (Post)]\n}}",
    ],
    "export": [
        b"1 of 2 DOCUMENTS\n\nThe Post\n\nAugust 6, 2024 Tuesday\n\nTalks resume\n\n"
        b"LENGTH: 12 words\n\nTalks resumed.\n\nLOAD-DATE: August 6, 2024",
        _FIELDS.encode(),
        b"____\n\nTalks resume\n\nAuthor: A\n\nPublication info: The Post\n\nFull text:"
        b" Talks resumed.\n\nPublication date: Aug 6, 2024\n\n____",
    ],
    "plain": [
        made_files.txt(_TEXT),
        b"TALKS RESUME\nBy A. Writer\nHarbour, 6 August 2024 (Post) - Talks resumed.\n",
    ],
    "parquet": [b"PAR1\x15\x00\x00\x00PAR1"],
    "containers": [
        made_files.zipped({"a.txt": made_files.txt(_TEXT), "b.html": b"<p>No.</p>"}),
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
        b"Content-Type: application/http\r\nContent-Length: 63\r\n\r\nHTTP/1.1 200 OK"
        b"\r\nContent-Type: text/html\r\n\r\n<p>Talks resumed.</p>\r\n\r\n",
    ],
    "dates": [b"6 August 2024", b"2024-08-06T10:00:00+02:00", b"Aug. 6, '24 10 a.m."],
    "lexicon": [
        b"term,type,channel\nwar*,ASSAULT,act\n",
        b"2\twar\n",
        b"act:\n  - war*",
    ],
}


# What is done to the bytes -----------------------------------------------------------


def through_reader(name: str) -> Callable[[bytes], None]:
    """Read bytes by one reader, then all the way to a table."""
    from toolkit.articles.readers import READERS
    from toolkit.articles.readers.base import Item, Unreadable

    reader = next(r for r in READERS if r.name == name)
    suffix = reader.suffixes[0] if reader.suffixes else ".txt"

    def work(data: bytes) -> None:
        item = Item(data, f"seed{suffix}")
        reader.recognises(item)
        try:
            first, second = reader.read(item), reader.read(item)
        except Unreadable:
            return
        assert first.rows == second.rows, "a second reading differs"
        check_rows([{"reader": name} | row for row in first.rows])

    return work


def check_rows(rows: list[dict]) -> None:
    """What must hold of every table of articles, whatever the file."""
    from toolkit.articles.finish import finish_articles

    articles, _, _ = finish_articles(rows, None)
    assert articles["article_id"].is_unique, "one identity for two articles"
    for column in ("title", "text", "source"):
        for text in articles[column].dropna():
            assert not _CONTROL.search(text), f"control characters in {column}"
            text.encode()


def through_containers(data: bytes) -> None:
    """Open whatever holds files."""
    from toolkit.articles.readers.base import Item, Unreadable
    from toolkit.articles.readers.containers import Allowance, open_all, opener_of

    for suffix in (".zip", ".warc"):
        item = Item(data, f"seed{suffix}")
        opener = opener_of(item)
        if opener is None:
            continue
        readings: list = []
        try:
            total = sum(
                len(m.data) for m in open_all(item, readings, Allowance.of(item))
            )
        except Unreadable:
            return
        assert total <= 300 * max(len(data), 1_000_000)


def through_dates(data: bytes) -> None:
    """Read a date; either one in a sensible range or none."""
    from toolkit.dates import parse_date

    parse_date(data.decode("utf-8", "replace"))


def through_lexicon(data: bytes) -> None:
    """Read a lexicon and search a text with it; patterns must not blow up."""
    import tempfile

    import pandas as pd

    from toolkit import find_mentions, read_lexicon
    from toolkit.schema import ToolkitError

    for suffix in (".csv", ".yml", ".dic", ".txt"):
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            try:
                lexicon = read_lexicon(file.name)
                find_mentions(
                    pd.DataFrame(
                        {
                            "article_id": ["a"],
                            "text": ["War " + "a" * 60 + " wars and warm talks. " * 3],
                        }
                    ),
                    lexicon,
                )
            except ToolkitError:
                continue


_OTHERS = {
    "containers": through_containers, "dates": through_dates, "lexicon": through_lexicon
}  # fmt: skip


def target(name: str) -> Callable[[bytes], None]:
    """What a target does with bytes."""
    return _OTHERS.get(name) or through_reader(name)


# Running -----------------------------------------------------------------------------


def fuzz(name: str, minutes: float, out: Path, more: Path | None) -> None:
    """Fuzz one target in this process; findings go to files."""
    import atheris

    with atheris.instrument_imports(include=["toolkit"]):
        work = target(name)
    folder = out / name.replace(" ", "_")
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for i, seed in enumerate(SEEDS[name]):
        (corpus / f"seed{i}").write_bytes(seed)
    for path in sorted(more.rglob("*")) if more else []:
        if path.is_file() and path.stat().st_size < MOST_BYTES:
            (corpus / f"more-{path.name}").write_bytes(path.read_bytes())
    seen: set[str] = set()

    def once(data: bytes) -> None:
        begun = time.process_time()
        try:
            work(data)
            spent = time.process_time() - begun
            assert spent < SLOW, f"took {spent:.1f} s"
        except Exception as error:
            keep(folder, data, error, seen)

    flags = [f"-max_total_time={int(minutes * 60)}", f"-max_len={MOST_BYTES}",
             f"-rss_limit_mb={MEMORY_MB}", "-timeout=60", "-print_final_stats=1",
             f"-artifact_prefix={folder}/"]  # fmt: skip
    atheris.Setup([sys.argv[0], *flags, str(corpus)], once)
    atheris.Fuzz()


def keep(folder: Path, data: bytes, error: Exception, seen: set[str]) -> None:
    """Write a finding down once per place where it was raised."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    key = f"{type(error).__name__}:{place.filename}:{place.lineno}"
    if key in seen:
        return
    seen.add(key)
    name = hashlib.sha256(key.encode()).hexdigest()[:10]
    (folder / f"finding-{name}").write_bytes(data)
    told = "".join(traceback.format_exception(error))
    (folder / f"finding-{name}.txt").write_text(told, "utf-8", "replace")
    print(f"FINDING {key} {str(error)[:120]}", flush=True)


def summary(name: str, log: str, out: Path) -> str:
    """One line on a finished target: runs and findings."""
    runs = re.findall(r"stat::number_of_executed_units:\s+(\d+)", log)
    found = sorted((out / name.replace(" ", "_")).glob("finding-*.txt"))
    crashed = sorted((out / name.replace(" ", "_")).glob("[!fc]*-*"))
    n = int(runs[-1]) if runs else 0
    return f"{name:16} {n:>10,} inputs  {len(found)} findings  {len(crashed)} ended it"


def run_all(names: list[str], minutes: float, out: Path, more: Path | None) -> None:
    """Each target in a process of its own, one after the other."""
    for name in names:
        command = [sys.executable, "-m", "tests.benchmarks.fuzz_readers", name,
                   "--minutes", str(minutes), "--out", str(out)]  # fmt: skip
        command += ["--seeds", str(more)] if more else []
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        (out / f"{name.replace(' ', '_')}.log").write_text(done.stdout + done.stderr)
        print(summary(name, done.stdout + done.stderr, out), flush=True)


def main() -> None:
    """Read the arguments and fuzz."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", choices=[*SEEDS, []])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--out", type=Path, default=Path("findings"))
    parser.add_argument("--seeds", type=Path)
    asked = parser.parse_args()
    if asked.list:
        print("\n".join(SEEDS))
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if asked.all or len(asked.targets) > 1:
        run_all(asked.targets or list(SEEDS), asked.minutes, asked.out, asked.seeds)
    elif asked.targets:
        fuzz(asked.targets[0], asked.minutes, asked.out, asked.seeds)


if __name__ == "__main__":
    main()
