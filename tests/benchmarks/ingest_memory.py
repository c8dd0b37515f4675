"""How much memory and time ``toolkit ingest --store`` takes for more and more articles.

    python -m tests.benchmarks.ingest_memory [--articles 1000 10000 100000] [--kinds csv]

Invented articles of 250 words, always the same, as one CSV, one JSON Lines file, one zip
of small text files (at most 20,000, which is all a zip may hold; more are several zips)
and a folder of such files. Each is ingested by a process of its own into a new corpus.
Printed are the most memory that process and its children held at once (resident, MiB),
and seconds, elapsed and of the processor. A first run, which is not shown, lets the
kernels be compiled. Linux.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

SEED, WORDS = 20240806, 250
MANY = (1_000, 10_000, 100_000)
PER_ZIP = 20_000
_LETTERS = "etaoinshrdlu"
_FIRST = datetime(2024, 4, 1, 6, tzinfo=UTC)


def articles(n: int) -> Iterator[dict[str, str]]:
    """``n`` invented articles, one a minute."""
    draw = random.Random(SEED)
    words = [
        "".join(draw.choices(_LETTERS, k=draw.randint(2, 9))) for _ in range(9_000)
    ]
    for i in range(n):
        sentences = (" ".join(draw.choices(words, k=25)) for _ in range(WORDS // 25))
        text = "The delegates of the two sides said that ".join(
            f"{sentence.capitalize()}. " for sentence in sentences
        )
        yield {"id": f"a{i}", "title": f"Talks {i} resume", "source": f"Desk {i % 5}",
               "published": (_FIRST + timedelta(minutes=i)).isoformat(),
               "text": text.strip()}  # fmt: skip


def write_csv(folder: Path, n: int) -> None:
    """One table."""
    with (folder / "news.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, ["id", "title", "source", "published", "text"])
        rows.writeheader()
        rows.writerows(articles(n))


def write_jsonl(folder: Path, n: int) -> None:
    """One object a line."""
    with (folder / "news.jsonl").open("w", encoding="utf-8") as file:
        for article in articles(n):
            file.write(json.dumps(article) + "\n")


def _as_text(article: dict[str, str]) -> str:
    return f"{article['title']}\n{article['published']}\n\n{article['text']}\n"


def write_zips(folder: Path, n: int) -> None:
    """Small files in zips."""
    archive = None
    for i, article in enumerate(articles(n)):
        if i % PER_ZIP == 0:
            if archive:
                archive.close()
            path = folder / f"news{i // PER_ZIP}.zip"
            archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        archive.writestr(f"{article['id']}.txt", _as_text(article))
    archive.close()


def write_files(folder: Path, n: int) -> None:
    """Small files in a folder."""
    for article in articles(n):
        path = folder / f"{article['id']}.txt"
        path.write_text(_as_text(article), encoding="utf-8")


KINDS: dict[str, Callable[[Path, int], None]] = {
    "csv": write_csv, "jsonl": write_jsonl, "zip": write_zips, "files": write_files,
}  # fmt: skip


def ingest(news: Path, store: Path) -> tuple[float, float, float]:
    """Peak MiB, seconds elapsed and seconds of the processor of one ingest."""
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "ingest",
        str(news),
        "--store",
        str(store),
    ]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        peak = Peak(process.pid)
        failed = process.wait()
        elapsed = time.monotonic() - began
        peak.join()
        if failed:
            said.seek(0)
            raise SystemExit(said.read().decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = sum(getattr(after, name) - getattr(before, name)
                for name in ("ru_utime", "ru_stime"))  # fmt: skip
    return peak.kib / 1024, elapsed, spent


class Peak(threading.Thread):
    """Looks every twentieth of a second at what a process and its children hold."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.kib = pid, 0
        self.start()

    def run(self) -> None:
        while held := sum(map(_resident, _with_children(self.pid))):
            self.kib = max(self.kib, held)
            time.sleep(0.05)


def _with_children(pid: int) -> list[int]:
    found = [pid]
    with suppress(OSError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in map(int, listed):
            found += _with_children(child)
    return found


def _resident(pid: int) -> int:
    """KiB; 0 once the process has ended."""
    with suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024
    return 0


def stored(store: Path) -> int:
    """Articles in the corpus."""
    from toolkit import open_corpus

    return int(open_corpus(store).history()["n_articles"].sum())


def measure(kind: str, n: int) -> str:
    """One row of the table."""
    with tempfile.TemporaryDirectory() as root:
        news, store = Path(root) / "news", Path(root) / "corpus"
        news.mkdir()
        KINDS[kind](news, n)
        size = sum(path.stat().st_size for path in news.iterdir()) / 1e6
        peak, elapsed, spent = ingest(news, store)
        return (f"{kind:8}{n:9,}{size:8.1f}{peak:10,.0f}{elapsed:8.1f}{spent:8.1f}"
                f"{stored(store):9,}")  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=MANY)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    given = parser.parse_args()
    print(f"{'kind':8}{'articles':>9}{'MB':>8}{'peak MiB':>10}{'s':>8}{'CPU s':>8}"
          f"{'stored':>9}")  # fmt: skip
    measure("csv", 10_000)
    for kind in given.kinds:
        for n in given.articles:
            print(measure(kind, n), flush=True)


if __name__ == "__main__":
    main()
