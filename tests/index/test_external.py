from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr, spearmanr

from toolkit.index.external import compare_with_series
from toolkit.schema import BadValue

GPR = (
    Path(__file__).parents[3]
    / "shared"
    / "data"
    / "series"
    / "gpr_monthly_1985_2014.csv"
)


def _index(values, first="2020-01-01"):
    months = pd.date_range(first, periods=len(values), freq="MS", tz="UTC")
    return pd.DataFrame({"period": months, "value": np.asarray(values, float)})


def _walk(n, seed):
    return np.random.default_rng(seed).standard_normal(n).cumsum()


def test_correlations_are_those_of_scipy():
    x, y = _walk(40, 1), _walk(40, 2)
    index = _index(x)
    table = compare_with_series(index, pd.Series(y, index=index["period"]))
    table = table.set_index(["form", "method"])["r"]
    assert table["levels", "pearson"] == pytest.approx(pearsonr(x, y).statistic)
    assert table["levels", "spearman"] == pytest.approx(spearmanr(x, y).statistic)
    moves = spearmanr(np.diff(x), np.diff(y)).statistic
    assert table["differences", "spearman"] == pytest.approx(moves)


def test_periods_with_too_few_stories_are_passed_over():
    x, y = _walk(20, 1), _walk(20, 2)
    index = _index(x).assign(enough=np.arange(20) != 7)
    table = compare_with_series(index, pd.Series(y, index=index["period"]))
    table = table.set_index(["form", "method"])
    kept = np.arange(20) != 7
    assert table.loc[("levels", "pearson"), "n"] == 19
    assert table.loc[("levels", "pearson"), "r"] == pytest.approx(
        pearsonr(x[kept], y[kept]).statistic
    )


def test_the_null_is_made_of_all_shifts():
    x = np.zeros(10)
    x[3] = 1  # one spike: only the unshifted series can match it
    index = _index(x)
    row = compare_with_series(index, pd.Series(x, index=index["period"])).iloc[0]
    assert row["r"] == pytest.approx(1)
    assert row["p_value"] == 1 / 10


def test_differences_never_jump_over_a_gap():
    values = np.arange(12.0) ** 2
    index = _index(values)
    index.loc[5, "value"] = np.nan
    table = compare_with_series(index, pd.Series(values, index=index["period"]))
    assert table["n"].tolist() == [11, 11, 9, 9]  # May-June and June-July are gone


def test_a_daily_series_is_averaged_into_the_periods():
    index = _index(_walk(12, 3))
    days = pd.date_range("2020-01-01", "2020-12-31", freq="D")
    outside = pd.Series(days.month.to_numpy(float), index=days)
    by_month = pd.Series(np.arange(1.0, 13.0), index=index["period"])
    pd.testing.assert_frame_equal(
        compare_with_series(index, outside), compare_with_series(index, by_month)
    )


def test_a_table_and_a_period_index_are_read_too():
    index = _index(_walk(12, 4))
    as_table = index.assign(value=index["value"] * 2)
    as_periods = as_table.set_index(
        pd.PeriodIndex(index["period"].dt.strftime("%Y-%m"), freq="M")
    )
    for outside in (as_table, as_periods["value"]):
        assert compare_with_series(index, outside)["r"].iloc[0] == pytest.approx(1)


@pytest.mark.parametrize("written", [
    lambda m: m.tz_localize(None),
    lambda m: m.tz_localize(None).tz_localize("Europe/Berlin"),
    lambda m: m.tz_localize(None).tz_localize("America/New_York"),
    lambda m: m + pd.offsets.MonthEnd(0),
    lambda m: m.strftime("%Y-%m"),
    lambda m: [f"{t.year}m{t.month}" for t in m],
    lambda m: m.strftime("%B %Y"),
    lambda m: m.year * 100 + m.month,
    lambda m: [t.date() for t in m],
], ids=["naive", "Berlin", "New York", "month ends", "texts", "2020m1", "names", "202001",
        "dates"])  # fmt: skip
def test_a_month_is_that_month_however_it_is_written(written):
    index = _index(_walk(24, 9))
    months = pd.DatetimeIndex(index["period"])
    outside = pd.Series(index["value"].to_numpy(), index=written(months))
    row = compare_with_series(index, outside).iloc[0]
    assert (row["n"], row["r"]) == (24, pytest.approx(1))


def test_a_coarser_series_is_noticed_not_crashed_on():
    index = _index(_walk(36, 10))
    quarters = pd.date_range("2020-01-01", periods=12, freq="QS")
    table = compare_with_series(index, pd.Series(_walk(12, 1), index=quarters))
    assert "12 of the 34 periods" in table.attrs["sentence"]
    assert table.loc[table["form"] == "differences", "r"].isna().all()


def test_a_placebo_stands_beside_the_index():
    index, placebo = _index(_walk(30, 5)), _index(_walk(30, 6))
    outside = pd.Series(index["value"].to_numpy(), index=index["period"])
    table = compare_with_series(index, outside, placebo=placebo)
    assert table["compared"].tolist() == ["index"] * 4 + ["placebo"] * 4
    found = table[table["compared"] == "placebo"]
    assert (found["r"] < table["r"].iloc[0]).all()


def test_the_sentence_says_how_many_periods_and_whether_it_is_evidence():
    index = _index(_walk(12, 7), first="2001-03-01")
    outside = pd.Series(index["value"].to_numpy(), index=index["period"])
    sentence = compare_with_series(index, outside, shared_vocabulary=True).attrs[
        "sentence"
    ]
    assert "12 periods in common" in sentence
    assert "2001-03-01 to 2002-02-01" in sentence
    assert "Not independent evidence" in sentence
    assert "evidence" not in compare_with_series(index, outside).attrs["sentence"]


def test_errors_teach():
    index = _index(_walk(12, 8))
    with pytest.raises(BadValue, match="share 3 periods"):
        compare_with_series(index, pd.Series([1.0, 2, 3], index=index["period"][:3]))
    with pytest.raises(BadValue, match="one series"):
        compare_with_series(pd.concat([index, index]), index)
    with pytest.raises(BadValue, match="indexed by time"):
        compare_with_series(index, pd.Series(["a"], index=["nonsense"]))
    with pytest.raises(BadValue, match="ndarray, which has no times"):
        compare_with_series(index, index["value"].to_numpy())
    with pytest.raises(BadValue, match="times are numbers"):
        compare_with_series(index, pd.Series(np.arange(12.0)))


@pytest.mark.skipif(
    not GPR.exists(), reason="needs the shared data beside the repository"
)
def test_gpr_against_itself_a_month_late_shows_that_levels_flatter():
    table = pd.read_csv(GPR)
    gpr = pd.Series(
        table["GPR"].to_numpy(float), index=pd.to_datetime(table.iloc[:, 0])
    ).dropna()
    late = _index(gpr.to_numpy()[:-1], first=gpr.index[1])
    found = compare_with_series(late, gpr).set_index(["form", "method"])["r"]
    assert found["levels", "spearman"] > 0.5 > found["differences", "spearman"]
