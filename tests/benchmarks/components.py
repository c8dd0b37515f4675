"""What mentions are built from, against the visible human-coded sets.

    python -m tests.benchmarks.components [--data DIR] [--part dev|test|all] [--out FILE]

Direction (who -> whom) by code and by span, attribution, certainty; see ``coded_sets``
for the parts.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks.coded_sets import DATA, PARTS, read_coded
from toolkit import find_actors, find_attributions, find_cues, find_mentions
from toolkit.mentions.actors import load_gazetteer
from toolkit.scores.ranks import auc
from toolkit.text import Words, split_words

Figure = tuple[str, int, float]

# Kinds of cue that make an event uncertain or unrealised.
UNREAL = ("negation", "denial", "hedge", "conditional", "threat")


# Who to whom --------------------------------------------------------------------------

# The PLOVER records write two countries in other ways than ISO 3166.
_AS_ISO = {"JAP": "JPN", "ITL": "ITA"}
# Does a side of our pair (``actor``, ``target``) agree with a side by hand?
Agrees = Callable[[Any, str, Any, str], bool]


def direction(folder: Path, part: str) -> Iterator[Figure]:
    """PLOVER records with a source and a target: the first full pair of a sentence.

    A side is right if its country, or kind of organisation, is that of the code: the
    first three letters. What stands behind them, a role or a group, is not compared.
    """
    names = load_gazetteer()
    code = dict(zip(names.actor, names.code, strict=True))

    def agrees(pair: Any, ours: str, record: Any, theirs: str) -> bool:
        found = code.get(getattr(pair, ours), "")[:3]
        coded = getattr(record, f"{theirs}_code")
        return found != "" and found in [_AS_ISO.get(c[:3], c[:3]) for c in coded]

    coded = read_coded(folder, "plover_gsr", part)
    yield from _direction("direction", _two_sided(coded, "code"), agrees)


def direction_by_span(folder: Path, part: str) -> Iterator[Figure]:
    """CAMEO manual leads with a source and a target: the first full pair of a sentence.

    A side is right if its words overlap the words marked by hand, wherever in the
    sentence these occur, or if the marked words hold a name of the same actor.
    """

    def agrees(pair: Any, ours: str, record: Any, theirs: str) -> bool:
        marked = getattr(record, f"{theirs}_actor")
        start, end = getattr(pair, f"{ours}_start"), getattr(pair, f"{ours}_end")
        return getattr(pair, ours) in _names_in(marked) or any(
            found.start() < end and found.end() > start
            for words in marked
            for found in re.finditer(re.escape(words), record.text)
        )

    coded = read_coded(folder, "cameo_manual", part)
    yield from _direction("direction by span", _two_sided(coded, "actor"), agrees)


def _two_sided(coded: pd.DataFrame, column: str) -> pd.DataFrame:
    sides = [coded[f"{side}_{column}"].str.len() > 0 for side in ("source", "target")]
    return coded[sides[0] & sides[1]].rename(columns={"id": "article_id"})


def _names_in(texts: list[str]) -> set[str]:
    table = pd.DataFrame({"article_id": [str(i) for i in range(len(texts))]})
    return set(find_actors(table.assign(text=texts))["actor"])


def _direction(name: str, coded: pd.DataFrame, agrees: Agrees) -> Iterator[Figure]:
    """How many pairs are given, and how many of them are right and turned round."""
    mentions = find_mentions(coded[["article_id", "text"]])
    full = mentions[(mentions["actor"] != "") & (mentions["target"] != "")]
    pairs = {pair.article_id: pair for pair in full[::-1].itertuples()}
    right = swapped = 0
    for record in coded[coded["article_id"].isin(list(pairs))].itertuples():
        pair = pairs[record.article_id]
        straight = agrees(pair, "actor", record, "source") and agrees(
            pair, "target", record, "target"
        )
        crossed = agrees(pair, "actor", record, "target") and agrees(
            pair, "target", record, "source"
        )
        right += straight
        swapped += crossed and not straight
    n, given = len(coded), len(pairs)
    yield f"{name}: pair given", n, given / n
    yield f"{name}: of given pairs, both right", given, right / max(given, 1)
    yield f"{name}: both right", n, right / n
    yield f"{name}: swapped", n, swapped / n


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
        for component in (direction, direction_by_span, attribution, certainty)
        for row in component(options.data, options.part)
    ]
    table = pd.DataFrame(rows, columns=["component", "n", "value"])
    print(table.assign(part=options.part).round(3).to_string(index=False))
    if options.out:
        table.assign(part=options.part).round(4).to_csv(options.out, index=False)


if __name__ == "__main__":
    main()
