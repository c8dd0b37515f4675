import numpy as np
import pandas as pd
import pytest

from toolkit import IndexRecipe, event_study, tension_index
from toolkit.index.indices import index_notes
from toolkit.schema import BadValue

WEEKS = IndexRecipe(every="week", draws=0)


def test_an_article_stands_in_the_month_its_event_happened(scores_of):
    scores = scores_of(("a", "2024-03-01", 1), ("b", "2024-03-02", 0))
    scores["happened"] = ["2024-01-15", "2024-02-15"]
    index = tension_index(scores, IndexRecipe(time="happened", draws=0))
    assert index["period"].dt.month.tolist() == [1, 2]
    assert index["level"].tolist() == [1, 0]
    assert "time: happened" in index_notes(index)


def test_articles_without_an_event_time_are_named(scores_of):
    scores = scores_of(("a", "2024-03-01", 1), ("b", "2024-03-02", 0))
    scores["happened"] = ["2024-01-15", None]
    index = tension_index(scores, IndexRecipe(time="happened", draws=0))
    assert index.attrs["left_out"] == [
        {"what": "articles", "n": 1, "reason": "no 'happened' time"}
    ]
    with pytest.raises(BadValue, match="no column 'told'"):
        tension_index(scores, IndexRecipe(time="told"))


@pytest.fixture
def around(scores_of):
    """One story a day for eight weeks; hits from Thursday 2024-02-01 on."""
    days = pd.date_range("2024-01-04", periods=56, freq="D")
    return scores_of(
        *[
            (f"{day:%j}", str(day), int(day >= pd.Timestamp("2024-02-01")))
            for day in days
        ]
    )


def test_weeks_are_counted_from_the_day_of_the_event(around):
    # every seventh story has a hit too, so that there is a base to divide by
    around.loc[::7, ["act_any", "act_count"]] = 1
    study = event_study(around, "2024-02-01", WEEKS, before=4, after=3)
    assert study["relative"].tolist() == list(range(-4, 4))
    # the week of the event runs from Thursday to Wednesday: no quiet day is in it
    assert study["level"].round(3).tolist() == [round(1 / 7, 3)] * 4 + [1] * 4
    assert study["value"].round(6).tolist() == [100] * 4 + [700] * 4
    assert str(study["period"].iloc[4].date()) == "2024-02-01"
    assert "base window: the 4 weeks before each event" in index_notes(study)


def test_several_events_stand_apart_and_together(around):
    around.loc[::7, ["act_any", "act_count"]] = 1
    study = event_study(
        around,
        {"first": "2024-01-18", "second": "2024-02-01"},
        WEEKS,
        before=1,
        after=0,
    ).set_index(["event", "relative"])
    assert study.loc[("first", 0), "level"] == pytest.approx(1 / 7)
    assert study.loc[("second", 0), "level"] == 1
    together = study.loc[("all events", 0)]
    assert together["level"] == pytest.approx((1 + 7) / 14)
    assert together["n_stories"] == 14
    assert pd.isna(together["period"])


def test_the_change_has_an_interval_that_finds_it(around):
    around.loc[::7, ["act_any", "act_count"]] = 1
    recipe = IndexRecipe(every="week", draws=300)
    study = event_study(around, "2024-02-01", recipe, before=4, after=3)
    change = study.attrs["changes"].iloc[0]
    assert change["difference"] == pytest.approx(1 - 1 / 7)
    assert 0 < change["low"] < change["difference"] < change["high"] < 1
    assert study.attrs["sentence"].startswith("2024-02-01: mean level 0.143 before, 1")


def test_periods_beyond_the_coverage_are_listed_as_missing(around):
    around.loc[::7, ["act_any", "act_count"]] = 1
    study = event_study(around, "2024-01-11", WEEKS, before=3, after=1)
    assert study["relative"].tolist() == [-3, -2, -1, 0, 1]
    assert np.isnan(study["value"].iloc[0])
    assert not study["enough"].iloc[0]


def test_what_has_no_event_time_is_said(around):
    with pytest.raises(BadValue, match="every='day' or 'week'"):
        event_study(around, "2024-02-01", IndexRecipe())
    with pytest.raises(BadValue, match="no stories in the weeks before 2023-01-01"):
        event_study(around, "2023-01-01", WEEKS)
    with pytest.raises(BadValue, match="no stories in the weeks after"):
        event_study(around, "2024-03-05", WEEKS)
    with pytest.raises(BadValue, match="no date that can be read"):
        event_study(around, "some day", WEEKS)
