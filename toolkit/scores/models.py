"""Models: a small supervised scorer, trained on codes of one's own, beside the lexicon.

The lexicon stays the default. It needs no codes, means the same in every study, and
each number can be traced to words. A model answers another question: what, in texts
like these, goes with what *these* coders coded? It may rank texts better, and it learns
whatever predicts the codes, the name of a town included. So it is cross-validated with
whole groups held out, calibrated, and compared with the lexicon on the same texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, MissingColumn
from toolkit.scores.classes import unit_column
from toolkit.scores.features import count_features
from toolkit.scores.lengths import whole_texts, word_counts
from toolkit.scores.ranks import human_grades
from toolkit.scores.score import first_columns
from toolkit.scores.training import (
    Calibration,
    Coded,
    Line,
    ModelRecipe,
    cross_validate,
    fit_calibrated,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Model", "ModelRecipe", "fit_model", "list_weights", "score_with_model"]

FEWEST_TEXTS = 40  # below it neither weights nor calibration can be judged
FEWEST_OF_A_CLASS = 10
FEWEST_GROUPS = 3  # one to hold out, one to calibrate on, one to learn from


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model and what it rests on.

    Attributes
    ----------
    recipe
        The choices it was made by.
    line
        Features, their weights, and the intercept.
    calibration
        Slope and shift that make log-odds of the line's sum.
    n_texts, n_groups
        Coded texts it was trained on, and the groups they fall into.
    out_of_fold
        One row per coded text: ``article_id``, ``group``, ``fold``, ``human`` (the
        code), and ``score`` and ``probability`` by a model that never saw its group.
        Every figure of the model comes from here. It is not saved with the model.
    """

    recipe: ModelRecipe
    line: Line = field(repr=False)
    calibration: Calibration
    n_texts: int
    n_groups: int
    out_of_fold: pd.DataFrame | None = field(default=None, repr=False)


def fit_model(
    articles: pd.DataFrame,
    codes: pd.DataFrame,
    mentions: pd.DataFrame | None = None,
    *,
    human: str | None = None,
    recipe: ModelRecipe | None = None,
) -> Model:
    """Train a model on coded texts, and try it on groups it did not see.

    Parameters
    ----------
    articles
        The coded texts, one row each: ``article_id``, ``text``, ``title`` where there
        is one. Texts without a code are passed over. To train on sentences, give a
        table of sentences whose ``article_id`` is the sentence's name.
    codes
        One row per coded unit and coder, as in ``compare_with_codes``.
    mentions
        Mentions found in ``articles``; without them the model sees words only.
    human
        Column of ``codes`` to learn: numbers or yes/no, averaged over coders. Default:
        1 where half of the coders coded a channel ``act`` or ``threat``. For ``yes/no``
        an average of one half or more is a yes.
    recipe
        Choices of the model; ``ModelRecipe()`` if left out.

    Returns
    -------
    Model
        With its predictions out of fold. The model itself is trained on all texts.

    Raises
    ------
    MissingColumn
        A table lacks a column that is read, or no table has the group.
    BadValue
        Fewer than 40 coded texts, 10 of a class or 3 groups; one class only; a text
        without a group; codes outside 0 to 1 for ``yes/no``.

    Notes
    -----
    Figures hold for texts drawn like the coded ones: a share of yes that was raised by
    the way texts were drawn is learnt as if it were real, and probabilities are too
    high elsewhere. If the lexicon was written with these texts in view, it has an
    advantage that no fold removes.

    Platt (1999) for the sigmoid; Roberts et al. (2017) on holding out whole groups.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": [f"a{i}" for i in range(40)],
    ...     "text": [f"{n} {what} the port." for n in range(20)
    ...              for what in ("shells hit", "envoys met in")]})
    >>> codes = pd.DataFrame({"article_id": articles["article_id"],
    ...                       "channel": ["act", "none"] * 20})
    >>> model = fit_model(articles, codes, recipe=ModelRecipe(group="article_id"))
    >>> model.out_of_fold.groupby("human")["probability"].mean().round(1).tolist()
    [0.0, 1.0]
    """
    import pandas as pd

    recipe = recipe or ModelRecipe()
    unit = unit_column(articles, codes)
    y = _codes_of(articles, codes, unit, human, recipe)
    # a text without words was never read, whatever its code
    usable = y.notna().to_numpy() & (word_counts(articles) > 0)
    coded, y = articles[usable], y.to_numpy(float)[usable]
    group = _groups_of(coded, codes, unit, recipe.group)
    data = Coded(count_features(coded, mentions), y, group, _copies_of(coded))
    _check_enough(data, recipe)
    score, fold = cross_validate(data, recipe)
    line, calibration = fit_calibrated(data, recipe)
    tried = pd.DataFrame(
        {"article_id": coded["article_id"].to_numpy(), "group": group, "fold": fold,
         "human": y, **_predictions(score, recipe)}
    )  # fmt: skip
    n_groups = len(np.unique(group))
    return Model(recipe, line, calibration, len(coded), n_groups, tried)


def score_with_model(
    model: Model, articles: pd.DataFrame, mentions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Score texts with a model: one row per text, all texts kept.

    Parameters
    ----------
    model
        From :func:`fit_model` or ``load_model``.
    articles
        One row per text: ``article_id``, ``text``, ``title`` where there is one.
    mentions
        Mentions found in ``articles`` with the lexicon of the training, if the model
        was trained with mentions.

    Returns
    -------
    pandas.DataFrame
        The columns with which ``score_articles`` begins: ``article_id``, ``source``
        and ``published`` where ``articles`` has them, ``story_id``, ``n_words``. Then
        ``score``, higher = more of what was coded: calibrated log-odds (0 = even
        chance) or, for ``graded``, the grade; ``probability`` (0 to 1; missing for
        ``graded``). Both are missing for a text without words.

    Raises
    ------
    BadValue
        The model was trained with mentions, and none were given.

    Notes
    -----
    Texts that were coded are scored by a model that saw them: judge it by its
    ``out_of_fold`` only.

    The index of a yes/no model is the mean probability of a period's stories: put it in
    the place of a channel, ``scores.assign(act_any=table["probability"])``, and give
    that to ``tension_index`` with ``IndexRecipe(channels=("act",), ...)``.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": [f"a{i}" for i in range(40)],
    ...     "text": [f"{n} {what} the port." for n in range(20)
    ...              for what in ("shells hit", "envoys met in")]})
    >>> codes = pd.DataFrame({"article_id": articles["article_id"],
    ...                       "channel": ["act", "none"] * 20})
    >>> model = fit_model(articles, codes, recipe=ModelRecipe(group="article_id"))
    >>> new = pd.DataFrame({"article_id": ["x", "y"],
    ...                     "text": ["Shells hit a bridge.", "Envoys met again."]})
    >>> score_with_model(model, new)["probability"].round(1).tolist()
    [1.0, 0.0]
    """
    counts = count_features(articles, mentions)
    n_words = word_counts(articles)
    margin = np.where(n_words > 0, model.line.margin(counts), np.nan)
    score = model.calibration.log_odds(margin)
    table = first_columns(articles, n_words).assign(**_predictions(score, model.recipe))
    return table.set_axis(articles.index)


def list_weights(model: Model) -> pd.DataFrame:
    """What a model learnt: one row per feature, the heaviest first.

    Read it before you believe the figures. A place, a name or a house style among the
    heaviest words says that the model recognises the coded texts, and not the concept.

    Returns
    -------
    pandas.DataFrame
        ``feature``, ``kind`` (``word`` or ``mention``) and ``weight``: above 0 =
        speaks for yes, or a higher grade.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": [f"a{i}" for i in range(40)],
    ...     "text": [f"{n} {what} the port." for n in range(20)
    ...              for what in ("shells hit", "envoys met in")]})
    >>> codes = pd.DataFrame({"article_id": articles["article_id"],
    ...                       "channel": ["act", "none"] * 20})
    >>> model = fit_model(articles, codes, recipe=ModelRecipe(group="article_id"))
    >>> sorted(list_weights(model).query("weight < 0")["feature"])
    ['envoys', 'in', 'met']
    """
    import pandas as pd

    features = model.line.features
    kinds = np.where(
        np.arange(len(features.names)) < len(features.words), "word", "mention"
    )
    table = pd.DataFrame(
        {"feature": features.names, "kind": kinds, "weight": model.line.weights}
    )
    order = table["weight"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _predictions(score: np.ndarray, recipe: ModelRecipe) -> dict[str, np.ndarray]:
    from scipy.special import expit

    chance = expit(score) if recipe.kind == "yes/no" else np.full(len(score), np.nan)
    return {"score": score, "probability": chance}


def _codes_of(
    articles: pd.DataFrame,
    codes: pd.DataFrame,
    unit: str,
    human: str | None,
    recipe: ModelRecipe,
) -> pd.Series:
    """Code of each text, missing where it has none."""
    y = human_grades(codes, unit, human).reindex(articles["article_id"].to_numpy())
    if recipe.kind == "graded":
        return y
    outside = y[(y < 0) | (y > 1)]
    if len(outside):
        raise BadValue(
            f"codes[{human!r}] holds {outside.iloc[0]:g}, and kind='yes/no' takes 0 to "
            "1. Map the codes to 0 and 1, or use ModelRecipe(kind='graded')."
        )
    return (y >= 0.5).astype(float).where(y.notna())


def _copies_of(coded: pd.DataFrame) -> np.ndarray:
    """What each text is a copy of: its story where known, else its wording."""
    import pandas as pd

    copy = pd.Series(whole_texts(coded), dtype=object)
    if "story_id" in coded.columns:
        story = coded["story_id"].astype(object).reset_index(drop=True)
        copy = ("story " + story.astype(str)).where(story.notna(), copy)
    return pd.factorize(copy)[0]


def _groups_of(
    coded: pd.DataFrame, codes: pd.DataFrame, unit: str, group: str
) -> np.ndarray:
    """Group of each text, by the codes where they name it, else by the articles."""
    if group in codes.columns:
        named = codes.drop_duplicates(unit).set_index(unit, drop=False)[group]
        values = named.reindex(coded["article_id"].to_numpy())
    elif (unit, group) == ("sentence_id", "article_id"):
        # here article_id is the sentence's own name: nothing would be held together
        raise MissingColumn(
            "codes have no column 'article_id', so it is not known which sentences "
            "stand in one article. Add the article of each sentence to the codes, or "
            "choose another group, e.g. ModelRecipe(group='source')."
        )
    elif group in coded.columns:
        values = coded[group]
    else:
        raise MissingColumn(
            f"Neither codes nor articles have the column {group!r}, by which whole "
            "groups are held out. For story_id run find_stories(articles); or choose "
            "ModelRecipe(group='source') or another column. Without groups, a copy of "
            "a text could stand on both sides of the test."
        )
    if values.isna().any():
        raise BadValue(
            f"{int(values.isna().sum())} coded texts have no {group}, so it cannot be "
            f"known what to hold out together. Fill {group!r}, or leave them out."
        )
    return values.astype(str).to_numpy(object)


def _check_enough(coded: Coded, recipe: ModelRecipe) -> None:
    n, n_groups = len(coded.y), len(np.unique(coded.group))
    if n < FEWEST_TEXTS:
        raise BadValue(
            f"{n} coded texts are too few for a model; {FEWEST_TEXTS} are the least, "
            "200 a good start. Until then use the lexicon, which needs none."
        )
    if n_groups < FEWEST_GROUPS:
        raise BadValue(
            f"{recipe.group!r} has {n_groups} groups; {FEWEST_GROUPS} are the least, "
            "to hold out one, calibrate on another and learn from the rest. Choose a "
            "finer group, e.g. ModelRecipe(group='story_id')."
        )
    if np.ptp(coded.y) == 0:
        raise BadValue(
            f"All {n} texts are coded {coded.y[0]:g}: there is nothing to tell apart. "
            "Code texts of the other kind too, drawn from the same sources."
        )
    yes = int(coded.y.sum())
    if recipe.kind == "yes/no" and min(yes, n - yes) < FEWEST_OF_A_CLASS:
        raise BadValue(
            f"{yes} texts are coded yes and {n - yes} no; {FEWEST_OF_A_CLASS} of each "
            "are the least. Code more texts of the rarer class."
        )
