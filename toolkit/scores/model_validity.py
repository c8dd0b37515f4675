"""Is the model any good? Its probabilities, and its rank order beside the lexicon's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.classes import quantiles, wilson
from toolkit.scores.ranks import draw_weights, drawn_auc, drawn_spearman

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_with_lexicon", "reliability_table"]

FEWEST_GROUPS = 10  # draws of fewer are too much alike for an honest interval
NO_LEAK = ["article_id", "group", "human", "score", "probability"]


def reliability_table(out_of_fold: pd.DataFrame, bins: int = 5) -> pd.DataFrame:
    """Compare promised with observed shares of yes: one row per bin of probability.

    Parameters
    ----------
    out_of_fold
        ``model.out_of_fold`` of a yes/no model.
    bins
        Bins of equal numbers of texts, at most.

    Returns
    -------
    pandas.DataFrame
        ``n`` (texts), ``predicted`` (their mean probability), ``observed`` (share coded
        yes) with its Wilson interval ``low``, ``high``; all 0 to 1, calmest bin first.
        A model is calibrated where ``predicted`` lies within the interval, which takes
        texts for independent and is too narrow where groups are large. ``attrs`` holds
        ``brier`` (mean squared error of the probabilities, 0 = perfect),
        ``brier_of_share``, what naming the share of yes for every text would give, and
        ``calibration_error``, the mean distance of ``predicted`` from ``observed``,
        bins weighted by their texts (0 = none; with few texts never 0, by chance).

    Raises
    ------
    BadValue
        The model is graded, and has no probabilities.

    Examples
    --------
    >>> import pandas as pd
    >>> tried = pd.DataFrame({"article_id": list("abcd"), "group": list("abcd"),
    ...                       "human": [0, 0, 1, 1], "score": [-2, -1, 1, 2],
    ...                       "probability": [0.1, 0.3, 0.7, 0.9]})
    >>> reliability_table(tried, bins=2)[["n", "predicted", "observed"]]
       n  predicted  observed
    0  2        0.2       0.0
    1  2        0.8       1.0
    """
    import pandas as pd

    require_columns(out_of_fold, NO_LEAK, "out_of_fold")
    known = out_of_fold.dropna(subset=["probability", "human"])
    if not len(known):
        raise BadValue(
            "There are no probabilities: a graded model predicts a grade. Use "
            "compare_with_lexicon, or train with ModelRecipe(kind='yes/no')."
        )
    # ties share a bin, so that equal promises are judged together
    part = pd.qcut(known["probability"], bins, labels=False, duplicates="drop")
    # one promise for all texts has no edges to cut at
    part = part.fillna(0)
    rows = [_bin(known[part == number]) for number in sorted(part.unique())]
    table = pd.DataFrame(rows)
    human = known["human"]
    off = (table["predicted"] - table["observed"]).abs()
    table.attrs["calibration_error"] = float(np.average(off, weights=table["n"]))
    table.attrs["brier"] = float(((known["probability"] - human) ** 2).mean())
    table.attrs["brier_of_share"] = float(((human.mean() - human) ** 2).mean())
    return table


def _bin(texts: pd.DataFrame) -> dict[str, float]:
    n, yes = len(texts), int(texts["human"].sum())
    low, high = wilson(yes, n)
    predicted = float(texts["probability"].mean())
    return {
        "n": n, "predicted": predicted, "observed": yes / n, "low": low, "high": high
    }  # fmt: skip


def compare_with_lexicon(
    out_of_fold: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    measure: str = "tension",
    draws: int = 1000,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Rank agreement with the codes of lexicon and model: one row per figure.

    Parameters
    ----------
    out_of_fold
        ``model.out_of_fold``: predictions for texts the model had not seen.
    scores
        One row per text, from ``score_articles``; it holds the same texts.
    measure
        Column of ``scores`` that speaks for the lexicon. Choose it before you look.
    draws, seed
        Bootstrap over whole groups behind the intervals; both measures are judged on
        the same draws.

    Returns
    -------
    pandas.DataFrame
        Rows ``auc`` (0.5 = chance; missing for grades) and ``spearman`` (-1 to 1).
        ``n``, ``n_groups``; ``lexicon`` and ``model`` with intervals
        (``lexicon_low`` ...); ``difference`` = model minus lexicon, with its paired
        interval: above 0 = the model ranks better, an interval around 0 = these texts
        cannot tell. Higher is better throughout. Below 10 groups, such as three
        outlets, intervals are missing: they would be far too narrow.

    Raises
    ------
    MissingColumn
        ``scores`` has no such measure.
    BadValue
        The two tables share no text.

    Notes
    -----
    The model was trained on codes of this kind and the lexicon was not: the model knows
    these coders and this topic. A tie is a point for the lexicon. Intervals are for
    other texts under these predictions; other codes to learn from would make another
    model, so that they are rather too narrow for it.

    Examples
    --------
    >>> import pandas as pd
    >>> tried = pd.DataFrame({"article_id": list("abcd"), "group": list("abcd"),
    ...                       "human": [0, 0, 1, 1], "score": [-2, -1, 1, 2],
    ...                       "probability": [0.1, 0.3, 0.7, 0.9]})
    >>> scores = pd.DataFrame({"article_id": list("abcd"), "tension": [0, 2, 2, 3]})
    >>> compare_with_lexicon(tried, scores)[["figure", "lexicon", "model"]].round(3)
         figure  lexicon  model
    0       auc    0.875  1.000
    1  spearman    0.707  0.894
    """
    import pandas as pd

    require_columns(out_of_fold, NO_LEAK, "out_of_fold")
    require_columns(scores, ["article_id", measure], "scores")
    values = scores[["article_id", measure]].rename(columns={measure: "lexicon"})
    both = out_of_fold.merge(values, on="article_id")
    both = both.dropna(subset=["lexicon", "score", "human"])
    if not len(both):
        raise BadValue(
            "The model's texts and scores share no article_id. Score the coded texts, "
            "under the names they were trained by."
        )
    picked = _draw_groups(both["group"], draws, seed)
    rows = []
    for figure, drawn in (("auc", _drawn_areas), ("spearman", _drawn_ranks)):
        row = {"figure": figure, "n": len(both), "n_groups": both["group"].nunique()}
        rows.append(row | _side_by_side(both, drawn, picked))
    return pd.DataFrame(rows)


def _draw_groups(group: pd.Series, draws: int, seed: int) -> np.ndarray:
    """How often each text is in: everything once, then draws of whole groups."""
    import pandas as pd

    code, names = pd.factorize(group)
    picked = np.random.default_rng(seed).integers(len(names), size=(draws, len(names)))
    whole = np.ones((1, len(names)), int)
    return np.concatenate([whole, draw_weights(picked)])[:, code]


def _side_by_side(
    both: pd.DataFrame, drawn: object, picked: np.ndarray
) -> dict[str, float]:
    y = both["human"].to_numpy(float)
    lexicon = drawn(both["lexicon"].to_numpy(float), y, picked)
    model = drawn(both["score"].to_numpy(float), y, picked)
    enough = both["group"].nunique() >= FEWEST_GROUPS
    row = {}
    for name, values in (
        ("lexicon", lexicon), ("model", model), ("difference", model - lexicon)
    ):  # fmt: skip
        low, high = quantiles(values[1:]) if enough else (np.nan, np.nan)
        row |= {name: float(values[0]), f"{name}_low": low, f"{name}_high": high}
    return row


def _drawn_areas(x: np.ndarray, y: np.ndarray, picked: np.ndarray) -> np.ndarray:
    if len(np.unique(y)) != 2:
        return np.full(len(picked), np.nan)
    return drawn_auc(x, y == y.max(), picked)


def _drawn_ranks(x: np.ndarray, y: np.ndarray, picked: np.ndarray) -> np.ndarray:
    rows = np.arange(len(x))
    # groups differ in size, and so do the draws: one at a time
    return np.array(
        [drawn_spearman(x, y, np.repeat(rows, times)[None, :])[0] for times in picked]
    )
