"""Counts for a page that weighs anew, worked out on paper."""

import pandas as pd
import pytest

from toolkit import IndexRecipe
from toolkit.index.live import live_counts
from toolkit.schema import BadValue

RECIPE = IndexRecipe(minimum_stories=2, draws=0)


@pytest.fixture
def scores(scores_of):
    """June: three mentions in 300 words; July: nothing; August: one in 100."""
    return scores_of(
        ("a", "2024-06-01", 2, {"n_words": 200}), ("b", "2024-06-03", 1),
        ("c", "2024-08-01", 0, {"source": "Post", "threat_count": 1}),
    )  # fmt: skip


def test_every_period_is_there_with_words_and_counts(scores, mentions_for):
    tables = live_counts(scores, mentions_for(scores), RECIPE)
    cells, counts = tables["live_cells"], tables["live_counts"]
    periods = cells[cells["of"] == "period"]
    assert periods["name"].tolist() == ["2024-06", "2024-07", "2024-08"]
    assert periods["n_words"].tolist() == [300, 0, 100]
    assert periods["ranked"].tolist() == [True, False, False]  # two stories at least
    own = counts[counts["of"] == "period"].set_index(["name", "channel"])
    assert own["count"].to_dict() == {("2024-06", "act"): 3, ("2024-08", "threat"): 1}
    assert own["as given"].tolist() == [15, 5]  # 5 a mention
    assert tables["live_index"]["level"].round(9).tolist()[::2] == [50, 50]


def test_outlets_with_few_stories_are_listed_and_not_ranked(scores, mentions_for):
    tables = live_counts(scores, mentions_for(scores), RECIPE)
    outlets = tables["live_cells"].query("of == 'source'").set_index("name")
    assert outlets["ranked"].to_dict() == {"Mail": True, "Post": False}
    firsts = tables["live_firsts"].query("of == 'source'")["first"]
    assert len(firsts) == 500 and set(firsts) == {""}  # one alone is ahead of none


def test_a_tension_index_counts_mentions_and_other_scales_stand_beside(
    scores, mentions_for
):
    mentions = mentions_for(scores)
    recipe = IndexRecipe(measure="tension", minimum_stories=1, draws=0)
    scale = pd.Series(range(len(mentions)), dtype=float)
    tables = live_counts(scores, mentions, recipe, scales={"mine": scale})
    own = tables["live_counts"].query("of == 'period'")
    assert own["as given"].tolist() == own["count"].tolist() == [3, 1]
    assert own["mine"].sum() == scale.sum()
    assert tables["live_cells"].attrs["signs"] == {"deescalation": -1}


def test_the_largest_outlets_have_lines_of_their_own_and_the_others_one(
    scores_of, mentions_for
):
    """Twelve outlets, the first of which print one story more than the last four."""
    scores = scores_of(*(
        (f"{outlet}{n}{month}", f"2024-0{month}-01", 1, {"source": f"Outlet {outlet}"})
        for month in (6, 7) for outlet in "ABCDEFGHIJKL"
        for n in range(2 if outlet < "I" else 1)
    ))  # fmt: skip
    tables = live_counts(scores, mentions_for(scores), RECIPE)
    lines = tables["live_cells"].query("of == 'line'")
    assert list(lines["source"].unique()) == [
        *(f"Outlet {letter}" for letter in "ABCDEFGH"), "other outlets"
    ]  # fmt: skip
    own = lines.set_index(["source", "name"])["n_stories"]
    assert own["Outlet A", "2024-06"] == 2 and own["other outlets", "2024-07"] == 4
    counts = tables["live_counts"]
    by = counts[counts["of"] == "line"].groupby("source")["count"].sum()
    assert by["Outlet B"] == 4 and by["other outlets"] == 8
    assert by.sum() == counts[counts["of"] == "period"]["count"].sum() == 40


def test_days_of_years_leave_two_lines_and_one_outlet_none_but_its_own(
    scores_of, mentions_for
):
    long = scores_of(
        ("a", "2022-01-01", 1), ("b", "2024-06-01", 1), ("c", "2022-01-01", 1,
        {"source": "Post"}), ("d", "2022-01-01", 1, {"source": "Sun"}),
    )  # fmt: skip
    recipe = IndexRecipe(every="day", minimum_stories=1, draws=0)
    tables = live_counts(long, mentions_for(long), recipe)  # 883 days: 2 lines of 2,000
    assert list(tables["live_outlets"]["source"].unique()) == ["Mail", "other outlets"]
    alone = long[long["source"] == "Mail"]
    tables = live_counts(alone, mentions_for(alone), recipe)
    assert len(tables["live_outlets"]) == 0
    assert set(tables["live_cells"]["of"]) == {"period", "source"}


def test_copies_and_outlets_outside_the_panel_do_not_count(scores_of, mentions_for):
    scores = scores_of(
        ("a", "2024-06-01", 1, {"story_id": "s"}), ("b", "2024-06-02", 1,
        {"story_id": "s"}), ("c", "2024-07-01", 1),
        ("d", "2024-06-01", 4, {"source": "Post"}),
    )  # fmt: skip
    recipe = IndexRecipe(panel="balanced", minimum_stories=1, draws=0)
    tables = live_counts(scores, mentions_for(scores), recipe)
    own = tables["live_counts"].query("of == 'period'")
    assert own["count"].tolist() == [1, 1]
    assert set(tables["live_cells"].query("of == 'source'")["name"]) == {"Mail"}


def test_nothing_to_weigh_and_too_many_periods_are_said(scores_of, mentions_for):
    none = scores_of(("a", "2024-06-01", 0), ("b", "2024-07-01", 0))
    with pytest.raises(BadValue, match="no mention"):
        live_counts(
            none, mentions_for(scores_of(("z", "2024-06-01", 1))).head(0), RECIPE
        )
    long = scores_of(("a", "2020-01-01", 1), ("b", "2024-01-01", 1))
    with pytest.raises(BadValue, match="1,462 periods, more than the 1,000"):
        live_counts(long, mentions_for(long), IndexRecipe(every="day", draws=0))
