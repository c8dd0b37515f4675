"""Points: what one value of an index is made of, down to the mentions.

A level is a ratio of sums, so each counted mention has its part of it and the parts add
up to the level exactly. :func:`explain_change` does the same for two periods.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.index.contributions import amount_of, part_labels
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions, describe_selection
from toolkit.index.units import dated_scores, named_period, panel_of, story_units
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explain_level", "level_mentions"]


def explain_level(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    period: str | pd.Timestamp,
    *,
    by: str = "article",
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Split the level of one period into parts that add up to it: one row per part.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles`` or ``select_scores``.
    mentions
        The mentions these scores were counted from.
    period
        A period of the index, e.g. ``"2024-07"``.
    by
        ``article``, ``source``, ``term``, ``type``, ``channel``, ``status``, ``voice``,
        ``actor``, ``target`` or ``dyad``.
    recipe
        Measure, channels, period and copies. Sources are taken together: ``per_source``
        levels are no sum over mentions.

    Returns
    -------
    pandas.DataFrame
        The ``by`` column (``article_id`` for articles), ``mentions`` (counted ones),
        ``part`` of the level (unit of the measure; positive = pushes it up) and
        ``share`` of it (adds up to 1; missing where the level is 0), the largest part
        first. ``attrs`` holds the ``level``, what it is ``counted_in`` (words; stories
        for ``share``) and ``n_stories``.

    Raises
    ------
    BadValue
        The period has no stories, or the mentions are not the ones the scores were
        counted from.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 300],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-07-02"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": "ASSAULT", "channel": "act", "severity": 8.0, "status": "actual",
    ...     "hedged": False, "voice": "narrator"})
    >>> parts = explain_level(score_articles(articles, mentions), mentions, "2024-07",
    ...     recipe=IndexRecipe(measure="rate"))
    >>> parts[["article_id", "mentions", "part"]].values.tolist()
    [['b', 2, 5.0], ['a', 1, 2.5]]
    >>> parts.attrs["level"]
    7.5
    """
    found = level_mentions(scores, mentions, period, recipe=recipe)
    label = found["source"] if by == "source" else part_labels(found, by)
    name = "article_id" if by == "article" else by
    parts = (
        found.groupby(label.rename(name), sort=True)["part"]
        .agg(mentions="size", part="sum")
        .reset_index()
    )
    level = found.attrs["level"]
    parts["share"] = parts["part"] / (level if level else float("nan"))
    order = parts["part"].abs().sort_values(ascending=False, kind="stable").index
    parts = parts.loc[order].reset_index(drop=True)
    parts.attrs = dict(found.attrs)
    return parts


def level_mentions(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    period: str | pd.Timestamp,
    *,
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Give every mention its part of the level of a period: one row per counted one.

    Parameters
    ----------
    scores, mentions, period, recipe
        As for :func:`explain_level`.

    Returns
    -------
    pandas.DataFrame
        ``mention`` (its row label in ``mentions``), the columns of ``mentions``,
        ``source`` (the outlet) and ``part``, the largest first. The sum of ``part`` is
        ``attrs["level"]``, the level that ``tension_index`` gives for the period.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 300],
    ...     "published": pd.Timestamp("2024-07-01", tz="UTC")})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": [0, 0, 9], "end": [6, 6, 15], "match": "attack",
    ...     "term": "attack", "type": "ASSAULT", "channel": "act", "severity": 8.0,
    ...     "status": "actual", "hedged": False, "voice": "narrator"})
    >>> found = level_mentions(score_articles(articles, mentions), mentions, "2024-07",
    ...                        recipe=IndexRecipe(measure="rate"))
    >>> found["part"].tolist(), found.attrs["level"]
    ([2.5, 2.5, 2.5], 7.5)
    """
    recipe = replace(recipe or IndexRecipe(), scaling="pooled")
    units = _units_of(scores, period, recipe)
    found = counted_mentions(scores, mentions, recipe).reset_index(names="mention")
    found = found.assign(article_id=found["article_id"].astype(str)).merge(
        units[["article_id", "source"]], on="article_id", suffixes=("_of_mention", "")
    )
    below = float(units["denominator"].sum())
    found["part"] = amount_of(found, recipe) / below
    order = found["part"].abs().sort_values(ascending=False, kind="stable").index
    found = found.loc[order].reset_index(drop=True)
    found.attrs = {
        "level": float(units["numerator"].sum()) / below,
        "counted_in": below,
        "n_stories": int(units["story_id"].nunique()),
        "unit": recipe.measure,
        "period": str(named_period(period, recipe.every).date()),
        "selection": describe_selection(scores.attrs),
    }
    return found


def _units_of(
    scores: pd.DataFrame, period: str | pd.Timestamp, recipe: IndexRecipe
) -> pd.DataFrame:
    """Stories of one period that count."""
    dated, _ = panel_of(dated_scores(scores, recipe)[0], recipe)
    units = story_units(dated, recipe)
    mine = units[units["period"] == named_period(period, recipe.every)]
    if mine.empty:
        raise BadValue(
            f"There are no stories in {period}; they run from "
            f"{units['period'].min().date()} to {units['period'].max().date()}."
        )
    return mine.assign(article_id=mine["article_id"].astype(str))
