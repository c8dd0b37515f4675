"""Corpora that come with nltk, as articles: addresses of presidents, Reuters news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from toolkit.articles.finish import finish_articles
from toolkit.schema import BadValue, ToolkitError

if TYPE_CHECKING:
    import pandas as pd

# Day of the inauguration: by law 4 March until 1933 and 20 January since 1937; where
# that was a Sunday, or the first of all, another.
_OTHER_DAYS = {1789: (4, 30), 1821: (3, 5), 1849: (3, 5), 1877: (3, 5), 1917: (3, 5),
               1957: (1, 21), 1985: (1, 21), 2013: (1, 21)}  # fmt: skip
_LAST_IN_MARCH = 1933
_FILE = re.compile(r"(\d{4})-([A-Za-z]+)")


class MissingData(ToolkitError):
    """Data of nltk that is not on this machine."""


@dataclass(frozen=True)
class _Corpus:
    folder: str  # name in nltk
    source: str
    section: str
    when: Callable[[int], tuple[datetime | None, str]]


def _inauguration(year: int) -> tuple[datetime | None, str]:
    usual = (3, 4) if year <= _LAST_IN_MARCH else (1, 20)
    month, day = _OTHER_DAYS.get(year, usual)
    return datetime(year, month, day, tzinfo=UTC), "day"


def _address_of_year(year: int) -> tuple[datetime | None, str]:
    # most were given in January or February, some later: only the year is sure
    return datetime(year, 1, 1, tzinfo=UTC), "year"


def _unknown(_: int) -> tuple[datetime | None, str]:
    return None, ""


CORPORA = {
    "inaugural": _Corpus("inaugural", "US presidents", "inaugural", _inauguration),
    "state_union": _Corpus(
        "state_union", "US presidents", "State of the Union", _address_of_year
    ),
    "reuters": _Corpus("reuters", "Reuters", "", _unknown),
}


def load_nltk_corpus(name: str) -> pd.DataFrame:
    """Load a corpus of nltk as a table of articles.

    Parameters
    ----------
    name
        ``"inaugural"`` (since 1789), ``"state_union"`` (1945 to 2006) or ``"reuters"``
        (10,788 items of 1987, undated here).

    Returns
    -------
    DataFrame
        The articles table, one row per speech or item. ``byline`` is the speaker.
        Inaugural addresses are dated to the day; addresses on the State of the Union
        to the year (``published_precision`` is ``"year"``, the time its first day):
        make no index finer than years of them.

    Raises
    ------
    BadValue
        There is no such corpus.
    MissingData
        nltk's data is not on this machine; the message says how to get it.

    Examples
    --------
    >>> load_nltk_corpus("brown")
    Traceback (most recent call last):
    toolkit.schema.BadValue: name='brown' is unknown; choose inaugural, state_union, ...
    """
    if name not in CORPORA:
        raise BadValue(f"name={name!r} is unknown; choose {', '.join(CORPORA)}.")
    rows = list(_rows(CORPORA[name], _reader(name)))
    articles, _, remarks = finish_articles(rows, CORPORA[name].source)
    articles.attrs["notes"] = [
        {"file": name, "place": origin, "note": note} for origin, note in remarks
    ]
    return articles


def _reader(name: str) -> Any:
    import nltk

    reader = getattr(nltk.corpus, CORPORA[name].folder)
    try:
        reader.fileids()
    except LookupError:
        raise MissingData(
            f"nltk's corpus {name!r} is not on this machine. Where there is a "
            f"connection: python -m nltk.downloader {CORPORA[name].folder}. Else copy "
            "its folder into nltk_data/corpora, and name that folder in NLTK_DATA."
        ) from None
    return reader


def _rows(corpus: _Corpus, reader: Any) -> Iterator[dict[str, Any]]:
    for file in reader.fileids():
        said = _FILE.match(file)
        year = int(said[1]) if said else 0
        time, precision = corpus.when(year) if year else (None, "")
        yield {
            "title": f"{said[2]}, {year}" if said else "",
            "byline": said[2] if said else "",
            "section": corpus.section,
            "text": reader.raw(file),
            "published": time,
            "published_precision": precision or None,
            "published_from": "name of the file" if time else None,
            "origin": f"nltk/{corpus.folder}/{file}",
            "file": file,
            "reader": "nltk",
        }
