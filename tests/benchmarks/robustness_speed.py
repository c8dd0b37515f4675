"""How long does a check of robustness take on a million mentions?

    python -m tests.benchmarks.robustness_speed [--mentions N]

Invented: five mentions an article, one article in four a copy, 30 sources, 120 months,
16 event types, 2,000 terms. Printed: seconds of processor time for each step.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from toolkit import IndexRecipe, check_robustness, score_articles, weighting_fan
from toolkit.schema import EVENT_TYPES


def corpus(
    n_mentions: int, n_articles: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores and mentions drawn at random, seed 1; five mentions an article."""
    rng = np.random.default_rng(1)
    n = n_articles or n_mentions // 5
    months = pd.date_range("2010-01-01", periods=120, freq="MS", tz="UTC")
    articles = pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(n)],
            "published": months[rng.integers(120, size=n)],
            "source": [f"source {i}" for i in rng.integers(30, size=n)],
            "story_id": [f"s{i}" for i in rng.integers(3 * n // 4, size=n)],
            "n_words": rng.integers(100, 900, n),
        }
    )
    row = rng.integers(n, size=n_mentions)
    kind = rng.integers(len(EVENT_TYPES), size=n_mentions)
    mentions = pd.DataFrame(
        {
            "article_id": articles["article_id"].to_numpy()[row],
            "field": "text", "sentence": 0, "start": np.arange(n_mentions), "end": 0,
            "match": "x", "type": np.array(EVENT_TYPES)[kind], "channel": "act",
            "term": [f"term {i}" for i in rng.integers(2000, size=n_mentions)],
            "severity": rng.integers(0, 11, n_mentions).astype(float),
            "status": "actual", "hedged": False, "voice": "narrator",
        }
    )  # fmt: skip
    return score_articles(articles, mentions), mentions


def main() -> None:
    """Print the seconds of each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    scores, mentions = corpus(parser.parse_args().mentions)
    print(f"{len(mentions):,} mentions in {len(scores):,} articles; processor seconds")
    for name, call in (
        ("500 weightings", lambda: weighting_fan(scores, mentions)),
        ("the whole check", lambda: check_robustness(scores, mentions)),
        ("every copy", lambda: check_robustness(
            scores, mentions, IndexRecipe(copies="all"), weightings=500)),
    ):  # fmt: skip
        begin = time.process_time()
        table = call()
        print(f"{name}: {time.process_time() - begin:.1f} s, {len(table):,} rows")


if __name__ == "__main__":
    main()
