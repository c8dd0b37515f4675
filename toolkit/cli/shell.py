"""What all commands share: the application, its option types, its way of speaking."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from toolkit.show.table_files import FORMATS

NOTHING, WRONG_USE = 1, 2  # exit codes

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


def path_of(text: str) -> Path:
    """The path that an argument names."""
    # pathlib takes an empty text for the working folder, which nobody meant
    if not str(text).strip():
        raise typer.BadParameter("a path is empty; name a file or a folder.")
    return Path(text)


PATH = {"parser": path_of, "metavar": "PATH"}
Paths = Annotated[
    list[Path],
    typer.Argument(
        help="Files, folders or patterns with articles.",
        show_default=False,
        **PATH,
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


def check_format(out: Path) -> None:
    """Stop unless the file to write ends in a known format."""
    if out.suffix.lstrip(".") not in FORMATS:
        stop(f"--out {out} must end in .{', .'.join(FORMATS)}.", WRONG_USE)


def say(*lines: str) -> None:
    """Write lines to standard error, without control characters."""
    from toolkit.show.safe import for_terminal

    for line in lines:
        typer.echo(for_terminal(line), err=True)


def stop(text: str, code: int) -> NoReturn:
    """End the command with a plain message and an exit code."""
    say(text)
    raise SystemExit(code)
