"""What mentions are built from, against the visible human-coded sets.

    python -m tests.benchmarks.components [--data DIR] [--part dev|test|all] [--out FILE]

Direction (who -> whom), attribution, certainty; see ``coded_sets`` for the parts.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.coded_sets import DATA, PARTS, read_coded
from toolkit import find_attributions, find_cues, find_mentions
from toolkit.mentions.actors import load_gazetteer
from toolkit.scores.ranks import auc
from toolkit.text import Words, split_words

Figure = tuple[str, int, float]

# Kinds of cue that make an event uncertain or unrealised.
UNREAL = ("negation", "denial", "hedge", "conditional", "threat")


# Who to whom --------------------------------------------------------------------------


def direction(folder: Path, part: str) -> Iterator[Figure]:
    """PLOVER records with a source and a target: the first full pair of a sentence.

    A name is right if its country, or organisation, is that of the code.
    """
    coded = read_coded(folder, "plover_gsr", part)
    both = coded["source_code"].str.len().gt(0) & coded["target_code"].str.len().gt(0)
    coded = coded[both].rename(columns={"id": "article_id"})
    pairs = _first_full_pairs(find_mentions(coded[["article_id", "text"]]))
    given = right = swapped = 0
    for record in coded.itertuples():
        actor, target = pairs.get(record.article_id, ("", ""))
        if not (actor and target):
            continue
        given += 1
        straight = (
            _one_of(actor, record.source_code),
            _one_of(target, record.target_code),
        )
        crossed = (
            _one_of(actor, record.target_code),
            _one_of(target, record.source_code),
        )
        right += all(straight)
        swapped += all(crossed) and not all(straight)
    n = len(coded)
    yield "direction: pair given", n, given / n
    yield "direction: of given pairs, both right", given, right / max(given, 1)
    yield "direction: both right", n, right / n
    yield "direction: swapped", n, swapped / n


def _first_full_pairs(mentions: pd.DataFrame) -> dict[str, tuple[str, str]]:
    names = load_gazetteer()
    code = dict(zip(names.actor, names.code, strict=True))
    full = mentions[(mentions["actor"] != "") & (mentions["target"] != "")]
    first = full.drop_duplicates("article_id")
    return {
        row.article_id: (code.get(row.actor, ""), code.get(row.target, ""))
        for row in first.itertuples()
    }


def _one_of(ours: str, theirs: list[str]) -> bool:
    """Compare by country or organisation; the role behind it is not compared."""
    return any(ours and (t.startswith(ours) or ours.startswith(t[:3])) for t in theirs)


# Whose words --------------------------------------------------------------------------


def attribution(folder: Path, part: str) -> Iterator[Figure]:
    """PolNeAR: sentences that hold an attribution, and the words attributed."""
    coded = read_coded(folder, "polnear", part).rename(columns={"id": "article_id"})
    words = split_words(list(coded["text"]))
    gold_cue, gold_content = _gold_words(coded, words)
    cue, content = _found_words(coded, words)
    place = words.doc.astype(np.int64) * 10**6 + words.sentence
    gold = pd.Series(gold_cue | gold_content).groupby(place).any()
    found = pd.Series(cue | content).groupby(place).any()
    yield from _precision_recall("attribution: sentence", gold, found)
    yield from _precision_recall("attribution: words", gold_content, content)


def _gold_words(coded: pd.DataFrame, words: Words) -> tuple[np.ndarray, np.ndarray]:
    cue, content = np.zeros(len(words), bool), np.zeros(len(words), bool)
    for doc, found in enumerate(coded["attributions"]):
        for one in found:
            for role, flag in (("cue", cue), ("content", content)):
                for piece in one[role]:
                    for start, end in piece["spans"]:
                        flag |= _covered(words, doc, start, end)
    return cue, content


def _found_words(coded: pd.DataFrame, words: Words) -> tuple[np.ndarray, np.ndarray]:
    cue, content = np.zeros(len(words), bool), np.zeros(len(words), bool)
    row = {name: i for i, name in enumerate(coded["article_id"])}
    for span in find_attributions(coded[["article_id", "text"]]).itertuples():
        doc = row[span.article_id]
        content |= _covered(words, doc, span.content_start, span.content_end)
        if not pd.isna(span.cue_start):
            cue |= _covered(words, doc, span.cue_start, span.cue_end)
    return cue, content


def _covered(words: Words, doc: int, start: int, end: int) -> np.ndarray:
    return (words.doc == doc) & (words.start < end) & (words.end > start)


def _precision_recall(
    name: str, gold: np.ndarray, found: np.ndarray
) -> Iterator[Figure]:
    hit = (gold & found).sum()
    p, r = hit / found.sum(), hit / gold.sum()
    for label, value in (("P", p), ("R", r), ("F1", 2 * p * r / (p + r))):
        yield f"{name}, {label}", len(gold), float(value)


# How certain --------------------------------------------------------------------------


def certainty(folder: Path, part: str) -> Iterator[Figure]:
    """Event factuality: does a sentence hold an uncertain or unrealised event?"""
    coded = read_coded(folder, "factuality", part).rename(columns={"id": "article_id"})
    cues = find_cues(coded[["article_id", "text"]])
    count = cues[cues["kind"].isin(UNREAL)].groupby("article_id").size()
    score = coded["article_id"].map(count).fillna(0).to_numpy()
    unreal = (coded["min_fact"] < 3).to_numpy()
    yield "certainty: cues in the sentence, AUC", len(coded), auc(score, unreal)
    *_, f1 = _precision_recall("certainty: any cue", unreal, score > 0)
    yield f1


def main() -> None:
    """Print the table, and write it as CSV if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=PARTS, default="all")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    rows = [
        row
        for component in (direction, attribution, certainty)
        for row in component(options.data, options.part)
    ]
    table = pd.DataFrame(rows, columns=["component", "n", "value"])
    print(table.assign(part=options.part).round(3).to_string(index=False))
    if options.out:
        table.assign(part=options.part).round(4).to_csv(options.out, index=False)


if __name__ == "__main__":
    main()
