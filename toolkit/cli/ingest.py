"""The commands that fill and check a table of articles or a corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.inputs import ReadingOptions, articles_of, check_paths
from toolkit.cli.shell import (
    NOTHING,
    PATH,
    WRONG_USE,
    Paths,
    app,
    check_format,
    say,
    stop,
)
from toolkit.show.reading_lines import (
    counted,
    lines_of_notes,
    lines_of_parts,
    lines_of_skipped,
)
from toolkit.show.table_files import write_table


@app.command()
def ingest(
    paths: Paths,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write: .parquet, .csv or .jsonl.", **PATH),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(help="Folder of a corpus that grows: adds what is new.", **PATH),
    ] = None,
    source: Annotated[str, typer.Option(help="Outlet of all articles.")] = "",
    date_order: Annotated[
        str, typer.Option(help="dmy or mdy: how to read 03/04/2024.")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="Which column of a table holds what, once for each.",
            metavar="TEXT=HEADING",
        ),
    ] = None,
) -> None:
    """Read articles of any supported format into one table, or into a corpus.

    In: text, DOCX, ODT, RTF, PDF, web pages, e-mail, feeds, exports of Nexis,
    Factiva, ProQuest and Europresse, NewsML, web archives, CSV, JSON, Parquet; files,
    folders and archives of them, mixed. See docs/formats.md.

    Out: one row per article, and on the screen what was read, set aside, and why.
    With --store only files are read that are new or changed; run it again after a
    crash, or every night.

    Example: toolkit ingest downloads/ --out articles.parquet

    Example: toolkit ingest downloads/ --store corpus/

    Example: toolkit ingest t.csv --column text=Fulltext --out articles.parquet
    """
    options = ReadingOptions(
        columns=_columns(column or []),
        source=source or None,
        date_order=date_order or None,
    )
    if (out is None) == (store is None):
        stop("Say where to: either --out articles.parquet or --store corpus/.",
              WRONG_USE)  # fmt: skip
    if store is not None:
        add_to_corpus(store, paths, options)
        return
    check_format(out)
    articles = articles_of(paths, options)
    write_table(articles, out)
    say(f"wrote {counted(len(articles), 'article')} to {out}")


@app.command()
def verify(
    corpus: Annotated[Path, typer.Argument(help="Folder of a corpus.", **PATH)],
    repair: Annotated[
        bool, typer.Option("--repair", help="Set damaged parts aside.")
    ] = False,
) -> None:
    """Check every part of a corpus against its checksum; code 1 if one is damaged.

    In: the folder that ingest --store wrote.

    Out: on the screen, what is damaged and what to do.

    Example: toolkit verify corpus/
    """
    from toolkit import open_corpus

    parts = open_corpus(corpus).verify(repair=repair)
    say(*lines_of_parts(parts, repair))
    if not parts["ok"].all():
        raise SystemExit(NOTHING)


def _columns(pairs: list[str]) -> dict[str, str] | None:
    """What ``--column`` says: our name of a column -> that of the table."""
    for pair in pairs:
        if "=" not in pair.strip("="):
            stop(
                f"--column {pair} says no column; write text=Fulltext, our name first.",
                WRONG_USE,
            )
    return dict(pair.split("=", 1) for pair in pairs) or None


def add_to_corpus(
    folder: Path, paths: list[Path], options: ReadingOptions | None = None
) -> None:
    """Add the articles of files to a corpus; says what was new and what set aside."""
    from toolkit import list_notes, list_skipped, open_corpus

    check_paths(paths)
    added = open_corpus(folder).add_files(
        [str(p) for p in paths], **(options or {}), progress=sys.stderr.isatty()
    )
    say(*lines_of_skipped(list_skipped(added)), *lines_of_notes(list_notes(added)))
    new, known = (int(added[name].sum()) for name in ("n_articles", "n_known"))
    if len(added) and not new + known:
        stop("Nothing usable was found; the reasons are above.", NOTHING)
    batches = counted(len(added), "batch")
    say(
        f"added {counted(new, 'article')} in {batches} to {folder}; {known:,} were "
        "there already"
    )
