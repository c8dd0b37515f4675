"""The command that finds mentions and scores articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inputs import articles_of, is_corpus, lexicon_named
from toolkit.cli.shell import PATH, WRONG_USE, LexiconOption, app, say, stop
from toolkit.show.reading_lines import counted
from toolkit.show.table_files import FORMATS, write_table

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon


@app.command()
def score(
    articles: Annotated[
        Path, typer.Argument(help="Table of articles, corpus, or files.", **PATH)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write the tables to.", **PATH)],
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
        stop(
            f"--format {table_format} is unknown; choose {', '.join(FORMATS)}.",
            WRONG_USE,
        )
    from toolkit import find_mentions, find_stories, score_articles

    words = lexicon_named(lexicon)
    read = find_stories(articles_of([articles], notes=False))
    out.mkdir(parents=True, exist_ok=True)
    if is_corpus(articles):
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
    say(f"{found}, lexicon {words.name} {words.version}")
    say(f"wrote {', '.join(tables)} to {out}")


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
    say(f"searched {made:,} of {counted(batches, 'batch')}{rest}")
    return mentions
