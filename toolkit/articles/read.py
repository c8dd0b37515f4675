"""Files of any supported format to one table of articles.

The way of every file: find it, open it (an archive becomes its members), let the reader
for its format turn it into rows, then clean, date, name and type all rows at once.
Whatever cannot be read is set aside with a reason; one bad file never stops the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.articles.columns import check_columns
from toolkit.articles.finish import finish_articles
from toolkit.articles.readers import Item, Reading, Unreadable, choose_reader
from toolkit.articles.readers.archive import is_archive, open_members
from toolkit.articles.readers.base import skip_entry
from toolkit.dates import DATE_ORDERS
from toolkit.schema import BadValue, ToolkitError

if TYPE_CHECKING:
    import pandas as pd

MAX_FILE_BYTES = 2 * 2**30
_MAGIC_GLOB = "*?["


class NothingFound(ToolkitError):
    """A path does not exist, or a pattern matches no file."""


@dataclass(frozen=True)
class _File:
    """A file to read, and the sub-folder that may name its source."""

    path: Path
    folder: str | None = None


class Entries(list[dict[str, str]]):
    """Rows of ``attrs``, which pandas would copy at every step; they never change."""

    def __deepcopy__(self, memo: object) -> Entries:
        """Return the list itself."""
        return self


def read_articles(
    path: str | Path | Iterable[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
    date_order: str | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    r"""Read news articles from files: one row per article.

    Parameters
    ----------
    path
        A file, a folder (with its sub-folders), a pattern such as ``news/*.csv``, a
        zip, or a list of these. Formats: plain text and pasted articles, saved web
        pages, CSV and other delimited tables, JSON and JSON Lines, Parquet. The content
        of a file decides, its name only where the content leaves it open.
    columns
        Which column of a table holds what, e.g. ``{"text": "body"}``. Common names are
        recognised without it; the notes say which were taken.
    source
        The outlet of all articles. Without it: the file's own column or metadata, or
        the name of the sub-folder when a folder has several.
    date_order
        ``"dmy"`` or ``"mdy"``: how to read dates like 03/04/2024. Without it they stay
        missing, unless other dates of the column settle the order.
    progress
        Show a progress bar over the files.

    Returns
    -------
    DataFrame
        The articles table, in reading order: ``article_id``, ``source``, ``published``
        (UTC; ``published_precision`` and ``published_from`` say how exact and from
        where), ``title``, ``byline``, ``section``, ``language``, ``text``,
        ``captions``, ``url``, ``n_words``, ``story_id`` (each article its own story as
        yet), ``origin``, ``reader``. What was set aside: :func:`list_skipped`. What was
        assumed, repaired or cut: :func:`list_notes`.

    Raises
    ------
    NothingFound
        The path does not exist or the pattern matches nothing.
    BadValue
        ``columns`` or ``date_order`` names something unknown.

    Notes
    -----
    A date is never guessed and never today's. An article equal in source, date, title
    and text to one already read is set aside. Month names are read in English only. The
    language is detected from 60 letters on.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> file = Path(tempfile.mkdtemp()) / "pasted.txt"
    >>> pasted = "Talks resume\n6 August 2024, 08:36\n\nTalks resumed today."
    >>> _ = file.write_text(pasted)
    >>> articles = read_articles(file)
    >>> articles[["title", "published_precision", "n_words"]].values.tolist()
    [['Talks resume', 'minute', 5]]
    """
    check_columns(columns)
    if date_order is not None and date_order not in DATE_ORDERS:
        raise BadValue(f'date_order={date_order!r} is unknown; write "dmy" or "mdy".')
    files = _find_files(path)
    readings = [
        reading
        for file in _with_progress(files, progress)
        for reading in _read_file(file, columns, date_order)
    ]
    return _gather(readings, source)


def list_skipped(articles: pd.DataFrame) -> pd.DataFrame:
    """What :func:`read_articles` set aside: one row per file, row or member.

    Returns
    -------
    DataFrame
        ``file``, ``place`` inside it (empty for the whole file), ``reason``,
        ``advice``.

    Examples
    --------
    >>> import pandas as pd
    >>> list_skipped(pd.DataFrame()).columns.tolist()
    ['file', 'place', 'reason', 'advice']
    """
    return _entries(articles, "skipped", ["file", "place", "reason", "advice"])


def list_notes(articles: pd.DataFrame) -> pd.DataFrame:
    """What :func:`read_articles` assumed, repaired or cut: one row per note.

    Returns
    -------
    DataFrame
        ``file``, ``place`` inside it, ``note``. The same note on many places of one
        file stands once, with the first place and their number.

    Examples
    --------
    >>> import pandas as pd
    >>> list_notes(pd.DataFrame()).columns.tolist()
    ['file', 'place', 'note']
    """
    return _entries(articles, "notes", ["file", "place", "note"])


def _entries(articles: pd.DataFrame, key: str, names: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(articles.attrs.get(key, [])), columns=names, dtype="str")


# ---------------------------------------------------------------------------- finding


def _find_files(path: str | Path | Iterable[str | Path]) -> list[_File]:
    if isinstance(path, str | Path):
        return _expand(path)
    paths = list(path)
    if not paths:
        raise NothingFound(
            "The list of paths is empty; give at least one file or folder."
        )
    found: dict[Path, _File] = {}
    for part in paths:
        for file in _expand(part):
            found.setdefault(file.path, file)
    return list(found.values())


def _expand(path: str | Path) -> list[_File]:
    place = Path(path).expanduser()
    if place.is_dir():
        return _files_of_folder(place)
    if place.exists():
        return [_File(place)]
    if any(char in str(path) for char in _MAGIC_GLOB):
        return _files_of_pattern(str(place))
    near = (
        sorted(p.name for p in place.parent.glob("*"))[:8]
        if place.parent.is_dir()
        else []
    )
    there = (
        f"Its folder holds: {', '.join(near)}."
        if near
        else "Its folder does not exist either."
    )
    raise NothingFound(
        f'There is no file or folder "{path}". {there} '
        f'The working folder is "{Path.cwd().name}"; relative paths start there.'
    )


def _files_of_folder(folder: Path) -> list[_File]:
    paths = sorted(
        p for p in folder.rglob("*")
        if p.is_file() and not _is_hidden(p.relative_to(folder))
    )  # fmt: skip
    if not paths:
        raise NothingFound(f'The folder "{folder}" holds no files.')
    homes = {path.parent for path in paths if path.parent != folder}
    siblings = Counter(home.parent for home in homes)
    # a folder names a source only where there is another beside it to tell it from
    return [
        _File(p, p.parent.name if siblings[p.parent.parent] > 1 else None)
        if p.parent != folder else _File(p)
        for p in paths
    ]  # fmt: skip


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _files_of_pattern(pattern: str) -> list[_File]:
    from glob import glob  # Path.glob refuses absolute patterns

    paths = [Path(p) for p in sorted(glob(pattern, recursive=True))]  # noqa: PTH207
    files = [_File(path) for path in paths if path.is_file()]
    if not files:
        raise NothingFound(
            f'No file matches "{pattern}". "*" stands for any name, "**" for any '
            "folders; try the folder itself."
        )
    return files


def _with_progress(files: list[_File], progress: bool) -> Iterable[_File]:
    if not progress:
        return files
    from tqdm.auto import tqdm

    return tqdm(files, desc="reading", unit="file")


# ---------------------------------------------------------------------------- reading


def _read_file(
    file: _File, columns: Mapping[str, str] | None, date_order: str | None
) -> Iterator[Reading]:
    """A reading per file, or per member of an archive."""
    item = Item(b"", str(file.path), columns, date_order)
    outer = Reading(item)
    yield outer
    try:
        if file.path.stat().st_size > MAX_FILE_BYTES:
            raise Unreadable(
                "The file is larger than 2 GiB.", "Split it into several files."
            )
        item = replace(item, data=file.path.read_bytes())
        members = open_members(item, outer) if is_archive(item.data) else [item]
        for member in members:
            yield _read_item(member, file.folder)
    except Unreadable as problem:
        outer.skip("", problem.reason, problem.advice)
    except OSError as error:
        outer.skip(
            "",
            f"The file cannot be opened: {error.strerror}.",
            "Check its permissions.",
        )


def _read_item(item: Item, folder: str | None) -> Reading:
    try:
        reader = choose_reader(item)
        reading = reader.read(item)
    except Unreadable as problem:
        reading = Reading(item)
        reading.skip("", problem.reason, problem.advice)
        return reading
    except Exception as error:  # a parser's own failure must not cost the other files
        reading = Reading(item)
        what = f"{type(error).__name__}: {str(error)[:200]}"
        reading.skip("", f"The reader failed: {what}",
                     "Save the file in another format, e.g. as .txt.")  # fmt: skip
        return reading
    for row in reading.rows:
        row["reader"] = reader.name
        row["folder"] = folder
    # the bytes are not needed any more, and there may be many files
    reading.item = replace(item, data=b"")
    return reading


def _gather(readings: list[Reading], source: str | None) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [row for reading in readings for row in reading.rows]
    skipped = [entry for reading in readings for entry in reading.skipped]
    notes = [entry for reading in readings for entry in reading.notes]
    articles, set_aside, remarks = finish_articles(rows, source)
    skipped += [
        skip_entry(*_part(origin), reason, advice)
        for origin, reason, advice in set_aside
    ]
    notes += [dict(zip(("file", "place"), _part(origin), strict=True), note=note)
              for origin, note in remarks]  # fmt: skip
    articles.attrs["skipped"] = Entries(skipped)
    articles.attrs["notes"] = Entries(_summed_up(notes))
    return articles


def _part(origin: str) -> tuple[str, str]:
    """File and place of an origin such as ``news.csv#row 3``."""
    file, mark, place = origin.rpartition("#")
    return (file, place) if mark else (origin, "")


def _summed_up(notes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each note of a file once, with its first place and the number of places."""
    places: dict[tuple[str, str], list[str]] = {}
    for entry in notes:
        places.setdefault((entry["file"], entry["note"]), []).append(entry["place"])
    return [
        {"file": file, "place": _first_of(where), "note": note}
        for (file, note), where in places.items()
    ]


def _first_of(places: list[str]) -> str:
    more = len(places) - 1
    return f"{places[0]} and {more} more" if more else places[0]
