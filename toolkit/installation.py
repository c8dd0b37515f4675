"""What is installed: versions for a report of an error, and what is missing to run.

Optional parts are looked up, never loaded and never downloaded.
"""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

__all__ = ["Finding", "examine", "list_versions", "show_versions"]

PROJECT = "escalation-toolkit"
MINIMUM_PYTHON = (3, 11)
# Packages to name even where the project was never installed, only cloned.
CORE = (
    "pandas", "numpy", "pyarrow", "scipy", "scikit-learn", "numba", "matplotlib",
    "seaborn", "nltk", "jupyterlab", "ipywidgets", "lazy-loader",
)  # fmt: skip
_AFTER_NAME = re.compile(r"[^\w.-]")
NLTK_CORPORA = ("inaugural", "state_union", "reuters")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
INSTALL = "make report sets all up; or: python -m pip install -r requirements.lock"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for.

    Attributes
    ----------
    what
        Its name.
    there
        Whether it was found.
    needed
        Whether the toolkit cannot run without it.
    detail
        Its version or place; or, where it is missing, what is lacking for that.
    advice
        What to do where it is missing.
    """

    what: str
    there: bool
    needed: bool
    detail: str
    advice: str = ""


def list_versions() -> dict[str, str]:
    """Versions of the toolkit, of Python, of the system and of every dependency.

    A package that is not installed is ``not installed``.

    >>> list(list_versions())[:3]
    ['toolkit', 'python', 'system']
    """
    from toolkit import __version__

    found = {
        "toolkit": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    return found | {name: _version(name) for name in _dependencies()}


def show_versions() -> None:
    """Print the versions of all that the toolkit rests on, to paste into a report.

    No path, no name of a user or a machine is among them.

    >>> show_versions()
    toolkit      ...
    python       ...
    """
    versions = list_versions()
    width = max(map(len, versions)) + 1
    for name, number in versions.items():
        print(f"{name:<{width}} {number}")


def _dependencies() -> list[str]:
    """Names of what the project declares to need, or else its core."""
    try:
        declared = requires(PROJECT) or []
    except PackageNotFoundError:
        return list(CORE)
    plain = [line for line in declared if "extra ==" not in line]
    return sorted({_AFTER_NAME.split(line, maxsplit=1)[0] for line in plain})


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def examine() -> list[Finding]:
    """Look for all that the toolkit needs or can use; nothing is loaded or fetched.

    >>> {finding.what for finding in examine() if finding.needed and not finding.there}
    set()
    """
    return [
        _python(),
        *(_package(name) for name in _dependencies()),
        _shipped_data(),
        *_optional(),
    ]


def _python() -> Finding:
    wanted = ".".join(map(str, MINIMUM_PYTHON))
    return Finding(
        "Python", sys.version_info >= MINIMUM_PYTHON, True, platform.python_version(),
        f"install Python {wanted} or newer",
    )  # fmt: skip


def _package(name: str) -> Finding:
    found = _version(name)
    return Finding(name, found != "not installed", True, found, INSTALL)


def _shipped_data() -> Finding:
    """The lexicon and the sample that belong to the toolkit itself."""
    try:
        from toolkit import load_lexicon, load_sample

        lexicon, articles = load_lexicon(), load_sample("chronicle")
    except (ImportError, OSError, ValueError) as error:
        return Finding("lexicon and sample", False, True, str(error), INSTALL)
    return Finding(
        "lexicon and sample", True, True,
        f"{lexicon.name} {lexicon.version}, {len(articles)} articles",
    )  # fmt: skip


def _optional() -> list[Finding]:
    cluster = [n for n in ("dask", "distributed", "fsspec") if not _importable(n)]
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    return [
        _nltk_data(
            "VADER's lexicon", "sentiment/vader_lexicon.zip", "vader_lexicon",
            "a baseline in validation",
        ),
        *(
            _nltk_data(
                f"nltk's {name}", f"corpora/{name}.zip", name, "speeches or news to try"
            )
            for name in NLTK_CORPORA
        ),
        Finding(
            "cluster", not cluster, False,
            f"one job over many machines; lacks {', '.join(cluster)}" if cluster
            else _version("distributed"),
            f'python -m pip install "{PROJECT}[cluster]"',
        ),
        Finding(
            "a browser for tests", bool(browser) and _importable("playwright"), False,
            "Chromium and playwright, for the checks in a real browser",
            "install Chromium, and python -m pip install -r requirements-ci.lock",
        ),
    ]  # fmt: skip


def _nltk_data(what: str, path: str, name: str, use: str) -> Finding:
    advice = f"with a network, once: python -m nltk.downloader {name}"
    try:
        import nltk

        try:
            nltk.data.find(path)
        except LookupError:  # unpacked
            nltk.data.find(path.removesuffix(".zip"))
    except (ImportError, LookupError):
        return Finding(what, False, False, use, advice)
    return Finding(what, True, False, use)


def _importable(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
