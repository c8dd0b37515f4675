"""Score the visible human-coded sets and print our column of the validity table.

    python -m tests.benchmarks.validity [--data DIR] [--out FILE]

Nothing is fitted here. Sentences are scored one by one with the shipped lexicon and the
default statuses; higher = more hostile throughout.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from toolkit import find_attributions, find_mentions, score_articles
from toolkit.schema import TENSION_SIGNS
from toolkit.scores.validation import auc

# What other systems reach on the same tasks. Measured once, while the project was prepared
# (November 2026), not by this script: VADER, the best published lexicon, and a
# supervised model cross-validated inside the set (TF-IDF / sentence embeddings).
REFERENCE = {
    "cameo_manual: -Goldstein, rho": (0.40, 0.55, "0.45 / 0.62"),
    "cameo_manual: conflict v cooperation, AUC": (0.74, 0.79, "0.72 / 0.85"),
    "cameo_manual: material v verbal conflict, AUC": (0.56, 0.67, "0.86 / 0.88"),
    "cameo_manual: threaten v other verbal conflict, AUC": (0.64, 0.76, "0.85 / 0.85"),
    "plover_gsr: conflict v cooperation, AUC": (0.74, 0.80, "0.75 / 0.86"),
    "un_quad: conflict v cooperation, AUC": (0.77, 0.83, "0.92 / 0.93"),
    "un_quad: graded, rho": (0.44, 0.51, "0.68 / 0.71"),
    "unscon: conflict sentence, AUC": (0.68, 0.71, "0.80 / 0.85"),
    "re3d: fighting/dislikes v allies/likes/communicates, AUC": (
        0.76, 0.78, "0.83 / 0.81",
    ),
}  # fmt: skip

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def read_coded(folder: Path, name: str) -> pd.DataFrame:
    """One row per coded unit."""
    lines = (folder / "coded" / f"{name}.jsonl").read_text(encoding="utf-8")
    return pd.DataFrame(json.loads(line) for line in lines.splitlines())


def tension(texts: pd.Series) -> np.ndarray:
    """Tension of each text, taken as an article of its own."""
    table = pd.DataFrame(
        {"article_id": np.arange(len(texts)).astype(str), "text": list(texts)}
    )
    return score_articles(table, find_mentions(table))["tension"].fillna(0).to_numpy()


def net_severity(texts: pd.Series) -> np.ndarray:
    """The composite with severities in place of counts, for comparison."""
    table = pd.DataFrame(
        {"article_id": np.arange(len(texts)).astype(str), "text": list(texts)}
    )
    scores = score_articles(table, find_mentions(table)).fillna(0)
    parts = [sign * scores[f"{c}_weighted"] for c, sign in TENSION_SIGNS.items()]
    return sum(parts).to_numpy()


def severity_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """The two-class tasks once more, with severities in place of counts."""
    cameo = read_coded(folder, "cameo_manual")
    root = cameo["root"].astype(int)
    plover = read_coded(folder, "plover_gsr")
    un, speech = read_coded(folder, "un_quad"), read_coded(folder, "unscon")
    quad = un["majority_quad"].fillna("")
    hostile, friendly = quad.str.endswith("conflict"), quad.str.endswith("coop")
    code = read_coded(folder, "re3d_relations")
    enemy = code["code"].isin(["FightingAgainst", "Dislikes"])
    ally = code["code"].isin(["AlliesOf", "Likes", "CommWith"])
    tasks = {
        "cameo_manual: conflict v cooperation, AUC": (
            cameo["text"], root.between(10, 20), root.between(3, 8)),
        "plover_gsr: conflict v cooperation, AUC": (
            plover["text"], plover["quad"].str.endswith("conflict"),
            plover["quad"].str.endswith("coop")),
        "un_quad: conflict v cooperation, AUC": (un["text"], hostile, friendly),
        "unscon: conflict sentence, AUC": (
            speech["text"], speech["conflict"] == 1, speech["conflict"] == 0),
        "re3d: fighting/dislikes v allies/likes/communicates, AUC": (
            code["text"], enemy, ally),
    }  # fmt: skip
    rows = []
    for name, (text, yes, no) in tasks.items():
        both = yes | no
        value = auc(net_severity(text[both]), yes[both])
        rows.append((f"{name}, by severity", int(both.sum()), value, "net severity"))
    return rows


def threat_minus_rest(texts: pd.Series) -> np.ndarray:
    """Severity of threats less that of the other channels, per 1,000 words."""
    table = pd.DataFrame(
        {"article_id": np.arange(len(texts)).astype(str), "text": list(texts)}
    )
    scores = score_articles(table, find_mentions(table)).fillna(0)
    return (scores["threat_weighted"] - 0.01 * scores["tone_weighted"]).to_numpy()


def act_score(texts: pd.Series) -> np.ndarray:
    """Severity of acts, per 1,000 words."""
    table = pd.DataFrame(
        {"article_id": np.arange(len(texts)).astype(str), "text": list(texts)}
    )
    return (
        score_articles(table, find_mentions(table)).fillna(0)["act_weighted"].to_numpy()
    )


def cameo_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """The CAMEO manual's example sentences."""
    coded = read_coded(folder, "cameo_manual")
    root = coded["root"].astype(int)
    score = tension(coded["text"])
    graded = spearmanr(-coded["goldstein"], score).statistic
    hostile, friendly = root.between(10, 20), root.between(3, 8)
    verbal, material = root.between(10, 14), root.between(15, 20)
    rows = [("cameo_manual: -Goldstein, rho", len(coded), graded, "tension")]
    both = hostile | friendly
    rows.append(
        (
            "cameo_manual: conflict v cooperation, AUC",
            both.sum(),
            auc(score[both], hostile[both]),
            "tension",
        )
    )
    both = verbal | material
    acts = act_score(coded["text"])
    rows.append(
        (
            "cameo_manual: material v verbal conflict, AUC",
            both.sum(),
            auc(acts[both], material[both]),
            "act_weighted",
        )
    )
    threat = root == 13
    threats = threat_minus_rest(coded["text"])
    rows.append(
        (
            "cameo_manual: threaten v other verbal conflict, AUC",
            verbal.sum(),
            auc(threats[verbal], threat[verbal]),
            "threat_weighted",
        )
    )
    return rows


def plover_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """PLOVER gold-standard records: classes, and who -> whom."""
    coded = read_coded(folder, "plover_gsr")
    hostile = coded["quad"].str.endswith("conflict")
    rows = [
        (
            "plover_gsr: conflict v cooperation, AUC",
            len(coded),
            auc(tension(coded["text"]), hostile),
            "tension",
        )
    ]
    return rows + direction_rows(coded)


def direction_rows(coded: pd.DataFrame) -> list[tuple[str, int, float, str]]:
    """Share of records whose doer and target a mention gets right, and wrong way round."""
    from toolkit.mentions.actors import load_gazetteer

    names = load_gazetteer()
    code_of = dict(zip(names.actor, names.code, strict=True))
    usable = coded[
        coded["source_code"].str.len().gt(0) & coded["target_code"].str.len().gt(0)
    ]
    table = usable.rename(columns={"id": "article_id"})[["article_id", "text"]]
    found = find_mentions(table)
    by_record = dict(list(found.groupby("article_id", observed=True)))
    counts = dict.fromkeys(("source", "target", "both", "swapped", "coded"), 0)
    for record in usable.itertuples():
        pair = _best_pair(by_record.get(record.id), code_of)
        source = any(pair[0] and _same(pair[0], c) for c in record.source_code)
        target = any(pair[1] and _same(pair[1], c) for c in record.target_code)
        swapped = any(
            pair[0] and _same(pair[0], c) for c in record.target_code
        ) and any(pair[1] and _same(pair[1], c) for c in record.source_code)
        counts["coded"] += bool(pair[0] and pair[1])
        counts["source"] += source
        counts["target"] += target
        counts["both"] += source and target
        counts["swapped"] += swapped and not (source and target)
    n = len(usable)
    return [
        (f"plover_gsr: direction, {k}", n, v / n, "first full pair")
        for k, v in counts.items()
    ]


def _best_pair(
    mentions: pd.DataFrame | None, code_of: dict[str, str]
) -> tuple[str, str]:
    if mentions is None or mentions.empty:
        return "", ""
    filled = (mentions["actor"] != "").astype(int) + (mentions["target"] != "").astype(
        int
    )
    row = mentions.loc[filled.sort_values(ascending=False, kind="stable").index[0]]
    return code_of.get(row["actor"], ""), code_of.get(row["target"], "")


def _same(ours: str, theirs: str) -> bool:
    return theirs.startswith(ours) or ours.startswith(theirs[:3])


def un_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """UN sentences by quad class, and Security Council speeches."""
    coded = read_coded(folder, "un_quad")
    score = tension(coded["text"])
    graded = coded["mean_score"].notna()
    rho = spearmanr(-coded["mean_score"][graded], score[graded]).statistic
    quad = coded["majority_quad"].fillna("")
    hostile, friendly = quad.str.endswith("conflict"), quad.str.endswith("coop")
    both = hostile | friendly
    speech = read_coded(folder, "unscon")
    return [
        ("un_quad: conflict v cooperation, AUC", both.sum(),
         auc(score[both], hostile[both]), "tension"),
        ("un_quad: graded, rho", graded.sum(), rho, "tension"),
        ("unscon: conflict sentence, AUC", len(speech),
         auc(tension(speech["text"]), speech["conflict"] == 1), "tension"),
    ]  # fmt: skip


def re3d_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """Relations in documents on Syria and Iraq."""
    coded = read_coded(folder, "re3d_relations")
    hostile = coded["code"].isin(["FightingAgainst", "Dislikes"])
    friendly = coded["code"].isin(["AlliesOf", "Likes", "CommWith"])
    both = hostile | friendly
    score = tension(coded["text"][both])
    return [
        (
            "re3d: fighting/dislikes v allies/likes/communicates, AUC",
            both.sum(),
            auc(score, hostile[both]),
            "tension",
        )
    ]


def attribution_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """PolNeAR: sentences that hold an attribution, words of attributed content."""
    from toolkit.text import split_words

    coded = read_coded(folder, "polnear")
    table = coded.rename(columns={"id": "article_id"})[["article_id", "text"]]
    spans = find_attributions(table)
    words = split_words(list(coded["text"]))
    sentence = pd.Series(words.doc * 10_000 + words.sentence)
    row_of = {a: i for i, a in enumerate(table["article_id"])}
    gold_sentence, gold_word = np.zeros(len(words), bool), np.zeros(len(words), bool)
    ours_sentence, ours_word = gold_sentence.copy(), gold_word.copy()
    for doc, found in enumerate(coded["attributions"]):
        mine = np.flatnonzero(words.doc == doc)
        for one in found:
            for role, flag in (("cue", gold_sentence), ("content", gold_word)):
                for part in one[role]:
                    for a, b in part["spans"]:
                        flag[mine[(words.start[mine] < b) & (words.end[mine] > a)]] = (
                            True
                        )
    for span in spans.itertuples():
        mine = np.flatnonzero(words.doc == row_of[span.article_id])
        inside = (words.start[mine] < span.content_end) & (
            words.end[mine] > span.content_start
        )
        ours_word[mine[inside]] = True
        if not pd.isna(span.cue_start):
            inside = (words.start[mine] < span.cue_end) & (
                words.end[mine] > span.cue_start
            )
            ours_sentence[mine[inside]] = True
        else:
            ours_sentence[mine[inside]] = True
    gold = pd.Series(gold_sentence).groupby(sentence).any()
    ours = pd.Series(ours_sentence).groupby(sentence).any()
    rows = _prf("polnear: sentence holds an attribution", gold, ours)
    return rows + _prf("polnear: words of content", gold_word, ours_word)


def _prf(
    name: str, gold: np.ndarray, ours: np.ndarray
) -> list[tuple[str, int, float, str]]:
    hit = (gold & ours).sum()
    p, r = hit / ours.sum(), hit / gold.sum()
    parts = (("P", p), ("R", r), ("F1", 2 * p * r / (p + r)))
    return [(f"{name}, {k}", len(gold), v, "find_attributions") for k, v in parts]


def certainty_rows(folder: Path) -> list[tuple[str, int, float, str]]:
    """Factuality: does a sentence hold an uncertain or unrealised event?"""
    from toolkit import find_cues

    coded = read_coded(folder, "factuality").assign(article_id=lambda t: t["id"])
    unreal = coded["min_fact"] < 3
    kinds = ["negation", "denial", "hedge", "conditional", "threat"]
    cues = find_cues(coded[["article_id", "text"]])
    count = cues[cues["kind"].isin(kinds)].groupby("article_id").size()
    score = coded["article_id"].map(count).fillna(0).to_numpy()
    flagged = score > 0
    return [
        (
            "factuality: uncertain or unrealised, AUC",
            len(coded),
            auc(score, unreal),
            "cues",
        ),
        *_prf("factuality: uncertain or unrealised", unreal.to_numpy(), flagged)[2:],
    ]


def main() -> None:
    """Print the table; write it as CSV if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if not options.data.is_dir():
        raise SystemExit(
            f"No coded sets in {options.data}; name their folder with --data."
        )
    parts = (
        cameo_rows,
        plover_rows,
        un_rows,
        re3d_rows,
        severity_rows,
        attribution_rows,
        certainty_rows,
    )
    rows = [row for part in parts for row in part(options.data)]
    table = pd.DataFrame(rows, columns=["task", "n", "value", "our measure"])
    names = ["VADER", "best lexicon", "supervised inside"]
    others = pd.DataFrame.from_dict(REFERENCE, orient="index", columns=names)
    table = table.merge(others, how="left", left_on="task", right_index=True)
    print(table.round({"value": 3}).to_string(index=False, na_rep="-"))
    if options.out:
        table.to_csv(options.out, index=False)


if __name__ == "__main__":
    main()
