"""How fast each format is read: articles and megabytes per second of the processor.

Files of 500 invented articles (web pages, messages and documents: 100 files), read one
format at a time. Seconds are those of this process and its child together, so a busy
machine changes little. Run as ``python -m tests.benchmarks.ingest_rates``.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from tests.articles import made_files
from tests.articles.test_read_containers import answer, record
from tests.benchmarks.bad_input import _processor_seconds

MANY, FILES = 500, 100
SENTENCE = (
    "Delegates of both sides met in hall {n} on Monday, an official said, and {m}. "
)


def paragraphs(n: int) -> list[str]:
    """Six paragraphs, about 300 words, different for each article."""
    return ["".join(SENTENCE.format(n=n, m=n + i + j) for i in range(4)).strip()
            for j in range(6)]  # fmt: skip


def lexis(n: int) -> list[str]:
    """A document of a Nexis Uni export."""
    return [f"Talks {n} resume", "The Gazette", "August 6, 2024 Tuesday", "Length: 300 words",
            "Body", *paragraphs(n), "End of Document"]  # fmt: skip


def page(n: int) -> bytes:
    """A saved web page."""
    inner = "".join(f"<p>{p}</p>" for p in paragraphs(n))
    return f"<html><head><title>Talks {n}</title></head><body><article>{inner}</article></body></html>".encode()


def item(n: int) -> str:
    """An item of a feed."""
    inner = "".join(f"&lt;p>{p}&lt;/p>" for p in paragraphs(n))
    return f"<item><title>Talks {n}</title><description>{inner}</description></item>"


def files() -> dict[str, dict[str, bytes]]:
    """Format to names and contents."""
    exported = [line for n in range(MANY) for line in lexis(n)]
    pasted = {n: [f"Talks {n}", "6 August 2024", *paragraphs(n)] for n in range(FILES)}
    feed = "".join(map(item, range(MANY)))
    mail = "From: a@example.org\nMIME-Version: 1.0\nSubject: Talks {}\n\n{}"
    return {
        "text": {f"{n}.txt": made_files.txt(p) for n, p in pasted.items()},
        "html": {f"{n}.html": page(n) for n in range(FILES)},
        "docx": {f"{n}.docx": made_files.docx(p) for n, p in pasted.items()},
        "odt": {f"{n}.odt": made_files.odt(p) for n, p in pasted.items()},
        "pdf": {f"{n}.pdf": made_files.pdf(p) for n, p in pasted.items()},
        "mail": {f"{n}.eml": mail.format(n, "\n\n".join(p)).encode() for n, p in pasted.items()},
        "lexis txt": {"a.txt": made_files.txt(exported)},
        "lexis docx": {"a.docx": made_files.docx(exported)},
        "lexis rtf": {"a.rtf": made_files.rtf(exported)},
        "rss": {"a.rss": f"<rss><channel>{feed}</channel></rss>".encode()},
        "warc.gz": {"a.warc.gz": b"".join(
            gzip.compress(record(answer(page(n)), uri=f"https://example.org/{n}"))
            for n in range(MANY))},
    }  # fmt: skip


def main() -> None:
    """Print the table."""
    from toolkit import read_articles

    print(f"{'format':12}{'articles':>9}{'MB':>8}{'s':>7}{'articles/s':>12}{'MB/s':>7}")
    for name, contents in files().items():
        with tempfile.TemporaryDirectory() as folder:
            for file, data in contents.items():
                (Path(folder) / file).write_bytes(data)
            read_articles(next(Path(folder).iterdir()))  # starts what is started once
            began = _processor_seconds()
            count = len(read_articles(folder))
            seconds = _processor_seconds() - began
        size = sum(map(len, contents.values())) / 1e6
        print(f"{name:12}{count:9,}{size:8.2f}{seconds:7.2f}{count / seconds:12,.0f}"
              f"{size / seconds:7.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
