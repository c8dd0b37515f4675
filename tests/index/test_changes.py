import numpy as np
import pandas as pd
import pytest

from toolkit.index.changes import find_changes
from toolkit.schema import BadValue


def _index(values, **more):
    months = pd.date_range("2020-01-01", periods=len(values), freq="MS", tz="UTC")
    return pd.DataFrame({"period": months, "value": np.asarray(values, float), **more})


def _noise(n, seed=3, size=10):
    return size * np.random.default_rng(seed).standard_normal(n)


def test_a_shift_is_found_where_it_is():
    found = find_changes(_index(100 + _noise(36) + 60 * (np.arange(36) >= 20)))
    assert len(found) == 1
    row = found.iloc[0]
    assert str(row["period"].date()) == "2021-09-01"  # month 20, counted from 0
    assert row["low_period"] <= row["period"] <= row["high_period"]
    assert row["before"] == pytest.approx(100, abs=5)
    assert row["after"] == pytest.approx(160, abs=5)
    assert row["p_value"] <= 0.05
    assert found.attrs["sentence"].startswith("1 change point: 2021-09")


def test_two_shifts_give_two_rows_in_order():
    steps = np.repeat([100, 180, 90], 20)
    found = find_changes(_index(steps + _noise(60)))
    assert [str(p.date()) for p in found["period"]] == ["2021-09-01", "2023-05-01"]
    # before and after hold up to the next change, not to the end of the series
    assert found["after"].iloc[0] == found["before"].iloc[1]


def test_noise_gives_an_empty_table_and_says_so():
    found = find_changes(_index(100 + _noise(36)))
    assert found.empty
    assert found.columns.tolist()[0] == "period"
    assert found.attrs["sentence"].startswith("No change point")


def test_a_constant_series_has_no_change():
    assert find_changes(_index([100.0] * 24)).empty


def test_false_alarms_are_about_as_rare_as_promised():
    quiet = [
        find_changes(_index(100 + _noise(36, seed)), draws=99).empty
        for seed in range(100)
    ]
    assert sum(quiet) >= 88  # 95 expected, three standard errors below


def test_too_short_is_said_not_guessed():
    found = find_changes(_index([1, 1, 1, 9, 9, 9]))
    assert found.empty
    assert "6 periods" in found.attrs["sentence"]


def test_missing_and_thin_periods_are_passed_over():
    values = 100 + _noise(36) + 60 * (np.arange(36) >= 20)
    enough = np.ones(36, bool)
    enough[5], values[5] = False, 9999
    values[7] = np.nan
    found = find_changes(_index(values, enough=enough))
    assert [str(p.date()) for p in found["period"]] == ["2021-09-01"]


def test_each_group_is_searched_by_itself_and_order_does_not_matter():
    shifted = _index(100 + _noise(36) + 60 * (np.arange(36) >= 20), source="A")
    flat = _index(100 + _noise(36), source="B")
    both = pd.concat([shifted, flat])
    found = find_changes(both)
    assert found["source"].tolist() == ["A"]
    assert "B: No change point" in found.attrs["sentence"]
    pd.testing.assert_frame_equal(found, find_changes(both.iloc[::-1]))


def test_too_few_draws_for_the_level_is_an_error():
    with pytest.raises(BadValue, match="draws=999"):
        find_changes(_index(_noise(20)), draws=9)
