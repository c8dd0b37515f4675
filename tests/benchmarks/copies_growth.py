"""Do time and memory of finding copies grow with the articles, and no faster?

    python -m tests.benchmarks.copies_growth [--sizes 1000 10000 100000]

Articles of 300 words drawn as news draws them (Zipf), spread over time at the same
density; one in ten is a cut copy of the one before, every one ends in one of fifty
passages of background. Each size in a process of its own: seconds of processor time,
and the most memory beyond that of the articles themselves.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time

import numpy as np
import pandas as pd

from toolkit import find_stories

WORDS, A_DAY = 300, 100  # of an article; articles a day
VOCABULARY = np.array([f"word{n}" for n in range(50_000)])


def articles(n: int, seed: int = 1) -> pd.DataFrame:
    """The invented articles."""
    draw = np.random.default_rng(seed)
    chance = 1 / (np.arange(len(VOCABULARY)) + 2.7)
    chance /= chance.sum()
    background = [" ".join(draw.choice(VOCABULARY, 40, p=chance)) for _ in range(50)]
    texts: list[str] = []
    for begin in range(0, n, 1_000):
        drawn = draw.choice(VOCABULARY, (min(1_000, n - begin), WORDS), p=chance)
        for i, words in enumerate(drawn, begin):
            copy = i % 10 == 9
            text = " ".join(texts[-1].split()[: WORDS // 2] if copy else words)
            texts.append(f"{text} {background[i % 50]}")
    days = pd.to_timedelta(np.arange(n) // A_DAY, unit="D")
    return pd.DataFrame({
        "article_id": [f"{i:07}" for i in range(n)],
        "published": pd.Timestamp("2020-01-01T00:00Z") + days, "text": texts,
    })  # fmt: skip


def peak() -> float:
    """Most memory so far, MiB (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(n: int) -> None:
    """Print one row."""
    table = articles(n)
    find_stories(table.head(100))  # starts what is started once
    before, begin = peak(), time.process_time()
    stories = find_stories(table)["story_id"].nunique()
    seconds = time.process_time() - begin
    size = table["text"].str.len().sum() / 1e6
    print(f"{n:9,} articles {size:8.1f} MB {seconds:8.1f} s {size / seconds:6.1f} MB/s "
          f"{1e6 * seconds / n:7.0f} s per million "
          f"{peak() - before:8.0f} MiB more, {stories:,} stories", flush=True)  # fmt: skip


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000]
    )
    for n in parser.parse_args().sizes:
        child = multiprocessing.get_context("spawn").Process(target=measure, args=(n,))
        child.start()
        child.join()


if __name__ == "__main__":
    main()
