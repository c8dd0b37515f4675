"""Set the project up and run it, with nothing but Python 3.11 or newer.

    python3 make.py report      (on Windows: py make.py report)

The first run builds ``.venv`` from ``requirements.lock``, where every package is pinned
by version and checked by hash; later runs start at once. A changed lock file, a moved
folder or a set-up that was cut short is noticed, and the environment is built afresh.
What stands after the task is handed on: ``python3 make.py test -k dates``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

MINIMUM_PYTHON = (3, 11)  # this file itself is read by 3.6, which is then told so

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
CI_LOCK = ROOT / "requirements-ci.lock"  # the same and a browser driver and a local S3
VENV = ROOT / ".venv"
STAMP = VENV / "set-up-complete"
TURN = ROOT / ".venv.turn"  # held while one run sets up, so that a second one waits
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

SAMPLE = "data/sample/chronicle/raw"
REPORT = "reports/chronicle.html"
PAGES = "reports/notebooks"
CACHES = ["__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"]

# A page that may load nothing and run nothing makes no request, whatever it holds.
OFFLINE = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "img-src data:; font-src data:; style-src 'unsafe-inline'\">"
)
PAGE_URLS = "mathjax require_js jquery widget_renderer mermaid_js"

NO_VENV = """
This Python cannot make a virtual environment (its words are above).
On Debian or Ubuntu: sudo apt install python3-venv, then run the same command again."""

NO_PACKAGES = """
The packages could not be installed (pip's words are above). The usual reasons:
  - no connection, or a proxy or mirror pip does not know: see `pip config --help`;
  - a disk with less than 2 GB free;
  - a system or a Python for which a package is not published ready-made: try Python
    3.11 to 3.13, or conda: conda env create -f environment.yml
Nothing needs cleaning up. Run the same command again."""


# Set-up ------------------------------------------------------------------------------


def set_up(more: "Path | None" = None) -> bool:
    """Build ``.venv`` unless the one there is whole and up to date; whether it did.

    ``more`` is a lock file that holds the usual one and more, to install in one go.
    """
    if is_ready():
        return False
    with TURN.open("w") as turn:
        wait_for(turn)
        if is_ready():  # another run may have built it meanwhile
            return False
        build(more or LOCK)
        return True


def is_ready() -> bool:
    """Whether a finished environment for this lock file stands in this folder."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == wanted()


def wanted() -> str:
    """What the stamp must say: the lock's hash, and the folder scripts point into."""
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n{ROOT}\n"


def build(lock: Path) -> None:
    """Make the environment from scratch; the stamp comes last, in one step."""
    say("Setting up .venv, once: about 200 MB to download, a few silent minutes.")
    remove(VENV)
    call([base_python(), "-m", "venv", VENV], NO_VENV)
    install(lock)
    link_project()
    stamp()
    say("Set up.")


def install(lock: Path) -> None:
    """Install exactly what a lock file names."""
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    exact = ["--require-hashes", "--only-binary", ":all:", "-r", lock]
    call(pip + exact, NO_PACKAGES)


def base_python() -> str:
    """The Python under any active environment, which may be the one to be replaced."""
    return getattr(sys, "_base_executable", None) or sys.executable


def link_project() -> None:
    """Put the project on the environment's path, and the command `toolkit` into it.

    An editable install would do both, but needs a build backend beside the lock.
    """
    packages = BIN.parent / "Lib" / "site-packages"
    if not WINDOWS:
        packages = next(VENV.glob("lib/python3*/site-packages"))
    (packages / "toolkit-project.pth").write_text(f"{ROOT}\n", "utf-8")
    if WINDOWS:
        (BIN / "toolkit.bat").write_text('@"%~dp0python.exe" -m toolkit %*\n', "utf-8")
    else:
        script = '#!/bin/sh\nexec "$(dirname "$0")/python" -m toolkit "$@"\n'
        (BIN / "toolkit").write_text(script, "utf-8")
        (BIN / "toolkit").chmod(0o755)


def stamp() -> None:
    """Declare the environment finished; a run killed before this starts again."""
    draft = STAMP.with_suffix(".draft")
    draft.write_text(wanted(), "utf-8")
    draft.replace(STAMP)


def wait_for(turn: IO[str]) -> None:
    """Wait until no other run sets up; the system frees the turn of a killed run."""
    if WINDOWS:
        import msvcrt

        msvcrt.locking(turn.fileno(), msvcrt.LK_LOCK, 1)  # gives up after 10 s
        return
    import fcntl

    os.set_inheritable(turn.fileno(), True)  # pip outlives a killed run: it keeps it
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another run is setting up .venv; waiting for it.")
        fcntl.flock(turn, fcntl.LOCK_EX)


# Tasks -------------------------------------------------------------------------------


def report(*extra: str) -> None:
    """The whole way on the bundled sample, to one offline page in reports/."""
    (ROOT / "reports").mkdir(exist_ok=True)
    python("toolkit", "report", SAMPLE, "--out", REPORT, *extra)


def test(*extra: str) -> None:
    """Every example in the docstrings and every test."""
    python("pytest", "-n", "2", *extra)


def extras() -> None:
    """Add what the tests in a browser and against a local S3 need."""
    if not set_up(CI_LOCK):
        install(CI_LOCK)


def check(*extra: str) -> None:
    """Style, layout, then the tests."""
    python("ruff", "check", ".")
    python("ruff", "format", "--check", ".")
    test(*extra)


def html(*extra: str) -> None:
    """Run every notebook and lay it out as an offline page in reports/notebooks/."""
    notebooks = sorted(str(path) for path in ROOT.glob("notebooks/*.ipynb"))
    if not notebooks:
        sys.exit("There is no notebook in notebooks/.")
    no_urls = [f"--HTMLExporter.{name}_url=" for name in PAGE_URLS.split()]
    to = ["--to", "html", "--execute", "--embed-images", "--output-dir", PAGES]
    python("nbconvert", *to, *no_urls, *extra, *notebooks)
    for page in (ROOT / PAGES).glob("*.html"):
        text = page.read_text("utf-8")
        page.write_text(text.replace("<head>", f"<head>{OFFLINE}", 1), "utf-8")


def student(*extra: str) -> None:
    """Notebooks without solutions in reports/student/, for learners."""
    script("course/build.py", "student", *extra)


def instructor(*extra: str) -> None:
    """Notebooks with solutions and notes in reports/instructor/."""
    script("course/build.py", "instructor", *extra)


def site(*extra: str) -> None:
    """The course as offline pages with search, in reports/site/."""
    script("course/build.py", "site", *extra)


def api(*extra: str) -> None:
    """Reference of every public name, from the docstrings, in reports/api/."""
    python("pdoc", "--docformat", "numpy", "-o", "reports/api", *extra, "toolkit")


def lab(*extra: str) -> None:
    """JupyterLab on the notebooks, without news and without looking for updates."""
    quiet = [
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.default_url=/lab/tree/notebooks",
    ]
    python("jupyterlab", *quiet, *extra)


def clean() -> None:
    """Remove .venv and every cache; reports/ stays, it is yours."""
    remove(VENV)
    remove(TURN)
    for cache in [path for name in CACHES for path in ROOT.rglob(name)]:
        remove(cache)


def lock() -> None:
    """Choose versions anew from pyproject.toml (needs uv; the tests do not)."""
    if not shutil.which("uv"):
        sys.exit("`lock` needs uv: pip install uv. Nothing else here does.")
    flags = "--extra dev --extra cluster --universal --generate-hashes --no-header"
    choose = ["uv", "pip", "compile", "pyproject.toml", *flags.split(), "--no-annotate"]
    call([*choose, "--extra", "ci", "-o", CI_LOCK.name])
    call([*choose, "-c", CI_LOCK.name, "-o", LOCK.name])


TASKS = {
    task.__name__: task
    for task in (
        report,
        test,
        extras,
        check,
        html,
        student,
        instructor,
        site,
        api,
        lab,
        clean,
        lock,
    )
}
NEEDS_NO_VENV = {"clean", "lock", "extras"}  # the last sets up itself


# Plumbing ----------------------------------------------------------------------------


def python(module: str, *arguments: str) -> None:
    """Run a module with the project's own Python."""
    call([PYTHON, "-m", module, *arguments])


def script(path: str, *arguments: str) -> None:
    """Run a file with the project's own Python."""
    call([PYTHON, ROOT / path, *arguments])


def call(command: list, advice: str = "") -> None:
    """Run a command in the project's folder; its failure is ours, with advice."""
    code = subprocess.call([str(c) for c in command], cwd=ROOT, close_fds=False)
    if code:
        sys.exit(advice or code)


def say(words: str) -> None:
    """Print now, also into a log, before the words of the commands that follow."""
    print(words, flush=True)


def remove(path: Path) -> None:
    """Remove a folder or file that may be there."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        sys.exit(f"{error}\nClose every program that uses {path}, then run this again.")


def usage() -> str:
    """What there is to run."""
    lines = [f"  {name:8}{task.__doc__}" for name, task in TASKS.items()]
    return "\n".join(["Usage: python3 make.py TASK", "", *lines])


def main(arguments: list) -> None:
    """Run one task, after setting up where it needs that."""
    if sys.version_info < MINIMUM_PYTHON:
        have, need = sys.version.split()[0], ".".join(map(str, MINIMUM_PYTHON))
        sys.exit(f"This is Python {have}; the project needs {need} or newer.")
    if not arguments:
        sys.exit(usage())
    if arguments[0] not in TASKS:
        sys.exit(f"There is no task {arguments[0]!r}.\n{usage()}")
    name, *extra = arguments
    if name not in NEEDS_NO_VENV:
        set_up()
    TASKS[name](*extra)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
