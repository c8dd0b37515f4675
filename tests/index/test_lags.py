import numpy as np
import pandas as pd
import pytest

from toolkit import lead_and_lag, rolling_correlation
from toolkit.schema import BadValue


def two_series(first, second):
    months = pd.date_range("2020-01-01", periods=len(first), freq="MS", tz="UTC")
    parts = [
        pd.DataFrame({"period": months, "dyad": name, "value": values})
        for name, values in (("A -> B", first), ("B -> A", second))
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize(("lag", "leader"), [(2, "A -> B"), (-2, "B -> A")])
def test_the_series_that_moves_first_is_named(lag, leader):
    walk = np.random.default_rng(3).normal(size=62).cumsum()
    early, late = walk[2:], walk[:-2]
    series = (early, late) if lag > 0 else (late, early)
    table = lead_and_lag(two_series(*series), "A -> B", "B -> A")
    assert table.loc[table["r"].idxmax(), "lag"] == lag
    assert table.attrs["sentence"].startswith(f"{leader} moves 2 period(s) before")


def test_unrelated_walks_rarely_leave_the_band():
    outside = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        walks = rng.normal(size=(2, 60)).cumsum(axis=1)
        table = lead_and_lag(two_series(*walks), "A -> B", "B -> A", most=3, draws=99)
        outside += bool(table["outside"].any())
    # 5 % nominal: 1 of 20 expected, 5 or more would be a chance of 3 in 1,000
    assert outside < 5


def test_short_and_unknown_series_are_refused():
    index = two_series(np.arange(15.0), np.arange(15.0))
    with pytest.raises(BadValue, match="too few for lags up to 6"):
        lead_and_lag(index, "A -> B", "B -> A")
    with pytest.raises(BadValue, match="it has 'A -> B', 'B -> A'"):
        lead_and_lag(index, "A -> B", "C -> A")


def test_a_series_from_outside_is_compared_too():
    walk = np.random.default_rng(3).normal(size=62).cumsum()
    index = two_series(walk[1:], walk[1:])
    index = index[index["dyad"] == "A -> B"].drop(columns="dyad")
    months = index["period"]
    outside = pd.Series(walk[:-1], index=months, name="fatalities")
    table = lead_and_lag(index, "index", outside)
    assert table.loc[table["r"].idxmax(), "lag"] == 1
    assert "before fatalities" in table.attrs["sentence"]


def test_agreement_that_ends_is_seen_in_the_moving_window():
    x = np.random.default_rng(8).normal(size=40)
    y = np.concatenate([x[:20], -x[20:]])
    index = two_series(x, x).query("dyad == 'A -> B'").drop(columns="dyad")
    table = rolling_correlation(index, pd.Series(y, index=index["period"]), window=10)
    assert table["levels"].isna().sum() == 9
    assert table["levels"].iloc[9:20].tolist() == pytest.approx([1] * 11)
    assert table["levels"].iloc[-11:].tolist() == pytest.approx([-1] * 11)
    with pytest.raises(BadValue, match="window=3"):
        rolling_correlation(index, pd.Series(y, index=index["period"]), window=3)


def test_the_lead_has_an_interval():
    rng = np.random.default_rng(11)
    x = rng.normal(size=62).cumsum()
    months = pd.date_range("2019-01-01", periods=60, freq="MS", tz="UTC")
    index = pd.concat([
        pd.DataFrame({"period": months, "dyad": "A -> B", "value": x[2:]}),
        pd.DataFrame({"period": months, "dyad": "B -> A", "value": x[:-2]}),
    ])  # fmt: skip
    table = lead_and_lag(index, "A -> B", "B -> A", most=4)
    assert table.attrs["lead"] == {"lag": 2, "r": 1.0, "low": 2, "high": 2}
    assert "lag between 2 and 2" in table.attrs["sentence"]
    # every draw holds each period with all its lags: the copy is always perfect
    best = table.set_index("lag").loc[2]
    assert best["low"] == pytest.approx(1, abs=0.02)


def test_without_a_lead_there_is_none():
    rng = np.random.default_rng(12)
    months = pd.date_range("2019-01-01", periods=60, freq="MS", tz="UTC")
    index = pd.concat([
        pd.DataFrame({"period": months, "dyad": name, "value": rng.normal(size=60)})
        for name in ("A -> B", "B -> A")
    ])  # fmt: skip
    table = lead_and_lag(index, "A -> B", "B -> A", most=3)
    assert table.attrs["lead"] is None
    assert (table["low"] < table["high"]).all()


def test_missing_periods_do_not_take_the_intervals_away():
    rng = np.random.default_rng(13)
    months = pd.date_range("2017-01-01", periods=72, freq="MS", tz="UTC")
    x = rng.normal(size=72).cumsum()
    index = pd.concat([
        pd.DataFrame({"period": months, "dyad": "A -> B", "value": x}),
        pd.DataFrame({"period": months, "dyad": "B -> A", "value": x}),
    ])  # fmt: skip
    index.loc[index.index % 6 == 0, "value"] = np.nan
    table = lead_and_lag(index, "A -> B", "B -> A", most=3)
    assert table[["low", "high"]].notna().all(axis=None)
    assert table.attrs["lead"]["low"] == table.attrs["lead"]["high"] == 0


def test_a_series_that_changes_evenly_is_refused_as_saying_nothing():
    walk = np.random.default_rng(3).normal(size=40).cumsum()
    with pytest.raises(BadValue, match="B -> A changes by the same amount"):
        lead_and_lag(two_series(walk, np.arange(40.0)), "A -> B", "B -> A")


def test_a_single_step_among_unknown_periods_gives_no_warning_and_no_lead():
    # most turns of the first lay its step where the second is not known
    first = np.repeat([0.0, 1.0], 20)
    second = np.full(40, np.nan)
    second[14:24] = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    table = lead_and_lag(two_series(first, second), "A -> B", "B -> A", most=2)
    assert table["band"].between(0, 1).all()
