"""A model of one's own codes beside the lexicon, on the visible human-coded sets.

    python -m tests.benchmarks.models [--data DIR] [--part dev|test|all] [--curve]

Both models see the same folds, with whole documents held out where documents are known
(UN resolutions and reports, speeches), and the pages of the CAMEO manual; PLOVER
records name no document, and identical texts are held out together. ``--curve`` also
asks how many codes a model needs to pass the lexicon.

The lexicon was written with part dev in view: it, and the model that sees its mentions,
have an advantage there that no fold removes. The models were trained on these codes and
the lexicon was not.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from tests.benchmarks.coded_sets import DATA, PARTS, Task, read_coded, tasks
from tests.benchmarks.validity import agreement
from toolkit import (
    ModelRecipe,
    compare_with_lexicon,
    find_mentions,
    fit_model,
    reliability_table,
    score_articles,
)
from toolkit.schema import BadValue
from toolkit.scores.features import Counts, count_features
from toolkit.scores.training import Coded, fit_calibrated
from toolkit.text import count_words

# First words of a task's name -> the set, and what is held out together in it.
GROUPS = {
    "UN sentences": ("un_quad", "file"),
    "Security Council": ("unscon", "doc"),
    "CAMEO manual": ("cameo_manual", "page"),
    "PLOVER records": ("plover_gsr", "text"),
}
SIZES = (50, 100, 200, 400, 800, 1600)  # codes to learn from
REPEATS, SEED = 20, 20240806
HELD_OUT = 1 / 3  # share of the groups that each repetition tests on


class Side(NamedTuple):
    """A task as tables: texts, codes with their group, mentions, lexicon's scores."""

    task: Task
    articles: pd.DataFrame
    codes: pd.DataFrame
    mentions: pd.DataFrame
    scores: pd.DataFrame
    recipe: ModelRecipe


def sides(folder: Path, part: str) -> Iterator[Side]:
    """Every task whose groups are known."""
    for task in tasks(folder, part):
        named = [v for start, v in GROUPS.items() if task.name.startswith(start)]
        if named:
            coded_set, column = named[0]
            group = read_coded(folder, coded_set, part)[column]
            # one unit of the speeches has no word in it
            kept = task.texts.index[count_words(list(task.texts)) > 0]
            task = replace(task, texts=task.texts[kept], truth=task.truth[kept])
            yield _side(task, group.loc[kept])


def _side(task: Task, group: pd.Series) -> Side:
    names = [f"t{i}" for i in range(len(task.texts))]
    articles = pd.DataFrame({"article_id": names, "text": list(task.texts)})
    codes = pd.DataFrame(
        {"article_id": names, "human": task.truth.to_numpy(float), "group": list(group)}
    )
    mentions = find_mentions(articles)
    scores = score_articles(articles, mentions)
    kind = "yes/no" if task.measure == "AUC" else "graded"
    recipe = ModelRecipe(kind=kind, group="group")
    return Side(task, articles, codes, mentions, scores, recipe)


# Cross-validated ----------------------------------------------------------------------


def compare(side: Side) -> pd.DataFrame:
    """One row per model: itself and the lexicon on the texts held out."""
    figure = "auc" if side.task.measure == "AUC" else "spearman"
    rows = []
    for name, mentions in (("words", None), ("words + mentions", side.mentions)):
        model = fit_model(
            side.articles, side.codes, mentions, human="human", recipe=side.recipe
        )
        tried = model.out_of_fold
        beside = compare_with_lexicon(tried, side.scores, measure=side.task.score)
        row = beside.set_index("figure").loc[figure].to_dict()
        rows.append(
            {"task": side.task.name, "features": name, "measure": side.task.measure,
             **row, **_calibration(tried)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _calibration(tried: pd.DataFrame) -> dict[str, float]:
    if tried["probability"].isna().all():
        return {}
    attrs = reliability_table(tried, bins=10).attrs
    return {name: attrs[name] for name in ("calibration_error", "brier",
                                           "brier_of_share")}  # fmt: skip


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table with each figure and its interval in one cell."""
    kept = table[["task", "features", "n", "n_groups"]]
    kept = kept.astype({"n": int, "n_groups": int})
    for name in ("lexicon", "model", "difference"):
        ends = table[[name, f"{name}_low", f"{name}_high"]].to_numpy(float)
        kept[name] = [f"{v:.2f} ({low:.2f} to {high:.2f})" for v, low, high in ends]
    numbers = table[["calibration_error", "brier", "brier_of_share"]].round(3)
    return kept.join(numbers)


# The learning curve -------------------------------------------------------------------


def curve(side: Side) -> pd.DataFrame:
    """One row per number of codes: figures of lexicon and models over the repetitions.

    Each repetition holds out a third of the groups, draws so many texts of the others
    to learn from, and judges both on the texts held out.
    """
    kinds = {
        "words": count_features(side.articles, None),
        "words + mentions": count_features(side.articles, side.mentions),
    }
    rows = [
        {"codes": n, "features": name, **_repeated(side, counts, n)}
        for n in SIZES
        if n <= (1 - HELD_OUT) * len(side.articles)
        for name, counts in kinds.items()
    ]
    return pd.DataFrame(rows)


def _repeated(side: Side, counts: Counts, n: int) -> dict[str, float]:
    rng = np.random.default_rng(SEED)
    pairs = [_once(side, counts, n, rng) for _ in range(REPEATS)]
    lexicon, model = np.array(pairs).T
    low, high = np.nanquantile(model, [0.025, 0.975])
    return {
        "lexicon": np.nanmean(lexicon), "model": np.nanmean(model), "low": low,
        "high": high, "model ahead": f"{(model > lexicon).sum()} of {REPEATS}",
        "not fitted": int(np.isnan(model).sum()),
    }  # fmt: skip


def _once(
    side: Side, counts: Counts, n: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Agreement of lexicon and model on groups that neither fold nor draw had seen."""
    group, y = (side.codes[name].to_numpy() for name in ("group", "human"))
    names = rng.permutation(np.unique(group))
    test = np.isin(group, names[: round(HELD_OUT * len(names))])
    pool = np.flatnonzero(~test)
    copy = pd.factorize(side.articles["text"])[0]
    pool = pool[~np.isin(copy[pool], copy[test])]
    train = rng.choice(pool, min(n, len(pool)), replace=False)
    truth = side.task.truth.to_numpy()[test]
    lexicon = side.scores[side.task.score].to_numpy(float)[test]
    coded = Coded(counts, y, group, copy).take(train)
    try:
        line, calibration = fit_calibrated(coded, side.recipe)
    except BadValue:  # too few of a class
        return agreement(side.task, lexicon, truth), np.nan
    model = calibration.log_odds(line.margin(counts.take(np.flatnonzero(test))))
    return tuple(agreement(side.task, score, truth) for score in (lexicon, model))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    made = list(sides(options.data, options.part))
    print(f"part: {options.part}; 5 folds of groups; intervals: 1000 draws of groups")
    print(
        shown(pd.concat(map(compare, made), ignore_index=True)).to_string(index=False)
    )
    if options.curve:
        print(f"\nmean and 95 % of {REPEATS} repetitions, seed {SEED}")
        for side in made:
            print(f"\n{side.task.name}")
            print(curve(side).round(3).to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
