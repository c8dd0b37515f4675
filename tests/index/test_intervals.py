import numpy as np
import pandas as pd
import pytest

from toolkit.index.indices import tension_index
from toolkit.index.intervals import (
    bca_interval,
    draw_levels,
    percentile_interval,
    simultaneous_band,
    story_skew,
    wilson_interval,
)
from toolkit.index.levels import build_levels
from toolkit.index.recipe import BANDS, IndexRecipe
from toolkit.schema import column_names


def _month(prefix, month, n, hits, **more):
    return [
        (f"{prefix}{i:04d}", f"2024-{month:02d}-{1 + i % 28:02d}", int(i < hits), more)
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def two_months(scores_of):
    return scores_of(*_month("a", 1, 400, 100), *_month("b", 2, 400, 200))


def test_wilson_is_the_textbook_interval():
    # Newcombe (1998), table I: 81 of 263 gives .2553 to .3662
    low, high = wilson_interval(81, 263)
    assert (round(float(low), 4), round(float(high), 4)) == (0.2553, 0.3662)
    assert np.isnan(wilson_interval(0, 0)[0])


def test_bootstrap_of_a_share_agrees_with_theory(two_months):
    levels = build_levels(two_months, IndexRecipe())
    drawn = draw_levels(levels, 4000, seed=1)
    # standard error of a share: sqrt(p (1 - p) / n)
    np.testing.assert_allclose(drawn.mean(axis=0), [0.25, 0.5], atol=0.002)
    theory = [np.sqrt(0.25 * 0.75 / 400), np.sqrt(0.5 * 0.5 / 400)]
    np.testing.assert_allclose(drawn.std(axis=0), theory, rtol=0.05)
    low, high = percentile_interval(drawn, 0.95)
    wilson_low, wilson_high = wilson_interval(np.array([100, 200]), 400)
    np.testing.assert_allclose(low, wilson_low, atol=0.006)
    np.testing.assert_allclose(high, wilson_high, atol=0.006)


def test_bootstrap_of_a_rate_agrees_with_theory(scores_of):
    rng = np.random.default_rng(5)
    hits = rng.poisson(2, 300)
    scores = scores_of(
        *[(f"a{i:03d}", "2024-01-01", int(h)) for i, h in enumerate(hits)]
    )
    levels = build_levels(scores, IndexRecipe(measure="rate"))
    drawn = draw_levels(levels, 4000, seed=1)[:, 0]
    # all articles have 100 words: the rate is 10 x the mean of the hits
    assert drawn.mean() == pytest.approx(10 * hits.mean(), rel=0.005)
    assert drawn.std() == pytest.approx(10 * hits.std() / np.sqrt(300), rel=0.05)


def test_the_uncertainty_of_the_base_is_in_the_interval(two_months):
    index = tension_index(two_months, IndexRecipe(base=("2024-01", "2024-01")))
    january, february = index.iloc[0], index.iloc[1]
    # the base itself is 100 in every draw; February carries both months' noise
    assert (january["low"], january["high"]) == (100, 100)
    spread = np.sqrt(
        (1 - 0.25) / 100 + (1 - 0.5) / 200
    )  # relative, of a ratio of shares
    assert february["value"] == 200
    assert (february["high"] - february["low"]) / (2 * 1.96 * 200) == pytest.approx(
        spread, rel=0.1
    )


def test_copies_do_not_narrow_the_interval(scores_of):
    rows = _month("a", 1, 40, 10) + _month("b", 2, 40, 20)
    single = scores_of(*rows)
    copied = pd.concat([single] + [
        single.assign(article_id=single["article_id"] + f"-{n}") for n in range(9)
    ])  # fmt: skip
    recipe = IndexRecipe(copies="all", base=("2024-01", "2024-02"), draws=2000)
    width = [
        (table["high"] - table["low"]).to_numpy()
        for table in (tension_index(single, recipe), tension_index(copied, recipe))
    ]
    # taken for independent, 400 articles would give a third of the width of 40
    np.testing.assert_allclose(width[1], width[0], rtol=0.12)


def test_all_or_none_still_has_width(scores_of):
    scores = scores_of(
        *_month("a", 1, 20, 10), *_month("b", 2, 20, 0), *_month("c", 3, 20, 20)
    )
    index = tension_index(scores, IndexRecipe(base=("2024-01", "2024-01")))
    none, every = index.iloc[1], index.iloc[2]
    assert none["low"] == 0
    assert none["high"] > 100 * 0.15  # Wilson: 0 of 20 goes up to .161, base .5
    assert every["low"] < 200 <= every["high"]


def test_many_small_sources_do_not_hide_the_uncertainty(scores_of):
    rows = [
        (a, d, h, {"source": f"paper{n}"})
        for n, (a, d, h, _) in enumerate(_month("a", 1, 60, 30))
    ]
    index = tension_index(scores_of(*rows, *_month("b", 2, 60, 30)), IndexRecipe())
    assert index["high"].iloc[0] - index["low"].iloc[0] > 10


def test_same_seed_same_interval_other_seed_another(two_months):
    first, again, other = (
        tension_index(two_months, IndexRecipe(draws=200, seed=seed))
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert (first["low"] != other["low"]).any()


def test_a_source_may_come_without_moving_the_draws_of_the_others(
    scores_of, two_months
):
    more = pd.concat([two_months, scores_of(*_month("z", 2, 9, 3, source="Post"))])
    alone = tension_index(two_months, IndexRecipe(draws=50), by="source")
    both = tension_index(more, IndexRecipe(draws=50), by="source")
    mail = both[both["source"] == "Mail"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, mail, check_exact=True)


def test_bca_moves_both_ends_towards_the_longer_tail():
    drawn = np.random.default_rng(2).gamma(2, size=(4000, 1))
    observed, skew = np.median(drawn, axis=0), np.array([0.1])
    low, high = percentile_interval(drawn, 0.95)
    bca_low, bca_high = bca_interval(drawn, observed, skew, 0.95)
    assert bca_low > low
    assert bca_high > high
    flat = bca_interval(drawn, observed, np.zeros(1), 0.95)
    assert (flat[0], flat[1]) == (pytest.approx(low), pytest.approx(high))


def test_the_acceleration_is_the_skewness_of_what_the_stories_add():
    # one period, hits 0, 0, 0, 1: influences -1/4 x 3 and 3/4; sum of cubes 24/64,
    # of squares 48/64: a = (24/64) / (6 (48/64)^1.5) = 0.0962
    days = pd.to_datetime(["2024-01-02"] * 4, utc=True)
    scores = pd.DataFrame(0.0, index=range(4), columns=column_names("scores")).assign(
        article_id=list("abcd"), story_id=None, source="Mail", published=days,
        n_words=100, act_any=[0, 0, 0, 1],
    )  # fmt: skip
    levels = build_levels(scores, IndexRecipe())
    assert story_skew(levels) == pytest.approx([24 / 64 / (6 * (48 / 64) ** 1.5)])


def test_a_band_for_the_whole_series_is_wider_than_any_single_interval():
    drawn = np.random.default_rng(4).poisson(50, (2000, 24)).astype(float)
    low, high = percentile_interval(drawn, 0.95)
    wide_low, wide_high = simultaneous_band(drawn, np.full(24, 50.0), 12, 0.95)
    assert (wide_low < low).all()
    assert (wide_high > high).all()
    # about 95 % of the draws lie inside as a whole, for each of the two series
    inside = ((wide_low <= drawn) & (drawn <= wide_high)).reshape(2000, 2, 12)
    assert inside.all(axis=2).mean(axis=0) == pytest.approx([0.95, 0.95], abs=0.015)


@pytest.mark.parametrize("band", BANDS)
def test_every_band_holds_the_value(band):
    rng = np.random.default_rng(6)
    days = pd.to_datetime("2024-01-01", utc=True) + pd.to_timedelta(range(120), "D")
    scores = pd.DataFrame(0.0, index=range(120), columns=column_names("scores")).assign(
        article_id=[str(i) for i in range(120)], story_id=None, source="Mail",
        published=days, n_words=100, act_any=rng.integers(0, 2, 120).astype(float),
    )  # fmt: skip
    index = tension_index(scores, IndexRecipe(band=band, draws=300))
    assert (index["low"] <= index["value"]).all()
    assert (index["value"] <= index["high"]).all()
