"""Human-coded sets that are not part of the project, and the tasks made from them.

Each set is cut in two by a hash of its text (or document): two thirds, ``dev``, were
read and measured while rules and vocabulary were written; one third, ``test``, was
not read for them and is measured when a version is finished.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PARTS = ("dev", "test", "all")

# Sets whose rows belong to documents are cut by document, the others by text.
_CUT_BY = {"polnear": "id", "re3d_relations": "doc"}


@dataclass(frozen=True)
class Task:
    """Texts and what people coded: yes or no (AUC), or a grade (Spearman's rho).

    ``score`` names the column of the scores that answers the question; higher = more
    hostile in every task.
    """

    name: str
    texts: pd.Series
    truth: pd.Series
    score: str

    @property
    def measure(self) -> str:
        """``AUC`` or ``rho``."""
        return "AUC" if self.truth.dtype == bool else "rho"


def read_coded(folder: Path, name: str, part: str = "all") -> pd.DataFrame:
    """One row per coded unit of a part of a set."""
    lines = (folder / "coded" / f"{name}.jsonl").read_text(encoding="utf-8")
    table = pd.DataFrame(json.loads(line) for line in lines.splitlines())
    dev = table[_CUT_BY.get(name, "text")].map(_in_dev)
    kept = {"dev": dev, "test": ~dev, "all": dev | ~dev}[part]
    return table[kept].reset_index(drop=True)


def _in_dev(key: object) -> bool:
    return int(hashlib.sha1(str(key).encode()).hexdigest(), 16) % 3 != 0


def tasks(folder: Path, part: str = "all") -> Iterator[Task]:
    """Every task in which whole sentences are told apart or ranked."""
    for name, make in _MAKERS.items():
        yield from make(read_coded(folder, name, part))


def _cameo(coded: pd.DataFrame) -> Iterator[Task]:
    root, text = coded["root"].astype(int), coded["text"]
    yield Task("CAMEO manual: -Goldstein", text, -coded["goldstein"], "tension")
    yield _two(
        "CAMEO manual: conflict v cooperation",
        text,
        (root.between(10, 20), root.between(3, 8)),
    )
    yield _two(
        "CAMEO manual: material v verbal conflict",
        text,
        (root.between(15, 20), root.between(10, 14)),
        "act_weighted",
    )
    yield _two(
        "CAMEO manual: threaten v other verbal conflict",
        text,
        (root == 13, root.between(10, 14) & (root != 13)),
        "threat_rate",
    )


def _plover(coded: pd.DataFrame) -> Iterator[Task]:
    quad = coded["quad"].astype(str)
    classes = quad.str.endswith("conflict"), quad.str.endswith("coop")
    yield _two("PLOVER records: conflict v cooperation", coded["text"], classes)


def _un(coded: pd.DataFrame) -> Iterator[Task]:
    quad = coded["majority_quad"].fillna("")
    classes = quad.str.endswith("conflict"), quad.str.endswith("coop")
    yield _two("UN sentences: conflict v cooperation", coded["text"], classes)
    known = coded["mean_score"].notna()
    grade = -coded["mean_score"][known]
    yield Task("UN sentences: graded", coded["text"][known], grade, "tension")


def _speeches(coded: pd.DataFrame) -> Iterator[Task]:
    conflict = coded["conflict"] == 1
    yield _two(
        "Security Council speeches: conflict sentence",
        coded["text"],
        (conflict, ~conflict),
    )


def _relations(coded: pd.DataFrame) -> Iterator[Task]:
    enemy = coded["code"].isin(["FightingAgainst", "Dislikes"])
    ally = coded["code"].isin(["AlliesOf", "Likes", "CommWith"])
    yield _two(
        "Syria and Iraq documents: hostile v friendly relation",
        coded["text"],
        (enemy, ally),
    )


def _two(
    name: str,
    texts: pd.Series,
    classes: tuple[pd.Series, pd.Series],
    score: str = "tension",
) -> Task:
    yes, no = classes
    both = yes | no
    return Task(name, texts[both], yes[both].astype(bool), score)


_MAKERS = {
    "cameo_manual": _cameo,
    "plover_gsr": _plover,
    "un_quad": _un,
    "unscon": _speeches,
    "re3d_relations": _relations,
}
