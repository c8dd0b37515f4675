"""What one value of an index is made of."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.index.indices import tension_index
from toolkit.index.points import explain_level, level_mentions
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.index.selections import select_scores
from toolkit.schema import BadValue


@pytest.fixture
def scores(scores_of):
    return scores_of(
        ("a", "2024-07-01", 2), ("b", "2024-07-02", 0, {"threat_count": 1}),
        ("c", "2024-08-01", 3), ("d", "2024-07-03", 0, {"n_words": 200}),
    )  # fmt: skip


@pytest.fixture
def mentions(scores, mentions_for):
    return mentions_for(scores, ("attack", "raid", "raid"))


def test_parts_of_a_rate_on_paper(scores, mentions):
    rate = IndexRecipe(measure="rate")
    parts = explain_level(scores, mentions, "2024-07", recipe=rate)
    # July, 400 words: two mentions in a, one in b
    assert parts[["article_id", "mentions", "part"]].values.tolist() == [
        ["a", 2, 5.0], ["b", 1, 2.5],
    ]  # fmt: skip
    assert parts["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert (parts.attrs["level"], parts.attrs["counted_in"]) == (7.5, 400)
    assert parts.attrs["n_stories"] == 3


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", ["article", "term", "source", "channel"])
def test_parts_add_up_to_the_level_of_the_index(scores, mentions, measure, by):
    recipe = IndexRecipe(measure=measure, draws=0)
    index = tension_index(scores, recipe).set_index("period")
    for period in index.index:
        parts = explain_level(scores, mentions, period, by=by, recipe=recipe)
        assert parts["part"].sum() == pytest.approx(index.at[period, "level"])


def test_a_selection_is_followed(scores, mentions):
    chosen = select_scores(scores, mentions, term="raid")
    rate = IndexRecipe(measure="rate")
    parts = explain_level(chosen, mentions, "2024-07", by="term", recipe=rate)
    assert parts[["term", "part"]].values.tolist() == [["raid", 2.5]]


def test_row_labels_lead_back_to_the_mentions(scores, mentions):
    mentions.index = mentions.index + 70
    found = level_mentions(scores, mentions, "2024-07")
    again = mentions.loc[found["mention"], "term"].tolist()
    assert again == found["term"].tolist()


def test_a_period_without_stories_says_where_there_are_some(scores, mentions):
    with pytest.raises(BadValue, match="from 2024-07-01 to 2024-08-01"):
        explain_level(scores, mentions, "2023-07")


@settings(max_examples=30)
@given(hits=st.lists(st.integers(0, 4), min_size=2, max_size=8))
def test_parts_of_any_share_add_up(scores_of, mentions_for, hits):
    days = pd.date_range("2024-07-01", periods=len(hits)).astype(str)
    rows = [
        (f"a{i}", day, n) for i, (day, n) in enumerate(zip(days, hits, strict=True))
    ]
    scores = scores_of(*rows)
    found = level_mentions(scores, mentions_for(scores, ("x", "y", "y")), "2024-07")
    assert found["part"].sum() == pytest.approx(sum(h > 0 for h in hits) / len(hits))
