"""The samples that ship with the toolkit, read without a network.

``load_sample`` reads the raw files of a sample the way any user's files are read, traps
included. What stands beside them, the events behind the articles and sentences coded by
hand, are tables of their own.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.articles.read import read_articles
from toolkit.articles.stories import find_stories
from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_codes", "load_events", "load_sample"]


class NoSuchSample(ToolkitError):
    """No sample has this name, or the sample lacks the table that was asked for."""


def load_sample(name: str = "chronicle") -> pd.DataFrame:
    """Read a bundled sample: one row per article.

    Parameters
    ----------
    name
        ``"chronicle"``: 146 synthetic articles by three invented news desks on 40 real
        events, April to October 2024. Its codebook (``data/README.md``) says what is
        real, what is invented, and what the sample must not be used for.

    Returns
    -------
    pandas.DataFrame
        The articles table as ``read_articles`` gives it, with ``story_id`` filled by
        ``find_stories``. ``list_skipped`` shows two pieces that are broken on purpose.

    Raises
    ------
    NoSuchSample
        There is no sample of that name.

    Examples
    --------
    >>> articles = load_sample("chronicle")
    >>> len(articles), articles["story_id"].nunique()
    (146, 132)
    """
    raw = _sample_folder(name) / "raw"
    articles = read_articles(raw)
    # where the sample lies differs between computers; its table must not
    inside = articles["origin"].str.removeprefix(f"{raw}/").str.removeprefix(f"{raw}\\")
    return find_stories(articles.assign(origin=inside))


def load_codes(name: str = "chronicle") -> pd.DataFrame:
    """Read the sentences of a sample that were coded by hand.

    Parameters
    ----------
    name
        The sample.

    Returns
    -------
    pandas.DataFrame
        One row per coded sentence and mention: ``sentence_id``, ``article_id``,
        ``field``, ``sentence`` (0-based), ``start`` and ``end`` (code points into the
        field), ``sentence_text``, ``channel``, ``status``, ``voice``, ``actor``,
        ``target``, ``coder``. An empty cell is an empty text, not a missing value.

    Raises
    ------
    NoSuchSample
        There is no sample of that name, or it has no coded sentences.

    Examples
    --------
    >>> codes = load_codes("chronicle")
    >>> codes.groupby("coder")["sentence_id"].nunique()
    coder
    A       200
    B       200
    gold    200
    Name: sentence_id, dtype: int64
    """
    return _read_table(name, "codes")


def load_events(name: str = "chronicle") -> pd.DataFrame:
    """Read the events that the articles of a sample report.

    Parameters
    ----------
    name
        The sample.

    Returns
    -------
    pandas.DataFrame
        One row per event: ``event_id``, ``date`` (midnight UTC), ``place``,
        ``country``, ``actors``, ``target``, ``kind``, ``facts``, ``source_of_fact``.
        ``kind`` was given by one coder for orientation and is no gold standard.

    Raises
    ------
    NoSuchSample
        There is no sample of that name, or it has no table of events.

    Examples
    --------
    >>> events = load_events("chronicle")
    >>> len(events), str(events["date"].min().date())
    (40, '2024-04-01')
    """
    import pandas as pd

    events = _read_table(name, "events")
    return events.assign(
        date=pd.to_datetime(events["date"], format="%Y-%m-%d", utc=True)
    )


def _sample_root() -> Path:
    """Return the folder of samples, in an installed package or beside a source tree."""
    package = Path(str(files("toolkit")))
    installed = package / "data" / "sample"
    return installed if installed.is_dir() else package.parent / "data" / "sample"


def _sample_folder(name: str) -> Path:
    root = _sample_root()
    samples = (
        sorted(p.name for p in root.iterdir() if p.is_dir()) if root.is_dir() else []
    )
    if name not in samples:
        listed = (
            ", ".join(f'"{sample}"' for sample in samples) or "none; install it again"
        )
        raise NoSuchSample(
            f"There is no sample {name!r}. Samples of this installation: {listed}. "
            "For files of your own use read_articles."
        )
    return root / name


def _read_table(name: str, table: str) -> pd.DataFrame:
    import pandas as pd

    folder = _sample_folder(name)
    path = folder / f"{table}.csv"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in folder.glob("*.csv"))) or "none"
        raise NoSuchSample(
            f"The sample {name!r} has no table {table!r}. Tables beside it: {there}."
        )
    texts = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    numbers = [c for c in ("sentence", "start", "end") if c in texts]
    return texts.assign(**{c: pd.to_numeric(texts[c]) for c in numbers})
