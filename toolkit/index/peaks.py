"""Peaks: the highest periods of an index, and the stories that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.index.changes import group_columns
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.units import dated_scores, story_units
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["list_peaks"]


def list_peaks(
    index: pd.DataFrame,
    scores: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    *,
    n: int = 5,
    stories: int = 3,
) -> pd.DataFrame:
    """List the highest periods of an index: one row per peak and story that made it.

    Parameters
    ----------
    index
        Table of ``tension_index`` without groups; its recipe is read from ``attrs``.
    scores
        The scores it was made of.
    mentions
        The mentions these scores were counted from. Where given, ``terms`` names the
        three commonest terms that count in each story.
    n
        Number of peaks; periods marked ``enough = False`` are passed over.
    stories
        Stories listed for each peak, those that add most first.

    Returns
    -------
    pandas.DataFrame
        ``rank`` (1 = highest), ``period``, ``value``, ``story_id``, ``article_id`` (the
        article the story counts through), ``source``, ``published``, ``share`` (of the
        period's sum; 0 to 1), and ``terms``. Where every story adds the same, as in a
        ``share`` index, those with the highest severity-weighted rate come first.

    Raises
    ------
    BadValue
        The index has groups, or does not hold its recipe.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample
    >>> from toolkit import score_articles, tension_index
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> index = tension_index(scores, IndexRecipe(measure="weighted", draws=0))
    >>> peaks = list_peaks(index, scores, n=1, stories=2)
    >>> peaks[["rank", "source", "share"]].round(3)
       rank                            source  share
    0     1  State Bulletin Service of Karuna  0.193
    1     1                     Meridian Wire  0.174
    """
    recipe = _recipe_of(index)
    if group_columns(index):
        raise BadValue(
            f"list_peaks reads one series, and this index has {group_columns(index)}. "
            "Choose one group, drop the column, and pass its scores."
        )
    top = index[index["enough"].astype(bool)].nlargest(n, "value", keep="first")
    top = top.assign(rank=range(1, len(top) + 1))[["rank", "period", "value"]]
    dated, _ = dated_scores(scores, recipe)
    units = story_units(dated, recipe)
    weight = units[[f"{channel}_weighted" for channel in recipe.channels]].sum(axis=1)
    total = units.groupby("period")["numerator"].transform("sum")
    peaks = (
        units.assign(share=units["numerator"] / total.where(total != 0), weight=weight)
        .loc[lambda t: t["numerator"] > 0]
        .merge(top, on="period")
        .sort_values(
            ["rank", "share", "weight", "article_id"],
            ascending=[True, False, False, True],
        )
        .groupby("rank")
        .head(stories)
        .reset_index(drop=True)
    )
    columns = [
        "rank",
        "period",
        "value",
        "story_id",
        "article_id",
        "source",
        "published",
        "share",
    ]
    peaks = peaks[columns]
    return (
        peaks
        if mentions is None
        else peaks.assign(terms=_terms(peaks, scores, mentions, recipe))
    )


def _recipe_of(index: pd.DataFrame) -> IndexRecipe:
    if "recipe" not in index.attrs:
        raise BadValue(
            "This index does not hold its recipe (attrs were lost, as in a CSV file). "
            "Make it again with tension_index(scores, recipe)."
        )
    return IndexRecipe(**index.attrs["recipe"])


def _terms(
    peaks: pd.DataFrame,
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe,
) -> pd.Series:
    ids = peaks["article_id"].astype(str)
    mine = counted_mentions(scores, mentions, recipe)
    mine = mine[mine["article_id"].astype(str).isin(ids)]
    counts = mine.assign(term=mine["term"].astype(str)).value_counts(
        ["article_id", "term"]
    )
    ordered = counts.reset_index().sort_values(
        ["count", "term"], ascending=[False, True]
    )
    lists = ordered.groupby("article_id", observed=True)["term"].agg(
        lambda terms: ", ".join(terms.head(3))
    )
    return ids.map(lists).fillna("")
