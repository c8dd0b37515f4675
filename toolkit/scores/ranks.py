"""Coded grades: rank agreement of scores with what people coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.classes import Bootstrap, quantiles
from toolkit.scores.weights import (
    Weights,
    unit_weights,
    weighted_auc,
    weighted_spearman,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "auc",
    "compare_scores",
    "draw_weights",
    "drawn_auc",
    "drawn_spearman",
    "human_grades",
    "share_of_coders",
]

# Score columns that a graded code is compared with, where the table has them.
GRADED = ("tension", "score", "act_weighted", "threat_weighted", "tone_weighted",
          "deescalation_weighted", "act_peak", "threat_peak")  # fmt: skip
ESCALATION = (
    "act",
    "threat",
)  # channels that make a coded sentence escalation language


def compare_scores(
    scores: pd.DataFrame,
    codes: pd.DataFrame,
    unit: str,
    human: str | None,
    bootstrap: Bootstrap,
    probability: str | None = None,
) -> pd.DataFrame:
    """One row per measure; see ``compare_with_codes``."""
    import pandas as pd

    truth = human_grades(codes, unit, human)
    # predictions of a model bring the code they were trained on
    scores = scores.drop(columns="human", errors="ignore")
    joined = scores.merge(truth.rename("human"), left_on="article_id", right_index=True)
    weights = unit_weights(codes, unit, probability, pd.Index(joined["article_id"]))
    rows = []
    for measure in [m for m in GRADED if m in scores.columns]:
        both = joined[[measure, "human"]].astype(float)
        known = both.notna().all(axis=1).to_numpy()
        x, y = both[known].to_numpy().T
        own = weights and weights.of(known)
        figures = _rank_figures(x, y, bootstrap, own)
        rows.append({"measure": measure, "n": len(x), **figures})
    table = pd.DataFrame(rows)
    if weights:
        table.attrs["weighted"] = weights.sentence()
    return table


def human_grades(codes: pd.DataFrame, unit: str, human: str | None = None) -> pd.Series:
    """Mean code of each unit over its rows; without ``human`` 1 for an act or threat.

    As for classes, half of the coders decide.
    """
    import pandas as pd

    if human is None:
        require_columns(codes, ["channel"], "codes")
        share = share_of_coders(codes["channel"].isin(ESCALATION), codes, unit)
        return (share >= 0.5).astype(float)
    require_columns(codes, [human], "codes")
    try:
        values = pd.to_numeric(codes[human]).astype(float)
    except (ValueError, TypeError):
        raise BadValue(
            f"codes[{human!r}] holds {codes[human].iloc[0]!r}: scores are compared "
            "with numbers or yes/no. Map the codes first, e.g. with "
            ".isin(['act', 'threat'])."
        ) from None
    return values.groupby(codes[unit]).mean()


def share_of_coders(yes: pd.Series, codes: pd.DataFrame, unit: str) -> pd.Series:
    """Share of each unit's coders who said yes in any of its rows (0 to 1).

    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s", "s", "s"], "coder": ["A", "A", "B"],
    ...                       "channel": ["tone", "act", "none"]})
    >>> share_of_coders(codes["channel"] == "act", codes, "sentence_id").tolist()
    [0.5]
    """
    keys = [codes[unit]]
    if "coder" in codes.columns:
        # a row without a coder's name is one more coder's
        keys.append(codes["coder"].astype(object).fillna(""))
    # an article is escalation language if any of its sentences is
    return yes.astype(float).groupby(keys).max().groupby(level=0).mean()


def _rank_figures(
    x: np.ndarray, y: np.ndarray, bootstrap: Bootstrap, weights: Weights | None
) -> dict[str, float]:
    draws, rng = bootstrap
    names = ("auc", "auc_low", "auc_high", "spearman", "spearman_low", "spearman_high")
    if len(x) < 2 or np.ptp(y) == 0:
        return dict.fromkeys(names, np.nan)
    two = len(np.unique(y)) == 2
    if weights is not None:
        return dict(
            zip(names, _weighted_figures(x, y, bootstrap, weights), strict=True)
        )
    picked = rng.integers(len(x), size=(draws, len(x)))
    area = np.full(draws, np.nan)
    if two:
        area = drawn_auc(x, y == y.max(), draw_weights(picked))
    rho = drawn_spearman(x, y, picked)
    whole = _auc(x, y == y.max()) if two else np.nan
    return dict(
        zip(
            names,
            (whole, *quantiles(area), _spearman(x, y), *quantiles(rho)),
            strict=True,
        )
    )


def _weighted_figures(
    x: np.ndarray, y: np.ndarray, bootstrap: Bootstrap, weights: Weights
) -> tuple[float, ...]:
    """AUC and rho, each with its interval, of units that stand for others."""
    # the units as they are, then every draw of them
    rows = np.vstack([weights.weight[None, :], weights.redrawn(*bootstrap)])
    area = np.full(len(rows), np.nan)
    if len(np.unique(y)) == 2:
        area = weighted_auc(x, y == y.max(), rows)
    rho = weighted_spearman(x, y, rows)
    return (area[0], *quantiles(area[1:]), rho[0], *quantiles(rho[1:]))


def auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Chance that a unit coded yes scores higher than one coded no; ties count half.

    1 = every yes above every no, 0.5 = no better than chance. Missing where all units
    are coded alike.

    >>> auc([3, 2, 2, 0], [True, True, False, False])  # 3>2, 3>0, 2=2, 2>0
    0.875
    """
    return _auc(np.asarray(scores, float), np.asarray(truth, bool))


def _auc(scores: np.ndarray, truth: np.ndarray) -> float:
    from scipy.stats import rankdata

    n_yes = int(truth.sum())
    n_no = len(truth) - n_yes
    if not n_yes or not n_no:
        return np.nan
    ranks = rankdata(scores)[truth].sum()
    return float((ranks - n_yes * (n_yes + 1) / 2) / (n_yes * n_no))


def draw_weights(picked: np.ndarray) -> np.ndarray:
    """How often each unit was drawn: one row per draw, one column per unit."""
    draws, n = picked.shape
    cells = picked + n * np.arange(draws)[:, None]
    return np.bincount(cells.ravel(), minlength=draws * n).reshape(draws, n)


def drawn_auc(scores: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """AUC of every draw of units; missing where a draw holds one class only.

    >>> units = np.array([[1, 1, 1, 1], [2, 0, 1, 0]])
    >>> drawn_auc(np.array([3, 2, 2, 0]), np.array([1, 1, 0, 0], bool), units)
    array([0.875, 1.   ])
    """
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=np.nan) != 0)
    drawn, yes = weights[:, order].astype(float), truth[order]
    # draws x distinct scores: units of either class at each score
    hits = np.add.reduceat(drawn * yes, starts, axis=1)
    rest = np.add.reduceat(drawn * ~yes, starts, axis=1)
    beaten = np.cumsum(rest, axis=1) - rest / 2
    pairs = hits.sum(axis=1) * rest.sum(axis=1)
    return (hits * beaten).sum(axis=1) / np.where(pairs > 0, pairs, np.nan)


def drawn_spearman(x: np.ndarray, y: np.ndarray, picked: np.ndarray) -> np.ndarray:
    """Spearman's rho of every draw of units; missing where one side does not vary."""
    from scipy.stats import rankdata

    a, b = (rankdata(values[picked], axis=1) for values in (x, y))
    a -= a.mean(axis=1, keepdims=True)
    b -= b.mean(axis=1, keepdims=True)
    scale = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return (a * b).sum(axis=1) / np.where(scale > 0, scale, np.nan)


def _spearman(x: np.ndarray, y: np.ndarray) -> float:
    from scipy.stats import rankdata

    a, b = rankdata(x), rankdata(y)
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a**2).sum() * (b**2).sum())
    return float(a @ b / scale) if scale > 0 else np.nan
