"""Counts: what an index is made of, in a table that adds up over parts of a corpus.

One row per day, source and set of channels: counts of two parts are those of both when
rows of one key are added. An index of any period, measure and channels comes out of
them, without its interval, which needs the stories one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.dates import all_periods, period_start
from toolkit.index.indices import index_from
from toolkit.index.levels import Levels
from toolkit.index.recipe import IndexRecipe, window
from toolkit.index.units import PER_WORDS, labelled, times_of
from toolkit.schema import CHANNELS, TENSION_SIGNS, BadValue, check_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_counts", "count_stories", "index_from_counts", "mark_first_copies"]

KEYS = ["dated", "day", "source", "channels"]
_SUMMED = [
    "n_articles", "n_stories", "n_words",
    *(f"{channel}_{what}" for channel in CHANNELS for what in ("count", "severity")),
]  # fmt: skip
_COARSE = ("month", "year")  # precisions that no day or week can be told from
_FINE_PERIODS = ("day", "week")


def mark_first_copies(scores: pd.DataFrame) -> pd.DataFrame:
    """Mark the article that each story counts through: one row per article.

    Parameters
    ----------
    scores
        ``article_id``, ``published``, ``n_words``; ``story_id`` and
        ``published_precision`` where there are any. All articles of a corpus together:
        only among all of them is the earliest the earliest.

    Returns
    -------
    pandas.DataFrame
        ``first`` and ``first_by_day``: the earliest article with words and a time, and
        the earliest whose day is known. As ``tension_index`` picks them.
    """
    units = labelled(scores, [])[["article_id", "story_id"]].assign(
        published=times_of(scores, "published"), place=np.arange(len(scores))
    )
    units = units[units["published"].notna() & (scores["n_words"] > 0)]
    units = units.sort_values(["published", "article_id"])
    fine = ~_is_coarse(scores)[units["place"].to_numpy()]
    marks = {}
    for name, some in (("first", units), ("first_by_day", units[fine])):
        marks[name] = np.zeros(len(scores), bool)
        marks[name][some.drop_duplicates("story_id")["place"].to_numpy()] = True
    return scores[["article_id"]].assign(**marks)


def _is_coarse(scores: pd.DataFrame) -> np.ndarray:
    if "published_precision" not in scores.columns:
        return np.zeros(len(scores), bool)
    return scores["published_precision"].isin(_COARSE).to_numpy()


def count_stories(
    scores: pd.DataFrame, marks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count scores by day, source and channels; each story through its first copy.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``; all of a corpus, or a part of it.
    marks
        The rows of :func:`mark_first_copies` over the whole corpus that belong to
        ``scores``; worked out from ``scores`` alone where none are given.

    Returns
    -------
    pandas.DataFrame
        ``dated`` (``by day``: articles whose day is known; ``at all``: all with a
        time), ``day``, ``source``, ``channels`` (those with a mention, joined by
        ``+``); ``n_articles``, ``n_stories``, ``n_words`` and, for each channel, its
        ``count`` and ``severity`` (sum).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "story_id": "a",
    ...     "n_words": [100, 90], "source": "Mail",
    ...     "published": pd.to_datetime(["2024-07-01", "2024-07-02"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": "ASSAULT", "channel": "act", "severity": 8.0, "status": "actual",
    ...     "hedged": False, "voice": "narrator"})
    >>> counts = count_stories(score_articles(articles, mentions))
    >>> counts[["dated", "n_articles", "n_stories", "act_severity"]]
        dated  n_articles  n_stories  act_severity
    0  at all           1          1           8.0
    1  at all           1          0           0.0
    2  by day           1          1           8.0
    3  by day           1          0           0.0
    """
    import pandas as pd

    check_table(scores, "scores")
    marks = mark_first_copies(scores) if marks is None else marks
    published = times_of(scores, "published")
    timed = published.notna().to_numpy()
    table = labelled(scores, ["source"])[["source"]].assign(
        day=published.dt.floor("D"), channels=_channels(scores), n_articles=1
    )
    parts = []
    for dated, first, keep in (
        ("at all", "first", timed),
        ("by day", "first_by_day", timed & ~_is_coarse(scores)),
    ):
        amounts = _amounts(scores, marks[first].to_numpy())
        parts.append(table.assign(dated=dated, **amounts)[keep])
    return _added(pd.concat(parts, ignore_index=True))


def _channels(scores: pd.DataFrame) -> np.ndarray:
    """Names of the channels each article has a mention of, joined."""
    bits = sum(
        (scores[f"{channel}_count"].to_numpy() > 0) * 2**place
        for place, channel in enumerate(CHANNELS)
    )
    names = [
        "+".join(c for place, c in enumerate(CHANNELS) if number >> place & 1)
        for number in range(2 ** len(CHANNELS))
    ]
    return np.array(names, object)[bits]


def _amounts(scores: pd.DataFrame, first: np.ndarray) -> dict[str, np.ndarray]:
    """What each article brings to the sums: nothing unless it is the first copy."""
    words = np.where(first, scores["n_words"].to_numpy(), 0)
    amounts = {"n_stories": first.astype(np.int64), "n_words": words}
    for channel in CHANNELS:
        count = scores[f"{channel}_count"].to_numpy()
        rate = np.nan_to_num(scores[f"{channel}_weighted"].to_numpy(float))
        amounts[f"{channel}_count"] = np.where(first, count, 0)
        amounts[f"{channel}_severity"] = rate * words / PER_WORDS
    return amounts


def add_counts(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Counts of all parts together; in whatever order they are added."""
    import pandas as pd

    return _added(pd.concat(list(parts), ignore_index=True))


def _added(table: pd.DataFrame) -> pd.DataFrame:
    return table.groupby(KEYS, observed=True)[_SUMMED].sum().reset_index()


def index_from_counts(
    counts: pd.DataFrame, recipe: IndexRecipe | None = None
) -> pd.DataFrame:
    """Make an index of counts: what ``tension_index`` gives with ``draws=0``.

    Raises
    ------
    BadValue
        The recipe needs more than counts hold: ``scaling="per_source"``,
        ``copies="all"``, a balanced panel, or a time of one's own.
    """
    recipe = replace(recipe or IndexRecipe(), draws=0)
    _check_recipe(recipe)
    dated = "by day" if recipe.every in _FINE_PERIODS else "at all"
    mine = counts[counts["dated"] == dated]
    if mine.empty:
        raise BadValue(f"The counts hold no article that a {recipe.every} is known of.")
    mine = mine.assign(period=period_start(mine["day"], recipe.every))
    mine["above"], mine["gross"] = _numerators(mine, recipe)
    below = "n_stories" if recipe.measure == "share" else "n_words"
    mine["below"] = mine[below]
    periods = all_periods(mine["period"].min(), mine["period"].max(), recipe.every)
    sums = mine.groupby("period")[[*_SUMMED[:3], "above", "gross", "below"]].sum()
    return index_from(_levels(sums.reindex(periods, fill_value=0), recipe),
                      recipe, [], counts.attrs)  # fmt: skip


def _check_recipe(recipe: IndexRecipe) -> None:
    usual = IndexRecipe()
    for name in ("scaling", "panel", "copies", "time"):
        if getattr(recipe, name) != getattr(usual, name):
            raise BadValue(
                f"An index with {name}={getattr(recipe, name)!r} cannot be made of "
                "counts. Give the scores to tension_index instead."
            )


def _numerators(
    counts: pd.DataFrame, recipe: IndexRecipe
) -> tuple[np.ndarray, np.ndarray]:
    """Numerator of each row, and the same before cooling is subtracted."""
    if recipe.measure == "share":
        wanted = set(recipe.channels)
        hit = counts["channels"].map(lambda names: bool(wanted & set(names.split("+"))))
        above = np.where(hit, counts["n_stories"], 0).astype(float)
        return above, above
    what = "severity" if recipe.measure == "weighted" else "count"
    signs = TENSION_SIGNS if recipe.measure == "tension" else {}
    channels = signs or recipe.channels
    amounts = {c: PER_WORDS * counts[f"{c}_{what}"].to_numpy(float) for c in channels}
    net = sum(signs.get(channel, 1) * amount for channel, amount in amounts.items())
    return net, sum(amounts.values())


def _levels(sums: pd.DataFrame, recipe: IndexRecipe) -> Levels:
    """One stratum and one cell per period."""
    from scipy.sparse import eye_array

    n = len(sums)
    base = np.ones(n, bool)
    if recipe.base is not None:
        base = sums.index.to_series().between(*window(recipe.base)).to_numpy()
    if not base.any():
        raise BadValue(
            f"The base window {' to '.join(recipe.base)} is empty: the counts run from "
            f"{sums.index[0].date()} to {sums.index[-1].date()}."
        )
    cells = sums[_SUMMED[:3]].astype(np.int64).rename_axis("period").reset_index()
    return Levels(
        cells, sums["above"].to_numpy(float), sums["below"].to_numpy(float),
        sums["gross"].to_numpy(float), np.arange(n + 1), [""] * n,
        eye_array(n, format="csr"), False, base, n, [],
    )  # fmt: skip
