"""Public archives of news: Wikipedia's Current Events, GDELT, the Guardian, CC-News."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from toolkit.articles.sources.addresses import Refused
from toolkit.articles.sources.fetcher import Fetcher
from toolkit.articles.sources.harvest import Harvest, with_progress
from toolkit.articles.sources.transport import Answer, Caps
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

WIKIPEDIA = "https://en.wikipedia.org/wiki/Portal:Current_events"
GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"
GUARDIAN = "https://content.guardianapis.com/search"
COMMON_CRAWL = "https://data.commoncrawl.org"

KEY = "GUARDIAN_API_KEY"  # environment variable
MOST_RECORDS = 250  # that GDELT gives for one question
SHORTEST = timedelta(minutes=15)  # GDELT's own step: a window is not split further
GDELT_DELAY = 6.0  # seconds; it refuses those who ask more than once in five
GUARDIAN_PAGE = 50  # results on a page


def fetch_current_events(
    since: str,
    until: str,
    folder: str | Path,
    *,
    base: str = WIKIPEDIA,
    fetcher: Fetcher | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch Wikipedia's Current Events, one page per day: world news in short items.

    Parameters
    ----------
    since, until
        First and last day, both included: ``"2024-08-06"``.
    folder, fetcher, progress
        As in :func:`fetch_pages`.
    base
        Address of the portal, without the day.

    Returns
    -------
    DataFrame
        As in :func:`fetch_pages`, one row per day. Text: CC BY-SA.

    Raises
    ------
    BadValue
        A day that is none, or ``since`` after ``until``.

    Examples
    --------
    >>> import tempfile
    >>> fetch_current_events("2024-08-07", "2024-08-06", tempfile.mkdtemp())
    Traceback (most recent call last):
    toolkit.schema.BadValue: since 2024-08-07 comes after until 2024-08-06.
    """
    first, last = _window(since, until)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    addresses = [f"{base}/{d.year}_{d:%B}_{d.day}" for d in days]
    harvest = Harvest.into(folder, fetcher)
    harvest.pages(addresses, len(addresses), progress)
    return harvest.table()


def fetch_gdelt(
    query: str,
    since: str,
    until: str,
    folder: str | Path,
    *,
    pages: bool = False,
    most: int = 1_000,
    base: str = GDELT,
    fetcher: Fetcher | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch lists of articles from GDELT's DOC interface, and by choice their pages.

    Parameters
    ----------
    query
        In GDELT's own language, e.g. ``'(missile OR drone) sourcelang:english'``.
    since, until
        First and last day, both included. GDELT searches some recent years only.
    pages
        Fetch the pages as well; without them there are headlines only.
    most
        Pages at most.
    folder, fetcher, progress
        As in :func:`fetch_pages`.
    base
        Address of the interface.

    Returns
    -------
    DataFrame
        As in :func:`fetch_pages`; rows of ``kind`` ``list`` are tables of headlines,
        addresses and times. A window with more than 250 articles is split in time until
        it has fewer, so that none is missed.

    Raises
    ------
    BadValue
        ``query`` is empty, or a day is none.

    Examples
    --------
    >>> import tempfile
    >>> fetch_gdelt(" ", "2024-08-06", "2024-08-06", tempfile.mkdtemp())
    Traceback (most recent call last):
    toolkit.schema.BadValue: query is empty; write what to look for.
    """
    _check_query(query)
    first, last = _window(since, until)
    fetcher = fetcher or Fetcher(delay=GDELT_DELAY)
    harvest = Harvest.into(folder, fetcher)
    windows, links = [(first, last + timedelta(days=1) - timedelta(seconds=1))], []
    while windows:
        begin, end = windows.pop()
        found = _gdelt_list(harvest, base, query, begin, end)
        if len(found) >= MOST_RECORDS and end - begin > SHORTEST:
            middle = begin + (end - begin) / 2
            middle = middle.replace(microsecond=0)
            # the later half waits; the list of the whole would double what they hold
            harvest.outcomes.pop()
            windows += [(middle + timedelta(seconds=1), end), (begin, middle)]
            continue
        links += [str(row.get("url", "")) for row in found]
    if pages:
        harvest.pages(links, most, progress)
    return harvest.table()


def _gdelt_list(
    harvest: Harvest, base: str, query: str, begin: datetime, end: datetime
) -> list[dict[str, Any]]:
    stamp = "%Y%m%d%H%M%S"
    asked = {"query": query, "mode": "artlist", "format": "json", "sort": "dateasc",
             "maxrecords": MOST_RECORDS, "startdatetime": begin.strftime(stamp),
             "enddatetime": end.strftime(stamp)}  # fmt: skip
    said = harvest.lists(
        f"{base}?{urlencode(asked)}", "list", ".jsonl", _gdelt_rows,
        robots=False, again=_may_grow(end),
    )  # fmt: skip
    return _rows(said) if said else []


def _gdelt_rows(said: Answer) -> Answer:
    """Its errors come in plain words, as if nothing were wrong."""
    try:
        read = json.loads(said.body.decode("utf-8", "replace"), strict=False)
        found = read.get("articles", []) if read != {} else []
    except (ValueError, AttributeError, RecursionError):
        words = " ".join(said.body[:200].decode("utf-8", "replace").split())
        raise Refused(f"GDELT says: {words}", "Change the query.") from None
    return _as_lines(said, [row for row in found if isinstance(row, dict)])


def fetch_guardian(
    query: str,
    since: str,
    until: str,
    folder: str | Path,
    *,
    key: str = "",
    most: int = 1_000,
    base: str = GUARDIAN,
    fetcher: Fetcher | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch full articles of the Guardian from its Open Platform.

    Parameters
    ----------
    query
        What to look for, e.g. ``'Iran AND Israel'``.
    since, until
        First and last day, both included.
    key
        Of the Open Platform; free for research. Without it the environment variable
        ``GUARDIAN_API_KEY`` is read. It is written nowhere.
    most
        Articles at most.
    folder, fetcher, progress
        As in :func:`fetch_pages`.
    base
        Address of the interface.

    Returns
    -------
    DataFrame
        As in :func:`fetch_pages`, one row per page of 50 articles.

    Raises
    ------
    BadValue
        There is no key, ``query`` is empty, or a day is none.
    """
    _check_query(query)
    first, last = _window(since, until)
    key = key or os.environ.get(KEY, "")
    if not key:
        raise BadValue(
            "The Guardian's Open Platform needs a key: register for one at "
            f"open-platform.theguardian.com, and put it into the variable {KEY}."
        )
    harvest = Harvest.into(folder, fetcher)
    asked = {"q": query, "from-date": f"{first:%F}", "to-date": f"{last:%F}",
             "order-by": "oldest", "page-size": GUARDIAN_PAGE,
             "show-fields": "headline,byline,bodyText"}  # fmt: skip
    n_pages = max(1, -(-most // GUARDIAN_PAGE))
    for page in with_progress(list(range(1, n_pages + 1)), progress):
        public = f"{base}?{urlencode(asked | {'page': page})}"
        said = harvest.lists(
            f"{public}&{urlencode({'api-key': key})}", "list", ".jsonl",
            _guardian_rows, public=public, robots=False, again=_may_grow(last),
        )  # fmt: skip
        if said is None or len(_rows(said)) < GUARDIAN_PAGE:
            break
    return harvest.table()


def _guardian_rows(said: Answer) -> Answer:
    try:
        found = json.loads(said.body)["response"]["results"]
        rows = [_guardian_row(result) for result in found]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("The Guardian's answer is no list of articles.",
                      "Try again later.") from None  # fmt: skip
    return _as_lines(said, rows)


def _guardian_row(result: dict[str, Any]) -> dict[str, Any]:
    fields = result.get("fields") or {}
    return {
        "source": "The Guardian",
        "title": fields.get("headline") or result.get("webTitle", ""),
        "byline": fields.get("byline", ""),
        "section": result.get("sectionName", ""),
        "published": result.get("webPublicationDate", ""),
        "url": result.get("webUrl", ""),
        "text": fields.get("bodyText", ""),
    }


def fetch_cc_news(
    month: str,
    folder: str | Path,
    *,
    files: int = 1,
    megabytes: float = 100.0,
    base: str = COMMON_CRAWL,
    fetcher: Fetcher | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch web archives of the news crawl of Common Crawl.

    Parameters
    ----------
    month
        ``"2024-05"``.
    files
        Archives of that month, from the first; each holds about a gigabyte.
    megabytes
        Of each archive, from its beginning. What is cut off is noted when it is read.
    folder, fetcher, progress
        As in :func:`fetch_pages`.
    base
        Address of Common Crawl's data.

    Returns
    -------
    DataFrame
        As in :func:`fetch_pages`; rows of ``kind`` ``archive`` are WARC files.

    Raises
    ------
    BadValue
        ``month`` is none.
    """
    try:
        when = datetime.strptime(month, "%Y-%m")
    except ValueError:
        raise BadValue(f"month={month!r} is no month; write it like 2024-05.") from None
    harvest = Harvest.into(folder, fetcher)
    listing = f"{base}/crawl-data/CC-NEWS/{when:%Y/%m}/warc.paths.gz"
    said = harvest.lists(listing, "list", ".gz", _is_listing, robots=False)
    paths = _paths_of(said) if said else []
    caps = Caps(megabytes, seconds=3_600.0, may_be_cut=True)
    for path in with_progress(paths[:files], progress):
        harvest.lists(f"{base}/{path}", "archive", ".warc.gz", lambda a: a,
                      robots=False, again=False, caps=caps)  # fmt: skip
    return harvest.table()


def _is_listing(said: Answer) -> Answer:
    if not _paths_of(said):
        raise Refused("This is no listing of archives.", "Is there a crawl that month?")
    return said


def _paths_of(said: Answer) -> list[str]:
    try:
        body = gzip.decompress(said.body)
    except (OSError, EOFError):
        body = said.body  # some servers unpack it on the way
    lines = body.decode("utf-8", "replace").split()
    return [line for line in lines if line.endswith(".warc.gz") and ":" not in line]


# What they share ---------------------------------------------------------------------


def _window(since: str, until: str) -> tuple[datetime, datetime]:
    try:
        first, last = (
            datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
            for day in (since, until)
        )
    except ValueError:
        raise BadValue(
            f"since={since!r}, until={until!r}: write days like 2024-08-06."
        ) from None
    if first > last:
        raise BadValue(f"since {since} comes after until {until}.")
    return first, last


def _check_query(query: str) -> None:
    if not query.strip():
        raise BadValue("query is empty; write what to look for.")


def _may_grow(end: datetime) -> bool:
    """Whether a list up to that time can still become longer."""
    return end > datetime.now(UTC) - timedelta(days=2)


def _as_lines(said: Answer, rows: list[dict[str, Any]]) -> Answer:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return replace(said, body=lines.encode("utf-8", "replace"))


def _rows(said: Answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.body.decode().splitlines() if line]


def files_to_read(told: pd.DataFrame) -> list[str]:
    """Files of a fetch that hold articles: pages where there are any, else the lists.

    The feed or list that led to pages holds the same articles in short.
    """
    there = told[told["file"] != ""]
    kinds = set(there["kind"])
    lists = there["kind"].isin(["feed", "list"])
    if kinds & {"page", "archive"}:
        there = there[~lists]
    return list(dict.fromkeys(there["file"]))
