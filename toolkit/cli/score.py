"""The command that finds mentions and scores articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inputs import (
    articles_of,
    entries_of,
    is_corpus,
    is_own_table,
    lexicon_named,
    open_corpus_parts,
    say_what_was_read,
)
from toolkit.cli.shell import PATH, WRONG_USE, LexiconOption, app, say, stop
from toolkit.show.reading_lines import counted
from toolkit.show.table_files import FORMATS, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.mentions.lexicon import Lexicon
    from toolkit.streaming import ArticleFiles, Batch


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
    and scores (one row per article). A Parquet table or a corpus may be of any size:
    it is read and written in batches.

    Example: toolkit score articles.parquet --out scored/ --format csv
    """
    if table_format not in FORMATS:
        stop(
            f"--format {table_format} is unknown; choose {', '.join(FORMATS)}.",
            WRONG_USE,
        )
    words = lexicon_named(lexicon)
    out.mkdir(parents=True, exist_ok=True)
    corpus = is_corpus(articles)
    own = articles.suffix == ".parquet" and is_own_table(articles)
    if table_format == "parquet" and (corpus or own):
        n_mentions, with_any, n = _in_batches(articles, out, words, corpus)
    else:
        n_mentions, with_any, n = _at_once(articles, out, words, table_format)
    found = f"{counted(n_mentions, 'mention')} in {with_any:,} of {n:,} articles"
    say(f"{found}, lexicon {words.name} {words.version}")
    say(f"wrote articles, mentions, scores to {out}")


def _at_once(
    place: Path, out: Path, words: Lexicon, table_format: str
) -> tuple[int, int, int]:
    """Score articles that are read into memory; any format."""
    from toolkit import find_mentions, find_stories, score_articles

    articles = find_stories(articles_of([place], notes=False))
    mentions = find_mentions(articles, words)
    scores = score_articles(articles, mentions)
    for name, table in (
        ("articles", articles), ("mentions", mentions), ("scores", scores),
    ):  # fmt: skip
        write_table(table, out / f"{name}.{table_format}")
    return len(mentions), mentions["article_id"].nunique(), len(articles)


def _in_batches(
    place: Path, out: Path, words: Lexicon, corpus: bool
) -> tuple[int, int, int]:
    """Score a table, or the parts of a corpus, of any size."""
    from toolkit.streaming import ArticleFiles, Survey, scored_batches, write_scored

    paths = open_corpus_parts(place) if corpus else [place]
    files = ArticleFiles(paths, whole=corpus)
    survey = Survey.of(files)
    survey.about.attrs = entries_of(paths)
    say_what_was_read(survey.about)
    made: list[bool] = []
    batches = (
        _corpus_batches(place, files, out, words, made)
        if corpus
        else scored_batches(files, words)
    )
    done = write_scored(batches, survey, out, survey.about.attrs)
    if corpus:
        rest = "; the others had been before" if not all(made) else ""
        say(f"searched {sum(made):,} of {counted(len(made), 'batch')}{rest}")
    return *done, len(survey.about)


def _corpus_batches(
    place: Path, files: ArticleFiles, out: Path, words: Lexicon, made: list[bool]
) -> Iterator[Batch]:
    """Search the parts that are new; what others gave is kept in a hidden folder."""
    from toolkit import find_mentions, open_corpus
    from toolkit.articles.derived import derive_parts
    from toolkit.streaming import articles_to_score

    found = derive_parts(
        open_corpus(place),
        lambda articles: find_mentions(articles, words),
        out / ".mentions",
        stamp=words.sha256,
        progress=sys.stderr.isatty(),
    )
    for table, mentions in zip(files.batches(), found, strict=True):
        made.append(mentions.attrs.pop("made_now"))
        yield table, articles_to_score(table), mentions
