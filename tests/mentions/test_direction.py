"""Who does it to whom, rule by rule, on invented sentences."""

import pandas as pd
import pytest

from toolkit import find_mentions


def pairs(text: str, match: str) -> tuple[str, str]:
    """Doer and target of the first mention that holds ``match``."""
    found = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    rows = found[found["match"].str.lower().str.contains(match)]
    assert len(rows), f"no mention {match!r} among {found['match'].tolist()}"
    return rows.iloc[0]["actor"], rows.iloc[0]["target"]


RULES = {
    "active": [
        ("Chad on Monday attacked Niger.", "attacked", "Chad", "Niger"),
        ("Chad attacked a convoy of Niger troops.", "attacked", "Chad", "Niger"),
        ("Chad (the larger) attacked Niger.", "attacked", "Chad", "Niger"),
    ],
    "passive": [
        ("Niger was attacked by Chad.", "attacked", "Chad", "Niger"),
        ("Niger was attacked on Monday.", "attacked", "", "Niger"),
        ("A camp for Niger troops was attacked by Chad.", "attacked", "Chad", "Niger"),
        ("Five Niger soldiers were killed in a raid.", "killed", "", "Niger"),
    ],
    "nominal": [
        ("Chad's attack on Niger went on.", "attack", "Chad", "Niger"),
        ("Attacks on Niger troops by Chad went on.", "attacks", "Chad", "Niger"),
        ("Chad launched an attack on Niger.", "attack", "Chad", "Niger"),
        ("The council blamed Chad for the attack on Niger.", "attack", "Chad", "Niger"),
        ("Chad condemned the attack on Niger.", "attack", "", "Niger"),
    ],
    "two sides": [
        ("Talks between Chad and Niger went on.", "talks", "Chad", "Niger"),
        ("Chad-Niger talks went on.", "talks", "Chad", "Niger"),
        ("Chad and Niger signed a ceasefire.", "ceasefire", "Chad", "Niger"),
        ("Ghana hosted talks between Chad and Niger.", "talks", "Ghana", "Chad"),
    ],
    "speakers do what they say": [
        ("Chad accused Niger of theft.", "accused", "Chad", "Niger"),
        ("Chad demanded that Niger step back.", "demanded", "Chad", "Niger"),
        ("Threats against Niger from Chad went on.", "threats", "Chad", "Niger"),
    ],
    "control": [
        ("Chad threatened to attack Niger.", "attack", "Chad", "Niger"),
        ("Ghana urged Chad to attack Niger.", "attack", "Chad", "Niger"),
        ("Ghana accused Chad of shelling Niger.", "shelling", "Chad", "Niger"),
        ("Chad sealed the road to attack Niger.", "attack", "Chad", "Niger"),
    ],
    "clauses": [
        ("Chad, which attacked Niger, was silent.", "attacked", "Chad", "Niger"),
        ("Chad, backed by Ghana, attacked Niger.", "attacked", "Chad", "Niger"),
        ("Chad crossed the river, killing ten Niger soldiers.", "killing",
         "Chad", "Niger"),
        ("Chad crossed the river and attacked Niger.", "attacked", "Chad", "Niger"),
    ],
    "a name in an adjective is no doer": [
        ("The Ghana-backed militia shelled Niger.", "shelled", "", "Niger"),
    ],
    "role nouns": [
        ("In Niger, police arrested protesters.", "arrested", "Niger", "Niger"),
        ("Thousands of protesters in Niger attacked Chad.", "attacked",
         "Niger", "Chad"),
        ("Leaders of Chad condemned Niger.", "condemned", "Chad", "Niger"),
        ("Chad killed ten civilians.", "killed", "Chad", ""),
        ("Chad killed ten rebels.", "killed", "Chad", ""),
        ("Chad troops killed ten rebels.", "killed", "Chad", ""),
        ("Chad jailed ten activists.", "jailed", "Chad", "Chad"),
        ("The government condemned Niger.", "condemned", "", "Niger"),
    ],
    "pronouns": [
        ("Chad said it would attack Niger.", "attack", "Chad", "Niger"),
        ("Chad moved troops. It attacked Niger.", "attacked", "Chad", "Niger"),
        ("Chad met Ghana. It attacked Niger.", "attacked", "", "Niger"),
    ],
    "silence": [
        ("Chad watched while a storm hit Niger, and it protested.", "protested",
         "", ""),
        ("An attack killed two men.", "attack", "", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "match", "actor", "target"),
    [case for cases in RULES.values() for case in cases],
)
def test_who_to_whom(text, match, actor, target):
    assert pairs(text, match) == (actor, target)


def test_the_words_of_both_sides_of_one_state_are_told_apart():
    found = find_mentions(
        pd.DataFrame({"article_id": ["a"], "text": ["Niger police arrested rebels."]})
    )
    row = found[found["match"] == "arrested"].iloc[0]
    assert (row["actor"], row["target"]) == ("Niger", "Niger")
    assert (row["actor_start"], row["target_start"]) == (0, 22)


def test_a_pronoun_does_not_reach_into_another_article():
    texts = ["Chad moved troops.", "It attacked Niger."]
    found = find_mentions(pd.DataFrame({"article_id": ["a", "b"], "text": texts}))
    row = found[found["match"] == "attacked"].iloc[0]
    assert (row["actor"], row["target"]) == ("", "Niger")
