"""The founding article's traps, as far as they concern mentions.

Not done yet, and so not asserted: that the attack told three times is one event (trap 4),
and that "its close ally" is Israel (trap 7: the target stays empty).
"""

from pathlib import Path

import pandas as pd
import pytest

from toolkit import find_cues, find_mentions, read_articles

ARTICLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "seed_article.txt"

pytestmark = pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the founding article lies outside the project"
)


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return read_articles(ARTICLE)


@pytest.fixture(scope="module")
def found(articles) -> pd.DataFrame:
    return find_mentions(articles)


def of(found: pd.DataFrame, words: str) -> pd.DataFrame:
    rows = found[found["match"].str.lower() == words]
    assert len(rows), f"no mention {words!r}"
    return rows


def test_trap_3_the_caption_of_2022_yields_no_mention(articles, found):
    assert "2022" not in articles["text"][0]
    assert "wreckage" in articles["captions"][0]
    assert set(found["field"]) == {"title", "text"}


def test_trap_4_the_attack_is_hedged_wherever_it_is_called_suspected(found):
    rows = of(found[found["field"] == "text"], "rocket attack")
    assert rows["hedged"].tolist() == [True, True]
    assert rows["cue"].tolist() == ["suspected", "suspected"]
    assert rows["voice"].tolist() == ["attributed", "quoted"]


def test_trap_5_an_evaluation_in_a_quotation_is_quoted_tone(found):
    rows = of(found, "dangerous escalation")
    assert rows["voice"].tolist() == ["quoted", "quoted"]
    assert rows["channel"].tolist() == ["tone", "tone"]
    assert "United States" not in rows["actor"].tolist()


def test_trap_6_sworn_vengeance_is_a_threat_of_hezbollah_against_israel(found):
    row = of(found, "sworn vengeance").iloc[0]
    assert (row["channel"], row["status"], row["voice"]) == (
        "threat",
        "threatened",
        "narrator",
    )
    assert (row["actor"], row["target"]) == ("Hezbollah", "Israel")


def test_trap_7_anticipated_reprisals_are_hypothetical_and_not_against_the_us(found):
    row = of(found, "reprisals").iloc[0]
    assert row["status"] == "hypothetical"
    assert row["actor"] == "Iran"
    assert row["target"] in ("", "Israel")


def test_trap_8_threatening_without_a_threatener_is_tone(found):
    row = of(found, "threatening to push").iloc[0]
    assert (row["channel"], row["actor"]) == ("tone", "")


def test_trap_9_leaving_a_claim_open_denies_no_attack(articles, found):
    assert "denied" not in found["status"].tolist()
    cues = find_cues(articles)
    text = articles["text"][0]
    hedges = [text[a:b] for a, b, k in zip(cues["start"], cues["end"], cues["kind"], strict=True)
              if k == "hedge"]  # fmt: skip
    assert "neither confirming nor denying" in hedges
    assert "no group has claimed" in hedges
    last = found[found["cue"] == "no group has claimed"].iloc[0]
    assert (last["match"], last["status"], last["hedged"]) == ("attack", "actual", True)


def test_trap_10_a_commitment_is_support_and_the_threats_are_quoted(found):
    row = found[found["match"].str.contains("commitment")].iloc[0]
    assert (row["channel"], row["type"]) == ("deescalation", "SUPPORT")
    row = of(found, "threats").iloc[0]
    assert (row["channel"], row["voice"], row["actor"]) == ("threat", "quoted", "Iran")


def test_traps_11_and_12_the_recent_past_is_not_history(found):
    for words in ("attacks", "killings", "assassinations", "killing", "assassination"):
        assert set(of(found, words)["status"]) == {"actual"}


@pytest.mark.parametrize(
    "words", ["knife's edge", "adding fuel to the fire", "shockwaves", "simmering"]
)
def test_trap_13_metaphors_are_tone_and_no_events(found, words):
    row = of(found.assign(match=found["match"].str.replace("’", "'")), words).iloc[0]
    assert (row["channel"], row["type"]) == ("tone", "TONE")
