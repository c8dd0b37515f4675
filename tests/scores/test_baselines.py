import nltk
import numpy as np
import pandas as pd
import pytest

from toolkit.schema import ToolkitError
from toolkit.scores.baselines import (
    NAIVE_WORDS,
    score_baselines,
    score_gpr_query,
    score_naive,
    score_vader,
)


def test_the_naive_list_has_sixty_different_words():
    assert len(set(NAIVE_WORDS)) == len(NAIVE_WORDS) == 60


def test_naive_rate_on_paper_and_missing_without_words():
    texts = pd.Series(["War and warm war", ""], index=["x", "y"])
    table = score_naive(texts)
    assert table.loc["x", "naive_rate"] == 2 / 4 * 1000  # warm is no war
    assert np.isnan(table.loc["y", "naive_rate"])


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("war_threats", "a growing war threat"),
        ("peace_threats", "they rejected the treaty"),
        ("military_buildup", "troops are near; months later a naval blockade began"),
        ("nuclear_threats", "nuclear weapons, some say, are a danger"),
        ("terrorist_threats", "terrorist threats"),
        ("beginning_of_war", "hostilities broke out"),
        ("escalation_of_war", "rebels advanced"),
        ("terrorist_acts", "a guerrilla bombing"),
    ],
)
def test_each_gpr_query_matches_its_case(category, text):
    row = score_gpr_query([text]).iloc[0]
    assert row[category]
    assert row["gpr"]


def test_within_two_words_means_at_most_two_places():
    table = score_gpr_query(["war is threat", "war is a threat", "threat of war"])
    assert table["war_threats"].tolist() == [True, False, True]


def test_a_pair_of_words_is_near_by_either_of_them():
    texts = ["there broke out a war", "a war in 1914 broke out"]
    assert score_gpr_query(texts)["beginning_of_war"].tolist() == [True, False]
    wider = score_gpr_query(texts, within="between")
    assert wider["beginning_of_war"].tolist() == [True, True]


def test_a_missing_text_matches_nothing():
    table = score_baselines(pd.Series(["war is threat", None, np.nan]))
    assert table["GPR, 2 places"].tolist() == [1, 0, 0]
    assert table["naive words"].isna().tolist() == [False, True, True]


# Caldara and Iacoviello (2022), Table 1, as printed: "*" = any ending.
PRINTED = {
    "WAR": "war, conflict, hostilities, revolution*, insurrection, uprising, revolt, "
    "coup, geopolitical",
    "PEACE": "peace, truce, armistice, treaty, parley",
    "MILITARY": "military, troops, missile*, arms, weapon*, bomb*, warhead*",
    "NUCLEAR": "nuclear war*, atomic war*, nuclear missile*, nuclear bomb*, "
    "atomic bomb*, h-bomb*, hydrogen bomb*, nuclear test, nuclear weapon*",
    "TERROR": "terror*, guerrilla*, hostage*",
    "ACTOR": "allie*, enem*, insurgen*, foe*, army, navy, aerial, troops, rebels",
    "THREAT": "threat*, warn*, fear*, risk*, concern*, danger*, doubt*, crisis, "
    "troubl*, disput*, tension*, imminen*, inevitable, footing, menace*, brink, "
    "scare, peril*",
    "PEACE_DISRUPTION": "threat*, menace*, reject*, peril*, boycott*, disrupt*",
    "BUILDUP": "buildup*, build-up*, sanction*, blockad*, embargo, quarantine, "
    "ultimatum, mobiliz*",
    "WAR_BEGIN": "begin*, start*, declar*, begun, began, outbreak, broke out, "
    "breakout, proclamation, launch*",
    "ACTOR_FIGHT": "advance*, attack*, strike*, drive*, shell*, offensive, invasion, "
    "invad*, clash*, raid*, launch*",
    "TERROR_ACT": "attack, act, bomb*, kill*, strike*, hijack*",
    "EXCLUDE": "movie*, film*, museum*, anniversar*, obituar*, memorial*, arts, book, "
    "books, memoir*, price war, game, story, history, veteran*, tribute*, sport, "
    "music, racing, cancer, real estate, mafia, trial, tax",
}
# What each set is matched with, and the word of the partner set that stands beside it.
PARTNERS = {
    "WAR": ("war_threats", "threat"), "PEACE": ("peace_threats", "rejected"),
    "MILITARY": ("military_buildup", "embargo"),
    "NUCLEAR": ("nuclear_threats", "danger"),
    "TERROR": ("terrorist_threats", "threat"),
    "ACTOR": ("escalation_of_war", "clashes"), "THREAT": ("war_threats", "coup"),
    "PEACE_DISRUPTION": ("peace_threats", "treaty"),
    "BUILDUP": ("military_buildup", "troops"), "WAR_BEGIN": ("beginning_of_war", "war"),
    "ACTOR_FIGHT": ("escalation_of_war", "navy"),
    "TERROR_ACT": ("terrorist_acts", "hostage"),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTNERS)
def test_every_printed_term_counts_with_its_partner_and_exactly_so(name):
    category, partner = PARTNERS[name]
    for term in PRINTED[name].split(", "):
        stem = term.rstrip("*")
        exact, longer = (f"the {w} {partner} grew" for w in (stem, f"{stem}zz"))
        found = score_gpr_query([exact, longer])[category].tolist()
        assert found == [True, term.endswith("*")], term


def test_every_printed_exclusion_takes_an_article_out():
    for term in PRINTED["EXCLUDE"].split(", "):
        stem = term.rstrip("*")
        texts = [f"a war threat and a {stem}", f"a war threat and a {stem}zz"]
        excluded = score_gpr_query(texts)["excluded"].tolist()
        assert excluded == [True, term.endswith("*")], term


def test_words_of_two_texts_never_meet():
    assert score_gpr_query(["a war", "threat here"])["war_threats"].tolist() == [
        False,
        False,
    ]


def test_an_exclusion_word_takes_the_whole_text_out():
    row = score_gpr_query(["a war threat in the real estate business"]).iloc[0]
    assert row["war_threats"]
    assert row["excluded"]
    assert not row["gpr"]


def test_vader_is_turned_so_that_higher_is_worse_or_says_what_it_needs():
    try:
        nltk.data.find("sentiment/vader_lexicon.zip")
    except LookupError:
        with pytest.raises(ToolkitError, match="vader_lexicon"):
            score_vader(["Talks resumed."])
        return
    bad, good = score_vader(["They killed and murdered.", "A great, happy success."])[
        "vader"
    ]
    assert bad > 0 > good
