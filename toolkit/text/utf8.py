"""Texts as bytes: straight from a column's Arrow buffers where there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

# Bytes of text worked on at a time. Arrays for this many stay near the cache.
_BATCH = 4_000_000

Batch = tuple[np.ndarray, np.ndarray]


def batches(texts: Sequence[str]) -> Iterator[Batch]:
    """UTF-8 bytes of consecutive texts, and where each begins, the end included."""
    chunks = _arrow_chunks(texts) if is_arrow(texts) else [_encoded(texts)]
    for data, offsets in chunks:
        size = (offsets - offsets[0]) // _BATCH
        edges = np.flatnonzero(np.diff(size[:-1], prepend=-1))
        for low, high in pairwise([*edges, len(offsets) - 1]):
            yield data, offsets[low : high + 1]


def size(texts: Sequence[str]) -> int:
    """Characters of all texts together, or their bytes where that is what is known."""
    if is_arrow(texts):
        return int(texts.array.nbytes)
    return sum(map(len, texts))


def is_arrow(texts: Any) -> bool:
    """Tell whether texts are a pandas column kept in Arrow buffers."""
    return getattr(getattr(texts, "dtype", None), "storage", "") == "pyarrow"


def _arrow_chunks(column: Any) -> Iterator[Batch]:
    import pyarrow as pa

    whole = pa.array(column.fillna("").array)
    for chunk in whole.chunks if isinstance(whole, pa.ChunkedArray) else [whole]:
        chunk = chunk.cast(pa.large_string())
        _, offsets, data = chunk.buffers()
        first = np.frombuffer(offsets, np.int64)[chunk.offset :]
        empty = np.zeros(0, np.uint8)
        data = empty if data is None else np.frombuffer(data, np.uint8)
        yield data, first[: len(chunk) + 1]


def _encoded(texts: Sequence[str]) -> Batch:
    # lone surrogates, which no Arrow column can hold, pass as three bytes
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return np.frombuffer(b"".join(encoded), np.uint8), offsets
