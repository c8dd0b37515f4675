"""What the commands are given: articles, a lexicon, a window of time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from toolkit.cli.shell import NOTHING, WRONG_USE, say, stop
from toolkit.show.reading_lines import (
    lines_of_notes,
    lines_of_reading,
    lines_of_skipped,
)
from toolkit.show.table_files import FORMATS, column_names_of, read_table

# Imports that take seconds stand inside the functions: --help must answer at once.
if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon

# Columns that only a table of articles written by this toolkit has all of.
OWN_COLUMNS = {
    "article_id", "text", "published", "published_precision", "published_from",
    "reader",
}  # fmt: skip


class ReadingOptions(TypedDict, total=False):
    """How files are read, as ``read_articles`` takes it."""

    columns: dict[str, str] | None
    source: str | None
    date_order: str | None


def articles_of(
    paths: list[Path], options: ReadingOptions | None = None, notes: bool = True
) -> pd.DataFrame:
    """Articles of whatever the paths hold; says what was read, set aside, and why."""
    from toolkit import open_corpus, read_articles

    check_paths(paths)
    if len(paths) == 1 and is_own_table(paths[0]):
        articles = read_table(paths[0], "articles")
        if options and (source := options.get("source")):
            articles = articles.assign(source=source)
    elif len(paths) == 1 and is_corpus(paths[0]):
        articles = open_corpus(paths[0]).articles()
    else:
        articles = read_articles(
            [str(p) for p in paths], **(options or {}), progress=sys.stderr.isatty()
        )
    say_what_was_read(articles, notes)
    return articles


def say_what_was_read(articles: pd.DataFrame, notes: bool = False) -> None:
    """Say what was read, set aside, and why; stop if nothing is left."""
    say(*lines_of_reading(articles))
    if articles.attrs.get("skipped"):  # else all readers would be loaded for nothing
        from toolkit import list_skipped

        say(*lines_of_skipped(list_skipped(articles)))
    if notes:
        from toolkit import list_notes

        say(*lines_of_notes(list_notes(articles)))
    if articles.empty:
        stop("Nothing usable was found; the reasons are above.", NOTHING)


def open_corpus_parts(place: Path) -> list[Path]:
    """Files of a corpus, each of which can be read."""
    from toolkit import open_corpus
    from toolkit.articles.parts import read_info

    paths = open_corpus(place).part_paths()
    for path in paths:
        read_info(path)  # raises DamagedPart, which says what to do
    return paths


def entries_of(paths: list[Path]) -> dict[str, list[dict[str, str]]]:
    """What was set aside and noted when Parquet files of articles were written."""
    import pandas as pd
    import pyarrow.parquet as parquet

    from toolkit.articles.parts import is_part, read_info

    if all(is_part(path) for path in paths):
        from toolkit.articles.batches import with_entries

        return with_entries(pd.DataFrame(), map(read_info, paths)).attrs
    return parquet.read_schema(paths[0]).empty_table().to_pandas().attrs


def scored_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of the folder that ``score`` wrote, whatever its format."""
    paths = [folder / f"{name}.{form}" for form in FORMATS]
    there = [path for path in paths if path.is_file()]
    if not there and (folder / "manifest.json").is_file():
        from toolkit.cluster import read_parts

        return read_parts(str(folder), name)
    if not there:
        stop(
            f"{folder} holds no {name} file; make one with: toolkit score … --out "
            f"{folder}",
            WRONG_USE,
        )
    return read_table(there[0], name)


def check_paths(paths: list[Path]) -> None:
    """Stop unless every path is there or is a pattern."""
    for path in paths:
        if not path.exists() and not set("*?[") & set(str(path)):
            stop(f"There is no file or folder {path}.", WRONG_USE)


def is_corpus(path: Path) -> bool:
    """Whether the path is a folder that ``ingest --store`` wrote."""
    if not path.is_dir():
        return False
    from toolkit.articles import store

    return store.is_corpus(path)


def is_own_table(path: Path) -> bool:
    """Recognise articles that ``ingest`` or ``score`` wrote; they are taken as is."""
    return path.is_file() and column_names_of(path) >= OWN_COLUMNS


def lexicon_named(name: str) -> Lexicon:
    """A shipped lexicon by its name, or a file of one's own by its path."""
    from toolkit import load_lexicon, read_lexicon

    return read_lexicon(name) if Path(name).is_file() else load_lexicon(name)


def window(text: str) -> tuple[str, str] | None:
    """Both ends of a window written ``2024-04:2024-05``; None for an empty text."""
    if not text:
        return None
    first, colon, last = text.partition(":")
    if not (first and colon and last):
        stop(f"--base {text} is no window; write it like 2024-04:2024-05.", WRONG_USE)
    return first, last
