"""The commands that fetch: feeds, pages and public archives, where a network allows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.ingest import add_to_corpus
from toolkit.cli.shell import NOTHING, PATH, app, check_format, say, stop
from toolkit.show.reading_lines import counted, lines_of_skipped
from toolkit.show.table_files import write_table

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.articles.sources.fetcher import Fetcher

fetch = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=(
        "Fetch articles from feeds, pages and public archives into a folder.\n\n"
        "Polite and bounded: asks robots.txt, waits between requests, has a cap on "
        "bytes and seconds, and refuses addresses inside a network. Run the same "
        "again to go on where it was. With --out or --store the folder is read at once."
    ),
)
app.add_typer(fetch, name="fetch")

Folder = Annotated[Path, typer.Option(help="Folder for what is fetched.", **PATH)]
Out = Annotated[
    Path | None, typer.Option(help="Table of articles to write as well.", **PATH)
]
Store = Annotated[
    Path | None, typer.Option(help="Corpus to add the articles to as well.", **PATH)
]
Most = Annotated[int, typer.Option(help="Pages, or articles, at most.", min=1)]
Delay = Annotated[
    float, typer.Option(help="Seconds between two requests to a host.", min=0)
]
Megabytes = Annotated[float, typer.Option(help="Largest answer taken.", min=0.001)]
Private = Annotated[
    bool,
    typer.Option("--allow-private", help="Also addresses inside your own network."),
]
Since = Annotated[str, typer.Option("--from", help="First day, e.g. 2024-08-06.")]
Until = Annotated[str, typer.Option("--to", help="Last day, included.")]
WithPages = Annotated[
    bool, typer.Option("--pages", help="Fetch the page of every item as well.")
]
FOLDER = Path("fetched")


@fetch.command()
def feed(
    addresses: Annotated[list[str], typer.Argument(help="Addresses of feeds.")],
    folder: Folder = FOLDER,
    out: Out = None,
    store: Store = None,
    pages: WithPages = False,
    most: Most = 200,
    delay: Delay = 2.0,
    megabytes: Megabytes = 20.0,
    allow_private: Private = False,
) -> None:
    """Fetch feeds (RSS, Atom), and with --pages the articles they lead to.

    Example: toolkit fetch feed https://news.example/rss --pages --store corpus/
    """
    from toolkit import fetch_feeds

    with _fetcher(delay, megabytes, allow_private) as one:
        told = fetch_feeds(addresses, folder, pages=pages, most=most, fetcher=one,
                           progress=sys.stderr.isatty())  # fmt: skip
    _finish(told, out, store)


@fetch.command()
def pages(
    addresses: Annotated[
        list[str], typer.Argument(help="Addresses, or files with one on each line.")
    ],
    folder: Folder = FOLDER,
    out: Out = None,
    store: Store = None,
    most: Most = 1_000,
    delay: Delay = 2.0,
    megabytes: Megabytes = 20.0,
    allow_private: Private = False,
) -> None:
    """Fetch web pages by their addresses.

    Example: toolkit fetch pages addresses.txt --out articles.parquet
    """
    from toolkit import fetch_pages

    listed = [line for given in addresses for line in _lines(given)]
    with _fetcher(delay, megabytes, allow_private) as one:
        told = fetch_pages(listed, folder, most=most, fetcher=one,
                           progress=sys.stderr.isatty())  # fmt: skip
    _finish(told, out, store)


@fetch.command()
def current_events(
    since: Since,
    until: Until,
    folder: Folder = FOLDER,
    out: Out = None,
    store: Store = None,
    delay: Delay = 2.0,
) -> None:
    """Fetch Wikipedia's Current Events: world news, a sentence or two each.

    Example: toolkit fetch current-events --from 2024-08-01 --to 2024-08-31 --out a.csv
    """
    from toolkit import fetch_current_events

    with _fetcher(delay) as one:
        told = fetch_current_events(since, until, folder, fetcher=one,
                                    progress=sys.stderr.isatty())  # fmt: skip
    _finish(told, out, store)


@fetch.command()
def gdelt(
    query: Annotated[str, typer.Argument(help="In GDELT's language.")],
    since: Since,
    until: Until,
    folder: Folder = FOLDER,
    out: Out = None,
    store: Store = None,
    pages: WithPages = False,
    most: Most = 1_000,
    delay: Delay = 6.0,
) -> None:
    """Fetch lists of articles from GDELT, and with --pages the articles.

    Example: toolkit fetch gdelt "missile sourcelang:english" --from 2024-08-06 --to
    2024-08-07 --out headlines.parquet
    """
    from toolkit import fetch_gdelt

    with _fetcher(delay) as one:
        told = fetch_gdelt(query, since, until, folder, pages=pages, most=most,
                           fetcher=one, progress=sys.stderr.isatty())  # fmt: skip
    _finish(told, out, store)


@fetch.command()
def guardian(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    since: Since,
    until: Until,
    folder: Folder = FOLDER,
    out: Out = None,
    store: Store = None,
    most: Most = 1_000,
    delay: Delay = 2.0,
) -> None:
    """Fetch articles of the Guardian (the key stands in GUARDIAN_API_KEY).

    Example: toolkit fetch guardian "Iran AND Israel" --from 2024-08-01 --to 2024-08-31
    --store corpus/
    """
    from toolkit import fetch_guardian

    with _fetcher(delay) as one:
        told = fetch_guardian(query, since, until, folder, most=most, fetcher=one,
                              progress=sys.stderr.isatty())  # fmt: skip
    _finish(told, out, store)


@fetch.command()
def cc_news(
    month: Annotated[str, typer.Argument(help="Month of the crawl, e.g. 2024-05.")],
    folder: Folder = FOLDER,
    out: Out = None,
    store: Store = None,
    files: Annotated[int, typer.Option(help="Archives, about 1 GB each.", min=1)] = 1,
    megabytes: Megabytes = 100.0,
) -> None:
    """Fetch web archives of Common Crawl's news crawl.

    Example: toolkit fetch cc-news 2024-05 --files 1 --megabytes 200 --store corpus/
    """
    from toolkit import fetch_cc_news

    with _fetcher(2.0) as one:
        told = fetch_cc_news(month, folder, files=files, megabytes=megabytes,
                             fetcher=one, progress=sys.stderr.isatty())  # fmt: skip
    _finish(told, out, store)


@fetch.command()
def nltk(
    name: Annotated[str, typer.Argument(help="inaugural, state_union or reuters.")],
    out: Annotated[Path, typer.Option(help="Table of articles to write.", **PATH)],
) -> None:
    """Take a corpus that nltk has on this machine as a table of articles.

    Example: toolkit fetch nltk inaugural --out speeches.parquet
    """
    from toolkit import load_nltk_corpus

    check_format(out)
    articles = load_nltk_corpus(name)
    write_table(articles, out)
    say(f"wrote {counted(len(articles), 'article')} to {out}")


def _fetcher(
    delay: float, megabytes: float = 20.0, allow_private: bool = False
) -> Fetcher:
    from toolkit import Fetcher
    from toolkit.articles.sources.transport import Caps

    return Fetcher(delay=delay, caps=Caps(megabytes), allow_private=allow_private)


def _lines(given: str) -> list[str]:
    """An address, or the lines of a file that is there."""
    path = Path(given)
    if "://" in given or not path.is_file():
        return [given]
    return path.read_text("utf-8", "replace").splitlines()


def _finish(told: pd.DataFrame, out: Path | None, store: Path | None) -> None:
    """Say what became of each address; read the files if asked to."""
    from toolkit import list_skipped, read_articles
    from toolkit.articles.sources.archives import files_to_read

    counts = told["state"].value_counts()
    states = ("new", "known", "refused")
    say(", ".join(f"{int(counts.get(state, 0)):,} {state}" for state in states))
    say(*lines_of_skipped(list_skipped(told)))
    files = files_to_read(told)
    if not files:
        stop("Nothing was fetched; the reasons are above.", NOTHING)
    if store is not None:
        add_to_corpus(store, [Path(file) for file in files])
    if out is not None:
        check_format(out)
        articles = read_articles(files)
        say(*lines_of_skipped(list_skipped(articles)))
        write_table(articles, out)
        say(f"wrote {counted(len(articles), 'article')} to {out}")
    if out is None and store is None:
        say(f"{counted(len(files), 'file')} to read; e.g. toolkit ingest "
            f"{Path(files[0]).parents[1]} --out articles.parquet")  # fmt: skip
