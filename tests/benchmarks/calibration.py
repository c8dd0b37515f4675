"""Does calibration take the bias out, and do its intervals hold what they promise?

    python -m tests.benchmarks.calibration [--rounds N]

Invented corpora of 3,000 stories in 12 months, of which the lexicon misses some and
invents others, more of them in later months. Per round some stories are drawn and coded
without error. Printed: mean error of the naive and the calibrated share, and how often
the 95 % interval holds the truth.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from toolkit import IndexRecipe, calibrate_index, draw_coding_sample
from toolkit.schema import CHANNELS

LEXICONS = {"good": (0.9, 0.05), "poor": (0.6, 0.2), "useless": (0.3, 0.3)}


def corpus(
    rng: np.random.Generator, hit_rate: float, false_rate: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """Scores of invented stories, and what is true of them."""
    n = 3000
    month = np.sort(rng.integers(0, 12, n))
    true = rng.random(n) < 0.2 + 0.02 * month
    drift = 1 + 0.05 * month  # later months are misread more often
    hit = np.where(
        true, rng.random(n) < hit_rate / drift, rng.random(n) < false_rate * drift
    )
    days = pd.to_datetime("2024-01-15", utc=True) + pd.to_timedelta(30.4 * month, "D")
    scores = pd.DataFrame(0.0, index=range(n), columns=_columns())
    return scores.assign(
        article_id=np.arange(n).astype(str), story_id=None, source="A",
        published=days, n_words=100, act_any=hit.astype(float),
    ), true  # fmt: skip


def _columns() -> list[str]:
    measures = ("count", "rate", "weighted", "any")
    return ["tension", *(f"{c}_{m}" for c in CHANNELS for m in measures)]


def one_round(seed: int, lexicon: str, n_coded: int) -> list[dict[str, object]]:
    """Errors and hits of one corpus, over all and by month."""
    rng = np.random.default_rng(seed)
    scores, true = corpus(rng, *LEXICONS[lexicon])
    recipe = IndexRecipe(draws=400, seed=seed)
    codes = draw_coding_sample(scores, n_coded, recipe=recipe, seed=seed)
    codes["coded"] = true[codes["article_id"].astype(int)].astype(float)
    table = calibrate_index(scores, codes, recipe)
    whole = table.attrs["overall"]
    rows = [
        {"of": "all months", "naive": whole["naive"] - true.mean(),
         "calibrated": whole["level"] - true.mean(),
         "covered": whole["low"] <= true.mean() <= whole["high"],
         "width": whole["high"] - whole["low"]}
    ]  # fmt: skip
    monthly = pd.Series(true).groupby(scores["published"].dt.strftime("%Y-%m")).mean()
    index = 100 * monthly / monthly.mean()
    names = table["period"].dt.strftime("%Y-%m")
    for row, name in zip(table.itertuples(), names, strict=True):
        rows.append(
            {"of": "one month, level", "naive": row.naive_level - monthly[name],
             "calibrated": row.level - monthly[name], "covered": np.nan}
        )  # fmt: skip
        rows.append(
            {"of": "one month, index", "naive": row.naive_value - index[name],
             "calibrated": row.value - index[name],
             "covered": row.low <= index[name] <= row.high,
             "width": row.high - row.low}
        )  # fmt: skip
    return rows


def main() -> None:
    """Print one row per lexicon, number of codes and figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    parts = []
    for lexicon in LEXICONS:
        for n_coded in (200, 500):
            rows = [r for s in range(rounds) for r in one_round(s, lexicon, n_coded)]
            table = pd.DataFrame(rows).groupby("of").mean(numeric_only=False)
            parts.append(table.assign(lexicon=lexicon, n_coded=n_coded).reset_index())
    whole = pd.concat(parts, ignore_index=True).set_index(["lexicon", "n_coded", "of"])
    print(f"{rounds} rounds each, seeds 0 to {rounds - 1}; errors are means")
    print(whole.astype(float).round(4).to_string())


if __name__ == "__main__":
    main()
