"""The command that says what is installed, what is missing, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from toolkit.cli.shell import NOTHING, app

if TYPE_CHECKING:
    from toolkit.installation import Finding


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing, and what to do; code 1 if it cannot run.

    In: nothing. Nothing is downloaded or changed.

    Out: on the screen, a line for each thing looked for.

    Example: toolkit doctor
    """
    from toolkit.installation import examine

    findings = examine()
    for finding in findings:
        typer.echo(_line(finding))
    missing = [f for f in findings if f.needed and not f.there]
    if missing:
        names = ", ".join(f.what for f in missing)
        typer.echo(f"The toolkit cannot run as it should: {names} missing.")
        raise SystemExit(NOTHING)
    optional = sum(not f.there for f in findings)
    typer.echo(
        "All that is needed is there."
        + (f" {optional} optional parts missing." if optional else "")
    )


def _line(finding: Finding) -> str:
    mark = "ok" if finding.there else "MISSING" if finding.needed else "-"
    line = f"{mark:<8}{finding.what:<22}{finding.detail}"
    return line if finding.there else f"{line}\n{'':8}{'':22}-> {finding.advice}"
