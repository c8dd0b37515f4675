import numpy as np
import pandas as pd
import pytest

from toolkit import load_codes
from toolkit.schema import BadValue
from toolkit.scores.agreement import (
    agreement_by_class,
    agreement_table,
    krippendorff_alpha,
)

_ = np.nan
# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C:
# four observers, twelve units, missing values.
FOUR_OBSERVERS = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        "C": [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    }
)


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)],
)
def test_krippendorffs_own_example(level, published):
    found = krippendorff_alpha(FOUR_OBSERVERS, level)
    assert round(found.alpha, 3) == published
    # the twelfth unit has one value only, so 11 units and 40 values can be paired
    assert (found.n_units, found.n_values) == (11, 40)
    assert found.low < found.alpha < found.high


def test_krippendorffs_binary_and_nominal_examples_for_two_observers():
    binary = pd.DataFrame(
        {"A": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "B": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]}
    )
    assert round(krippendorff_alpha(binary).alpha, 3) == 0.095
    letters = pd.DataFrame({"A": list("aabbdcccedda"), "B": list("babbbccceddd")})
    assert round(krippendorff_alpha(letters).alpha, 3) == 0.692


def test_full_agreement_is_one_and_no_variation_is_missing():
    same = pd.DataFrame({"A": [1, 2, 3], "B": [1, 2, 3]})
    full = krippendorff_alpha(same, "interval")
    assert full.alpha == 1
    # draws could only repeat the agreement, of three units as of three hundred
    assert np.isnan([full.low, full.high]).all()
    flat = krippendorff_alpha(pd.DataFrame({"A": ["x", "x"], "B": ["x", "x"]}))
    assert np.isnan(flat.alpha)
    assert np.isnan(flat.low)


def test_an_ordered_categorical_is_ranked_in_its_own_order():
    kind = pd.CategoricalDtype(["low", "middle", "high"], ordered=True)
    words = pd.DataFrame(
        {"A": ["low", "middle", "high"], "B": ["low", "high", "high"]}
    ).astype(kind)
    numbers = pd.DataFrame({"A": [0, 1, 2], "B": [0, 2, 2]})
    assert (
        krippendorff_alpha(words, "ordinal")[:3]
        == krippendorff_alpha(numbers, "ordinal")[:3]
    )


def test_errors_teach():
    with pytest.raises(BadValue, match="nominal, ordinal, interval"):
        krippendorff_alpha(FOUR_OBSERVERS, "ratio")
    with pytest.raises(BadValue, match="two coders"):
        krippendorff_alpha(pd.DataFrame({"A": [1, _], "B": [_, 2]}))
    with pytest.raises(BadValue, match="numbers"):
        krippendorff_alpha(pd.DataFrame({"A": ["x"], "B": ["y"]}), "interval")


def test_an_empty_code_is_an_answer():
    codes = pd.DataFrame(
        {
            "sentence_id": [1, 1, 2, 2],
            "coder": ["A", "B", "A", "B"],
            "actor": ["Iran", "", "", ""],
        }
    )
    table = agreement_table(codes)
    # values: Iran/none, none/none -> Do = 1 * 2 / 4 = .5, De = 2 * 1 * 3 / (4 * 3) = .5
    assert table["alpha"].tolist() == [0.0]


def test_a_grade_may_be_an_interval_and_an_empty_one_is_no_answer():
    codes = pd.DataFrame(
        {
            "sentence_id": [1, 1, 2, 2, 3],
            "coder": ["A", "B", "A", "B", "A"],
            "heat": [0, 0, 2, 4, 9],
        }
    )
    table = agreement_table(codes, ["heat"], levels={"heat": "interval"})
    # pairs within units: (0 - 0)^2 and (2 - 4)^2; Do = 2 * 4 / 4 = 2; between all of
    # 0, 0, 2, 4: squares 0 + 4 + 16 + 4 + 16 + 4 = 44; De = 2 * 44 / (4 * 3) = 22 / 3
    assert table["alpha"].tolist() == pytest.approx([1 - 2 / (22 / 3)])
    assert table["n_units"].tolist() == [2]


def test_the_order_of_statements_is_no_disagreement():
    codes = pd.DataFrame(
        [
            (1, "A", "act"), (1, "A", "tone"), (1, "B", "tone"), (1, "B", "act"),
            (2, "A", "none"), (2, "B", "act"),
        ],
        columns=["sentence_id", "coder", "channel"],
    )  # fmt: skip
    table = agreement_by_class(codes).set_index("class")
    assert table.loc["tone", "alpha"] == 1
    # act: 1/1 and 0/1: Do = 2 / 4, De = 2 * 3 * 1 / (4 * 3), so alpha = 0
    assert table.loc["act", "alpha"] == 0
    assert table["n"].to_dict() == {"act": 2, "none": 1, "tone": 1}


def test_agreement_of_the_bundled_codes_is_what_their_codebook_prints():
    codes = load_codes("chronicle")
    table = agreement_by_class(codes[codes["coder"] != "gold"]).set_index("class")
    printed = {"act": 0.87, "threat": 0.90, "deescalation": 0.95, "tone": 0.87}
    assert table["alpha"].round(2)[list(printed)].to_dict() == printed
