"""Feeds and pages: what sites offer of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from toolkit.articles.sources.addresses import Refused
from toolkit.articles.sources.fetcher import Fetcher
from toolkit.articles.sources.harvest import Harvest
from toolkit.articles.sources.transport import Answer

if TYPE_CHECKING:
    import pandas as pd

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|\w+:feed)[\s>]", re.IGNORECASE)
_HEAD = 4_000  # bytes in which a feed shows itself
_ALTERNATE = re.compile(
    r"<link\b[^>]*type=[\"']application/(?:rss|atom)\+xml[\"'][^>]*>", re.IGNORECASE
)
_HREF = re.compile(r"href=[\"']([^\"']+)[\"']", re.IGNORECASE)


def fetch_pages(
    addresses: Iterable[str],
    folder: str | Path,
    *,
    most: int = 1_000,
    fetcher: Fetcher | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch web pages into a folder that ``read_articles`` reads.

    Parameters
    ----------
    addresses
        Web addresses; blank ones and repeats are passed over.
    folder
        Each page becomes a web archive (WARC) with address, time and headers. A page
        that is there is not fetched again, so a run that was cut short is gone on with
        by the same call.
    most
        Pages at most.
    fetcher
        How politely, and within what caps; ``Fetcher(delay=5, allow_private=True)``.
    progress
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row per address: ``address``, ``kind``, ``state`` (``new``, ``known``,
        ``refused``), ``file``, ``n_bytes``, ``reason`` and ``advice`` of a refusal.
        ``list_skipped`` of it lists the refusals.

    Notes
    -----
    robots.txt decides, and one that cannot be read means no. No proxy of the
    environment, no cookie and no password file is used. Addresses inside a network are
    refused at every redirect. Pages that a script writes come without their text.

    Examples
    --------
    >>> import tempfile
    >>> told = fetch_pages(["file:///etc/hosts"], tempfile.mkdtemp())
    >>> told[["state", "reason"]].values.tolist()
    [['refused', 'Only http and https addresses are fetched.']]
    """
    harvest = Harvest.into(folder, fetcher)
    harvest.pages(addresses, most, progress)
    return harvest.table()


def fetch_feeds(
    addresses: str | Sequence[str],
    folder: str | Path,
    *,
    pages: bool = False,
    most: int = 200,
    fetcher: Fetcher | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Fetch feeds (RSS, Atom), and by choice the pages their items lead to.

    Parameters
    ----------
    addresses
        Of one or more feeds.
    folder
        Each state of a feed is kept; one that has not changed is not sent again.
    pages
        Fetch the page of every item as well. Most feeds hold a summary only; read the
        pages then, not the feed: ``read_articles(told.loc[told["kind"] == "page",
        "file"])``.
    most, fetcher, progress
        As in :func:`fetch_pages`.

    Returns
    -------
    DataFrame
        As in :func:`fetch_pages`, with ``kind`` ``feed`` or ``page``.

    Examples
    --------
    >>> import tempfile
    >>> fetch_feeds("ftp://news.example", tempfile.mkdtemp())["state"].tolist()
    ['refused']
    """
    harvest = Harvest.into(folder, fetcher)
    links: list[str] = []
    for address in [addresses] if isinstance(addresses, str) else addresses:
        said = harvest.lists(address, "feed", ".xml", _is_feed)
        links += _links_of(said, address) if said and pages else []
    harvest.pages(links, most, progress)
    return harvest.table()


def _is_feed(said: Answer) -> Answer:
    """Refuse what is no feed; a page may say where its feed is."""
    if _FEED.search(said.body[:_HEAD]):
        return said
    page = said.body[:200_000].decode("utf-8", "replace")
    tags = _ALTERNATE.findall(page)
    found = [unescape(m[1]) for tag in tags if (m := _HREF.search(tag))]
    named = ", ".join(urljoin(said.address, href) for href in found[:3])
    advice = f"It names these feeds: {named}." if named else "Look for its feed."
    raise Refused("This is no feed (RSS or Atom).", advice)


def _links_of(said: Answer, address: str) -> list[str]:
    """Addresses of the items, in the order of the feed."""
    from toolkit.articles.readers.base import Item, Unreadable
    from toolkit.articles.readers.feeds import READER
    from toolkit.articles.readers.watchdog import read_guarded

    try:
        reading = read_guarded(READER, Item(said.body, address))
    except Unreadable:
        return []
    links = [str(row.get("url") or "") for row in reading.rows]
    return [urljoin(address, link) for link in links if link]
