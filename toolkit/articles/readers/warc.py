"""Web archives: WARC and ARC, plain or gzipped, and their text versions (WET).

Each archived page becomes an item with its address, read as if it had been saved. What
is no page (pictures, scripts, answers such as "not found") is counted in one note.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from toolkit.articles.readers.base import Item, Reading, Unreadable, printable
from toolkit.articles.readers.packed import allowed_bytes, unpack

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

MAX_PAGE_BYTES = 20 * 2**20
_KINDS = {"response", "resource", "conversion"}  # of records that hold a document
_TYPES = ("html", "pdf", "text/plain", "rss", "atom", "rdf")
_GZIP = b"\x1f\x8b"
_OPENINGS = (b"WARC/", b"filedesc://")


def is_warc(item: Item) -> bool:
    """True for a WARC or ARC, gzipped or not."""
    head = item.data[:4096]
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(_OPENINGS)


def open_pages(item: Item, reading: Reading) -> Iterator[Item]:
    """Each archived page as an item of its own."""
    left_out: Counter[str] = Counter()
    number = 0
    data = item.data
    if _is_one_gzip(data):  # and not one per record, as it should be
        data = next(unpack(item, reading)).data
    for number, record in enumerate(_records(data, reading), 1):
        page = _page(record, number, item, reading, left_out)
        if page is not None:
            yield page
    if _is_torn(data):
        reading.skip(f"record {number + 1}", "The archive is cut short here.",
                     "Download it again, or take it as it is.")  # fmt: skip
    reading.note(f"records in the archive: {number}")
    for why, count in sorted(left_out.items()):
        reading.note(f"records passed over: {count} ({why})")


def _is_one_gzip(data: bytes) -> bool:
    """True for a file whose first packed part goes on to its end."""
    if not data.startswith(_GZIP):
        return False
    part = zlib.decompressobj(31)
    try:
        part.decompress(data, MAX_PAGE_BYTES)
    except zlib.error:
        return False
    return not part.unused_data


def _is_torn(data: bytes) -> bool:
    """True for a gzip whose last part has no end, which its library passes over."""
    at = 0
    while data.startswith(_GZIP, at):
        part = zlib.decompressobj(31)
        try:
            while not part.eof and at < len(data):
                packed = data[at : at + 2**16]
                at += len(packed)
                while packed and not part.eof:
                    part.decompress(packed, 2**20)
                    packed = part.unconsumed_tail
        except zlib.error:
            return False  # damaged rather than cut, which is said elsewhere
        if not part.eof:
            return True
        at -= len(part.unused_data)
    return False


def _records(data: bytes, reading: Reading) -> Iterator[ArcWarcRecord]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = declared = 0
    most = allowed_bytes(data)
    try:
        records = iter(ArchiveIterator(io.BytesIO(data)))
        while (record := _quietly(next, records, None)) is not None:
            number += 1
            declared += record.length or 0
            if declared > most:  # before the rest of it is unpacked on the way to more
                raise Unreadable("The archive unpacks to more than 100 times its size.",
                                 "Unpack it yourself if you trust it.")  # fmt: skip
            yield record
    except Unreadable:
        raise
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, zlib.error, KeyError,
            IndexError, AttributeError, TypeError) as error:  # fmt: skip
        # the library raises any of these where the file is damaged
        why = " ".join(str(error).split())[:200]
        reading.skip(f"record {number + 1}",
                     f"The archive is damaged from here on: {why}",
                     "Download it again.")  # fmt: skip


def _quietly(call: Callable[..., Any], *given: object) -> Any:
    """What ``call`` gives; the library prints pieces of the file to the terminal."""
    with contextlib.redirect_stderr(io.StringIO()):
        return call(*given)


def _page(
    record: ArcWarcRecord, number: int, item: Item, reading: Reading,
    left_out: Counter[str],
) -> Item | None:  # fmt: skip
    why = _not_a_page(record)
    if why is not None:
        if why:
            left_out[why] += 1
        return None
    address = printable(record.rec_headers.get_header("WARC-Target-URI") or "")
    place = f"record {number} {address}".strip()
    data = _quietly(_content, record)
    if len(data) > MAX_PAGE_BYTES:
        reading.skip(place, "The page is larger than 20 MiB.", "")
        return None
    if getattr(record.raw_stream, "limit", 0) > 0:
        reading.skip(place, "The record is cut short.", "Download the archive again.")
        return None
    charset = _charset(record)
    return Item(_marked(data, charset), f"{item.origin}!/{place}", item.columns,
                item.date_order, address or None)  # fmt: skip


def _content(record: ArcWarcRecord) -> bytes:
    stream: Any = record.content_stream()
    data = bytearray()
    while len(data) <= MAX_PAGE_BYTES and (piece := stream.read(2**16)):
        data += piece
    return bytes(data)


def _not_a_page(record: ArcWarcRecord) -> str | None:
    """Why a record is no page; empty if it belongs to another record."""
    if record.rec_type not in _KINDS:
        return ""
    headers = record.http_headers
    if headers is not None and not headers.get_statuscode().startswith("200"):
        return f"status {headers.get_statuscode()[:3]}"
    if not any(name in (kind := _type(record)) for name in _TYPES):
        return kind.split(";")[0].strip()[:40] or "no type"
    return None


def _type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return (headers.get_header("Content-Type") or "").casefold()


def _charset(record: ArcWarcRecord) -> str:
    return _type(record).partition("charset=")[2].split(";")[0].strip("\"' ")


def _marked(data: bytes, charset: str) -> bytes:
    """A text in an encoding that only its server named, as UTF-8 with its mark."""
    try:
        name = codecs.lookup(charset).name if charset else "utf-8"
    except (LookupError, ValueError):
        return data
    if name in ("utf-8", "utf-7", "ascii", "iso8859-1") or data.startswith(b"%PDF"):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + data.decode(name).encode("utf-8")
        except (UnicodeError, LookupError, TypeError, ValueError):
            return data
    return data
