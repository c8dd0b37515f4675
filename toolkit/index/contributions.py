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
from toolkit.index.selections import (
    counted_mentions,
    describe_selection,
    dyad_names,
)
from toolkit.index.units import (
    NO_LABEL,
    PER_WORDS,
    dated_scores,
    labelled,
    named_period,
    story_units,
)
from toolkit.schema import TENSION_SIGNS, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["changed_mentions", "explain_change", "term_contributions"]

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
        ``dyad``, ``article``, or ``source``.
    recipe
        Measure, channels, period and copies; defaults where none is given. Sources are
        always taken together: ``per_source`` levels are no sum over mentions.

    Returns
    -------
    pandas.DataFrame
        One row per part, the largest change first: the ``by`` column, ``first`` and
        ``second`` (its part of the two levels) and ``change``, which is the sum of
        ``within`` (sources write more or less of it) and ``composition`` (sources that
        write much of it grow or shrink among the stories, or words). With
        ``by="source"``, ``first`` and ``second`` are the source's own levels, and its
        ``composition`` counts against the mean of both periods. Positive = pushes the
        level up. The column ``change`` adds up to ``attrs["change"]``; ``attrs`` also
        holds the sums ``within`` and ``composition``, and the ``unit``.

    Raises
    ------
    BadValue
        A period has no stories, ``by`` is unknown, or the mentions are not the ones the
        scores were counted from.

    Notes
    -----
    ``share``: a story is in or out, however many terms it holds, so its 1 is split
    evenly over its distinct terms, and over the mentions of each. The split into within
    and composition is that of Kitagawa (1955), with the mean of both periods as weight,
    so no interaction term is left over. The mentions behind each part:
    :func:`changed_mentions`.

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
    >>> parts = explain_change(scores, mentions, "2024-07", "2024-08", recipe=rate)
    >>> parts[["term", "first", "second", "change"]]
        term  first  second  change
    0   raid   10.0     5.0    -5.0
    1  siege    0.0     5.0     5.0
    """
    if by not in (known := (*SPLITS, "dyad", "article", "source")):
        raise BadValue(f"by={by!r} is unknown; choose {', '.join(known)}.")
    recipe = replace(recipe or IndexRecipe(), scaling="pooled")
    units = _two_periods(scores, recipe, first, second)
    atoms = _atoms(units, counted_mentions(scores, mentions, recipe), recipe)
    parts = _by_source(units) if by == "source" else _by_label(atoms, by)
    order = parts["change"].abs().sort_values(ascending=False, kind="stable").index
    parts = parts.loc[order].reset_index(drop=True)
    parts.attrs = _what(units, recipe, first, second) | {
        "within": float(atoms["within"].sum()),
        "composition": float(atoms["composition"].sum()),
        "selection": describe_selection(scores.attrs),
    }
    return parts


def changed_mentions(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    first: str,
    second: str,
    *,
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Give every mention its part of the change: one row per mention that counts.

    Parameters
    ----------
    scores, mentions, first, second, recipe
        As for :func:`explain_change`.

    Returns
    -------
    pandas.DataFrame
        One row per counted mention of the two periods, the largest parts first:
        ``mention`` (its row label in ``mentions``), the columns of ``mentions``,
        ``source`` (the outlet), ``period`` (as named), ``change`` (negative for those
        of the first period, unless they cool) and its two parts ``within`` and
        ``composition``. Sums of ``change`` by any column are what
        :func:`explain_change` shows, so each of its bars can be read down to the
        passages. ``attrs["counted_in"]`` holds the words (for ``share`` the stories) of
        both periods.

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> parts = changed_mentions(scores, mentions, "2024-06", "2024-08")
    >>> parts[["term", "period", "change"]].head(2).round(3)
                                         term   period  change
    0  torpedo|torpedoes|torpedoed|torpedoing  2024-06  -0.067
    1                                war|wars  2024-06  -0.067
    """
    recipe = replace(recipe or IndexRecipe(), scaling="pooled")
    units = _two_periods(scores, recipe, first, second)
    atoms = _atoms(units, counted_mentions(scores, mentions, recipe), recipe)
    atoms["period"] = np.where(atoms["second"], second, first)
    order = atoms["change"].abs().sort_values(ascending=False, kind="stable").index
    own = [name for name in mentions.columns if name not in ("source", "period")]
    parts = atoms.loc[
        order, ["mention", *own, "source", "period", "within", "composition", "change"]
    ].reset_index(drop=True)
    parts.attrs = _what(units, recipe, first, second)
    return parts


def _what(
    units: pd.DataFrame, recipe: IndexRecipe, first: str, second: str
) -> dict[str, object]:
    below = units.groupby("second")["denominator"].sum()
    return {
        "change": _level(units[units["second"]]) - _level(units[~units["second"]]),
        "unit": recipe.measure,
        "first": first,
        "second": second,
        "counted_in": (float(below[False]), float(below[True])),
    }


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

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> terms = term_contributions(scores, mentions, "2024-08")
    >>> terms[["term", "channel", "share"]].head(3).round(3)
                                    term channel  share
    0          kill|kills|killed|killing     act  0.153
    1  attack|attacks|attacked|attacking     act  0.127
    2    missile|missiles|rocket|rockets     act  0.081
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
    kept = labelled(units[units["period"].isin(starts)], ["source"])
    return kept.assign(second=kept["period"] == starts[1])


def _level(units: pd.DataFrame) -> float:
    return float(units["numerator"].sum() / units["denominator"].sum())


def _atoms(
    units: pd.DataFrame, counted: pd.DataFrame, recipe: IndexRecipe
) -> pd.DataFrame:
    """One row per mention of the two periods, with its part of the change."""
    found = counted.assign(article_id=counted["article_id"].astype(str))
    found = found.reset_index(names="mention").merge(
        units.astype({"article_id": str})[["article_id", "source", "second"]],
        on="article_id",
        suffixes=("_of_mention", ""),
    )
    return _weighed(found.assign(amount=amount_of(found, recipe)), units)


def amount_of(found: pd.DataFrame, recipe: IndexRecipe) -> np.ndarray:
    """What each mention adds to the numerator of its unit."""
    if recipe.measure == "share":
        # the 1 of a story is split evenly over its terms, then over their mentions
        key = ["article_id", "term"]
        alike = found.groupby(key, observed=True)["term"].transform("size")
        terms = found.groupby("article_id", observed=True)["term"].transform("nunique")
        return 1 / (alike * terms).to_numpy(float)
    if recipe.measure == "rate":
        return np.full(len(found), float(PER_WORDS))
    if recipe.measure == "tension":
        sign = found["channel"].astype(object).map(TENSION_SIGNS)
        return PER_WORDS * sign.to_numpy(float)
    return PER_WORDS * found["severity"].to_numpy(float)


def _weighed(found: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Part of the change, and how much of it is within sources or composition.

    A source's part is weight times level; with the means of both periods as weights,
    each mention has its own place in either half. A source seen in one period only did
    not change; it came or went.
    """
    below = units.groupby(["source", "second"])["denominator"].sum().unstack("second")
    below = below.reindex(columns=[False, True]).fillna(0.0).sort_index()
    words = below.to_numpy()
    weight = words / words.sum(axis=0)
    both = (words > 0).all(axis=1)
    row = below.index.get_indexer(found["source"])
    second = found["second"].to_numpy(bool)
    side, sign = second.astype(int), np.where(second, 1, -1)
    level = found["amount"].to_numpy() / words[row, side]
    grown = np.where(both, 0.5, 1.0) * (weight[:, 1] - weight[:, 0])
    whole = level * weight[row, side]
    return found.assign(
        in_first=np.where(second, 0.0, whole),
        in_second=np.where(second, whole, 0.0),
        within=sign * level * np.where(both, weight.mean(axis=1), 0.0)[row],
        composition=level * grown[row],
        change=sign * whole,
    )


def part_labels(atoms: pd.DataFrame, by: str) -> pd.Series:
    """Label of each mention, ``(none)`` where it has none."""
    if by == "article":
        return atoms["article_id"].rename(by)
    needed = ("actor", "target") if by == "dyad" else (by,)
    if missing := [name for name in needed if name not in atoms.columns]:
        raise BadValue(f"The mentions have no column {missing[0]!r} to split by.")
    names = dyad_names(atoms) if by == "dyad" else atoms[by].astype(object)
    # plain strings: categories would bring parts that do not occur
    return names.where(names.notna(), "").astype(str).replace("", NO_LABEL).rename(by)


def _by_label(atoms: pd.DataFrame, by: str) -> pd.DataFrame:
    names = {"in_first": "first", "in_second": "second"}
    columns = [*names, "within", "composition", "change"]
    parts = atoms.groupby(part_labels(atoms, by), sort=True)[columns].sum()
    return parts.rename(columns=names).reset_index()


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
