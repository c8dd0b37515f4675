import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.index.contributions import (
    changed_mentions,
    explain_change,
    term_contributions,
)
from toolkit.index.indices import tension_index
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.index.word_shift import word_shift
from toolkit.schema import BadValue

JULY, AUGUST = "2024-07", "2024-08"


@pytest.fixture
def scores(scores_of):
    return scores_of(
        ("a", "2024-07-01", 2), ("b", "2024-07-02", 0, {"threat_count": 1}),
        ("c", "2024-08-01", 3),
        ("d", "2024-08-02", 1, {"source": "Post", "n_words": 300}),
    )  # fmt: skip


@pytest.fixture
def mentions(scores, mentions_for):
    return mentions_for(scores, ("attack", "raid", "raid"))


def test_rate_by_term_on_paper(scores, mentions):
    parts = explain_change(
        scores, mentions, JULY, AUGUST, recipe=IndexRecipe(measure="rate")
    )
    parts = parts.set_index("term")
    # July, 200 words: attack in a and b, raid in a
    # August, 400 words: attack in c and d, raid twice in c
    assert parts.loc["attack", "first"] == 1000 * 2 / 200
    assert parts.loc["attack", "second"] == 1000 * 2 / 400
    assert parts.loc["raid", "change"] == 1000 * (2 / 400 - 1 / 200)
    assert parts["change"].sum() == pytest.approx(1000 * (4 / 400 - 3 / 200), abs=1e-9)


def test_share_splits_each_story_over_its_distinct_terms(scores, mentions):
    parts = explain_change(scores, mentions, JULY, AUGUST).set_index("term")
    # July: a -> attack 1/2, raid 1/2; b -> attack 1; of 2 stories
    assert parts.loc["attack", "first"] == 1.5 / 2
    assert parts.loc["raid", "first"] == 0.5 / 2
    assert parts.loc["attack", "second"] == 1.5 / 2  # c 1/2, d 1
    assert parts.attrs["change"] == 0


def test_by_source_tells_composition_from_own_change(scores, mentions):
    rate = IndexRecipe(measure="rate")
    parts = explain_change(scores, mentions, JULY, AUGUST, by="source", recipe=rate)
    parts = parts.set_index("source")
    # Mail: 15 -> 30 per 1,000 words, its share of the words 1 -> 1/4; Post: 0 -> 3/4
    assert parts.loc["Mail", "within"] == pytest.approx((1 + 0.25) / 2 * (30 - 15))
    middle = (15 + 10) / 2
    assert parts.loc["Mail", "composition"] == pytest.approx(
        (0.25 - 1) * (22.5 - middle)
    )
    assert np.isnan(parts.loc["Post", "first"])
    assert parts.loc["Post", "within"] == 0
    assert parts["change"].sum() == pytest.approx(10 - 15, abs=1e-9)


def test_by_term_tells_composition_from_change_within_sources(scores, mentions):
    rate = IndexRecipe(measure="rate")
    parts = explain_change(scores, mentions, JULY, AUGUST, recipe=rate)
    parts = parts.set_index("term")
    # attack: Mail 2 in 200 words (10), then 1 in 100 (10); Post came, 1 in 300 words
    assert parts.loc["attack", "within"] == pytest.approx(0)
    assert parts.loc["attack", "composition"] == pytest.approx(
        (1 / 4 - 1) * 10 + 3 / 4 * (1000 / 300)
    )
    assert parts["change"].to_numpy() == pytest.approx(
        (parts["second"] - parts["first"]).to_numpy()
    )


def test_by_article_names_each_article(scores, mentions):
    parts = explain_change(scores, mentions, JULY, AUGUST, by="article")
    # shares: a and b are half of July each, c and d half of August each
    assert dict(zip(parts["article"], parts["change"], strict=True)) == {
        "a": -0.5, "b": -0.5, "c": 0.5, "d": 0.5,
    }  # fmt: skip


def test_each_part_leads_down_to_its_mentions(scores, mentions):
    mentions = mentions.set_axis(range(100, 100 + len(mentions)))
    found = changed_mentions(scores, mentions, JULY, AUGUST)
    parts = explain_change(scores, mentions, JULY, AUGUST).set_index("term")
    sums = found.groupby("term")["change"].sum()
    assert sums["raid"] == pytest.approx(parts.loc["raid", "change"])
    first = found.iloc[0]
    assert mentions.loc[first["mention"], "start"] == first["start"]


def test_a_word_shift_tells_how_often_from_how_heavy(scores, mentions):
    heavier = mentions.assign(
        severity=[4.0, 4.0, 5.0, 8.0, 8.0, 8.0, 4.0],
        term=["raid", "raid", "siege", "raid", "raid", "raid", "siege"],
    )
    scores = scores.assign(
        act_weighted=[1000 * 8 / 100, 0, 1000 * 24 / 100, 1000 * 4 / 300],
        threat_weighted=[0, 1000 * 5 / 100, 0, 0],
    )
    shift = word_shift(scores, heavier, JULY, AUGUST).set_index("term")
    # raid: 2 in 200 words of severity 4, then 3 in 400 of severity 8
    assert shift.loc["raid", "frequency"] == pytest.approx((7.5 - 10) * 6)
    assert shift.loc["raid", "severity"] == pytest.approx((10 + 7.5) / 2 * 4)
    assert shift["change"].sum() == pytest.approx(1000 * (28 / 400 - 13 / 200))
    assert shift["explained"].iloc[-1] == pytest.approx(1)
    with pytest.raises(BadValue, match="knows no severity"):
        word_shift(scores, heavier, JULY, AUGUST, recipe=IndexRecipe())


def test_other_mentions_than_those_counted_are_refused(scores, mentions):
    with pytest.raises(BadValue, match="not the ones"):
        explain_change(scores, mentions.iloc[1:], JULY, AUGUST)


def test_statuses_the_scores_left_out_are_left_out_here_too(scores, mentions):
    denied = mentions.iloc[:1].assign(status="denied", term="denied thing")
    parts = explain_change(scores, pd.concat([mentions, denied]), JULY, AUGUST)
    assert "denied thing" not in parts["term"].tolist()


def test_errors_teach(scores, mentions):
    with pytest.raises(BadValue, match="choose term"):
        explain_change(scores, mentions, JULY, AUGUST, by="colour")
    with pytest.raises(BadValue, match="no stories in 2024-01"):
        explain_change(scores, mentions, "2024-01", AUGUST)
    with pytest.raises(BadValue, match="same month"):
        explain_change(scores, mentions, JULY, "2024-07-15")
    with pytest.raises(BadValue, match="actor"):
        explain_change(scores, mentions, JULY, AUGUST, by="actor")


def test_an_unnamed_actor_is_a_part_of_its_own(scores, mentions):
    named = mentions.assign(actor=["Iran", *[None] * (len(mentions) - 1)])
    parts = explain_change(scores, named, JULY, AUGUST, by="actor")
    assert sorted(parts["actor"]) == ["(none)", "Iran"]


def test_term_contributions_add_up_to_one(scores, mentions):
    table = term_contributions(scores, mentions).set_index(["term", "channel"])
    # severities are all 5: attack a c d, raid a c c, threat attack b
    assert table.loc[("raid", "act"), "share"] == 3 / 7
    assert table.loc[("attack", "act"), "stories"] == 3
    assert table["share"].sum() == pytest.approx(1)
    july = term_contributions(scores, mentions, JULY)
    assert july["mentions"].sum() == 3


@settings(max_examples=40)
@given(
    hits=st.lists(
        st.tuples(
            *[st.integers(0, 4)] * 4, st.sampled_from("AB"), st.sampled_from([50, 170])
        ),
        min_size=4, max_size=12,
    ),
    measure=st.sampled_from(sorted(MEASURES)),
    by=st.sampled_from(["term", "type", "channel", "article", "dyad", "source"]),
)  # fmt: skip
def test_the_parts_add_up_exactly(scores_of, mentions_for, hits, measure, by):
    rows = [
        (f"id{n}", f"2024-0{7 + n % 2}-01", act, {
            "threat_count": threat, "deescalation_count": calm, "tone_count": tone,
            "source": source, "n_words": words, "story_id": f"s{n // 3 * 2 + n % 2}",
        })
        for n, (act, threat, calm, tone, source, words) in enumerate(hits)
    ]  # fmt: skip
    scores = scores_of(*rows)
    mentions = mentions_for(scores, ("attack", "raid", "siege"))
    mentions = mentions.assign(actor="Iran", target=None, severity=5.0)
    recipe = IndexRecipe(measure=measure)
    parts = explain_change(scores, mentions, JULY, AUGUST, by=by, recipe=recipe)
    assert parts["change"].sum() == pytest.approx(parts.attrs["change"], abs=1e-9)
    halves = parts[["within", "composition"]].sum()
    assert halves.sum() == pytest.approx(parts.attrs["change"], abs=1e-9)
    # however it is split, the same part of it lies within sources
    assert halves["within"] == pytest.approx(parts.attrs["within"], abs=1e-9)
    each = changed_mentions(scores, mentions, JULY, AUGUST, recipe=recipe)["change"]
    assert each.sum() == pytest.approx(parts.attrs["change"], abs=1e-9)
    try:
        level = tension_index(scores, IndexRecipe(measure=measure, draws=0))["level"]
    except BadValue:  # no base to divide by: the level is no less true
        return
    assert parts.attrs["change"] == pytest.approx(
        level.iloc[1] - level.iloc[0], abs=1e-9
    )
