"""A year of CC-News on paper: hours and cost, from rates measured here.

    python -m tests.benchmarks.cluster_plan [--quick] [--html FOLDER]

Measured on this machine, one core, processor time: pages a second from a web archive to
cleaned articles, megabytes of text a second from a table to mentions, scores and
signatures. Pages are saved ones if ``--html`` names a folder of them, else invented
articles in a page of their own, which are quicker to clean than real pages. Everything
else is an assumption and is printed as one; change it with the options.
"""

from __future__ import annotations

import argparse
import gzip
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from toolkit import load_lexicon

# Assumptions, none of them measured here.
WARCS = 4_800  # archives a year, 400 a month
WARC_GB = 1.0  # of each, packed
PAGES = 30_000  # articles in each
ENGLISH = 0.4  # of pages
PAGE_KB = 3.0  # clean text of an English page
CORE_HOUR = 0.04  # US dollars, on demand; spot capacity is a third of it or less
CORES = 256
READ_MB = 60  # a second and core, from object storage of the same region


def page(text: str) -> bytes:
    """A page with an article among links and scripts."""
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
    links = "".join(f'<li><a href="/{i}">Section {i}</a></li>' for i in range(60))
    return (
        f"<html><head><title>News</title><script>{'var a=1;' * 400}</script></head>"
        f"<body><nav><ul>{links}</ul></nav><article><h1>News</h1>{paragraphs}"
        f"</article><footer><ul>{links}</ul></footer></body></html>"
    ).encode()


def archive(pages: list[bytes]) -> bytes:
    """A WARC of pages, each packed by itself."""
    records = []
    for number, body in enumerate(pages):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: "
            f"https://example.org/{number}\r\nWARC-Date: 2024-08-07T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{number:032}>\r\nContent-Type: "
            f"application/http\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return b"".join(records)


def seconds(call: Callable[[], object]) -> float:
    """Processor time of this process and of those it started."""
    before = os.times()
    call()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def rates(n_pages: int, megabytes: float, html: Path | None) -> tuple[float, float]:
    """Pages a second and megabytes of text a second, on one core."""
    from tests.benchmarks.speed.corpus import articles
    from toolkit import read_articles
    from toolkit.cluster.parts import make_part
    from toolkit.cluster.storage import Storage, list_inputs

    made = articles(megabytes)
    pages = [page(text) for text in made["text"].head(n_pages)]
    if html is not None:
        pages = [p.read_bytes() for p in sorted(html.rglob("*.htm*"))[:n_pages]]
    with tempfile.TemporaryDirectory() as folder:
        held, table = Path(folder) / "a.warc.gz", Path(folder) / "a.parquet"
        held.write_bytes(archive(pages))
        made.assign(n_words=500).to_parquet(table, index=False)
        lexicon, out = load_lexicon(), Storage(f"{folder}/out", {})
        reading = seconds(lambda: read_articles(held))
        (one,) = list_inputs(table, {})
        make_part(one, out, lexicon)  # compiles what is compiled once a worker
        scoring = seconds(lambda: make_part(one, out, lexicon))
    size = made["text"].str.encode("utf-8").str.len().sum() / 1e6
    return len(pages) / reading, size / scoring


def main() -> None:
    """Print rates, assumptions and what follows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--html", type=Path)
    for name, value in (("warcs", WARCS), ("pages", PAGES), ("english", ENGLISH),
                        ("page-kb", PAGE_KB), ("core-hour", CORE_HOUR),
                        ("cores", CORES)):  # fmt: skip
        parser.add_argument(f"--{name}", type=float, default=value)
    asked = parser.parse_args()
    per_page, per_text = rates(*((60, 1) if asked.quick else (400, 10)), asked.html)
    pages = asked.warcs * asked.pages
    text = pages * asked.english * asked.page_kb / 1e6  # GB
    hours = {
        "fetch": asked.warcs * WARC_GB * 1000 / READ_MB / 3600,
        "pages to articles": pages / per_page / 3600,
        "articles to scores": text * 1000 / per_text / 3600,
    }
    total = sum(hours.values())
    print(f"measured: {per_page:.0f} pages/s, {per_text:.2f} MB of text/s, one core")
    print(f"assumed: {asked.warcs:,.0f} archives of {WARC_GB} GB, {asked.pages:,.0f} "
          f"pages each, {asked.english:.0%} English, {asked.page_kb} kB of text a page, "
          f"{READ_MB} MB/s from storage, ${asked.core_hour} a core and hour")  # fmt: skip
    print(f"so: {pages / 1e6:,.0f} million pages, {text:,.0f} GB of English text")
    for stage, value in hours.items():
        print(f"  {value:8,.0f} core hours  {stage}")
    print(f"  {total:8,.0f} core hours in all: {total / asked.cores:.0f} h on "
          f"{asked.cores:.0f} cores, ${total * asked.core_hour:,.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
