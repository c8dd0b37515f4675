"""The command that goes the whole way, from files to a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.inputs import articles_of, lexicon_named, window
from toolkit.cli.shell import PATH, BaseOption, LexiconOption, Paths, app, say
from toolkit.show.table_files import read_codes, read_series


@app.command()
def report(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="HTML file to write.", **PATH)],
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
            **PATH,
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="Outside series to compare with: dates, values.", **PATH),
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

    words = lexicon_named(lexicon)
    span = window(base)
    codes = None if gold is None else read_codes(gold)
    outside = None if against is None else read_series(against, column)
    articles = articles_of(paths)
    recipe = None
    if every or span:
        recipe = IndexRecipe(every=every or choose_period(articles), base=span)
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
    say(f"wrote {page}, {page.with_suffix('.ipynb').name} and {page.stem}_tables/")
