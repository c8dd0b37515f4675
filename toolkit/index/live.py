"""Counts that a reader can weigh anew without this program: small tables, whole index.

A page that moves weights needs no articles. Mentions added up by period (or outlet),
type and channel, with the words they are counted in, give the index under any weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.cells import Cells, lay_out, period_label
from toolkit.index.indices import tension_index
from toolkit.index.levels import lay_out_stories
from toolkit.index.rankings import Ranking
from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import dated_scores, labelled, panel_of
from toolkit.schema import TENSION_SIGNS, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["live_counts"]

AS_GIVEN = "as given"
MOST_PERIODS = 1000  # of more, the page would be heavy and the line a blur
MOST_OUTLETS = 30  # that are ranked, those with most stories
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
        Four tables, whose size does not grow with the number of articles.

        ``live_index``: the index as published, by this measure.

        ``live_cells``: one row per period, empty ones too, and per outlet (the thirty
        with most stories): ``of`` (``period`` or ``source``), ``name``, ``period``,
        ``n_words``, ``n_stories``, ``enough``, ``base`` (in the base window) and
        ``ranked``.

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
    >>> {name: len(table) for name, table in tables.items()}
    {'live_index': 7, 'live_cells': 10, 'live_counts': 42, 'live_firsts': 1000}
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
    cells = pd.concat(both.values(), ignore_index=True)
    parts, firsts = [], []
    for of, own in both.items():
        laid = lay_out(kept, numbered, recipe, of)
        if not len(laid.mentions):
            raise BadValue(
                "No mention counts under this recipe: there is nothing to weigh."
            )
        parts.append(_added(laid, set(own["name"]), [*(scales or {})], measure))
        ranked = set(own.loc[own["ranked"], "name"])
        firsts.append(_firsts(kept, mentions, recipe, of, ranked))
    counts = pd.concat(parts, ignore_index=True)
    cells.attrs = {
        "measure": measure, "every": recipe.every, "signs": _signs(measure),
        "recipe": recipe.as_dict(),
    }  # fmt: skip
    return {
        "live_index": index, "live_cells": cells, "live_counts": counts,
        "live_firsts": pd.concat(firsts, ignore_index=True),
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


def _added(
    cells: Cells, names: set[str], scales: list[str], measure: str
) -> pd.DataFrame:
    """Mentions and severities by cell, type and channel."""
    import pandas as pd

    found = cells.mentions
    brought = found["severity"].to_numpy(float)
    if measure == "tension":  # counts mentions, whatever their severity
        brought = np.ones(len(found))
    table = pd.DataFrame({
        "of": cells.of, "name": np.array(cells.names, object)[cells.cell],
        "type": found["type"].astype(str).to_numpy(),
        "channel": found["channel"].astype(str).to_numpy(),
        "count": 1, AS_GIVEN: brought,
        **{name: found[f"_{name}"].to_numpy(float) for name in scales},
    })  # fmt: skip
    table = table[table["name"].isin(names)]
    keys = ["of", "name", "type", "channel"]
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
