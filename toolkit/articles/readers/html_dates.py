"""When a saved web page was published: what it states, from the plainest on.

A page holds many dates, and most are of something else: other articles, comments,
today. A date counts only where the page says that it is of publication, or where it
stands between the heading and the text. Dates of one kind that disagree date nothing:
a wrong date is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.articles.columns import plain_name
from toolkit.articles.readers.base import Reading
from toolkit.dates import (
    LONGEST_DATE,
    FoundDate,
    is_ambiguous_date,
    parse_date,
    parse_epoch,
)  # fmt: skip

__all__ = ["PageDates", "heading_of", "text_of"]

# Where pages state when they were published, the plainest first.
_METAS = ("article:published_time", "og:article:published_time", "datepublished",
          "date", "pubdate", "pub_date", "publishdate", "publish-date",
          "publication_date", "publication-date", "originalpublicationdate",
          "parsely-pub-date", "sailthru.date", "rnews:datepublished", "dc.date.issued",
          "dc.date", "dc.date.created", "dcterms.created", "dcterms.issued",
          "dcterms.date", "citation_publication_date")  # fmt: skip
_CHANGE_METAS = ("article:modified_time", "og:updated_time", "datemodified",
                 "last-modified")  # fmt: skip
_PUBLISHED = re.compile(r"publi[sc]|posted|(?<!up)date(?!mod)", re.IGNORECASE)
_CHANGED = re.compile(r"updated|modified", re.IGNORECASE)
_LABEL_OF_CHANGE = re.compile(r"\b(?:updated|modified)(?: on)?:?$", re.IGNORECASE)
# Elements that carry a date for machines: HTML, microdata, the hAtom microformat.
_MACHINE = (
    "//time | //*[@itemprop='datePublished'][not(self::meta)]"
    " | //*[contains(concat(' ', @class, ' '), ' published ')][@title]"
    " | //*[contains(concat(' ', @class, ' '), ' dt-published ')]"
)
_HOMES = "ancestor::*[self::article or self::main or self::header]"
_PROSE_ABOVE = f"count(preceding::p[string-length(.) > {LONGEST_DATE}])"
# Links to other articles carry dates too: in lists, cards, asides, boxes so named; and
# so do comments. A bookmark is the address of the article itself.
_RELATED = ("related", "recommend", "trending", "most-read", "mostread", "teaser",
            "sidebar")  # fmt: skip
_ELSEWHERE = (
    "ancestor::*[self::aside or self::nav or self::footer"
    " or self::a[not(contains(@rel, 'bookmark'))]"
    " or (self::li and .//a)"
    " or (self::article and .//a[.//h2 or .//h3] and not(.//h1))"
    " or (not(self::body) and (starts-with(@id, 'comment')"
    " or starts-with(@class, 'comment') or contains(@class, ' comment')))"
    + "".join(f" or contains(@class, '{name}')" for name in _RELATED)
    + "]"
)
_UNSEEN = "ancestor::script or ancestor::style or ancestor::noscript"
_PARTS = re.compile(r"\s*[|•·]\s*")
# A year, a month and a day as folders, and something below them: an archive of the day
# ends there.
_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)/(\d{1,2}|[a-z]{3,9})/(\d{1,2})/[^/?#]*[a-z]", re.IGNORECASE
)
_MOST_LOOKED_AT = 500  # elements or texts; no article needs as many
_MOST_PROSE = 2  # texts below the heading before which a printed date may stand
_APART = 86_400  # seconds; less is the same date in two zones

Dated = tuple[str, FoundDate]  # the rule, and what it found


def text_of(node: Any) -> str:
    """The text of an element, in one line."""
    return (
        " ".join(" ".join(map(str, node.itertext())).split())
        if isinstance(node.tag, str)
        else ""
    )


def heading_of(tree: Any, titles: list[str], site: str = "") -> Any:
    """The heading of the article: one that a title of the page begins with.

    None without one; the name of the site is none. Of several, one inside the article
    (a menu may repeat it), and the longest.
    """
    said = [plain_name(title) for title in titles]
    heads = [(node, plain_name(text_of(node))) for node in tree.xpath("//h1|//h2")]
    repeated = [
        (bool(node.xpath(_HOMES)), len(text), node)
        for node, text in heads
        if text not in ("", plain_name(site)) and any(t.startswith(text) for t in said)
    ]
    return max(repeated, key=lambda found: found[:2])[2] if repeated else None


@dataclass
class PageDates:
    """Finds the date of one page.

    Parameters
    ----------
    tree
        The page.
    metas
        Content of its meta elements, by name in lower case.
    linked
        Dates of the JSON-LD block that describes the article, by key.
    titles, site, url
        Its titles, the name of the site and its address, where stated.
    """

    tree: Any
    metas: Mapping[str, str]
    linked: Mapping[str, str]
    titles: list[str]
    site: str
    url: str
    reading: Reading
    disagree: list[str] = field(default_factory=list)

    def columns(self, in_text: Dated | None) -> dict[str, object]:
        """The three date columns; a note for what was found and not used.

        ``in_text`` is a date line that was cut from the body.
        """
        found = [dated for dated in self._all(in_text) if dated is not None]
        if not found:
            if self.tree.xpath("//time") or self.disagree:
                self._note_missing()
            return {}
        where, best = found[0]
        for other_where, other in found[1:]:
            if "last change" not in other_where and _are_apart([best, other]):
                self.reading.note(
                    f"two dates: {best.time:%Y-%m-%d} ({where}) is used, "
                    f"{other.time:%Y-%m-%d} ({other_where}) is not"
                )
        return {"published": best.time, "published_precision": best.precision,
                "published_from": f"{where}; {best.rule}"}  # fmt: skip

    def _note_missing(self) -> None:
        why = "no time element stands by the heading or says that it is of publication"
        if self.disagree:
            why = f"these dates disagree: {', '.join(self.disagree)}"
        self.reading.note(f"date left missing: {why}")

    def _all(self, in_text: Dated | None) -> Iterator[Dated | None]:
        for name in _METAS:
            yield self._dated(f"page metadata {name}", self.metas.get(name))
        yield self._dated("JSON-LD datePublished", self.linked.get("datePublished"))
        heading = heading_of(self.tree, self.titles, self.site)
        yield self._of_elements(heading)
        printed, changed = self._printed(heading)
        yield printed
        yield in_text
        yield self._dated("address of the page", _in_address(self.url))
        for name in _CHANGE_METAS:
            where = f"page metadata {name}, the last change"
            yield self._dated(where, self.metas.get(name))
        where = "JSON-LD dateModified, the last change"
        yield self._dated(where, self.linked.get("dateModified"))
        yield changed

    def _dated(self, where: str, stated: str | None) -> Dated | None:
        if not stated:
            return None
        order = self.reading.item.date_order
        date = parse_date(stated, order) or parse_epoch(stated)
        if date is None and is_ambiguous_date(stated):
            self.reading.note(
                f'date: {where}: "{stated}" may be day first or month first: '
                'give date_order="dmy" or "mdy"'
            )
        return (where, date) if date else None

    # ------------------------------------------------------------------- elements

    def _of_elements(self, heading: Any) -> Dated | None:
        """The date of the elements that date this article, those by the heading first.

        Of several in one place, those that say so count before those that do not.
        """
        nodes = [node for node in self.tree.xpath(_MACHINE)[:_MOST_LOOKED_AT]
                 if not node.xpath(_ELSEWHERE) and not _is_in_prose(node)]  # fmt: skip
        says = [node for node in nodes if _says_published(node)]
        first = [node for node in says if not _says_changed(node)]
        marked = first or says
        heads = [heading] if heading is not None else self.tree.xpath("//h1")[:1]
        homes = heads[0].xpath(_HOMES)[::-1] if heads else []
        groups = [_inside(home, marked) for home in homes]
        groups += [marked]
        most = heads[0].xpath(_PROSE_ABOVE) if heads else 0
        above = [node for node in nodes if not _says_changed(node)
                 and node.xpath(_PROSE_ABOVE) <= most]  # fmt: skip
        groups += [_inside(home, above) for home in homes]
        if not heads:
            groups.append([node for node in above if node.xpath(_HOMES)])
        for group in groups:
            stated = (self._dated(_ELEMENT, _machine_date(node)) for node in group)
            dates = [dated[1] for dated in stated if dated]
            if dates:
                return self._agreed(_ELEMENT, dates)
        return None

    def _agreed(self, where: str, dates: list[FoundDate]) -> Dated | None:
        """The first of dates that agree."""
        if not dates:
            return None
        if not _are_apart(dates):
            return where, dates[0]
        days = dict.fromkeys(f"{date.time:%Y-%m-%d}" for date in dates)
        self.disagree += [f"{day} ({where})" for day in list(days)[:3]]
        return None

    # -------------------------------------------------------------------- printed

    def _printed(self, heading: Any) -> tuple[Dated | None, Dated | None]:
        """A line between heading and text that is a date; one that says updated."""
        first: list[FoundDate] = []
        changed: list[FoundDate] = []
        for line, label in _lines_below(heading) if heading is not None else ():
            for part in dict.fromkeys([line, *_PARTS.split(line)]):
                if date := parse_date(part, self.reading.item.date_order):
                    says = _CHANGED.search(part) or _LABEL_OF_CHANGE.search(label)
                    (changed if says else first).append(date)
        where = "date printed below the heading"
        return (self._agreed(where, first),
                self._agreed(f"{where}, the last change", changed))  # fmt: skip


_ELEMENT = "time element of the page"


def _machine_date(node: Any) -> str:
    """The date of an element, for machines where it has one, or as printed."""
    stated = (node.get(name) for name in ("datetime", "content", "title"))
    return next(filter(None, stated), None) or text_of(node)


def _names_of(node: Any) -> str:
    return " ".join(node.get(name, "") for name in ("itemprop", "class"))


def _says_published(node: Any) -> bool:
    return "pubdate" in node.attrib or bool(_PUBLISHED.search(_names_of(node)))


def _says_changed(node: Any) -> bool:
    return bool(_CHANGED.search(_names_of(node)))


def _inside(home: Any, nodes: list[Any]) -> list[Any]:
    return [node for node in nodes if home in node.iterancestors()]


def _is_in_prose(node: Any) -> bool:
    """True for a date that a paragraph of the text mentions."""
    paragraph = next(node.iterancestors("p"), None)
    return paragraph is not None and len(text_of(paragraph)) > LONGEST_DATE


def _are_apart(dates: list[FoundDate]) -> bool:
    times = [date.time for date in dates]
    return (max(times) - min(times)).total_seconds() > _APART


def _lines_below(heading: Any) -> Iterator[tuple[str, str]]:
    """Short texts between the heading and the second longer one, as they are printed.

    Each piece of text, and each element around several (``<b>August</b> 6, 2024``);
    with each, the piece before it, which may be its label.
    """
    prose, label = 0, ""
    texts = heading.xpath(f"following::text()[normalize-space()][not({_UNSEEN})]")
    for text in texts[:_MOST_LOOKED_AT]:
        piece = " ".join(text.split())
        prose += len(piece) > LONGEST_DATE
        if prose >= _MOST_PROSE:
            return
        parent = text.getparent()
        parent = parent.getparent() if text.is_tail else parent
        if parent is not None and not parent.xpath(_HERE_ELSEWHERE):
            for line in dict.fromkeys([piece, text_of(parent)]):
                yield line, label
        label = piece


_HERE_ELSEWHERE = _ELSEWHERE.replace("ancestor::", "ancestor-or-self::", 1)


def _in_address(url: str) -> str | None:
    """The day that an address names.

    >>> _in_address("https://gazette.example/2024/aug/06/talks-resume")
    '6 aug 2024'
    """
    found = _ADDRESS.search(url)
    if found is None:
        return None
    year, month, day = found.groups()
    numeric = f"{year}-{month}-{day}" if month.isdigit() else ""
    return numeric or f"{int(day)} {month} {year}"
