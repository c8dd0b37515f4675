"""Rankings under weights of one's own, and whether what ranks first would stay first.

Counted mentions are added up once per event type, channel and cell. After that a
weighting is a sum over a small table, quick enough to follow a slider however many
mentions there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.recipe import IndexRecipe
from toolkit.index.robustness import FEWEST_RANKED, HIGHEST, laid_out
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Ranking"]

NEAR = 2.0  # weightings near one's own: each weight divided or multiplied by up to this


@dataclass(frozen=True)
class Ranking:
    """Periods, sources or dyads, ready to be ranked under one weighting after another.

    Attributes
    ----------
    of
        ``period``, ``source`` or ``dyad``.
    names
        What is ranked.
    types
        Event types that occur; the keys of ``severities``.
    channels
        Channels that occur; the keys of ``channels`` in its methods.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 100],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": ["ASSAULT", "PROTEST", "PROTEST"], "channel": "act",
    ...     "severity": [9.0, 4.0, 4.0], "status": "actual", "hedged": False,
    ...     "voice": "narrator"})
    >>> ranking = Ranking.of_scores(score_articles(articles, mentions), mentions)
    >>> ranking.table()[["period", "level", "rank"]].values.tolist()
    [['2024-07', 90.0, 1], ['2024-08', 80.0, 2]]
    >>> ranking.table({"PROTEST": 5})["period"].tolist()
    ['2024-08', '2024-07']
    """

    of: str
    names: list[str]
    types: list[str]
    channels: list[str]
    _type: np.ndarray = field(repr=False)  # of each row of the two tables
    _channel: np.ndarray = field(repr=False)
    _counts: np.ndarray = field(repr=False)  # rows x cells: level if each brings 1
    _amounts: np.ndarray = field(repr=False)  # the same with the severities as given

    @classmethod
    def of_scores(
        cls,
        scores: pd.DataFrame,
        mentions: pd.DataFrame,
        recipe: IndexRecipe | None = None,
        *,
        of: str = "period",
    ) -> Ranking:
        """Add up the mentions once.

        Parameters
        ----------
        scores, mentions, recipe, of
            As for ``check_robustness``: the level is the severity sum per 1,000 words,
            cooling subtracted with ``measure="tension"``.

        Raises
        ------
        BadValue
            ``of`` is unknown, or there is nothing to rank.
        """
        import pandas as pd

        _, cells = laid_out(scores, mentions, recipe, of)
        kind, types = pd.factorize(cells.mentions["type"].astype(str), sort=True)
        channel, channels = pd.factorize(
            cells.mentions["channel"].astype(str), sort=True
        )
        pair = pd.Series(kind * len(channels) + channel)
        severity = cells.mentions["severity"].to_numpy(float)
        _, counts = cells.by_label(pair, np.ones(len(severity)))
        _, amounts = cells.by_label(pair, severity)
        of_type, of_channel = np.divmod(np.unique(pair), len(channels))
        return cls(
            of, cells.names, list(types), list(channels), of_type, of_channel,
            counts, amounts,
        )  # fmt: skip

    def table(
        self,
        severities: Mapping[str, float] | None = None,
        channels: Mapping[str, float] | None = None,
    ) -> pd.DataFrame:
        """Rank under a weighting: one row per name, the highest first.

        Parameters
        ----------
        severities
            Event type -> what each of its mentions brings (0 or more). Types that are
            not named keep the severities of the mentions.
        channels
            Channel -> number that all its mentions are multiplied by; 1 where none is
            given.

        Returns
        -------
        pandas.DataFrame
            A column named by ``of``, ``level`` (per 1,000 words; higher = more
            escalation language) and ``rank`` (1 = highest).
        """
        import pandas as pd

        level = self._levels(severities, channels)
        ranked = pd.DataFrame({self.of: self.names, "level": level})
        ranked["rank"] = ranked["level"].rank(ascending=False, method="min")
        ranked = ranked.astype({"rank": int})
        return ranked.sort_values(["rank", self.of], ignore_index=True)

    def survival(
        self,
        severities: Mapping[str, float] | None = None,
        channels: Mapping[str, float] | None = None,
        *,
        weightings: int = 500,
        seed: int = 20240806,
    ) -> pd.DataFrame:
        """Does what ranks first stay first under other weightings: one row per kind.

        Parameters
        ----------
        severities, channels
            As for :meth:`table`: the weighting the conclusion was drawn under.
        weightings
            Number of random weightings of each kind.
        seed
            Seed of the weightings.

        Returns
        -------
        pandas.DataFrame
            ``kind``: ``any`` (each event type's severity drawn evenly from 0 to 10, all
            channels alike; the weightings of ``check_robustness``) and ``near`` (each
            type's weight divided or multiplied by up to 2); ``n`` weightings,
            ``stays`` (in how many the first stays first), ``share`` (``stays / n``, 0
            to 1) and ``spearman`` (median agreement of the whole ranking, -1 to 1).
            ``attrs["first"]`` is what ranks first; ``attrs["sentence"]`` says it all.
        """
        import pandas as pd

        if weightings < 1:
            raise BadValue(f"weightings={weightings!r} must be 1 or more.")
        mine = self._levels(severities, channels)
        rng = np.random.default_rng(seed)
        levels = {"any": self._at_random(weightings, rng)}
        near = NEAR ** rng.uniform(-1, 1, (weightings, len(self.types)))
        brought = self._brought(severities, channels)
        levels["near"] = near[:, self._type] @ brought
        rows = [_survived(kind, mine, level) for kind, level in levels.items()]
        table = pd.DataFrame(rows)
        first = self.names[int(np.argmax(mine))]
        table.attrs = {"first": first, "seed": seed}
        table.attrs["sentence"] = _sentence(first, self, table)
        return table

    def firsts(
        self,
        among: Collection[str] | None = None,
        *,
        weightings: int = 500,
        seed: int = 20240806,
    ) -> list[str]:
        """What ranks first in each of the weightings called ``any`` in `survival`.

        Parameters
        ----------
        among
            Names that are ranked; all unless given.
        weightings, seed
            As for :meth:`survival`.

        Returns
        -------
        list
            A name for each weighting, empty where all are level.
        """
        mine = [i for i, n in enumerate(self.names) if among is None or n in among]
        if not mine:
            return [""] * weightings
        levels = self._at_random(weightings, np.random.default_rng(seed))[:, mine]
        apart = np.ptp(levels, axis=1) > 0
        names = np.array(self.names, object)[mine][levels.argmax(axis=1)]
        return np.where(apart, names, "").tolist()

    def _at_random(self, weightings: int, rng: np.random.Generator) -> np.ndarray:
        """Levels if each type has a severity of its own, drawn evenly."""
        # the same draws as those of check_robustness under the same seed
        drawn = rng.uniform(0, HIGHEST, (weightings, len(self.types)))
        return drawn[:, self._type] @ self._counts

    def _levels(
        self,
        severities: Mapping[str, float] | None,
        channels: Mapping[str, float] | None,
    ) -> np.ndarray:
        return self._brought(severities, channels).sum(axis=0)

    def _brought(
        self,
        severities: Mapping[str, float] | None,
        channels: Mapping[str, float] | None,
    ) -> np.ndarray:
        """What each type in each channel brings to each cell."""
        brought = self._amounts.copy()
        for name, value in (severities or {}).items():
            mine = self._type == _place(self.types, name, value, "type")
            brought[mine] = value * self._counts[mine]
        for name, value in (channels or {}).items():
            brought[self._channel == _place(self.channels, name, value, "channel")] *= (
                value
            )
        return brought


def _place(known: list[str], name: str, value: float, what: str) -> int:
    if name not in known:
        raise BadValue(
            f"No counted mention has the {what} {name!r}. There are {', '.join(known)}."
        )
    if not (np.isfinite(value) and value >= 0):
        raise BadValue(f"{name}={value!r} must be a number, 0 or more.")
    return known.index(name)


def _survived(kind: str, mine: np.ndarray, drawn: np.ndarray) -> dict[str, object]:
    stays = (drawn.argmax(axis=1) == mine.argmax()) & (np.ptp(drawn, axis=1) > 0)
    agree = _rank_agreements(mine, drawn)
    known = agree[~np.isnan(agree)]
    return {
        "kind": kind,
        "n": len(drawn),
        "stays": int(stays.sum()),
        "share": float(stays.mean()),
        "spearman": float(np.median(known)) if len(known) else np.nan,
    }


def _rank_agreements(mine: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Spearman correlation of each row of ``drawn`` with ``mine``, all at once."""
    from scipy.stats import rankdata

    if len(mine) < FEWEST_RANKED:
        return np.full(len(drawn), np.nan)
    before = rankdata(mine) - (len(mine) + 1) / 2
    after = rankdata(drawn, axis=1) - (len(mine) + 1) / 2
    spread = np.sqrt((before**2).sum() * (after**2).sum(axis=1))
    return after @ before / np.where(spread > 0, spread, np.nan)


def _sentence(first: str, ranking: Ranking, table: pd.DataFrame) -> str:
    at_random, near = (
        f"{row.stays:,} of {row.n:,} weightings ({row.share:.0%})"
        for row in table.itertuples()
    )
    return (
        f"Under these weights {first} is first of {len(ranking.names):,} "
        f"{ranking.of}s. It stays first in {at_random} that give each event type a "
        f"severity drawn evenly from 0 to {HIGHEST:g}, and in {near} that divide or "
        f"multiply each type's weight by up to {NEAR:g}."
    )
