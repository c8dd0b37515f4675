"""How long does each stage take on 55,000 articles?

    python -m tests.benchmarks.stages [--data DIR]

The world-news items of 2002 to 2014, one or two sentences each; seconds of processor
time, each stage once. Nothing of what is found is printed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.coded_sets import DATA
from toolkit import (
    IndexRecipe,
    changed_mentions,
    check_robustness,
    difference_between,
    dyad_index,
    event_study,
    explain_change,
    find_bursts,
    find_changes,
    find_mentions,
    find_stories,
    index_by,
    list_peaks,
    read_articles,
    score_articles,
    select_scores,
    tension_index,
)

MONTHS = IndexRecipe(every="month", base=("2003-01", "2012-12"))
WEEKS = IndexRecipe(every="week", base=("2003-01", "2012-12"))


def timed(name: str, call: Callable[[], Any]) -> Any:
    """What ``call`` gives; prints its seconds of processor time."""
    begin = time.process_time()
    result = call()
    print(f"{time.process_time() - begin:7.1f} s  {name}", flush=True)
    return result


def main() -> None:
    """Print the seconds of each stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    path = parser.parse_args().data / "corpora/wiki_current_events_2002_2014.parquet"
    if not path.exists():
        print("Skipped: the corpus is not there; name its folder with --data.")
        return
    articles = timed("read_articles", lambda: read_articles(path))
    articles = timed("find_stories", lambda: find_stories(articles))
    mentions = timed("find_mentions", lambda: find_mentions(articles))
    scores = timed("score_articles", lambda: score_articles(articles, mentions))
    index = timed("tension_index, months", lambda: tension_index(scores, MONTHS))
    weeks = timed("tension_index, weeks", lambda: tension_index(scores, WEEKS))
    pair = (scores, mentions)
    two = ("2003-02", "2003-03")
    for name, call in (
        ("tension_index, weighted", lambda: tension_index(
            scores, IndexRecipe(measure="weighted", base=MONTHS.base))),
        ("select_scores", lambda: select_scores(*pair, type="ASSAULT")),
        ("index_by type", lambda: index_by(*pair, "type", MONTHS)),
        ("dyad_index", lambda: dyad_index(*pair, MONTHS)),
        ("event_study", lambda: event_study(scores, "2003-03-20")),
        ("find_changes, months", lambda: find_changes(index)),
        ("find_changes, weeks", lambda: find_changes(weeks)),
        ("list_peaks", lambda: list_peaks(index, *pair)),
        ("find_bursts", lambda: find_bursts(*pair, MONTHS)),
        ("explain_change", lambda: explain_change(*pair, *two, recipe=MONTHS)),
        ("changed_mentions", lambda: changed_mentions(*pair, *two, recipe=MONTHS)),
        ("difference_between", lambda: difference_between(scores, MONTHS, *two)),
        ("check_robustness", lambda: check_robustness(*pair, MONTHS)),
    ):  # fmt: skip
        timed(name, call)
    print(f"{len(articles):,} articles, {len(mentions):,} mentions")


if __name__ == "__main__":
    main()
