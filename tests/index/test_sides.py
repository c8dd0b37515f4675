"""Two sides: shares, rates and their differences, worked out on paper."""

import numpy as np
import pandas as pd
import pytest

from toolkit import IndexRecipe, compare_sides
from toolkit.index.side_series import series_of_sides
from toolkit.schema import BadValue


def side(name, n, hits, month=1, **more):
    """Stories of one side, the first of which have a mention each."""
    return [
        (f"{name}{i:04d}", f"2024-{month:02d}-{1 + i % 28:02d}", int(i < hits),
         {"side": name, **more})
        for i in range(n)
    ]  # fmt: skip


@pytest.fixture
def compared(scores_of, mentions_for):
    def build(*rows, terms=("attack",), **options):
        scores = scores_of(*[row for part in rows for row in part])
        mentions = mentions_for(scores, terms)
        return compare_sides(scores, mentions, "A", "B", **options)

    return build


def test_shares_differ_by_an_interval_of_two_independent_shares(compared):
    row = compared(side("A", 400, 100), side("B", 400, 200)).iloc[0]
    assert (row["first"], row["second"], row["ratio"]) == (0.25, 0.5, 2)
    assert (row["hits_first"], row["stories_second"]) == (100, 400)
    half = 1.96 * np.sqrt(0.25 * 0.75 / 400 + 0.5 * 0.5 / 400)
    assert row["difference"] == 0.25
    assert row["low"] == pytest.approx(0.25 - half, abs=0.01)
    assert row["high"] == pytest.approx(0.25 + half, abs=0.01)
    half = 1.96 * np.sqrt(0.25 * 0.75 / 400)
    assert row["first_low"] == pytest.approx(0.25 - half, abs=0.01)


def test_rates_are_mentions_per_1000_words_of_all_stories(compared):
    table = compared(
        side("A", 10, 5), side("B", 10, 5, n_words=50), measures=["rate", "weighted"]
    )
    # 5 mentions of severity 5 in 1,000 words, and the same in 500
    assert table["first"].tolist() == [5, 25] and table["second"].tolist() == [10, 50]
    assert table["words_second"].tolist() == [500, 500]
    assert table["mentions_first"].tolist() == [5, 5]


def test_a_story_with_many_mentions_widens_a_rate_and_not_a_share(compared):
    """The draw is the story: one with twenty mentions is there or is not."""
    even, one = side("A", 40, 20), side("B", 40, 0)
    one[0] = (*one[0][:2], 20, one[0][3])
    table = compared(even, one).set_index("measure")
    assert table.loc["rate", "first"] == table.loc["rate", "second"] == 5
    widths = [
        table.loc["rate", f"{s}_high"] - table.loc["rate", f"{s}_low"]
        for s in ("first", "second")
    ]
    assert widths[1] > 4 * widths[0] and table.loc["rate", "second_low"] == 0
    assert table.loc["share", "second"] == 1 / 40


def test_sides_that_differ_wholly_keep_an_interval_with_width(compared):
    table = compared(side("A", 20, 20), side("B", 20, 0)).set_index("measure")
    share, rate = table.loc["share"], table.loc["rate"]
    # Wilson: 20 of 20 is 83.9 % to 100 %, 0 of 20 is 0 to 16.1 %; Newcombe joins both
    assert share["first_low"] == pytest.approx(0.8389, abs=1e-4)
    assert share["second_high"] == pytest.approx(0.1611, abs=1e-4)
    assert share["difference"] == -1 and share["low"] == -1
    assert share["high"] == pytest.approx(-1 + 0.1611 * np.sqrt(2), abs=1e-4)
    assert share["stands_out"] and share["ratio"] == 0
    # no draw can tell how far a rate of 0 might lie from 0
    assert rate[["second_high", "low", "high", "ratio_low"]].isna().all()
    assert not rate["stands_out"]


def test_what_both_sides_tell_alike_adds_no_width(compared):
    def told(name):
        return [(*row[:3], row[3] | {"story_id": f"s{i}"})
                for i, row in enumerate(side(name, 30, 12))]  # fmt: skip

    table = compared(told("A"), told("B"))
    assert table["difference"].tolist() == table["low"].tolist() == [0, 0]
    assert table["high"].tolist() == [0, 0]
    assert (table["first_high"] > table["first_low"]).all()
    assert table.attrs["n_both"] == 30


def test_bundles_of_stories_leave_the_interval_as_wide(compared, monkeypatch):
    rows = side("A", 900, 270), side("B", 900, 450)
    one_by_one = compared(*rows)
    monkeypatch.setattr("toolkit.index.sides.MOST_DRAWN", 300)
    bundled = compared(*rows)
    same = ["first", "second", "difference", "hits_first", "stories_second"]
    pd.testing.assert_frame_equal(bundled[same], one_by_one[same])
    widths = [t["high"] - t["low"] for t in (one_by_one, bundled)]
    # 1/sqrt(2 * 300) = 4 % either way for the bundles, and the chance of 1,000 draws
    assert (widths[1] / widths[0]).between(0.85, 1.15).all()
    monkeypatch.setattr("toolkit.index.sides.MOST_DRAWN", 1)  # which cannot vary
    assert compared(*rows).eval("high - low").tolist() == [0, 0]


def test_copies_on_one_side_are_one_story(compared):
    copies = side("A", 6, 6, story_id="one")
    row = compared(copies, side("B", 6, 3)).iloc[0]
    assert (row["stories_first"], row["mentions_first"]) == (1, 1)
    recipe = IndexRecipe(copies="all")
    row = compared(copies, side("B", 6, 3), recipe=recipe).iloc[0]
    assert (row["stories_first"], row["mentions_first"]) == (6, 6)


def test_an_outlet_on_both_sides_is_compared_with_itself(compared):
    table = compared(
        side("A", 10, 8, source="Post"), side("B", 20, 4, source="Post"),
        [(f"x{i}", "2024-01-01", 1, {"side": "A", "source": "Sheet"})
         for i in range(5)],
        by="source", measures=["share"],
    )  # fmt: skip
    assert table["source"].tolist() == ["Post"]
    assert table[["first", "second"]].values.tolist() == [[0.8, 0.2]]
    assert table[["stories_first", "stories_second"]].values.tolist() == [[10, 20]]
    assert table.attrs["left_out"] == ["Sheet"]


def test_of_many_terms_one_must_differ_more_to_stand_out(scores_of, mentions_for):
    """A difference of two and a half standard errors, alone and among forty terms."""
    scores = scores_of(*side("A", 100, 30), *side("B", 100, 47))
    mentions = mentions_for(scores)
    others = scores.assign(act_count=(scores["act_count"] + 40))
    rare = pd.concat(
        [mentions, *(mentions_for(others).drop_duplicates("article_id").assign(
            term=f"t{i:02}") for i in range(40))], ignore_index=True
    )  # fmt: skip
    alone = compare_sides(scores, mentions, "A", "B", by="term", measures=["share"])
    among = compare_sides(others, rare, "A", "B", by="term", measures=["share"])
    first = among[among["term"] == "attack"].iloc[0]
    assert alone["low"].iloc[0] > 0 and first["low"] > 0
    assert alone["stands_out"].tolist() == [True] and not first["stands_out"]
    # in every story of both: no difference at all
    assert (among.loc[among["term"] != "attack", "difference"] == 0).all()
    assert among["term"].iloc[0] == "attack" and among.attrs["n_labels"] == 41


def test_rare_terms_are_named_and_left_out(compared):
    table = compared(
        side("A", 30, 30), side("B", 30, 30), terms=("raid", "siege"), by="term", most=1
    )
    assert table["term"].tolist() == ["raid", "raid"]
    assert table.attrs["left_out"] == []  # each story has one mention, of "raid"


def test_channels_come_in_their_order_whatever_the_recipe_counts(compared):
    recipe = IndexRecipe(channels=("act",))
    table = compared(side("A", 9, 3), side("B", 9, 3), by="channel", recipe=recipe)
    assert table["channel"].tolist()[:4] == ["act", "threat", "deescalation", "tone"]
    assert table.loc[1, ["first", "second"]].tolist() == [0, 0]


def test_undated_stories_count(scores_of, mentions_for):
    scores = scores_of(*side("A", 9, 3), *side("B", 9, 3))
    mentions = mentions_for(scores)
    for bare in (scores.assign(published=pd.NaT), scores.drop(columns="published")):
        assert compare_sides(bare, mentions, "A", "B")["stories_first"].tolist() == [
            9,
            9,
        ]


@pytest.mark.parametrize(("options", "said"), [
    ({"measures": ["tension"]}, "share, rate, weighted"),
    ({"by": "side"}, "unknown"), ({"by": "status"}, "unknown"),
    ({"recipe": IndexRecipe(draws=0)}, "draws"),
], ids=["measure", "side", "status", "draws"])  # fmt: skip
def test_what_cannot_be_compared_says_what_can(compared, options, said):
    with pytest.raises(BadValue, match=said):
        compared(side("A", 9, 3), side("B", 9, 3), **options)


def test_a_side_without_stories_is_named(compared):
    with pytest.raises(BadValue, match="no stories of 'B'"):
        compared(side("A", 9, 3))


def test_series_of_sides_share_a_scale_and_count_from_their_own_start(scores_of):
    scores = scores_of(
        *side("A", 20, 10, month=1), *[(f"x{i}", "2024-02-03", 1, {"side": "A"})
                                       for i in range(20)],
        *side("B", 20, 5, month=5),
    )  # fmt: skip
    series = series_of_sides(scores, IndexRecipe())
    assert series[["side", "place", "level"]].values.tolist() == [
        ["A", 1, 0.5], ["A", 2, 1.0], ["B", 1, 0.25]
    ]  # fmt: skip
    assert series.attrs["n_shared"] == 0
    half = 1.96 * np.sqrt(0.25 * 0.75 / 20)
    # of the level itself: an index of one month would be 100 in every draw
    assert series["level_low"].iloc[2] == pytest.approx(0.25 - half, abs=0.06)
    # 20 of 20: Wilson
    assert series["level_low"].iloc[1] == pytest.approx(0.8389, abs=1e-4)
