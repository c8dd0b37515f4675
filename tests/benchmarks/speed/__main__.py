"""Run the contest: ``python -m tests.benchmarks.speed --help``."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks import speed
from tests.benchmarks.speed.corpus import SEED, articles, literal_terms
from tests.benchmarks.speed.rivals import RIVALS

REFERENCE = "bare automaton"
ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"),
    "1",
)
GROWTH_MB = (1, 10, 100, 1000)
GROWTH_TERMS = (300, 3_000, 30_000)
TERMS_FROM = 2.0  # MB of the corpus whose words spell out the wildcards


def main() -> None:
    """Read the arguments and run what they ask for."""
    parser = argparse.ArgumentParser(
        description=speed.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", type=Path, help="table of real articles")
    parser.add_argument("--only", nargs="*", default=list(RIVALS), choices=RIVALS)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--most-mb", type=float, default=GROWTH_MB[-1])
    parser.add_argument("--start", action="store_true")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--terms", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(run_here(asked.one[0], Path(asked.one[1]))))
    elif asked.terms:
        print(json.dumps(with_terms(asked.terms)))
    elif asked.growth:
        grow(asked.most_mb, asked.rounds)
    elif asked.start:
        starts(asked.rounds)
    else:
        contest(asked)


# One contestant in a process of its own ----------------------------------------------


def run_here(name: str, folder: Path) -> dict[str, float]:
    """Feed one contestant; seconds of CPU for start, preparation and work."""
    rival = RIVALS[name]
    table = pd.read_parquet(folder / "articles.parquet")
    size = table["text"].str.len().cumsum()
    table = table[size <= max(rival.megabytes * 1e6, size.iloc[0])]
    terms = json.loads((folder / "terms.json").read_text())
    begun = cpu()
    work = rival.prepare(table, terms)
    ready, wall = cpu(), time.perf_counter()
    hits = work()
    done, wall = cpu(), time.perf_counter() - wall
    return {
        "bytes": sum(len(t.encode()) for t in table["text"]),
        "hits": hits,
        "prepare": ready - begun,
        "work": done - ready,
        "wall": wall,
        "whole": done,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def cpu() -> float:
    """Seconds of processor time of this process and its children."""
    own, children = os.times()[:2], os.times()[2:4]
    return sum(own) + sum(children)


def run_apart(*what: object) -> Any:
    """Run this module in a fresh process on one core: what it says at its end."""
    command = [sys.executable, "-m", "tests.benchmarks.speed", *map(str, what)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | ONE_CORE
    )
    if done.returncode:
        sys.exit(f"{what} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


# The contest -------------------------------------------------------------------------


def contest(asked: argparse.Namespace) -> None:
    """All contestants on the same corpus, in turn, round after round; one table."""
    corpora = {f"made, {asked.mb:g} MB, seed {SEED}": articles(asked.mb)}
    if asked.text:
        corpora[str(asked.text.name)] = real(asked.text)
    there = [name for name in asked.only if RIVALS[name].is_there()]
    for name, table in corpora.items():
        with tempfile.TemporaryDirectory() as folder:
            lay_out(table, Path(folder))
            runs = {name: [] for name in there}
            for _ in range(asked.rounds):
                for one in there:
                    runs[one].append(run_apart("--one", one, folder))
        print(f"\n{name}; one core, {asked.rounds} rounds, CPU time\n")
        show(runs)
    for name in set(asked.only) - set(there):
        print(f"left out, not installed: {name} (needs {RIVALS[name].needs})")


def real(path: Path) -> pd.DataFrame:
    """Articles from a table with a column ``text``."""
    table = pd.read_parquet(path)
    return pd.DataFrame(
        {"article_id": [f"r{i}" for i in range(len(table))], "text": table["text"]}
    )


def lay_out(table: pd.DataFrame, folder: Path) -> None:
    """Write the corpus and the terms where every process reads them."""
    table.to_parquet(folder / "articles.parquet")
    few = table["text"][table["text"].str.len().cumsum() < TERMS_FROM * 1e6]
    terms = literal_terms(few.tolist() or table["text"].head(1).tolist())
    (folder / "terms.json").write_text(json.dumps(terms))


def show(runs: dict[str, list[dict[str, float]]]) -> None:
    """Print medians, spread and ratios."""
    mid = {name: rate(found) for name, found in runs.items()}
    unit = mid.get(REFERENCE, {}).get("mbs", float("nan"))
    ours = mid.get("toolkit", {}).get("mbs", float("nan"))
    head = f"{'':16} {'MB/s':>8} {'least-most':>15} {'of the scan':>11} {'we are':>9}"
    print(f"{head} {'prepare s':>9} {'whole s':>8} {'peak MB':>8}  fed MB  hits  does")
    for name, m in sorted(mid.items(), key=lambda pair: -pair[1]["mbs"]):
        spread = f"{m['low']:.1f}-{m['high']:.1f}"
        print(
            f"{name:16} {m['mbs']:8.1f} {spread:>15} {m['mbs'] / unit:11.3f} "
            f"{ours / m['mbs']:8.2f}x {m['prepare']:9.2f} {m['whole']:8.2f} "
            f"{m['peak']:8.0f} {m['fed']:7.1f} {m['hits']:>8.0f}  {RIVALS[name].does}"
        )


def rate(found: list[dict[str, float]]) -> dict[str, float]:
    """Medians of a contestant's rounds, MB of UTF-8 per second of CPU."""
    speeds = [f["bytes"] / 1e6 / max(f["work"], 1e-4) for f in found]
    middle = {k: statistics.median(f[k] for f in found) for k in found[0]}
    return middle | {
        "mbs": statistics.median(speeds),
        "low": min(speeds),
        "high": max(speeds),
        "fed": middle["bytes"] / 1e6,
    }


# Growth ------------------------------------------------------------------------------


def grow(most: float, rounds: int) -> None:
    """Speed and memory of the toolkit as the corpus and the lexicon grow."""
    print(f"{'corpus MB':>9} {'MB/s':>8} {'peak MB':>8}")
    for size in (mb for mb in GROWTH_MB if mb <= most):
        with tempfile.TemporaryDirectory() as folder:
            lay_out(articles(size), Path(folder))
            runs = [run_apart("--one", "toolkit", folder) for _ in range(rounds)]
            m = rate(runs)
        print(f"{size:9g} {m['mbs']:8.1f} {m['peak']:8.0f}", flush=True)
    print(f"\n{'terms':>9} {'mentions':>9} {'compile s':>9} {'MB/s':>8} {'again':>8}")
    for n in GROWTH_TERMS:
        runs = [run_apart("--terms", n) for _ in range(rounds)]
        found, compiled, first, again = (
            statistics.median(column) for column in zip(*runs, strict=True)
        )
        print(f"{n:9,} {found:9,.0f} {compiled:9.2f} {first:8.1f} {again:8.1f}")


def with_terms(n: int, megabytes: float = 10.0) -> tuple[int, float, float, float]:
    """Search a corpus for ``n`` entries, twice.

    Gives the count of mentions, seconds to compile the lexicon, and MB/s while words
    are new to the process, and when they are known.
    """
    from toolkit import find_mentions, load_lexicon

    entries = load_lexicon().entries
    more = pd.concat([entries] * (n // len(entries) + 1), ignore_index=True).head(n)
    rounds = more.index // len(entries)  # further rounds end in a word of their own
    more["term"] = more["term"].where(rounds == 0, more["term"] + f" zz{n}")
    more["term"] += pd.Series(rounds.astype(str), more.index).where(rounds > 0, "")
    lexicon = replace(load_lexicon(), entries=more)
    table = articles(megabytes)
    times = [time.process_time()]
    for part in (table.head(1), table, table):
        found = len(find_mentions(part, lexicon))
        times.append(time.process_time())
    compiled, first, again = np.diff(times)
    return found, compiled, megabytes / first, megabytes / again


# First results -----------------------------------------------------------------------

_STARTS = {
    "import toolkit": "import toolkit",
    "import pandas": "import pandas",
    "first mentions of the sample": (
        "from toolkit import *; import toolkit as t; "
        "print(len(t.find_mentions(t.load_sample('chronicle'))))"
    ),
    "sample to index": (
        "import toolkit as t; a = t.load_sample('chronicle'); m = t.find_mentions(a); "
        "print(len(t.tension_index(t.score_articles(a, m))))"
    ),
}


def starts(rounds: int) -> None:
    """Seconds from a cold process to the first result: CPU and wall."""
    print(f"{'':30} {'CPU s':>7} {'wall s':>7}")
    for name, code in _STARTS.items():
        found = []
        for _ in range(rounds):
            before, wall = sum(os.times()[2:4]), time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True,
                           capture_output=True)  # fmt: skip
            found.append((sum(os.times()[2:4]) - before, time.perf_counter() - wall))
        used, wall = map(statistics.median, zip(*found, strict=True))
        print(f"{name:30} {used:7.2f} {wall:7.2f}")


if __name__ == "__main__":
    main()
