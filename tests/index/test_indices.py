import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.index.indices import index_notes, tension_index
from toolkit.index.recipe import IndexRecipe
from toolkit.schema import BadValue, MissingColumn, check_table

# no interval: these tests are about the values
QUICK = IndexRecipe(draws=0)


def _recipe(**changes):
    return IndexRecipe(**{"draws": 0, **changes})


@pytest.fixture(scope="module")
def three_months(scores_of):
    return scores_of(
        ("a", "2024-01-03", 1), ("b", "2024-01-09", 0), ("c", "2024-01-20", 0),
        ("d", "2024-01-21", 0),
        ("e", "2024-02-01", 2), ("f", "2024-02-02", 0),
        # nothing in March
        ("g", "2024-04-01", 1), ("h", "2024-04-02", 1, {"n_words": 300}),
    )  # fmt: skip


def test_share_on_paper(three_months):
    index = tension_index(three_months, _recipe(base=("2024-01", "2024-02")))
    # January 1/4, February 1/2, April 2/2; base mean (1/4 + 1/2) / 2 = 3/8
    assert index["level"].tolist()[:2] == [0.25, 0.5]
    expected = [100 * 0.25 / 0.375, 100 * 0.5 / 0.375, np.nan, 100 * 1 / 0.375]
    np.testing.assert_allclose(index["value"], expected)
    assert index["n_words"].tolist() == [400, 200, 0, 400]
    assert check_table(index, "index") is index


def test_rate_and_weighted_add_up_before_they_divide(three_months):
    rate = tension_index(three_months, _recipe(measure="rate"))["level"]
    # April: (1 + 1) mentions in 100 + 300 words, not the mean of 10 and 3.33
    np.testing.assert_allclose(rate, [1000 / 400, 2000 / 200, np.nan, 2000 / 400])
    weighted = tension_index(three_months, _recipe(measure="weighted"))["level"]
    np.testing.assert_allclose(weighted, 5 * rate)


def test_a_period_without_articles_is_missing_and_never_zero(three_months):
    march = tension_index(three_months, IndexRecipe(draws=50)).iloc[2]
    assert np.isnan(march[["value", "low", "high", "level"]].astype(float)).all()
    assert (march["n_articles"], march["n_stories"], march["enough"]) == (0, 0, False)


def test_a_period_with_articles_but_no_hit_is_zero(scores_of):
    scores = scores_of(("a", "2024-01-01", 1), ("b", "2024-02-01", 0))
    assert tension_index(scores, _recipe(base=("2024-01", "2024-01")))[
        "value"
    ].tolist() == [100, 0]


def test_articles_without_words_are_no_part_of_the_share(scores_of):
    scores = scores_of(("a", "2024-01-01", 1), ("b", "2024-01-02", 0, {"n_words": 0}))
    row = tension_index(scores, QUICK).iloc[0]
    assert (row["level"], row["n_articles"], row["n_stories"]) == (1.0, 2, 1)


def test_thin_periods_are_marked_and_kept(three_months):
    index = tension_index(three_months, _recipe(minimum_stories=3))
    assert index["enough"].tolist() == [True, False, False, False]
    assert index["value"].notna().tolist() == [True, True, False, True]


def test_base_outside_the_data_is_an_error_that_names_it(three_months):
    with pytest.raises(
        BadValue, match=r"2019-01 to 2019-06 is empty.*2024-01-01 to 2024-04-01"
    ):
        tension_index(three_months, _recipe(base=("2019-01", "2019-06")))
    with pytest.raises(BadValue, match="2024-03 to 2024-03 has no stories"):
        tension_index(three_months, _recipe(base=("2024-03", "2024-03")))


def test_base_without_a_mention_is_an_error_that_names_it(scores_of):
    scores = scores_of(("a", "2024-01-01", 0), ("b", "2024-02-01", 1))
    with pytest.raises(
        BadValue, match="2024-01 to 2024-01 has no mention in act, threat"
    ):
        tension_index(scores, _recipe(base=("2024-01", "2024-01")))


def test_tension_may_fall_below_zero_but_its_base_may_not(scores_of):
    calm = {"deescalation_count": 3}
    scores = scores_of(("a", "2024-01-01", 2), ("b", "2024-02-01", 0, calm))
    recipe = _recipe(measure="tension", base=("2024-01", "2024-01"))
    # 2 / 100 and -3 / 100 words
    assert tension_index(scores, recipe)["level"].tolist() == [20, -30]
    assert tension_index(scores, recipe)["value"].tolist() == [100, -150]
    with pytest.raises(BadValue, match="not clearly above 0"):
        tension_index(scores, _recipe(measure="tension", base=("2024-02", "2024-02")))


def test_heat_and_cooling_that_nearly_cancel_are_no_base(scores_of):
    # 21 - 20 of 41 is less than a tenth: dividing by it would magnify everything
    near = scores_of(("a", "2024-01-01", 21, {"deescalation_count": 20}))
    with pytest.raises(BadValue, match="nearly cancel"):
        tension_index(near, _recipe(measure="tension"))
    clear = scores_of(("a", "2024-01-01", 25, {"deescalation_count": 20}))
    assert tension_index(clear, _recipe(measure="tension"))["value"].tolist() == [100]


def _two_papers(scores_of):
    """Monthly shares: Mail 0, 1/2, 1; Post 1/2, 0, 1/2, with two stories a month."""
    hits = {"Mail": [(0, 0), (1, 0), (1, 1)], "Post": [(1, 0), (0, 0), (1, 0)]}
    rows = [
        (f"{source}{month}{n}", f"2024-0{month}-0{n + 1}", hit, {"source": source})
        for source, months in hits.items()
        for month, pair in enumerate(months, start=1)
        for n, hit in enumerate(pair)
    ]
    return scores_of(*rows)


def test_sources_are_scaled_by_their_deviation_without_centring(scores_of):
    index = tension_index(_two_papers(scores_of), _recipe(scaling="per_source"))
    mail, post = np.array([0, 0.5, 1]), np.array([0.5, 0, 0.5])
    level = (mail / np.std(mail, ddof=1) + post / np.std(post, ddof=1)) / 2
    np.testing.assert_allclose(index["level"], level)
    np.testing.assert_allclose(index["value"], 100 * level / level.mean())
    # centred, the base mean would be 0 and the index would explode
    assert index["value"].between(0, 300).all()


def test_a_source_without_variance_or_history_is_left_out_and_reported(scores_of):
    flat = [(f"flat{m}", f"2024-0{m}-01", 1, {"source": "Flat"}) for m in (1, 2, 3)]
    young = [("young", "2024-03-01", 1, {"source": "Young"})]
    papers = _two_papers(scores_of)
    index = tension_index(
        pd.concat([papers, scores_of(*flat, *young)]), _recipe(scaling="per_source")
    )
    alone = tension_index(papers, _recipe(scaling="per_source"))
    np.testing.assert_allclose(index["value"], alone["value"])
    assert {e["source"] for e in index.attrs["left_out"]} == {"Flat", "Young"}
    assert index["n_stories"].tolist() == [4, 4, 4]  # theirs do not count
    assert "Flat (no variance" in index_notes(index)


def test_no_source_fit_for_scaling_is_an_error(scores_of):
    scores = scores_of(("a", "2024-01-01", 1), ("b", "2024-02-01", 0))
    with pytest.raises(BadValue, match=r"per_source.*pooled"):
        tension_index(scores, _recipe(scaling="per_source"))


def test_each_source_has_its_own_hundred(scores_of):
    index = tension_index(_two_papers(scores_of), QUICK, by="source")
    means = index.groupby("source")["value"].mean()
    np.testing.assert_allclose(means, [100, 100])
    assert index.columns[:3].tolist() == ["period", "source", "value"]
    assert len(index) == 2 * 3


def test_a_group_without_a_base_is_missing_and_reported(scores_of):
    scores = scores_of(
        ("a", "2024-01-01", 1), ("b", "2024-02-01", 1, {"source": "New"})
    )  # fmt: skip
    index = tension_index(scores, _recipe(base=("2024-01", "2024-01")), by="source")
    new = index[index["source"] == "New"]
    assert new["value"].isna().all()
    assert new["level"].tolist()[1] == 1.0
    assert index.attrs["left_out"][0]["series"] == "New"


def test_one_series_per_channel(scores_of):
    scores = scores_of(
        ("a", "2024-01-01", 1, {"threat_count": 1}), ("b", "2024-01-02", 0),
        ("c", "2024-02-01", 1), ("d", "2024-02-02", 0, {"threat_count": 1}),
        ("e", "2024-02-03", 0, {"threat_count": 1}),
    )  # fmt: skip
    index = tension_index(scores, QUICK, by="channel").set_index(["channel", "period"])
    np.testing.assert_allclose(index.loc["act", "level"], [1 / 2, 1 / 3])
    np.testing.assert_allclose(index.loc["threat", "level"], [1 / 2, 2 / 3])
    with pytest.raises(BadValue, match="weighted"):
        tension_index(scores, _recipe(measure="tension"), by="channel")


def test_articles_without_a_time_or_too_coarse_are_counted_as_left_out(scores_of):
    scores = scores_of(("a", "2024-01-01", 1), ("b", None, 1), ("c", "2024-01-01", 1))
    scores["published_precision"] = ["day", "day", "month"]
    daily = tension_index(scores, _recipe(every="day"))
    assert daily["n_articles"].tolist() == [1]
    assert [e["n"] for e in daily.attrs["left_out"]] == [1, 1]
    assert tension_index(scores, QUICK)["n_articles"].tolist() == [2]


def test_copies_count_once_through_the_earliest(scores_of):
    story = {"story_id": "s"}
    scores = scores_of(
        ("a", "2024-01-31", 1, story), ("b", "2024-02-01", 1, story),
        ("c", "2024-01-01", 0), ("d", "2024-02-02", 0),
    )  # fmt: skip
    once = tension_index(scores, QUICK)
    assert once["level"].tolist() == [1 / 2, 0]
    assert once["n_articles"].tolist() == [2, 2]
    assert once["n_stories"].tolist() == [2, 1]
    assert tension_index(scores, _recipe(copies="all"))["level"].tolist() == [
        1 / 2,
        1 / 2,
    ]


def test_new_months_never_rewrite_published_ones(scores_of):
    recipe = IndexRecipe(base=("2024-01", "2024-02"), draws=50, scaling="pooled")
    rows = [
        (f"{m}-{i}", f"2024-0{m}-{i:02d}", i % m == 0)
        for m in (1, 2, 3, 4)
        for i in range(1, 21)
    ]
    everything = scores_of(*[(a, d, int(h)) for a, d, h in rows])
    early = everything[everything["published"] < "2024-04-01"]
    before, after = (tension_index(s, recipe) for s in (early, everything))
    pd.testing.assert_frame_equal(before, after.iloc[: len(before)], check_exact=True)


def test_naive_times_and_strings_are_read_as_utc(three_months):
    naive = three_months.assign(
        published=three_months["published"].dt.tz_localize(None)
    )
    pd.testing.assert_frame_equal(
        tension_index(naive, QUICK), tension_index(three_months, QUICK)
    )


def test_attributes_survive_a_parquet_file(three_months, tmp_path):
    index = tension_index(three_months, QUICK)
    json.dumps(index.attrs)
    index.to_parquet(tmp_path / "index.parquet")
    again = pd.read_parquet(tmp_path / "index.parquet")
    assert again.attrs["recipe_sha256"] == QUICK.sha256
    pd.testing.assert_frame_equal(again, index)


def test_missing_columns_are_told(three_months):
    with pytest.raises(MissingColumn, match="section"):
        tension_index(three_months, QUICK, by="section")
    with pytest.raises(BadValue, match="published"):
        tension_index(three_months.drop(columns="published"), QUICK)
    with pytest.raises(MissingColumn, match="source"):
        tension_index(
            three_months.drop(columns="source"), _recipe(scaling="per_source")
        )


# --------------------------------------------------------------- what must always hold


@st.composite
def _rows(draw):
    n = draw(st.integers(6, 25))
    rows = [("anchor", "2024-01-01", 1, {"source": "Mail"})]
    for i in range(n):
        rows.append((
            f"id{i:02d}",
            f"2024-0{draw(st.integers(1, 3))}-{draw(st.integers(1, 28)):02d}",
            draw(st.integers(0, 3)),
            {"source": draw(st.sampled_from(["Mail", "Post"])),
             "story_id": f"s{draw(st.integers(0, 9))}",
             "n_words": draw(st.sampled_from([100, 200, 400]))},
        ))  # fmt: skip
    return rows


@settings(max_examples=25)
@given(
    rows=_rows(), measure=st.sampled_from(["share", "rate", "weighted"]), data=st.data()
)
def test_the_order_of_the_rows_does_not_matter(scores_of, rows, measure, data):
    order = data.draw(st.permutations(range(len(rows))))
    scores = scores_of(*rows)
    recipe = IndexRecipe(measure=measure, draws=30)
    for by in (None, "source"):
        straight = tension_index(scores, recipe, by=by)
        mixed = tension_index(scores.iloc[order], recipe, by=by)
        pd.testing.assert_frame_equal(straight, mixed, check_exact=True)


@settings(max_examples=25)
@given(rows=_rows(), measure=st.sampled_from(["share", "rate", "weighted"]))
def test_syndicating_everything_tenfold_changes_nothing(scores_of, rows, measure):
    scores = scores_of(*rows)
    copies = [scores] + [
        scores.assign(
            article_id=scores["article_id"] + f"copy{n}",
            published=scores["published"] + pd.Timedelta(hours=n),
        )
        for n in range(1, 10)
    ]
    columns = ["period", "value", "low", "high", "level", "n_stories", "n_words"]
    recipe = IndexRecipe(measure=measure, draws=30)
    for by in (None, "source"):
        once = tension_index(scores, recipe, by=by)[columns]
        tenfold = tension_index(pd.concat(copies), recipe, by=by)[columns]
        pd.testing.assert_frame_equal(once, tenfold, check_exact=True)


@settings(max_examples=25)
@given(rows=_rows())
def test_one_more_article_without_a_hit_lowers_the_share(scores_of, rows):
    scores = scores_of(*rows)
    more = scores_of(*rows, ("zero", "2024-01-05", 0))
    before, after = (tension_index(s, QUICK)["level"].iloc[0] for s in (scores, more))
    assert 0 < after < before


def test_the_interval_does_not_depend_on_how_many_series_are_drawn_at_once(
    scores_of, monkeypatch
):
    from toolkit.index import indices

    scores = scores_of(*(
        (f"{source}{month}{n}", f"2024-0{month}-01", (n + month) % 3, {"source": source})
        for source in ("Mail", "Post", "Sun") for month in (1, 2, 4) for n in range(4)
    ))  # fmt: skip
    recipe = _recipe(measure="rate", draws=50, base=("2024-01", "2024-04"))
    whole = tension_index(scores, recipe, by="source")
    monkeypatch.setattr(indices, "_CELLS_DRAWN", 1)
    pd.testing.assert_frame_equal(tension_index(scores, recipe, by="source"), whole)


def test_a_balanced_panel_leaves_out_who_comes_and_goes_and_names_them(scores_of):
    scores = scores_of(
        ("a", "2024-01-01", 1, {"source": "Mail"}),
        ("b", "2024-02-01", 0, {"source": "Mail"}),
        ("c", "2024-02-02", 1, {"source": "Post"}),
    )
    recipe = IndexRecipe(draws=0, panel="balanced")
    index = tension_index(scores, recipe)
    assert index["level"].tolist() == [1, 0]  # Mail alone: 1 of 1, then 0 of 1
    assert "source Post (stories in 1 of 2 periods" in index_notes(index)
    with pytest.raises(BadValue, match="no source has stories in all 2 months"):
        tension_index(scores[scores["article_id"].isin(["a", "c"])], recipe)
