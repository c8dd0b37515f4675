"""Dates that lie behind a text: past years, and months and days long gone.

A date is read as late as it can be meant ("March 2022" is the 31st) and set against the
day of publication. Without that day no date is past.
"""

from __future__ import annotations

import numpy as np

from toolkit.mentions.clauses import clause_number, sentence_number
from toolkit.mentions.cues import Cues
from toolkit.text import Words

# A dated event is background, not news, once it is more than a quarter old: indices are
# read by the month or quarter, and a weekly's or a report's "in May" stays news.
# A year alone is past from the next New Year on: it says no more than "then, not now".
NEWS_DAYS = 90

# Day of publication of a text without one.
NO_DAY = np.iinfo(np.int64).min

# Words between a past date and the mention it dates. "In 2006 rebels attacked" dates
# the sentence, "the 2006 attack" the noun behind, "attacked in 2006" the words before.
_REACH = 12
_NOUN_REACH = 4
_HEAD = 3  # a date within so many words of the head of its sentence opens it
# "stormed in 2016 after heavy bombing": what goes with a dated event has its date.
_LEADS_ON = frozenset("after following during when amid while".split())
_DETERMINERS = frozenset("the a an this that its their his her our".split())
# Years that can stand for themselves in a text.
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_NAMES = (
    "january february march april may june july august september october november "
    "december"
)
_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {
    name: number + 1
    for names in (_NAMES, _SHORT)
    for number, name in enumerate(names.split())
} | {"sept": 9}
_DAYS = {f"{d}{end}": d for d in range(1, 32) for end in ("", "st", "nd", "rd", "th")}
_DAYS |= {f"0{d}": d for d in range(1, 10)}
_BEFORE_DATE = frozenset(
    "in on during of from by between until till early late mid the last".split()
)
# "since 1979", "since the 2006 war" go on to this day.
_TO_THIS_DAY = frozenset(["since"])
# A month without a year is behind only where the sentence is told in the past tense
# and does not look ahead.
_PAST_TENSE = frozenset(
    "was were had took held shot fought began broke fell fled left sent said told won "
    "lost met struck hit set came went gave made led put ran saw".split()
)
_AHEAD = frozenset(
    "will would shall next upcoming scheduled due planned plans until by going".split()
)


def past_dates(words: Words, published: np.ndarray) -> Cues:
    """Dates long before publication, as historical cues.

    ``published`` holds a day per text, counted from 1970-01-01, or :data:`NO_DAY`.
    """
    spans = [_with_year(words, published), _month_alone(words, published)]
    first, stop = (np.concatenate(pair) for pair in zip(*spans, strict=True))
    n = len(first)
    after = _next(words, stop - 1, 1)
    attributive = _led_by(words, first, _DETERMINERS) & words.joined[after]
    attributive &= (after >= stop) & ~words.among(_LEADS_ON, after)
    leading = words.among(_LEADS_ON, after) | _opens(sentence_number(words), first)
    leading &= ~attributive
    before = attributive | leading | _opens(clause_number(words), first)
    return Cues(first, stop, np.full(n, "historical", object), np.full(n, "", object),
                before, ~attributive, np.where(attributive, _NOUN_REACH, _REACH),
                ~leading)  # fmt: skip


def _opens(part: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Tell whether each date stands at the head of its sentence or clause."""
    return (first < _HEAD) | (part[first] != part[np.maximum(first - _HEAD, 0)])


def _with_year(words: Words, published: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spans like "1982", "March 2022", "3 May 2019", "May 3, 2019" that are past."""
    years = words.values(_year, np.int64)
    at = np.flatnonzero(years)
    today = published[words.doc[at]]
    at, today = at[today != NO_DAY], today[today != NO_DAY]
    first, month, day = _month_before(words, at)
    led = _led_by(words, first, _BEFORE_DATE) | (month > 0)
    led &= ~_led_by(words, first, _TO_THIS_DAY)
    led &= ~_led_by(words, np.maximum(first - 1, 0), _TO_THIS_DAY)
    year = years[at]
    old = today - _last_day(year, np.where(month > 0, month, 12), day) > NEWS_DAYS
    past = led & np.where(month > 0, old, year < _year_of(today))
    return first[past], at[past] + 1


def _month_alone(words: Words, published: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Spans like "in March", "on 3 May" and "May 3" that lie behind."""
    months = words.values(_month, np.int64) * words.capital
    at = np.flatnonzero(months)
    at = at[published[words.doc[at]] != NO_DAY]
    days, years = words.values(_day, np.int64), words.values(_year, np.int64)
    after, again = _next(words, at, 1), _next(words, at, 2)
    day_after = np.where(after > at, days[after], 0)
    day_before = np.where(_same_text(words, at, 1), days[np.maximum(at - 1, 0)], 0)
    dated = (years[after] > 0) | ((day_after > 0) & (years[again] > 0))
    first, stop = at - (day_before > 0), at + 1 + (day_after > 0)
    day = np.where(day_after > 0, day_after, day_before)
    led = (day > 0) | _led_by(words, at, _BEFORE_DATE)
    led &= ~dated & ~_led_by(words, first, _TO_THIS_DAY)
    led &= _told_as_past(words)[at]
    today, month = published[words.doc[at]], months[at]
    year = _year_of(today)
    # "the trial on 21 January", read on the 2nd, lies ahead; "last January" does not
    slack = np.where(_led_by(words, first, frozenset(["last"])), 0, NEWS_DAYS)
    year = year - (_first_day(year, month, day) > today + slack)
    past = led & (today - _last_day(year, month, day) > NEWS_DAYS)
    return first[past], stop[past]


def _is_past_tense(word: str) -> bool:
    return word.endswith("ed") or word in _PAST_TENSE


def _told_as_past(words: Words) -> np.ndarray:
    """Tell for each word whether its sentence speaks of what has been."""
    sentence = sentence_number(words)
    n = len(words) + 1
    behind = words.passing(_is_past_tense)
    told = np.bincount(sentence[behind], minlength=n) > 0
    told &= np.bincount(sentence[words.among(_AHEAD)], minlength=n) == 0
    return told[sentence]


def _month_before(
    words: Words, at: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First word, month and day (0 for none) of the dates that end in these years."""
    months = words.values(_month, np.int64)
    days = words.values(_day, np.int64)
    one, two = np.maximum(at - 1, 0), np.maximum(at - 2, 0)
    near, far = _same_text(words, at, 1), _same_text(words, at, 2)
    european = near & (months[one] > 0)
    american = far & (months[two] > 0) & (days[one] > 0)
    month = np.where(european, months[one], np.where(american, months[two], 0))
    day_first = european & far & (days[two] > 0)
    day = np.where(day_first, days[two], np.where(american, days[one], 0))
    return at - european - 2 * american - day_first, month, day


def _month(word: str) -> int:
    return _MONTHS.get(word, 0)


def _day(word: str) -> int:
    return _DAYS.get(word, 0)


def _year(word: str) -> int:
    """Year that a word names ("1990s" counts), 0 for none."""
    digits = word.removesuffix("s")
    good = len(digits) == 4 and digits.isascii() and digits.isdigit()
    return int(digits) if good and _FIRST_YEAR <= int(digits) <= _LAST_YEAR else 0


def _same_text(words: Words, at: np.ndarray, back: int) -> np.ndarray:
    """Tell whether the word so far back is one of the same text."""
    there = np.maximum(at - back, 0)
    return (at >= back) & (words.doc[there] == words.doc[at])


def _next(words: Words, at: np.ndarray, on: int) -> np.ndarray:
    """The word so far on, or the word itself where the text ends before."""
    there = np.minimum(at + on, len(words) - 1)
    return np.where(words.doc[there] == words.doc[at], there, at)


def _led_by(words: Words, first: np.ndarray, wanted: frozenset[str]) -> np.ndarray:
    before = np.maximum(first - 1, 0)
    return _same_text(words, first, 1) & words.among(wanted, before)


def _year_of(day: np.ndarray) -> np.ndarray:
    return day.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970


def _first_day(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The day, or the first of the month where ``day`` is 0."""
    months = (12 * (year - 1970) + month - 1).astype("M8[M]")
    return months.astype("M8[D]").astype(np.int64) + np.maximum(day - 1, 0)


def _last_day(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The day, or the last of the month where ``day`` is 0."""
    none = np.zeros_like(month)
    end = _first_day(year + month // 12, month % 12 + 1, none) - 1
    return np.where(day > 0, _first_day(year, month, day), end)
