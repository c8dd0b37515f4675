"""How long does an index take under new weights, a million articles or mentions?

    python -m tests.benchmarks.weighing_speed [--quick]

Invented mentions, as in ``robustness_speed``. Printed for each recipe: seconds of
processor time to make a ``Weighing``, milliseconds of each index after that (median and
slowest of 20 weightings), and the furthest that its levels lie from those of
``tension_index`` on scores counted again with the same severities.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from tests.benchmarks.robustness_speed import corpus
from toolkit import IndexRecipe, Weighing, tension_index
from toolkit.index.selections import recounted
from toolkit.schema import CHANNELS

MOVES = 20  # weightings, as of a slider that is dragged
RECIPES = (
    ({"measure": "weighted"}, None),
    ({"measure": "weighted", "copies": "all"}, None),
    ({"measure": "weighted", "scaling": "per_source"}, None),
    ({"measure": "weighted"}, "source"),
    ({"measure": "share"}, None),
    ({"measure": "tension"}, None),
)


def again(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe,
    by: str | None,
    weights: dict[str, float],
) -> np.ndarray:
    """Levels by the long way: severities replaced, scores counted again."""
    severity = mentions["type"].map(weights).to_numpy(float)
    other = recounted(scores, mentions.assign(severity=severity), CHANNELS)
    return tension_index(other, recipe, by=by)["level"].to_numpy()


def measure(scores: pd.DataFrame, mentions: pd.DataFrame) -> None:
    """Print one line per recipe."""
    rng = np.random.default_rng(1)
    for choices, by in RECIPES:
        recipe = IndexRecipe(draws=0, **choices)
        begin = time.process_time()
        weighing = Weighing.of(scores, mentions, recipe, by=by)
        made, taken = time.process_time() - begin, []
        for _ in range(MOVES):
            weights = dict(
                zip(weighing.labels, rng.uniform(0.1, 10, len(weighing.labels)),
                    strict=True)
            )  # fmt: skip
            begin = time.process_time()
            index = weighing.index(weights)
            taken.append(1000 * (time.process_time() - begin))
        far = "-"
        if recipe.measure == "weighted":
            long_way = again(scores, mentions, recipe, by, weights)
            far = f"{np.nanmax(np.abs(index['level'] / long_way - 1)):.0e}"
        said = ", ".join([*choices.values(), *([f"by {by}"] if by else [])])
        print(
            f"{said:24} made in {made:4.1f} s; an index {np.median(taken):3.0f} ms, "
            f"slowest {max(taken):3.0f} ms; furthest {far}"
        )


def main() -> None:
    """Print the figures for two corpora."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size")
    part = 100 if parser.parse_args().quick else 1
    for n_mentions, n_articles in ((1_000_000, 200_000), (1_000_000, 1_000_000)):
        scores, mentions = corpus(n_mentions // part, n_articles // part)
        print(f"{len(mentions):,} mentions in {len(scores):,} articles")
        measure(scores, mentions)


if __name__ == "__main__":
    main()
