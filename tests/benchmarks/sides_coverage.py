"""Does the interval of a difference between two sides hold the true difference?

    python -m tests.benchmarks.sides_coverage [--rounds N] [--draws N]

Invented stories of 100 words on two sides. A story has a hit with a chance that differs
by side, and then 2.5 mentions on average, so that mentions come in clusters. Printed per
size, pair of chances and measure: in how many rounds the interval of ``compare_sides``
holds the true difference; nominal 95 %. At 0.02 and 0.02 some rounds have a side without
any hit; a rate then has no interval, and the round does not count.
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
import pandas as pd

from toolkit import IndexRecipe, compare_sides
from toolkit.schema import column_names

WORDS = 100
PER_HIT = 2.5  # mean mentions in a story with a hit
SIZES = (40, 200)
CHANCES = ((0.3, 0.5), (0.1, 0.1), (0.02, 0.02))


def corpus(
    rng: np.random.Generator, n: int, chances: tuple[float, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores of ``n`` stories on each side, and their mentions."""
    hit = rng.random(2 * n) < np.repeat(chances, n)
    count = np.where(hit, 1 + rng.poisson(PER_HIT - 1, 2 * n), 0)
    scores = pd.DataFrame(0.0, index=range(2 * n), columns=column_names("scores"))
    scores = scores.assign(
        article_id=[f"a{i}" for i in range(2 * n)], story_id=None, source="Mail",
        published=pd.NaT, n_words=WORDS, side=np.repeat(["A", "B"], n),
        act_count=count, act_any=hit.astype(float),
    )  # fmt: skip
    mentions = pd.DataFrame({"article_id": scores["article_id"].repeat(count)})
    mentions = mentions.assign(
        field="text", sentence=0, start=0, end=1, match="x", term="x", type="ASSAULT",
        channel="act", severity=5.0, status="actual", hedged=False, voice="narrator",
    )  # fmt: skip
    return scores, mentions


def main() -> None:
    """Print one row per size, pair of chances and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    rows = []
    for n, chances, seed in product(SIZES, CHANCES, range(options.rounds)):
        tables = corpus(np.random.default_rng(seed), n, chances)
        recipe = IndexRecipe(draws=options.draws, seed=seed)
        found = compare_sides(*tables, "A", "B", recipe=recipe)
        apart = chances[1] - chances[0]
        true = found["measure"].map(
            {"share": apart, "rate": 1000 * PER_HIT * apart / WORDS}
        )
        known = found["low"].notna()
        held = true.between(found["low"], found["high"])[known].astype(float)
        rows.append(found[known][["measure"]].assign(n=n, chances=str(chances),
                                                     held=held))  # fmt: skip
    table = pd.concat(rows).groupby(["n", "chances", "measure"])["held"]
    print(table.agg(["mean", "size"]).round(3).to_string())


if __name__ == "__main__":
    main()
