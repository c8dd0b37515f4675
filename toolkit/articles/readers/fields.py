"""What the layouts of export services share: field lines, date lines, languages."""

from __future__ import annotations

import re

from toolkit.articles.readers.base import Reading
from toolkit.dates import FoundDate, is_ambiguous_date, parse_date

_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4}\b)?"
# "August 6, 2024, Tuesday, Late Edition - Final": a date, then words about the edition
_DATED_EDITION = re.compile(
    rf"(?P<date>{_DAY}(?:,? (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?"
    rf"(?:,? {_CLOCK})?),? (?P<edition>.*)"
)
_EDITION = re.compile(r"edition|final|correction|version|\bed\b", re.IGNORECASE)


def one_line(text: str) -> str:
    """The text with runs of blanks and line ends as one space."""
    return " ".join(text.split())


def unwrapped(text: str) -> str:
    r"""Lines joined where only an indent begins a paragraph, as wires set them.

    >>> unwrapped("Talks\nresumed.\n    No one spoke.")
    'Talks resumed.\n\nNo one spoke.'
    """
    if "\n\n" in text:
        return text
    lines = text.replace("\r", "").split("\n")
    joined = "".join(f"\n\n{line.strip()}" if line.startswith("  ") else f" {line}"
                     for line in lines)  # fmt: skip
    return joined.strip()


def read_date_line(line: str, order: str | None = None) -> FoundDate | None:
    """The date of a line that holds a date and perhaps an edition, nothing else.

    >>> read_date_line("August 6, 2024, Tuesday, Late Edition - Final").time.day
    6
    >>> read_date_line("August 6, 2024 was a quiet day") is None
    True
    """
    line = one_line(line)
    if (found := parse_date(line, order)) is not None:
        return found
    dated = _DATED_EDITION.fullmatch(line)
    if dated and _EDITION.search(dated["edition"]):
        return parse_date(dated["date"], order)
    return None


def dated(stated: str, where: str, place: str, reading: Reading) -> dict[str, object]:
    """The date columns for what an export states; a note where it cannot be read.

    Parameters
    ----------
    stated
        The date as the export has it.
    where
        Which field it is, for ``published_from``.
    place
        The document inside the file, for the note.
    """
    order = reading.item.date_order
    found = read_date_line(stated, order)
    if found is not None:
        return published(found, where)
    if not stated:
        problem = f"no {where}"
    elif is_ambiguous_date(stated):
        problem = f'{where}: "{stated}" may be day first or month first: '
        problem += 'give date_order="dmy" or "mdy"'
    else:
        problem = f'{where}: not a date this reads: "{stated[:60]}"'
    reading.note(f"date left missing: {problem}", place)
    return {}


def published(found: FoundDate, where: str) -> dict[str, object]:
    """The three date columns of an article."""
    return {
        "published": found.time,
        "published_precision": found.precision,
        "published_from": f"{where}; {found.rule}",
    }


def stated(**values: str | None) -> dict[str, object]:
    """The columns that hold something.

    >>> stated(title="Talks resume", byline=" ")
    {'title': 'Talks resume'}
    """
    return {name: value.strip() for name, value in values.items()
            if value and value.strip()}  # fmt: skip
