"""Weights: coded units stand for the corpus they were drawn from.

A unit drawn with a chance of one in ten stands for ten. Figures made with these weights
estimate what coding the whole corpus would have given; without them, they hold for the
coded units alone, among which rare classes were made frequent on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Weights", "unit_weights", "weighted_auc", "weighted_spearman"]


@dataclass(frozen=True)
class Weights:
    """What each coded unit stands for, and which units are drawn anew together.

    Attributes
    ----------
    weight
        One over the chance of being drawn; one value per unit.
    cluster
        Number of the article the unit stands in: its passages are no independent
        witnesses, so that a bootstrap draws articles.
    """

    weight: np.ndarray
    cluster: np.ndarray

    def of(self, kept: np.ndarray) -> Weights:
        """Weights of some of the units."""
        return Weights(self.weight[kept], self.cluster[kept])

    def sentence(self) -> str:
        """What the weights mean, in words."""
        return (
            f"{len(self.weight)} coded units stand for {self.weight.sum():,.0f}: each "
            "for one over its chance of being drawn."
        )

    def redrawn(self, draws: int, rng: np.random.Generator) -> np.ndarray:
        """Weights of all units in every draw of clusters: one row per draw."""
        _, cluster = np.unique(self.cluster, return_inverse=True)
        n = int(cluster.max()) + 1 if len(cluster) else 0
        if not n:
            return np.zeros((draws, 0))
        return rng.multinomial(n, np.full(n, 1 / n), draws)[:, cluster] * self.weight

    def effective(self, yes: np.ndarray, drawn: np.ndarray) -> tuple[float, float]:
        """A weighted share, and how many evenly drawn units would be as exact.

        Kish (1965) for unequal weights; less where the draws scatter more than such a
        number of units would, as units of one article do.
        """
        total = self.weight.sum()
        if not total:
            return np.nan, 0.0
        share = float(self.weight[yes].sum() / total)
        n = float(total**2 / (self.weight**2).sum())
        sums = drawn.sum(axis=1)
        shares = drawn[:, yes].sum(axis=1) / np.where(sums > 0, sums, np.nan)
        scatter = np.nanvar(shares) if (sums > 0).any() else 0.0
        return share, min(n, share * (1 - share) / scatter) if scatter > 0 else n


def unit_weights(
    codes: pd.DataFrame, unit: str, column: str | None, units: pd.Index
) -> Weights | None:
    """Weights of ``units`` by a column of chances; None where the codes have none."""
    import pandas as pd

    if column is None or column not in codes.columns:
        return None
    first = codes.drop_duplicates(unit).set_index(unit)
    chance = pd.to_numeric(first[column], errors="coerce").reindex(units)
    outside = ~((chance > 0) & (chance <= 1))
    if outside.any():
        raise BadValue(
            f"codes[{column!r}] must lie above 0 and up to 1; for unit "
            f"{units[outside.to_numpy()][0]!r} it is "
            f"{chance[outside.to_numpy()].iloc[0]!r}. Give probability=None to count "
            "units one each."
        )
    names = units.to_numpy()
    if unit != "article_id" and "article_id" in first.columns:
        names = first["article_id"].reindex(units).astype(str).to_numpy()
    return Weights(1 / chance.to_numpy(float), pd.factorize(names)[0])


def weighted_auc(x: np.ndarray, yes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """AUC by weighted units: one value per row of ``weights``.

    >>> x, yes = np.array([3, 2, 2, 0]), np.array([1, 1, 0, 0], bool)
    >>> weighted_auc(x, yes, np.array([[1, 1, 1, 1], [1, 0, 0, 2.0]]))
    array([0.875, 1.   ])
    """
    # how much weight of the units coded no lies below each unit, ties half
    below = _weighted_ranks(x, weights * ~yes)
    hits, rest = (weights * yes).sum(axis=1), (weights * ~yes).sum(axis=1)
    pairs = hits * rest
    return (weights * yes * below).sum(axis=1) / np.where(pairs > 0, pairs, np.nan)


def weighted_spearman(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Spearman's rho by weighted units: one value per row of ``weights``.

    >>> x, y = np.array([1, 2, 3]), np.array([5, 9, 7])
    >>> weighted_spearman(x, y, np.array([[1, 1, 1], [1, 1, 0.0]])).round(6)
    array([0.5, 1. ])
    """
    a, b = (_weighted_ranks(values, weights) for values in (x, y))
    total = weights.sum(axis=1, keepdims=True)
    a, b = (r - (weights * r).sum(axis=1, keepdims=True) / total for r in (a, b))
    both = [(weights * left * right).sum(axis=1) for left, right in ((a, a), (b, b))]
    scale = np.sqrt(both[0] * both[1])
    return (weights * a * b).sum(axis=1) / np.where(scale > 0, scale, np.nan)


def _weighted_ranks(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weight below each unit, and half of that at its own value."""
    distinct, place = np.unique(values, return_inverse=True)
    sums = np.zeros((len(weights), len(distinct)))
    np.add.at(sums, (slice(None), place), weights)
    return (np.cumsum(sums, axis=1) - sums / 2)[:, place]
