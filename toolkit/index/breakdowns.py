"""Breakdowns: one series for each type, status, voice, actor or target.

Every part is counted against all coverage of a period, so that its level says how much
of the news it fills, and levels of parts can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.index.indices import tension_index
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions, recounted, select_scores
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["chosen_labels", "index_by", "one_series_each"]

BREAKDOWNS = ("type", "status", "voice", "actor", "target", "term", "hedged")
MOST_SERIES = 12  # that can still be told apart


def index_by(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    by: str,
    recipe: IndexRecipe | None = None,
    *,
    values: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Make one series per type, status, voice, ...: one row per period and value.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles`` or :func:`select_scores`.
    mentions
        All mentions, as ``find_mentions`` returned them.
    by
        ``type``, ``status``, ``voice``, ``actor``, ``target``, ``term`` or ``hedged``.
        For sources and channels see ``tension_index(by=...)``, for pairs of actors
        :func:`dyad_index`.
    recipe
        Period, measure (not ``tension``) and channels. Values that occur in none of its
        channels have no series.
    values
        Which to show; the twelve most frequent unless given.

    Returns
    -------
    pandas.DataFrame
        As ``tension_index``, with the column ``by``. ``value`` is 100 at each part's
        own base mean; ``level`` (of all stories, or per 1,000 words of all of them)
        compares parts. By ``status`` or ``voice`` every one is counted, also those the
        scores leave out. Parts without a usable base are named in
        ``attrs["left_out"]``.

    Raises
    ------
    BadValue
        ``by`` is unknown, a value is not in the counted mentions, or the measure is
        ``tension``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 100],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "a", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": ["ASSAULT", "COERCE", "COERCE"], "channel": "act", "severity": 8.0,
    ...     "status": "actual", "hedged": False, "voice": "narrator"})
    >>> scores = score_articles(articles, mentions)
    >>> index = index_by(scores, mentions, "type", IndexRecipe(draws=0))
    >>> index.pivot(index="type", columns="period", values="level").to_numpy().tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    recipe = recipe or IndexRecipe()
    if by not in BREAKDOWNS:
        raise BadValue(f"by={by!r} is unknown; choose {', '.join(BREAKDOWNS)}.")
    if recipe.measure == "tension":
        raise BadValue(
            "measure='tension' nets channels and has no parts of its own. Use "
            "measure='share', 'rate' or 'weighted'."
        )
    if by in ("status", "voice"):
        every = sorted(set(mentions[by].dropna()))
        scores = select_scores(scores, mentions, **{by: every})
    found = counted_mentions(scores, mentions, recipe)
    if by not in found.columns:
        raise BadValue(f"The mentions have no column {by!r}.")
    label = found[by].astype(object).where(found[by].notna(), "").astype(str)
    frequent = label[label != ""].value_counts(sort=False).sort_index()
    frequent = frequent.sort_values(ascending=False, kind="stable")
    chosen = chosen_labels(frequent, values, by)
    return one_series_each(scores, found.assign(**{by: label}), by, chosen, recipe)


def chosen_labels(
    frequent: pd.Series, wanted: Sequence[str] | None, by: str
) -> list[str]:
    """Labels to show: those wanted, or the most frequent."""
    if frequent.empty:
        missing = "both an actor and a target" if by == "dyad" else f"a {by}"
        raise BadValue(f"No counted mention names {missing}.")
    if wanted is None:
        return list(frequent.index[:MOST_SERIES])
    chosen = [wanted] if isinstance(wanted, str) else [str(w) for w in wanted]
    unknown = [label for label in chosen if label not in frequent.index]
    if unknown:
        raise BadValue(
            f"{unknown[0]!r} is no {by} of the counted mentions; the most frequent are "
            f"{', '.join(map(repr, frequent.index[:3]))}."
            + (" See list_dyads(mentions)." if by == "dyad" else "")
        )
    return chosen


def one_series_each(
    scores: pd.DataFrame,
    labelled: pd.DataFrame,
    by: str,
    chosen: Sequence[str],
    recipe: IndexRecipe,
) -> pd.DataFrame:
    """Index of each label from its own mentions; those without one are named."""
    import pandas as pd

    parts, lost = [], []
    for label in chosen:
        mine = recounted(scores, labelled[labelled[by] == label], recipe.channels)
        try:
            parts.append(tension_index(mine.assign(**{by: label}), recipe, by=by))
        except BadValue as reason:
            lost.append({"what": "series", "series": label, "reason": str(reason)})
    if not parts:
        raise BadValue(
            f"No {by} has an index. {lost[0]['series']}: {lost[0]['reason']}"
        )
    index = pd.concat(parts, ignore_index=True)
    index.attrs = parts[0].attrs | {"left_out": [*parts[0].attrs["left_out"], *lost]}
    return index
