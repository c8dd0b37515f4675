import numpy as np
import pytest

from toolkit import difference_between
from toolkit.index.recipe import IndexRecipe
from toolkit.schema import BadValue


def _month(prefix, month, n, hits, **more):
    return [
        (f"{prefix}{i:04d}", f"2024-{month:02d}-{1 + i % 28:02d}", int(i < hits), more)
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def two_months(scores_of):
    return scores_of(*_month("a", 1, 400, 100), *_month("b", 2, 400, 200))


def test_difference_has_its_own_interval(two_months):
    table = difference_between(
        two_months, IndexRecipe(), "2024-01", "2024-02"
    ).set_index("unit")
    assert table.loc["level", "difference"] == 0.25
    half = 1.96 * np.sqrt(0.25 * 0.75 / 400 + 0.5 * 0.5 / 400)
    assert table.loc["level", "low"] == pytest.approx(0.25 - half, abs=0.01)
    assert table.loc["level", "high"] == pytest.approx(0.25 + half, abs=0.01)
    # base mean .375: 100 * .25 / .375
    assert table.loc["index points", "difference"] == pytest.approx(200 / 3)


def test_difference_errors_teach(two_months):
    with pytest.raises(
        BadValue, match=r"no stories in 2023-01.*2024-01-01 to 2024-02-01"
    ):
        difference_between(two_months, IndexRecipe(), "2023-01", "2024-02")
    with pytest.raises(BadValue, match="draws"):
        difference_between(two_months, IndexRecipe(draws=0), "2024-01", "2024-02")
    with pytest.raises(BadValue, match="no period"):
        difference_between(two_months, IndexRecipe(), "spring", "2024-02")


def test_the_formula_of_a_difference_is_that_of_two_shares(two_months):
    row = difference_between(two_months, IndexRecipe(), "2024-01", "2024-02").iloc[0]
    half = 1.959964 * np.sqrt(0.25 * 0.75 / 400 + 0.5 * 0.5 / 400)
    assert row["analytic_low"] == pytest.approx(0.25 - half)
    assert row["analytic_high"] == pytest.approx(0.25 + half)


def test_without_any_hit_there_are_no_index_points(scores_of):
    scores = scores_of(*_month("a", 1, 10, 0), *_month("b", 2, 10, 0))
    table = difference_between(scores, IndexRecipe(draws=50), "2024-01", "2024-02")
    assert table["difference"].iloc[0] == 0
    assert np.isnan(table["difference"].iloc[1])


def test_two_sources_are_compared_on_paper(scores_of):
    scores = scores_of(
        *_month("m", 1, 400, 100, source="Mail"),
        *_month("p", 1, 300, 150, source="Post"),
    )
    table = difference_between(scores, IndexRecipe(), "Mail", "Post", of="source")
    assert table["unit"].tolist() == ["level", "level in shared periods"]
    half = 1.959964 * np.sqrt(0.25 * 0.75 / 400 + 0.5 * 0.5 / 300)
    for _, row in table.iterrows():  # one period only: both rows are the same
        assert row["difference"] == 0.25
        assert row["analytic_low"] == pytest.approx(0.25 - half)
        assert row["low"] == pytest.approx(0.25 - half, abs=0.01)
        assert row["high"] == pytest.approx(0.25 + half, abs=0.01)


def test_bootstrap_and_formula_agree_for_rates_too(scores_of):
    rng = np.random.default_rng(4)
    scores = scores_of(
        *[(f"{s}{m}{i}", f"2024-0{m}-01", int(rng.poisson(k)),
           {"source": s, "n_words": int(rng.integers(50, 400))})
          for s, k in (("Mail", 1.0), ("Post", 1.6)) for m in (1, 2) for i in range(150)]
    )  # fmt: skip
    recipe = IndexRecipe(measure="rate", draws=2000)
    for names, of in ((("Mail", "Post"), "source"), (("2024-01", "2024-02"), "period")):
        row = difference_between(scores, recipe, *names, of=of).iloc[0]
        width = row["analytic_high"] - row["analytic_low"]
        assert row["high"] - row["low"] == pytest.approx(width, rel=0.1)


def test_sources_that_cover_other_months_are_compared_in_those_they_share(scores_of):
    # both write alike: a tenth in January, half in February; Post has mostly February
    scores = scores_of(
        *_month("m1", 1, 100, 10, source="Mail"), *_month("m2", 2, 20, 10, source="Mail"),
        *_month("p1", 1, 20, 2, source="Post"), *_month("p2", 2, 100, 50, source="Post"),
    )  # fmt: skip
    table = difference_between(
        scores, IndexRecipe(), "Mail", "Post", of="source"
    ).set_index("unit")
    assert table.loc["level", "difference"] == pytest.approx(52 / 120 - 20 / 120)
    assert table.loc["level in shared periods", "difference"] == pytest.approx(0)


def test_stories_told_by_both_add_no_width(scores_of):
    rows = _month("m", 1, 60, 20, source="Mail")
    copies = [("c" + key, day, hit, {"source": "Post", "story_id": key})
              for key, day, hit, _ in rows]  # fmt: skip
    table = difference_between(
        scores_of(*rows, *copies), IndexRecipe(), "Mail", "Post", of="source"
    )
    assert table[["low", "high", "analytic_low"]].to_numpy() == pytest.approx(0)


def test_sources_that_cannot_be_compared_are_said(two_months):
    recipe = IndexRecipe()
    with pytest.raises(BadValue, match="no stories of 'Post'; the sources are 'Mail'"):
        difference_between(two_months, recipe, "Mail", "Post", of="source")
    with pytest.raises(BadValue, match="with itself"):
        difference_between(two_months, recipe, "Mail", "Mail", of="source")
    with pytest.raises(BadValue, match="pooled"):
        difference_between(two_months, IndexRecipe.epu(), "Mail", "Mail", of="source")
    with pytest.raises(BadValue, match="choose period or source"):
        difference_between(two_months, recipe, "Mail", "Post", of="term")
