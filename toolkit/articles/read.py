"""Files of any supported format to one table of articles.

The way of every file: find it, open it (an archive becomes its members), let the reader
for its format turn it into rows, then clean, date, name and type all rows at once.
Whatever cannot be read is set aside with a reason; one bad file never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.articles.columns import check_columns
from toolkit.articles.finish import finish_articles
from toolkit.articles.paths import File, Found, NothingFound, find_files
from toolkit.articles.readers import (
    READERS,
    Item,
    Reader,
    Reading,
    Unreadable,
    choose_reader,
)  # fmt: skip
from toolkit.articles.readers.base import printable, skip_entry
from toolkit.articles.readers.containers import Allowance, open_all
from toolkit.articles.readers.watchdog import (
    ReaderFailed,
    read_guarded,
    start_reading_child,
)
from toolkit.dates import DATE_ORDERS
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

MAX_FILE_BYTES = 2 * 2**30
# Names of files that readers in a child process are for.
_GUARDED = tuple(
    suffix for reader in READERS if reader.guarded for suffix in reader.suffixes
)


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
        A file, a folder (with its sub-folders), a pattern such as ``news/*.csv``, an
        archive, or a list of these. Text: plain or pasted, DOCX, ODT, RTF, PDF with a
        text layer, saved web pages, e-mail (EML, MBOX), OCR (ALTO, hOCR). Exports of
        Nexis, Nexis Uni, Factiva, ProQuest and Europresse in any of these. Feeds (RSS,
        Atom), NewsML and NITF, Reuters-21578 and LDC SGML, Wikipedia Current Events.
        Tables: CSV and kin, JSON, JSON Lines, Parquet; lists of headlines by GDELT and
        Media Cloud. All of these in zip, tar, gzip, bzip2, xz, WARC and ARC. The
        content of a file decides, its name only where the content leaves it open.
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
        The path is empty or no path; ``columns`` or ``date_order`` names something
        unknown.

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
    found = find_files(path)
    _check_options(columns, date_order)
    _get_ready(found.files)
    readings = [
        reading
        for file in _with_progress(found.files, progress)
        for reading in _read_file(file, columns, date_order)
    ]
    return _gather(found, readings, source)


def read_in_parts(
    found: Found,
    columns: Mapping[str, str] | None,
    source: str | None,
    date_order: str | None,
    most: int,
) -> Iterator[tuple[pd.DataFrame, bool]]:
    """The same in tables of at most ``most`` articles, each made when it is asked for.

    With each, whether it is the last. Copies, ids that occur twice and recurring
    suffixes of titles are seen within one table only.
    """
    _check_options(columns, date_order)
    _get_ready(found.files)
    held, n = [], 0
    for file in found.files:
        # One reading ahead: by then the bytes that the last one came from are gone.
        for reading in _read_file(file, columns, date_order):
            while n > most:
                yield _gather(Found(), _take(held, most), source), False
                n -= most
            held.append(reading)
            n += len(reading.rows)
    while n > most:
        yield _gather(Found(), _take(held, most), source), False
        n -= most
    yield _gather(found, held, source), True


def _take(held: list[Reading], most: int) -> list[Reading]:
    """Take readings off the front, the last one in part, with ``most`` rows in all."""
    taken = []
    while most and held:
        first = held[0]
        if len(first.rows) <= most:
            taken.append(held.pop(0))
        else:
            taken.append(replace(first, rows=first.rows[:most]))
            del first.rows[:most]
            first.skipped, first.notes = [], []  # told with the first part
        most -= len(taken[-1].rows)
    return taken


def _check_options(columns: Mapping[str, str] | None, date_order: str | None) -> None:
    check_columns(columns)
    if date_order is not None and date_order not in DATE_ORDERS:
        raise BadValue(f'date_order={date_order!r} is unknown; write "dmy" or "mdy".')


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


# ---------------------------------------------------------------------------- reading


def _get_ready(files: list[File]) -> None:
    """Start the child that some files need; load meanwhile what all of them need."""
    if any(file.path.name.lower().endswith(_GUARDED) for file in files):
        start_reading_child()
    import_module("pandas")


def _with_progress(files: list[File], progress: bool) -> Iterable[File]:
    if not progress:
        return files
    from tqdm.auto import tqdm

    return tqdm(files, desc="reading", unit="file")


def _read_file(
    file: File, columns: Mapping[str, str] | None, date_order: str | None
) -> Iterator[Reading]:
    """A reading per file, or per file inside an archive, and one per archive."""
    item = Item(b"", printable(file.path), columns, date_order)
    outer = Reading(item)
    readings = [outer]
    try:
        if file.path.stat().st_size > MAX_FILE_BYTES:
            raise Unreadable(
                "The file is larger than 2 GiB.", "Split it into several files."
            )
        item = replace(item, data=file.path.read_bytes())
        for member in open_all(item, readings, Allowance.of(item)):
            yield _read_item(member, file.folder)
    except Unreadable as problem:
        outer.skip("", problem.reason, problem.advice)
    except OSError as error:
        outer.skip(
            "",
            f"The file cannot be opened: {error.strerror}.",
            "Check its permissions.",
        )
    for reading in readings:
        reading.item = replace(reading.item, data=b"")
        yield reading


def _read_item(item: Item, folder: str | None) -> Reading:
    try:
        reader = choose_reader(item)
        reading = read_guarded(reader, item) if reader.guarded else reader.read(item)
    except Unreadable as problem:
        reading = Reading(item)
        reading.skip("", problem.reason, problem.advice)
        return reading
    except Exception as error:  # a parser's own failure must not cost the other files
        reading = Reading(item)
        failed = isinstance(error, ReaderFailed)  # which names the kind itself
        what = str(error) if failed else f"{type(error).__name__}: {str(error)[:200]}"
        reading.skip("", f"The reader failed: {what}",
                     "Save the file in another format, e.g. as .txt.")  # fmt: skip
        return reading
    if not reading.rows and not reading.skipped:
        reading.skip("", f"No article was found in this file, read as {reader.name}.",
                     "Look whether it is cut short.")  # fmt: skip
    for row in reading.rows:
        row["reader"] = _reader_name(reader, reading)
        row["url"] = row.get("url") or item.url
        row["folder"] = folder
    # the bytes are not needed any more, and there may be many files
    reading.item = replace(item, data=b"")
    return reading


def _reader_name(reader: Reader, reading: Reading) -> str:
    """Name of the format, and of the export layout found in it."""
    if reader.name == "export":  # plain text: the layout says it all
        return reading.layout
    return f"{reader.name}, {reading.layout}" if reading.layout else reader.name


def _gather(found: Found, readings: list[Reading], source: str | None) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [row for reading in readings for row in reading.rows]
    parts = {row["origin"]: (row["file"], row["place"]) for row in rows}
    skipped = [entry for reading in readings for entry in reading.skipped]
    notes = [entry for reading in readings for entry in reading.notes]
    articles, set_aside, remarks = finish_articles(rows, source)
    skipped += [
        skip_entry(*parts[origin], reason, advice)
        for origin, reason, advice in set_aside
    ]
    notes += [dict(zip(("file", "place"), parts[origin], strict=True), note=note)
              for origin, note in remarks]  # fmt: skip
    articles.attrs["skipped"] = Entries(found.skipped + skipped)
    articles.attrs["notes"] = Entries(_summed_up(found.notes + notes))
    return articles


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


__all__ = ["NothingFound", "list_notes", "list_skipped", "read_articles"]
