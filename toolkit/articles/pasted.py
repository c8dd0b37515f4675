"""Articles as people paste them: what stands above and below the body.

The lines of a pasted article are read from the top: machine date, title, date line,
bylines, section, address, ``Key: value`` lines. They may come in any order, with blank
lines or without; the first paragraphs end the search. The same is done, more briefly,
from the bottom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.articles.cleaning import (
    clean_byline,
    is_furniture,
    is_wrapped,
    join_wrapped,
    split_captions,
)  # fmt: skip
from toolkit.articles.columns import map_columns
from toolkit.articles.printed import is_printed, join_printed
from toolkit.dates import (
    FoundDate,
    find_dateline,
    is_ambiguous_date,
    parse_date,
    parse_leading_date,
)  # fmt: skip
from toolkit.text import clean_text

MAX_TITLE_WORDS = 35
MAX_BYLINE_WORDS = 14
PARAGRAPH_WORDS = 20  # a line this long is prose
PROSE_WORDS = 8  # sentences that have as many words together are prose
HEADER_LINES = 200  # a list or a poem without any prose must not be searched to its end
HEADER_PARAGRAPHS = 2  # below so many no date or byline is looked for
FOOTER_LINES = 4

_SECTIONS = frozenset((
    "world", "politics", "news", "business", "opinion", "uk", "us", "usa", "asia",
    "africa", "europe", "americas", "international", "national", "local", "security",
    "defence", "defense", "economy", "breaking", "analysis", "middle-east", "mideast",
    "latest", "top-stories", "world-news",
))  # fmt: skip
_KEY = re.compile(
    r"^([A-Za-z][A-Za-z _-]{1,24})\s*:\s+(.*\S)\s*$|^(text|body|content)\s*:$",
    re.IGNORECASE,
)
_BODY_KEY = re.compile(r"^(?:text|body|content)\s*:\s+(?=\S)", re.IGNORECASE)
_URL = re.compile(r"(?:url|link|source)?:?\s*<?(https?://\S+?)>?", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:written\s+by|reported\s+by|by)\s*:?\s+(?P<names>\S.*)", re.IGNORECASE
)
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*,?$")
_SMALL = frozenset((
    "and", "in", "for", "of", "de", "van", "von", "der", "den", "bin", "al", "el",
    "la", "the", "at", "y", "und", "da", "dos", "di",
    # roles: "By Gazette staff", "By our correspondent"
    "staff", "desk", "bureau", "agencies", "correspondent", "correspondents", "editor",
    "editors", "reporter", "reporters", "writer", "writers", "our", "a",
))  # fmt: skip
# What may stand at the beginning is bounded: a line of dashes would take time that
# grows with the square of its length.
_READING_TIME = re.compile(r"\W{0,20}\b\d{1,4}\s?min(?:ute)?s?\sread\W*")
# "GMT+1Updated a month ago": no date, and often run together with one
_AGO = re.compile(
    r"[\W_]{0,20}(?:(?:last\s+)?updated|published)?\s{0,20}"
    r"\b(?:an?|\d{1,4})\s+(?:min(?:ute)?|hour|day|week|month|year)s?\s+ago\b\W*",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:last\s+)?(?:updated|modified|edited)\b", re.IGNORECASE)
_PARTS = re.compile(r"\s+[|•·]\s+")


@dataclass
class Pasted:
    """The parts of a pasted article."""

    title: str = ""
    byline: str = ""
    section: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    article_id: str = ""
    text: str = ""
    captions: list[str] = field(default_factory=list)
    dates: list[tuple[int, str, FoundDate]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def published(self) -> tuple[str, FoundDate] | None:
        """The best date found and where; a conflict is noted."""
        if not self.dates:
            return None
        ranked = sorted(self.dates, key=lambda found: found[0])
        _, where, best = ranked[0]
        for _, other_where, other in ranked[1:]:
            if abs((other.time - best.time).days) > 1 and "updated" not in other_where:
                self.problems.append(
                    f"two dates: {best.time:%Y-%m-%d} ({where}) is used, "
                    f"{other.time:%Y-%m-%d} ({other_where}) is not"
                )
            elif best.precision != "minute" and other.precision == "minute":
                where, best = other_where, other
        return where, best


def read_pasted(raw: str, order: str | None = None) -> Pasted:
    r"""Take a pasted article apart.

    Parameters
    ----------
    raw
        The text as pasted.
    order
        ``dmy`` or ``mdy`` for dates such as 03/04/2024.

    Examples
    --------
    >>> pasted = "Talks resume\n6 August 2024\nBy Ann Lee\n\nTalks resumed."
    >>> article = read_pasted(pasted)
    >>> article.title, article.byline, article.text
    ('Talks resume', 'Ann Lee', 'Talks resumed.')
    """
    lines = _lines(raw)
    article = Pasted()
    lines, article.captions, article.cut = split_captions(lines)
    names = {
        clean_byline(m["names"]).casefold()
        for line in lines[:40]
        if (m := _is_byline(line))
    }
    walk = _Walk(article, names, order)
    body = walk.header(lines)
    walk.untake_title(lines)
    body = walk.footer(body)
    kept = [line for line in body if not is_furniture(line)]
    article.cut += [line for line in body if is_furniture(line)]
    article.text = "\n\n".join(kept)
    walk.dateline(kept)
    article.byline = clean_byline(article.byline)
    return article


def _lines(raw: str) -> list[str]:
    """Clean lines, paragraphs of a hard-wrapped text joined, blanks between as ''."""
    raw = raw.replace("\r\n", "\n")
    if len(re.findall(r"^[ \t]{2,}\S", raw, re.MULTILINE)) * 2 < len(
        re.findall(r"^\S", raw, re.MULTILINE)
    ):
        raw = re.sub(
            r"\n(?=(?: {2,}|\t)\S)", "\n\n", raw
        )  # an indent begins a paragraph
    raw = re.sub(r"\A\s*---\n(.*?\n)---\n", r"\1\n", raw, count=1, flags=re.DOTALL)
    lines = clean_text(raw).split("\n")
    if is_wrapped(lines):
        return join_wrapped(lines)
    return join_printed(lines).split("\n") if is_printed(lines) else lines


def _is_byline(line: str) -> re.Match[str] | None:
    """Match ``By Ann Lee and Bo Ek``, but not ``By Monday the troops had left.``."""
    found = _BYLINE.fullmatch(line)
    if not found or (line.endswith((".", ":", "?")) and not line.endswith("Jr.")):
        return None
    words = found["names"].split()
    named = words[0][:1].isupper() and len(words) <= MAX_BYLINE_WORDS
    return found if named and all(map(_may_be_in_byline, words)) else None


def _may_be_in_byline(word: str) -> bool:
    if not word[:1].isalpha():
        return word in ("&", "/", "|")
    return bool(_NAME_WORD.match(word)) and (
        not word[:1].islower() or word.lower() in _SMALL
    )


class _Walk:
    """Walks over the lines, fills the article, returns the lines that are body."""

    def __init__(self, article: Pasted, names: set[str], order: str | None) -> None:
        self.article, self.names, self.order = article, names, order

    def header(self, lines: list[str]) -> list[str]:
        """Lines of the body, those above it used up.

        The header ends at the first prose. Only a date or a byline that is still
        missing may stand a little lower, below a standfirst.
        """
        body: list[str] = []
        words = prose = 0
        for i, line in enumerate(lines):
            if words >= PROSE_WORDS:
                return self._below_standfirst(body, lines[i:], prose)
            if i >= HEADER_LINES:
                return body + [line for line in lines[i:] if line]
            if not line:
                continue
            line = _BODY_KEY.sub("", self._without_machine_date(line))
            if self._take(line, in_body=bool(body)) or line == self.article.title:
                continue
            if not body and not self.article.title and _is_title(line, lines[i + 1 :]):
                self.article.title = line.lstrip("# ")
                continue
            body.append(line)
            words += _words_of_prose(line)
            prose += len(line.split()) >= PARAGRAPH_WORDS
        return body

    def _below_standfirst(
        self, body: list[str], lines: list[str], prose: int
    ) -> list[str]:
        """Take a date or byline below the first prose, where none stood above it."""
        rest = [line for line in lines if line]
        dated = bool(self.article.dates or self.article.problems)
        # several lines that are dates head the entries of a timeline
        head = rest[:HEADER_LINES]
        timeline = sum(parse_date(line, self.order) is not None for line in head) > 1
        if timeline and not dated:
            self.article.problems.append("several lines are dates; none is taken")
        signed = bool(self.article.byline)
        for i, line in enumerate(head):
            prose += len(line.split()) >= PARAGRAPH_WORDS
            if prose >= HEADER_PARAGRAPHS:
                return body + rest[i:]
            taken = (not (dated or timeline) and self._take_dated(line)) or (
                not signed and self._take_names(line)
            )
            if taken:
                self.article.cut.append(line)
            else:
                body.append(line)
        return body + rest[HEADER_LINES:]

    def _take_dated(self, line: str) -> bool:
        where = "date line in the text"
        return self._take_date(line, where) or self._take_parts(line, where)

    def untake_title(self, lines: list[str]) -> None:
        """Give back ``By Land and Sea``: first line, no other title, no names."""
        first = next(filter(None, lines), "")
        found = None if self.article.title else _is_byline(first)
        names = clean_byline(found["names"]).split(", ") if found else []
        if found and all(len(name.split()) == 1 for name in names):
            self.article.title = first
            given = self.article.byline.split("\n")
            given.remove(found["names"])
            self.article.byline = "\n".join(given)

    def footer(self, body: list[str]) -> list[str]:
        end = len(body)
        while end > 1 and len(body) - end < FOOTER_LINES:
            line = body[end - 1]
            if not (self._take(line, in_body=True, footer=True) or is_furniture(line)):
                break
            self.article.cut.append(line)
            end -= 1
        return body[:end]

    def dateline(self, body: list[str]) -> None:
        found = find_dateline(body[0]) if body else None
        if found and found[0]:
            self.article.dates.append((3, "dateline of the text", found[0]))
        elif found and not self.article.dates:
            self.article.problems.append(f'the dateline "{found[1]}" gives no year')

    def _without_machine_date(self, line: str) -> str:
        if self.article.title:
            return line
        found = parse_leading_date(line)
        if not found or parse_date(line, self.order):
            return line
        self.article.dates.append((2, "date before the title", found[0]))
        return found[1]

    def _take(self, line: str, in_body: bool, footer: bool = False) -> bool:
        """Use a line that is not prose; True if it was one."""
        if len(line) > 300:
            return False
        where = (
            "date line at the end of the text" if footer else "date line in the text"
        )
        return (
            self._take_key(line, in_body and not footer)
            or self._take_date(line, where)
            or self._take_names(line)
            or self._take_address(line)
            or self._take_parts(line, where)
            or (not footer and self._take_furniture(line))
        )

    def _take_key(self, line: str, in_body: bool) -> bool:
        found = _KEY.match(line)
        if not found or in_body:
            return False
        if found[3]:
            return True
        key, value = found[1], found[2]
        ours = (
            "updated"
            if _UPDATED.fullmatch(key)
            else next(iter(map_columns([key])), None)
        )
        if ours is None or ours == "article_id":
            return False
        if ours == "captions":
            self.article.captions.append(value)
        elif ours in ("published", "updated"):
            rank, said = (
                (0, f'"{key}" line of the text')
                if ours == "published"
                else (4, "updated line")
            )
            return self._add_date(rank, said, value)
        elif ours == "text":
            return False
        elif not getattr(self.article, ours):
            setattr(self.article, ours, value)
        return True

    def _take_date(self, line: str, where: str) -> bool:
        line = _AGO.sub("", _READING_TIME.sub("", line))
        parts = _UPDATED.split(line, maxsplit=1)
        if len(parts) == 2 and re.search(r"\d", parts[1]):
            first = (
                self._add_date(1, where, parts[0])
                if re.search(r"\d", parts[0])
                else True
            )
            second = self._add_date(4, "updated line of the text", parts[1])
            return first and second
        return self._add_date(1, where, line)

    def _add_date(self, rank: int, where: str, text: str) -> bool:
        found = parse_date(text, self.order)
        if found:
            self.article.dates.append((rank, where, found))
            return True
        if is_ambiguous_date(text):
            self.article.problems.append(
                f'"{text}" may be day first or month first: '
                'give date_order="dmy" or "mdy"'
            )
            return True
        return False

    def _take_names(self, line: str) -> bool:
        found = _is_byline(line)
        if not found and clean_byline(line).casefold() not in self.names:
            return False
        self.article.byline += "\n" + (found["names"] if found else line)
        return True

    def _take_address(self, line: str) -> bool:
        found = _URL.fullmatch(line)
        if found:
            self.article.url = self.article.url or found[1]
        return bool(found)

    def _take_parts(self, line: str, where: str) -> bool:
        """Take ``By Ann Lee | 6 August 2024 | World`` apart; use or note each."""
        parts = _PARTS.split(line)
        if len(parts) < 2 or not any(parse_date(part, self.order) for part in parts):
            return False
        for part in parts:
            if not (
                self._take_date(part, where)
                or self._take_names(part)
                or self._take_furniture(part)
            ):
                self.article.cut.append(part)
        return True

    def _take_furniture(self, line: str) -> bool:
        crumbs = [part.strip() for part in re.split(r"[>›»]", line)]
        if all(
            re.sub(r"\s+", "-", crumb.casefold()) in _SECTIONS | {"home"}
            for crumb in crumbs
        ):
            if self.article.section:
                self.article.cut.append(line)
            self.article.section = self.article.section or crumbs[-1]
            return True
        if is_furniture(line):
            self.article.cut.append(line)
            return True
        return False


def _words_of_prose(line: str) -> int:
    """Words of a line that is a sentence or long; a dateline is prose by itself."""
    if find_dateline(line):
        return PROSE_WORDS
    words = len(line.split())
    ends = _END_OF_PROSE.search(line)
    return words if ends or words >= PARAGRAPH_WORDS else 0


_END_OF_PROSE = re.compile(r"[.!?…。؟][\"”’»)\]]*$|[”»]$")
_END_OF_SENTENCE = re.compile(r"(?<!\b[A-Z])(?<!\.[A-Z])\.[\"”’)]*$|[。।]$")


def _is_title(line: str, below: list[str]) -> bool:
    """A short line that ends no sentence, with something below it."""
    if len(line.split()) > MAX_TITLE_WORDS or len(line) > 300:
        return False
    if _END_OF_SENTENCE.search(line) or find_dateline(line):
        return False
    return any(below)
