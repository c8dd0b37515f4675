"""Lists that hold headlines and addresses of articles, but no text of them.

GDELT article lists, Media Cloud story lists and bare feeds are such lists. The headline
is then all there is to score: it is read as the text, and said so.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.articles.columns import plain_name
from toolkit.articles.readers.base import Reading

NO_TEXT = "no text, only a headline, which was read as the text"
# Columns that only such a list has, beside title and address.
_LISTS = {
    "GDELT": ({"url", "mobileurl", "title"}, {"url", "seendate", "title"}),
    "Media Cloud": (
        {"publishdate", "title", "url", "medianame"},
        {"publishdate", "title", "url", "mediaid"},
        {"storiesid", "title", "url"},
    ),
}


def is_headline_list(names: Sequence[object]) -> bool:
    """True for the columns of a list of articles without their texts.

    >>> is_headline_list(["URL", "MobileURL", "Date", "Title"])
    True
    >>> is_headline_list(["url", "title", "content_of_page"])
    False
    """
    plain = {plain_name(name) for name in names}
    return any(wanted <= plain for lists in _LISTS.values() for wanted in lists)


def add_headline(values: dict[str, object], place: str, reading: Reading) -> None:
    """Add an article of which only the headline is known."""
    rest = {name: value for name, value in values.items() if name != "title"}
    if title := values.get("title"):
        reading.note(NO_TEXT, place)
        reading.add(place, text=title, **rest)
    else:
        reading.skip(place, "The entry has neither text nor headline.", "")
