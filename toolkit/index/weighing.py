"""Weighing: an index under other weights, quick enough to follow a slider.

Mentions are counted once per story and label. After that a weighting is a sparse matrix
times a vector, and the index is made from its sums by the code that makes every other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.indices import index_from, series_columns
from toolkit.index.levels import Layout, lay_out_stories
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.units import PER_WORDS
from toolkit.schema import TENSION_SIGNS, BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["Weighing"]

_SHOWN = 6  # labels named in an error


@dataclass(frozen=True)
class Weighing:
    """Mentions counted per story and label, ready to be weighed again and again.

    Attributes
    ----------
    recipe
        The recipe of every index made from it.
    per
        Column of the mentions that weights are given for.
    labels
        What there is in that column, sorted; the keys of weights and factors.
    published
        Mean of what a mention of each label brings as published: its severity with
        ``measure="weighted"``, else 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 100],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": ["ASSAULT", "ASSAULT", "PROTEST"], "channel": "act",
    ...     "severity": [8.0, 8.0, 4.0], "status": "actual", "hedged": False,
    ...     "voice": "narrator"})
    >>> weighing = Weighing.of(score_articles(articles, mentions), mentions)
    >>> weighing.published
    {'ASSAULT': 8.0, 'PROTEST': 4.0}
    >>> weighing.index()["level"].tolist()
    [80.0, 120.0]
    >>> weighing.index({"PROTEST": 10})["level"].tolist()
    [80.0, 180.0]
    >>> weighing.index(factors={"ASSAULT": 0.5})["level"].tolist()
    [40.0, 80.0]
    """

    recipe: IndexRecipe
    per: str
    labels: list[str]
    published: dict[str, float]
    _layout: Layout = field(repr=False)
    _counts: csr_array = field(repr=False)  # units x columns, a label in a channel each
    _amounts: csr_array = field(repr=False)  # as published, in the same places
    _label: np.ndarray = field(repr=False)  # of each column
    _sign: np.ndarray = field(repr=False)  # of each column, -1 where it cools
    _attrs: dict[str, object] = field(repr=False)

    @classmethod
    def of(
        cls,
        scores: pd.DataFrame,
        mentions: pd.DataFrame,
        recipe: IndexRecipe | None = None,
        *,
        per: str = "type",
        by: str | Sequence[str] | None = None,
    ) -> Weighing:
        """Count the mentions of every story by label.

        Parameters
        ----------
        scores
            One row per article, from ``score_articles``.
        mentions
            The mentions these scores were counted from.
        recipe
            As for ``tension_index``; ``IndexRecipe(measure="weighted")`` where none is
            given.
        per
            Column of ``mentions`` that weights are given for: ``type``, ``channel``,
            ``term``, ``status``, ``voice``, or one of your own.
        by
            As for ``tension_index``: one series for each value.

        Returns
        -------
        Weighing
            Its ``index`` takes tens of milliseconds for a million mentions; making it
            takes seconds.

        Raises
        ------
        BadValue
            The mentions are not the ones the scores were counted from.
        MissingColumn
            A table lacks a column.
        """
        recipe = recipe or IndexRecipe(measure="weighted")
        require_columns(mentions, [per], "mentions")
        groups = series_columns(scores, recipe, by)
        layout = lay_out_stories(scores, recipe, groups)
        layout.cells_of(np.ones(len(layout.strata)))  # counted now, not at first use
        counted = counted_mentions(scores, mentions, recipe)
        columns = _Columns.of(counted, per)
        place, keep = _places(counted, layout.units)
        column, counted = columns.number[keep], counted[keep]
        amount = np.ones(len(counted))
        if recipe.measure == "weighted":
            amount = counted["severity"].to_numpy(float)
        shape = (len(layout.units), len(columns.label))
        counts, amounts = (
            _sums(values, place[keep], column, shape)
            for values in (np.ones(len(counted)), amount)
        )
        published = _means(counts, amounts, columns.label, columns.labels)
        cooling = TENSION_SIGNS if recipe.measure == "tension" else {}
        sign = np.array([cooling.get(name, 1) for name in columns.channel], float)
        return cls(
            recipe, per, columns.labels, published, layout, counts, amounts,
            columns.label, sign, dict(scores.attrs),
        )  # fmt: skip

    def index(
        self,
        weights: Mapping[str, float] | None = None,
        *,
        factors: Mapping[str, float] | None = None,
        interval: bool = False,
    ) -> pd.DataFrame:
        """Make the index under other weights: the frame that ``tension_index`` gives.

        Parameters
        ----------
        weights
            Label -> what each of its mentions brings instead of its severity (or of 1).
            0 leaves the label out. Labels without a weight stay as published.
        factors
            Label -> a number that multiplies what its mentions bring as published.
        interval
            Draw the interval of the recipe too, which takes seconds.

        Returns
        -------
        pandas.DataFrame
            As ``tension_index`` returns it for scores counted from mentions with these
            severities (100 = mean of the base window under the same weights; higher =
            more escalation language). With ``measure="tension"`` a mention of the
            channel ``deescalation`` brings its weight with a minus; with ``share`` a
            story counts if any of its mentions brings more than 0. ``attrs`` holds
            ``weights`` and ``factors`` beside what ``tension_index`` writes there.

        Raises
        ------
        BadValue
            An unknown label, a number that is not finite or below 0, a label with both
            a weight and a factor, or weights that leave nothing in the base window.
        """
        weights, factors = dict(weights or {}), dict(factors or {})
        fixed, times = self._vectors(weights, factors)
        levels = self._layout.levels(*self._brought(fixed, times))
        recipe = self.recipe if interval else replace(self.recipe, draws=0)
        index = index_from(levels, recipe, self._layout.groups, self._attrs)
        index.attrs["description"] += self._said(weights, factors)
        index.attrs |= {"weights": weights, "factors": factors}
        return index

    def _vectors(
        self, weights: dict[str, float], factors: dict[str, float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """What a mention brings by itself, and what its own amount is multiplied by."""
        fixed, times = np.zeros(len(self.labels)), np.ones(len(self.labels))
        for name, given, vector in (
            ("weights", weights, fixed), ("factors", factors, times),
        ):  # fmt: skip
            for label, number in given.items():
                vector[self._place(label, number, name)] = number
        for label in weights:
            if label in factors:
                raise BadValue(
                    f"{label!r} has a weight and a factor; give it one of them."
                )
            times[self.labels.index(label)] = 0
        return fixed[self._label], times[self._label]

    def _place(self, label: str, number: float, name: str) -> int:
        if label not in self.labels:
            known = ", ".join(self.labels[:_SHOWN]) or "none at all"
            more = " ..." if len(self.labels) > _SHOWN else ""
            raise BadValue(
                f"{name} names {label!r}, but no counted mention has this {self.per}. "
                f"There are {known}{more}."
            )
        if not (np.isfinite(number) and number >= 0):
            raise BadValue(f"{name}[{label!r}]={number!r} must be a number, 0 or more.")
        return self.labels.index(label)

    def _brought(
        self, fixed: np.ndarray, times: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Numerator of each unit, and the same before anything is subtracted."""
        if self.recipe.measure == "share":
            hit = (self._counts @ (fixed + times) > 0).astype(float)
            return hit, hit
        gross = self._counts @ fixed + self._amounts @ times
        if (self._sign > 0).all():
            return PER_WORDS * gross, PER_WORDS * gross
        net = self._counts @ (self._sign * fixed) + self._amounts @ (self._sign * times)
        return PER_WORDS * net, PER_WORDS * gross

    def _said(self, weights: dict[str, float], factors: dict[str, float]) -> str:
        """The choice in words, for the description of the index."""
        parts = [f"{label} {number:g}" for label, number in weights.items()]
        parts += [f"{label} times {number:g}" for label, number in factors.items()]
        return f"\nweights per {self.per}: {', '.join(parts)}" if parts else ""


@dataclass(frozen=True)
class _Columns:
    """The columns mentions are counted in: a label in a channel each.

    ``number`` is the column of each mention; ``label`` (a place in ``labels``) and
    ``channel`` are those of each column.
    """

    labels: list[str]
    number: np.ndarray
    label: np.ndarray
    channel: list[str]

    @classmethod
    def of(cls, counted: pd.DataFrame, per: str) -> _Columns:
        import pandas as pd

        label, labels = pd.factorize(counted[per].astype(str), sort=True)
        channel, channels = pd.factorize(counted["channel"])
        pairs, number = np.unique(
            label * len(channels) + channel, return_inverse=True
        )  # fmt: skip
        of_label, of_channel = np.divmod(pairs, max(len(channels), 1))
        return cls(
            list(labels), number, of_label, [channels[place] for place in of_channel]
        )


def _places(
    counted: pd.DataFrame, units: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Unit each mention counts in, and whether it counts in any.

    With one series per channel an article is a unit once in each.
    """
    import pandas as pd

    def keys(table: pd.DataFrame) -> pd.Index:
        ids = table["article_id"].astype(str)
        if "channel" not in units:
            return pd.Index(ids)
        return pd.MultiIndex.from_arrays([ids, table["channel"].astype(str)])

    place = keys(units).get_indexer(keys(counted))
    return place, place >= 0


def _sums(
    values: np.ndarray, row: np.ndarray, column: np.ndarray, shape: tuple[int, int]
) -> csr_array:
    from scipy.sparse import coo_array

    return coo_array((values, (row, column)), shape=shape).tocsr()


def _means(
    counts: csr_array, amounts: csr_array, label: np.ndarray, labels: Sequence[str]
) -> dict[str, float]:
    """Mean amount of a mention of each label."""
    n, total = (
        np.bincount(label, table.sum(axis=0), minlength=len(labels))
        for table in (counts, amounts)
    )
    mean = total / np.where(n > 0, n, np.nan)
    return dict(zip(labels, mean.tolist(), strict=True))
