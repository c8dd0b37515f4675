"""Calibration: an index corrected by hand-coded articles drawn with known chances.

A lexicon errs, and its errors do not average out: an index of it is biased. Where some
articles were drawn at random and coded by people, the bias can be taken out, whatever
the lexicon is like, at the price of a wider interval. Each coded article says how far
the lexicon was off, and stands for as many articles as its chance of being drawn says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.draws import allocated, drawn_within
from toolkit.index.indices import tension_index
from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import dated_scores, labelled, story_units
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["calibrate_index", "draw_coding_sample"]

ENOUGH_CODES = 200  # below it the correction is noise; VALIDATION: Egami et al. 2023
FEWEST_CODES = 20
FOLDS = 5
NORMAL_95 = 1.959964


def draw_coding_sample(
    scores: pd.DataFrame,
    n: int | None = None,
    *,
    recipe: IndexRecipe | None = None,
    precision: float | None = None,
    expected_error: float = 0.2,
    by: str = "period",
    seed: int = 20240806,
) -> pd.DataFrame:
    """Draw the articles to code by hand, each with its chance of being drawn.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``, with ``published``.
    n
        Articles to code; or leave it out and give ``precision``.
    recipe
        The index that is to be calibrated; its stories are what is drawn from.
    precision
        Wanted half-width of the 95 % interval of the calibrated share over all periods
        (0.03 = three points).
    expected_error
        Share of stories that the lexicon is thought to get wrong (0 to 1). Used with
        ``precision``: the more errors, the more codes.
    by
        ``period`` or ``source``: half of the sample is spread evenly over its values,
        half over the stories as they come.
    seed
        Seed of the draw.

    Returns
    -------
    pandas.DataFrame
        One row per drawn story, in a random order to code in: ``article_id``,
        ``probability`` (chance of being drawn, above 0 to 1) and ``coded``, empty, to
        be filled with 1 (escalation language) or 0. Nothing tells what the lexicon
        found, so that coders stay blind. Stories without a hit are in it, or its misses
        would stay invisible. ``attrs["seed"]`` is the seed.

    Raises
    ------
    BadValue
        Neither or both of ``n`` and ``precision`` are given, or there are too few
        stories.

    Notes
    -----
    Stories are drawn without replacement within strata of ``by`` and of hit or no hit.
    Every stratum gets at least one, so no chance is 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.schema import column_names
    >>> days = pd.date_range("2024-01-01", periods=60, freq="D", tz="UTC")
    >>> scores = pd.DataFrame(0.0, index=range(60), columns=column_names("scores"))
    >>> scores = scores.assign(article_id=days.strftime("%j"), story_id=None,
    ...     source="A", published=days, n_words=100, act_any=days.day <= 10)
    >>> sample = draw_coding_sample(scores, 24)
    >>> len(sample), bool((1 / sample["probability"]).sum().round() == 60)
    (24, True)
    """
    recipe = _share(recipe)
    units = _units(scores, recipe)
    if (n is None) == (precision is None):
        raise BadValue("Give either n=, how many to code, or precision=, how exact.")
    if n is None:
        n = int(np.ceil((NORMAL_95 / precision) ** 2 * expected_error))
    strata = _strata(units, by)
    if not len(np.unique(strata)) <= n <= len(units):
        raise BadValue(
            f"n={n} is outside {len(np.unique(strata))} (one per {by} with and without "
            f"hits) to {len(units)} (all stories)."
        )
    there = np.bincount(strata)
    size = allocated(there, n)
    drawn = drawn_within(strata, size, np.random.default_rng(seed))
    chance = size / there
    sample = units.iloc[drawn][["article_id"]].assign(
        probability=chance[strata[drawn]], coded=None
    )
    sample = sample.reset_index(drop=True)
    sample.attrs = {"seed": seed, "n_stories": len(units)}
    return sample


def calibrate_index(
    scores: pd.DataFrame,
    codes: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    coded: str = "coded",
) -> pd.DataFrame:
    r"""Correct an index of shares by hand-coded articles: one row per period.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    codes
        One row per coded article: ``article_id``, ``probability`` (its chance of being
        drawn, from ``draw_coding_sample`` or a design of your own) and the code.
    recipe
        The index; its measure must be ``share`` and its scaling ``pooled``.
    coded
        Column of the code: 1 for articles that people call escalation language, 0 for
        the others; or a grade from 0 to 1.

    Returns
    -------
    pandas.DataFrame
        The columns of ``tension_index`` for the corrected series (``level`` is the
        corrected share of stories), and beside them ``naive_value``, ``naive_low``,
        ``naive_high`` and ``naive_level``, what the lexicon alone gives, and
        ``n_coded``. Higher = more escalation language. A level can fall outside 0 to 1
        by chance where few articles were coded. ``attrs["overall"]`` holds the
        corrected share of all periods together with its 95 % interval and the naive
        one, ``attrs["sentence"]`` the same in words.

    Raises
    ------
    BadValue
        A probability outside 0 to 1, codes outside 0 to 1, fewer than 20 codes, an
        article coded twice, or codes of articles that do not count.

    Notes
    -----
    Design-based supervised learning (Egami, Hinck, Stewart and Wei 2023), which
    prediction-powered inference (Angelopoulos et al. 2023) shares: with :math:`g` the
    prediction, :math:`R` whether the story was coded and :math:`\pi` its chance,

    .. math:: \tilde{y} = g + \frac{R}{\pi} (y - g)

    has the mean of the true codes whatever :math:`g` is. Here :math:`g` is the share
    of coded stories, with or without a hit, that people coded 1, cross-fitted in
    five parts so that no story corrects itself. The intervals come from the stories'
    :math:`\tilde{y}` by the recipe's bootstrap. They hold the uncertainty of coding few
    articles, not disagreement among coders: code some articles twice, and see
    ``krippendorff_alpha``.

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> sample = draw_coding_sample(scores, 40)
    >>> codes = sample.assign(coded=1)  # as if people had called every story so
    >>> calibrated = calibrate_index(scores, codes)
    >>> float(calibrated.attrs["overall"]["level"])
    1.0
    """
    import pandas as pd

    recipe = _share(recipe)
    units = _units(scores, recipe)
    table = _codes(units, codes, coded)
    hit, y, chance = (table[c].to_numpy(float) for c in ("hit", "y", "chance"))
    known = ~np.isnan(y)
    predicted = _cross_fitted(hit, y, chance, recipe.seed)
    pseudo = predicted + np.where(known, (np.nan_to_num(y) - predicted) / chance, 0.0)
    alone = replace(recipe, channels=("act",))
    place = pd.Index(scores["article_id"].astype(str)).get_indexer(table["article_id"])
    kept = scores.iloc[place].reset_index(drop=True)
    # the corrected outcome goes the very way that hits go
    corrected = tension_index(kept.assign(act_any=pseudo), alone)
    naive = tension_index(scores, recipe)
    columns = ["value", "low", "high", "level"]
    found = corrected.assign(**{f"naive_{c}": naive[c].to_numpy() for c in columns})
    counted = table.assign(known=known).groupby("period")["known"].sum()
    found["n_coded"] = found["period"].map(counted).fillna(0).astype(np.int64)
    found.attrs |= _overall(pseudo, hit, int(known.sum()))
    return found


def _share(recipe: IndexRecipe | None) -> IndexRecipe:
    recipe = recipe or IndexRecipe()
    if recipe.measure != "share" or recipe.scaling != "pooled":
        raise BadValue(
            "Only an index with measure='share' and scaling='pooled' can be calibrated "
            f"by coded articles; this one has measure={recipe.measure!r} and "
            f"scaling={recipe.scaling!r}."
        )
    return recipe


def _units(scores: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    """The stories that the index counts, one row each."""
    dated, _ = dated_scores(scores, recipe)
    units = labelled(story_units(dated, recipe), ["source"])
    units["article_id"] = units["article_id"].astype(str)
    return units.sort_values("article_id").reset_index(drop=True)


# Drawing ------------------------------------------------------------------------------


def _strata(units: pd.DataFrame, by: str) -> np.ndarray:
    """Number of each story's stratum: its period or source, and hit or no hit."""
    if by not in ("period", "source"):
        raise BadValue(f"by={by!r} is unknown; choose period or source.")
    return (
        units.groupby([by, units["numerator"] > 0], sort=True, observed=True)
        .ngroup()
        .to_numpy()
    )


# Correcting ---------------------------------------------------------------------------


def _codes(units: pd.DataFrame, codes: pd.DataFrame, coded: str) -> pd.DataFrame:
    """Every story that counts, with its hit, and code and chance where it has them."""
    import pandas as pd

    require_columns(codes, ["article_id", "probability", coded], "codes")
    given = codes.assign(
        article_id=codes["article_id"].astype(str),
        y=pd.to_numeric(codes[coded], errors="coerce"),
        chance=pd.to_numeric(codes["probability"], errors="coerce"),
    )
    given = given[given["y"].notna()][["article_id", "y", "chance"]]
    _check_codes(given, units, coded)
    table = units[["article_id", "period"]].assign(hit=units["numerator"].astype(float))
    table = table.merge(given, how="left", on="article_id")
    return table.assign(chance=table["chance"].fillna(1.0))


def _check_codes(given: pd.DataFrame, units: pd.DataFrame, coded: str) -> None:
    twice = given["article_id"][given["article_id"].duplicated()]
    strange = given["article_id"][~given["article_id"].isin(units["article_id"])]
    if len(twice):
        raise BadValue(
            f"codes hold article_id {twice.iloc[0]!r} twice; settle on one code per "
            "article before calibrating."
        )
    if len(strange):
        raise BadValue(
            f"{len(strange)} coded articles do not count in this index, the first is "
            f"{strange.iloc[0]!r}: a copy of an earlier story, undated, or not in the "
            "scores. Draw with draw_coding_sample(scores, recipe=recipe)."
        )
    for column, low in (("y", -1e-12), ("chance", 0.0)):
        outside = ~((given[column] > low) & (given[column] <= 1))
        if outside.any():
            name = coded if column == "y" else "probability"
            raise BadValue(
                f"codes[{name!r}] must lie between 0 and 1; the first that does not is "
                f"{given[column][outside].iloc[0]!r}."
            )
    if len(given) < FEWEST_CODES:
        raise BadValue(
            f"{len(given)} coded articles are too few to correct anything; code at "
            f"least {FEWEST_CODES}, better {ENOUGH_CODES}."
        )


def _cross_fitted(
    hit: np.ndarray, y: np.ndarray, chance: np.ndarray, seed: int
) -> np.ndarray:
    """Prediction of every story's code from its hit, by models that never saw it."""
    known = np.flatnonzero(~np.isnan(y))
    fold = np.full(len(y), -1)
    fold[known] = np.random.default_rng(seed).permutation(len(known)) % FOLDS
    models = []
    for left_out in range(FOLDS):
        seen = known[fold[known] != left_out]
        models.append(_fitted(hit[seen], y[seen], 1 / chance[seen]))
    every = np.array([low + (high - low) * hit for low, high in models])
    return np.where(
        fold >= 0, every[np.maximum(fold, 0), np.arange(len(y))], every.mean(axis=0)
    )


def _fitted(hit: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Weighted mean code of stories without and with a hit."""
    means = []
    for side in (hit <= 0, hit > 0):
        total = weight[side].sum()
        # a side that was never coded is predicted by the mean of all
        some = side if total > 0 else np.ones(len(y), bool)
        means.append(float(np.average(y[some], weights=weight[some])))
    return means[0], means[1]


def _overall(pseudo: np.ndarray, hit: np.ndarray, n_coded: int) -> dict[str, object]:
    share, reach = pseudo.mean(), NORMAL_95 * pseudo.std(ddof=1) / np.sqrt(len(pseudo))
    naive = float(hit.mean())
    few = (
        f" Fewer than {ENOUGH_CODES} codes: take it as a rough check."
        if n_coded < ENOUGH_CODES
        else ""
    )
    return {
        "overall": {
            "level": float(share), "low": float(share - reach),
            "high": float(share + reach), "naive": naive, "n_coded": n_coded,
        },
        "sentence": (
            f"By {n_coded} coded articles, {share:.3f} of the {len(pseudo)} stories "
            f"hold escalation language (95 % interval {share - reach:.3f} to "
            f"{share + reach:.3f}); the lexicon alone says {naive:.3f}.{few}"
        ),
    }  # fmt: skip
