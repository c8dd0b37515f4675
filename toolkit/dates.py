"""Dates found in texts, and the periods that articles are counted in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

# --------------------------------------------------------------------------- periods

# Weeks begin on Monday (ISO 8601).
PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}


def _frequency(every: str) -> str:
    if every not in PERIODS:
        raise BadValue(
            f"every={every!r} is no period; choose one of {', '.join(PERIODS)}."
        )
    return PERIODS[every]


def period_start(times: pd.Series, every: str) -> pd.Series:
    """First moment of the period each time falls in (UTC); missing stays missing.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.Series(pd.to_datetime(["2024-08-06 08:36", None], utc=True))
    >>> period_start(times, "month").dt.date.tolist()
    [datetime.date(2024, 8, 1), NaT]
    """
    naive = times.dt.tz_convert("UTC").dt.tz_localize(None)
    return naive.dt.to_period(_frequency(every)).dt.start_time.dt.tz_localize("UTC")


def all_periods(
    first: pd.Timestamp, last: pd.Timestamp, every: str
) -> pd.DatetimeIndex:
    """Every period from the one holding ``first`` to the one holding ``last``.

    Periods without articles are listed too: an index shows them as missing, never as 0.

    Examples
    --------
    >>> import pandas as pd
    >>> first, last = pd.Timestamp("2024-08-06"), pd.Timestamp("2024-10-01")
    >>> [str(p.date()) for p in all_periods(first, last, "month")]
    ['2024-08-01', '2024-09-01', '2024-10-01']
    """
    import pandas as pd

    edges = [pd.to_datetime(t, utc=True).tz_localize(None) for t in (first, last)]
    periods = pd.period_range(*edges, freq=_frequency(every))
    return periods.to_timestamp(how="start").tz_localize("UTC")


# --------------------------------------------------------------------- finding dates
#
# A date is read by explicit forms only, and never completed from today's: what a text
# does not say stays missing. Month and weekday names are English.

EARLIEST_YEAR, LATEST_YEAR = 1700, 2100  # anything outside is taken for an error
DATE_ORDERS = {"dmy": "day first", "mdy": "month first"}

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun",
           "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
_DATE = re.compile(
    rf"""
    (?<!\d)(?P<y1>\d{{4}})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?!\d)
  | (?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.]+(?:of\s+)?
        (?P<m2>{_MONTH})\.?,?[\s\-/]+(?P<y2>\d{{4}})(?!\d)
  | \b(?P<m3>{_MONTH})\.?[\s\-]+
        (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})(?!\d)
  | (?<!\d)(?P<a>\d{{1,2}})(?P<s4>[-/.])(?P<b>\d{{1,2}})(?P=s4)(?P<y4>\d{{4}})(?!\d)
  | (?<!\d)(?P<a7>\d{{1,2}})(?P<s7>[-/.])(?P<b7>\d{{1,2}})(?P=s7)(?P<y7>\d\d)(?!\d)
  | \b(?P<m5>{_MONTH})\.?,?\s+(?P<y5>\d{{4}})(?!\d)
  | (?<!\d)(?P<y6>\d{{4}})-(?P<m6>\d{{2}})(?![\d\-])
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Hours ahead of UTC. IST (India, Israel, Ireland) and the like are left out on purpose:
# an abbreviation used in several places says nothing certain.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7,
}  # fmt: skip
# These change with the season, so the date decides.
_ZONE_PLACES = {"ET": "America/New_York", "CT": "America/Chicago",
                "MT": "America/Denver", "PT": "America/Los_Angeles"}  # fmt: skip
_AMBIGUOUS_ZONES = ("IST", "AST", "ADT", "PKT", "WIB", "local time")
_NAMED_ZONE = "|".join([*_ZONES, *_ZONE_PLACES, *_AMBIGUOUS_ZONES])
_TIME = re.compile(
    rf"""
    (?<![\d:.+\-])T?(?P<hour>\d{{1,2}})
    (?:[:.h](?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d+)?)?)?
    (?!\d)
    (?:\s?(?P<half>[ap])\.?m\b\.?)?
    (?:\s?(?:hrs|hours|uhr)\b)?
    (?:\s?\(?(?P<zone>(?:UTC|GMT)?\s?[+\-]\d{{1,2}}(?::?\d{{2}})?(?!\d)|(?:{_NAMED_ZONE})\b)\)?)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FILLER = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|(?:date|time|published|publication|posted|printed|issued|submitted|created|first"
    r"|last|updated|modified|on|at|the|utc)\b|\([a-z ]*\)|[\s,;:.|@·•/–—\-\x00])*",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?"
)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d*)?")  # 13 digits: milliseconds
# Pages run what is printed in parts together: "20248:36 AM GMT+1Updated".
_RUN_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\d{1,2}:\d\d)")
# Unix style: Tue Aug  6 08:36:00 +0000 2024
_YEAR_LAST = re.compile(
    rf"(?:[a-z]{{3}},?\s+)?({_MONTH})\s+(\d{{1,2}})\s+(\d\d:\d\d(?::\d\d)?)"
    r"\s+([+-]\d{4}\s+|[A-Z]{3,4}\s+)?(\d{4})",
    re.IGNORECASE,
)
LONGEST_DATE = 120  # characters; a longer cell or line holds prose


@dataclass(frozen=True)
class FoundDate:
    """A time found in a text, and how.

    Attributes
    ----------
    time
        In UTC; the first moment of the day or month where no time is given.
    precision
        ``minute``, ``day`` or ``month``.
    zone_known
        False when the text gives a time of day without a time zone: ``time`` is then
        the time of day as written.
    rule
        What was assumed, in words.
    """

    time: datetime
    precision: str
    zone_known: bool
    rule: str


def parse_date(text: str, order: str | None = None) -> FoundDate | None:
    """Read a string that is a date, with or without a time, and nothing else.

    Parameters
    ----------
    text
        Such as ``6 August 2024, 08:36``, ``2024-08-06T08:36:00+01:00``,
        ``Published: Aug. 6, 2024 8:36 a.m. EDT``, ``August 2024``, ``20240806``.
    order
        ``"dmy"`` or ``"mdy"``: how to read ``03/04/2024`` or ``03/04/24``. Without it
        such a date is ambiguous and stays missing.

    Returns
    -------
    FoundDate or None
        None for prose, impossible dates, ambiguous ones and years before 1700 or
        after 2100. A bare number of seconds is none either: see :func:`parse_epoch`.

    Examples
    --------
    >>> parse_date("6 August 2024, 08:36").rule
    'time zone unknown, taken as UTC'
    >>> parse_date("Aug. 6, 2024 8:36 a.m. EDT").time.isoformat()
    '2024-08-06T12:36:00+00:00'
    >>> parse_date("03/04/2024") is None
    True
    >>> parse_date("03/04/2024", order="dmy").time.date()
    datetime.date(2024, 4, 3)
    """
    _check_order(order)
    text = " ".join(text[: LONGEST_DATE + 1].split())
    if not text or len(text) > LONGEST_DATE:
        return None
    text = _in_plain_form(text)
    day = _DATE.search(text)
    if day is None:
        return None
    # The date is blanked out with a mark no text holds, so no digit joins across it.
    rest = f"{text[: day.start()]} \x00 {text[day.end() :]}"
    clock = _find_clock(rest)
    if clock:
        rest = rest[: clock.start()] + rest[clock.end() :]
    return _assemble(day, clock, order) if _FILLER.fullmatch(rest) else None


def parse_epoch(text: str, now: datetime | None = None) -> FoundDate | None:
    """Read seconds or milliseconds since 1970, from a field known to hold a time.

    A number alone says nothing: ``2025550123`` is a time in 2034 and a telephone
    number. Times later than a year from ``now`` (today) are therefore left unread.

    >>> parse_epoch("1722933360").time.isoformat()
    '2024-08-06T08:36:00+00:00'
    >>> parse_epoch("2025550123", now=datetime(2024, 8, 6, tzinfo=UTC)) is None
    True
    """
    found = _EPOCH.fullmatch(text.strip())
    latest = (now or datetime.now(UTC)) + timedelta(days=366)
    if found is None or int(found[1]) > latest.timestamp():
        return None
    if found[2] and len(found[1]) != 10:  # 12 digits: a date and a time without marks
        return None
    time = datetime.fromtimestamp(int(found[1]), UTC)
    unit = "milliseconds" if found[2] else "seconds"
    return FoundDate(time, "minute", True, f"{unit} since 1970, UTC")


def parse_leading_date(text: str) -> tuple[FoundDate, str] | None:
    """Cut a machine date (``2024-08-06``, ``date 2024-08-06 08:36``) off a line's head.

    >>> found, rest = parse_leading_date("date 2024-08-06 Talks resume")
    >>> found.precision, rest
    ('day', 'Talks resume')
    """
    head = re.match(
        r"\s*(?:date|published)?[\s:]*(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?"
        r"(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)\s*[|:–—-]?\s+(?=\S)",
        text,
        re.IGNORECASE,
    )
    found = parse_date(head[1]) if head else None
    return (found, text[head.end() :]) if head and found else None


_DATELINE = re.compile(
    rf"(?=[^\W\d_])[\w.'’ -]{{2,40}}(?:,\s[\w.'’ -]{{2,40}})?,?\s"
    rf"(?P<day>(?:(?:{_MONTH})\.?\s\d{{1,2}}|\d{{1,2}}\s(?:{_MONTH}))(?P<year>,?\s\d{{4}})?)"
    r"(?:\s?[,/]?\s?\(?[\w. /]{2,30}\)?)?\s?(?:[-–—:]|--)\s",
    re.IGNORECASE,
)


def find_dateline(paragraph: str) -> tuple[FoundDate | None, str] | None:
    """The date of a dateline (``BEIRUT, Aug 5, 2024 (Desk) -``) and its words.

    Without a year the date is None: it could only be guessed.

    >>> find_dateline("BEIRUT, Aug 5 (Desk) - Talks resumed.")
    (None, 'Aug 5')
    """
    found = _DATELINE.match(paragraph)
    place = paragraph[: found.start("day")].strip() if found else ""
    if not found or not (place.endswith(",") or place.isupper()):
        return None
    return (parse_date(found["day"]) if found["year"] else None), found["day"]


def is_ambiguous_date(text: str) -> bool:
    """Tell whether ``text`` is a date only once day and month order are known.

    >>> is_ambiguous_date("03/04/2024"), is_ambiguous_date("13/04/2024")
    (True, False)
    """
    return parse_date(text) is None and parse_date(text, "dmy") is not None


def _check_order(order: str | None) -> None:
    if order is not None and order not in DATE_ORDERS:
        raise BadValue(
            f'date_order={order!r} is unknown; write "dmy" (03/04 is 3 April) '
            'or "mdy" (03/04 is March 4).'
        )


def _in_plain_form(text: str) -> str:
    """Rewrite 20240806T083600Z and Unix style dates so that one reader suffices."""
    text = _RUN_TOGETHER.sub(r"\1 ", text)
    if (m := _COMPACT.fullmatch(text)) is not None:
        clock = f" {m[4]}:{m[5]}:{m[6] or '00'}{m[7] or ''}" if m[4] else ""
        return f"{m[1]}-{m[2]}-{m[3]}{clock}"
    if (m := _YEAR_LAST.fullmatch(text)) is not None:
        return f"{m[2]} {m[1]} {m[5]} {m[3]} {(m[4] or '').strip()}"
    return text


def _find_clock(text: str) -> re.Match[str] | None:
    found = (m for m in _TIME.finditer(text) if m["minute"] or m["half"])
    return next(found, None)


def _assemble(
    day: re.Match[str], clock: re.Match[str] | None, order: str | None
) -> FoundDate | None:
    calendar = _calendar(day, order)
    if calendar is None or not EARLIEST_YEAR <= calendar[0] <= LATEST_YEAR:
        return None
    year, month, number, precision, said = calendar
    try:
        time = datetime(year, month, number, tzinfo=UTC)
        if clock is None:
            return FoundDate(time, precision, True, "; ".join([*said, "no time given"]))
        time = time.replace(hour=_hour(clock), minute=int(clock["minute"] or 0),
                            second=int(clock["second"] or 0))  # fmt: skip
    except ValueError:  # 31 February, 25:00
        return None
    if precision == "month":
        return None
    ahead, zone = _zone(clock["zone"], time)
    shifted = time - (ahead or timedelta())
    return FoundDate(shifted, "minute", ahead is not None, "; ".join([*said, zone]))


def _calendar(
    day: re.Match[str], order: str | None
) -> tuple[int, int, int, str, list[str]] | None:
    """Year, month, day, precision, and what had to be decided."""
    for i in "123":
        if day[f"y{i}"]:
            month = _month_number(day[f"m{i}"])
            return int(day[f"y{i}"]), month, int(day[f"d{i}"]), "day", []
    for i in "56":
        if day[f"y{i}"]:
            return int(day[f"y{i}"]), _month_number(day[f"m{i}"]), 1, "month", []
    if day["y7"]:
        return _short_year(day, order)
    first, second = int(day["a"]), int(day["b"])
    forced = "dmy" if first > 12 else "mdy" if second > 12 else None
    chosen = forced or order or ("same" if first == second else None)
    if chosen is None:
        return None
    said = [] if chosen == "same" else [DATE_ORDERS[chosen]]
    number, month = (second, first) if chosen == "mdy" else (first, second)
    return int(day["y4"]), month, number, "day", said


def _short_year(
    day: re.Match[str], order: str | None
) -> tuple[int, int, int, str, list[str]] | None:
    """A date such as 06/08/24, which could even begin with its year."""
    if order is None:
        return None
    number, month = int(day["a7"]), int(day["b7"])
    if order == "mdy":
        number, month = month, number
    # as POSIX has it: 69 to 99 are of the last century
    year = int(day["y7"]) + (1900 if int(day["y7"]) >= 69 else 2000)
    said = f"{DATE_ORDERS[order]}, year {day['y7']} read as {year}"
    return year, month, number, "day", [said]


def _month_number(month: str) -> int:
    # casefold: the pattern takes the long s of "ſept" for an s, as case folding does
    return int(month) if month.isdigit() else _MONTHS.index(month[:3].casefold()) + 1


def _hour(clock: re.Match[str]) -> int:
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"{hour} {half}m is no hour")
    return hour % 12 + (12 if half == "p" else 0)


def _zone(name: str | None, time: datetime) -> tuple[timedelta | None, str]:
    """Time ahead of UTC, None when unknown, and the words that say so."""
    code = (name or "").upper().replace(" ", "")
    if (m := re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?", code)) is not None:
        ahead = timedelta(hours=int(m[2]), minutes=int(m[3] or 0))
        return (ahead if m[1] == "+" else -ahead), f"time zone {code}"
    if code in _ZONES:
        return timedelta(
            hours=_ZONES[code]
        ), f"time zone {'UTC' if code == 'Z' else code}"
    if code in _ZONE_PLACES:
        local = time.replace(tzinfo=ZoneInfo(_ZONE_PLACES[code]))
        return local.utcoffset(), f"time zone {code} ({_ZONE_PLACES[code]})"
    unknown = f"time zone {name} ambiguous" if name else "time zone unknown"
    return None, f"{unknown}, taken as UTC"
