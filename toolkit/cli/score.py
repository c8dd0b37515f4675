"""The command that finds mentions and scores articles."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inputs import (
    articles_of,
    check_paths,
    entries_of,
    is_corpus,
    is_own_table,
    lexicon_named,
    open_corpus_parts,
    say_what_was_read,
)
from toolkit.cli.shell import WRONG_USE, LexiconOption, app, path_of, say, stop
from toolkit.show.reading_lines import counted, lines_of_skipped
from toolkit.show.table_files import FORMATS, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.mentions.lexicon import Lexicon
    from toolkit.processes import Processes
    from toolkit.streaming import ArticleFiles, Batch


# Bytes of text from which it pays to start more processes.
_WORTH_SHARING = 30_000_000


@app.command()
def score(
    articles: Annotated[
        list[str],
        typer.Argument(
            help="Table of articles, corpus, or files; with --cluster several, also "
            "on s3:// and the like.",
            metavar="PATH...",
        ),
    ],
    out: Annotated[
        str, typer.Option(help="Folder to write the tables to.", metavar="PATH")
    ],
    table_format: Annotated[
        str, typer.Option("--format", help="parquet, csv or jsonl.")
    ] = "parquet",
    lexicon: LexiconOption = "escalation_en",
    cluster: Annotated[
        str,
        typer.Option(
            help="local, or the address of a Dask scheduler, such as tcp://host:8786."
        ),
    ] = "",
    workers: Annotated[
        int,
        typer.Option(
            help="Processes, here or of --cluster local. Default: one per core, and "
            "a single one for less than 30 MB."
        ),
    ] = 0,
) -> None:
    """Find mentions of escalation language and score each article.

    In: the table or the corpus that ingest wrote. Of a corpus only those batches are
    searched that are new since the last time, or all if lexicon or toolkit changed.

    Out: a folder with articles, mentions (one row each, with place, status and voice)
    and scores (one row per article). A Parquet table or a corpus may be of any size:
    it is read and written in batches.

    With --cluster each file is a part of its own, worked on by any process, and the
    same command again makes what is missing or changed; see docs/cluster.md.

    Example: toolkit score articles.parquet --out scored/ --format csv

    Example: toolkit score news/*.parquet --cluster local --out scored/
    """
    if table_format not in FORMATS:
        stop(
            f"--format {table_format} is unknown; choose {', '.join(FORMATS)}.",
            WRONG_USE,
        )
    words = lexicon_named(lexicon)
    if cluster:
        _on_cluster(articles, out, words, cluster, workers, table_format)
        return
    _on_this_machine(
        [path_of(a) for a in articles], path_of(out), words, table_format, workers
    )


def _on_this_machine(
    paths: list[Path], out: Path, words: Lexicon, table_format: str, workers: int
) -> None:
    check_paths(paths)
    out.mkdir(parents=True, exist_ok=True)
    place = paths[0]
    corpus = is_corpus(place)
    table = corpus or (place.suffix == ".parquet" and is_own_table(place))
    if table_format == "parquet" and table and len(paths) == 1:
        n_mentions, with_any, n = _in_batches(place, out, words, corpus, workers)
    else:
        n_mentions, with_any, n = _at_once(paths, out, words, table_format)
    found = f"{counted(n_mentions, 'mention')} in {with_any:,} of {n:,} articles"
    say(f"{found}, lexicon {words.name} {words.version}")
    say(f"wrote articles, mentions, scores to {out}")


def _on_cluster(
    inputs: list[str], out: str, words: Lexicon, cluster: str, workers: int, form: str
) -> None:
    """Score files as parts, on this machine's cores or on a cluster."""
    from toolkit.cluster import score_files

    if form != "parquet":
        stop(f"A cluster writes Parquet; leave out --format {form}.", WRONG_USE)
    if workers and cluster != "local":
        stop("--workers is for --cluster local; a scheduler has its own.", WRONG_USE)
    manifest = score_files(
        inputs,
        out,
        lexicon=words,
        client=None if cluster == "local" else cluster,
        workers=workers or None,
        progress=sys.stderr.isatty(),
    )
    bad = manifest[manifest["problem"] != ""]
    skipped = bad.rename(columns={"input": "file", "problem": "reason"})
    say(*lines_of_skipped(skipped.assign(place="", advice="")))
    done = manifest.attrs
    found = counted(int(manifest["n_mentions"].sum()), "mention")
    n = int(manifest["n_articles"].sum())
    say(f"{found} in {counted(n, 'article')}, lexicon {words.name} {words.version}")
    say(
        f"wrote {counted(done['made'], 'part')} to {out}; {done['kept']:,} were there, "
        f"{done['set_aside']:,} set aside"
    )


def _at_once(
    paths: list[Path], out: Path, words: Lexicon, table_format: str
) -> tuple[int, int, int]:
    """Score articles that are read into memory; any format."""
    from toolkit import find_mentions, find_stories, score_articles

    articles = find_stories(articles_of(paths, notes=False))
    mentions = find_mentions(articles, words)
    scores = score_articles(articles, mentions)
    for name, table in (
        ("articles", articles), ("mentions", mentions), ("scores", scores),
    ):  # fmt: skip
        write_table(table, out / f"{name}.{table_format}")
    return len(mentions), mentions["article_id"].nunique(), len(articles)


def _in_batches(
    place: Path, out: Path, words: Lexicon, corpus: bool, workers: int
) -> tuple[int, int, int]:
    """Score a table, or the parts of a corpus, of any size."""
    from toolkit.processes import Processes
    from toolkit.streaming import ArticleFiles, Survey, scored_batches, write_scored

    paths = open_corpus_parts(place) if corpus else [place]
    files = ArticleFiles(paths, whole=corpus)
    made: list[bool] = []
    with Processes(workers or _processes_for(files)) as processes:
        survey = Survey.of(files, processes, scratch=out)
        survey.about.attrs = entries_of(paths)
        say_what_was_read(survey.about)
        batches = (
            _corpus_batches(place, files, out, words, made, processes)
            if corpus
            else scored_batches(files, words, processes)
        )
        done = write_scored(batches, survey, out, survey.about.attrs)
    if corpus:
        rest = "; the others had been before" if not all(made) else ""
        say(f"searched {sum(made):,} of {counted(len(made), 'batch')}{rest}")
    return *done, len(survey.about)


def _processes_for(files: ArticleFiles) -> int:
    """One per core, but one alone for what it does before others have started."""
    return 1 if files.size() < _WORTH_SHARING else os.cpu_count() or 1


def _corpus_batches(
    place: Path,
    files: ArticleFiles,
    out: Path,
    words: Lexicon,
    made: list[bool],
    processes: Processes,
) -> Iterator[Batch]:
    """Search the parts that are new; what others gave is kept in a hidden folder."""
    from toolkit import find_mentions, open_corpus
    from toolkit.articles.derived import derive_parts
    from toolkit.streaming import articles_to_score

    found = derive_parts(
        open_corpus(place),
        partial(find_mentions, lexicon=words),
        out / ".mentions",
        stamp=words.sha256,
        progress=sys.stderr.isatty(),
        mapped=processes.map,
    )
    for table, mentions in zip(files.batches(), found, strict=True):
        made.append(mentions.attrs.pop("made_now"))
        yield table, articles_to_score(table), mentions
