"""Training: a line through the features, calibrated, and tried on groups held out.

Three rings keep what is tested apart from what is learnt. The outermost holds out whole
groups, such as the articles of an outlet; their copies in other groups are not learnt
from either. Within the training part, groups are held out once more, and the curve that
turns a margin into a probability is fitted on those. Words, their weights and the line
are learnt innermost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from toolkit.schema import BadValue
from toolkit.scores.features import Counts, Features, learn_features, weigh_features

__all__ = [
    "NO_CALIBRATION",
    "Calibration",
    "Coded",
    "Line",
    "ModelRecipe",
    "cross_validate",
    "fit_calibrated",
]

KINDS = ("yes/no", "graded")

# Squared error is curved four times as much as logistic loss at its most (1 against
# p (1 - p) = 1/4), so four times the penalty shrinks weights of both kinds alike.
LEAST_SQUARES = 4


@dataclass(frozen=True)
class ModelRecipe:
    """All choices behind a model, made before its figures are seen.

    Attributes
    ----------
    kind
        ``yes/no``: logistic regression with a calibrated probability. ``graded``: ridge
        regression in the unit of the codes.
    group
        Column of the codes or the articles; texts of one group are held out together.
        A copy of a held-out text (same ``story_id``, or word for word the same) is not
        learnt from either, whatever its group.
        ``story_id`` keeps copies together, ``article_id`` the sentences of an article.
        ``source`` asks the hardest question: how good on an outlet never coded?
    folds
        Parts the groups are dealt into; fewer where there are fewer groups.
    min_df
        Texts a word or kind of mention must occur in. It keeps rare strings, such as
        the name of a private person, out of the model and its file.
    penalty
        Weight of the penalty on large weights (above 0); larger = a simpler model. It
        shrinks both kinds of model alike. To try several and keep the best is tuning:
        its figures flatter.
    seed
        Seed of the draw of folds.

    Raises
    ------
    BadValue
        A choice outside its range.

    Examples
    --------
    >>> ModelRecipe(group="source").folds
    5
    """

    kind: str = "yes/no"
    group: str = "story_id"
    folds: int = 5
    min_df: int = 5
    penalty: float = 1.0
    seed: int = 20240806

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadValue(
                f"kind={self.kind!r} is unknown; choose {' or '.join(KINDS)}."
            )
        if self.folds < 2:
            raise BadValue(f"folds={self.folds}: a cross-validation needs 2 at least.")
        if self.min_df < 1:
            raise BadValue(f"min_df={self.min_df}: a word occurs in 1 text at least.")
        if not 0 < self.penalty < np.inf:
            raise BadValue(f"penalty={self.penalty} must be above 0, e.g. 1.")


class Coded(NamedTuple):
    """Texts with codes: counts, code and group of each, and what is a copy of what.

    Texts with the same ``copy`` are copies, in one group or in several.
    """

    counts: Counts
    y: np.ndarray
    group: np.ndarray
    copy: np.ndarray

    def take(self, rows: np.ndarray) -> Coded:
        """Return some of the texts."""
        return Coded(
            self.counts.take(rows), self.y[rows], self.group[rows], self.copy[rows]
        )


class Line(NamedTuple):
    """A weighted sum of features."""

    features: Features
    weights: np.ndarray
    intercept: float

    def margin(self, counts: Counts) -> np.ndarray:
        """Value of the sum for each text: log-odds, or the grade."""
        return weigh_features(self.features, counts) @ self.weights + self.intercept


class Calibration(NamedTuple):
    """The sigmoid that makes probabilities of margins, as a line of log-odds."""

    slope: float
    shift: float

    def log_odds(self, margin: np.ndarray) -> np.ndarray:
        """Calibrated log-odds; the order of texts is that of their margins."""
        return self.slope * margin + self.shift


NO_CALIBRATION = Calibration(1.0, 0.0)


def fit_calibrated(coded: Coded, recipe: ModelRecipe) -> tuple[Line, Calibration]:
    """Line through all texts, with the calibration found on groups held out of them."""
    line = _fit_line(coded, recipe)
    if recipe.kind == "graded":
        return line, NO_CALIBRATION
    margin = _held_out_margins(coded, recipe)
    known = ~np.isnan(margin)
    if not known.any() or np.ptp(coded.y[known]) == 0:
        raise _too_few(coded, recipe)
    return line, _fit_calibration(margin[known], coded.y[known])


def cross_validate(coded: Coded, recipe: ModelRecipe) -> tuple[np.ndarray, np.ndarray]:
    """Score of each text by a calibrated line blind to its group; and its fold."""
    score, fold = np.full(len(coded.y), np.nan), np.full(len(coded.y), -1)
    for number, (train, test) in enumerate(_folds(coded, recipe)):
        line, calibration = fit_calibrated(coded.take(train), recipe)
        score[test] = calibration.log_odds(line.margin(coded.counts.take(test)))
        fold[test] = number
    return score, fold


def _held_out_margins(coded: Coded, recipe: ModelRecipe) -> np.ndarray:
    """Margin of each text by a line that never saw its group, not calibrated.

    Missing where the rest of the texts holds one class only.
    """
    margin = np.full(len(coded.y), np.nan)
    for train, test in _folds(coded, recipe):
        part = coded.take(train)
        if np.ptp(part.y) > 0:
            margin[test] = _fit_line(part, recipe).margin(coded.counts.take(test))
    return margin


def _folds(
    coded: Coded, recipe: ModelRecipe
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    n = min(recipe.folds, len(np.unique(coded.group)))
    if recipe.kind == "yes/no":
        rarer = min(int(coded.y.sum()), int((1 - coded.y).sum()))
        n = min(n, rarer)
        deal = StratifiedGroupKFold
    else:
        deal = GroupKFold
    if n < 2:
        raise _too_few(coded, recipe)
    cut = deal(n, shuffle=True, random_state=recipe.seed)
    for train, test in cut.split(coded.group, coded.y, coded.group):
        # a copy in another group, as of an agency's story, would give the answer away
        train = train[~np.isin(coded.copy[train], coded.copy[test])]
        if len(train) and len(test):
            yield train, test


def _fit_line(coded: Coded, recipe: ModelRecipe) -> Line:
    from sklearn.linear_model import LogisticRegression, Ridge

    if recipe.kind == "graded":
        model = Ridge(alpha=LEAST_SQUARES * recipe.penalty)
    elif np.ptp(coded.y) == 0:
        raise _too_few(coded, recipe)
    else:
        model = LogisticRegression(C=1 / recipe.penalty, max_iter=1000)
    features = learn_features(coded.counts, recipe.min_df)
    if not features.names:
        raise BadValue(
            f"No word occurs in {recipe.min_df} of the {len(coded.y)} texts. Code more "
            "texts, or lower min_df; rare words then enter the model and its file."
        )
    model.fit(weigh_features(features, coded.counts), coded.y)
    return Line(features, np.ravel(model.coef_), float(np.ravel(model.intercept_)[0]))


def _fit_calibration(margin: np.ndarray, y: np.ndarray) -> Calibration:
    """Platt's sigmoid (1999), with his targets, which keep it finite.

    A slope below 0 would say that the model is worse than chance and turn its order
    round; then all texts get the share of yes instead.
    """
    from scipy.optimize import minimize

    yes = y == 1
    high, low = (yes.sum() + 1) / (yes.sum() + 2), 1 / ((~yes).sum() + 2)
    target = np.where(yes, high, low)

    def loss(line: np.ndarray) -> float:
        odds = line[0] * margin + line[1]
        return float((np.logaddexp(0, odds) - target * odds).mean())

    base = np.log(target.mean() / (1 - target.mean()))
    found = minimize(loss, [1.0, 0.0], method="Nelder-Mead", tol=1e-9)
    slope, shift = map(float, found.x)
    return Calibration(slope, shift) if slope > 0 else Calibration(0.0, float(base))


def _too_few(coded: Coded, recipe: ModelRecipe) -> BadValue:
    yes = coded.y > 0
    return BadValue(
        f"With whole groups held out ({recipe.group}: {len(np.unique(coded.group))} "
        f"groups), the {len(coded.y)} texts left to learn from hold {int(yes.sum())} "
        f"coded yes and {int((~yes).sum())} coded no, and "
        f"{len(np.unique(coded.copy))} that are no copies: too few of a class in too "
        "few groups. Code other texts of more groups, or choose a finer group."
    )
