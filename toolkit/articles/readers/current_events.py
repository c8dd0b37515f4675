"""Wikipedia's Current Events portal: one dated item of world news per line.

Read from saved pages and from their source text (wikitext). The headings of a day
(``Armed conflicts and attacks``) become the section. The outlets an item cites at its
end, ``(Reuters)``, are cut: they are no words of the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from toolkit.articles.readers.base import Item, Reader, Reading
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.fields import dated, one_line, published
from toolkit.dates import parse_date

SOURCE = "Wikipedia Current Events"
_CITED = re.compile(
    r"(?:\s*\((?:[A-Z0-9‘'\"][^()]{0,60}|[a-z0-9.-]+\.[a-z]{2,6})\))+\s*$"
)
_DAY = re.compile(r"(\d{4})_([A-Z][a-z]+)_(\d{1,2})")


def read_page(tree: Any, reading: Reading) -> bool:
    """Add the items of a saved portal page; False for any other page."""
    days = tree.xpath(
        "//div[contains(concat(' ', @class, ' '), ' current-events-main ')]"
    )
    if not days:
        return False
    reading.layout = "current events"
    number = 0
    for day in days:
        when = _day_of(day)
        for section, text in _items(day):
            number += 1
            _add(text, section, when, f"item {number}", reading)
    return True


def _day_of(day: Any) -> str:
    stated = day.xpath(".//*[contains(@class, 'bday')]/text()")
    if stated:
        return str(stated[0])
    named = _DAY.match(day.get("id") or "")
    return f"{named[3]} {named[2]} {named[1]}" if named else ""


def _items(day: Any) -> Iterator[tuple[str, str]]:
    """Section and text of each line that has no lines of its own below it."""
    section = ""
    for node in day.iter("p", "dt", "div", "li"):
        heads = "heading" in (node.get("class") or "") or node.tag == "dt"
        if heads or (node.tag == "p" and node.find("b") is not None):
            section = one_line("".join(map(str, node.itertext())))
        elif node.tag == "li" and node.find(".//li") is None and _in_content(node):
            yield section, one_line("".join(map(str, node.itertext())))


def _in_content(node: Any) -> bool:
    return any("current-events-content" in (up.get("class") or "")
               for up in node.iterancestors())  # fmt: skip


def _add(text: str, section: str, when: str, place: str, reading: Reading) -> None:
    cited = _CITED.search(text)
    text = text[: cited.start()] if cited else text
    if not text:
        reading.skip(place, "The item has no words of its own.", "")
        return
    found = parse_date(when)
    date = published(found, "day of the page") if found else dated(
        when, "day of the page", place, reading)  # fmt: skip
    reading.add(place, text=text, section=section or None, source=SOURCE, **date)


# --------------------------------------------------------------------------- wikitext

_TEMPLATE = re.compile(
    r"\{\{Current events\s*\|\s*year=(\d{4})\s*\|\s*month=(\d\d?)\s*\|\s*day=(\d\d?)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{0,300})\]\]")
_OUTWARD = re.compile(r"\[https?://\S{1,2000}\s*([^\[\]]{0,300})\]")
_MARKUP = re.compile(
    r"'{2,5}|<ref[^<>]{0,400}>[^<]{0,2000}</ref>|<!--.{0,2000}?-->|</?\w[^<>]{0,200}>"
)


def _recognises(item: Item) -> bool:
    return bool(_TEMPLATE.search(decode(item.data[:20_000])[0]))


def _read(item: Item) -> Reading:
    reading = Reading(item)
    number = 0
    when = section = ""
    lines = decode(item.data)[0].splitlines()
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        if (day := _TEMPLATE.search(line)) is not None:
            when, section = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}", ""
        elif line.startswith((";", "'''")):
            section = _without_markup(line).strip("; ")
        elif line.startswith("*") and not below.startswith(_deeper(line)):
            number += 1
            _add(_without_markup(line.lstrip("* ")), section, when,
                 f"item {number}", reading)  # fmt: skip
    return reading


def _deeper(line: str) -> str:
    """The marks that open a line below this one."""
    return "*" * (len(line) - len(line.lstrip("*")) + 1)


def _without_markup(line: str) -> str:
    line = _LINK.sub(r"\1", _MARKUP.sub("", line))
    return one_line(_OUTWARD.sub(r"\1", line))


READER = Reader("current events", (".wiki", ".mediawiki"), _recognises, _read)
