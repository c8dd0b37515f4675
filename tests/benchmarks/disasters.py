"""Violence told from disasters: dated world-news items, sorted by their editors.

    python -m tests.benchmarks.disasters [--data DIR] [--part dev|test|all]

Items under "Armed conflicts and attacks" against items under "Disasters and accidents"
(Wikipedia's Current Events, categories from December 2010 on), in every wording of the
two headings. Each item is scored as an article of its own by the shipped lexicon; bare
topic lines are left out. Odd months, ``dev``, were read while the lexicon was written;
even months, ``test``, were not. The editors sort quickly: bombings stand under
disasters and ferries under attacks, so that an AUC of 1 cannot be had.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from tests.benchmarks.coded_sets import DATA, PARTS
from toolkit import Lexicon, find_mentions, score_articles
from toolkit.scores.ranks import auc

CONFLICT = r"(?i)^armed conflicts? (?:and|&) (?:attack|incident)s?"
DISASTER = r"(?i)\bdisasters?\b"
SCORES = ("tension", "act_any", "act_weighted", "peak", "share", "violence_share")
# Kept apart in the second table, to see what else counts: editors' heading -> pattern
OTHERS = {
    "conflict": CONFLICT,
    "disaster": DISASTER,
    "law and crime": r"(?i)^law and crime",
    "international relations": r"(?i)^international relations",
    "politics": r"(?i)^politic",
    "business": r"(?i)^business",
    "sport": r"(?i)^sports?\b",
    "arts and culture": r"(?i)^arts? and culture",
    "science and health": r"(?i)^(?:science|health)",
}


def read_items(folder: Path, part: str = "all") -> pd.DataFrame:
    """One row per world-news item of a part, bare topic lines left out."""
    items = pd.read_parquet(
        folder / "corpora" / "wiki_current_events_2002_2014.parquet"
    )
    items = items[~items["is_heading"]].rename(
        columns={"id": "article_id", "date": "published"}
    )
    odd = pd.to_datetime(items["published"]).dt.month % 2 == 1
    kept = {"dev": odd, "test": ~odd, "all": odd | ~odd}[part]
    return items[kept].reset_index(drop=True)


def scored(items: pd.DataFrame, lexicon: Lexicon | None = None) -> pd.DataFrame:
    """Scores of the items, with their categories; an item without words scores 0."""
    scores = score_articles(items, find_mentions(items, lexicon))
    numbers = scores.select_dtypes("number").columns
    scores[numbers] = scores[numbers].fillna(0)
    return scores.assign(category=items["category"].to_numpy())


def separation(scores: pd.DataFrame) -> pd.Series:
    """AUC of each score: a conflict item above a disaster item."""
    conflict = scores["category"].str.contains(CONFLICT, regex=True)
    disaster = scores["category"].str.contains(DISASTER, regex=True)
    both = scores[conflict | disaster]
    truth = conflict[conflict | disaster].to_numpy()
    return pd.Series({name: auc(both[name].to_numpy(), truth) for name in SCORES})


def by_heading(scores: pd.DataFrame) -> pd.DataFrame:
    """Share of items with an act, a threat and either, by the editors' heading."""
    rows = {}
    for name, pattern in OTHERS.items():
        mine = scores[scores["category"].str.contains(pattern, regex=True)]
        act, threat = mine["act_any"] > 0, mine["threat_any"] > 0
        rows[name] = {
            "n": len(mine),
            "act": act.mean(),
            "threat": threat.mean(),
            "act or threat": (act | threat).mean(),
        }
    return pd.DataFrame(rows).T.astype({"n": int})


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=PARTS, default="all")
    options = parser.parse_args()
    if not (options.data / "corpora").is_dir():
        raise SystemExit(f"No corpora in {options.data}; name its folder with --data.")
    scores = scored(read_items(options.data, options.part))
    print(f"part: {options.part}; AUC, conflict above disaster")
    print(separation(scores).round(3).to_string())
    print(by_heading(scores).round(3).to_string())


if __name__ == "__main__":
    main()
