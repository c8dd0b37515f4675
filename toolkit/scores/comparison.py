"""Comparison: the same coded texts through several measures, side by side.

This is a test of sensitivity, and no menu. Whether a conclusion survives another
severity scale, another word list or a model's labels is worth knowing; to try many and
report the one that fits the hypothesis best is p-hacking (Chan et al. 2021). Choose the
measure before you look, show all of them after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.classes import quantiles, unit_column
from toolkit.scores.ranks import (
    draw_weights,
    drawn_auc,
    drawn_spearman,
    human_grades,
)
from toolkit.scores.weights import (
    Weights,
    unit_weights,
    weighted_auc,
    weighted_spearman,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NO_MENU", "compare_measures", "correlate_measures", "most_disputed"]

# Values, grades and draws (or weights, a row per draw) -> a figure per draw.
Figure = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

NO_MENU = (
    "Sensitivity, not a menu: report all of these, and the one chosen beforehand first."
)


def compare_measures(
    measures: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    human: str | None = None,
    probability: str | None = "probability",
    draws: int = 1000,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Compare several measures of the same texts with what people coded.

    Parameters
    ----------
    measures
        One row per coded text: ``article_id`` and one column of numbers per measure,
        the one you chose beforehand first. ``score_baselines`` gives some; add your own
        lexicon's or a model's. Higher must mean more hostile in each.
    codes
        One row per coded unit and coder, as in ``compare_with_codes``.
    human
        Column of ``codes`` to compare with, numbers or yes/no. Default: 1 where half of
        the coders coded a channel ``act`` or ``threat``.
    probability
        Column of ``codes`` with the chance each unit had of being drawn, as in
        ``compare_with_codes``: where there is one, figures estimate the whole.
    draws, seed
        Bootstrap over units (over articles where units stand for others); all measures
        are judged on the same draws.

    Returns
    -------
    pandas.DataFrame
        One row per measure, in their order: ``measure``; ``n`` (units with a value and
        a code); ``auc`` (0.5 = chance; missing for a grade of more than two values) and
        ``spearman`` (-1 to 1) with intervals; ``behind`` = figure of the first measure
        minus this one (AUC, or rho where there is none), on the units that have both,
        with its paired interval ``behind_low``, ``behind_high``: above 0 = worse than
        the first. ``attrs["note"]`` says what the table is not for, and
        ``attrs["weighted"]``, where figures are weighted, what units stand for.

    Raises
    ------
    MissingColumn
        ``article_id`` or the column ``human`` is absent.
    BadValue
        There is no column of numbers, or measures and codes share no unit.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["a", "b", "c", "d"],
    ...                       "channel": ["act", "threat", "none", "none"]})
    >>> measures = pd.DataFrame({"article_id": ["a", "b", "c", "d"],
    ...                          "ours": [3, 2, 2, 0], "words": [1, 0, 1, 0]})
    >>> compare_measures(measures, codes)[["measure", "n", "auc", "behind"]]
      measure  n    auc  behind
    0    ours  4  0.875   0.000
    1   words  4  0.500   0.375
    """
    import pandas as pd

    names = _measure_names(measures)
    unit = unit_column(measures, codes)
    truth = human_grades(codes, unit, human).reindex(measures["article_id"].to_numpy())
    coded = truth.notna().to_numpy()
    y = truth.to_numpy(float)[coded]
    values = measures.loc[coded, names].astype(float)
    judged = pd.Index(measures.loc[coded, "article_id"])
    weights = unit_weights(codes, unit, probability, judged)
    test = _Test(y, weights, draws, seed)
    rows = [
        {"measure": name, **_figures(values[name], values[names[0]], test)}
        for name in names
    ]
    table = pd.DataFrame(rows)
    table.attrs["note"] = NO_MENU
    if weights:
        table.attrs["weighted"] = weights.sentence()
    return table


def _measure_names(measures: pd.DataFrame) -> list[str]:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    require_columns(measures, ["article_id"], "measures")
    names = [
        name
        for name in measures.columns.drop("article_id")
        if is_numeric_dtype(measures[name]) or is_bool_dtype(measures[name])
    ]
    if not names:
        raise BadValue(
            "measures holds no column of numbers. Give article_id and one column per "
            "measure, e.g. score_baselines(texts).assign(article_id=..., tension=...)."
        )
    return names


@dataclass(frozen=True)
class _Test:
    """What measures are held against: coded grades, and what each unit stands for."""

    grade: np.ndarray
    weights: Weights | None
    draws: int
    seed: int

    def area(self, x: np.ndarray, kept: np.ndarray) -> tuple[float, np.ndarray]:
        """AUC of the units kept, and in every draw of them."""
        if len(np.unique(self.grade)) != 2:
            return np.nan, np.full(self.draws, np.nan)
        return self._drawn(x, kept, _area, _weighted_area)

    def rho(self, x: np.ndarray, kept: np.ndarray) -> tuple[float, np.ndarray]:
        """Spearman's rho of the units kept, and in every draw of them."""
        return self._drawn(x, kept, drawn_spearman, weighted_spearman)

    def _drawn(
        self, x: np.ndarray, kept: np.ndarray, plain: Figure, weighted: Figure
    ) -> tuple[float, np.ndarray]:
        n = int(kept.sum())
        if n < 2:
            return np.nan, np.full(self.draws, np.nan)
        # the seed begins anew, so that equal sets of units are drawn alike
        rng = np.random.default_rng(self.seed)
        x, y = x[kept], self.grade[kept]
        if self.weights is None:
            picked = rng.integers(n, size=(self.draws, n))
            return float(plain(x, y, np.arange(n)[None, :])[0]), plain(x, y, picked)
        own = self.weights.of(kept)
        whole = weighted(x, y, own.weight[None, :])
        return float(whole[0]), weighted(x, y, own.redrawn(self.draws, rng))


def _figures(own: pd.Series, first: pd.Series, test: _Test) -> dict[str, Any]:
    """Figures of one measure, and how far it falls behind the first."""
    x, reference = own.to_numpy(), first.to_numpy()
    known = ~np.isnan(x)
    both = known & ~np.isnan(reference)
    figures: dict[str, Any] = {"n": int(known.sum())}
    for name, figure in (("auc", test.area), ("spearman", test.rho)):
        whole, drawn = figure(x, known)
        low, high = quantiles(drawn)
        figures |= {name: whole, f"{name}_low": low, f"{name}_high": high}
    figure = test.area if len(np.unique(test.grade)) == 2 else test.rho
    best, best_drawn = figure(reference, both)
    whole, drawn = figure(x, both)
    low, high = quantiles(best_drawn - drawn)
    return figures | {"behind": best - whole, "behind_low": low, "behind_high": high}


def _area(x: np.ndarray, y: np.ndarray, picked: np.ndarray) -> np.ndarray:
    return drawn_auc(x, y == y.max(), draw_weights(picked))


def _weighted_area(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return weighted_auc(x, y == y.max(), weights)


def correlate_measures(measures: pd.DataFrame) -> pd.DataFrame:
    """Spearman's rho of every two measures: one row and one column per measure.

    1 = they rank the texts alike, 0 = unrelated. Two measures can agree with people
    equally well and with each other hardly: then they do not measure the same thing.

    >>> import pandas as pd
    >>> correlate_measures(pd.DataFrame({"article_id": ["a", "b", "c"],
    ...                                  "ours": [1, 2, 3], "words": [5, 7, 9]}))
           ours  words
    ours    1.0    1.0
    words   1.0    1.0
    """
    return measures[_measure_names(measures)].astype(float).corr("spearman")


def most_disputed(
    measures: pd.DataFrame, first: str, second: str, n: int = 10
) -> pd.DataFrame:
    """List the texts two measures rank most differently: one row per text.

    Parameters
    ----------
    measures
        As in :func:`compare_measures`; other columns, such as ``text``, come along.
    first, second
        Columns to compare.
    n
        Rows to return, at most.

    Returns
    -------
    pandas.DataFrame
        The rows of ``measures`` with ``rank_first``, ``rank_second`` (0 = calmest, 1 =
        most hostile text of the table) and ``gap`` = first minus second, the widest
        gaps first; texts on which ranks agree are left out. Read both ends: what one
        sees and the other does not is what divides the two constructs.

    Raises
    ------
    MissingColumn
        One of the two is no column.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"article_id": ["a", "b", "c"], "ours": [1, 2, 3],
    ...                       "words": [3, 2, 1]})
    >>> most_disputed(table, "ours", "words")[["article_id", "gap"]]
      article_id  gap
    0          a -1.0
    2          c  1.0
    """
    require_columns(measures, ["article_id", first, second], "measures")
    known = measures.dropna(subset=[first, second])
    ranks = known[[first, second]].astype(float).rank()
    # from 0 to 1 whatever the ties: the place among all places there are
    places = (ranks - 1) / max(len(ranks) - 1, 1)
    gap = places[first] - places[second]
    shown = known.assign(rank_first=places[first], rank_second=places[second], gap=gap)
    order = gap.abs().sort_values(ascending=False, kind="stable").index
    return shown.loc[order][shown.loc[order, "gap"] != 0].head(n)
