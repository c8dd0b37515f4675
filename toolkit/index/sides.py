"""Two sides: the same figures of two sets of articles, and the interval between them.

Sides are two corpora, two outlets or two stretches of time. Shares and rates of each
side stand beside each other, by channel, type of event, term, pair of actors or source,
each difference with an interval of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.contributions import part_labels
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.side_intervals import (
    SIDES,
    change_columns,
    mend,
    side_columns,
    stands_out,
)
from toolkit.index.units import NO_LABEL, PER_WORDS, labelled, story_units
from toolkit.schema import CHANNELS, BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["compare_sides"]

DIVIDED_BY = ("channel", "type", "term", "dyad", "source")
MOST_LABELS = 200  # terms or pairs that are compared

_ALL = "all"  # the one label where nothing is divided
# Stories of a group that are drawn one by one; more are drawn in as many bundles, which
# leaves the width of an interval as it is, give or take 1/sqrt(2 * 20,000) = 0.5 %.
MOST_DRAWN = 20_000
_BLOCK = 4_000_000  # stories x draws held at once: 32 MB


def compare_sides(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    first: str,
    second: str,
    *,
    of: str = "side",
    by: str | None = None,
    measures: Sequence[str] = ("share", "rate"),
    recipe: IndexRecipe | None = None,
    most: int = MOST_LABELS,
) -> pd.DataFrame:
    """Set two sides beside each other: one row per measure and label.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``, with a column that names its side.
        Dates are not needed.
    mentions
        The mentions these scores were counted from.
    first, second
        The two sides, e.g. two outlets; the difference is second minus first.
    of
        Column of ``scores`` that names the sides, e.g. ``source``.
    by
        ``channel``, ``type``, ``term``, ``dyad`` (actor -> target) or ``source``
        (outlets with stories on both sides); nothing is divided unless given.
    measures
        ``share``: stories with at least one such mention, of all stories of the side (0
        to 1). ``rate``: mentions per 1,000 words. ``weighted``: severities per 1,000
        words.
    recipe
        Channels that count (all four with ``by="channel"``), the rule for copies,
        ``minimum_stories``, ``interval``, ``draws`` and ``seed``.
    most
        Labels at most, those with most mentions on both sides together.

    Returns
    -------
    pandas.DataFrame
        The ``by`` column and ``measure``; ``first`` and ``second`` with ``first_low``,
        ``first_high``, ``second_low``, ``second_high``; ``difference`` with ``low`` and
        ``high``; ``ratio`` (second by first) with ``ratio_low`` and ``ratio_high``; for
        each side ``mentions_…``, ``hits_…`` (stories with one), ``stories_…`` and
        ``words_…``; ``enough`` (both sides have the minimum of stories) and
        ``stands_out``. Within a measure the largest difference comes first; channels
        come in their usual order. ``attrs`` holds the names of the sides, the stories
        that both tell (``n_both``), labels and sources that were left out, draws and
        seed.

    Raises
    ------
    BadValue
        A side has no stories or is compared with itself, a measure or ``by`` is
        unknown, or the recipe draws nothing.

    Notes
    -----
    Stories are drawn with replacement within each side; a story that both sides tell
    is drawn for both at once. On each side it counts through the earliest copy there.
    Of more than 20,000 stories bundles are drawn, cut by chance.
    A share of 0 or 1 does not vary in the draws: Wilson's interval stands in, and
    Newcombe's (1998, method 10) for its difference. A rate of 0 has no interval, nor
    have its difference and ratio.

    Of many labels some differ by chance. ``stands_out`` is True where the interval of
    the difference leaves out 0 even when it is widened for the number of labels
    (Bonferroni).

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> table = compare_sides(
    ...     scores, mentions, "The Daily Clarion", "Meridian Wire", of="source")
    >>> table[["measure", "first", "second", "difference", "low", "high"]].round(2)
      measure  first  second  difference   low  high
    0   share   0.94    0.93       -0.01 -0.10  0.07
    1    rate  21.17   23.46        2.30 -2.16  7.32
    """
    import pandas as pd

    recipe = _checked(recipe or IndexRecipe(), by, measures, of)
    told = _Told.of(scores, (first, second), of, by, recipe)
    found = told.found(counted_mentions(scores, mentions, recipe), by, most)
    parts = [
        _ordered(_measured(told, found, measure, by, recipe), by)
        for measure in measures
    ]
    table = pd.concat(parts, ignore_index=True)
    table.attrs = {
        "first": first, "second": second, "n_both": told.n_both,
        "n_labels": len(found.labels), "left_out": found.left_out,
        "draws": recipe.draws, "seed": recipe.seed, "interval": recipe.interval,
        "units": {name: MEASURES[name] for name in measures},
    }  # fmt: skip
    return table


def _checked(
    recipe: IndexRecipe, by: str | None, measures: Sequence[str], of: str
) -> IndexRecipe:
    known = [name for name in MEASURES if name != "tension"]
    for measure in measures:
        if measure not in known:
            raise BadValue(f"{measure!r} is unknown; choose {', '.join(known)}.")
    if by is not None and by not in DIVIDED_BY:
        raise BadValue(f"by={by!r} is unknown; choose {', '.join(DIVIDED_BY)}.")
    if by == of:
        raise BadValue(f"The sides are told apart by {of!r}; divide them by another.")
    if not recipe.draws:
        raise BadValue("draws=0 gives no interval; set draws=1000 in the recipe.")
    channels = CHANNELS if by == "channel" else recipe.channels
    return replace(
        recipe, measure="share", scaling="pooled", panel="all", channels=channels
    )


# The stories of both sides ------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """Mentions that count: the unit and label of each."""

    labels: list[str]
    unit: np.ndarray
    label: np.ndarray
    severity: np.ndarray
    left_out: list[str]


@dataclass(frozen=True)
class _Told:
    """Stories as the two sides tell them, one row of ``units`` per story and side.

    ``side`` (0 or 1), ``story`` (its number) and ``source`` belong to the units;
    ``group`` says of each story who tells it: the first, the second or both. Where
    there are very many, ``story`` and ``group`` are of bundles of stories.
    """

    units: pd.DataFrame
    side: np.ndarray
    story: np.ndarray
    group: np.ndarray
    n_both: int
    sources: list[str]  # with stories on both sides
    lonely: list[str]  # with stories on one only

    @classmethod
    def of(
        cls,
        scores: pd.DataFrame,
        names: tuple[str, str],
        of: str,
        by: str | None,
        recipe: IndexRecipe,
    ) -> _Told:
        import pandas as pd

        require_columns(scores, [of, "n_words"], "scores")
        if names[0] == names[1]:
            raise BadValue(f"{names[0]!r} cannot be compared with itself.")
        if "published" not in scores.columns:
            scores = scores.assign(published=pd.NaT)
        groups = [of, "source"] if by == "source" else [of]
        units = labelled(story_units(scores, recipe, groups), ["source"])
        units = units[units[of].isin(names)]
        for name in names:
            if not (units[of] == name).any():
                raise BadValue(f"There are no stories of {name!r} in {of!r}.")
        units = units.assign(article_id=units["article_id"].astype(str))
        side = (units[of] == names[1]).to_numpy().astype(int)
        story, _ = pd.factorize(units["story_id"], sort=True)
        group = np.zeros(story.max() + 1, int)
        for number in (0, 1):
            group[story[side == number]] |= 1 << number
        n_both = int((group == len(SIDES) + 1).sum())
        story, group = _bundled(story, group, recipe.seed)
        own = [set(units["source"][side == number]) for number in (0, 1)]
        shared = sorted((own[0] & own[1]) - {NO_LABEL})
        lonely = sorted((own[0] ^ own[1]) - {NO_LABEL})
        return cls(units, side, story, group, n_both, shared, lonely)

    def found(self, counted: pd.DataFrame, by: str | None, most: int) -> _Found:
        """Mentions in these stories with their labels, the most frequent labels."""
        import pandas as pd

        place = pd.Index(self.units["article_id"]).get_indexer(
            counted["article_id"].astype(str)
        )
        mine, place = counted[place >= 0], place[place >= 0]
        if by == "source":
            name = pd.Series(self.units["source"].to_numpy(object)[place])
        elif by is None:
            name = pd.Series(_ALL, index=range(len(mine)))
        else:
            name = part_labels(mine, by).reset_index(drop=True)
        labels, left_out = self._labels(name, by, most)
        label = pd.Index(labels, dtype=object).get_indexer(name)
        kept = label >= 0
        severity = mine["severity"].to_numpy(float)
        return _Found(labels, place[kept], label[kept], severity[kept], left_out)

    def _labels(
        self, name: pd.Series, by: str | None, most: int
    ) -> tuple[list[str], list[str]]:
        if by is None:
            return [_ALL], []
        if by == "channel":
            return list(CHANNELS), []
        if by == "source":
            return self.sources[:most], [*self.lonely, *self.sources[most:]]
        counts = name[name != NO_LABEL].value_counts(sort=False).sort_index()
        ranked = list(counts.sort_values(ascending=False, kind="stable").index)
        return ranked[:most], ranked[most:]


def _bundled(
    story: np.ndarray, group: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Put the stories of a large group into bundles, cut by chance, to draw those."""
    tellers, sizes = np.unique(group, return_counts=True)
    if sizes.max() <= MOST_DRAWN:
        return story, group
    rng = np.random.default_rng(seed)
    bundle, kinds = np.empty(len(group), np.int64), np.empty(0, int)
    for teller, size in zip(tellers, sizes, strict=True):
        n = min(size, MOST_DRAWN)
        mine = rng.permutation(np.flatnonzero(group == teller))
        bundle[mine] = len(kinds) + np.arange(size) % n
        kinds = np.append(kinds, np.full(n, teller))
    return bundle[story], kinds


# Sums, observed and drawn -------------------------------------------------------------


def _above(told: _Told, found: _Found, measure: str) -> csr_array:
    """What each story (column) brings to each side and label (row)."""
    import pandas as pd

    amount = np.ones(len(found.unit))
    keep = slice(None)
    if measure == "share":  # a story counts once, however many mentions it has
        pairs = pd.DataFrame({"unit": found.unit, "label": found.label})
        keep = ~pairs.duplicated().to_numpy()
    elif measure == "rate":
        amount *= PER_WORDS
    else:
        amount = PER_WORDS * found.severity
    unit = found.unit[keep]
    row = told.side[unit] * len(found.labels) + found.label[keep]
    size = len(SIDES) * len(found.labels), len(told.group)
    return _matrix(amount[keep], row, told.story[unit], size)


def _below(told: _Told, found: _Found, measure: str, by: str | None) -> csr_array:
    """What shares and rates are taken of: rows as above, or one per side."""
    import pandas as pd

    amount = np.ones(len(told.units))
    if measure != "share":
        amount = told.units["n_words"].to_numpy(float)
    if by != "source":
        return _matrix(amount, told.side, told.story, (len(SIDES), len(told.group)))
    label = pd.Index(found.labels, dtype=object).get_indexer(told.units["source"])
    kept = label >= 0
    row = told.side * len(found.labels) + label
    size = len(SIDES) * len(found.labels), len(told.group)
    return _matrix(amount[kept], row[kept], told.story[kept], size)


def _matrix(
    amount: np.ndarray, row: np.ndarray, column: np.ndarray, size: tuple[int, int]
) -> csr_array:
    from scipy.sparse import coo_array

    return coo_array((amount, (row, column)), shape=size).tocsr()


def _by_side(sums: np.ndarray) -> np.ndarray:
    """Sums by side and label, draws (if any) last."""
    return sums.reshape(len(SIDES), -1, *sums.shape[1:])


def _draws(group: np.ndarray, recipe: IndexRecipe) -> Iterator[np.ndarray]:
    """How often each story is drawn: blocks of stories x draws."""
    rng = np.random.default_rng(recipe.seed)
    n, step = len(group), max(1, _BLOCK // len(group))
    places = [np.flatnonzero(group == tellers) for tellers in np.unique(group)]
    for start in range(0, recipe.draws, step):
        times = np.zeros((n, min(step, recipe.draws - start)))
        for mine in places:
            for draw in range(times.shape[1]):
                picked = rng.integers(len(mine), size=len(mine))
                times[mine, draw] = np.bincount(picked, minlength=len(mine))
        yield times


# The table ----------------------------------------------------------------------------


def _measured(
    told: _Told, found: _Found, measure: str, by: str | None, recipe: IndexRecipe
) -> pd.DataFrame:
    """One row per label: both sides, difference and ratio, with their intervals."""
    import pandas as pd

    above, below = _above(told, found, measure), _below(told, found, measure, by)
    level = _by_side(above.sum(axis=1)) / _by_side(below.sum(axis=1))
    parts = []
    for times in _draws(told.group, recipe):
        with np.errstate(divide="ignore", invalid="ignore"):
            parts.append(_by_side(above @ times) / _by_side(below @ times))
    drawn = np.moveaxis(np.concatenate(parts, axis=-1), -1, 0)
    columns = {"measure": measure, **side_columns(level, drawn, recipe.interval)}
    columns |= change_columns(level, drawn, recipe.interval)
    table = pd.DataFrame(columns, index=range(len(found.labels)))
    table = table.assign(**_counts(told, found, by))
    mend(table, measure, recipe.interval)
    least = table[["stories_first", "stories_second"]].min(axis=1)
    table["enough"] = least >= recipe.minimum_stories
    table["stands_out"] = stands_out(table, recipe.interval)
    if by is not None:
        table.insert(0, by, found.labels)
    return table


def _counts(told: _Told, found: _Found, by: str | None) -> dict[str, np.ndarray]:
    """Mentions, stories with one, and what they are counted in, for each side."""
    sums = {
        "mentions": _above(told, found, "rate") / PER_WORDS,
        "hits": _above(told, found, "share"),
        "stories": _below(told, found, "share", by),
        "words": _below(told, found, "rate", by),
    }
    counts = {}
    for name, matrix in sums.items():
        total = _by_side(matrix.sum(axis=1)).round().astype(np.int64)
        total = np.broadcast_to(total, (len(SIDES), len(found.labels)))
        counts |= {f"{name}_{side}": total[i] for i, side in enumerate(SIDES)}
    return counts


def _ordered(table: pd.DataFrame, by: str | None) -> pd.DataFrame:
    if by in (None, "channel"):
        return table
    size = table["difference"].abs()
    order = size.sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
