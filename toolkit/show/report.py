"""The report: from articles to one offline HTML file, and the notebook behind it.

``report.html`` is a rendering of ``report.ipynb``, which reads ``report_tables/``.
Nothing stands in the page that the notebook did not make, so a reader can open it,
change a cell and run it again.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.dates import all_periods, period_start
from toolkit.schema import BadValue, require_columns
from toolkit.show.live_section import scales_of
from toolkit.show.methodology import methodology_log
from toolkit.show.report_series import add_live, calibrate, compare, make_series
from toolkit.show.report_tables import refuse_foreign_tables
from toolkit.show.wording import masked, wording_named

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.index.recipe import IndexRecipe
    from toolkit.mentions.lexicon import Lexicon

__all__ = ["choose_period", "count_coverage", "write_report"]

TITLE = "Escalation language in news coverage"
NO_SOURCE = "(no source)"

# Days of coverage up to which a period gives a readable line: some 5 to 60 periods.
_SPANS = ((31, "day"), (200, "week"), (5 * 366, "month"), (15 * 366, "quarter"))
# Above this share of articles with a hit, counting articles shows no change any more.
SATURATED = 0.5

_NAMED_VERSIONS = ("pandas", "numpy", "scipy", "matplotlib", "nbconvert")


def write_report(
    articles: pd.DataFrame,
    path: str | Path,
    *,
    lexicon: Lexicon | None = None,
    recipe: IndexRecipe | None = None,
    title: str | None = None,
    gold: pd.DataFrame | None = None,
    against: pd.Series | pd.DataFrame | None = None,
    texts: str = "passages",
    mentions: pd.DataFrame | None = None,
    live: bool = False,
    progress: bool = True,
) -> Path:
    """Score articles and write a report of them as one offline HTML file.

    Parameters
    ----------
    articles
        One row per article, from ``read_articles`` or of your own; ``article_id`` and
        ``text`` suffice. Without dates there is no index, and the report says so. Extra
        columns go into the tables of the report; those of mixed kinds as text.
    path
        Of the HTML file. Beside it stand the notebook (``.ipynb``) and the folder
        ``…_tables`` with the tables the notebook reads. All are written over if they
        are of an earlier report; keep a notebook you changed under another name. Files
        of other origin are neither overwritten nor removed.
    lexicon
        What to look for; ``escalation_en`` unless given.
    recipe
        How to make the index. Unless given: share of stories with an act or threat (or,
        where more than half have one, their severity per 1,000 words), per day, week,
        month or longer, whichever suits the range of dates. The report says which.
    title
        Heading of the report.
    gold
        Hand codes to validate with: one row per coded unit and coder, with ``channel``,
        ``sentence_id`` and ``sentence_text`` (or ``article_id`` of whole articles), and
        ``coder``, ``status``, ``voice``, ``actor``, ``target`` where they were coded;
        see ``load_codes``. Rows of a coder called ``gold`` settle the differences of
        the others. Without codes the report says that it was not validated. Codes of
        whole articles with ``probability``, their chance of being drawn (see
        ``draw_coding_sample``), correct the index as well; an article counts as 1 where
        it holds a channel of the recipe, or by its column ``coded``.
    against
        An outside series to compare the index with: values indexed by time, or a table
        with ``period`` and ``value``.
    texts
        How much of the articles' own wording page and tables pass on: ``"passages"``
        around the gravest mentions (the tables then hold the full texts),
        ``"snippets"`` of a few words, or ``"none"``. Titles are always named.
    mentions
        What ``find_mentions`` gave for these articles and this lexicon, if it is there
        already; or some of it, such as those between two actors: the report then
        counts nothing else.
    live
        Add a section in which the reader moves the severity of each type of event and
        the weight of each channel, and sees the index and the ranking of periods and
        outlets follow, offline. It needs scripts to be allowed, and is a plain figure
        without. The page then holds one script of the toolkit's own (its content
        security policy lets no other run) and mentions added up by period or outlet,
        type and channel: at most 1,000 periods and 30 outlets, whatever the number of
        articles.
    progress
        Show one line for each stage.

    Returns
    -------
    Path
        The HTML file. It loads nothing from elsewhere and, unless ``live``, holds no
        script; its size does not grow with the number of articles.

    Raises
    ------
    BadValue
        There is no article at all, the path does not end in ``.html``, a notebook or
        tables that no report wrote stand where those of this one belong, ``gold`` has
        no texts, ``against`` is no series of numbers over time, or there is no such
        ``texts``.
    MissingColumn
        ``article_id`` or ``text`` is absent, or ``channel`` in ``gold``.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["Rebels attacked."]})
    >>> path = tempfile.mkdtemp() + "/report.html"
    >>> page = write_report(articles, path, progress=False)
    >>> page.name
    'report.html'
    """
    from toolkit.index.external import as_series
    from toolkit.show.page import publish

    wording_named(texts)
    require_articles(articles)
    page = place_of_page(path)
    stage = stages(progress)
    # what was handed in and cannot be used stops it all, so it comes first
    outside = None if against is None else as_series(against).rename(_name_of(against))
    checked = _validation(gold, articles, lexicon, stage)
    tables, about = _make_tables(
        articles, lexicon, recipe, _Beside(gold, outside, mentions, live), stage
    )
    tables, about = tables | checked[0], about | checked[1]
    about |= {"title": title or TITLE, "texts": texts}
    tables |= masked(tables, texts)
    parts = {"gold": "gold" in about, "calibration": _drawn(gold),
             "against": outside is not None, "live": live}  # fmt: skip
    given = {name for name, there in parts.items() if there}
    publish(page, tables, about, stage, given=given)
    return page


def require_articles(articles: pd.DataFrame, what: str = "articles") -> None:
    """Raise unless there are articles to report on."""
    require_columns(articles, ["article_id", "text"], what)
    if articles.empty:
        raise BadValue(
            "There is no article to report on. See list_skipped(articles) for what was "
            "set aside, and why."
        )


def place_of_page(path: str | Path) -> Path:
    """Path of a report; raises where files of others would be written over."""
    from toolkit.show.page import folder_of, refuse_foreign_notebook

    page = Path(path)
    if page.suffix.lower() not in (".html", ".htm"):
        raise BadValue(
            f'The report is an HTML file; write "{page.with_suffix(".html").name}".'
        )
    refuse_foreign_tables(folder_of(page))
    refuse_foreign_notebook(page.with_suffix(".ipynb"))
    return page


@contextmanager
def _silent(_: str) -> Iterator[None]:
    yield


def stages(progress: bool) -> Callable[[str], Any]:
    """How long each stage takes, a line each; nothing without progress."""
    if not progress:
        return _silent
    from time import perf_counter

    from tqdm.auto import tqdm

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = perf_counter()
        yield
        tqdm.write(f"  {name:<16} {perf_counter() - start:6.1f} s")

    return stage


# --------------------------------------------------------------------------- the tables


def _name_of(series: pd.Series | pd.DataFrame) -> str:
    """Name of an outside series; empty where it has none, as in a table of two."""
    name = getattr(series, "name", None)
    return name if isinstance(name, str) else ""


@dataclass(frozen=True)
class _Beside:
    """What was handed in beside the articles."""

    gold: pd.DataFrame | None
    outside: pd.Series | None
    mentions: pd.DataFrame | None
    live: bool


def _drawn(gold: pd.DataFrame | None) -> bool:
    """Tell whether codes are of articles, each with its chance of being drawn."""
    # some sentences of an article do not say what the whole is
    return (
        gold is not None
        and {"article_id", "probability"} <= set(gold.columns)
        and "sentence_id" not in gold.columns
    )


def _make_tables(
    articles: pd.DataFrame,
    lexicon: Lexicon | None,
    recipe: IndexRecipe | None,
    beside: _Beside,
    stage: Callable[[str], Any],
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Every table of the report, and what identifies them."""
    from toolkit import find_mentions, find_stories, load_lexicon, score_articles
    from toolkit.articles.read import list_notes, list_skipped

    tables = {"skipped": list_skipped(articles), "notes": list_notes(articles)}
    lexicon = lexicon or load_lexicon()
    articles = with_basics(articles)
    with stage("find stories"):
        articles = find_stories(articles)
    with stage("find mentions"):
        mentions = beside.mentions
        if mentions is None:
            mentions = find_mentions(articles, lexicon)
    with stage("score articles"):
        scores = score_articles(articles, mentions)
    given = recipe is not None
    recipe = recipe or usual_recipe(articles, scores)
    with stage("make index"):
        made, problem = make_series(scores, mentions, recipe)
        if _drawn(beside.gold):
            calibrate(made, scores, beside.gold, recipe)
        if beside.outside is not None:
            compare(made, beside.outside)
        if beside.live:
            scales = scales_of(mentions, lexicon, recipe.measure)
            add_live(made, scores, mentions, recipe, scales)
    tables |= {
        "articles": articles,
        "mentions": mentions,
        "scores": scores,
        "coverage": count_coverage(articles, recipe.every),
        **made.tables,
    }
    about = what_made_them(lexicon, recipe, problem) | {"reasons": made.reasons}
    if not given:
        about["recipe_lines"].append(why_this_recipe(recipe, scores))
    tables["log"] = methodology_log(tables, lexicon, recipe, made.reasons)
    return tables, about


def _validation(
    gold: pd.DataFrame | None,
    articles: pd.DataFrame,
    lexicon: Lexicon | None,
    stage: Callable[[str], Any],
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Tables of the validation; none where codes only say 0 or 1 of drawn articles."""
    from toolkit import load_lexicon
    from toolkit.show.validity import validate

    if gold is None or ("channel" not in gold.columns and _drawn(gold)):
        return {}, {}
    with stage("validate"):
        tables, who = validate(gold, with_basics(articles), lexicon or load_lexicon())
    return tables, {"gold": who}


def with_basics(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles with title, source and published, empty where the table has none."""
    import pandas as pd

    articles = articles.reset_index(drop=True)
    articles.attrs = {}  # what was read is told by tables of its own
    for name in ("title", "source"):
        if name not in articles.columns:
            articles[name] = pd.Series(None, index=articles.index, dtype="str")
    times = articles["published"] if "published" in articles.columns else pd.NaT
    published = pd.Series(
        pd.to_datetime(times, utc=True, errors="coerce"), index=articles.index
    )
    return articles.assign(
        # mentions and scores name articles by text
        article_id=articles["article_id"].astype("str"),
        published=published,
        text=articles["text"].fillna(""),
    )


def usual_recipe(articles: pd.DataFrame, scores: pd.DataFrame) -> IndexRecipe:
    """Share of stories; if nearly every story has a hit, severity per 1,000 words."""
    from toolkit.index.recipe import IndexRecipe

    measure = "weighted" if _share_with_hit(scores) > SATURATED else "share"
    return IndexRecipe(every=choose_period(articles), measure=measure)


def _share_with_hit(scores: pd.DataFrame) -> float:
    return float(scores[["act_any", "threat_any"]].max(axis=1).mean())


def why_this_recipe(recipe: IndexRecipe, scores: pd.DataFrame) -> str:
    """A line that says why the usual recipe is what it is."""
    share = f"{_share_with_hit(scores):.0%} of the articles hold an act or a threat"
    why = f"a rate, since {share}: a share could hardly rise"
    if recipe.measure == "share":
        why = f"a share, since only {share}"
    return f"chosen for this report: {why}"


def choose_period(articles: pd.DataFrame) -> str:
    """Length of period that suits the range of the dates.

    Dates known to the month or year only cannot be placed in a shorter period.

    >>> import pandas as pd
    >>> times = pd.to_datetime(["2024-04-01", "2024-08-06"])
    >>> choose_period(pd.DataFrame({"published": times}))
    'week'
    """
    days = (articles["published"].max() - articles["published"].min()).days
    suits = next((name for longest, name in _SPANS if days <= longest), "year")
    known = set(articles.get("published_precision", ()))
    if "year" in known:
        return "year"
    if suits in ("day", "week") and "month" in known:
        return "month"
    return suits if days == days else "month"


def count_coverage(articles: pd.DataFrame, every: str) -> pd.DataFrame:
    """Articles of each source in each period: one row per source and period.

    Every period of the range is listed for every source, with 0 where there is nothing.
    Undated articles are left out.

    >>> import pandas as pd
    >>> articles = pd.DataFrame({"source": ["A", None], "published": pd.to_datetime(
    ...     ["2024-04-02", "2024-05-02"], utc=True)})
    >>> count_coverage(articles, "month")["n_articles"].tolist()
    [0, 1, 1, 0]
    """
    import pandas as pd

    dated = articles[articles["published"].notna()]
    if dated.empty:
        return pd.DataFrame({"source": [], "period": [], "n_articles": []})
    source = (
        dated["source"]
        .astype(object)
        .where(dated["source"].notna(), NO_SOURCE)
        .astype(str)
    )
    periods = all_periods(dated["published"].min(), dated["published"].max(), every)
    counts = pd.crosstab(
        source.to_numpy(), period_start(dated["published"], every).to_numpy()
    )
    counts.columns = (
        pd.DatetimeIndex(counts.columns).tz_localize(None).tz_localize("UTC")
    )
    wide = counts.reindex(columns=periods, fill_value=0)
    long = wide.rename_axis(index="source", columns="period").stack()
    return long.rename("n_articles").reset_index()


# ---------------------------------------------------------------------- what made them


def what_made_them(
    lexicon: Lexicon, recipe: IndexRecipe, problem: str
) -> dict[str, Any]:
    """Lexicon, recipe and versions behind the tables of a report."""
    import toolkit
    from toolkit.schema import TENSION_FORMULA

    return {
        "lexicon": lexicon.card(),
        "recipe": recipe.as_dict(),
        "recipe_lines": recipe.describe().splitlines(),
        "recipe_sha256": recipe.sha256,
        "formula": TENSION_FORMULA,
        "no_index": problem,
        "versions": {
            "toolkit": toolkit.__version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _NAMED_VERSIONS},
        },
    }
