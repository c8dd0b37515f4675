"""Stories as units: what a period is counted in, and what each unit brings.

Every measure is a ratio of sums over units: hits by stories, or hits by words. Here
each unit gets its period, its numerator and its denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.dates import all_periods, period_start
from toolkit.index.recipe import IndexRecipe, calendar_period
from toolkit.schema import BadValue, check_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LeftOut",
    "dated_scores",
    "labelled",
    "named_period",
    "panel_of",
    "story_units",
    "times_of",
]

NO_LABEL = "(none)"  # of articles whose source, or other group, is missing
PER_WORDS = 1000  # words

LeftOut = list[dict[str, object]]


def dated_scores(
    scores: pd.DataFrame, recipe: IndexRecipe
) -> tuple[pd.DataFrame, LeftOut]:
    """Scores with their ``period``, and a list of what could not be placed in one.

    Articles without a time, and articles dated by month only where periods are days or
    weeks, are left out and named.
    """
    check_table(scores, "scores")
    moment = times_of(scores, recipe.time)
    undated = moment.isna()
    coarse = _too_coarse(scores, recipe) & ~undated
    kind = "publication" if recipe.time == "published" else f"{recipe.time!r}"
    left_out = _article_notes(
        {
            f"no {kind} time": int(undated.sum()),
            f"dated by month only, too coarse for every={recipe.every!r}": int(
                coarse.sum()
            ),
        }
    )
    keep = ~undated & ~coarse
    if not keep.any():
        raise BadValue(
            f"None of the {len(scores)} articles can be placed in a {recipe.every}: "
            f"their {kind} times are missing or too coarse."
        )
    dated = scores.assign(period=period_start(moment, recipe.every))
    # the earliest copy of a story is told by publication, where that is known
    if "published" in scores.columns:
        return dated.assign(published=times_of(scores, "published"))[keep], left_out
    return dated.assign(published=moment)[keep], left_out


def times_of(scores: pd.DataFrame, column: str) -> pd.Series:
    """Times in a column of the scores, in UTC."""
    import pandas as pd

    if column not in scores.columns:
        raise BadValue(
            f"The scores have no column {column!r}, so they belong to no period. "
            + (
                "Give score_articles a table of articles with publication times."
                if column == "published"
                else f"Add it, one time per article: scores.assign({column}=...)."
            )
        )
    try:
        return pd.to_datetime(scores[column], utc=True)
    except (ValueError, TypeError) as error:
        raise BadValue(
            f"scores[{column!r}] holds something that is no time: {error}"
        ) from None


def panel_of(dated: pd.DataFrame, recipe: IndexRecipe) -> tuple[pd.DataFrame, LeftOut]:
    """Scores of the sources that count, and a list of those that do not."""
    if recipe.panel == "all":
        return dated, []
    source = labelled(dated, ["source"])["source"]
    read = dated["n_words"].to_numpy(float) > 0
    periods = dated["period"][read].groupby(source[read]).nunique()
    n = len(all_periods(dated["period"].min(), dated["period"].max(), recipe.every))
    gone = periods.index[periods < n]
    kept = dated[source.isin(periods.index[periods == n]).to_numpy()]
    if kept.empty:
        raise BadValue(
            f"panel='balanced' keeps nothing: no source has stories in all {n} "
            f"{recipe.every}s; the most complete has {int(periods.max())}. Use a "
            "shorter range, longer periods, or panel='all'."
        )
    return kept, [
        {"what": "source", "source": name, "series": name,
         "reason": f"stories in {periods[name]} of {n} periods, and the panel is "
         "balanced"}
        for name in gone
    ]  # fmt: skip


def _too_coarse(scores: pd.DataFrame, recipe: IndexRecipe) -> pd.Series:
    import pandas as pd

    fine = recipe.every in ("day", "week") and recipe.time == "published"
    if fine and "published_precision" in scores.columns:
        return scores["published_precision"].eq("month").fillna(False).astype(bool)
    return pd.Series(False, index=scores.index)


def _article_notes(reasons: dict[str, int]) -> LeftOut:
    return [
        {"what": "articles", "n": n, "reason": reason}
        for reason, n in reasons.items()
        if n
    ]


def story_units(
    dated: pd.DataFrame, recipe: IndexRecipe, groups: Sequence[str] = ()
) -> pd.DataFrame:
    """One row per story that counts: its period, groups, numerator and denominator.

    With ``copies="once"`` a story counts through its earliest article (the smallest
    ``article_id`` among equals), once in each series: once per source when sources are
    scaled or shown separately, once per group otherwise. Articles without words were
    never read and do not count.
    """
    columns = [g for g in groups if g != "channel"]
    units = labelled(dated[dated["n_words"].to_numpy(float) > 0], columns)
    if recipe.copies == "once":
        per_source = recipe.scaling == "per_source"
        keys = ["story_id", *columns, *(["source"] if per_source else [])]
        units = units.sort_values(["published", "article_id"]).drop_duplicates(
            list(dict.fromkeys(keys))
        )
    return (
        _per_channel(units, recipe) if "channel" in groups else _measured(units, recipe)
    )


def labelled(scores: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Scores with a source, a story and a label of each group in every row."""
    story = scores["article_id"] if "story_id" not in scores else scores["story_id"]
    labels = {
        name: scores[name]
        .astype(object)
        .where(scores[name].notna(), NO_LABEL)
        .astype(str)
        if name in scores.columns
        else NO_LABEL
        for name in {"source", *columns}
    }
    return scores.assign(
        story_id=story.fillna(scores["article_id"]).astype(str), **labels
    )


def _per_channel(units: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(
        [
            _measured(units, replace(recipe, channels=(channel,))).assign(
                channel=channel
            )
            for channel in recipe.channels
        ],
        ignore_index=True,
    )


def _measured(units: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    """Units with ``numerator``, ``denominator`` and ``gross``.

    ``gross`` is the numerator before anything is subtracted: only ``tension`` has terms
    that can cancel.
    """
    words = units["n_words"].to_numpy(float)
    if recipe.measure == "share":
        hit = _columns(units, recipe, "any").max(axis=1)
        return units.assign(numerator=hit, gross=hit, denominator=1.0)
    if recipe.measure == "tension":
        net = units["tension"].to_numpy(float) * words
        cooling = units["deescalation_rate"].to_numpy(float) * words
        return units.assign(numerator=net, gross=net + 2 * cooling, denominator=words)
    if recipe.measure == "rate":
        amount = PER_WORDS * _columns(units, recipe, "count").sum(axis=1)
    else:
        amount = _columns(units, recipe, "weighted").sum(axis=1) * words
    return units.assign(numerator=amount, gross=amount, denominator=words)


def _columns(units: pd.DataFrame, recipe: IndexRecipe, measure: str) -> np.ndarray:
    return units[[f"{channel}_{measure}" for channel in recipe.channels]].to_numpy(
        float
    )


def named_period(name: str | pd.Timestamp, every: str) -> pd.Timestamp:
    """Start of the period called ``name``, e.g. ``"2024-08"``, in UTC.

    >>> str(named_period("2024-08", "month"))
    '2024-08-01 00:00:00+00:00'
    """
    import pandas as pd

    try:
        moment = (
            pd.Timestamp(name)
            if isinstance(name, pd.Timestamp)
            else calendar_period(name).start_time
        )
    except ValueError:
        raise BadValue(
            f'{name!r} is no period; write "2024-08" or "2024-08-06".'
        ) from None
    return period_start(pd.Series(pd.to_datetime([moment], utc=True)), every).iloc[0]
