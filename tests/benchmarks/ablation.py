"""What each rule earns: every rule left out in turn, on the visible human-coded sets.

    python -m tests.benchmarks.ablation [--data DIR] [--part dev|test|all]

Printed per task: AUC or rho with all rules, and the loss when one is left out
(positive = the rule helps there).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.coded_sets import DATA, PARTS, Task, tasks
from tests.benchmarks.validity import agreement
from toolkit import find_mentions, score_articles
from toolkit.mentions.rules import RULES


def figure(task: Task, without: tuple[str, ...]) -> float:
    """AUC or rho of the task with some rules left out."""
    names = np.arange(len(task.texts)).astype(str)
    table = pd.DataFrame({"article_id": names, "text": list(task.texts)})
    scores = score_articles(table, find_mentions(table, without=without)).fillna(0)
    return agreement(task, scores[task.score].to_numpy(float), task.truth.to_numpy())


def main() -> None:
    """Print one row per rule, one column per task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=PARTS, default="all")
    options = parser.parse_args()
    columns = {}
    for task in tasks(options.data, options.part):
        whole = figure(task, ())
        lost = {f"without {rule}": whole - figure(task, (rule,)) for rule in RULES}
        columns[task.name] = {"all rules": whole, **lost}
    table = pd.DataFrame(columns).T.round(3)
    print(f"part: {options.part}")
    print(table.T.to_string())


if __name__ == "__main__":
    main()
