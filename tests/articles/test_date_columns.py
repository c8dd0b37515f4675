"""Columns of dates."""

from datetime import UTC, datetime

import pandas as pd

from toolkit.articles.date_columns import parse_dates


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_one_value_above_twelve_settles_the_order_of_its_column():
    dates = parse_dates(pd.Series(["03/04/2024", "25/12/2024"]))
    assert dates["time"].tolist() == [
        pd.Timestamp(utc(2024, 4, 3)),
        pd.Timestamp(utc(2024, 12, 25)),
    ]
    assert "as other values of the column show" in dates["rule"][0]


def test_column_that_contradicts_itself_settles_nothing():
    dates = parse_dates(pd.Series(["03/04/2024", "25/12/2024", "12/25/2024"]))
    assert dates["time"].isna().tolist() == [True, False, False]
    assert "date_order" in dates["problem"][0]


def test_midnight_throughout_means_days():
    assert parse_dates(pd.Series(["2024-08-06T00:00:00Z", "2024-08-07T00:00:00Z"]))[
        "precision"
    ].tolist() == ["day", "day"]
    assert parse_dates(pd.Series(["2024-08-06T00:00:00Z", "2024-08-07T09:00:00Z"]))[
        "precision"
    ].tolist() == ["minute", "minute"]


def test_timestamps_keep_their_zone():
    dates = parse_dates(
        pd.Series([pd.Timestamp("2024-08-06 10:00", tz="Europe/Berlin"), pd.NaT])
    )
    assert dates["time"].tolist() == [
        pd.Timestamp(utc(2024, 8, 6, 8)),
        pd.NaT,
    ]  # CEST is UTC+2


def test_whole_numbers_turned_into_floats_are_still_dates():
    dates = parse_dates(pd.Series([20240806.0, None]))
    assert dates["time"][0] == pd.Timestamp(utc(2024, 8, 6))
    assert dates["problem"].isna().all()
