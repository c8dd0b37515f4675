"""The founding article's thirteen traps, in that article and in one of our own.

The founding article lies outside the project. ``trap_article.txt`` is invented, states
and all, and holds the same traps in other words, so that they are tested everywhere.
"Its close ally" in trap 7 is whom the sentence before names, or nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from toolkit import (
    find_cues,
    find_mentions,
    read_articles,
    read_gazetteer,
    same_events,
)

HERE = Path(__file__).resolve().parent
INVENTED = """actor,kind,alias
Norland,state,Norland
Sudmark,state,Sudmark
Ostia,state,Ostia
Ostia,state,Ostian
Eastmark,state,Eastmark
Harnist Front,armed_group,Harnist Front
"""


@dataclass(frozen=True)
class Traps:
    """An article, and in which words it sets its traps."""

    path: Path
    published: str
    title: str
    byline: str
    caption_year: str
    event: str  # told three times, suspected twice
    tellings: tuple[str, ...]  # all its heads
    evaluation: str
    oath: str
    sworn_by: str
    sworn_against: str
    reprisals: str
    feared_from: str
    feared_by: str
    process: str
    left_open: str
    nobody: str
    commitment: str
    threatener: str
    speaker: str
    resumed: tuple[str, ...]
    recent: tuple[str, ...]
    tone: tuple[str, ...]


FOUNDING = Traps(
    path=HERE.parents[2] / "shared" / "data" / "seed_article.txt",
    published="2024-08-06 08:36",
    title="‘Several’ US personnel injured",
    byline="EJ Ward",
    caption_year="2022",
    event="rocket attack",
    tellings=("attack", "rocket attack", "militia attack"),
    evaluation="dangerous escalation",
    oath="sworn vengeance",
    sworn_by="Hezbollah",
    sworn_against="Israel",
    reprisals="reprisals",
    feared_from="Iran",
    feared_by="United States",
    process="threatening to push",
    left_open="neither confirming nor denying",
    nobody="no group has claimed",
    commitment="commitment",
    threatener="Iran",
    speaker="US defence officials",
    resumed=("attacks",),
    recent=("killings", "assassinations", "killing", "assassination"),
    tone=("knife's edge", "adding fuel to the fire", "shockwaves", "simmering"),
)
OURS = Traps(
    path=HERE / "trap_article.txt",
    published="2024-05-14 19:05",
    title="Dozens of Norland soldiers hurt",
    byline="Mira Holt",
    caption_year="2020",
    event="drone attack",
    tellings=("attack", "drone attack"),
    evaluation="grave escalation",
    oath="vowed revenge",
    sworn_by="Harnist Front",
    sworn_against="Eastmark",
    reprisals="retaliation",
    feared_from="Sudmark",
    feared_by="Norland",
    process="threatening to drag",
    left_open="neither confirm nor deny",
    nobody="no group has claimed",
    commitment="commitment",
    threatener="Sudmark",
    speaker="Norland army officials",
    resumed=("attacks",),
    recent=("ambush", "assassinations", "assassination"),
    tone=("powder keg", "pouring oil on the flames", "smouldering"),
)


@pytest.fixture(scope="module", params=[FOUNDING, OURS], ids=["founding", "ours"])
def traps(request) -> Traps:
    if not request.param.path.is_file():
        pytest.skip("the founding article lies outside the project")
    return request.param


@pytest.fixture(scope="module")
def articles(traps) -> pd.DataFrame:
    return read_articles(traps.path)


@pytest.fixture(scope="module")
def found(traps, articles, tmp_path_factory) -> pd.DataFrame:
    names = tmp_path_factory.mktemp("names") / "invented.csv"
    names.write_text(INVENTED, encoding="utf-8")
    gazetteer = read_gazetteer(names) if traps is OURS else None
    mentions = find_mentions(articles, gazetteer=gazetteer)
    return mentions.assign(
        event=same_events(mentions), match=mentions["match"].str.replace("’", "'")
    )


def of(found: pd.DataFrame, words: str) -> pd.DataFrame:
    rows = found[found["match"].str.lower() == words]
    assert len(rows), f"no mention {words!r}"
    return rows


def test_traps_1_and_2_the_first_line_and_the_byline_are_taken_apart(traps, articles):
    article = articles.iloc[0]
    assert article["published"] == pd.Timestamp(traps.published, tz="UTC")
    assert "time zone unknown" in article["published_from"]
    assert article["title"].startswith(traps.title)
    assert article["byline"] == traps.byline
    assert traps.byline not in article["text"]


def test_trap_3_the_caption_of_another_year_yields_no_mention(traps, articles, found):
    assert traps.caption_year not in articles["text"][0]
    assert traps.caption_year in articles["captions"][0]
    assert set(found["field"]) == {"title", "text"}


def test_trap_4_an_attack_told_again_and_again_is_one_event_and_hedged(traps, found):
    rows = of(found, traps.event)
    assert rows["field"].tolist() == ["title", "text", "text"]
    assert rows["hedged"].tolist() == [False, True, True]
    assert rows["cue"].tolist()[1:] == ["suspected", "suspected"]
    assert rows["voice"].tolist() == ["narrator", "attributed", "quoted"]
    assert rows["event"].nunique() == 1
    event = found[found["event"] == rows["event"].iloc[0]]
    assert event["hedged"].any()
    assert set(event["match"]) == set(traps.tellings)


def test_trap_5_an_evaluation_in_a_quotation_is_quoted_tone(traps, found):
    rows = of(found, traps.evaluation)
    assert rows["voice"].tolist() == ["quoted", "quoted"]
    assert rows["channel"].tolist() == ["tone", "tone"]
    assert traps.feared_by not in rows["actor"].tolist()


def test_trap_6_a_sworn_revenge_is_a_threat_by_name_against_a_name(traps, found):
    row = of(found, traps.oath).iloc[0]
    kind = row["channel"], row["status"], row["voice"]
    assert kind == ("threat", "threatened", "narrator")
    assert (row["actor"], row["target"]) == (traps.sworn_by, traps.sworn_against)


def test_trap_7_anticipated_reprisals_are_hypothetical_and_not_against_who_waits(
    traps, found
):
    row = of(found, traps.reprisals).iloc[0]
    assert row["status"] == "hypothetical"
    assert row["actor"] == traps.feared_from
    # "its close ally": the only actor of the sentence before
    assert row["target"] in ("", traps.sworn_against)


def test_trap_8_threatening_without_a_threatener_is_tone(traps, found):
    row = of(found, traps.process).iloc[0]
    assert (row["channel"], row["actor"]) == ("tone", "")


def test_trap_9_leaving_a_claim_open_denies_no_attack(traps, articles, found):
    assert "denied" not in found["status"].tolist()
    cues = find_cues(articles)
    text = articles["text"][0]
    hedges = [text[a:b] for a, b, k in zip(cues["start"], cues["end"], cues["kind"], strict=True)
              if k == "hedge"]  # fmt: skip
    assert traps.left_open in hedges
    assert traps.nobody in hedges
    last = found[found["cue"] == traps.nobody].iloc[0]
    assert (last["status"], last["hedged"]) == ("actual", True)
    assert last["speaker"] != "no group"


def test_trap_10_a_commitment_is_support_and_the_threats_are_quoted(traps, found):
    row = found[found["match"].str.contains(traps.commitment)].iloc[0]
    assert (row["channel"], row["type"]) == ("deescalation", "SUPPORT")
    row = of(found, "threats").iloc[0]
    told = row["channel"], row["voice"], row["actor"]
    assert told == ("threat", "quoted", traps.threatener)


def test_traps_11_and_12_the_recent_past_is_not_history(traps, found):
    for words in (*traps.resumed, *traps.recent):
        assert set(of(found, words)["status"]) == {"actual"}


def test_trap_13_metaphors_are_tone_and_no_events(traps, found):
    for words in traps.tone:
        row = of(found, words).iloc[0]
        assert (row["channel"], row["type"]) == ("tone", "TONE")


def test_the_official_is_one_of_those_named_before(traps, found):
    assert of(found, traps.event)["speaker"].tolist()[1:] == [traps.speaker] * 2


def test_what_the_narrator_tells_is_nobody_s_words(traps, found):
    for words in (traps.oath, *traps.resumed, *traps.tone):
        assert set(of(found, words)["voice"]) == {"narrator"}
