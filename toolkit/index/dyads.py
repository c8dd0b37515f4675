"""Dyads: one series for each pair of actors.

Every dyad is counted against all coverage of a period, so that its level says how much
of the news it fills. A pair stands only where the text shows it; most mentions have
none, and two dyads may differ in how plainly their news is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.contributions import counted_mentions
from toolkit.index.indices import tension_index
from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import PER_WORDS
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["dyad_index", "list_dyads"]

ARROW, BOTH_WAYS = " -> ", " - "
MOST_DYADS = 12  # series that can still be told apart


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
    actor = mentions["actor"].fillna("").astype(str)
    target = mentions["target"].fillna("").astype(str)
    keep = (actor != "") & (target != "") & (domestic | (actor != target))
    actor, target = actor[keep], target[keep]
    if not directed:
        swap = actor > target
        actor, target = actor.where(~swap, target), target.where(~swap, actor)
    dyad = actor + (ARROW if directed else BOTH_WAYS) + target
    return mentions[keep].assign(actor=actor, target=target, dyad=dyad)


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
    """
    import pandas as pd

    recipe = recipe or IndexRecipe()
    if recipe.measure == "tension":
        raise BadValue(
            "A dyad has too few mentions for heat less cooling to have a base. Use "
            "measure='share', 'rate' or 'weighted', with the channels you ask about."
        )
    named = _named(counted_mentions(scores, mentions, recipe), directed, domestic)
    frequent = named["dyad"].value_counts(sort=False).sort_index()
    chosen = _chosen(frequent.sort_values(ascending=False, kind="stable"), dyads)
    parts, lost = [], []
    for dyad in chosen:
        mine = _scores_of(scores, named[named["dyad"] == dyad], recipe)
        try:
            parts.append(tension_index(mine.assign(dyad=dyad), recipe, by="dyad"))
        except BadValue as reason:
            lost.append({"what": "series", "series": dyad, "reason": str(reason)})
    if not parts:
        raise BadValue(
            f"No dyad has an index. {lost[0]['series']}: {lost[0]['reason']}"
        )
    index = pd.concat(parts, ignore_index=True)
    index.attrs = parts[0].attrs | {"left_out": [*parts[0].attrs["left_out"], *lost]}
    return index


def _chosen(frequent: pd.Series, dyads: Sequence[str] | None) -> list[str]:
    if dyads is None:
        if frequent.empty:
            raise BadValue("No counted mention names both an actor and a target.")
        return list(frequent.index[:MOST_DYADS])
    wanted = [dyads] if isinstance(dyads, str) else list(dyads)
    unknown = [dyad for dyad in wanted if dyad not in frequent.index]
    if unknown:
        raise BadValue(
            f"{unknown[0]!r} is no dyad of the counted mentions; the most frequent are "
            f"{', '.join(map(repr, frequent.index[:3])) or 'none'}. "
            "See list_dyads(mentions)."
        )
    return wanted


def _scores_of(
    scores: pd.DataFrame, named: pd.DataFrame, recipe: IndexRecipe
) -> pd.DataFrame:
    """The scores with the mentions of one dyad only; all articles stay."""
    import pandas as pd

    place = pd.Index(scores["article_id"].astype(str)).get_indexer(named["article_id"])
    words = scores["n_words"].to_numpy(float)
    read = np.where(words > 0, words, np.nan)
    columns = {}
    for channel in recipe.channels:
        mine = (named["channel"] == channel).to_numpy()
        count = np.bincount(place[mine], minlength=len(scores))
        weight = named["severity"].to_numpy(float)[mine]
        total = np.bincount(place[mine], weights=weight, minlength=len(scores))
        columns |= {
            f"{channel}_count": count,
            f"{channel}_any": np.where(words > 0, (count > 0).astype(float), np.nan),
            f"{channel}_rate": PER_WORDS * count / read,
            f"{channel}_weighted": PER_WORDS * total / read,
        }
    return scores.assign(**columns)
