"""The recipe of an index: every choice that decides its numbers, in one frozen object.

An index number is only as good as the record of how it was made. A recipe is printed in
every report, compared by its hash, and passed around instead of loose parameters.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from toolkit.cards import card_html
from toolkit.dates import PERIODS
from toolkit.schema import CHANNELS, TENSION_FORMULA, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEASURES", "IndexRecipe", "calendar_period", "window"]

MEASURES = {
    "share": "share of stories with at least one mention in the channels (0 to 1)",
    "rate": "mentions in the channels per 1,000 words (0 or more)",
    "weighted": "sum of severities in the channels per 1,000 words (0 or more)",
    "tension": TENSION_FORMULA,
}
SCALINGS = {
    "pooled": "all stories of a period together",
    "per_source": "each source's series divided by its standard deviation over the "
    "base window, without centring; then the mean over sources",
}
BANDS = {
    "percentile": "each period by itself, percentiles of the draws",
    "bca": "each period by itself, corrected for bias and skew (Efron 1987)",
    "simultaneous": "all periods of a series together: the whole true series lies "
    "inside with this chance",
}
PANELS = {
    "all": "every source counts whenever it has stories",
    "balanced": "only sources with stories in every period count",
}
COPIES = {
    "once": "copies of one story count once, through the earliest of them",
    "all": "every copy of a story counts",
}


@dataclass(frozen=True)
class IndexRecipe:
    """Every choice that turns scores into an index.

    Parameters
    ----------
    every
        Length of a period: ``day``, ``week`` (from Monday), ``month``, ``quarter`` or
        ``year``.
    base
        First and last period of the window whose mean is 100, e.g.
        ``("2024-04", "2024-05")``, both included. It is also the window sources are
        scaled over, so that new months never rewrite published ones. ``None`` takes the
        whole range of the scores, and then they do.
    measure
        ``share``, ``rate``, ``weighted`` or ``tension``; see ``MEASURES``.
    channels
        Channels that count; ``tension`` has its own formula and ignores them.
    scaling
        ``pooled``, or ``per_source`` after Baker, Bloom and Davis (2016).
    panel
        ``all``, or ``balanced``: only sources with stories in every period, so that an
        outlet that enters or leaves cannot move the series. Who is left out is named.
    copies
        ``once`` counts each story once in each series; ``all`` counts every copy.
    time
        Column of the scores that says when an article belongs: ``published``, or one of
        your own such as ``happened``, the time of the event it tells of. Articles
        without that time are left out and named. Where mentions carry the time, give
        each article the earliest of its own:
        ``scores.assign(happened=scores["article_id"].map(
        mentions.groupby("article_id")["happened"].min()))``.
    minimum_stories
        Periods with fewer stories are marked ``enough = False``.
    interval
        Coverage of ``low`` to ``high``, between 0 and 1.
    band
        ``percentile`` or ``bca``: an interval for each period by itself; or
        ``simultaneous``: a band that holds the whole series, which is wider. Two
        periods are compared with :func:`difference_between`, not by their bands.
    draws
        Bootstrap draws behind the interval; 0 = no interval.
    seed
        Seed of those draws.

    Raises
    ------
    BadValue
        A choice is outside what is allowed; the message says what is.

    References
    ----------
    Baker, Bloom, Davis (2016), "Measuring Economic Policy Uncertainty", QJE 131(4).
    Caldara, Iacoviello (2022), "Measuring Geopolitical Risk", AER 112(4).

    Examples
    --------
    >>> recipe = IndexRecipe(every="month", base=("2024-04", "2024-05"), draws=500)
    >>> print(recipe.describe())
    one value per month; 100 = mean of the base window; higher = more
    measure: share of stories with at least one mention in the channels (0 to 1)
    channels: act, threat
    base window: 2024-04 to 2024-05, both included
    scaling: all stories of a period together
    panel: every source counts whenever it has stories
    copies: copies of one story count once, through the earliest of them
    time: time of publication
    enough: periods below 5 stories are marked
    interval: 95 %, 500 draws of stories within source and period, seed 20240806; \
each period by itself, corrected for bias and skew (Efron 1987)
    """

    every: str = "month"
    base: tuple[str, str] | None = None
    measure: str = "share"
    channels: tuple[str, ...] = ("act", "threat")
    scaling: str = "pooled"
    panel: str = "all"
    copies: str = "once"
    time: str = "published"
    minimum_stories: int = 5
    interval: float = 0.95
    band: str = "bca"
    draws: int = 1000
    seed: int = 20240806

    def __post_init__(self) -> None:
        channels = (self.channels,) if isinstance(self.channels, str) else self.channels
        object.__setattr__(self, "channels", tuple(channels))
        _one_of("every", self.every, PERIODS)
        _one_of("measure", self.measure, MEASURES)
        _one_of("scaling", self.scaling, SCALINGS)
        _one_of("panel", self.panel, PANELS)
        _one_of("copies", self.copies, COPIES)
        _one_of("band", self.band, BANDS)
        for channel in self.channels:
            _one_of("channels", channel, CHANNELS)
        if not isinstance(self.time, str) or not self.time:
            raise BadValue(
                f"time={self.time!r} must name a column of the scores: published, or "
                "one of your own such as happened."
            )
        self._check_numbers()
        if self.base is not None:
            object.__setattr__(self, "base", _checked_base(self.base))

    def _check_numbers(self) -> None:
        if not self.channels or len(set(self.channels)) < len(self.channels):
            raise BadValue(
                f"channels={self.channels!r} must name one or more of "
                f"{', '.join(CHANNELS)}, each once."
            )
        if not 0 < self.interval < 1:
            raise BadValue(
                f"interval={self.interval!r} must lie between 0 and 1: 0.95 for 95 %."
            )
        for name in ("minimum_stories", "draws", "seed"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise BadValue(f"{name}={value!r} must be a whole number, 0 or more.")

    def describe(self) -> str:
        """Every choice, one a line, for people."""
        return "\n".join(
            [
                f"one value per {self.every}; 100 = mean of the base window; "
                "higher = more",
                f"measure: {MEASURES[self.measure]}",
                *self._channel_line(),
                f"base window: {self._base_line()}",
                f"scaling: {SCALINGS[self.scaling]}",
                f"panel: {PANELS[self.panel]}",
                f"copies: {COPIES[self.copies]}",
                f"time: {self._time_line()}",
                f"enough: periods below {self.minimum_stories} stories are marked",
                f"interval: {self._interval_line()}",
            ]
        )

    def _repr_html_(self) -> str:
        first, *rest = self.describe().split("\n")
        rows = {"value": first} | dict(line.split(": ", 1) for line in rest)
        return card_html("Index recipe", rows)

    def _channel_line(self) -> list[str]:
        fixed = self.measure == "tension"
        return [] if fixed else [f"channels: {', '.join(self.channels)}"]

    def _base_line(self) -> str:
        if self.base is None:
            return (
                "the whole range of the scores; new articles rewrite earlier values. "
                "Name a window to keep published values fixed"
            )
        return f"{self.base[0]} to {self.base[1]}, both included"

    def _time_line(self) -> str:
        if self.time == "published":
            return "time of publication"
        return f"{self.time}, given for each article; not its time of publication"

    def _interval_line(self) -> str:
        if not self.draws:
            return "none (draws=0)"
        return (
            f"{self.interval * 100:g} %, {self.draws:,} draws of stories "
            f"within source and period, seed {self.seed}; {BANDS[self.band]}"
        )

    def as_dict(self) -> dict[str, object]:
        """Choices as plain values, for files: ``IndexRecipe(**recipe.as_dict())``."""
        return json.loads(json.dumps(asdict(self)))

    @property
    def sha256(self) -> str:
        """Identity of the recipe: same hash, same numbers."""
        text = json.dumps(self.as_dict(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def plain(cls, **changes: object) -> IndexRecipe:
        """Share of stories a month, all sources together, each story once.

        >>> IndexRecipe.plain(every="week").every
        'week'
        """
        return replace(cls(), **changes)  # type: ignore[arg-type]

    @classmethod
    def epu(cls, **changes: object) -> IndexRecipe:
        """Return the multi-source recipe of Economic Policy Uncertainty (2016).

        Each source's monthly share, scaled to unit standard deviation over the base
        window, averaged over sources, rebased to 100. Departs from the paper in one
        thing: copies of a story within a source count once.

        >>> IndexRecipe.epu(base=("2024-01", "2024-06")).scaling
        'per_source'
        """
        return replace(cls(scaling="per_source"), **changes)  # type: ignore[arg-type]

    @classmethod
    def gpr(cls, **changes: object) -> IndexRecipe:
        """Return the recipe of Geopolitical Risk (2022): share of all articles.

        Every copy counts, as in the paper, which counts articles of a fixed set of
        newspapers. Its base window is 1985 to 2019; yours must lie in your data. This
        is the recipe alone; for a construct nearer to theirs, score the mentions that
        ``keep_international`` leaves.

        >>> IndexRecipe.gpr().copies
        'all'
        """
        return replace(cls(copies="all"), **changes)  # type: ignore[arg-type]


def window(base: tuple[str, str]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last moment of the window from one named period to another (UTC).

    >>> [str(t)[:19] for t in window(("2024-04", "2024-05"))]
    ['2024-04-01 00:00:00', '2024-05-31 23:59:59']
    """
    first, last = (calendar_period(name) for name in base)
    return first.start_time.tz_localize("UTC"), last.end_time.tz_localize("UTC")


def calendar_period(name: str) -> pd.Period:
    """Period called ``name``, year first: 2024, 2024Q2, 2024-05 or 2024-05-17."""
    import pandas as pd

    # pandas would read "May" as May of the year the program happens to run in
    if not re.match(r"\d{4}", str(name)):
        raise ValueError(f"{name!r} does not begin with a year")
    return pd.Period(str(name))


def _one_of(name: str, value: object, allowed: object) -> None:
    if value not in allowed:  # type: ignore[operator]
        raise BadValue(f"{name}={value!r} is unknown; choose {', '.join(allowed)}.")  # type: ignore[arg-type]


def _checked_base(base: object) -> tuple[str, str]:
    try:
        first, last = (str(name) for name in base)  # type: ignore[attr-defined]
        start, end = window((first, last))
    except (ValueError, TypeError):
        raise BadValue(
            f"base={base!r} is not a pair of periods; "
            'write it like base=("2024-04", "2024-05").'
        ) from None
    if start > end:
        raise BadValue(f"base={base!r} ends before it begins; swap the two periods.")
    return first, last
