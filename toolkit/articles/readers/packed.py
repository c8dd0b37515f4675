"""Files packed by gzip, bzip2 or xz, and tar archives, within limits.

Nothing is written to disk, so a member's name can lead nowhere; links and devices in an
archive are never followed.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator

from toolkit.articles.readers.base import Item, Reading, Unreadable, printable

MAX_UNPACKED = 512 * 2**20
MAX_RATIO = 100  # of all that is unpacked to the file; prose reaches about 5
FREE_BYTES = 64 * 2**20  # harmless at any ratio
MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 64 * 2**20
_STEP = 2**20
_PACKED = ((b"\x1f\x8b\x08", gzip.open), (b"BZh", bz2.open),
           (b"\xfd7zXZ\x00", lzma.open))  # fmt: skip
_SUFFIXES = {".gz": "", ".bz2": "", ".xz": "", ".tgz": ".tar", ".tbz2": ".tar"}
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)
_ADVICE = "Unpack it yourself if you trust it."
_AGAIN = "Download or make it again."


def allowed_bytes(data: bytes) -> int:
    """What a file may unfold to: 100 times its size, and 64 MiB in any case."""
    return max(FREE_BYTES, MAX_RATIO * len(data))


def is_packed(item: Item) -> bool:
    """True for gzip, bzip2 and xz."""
    return item.data.startswith(tuple(magic for magic, _ in _PACKED))


def is_tar(item: Item) -> bool:
    """True for a tar archive."""
    return item.data[257:262] == b"ustar"


def unpack(item: Item, reading: Reading) -> Iterator[Item]:
    """The one file inside; of a damaged one, what stands before the damage."""
    opener = next(kind for magic, kind in _PACKED if item.data.startswith(magic))
    data = bytearray()
    most = min(MAX_UNPACKED, allowed_bytes(item.data))
    try:
        with opener(io.BytesIO(item.data)) as stream:
            # read1 gives what stands before a tear, which read would lose
            while len(data) <= most and (piece := stream.read1(_STEP)):
                data += piece
    except _DAMAGE as error:
        if not data:
            raise Unreadable(f"It cannot be unpacked: {error}", _AGAIN) from error
        reading.note(f"damaged after {len(data):,} bytes and read so far: {error}")
    if len(data) > most:
        reason = "It unpacks to more than 512 MiB or 100 times its size."
        raise Unreadable(reason, _ADVICE)
    yield Item(bytes(data), f"{item.origin}!/{_inner_name(item)}", item.columns,
               item.date_order)  # fmt: skip


def _inner_name(item: Item) -> str:
    name = item.origin.replace("\\", "/").rsplit("/", 1)[-1]
    if item.suffix in _SUFFIXES:
        return name[: -len(item.suffix)] + _SUFFIXES[item.suffix]
    return name


def open_tar(item: Item, reading: Reading) -> Iterator[Item]:
    """Each file of a tar archive as an item of its own; the others are set aside."""
    passed_over = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(item.data), mode="r:") as archive:
            for number, member in enumerate(archive, 1):
                if number > MAX_MEMBERS:
                    raise Unreadable(f"The tar has more than {MAX_MEMBERS:,} members.",
                                     _ADVICE)  # fmt: skip
                if member.isdir() or _is_hidden(member.name):
                    passed_over += not member.isdir()
                    continue
                found = _member(archive, member, item, reading)
                if found is not None:
                    yield found
    except Unreadable:
        raise
    except (tarfile.TarError, *_DAMAGE) as error:
        reading.skip("", f"The tar is damaged from here on: {error}", _AGAIN)
    if passed_over:
        reading.note(f"hidden members passed over: {passed_over}")


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..")
               for part in name.split("/"))  # fmt: skip


def _member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, item: Item, reading: Reading
) -> Item | None:
    name = printable(member.name.replace("\x00", ""))
    if not member.isreg():
        reading.skip(name, "The member is no file but a link or a device.", "")
        return None
    if member.size > MAX_MEMBER_BYTES:
        reading.skip(name, "The member is larger than 64 MiB.", _ADVICE)
        return None
    stream = archive.extractfile(member)
    data = stream.read(MAX_MEMBER_BYTES) if stream else b""
    if len(data) < member.size:
        reading.skip(name, "The member is cut short.", _AGAIN)
        return None
    return Item(data, f"{item.origin}!/{name}", item.columns, item.date_order)
