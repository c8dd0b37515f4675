"""Signatures of a corpus of any size: their lists in files, the rest in memory.

What is in memory is some 100 bytes an article. To find stories takes one to two bytes
for each word besides (``stock.py``), and the shingles of a few weeks at a time
(``links.py``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from toolkit.articles.signatures import LISTS, ROWS, Signatures, begins

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

__all__ = ["ArrayOnDisk", "Shelf"]


_NO_FILE_YET = 2**22  # bytes


class ArrayOnDisk:
    """An array that grows in a temporary file; a slice of it is read into memory.

    Reading, unlike mapping the file, leaves nothing in memory but the slice. A small
    array is no file yet.

    Examples
    --------
    >>> with ArrayOnDisk(np.int32) as array:
    ...     array.extend([3, 5, 7])
    ...     array[1:3].tolist()
    [5, 7]
    """

    def __init__(self, dtype: DTypeLike, folder: Path | None = None) -> None:
        self.dtype = np.dtype(dtype)
        self._n = 0
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 (see __exit__)
            _NO_FILE_YET, dir=folder
        )

    def __enter__(self) -> ArrayOnDisk:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._n

    def extend(self, values: Collection) -> None:
        """Add elements behind those there are."""
        self._file.seek(self._n * self.dtype.itemsize)
        self._file.write(np.ascontiguousarray(values, self.dtype).view(np.uint8))
        self._n += len(values)

    def __getitem__(self, part: slice) -> np.ndarray:
        low, high, _ = part.indices(self._n)
        values = np.empty(max(high - low, 0), self.dtype)
        self._file.seek(low * self.dtype.itemsize)
        self._file.readinto(values.view(np.uint8))
        return values


class Shelf:
    """Takes in the signatures of one part after the other; all of them are its own.

    Examples
    --------
    >>> import pandas as pd
    >>> part = pd.DataFrame({"article_id": ["a"], "text": ["Talks resumed in Tarn."]})
    >>> with Shelf() as shelf:
    ...     shelf.add(Signatures.of(part))
    ...     shelf.signatures().list_of("keys", 0).size
    1
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the files in ``folder``, else among temporary files of the system."""
        self._lists = {
            "keys": ArrayOnDisk(np.uint64, folder),
            "word": ArrayOnDisk(np.uint64, folder),
            "place": ArrayOnDisk(np.int32, folder),
            "telling": ArrayOnDisk(bool, folder),
        }
        self._parts: list[Signatures] = []

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *error: object) -> None:
        for values in self._lists.values():
            values.__exit__(*error)

    def add(self, part: Signatures) -> None:
        """Put the signatures of a part behind those there are."""
        # by day, so that what is read together lies together
        order = np.argsort(part.earliest, kind="stable")
        by_day, places = part.take(order), {}
        for name, values in self._lists.items():
            at, size = LISTS[name]
            places[at] = np.empty(len(part), np.int64)
            places[at][order] = len(values) + begins(getattr(by_day, size))
            values.extend(by_day.lists_of(name))
        self._parts.append(replace(part, **self._lists, **places))

    def signatures(self) -> Signatures:
        """The signatures of all parts; they can be read until the shelf is closed."""
        import pandas as pd

        about = pd.concat([part.about for part in self._parts], ignore_index=True)
        rows = {
            name: np.concatenate([getattr(part, name) for part in self._parts])
            for name in ROWS
        }
        return Signatures(about, **self._lists, **rows)
