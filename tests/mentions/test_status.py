"""Each cue of the table does what its own example says."""

import csv
from importlib.resources import files

import pandas as pd
import pytest

from toolkit import find_cues
from toolkit.mentions.clauses import clause_number
from toolkit.mentions.cues import GROUPS, TURNS, load_cues
from toolkit.mentions.matching import Matcher, longest, specificity
from toolkit.text import split_words

KINDS = (*(kind for group in GROUPS for kind in group), "none")


def rows() -> list[dict[str, str]]:
    path = files("toolkit.mentions") / "lexicons" / "cues_en.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_every_row_is_complete_and_of_a_known_kind():
    for row in rows():
        assert row["kind"] in KINDS
        assert row["note"] and row["example"], row["cue"]
        if row["kind"] != "none":
            assert row["side"] in ("before", "after", "both"), row["cue"]
            assert int(row["reach"]) > 0, row["cue"]
            assert row["scope"] in ("clause", "sentence"), row["cue"]
        turning = (*TURNS, "threat", "intention", "order", "future")
        assert bool(row["becomes"]) == (row["kind"] in turning), row["cue"]


def test_no_cue_stands_twice_in_the_same_kind():
    seen = [(row["cue"], row["kind"]) for row in rows()]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("kinds", GROUPS, ids=lambda kinds: kinds[0])
def test_every_cue_is_found_in_its_example_and_no_longer_cue_hides_it(kinds):
    table = load_cues().only(kinds)
    matcher = Matcher({"cue": table.expressions})
    rank = pd.Series(table.expressions).map(specificity).to_numpy()
    hidden = []
    for row in rows():
        if row["kind"] not in (*kinds, "none"):
            continue
        hits = longest(matcher.find(split_words([row["example"]]))["cue"], rank)
        if row["cue"] not in [table.expressions[p] for p in hits.pattern]:
            hidden.append(row["cue"])
    assert hidden == []


def test_the_last_comma_of_a_list_of_alternatives_ends_no_clause():
    words = split_words(["There were no raids, clashes or killings, but it rained."])
    clauses = clause_number(words)
    assert len(set(clauses[:7])) == 1  # There ... killings
    assert clauses[7] > clauses[6]


def test_look_alikes_are_no_cues():
    texts = pd.DataFrame(
        {"article_id": ["a"], "text": ["Not only rebels attacked in May 2024."]}
    )
    assert find_cues(texts).empty
