"""How often the date of a real web page is read rightly, and by which rule.

    python -m tests.benchmarks.page_dates PAGES EXPECTED.csv [--part test] [--wrong]
        [--language en]

``PAGES`` is a folder of saved pages, ``EXPECTED.csv`` has the columns ``file`` and
``expected`` (``2024-08-06``, or empty for a page that no day can be given, such as a
front page). Pages are not part of the project; source distributions of programs that
read web pages hold some.

A hash of the file's name puts each page into *dev*, which may be looked at, or *test*,
which is to be measured once. A date is

right      the day expected, or that day somewhere on earth where a time is given (times
           are in UTC, pages are dated where their writers are); the month, where only
           that is claimed
wrong      another day, or any day where none is expected
missing    no date, though one is expected
none       no date, and none expected
set aside  the page was not read as an article at all

``--htmldate`` measures htmldate beside it, if that is installed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

OUTCOMES = ("right", "wrong", "missing", "none", "set aside")
EAST, WEST = timedelta(hours=14), timedelta(hours=12)  # zones ahead of and behind UTC


class Answer(NamedTuple):
    """A date read from a page, and the rule that found it."""

    time: datetime | None
    precision: str
    rule: str


SET_ASIDE = Answer(None, "", "set aside")


def part_of(name: str) -> str:
    """The half a page belongs to.

    >>> part_of("a.html"), part_of("b.html")
    ('test', 'dev')
    """
    return ("test", "dev")[hashlib.sha256(name.encode()).digest()[0] % 2]


def outcome(answer: Answer, expected: str) -> str:
    """What a date is worth, given the day expected (empty: none)."""
    if answer == SET_ASIDE:
        return "set aside"
    if answer.time is None:
        return "missing" if expected else "none"
    if not expected:
        return "wrong"
    day = datetime.fromisoformat(expected).replace(tzinfo=UTC)
    if answer.precision == "month":
        same = (answer.time.year, answer.time.month) == (day.year, day.month)
    elif answer.precision == "day":
        same = answer.time.date() == day.date()
    else:
        same = day - EAST <= answer.time < day + timedelta(days=1) + WEST
    return "right" if same else "wrong"


def by_toolkit(path: Path) -> Answer:
    """What ``read_articles`` makes of a page."""
    from toolkit import read_articles

    articles = read_articles(path)
    if articles.empty:
        return SET_ASIDE
    first = articles.iloc[0]
    if articles["published"].isna().iloc[0]:
        return Answer(None, "", "no date")
    rule = str(first["published_from"]).partition(";")[0]
    return Answer(first["published"].to_pydatetime(), first["published_precision"],
                  rule)  # fmt: skip


def is_in(path: Path, language: str) -> bool:
    """Whether the toolkit takes the text of a page to be in a language."""
    from toolkit import read_articles

    articles = read_articles(path)
    known = not articles["language"].dropna().empty
    return known and str(articles["language"].iloc[0]).startswith(language)


def by_htmldate(path: Path) -> Answer:
    """What htmldate makes of it, asked for the first date rather than the last change."""
    from htmldate import find_date

    try:
        found = find_date(path.read_bytes(), original_date=True)
    except Exception:  # a page that is none
        found = None
    time = datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None
    return Answer(time, "day", "htmldate" if found else "no date")


def measure(
    pages: Path, expected: dict[str, str], read: Callable[[Path], Answer], wrong: bool
) -> dict[str, Counter[str]]:
    """Outcomes by rule; ``wrong`` prints each page that is not right."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for name, day in sorted(expected.items()):
        answer = read(pages / name)
        said = outcome(answer, day)
        table[answer.rule][said] += 1
        if wrong and said in ("wrong", "missing", "set aside"):
            print(f"{said:9} {name}: {day or 'none'} expected, "
                  f"{answer.time or ''} ({answer.rule})")  # fmt: skip
    return table


def show(title: str, table: dict[str, Counter[str]]) -> None:
    """Print outcomes by rule, the most frequent first, and their sum."""
    whole = sum(table.values(), Counter())
    rows = sorted(table.items(), key=lambda row: -row[1].total())
    print(f"\n{title:58}" + "".join(f"{name:>10}" for name in OUTCOMES))
    for rule, counts in [*rows, ("all", whole)]:
        print(f"{rule[:57]:58}" + "".join(f"{counts[name]:10}" for name in OUTCOMES))
    dated = whole["right"] + whole["wrong"]
    print(f"of {whole.total()} pages {dated} dated, "
          f"{whole['right'] / max(dated, 1):.1%} of these rightly")  # fmt: skip


def main() -> None:
    """Print the table of one half."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("expected", type=Path)
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--wrong", action="store_true", help="name what is not right")
    parser.add_argument("--language", default="", help="only pages in it, such as en")
    parser.add_argument("--htmldate", action="store_true", help="measure it as well")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    with given.expected.open(newline="", encoding="utf-8") as file:
        expected = {row["file"]: row["expected"] for row in csv.DictReader(file)
                    if part_of(row["file"]) == given.part}  # fmt: skip
    if given.language:
        expected = {name: day for name, day in expected.items()
                    if is_in(given.pages / name, given.language)}  # fmt: skip
    table = measure(given.pages, expected, by_toolkit, given.wrong)
    show(f"toolkit, {given.part}", table)
    if given.htmldate:
        show(f"htmldate, {given.part}",
             measure(given.pages, expected, by_htmldate, wrong=False))  # fmt: skip


if __name__ == "__main__":
    main()
