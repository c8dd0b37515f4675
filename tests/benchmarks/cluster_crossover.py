"""From what size on does a local cluster pay?

    python -m tests.benchmarks.cluster_crossover [--megabytes 1 3 10 30] [--quick]

Invented articles in four Parquet files. Scored in one process, file after file, and by
a local cluster of two processes; the start of the cluster, the compiling of the lexicon
in each process and its end count. Printed: seconds on the clock and of processor time
(with all child processes), and the clock of the start and end of an idle cluster. The
clock means something only on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from toolkit import load_lexicon, streaming

FILES, WORKERS = 4, 2
WAYS = ("idle cluster", "one process", f"cluster of {WORKERS}")


def one_process(folder: Path) -> None:
    """Score the files one after another."""
    for path in sorted((folder / "in").iterdir()):
        files, out = streaming.ArticleFiles([path]), folder / "one" / path.stem
        out.mkdir(parents=True)
        survey = streaming.Survey.of(files)
        batches = streaming.scored_batches(files, load_lexicon())
        streaming.write_scored(batches, survey, out, {})


def cluster(folder: Path) -> None:
    """Score them on two processes."""
    from toolkit.cluster import score_files

    made = score_files(folder / "in", folder / "many", workers=WORKERS)
    assert made.attrs["made"] == FILES


def idle(_: Path) -> None:
    """Start a cluster and end it."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=WORKERS, dashboard_address=None) as started,
        Client(started) as client,
    ):
        client.run(os.getpid)


def run(way: str, folder: Path) -> str:
    """Do it in a fresh process; seconds on the clock and of processor time."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", __spec__.name, "--way", way, "--folder", folder],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = sum(after[:2]) - sum(before[:2])
    return f"{time.monotonic() - begin:6.1f} s clock {spent:6.1f} s processor"


def main() -> None:
    """Print the times for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[1, 3, 10, 30])
    parser.add_argument("--quick", action="store_true", help="1 MB")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        dict(zip(WAYS, (idle, one_process, cluster), strict=True))[asked.way](
            asked.folder
        )
        return
    from tests.benchmarks.speed.corpus import articles

    for megabytes in [1] if asked.quick else asked.megabytes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "in").mkdir()
            for number in range(FILES):
                table = articles(megabytes / FILES, seed=number)
                ids = f"f{number}-" + table["article_id"]
                words = table["text"].str.count(" ") + 1
                table.assign(article_id=ids, n_words=words, language="en").to_parquet(
                    folder / "in" / f"{number}.parquet", index=False
                )
            for way in WAYS:
                print(f"{megabytes:4} MB  {way:14} {run(way, folder)}", flush=True)


if __name__ == "__main__":
    main()
