"""Series and checks of a report: every table over time, and why one is missing.

A table that cannot be made leaves its section out, not the whole report; the reason is
kept, and the methodology log lists it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from toolkit.schema import CHANNELS, BadValue, ToolkitError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from toolkit.index.recipe import IndexRecipe

__all__ = ["Made", "add_live", "calibrate", "compare", "make_series"]

_NAMES = {"month": "%Y-%m", "year": "%Y"}  # of a period, as a recipe reads it
MOST_FOLLOWED = 6  # pairs of actors that are followed over time
MOST_SOURCES = 8  # whose difference between two periods is taken
MOST_LEFT_OUT = 50  # sources up to which each is left out in turn
MOST_LAG = 6  # periods
MORE_THAN_LAGS = 13  # periods that lags need beyond twice the longest
SHORTEST_LAG = 2


@dataclass
class Made:
    """Tables made so far, and why others could not be."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, make: Callable[[], Any]) -> None:
        """Make a table; where that fails keep the reason."""
        try:
            made = make()
        except ToolkitError as error:
            self.reasons[name] = str(error)
            return
        if made is not None:
            self.tables[name] = made


def make_series(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe
) -> tuple[Made, str]:
    """Every table over time, and why there is no index, if so."""
    from toolkit.index.indices import tension_index

    made = Made()
    if scores["published"].isna().all():
        return made, "No article has a publication date: nothing can be placed in time."
    try:
        index = tension_index(scores, recipe)
    except ToolkitError as error:
        return made, str(error)
    if len(index) == 1:
        only = f"All dated articles fall in one {recipe.every}"
        return made, f"{only}: nothing can be compared."
    made.tables["index"] = index
    _add_splits(made, scores, recipe)
    _add_changes(made, scores, mentions, recipe)
    _add_dyads(made, scores, mentions, recipe)
    return made, ""


def _add_splits(made: Made, scores: pd.DataFrame, recipe: IndexRecipe) -> None:
    """Add a series for each channel and for each source."""
    from toolkit.index.indices import tension_index

    each = replace(recipe, measure="weighted", channels=CHANNELS, scaling="pooled")
    made.add("by_channel", lambda: tension_index(scores, each, by="channel"))
    if scores["source"].nunique() > 1:
        own = replace(recipe, scaling="pooled")
        few = scores[scores["source"].isin(_largest_sources(scores))]
        made.add("by_source", lambda: tension_index(few, own, by="source"))
        made.add("between_sources", lambda: _between_sources(scores, recipe))


def _largest_sources(scores: pd.DataFrame) -> pd.Index:
    """Sources with most articles, as many as a figure has rows."""
    from toolkit.show.heat_maps import MOST_ROWS

    return scores["source"].value_counts().head(MOST_ROWS).index


# ---------------------------------------------------------------- what moved, and when


def _add_changes(
    made: Made, scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe
) -> None:
    """Add change points, peaks, bursts, and what the largest change is made of."""
    from toolkit.index.bursts import find_bursts
    from toolkit.index.changes import find_changes
    from toolkit.index.contributions import explain_change
    from toolkit.index.peaks import list_peaks
    from toolkit.index.robustness import check_robustness, weighting_fan

    index = made.tables["index"]
    made.add("changes", lambda: find_changes(index))
    made.add("peaks", lambda: list_peaks(index, scores, mentions))
    made.add("bursts", lambda: find_bursts(scores, mentions, recipe))
    solid = _sources_to_try(_in_solid_periods(scores, index, recipe))
    made.add("robustness", lambda: check_robustness(solid, mentions, recipe))
    made.add("fan", lambda: weighting_fan(solid, mentions, recipe))
    pair = _two_periods(index, recipe)
    if pair is None:
        return
    for name, by in (("parts", "term"), ("parts_by_source", "source")):
        made.add(
            name,
            lambda by=by: explain_change(scores, mentions, *pair, by=by, recipe=recipe),
        )
    made.add("differences", lambda: _differences(scores, recipe, pair))


def _in_solid_periods(
    scores: pd.DataFrame, index: pd.DataFrame, recipe: IndexRecipe
) -> pd.DataFrame:
    """Scores of periods with enough stories: the others are not to be ranked."""
    from toolkit.index.units import dated_scores

    enough = index.loc[index["enough"].astype(bool), "period"]
    placed, _ = dated_scores(scores, recipe)
    kept = placed.loc[placed["period"].isin(enough), "article_id"]
    return scores[scores["article_id"].isin(kept)]


def _sources_to_try(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores without their sources where leaving each out in turn would take long."""
    if scores["source"].nunique() <= MOST_LEFT_OUT:
        return scores
    kept = scores.assign(source=None)
    kept.attrs = scores.attrs
    return kept


def _two_periods(index: pd.DataFrame, recipe: IndexRecipe) -> tuple[str, str] | None:
    """Name the highest period, and the one before it that has enough stories."""
    solid = index[index["enough"].astype(bool) & index["value"].notna()]
    if len(solid) < 2:
        return None
    peak = solid.loc[solid["value"].idxmax(), "period"]
    earlier = solid.loc[solid["period"] < peak, "period"]
    first = (
        earlier.max() if len(earlier) else solid.loc[solid["value"].idxmin(), "period"]
    )
    form = _NAMES.get(recipe.every, "%Y-%m-%d")
    return f"{first:{form}}", f"{peak:{form}}"


def _differences(
    scores: pd.DataFrame, recipe: IndexRecipe, pair: tuple[str, str]
) -> pd.DataFrame:
    """Difference of the level between two periods, of all and of each large source."""
    import pandas as pd

    from toolkit.index.differences import difference_between

    pooled = replace(recipe, scaling="pooled")
    largest = scores["source"].value_counts().head(MOST_SOURCES).index
    own = {name: scores[(scores["source"] == name).to_numpy()] for name in largest}
    rows, why = [], ""
    for name, some in {"all sources": scores, **own}.items():
        try:
            found = difference_between(some, pooled, *pair)
            rows.append(found.assign(source=name, **_stories_in(some, pooled, pair)))
        except ToolkitError as error:
            why = str(error)  # no story of this source in one of the two periods
    if not rows:  # nothing was drawn, for one
        raise BadValue(why)
    table = pd.concat(rows, ignore_index=True)
    table = table[table["unit"] == "level"].drop(columns="unit")
    table.attrs = {"first": pair[0], "second": pair[1], "unit": recipe.measure}
    return table.reset_index(drop=True)


def _between_sources(scores: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    """Difference of the level of each large source from the largest one."""
    import pandas as pd

    from toolkit.index.differences import difference_between

    pooled = replace(recipe, scaling="pooled")
    first, *others = scores["source"].value_counts().head(MOST_SOURCES).index
    rows = [
        difference_between(scores, pooled, first, other, of="source").assign(
            source=other
        )
        for other in others
    ]
    table = pd.concat(rows, ignore_index=True)
    shared = table[table["unit"] == "level in shared periods"]
    if shared.empty:
        raise BadValue(
            f"No other source has stories in a {recipe.every} in which {first} has "
            "some, so the levels of sources cannot be compared."
        )
    table = shared.drop(columns="unit").reset_index(drop=True)
    table.attrs = {"first": str(first), "unit": recipe.measure}
    return table


def _stories_in(
    scores: pd.DataFrame, recipe: IndexRecipe, pair: tuple[str, str]
) -> dict[str, object]:
    """Stories in the two periods, and whether both have enough."""
    from toolkit.index.units import dated_scores, named_period, story_units

    units = story_units(dated_scores(scores, recipe)[0], recipe)
    sizes = [int((units["period"] == named_period(name, recipe.every)).sum())
             for name in pair]  # fmt: skip
    return {"n_first": sizes[0], "n_second": sizes[1],
            "enough": min(sizes) >= recipe.minimum_stories}  # fmt: skip


# -------------------------------------------------------------------- who to whom


def _add_dyads(
    made: Made, scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe
) -> None:
    """Add pairs of actors, the series of the most frequent, and who moves first."""
    from toolkit.index.contributions import counted_mentions
    from toolkit.index.dyads import dyad_index, list_dyads
    from toolkit.index.lags import lead_and_lag

    broad = replace(recipe, channels=CHANNELS, measure="rate", scaling="pooled")
    made.add("dyads", lambda: _not_empty(
        list_dyads(counted_mentions(scores, mentions, broad))))  # fmt: skip
    if "dyads" not in made.tables:
        return
    # pairs are named so seldom that days and weeks would show noughts and spikes
    every = {"day": "week", "week": "month"}.get(recipe.every, recipe.every)
    hot = replace(broad, channels=("act", "threat"), every=every)
    pairs = list_dyads(counted_mentions(scores, mentions, hot))["dyad"]
    if pairs.empty:
        return
    chosen = pairs.head(MOST_FOLLOWED).tolist()
    made.add("by_dyad", lambda: dyad_index(scores, mentions, hot, dyads=chosen))
    if "by_dyad" not in made.tables:
        return
    series = made.tables["by_dyad"]
    both = _both_ways(list(dict.fromkeys(series["dyad"])))
    most = longest_lag(series["period"].nunique())
    if both and most >= SHORTEST_LAG:
        made.add("dyad_lags", lambda: lead_and_lag(series, *both, most=most))


def _not_empty(table: pd.DataFrame) -> pd.DataFrame | None:
    return table if len(table) else None


def _both_ways(names: list[str]) -> tuple[str, str] | None:
    """Return the first dyad whose other direction has a series as well."""
    for name in names:
        back = " -> ".join(reversed(name.split(" -> ")))
        if back in names:
            return name, back
    return None


def longest_lag(n_periods: int) -> int:
    """Longest lag that a series of so many periods allows, at most six.

    >>> longest_lag(31), longest_lag(20), longest_lag(7)
    (6, 3, 0)
    """
    return max(0, min(MOST_LAG, (n_periods - MORE_THAN_LAGS) // 2))


# ----------------------------------------------------------- with data from elsewhere


def calibrate(
    made: Made, scores: pd.DataFrame, gold: pd.DataFrame, recipe: IndexRecipe
) -> None:
    """Add the index corrected by articles that were drawn with known chances."""
    from toolkit.index.calibration import calibrate_index

    share = replace(recipe, measure="share", scaling="pooled")
    codes = _one_code(gold, recipe)
    made.add("calibrated", lambda: calibrate_index(scores, codes, share))


def _one_code(gold: pd.DataFrame, recipe: IndexRecipe) -> pd.DataFrame:
    """One row per coded article: 1 where it holds a channel of the recipe, else 0."""
    from toolkit.show.validity import settled

    rows = settled(gold)
    if "coded" not in rows.columns:
        rows = rows.assign(coded=rows["channel"].isin(recipe.channels).astype(float))
    own = rows.groupby(rows["article_id"].astype(str), as_index=False)
    return own.agg(probability=("probability", "first"), coded=("coded", "max"))


def compare(made: Made, outside: pd.Series) -> None:
    """Add the comparison with an outside series, and who moves first."""
    import pandas as pd

    from toolkit.index.external import compare_with_series
    from toolkit.index.lags import lead_and_lag

    if "index" not in made.tables:
        return
    index = made.tables["index"]
    made.add("comparison", lambda: compare_with_series(index, outside))
    if "comparison" not in made.tables:
        return
    made.tables["against"] = pd.DataFrame(
        {"period": outside.index, "value": outside.to_numpy()}
    )
    most = longest_lag(len(index))
    made.tables["against"].attrs = {"name": outside.name or ""}
    if most >= SHORTEST_LAG:
        named = outside.rename("the outside series")
        made.add(
            "against_lags", lambda: lead_and_lag(index, "the index", named, most=most)
        )


def add_live(
    made: Made,
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe,
    scales: dict[str, pd.Series],
) -> None:
    """Add what a reader needs to weigh the index anew; without an index nothing."""
    from toolkit.index.live import live_counts

    if "index" not in made.tables:
        return
    try:
        made.tables |= live_counts(scores, mentions, recipe, scales=scales)
    except ToolkitError as error:
        made.reasons["live_cells"] = str(error)
