"""Differences: two periods, or two sources, compared by an interval of their own.

Two overlapping intervals do not show that two figures are alike; the interval of their
difference answers that question directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.intervals import (
    draw_levels,
    influences,
    percentile_interval,
    rebase,
    resampled_sums,
)
from toolkit.index.levels import Levels, build_levels
from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import dated_scores, named_period, story_units
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["difference_between"]

COLUMNS = ["unit", "first", "second", "difference", "low", "high",
           "analytic_low", "analytic_high"]  # fmt: skip
_Row = tuple[str, float, float, np.ndarray, float]


def difference_between(
    scores: pd.DataFrame,
    recipe: IndexRecipe,
    first: str,
    second: str,
    *,
    of: str = "period",
) -> pd.DataFrame:
    """Difference between two periods or two sources, with its interval.

    Parameters
    ----------
    scores
        One row per article.
    recipe
        How the index is made; ``draws`` must not be 0.
    first, second
        Two periods, e.g. ``"2024-07"``, or two sources; the difference is second minus
        first.
    of
        ``period`` or ``source``.

    Returns
    -------
    pandas.DataFrame
        One row per unit: ``unit``, ``first``, ``second``, ``difference``, ``low`` and
        ``high`` (bootstrap of stories), ``analytic_low`` and ``analytic_high`` (the
        same from a formula, as a check; missing where there is none). Of periods the
        units are ``level``, the unscaled number, and ``index points``. Of sources they
        are ``level``, over all their stories, and ``level in shared periods``, the mean
        over the periods in which both have stories, each period counting alike: two
        sources that cover other months differ in the first though they write alike.
        Positive = more escalation language in the second. An interval that holds 0
        shows no difference.

    Raises
    ------
    BadValue
        A period or source has no stories, sources are to be compared with
        ``scaling="per_source"``, or the recipe draws nothing.

    Notes
    -----
    A story that both sources tell is drawn for both at once, and counts in the period
    of its first telling: what they have in common then adds nothing to the width. The
    formula linearises the ratio (Cochran 1977); it is close where both figures rest on
    some dozens of stories and neither is next to 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.schema import column_names
    >>> days = pd.date_range("2024-01-01", periods=60, freq="D", tz="UTC")
    >>> scores = pd.DataFrame(0.0, index=range(60), columns=column_names("scores"))
    >>> scores = scores.assign(
    ...     article_id=days.strftime("%j"), story_id=None, source="A", published=days,
    ...     n_words=100, act_any=days.month == 2)
    >>> difference_between(scores, IndexRecipe(draws=99), "2024-01", "2024-02")[
    ...     ["unit", "first", "second", "difference"]]
               unit  first  second  difference
    0         level    0.0     1.0         1.0
    1  index points    0.0   200.0       200.0
    """
    if of not in ("period", "source"):
        raise BadValue(f"of={of!r} is unknown; choose period or source.")
    if not recipe.draws:
        raise BadValue("draws=0 gives no interval; set draws=1000 in the recipe.")
    compare = _periods if of == "period" else _sources
    return _table(compare(scores, recipe, first, second), recipe)


def _table(rows: list[_Row], recipe: IndexRecipe) -> pd.DataFrame:
    import pandas as pd
    from scipy.special import ndtri

    z, table = ndtri((1 + recipe.interval) / 2), []
    for unit, a, b, drawn, error in rows:
        low, high = percentile_interval(drawn[:, None], recipe.interval)
        check = (b - a - z * error, b - a + z * error)
        table.append((unit, a, b, b - a, low[0], high[0], *check))
    return pd.DataFrame(table, columns=COLUMNS)


# Periods ------------------------------------------------------------------------------


def _periods(
    scores: pd.DataFrame, recipe: IndexRecipe, first: str, second: str
) -> list[_Row]:
    levels = build_levels(scores, recipe)
    level = levels.observed()
    drawn = draw_levels(levels, recipe.draws, recipe.seed)
    places = [_cell(levels, level, name, recipe) for name in (first, second)]
    influence, cell = influences(levels)
    error = np.sqrt((influence[np.isin(cell, places)] ** 2).sum())
    rows = []
    for unit, points, samples, known in (
        ("level", level, drawn, error),
        ("index points", rebase(levels, level), rebase(levels, drawn), np.nan),
    ):
        # without a base that can be divided by there are no index points
        a, b = np.where(np.isfinite(points[places]), points[places], np.nan)
        with np.errstate(invalid="ignore"):
            change = samples[:, places[1]] - samples[:, places[0]]
        rows.append((unit, a, b, change, known))
    return rows


def _cell(levels: Levels, level: np.ndarray, name: str, recipe: IndexRecipe) -> int:
    periods = levels.cells["period"]
    place = np.flatnonzero(periods == named_period(name, recipe.every))
    if not len(place) or np.isnan(level[place[0]]):
        raise BadValue(
            f"There are no stories in {name}; the articles run from "
            f"{periods.min().date()} to {periods.max().date()}."
        )
    return int(place[0])


# Sources ------------------------------------------------------------------------------


def _sources(
    scores: pd.DataFrame, recipe: IndexRecipe, first: str, second: str
) -> list[_Row]:
    stories = _told(scores, recipe, (first, second))
    every = stories.assign(period=stories["period"].iloc[0])
    shared = stories.groupby("period")[["told_first", "told_second"]].transform("any")
    both = stories[shared.all(axis=1)]
    compared = {"level": every, "level in shared periods": both}
    return [_compared(unit, s, recipe) for unit, s in compared.items() if len(s)]


def _told(
    scores: pd.DataFrame, recipe: IndexRecipe, names: tuple[str, str]
) -> pd.DataFrame:
    """One row per story: what each of the two sources brings to it."""
    if recipe.scaling == "per_source":
        raise BadValue(
            "scaling='per_source' takes away what two sources differ by; compare them "
            "with scaling='pooled'."
        )
    require_columns(scores, ["source"], "scores")
    dated, _ = dated_scores(scores, recipe)
    units = story_units(dated, recipe, ["source"])
    there = units["source"].value_counts()
    for name in names:
        if name not in there.index:
            raise BadValue(
                f"There are no stories of {name!r}; the sources are "
                f"{', '.join(map(repr, there.index[:6]))}."
            )
    if names[0] == names[1]:
        raise BadValue(
            f"{names[0]!r} cannot be compared with itself; name two sources."
        )
    stories = units.groupby("story_id", sort=True)["period"].min().to_frame()
    for side, name in zip(("first", "second"), names, strict=True):
        mine = units[units["source"] == name].groupby("story_id")
        sums = mine[["numerator", "denominator"]].sum()
        stories[[f"above_{side}", f"below_{side}"]] = sums
        stories[f"told_{side}"] = stories[f"below_{side}"].notna()
    sums = [name for name in stories.columns if name.startswith(("above", "below"))]
    return stories.assign(**stories[sums].fillna(0.0))


def _compared(unit: str, stories: pd.DataFrame, recipe: IndexRecipe) -> _Row:
    """Mean over periods of the levels of both sources, observed and drawn."""
    columns = ["above_first", "below_first", "above_second", "below_second"]
    rng = np.random.default_rng(recipe.seed)
    levels, drawn, variance = [], [], 0.0
    # what neither tells brings nothing, however often it is drawn
    stories = stories[stories["told_first"] | stories["told_second"]]
    for _, here in stories.groupby("period", sort=True):
        sums = np.zeros((4, 1 + recipe.draws))
        moved = _moved(here, 1 / stories["period"].nunique())
        for _, alike in here.groupby(["told_first", "told_second"], sort=True):
            some = alike[columns].to_numpy(float).T
            sums[:, 0] += some.sum(axis=1)
            sums[:, 1:] += resampled_sums(some, recipe.draws, rng)
            own = moved[here.index.get_indexer(alike.index)]
            variance += ((own - own.mean()) ** 2).sum()
        levels.append((sums[0] / sums[1], sums[2] / sums[3]))
        drawn.append(levels[-1][1] - levels[-1][0])
    a, b = (np.mean([pair[i][0] for pair in levels]) for i in (0, 1))
    change = np.mean(drawn, axis=0)[1:]
    return unit, float(a), float(b), change, float(np.sqrt(variance))


def _moved(stories: pd.DataFrame, weight: float) -> np.ndarray:
    """How far each story moves the difference (linearised)."""
    moved = np.zeros(len(stories))
    for side, sign in (("first", -1), ("second", 1)):
        above = stories[f"above_{side}"].to_numpy(float)
        below = stories[f"below_{side}"].to_numpy(float)
        ratio = above.sum() / below.sum()
        moved += sign * weight * (above - ratio * below) / below.sum()
    return moved
