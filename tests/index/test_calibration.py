import numpy as np
import pandas as pd
import pytest

from toolkit import IndexRecipe, calibrate_index, draw_coding_sample
from toolkit.schema import BadValue, column_names

PLAIN = IndexRecipe(draws=200)


def stories(hits, months=4):
    """Scores of stories spread evenly over months, with or without a hit."""
    n = len(hits)
    days = pd.to_datetime("2024-01-10", utc=True) + pd.to_timedelta(
        30 * (np.arange(n) % months), "D"
    )
    scores = pd.DataFrame(0.0, index=range(n), columns=column_names("scores"))
    return scores.assign(
        article_id=[f"a{i:04}" for i in range(n)], story_id=None, source="Mail",
        published=days, n_words=100, act_any=np.asarray(hits, float),
    )  # fmt: skip


def coded(sample, true):
    """The sample, coded without error."""
    place = sample["article_id"].str[1:].astype(int)
    return sample.assign(coded=np.asarray(true, float)[place])


def test_where_every_story_is_coded_the_level_is_the_share_of_codes():
    hits, true = [1, 0] * 20, [0, 1, 1, 1] * 10
    scores = stories(hits)
    codes = scores[["article_id"]].assign(probability=1.0)
    table = calibrate_index(scores, coded(codes, true), PLAIN)
    # month k holds stories k, k+4, ...: 0 of ten are true in the first, all in others
    assert table["level"].tolist() == pytest.approx([0, 1, 1, 1])
    assert table["naive_level"].tolist() == [1, 0, 1, 0]
    assert table.attrs["overall"]["level"] == pytest.approx(0.75)
    assert table["n_coded"].tolist() == [10] * 4


def test_a_lexicon_that_is_always_right_is_left_as_it_is():
    hits = np.random.default_rng(1).random(400) < 0.4
    scores = stories(hits)
    codes = coded(draw_coding_sample(scores, 80), hits)
    table = calibrate_index(scores, codes, PLAIN)
    assert table["level"].to_numpy() == pytest.approx(table["naive_level"].to_numpy())


def test_the_bias_of_a_poor_lexicon_is_taken_out():
    rng = np.random.default_rng(7)
    true = rng.random(2000) < 0.3
    hits = np.where(true, rng.random(2000) < 0.5, rng.random(2000) < 0.4)
    scores = stories(hits)
    errors, naive = [], abs(hits.mean() - true.mean())
    for seed in range(20):
        codes = coded(draw_coding_sample(scores, 200, seed=seed), true)
        table = calibrate_index(scores, codes, IndexRecipe(draws=0))
        errors.append(table.attrs["overall"]["level"] - true.mean())
    # the mean of 20 errors, each with a standard error of about .03
    assert abs(np.mean(errors)) < 0.02 < naive


def test_each_drawn_story_stands_for_as_many_as_its_chance_says():
    scores = stories([1] * 30 + [0] * 170)
    sample = draw_coding_sample(scores, 60)
    assert (1 / sample["probability"]).sum() == pytest.approx(200)
    assert sample["article_id"].is_unique
    assert sample["coded"].isna().all()
    hit = scores.set_index("article_id")["act_any"].loc[sample["article_id"]]
    assert (hit == 0).any()
    assert (hit == 1).any()


def test_a_wanted_precision_gives_the_number_to_code():
    # (1.96 / 0.1)^2 x 0.2 = 76.8
    assert len(draw_coding_sample(stories([1, 0] * 200), precision=0.1)) == 77


def test_same_seed_same_sample():
    scores = stories([1, 0] * 50)
    one, other = (draw_coding_sample(scores, 20, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_copies_are_neither_drawn_nor_taken_as_codes():
    scores = stories([1, 0] * 50).assign(story_id=["s"] * 2 + [None] * 98)
    sample = draw_coding_sample(scores, 90)
    assert "a0001" not in set(sample["article_id"])
    codes = coded(sample, np.ones(100))
    codes.loc[0, "article_id"] = "a0001"
    with pytest.raises(BadValue, match="a copy of an earlier story"):
        calibrate_index(scores, codes, PLAIN)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"probability": 1.2}, "'probability'"),
        ({"probability": 0.0}, "'probability'"),
        ({"coded": 3.0}, "'coded'"),
        ({"article_id": "a0000"}, "twice"),
    ],
)
def test_impossible_codes_are_refused(change, message):
    scores = stories([1, 0] * 50)
    codes = scores[["article_id"]].assign(probability=0.5, coded=1.0)
    for column, value in change.items():
        codes.loc[5, column] = value
    with pytest.raises(BadValue, match=message):
        calibrate_index(scores, codes, PLAIN)


def test_too_few_codes_and_other_measures_are_refused():
    scores = stories([1, 0] * 50)
    codes = scores[["article_id"]].head(9).assign(probability=0.5, coded=1.0)
    with pytest.raises(BadValue, match="9 coded articles are too few"):
        calibrate_index(scores, codes, PLAIN)
    with pytest.raises(BadValue, match="measure='rate'"):
        draw_coding_sample(scores, 20, recipe=IndexRecipe(measure="rate"))
    with pytest.raises(BadValue, match="Give either"):
        draw_coding_sample(scores)
    with pytest.raises(BadValue, match="outside 4"):
        draw_coding_sample(scores, 3)


def test_an_even_draw_gives_prediction_powered_inference():
    # Angelopoulos et al. 2023: mean of g over all, plus mean of y - g over the coded
    rng = np.random.default_rng(6)
    true = rng.random(2000) < 0.3
    hits = np.where(rng.random(2000) < 0.85, true, ~true)
    scores = stories(hits)
    drawn = rng.choice(2000, 400, replace=False)
    codes = scores[["article_id"]].iloc[drawn].assign(probability=400 / 2000)
    overall = calibrate_index(scores, coded(codes, true), PLAIN).attrs["overall"]
    # g: share coded 1 among the coded stories without and with a hit
    share = [true[drawn][hits[drawn] == side].mean() for side in (0, 1)]
    g = np.where(hits, share[1], share[0])
    rest = true[drawn] - g[drawn]
    assert overall["level"] == pytest.approx(g.mean() + rest.mean(), abs=0.005)
    half = 1.96 * np.sqrt(g.var() / 2000 + rest.var() / 400)
    assert (overall["high"] - overall["low"]) / 2 == pytest.approx(half, rel=0.03)
