"""Levels: the unscaled numbers of an index, and the map that makes them.

Sums are taken within *strata* (one source in one period), and strata are combined into
*cells* (one period of one series) by a sparse matrix. The point estimate and every
bootstrap draw go through that same matrix, so an interval can never belong to another
formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.dates import all_periods
from toolkit.index.recipe import IndexRecipe, window
from toolkit.index.units import (
    LeftOut,
    dated_scores,
    labelled,
    panel_of,
    story_units,
)
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["Layout", "Levels", "build_levels", "lay_out_stories"]

# Stories; a source with fewer in a period is resampled together with the other small
# ones, for drawing from one or two stories shows next to no variation.
SMALL_STRATUM = 5
MINIMUM_PERIODS = 3  # base periods a source needs before its deviation means anything
FLAT = 1e-12  # a standard deviation below this share of the mean is rounding


@dataclass(frozen=True)
class Levels:
    """Stories in strata, and the map from sums per stratum to levels per cell.

    Attributes
    ----------
    cells
        One row per series and period, in that order, with counts.
    numerator, denominator, gross
        One element per story cluster, sorted by stratum; ``gross`` is the numerator
        before cooling is subtracted.
    bounds
        First cluster of each stratum, with the total at the end.
    keys
        Name of each stratum; it seeds that stratum's draws.
    pool
        Strata x cells. Pooled: adds up. Per source: divides by the source's deviation
        and averages.
    per_source
        True when levels are taken per stratum before they are combined.
    base
        True for the cells inside the base window.
    n_periods
        Cells per series.
    left_out
        What does not count, and why.
    """

    cells: pd.DataFrame
    numerator: np.ndarray
    denominator: np.ndarray
    gross: np.ndarray
    bounds: np.ndarray
    keys: list[str]
    pool: csr_array
    per_source: bool
    base: np.ndarray
    n_periods: int
    left_out: LeftOut

    def observed(self, *, gross: bool = False) -> np.ndarray:
        """Level of each cell as observed; with ``gross``, before subtraction."""
        above = self.gross if gross else self.numerator
        first = self.bounds[:-1]
        return self.combine(
            np.add.reduceat(above, first), np.add.reduceat(self.denominator, first)
        )

    def combine(self, numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
        """Level of each cell from sums per stratum; missing where nothing was read."""
        if self.per_source:
            known = np.asarray(self.pool.sum(axis=0)).ravel() > 0
            level = (numerator / denominator) @ self.pool
            return np.where(known, level, np.nan)
        below = denominator @ self.pool
        return (numerator @ self.pool) / np.where(below > 0, below, np.nan)

    def blocks(self, most_cells: int) -> Iterator[Levels]:
        """The same in blocks of whole series, each of about ``most_cells`` cells."""
        step = max(1, most_cells // self.n_periods)
        for first in range(0, len(self.cells) // self.n_periods, step):
            yield self._part(first * self.n_periods, (first + step) * self.n_periods)

    def _part(self, low: int, high: int) -> Levels:
        # strata and cells are sorted alike, so that a series' strata lie together
        place = self.pool.indices
        rows = np.flatnonzero((place >= low) & (place < high))
        strata = slice(rows[0], rows[-1] + 1) if len(rows) else slice(0, 0)
        bounds = self.bounds[strata.start : strata.stop + 1]
        clusters = slice(bounds[0], bounds[-1])
        return replace(
            self,
            cells=self.cells.iloc[low:high],
            numerator=self.numerator[clusters],
            denominator=self.denominator[clusters],
            gross=self.gross[clusters],
            bounds=bounds - bounds[0],
            keys=self.keys[strata],
            pool=self.pool[strata, low:high],
            base=self.base[low:high],
        )

    def base_means(self, level: np.ndarray) -> np.ndarray:
        """Mean level over the base window, repeated for each cell of its series."""
        table = np.where(self.base, level, np.nan).reshape(
            *level.shape[:-1], -1, self.n_periods
        )
        known = ~np.isnan(table)
        n = known.sum(axis=-1)
        mean = np.where(known, table, 0).sum(axis=-1) / np.where(n > 0, n, np.nan)
        return np.repeat(mean, self.n_periods, axis=-1)


@dataclass(frozen=True)
class Layout:
    """Where each story counts, whatever its mentions weigh.

    Attributes
    ----------
    recipe, groups
        What the layout was made by.
    units
        One row per story that counts (per article with ``copies="all"``).
    cluster
        Number of the story cluster of each unit.
    denominator
        One element per cluster, sorted by stratum.
    strata
        One row per stratum, with its ``first`` cluster.
    place
        Cell of each stratum.
    cells, base, left_out
        As in :class:`Levels`; stories are not counted yet.
    """

    recipe: IndexRecipe
    groups: list[str]
    units: pd.DataFrame
    cluster: np.ndarray
    denominator: np.ndarray
    strata: pd.DataFrame
    place: np.ndarray
    cells: pd.DataFrame
    base: np.ndarray
    left_out: LeftOut
    _counted: dict[bytes, pd.DataFrame] = field(default_factory=dict, repr=False)

    def levels(self, numerator: np.ndarray, gross: np.ndarray) -> Levels:
        """Levels, given what each unit brings."""
        n, per_source = len(self.denominator), self.recipe.scaling == "per_source"
        above = np.bincount(self.cluster, numerator, minlength=n)
        weight, notes = np.ones(len(self.strata)), []
        if per_source:
            weight, notes = self._source_weights(above)
        return Levels(
            cells=self.cells_of(weight),
            numerator=above,
            denominator=self.denominator,
            gross=np.bincount(self.cluster, gross, minlength=n),
            bounds=np.append(self.strata["first"].to_numpy(), n),
            keys=_keys(self.strata, self.groups),
            pool=_pool(self.place, weight, len(self.cells), self.recipe),
            per_source=per_source,
            base=self.base,
            n_periods=self.cells["period"].nunique(),
            left_out=self.left_out + notes,
        )

    def _source_weights(self, numerator: np.ndarray) -> tuple[np.ndarray, LeftOut]:
        first = self.strata["first"].to_numpy()
        sums = self.strata.assign(
            numerator=np.add.reduceat(numerator, first),
            denominator=np.add.reduceat(self.denominator, first),
        )
        in_base = self.base[self.place]
        return _source_weights(sums, in_base, self.groups, self.recipe)

    def cells_of(self, weight: np.ndarray) -> pd.DataFrame:
        """Cells with their counts, which depend on the sources left out alone."""
        kept = (weight > 0).tobytes()
        if kept not in self._counted:
            self._counted[kept] = _counted(
                self.cells, self.units, self.strata, weight, self.groups
            )
        return self._counted[kept]


def build_levels(
    scores: pd.DataFrame, recipe: IndexRecipe, groups: Sequence[str] = ()
) -> Levels:
    """Lay out the scores as strata and cells, as the recipe says."""
    layout = lay_out_stories(scores, recipe, groups)
    numerator, gross = (layout.units[n].to_numpy() for n in ("numerator", "gross"))
    return layout.levels(numerator, gross)


def lay_out_stories(
    scores: pd.DataFrame, recipe: IndexRecipe, groups: Sequence[str] = ()
) -> Layout:
    """Find the stories that count, their strata and their cells."""
    dated, left_out = dated_scores(scores, recipe)
    dated, not_in_panel = panel_of(dated, recipe)
    units = story_units(dated, recipe, groups)
    if units.empty:
        raise BadValue(
            "No article has any words, so there is nothing to take a share of."
        )
    cluster, strata = _strata(units, recipe, groups)
    cells, base = _cells(dated, units, recipe, groups)
    return Layout(
        recipe=recipe,
        groups=list(groups),
        units=units,
        cluster=cluster,
        denominator=np.bincount(cluster, units["denominator"].to_numpy()),
        strata=strata,
        place=_places(strata, cells, groups),
        cells=cells,
        base=base,
        left_out=left_out + not_in_panel,
    )


def _strata(
    units: pd.DataFrame, recipe: IndexRecipe, groups: Sequence[str]
) -> tuple[np.ndarray, pd.DataFrame]:
    """Story cluster of each unit, numbered by stratum, and one row per stratum."""
    by = list(dict.fromkeys([*groups, "source", "period"]))
    stratum = units["source"]
    if recipe.scaling == "pooled" and "source" not in groups:
        size = units.groupby(by, observed=True)["story_id"].transform("size")
        stratum = stratum.where(size >= SMALL_STRATUM, "(small sources)")
    stories = units.assign(source=stratum).groupby(
        [*by, "story_id"], observed=True, sort=True
    )
    clusters = stories.size().reset_index()
    strata = (
        clusters.assign(first=np.arange(len(clusters)))
        .groupby(by, observed=True, sort=True)["first"]
        .min()
        .reset_index()
    )
    return stories.ngroup().to_numpy(), strata


def _cells(
    dated: pd.DataFrame, units: pd.DataFrame, recipe: IndexRecipe, groups: Sequence[str]
) -> tuple[pd.DataFrame, np.ndarray]:
    """Every series in every period, empty or not, and which lie in the base."""
    import pandas as pd

    periods = all_periods(dated["period"].min(), dated["period"].max(), recipe.every)
    if groups:
        series = units[list(groups)].drop_duplicates().sort_values(list(groups))
    else:
        series = pd.DataFrame(index=[0])
    cells = series.merge(pd.DataFrame({"period": periods}), how="cross")
    cells["n_articles"] = _article_counts(dated, cells, groups)
    base = np.ones(len(cells), bool)
    if recipe.base is not None:
        first, last = window(recipe.base)
        base = cells["period"].between(first, last).to_numpy()
    if not base.any():
        raise BadValue(
            f"The base window {recipe.base[0]} to {recipe.base[1]} is empty: the "
            f"articles run from {periods[0].date()} to {periods[-1].date()}, and no "
            f"{recipe.every} of theirs begins inside it. Choose base=(first, last) "
            "inside that range."
        )
    return cells, base


def _article_counts(
    dated: pd.DataFrame, cells: pd.DataFrame, groups: Sequence[str]
) -> np.ndarray:
    columns = [g for g in groups if g != "channel"]
    counted = (
        labelled(dated, columns)
        .groupby([*columns, "period"], observed=True)
        .size()
        .rename("n_articles")
        .reset_index()
    )
    joined = cells.merge(counted, how="left", on=[*columns, "period"])
    return joined["n_articles"].fillna(0).to_numpy().astype(np.int64)


def _places(
    strata: pd.DataFrame, cells: pd.DataFrame, groups: Sequence[str]
) -> np.ndarray:
    """Row of ``cells`` each stratum belongs to."""
    keys = [*groups, "period"]
    numbered = cells[keys].assign(place=np.arange(len(cells)))
    return strata[keys].merge(numbered, how="left", on=keys)["place"].to_numpy()


def _source_weights(
    strata: pd.DataFrame,
    in_base: np.ndarray,
    groups: Sequence[str],
    recipe: IndexRecipe,
) -> tuple[np.ndarray, LeftOut]:
    """One over the standard deviation of each source's series; 0 = left out."""
    series = list(dict.fromkeys([*groups, "source"]))
    level = strata["numerator"] / strata["denominator"]
    table = strata[series].assign(level=level.where(in_base))
    spread = table.groupby(series, sort=True)["level"].agg(["count", "mean", "std"])
    short = spread["count"] < MINIMUM_PERIODS
    flat = ~short & ~(spread["std"] > FLAT * spread["mean"].abs())
    notes = [
        {"what": "source", "source": _last(name), "series": str(name), "reason": reason}
        for mask, reason in (
            (
                short,
                f"articles in fewer than {MINIMUM_PERIODS} periods of the base window",
            ),
            (flat, "no variance in the base window"),
        )
        for name in spread.index[mask]
    ]
    if (short | flat).all():
        raise BadValue(
            f"scaling='per_source' needs a source with articles in at least "
            f"{MINIMUM_PERIODS} periods of the base window and a series that varies "
            f"there; none of {len(spread)} has ({notes[0]['reason']}). Widen base= "
            f"(now {recipe.base}) or use scaling='pooled'."
        )
    spread["weight"] = (1 / spread["std"]).where(~(short | flat), 0.0)
    joined = strata[series].merge(spread["weight"].reset_index(), how="left", on=series)
    return joined["weight"].to_numpy(), notes


def _last(name: object) -> str:
    return str(name[-1] if isinstance(name, tuple) else name)


def _keys(strata: pd.DataFrame, groups: Sequence[str]) -> list[str]:
    # Channels of one story are drawn together: their series stay comparable.
    columns = [g for g in groups if g not in ("channel", "source")]
    parts = [strata[c].astype(str) for c in [*columns, "source", "period"]]
    return ["|".join(values) for values in zip(*parts, strict=True)]


def _pool(
    place: np.ndarray, weight: np.ndarray, n_cells: int, recipe: IndexRecipe
) -> csr_array:
    from scipy.sparse import csr_array

    if recipe.scaling == "per_source":
        sources = np.bincount(place, weights=weight > 0, minlength=n_cells)
        weight = weight / np.maximum(sources, 1)[place]
    n = len(place)
    return csr_array((weight, (np.arange(n), place)), shape=(n, n_cells))


def _counted(
    cells: pd.DataFrame,
    units: pd.DataFrame,
    strata: pd.DataFrame,
    weight: np.ndarray,
    groups: Sequence[str],
) -> pd.DataFrame:
    """Cells with their stories and words; sources left out do not count."""
    if not weight.all():
        series = list(dict.fromkeys([*groups, "source"]))
        kept = strata.loc[weight > 0, series].drop_duplicates()
        units = units.merge(kept, on=series)
    keys = [*groups, "period"]
    counts = (
        units.groupby(keys, observed=True)
        .agg(n_stories=("story_id", "nunique"), n_words=("n_words", "sum"))
        .reset_index()
    )
    counted = cells.merge(counts, how="left", on=keys)
    for name in ("n_stories", "n_words"):
        counted[name] = counted[name].fillna(0).astype(np.int64)
    return counted
