"""What every reader takes and gives: an item in, a reading out.

A reader is one module with a :class:`Reader` named ``READER``. It turns the bytes of
one file into rows, dictionaries with the column names of the articles table. Dates stay
as found; cleaning, identity and types come afterwards, once, for all formats
(``toolkit/articles/read.py``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from toolkit.schema import ToolkitError

Row = dict[str, Any]

# Control characters of both ranges, half characters, and marks that turn the direction
# of what follows. Places and reasons quote the files they are about.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


def printable(path: str | PathLike[str]) -> str:
    r"""The path as text that can be printed and stored.

    A name that is not UTF-8 reaches Python as half characters, which no file takes.

    >>> printable("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    text = legible(os.fsencode(path).decode("utf-8", "backslashreplace"))
    return text.replace("\n", "\\n")  # else a name could pass for a line of a report


def legible(text: str) -> str:
    r"""The text without what cannot be printed or stored, spelled out instead.

    >>> legible("a\x1b[2J\ud800\u202eb")
    'a\\x1b[2J\\ud800\\u202eb'
    """
    return _UNPRINTABLE.sub(lambda m: m[0].encode("unicode_escape").decode(), text)


class Unreadable(ToolkitError):
    """An item as a whole cannot be read; it is set aside with this reason."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason} {advice}".strip())
        self.reason, self.advice = reason, advice


@dataclass(frozen=True)
class Item:
    """The bytes of one file or archive member, and what the caller said about it."""

    data: bytes
    origin: str  # path, with the member after "!/" inside an archive
    columns: Mapping[str, str] | None = None
    date_order: str | None = None
    url: str | None = None  # where an archive of the web says it is from

    @property
    def suffix(self) -> str:
        """Last extension of the name, lower case, with its dot."""
        name = self.origin.replace("\\", "/").rsplit("/", 1)[-1]
        return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""


@dataclass
class Reading:
    """What a reader made of an item: rows, what it set aside, what it noted."""

    item: Item
    layout: str = ""  # of an export, where the reader found one
    rows: list[Row] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)

    def place(self, inside: str = "") -> str:
        """Origin of a part of this item, such as ``news.csv#row 12``."""
        return f"{self.item.origin}#{legible(inside)}" if inside else self.item.origin

    def add(self, inside: str = "", **values: object) -> None:
        """Keep one article."""
        place = {"origin": self.place(inside), "file": self.item.origin}
        self.rows.append({**values, **place, "place": legible(inside)})

    def skip(self, inside: str, reason: str, advice: str = "") -> None:
        """Set a part aside, with the reason."""
        self.skipped.append(skip_entry(self.item.origin, inside, reason, advice))

    def note(self, what: str, inside: str = "") -> None:
        """Record what was assumed, repaired or cut."""
        entry = {"file": self.item.origin, "place": inside, "note": what}
        self.notes.append({name: legible(text) for name, text in entry.items()})


def skip_entry(file: str, place: str, reason: str, advice: str) -> dict[str, str]:
    """One row of the table of things set aside."""
    entry = {"file": file, "place": place, "reason": reason, "advice": advice}
    return {name: legible(text) for name, text in entry.items()}


@dataclass(frozen=True)
class Layout:
    """How a database lays out its exports, whatever kind of file they are saved as."""

    name: str
    recognises: Callable[[str], bool]  # the text, paragraphs parted by blank lines
    read: Callable[[str, Reading], None]


@dataclass(frozen=True)
class Reader:
    """A format: its name, how to know it, and how to read it."""

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[Item], bool]  # by content alone
    read: Callable[[Item], Reading]
    guarded: bool = False  # runs in a child process, because its library can hang
