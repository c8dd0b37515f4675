"""The command that goes the whole way, from files to a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inputs import articles_of, is_own_table, lexicon_named, window
from toolkit.cli.shell import (
    NOTHING,
    PATH,
    WRONG_USE,
    BaseOption,
    LexiconOption,
    Paths,
    app,
    say,
    stop,
)
from toolkit.show.reading_lines import counted
from toolkit.show.table_files import read_codes, read_series

if TYPE_CHECKING:
    import pandas as pd


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
        typer.Option(
            help="Outside series to compare with (dates, values); or a folder of "
            "articles, or a table that ingest wrote: a page on both.",
            **PATH,
        ),
    ] = None,
    column: Annotated[
        str, typer.Option(help="Column of --against, where it has several.")
    ] = "",
    against_from: Annotated[
        str,
        typer.Option(
            help="First date of the other side: of --against, or of the same articles."
        ),
    ] = "",
    against_to: Annotated[str, typer.Option(help="Last date of the other side.")] = "",
    name: Annotated[
        list[str] | None,
        typer.Option(help="What a side is called; once for each of the two."),
    ] = None,
    since: Annotated[
        str, typer.Option("--from", help="First date, e.g. 2024-04 or 2024-04-15.")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", help="Last date, included as a whole.")
    ] = "",
    source: Annotated[
        list[str] | None, typer.Option(help="Outlet to keep; may be given again.")
    ] = None,
    texts: Annotated[
        str,
        typer.Option(help="Wording passed on: passages, snippets or none."),
    ] = "passages",
    live: Annotated[
        bool, typer.Option(help="Let the reader of the page move the weights.")
    ] = False,
    each: Annotated[
        str,
        typer.Option(help="One report per source or dyad; --out is then a folder."),
    ] = "",
) -> None:
    """Go the whole way: from files to one offline HTML report, or to one for each.

    In: files or folders with articles, or the table that ingest wrote.

    Out: the page, the notebook that made it, and the tables the notebook reads.

    Example: toolkit report downloads/ --out report.html

    Example: toolkit report downloads/ --each source --out reports/

    Example: toolkit report corpus/ --from 2024-04 --to 2024-06 --texts snippets --out
    spring.html

    Example: toolkit report corpus/ --against other_corpus/ --out two.html

    Example: toolkit report corpus/ --to 2024-06 --against-from 2024-07 --out two.html
    """
    from toolkit import IndexRecipe, write_comparison, write_report, write_reports
    from toolkit.show.report import choose_period

    words = lexicon_named(lexicon)
    span = window(base)
    if each and (gold is not None or against is not None):
        stop("--each makes plain reports; leave --gold and --against out.", WRONG_USE)
    other = _Other(against, against_from, against_to, name or [])
    if other.there and (gold is not None or each):
        stop("Two sides make one page; leave --gold and --each out.", WRONG_USE)
    if live and (other.there or each):
        stop("--live is for one report, not for --each nor for two sides.", WRONG_USE)
    if name and (len(name) != 2 or not other.there):
        stop("--name is given twice, once for each side of a comparison.", WRONG_USE)
    codes = None if gold is None else read_codes(gold)
    outside = None
    if against is not None and not other.there:
        outside = read_series(against, column)
    read = articles_of(paths)
    articles = _kept(read, since, until, source)
    recipe = None
    if every or span:
        recipe = IndexRecipe(every=every or choose_period(articles), base=span)
    if each:
        made = write_reports(articles, out, by=each, lexicon=words, recipe=recipe,
                             title=title or None, texts=texts)  # fmt: skip
        say(f"wrote {counted(len(made), 'report')}; open {out / 'index.html'}")
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    if other.there:
        second = _kept(
            read if other.path is None else articles_of([other.path]),
            other.since, other.until, source,
        )  # fmt: skip
        names = other.names(paths, (since, until))
        page = write_comparison(articles, second, out, names=names, lexicon=words,
                                recipe=recipe, title=title or None,
                                texts=texts)  # fmt: skip
        _say_written(page)
        return
    page = write_report(
        articles,
        out,
        lexicon=words,
        recipe=recipe,
        title=title or None,
        gold=codes,
        against=outside,
        texts=texts,
        live=live,
    )
    _say_written(page)


def _say_written(page: Path) -> None:
    say(f"wrote {page}, {page.with_suffix('.ipynb').name} and {page.stem}_tables/")


@dataclass(frozen=True)
class _Other:
    """The other side of a comparison, as the options name it."""

    path: Path | None
    since: str
    until: str
    given: list[str]

    @property
    def there(self) -> bool:
        """Whether articles are compared with others; else there is a report."""
        if self.since or self.until:
            return True
        return self.path is not None and (self.path.is_dir() or is_own_table(self.path))

    def names(self, paths: list[Path], span: tuple[str, str]) -> list[str]:
        """What the two sides are called: as given, by their files, or their dates."""
        if self.given:
            return self.given
        dates = [_dates(*span), _dates(self.since, self.until)]
        if self.path is None:
            return dates
        files = [paths[0].stem, self.path.stem]
        if files[0] != files[1]:
            return files
        return dates if dates[0] != dates[1] else ["first", "second"]


def _dates(since: str, until: str) -> str:
    if since and until:
        return f"{since} to {until}"
    return f"from {since}" if since else f"to {until}" if until else "all dates"


def _kept(
    articles: pd.DataFrame, since: str, until: str, sources: list[str] | None
) -> pd.DataFrame:
    """The articles of the dates and outlets asked for; says how many were dropped."""
    if not (since or until or sources):
        return articles
    from toolkit import keep_articles

    kept = keep_articles(
        articles, since=since or None, until=until or None, sources=sources or None
    )
    notes = kept.attrs["notes"][len(articles.attrs.get("notes", ())) :]
    say(*(note["note"] for note in notes))
    if kept.empty:
        stop("No article is left; widen --from, --to or --source.", NOTHING)
    return kept
