"""Changes to a file that keep its outer shape, so that a fuzzer gets past the door.

Bytes flipped in a zip only break its checksum. Here the parts inside are changed and
packed again, and texts are changed by whole lines, tags or cells.
"""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable

Mutator = Callable[[bytes, int, int], bytes]
Change = Callable[[bytes, int], bytes]  # of some bytes, to at most so many

LINES = re.compile(rb"(?<=\n)")
TAGS = re.compile(rb"(?=<)|(?<=>)")
CELLS = re.compile(rb"(?=[\",;|\t\n])")
VALUES = re.compile(rb"(?=[{}\[\],:])|(?<=[{}\[\],:])")
WORDS = re.compile(rb"(?=[\s\\{}()=<>:;/*])")

# Odd wherever they stand: ends of ranges, half characters, marks of other formats.
ODD = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"&#xD800;", b"&#0;", b"&#155;",
    b"&amp;lt;", b"99999999999999999999", b"-1", b"1e309", b"NaN", b"\xe2\x80\xae",
    b"\xc2\x9b", b"\xcc\x81", b"\xc5\xbf", b"\xc4\xb0", b"\xe2\x84\xaa", b"\r", b"\x0c",
    b"\xe2\x80\xa8", b"2024-08-06", b"6 August 2024", b"08:36 GMT+99", b"<p>", b"</p>",
    b"\x1b]0;x\x07", b"charset=utf-16", b"charset=unicode_escape", b"===== \n",
    b"\xf0\x9f\x92\xa3", b"\xef\xbf\xbe", b"\xe0\xa5\x8d", b"\xd9\xa3",
)  # fmt: skip


def by_pieces(
    split: re.Pattern[bytes], marks: tuple[bytes, ...], plain: Change
) -> Change:
    """Change a text by its pieces: leave out, double, move, repeat, put marks in.

    Parameters
    ----------
    split
        Where pieces begin or end.
    marks
        What the format is known by; put in as pieces of their own.
    plain
        The fuzzer's own change of bytes, used in a third of all cases.
    """

    def change(data: bytes, most: int) -> bytes:
        if random.random() < 1 / 3 or not data:
            return plain(data, most)
        pieces = split.split(data)
        for _ in range(random.choice((1, 1, 2, 4))):
            _change_pieces(pieces, marks)
        return b"".join(pieces)[:most]

    return change


def _change_pieces(pieces: list[bytes], marks: tuple[bytes, ...]) -> None:
    i, j = (random.randrange(len(pieces) + 1) for _ in range(2))
    n = random.choice((1, 1, 2, 5))
    match random.randrange(7):
        case 0:
            del pieces[i : i + n]
        case 1:
            pieces[i:i] = pieces[j : j + n]
        case 2:
            pieces[i:i] = [random.choice(marks or ODD)]
        case 3:
            pieces[i:i] = [random.choice(ODD)]
        case 4:
            moved = pieces[j : j + n]
            del pieces[j : j + n]
            pieces[i:i] = moved
        case 5:
            pieces[i : i + 1] = pieces[i : i + 1] * random.choice((2, 9, 70))
        case 6:
            pieces[i : i + 1] = [
                piece[: len(piece) // 2] for piece in pieces[i : i + 1]
            ]


def in_zip(inner: Change, plain: Change) -> Change:
    """Change a member of a zip, or its name, and pack all of them again."""

    def change(data: bytes, most: int) -> bytes:
        if random.random() < 0.15:
            return plain(data, most)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as old:
                members = [(m.filename, old.read(m)) for m in old.infolist()[:20]]
        except Exception:  # it was broken before
            return plain(data, most)
        if members:
            i = random.randrange(len(members))
            name, content = members[i]
            members[i] = (name, inner(content, most))
            if random.random() < 0.05:
                members[i] = (random.choice(_NAMES) + name[-8:], content)
        return _zipped(members)[:most]

    return change


_NAMES = (
    "../../",
    "/",
    "C:\\",
    "a\\..\\",
    "\x00",
    "\u202e",
    ".",
    "__MACOSX/",
    "a/" * 300,
)


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    kind = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(file, "w") as new:
        for i, (name, content) in enumerate(members):
            info = zipfile.ZipInfo(name or "x")
            new.writestr(info, content, zipfile.ZIP_STORED if i == 0 else kind)
    return file.getvalue()


def in_gzip(inner: Change, plain: Change) -> Change:
    """Change what a gzip holds and pack it again; other bytes are changed as such."""

    def change(data: bytes, most: int) -> bytes:
        if not data.startswith(b"\x1f\x8b") or random.random() < 0.2:
            return (inner if random.random() < 0.8 else plain)(data, most)
        try:
            content = gzip.GzipFile(fileobj=io.BytesIO(data)).read(2**20)
        except Exception:
            return plain(data, most)
        return gzip.compress(inner(content, most), 1, mtime=0)[:most]

    return change


def seeded(change: Change) -> Mutator:
    """As the fuzzer calls it: the same seed makes the same change."""

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random.seed(seed)
        return change(bytes(data), most)

    return mutate
