"""Our scores and other people's on the visible human-coded sets, in one run.

    python -m tests.benchmarks.validity [--data DIR] [--part dev|test|all] [--out FILE]

Sentences are scored one by one with the shipped lexicon and the default statuses;
nothing is fitted here. Higher = more hostile throughout. VADER joins in where its
lexicon is installed for nltk; other lexicons with ``--lexicon FILE``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from tests.benchmarks.coded_sets import DATA, PARTS, Task, tasks
from toolkit import Lexicon, find_mentions, load_lexicon, read_lexicon, score_articles
from toolkit.schema import TENSION_SIGNS, ToolkitError
from toolkit.scores.baselines import score_gpr_query, score_naive, score_vader
from toolkit.scores.ranks import auc

# Reached on the same tasks (both parts together) by others; measured once while the
# project was prepared, November 2026, not by this script: the best published lexicon,
# and supervised models cross-validated inside the set (TF-IDF / sentence embeddings).
REFERENCE = {
    "CAMEO manual: -Goldstein": ("0.55", "0.45 / 0.62"),
    "CAMEO manual: conflict v cooperation": ("0.79", "0.72 / 0.85"),
    "CAMEO manual: material v verbal conflict": ("0.67", "0.86 / 0.88"),
    "CAMEO manual: threaten v other verbal conflict": ("0.76", "0.85 / 0.85"),
    "PLOVER records: conflict v cooperation": ("0.80", "0.75 / 0.86"),
    "UN sentences: conflict v cooperation": ("0.83", "0.92 / 0.93"),
    "UN sentences: graded": ("0.51", "0.68 / 0.71"),
    "Security Council speeches: conflict sentence": ("0.71", "0.80 / 0.85"),
    "Syria and Iraq documents: hostile v friendly relation": ("0.78", "0.83 / 0.81"),
}
DRAWS, SEED = 1000, 20240806

Scorer = Callable[[Task], np.ndarray]


def ours(lexicon: Lexicon | None = None, score: str | None = None) -> Scorer:
    """Scores of each text, taken as an article of its own."""

    def scorer(task: Task) -> np.ndarray:
        names = np.arange(len(task.texts)).astype(str)
        table = pd.DataFrame({"article_id": names, "text": list(task.texts)})
        scores = score_articles(table, find_mentions(table, lexicon)).fillna(0)
        scores["net_severity"] = sum(
            sign * scores[f"{c}_weighted"] for c, sign in TENSION_SIGNS.items()
        )
        return scores[score or task.score].to_numpy(float)

    return scorer


def scorers(lexicons: list[Path]) -> dict[str, Scorer]:
    """Every score that is compared, ours first."""
    found: dict[str, Scorer] = {
        "ours": ours(),
        "ours, PLOVER severities": ours(score="net_severity"),
        "ours, Goldstein severities": ours(
            load_lexicon(severity="goldstein"), "net_severity"
        ),
        "naive 60 words": lambda task: score_naive(task.texts)["naive_rate"].fillna(0),
        "GPR query": lambda task: score_gpr_query(task.texts)["gpr_terms"],
    }
    try:
        score_vader(["War."])
        found["VADER"] = lambda task: score_vader(task.texts)["vader"]
    except ToolkitError as reason:
        print(f"VADER left out: {reason}")
    for path in lexicons:
        found[path.stem] = ours(read_lexicon(path))
    return found


def figure(task: Task, score: np.ndarray) -> tuple[float, float, float]:
    """AUC or rho, with a 95 % percentile interval over texts."""
    truth, score = task.truth.to_numpy(), np.asarray(score, float)
    value = agreement(task, score, truth)
    rng = np.random.default_rng(SEED)
    picked = rng.integers(len(score), size=(DRAWS, len(score)))
    drawn = [agreement(task, score[i], truth[i]) for i in picked]
    return value, *np.nanquantile(drawn, [0.025, 0.975])


def agreement(task: Task, score: np.ndarray, truth: np.ndarray) -> float:
    """AUC of two classes, Spearman's rho of a grade."""
    if task.measure == "AUC":
        return auc(score, truth)
    ranks = rankdata(score), rankdata(truth)
    if min(np.ptp(r) for r in ranks) == 0:
        return np.nan
    return float(np.corrcoef(*ranks)[0, 1])


def compare(folder: Path, part: str, lexicons: list[Path]) -> pd.DataFrame:
    """One row per task and score."""
    rows = []
    for task in tasks(folder, part):
        for name, scorer in scorers(lexicons).items():
            value, low, high = figure(task, scorer(task))
            rows.append(
                {"task": task.name, "measure": task.measure, "part": part,
                 "n": len(task.texts), "score": name, "value": value,
                 "low": low, "high": high}
            )  # fmt: skip
    return pd.DataFrame(rows)


def side_by_side(table: pd.DataFrame) -> pd.DataFrame:
    """One row per task, one column per score, and what others reached."""
    wide = table.pivot(index=["task", "n"], columns="score", values="value")
    mine = table[table["score"] == "ours"].set_index(["task", "n"]).loc[wide.index]
    bounds = [f"{low:.2f}-{high:.2f}" for low, high in mine[["low", "high"]].to_numpy()]
    wide.insert(0, "ours, 95 %", bounds)
    wide = wide.reset_index()
    best, supervised = zip(*wide["task"].map(REFERENCE), strict=True)
    return wide.assign(**{"best published": best, "supervised": supervised})


def main() -> None:
    """Print the table, and write it as CSV if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=PARTS, default="all")
    parser.add_argument("--lexicon", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if not (options.data / "coded").is_dir():
        raise SystemExit(
            f"No coded sets in {options.data}; name their folder with --data."
        )
    table = compare(options.data, options.part, options.lexicon)
    print(f"part: {options.part}; intervals: {DRAWS} draws of texts, seed {SEED}")
    print(side_by_side(table).round(3).to_string(index=False))
    if options.out:
        table.round(4).to_csv(options.out, index=False)


if __name__ == "__main__":
    main()
