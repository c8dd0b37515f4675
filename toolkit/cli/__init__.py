"""The command line: the verbs of the pipeline, each from files to files.

Exit codes: 0 = done, 1 = nothing usable was found, 2 = wrong use. What was read, what
was set aside and why goes to standard error; the files hold the results. Each module of
this folder holds a command or two; importing it enters them with the application.
"""

from toolkit.cli import ingest, fetch, score, index, report  # noqa: F401, I001  (order of --help)
from toolkit.cli.shell import WRONG_USE, app, stop
from toolkit.schema import ToolkitError


def main() -> None:
    """Run the command line; errors made on purpose show as one plain message."""
    try:
        app()
    except ToolkitError as error:
        stop(str(error), WRONG_USE)
    except OSError as error:
        stop(f"{error.filename or 'A file'}: {error.strerror or error}", WRONG_USE)


__all__ = ["app", "main"]
