"""Event time: coverage before and after given dates, counted from the dates themselves.

All events are laid on one date, the first day of a period, and the index is made there
by the usual way. What stands before an event is its own base: 100 is the mean of the
periods before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.indices import tension_index
from toolkit.index.intervals import draw_levels, percentile_interval
from toolkit.index.levels import Levels, build_levels
from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import LeftOut, dated_scores, labelled, times_of
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["event_study"]

DAYS = {"day": 1, "week": 7}  # periods whose length does not depend on the date
ANCHOR = "2001-01-01"  # where all events are laid; a Monday, so that weeks begin there
ALL_EVENTS = "all events"
LAID = "event time"  # column of the times after that


def event_study(
    scores: pd.DataFrame,
    events: str | Mapping[str, object] | Sequence[object],
    recipe: IndexRecipe | None = None,
    *,
    before: int = 8,
    after: int = 8,
) -> pd.DataFrame:
    """Make an index in event time: one row per event and period relative to it.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles`` or :func:`select_scores`.
    events
        A date, several dates, or name -> date. Days are days in UTC.
    recipe
        ``every`` must be ``day`` or ``week`` (the default here); its ``base`` is not
        used. Scaling must be ``pooled``.
    before, after
        Periods before and after; period 0 begins on the day of the event.

    Returns
    -------
    pandas.DataFrame
        ``event``; ``relative`` (-``before`` to ``after``); ``period`` (its first day);
        and the columns of ``tension_index``, where 100 is the mean of the periods
        before the event. With several events the rows of ``"all events"`` take the
        stories around all of them together. ``attrs["changes"]`` holds one row per
        event: the mean level ``before`` and ``after`` (periods 0 on), their
        ``difference`` with ``low`` and ``high``; ``attrs["sentence"]`` says them.

    Raises
    ------
    BadValue
        A date that cannot be read, no stories before or after any event, or a recipe
        that has no event time.

    Notes
    -----
    Stories near two events count for both; the interval of all events takes them as two
    draws. A change after an event is not its effect: other things happen in the same
    weeks, and newsrooms cover what they expect. Compare with dates on which nothing
    happened.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.schema import column_names
    >>> days = pd.date_range("2024-01-01", "2024-03-31", freq="D", tz="UTC")
    >>> scores = pd.DataFrame(0.0, index=range(91), columns=column_names("scores"))
    >>> scores = scores.assign(
    ...     article_id=days.strftime("%j"), story_id=None, source="A", published=days,
    ...     n_words=100, act_any=(days.day % 5 == 0) | (days >= "2024-02-14"))
    >>> study = event_study(scores, "2024-02-14", before=2, after=1)
    >>> study[["relative", "level"]].round(2).values.tolist()
    [[-2.0, 0.14], [-1.0, 0.14], [0.0, 1.0], [1.0, 1.0]]
    """
    given = recipe or IndexRecipe(every="week")
    laid_recipe = _checked(given, before, after)
    moments = _moments(events)
    laid, left_out = _laid_on_one_date(scores, moments, given, (before, after))
    index = tension_index(laid, laid_recipe, by="event")
    index.attrs["left_out"] = left_out + index.attrs["left_out"]
    changes = _changes(build_levels(laid, laid_recipe, ["event"]), laid_recipe)
    index.attrs |= {
        "description": _description(index, given, before),
        "changes": changes,
        "sentence": " ".join(map(_sentence, changes.itertuples())),
    }
    return _in_event_time(index, moments, given, (before, after))


def _checked(recipe: IndexRecipe, before: int, after: int) -> IndexRecipe:
    import pandas as pd

    if recipe.every not in DAYS or recipe.scaling != "pooled":
        raise BadValue(
            f"Event time has every='day' or 'week' and scaling='pooled'; this recipe "
            f"has every={recipe.every!r} and scaling={recipe.scaling!r}."
        )
    if before < 1 or after < 0:
        raise BadValue(
            f"before={before} must be 1 or more (the base) and after={after} 0 or more."
        )
    anchor, day = pd.Timestamp(ANCHOR), pd.Timedelta(days=1)
    first = anchor - before * DAYS[recipe.every] * day
    base = (str(first.date()), str((anchor - day).date()))
    return replace(recipe, base=base, time=LAID)


def _moments(events: str | Mapping[str, object] | Sequence[object]) -> pd.Series:
    """Midnight of each event, by its name."""
    import pandas as pd

    if isinstance(events, Mapping):
        named = dict(events)
    else:
        dates = [events] if np.ndim(events) == 0 else list(events)  # type: ignore[arg-type]
        named = {str(date)[:10]: date for date in dates}
    try:
        moments = pd.Series(named, dtype=object).map(
            lambda date: pd.to_datetime(date, utc=True).normalize()
        )
    except (ValueError, TypeError) as error:
        raise BadValue(
            f"An event has no date that can be read ({error}); give "
            '"2024-07-31" or {"killing in Tehran": "2024-07-31"}.'
        ) from None
    if moments.empty or moments.isna().any() or ALL_EVENTS in moments.index:
        raise BadValue(
            f"events={events!r}: give one date or more, none of them missing, and no "
            f"event by the name {ALL_EVENTS!r}."
        )
    return moments


def _laid_on_one_date(
    scores: pd.DataFrame,
    moments: pd.Series,
    recipe: IndexRecipe,
    reach: tuple[int, int],
) -> tuple[pd.DataFrame, LeftOut]:
    """Articles around each event, moved so that all events fall on one date."""
    import pandas as pd

    dated, left_out = dated_scores(scores, recipe)
    dated = labelled(dated, ["source"])
    times = times_of(dated, recipe.time)
    length = pd.Timedelta(days=DAYS[recipe.every])
    parts = []
    for name, moment in moments.items():
        away = times - moment
        near = (away >= -reach[0] * length) & (away < (reach[1] + 1) * length)
        _check_both_sides(str(name), away[near], times, recipe.every)
        parts.append(_moved(dated[near], away[near], str(name), str(name)))
        if len(moments) > 1:
            parts.append(_moved(dated[near], away[near], str(name), ALL_EVENTS))
    laid = pd.concat(parts, ignore_index=True)
    laid.attrs = scores.attrs
    return laid, left_out


def _check_both_sides(name: str, away: pd.Series, times: pd.Series, every: str) -> None:
    before = (away.dt.total_seconds() < 0).sum()
    if before and before < len(away):
        return
    side = "after" if before else "before"
    raise BadValue(
        f"There are no stories in the {every}s {side} {name}; they run from "
        f"{times.min().date()} to {times.max().date()}."
    )


def _moved(
    articles: pd.DataFrame, away: pd.Series, name: str, event: str
) -> pd.DataFrame:
    """Articles of one event, with ids of their own: they may be near several."""
    import pandas as pd

    prefix = f"{event}|{name}|"
    return articles.assign(
        **{LAID: pd.Timestamp(ANCHOR, tz="UTC") + away},
        event=event,
        article_id=prefix + articles["article_id"].astype(str),
        story_id=prefix + articles["story_id"],
    )


def _changes(levels: Levels, recipe: IndexRecipe) -> pd.DataFrame:
    """Mean level before and after each event, and their difference."""
    import pandas as pd

    events = levels.cells["event"].to_numpy()
    samples = np.vstack(
        [levels.observed(), *draw_levels(levels, recipe.draws, recipe.seed)]
    )
    rows = []
    for event in dict.fromkeys(events):
        mine = events == event
        before, after = (
            _mean_of_known(samples[:, mine & side])
            for side in (levels.base, ~levels.base)
        )
        change = after - before
        low, high = (
            percentile_interval(change[1:, None], recipe.interval)
            if recipe.draws
            else ([np.nan], [np.nan])
        )
        rows.append((event, before[0], after[0], change[0], low[0], high[0]))
    columns = ["event", "before", "after", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _mean_of_known(samples: np.ndarray) -> np.ndarray:
    """Mean over the periods that have stories; missing where none has."""
    known = ~np.isnan(samples[0])
    if not known.any():
        return np.full(len(samples), np.nan)
    return samples[:, known].mean(axis=1)


def _sentence(change: tuple[object, ...]) -> str:
    interval = (
        ""
        if np.isnan(change.low)
        else f", interval {change.low:+.3g} to {change.high:+.3g}"
    )
    return (
        f"{change.event}: mean level {change.before:.3g} before, {change.after:.3g} "
        f"after ({change.difference:+.3g}{interval})."
    )


def _description(index: pd.DataFrame, recipe: IndexRecipe, before: int) -> str:
    """What stands behind the index, without the date that all events were laid on."""
    said = {
        "base window: ": f"the {before} {recipe.every}s before each event",
        "time: ": f"{recipe.time}, counted from the first moment of each event's day",
    }
    lines = str(index.attrs["description"]).splitlines()
    for start, text in said.items():
        lines = [start + text if line.startswith(start) else line for line in lines]
    return "\n".join(lines)


def _in_event_time(
    index: pd.DataFrame, moments: pd.Series, recipe: IndexRecipe, reach: tuple[int, int]
) -> pd.DataFrame:
    """Every relative period of every event, in the order events were given."""
    import pandas as pd

    length = pd.Timedelta(days=DAYS[recipe.every])
    relative = (index["period"] - pd.Timestamp(ANCHOR, tz="UTC")) // length
    names = [str(n) for n in moments.index] + [ALL_EVENTS] * (len(moments) > 1)
    frame = pd.MultiIndex.from_product(
        [names, range(-reach[0], reach[1] + 1)], names=["event", "relative"]
    ).to_frame(index=False)
    table = frame.merge(
        index.drop(columns="period").assign(relative=relative), how="left"
    )
    for name in ("n_articles", "n_stories", "n_words"):
        table[name] = table[name].fillna(0).astype(np.int64)
    table["enough"] = table["enough"].eq(True)
    starts = table["event"].map(moments.set_axis(moments.index.astype(str)))
    period = pd.to_datetime(starts, utc=True) + table["relative"] * length
    table.insert(2, "period", period)
    table.attrs = index.attrs
    return table
