"""Damaged and hostile files, one at a time: read, set aside, or too much.

Every file goes to :func:`toolkit.read_articles` with a limit of 10 s of the processor
and 1 GiB (elapsed time says little on a busy machine). A file is *read* if articles came out, *set aside* if none did and each
part has a reason. What neither: *over time*, *over memory*, *crashed* (the process ended
or raised), *silent* (nothing came out and no reason was given), *reader failed* (a
reader raised what no reader should).

Run as ``python -m tests.benchmarks.bad_input --made`` for the files of
``hostile_files.py``, and with ``--data FOLDER`` for a collection of one's own, with one
folder per format; such files are not part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

from tests.benchmarks import hostile_files

SECONDS = 10  # of the processor
PATIENCE = 120  # seconds elapsed before a process is ended
MEMORY_BYTES = 2**30
OUTCOMES = ("read", "set aside", "over time", "over memory", "crashed", "silent",
            "reader failed")  # fmt: skip


def serve() -> None:
    """Read the files named on standard input, one answer per line."""
    from toolkit import list_skipped, read_articles

    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        path = json.loads(line)
        began = _processor_seconds()
        try:
            articles = read_articles(path)
        except MemoryError:
            answer = {"outcome": "over memory"}
        except Exception as error:
            answer = {
                "outcome": "crashed",
                "why": f"{type(error).__name__}: {error}"[:300],
            }
        else:
            reasons = list_skipped(articles)["reason"].tolist()
            answer = {
                "outcome": outcome(len(articles), reasons),
                "why": "; ".join(reasons[:2]),
            }
            answer["articles"] = len(articles)
        answer["rss"] = _peak_memory()
        answer["seconds"] = _processor_seconds() - began
        out.write(json.dumps(answer) + "\n")
        out.flush()


def outcome(articles: int, reasons: list[str]) -> str:
    """What became of a file."""
    if any(reason.startswith(("The reader failed", "The archive cannot be opened"))
           for reason in reasons):  # fmt: skip
        return "reader failed"
    if articles:
        return "read"
    return "set aside" if reasons else "silent"


def _child_pids() -> list[int]:
    """Processes that read for this one and are still alive."""
    from toolkit.articles.readers import watchdog

    return [child.process.pid for child in watchdog._kept if child.is_ours()]


def _processor_seconds() -> float:
    """Of this process and its children, ended or alive (Linux)."""
    alive = 0.0
    for pid in _child_pids():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        alive += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return sum(os.times()[:4]) + alive


def _peak_memory() -> int:
    """Bytes this process, or the largest of its children, has held at most."""
    peaks = []
    for pid in [os.getpid(), *_child_pids()]:
        status = Path(f"/proc/{pid}/status").read_text()
        peaks.append(int(status.partition("VmHWM:")[2].split()[0]) * 1024)
    return max(peaks)


class Process:
    """A process that reads files, replaced when one was too much for it."""

    def __init__(self) -> None:
        code = "from tests.benchmarks.bad_input import serve; serve()"
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def ask(self, path: Path) -> dict[str, object]:
        late = threading.Timer(PATIENCE, self.process.kill)
        began = time.monotonic()
        late.start()
        try:
            self.process.stdin.write(json.dumps(str(path)) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = ""
        late.cancel()
        seconds = time.monotonic() - began
        if line:
            return json.loads(line)
        self.process.wait()
        outcome = "over time" if seconds >= PATIENCE else "crashed"
        return {
            "outcome": outcome,
            "seconds": seconds,
            "why": f"exit {self.process.returncode}",
        }

    def alive(self) -> bool:
        return self.process.poll() is None


def run(folder: Path, shown: int) -> dict[str, Counter[str]]:
    """Read every file below ``folder``; outcomes by its first folder (the format)."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    process, base = Process(), 0
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.parent != folder)
    for path in paths:
        if not process.alive():
            process, base = Process(), 0
        answer = process.ask(path)
        kind = path.relative_to(folder).parts[0]
        table[kind]["files"] += 1
        if int(answer.get("rss", 0)) > max(base, MEMORY_BYTES):
            answer["outcome"] = "over memory"
        if float(answer["seconds"]) > SECONDS:
            answer["outcome"] = "over time"
        base = max(base, int(answer.get("rss", 0)))
        table[kind][str(answer["outcome"])] += 1
        table[kind]["articles"] += int(answer.get("articles", 0))
        slow = float(answer["seconds"]) > SECONDS / 2
        if answer["outcome"] not in ("read", "set aside") or slow:
            shown -= 1
            if shown >= 0:
                print(f"{answer['outcome']:13} {answer['seconds']:5.1f} s "
                      f"{path.relative_to(folder)}: {answer.get('why', '')}")  # fmt: skip
    return table


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with a folder per format")
    parser.add_argument("--made", action="store_true", help="read hostile_files")
    parser.add_argument("--shown", type=int, default=200, help="files named at most")
    given = parser.parse_args()
    if given.made:
        with tempfile.TemporaryDirectory() as folder:
            hostile_files.write(Path(folder))
            show(run(Path(folder), given.shown))
    if given.data:
        show(run(given.data, given.shown))


def show(table: dict[str, Counter[str]]) -> None:
    """Print one row per format."""
    columns = ("files", *OUTCOMES, "articles")
    print(f"{'format':10}" + "".join(f"{name:>14}" for name in columns))
    table["all"] = sum(table.values(), Counter())
    for kind, counts in table.items():
        print(f"{kind:10}" + "".join(f"{counts[name]:14,}" for name in columns))


if __name__ == "__main__":
    main()
