"""Zip archives: their members, within limits checked before anything is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from toolkit.articles.readers.base import Item, Reading, Unreadable, printable

# A small archive can unpack to more than a machine holds.
MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 64 * 2**20
MAX_TOTAL_BYTES = 2**30
MAX_RATIO = 100  # unpacked to packed size; prose reaches about 5
_RATIO_FLOOR = 2**20  # bytes; smaller members are harmless at any ratio
_ADVICE = "Unpack the archive yourself if you trust it."


def is_archive(data: bytes) -> bool:
    """True for a zip; office documents are zips too, but no archives."""
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    return (
        b"[Content_Types].xml" not in data and b"mimetypeapplication/" not in data[:80]
    )


def open_members(item: Item, reading: Reading) -> Iterator[Item]:
    """Each readable member as an item of its own; the others are set aside."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(item.data))
        # a member without a name has no last sign, which is_dir looks at
        named = [m for m in archive.infolist() if m.filename]
        members = [m for m in named if not m.is_dir()]
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        UnicodeError,
    ) as error:
        raise Unreadable(
            f"The zip is damaged: {error}", "Download or make it again."
        ) from error
    if nameless := len(archive.infolist()) - len(named):
        reading.skip("", f"Members without a name are not read: {nameless}.", "")
    members = _without_hidden(members, reading)
    if len(members) > MAX_MEMBERS:
        raise Unreadable(
            f"The zip has {len(members):,} members; at most {MAX_MEMBERS:,} are read.",
            _ADVICE,
        )
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise Unreadable("The zip unpacks to more than 1 GiB.", _ADVICE)
    for member in sorted(members, key=lambda m: m.filename):
        name = printable(member.filename.replace("\x00", ""))
        try:
            _check(member)
            data = _unpack(archive, member)
        except Unreadable as problem:
            reading.skip(name, problem.reason, problem.advice)
            continue
        yield Item(data, f"{item.origin}!/{name}", item.columns, item.date_order)


def _without_hidden(
    members: list[zipfile.ZipInfo], reading: Reading
) -> list[zipfile.ZipInfo]:
    """Members but those that systems add or hide, which one note counts."""
    shown = [member for member in members if not _is_hidden(member.filename)]
    if hidden := len(members) - len(shown):
        reading.note(f"hidden members passed over: {hidden}")
    return shown


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)


def _check(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise Unreadable(
            "The member is encrypted.", "Unpack it with its password first."
        )
    if member.file_size > MAX_MEMBER_BYTES:
        raise Unreadable("The member unpacks to more than 64 MiB.", _ADVICE)
    if member.file_size > max(_RATIO_FLOOR, MAX_RATIO * member.compress_size):
        raise Unreadable("The member unpacks to more than 100 times its size.", _ADVICE)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as stream:
            # the declared size may lie, so the stream is bounded as well
            data = stream.read(MAX_MEMBER_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError,
            NotImplementedError, KeyError) as error:  # fmt: skip
        raise Unreadable(
            f"The member is damaged: {error}", "Make the archive again."
        ) from error
    except Exception as error:  # bz2 and lzma raise their own kinds
        raise Unreadable(
            f"The member cannot be unpacked: {error}", "Make the archive again."
        ) from error
    if len(data) > MAX_MEMBER_BYTES:
        raise Unreadable("The member unpacks to more than 64 MiB.", _ADVICE)
    return data
