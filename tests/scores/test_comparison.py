import numpy as np
import pandas as pd
import pytest

from toolkit.schema import BadValue, MissingColumn
from toolkit.scores.baselines import score_baselines, score_gpr_query
from toolkit.scores.comparison import (
    compare_measures,
    correlate_measures,
    most_disputed,
)
from toolkit.scores.score import tension


@pytest.fixture
def codes():
    channels = ["act", "act", "threat", "none", "none", "tone"]
    return pd.DataFrame({"sentence_id": list("abcdef"), "channel": channels})


@pytest.fixture
def measures():
    return pd.DataFrame(
        {"article_id": list("abcdef"), "text": "...",
         "good": [6, 5, 4, 3, 2, 1], "poor": [1, 2, 3, 4, 5, 6]}
    )  # fmt: skip


def test_each_measure_on_paper_and_behind_the_first(measures, codes):
    table = compare_measures(measures, codes, draws=100).set_index("measure")
    assert table["auc"].tolist() == [1, 0]
    assert table["behind"].tolist() == [0, 1]
    assert (table.loc["good", ["behind_low", "behind_high"]] == 0).all()
    assert "menu" in compare_measures(measures, codes, draws=1).attrs["note"]


def test_a_grade_is_compared_by_rank(measures, codes):
    graded = codes.assign(grade=[5, 4, 3, 2, 1, 0])
    table = compare_measures(measures, graded, human="grade", draws=50)
    assert table["auc"].isna().all()
    assert table["spearman"].tolist() == pytest.approx([1, -1])
    assert table["behind"].tolist() == pytest.approx([0, 2])


def test_a_measure_with_gaps_is_compared_where_it_has_values(measures, codes):
    gap = measures.assign(poor=[np.nan, 1, 3, 2, np.nan, 0])
    row = compare_measures(gap, codes, draws=50).set_index("measure").loc["poor"]
    # b 1, c 3 against d 2, f 0: 1 > 0, 3 > 2, 3 > 0 of four pairs
    assert (row["n"], row["auc"], row["behind"]) == (4, 3 / 4, 1 / 4)


def test_measures_without_numbers_are_told(codes):
    with pytest.raises(BadValue, match="no column of numbers"):
        compare_measures(pd.DataFrame({"article_id": ["a"], "text": ["x"]}), codes)


def test_opposite_measures_correlate_at_minus_one(measures):
    assert correlate_measures(measures).loc["good", "poor"] == -1


def test_the_widest_gaps_come_first_and_agreement_is_left_out(measures):
    table = most_disputed(measures.iloc[:5], "good", "poor")
    # ranks of five, from 0 to 1: 1 against 0, .75 against .25, .5 against .5 ...
    assert table["gap"].tolist() == [1, -1, 0.5, -0.5]
    with pytest.raises(MissingColumn, match="vader"):
        most_disputed(measures, "good", "vader")


def test_within_two_words_can_mean_two_words_between():
    texts = ["war is threat", "war is a threat", "war is not a threat"]
    places = score_gpr_query(texts)["war_threats"]
    between = score_gpr_query(texts, within="between")["war_threats"]
    assert places.tolist() == [True, False, False]
    assert between.tolist() == [True, True, False]
    with pytest.raises(BadValue, match="places or between"):
        score_gpr_query(texts, within="2")


def test_baselines_keep_the_index_of_the_texts():
    texts = pd.Series(["A raid.", "Talks."], index=[7, 9])
    assert score_baselines(texts).index.tolist() == [7, 9]


def test_severities_may_stand_in_for_counts():
    one = pd.DataFrame({f"{c}_weighted": [10.0] for c in ("act", "threat", "tone")})
    assert tension(one.assign(deescalation_weighted=4.0), "weighted").tolist() == [26]
    with pytest.raises(BadValue, match="rate or weighted"):
        tension(one, "peak")


def test_a_unit_drawn_with_half_the_chance_counts_as_two(measures, codes):
    # a, b, c are coded yes; the poor measure puts f above them, so make f count double
    chance = codes.assign(probability=[1, 1, 1, 1, 1, 0.5])
    twice = pd.concat([codes, codes.tail(1).assign(sentence_id="g")])
    more = pd.concat([measures, measures.tail(1).assign(article_id="g")])
    mixed = measures.assign(mixed=[3, 2, 1, 1, 2, 3])
    doubled = more.assign(mixed=[3, 2, 1, 1, 2, 3, 3])
    weighted = compare_measures(mixed, chance, draws=20)
    plain = compare_measures(doubled, twice, draws=20)
    for name in ("auc", "spearman", "behind"):
        assert weighted[name].tolist() == pytest.approx(plain[name].tolist())
    assert weighted["n"].tolist() == [6, 6, 6]
    assert "6 coded units stand for 7" in weighted.attrs["weighted"]
    alike = compare_measures(mixed, chance, draws=20, probability=None)
    assert "weighted" not in alike.attrs


def test_a_measure_is_never_behind_itself_however_units_are_weighted(measures, codes):
    chance = codes.assign(probability=[0.1, 1, 0.3, 1, 0.2, 0.5])
    table = compare_measures(measures.assign(same=measures["good"]), chance, draws=50)
    row = table.set_index("measure").loc["same"]
    assert (row[["behind", "behind_low", "behind_high"]] == 0).all()
