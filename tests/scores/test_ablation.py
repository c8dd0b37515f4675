import numpy as np
import pandas as pd
import pytest

from toolkit.schema import BadValue
from toolkit.scores.ablation import ablation
from toolkit.scores.ranks import draw_weights, drawn_auc


@pytest.fixture
def codes():
    return pd.DataFrame(
        [
            ("s1", "act", "actual", "Iran", "Israel"),
            ("s2", "act", "negated", "Iran", "Israel"),
            ("s3", "none", "", "", ""),
            ("s4", "none", "", "", ""),
        ],
        columns=["sentence_id", "channel", "status", "actor", "target"],
    )


@pytest.fixture
def full(mentions_of):
    names = {"actor": "Iran", "target": "Israel"}
    return mentions_of(
        {"article_id": "s1", **names},
        {"article_id": "s2", "status": "negated", **names},
    )


def _row(table, variant, measure):
    mine = (table["variant"] == variant) & (table["measure"] == measure)
    return table[mine].iloc[0]


def test_a_rule_earns_what_is_lost_without_it(full, codes):
    table = ablation(
        {"all": full, "no negation": full.assign(status="actual")}, codes, draws=200
    )
    # without: of s1 and s2, coded and found by both, one status of two is right
    without = _row(table, "no negation", "status accuracy")
    assert (without["n"], without["value"], without["earns"]) == (2, 0.5, 0.5)
    # told: s1 only. With all rules 1 mention against 0, 0, 0; without, s2 ties with s1:
    # (0.5 + 1 + 1) / 3
    assert _row(table, "all", "told auc")["value"] == 1
    assert _row(table, "no negation", "told auc")["value"] == pytest.approx(2.5 / 3)
    # channels are what they were, in every draw
    act = _row(table, "no negation", "act f1")
    assert (act["value"], act["earns"], act["earns_low"], act["earns_high"]) == (
        1, 0, 0, 0,
    )  # fmt: skip


def test_a_rule_that_does_harm_earns_less_than_nothing(full, codes, mentions_of):
    noisy = pd.concat([full, mentions_of({"article_id": "s3"})])
    table = ablation({"all": noisy, "no false alarm": full}, codes)
    # act: 2 right, 1 extra -> F1 = 4 / 5; without the extra one 1
    row = _row(table, "no false alarm", "act f1")
    assert row["earns"] == pytest.approx(4 / 5 - 1)
    assert row["earns_low"] <= row["earns"] <= row["earns_high"] <= 0


def test_direction_is_right_only_with_both_names(full, codes):
    half = full.assign(target=["Israel", "Syria"])
    table = ablation({"all": full, "half": half}, codes, draws=50)
    assert _row(table, "half", "direction accuracy")["value"] == 1 / 2


def test_a_measure_that_was_not_coded_is_left_out(full, codes):
    table = ablation({"a": full, "b": full}, codes[["sentence_id", "channel"]], draws=9)
    assert set(table["measure"]) == {"act f1", "told auc"}


def test_a_variant_that_finds_nothing_is_a_result(full, codes, mentions_of):
    table = ablation({"all": full, "empty": mentions_of()}, codes, draws=50)
    assert _row(table, "empty", "act f1")["value"] == 0
    assert np.isnan(_row(table, "empty", "status accuracy")["value"])


def test_one_variant_is_no_ablation(full, codes):
    with pytest.raises(BadValue, match="two variants"):
        ablation({"all": full}, codes)


def test_the_same_draws_serve_all_variants(full, codes):
    table = ablation({"all": full, "same": full.copy()}, codes, draws=100)
    assert (table.loc[table["variant"] == "same", "earns_high"].dropna() == 0).all()


def test_weights_count_how_often_a_unit_was_drawn():
    weights = draw_weights(np.array([[0, 0, 2], [1, 2, 0]]))
    assert weights.tolist() == [[2, 0, 1], [1, 1, 1]]


def test_auc_of_a_draw_with_one_class_only_is_missing():
    weights = np.array([[1, 0], [1, 1]])
    drawn = drawn_auc(np.array([2.0, 1.0]), np.array([True, False]), weights)
    assert np.isnan(drawn[0])
    assert drawn[1] == 1


def test_a_table_in_place_of_variants_is_told_what_is_wanted():
    with pytest.raises(BadValue, match="dictionary of mentions by name"):
        ablation(
            pd.DataFrame({"article_id": ["a"]}), pd.DataFrame({"channel": ["act"]})
        )
