"""Counts that a reader can weigh anew without this program: small tables, whole index.

A page that moves weights needs no articles. Mentions added up by period (or outlet),
type and channel, with the words they are counted in, give the index under any weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.cells import lay_out, period_label
from toolkit.index.indices import tension_index
from toolkit.index.levels import lay_out_stories
from toolkit.index.rankings import Ranking
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.units import dated_scores, labelled, panel_of
from toolkit.schema import TENSION_SIGNS, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["live_counts"]

AS_GIVEN = "as given"
MOST_PERIODS = 1000  # of more, the page would be heavy and the line a blur
MOST_OUTLETS = 30  # that are ranked, those with most stories
MOST_LINES = 9  # outlets with a line of their own, the others together being one
MOST_LINE_CELLS = 2000  # of these lines together, so that days of years bring few lines
OTHERS = "other outlets"
WEIGHTINGS = 500  # random ones, behind the sentence on what stays first


def live_counts(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    scales: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, pd.DataFrame]:
    """Add up what an index under other weights is made of.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    recipe
        As for ``Weighing``: the measure is ``weighted`` (or ``tension`` where the
        recipe says so), all stories of a period together.
    scales
        Name -> severities of another scale, one per row of ``mentions``.

    Returns
    -------
    dict
        Five tables, whose size does not grow with the number of articles.

        ``live_index``: the index as published, by this measure, with its intervals.

        ``live_outlets``: the same by ``source``, for the outlets with most stories (at
        most eight, fewer where there are many periods) and the others together.

        ``live_cells``: one row per period, empty ones too, and per outlet (the thirty
        with most stories): ``of`` (``period`` or ``source``), ``name``, ``period``,
        ``n_words``, ``n_stories``, ``enough``, ``base`` (in the base window) and
        ``ranked``. Rows ``of`` ``line`` are periods of one ``source``, as it stands in
        ``live_outlets``.

        ``live_counts``: one row per cell, ``type`` and ``channel`` that occurs in it:
        ``count``, what its mentions bring ``as given`` (their severities, or 1 each
        with ``tension``), and the sum of severities on each scale.

        ``live_firsts``: ``of``, ``weighting`` and what comes ``first`` in each of 500
        weightings that draw every type's severity evenly from 0 to 10.

        A level is 1,000 times the sum of weights by ``n_words``; an index is 100 times
        the level by its mean over the base window.

    Raises
    ------
    BadValue
        There is no mention to weigh, nothing in the base window to divide by, or there
        are more than a thousand periods.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> tables = live_counts(score_articles(articles, mentions), mentions)
    >>> {n: len(t) for n, t in tables.items()}  # doctest: +NORMALIZE_WHITESPACE
    {'live_index': 7, 'live_outlets': 21, 'live_cells': 31, 'live_counts': 101,
     'live_firsts': 1000}
    """
    import pandas as pd

    recipe = recipe or IndexRecipe()
    measure = "tension" if recipe.measure == "tension" else "weighted"
    recipe = replace(recipe, measure=measure, scaling="pooled")
    index = tension_index(scores, recipe)
    kept = _in_panel(scores, recipe)
    numbered = mentions.assign(
        **{f"_{name}": np.asarray(values) for name, values in (scales or {}).items()}
    )
    both = {"period": _periods(kept, recipe), "source": _outlets(kept, recipe)}
    outlets, lines, of_lines = _lines(kept, numbered, recipe, len(both["period"]))
    cells = pd.concat([*both.values(), lines], ignore_index=True)
    parts, firsts = [], []
    for of, own in both.items():
        laid = lay_out(kept, numbered, recipe, of)
        if not len(laid.mentions):
            raise BadValue(
                "No mention counts under this recipe: there is nothing to weigh."
            )
        names = np.array(laid.names, object)[laid.cell]
        found = laid.mentions.assign(of=of, name=names, source="")
        found = found[found["name"].isin(own["name"])]
        parts.append(_added(found, [*(scales or {})], measure))
        ranked = set(own.loc[own["ranked"], "name"])
        firsts.append(_firsts(kept, mentions, recipe, of, ranked))
    parts.append(_added(of_lines, [*(scales or {})], measure))
    counts = pd.concat(parts, ignore_index=True)
    cells["source"] = cells["source"].fillna("")
    cells.attrs = {
        "measure": measure, "every": recipe.every, "signs": _signs(measure),
        "recipe": recipe.as_dict(),
    }  # fmt: skip
    return {
        "live_index": index, "live_outlets": outlets, "live_cells": cells,
        "live_counts": counts, "live_firsts": pd.concat(firsts, ignore_index=True),
    }  # fmt: skip


def _in_panel(scores: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    kept = panel_of(dated_scores(scores, recipe)[0], recipe)[0]
    kept = labelled(kept, ["source"])
    kept.attrs = scores.attrs
    return kept


def _signs(measure: str) -> dict[str, int]:
    """Channels that are subtracted."""
    if measure != "tension":
        return {}
    return {channel: sign for channel, sign in TENSION_SIGNS.items() if sign < 0}


def _periods(scores: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    """Every period, empty ones too, with what its level is divided by."""
    layout = lay_out_stories(scores, recipe)
    cells = layout.cells_of(np.ones(len(layout.strata)))
    if len(cells) > MOST_PERIODS:
        raise BadValue(
            f"There are {len(cells):,} periods, more than the {MOST_PERIODS:,} that a "
            "page can move; choose a longer period."
        )
    enough = cells["n_stories"] >= recipe.minimum_stories
    return cells.assign(
        of="period", name=[period_label(p, recipe.every) for p in cells["period"]],
        base=layout.base, enough=enough, ranked=enough & (cells["n_words"] > 0),
    )[_COLUMNS]  # fmt: skip


_COLUMNS = ["of", "name", "period", "n_words", "n_stories", "enough", "base", "ranked"]


def _outlets(scores: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    """The outlets with most stories."""
    import pandas as pd

    units = lay_out_stories(scores, recipe, ["source"]).units
    table = units.groupby("source").agg(
        n_words=("n_words", "sum"), n_stories=("story_id", "nunique")
    )
    largest = table.sort_values("n_stories", ascending=False, kind="stable")
    largest = largest.head(MOST_OUTLETS).sort_index().reset_index(names="name")
    enough = largest["n_stories"] >= recipe.minimum_stories
    return largest.assign(
        of="source", period=pd.NaT, base=False, enough=enough, ranked=enough
    )[_COLUMNS]


def _lines(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, n_periods: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Index of the largest outlets and of the others, its cells, and its mentions.

    An outlet is judged by all it printed, also by what another printed before it.
    """
    import pandas as pd

    pooled = scores.assign(source=_with_lines(scores, recipe, n_periods))
    pooled.attrs = scores.attrs
    index = tension_index(pooled, recipe, by="source")
    layout = lay_out_stories(pooled, recipe, ["source"])
    cells = layout.cells_of(np.ones(len(layout.strata)))
    if cells["source"].nunique() < 2:  # the line of all outlets is its own
        index, cells = index.iloc[:0], cells.iloc[:0]
    enough = cells["n_stories"] >= recipe.minimum_stories
    cells = cells.assign(
        of="line", name=[period_label(p, recipe.every) for p in cells["period"]],
        base=layout.base[: len(cells)], enough=enough, ranked=False,
    )[[*_COLUMNS, "source"]]  # fmt: skip
    found = counted_mentions(pooled, mentions, recipe)
    units = layout.units
    place = pd.Index(units["article_id"].astype(str)).get_indexer(
        found["article_id"].astype(str)
    )
    row = place[place >= 0]
    periods = units["period"].map(
        {p: period_label(p, recipe.every) for p in units["period"].unique()}
    )
    found = found[place >= 0].assign(
        of="line", name=periods.to_numpy(object)[row],
        source=units["source"].to_numpy(object)[row],
    )  # fmt: skip
    return index, cells, found if len(cells) else found.iloc[:0]


def _with_lines(scores: pd.DataFrame, recipe: IndexRecipe, n_periods: int) -> pd.Series:
    """Source of each article, the name of the others for all but the largest."""
    units = lay_out_stories(scores, recipe, ["source"]).units
    n_stories = units.groupby("source")["story_id"].nunique()
    most = min(MOST_LINES, MOST_LINE_CELLS // n_periods)
    if len(n_stories) <= most:
        return scores["source"]
    largest = n_stories.sort_values(ascending=False, kind="stable").index[: most - 1]
    others = OTHERS
    while others in n_stories.index:
        others += "*"
    return scores["source"].where(scores["source"].isin(largest), others)


def _added(found: pd.DataFrame, scales: list[str], measure: str) -> pd.DataFrame:
    """Mentions and severities by cell, type and channel."""
    import pandas as pd

    keys = ["of", "source", "name", "type", "channel"]
    brought = found["severity"].to_numpy(float)
    if measure == "tension":  # counts mentions, whatever their severity
        brought = np.ones(len(found))
    table = pd.DataFrame({
        **{key: found[key].astype(str).to_numpy() for key in keys},
        "count": 1, AS_GIVEN: brought,
        **{name: found[f"_{name}"].to_numpy(float) for name in scales},
    })  # fmt: skip
    return table.groupby(keys, sort=True).sum().reset_index()


def _firsts(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe,
    of: str,
    names: set[str],
) -> pd.DataFrame:
    """What comes first under random weights, of those that are ranked."""
    import pandas as pd

    ranking = Ranking.of_scores(scores, mentions, recipe, of=of)
    first = ranking.firsts(names, weightings=WEIGHTINGS)
    table = pd.DataFrame({"weighting": range(1, len(first) + 1), "first": first})
    return table.assign(of=of)[["of", "weighting", "first"]]
