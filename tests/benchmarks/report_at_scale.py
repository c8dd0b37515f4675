"""Does a report stay small, and how long does it take, on a very large corpus?

    python -m tests.benchmarks.report_at_scale [--articles 1000000] [--keep FOLDER]

Short invented articles (three or four sentences, some 350 characters) of a dozen outlets
over nearly five years, one in twenty a copy of another outlet's, with more escalation in
the fourth year. They go the way a user's go: one Parquet table, ``toolkit ingest``,
``toolkit score``, ``toolkit report``, each a process of its own. Printed for each: seconds
elapsed and of the processor, the most memory it and its children held at once (resident),
and what it wrote. Linux.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tests.benchmarks.ingest_memory import Peak
from tests.benchmarks.planted_news import Newsroom
from toolkit import load_lexicon, streaming

SEED, PIECE = 20240806, 20_000
FIRST, DAYS = pd.Timestamp("2019-01-01", tz="UTC"), 1_800
OUTLETS = [
    "Meridian Wire", "The Harbour Post", "Northern Courier", "Capital Daily",
    "Radio Littoral", "The Ledger", "Border Gazette", "Evening Standard of Velm",
    "La Voz del Sur", "Inland Observer", "The Student", "Parish Notes",
]  # fmt: skip
COPIED = 0.05  # of articles


def articles(n: int) -> Iterator[pd.DataFrame]:
    """``n`` invented articles, a piece at a time."""
    room = Newsroom(SEED)
    entries = load_lexicon().entries
    told = [text for text in entries["example"] if text]
    copied: list[str] = []
    for start in range(0, n, PIECE):
        rows = [
            _article(room, told, i, DAYS * i / n, copied)
            for i in range(start, min(n, start + PIECE))
        ]
        yield pd.DataFrame(rows, columns=["id", "source", "published", "title", "text"])


def _article(
    room: Newsroom, told: list[str], i: int, day: float, copied: list[str]
) -> tuple[object, ...]:
    draw = room.draw
    # the largest outlet has a dozen times the articles of the smallest
    outlet = OUTLETS[int(len(OUTLETS) * draw.random() ** 2)]
    if copied and draw.random() < COPIED:
        text = draw.choice(copied)
    else:
        tense = 0.15 if 1_100 < day < 1_460 else 0.05
        sentences = [
            draw.choice(told) if draw.random() < tense else room.sentence()
            for _ in range(draw.choice((3, 3, 4)))
        ]
        text = " ".join(sentences)
        copied[:] = [*copied[-50:], text]
    published = FIRST + pd.Timedelta(days=day)
    return f"made-{i}", outlet, published, text.partition(". ")[0], text


def run(*words: object) -> str:
    """Run a command of the toolkit; what it took, as a line."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "toolkit", *map(str, words)])
    peak = Peak(process.pid)
    if process.wait():
        raise SystemExit(f"toolkit {words[0]} failed")
    elapsed = time.monotonic() - began
    peak.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (f"toolkit {words[0]:7} {elapsed:8.1f} s {spent:8.1f} s CPU "
            f"{peak.kib / 1024:8,.0f} MiB")  # fmt: skip


def go_the_way(folder: Path, n: int) -> Iterator[str]:
    """Lines of what each command took and wrote."""
    news, store, scored = (folder / x for x in ("news.parquet", "corpus", "scored"))
    with streaming.TableWriter(news) as file:
        for piece in articles(n):
            file.write(piece)
    yield f"{n:,} articles, {news.stat().st_size / 1e6:,.0f} MB of Parquet"
    yield run("ingest", news, "--store", store)
    yield run("score", store, "--out", scored)
    page = folder / "report.html"
    yield run("report", store, "--out", page, "--live")
    yield f"page {page.stat().st_size / 1e6:.2f} MB"
    tables = sorted(
        (folder / "report_tables").rglob("*"), key=lambda p: p.stat().st_size
    )
    for path in reversed(tables[-6:]):
        yield f"  {path.stat().st_size / 1e6:10.2f} MB  {path.name}"


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder to work in and leave")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for line in go_the_way(folder, asked.articles):
            print(line, flush=True)


if __name__ == "__main__":
    main()
