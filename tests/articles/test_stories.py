"""Copies are found, and only copies: planted copies and look-alikes of our own."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.articles.stories import explain_copies, find_stories
from toolkit.schema import BadValue, MissingColumn

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "corpora"

BRIDGE = [
    "Engineers of the two provinces began on Monday to take down the barriers on the "
    "bridge at "
    "Orla, which had parted the town for eleven years, a spokesman for the district "
    "said.",
    "Under the agreement signed in March both sides withdraw their posts to a distance "
    "of two "
    "kilometres, and a mixed patrol of forty men takes over the approach roads by "
    "night.",
    "Residents who gathered on the eastern bank watched in silence; some had brought "
    "folding "
    "chairs, and a baker handed out bread to the workers of both crews.",
    "The opposition in the capital called the withdrawal premature and asked for a "
    "debate in "
    "parliament, while the governor said that no soldier would return without his "
    "signature.",
]
GAS = [
    "The operator of the northern pipeline said it had cut deliveries by a third after "
    "an "
    "inspection found damage at two compressor stations near the coast of Velm.",
    "Investigators did not say what had caused it; the interior minister spoke of a "
    "possible "
    "act of sabotage and warned against hasty conclusions about who stood behind it.",
    "Prices on the regional exchange rose by four per cent in early trading before "
    "they fell "
    "back, and importers were asked to report their stocks by the end of the week.",
    "Two neighbouring governments offered to send divers and sonar equipment. A "
    "decision on the "
    "offer is expected once the weather at sea permits a second search.",
]
VOTE = [
    "Delegates at the assembly in Tarn voted by sixty to fifty-one to extend the arms "
    "embargo "
    "for another year, with nine abstentions and after a debate of seven hours.",
    "The sponsors of the motion argued that weapons had continued to reach both armed "
    "camps "
    "through the port, and they presented lists of cargoes that customs officers had "
    "stopped.",
    "Opponents replied that the embargo bound only those who obeyed it. Their "
    "amendment, which "
    "would have exempted radar and medical vehicles, failed by three votes.",
    "Inspectors are to report again in spring; until then every ship above two hundred "
    "tons "
    "must declare its freight one day before it enters coastal waters.",
]
FERRY = [
    "A coastguard cutter fired warning shots on Thursday as a ferry with ninety "
    "passengers "
    "crossed the disputed line off Sandre, the shipping office of the island reported.",
    "Nobody was hurt, and the ferry reached its berth an hour late. The crew of the "
    "cutter later "
    "said by radio that the captain had failed to answer three calls.",
    "The foreign ministry summoned the ambassador and handed him a note of protest, "
    "the fourth "
    "since January, in which it demands that the incident be examined by both navies.",
    "Fishermen on the island said that patrols had come closer to the harbour since "
    "the summer "
    "and that most of them now sail only in groups and in daylight.",
]
OUTLETS = {
    "wire": "Northern Press Agency",
    "daily": "The Orla Daily",
    "post": "Velm Evening Post",
}
EXTRA = (
    "Our reporter in the region adds that shops stayed open through the day and that "
    "the "
    "weekly market will be held as planned, though with fewer stalls than in other "
    "years."
)


def article(name, paragraphs, day, source="wire", title="A headline"):
    return {
        "article_id": name, "source": OUTLETS[source], "title": title,
        "published": pd.Timestamp(f"2024-05-{day:02d}T08:00Z"), "text": "\n\n".join(paragraphs),
    }  # fmt: skip


def lightly_edited(paragraphs):
    """The outlet's name put in, one verb and one number changed."""
    return [
        p.replace(
            "a spokesman for the district said", "a spokesman told The Orla Daily"
        )
        .replace("watched in silence", "looked on in silence")
        .replace("forty men", "40 men")
        for p in paragraphs
    ]


# Every row: an article and the story it belongs to. Two desks on one event, a shared
# background paragraph and a round-up of first sentences are stories of their own.
ROUND_UP = [paragraphs[0] for paragraphs in (BRIDGE, GAS, VOTE, FERRY)]
DESK_ON_BRIDGE = [
    "The bridge at Orla is open again after eleven years. Workers from both provinces "
    "pulled "
    "down the barriers on Monday while several hundred people looked on from the "
    "eastern bank.",
    "Posts of both sides now lie two kilometres back, as agreed in March. At night a "
    "patrol in "
    "which men from either province serve together is to guard the roads that lead to "
    "the town.",
    "Not all are content: in the capital, critics of the accord said that it came too "
    "early.",
]
DESK_ON_FERRY = [
    "Shots were fired near a passenger ferry off Sandre on Thursday. According to the "
    "shipping "
    "office the cutter of the coastguard meant them as a warning, and all on board are "
    "well.",
    "The ferry had crossed a line that both states claim. Whether its captain heard "
    "the calls of "
    "the cutter is in dispute. The ambassador has been summoned, an official said.",
    FERRY[3],  # the same background paragraph as in the other desk's report
]
GOLD = [
    (article("bridge-1", BRIDGE, 6), "bridge"),
    (article("bridge-2 headline", BRIDGE, 6, "daily", "Barriers fall at Orla"), "bridge"),
    (article("bridge-3 cut", BRIDGE[:2], 7, "post"), "bridge"),
    (article("bridge-4 lead only", BRIDGE[:1], 7, "post"), "bridge"),
    (article("bridge-5 edited", lightly_edited(BRIDGE), 7, "daily"), "bridge"),
    (article("bridge-6 two desks", DESK_ON_BRIDGE, 6, "post"), "desk on bridge"),
    (article("gas-1", GAS, 9), "gas"),
    (article("gas-2 added", [*GAS, EXTRA], 10, "daily"), "gas"),
    (article("gas-3 middle cut, added", [GAS[0], *GAS[2:], EXTRA], 12, "post"), "gas"),
    (article("gas-4 next week", GAS, 15, "post"), "gas"),
    (article("vote-1", VOTE, 13), "vote"),
    (article("vote-2 cut here", VOTE[:3], 14, "daily"), "vote"),
    (article("vote-3 cut there", VOTE[1:], 14, "post"), "vote"),
    (article("ferry-1", FERRY, 16), "ferry"),
    (article("ferry-2 two desks", DESK_ON_FERRY, 16, "daily"), "desk on ferry"),
    (article("ferry-3 in capitals", [p.upper() for p in FERRY], 17, "post"), "ferry"),
    (article("round-up", ROUND_UP, 18, "post"), "round-up"),
    (article("item-1", ["Shares of the Velm Steel company closed three per cent lower on Tuesday, "
                        "the stock exchange said in its daily note."], 7), "steel"),
    (article("item-2", ["Shares of the Velm Copper company closed one per cent lower on Tuesday, "
                        "the stock exchange said in its daily note."], 7), "copper"),
    (article("item-3", ["A rocket hit an open field near the town of Orla on Monday evening."], 7),
     "Orla"),
    (article("item-4", ["A rocket hit an open field near the town of Tarn on Monday evening."], 7),
     "Tarn"),
    (article("item-5", ["A rocket hit an open field near the town of Tarn on Monday evening."],
             8, "post"), "Tarn"),
]  # fmt: skip


def pairs(names, stories):
    return {(a, b) for (a, s), (b, t) in combinations(sorted(zip(names, stories, strict=True)), 2)
            if s == t}  # fmt: skip


def gold_table():
    return pd.DataFrame([row for row, _ in GOLD])


def test_every_planted_copy_is_found_and_nothing_else():
    found = find_stories(gold_table())
    names = found["article_id"]
    # bridge 5 articles = 10 pairs, gas 4 = 6, vote 3 = 3, ferry 2 = 1, Tarn 2 = 1
    expected = pairs(names, [story for _, story in GOLD])
    assert len(expected) == 10 + 6 + 3 + 1 + 1
    assert pairs(names, found["story_id"]) == expected


def test_the_story_is_named_for_its_earliest_article():
    found = find_stories(gold_table()).set_index("article_id")["story_id"]
    assert found["gas-4 next week"] == "gas-1"
    assert found["item-5"] == "item-4"


def test_same_rows_in_the_same_order_with_notes_kept():
    articles = gold_table().set_index(np.arange(len(GOLD)) * 7 + 3)
    articles.attrs["notes"] = [{"file": "a", "place": "", "note": "b"}]
    found = find_stories(articles)
    pd.testing.assert_frame_equal(found.drop(columns="story_id"), articles)
    assert found.attrs == articles.attrs and "story_id" not in articles


@settings(max_examples=20)
@given(st.permutations(range(len(GOLD))))
def test_the_order_of_rows_does_not_change_the_stories(order):
    articles = gold_table()
    usual = find_stories(articles).set_index("article_id")["story_id"]
    shuffled = find_stories(articles.iloc[order]).set_index("article_id")["story_id"]
    pd.testing.assert_series_equal(shuffled.sort_index(), usual.sort_index())


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=40).map(" ".join), st.integers(0, 5)
)
def test_any_texts_give_each_article_an_existing_story_not_later_than_itself(text, n):
    texts = [text, text + " and more words", "", "!?", *[text[i:] for i in range(n)]]
    articles = pd.DataFrame(
        {"article_id": [f"{i:02d}" for i in range(len(texts))], "text": texts}
    )
    story = find_stories(articles)["story_id"]
    assert (story <= articles["article_id"]).all()
    assert story.isin(articles["article_id"]).all()
    # the article a story is named for belongs to it
    named = story.set_axis(articles["article_id"])
    assert named[story].tolist() == story.tolist()


def test_syndicating_tenfold_gives_one_story_each():
    originals = [BRIDGE, GAS, VOTE, FERRY]
    rows = [article(f"{s}-{copy}", [*paragraphs, f"Printed in edition {copy} of the paper."], 6)
            for s, paragraphs in enumerate(originals) for copy in range(10)]  # fmt: skip
    found = find_stories(pd.DataFrame(rows))
    assert found["story_id"].unique().tolist() == ["0-0", "1-0", "2-0", "3-0"]
    assert found.groupby("story_id").size().tolist() == [10, 10, 10, 10]


def test_a_chain_of_small_changes_does_not_bind_its_ends():
    # each version drops a paragraph and adds one: neighbours share 3 of 4, the ends none
    versions = [*BRIDGE, *GAS]
    rows = [article(f"v{i}", versions[i : i + 4], 6 + i) for i in range(5)]
    stories = find_stories(pd.DataFrame(rows))["story_id"]
    assert stories.iloc[1] == "v0"
    assert stories.iloc[4] != "v0"


def test_days_is_the_longest_lag_and_includes_its_last_day():
    rows = [article("a", GAS, 1), article("b", GAS, 8), article("c", GAS, 9)]
    # 8 - 1 = 7 days: a copy; 9 - 1 = 8 days from the earliest: a story of its own
    assert find_stories(pd.DataFrame(rows))["story_id"].tolist() == ["a", "a", "c"]
    assert find_stories(pd.DataFrame(rows), days=8)["story_id"].tolist() == [
        "a",
        "a",
        "a",
    ]
    assert find_stories(pd.DataFrame(rows), days=0)["story_id"].tolist() == [
        "a",
        "b",
        "c",
    ]


def test_a_copy_beyond_reach_of_the_first_story_joins_the_second():
    rows = [article(str(day), GAS, day) for day in (10, 15, 19, 20, 21)]
    assert find_stories(pd.DataFrame(rows))["story_id"].tolist() == [
        "10",
        "10",
        "19",
        "19",
        "19",
    ]


def test_undated_articles_compare_with_all_and_never_open_a_dated_story():
    rows = pd.DataFrame(
        [article("a", GAS, 1), article("b", VOTE, 20), article("c", GAS, 2)]
    )
    rows.loc[[0], "published"] = pd.NaT
    assert find_stories(rows)["story_id"].tolist() == ["c", "b", "c"]
    assert find_stories(rows.drop(columns="published"))["story_id"].tolist() == [
        "a",
        "b",
        "a",
    ]


def test_an_article_dated_to_the_month_may_be_of_any_day_in_it():
    rows = pd.DataFrame([article("a", GAS, 1), article("b", GAS, 28)])
    assert find_stories(rows)["story_id"].tolist() == ["a", "b"]
    rows["published_precision"] = ["month", "day"]
    assert find_stories(rows)["story_id"].tolist() == ["a", "a"]


def test_a_long_formula_that_comes_back_every_week_binds_no_two_articles():
    # 12 reports, 9 days apart: reach is 10 days, three quarters of each is formula
    formula = " ".join([*VOTE[1:], EXTRA])
    own = [*BRIDGE, *GAS, *FERRY]
    rows = [article(f"{i:02d}", [formula, text], 1) for i, text in enumerate(own)]
    table = pd.DataFrame(rows)
    table["published"] += pd.to_timedelta(np.arange(12) * 9, unit="D")
    assert find_stories(table, days=10)["story_id"].nunique() == 12
    # within one week the same wording cannot be told from a copy
    assert find_stories(table.head(2), days=10)["story_id"].nunique() == 1


def test_titles_stand_in_for_missing_texts_and_empty_articles_stay_alone():
    articles = pd.DataFrame(
        {
            "article_id": list("abcd"),
            "text": [None, "", "", ""],
            "title": ["Talks resume in Tarn", "Talks resume in Tarn", "", None],
        }
    )
    assert find_stories(articles)["story_id"].tolist() == ["a", "a", "c", "d"]


def test_a_table_without_rows_or_with_one_goes_through():
    one = gold_table().head(1)
    assert find_stories(one)["story_id"].tolist() == ["bridge-1"]
    assert find_stories(one.head(0))["story_id"].tolist() == []


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.1}, {"days": -1}])
def test_impossible_settings_are_refused_with_an_example(wrong):
    with pytest.raises(BadValue, match=r"find_stories\(articles, threshold=0.6"):
        find_stories(gold_table(), **wrong)


def test_a_table_without_text_is_refused():
    with pytest.raises(MissingColumn, match="text"):
        find_stories(gold_table().drop(columns="text"))


def test_each_copy_is_explained():
    found = find_stories(gold_table())
    told = explain_copies(found, "bridge-1").set_index("article_id")
    assert told["kind"].to_dict() == {
        "bridge-2 headline": "exact", "bridge-3 cut": "cut", "bridge-4 lead only": "cut",
        "bridge-5 edited": "edited",
    }  # fmt: skip
    assert told.loc["bridge-3 cut", "shared"] == 1
    assert told["same_title"].to_dict()["bridge-2 headline"] is False
    assert explain_copies(found, "gas-1")["kind"].tolist() == [
        "added",
        "edited",
        "exact",
    ]


def test_the_shared_part_is_the_share_of_words_in_runs_of_four():
    words = [f"w{i}" for i in range(23)]
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "story_id": "a",
            "text": [" ".join(words), " ".join([*words[:-1], "other"])],
        }
    )
    # another last word: 22 of 23 words stand in runs that both texts have
    assert explain_copies(articles, "a")["shared"].tolist() == [22 / 23]


FLOOD = ("The river rose by {} metres at {} on Thursday, the district office said, and {} "
         "families left their houses while soldiers filled sandbags along the dam.")  # fmt: skip


def two_texts(one, other):
    rows = [article("a", [one], 6), article("b", [other], 6)]
    return find_stories(pd.DataFrame(rows))["story_id"].nunique()


def test_a_short_item_gone_over_is_a_copy_and_the_same_form_with_another_place_is_none():
    item = FLOOD.format("two", "Orla", "forty")
    gone_over = item.replace("left their houses", "left home").replace("two", "2")
    assert two_texts(item, gone_over.replace("forty", "40")) == 1
    assert two_texts(item, FLOOD.format("two", "Tarn", "forty")) == 2
    assert two_texts(item, FLOOD.format("two", "Orla", "sixty")) == 2


def test_a_long_report_with_another_toll_stays_one_story_and_says_so():
    toll = "Nine people died. " + " ".join(BRIDGE)
    later = "At least 11 people died. " + " ".join(BRIDGE)
    table = pd.DataFrame([article("a", [toll], 6), article("b", [later], 6)])
    found = find_stories(table)
    assert found["story_id"].tolist() == ["a", "a"]
    assert explain_copies(found, "a")["kind"].tolist() == ["added"]


def test_one_word_changed_in_every_sentence_leaves_a_copy():
    text = " ".join([*BRIDGE, *GAS])
    changed = (
        text.replace(" said", " told us")
        .replace(" had ", " has ")
        .replace(" over ", " through ")
    )
    assert changed != text and two_texts(text, changed) == 1


def test_names_tell_nothing_in_a_text_in_capitals():
    item = FLOOD.format("two", "Orla", "forty").upper()
    assert two_texts(item, item.replace("LEFT THEIR HOUSES", "WENT AWAY")) == 1


def test_an_unknown_story_is_refused_with_some_that_exist():
    with pytest.raises(BadValue, match="bridge-1"):
        explain_copies(find_stories(gold_table()), "nothing")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not here")
def test_full_length_news_holds_no_false_copies_among_295_articles():
    news = pd.read_parquet(SHARED / "wikinews_2019_2020.parquet")
    news = news.rename(columns={"id": "article_id", "date": "published"})
    assert find_stories(news)["story_id"].nunique() == 295
