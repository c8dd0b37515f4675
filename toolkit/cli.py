"""The command line: the verbs of the pipeline, each from files to files.

Exit codes: 0 = done, 1 = nothing usable was found, 2 = wrong use. What was read, what
was set aside and why goes to standard error; the files hold the results.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from toolkit.schema import ToolkitError
from toolkit.show.reading_lines import (
    counted,
    lines_of_notes,
    lines_of_parts,
    lines_of_reading,
    lines_of_skipped,
)
from toolkit.show.table_files import (
    FORMATS,
    column_names_of,
    read_codes,
    read_series,
    read_table,
    write_table,
)

# Imports that take seconds stand inside the commands: --help must answer at once.
if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon

# Columns that only a table of articles written by this toolkit has all of.
OWN_COLUMNS = {
    "article_id", "text", "published", "published_precision", "published_from",
    "reader",
}  # fmt: skip
NOTHING, WRONG_USE = 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Score escalation language in news articles and show tension indicators.\n\n"
        "The usual way: ingest, score, index; or all of it with report. Each command "
        "reads "
        "the files of the one before. It measures language in coverage, not tension in "
        "the "
        "world."
    ),
)


def _path(text: str) -> Path:
    # pathlib takes an empty text for the working folder, which nobody meant
    if not text.strip():
        raise typer.BadParameter("a path is empty; name a file or a folder.")
    return Path(text)


_PATH = {"parser": _path, "metavar": "PATH"}
Paths = Annotated[
    list[Path],
    typer.Argument(
        help="Files, folders or patterns with articles.",
        show_default=False,
        **_PATH,
    ),
]
LexiconOption = Annotated[
    str,
    typer.Option(
        "--lexicon", help="Name of a shipped lexicon, or path of your own file."
    ),
]
EveryOption = Annotated[str, typer.Option(help="day, week, month, quarter or year.")]
BaseOption = Annotated[
    str,
    typer.Option(help="Window whose mean is 100, e.g. 2024-04:2024-05. Default: all."),
]


def main() -> None:
    """Run the command line; errors made on purpose show as one plain message."""
    try:
        app()
    except ToolkitError as error:
        _stop(str(error), WRONG_USE)
    except OSError as error:
        _stop(f"{error.filename or 'A file'}: {error.strerror or error}", WRONG_USE)


@app.command()
def ingest(
    paths: Paths,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write: .parquet, .csv or .jsonl.", **_PATH),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(help="Folder of a corpus that grows: adds what is new.", **_PATH),
    ] = None,
    source: Annotated[str, typer.Option(help="Outlet of all articles.")] = "",
    date_order: Annotated[
        str, typer.Option(help="dmy or mdy: how to read 03/04/2024.")
    ] = "",
) -> None:
    """Read articles of any supported format into one table, or into a corpus.

    In: pasted text, web pages, CSV, JSON, Parquet, zip; also a mixed folder.

    Out: one row per article, and on the screen what was read, set aside, and why.
    With --store only files are read that are new or changed; run it again after a
    crash, or every night.

    Example: toolkit ingest downloads/ --out articles.parquet

    Example: toolkit ingest downloads/ --store corpus/
    """
    if (out is None) == (store is None):
        _stop("Say where to: either --out articles.parquet or --store corpus/.",
              WRONG_USE)  # fmt: skip
    if store is not None:
        _add_to_corpus(store, paths, source, date_order)
        return
    _check_format(out)
    articles = _read(paths, source, date_order)
    write_table(articles, out)
    _say(f"wrote {counted(len(articles), 'article')} to {out}")


@app.command()
def score(
    articles: Annotated[
        Path, typer.Argument(help="Table of articles, corpus, or files.", **_PATH)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write the tables to.", **_PATH)],
    table_format: Annotated[
        str, typer.Option("--format", help="parquet, csv or jsonl.")
    ] = "parquet",
    lexicon: LexiconOption = "escalation_en",
) -> None:
    """Find mentions of escalation language and score each article.

    In: the table or the corpus that ingest wrote. Of a corpus only those batches are
    searched that are new since the last time, or all if lexicon or toolkit changed.

    Out: a folder with articles, mentions (one row each, with place, status and voice)
    and scores (one row per article).

    Example: toolkit score articles.parquet --out scored/ --format csv
    """
    if table_format not in FORMATS:
        _stop(
            f"--format {table_format} is unknown; choose {', '.join(FORMATS)}.",
            WRONG_USE,
        )
    from toolkit import find_mentions, find_stories, score_articles

    words = _lexicon(lexicon)
    read = find_stories(_read([articles], notes=False))
    out.mkdir(parents=True, exist_ok=True)
    if _is_corpus(articles):
        mentions = _mentions_of_corpus(articles, out, words)
    else:
        mentions = find_mentions(read, words)
    tables = {
        "articles": read,
        "mentions": mentions,
        "scores": score_articles(read, mentions),
    }
    for name, table in tables.items():
        write_table(table, out / f"{name}.{table_format}")
    with_any = mentions["article_id"].nunique()
    found = (
        f"{counted(len(mentions), 'mention')} in {with_any:,} of {len(read):,} articles"
    )
    _say(f"{found}, lexicon {words.name} {words.version}")
    _say(f"wrote {', '.join(tables)} to {out}")


@app.command()
def verify(
    corpus: Annotated[Path, typer.Argument(help="Folder of a corpus.", **_PATH)],
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
    _say(*lines_of_parts(parts, repair))
    if not parts["ok"].all():
        raise SystemExit(NOTHING)


@app.command()
def index(
    scored: Annotated[
        Path,
        typer.Argument(help="Folder that score wrote, or its scores file.", **_PATH),
    ],
    out: Annotated[
        Path, typer.Option(help="File to write: .csv, .parquet or .jsonl.", **_PATH)
    ],
    every: EveryOption = "month",
    base: BaseOption = "",
    by: Annotated[str, typer.Option(help="One series each: source or channel.")] = "",
    measure: Annotated[
        str, typer.Option(help="share, rate, weighted or tension.")
    ] = "share",
) -> None:
    """Make an index: one number per period, 100 = mean of the base window.

    In: the folder that score wrote.

    Out: one row per period with value, interval, stories, and whether they are enough.

    Example: toolkit index scored/ --every month --base 2024-04:2024-05 --out index.csv
    """
    _check_format(out)
    from toolkit import IndexRecipe, tension_index
    from toolkit.index.indices import index_notes
    from toolkit.show.sentences import describe_index

    recipe = IndexRecipe(every=every, base=_base(base), measure=measure)
    made = tension_index(_scores(scored), recipe, by=by or None)
    write_table(made, out)
    _say(index_notes(made))
    if not by:
        _say(describe_index(made))
    _say(f"wrote {counted(len(made), 'row')} to {out}")


@app.command()
def report(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="HTML file to write.", **_PATH)],
    lexicon: LexiconOption = "escalation_en",
    every: Annotated[
        str, typer.Option(help="day, week, month, ... Default: what suits.")
    ] = "",
    base: BaseOption = "",
    title: Annotated[str, typer.Option(help="Heading of the report.")] = "",
    gold: Annotated[
        Path | None,
        typer.Option(
            help="Hand codes: to validate with, or of drawn articles to correct the "
            "index: .csv, .jsonl.",
            **_PATH,
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Outside series to compare with: dates, values.", **_PATH),
    ] = None,
    column: Annotated[
        str, typer.Option(help="Column of --against, where it has several.")
    ] = "",
) -> None:
    """Go the whole way: from files to one offline HTML report.

    In: files or folders with articles, or the table that ingest wrote.

    Out: the page, the notebook that made it, and the tables the notebook reads.

    Example: toolkit report downloads/ --out report.html
    """
    from toolkit import IndexRecipe, write_report
    from toolkit.show.report import choose_period

    words = _lexicon(lexicon)
    window = _base(base)
    codes = None if gold is None else read_codes(gold)
    outside = None if against is None else read_series(against, column)
    articles = _read(paths)
    recipe = None
    if every or window:
        recipe = IndexRecipe(every=every or choose_period(articles), base=window)
    out.parent.mkdir(parents=True, exist_ok=True)
    page = write_report(
        articles,
        out,
        lexicon=words,
        recipe=recipe,
        title=title or None,
        gold=codes,
        against=outside,
    )
    _say(f"wrote {page}, {page.with_suffix('.ipynb').name} and {page.stem}_tables/")


# ------------------------------------------------------------------------------ reading


def _read(
    paths: list[Path], source: str = "", date_order: str = "", notes: bool = True
) -> pd.DataFrame:
    from toolkit import list_notes, list_skipped, open_corpus, read_articles

    _check_paths(paths)
    if len(paths) == 1 and _is_own_table(paths[0]):
        articles = read_table(paths[0], "articles")
        articles = articles.assign(source=source) if source else articles
    elif len(paths) == 1 and _is_corpus(paths[0]):
        articles = open_corpus(paths[0]).articles()
    else:
        articles = read_articles(
            [str(p) for p in paths],
            source=source or None,
            date_order=date_order or None,
            progress=sys.stderr.isatty(),
        )
    _say(*lines_of_reading(articles), *lines_of_skipped(list_skipped(articles)))
    if notes:
        _say(*lines_of_notes(list_notes(articles)))
    if articles.empty:
        _stop("Nothing usable was found; the reasons are above.", NOTHING)
    return articles


def _check_paths(paths: list[Path]) -> None:
    for path in paths:
        if not path.exists() and not set("*?[") & set(str(path)):
            _stop(f"There is no file or folder {path}.", WRONG_USE)


def _add_to_corpus(
    folder: Path, paths: list[Path], source: str, date_order: str
) -> None:
    from toolkit import list_notes, list_skipped, open_corpus

    _check_paths(paths)
    added = open_corpus(folder).add_files(
        [str(p) for p in paths],
        source=source or None,
        date_order=date_order or None,
        progress=sys.stderr.isatty(),
    )
    _say(*lines_of_skipped(list_skipped(added)), *lines_of_notes(list_notes(added)))
    new, known = (int(added[name].sum()) for name in ("n_articles", "n_known"))
    if len(added) and not new + known:
        _stop("Nothing usable was found; the reasons are above.", NOTHING)
    batches = counted(len(added), "batch")
    _say(
        f"added {counted(new, 'article')} in {batches} to {folder}; {known:,} were "
        "there already"
    )


def _is_corpus(path: Path) -> bool:
    from toolkit.articles.store import is_corpus

    return path.is_dir() and is_corpus(path)


def _mentions_of_corpus(place: Path, out: Path, words: Lexicon) -> pd.DataFrame:
    """Search the batches that are new; what others gave is kept in a hidden folder."""
    from toolkit import derive_table, find_mentions, open_corpus

    mentions = derive_table(
        open_corpus(place),
        lambda articles: find_mentions(articles, words),
        out / ".mentions",
        stamp=words.sha256,
        progress=sys.stderr.isatty(),
    )
    made, batches = mentions.attrs["made"], mentions.attrs["batches"]
    rest = "; the others had been before" if made < batches else ""
    _say(f"searched {made:,} of {counted(batches, 'batch')}{rest}")
    return mentions


def _is_own_table(path: Path) -> bool:
    """Recognise articles that ``ingest`` or ``score`` wrote; they are taken as is."""
    return path.is_file() and column_names_of(path) >= OWN_COLUMNS


def _lexicon(name: str) -> Lexicon:
    from toolkit import load_lexicon, read_lexicon

    return read_lexicon(name) if Path(name).is_file() else load_lexicon(name)


def _base(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    first, colon, last = text.partition(":")
    if not (first and colon and last):
        _stop(f"--base {text} is no window; write it like 2024-04:2024-05.", WRONG_USE)
    return first, last


def _scores(place: Path) -> pd.DataFrame:
    found = [place] if place.is_file() else [
        place / f"scores.{f}" for f in FORMATS if (place / f"scores.{f}").is_file()
    ]  # fmt: skip
    if not found:
        _stop(
            f"{place} holds no scores file; make one with: toolkit score … --out "
            f"{place}",
            WRONG_USE,
        )
    return read_table(found[0], "scores")


# ------------------------------------------------------------------------------ writing


def _check_format(out: Path) -> None:
    if out.suffix.lstrip(".") not in FORMATS:
        _stop(f"--out {out} must end in .{', .'.join(FORMATS)}.", WRONG_USE)


def _say(*lines: str) -> None:
    from toolkit.show.safe import for_terminal

    for line in lines:
        typer.echo(for_terminal(line), err=True)


def _stop(text: str, code: int) -> NoReturn:
    _say(text)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
