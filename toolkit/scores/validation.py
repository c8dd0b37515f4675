"""Validation: how far mentions and scores agree with people who read the texts.

Two questions, one verb, ``compare_with_codes``. Against coded classes (channel, status,
voice, actors): precision, recall and F1 of the mentions. Against a coded grade or
yes/no: rank agreement of the scores. Figures hold for texts like the coded ones, and
for no others.

Beside it stand the other steps of a validation: what each rule earns (``ablation``),
whom errors fall on (``errors_by``, ``length_effect``, ``list_errors``), how simpler
measures do (``compare_measures``), and what must hold without any codes
(``metamorphic_checks``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import require_columns
from toolkit.scores.ablation import ablation
from toolkit.scores.agreement import (
    Agreement,
    agreement_by_class,
    agreement_table,
    krippendorff_alpha,
)
from toolkit.scores.classes import (
    CODED,
    compare_mentions,
    confusion,
    list_errors,
    unit_column,
)
from toolkit.scores.comparison import (
    compare_measures,
    correlate_measures,
    most_disputed,
)
from toolkit.scores.error_rates import errors_by, length_effect
from toolkit.scores.metamorphic import (
    core_sentences,
    metamorphic_checks,
    summarise_checks,
)
from toolkit.scores.ranks import auc, compare_scores

if TYPE_CHECKING:
    import pandas as pd

# Everything a validation needs, in one place.
__all__ = [
    "Agreement",
    "ablation",
    "agreement_by_class",
    "agreement_table",
    "auc",
    "compare_measures",
    "compare_with_codes",
    "confusion",
    "core_sentences",
    "correlate_measures",
    "errors_by",
    "krippendorff_alpha",
    "length_effect",
    "list_errors",
    "metamorphic_checks",
    "most_disputed",
    "summarise_checks",
]


def compare_with_codes(
    found: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    human: str | None = None,
    dimensions: Sequence[str] = CODED,
    probability: str | None = "probability",
    draws: int = 1000,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Compare mentions, or scores, with hand-coded units.

    Parameters
    ----------
    found
        Mentions (found in the coded texts) or scores (one row per coded text, with
        ``tension`` or, by a model or labeller, ``score``). Classes by a labeller count
        as mentions: give the coded units it answered.
    codes
        One row per coded unit and coder, units without anything coded included.
        ``sentence_id`` or ``article_id`` names the unit: the one whose values ``found``
        has as its ``article_id``. To code sentences, give ``find_mentions`` a table of
        sentences whose ``article_id`` is the sentence's name. A class counts as coded
        where at least half of the unit's coders coded it. ``channel`` is ``none`` where
        there is nothing; several names in one cell are parted by semicolons.
    human
        With scores: the column of ``codes`` to compare with, numbers or yes/no.
        Default: 1 where half of the coders coded a channel ``act`` or ``threat``.
    dimensions
        With mentions: columns to compare; those absent from ``codes`` are passed over.
    probability
        Column of ``codes`` with the chance each unit had of being drawn, as
        ``draw_sample`` gives it. Where the codes have it, figures estimate the whole
        that was drawn from: each unit counts one over its chance, and units of one
        article are drawn anew together. None: units count one each.
    draws, seed
        Bootstrap over units behind the intervals.

    Returns
    -------
    pandas.DataFrame
        *Mentions*: one row per dimension and class. ``n`` (units coded so), ``found``
        (units found so), ``precision`` and ``recall`` with Wilson intervals
        (``precision_low`` ...), ``f1`` with the bootstrap interval ``low``, ``high``
        (missing where all units are right, or all wrong); all 0 to 1, higher = better,
        missing where nothing can be divided. Dimensions
        other than ``channel`` are judged on units where both saw something, so that a
        miss is counted once; actors in one row ``any``, right if one name is shared.
        ``direction`` says how often both actors are right, and how often swapped.
        *Scores*: one row per measure. ``n``, ``auc`` (0.5 = chance, ties count half)
        and ``spearman`` (-1 to 1), each with a bootstrap interval. ``auc`` is missing
        for a grade with more than two values.
        ``n`` and ``found`` are counts of coded units in any case; where figures are
        weighted, ``attrs["weighted"]`` says so.

    Raises
    ------
    MissingColumn
        ``codes`` lacks what is compared.
    BadValue
        The two tables share no unit.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"],
    ...                       "channel": ["act", "act", "none"]})
    >>> found = pd.DataFrame({"article_id": ["s1", "s3"], "channel": ["act", "act"],
    ...                       "start": 0})
    >>> compare_with_codes(found, codes)[["class", "n", "found", "precision", "recall"]]
      class  n  found  precision  recall
    0   act  2      2        0.5     0.5
    1  none  1      1        0.0     0.0
    """
    require_columns(found, ["article_id"], "found")
    unit = unit_column(found, codes)
    rng = np.random.default_rng(seed)
    if {"tension", "score"} & set(found.columns):
        return compare_scores(found, codes, unit, human, (draws, rng), probability)
    require_columns(codes, ["channel"], "codes")
    return compare_mentions(found, codes, unit, dimensions, (draws, rng), probability)
