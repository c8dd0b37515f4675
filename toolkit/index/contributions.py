"""Contributions: which words, channels or sources a change is made of.

A level is a ratio of sums over mentions, so the change between two periods splits into
parts that add up to it exactly. No part is a cause: the split says what the number is
made of, and the mentions behind each part can be read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.units import PER_WORDS, dated_scores, named_period, story_units
from toolkit.schema import TENSION_SIGNS, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explain_change", "term_contributions"]

# What the mentions can be split by; "source" splits the articles instead.
SPLITS = ("term", "type", "channel", "status", "voice", "actor", "target")


def explain_change(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    first: str,
    second: str,
    *,
    by: str = "term",
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Split the change of the level between two periods into parts that add up to it.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    first, second
        Periods, e.g. ``"2024-07"``; the change is second minus first.
    by
        ``term``, ``type``, ``channel``, ``status``, ``voice``, ``actor``, ``target``,
        or ``source``.
    recipe
        Measure, channels, period and copies; defaults where none is given. Sources are
        always taken together: ``per_source`` levels are no sum over mentions.

    Returns
    -------
    pandas.DataFrame
        One row per part, the largest change first: the ``by`` column, ``first`` and
        ``second`` (its part of the two levels) and ``change``. With ``by="source"``:
        ``first`` and ``second`` are the source's own levels, ``within`` what its own
        change adds, ``composition`` what its growing or shrinking share of the stories
        (or words) adds, ``change`` their sum. Positive = pushes the level up. The
        column ``change`` adds up to ``attrs["change"]``; ``attrs["unit"]`` names the
        unit.

    Raises
    ------
    BadValue
        A period has no stories, ``by`` is unknown, or the mentions are not the ones the
        scores were counted from.

    Notes
    -----
    ``share``: a story is in or out, however many terms it holds, so its 1 is split
    evenly over its distinct terms. The split by source is that of Kitagawa (1955), with
    the mean of both periods as weight, so no interaction term is left over.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 200],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid",
    ...     "term": ["raid", "raid", "siege"], "type": "ASSAULT", "channel": "act",
    ...     "severity": 8.0, "status": "actual", "hedged": False, "voice": "narrator"})
    >>> scores = score_articles(articles, mentions)
    >>> rate = IndexRecipe(measure="rate")
    >>> explain_change(scores, mentions, "2024-07", "2024-08", recipe=rate)
        term  first  second  change
    0   raid   10.0     5.0    -5.0
    1  siege    0.0     5.0     5.0
    """
    recipe = replace(recipe or IndexRecipe(), scaling="pooled")
    units = _two_periods(scores, recipe, first, second)
    if by == "source":
        parts = _by_source(units)
    elif by in SPLITS:
        amounts = _amounts(
            units, counted_mentions(scores, mentions, recipe), recipe, by
        )
        parts = _by_column(units, amounts, by)
    else:
        raise BadValue(
            f"by={by!r} is unknown; choose {', '.join((*SPLITS, 'source'))}."
        )
    total = _level(units[units["second"]]) - _level(units[~units["second"]])
    order = parts["change"].abs().sort_values(ascending=False, kind="stable").index
    parts = parts.loc[order].reset_index(drop=True)
    parts.attrs = {
        "change": total,
        "unit": recipe.measure,
        "first": first,
        "second": second,
    }
    return parts


def term_contributions(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    period: str | None = None,
    *,
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Share of the severity sum that each term brings: one row per term.

    Parameters
    ----------
    scores, mentions
        As for :func:`explain_change`.
    period
        Only this period, e.g. ``"2024-08"``; all of them where none is given.
    recipe
        Channels, period and copies; defaults where none is given.

    Returns
    -------
    pandas.DataFrame
        ``term``, ``channel``, ``mentions`` and ``stories`` (counts), ``weighted`` (sum
        of severities), ``share`` (of that sum over all rows; 0 to 1, adds up to 1). The
        largest first. An index that rests on one term is an index of that term.
    """
    recipe = recipe or IndexRecipe()
    dated, _ = dated_scores(scores, recipe)
    units = story_units(dated, recipe)
    if period is not None:
        units = units[units["period"] == named_period(period, recipe.every)]
    counted = counted_mentions(scores, mentions, recipe)
    mine = counted[counted["article_id"].isin(units["article_id"])]
    table = (
        mine.groupby(["term", "channel"], observed=True, sort=True)
        .agg(
            mentions=("term", "size"),
            stories=("article_id", "nunique"),
            weighted=("severity", "sum"),
        )
        .reset_index()
    )
    whole = table["weighted"].sum()
    table["share"] = table["weighted"] / (whole if whole > 0 else np.nan)
    return table.sort_values(
        ["weighted", "mentions", "term"], ascending=[False, False, True]
    ).reset_index(drop=True)


def _two_periods(
    scores: pd.DataFrame, recipe: IndexRecipe, first: str, second: str
) -> pd.DataFrame:
    """Units of the two periods, marked by whether they stand in the second."""
    dated, _ = dated_scores(scores, recipe)
    units = story_units(dated, recipe)
    starts = [named_period(name, recipe.every) for name in (first, second)]
    for name, start in zip((first, second), starts, strict=True):
        if not (units["period"] == start).any():
            raise BadValue(
                f"There are no stories in {name}; they run from "
                f"{units['period'].min().date()} to {units['period'].max().date()}."
            )
    if starts[0] == starts[1]:
        raise BadValue(f"{first} and {second} are the same {recipe.every}.")
    kept = units[units["period"].isin(starts)]
    return kept.assign(second=kept["period"] == starts[1])


def _level(units: pd.DataFrame) -> float:
    return float(units["numerator"].sum() / units["denominator"].sum())


def _amounts(
    units: pd.DataFrame, counted: pd.DataFrame, recipe: IndexRecipe, by: str
) -> pd.DataFrame:
    """Give the ``amount`` that each mention adds to its unit's numerator."""
    if by not in counted.columns:
        raise BadValue(f"The mentions have no column {by!r} to split by.")
    found = counted.copy()
    for name in {by, "term", "channel"}:
        # plain strings: categories would bring parts that do not occur
        label = counted[name].astype(object).where(counted[name].notna(), "")
        found[name] = label.astype(str).replace("", "(none)")
    found = found.merge(units[["article_id", "second"]], on="article_id")
    if recipe.measure == "share":
        distinct = found.drop_duplicates(
            list(dict.fromkeys(["article_id", "term", by]))
        )
        size = distinct.groupby("article_id", observed=True)["term"].transform("size")
        return distinct.assign(amount=1 / size)
    if recipe.measure == "rate":
        return found.assign(amount=float(PER_WORDS))
    if recipe.measure == "tension":
        sign = found["channel"].map(TENSION_SIGNS).astype(float)
        return found.assign(amount=PER_WORDS * sign)
    return found.assign(amount=PER_WORDS * found["severity"].astype(float))


def _by_column(units: pd.DataFrame, amounts: pd.DataFrame, by: str) -> pd.DataFrame:
    below = units.groupby("second")["denominator"].sum()
    table = (
        amounts.groupby([by, "second"])["amount"]
        .sum()
        .unstack("second", fill_value=0.0)
        .reindex(columns=[False, True], fill_value=0.0)
    )
    parts = (table / below).set_axis(["first", "second"], axis=1)
    return parts.assign(change=parts["second"] - parts["first"]).reset_index()


def _by_source(units: pd.DataFrame) -> pd.DataFrame:
    sums = (
        units.groupby(["source", "second"])[["numerator", "denominator"]]
        .sum()
        .unstack("second", fill_value=0.0)
    )
    weight = sums["denominator"] / sums["denominator"].sum()
    level = sums["numerator"] / sums["denominator"].replace(0.0, np.nan)
    # A source seen in one period only did not change; it came or went.
    filled = level.T.ffill().bfill().T
    middle = np.average([_level(units[units["second"] == s]) for s in (False, True)])
    within = weight.mean(axis=1) * (filled[True] - filled[False])
    composition = (weight[True] - weight[False]) * (filled.mean(axis=1) - middle)
    parts = level.set_axis(["first", "second"], axis=1).assign(
        within=within, composition=composition, change=within + composition
    )
    return parts.reset_index()
