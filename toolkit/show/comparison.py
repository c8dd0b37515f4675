"""The comparison: two sets of articles on one page, made as a report is made.

The same page, notebook and folder of tables; only the sections are other ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import BadValue, ToolkitError
from toolkit.show.methodology import methodology_log
from toolkit.show.report import (
    choose_period,
    count_coverage,
    place_of_page,
    require_articles,
    stages,
    usual_recipe,
    what_made_them,
    why_this_recipe,
    with_basics,
)
from toolkit.show.report_series import Made
from toolkit.show.wording import masked, wording_named

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.index.recipe import IndexRecipe
    from toolkit.mentions.lexicon import Lexicon

__all__ = ["write_comparison"]

TITLE = "Escalation language, two sides compared"
AGAIN = " (second)"  # after the id of an article that is on both sides
DIVIDED = ("channel", "type", "source", "term", "dyad")


def write_comparison(
    first: pd.DataFrame,
    second: pd.DataFrame,
    path: str | Path,
    *,
    names: Sequence[str] = ("first", "second"),
    lexicon: Lexicon | None = None,
    recipe: IndexRecipe | None = None,
    title: str | None = None,
    texts: str = "passages",
    progress: bool = True,
) -> Path:
    """Compare two sets of articles in one offline HTML file.

    Parameters
    ----------
    first, second
        Two corpora, or two parts of one such as two stretches of time (see
        ``keep_articles``): one row per article, as for ``write_report``. An article may
        be on both sides. A column ``side`` is written over.
    path
        Of the HTML file; notebook and tables stand beside it, as for ``write_report``.
    names
        What the two sides are called.
    lexicon, texts
        As for ``write_report``, the same for both sides.
    recipe
        Channels, period, copies, minimum of stories and interval, the same for both;
        chosen as for ``write_report`` unless given. Its base is not used: sides are
        compared by their levels.
    title
        Heading of the page.
    progress
        Show one line for each stage.

    Returns
    -------
    Path
        The HTML file, which loads nothing from elsewhere and holds no script. It says
        what was compared, and shows by channel, type of event, outlet, term and pair of
        actors both sides with their intervals, the difference with its own, and the
        passages behind it. Differences are second less first.

    Raises
    ------
    BadValue
        A side has no article, or no article with words; the names are no two different
        ones; or as for ``write_report``.
    MissingColumn
        ``article_id`` or ``text`` is absent.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import keep_articles, load_sample
    >>> articles = load_sample("chronicle")
    >>> spring = keep_articles(articles, until="2024-06")
    >>> later = keep_articles(articles, since="2024-07")
    >>> page = write_comparison(spring, later, tempfile.mkdtemp() + "/two.html",
    ...     names=("spring", "later"), progress=False)
    >>> page.name
    'two.html'
    """
    from toolkit.show.page import publish

    wording_named(texts)
    sides = dict(zip(_two_names(names), (first, second), strict=True))
    for articles in sides.values():
        require_articles(articles)
    page = place_of_page(path)
    stage = stages(progress)
    tables, about = _make_tables(sides, lexicon, recipe, stage)
    about |= {"title": title or TITLE, "texts": texts, "sides": list(sides)}
    tables |= masked(tables, texts)
    publish(page, tables, about, stage, template="comparison")
    return page


def _two_names(names: Sequence[str]) -> list[str]:
    stripped = [str(name).strip() for name in names]
    if len(stripped) != 2 or len(set(stripped)) != 2 or not all(stripped):
        raise BadValue(f"names={names!r} must be two different names, one per side.")
    return stripped


def _joined(sides: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The articles of both sides in one table; ids stay distinct."""
    import pandas as pd

    one, two = (with_basics(a).assign(side=name) for name, a in sides.items())
    again = two["article_id"].isin(one["article_id"])
    two["article_id"] = two["article_id"].where(~again, two["article_id"] + AGAIN)
    return pd.concat([one, two], ignore_index=True)


def _aside(sides: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """What was set aside and noted while both sides were read."""
    import pandas as pd

    from toolkit.articles.read import list_notes, list_skipped

    return {
        # two parts of one corpus were read together
        name: pd.concat(map(listed, sides.values())).drop_duplicates(ignore_index=True)
        for name, listed in (("skipped", list_skipped), ("notes", list_notes))
    }


def _make_tables(
    sides: dict[str, pd.DataFrame],
    lexicon: Lexicon | None,
    recipe: IndexRecipe | None,
    stage: Callable[[str], Any],
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Every table of the comparison, and what identifies them."""
    from toolkit import find_mentions, find_stories, load_lexicon, score_articles

    lexicon, given = lexicon or load_lexicon(), recipe is not None
    with stage("find stories"):
        # over both sides, so that a text that both print is one story
        articles = find_stories(_joined(sides))
    with stage("find mentions"):
        mentions = find_mentions(articles, lexicon)
    with stage("score articles"):
        scores = score_articles(articles, mentions)
        scores["side"] = articles["side"].to_numpy()
    recipe = recipe or replace(
        usual_recipe(articles, scores), every=_period_of_both(articles)
    )
    with stage("compare sides"):
        made = _compared(scores, mentions, recipe, list(sides))
    tables = {
        "articles": articles,
        "mentions": mentions,
        "scores": scores,
        **_aside(sides),
        "coverage": count_coverage(
            articles.assign(source=articles["side"]), recipe.every
        ),
        **made.tables,
    }
    about = what_made_them(lexicon, recipe, "") | {"reasons": made.reasons}
    if not given:
        about["recipe_lines"].append(why_this_recipe(recipe, scores))
    tables["log"] = methodology_log(tables, lexicon, recipe, made.reasons)
    return tables, about


def _period_of_both(articles: pd.DataFrame) -> str:
    """Length of period that suits the side with the longer range of dates."""

    def days(own: pd.DataFrame) -> float:
        return (own["published"].max() - own["published"].min()).total_seconds()

    parts = [
        own for _, own in articles.groupby("side") if own["published"].notna().any()
    ]
    return choose_period(max(parts, key=days) if parts else articles)


def _compared(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, names: list[str]
) -> Made:
    """Both sides as wholes, divided in every way, and over time."""
    from toolkit.index.side_series import series_of_sides
    from toolkit.index.sides import compare_sides

    drawn = recipe if recipe.draws else replace(recipe, draws=1000)
    made = Made()
    # a side without stories stops it all: there is nothing to compare
    made.tables["sides"] = compare_sides(scores, mentions, *names, recipe=drawn)
    for by in DIVIDED:
        made.add(
            f"sides_by_{by}",
            lambda by=by: compare_sides(scores, mentions, *names, by=by, recipe=drawn),
        )
    made.add("sides_over_time", lambda: _dated_series(scores, recipe, series_of_sides))
    return made


def _dated_series(
    scores: pd.DataFrame, recipe: IndexRecipe, make: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    if scores["published"].isna().all():
        raise ToolkitError("No article has a date: nothing can be placed in time.")
    return make(scores, recipe)
