import numpy as np
import pandas as pd
import pytest

from toolkit.schema import BadValue, MissingColumn
from toolkit.scores.validation import auc, compare_with_codes, confusion


@pytest.fixture
def codes():
    return pd.DataFrame(
        [
            ("s1", "x", "act", "actual", "narrator", "Iran", "Israel"),
            ("s2", "x", "act", "negated", "quoted", "Iran", "US"),
            ("s3", "x", "threat", "threatened", "narrator", "US", "Iran"),
            ("s4", "y", "none", "", "", "", ""),
        ],
        columns=[
            "sentence_id",
            "article_id",
            "channel",
            "status",
            "voice",
            "actor",
            "target",
        ],
    ).assign(coder="Ann", sentence_text="...")


@pytest.fixture
def found(mentions_of):
    return mentions_of(
        {"article_id": "s1", "actor": "Iran", "target": "Israel"},
        {"article_id": "s2", "status": "actual", "actor": "US", "target": "Iran"},
        {"article_id": "s4", "channel": "tone", "actor": None, "target": None},
    )


def _row(table, dimension, label):
    return table[(table["dimension"] == dimension) & (table["class"] == label)].iloc[0]


def test_precision_and_recall_on_paper(found, codes):
    table = compare_with_codes(found, codes)
    act = _row(table, "channel", "act")
    assert (act["n"], act["found"], act["precision"], act["recall"], act["f1"]) == (
        2,
        2,
        1,
        1,
        1,
    )
    threat = _row(table, "channel", "threat")  # coded once, never found
    assert (threat["n"], threat["recall"]) == (1, 0)
    assert np.isnan(threat["precision"])
    tone = _row(table, "channel", "tone")  # found once, never coded
    assert (tone["n"], tone["precision"]) == (0, 0)
    # "none" was coded for s4, and found for s3, where the threat was missed
    assert (_row(table, "channel", "none")[["n", "found", "recall"]] == [1, 1, 0]).all()


def test_a_missed_mention_is_not_counted_again_under_status(found, codes):
    table = compare_with_codes(found, codes)
    # s1 and s2 are the units where both saw something: actual found twice, right once
    actual = _row(table, "status", "actual")
    assert (actual["n"], actual["found"], actual["precision"]) == (1, 2, 0.5)
    assert (
        "threatened" not in table.loc[table["dimension"] == "status", "class"].tolist()
    )


def test_wilson_interval_of_precision_is_the_textbook_one(mentions_of):
    codes = pd.DataFrame(
        {"sentence_id": [f"s{i}" for i in range(10)], "channel": "act"}
    )
    codes.loc[8:, "channel"] = "none"
    found = mentions_of(*[{"article_id": f"s{i}"} for i in range(10)])
    act = _row(compare_with_codes(found, codes), "channel", "act")
    assert act["precision"] == 8 / 10
    assert (round(act["precision_low"], 3), round(act["precision_high"], 3)) == (
        0.490,
        0.943,
    )
    assert act["low"] <= act["f1"] <= act["high"]


def test_swapped_actors_are_named(found, codes):
    table = compare_with_codes(found, codes)
    # three coded pairs; s1 right, s2 coded Iran -> US and found US -> Iran would be the
    # swap, s3 missed
    assert _row(table, "direction", "both right")["recall"] == 1 / 3
    assert _row(table, "direction", "swapped")["recall"] == 1 / 3


def test_half_of_the_coders_decide(found, codes):
    second = codes.assign(coder="Ben", channel="none")
    third = codes.assign(coder="Cem", channel="none")
    agreed = compare_with_codes(found, pd.concat([codes, second]))
    assert _row(agreed, "channel", "act")["n"] == 2  # one of two is half
    outvoted = compare_with_codes(found, pd.concat([codes, second, third]))
    assert _row(outvoted, "channel", "act")["n"] == 0


def test_categories_work_as_well_as_strings(found, codes, mentions_of):
    plain = compare_with_codes(found, codes)
    typed = found.astype(
        {"channel": "category", "status": "category", "article_id": "category"}
    )
    pd.testing.assert_frame_equal(plain, compare_with_codes(typed, codes))


def test_nothing_found_is_a_result(mentions_of, codes):
    table = compare_with_codes(mentions_of(), codes)
    assert _row(table, "channel", "act")["recall"] == 0


def test_strangers_and_missing_columns_are_told(mentions_of, codes):
    with pytest.raises(BadValue, match="share no unit"):
        compare_with_codes(mentions_of({"article_id": "zzz"}), codes)
    with pytest.raises(MissingColumn, match="channel"):
        compare_with_codes(
            mentions_of({"article_id": "s1"}), codes.drop(columns="channel")
        )


def test_statuses_are_confused_in_the_open(found, codes):
    table = confusion(found, codes)
    assert table.loc["negated", "actual"] == 1
    assert table.loc["actual", "actual"] == 1
    assert table.to_numpy().sum() == 2
    fourfold = confusion(found, codes.assign(probability=0.25))
    assert fourfold.to_numpy().sum() == 8  # 2 units, each for 1 / .25
    assert "weighted" in fourfold.attrs


def test_auc_counts_ties_half():
    assert auc([1, 1, 1, 1], [True, False, True, False]) == 0.5
    assert auc([2, 1], [True, False]) == 1
    assert np.isnan(auc([2, 1], [True, True]))


def test_scores_against_a_grade_and_a_yes_or_no():
    ids = [f"a{i}" for i in range(6)]
    scores = pd.DataFrame({"article_id": ids, "tension": [0.0, 1, 2, 3, 4, 5]})
    grades = pd.DataFrame(
        {"article_id": ids, "grade": [0, 1, 2, 3, 4, 10], "hot": [0, 0, 1, 0, 1, 1]}
    )
    graded = compare_with_codes(scores, grades, human="grade").iloc[0]
    assert graded["spearman"] == pytest.approx(1)
    assert np.isnan(graded["auc"])
    hot = compare_with_codes(scores, grades, human="hot").iloc[0]
    assert hot["auc"] == pytest.approx(
        8 / 9
    )  # of 3 x 3 pairs only (2, 3) is the wrong way
    assert hot["auc_low"] <= hot["auc"] <= hot["auc_high"]


def test_a_worded_grade_is_refused_with_a_way_out():
    scores = pd.DataFrame({"article_id": ["a"], "tension": [1.0]})
    with pytest.raises(BadValue, match="isin"):
        compare_with_codes(
            scores, pd.DataFrame({"article_id": ["a"], "g": ["hot"]}), human="g"
        )


def test_one_unit_that_is_right_has_no_interval_of_f1(mentions_of):
    codes = pd.DataFrame({"sentence_id": ["s1"], "channel": ["act"]})
    row = compare_with_codes(mentions_of({"article_id": "s1"}), codes).iloc[0]
    assert row["f1"] == 1 and np.isnan(row["low"]) and np.isnan(row["high"])
    # Wilson: 1 / (1 + 1.96²) = .21
    assert row["precision_low"] == pytest.approx(1 / (1 + 1.96**2), abs=0.001)


def test_a_column_that_nobody_filled_in_is_no_error(mentions_of):
    codes = pd.DataFrame({"sentence_id": ["s1", "s2"], "coder": ["A", "A"],
                          "channel": ["act", "none"], "status": None,
                          "actor": ""})  # fmt: skip
    table = compare_with_codes(mentions_of({"article_id": "s1"}), codes, draws=5)
    assert table["class"].tolist() == ["act", "none"]
