"""Dyads: one series for each pair of actors.

Every dyad is counted against all coverage of a period, so that its level says how much
of the news it fills. A pair stands only where the text shows it; most mentions have
none, and two dyads may differ in how plainly their news is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.breakdowns import chosen_labels, one_series_each
from toolkit.index.intervals import draw_levels, percentile_interval
from toolkit.index.levels import build_levels
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.index.selections import (
    ARROW,
    counted_mentions,
    dyad_ends,
    dyad_names,
    recounted,
)
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["dyad_balance", "dyad_index", "list_dyads"]


def list_dyads(
    mentions: pd.DataFrame, *, directed: bool = True, domestic: bool = False
) -> pd.DataFrame:
    """Count the pairs of actors: one row per dyad, the most frequent first.

    Parameters
    ----------
    mentions
        Table of ``find_mentions``.
    directed
        Keep who -> whom apart; otherwise both directions are one dyad, named in the
        order of the alphabet.
    domestic
        Keep pairs of an actor with itself, such as police and protesters of one state.

    Returns
    -------
    pandas.DataFrame
        ``dyad``, ``actor``, ``target``, ``mentions``, ``articles`` and the mentions of
        each channel. All statuses are counted; filter ``mentions`` first to count some.

    Examples
    --------
    >>> import pandas as pd
    >>> mentions = pd.DataFrame({"article_id": ["a", "a", "b"], "channel": "act",
    ...     "actor": ["Iran", "Israel", "Iran"], "target": ["Israel", "Iran", ""]})
    >>> list_dyads(mentions)[["dyad", "mentions"]].values.tolist()
    [['Iran -> Israel', 1], ['Israel -> Iran', 1]]
    >>> list_dyads(mentions, directed=False)["dyad"].tolist()
    ['Iran - Israel']
    """
    import pandas as pd

    named = _named(mentions, directed, domestic)
    table = (
        named.groupby("dyad", sort=True)
        .agg(
            actor=("actor", "first"),
            target=("target", "first"),
            mentions=("dyad", "size"),
            articles=("article_id", "nunique"),
        )
        .reset_index()
    )
    channels = pd.crosstab(named["dyad"], named["channel"].astype(str))
    table = table.merge(channels.reset_index(), on="dyad", how="left")
    return table.sort_values(
        ["mentions", "dyad"], ascending=[False, True], ignore_index=True
    )


def _named(mentions: pd.DataFrame, directed: bool, domestic: bool) -> pd.DataFrame:
    """Mentions with both actors, and the name of their dyad."""
    require_columns(mentions, ["actor", "target"], "mentions")
    actor, target = dyad_ends(mentions, directed=directed)
    dyad = dyad_names(mentions, directed=directed)
    keep = (dyad != "") & (domestic | (actor != target))
    return mentions[keep].assign(
        actor=actor[keep], target=target[keep], dyad=dyad[keep]
    )


def dyad_index(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    dyads: Sequence[str] | None = None,
    directed: bool = True,
    domestic: bool = False,
) -> pd.DataFrame:
    """Make one series per pair of actors: one row per period and dyad.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    recipe
        Measure ``share``, ``rate`` or ``weighted``, channels, period and the rest.
    dyads
        Names as :func:`list_dyads` gives them, e.g. ``"Iran -> Israel"``; the twelve
        most frequent unless given.
    directed, domestic
        As for :func:`list_dyads`.

    Returns
    -------
    pandas.DataFrame
        As ``tension_index`` with the column ``dyad``. ``value`` is 100 at each dyad's
        own base mean, so values compare one dyad with itself over time; ``level`` (of
        all stories, or per 1,000 words of all of them) compares dyads.
        Higher = more escalation language of that pair.

    Raises
    ------
    BadValue
        A dyad is not in the mentions, or the measure is ``tension``.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> recipe = IndexRecipe(every="quarter", measure="rate", draws=0)
    >>> index = dyad_index(scores, mentions, recipe, dyads=["Iran -> Israel"])
    >>> index[["dyad", "level", "n_stories"]].round(2)
                 dyad  level  n_stories
    0  Iran -> Israel   0.54         48
    1  Iran -> Israel   0.07         71
    2  Iran -> Israel   1.98         13
    """
    recipe = recipe or IndexRecipe()
    if recipe.measure == "tension":
        raise BadValue(
            "A dyad has too few mentions for heat less cooling to have a base. Use "
            "measure='share', 'rate' or 'weighted', with the channels you ask about."
        )
    named = _named(counted_mentions(scores, mentions, recipe), directed, domestic)
    frequent = named["dyad"].value_counts(sort=False).sort_index()
    frequent = frequent.sort_values(ascending=False, kind="stable")
    chosen = chosen_labels(frequent, dyads, "dyad")
    return one_series_each(scores, named, "dyad", chosen, recipe)


def dyad_balance(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    first: str,
    second: str,
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Set the two directions of a pair side by side: one row per period.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    first, second
        Two actors, e.g. ``"Iran"`` and ``"Israel"``.
    recipe
        Measure ``share``, ``rate`` or ``weighted``, scaling ``pooled``, channels,
        period and the rest; its base is not used.

    Returns
    -------
    pandas.DataFrame
        ``period``; ``forward`` and ``back`` (levels of first -> second and of second ->
        first, of all stories or per 1,000 words); ``net``, forward less back (positive
        = more is told of what the first does to the second); ``low`` and ``high`` of
        the net, from the recipe's draws; ``n_articles``, ``n_stories``, ``n_words`` and
        ``enough``. The net is no verdict on who began: passives and unnamed agents have
        no direction, and newsrooms name one side more plainly than the other.

    Raises
    ------
    BadValue
        The measure is ``tension``, the scaling ``per_source``, or no counted mention
        has the pair.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> recipe = IndexRecipe(every="quarter", measure="rate", draws=0)
    >>> balance = dyad_balance(scores, mentions, "Iran", "Israel", recipe)
    >>> balance[["forward", "back", "net"]].round(2)
       forward  back   net
    0     0.54  0.11  0.43
    1     0.07  0.00  0.07
    2     1.98  1.98  0.00
    """
    recipe = recipe or IndexRecipe()
    if recipe.measure == "tension" or recipe.scaling != "pooled":
        raise BadValue(
            "The balance of a pair needs measure='share', 'rate' or 'weighted' and "
            f"scaling='pooled'; this recipe has measure={recipe.measure!r} and "
            f"scaling={recipe.scaling!r}."
        )
    recipe = replace(recipe, base=None)
    named = _named(counted_mentions(scores, mentions, recipe), True, False)
    ways = [f"{a}{ARROW}{b}" for a, b in ((first, second), (second, first))]
    if not named["dyad"].isin(ways).any():
        raise BadValue(
            f"No counted mention has {ways[0]!r} or {ways[1]!r}; see "
            "list_dyads(mentions)."
        )
    forward, back = (
        build_levels(
            recounted(scores, named[named["dyad"] == way], recipe.channels), recipe
        )
        for way in ways
    )
    # the same stories in the same strata: only what they bring differs
    net = replace(forward, numerator=forward.numerator - back.numerator)
    low, high = np.nan, np.nan
    if recipe.draws:
        drawn = draw_levels(net, recipe.draws, recipe.seed)
        low, high = percentile_interval(drawn, recipe.interval)
    table = net.cells.assign(
        forward=forward.observed(), back=back.observed(), net=net.observed(),
        low=low, high=high, enough=net.cells["n_stories"] >= recipe.minimum_stories,
    )  # fmt: skip
    columns = ["period", "forward", "back", "net", "low", "high",
               "n_articles", "n_stories", "n_words", "enough"]  # fmt: skip
    table = table[columns]
    table.attrs = {"recipe": recipe.as_dict(), "unit": MEASURES[recipe.measure],
                   "first": first, "second": second}  # fmt: skip
    return table
