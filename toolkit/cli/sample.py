"""The command that draws what people are to code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inputs import scored_table
from toolkit.cli.shell import PATH, WRONG_USE, app, check_format, say, stop
from toolkit.show.reading_lines import counted
from toolkit.show.table_files import design_path, write_table

if TYPE_CHECKING:
    import pandas as pd

# Characters that a cell holds in the spreadsheets most people have.
LONGEST_CELL = 32_767


@app.command()
def sample(
    scored: Annotated[Path, typer.Argument(help="Folder that score wrote.", **PATH)],
    out: Annotated[
        Path, typer.Option(help="Sheet to write: .csv, .parquet or .jsonl.", **PATH)
    ],
    n: Annotated[int, typer.Option("--n", help="Units to draw.")] = 200,
    unit: Annotated[
        str, typer.Option(help="article, sentence or paragraph.")
    ] = "article",
    by: Annotated[
        str,
        typer.Option(
            help="Spread over these, parted by commas: channel, score, source, period "
            "or a column."
        ),
    ] = "",
    articles: Annotated[
        int, typer.Option(help="With passages: draw so many articles first.")
    ] = 0,
    even: Annotated[
        float,
        typer.Option(help="Share spread evenly over strata; 0 = in proportion."),
    ] = 0.5,
    every: Annotated[str, typer.Option(help="Length of a period.")] = "quarter",
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 20240806,
) -> None:
    """Draw a sample to code by hand, each unit with a known chance.

    In: the folder that score wrote.

    Out: a sheet to code in a spreadsheet, blind, the codes left empty; and beside it
    its design (strata, chances, seed), which coders must not see. Fill in channel (none
    where there is nothing), copy the row of a unit with several statements, keep both
    files together, and give the sheet to report --gold.

    Example: toolkit sample scored/ --n 200 --by channel,source --out sample.csv
    """
    check_format(out)
    design = design_path(out)
    for path in (out, design):
        if path.exists():
            stop(f"{path} is there already and may hold codes; name another file.",
                 WRONG_USE)  # fmt: skip
    from toolkit import draw_sample
    from toolkit.scores.designs import coding_sheet, design_of

    drawn = draw_sample(
        scored_table(scored, "articles"),
        n,
        unit=unit,
        by=[name.strip() for name in by.split(",") if name.strip()],
        mentions=scored_table(scored, "mentions"),
        n_articles=articles or None,
        even=even,
        every=every,
        seed=seed,
    )
    write_table(design_of(drawn), design)
    write_table(coding_sheet(drawn), out)
    left_out = drawn.attrs["left_out"].items()
    say(drawn.attrs["design"])
    say(
        *(f"left out: {counted(number, 'article')} ({why})" for why, number in left_out)
    )
    _warn_of_long(drawn, out)
    say(f"wrote {out} for the coders, and {design}, which they must not see")


def _warn_of_long(drawn: pd.DataFrame, out: Path) -> None:
    long = int((drawn["text"].str.len() > LONGEST_CELL).sum())
    if long and out.suffix == ".csv":
        say(
            f"{counted(long, 'text')} will not fit into a cell of a spreadsheet "
            f"({LONGEST_CELL:,} characters); read these elsewhere, or draw passages"
        )
