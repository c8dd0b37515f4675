"""Dates found in strings and columns; periods."""

from datetime import UTC, datetime

import pytest

from toolkit.dates import (
    find_dateline,
    is_ambiguous_date,
    parse_date,
    parse_epoch,
    parse_leading_date,
)
from toolkit.schema import BadValue


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "time", "precision", "zone_known"),
    [
        ("6 August 2024, 08:36", utc(2024, 8, 6, 8, 36), "minute", False),
        (
            "Tuesday 6th of August 2024 at 8.36pm",
            utc(2024, 8, 6, 20, 36),
            "minute",
            False,
        ),
        ("2024-08-06T08:36:00+01:00", utc(2024, 8, 6, 7, 36), "minute", True),
        ("2024-08-06T08:36:00.123Z", utc(2024, 8, 6, 8, 36), "minute", True),
        # EDT is four hours behind UTC: 08:36 + 4 h
        ("Aug. 6, 2024 8:36 a.m. EDT", utc(2024, 8, 6, 12, 36), "minute", True),
        # ET is EDT in August and EST, five hours behind, in January
        ("8:36 AM ET, Tue August 6, 2024", utc(2024, 8, 6, 12, 36), "minute", True),
        ("January 6, 2024 8:36 am ET", utc(2024, 1, 6, 13, 36), "minute", True),
        ("Tue, 06 Aug 2024 08:36:00 +0000", utc(2024, 8, 6, 8, 36), "minute", True),
        ("Tue Aug  6 08:36:00 +0000 2024", utc(2024, 8, 6, 8, 36), "minute", True),
        ("20240806083600", utc(2024, 8, 6, 8, 36), "minute", False),
        ("August 6, 20248:36 AM GMT+1", utc(2024, 8, 6, 7, 36), "minute", True),
        ("6. August 2024, 08:36 Uhr", utc(2024, 8, 6, 8, 36), "minute", False),
        (
            "Published: 12 a.m., 6 Aug 2024 GMT",
            None,
            None,
            None,
        ),  # zone apart from time
        ("12:05 a.m. 6 Aug 2024", utc(2024, 8, 6, 0, 5), "minute", False),
        ("12:05 pm, 6 Aug 2024", utc(2024, 8, 6, 12, 5), "minute", False),
        ("20240806", utc(2024, 8, 6), "day", True),
        ("06-Aug-2024", utc(2024, 8, 6), "day", True),
        ("25/12/2024", utc(2024, 12, 25), "day", True),
        ("12/25/2024", utc(2024, 12, 25), "day", True),
        ("05/05/2024", utc(2024, 5, 5), "day", True),
        ("August 2024", utc(2024, 8, 1), "month", True),
        ("2024-08", utc(2024, 8, 1), "month", True),
        ("1916-05-01", utc(1916, 5, 1), "day", True),
    ],
)
def test_explicit_forms_are_read(text, time, precision, zone_known):
    found = parse_date(text)
    if time is None:
        assert found is None
    else:
        assert (found.time, found.precision, found.zone_known) == (
            time,
            precision,
            zone_known,
        )


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2024", "31 February 2024", "2024-13-01", "2024-08-06 25:10",
        "13:00 p.m. 6 Aug 2024", "1650-01-01", "3000-01-01", "0001-01-01", "06/08/24",
        "6 August 2024 and 7 August 2024", "On 6 August 2024 the talks resumed",
        "August 2024 08:36", "Tuesday, Jan. 4", "99999999999999999999", "1722933360", "2025550123", "x" * 10_000,
    ],
)  # fmt: skip
def test_prose_and_impossible_dates_stay_missing(text):
    assert parse_date(text) is None


def test_day_and_month_order_is_never_guessed():
    assert parse_date("03/04/2024") is None
    assert is_ambiguous_date("03/04/2024")
    assert parse_date("03/04/2024", "dmy").time == utc(2024, 4, 3)
    assert parse_date("03/04/2024", "mdy").time == utc(2024, 3, 4)


def test_an_abbreviation_used_in_several_places_is_no_time_zone():
    found = parse_date("6 August 2024 08:36 IST")
    assert found.time == utc(2024, 8, 6, 8, 36)
    assert not found.zone_known
    assert "ambiguous" in found.rule


def test_unknown_order_teaches_both_answers():
    with pytest.raises(BadValue, match='"dmy"'):
        parse_date("03/04/2024", "ymd")


def test_machine_date_is_cut_off_a_heading():
    found, rest = parse_leading_date("2024-08-06T08:36Z | Talks resume")
    assert (found.time, rest) == (utc(2024, 8, 6, 8, 36), "Talks resume")
    assert parse_leading_date("6 August 2024: the day talks resumed") is None


def test_dateline_without_year_gives_no_date():
    assert find_dateline("BEIRUT, Aug 5 (Desk) - Talks resumed.") == (None, "Aug 5")
    found, _ = find_dateline("BEIRUT, Aug 5, 2024 (Desk) - Talks resumed.")
    assert found.time == utc(2024, 8, 5)
    assert find_dateline("The May 5 attack - the worst so far - killed two.") is None


def test_number_of_seconds_is_read_only_where_asked_and_up_to_next_year():
    now = utc(2024, 8, 6)
    assert parse_epoch("1722933360", now).time == utc(2024, 8, 6, 8, 36)
    assert parse_epoch("1722933360000", now).time == utc(2024, 8, 6, 8, 36)
    assert parse_epoch("2025550123", now) is None  # in 2034
    assert parse_epoch("202408060836", now) is None  # a date without marks


def test_year_of_two_digits_needs_an_order_which_the_rule_repeats():
    assert is_ambiguous_date("06/08/24 08:36")
    found = parse_date("06/08/24", "dmy")
    assert found.time == utc(2024, 8, 6)
    assert found.rule == "day first, year 24 read as 2024; no time given"
