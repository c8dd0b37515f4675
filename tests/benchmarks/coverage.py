"""Do the intervals of an index hold the truth as often as they say?

    python -m tests.benchmarks.coverage [--rounds N] [--draws N]

Invented corpora of twelve months and three sources, 40 or 150 stories a month, some of
them told by two sources. Truth: the index of the chances and rates the stories were
drawn with. Printed per measure and band: how often a single period's interval holds its
true value, and how often the whole series lies inside; nominal 95 %. Then the same for
differences between two months and two sources, one of them a copyist, by the bootstrap
and by the formula beside it.
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
import pandas as pd

from toolkit import IndexRecipe, difference_between, tension_index
from toolkit.index.recipe import BANDS
from toolkit.schema import CHANNELS

MONTHS = 12
CHANCE = 0.15 + 0.1 * (np.arange(MONTHS) >= 8)  # of a hit; more in the last months
HITS_PER_HIT = 3.0  # mean mentions in a story with a hit


def corpus(rng: np.random.Generator, per_month: int) -> pd.DataFrame:
    """Scores of stories, one in four of them told twice."""
    month = np.repeat(np.arange(MONTHS), per_month)
    n = len(month)
    hit = rng.random(n) < CHANCE[month]
    count = np.where(hit, 1 + rng.poisson(HITS_PER_HIT - 1, n), 0)
    words = rng.integers(150, 900, n)
    days = pd.to_datetime("2024-01-15", utc=True) + pd.to_timedelta(30.4 * month, "D")
    columns = ["tension", *(f"{c}_{m}" for c, m in product(
        CHANNELS, ("count", "rate", "weighted", "any")))]  # fmt: skip
    story = pd.DataFrame(0.0, index=range(n), columns=columns).assign(
        article_id=np.arange(n).astype(str), story_id=np.arange(n).astype(str),
        source=rng.choice(list("ABC"), n), published=days, n_words=words,
        act_any=hit.astype(float), act_count=count, act_rate=1000 * count / words,
        act_weighted=9000 * count / words,
    )  # fmt: skip
    copies = story[rng.random(n) < 0.25]
    copies = copies.assign(article_id="c" + copies["article_id"], source="Z")
    return pd.concat([story, copies], ignore_index=True)


def differences(rounds: int, draws: int) -> pd.DataFrame:
    """How often the interval of a difference holds the true one, and its width."""
    words = (150 + 899) / 2
    apart = CHANCE[10] - CHANCE[2]
    truth = {"share": apart, "rate": 1000 * HITS_PER_HIT * apart / words}
    pairs = (
        ("2024-03", "2024-11", "period"),
        ("A", "B", "source"),
        ("A", "Z", "source"),
    )
    rows = []
    for seed, per_month in product(range(rounds), (40, 150)):
        scores = corpus(np.random.default_rng(seed), per_month)
        for measure, (first, second, of) in product(truth, pairs):
            recipe = IndexRecipe(measure=measure, draws=draws)
            found = difference_between(scores, recipe, first, second, of=of).iloc[0]
            true = truth[measure] if of == "period" else 0.0
            rows.append(
                (measure, per_month, f"{first} v {second}",
                 found["low"] <= true <= found["high"],
                 found["analytic_low"] <= true <= found["analytic_high"],
                 (found["high"] - found["low"])
                 / (found["analytic_high"] - found["analytic_low"]))
            )  # fmt: skip
    names = ["measure", "stories a month", "difference", "bootstrap", "formula",
             "width, bootstrap by formula"]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    return table.groupby(names[:3]).mean().reset_index()


def main() -> None:
    """Print one row per measure, size and band."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    truth = 100 * CHANCE / CHANCE.mean()
    rows = []
    for measure, per_month, band in product(("share", "rate"), (40, 150), BANDS):
        recipe = IndexRecipe(measure=measure, band=band, draws=options.draws)
        inside = []
        for seed in range(options.rounds):
            scores = corpus(np.random.default_rng(seed), per_month)
            index = tension_index(scores, recipe)
            inside.append((index["low"] <= truth) & (truth <= index["high"]))
        table = np.array(inside)
        rows.append((measure, per_month, band, table.mean(), table.all(axis=1).mean()))
    names = ["measure", "stories a month", "band", "one period", "whole series"]
    print(f"{options.rounds} rounds, {options.draws} draws; nominal 95 %")
    print(pd.DataFrame(rows, columns=names).round(3).to_string(index=False))
    print(differences(options.rounds, options.draws).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
