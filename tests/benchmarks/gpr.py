"""Compare the monthly index of world-news items, 2002-2014, with the GPR index.

    python -m tests.benchmarks.gpr [--data DIR]

The items are Wikipedia's Current Events, one or two sentences each. Levels, first
differences, a circular-shift null, and two placebos: a lexicon of sport words that must
stay inside that null, and the mean length of an item, which knows no word at all. Items
grew shorter while GPR fell, and a longer item has more room for any word: read levels
beside that placebo, and trust the differences. GPR counts words in newspapers: not
independent evidence.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from tests.benchmarks.coded_sets import DATA
from toolkit import (
    IndexRecipe,
    Lexicon,
    compare_with_series,
    find_mentions,
    find_stories,
    keep_international,
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


# Name -> (GPR's column, mentions that count, channels, measure)
INDICES = {
    "share of acts and threats": ("GPR", "all", ("act", "threat"), "share"),
    "share of threats": ("GPRT", "all", ("threat",), "share"),
    "share of acts": ("GPRA", "all", ("act",), "share"),
    "weighted rate": ("GPR", "all", ("act", "threat"), "weighted"),
    "between two sides, acts and threats": (
        "GPR", "international", ("act", "threat"), "share"),
    "between two sides, threats": ("GPRT", "international", ("threat",), "share"),
    "between two sides, acts": ("GPRA", "international", ("act",), "share"),
    "one of seven war words": ("GPR", "war words", ("act", "threat"), "share"),
    "placebo: sport words": ("GPR", "sport words", ("act", "threat"), "share"),
}  # fmt: skip


def lexicon_of(text: str) -> Lexicon:
    """Read a lexicon from the text of its CSV file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.csv"
        path.write_text(text, encoding="utf-8")
        return read_lexicon(path)


def scores_by_choice(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Scores of the items by each choice of mentions."""
    mentions = find_mentions(articles)
    chosen = {
        "all": mentions,
        "international": keep_international(mentions, articles),
        "war words": find_mentions(articles, lexicon_of(WAR_WORDS)),
        "sport words": find_mentions(articles, lexicon_of(PLACEBO)),
    }
    return {name: score_articles(articles, kept) for name, kept in chosen.items()}


def item_length(articles: pd.DataFrame) -> pd.DataFrame:
    """Mean characters of an item by month, shaped like an index."""
    month = articles["published"].dt.tz_localize(None).dt.to_period("M")
    length = articles["text"].str.len().groupby(month).mean()
    period = length.index.to_timestamp().tz_localize("UTC")
    return pd.DataFrame({"period": period, "value": length.to_numpy(), "enough": True})


def compared(index: pd.DataFrame, series: pd.Series, name: str) -> pd.DataFrame:
    """Correlations of an index with a series, and the peak months they share."""
    table = compare_with_series(index, series, shared_vocabulary=True)
    known = index[index["period"].isin(series.index) & index["enough"]]
    top = set(series[series.index.isin(known["period"])].nlargest(10).index)
    ours = set(known.nlargest(10, "value")["period"])
    print(f"{name} v {series.name}: peak months of both {named(top & ours)}; "
          f"of GPR alone {named(top - ours)}; of ours alone {named(ours - top)}")  # fmt: skip
    table = table[table["method"] == "spearman"]
    return table.assign(index=f"{name} v {series.name}", peaks_of_10=len(top & ours))


def named(months: set[pd.Timestamp]) -> str:
    """Months in order, as text."""
    return ", ".join(f"{month:%Y-%m}" for month in sorted(months)) or "none"


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
    gpr = gpr.set_index(gpr["month"].dt.tz_localize("UTC"))
    scores = scores_by_choice(articles)
    tables = []
    for name, (outside, choice, channels, measure) in INDICES.items():
        recipe = replace(RECIPE, channels=channels, measure=measure)
        index = tension_index(scores[choice], recipe)
        tables.append(compared(index, gpr[outside], name))
    tables.append(compared(item_length(articles), gpr["GPR"], "placebo: item length"))
    columns = ["index", "form", "n", "r", "null_95", "p_value", "peaks_of_10"]
    print(pd.concat(tables)[columns].round(3).to_string(index=False))
    print(f"{len(articles):,} items, {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
