"""Whose words are these? Small invented texts whose sources can be read off by eye."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit import find_attributions, find_mentions


def article(text: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": ["a"], "text": [text]})


def spans(text: str) -> list[tuple[str, str, str]]:
    """Kind, source and content of each attribution of a text."""
    found = find_attributions(article(text))
    contents = [
        text[a:b]
        for a, b in zip(found["content_start"], found["content_end"], strict=True)
    ]
    return list(zip(found["kind"], found["source"], contents, strict=True))


def sources(text: str) -> list[str]:
    return find_attributions(article(text))["source"].tolist()


def speakers(text: str) -> list[str]:
    return find_attributions(article(text))["speaker"].tolist()


def voice(text: str, match: str) -> tuple[str, str]:
    found = find_mentions(article(text))
    row = found[found["match"] == match].iloc[0]
    return row["voice"], row["speaker"]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Rebels said talks had begun.", "Rebels", "talks had begun"),
        ("Talks had begun, rebels said.", "rebels", "Talks had begun"),
        ("Talks had begun, said rebels.", "rebels", "Talks had begun"),
        ("Talks had begun, rebels said on Monday.", "rebels", "Talks had begun"),
        ("According to rebels, talks had begun.", "rebels", "talks had begun"),
        ("Talks had begun, according to rebels.", "rebels", "Talks had begun"),
        ("In the words of the envoy, talks had begun.", "the envoy", "talks had begun"),
        ("The army has repeatedly denied that it fired.", "The army", "it fired"),
        ("The army on Sunday denied that it fired.", "The army", "it fired"),
        (
            "Mr Hale, the head of the agency, said talks had begun.",
            "Mr Hale",
            "talks had begun",
        ),
        (
            "Officials who said talks had begun left.",
            "Officials",
            "talks had begun left",
        ),
    ],
)
def test_verbs_name_their_source_on_either_side(text, source, content):
    assert spans(text) == [("indirect", source, content)]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("The envoy's claim that talks had begun.", "The envoy", "talks had begun"),
        ("Claims by the envoy that talks had begun.", "the envoy", "talks had begun"),
        ("A warning from Norland that war was near.", "Norland", "war was near"),
        ("There were fears that war was near.", "", "war was near"),
        ("Norland's decision to leave the talks.", "Norland", "leave the talks"),
    ],
)
def test_nouns_name_their_source_as_owner_or_behind_a_preposition(
    text, source, content
):
    assert spans(text) == [("indirect", source, content)]


def test_a_passive_names_no_source_but_by_whom():
    assert sources("The general was accused of shelling the town.") == [""]
    assert sources("The raid was condemned by Norland.") == ["Norland"]
    assert sources("The envoy was quoted as saying that talks had begun.") == [
        "The envoy"
    ]


def test_an_inserted_report_speaks_before_and_behind():
    assert spans("The rebels, officials said on Monday, left the town.") == [
        ("indirect", "officials", "The rebels"),
        ("indirect", "officials", "left the town"),
    ]


def test_the_second_of_two_verbs_has_the_subject_of_the_first():
    text = "The army condemned the raid, saying two had died, and called for calm."
    assert sources(text) == ["The army"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "The secretary of state left the capital.",
        "The state of the bridge is poor.",
        "The alleged gunman left the United States that day.",
        "Demand for coal fell.",
        "The question is open.",
    ],
)
def test_nouns_and_adjectives_that_look_like_verbs_report_nothing(text):
    assert spans(text) == []


# Quotations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "He added:\n\n“The talks have failed.”",
        "“Have the talks failed?” He added.",
        "“The talks,” he added, “have failed.”",
        "'The talks have failed,' he added.",
        "''The talks have failed,'' he added.",
        '“The talks have failed," he added.',
    ],
)
def test_a_quotation_finds_its_speaker_beside_it(text):
    kinds = {(kind, source.lower()) for kind, source, _ in spans(text)}
    assert kinds == {("direct", "he")}


def test_a_speaker_keeps_the_floor_over_sentences_and_paragraphs():
    text = "“The talks failed,” a farmer said. “We left.”\n\n“Nobody helped us.”"
    assert sources(text) == ["a farmer"] * 3


def test_an_announced_quotation_leaves_the_one_before_to_its_own_speaker():
    text = "“We left,” a farmer said.\n\nA guard added:\n\n“We stayed.”"
    assert sources(text) == ["a farmer", "A guard"]


def test_a_quotation_never_closed_goes_on_in_the_next_paragraph():
    text = "“The talks failed. We left.\n\n“Nobody helped us,” a farmer said."
    assert spans(text) == [
        ("direct", "a farmer", "The talks failed. We left"),
        ("direct", "a farmer", "Nobody helped us"),
    ]


def test_marks_inside_marks_belong_to_the_outer_quotation():
    text = "“They shouted ‘go home’ and left,” a farmer said."
    assert spans(text) == [("direct", "a farmer", "They shouted ‘go home’ and left")]


def test_scare_quotes_and_titles_are_the_narrator_s_words():
    assert spans("The so-called “peace” bridge was bombed.") == []
    assert spans("The film “Winter on the River” opened.") == []


def test_a_scare_quote_that_a_verb_introduces_is_quoted():
    assert ("direct", "The army", "surgical") in spans(
        "The army described the strike as “surgical”."
    )


def test_an_inch_mark_opens_nothing():
    assert spans('The shell was 6" wide. Rebels left the town.') == []


# Speakers -----------------------------------------------------------------------------


def test_a_surname_takes_the_full_name_and_function_given_before():
    text = "Foreign Minister Ann Hale came. Hale said talks had failed."
    assert speakers(text) == ["Foreign Minister Ann Hale"]


def test_a_pronoun_takes_the_one_source_that_fits():
    text = "Mr Hale said talks had failed. He warned that war was near."
    assert speakers(text) == ["Mr Hale", "Mr Hale"]


def test_a_pronoun_that_could_be_either_of_two_stays_as_written():
    text = "Mr Hale said talks failed. Mr Orr said talks failed. He warned of war."
    assert speakers(text) == ["Mr Hale", "Mr Orr", "He"]


def test_a_surname_of_two_people_stays_as_written():
    text = "Ann Hale and Bea Hale came. Hale said talks had failed."
    assert speakers(text) == ["Hale"]


def test_the_official_is_the_one_described_before():
    text = "A Norland official said troops left. The official said war was near."
    assert speakers(text) == ["A Norland official"] * 2


def test_nobody_is_taken_over_from_another_article():
    two = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "text": ["Mr Hale said talks failed.", "He said talks failed."],
        }
    )
    assert find_attributions(two)["speaker"].tolist() == ["Mr Hale", "He"]


@pytest.mark.parametrize(
    "before",
    [
        'The envoy said: "Rebels attacked the town.',  # never closed
        'The envoy said: "Rebels attacked the town."',
        "Rebels attacked the town. The envoy added:",
    ],
)
def test_nobody_speaks_on_in_another_article(before):
    texts = [before, '"We will attack the port tomorrow.']
    found = find_mentions(pd.DataFrame({"article_id": ["a", "b"], "text": texts}))
    told = found[found["article_id"] == "b"]
    assert told[["voice", "speaker"]].values.tolist() == [["quoted", ""]]


# Voice of mentions --------------------------------------------------------------------


def test_the_narrator_speaks_again_in_the_next_sentence():
    text = "Officials said talks had begun. Rebels attacked the town."
    assert voice(text, "attacked") == ("narrator", "")


def test_hearsay_is_attributed_to_nobody():
    assert voice("Rebels reportedly attacked the town.", "attacked") == (
        "attributed",
        "",
    )


def test_an_intention_is_the_narrator_s_word_and_an_attribution_all_the_same():
    text = "Norland plans to attack the base."
    assert voice(text, "attack") == ("narrator", "")
    assert spans(text) == [("indirect", "Norland", "attack the base")]


def test_a_mention_is_given_its_speaker_s_full_name():
    text = "General Ann Hale came. Hale said rebels attacked the town."
    assert voice(text, "attacked") == ("attributed", "General Ann Hale")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("In a statement, the army said rebels stormed the town.", "the army"),
        ("On Monday, officials confirmed rebels stormed the town.", "officials"),
        ("The army told reporters rebels stormed the town.", "The army"),
        ("Rebels, the army said, stormed the town.", "the army"),
        ("Claims by the army that rebels stormed the town were read.", "the army"),
        ("A note of a call between Ann Hale and Bea Orr said rebels stormed the town.",
         "A note of a call between Ann Hale and Bea Orr"),
        ("Ann Hale and Bea Orr said rebels stormed the town.", "Ann Hale and Bea Orr"),
        ("The Norland ministry late Monday said rebels stormed the town.",
         "The Norland ministry"),
        ("Norland officials said all was calm. The official said rebels stormed the town.",
         "Norland officials"),
    ],
)  # fmt: skip
def test_what_somebody_says_is_attributed_to_them(text, speaker):
    assert voice(text, "stormed the") == ("attributed", speaker)


@pytest.mark.parametrize(
    "text",
    [
        "The army, which said all was calm, stormed the town.",
        "Rebels stormed the town, but no group has claimed it.",
        "The army vowed revenge, and stormed the town.",
        "It was amid vows of revenge that rebels stormed the town.",
        "Adding fuel to the fire, rebels stormed the town.",
        "Norland vowed support, while rebels stormed the town.",
    ],
)
def test_what_stands_beside_a_report_is_the_narrator_s(text):
    assert voice(text, "stormed the")[0] == "narrator"


def test_an_aside_behind_a_vow_is_the_narrator_s():
    text = "The group vowed to hold the town, further raising tensions."
    assert voice(text, "tensions")[0] == "narrator"


@pytest.mark.parametrize("verb", ["denied", "blamed", "accused", "condemned", "swore"])
def test_verbs_that_are_acts_report_too(verb):
    tail = {"denied": "the ambush", "blamed": "rebels for the ambush",
            "accused": "rebels of the ambush", "condemned": "the ambush",
            "swore": "to answer the ambush"}[verb]  # fmt: skip
    assert voice(f"The army {verb} {tail}.", "ambush")[1] == "The army"
