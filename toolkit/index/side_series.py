"""Two sides over time, each by its level: their indices have no 100 in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.intervals import draw_levels, percentile_interval, wilson_interval
from toolkit.index.levels import Levels, build_levels
from toolkit.index.recipe import MEASURES, IndexRecipe

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["series_of_sides"]


def series_of_sides(
    scores: pd.DataFrame, recipe: IndexRecipe | None = None, *, of: str = "side"
) -> pd.DataFrame:
    """Level of each side over time, on one scale: one row per side and period.

    Parameters
    ----------
    scores
        One row per article, with a column that names its side.
    recipe
        How the index is made; its base and scaling are not used.
    of
        Column of ``scores`` that names the sides.

    Returns
    -------
    pandas.DataFrame
        ``period``, the column ``of``, ``level`` (unscaled, unit in ``attrs["unit"]``)
        with ``level_low`` and ``level_high``, ``n_articles``, ``n_stories``,
        ``n_words``, ``enough`` and ``place`` (1 = first period of the side); each side
        from its own first period with stories to its last. ``attrs["n_shared"]`` counts
        the periods in which both have stories.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> scores = score_articles(articles, find_mentions(articles))
    >>> spring = scores["published"].dt.month < 7
    >>> sides = scores.assign(side=spring.map({True: "spring", False: "summer"}))
    >>> series = series_of_sides(sides, IndexRecipe(every="month", draws=99))
    >>> series[["side", "place", "level"]].round(2).values.tolist()[2:4]
    [['spring', 3, 0.87], ['summer', 1, 0.96]]
    """
    recipe = replace(recipe or IndexRecipe(), base=None, scaling="pooled")
    levels = build_levels(scores, recipe, [of])
    level = levels.observed()
    low, high = _level_ends(levels, level, recipe)
    series = levels.cells.assign(
        level=level, level_low=low, level_high=high,
        enough=levels.cells["n_stories"] >= recipe.minimum_stories,
    )  # fmt: skip
    told = series[series["n_stories"] > 0]
    span = told.groupby(of)["period"].agg(["min", "max"])
    first, last = (series[of].map(span[end]) for end in ("min", "max"))
    series = series[series["period"].between(first, last)].reset_index(drop=True)
    series["place"] = series.groupby(of).cumcount() + 1
    tellers = told.groupby("period")[of].nunique()
    series.attrs = {
        "recipe": recipe.as_dict(), "unit": MEASURES[recipe.measure],
        "left_out": levels.left_out, "n_shared": int((tellers > 1).sum()),
    }  # fmt: skip
    return series


def _level_ends(
    levels: Levels, level: np.ndarray, recipe: IndexRecipe
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the interval of each level; of the level itself, whatever the base."""
    if not recipe.draws:
        missing = np.full(len(level), np.nan)
        return missing, missing
    drawn = draw_levels(levels, recipe.draws, recipe.seed)
    low, high = percentile_interval(drawn, recipe.interval)
    if recipe.measure != "share":
        return low, high
    n = levels.cells["n_stories"].to_numpy()
    wilson = wilson_interval(level * n, n, recipe.interval)
    stuck = (level == 0) | (level == 1)
    return tuple(
        np.where(stuck, w, end) for w, end in zip(wilson, (low, high), strict=True)
    )
