"""The index: one number per period, with its interval and its counts.

100 is the mean of the base window; higher means more escalation language in the
coverage that was read. An index says nothing of coverage that was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.intervals import (
    bca_interval,
    draw_levels,
    percentile_interval,
    rebase,
    simultaneous_band,
    story_skew,
    wilson_interval,
)
from toolkit.index.levels import Levels, build_levels
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.index.selections import SELECTABLE, describe_selection
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["index_from", "index_notes", "series_columns", "tension_index"]

# A base mean below this share of all heat and cooling in it is their near cancelling:
# divided by it, small changes would look like explosions.
CLEARLY_POSITIVE = 0.1

_COUNTS = ("n_articles", "n_stories", "n_words")

# Draws x cells held at once (doubles; a few copies are alive together: 500 MB).
_CELLS_DRAWN = 20_000_000


def tension_index(
    scores: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    by: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Make an index from scores: one row per period, or per period and group.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``, with ``published``.
    recipe
        Every choice; :class:`IndexRecipe` with its defaults where none is given.
    by
        Column of ``scores`` to make one series for each value of, e.g. ``"source"``;
        ``"channel"`` for one series per channel of the recipe; or a list of these.

    Returns
    -------
    pandas.DataFrame
        ``period``; the ``by`` columns; ``value`` (100 = mean of the series' own base
        window, higher = more escalation language); ``low`` and ``high``; ``level`` (the
        unscaled number, unit in ``attrs["unit"]``); ``n_articles``; ``n_stories`` and
        ``n_words`` (stories that count); ``enough``. Every period of the range is
        listed. One without stories has a missing value, never 0. ``attrs`` holds the
        recipe, its hash and ``left_out``: what was left out and why (see
        :func:`index_notes`).

    Raises
    ------
    BadValue
        The base window holds no article or no mention; with ``measure="tension"``, heat
        and cooling nearly cancel there, so that nothing can be divided by its mean.
    MissingColumn
        ``scores`` lacks a column.

    Notes
    -----
    Each measure is a ratio of sums, so one very short article cannot swing a period.
    With ``scaling="per_source"`` the level is the mean, over the sources present, of
    each source's level divided by its standard deviation over the base window;
    deviations are kept fixed in the bootstrap. A source with one story in a period then
    adds no width to the interval. Where none or all of the stories of a pooled share
    have a hit the bootstrap cannot vary, and Wilson's interval stands in.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.schema import column_names
    >>> days = pd.date_range("2024-01-01", "2024-03-31", freq="D", tz="UTC")
    >>> scores = pd.DataFrame(0.0, index=range(91), columns=column_names("scores"))
    >>> scores = scores.assign(
    ...     article_id=days.strftime("%j"), story_id=None, source="A", published=days,
    ...     n_words=100, act_any=days.day <= 4 * days.month)
    >>> index = tension_index(scores, IndexRecipe(base=("2024-01", "2024-01")))
    >>> index[["value", "level", "n_stories", "enough"]].round(2)
        value  level  n_stories  enough
    0  100.00   0.13         31    True
    1  213.79   0.28         29    True
    2  300.00   0.39         31    True
    """
    recipe = recipe or IndexRecipe()
    groups = series_columns(scores, recipe, by)
    return index_from(
        build_levels(scores, recipe, groups), recipe, groups, scores.attrs
    )


def index_from(
    levels: Levels,
    recipe: IndexRecipe,
    groups: Sequence[str],
    attrs: Mapping[str, object],
) -> pd.DataFrame:
    """Make the index of levels; ``attrs`` are those of the scores."""
    level = levels.observed()
    base = levels.base_means(level)
    usable, lost = _usable_base(levels, base, groups)
    if not usable.any():
        raise BadValue(_base_message(attrs, recipe, levels, base))
    value = np.where(usable, rebase(levels, level), np.nan)
    low, high = _interval(levels, recipe, level, base)
    index = levels.cells.assign(
        value=value,
        low=np.where(np.isnan(value), np.nan, low),
        high=np.where(np.isnan(value), np.nan, high),
        level=level,
        enough=levels.cells["n_stories"] >= recipe.minimum_stories,
    )
    index = index[
        ["period", *groups, "value", "low", "high", "level", *_COUNTS, "enough"]
    ]
    index.attrs = _attributes(attrs, recipe, levels, levels.left_out + lost)
    return index


def index_notes(index: pd.DataFrame) -> str:
    """Say what stands behind an index: the recipe, and what was left out.

    >>> import pandas as pd
    >>> from toolkit.schema import column_names
    >>> days = pd.DatetimeIndex(["2024-01-01", "2024-01-02", None], tz="UTC")
    >>> scores = pd.DataFrame(1.0, index=range(3), columns=column_names("scores"))
    >>> scores = scores.assign(
    ...     article_id=["a", "b", "c"], story_id=None, source="A", published=days)
    >>> print(index_notes(tension_index(scores, IndexRecipe(draws=0))).splitlines()[-1])
    left out: 1 articles (no publication time)
    """
    notes = [
        index.attrs.get("description", "The recipe of this table is not recorded.")
    ]
    left_out = index.attrs.get("left_out", [])
    notes += [f"left out: {_left_out_line(entry)}" for entry in left_out]
    return "\n".join(notes if left_out else [*notes, "left out: nothing"])


def _left_out_line(entry: dict[str, object]) -> str:
    if entry["what"] == "articles":
        return f"{entry['n']} articles ({entry['reason']})"
    return f"{entry['what']} {entry['series']} ({entry['reason']})"


def series_columns(
    scores: pd.DataFrame, recipe: IndexRecipe, by: str | Sequence[str] | None
) -> list[str]:
    """Columns that tell the series of an index apart."""
    groups = [by] if isinstance(by, str) else list(by or [])
    of_mentions = [g for g in groups if g in SELECTABLE and g not in scores.columns]
    if of_mentions and of_mentions[0] not in ("channel", "source"):
        what = of_mentions[0]
        call = "dyad_index(scores, mentions" if what == "dyad" else (
            f"index_by(scores, mentions, {what!r}"
        )  # fmt: skip
        raise BadValue(
            f"by={what!r} tells mentions apart, and scores count them together. Use "
            f"{call}, recipe), or select_scores(scores, mentions, {what}=...)."
        )
    require_columns(scores, [g for g in groups if g != "channel"], "scores")
    if "channel" in groups and recipe.measure == "tension":
        raise BadValue(
            "measure='tension' joins the channels, so it has no series per channel. "
            "Use measure='weighted' with by='channel'."
        )
    if recipe.scaling == "per_source":
        require_columns(scores, ["source"], "scores")
    return groups


def _usable_base(
    levels: Levels, base: np.ndarray, groups: Sequence[str]
) -> tuple[np.ndarray, list[dict[str, object]]]:
    """Cells whose base mean can be divided by, and the series that have none."""
    usable = base > CLEARLY_POSITIVE * levels.base_means(levels.observed(gross=True))
    lost = levels.cells.loc[~usable, list(groups)].drop_duplicates()
    reason = "its base window has no stories, or a mean that is not clearly above 0"
    return usable, [
        {"what": "series", "series": " / ".join(map(str, row)), "reason": reason}
        for row in lost.itertuples(index=False)
    ]


def _base_message(
    attrs: Mapping[str, object], recipe: IndexRecipe, levels: Levels, base: np.ndarray
) -> str:
    periods = levels.cells["period"]
    name = "the whole range" if recipe.base is None else " to ".join(recipe.base)
    span = f"The articles run from {periods.min().date()} to {periods.max().date()}."
    if np.isnan(base).all():
        return f"The base window {name} has no stories, so nothing is 100. {span}"
    what = "no mention" if recipe.measure != "tension" else (
        "a mean tension that is not clearly above 0 (heat and cooling nearly cancel)"
    )  # fmt: skip
    channels = (
        "" if recipe.measure == "tension" else f" in {', '.join(recipe.channels)}"
    )
    if attrs.get("selection"):
        channels += f" ({describe_selection(attrs)})"
    return (
        f"The base window {name} has {what}{channels}: its mean level is "
        f"{np.nanmax(base):.4g}, and an index cannot be a multiple of that. {span} "
        "Choose a base window with escalation language in it, or another measure."
    )


def _interval(
    levels: Levels, recipe: IndexRecipe, level: np.ndarray, base: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    if not recipe.draws:
        missing = np.full(len(level), np.nan)
        return missing, missing
    ends = [_ends(part, recipe) for part in levels.blocks(_CELLS_DRAWN // recipe.draws)]
    low, high = (np.concatenate(side) for side in zip(*ends, strict=True))
    if recipe.measure == "share" and not levels.per_source:
        stuck = (level == 0) | (level == 1)
        n = levels.cells["n_stories"].to_numpy()
        wilson = wilson_interval(np.clip(level, 0, 1) * n, n, recipe.interval)
        # a series without a usable base has no index values, and no interval
        scale = 100 / np.where(base > 0, base, np.nan)
        low = np.where(stuck, np.fmin(low, scale * wilson[0]), low)
        high = np.where(stuck, np.fmax(high, scale * wilson[1]), high)
    return low, high


def _ends(part: Levels, recipe: IndexRecipe) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the interval of some series, in index values."""
    drawn = rebase(part, draw_levels(part, recipe.draws, recipe.seed))
    if recipe.band == "percentile":
        return percentile_interval(drawn, recipe.interval)
    observed = rebase(part, part.observed())
    if recipe.band == "bca":
        return bca_interval(drawn, observed, story_skew(part), recipe.interval)
    return simultaneous_band(drawn, observed, part.n_periods, recipe.interval)


def _attributes(
    attrs: Mapping[str, object],
    recipe: IndexRecipe,
    levels: Levels,
    left_out: list[dict[str, object]],
) -> dict[str, object]:
    base = levels.cells.loc[levels.base, "period"]
    unit = MEASURES[recipe.measure]
    if levels.per_source:
        unit += ", in standard deviations of each source"
    return {
        "recipe": recipe.as_dict(),
        "recipe_sha256": recipe.sha256,
        "description": f"{recipe.describe()}\n{describe_selection(attrs)}",
        "selection": attrs.get("selection", {}),
        "unit": unit,
        "base": [str(base.min().date()), str(base.max().date())],
        "left_out": left_out,
    }
