"""What a mention is said to be: status, voice, direction, and their stability."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import find_mentions, score_articles
from toolkit.schema import BadValue, MissingColumn, check_table, column_names


def mentions(*sentences: str, published: str | None = "2024-08-06") -> pd.DataFrame:
    articles = pd.DataFrame(
        {"article_id": [f"s{i}" for i in range(len(sentences))], "text": sentences}
    )
    if published:
        articles["published"] = pd.Timestamp(published, tz="UTC")
    return find_mentions(articles)


def one(sentence: str, word: str, **more) -> pd.Series:
    """The mention of ``sentence`` whose characters hold ``word``."""
    found = mentions(sentence, **more)
    rows = found[found["match"].str.contains(word)]
    assert len(rows) == 1, found[["match", "term"]]
    return rows.iloc[0]


STATUS = [
    ("Rebels attacked the town.", "attack", "actual"),
    ("Rebels did not attack the town.", "attack", "negated"),
    ("No attack took place.", "attack", "negated"),
    ("The army stopped short of bombing the port.", "bomb", "negated"),
    ("Police foiled an attack on the embassy.", "attack", "negated"),
    ("Rebels have yet to attack the town.", "attack", "negated"),
    ("An invasion was averted.", "invasion", "negated"),
    ("The ministry denied bombing the hospital.", "bomb", "denied"),
    ("The army rejected allegations that it shelled the market.", "shelled", "denied"),
    ("If rebels attack the town, the road will close.", "attack", "hypothetical"),
    ("Rebels could attack within days.", "attack", "hypothetical"),
    ("There are fears that rebels will bomb the port.", "bomb", "hypothetical"),
    ("The army is bracing for attacks.", "attack", "hypothetical"),
    ("The general did not rule out an invasion.", "invasion", "hypothetical"),
    ("The city marked the anniversary of the massacre.", "massacre", "historical"),
    ("Rebels attacked the town ten years ago.", "attack", "historical"),
    ("In 2006 rebels attacked the town.", "attack", "historical"),
    ("The 1982 invasion displaced thousands.", "invasion", "historical"),
    ("The bridge was bombed in the Second World War.", "bomb", "historical"),
    ("The minister said they would blockade the port.", "blockade", "threatened"),
    ("The state is prepared to bomb the port.", "bomb", "threatened"),
    ("The group vowed to bomb the port.", "bomb", "threatened"),
    ("The army will bomb the port.", "bomb", "threatened"),
]


@pytest.mark.parametrize(("sentence", "word", "status"), STATUS)
def test_status_follows_its_cue(sentence, word, status):
    found = one(sentence, word)
    assert found["status"] == status
    assert (found["cue"] == "") == (status == "actual")


def test_without_a_publication_date_no_year_is_past():
    assert (
        one("In 2006 rebels attacked the town.", "attack", published=None)["status"]
        == "actual"
    )


def test_what_is_measured_against_the_past_is_not_past():
    sentence = "It was the deadliest attack since the 2006 war."
    assert one(sentence, "attack")["status"] == "actual"


def test_a_year_that_goes_on_to_this_day_is_not_past():
    assert (
        one("Rebels have attacked the town since 2012.", "attack")["status"] == "actual"
    )


def test_a_negation_ends_with_its_clause():
    found = one("The ministry did not comment, but rebels attacked the town.", "attack")
    assert found["status"] == "actual"


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry did not respond to the attack.",
        "The state could respond to the Israeli attack.",
        "The group vowed to answer for the attack.",
    ],
)
def test_what_is_taken_for_granted_is_untouched_by_a_distant_cue(sentence):
    assert one(sentence, "attack")["status"] == "actual"


def test_denying_responsibility_leaves_the_deed_standing():
    found = one("The group denied responsibility for the attack.", "attack")
    assert (found["status"], found["hedged"]) == ("actual", True)


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The envoy called on both sides to agree to a truce.", "hypothetical"),
        ("The bishops urged the two armies to sign the truce at once.", "hypothetical"),
        ("The two armies agreed to a truce.", "actual"),
        ("A truce began after the envoy had called on both sides.", "actual"),
    ],
)
def test_a_truce_that_is_called_for_is_none_yet(sentence, status):
    assert one(sentence, "truce")["status"] == status


def test_an_appeal_counts_itself_and_is_the_cue_of_what_it_asks_for():
    found = mentions("The bishops called on both sides to agree to a truce.")
    appeal, truce = found.iloc[0], found[found["match"].str.contains("truce")].iloc[0]
    assert (appeal["type"], appeal["status"]) == ("REQUEST", "actual")
    assert truce["cue"] == appeal["match"]


def test_not_only_negates_nothing():
    assert one("They attacked not only the port.", "attack")["status"] == "actual"
    found = one("Not only did rebels attack, they stayed.", "attack")
    assert found["status"] == "actual"


@pytest.mark.parametrize("hedge", ["suspected", "alleged", "apparent", "unconfirmed"])
def test_a_hedge_is_not_a_status(hedge):
    found = one(f"A {hedge} attack hit the base.", "attack")
    assert (found["status"], found["hedged"], found["cue"]) == ("actual", True, hedge)


def test_a_threatened_act_moves_to_the_threat_series():
    done, threatened = (
        one("Rebels bombed it.", "bomb"),
        one("Rebels vowed to bomb it.", "bomb"),
    )
    assert (done["type"], done["channel"]) == ("ASSAULT", "act")
    assert (threatened["type"], threatened["channel"]) == ("THREATEN", "threat")
    assert threatened["severity"] == 3.5  # PLOVER, THREATEN with violence


@pytest.mark.parametrize(
    ("sentence", "kind", "channel"),
    [
        ("The two states reached a ceasefire.", "RETREAT", "deescalation"),
        ("The rebels spurned and then refused the ceasefire.", "REJECT", "tone"),
        ("The rebels broke off the ceasefire talks.", "SANCTION", "act"),
    ],
)
def test_failed_cooling_is_no_cooling(sentence, kind, channel):
    found = mentions(sentence)
    row = found[found["match"].str.contains("ceasefire")].iloc[0]
    assert (row["type"], row["channel"]) == (kind, channel)


@pytest.mark.parametrize(
    ("sentence", "word", "kind", "channel", "status"),
    [
        ("The state lifted a night curfew.", "curfew", "RETREAT", "deescalation", "actual"),
        ("The union called off the riots.", "riots", "RETREAT", "deescalation", "actual"),
        ("The state will ease the curfew.", "curfew", "CONCEDE", "deescalation", "actual"),
        ("The state did not shorten the curfew.", "curfew", "COERCE", "act", "actual"),
        ("The state could ease the curfew.", "curfew", "RETREAT", "deescalation", "hypothetical"),
        ("The state imposed a curfew.", "curfew", "COERCE", "act", "actual"),
        ("The rebels demanded a truce.", "truce", "REQUEST", "tone", "actual"),
    ],
)  # fmt: skip
def test_an_act_taken_back_is_cooling_and_a_demand_is_none(
    sentence, word, kind, channel, status
):
    found = one(sentence, word)
    assert (found["type"], found["channel"], found["status"]) == (kind, channel, status)


def test_voice_of_quoted_attributed_and_narrated_words():
    text = (
        "Shelling hit the port. The ministry said rebels attacked the town. "
        "“They bombed the bridge,” a witness said."
    )
    found = mentions(text).set_index("match")["voice"]
    assert found[["Shelling", "attacked", "bombed"]].tolist() == [
        "narrator",
        "attributed",
        "quoted",
    ]


def test_the_speaker_is_named():
    assert (
        one("The ministry said rebels attacked the town.", "attack")["speaker"]
        == "The ministry"
    )
    assert (
        one("“Rebels attacked us,” a farmer said.", "attack")["speaker"] == "a farmer"
    )
    assert (
        one("According to the council, rebels attacked.", "attack")["speaker"]
        == "the council"
    )


DIRECTION = [
    ("Israel bombed Syria.", "Israel", "Syria"),
    ("Syria was bombed by Israel.", "Israel", "Syria"),
    ("Israel’s attack on Syria continued.", "Israel", "Syria"),
    ("The attack on Syria by Israel continued.", "Israel", "Syria"),
    ("Syria was attacked.", "", "Syria"),
    ("Attacks against Israel continued.", "", "Israel"),
    ("An attack killed two men.", "", ""),
]


@pytest.mark.parametrize(("sentence", "actor", "target"), DIRECTION)
def test_who_to_whom(sentence, actor, target):
    found = mentions(sentence)
    row = found[found["type"] == "ASSAULT"].iloc[0]
    assert (row["actor"], row["target"]) == (actor, target)


@pytest.mark.parametrize(("sentence", "actor", "target"), DIRECTION[:4])
def test_swapping_the_actors_swaps_the_direction_and_nothing_else(
    sentence, actor, target
):
    swapped = sentence.replace(actor, "#").replace(target, actor).replace("#", target)
    before, after = mentions(sentence), mentions(swapped)
    assert before["actor"].tolist() == after["target"].tolist()
    assert before["target"].tolist() == after["actor"].tolist()
    same = ["type", "channel", "severity", "status", "hedged", "voice"]
    pd.testing.assert_frame_equal(before[same], after[same])


@pytest.mark.parametrize(
    "sentence", [s for s, _, status in STATUS if status == "actual"]
)
def test_quoting_a_sentence_changes_its_voice_only(sentence):
    plain, quoted = mentions(sentence), mentions(f"“{sentence}” he said.")
    assert quoted["voice"].tolist() == ["quoted"] * len(plain)
    assert quoted["status"].tolist() == plain["status"].tolist()


def test_british_and_american_spelling_count_alike():
    pairs = [
        (
            "The army mobilised along the border.",
            "The army mobilized along the border.",
        ),
        (
            "The defence ministry threatened reprisals.",
            "The defense ministry threatened reprisals.",
        ),
        ("Troops were demobilised.", "Troops were demobilized."),
    ]
    for british, american in pairs:
        columns = ["type", "channel", "severity", "status"]
        pd.testing.assert_frame_equal(
            mentions(british)[columns], mentions(american)[columns]
        )


def test_every_mention_can_be_traced_to_its_characters():
    articles = pd.DataFrame(
        {
            "article_id": ["x"],
            "title": ["‘War’ — 🚀 attack"],
            "text": ["Cafe\u0301 attacked 🚀🚀.\n\nهجوم attack, rebels bombed İzmir."],
        }
    )
    found = find_mentions(articles)
    assert len(found) >= 4
    for row in found.itertuples():
        assert articles[row.field][0][row.start : row.end] == row.match
        if row.cue:
            assert articles[row.field][0][row.cue_start : row.cue_end] == row.cue


def test_the_table_keeps_its_promise_and_the_input_is_untouched():
    articles = pd.DataFrame(
        {"article_id": ["a", "b"], "text": ["Rebels attacked.", ""]}
    )
    before = articles.copy()
    found = check_table(find_mentions(articles), "mentions")
    assert list(found.columns) == column_names("mentions")
    pd.testing.assert_frame_equal(articles, before)


@pytest.mark.parametrize("texts", [[], [""], ["", "no hit here", ""], [None]])
def test_nothing_to_find_gives_an_empty_table_of_the_same_shape(texts):
    articles = pd.DataFrame(
        {"article_id": [str(i) for i in range(len(texts))], "text": texts}
    )
    found = find_mentions(articles.astype("str") if texts != [None] else articles)
    assert found.empty
    assert list(found.columns) == column_names("mentions")


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn, match='"text"'):
        find_mentions(pd.DataFrame({"article_id": ["a"], "body": ["x"]}))


PIECES = st.sampled_from(
    [s for s, *_ in STATUS] + [s for s, *_ in DIRECTION] + ["Rain fell."]
)


@settings(max_examples=40)
@given(st.lists(PIECES, min_size=1, max_size=6))
def test_doubling_a_text_doubles_its_mentions(pieces):
    text = "\n\n".join(pieces)
    once, twice = mentions(text), mentions(f"{text}\n\n{text}")
    columns = ["term", "type", "channel", "severity", "status", "hedged", "voice"]
    expected = pd.concat([once, once], ignore_index=True)[columns]
    pd.testing.assert_frame_equal(twice[columns], expected)


@settings(max_examples=25)
@given(st.lists(PIECES, min_size=1, max_size=6))
def test_articles_do_not_touch_one_another(pieces):
    together = mentions(*pieces).drop(columns="article_id")
    alone = pd.concat([mentions(p) for p in pieces], ignore_index=True).drop(
        columns="article_id"
    )
    pd.testing.assert_frame_equal(together, alone)


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_at_all_is_read_without_error(text):
    found = mentions(text)
    for row in found.itertuples():
        assert text[row.start : row.end] == row.match


def test_the_size_of_a_block_changes_nothing(monkeypatch):
    from toolkit.mentions import find

    texts = [s for s, *_ in STATUS] * 3
    whole = mentions(*texts)
    monkeypatch.setattr(find, "_BLOCK", 100)
    pd.testing.assert_frame_equal(mentions(*texts), whole)


def test_dates_as_iso_text_count_like_times():
    sentence = "In 2006 rebels attacked the town."
    table = pd.DataFrame({"article_id": ["a"], "text": [sentence]})
    as_text = find_mentions(table.assign(published="2024-08-06"))
    as_time = find_mentions(
        table.assign(published=pd.Timestamp("2024-08-06", tz="UTC"))
    )
    assert as_text["status"].tolist() == as_time["status"].tolist() == ["historical"]


def test_numbers_as_ids_go_through_to_the_scores():
    table = pd.DataFrame({"article_id": [1, 2], "text": ["Rebels attacked.", "Rain."]})
    scores = score_articles(table, find_mentions(table))
    assert scores["act_count"].tolist() == [1, 0]
    assert scores["article_id"].tolist() == [1, 2]


def test_a_name_in_place_of_a_lexicon_is_told_what_to_write():
    table = pd.DataFrame({"article_id": ["a"], "text": ["War."]})
    with pytest.raises(BadValue, match=r"load_lexicon\('escalation_en'\)"):
        find_mentions(table, "escalation_en")


def test_a_cell_that_is_no_text_is_named():
    with pytest.raises(BadValue, match="row 1 holds a int"):
        find_mentions(pd.DataFrame({"article_id": ["a", "b"], "text": ["War.", 5]}))


def test_categories_of_texts_are_read_like_texts():
    table = pd.DataFrame({"article_id": ["a", "b"], "text": ["War broke out.", None]})
    plain = find_mentions(table)
    assert len(plain) == 1
    pd.testing.assert_frame_equal(
        find_mentions(table.astype({"text": "category"})), plain
    )


def test_a_very_long_run_of_letters_is_no_word():
    assert mentions("attack" * 50_000).empty
