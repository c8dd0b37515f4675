"""Bursts: periods in which a term, or a type of event, comes up far more than usual.

A share that is up in one period may be chance; a burst is a stretch of periods that is
told more cheaply as "in these the share was higher" than as a run of luck, the price of
switching included (Kleinberg 2002).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.dates import all_periods
from toolkit.index.contributions import SPLITS
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.units import dated_scores, story_units
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_bursts"]

FEWEST_STORIES = (
    5  # with the term, over all periods; below it any two look like a burst
)
SURE = 1 - 1e-9  # a share cannot be raised beyond this


def find_bursts(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    by: str = "term",
    factor: float = 2.0,
    price: float = 1.0,
) -> pd.DataFrame:
    r"""Find bursts of terms or types: one row per burst, the weightiest first.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    recipe
        Period, channels and copies; defaults where none is given.
    by
        ``term``, ``type``, ``channel``, ``status``, ``voice``, ``actor`` or ``target``.
    factor
        How many times its usual share a term has in a burst; above 1.
    price
        How dear it is to enter a burst (Kleinberg's gamma); higher = fewer bursts.

    Returns
    -------
    pandas.DataFrame
        The ``by`` column; ``first`` and ``last`` period of the burst; ``stories`` with
        it in those periods, ``share`` of all stories there, ``usual`` share over all
        periods; ``weight`` (0 or more; how much more likely the burst makes what was
        seen, in units of the natural logarithm). Empty where there is none.

    Raises
    ------
    BadValue
        ``by`` is unknown, ``factor`` is not above 1 or ``price`` is negative.

    Notes
    -----
    Two states, usual and burst, with the shares :math:`p_0 = R/D` and :math:`p_1 = s
    p_0`; a period with :math:`r` of :math:`d` stories costs :math:`-\ln p^r
    (1-p)^{d-r}` in a state of share :math:`p`, entering a burst costs
    :math:`\gamma \ln n` in a series of :math:`n` periods, and the cheapest sequence of
    states is taken (Kleinberg 2002, "Bursty and hierarchical structure in streams").
    No p-value: among many terms some burst by chance. Terms in fewer than five stories
    are passed over.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> days = pd.date_range("2024-01-01", periods=240, freq="D", tz="UTC")
    >>> articles = pd.DataFrame({"article_id": days.strftime("%j"), "n_words": 100,
    ...                          "published": days})
    >>> hit = articles[(days.month == 5) | (days.day == 1)]
    >>> mentions = pd.DataFrame({"article_id": hit["article_id"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 5, "match": "siege", "term": "siege",
    ...     "type": "ASSAULT", "channel": "act", "severity": 8.0, "status": "actual",
    ...     "hedged": False, "voice": "narrator"})
    >>> found = find_bursts(score_articles(articles, mentions), mentions)
    >>> found[["term", "first", "stories"]].astype(str).values.tolist()
    [['siege', '2024-05-01 00:00:00+00:00', '31']]
    """
    if by not in SPLITS:
        raise BadValue(f"by={by!r} is unknown; choose {', '.join(SPLITS)}.")
    if factor <= 1 or price < 0:
        raise BadValue(
            f"factor={factor} must be above 1 and price={price} not negative."
        )
    periods, stories, labels, having = _counts(scores, mentions, recipe, by)
    usual = having.sum(axis=1) / stories.sum()
    keep = (having.sum(axis=1) >= FEWEST_STORIES) & (usual < 1)
    labels, having, usual = labels[keep], having[keep], usual[keep]
    gain = _gain(having, stories, usual, factor)
    in_burst = _cheapest(gain, price * np.log(max(len(periods), 2)))
    return _as_table(in_burst, gain, (by, labels, usual), periods, stories, having)


def _counts(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe | None, by: str
) -> tuple[pd.DatetimeIndex, np.ndarray, np.ndarray, np.ndarray]:
    """Periods; stories in each; labels; stories with each label in each period."""
    import pandas as pd

    recipe = recipe or IndexRecipe()
    dated, _ = dated_scores(scores, recipe)
    units = story_units(dated, recipe)
    periods = all_periods(dated["period"].min(), dated["period"].max(), recipe.every)
    stories = units["period"].value_counts().reindex(periods, fill_value=0).to_numpy()
    found = counted_mentions(scores, mentions, recipe)
    label = found[by].astype(object).where(found[by].notna(), "").astype(str)
    found = pd.DataFrame({"article_id": found["article_id"], "label": label})
    found = found[found["label"] != ""].drop_duplicates()
    place = units[["article_id", "period"]].astype({"article_id": str})
    found = found.merge(place, on="article_id")
    table = pd.crosstab(found["label"], found["period"]).reindex(
        columns=periods, fill_value=0
    )
    return periods, stories, table.index.to_numpy(object), table.to_numpy()


def _gain(
    having: np.ndarray, stories: np.ndarray, usual: np.ndarray, factor: float
) -> np.ndarray:
    """How much likelier each period is in the burst than in the usual state (log)."""
    low = usual[:, None]
    high = np.minimum(factor * low, SURE)
    lacking = stories - having
    return having * np.log(high / low) + lacking * np.log((1 - high) / (1 - low))


def _cheapest(gain: np.ndarray, entering: float) -> np.ndarray:
    """Tell of each series (row) and period whether the best path is in a burst."""
    n_series, n = gain.shape
    if n == 0 or n_series == 0:
        return np.zeros(gain.shape, bool)
    came_from = np.zeros((n, 2, n_series), bool)  # True: from the burst state
    usual, burst = np.zeros(n_series), np.full(n_series, -np.inf)
    for t in range(n):
        enter = usual - entering
        came_from[t, 1] = burst >= enter
        came_from[t, 0] = burst > usual
        usual, burst = np.maximum(usual, burst), np.maximum(enter, burst) + gain[:, t]
    state = burst > usual
    path = np.zeros((n, n_series), bool)
    for t in range(n - 1, -1, -1):
        path[t] = state
        state = np.where(state, came_from[t, 1], came_from[t, 0])
    return path.T


def _as_table(
    in_burst: np.ndarray,
    gain: np.ndarray,
    names: tuple[str, np.ndarray, np.ndarray],
    periods: pd.DatetimeIndex,
    stories: np.ndarray,
    having: np.ndarray,
) -> pd.DataFrame:
    """One row per unbroken stretch of burst periods."""
    import pandas as pd

    by, labels, usual = names
    edges = np.diff(np.pad(in_burst.astype(int), ((0, 0), (1, 1))), axis=1)
    series, first = np.nonzero(edges == 1)
    _, stop = np.nonzero(edges == -1)
    rows = []
    for k, a, b in zip(series, first, stop, strict=True):
        rows.append(
            {by: labels[k], "first": periods[a], "last": periods[b - 1],
             "stories": int(having[k, a:b].sum()),
             "share": having[k, a:b].sum() / stories[a:b].sum(), "usual": usual[k],
             "weight": gain[k, a:b].sum()}
        )  # fmt: skip
    columns = [by, "first", "last", "stories", "share", "usual", "weight"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["weight", by], ascending=[False, True], ignore_index=True)
