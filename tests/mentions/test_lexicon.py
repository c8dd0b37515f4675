"""The lexicon that ships: every row keeps its own promise, and strangers stay out."""

import numpy as np
import pandas as pd
import pytest

from toolkit.mentions.find import find_mentions
from toolkit.mentions.lexicon import EXCEPTION, Lexicon, LexiconError, load_lexicon
from toolkit.mentions.matching import longest
from toolkit.mentions.reading import compiled
from toolkit.schema import CHANNELS
from toolkit.text import split_words

PLOVER = {
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE",
    "ASSAULT",
}  # fmt: skip

# Everyday words and phrases that a sloppy pattern would take: none may count.
_EVERYDAY = """
warm; warmth; warrant; warranty; Warsaw; ward; wardrobe; warehouse; wary; wart;
army surplus jacket; armchair; armpit; arm in arm; killjoy; painkiller; skill;
skillet; striking resemblance; strike a balance; strikingly tall; a lucky
strike; hunger for news; firefly; fireplace; campfire; fire brigade; firewood;
fire alarm; shelled peas; shell company; seashell; heart attack; asthma attack;
panic attack; attack of hay fever; bombastic speech; bath bomb; bombshell;
photobomb; legal battle; battle against cancer; price war; trade war; tug of
war; War and Peace; bidding war; clash of colours; personality clash; raid the
fridge; offensive smell; charm offensive; explosive growth; population
explosion; blast furnace; shooting star; photo shoot; shot of espresso;
snapshot; long shot; target audience; tense of a verb; tension headache; surface
tension; boiling point of water; piece of cake; peach; peace of mind; great
deal; deal with it; talk show; small talk; aide; hearing aid; band aid; marching
band; March hare; in March; March 14; cardiac arrest; sanctimonious; Protestant
church; protein; threadbare; thread; threatening clouds; riot of colour;
conflict of interest; invasive species; pitch invasion; capture the mood;
hostel; hostess; rally driver; stock rally; board game; shareware; gold mine;
mine shaft; unarmed; troupe of dancers; siege mentality; brainstorm; retirement;
yoga retreat; grenadine; drone of bees; fish tank; tank top; general knowledge;
coup de grace; couple; coupon; toast; alarm clock; false alarm; crisis of
confidence; midlife crisis; escalator; supply and demand; on demand; refuse
collection; world war veteran; new deal
"""
STRANGERS = [" ".join(s.split()) for s in _EVERYDAY.split(";")]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def entries_hit(sentences: list[str]) -> list[set[int]]:
    """Per sentence: which entries stand there, senses checked, exceptions included."""
    reader = compiled()
    words = split_words(sentences)
    hits = reader.matcher.find(words)
    terms = longest(hits["term"], reader.rank["term"])
    terms = terms.take(reader.senses.satisfied(words, terms, hits["sense"]))
    found: list[set[int]] = [set() for _ in sentences]
    for first, pattern in zip(terms.first, terms.pattern, strict=True):
        found[words.doc[first]].add(int(pattern))
    return found


def test_every_example_is_found_by_its_own_entry(lexicon):
    hit = entries_hit(lexicon.entries["example"].tolist())
    missed = [t for i, t in enumerate(lexicon.entries["term"]) if i not in hit[i]]
    assert missed == []


def test_no_counterexample_is_found_by_its_own_entry(lexicon):
    hit = entries_hit(lexicon.entries["counterexample"].tolist())
    taken = [t for i, t in enumerate(lexicon.entries["term"]) if i in hit[i]]
    assert taken == []


def test_the_lexicon_is_large_and_its_terms_and_examples_are_distinct(lexicon):
    entries = lexicon.entries
    assert (entries["channel"] != EXCEPTION).sum() >= 1200
    assert not entries["term"].str.lower().duplicated().any()
    assert not entries["example"].duplicated().any()


def test_every_counted_entry_shows_what_must_not_count(lexicon):
    counted = lexicon.entries[lexicon.entries["channel"] != EXCEPTION]
    assert counted.loc[counted["counterexample"] == "", "term"].tolist() == []


def test_all_sixteen_event_types_are_there_and_each_keeps_to_its_channels(lexicon):
    seen = lexicon.entries.groupby("type")["channel"].agg(set).to_dict()
    assert set(seen) > PLOVER
    assert seen.pop("") == {EXCEPTION}
    # an appeal for calm cools, a demand heats; a riot is an act, a march is a demand
    assert seen.pop("REQUEST") == {"deescalation", "tone"}
    assert seen.pop("PROTEST") == {"act", "tone"}
    assert all(len(channels) == 1 for channels in seen.values())


@pytest.mark.parametrize("scale", ["plover", "goldstein"])
def test_severities_lie_between_0_and_10_and_exceptions_weigh_nothing(lexicon, scale):
    entries = lexicon.on_scale(scale).entries
    exception = entries["channel"] == EXCEPTION
    assert entries["severity"].between(0, 10).all()
    assert (entries.loc[exception, "severity"] == 0).all()
    assert (entries.loc[~exception, "severity"] > 0).all()


def test_alarm_words_never_weigh_more_than_an_accusation(lexicon):
    entries = lexicon.entries
    assert entries.loc[entries["type"] == "TONE", "severity"].max() <= 3


def test_counts_add_up_to_the_rows(lexicon):
    assert list(lexicon.counts) == [*CHANNELS, EXCEPTION]
    assert sum(lexicon.counts.values()) == len(lexicon.entries)


def test_one_hundred_everyday_words_give_no_mention():
    assert len(set(STRANGERS)) >= 100
    articles = pd.DataFrame(
        {"article_id": STRANGERS, "text": [f"{s}." for s in STRANGERS]}
    )
    assert find_mentions(articles)["article_id"].tolist() == []


# ------------------------------------------------------------------------ what is meant


def found(text: str) -> list[tuple[str, str, str]]:
    """(match, type, channel) of every mention in a sentence."""
    mentions = find_mentions(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    columns = mentions[["match", "type", "channel"]].astype(str)
    return [tuple(row) for row in columns.to_numpy()]


def test_an_act_under_a_modal_is_a_threat():
    assert found("We will crush the rebels.") == [("crush", "THREATEN", "threat")]
    assert found("The rebels crushed the militia.")[0] == ("crushed", "ASSAULT", "act")


def test_a_process_that_threatens_is_alarm_and_an_actor_that_threatens_is_a_threat():
    process = found("The feud is threatening to drag the region down.")
    actor = found("The army is threatening to invade the island.")
    assert ("threatening to drag", "TONE", "tone") in process
    assert ("threatening to invade", "THREATEN", "threat") in actor


def test_a_warning_to_someone_is_a_threat_and_a_warning_of_something_is_alarm():
    addressed = found("The army warned its neighbour to keep its ships away.")
    raised = found("Aid groups warned of hunger where the rebels hold the roads.")
    assert ("warned its", "THREATEN", "threat") in addressed
    assert ("warned", "TONE", "tone") in raised


def test_who_claims_an_act_does_not_commit_a_second_one():
    text = "A splinter group claimed responsibility for the ambush."
    assert found(text) == [("ambush", "ASSAULT", "act")]


def test_retreat_needs_no_word_troops_where_a_place_is_left():
    assert found("Units withdrew from the city overnight.") == [
        ("withdrew from the city", "RETREAT", "deescalation")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers were killed in the West Bank.",  # no bank of the business pages
        "Twenty were killed in an attack at a football match.",  # no sports report
        "The Arab League condemned the attack.",  # no league table
        "Workers were killed in an air strike on the factory.",  # no labour dispute
    ],
)
def test_a_sense_word_that_only_looks_like_sport_or_business_vetoes_nothing(text):
    assert found(text)


# ---------------------------------------------------------------- scales, weights, hash


def test_the_hash_is_stable_and_changes_with_one_severity(lexicon):
    assert lexicon.sha256 == load_lexicon().sha256
    entries = lexicon.entries.copy()
    entries.loc[0, "severity"] = (entries.loc[0, "severity"] + 1) % 10
    changed = Lexicon(**{**vars(lexicon), "entries": entries})
    assert changed.sha256 != lexicon.sha256


def test_the_hash_does_not_care_for_notes(lexicon):
    renoted = lexicon.entries.assign(note="another wording")
    assert Lexicon(**{**vars(lexicon), "entries": renoted}).sha256 == lexicon.sha256


def test_scales_differ_in_severity_and_hash_but_not_in_what_they_find(lexicon):
    scales = [lexicon.on_scale(s) for s in ("plover", "goldstein", "flat")]
    assert len({s.sha256 for s in scales}) == 3
    assert all(s.entries["term"].equals(lexicon.entries["term"]) for s in scales)
    assert set(scales[2].entries["severity"]) == {0.0, 1.0}


def test_an_unknown_scale_is_refused(lexicon):
    with pytest.raises(LexiconError, match="choose plover, goldstein or flat"):
        lexicon.on_scale("decibel")


def test_weights_of_your_own_touch_the_named_types_only(lexicon):
    heavy = lexicon.weighted({"ASSAULT": 10, "ACCUSE": 0.5})
    kind = lexicon.entries["type"]
    assert heavy.scale == "user"
    assert set(heavy.entries.loc[kind == "ASSAULT", "severity"]) == {10.0}
    assert set(heavy.entries.loc[kind == "ACCUSE", "severity"]) == {0.5}
    rest = ~kind.isin(["ASSAULT", "ACCUSE"])
    np.testing.assert_array_equal(
        heavy.entries.loc[rest, "severity"], lexicon.entries.loc[rest, "severity"]
    )


@pytest.mark.parametrize("weights", [{"WAR": 9}, {"ASSAULT": 11}, {"ASSAULT": -1}])
def test_strange_types_and_weights_out_of_range_are_refused(lexicon, weights):
    with pytest.raises(LexiconError, match="Cannot weight"):
        lexicon.weighted(weights)


def test_without_an_entry_its_words_count_no_more(lexicon):
    text = pd.DataFrame({"article_id": ["a"], "text": ["An airstrike hit the depot."]})
    less = lexicon.without("airstrike|airstrikes")
    assert "airstrike" in find_mentions(text)["match"].tolist()
    assert "airstrike" not in find_mentions(text, less)["match"].tolist()
    assert len(less.entries) == len(lexicon.entries) - 1


def test_without_names_an_entry_that_is_not_there(lexicon):
    with pytest.raises(LexiconError, match="'no such term' is no entry"):
        lexicon.without("no such term")


def test_the_card_states_what_a_reader_must_know(lexicon):
    card = lexicon.card()
    assert card["name"] == "escalation_en"
    assert card["sha256"] == lexicon.sha256
    assert card["entries"] == len(lexicon.entries)
    assert "precision" in card["limits"]


def test_an_unknown_lexicon_names_those_that_exist():
    with pytest.raises(LexiconError, match="there is escalation_en"):
        load_lexicon("escalation_xx")
