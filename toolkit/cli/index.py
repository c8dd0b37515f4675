"""The command that makes an index of scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inputs import window
from toolkit.cli.shell import (
    PATH,
    WRONG_USE,
    BaseOption,
    EveryOption,
    app,
    check_format,
    say,
    stop,
)
from toolkit.show.reading_lines import counted
from toolkit.show.table_files import FORMATS, read_table, write_table

if TYPE_CHECKING:
    import pandas as pd


@app.command()
def index(
    scored: Annotated[
        Path,
        typer.Argument(help="Folder that score wrote, or its scores file.", **PATH),
    ],
    out: Annotated[
        Path, typer.Option(help="File to write: .csv, .parquet or .jsonl.", **PATH)
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
    check_format(out)
    from toolkit import IndexRecipe, tension_index
    from toolkit.index.indices import index_notes
    from toolkit.show.sentences import describe_index

    recipe = IndexRecipe(every=every, base=window(base), measure=measure)
    made = tension_index(_scores(scored), recipe, by=by or None)
    write_table(made, out)
    say(index_notes(made))
    if not by:
        say(describe_index(made))
    say(f"wrote {counted(len(made), 'row')} to {out}")


def _scores(place: Path) -> pd.DataFrame:
    found = [place] if place.is_file() else [
        place / f"scores.{f}" for f in FORMATS if (place / f"scores.{f}").is_file()
    ]  # fmt: skip
    if not found and (place / "manifest.json").is_file():
        from toolkit.cluster import read_parts

        return read_parts(str(place), "scores")
    if not found:
        stop(
            f"{place} holds no scores file; make one with: toolkit score … --out "
            f"{place}",
            WRONG_USE,
        )
    return read_table(found[0], "scores")
