"""Tables made from a corpus batch by batch, each batch once.

A part of a corpus never changes, so that what was made from it stays good until the way
of making it changes. The verbs come in as arguments: this wing knows articles only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.articles.lock import one_writer
from toolkit.articles.parts import (
    DamagedPart,
    clear_strays,
    list_parts,
    read_info,
    read_part,
    toolkit_version,
    write_table,
)
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.articles.store import Corpus

__all__ = ["derive_parts", "derive_table"]


def derive_table(
    corpus: Corpus,
    make: Callable[[pd.DataFrame], pd.DataFrame],
    folder: str | Path,
    *,
    stamp: str = "",
    progress: bool = False,
) -> pd.DataFrame:
    """Make a table of all articles of a corpus, working only on what is new.

    Parameters
    ----------
    corpus
        From ``open_corpus``.
    make
        From the articles of one batch to a table. What it says of an article must not
        depend on the articles beside it: ``find_mentions`` is like that,
        ``find_stories`` is not.
    folder
        Where the table of each batch is kept for the next time. It may be deleted.
    stamp
        Whatever else the result depends on, such as ``lexicon.sha256``. What was made
        under another stamp, or by other code of this toolkit, is made afresh.
    progress
        Show a progress bar over the batches.

    Returns
    -------
    DataFrame
        Equal to ``make(corpus.articles())``. ``attrs["made"]`` is the number of batches
        worked on now, ``attrs["batches"]`` that of all.

    Raises
    ------
    NothingFound
        There is no corpus in its folder.
    BadValue
        ``folder`` lies inside the corpus.
    Busy
        Another process is writing to ``folder``.
    CannotWrite
        The disk is full; the batches kept before still are.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import open_corpus
    >>> corpus, kept = open_corpus(tempfile.mkdtemp()), tempfile.mkdtemp()
    >>> def lengths(part): return part[["article_id", "n_words"]]
    >>> for name, text in [("a", "Talks resumed."), ("b", "Talks failed.")]:
    ...     _ = corpus.add(pd.DataFrame({"article_id": [name], "text": [text]}))
    ...     print(derive_table(corpus, lengths, kept).attrs)
    {'made': 1, 'batches': 1}
    {'made': 1, 'batches': 2}
    """
    tables, made = [], 0
    for table in derive_parts(corpus, make, folder, stamp=stamp, progress=progress):
        made += table.attrs.pop("made_now")
        tables.append(table)
    whole = _as_one(tables)
    whole.attrs |= {"made": made, "batches": len(tables)}
    return whole


def derive_parts(
    corpus: Corpus,
    make: Callable[[pd.DataFrame], pd.DataFrame],
    folder: str | Path,
    *,
    stamp: str = "",
    progress: bool = False,
    mapped: Callable[..., Iterator[pd.DataFrame]] = map,
) -> Iterator[pd.DataFrame]:
    """The same table batch by batch; ``attrs["made_now"]`` tells which are new.

    ``mapped`` works like ``map``, perhaps in several processes: ``Processes.map``.
    """
    place, parts = Path(folder), corpus.part_paths()
    _check_place(place, corpus)
    stamp = f"{stamp} {toolkit_version()}"
    with one_writer(place):
        clear_strays(place)
        _clear_others(place, {path.name for path in parts})
        old = {path for path in parts if not _is_kept(place / path.name, stamp)}
        made = mapped(partial(_made_of, make), [path for path in parts if path in old])
        for path in _with_progress(parts, progress):
            table = None if path in old else _kept(place / path.name)
            fresh = table is None
            if table is None:
                table = next(made) if path in old else _made_of(make, path)
                write_table(place / path.name, table, {"stamp": stamp})
            table.attrs["made_now"] = fresh
            yield table


def _made_of(make: Callable[[pd.DataFrame], pd.DataFrame], path: Path) -> pd.DataFrame:
    return make(read_part(path))


def _check_place(place: Path, corpus: Corpus) -> None:
    if place.resolve().is_relative_to(corpus.folder.resolve()):
        raise BadValue(
            f'"{place}" lies inside the corpus, which holds articles only. Name a '
            'folder beside it, e.g. "scored".'
        )


def _is_kept(path: Path, stamp: str) -> bool:
    """Tell whether a table of today's stamp is kept for a part."""
    try:
        return read_info(path).get("stamp") == stamp
    except DamagedPart:
        return False


def _kept(path: Path) -> pd.DataFrame | None:
    """The table kept for a part, unless it turns out to be damaged."""
    try:
        return read_part(path)
    except DamagedPart:
        return None


def _clear_others(place: Path, names: set[str]) -> None:
    """Remove what was made from parts that are in the corpus no more."""
    for path in list_parts(place):
        if path.name not in names:
            path.unlink()


def _as_one(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """All tables as one; a file without rows forgets the categories of its columns."""
    import pandas as pd

    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True)


def _with_progress(parts: list[Path], progress: bool) -> Iterable[Path]:
    if not progress:
        return parts
    from tqdm.auto import tqdm

    return tqdm(parts, desc="corpus", unit="batch")
