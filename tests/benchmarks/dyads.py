"""Who speaks ill of whom: Security Council speeches on Ukraine, 2014, as pairs.

    python -m tests.benchmarks.dyads [--data DIR] [--part dev]

People coded each sentence for negative evaluation and its target country. Beside it
stands what the toolkit gives without having seen the codes: the speaker, and the actor
of any act, threat or tone in the sentence. Printed: share of a speaker's sentences
directed at each country by both, their rank correlation over pairs, the balance of the
two countries that speak of each other, and how often a sentence with a coded target is
given that target. The set is not part of the project.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from scipy.stats import spearmanr

from tests.benchmarks.coded_sets import DATA, PARTS, read_coded
from toolkit import (
    IndexRecipe,
    dyad_balance,
    find_mentions,
    list_dyads,
    score_articles,
)

NAMES = {
    "russian_federation": "Russia",
    "ukraine": "Ukraine",
    "united_states_of_america": "United States",
}
HEAT = ("act", "threat", "tone")
FEWEST = 30  # sentences of a speaker; below it a share says nothing
RECIPE = IndexRecipe(every="year", channels=HEAT, draws=500)


def as_articles(coded: pd.DataFrame) -> pd.DataFrame:
    """One article per sentence, its source the speaker."""
    speaker = coded["speaker_country"].str.lower().map(NAMES)
    other = coded["speaker_country"].str.replace("_", " ").str.slice(0, 14)
    return pd.DataFrame(
        {
            "article_id": coded["id"], "text": coded["text"],
            "source": speaker.fillna(other),
            "published": pd.Timestamp("2014-07-01", tz="UTC"),
        }
    )  # fmt: skip


def directed(articles: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Mentions as speaker -> the one said to act."""
    speaker = articles.set_index("article_id")["source"]
    return mentions.assign(
        actor=mentions["article_id"].map(speaker), target=mentions["actor"]
    )


def shares(
    articles: pd.DataFrame, mentions: pd.DataFrame, coded: pd.DataFrame
) -> pd.DataFrame:
    """One row per speaker and country: share of sentences by codes and by toolkit."""
    counted = mentions[
        mentions["channel"].isin(HEAT)
        & mentions["status"].isin(("actual", "threatened"))
    ]
    n = articles["source"].value_counts()
    rows = []
    for speaker in n.index[n >= FEWEST]:
        mine = (articles["source"] == speaker).to_numpy()
        own = counted[counted["actor"] == speaker]
        for key, country in NAMES.items():
            if country != speaker:
                found = own.loc[own["target"] == country, "article_id"].nunique()
                human = (coded["target"][mine] == key).sum()
                rows.append((speaker, country, n[speaker], human / n[speaker],
                             found / n[speaker]))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["speaker", "of", "sentences", "coded", "toolkit"]
    )


def main() -> None:
    """Print the pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=PARTS, default="dev")
    options = parser.parse_args()
    if not (options.data / "coded" / "unscon.jsonl").exists():
        print("Skipped: the coded set is not there; name its folder with --data.")
        return
    coded = read_coded(options.data, "unscon", options.part)
    articles = as_articles(coded)
    mentions = directed(articles, find_mentions(articles))
    print(f"{len(coded)} sentences ({options.part})")
    table = shares(articles, mentions, coded)
    print(table.round(3).to_string(index=False))
    rho = spearmanr(table["coded"], table["toolkit"]).statistic
    print(f"rank correlation over {len(table)} pairs: {rho:.2f}")
    scores = score_articles(articles, mentions)
    balance = dyad_balance(scores, mentions, "Ukraine", "Russia", RECIPE)
    print("\nUkraine of Russia less Russia of Ukraine, share of all sentences")
    print(balance[["forward", "back", "net", "low", "high"]].round(3).to_string())
    print("\n", list_dyads(mentions).head(8).to_string(index=False))
    named = coded[coded["target"].isin(NAMES)]
    given = set(zip(mentions["article_id"], mentions["target"], strict=True))
    right = [(i, NAMES[t]) in given for i, t in zip(named["id"], named["target"], strict=True)]  # fmt: skip
    print(f"\nof {len(named)} sentences with a coded country, {sum(right)} are given it "
          "as the one who acts")  # fmt: skip


if __name__ == "__main__":
    main()
