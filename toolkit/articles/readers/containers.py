"""Files that hold files: zip, tar, gzip and kin, web archives; one in another too.

Limits hold for all levels together: a few kilobytes can be packed so that they unfold
to more than any machine holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.articles.readers import archive, packed, warc
from toolkit.articles.readers.base import Item, Reading, Unreadable

MAX_DEPTH = 3  # such as a zip that holds a tar.gz

Opener = Callable[[Item, Reading], Iterator[Item]]
_KINDS: tuple[tuple[Callable[[Item], bool], Opener], ...] = (
    (lambda item: archive.is_archive(item.data), archive.open_members),
    (warc.is_warc, warc.open_pages),  # before gzip, which it may be packed by
    (packed.is_packed, packed.unpack),
    (packed.is_tar, packed.open_tar),
)


@dataclass
class Allowance:
    """Bytes that may still be unpacked from one file."""

    left: int

    @classmethod
    def of(cls, item: Item) -> Allowance:
        """What a file of this size may unfold to."""
        return cls(packed.allowed_bytes(item.data))

    def spend(self, count: int) -> None:
        """Take ``count`` bytes off.

        Raises
        ------
        Unreadable
            Nothing is left.
        """
        self.left -= count
        if self.left < 0:
            raise Unreadable("The file unpacks to more than 100 times its size.",
                             "Unpack it yourself if you trust it.")  # fmt: skip


def opener_of(item: Item) -> Opener | None:
    """How to open an item that holds others; None for any other."""
    return next((opener for is_kind, opener in _KINDS if is_kind(item)), None)


def open_all(
    item: Item, readings: list[Reading], allowance: Allowance, depth: int = 0
) -> Iterator[Item]:
    """Every file inside at any level; the item itself if it holds none.

    What is set aside on the way goes to ``readings``, one for each container.
    """
    opener = opener_of(item)
    if opener is None:
        yield item
        return
    outer = Reading(item)
    readings.append(outer)
    try:
        if depth == MAX_DEPTH:
            raise Unreadable(f"Archives in archives are opened {MAX_DEPTH} deep only.",
                             "Unpack the outer one first.")  # fmt: skip
        empty = True
        for member in opener(item, outer):
            empty = False
            allowance.spend(len(member.data))
            yield from open_all(member, readings, allowance, depth + 1)
        if empty and not outer.skipped:
            outer.skip("", "The archive holds no page and no file to read.", "")
    except Unreadable as problem:
        if allowance.left < 0 and depth:
            raise  # to the outermost, which nothing more is taken from
        outer.skip("", problem.reason, problem.advice)
    except Exception as error:  # an archive's own failure must not cost other files
        what = f"{type(error).__name__}: {str(error)[:200]}"
        outer.skip("", f"The archive cannot be opened: {what}", "Make it again.")
