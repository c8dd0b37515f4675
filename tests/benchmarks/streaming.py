"""What does scoring a table of any size cost, stage by stage, in time and memory?

    python -m tests.benchmarks.streaming [--megabytes 30 100 300] [--quick]

Invented articles of 3,000 characters (``speed.corpus``), written as Parquet, scored as
``toolkit score`` does it. A child process for each size; printed are seconds of
processor time of each stage, and the largest resident memory up to its end. 300 MB are
100,000 articles.
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

from toolkit import load_lexicon, streaming

PIECE = 10  # megabytes made and written at once


def write_corpus(path: Path, megabytes: int) -> int:
    """Write invented articles piece by piece; return their number."""
    from tests.benchmarks.speed.corpus import articles

    n = 0
    with streaming.TableWriter(path) as file:
        for piece in range(-(-megabytes // PIECE)):
            table = articles(min(PIECE, megabytes), seed=piece)
            ids = "p" + str(piece) + "-" + table["article_id"]
            words = table["text"].str.count(" ") + 1
            file.write(table.assign(article_id=ids, n_words=words, language="en"))
            n += len(table)
    return n


class Stages:
    """Adds up processor time by stage, and notes the largest memory."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.memory: dict[str, float] = {}
        self.last = time.process_time()

    def end(self, stage: str) -> None:
        """Book the time since the last stage ended."""
        now = time.process_time()
        self.spent[stage] = self.spent.get(stage, 0) + now - self.last
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.memory[stage] = peak
        self.last = now


def measure(path: Path) -> None:
    """Score one table and print its stages."""
    lexicon, stages = load_lexicon(), Stages()
    from toolkit.mentions.reading import compiled

    compiled(lexicon)
    stages.end("compile the lexicon")
    files = streaming.ArticleFiles([path])
    for table in files.batches(streaming.READ):
        table.to_pandas()
    stages.end("read the columns")
    survey = _surveyed(files, stages)
    batches = _booked(streaming.scored_batches(files, lexicon), stages)
    streaming.write_scored(batches, survey, path.parent, {})
    stages.end("score and write")
    for stage, seconds in stages.spent.items():
        print(f"{seconds:8.1f} s {stages.memory[stage]:7.0f} MB  {stage}")


def _surveyed(files: streaming.ArticleFiles, stages: Stages) -> streaming.Survey:
    survey = streaming.Survey.of(files)
    stages.end("signatures")
    if len(survey.stories):
        stages.end("stories")
    return survey


def _booked(
    batches: Iterator[streaming.Batch], stages: Stages
) -> Iterator[streaming.Batch]:
    while True:
        stages.end("score and write")
        batch = next(batches, None)
        stages.end("find mentions")
        if batch is None:
            return
        yield batch


def main() -> None:
    """Print the stages for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[30, 100, 300])
    parser.add_argument("--quick", action="store_true", help="3 MB")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.file:
        measure(asked.file)
        return
    for megabytes in [3] if asked.quick else asked.megabytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "in.parquet"
            n = write_corpus(path, megabytes)
            print(f"{n:,} articles, {megabytes} MB", flush=True)
            again = [sys.executable, "-m", "tests.benchmarks.streaming", "--file", path]
            subprocess.run(again, check=True)


if __name__ == "__main__":
    main()
