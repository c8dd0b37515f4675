"""Seconds that each notebook takes from top to bottom, as the tests run it.

    python -m tests.benchmarks.notebook_seconds

Prints a row per notebook: seconds on the clock, kernel and imports included, and seconds
of computing, which a busy machine does not lengthen. The table stands in
``course/README.md``.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
CELL_SECONDS = 300


def seconds_of(path: Path) -> tuple[float, float]:
    """Seconds on the clock, and of computing in the kernel and what it started."""
    book = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(FOLDER)}}
    client = NotebookClient(
        book, timeout=CELL_SECONDS, kernel_name="python3", resources=where
    )
    computed, begun = _computed(), time.perf_counter()
    client.execute()
    return time.perf_counter() - begun, _computed() - computed


def _computed() -> float:
    """Processor seconds of all kernels that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run every notebook, or those named, and print the table."""
    named = sys.argv[1:]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print("notebook                        clock  computing")
    for path in sorted(FOLDER.glob("[0-9][0-9]_*.ipynb")):
        if not named or path.stem in named:
            clock, computing = seconds_of(path)
            print(f"{path.stem:30} {clock:6.1f} {computing:10.1f}", flush=True)


if __name__ == "__main__":
    main()
