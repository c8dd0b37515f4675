"""Word shifts: which words came more often, and which came in a heavier sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.contributions import changed_mentions
from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import NO_LABEL, PER_WORDS
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["word_shift"]

SHIFTS = ("term", "type", "channel", "actor", "target")
COLUMNS = ["rate_first", "rate_second", "severity_first", "severity_second",
           "frequency", "severity", "change", "explained"]  # fmt: skip


def word_shift(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    first: str,
    second: str,
    *,
    by: str = "term",
    recipe: IndexRecipe | None = None,
) -> pd.DataFrame:
    """Split the change of the severity level into how often and how heavy.

    Parameters
    ----------
    scores, mentions, first, second
        As for ``explain_change``.
    by
        ``term``, ``type``, ``channel``, ``actor`` or ``target``.
    recipe
        Channels, period and copies; its measure must be ``weighted`` (the default
        here).

    Returns
    -------
    pandas.DataFrame
        One row per part, the largest change first: the ``by`` column; ``rate_first``
        and ``rate_second`` (mentions per 1,000 words); ``severity_first`` and
        ``severity_second`` (mean severity, 0 to 10, missing without a mention);
        ``frequency`` (change by coming more or less often), ``severity`` (change by
        coming in a heavier or lighter sense) and ``change``, their sum; ``explained``
        (change of this row and those above it, as a share of the whole change).
        Positive = more escalation language. ``change`` adds up to ``attrs["change"]``.

    Raises
    ------
    BadValue
        As for ``explain_change``, or another measure than ``weighted``.

    References
    ----------
    Gallagher et al. (2021), "Generalized word shift graphs", EPJ Data Science 10:4.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 100],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": "ASSAULT", "channel": "act", "severity": [4.0, 8.0, 8.0],
    ...     "status": "actual", "hedged": False, "voice": "narrator"})
    >>> shift = word_shift(score_articles(articles, mentions), mentions,
    ...                    "2024-07", "2024-08")
    >>> shift[["term", "frequency", "severity", "change"]].values.tolist()
    [['raid', 60.0, 60.0, 120.0]]
    """
    recipe = recipe or IndexRecipe(measure="weighted")
    if recipe.measure != "weighted":
        raise BadValue(
            f"measure={recipe.measure!r} knows no severity, so all its change is "
            "frequency: see explain_change. Use IndexRecipe(measure='weighted')."
        )
    if by not in SHIFTS:
        raise BadValue(f"by={by!r} is unknown; choose {', '.join(SHIFTS)}.")
    found = changed_mentions(scores, mentions, first, second, recipe=recipe)
    if by not in found.columns:
        raise BadValue(f"The mentions have no column {by!r} to split by.")
    label = found[by].astype(object).where(found[by].notna(), "").astype(str)
    table = _rates(found, label.replace("", NO_LABEL), second)
    table = _split(table, found.attrs["change"])
    table = table.rename_axis(by).reset_index()[[by, *COLUMNS]]
    table.attrs = found.attrs
    return table


def _rates(found: pd.DataFrame, label: pd.Series, second: str) -> pd.DataFrame:
    """Mentions per 1,000 words, and mean severity, of each label in both periods."""
    import pandas as pd

    later = found["period"].eq(second).to_numpy()
    sides = {}
    for side, mine, words in zip(
        ("first", "second"), (~later, later), found.attrs["counted_in"], strict=True
    ):
        grouped = found["severity"].astype(float)[mine].groupby(label[mine])
        sides[f"rate_{side}"] = PER_WORDS * grouped.size() / words
        sides[f"severity_{side}"] = grouped.mean()
    table = pd.concat(sides, axis=1).sort_index()
    rates = ["rate_first", "rate_second"]
    return table.assign(**table[rates].fillna(0.0))


def _split(table: pd.DataFrame, whole: float) -> pd.DataFrame:
    """Change by frequency and by severity; a part seen once has one severity."""
    heavy = table[["severity_first", "severity_second"]]
    before, after = heavy.ffill(axis=1).bfill(axis=1).to_numpy().T
    rate = table["rate_second"] - table["rate_first"]
    mean_rate = (table["rate_second"] + table["rate_first"]) / 2
    table = table.assign(
        frequency=rate * (before + after) / 2, severity=mean_rate * (after - before)
    )
    table["change"] = table["frequency"] + table["severity"]
    order = table["change"].abs().sort_values(ascending=False, kind="stable").index
    table = table.loc[order]
    return table.assign(
        explained=table["change"].cumsum() / (whole if whole else np.nan)
    )
