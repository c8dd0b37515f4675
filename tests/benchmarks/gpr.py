"""Compare the monthly index of world-news items, 2002-2014, with the GPR index.

    python -m tests.benchmarks.gpr [--data DIR]

The items are Wikipedia's Current Events, one or two sentences each. Levels, first
differences, a circular-shift null, and a placebo lexicon of sport words that must stay
inside that null. GPR counts words in newspapers: not independent evidence.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd

from tests.benchmarks.coded_sets import DATA
from toolkit import (
    IndexRecipe,
    Lexicon,
    compare_with_series,
    find_mentions,
    find_stories,
    read_articles,
    read_lexicon,
    score_articles,
    tension_index,
)

PLACEBO = "term,channel\n" + "\n".join(
    f"{word},act"
    for word in [
        "match|matches",
        "goal|goals",
        "champion|champions|championship",
        "cup",
        "final|finals",
        "team|teams",
        "league|leagues",
        "medal|medals",
        "olympic*",
        "tournament|tournaments",
        "stadium",
    ]
)
# Seven stems: how far one gets with hardly any lexicon at all.
WAR_WORDS = "term,channel\n" + "\n".join(
    f"{word},act"
    for word in "war|wars attack* threat* missile* troop* nuclear terror*".split()
)
RECIPE = IndexRecipe(every="month", base=("2003-01", "2012-12"), draws=200)


def monthly(
    articles: pd.DataFrame, lexicon: Lexicon | None = None, **changes: object
) -> pd.DataFrame:
    """Monthly index of the items, by the recipe with some choices changed."""
    recipe = IndexRecipe(**(RECIPE.as_dict() | changes))
    return tension_index(
        score_articles(articles, find_mentions(articles, lexicon)), recipe
    )


def lexicon_of(text: str) -> Lexicon:
    """Read a lexicon from the text of its CSV file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.csv"
        path.write_text(text, encoding="utf-8")
        return read_lexicon(path)


def main() -> None:
    """Print the comparison table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    folder = parser.parse_args().data
    begin = time.perf_counter()
    path = folder / "corpora" / "wiki_current_events_2002_2014.parquet"
    articles = find_stories(read_articles(path))
    gpr = pd.read_csv(
        folder / "series" / "gpr_monthly_1985_2014.csv", parse_dates=["month"]
    )
    placebo = monthly(articles, lexicon_of(PLACEBO))
    few_words = monthly(articles, lexicon_of(WAR_WORDS))
    tables = []
    for name, outside, changes in (
        ("share of acts and threats v GPR", "GPR", {}),
        ("share of threats v GPR threats", "GPRT", {"channels": ("threat",)}),
        ("share of acts v GPR acts", "GPRA", {"channels": ("act",)}),
        ("weighted rate v GPR", "GPR", {"measure": "weighted"}),
        ("share with one of seven war words v GPR", "GPR", None),
    ):
        series = pd.Series(
            gpr[outside].to_numpy(), index=gpr["month"].dt.tz_localize("UTC")
        )
        index = few_words if changes is None else monthly(articles, **changes)
        extra = placebo if changes == {} else None
        table = compare_with_series(
            index, series, placebo=extra, shared_vocabulary=True
        )
        tables.append(table.assign(series=name))
        top = set(series[series.index.isin(index["period"])].nlargest(10).index)
        ours = set(index.nlargest(10, "value")["period"])
        print(f"{name}: {len(top & ours)} of GPR's 10 peak months among our 10")
        for what, months in (("both", top & ours), ("GPR alone", top - ours),
                             ("ours alone", ours - top)):  # fmt: skip
            print(f"  {what}: {', '.join(f'{m:%Y-%m}' for m in sorted(months))}")
    print(pd.concat(tables).round(3).to_string(index=False))
    print(f"{len(articles):,} items, {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
