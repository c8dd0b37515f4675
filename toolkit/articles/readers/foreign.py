"""Formats that are met often and not read: known by their first bytes, with advice."""

from __future__ import annotations

from typing import NoReturn

from toolkit.articles.readers.base import Item, Reader, Unreadable

_FORMATS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document",
        "Save it as .docx or .txt, or as .csv for a table.",
    ),
    (
        b"PK\x03\x04",
        "an Office document other than text",
        "Save it as .docx or .txt, or as .csv for a table.",
    ),
    (b"SQLite format 3", "an SQLite database", "Export the table as .csv."),
    (b"\x89PNG", "a picture", "Recognise its text first."),
    (b"\xff\xd8\xff", "a picture", "Recognise its text first."),
    (b"GIF8", "a picture", ""),
    (b"II*\x00", "a picture", "Recognise its text first."),
    (b"MM\x00*", "a picture", "Recognise its text first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "zstd", "Unpack it first."),
)


def _known(item: Item) -> tuple[str, str] | None:
    return next(((name, advice) for magic, name, advice in _FORMATS
                 if item.data.startswith(magic)), None)  # fmt: skip


def _recognises(item: Item) -> bool:
    return _known(item) is not None


def _read(item: Item) -> NoReturn:
    name, advice = _known(item) or ("a foreign format", "")
    raise Unreadable(f"This is {name}, which is not read.", advice)


READER = Reader("foreign", (), _recognises, _read)
