"""Coded grades: rank agreement of scores with what people coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.classes import Bootstrap, quantiles

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["auc", "compare_scores"]

# Score columns that a graded code is compared with, where the table has them.
GRADED = ("tension", "act_weighted", "threat_weighted", "tone_weighted",
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
) -> pd.DataFrame:
    """One row per measure; see ``compare_with_codes``."""
    import pandas as pd

    truth = _truth(codes, unit, human)
    joined = scores.merge(truth.rename("human"), left_on="article_id", right_index=True)
    rows = []
    for measure in [m for m in GRADED if m in scores.columns]:
        both = joined[[measure, "human"]].astype(float).dropna()
        x, y = both[measure].to_numpy(), both["human"].to_numpy()
        rows.append(
            {"measure": measure, "n": len(both), **_rank_figures(x, y, bootstrap)}
        )
    return pd.DataFrame(rows)


def _truth(codes: pd.DataFrame, unit: str, human: str | None) -> pd.Series:
    """Mean code of each unit over its coders, or over its sentences."""
    import pandas as pd

    if human is None:
        require_columns(codes, ["channel"], "codes")
        values = codes["channel"].isin(ESCALATION).astype(float)
        grouped = values.groupby(codes[unit])
        # an article is escalation language if any of its sentences is
        return grouped.max()
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


def _rank_figures(
    x: np.ndarray, y: np.ndarray, bootstrap: Bootstrap
) -> dict[str, float]:
    draws, rng = bootstrap
    names = ("auc", "auc_low", "auc_high", "spearman", "spearman_low", "spearman_high")
    if len(x) < 2 or np.ptp(y) == 0:
        return dict.fromkeys(names, np.nan)
    two = len(np.unique(y)) == 2
    picked = rng.integers(len(x), size=(draws, len(x)))
    area = np.full(draws, np.nan)
    if two:
        area = np.array([_auc(x[i], y[i] == y.max()) for i in picked])
    rho = np.array([_spearman(x[i], y[i]) for i in picked])
    whole = _auc(x, y == y.max()) if two else np.nan
    return dict(
        zip(
            names,
            (whole, *quantiles(area), _spearman(x, y), *quantiles(rho)),
            strict=True,
        )
    )


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


def _spearman(x: np.ndarray, y: np.ndarray) -> float:
    from scipy.stats import rankdata

    a, b = rankdata(x), rankdata(y)
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a**2).sum() * (b**2).sum())
    return float(a @ b / scale) if scale > 0 else np.nan
