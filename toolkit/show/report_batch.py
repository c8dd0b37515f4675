"""Many reports at once: one for each source or pair of actors, and a page that lists.

The reports of a batch share articles, lexicon and recipe, so that they can be compared;
each is a page as ``write_report`` makes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import BadValue, require_columns
from toolkit.show.captions import table
from toolkit.show.sentences import counted, period_length, period_name

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.index.recipe import IndexRecipe
    from toolkit.mentions.lexicon import Lexicon

__all__ = ["write_reports"]

KINDS = ("source", "dyad")
FEWEST = 10  # articles of a source, or counted mentions of a pair, worth a report
_TEMPLATES = resources.files("toolkit.show") / "templates"


@dataclass(frozen=True)
class _Part:
    """One report to write: its name, articles and mentions."""

    name: str
    articles: pd.DataFrame
    mentions: pd.DataFrame
    n: int  # articles of the source, counted mentions of the pair


def write_reports(
    articles: pd.DataFrame,
    folder: str | Path,
    *,
    by: str = "source",
    lexicon: Lexicon | None = None,
    recipe: IndexRecipe | None = None,
    title: str | None = None,
    texts: str = "passages",
    most: int = 25,
    progress: bool = True,
) -> pd.DataFrame:
    """Write one report per source or per pair of actors, and a page that lists them.

    Parameters
    ----------
    articles
        As for ``write_report``.
    folder
        For the reports; ``index.html`` in it leads to all of them.
    by
        ``"source"``: the articles of one outlet each. ``"dyad"``: all articles each
        time, but only the mentions between two actors, either way, are counted.
    lexicon, recipe, texts
        As for ``write_report``, the same for all. Unless a recipe is given, one is
        chosen for all articles together, so that the reports can be compared.
    title
        Heading of the page that lists them.
    most
        Reports at most, the largest first.
    progress
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row per report: its ``name``, ``file``, ``n`` (articles of the source, or
        counted mentions of the pair), and ``peak``, ``low``, ``high`` (base window =
        100) with ``when``. Sources and pairs with fewer than ten are in
        ``attrs["left_out"]``.

    Raises
    ------
    BadValue
        ``by`` is neither, there is no article, or no source or pair has ten.
    """
    from toolkit.show.report import write_report

    if by not in KINDS:
        raise BadValue(f"by={by!r} is unknown; choose {' or '.join(KINDS)}.")
    require_columns(articles, ["article_id", "text"], "articles")
    whole, shared = _shared(articles, lexicon, recipe)
    parts = list(_by_source(whole) if by == "source" else _by_dyad(whole))
    kept = sorted((p for p in parts if p.n >= FEWEST), key=lambda p: (-p.n, p.name))
    if not kept:
        raise BadValue(
            f"No {by} has {FEWEST} {'articles' if by == 'source' else 'mentions'}; "
            "write_report makes one report of all."
        )
    place, rows = Path(folder), []
    place.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(_bar(kept[:most], progress), 1):
        page = place / f"{number:02}-{_slug(part.name)}.html"
        write_report(part.articles, page, title=part.name, texts=texts,
                     mentions=part.mentions, progress=False, **shared)  # fmt: skip
        rows.append({"name": part.name, "file": page.name, "n": part.n} | _peak(page))
    made = _listed(rows, [p for p in parts if p.name not in {r["name"] for r in rows}])
    (place / "index.html").write_text(_page(made, by, title), encoding="utf-8")
    return made


@dataclass(frozen=True)
class _Whole:
    """All articles and what was found in them, once for all reports."""

    articles: pd.DataFrame
    mentions: pd.DataFrame
    counted: pd.DataFrame  # mentions of statuses that count, both sides named


def _shared(
    articles: pd.DataFrame, lexicon: Lexicon | None, recipe: IndexRecipe | None
) -> tuple[_Whole, dict[str, Any]]:
    """What all reports are made of, and the choices they share."""
    from toolkit import find_mentions, load_lexicon, score_articles
    from toolkit.scores.score import COUNTED_STATUSES
    from toolkit.show.report import usual_recipe, with_basics

    lexicon = lexicon or load_lexicon()
    if articles.empty:
        raise BadValue("There is no article to report on.")
    articles = with_basics(articles)
    mentions = find_mentions(articles, lexicon)
    if recipe is None:
        recipe = usual_recipe(articles, score_articles(articles, mentions))
    sided = mentions[(mentions["actor"] != "") & (mentions["target"] != "")]
    told = sided[sided["status"].isin(COUNTED_STATUSES)]
    return _Whole(articles, mentions, told), {"lexicon": lexicon, "recipe": recipe}


def _by_source(whole: _Whole) -> Iterator[_Part]:
    for name, own in whole.articles.groupby("source"):
        mine = whole.mentions["article_id"].isin(own["article_id"])
        yield _Part(str(name), own, whole.mentions[mine], len(own))


def _by_dyad(whole: _Whole) -> Iterator[_Part]:
    """Pairs of different actors; a pair is the same whichever side acts."""
    told = _pair_of(whole.counted)
    every = _pair_of(whole.mentions)
    for pair, n in told[told != ""].value_counts(sort=False).items():
        yield _Part(pair, whole.articles, whole.mentions[every == pair], int(n))


def _pair_of(mentions: pd.DataFrame) -> pd.Series:
    """Name of the pair of each mention, "" where there are not two different actors."""
    sides = mentions[["actor", "target"]].astype("str")
    two = (sides["actor"] != "") & (sides["target"] != "")
    two &= sides["actor"] != sides["target"]
    return (sides.min(axis=1) + " and " + sides.max(axis=1)).where(two, "")


def _bar(parts: list[_Part], progress: bool) -> Any:
    if not progress:
        return parts
    from tqdm.auto import tqdm

    return tqdm(parts, desc="reports", unit="report")


def _slug(name: str) -> str:
    """A file name of plain letters.

    >>> _slug("Côte d'Ivoire and ../Mali")
    'cote-d-ivoire-and-mali'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "report"


def _peak(page: Path) -> dict[str, Any]:
    """Highest value of a written report, with its period; missing without index."""
    import pandas as pd

    file = page.with_name(f"{page.stem}_tables") / "index.parquet"
    empty = {"peak": None, "low": None, "high": None, "when": ""}
    if not file.is_file():
        return empty
    index = pd.read_parquet(file)
    solid = index[index["enough"].astype(bool) & index["value"].notna()]
    if solid.empty:
        return empty
    top = solid.loc[solid["value"].idxmax()]
    when = period_name(top["period"], period_length(index))
    return {"peak": top["value"], "low": top["low"], "high": top["high"], "when": when}


def _listed(rows: list[dict[str, Any]], left_out: list[_Part]) -> pd.DataFrame:
    import pandas as pd

    made = pd.DataFrame(rows)
    names = ("peak", "low", "high")
    made = made.assign(**{n: pd.to_numeric(made[n]) for n in names})
    made.attrs["left_out"] = [(part.name, part.n) for part in left_out]
    return made


def _page(made: pd.DataFrame, by: str, title: str | None) -> str:
    """The page that leads to all reports."""
    from jinja2 import Environment

    unit = "articles" if by == "source" else "mentions"
    shown = made.rename(columns={"name": by, "n": unit, "peak": "highest"})
    formats = dict.fromkeys(("highest", "low", "high"), ".0f")
    listed = table(
        shown[[by, unit, "highest", "low", "high", "when"]],
        "One row per report. highest: its highest value, with its interval; 100 = mean "
        "of its own base window, so heights compare a report with itself only.",
        formats=formats,
        links={by: list(made["file"])},
    )
    left = made.attrs["left_out"]
    rest = f"; {counted(len(left), 'other')} with too few are left out" if left else ""
    text = (_TEMPLATES / "list.html.j2").read_text("utf-8")
    return (
        Environment(autoescape=True)
        .from_string(text)
        .render(
            title=title or f"Escalation language, one report per {by}",
            standfirst=f"{counted(len(made), 'report')}{rest}.",
            css=(_TEMPLATES / "report.css").read_text("utf-8"),
            table=listed.html,
        )
    )
