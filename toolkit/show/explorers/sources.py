"""Sources side by side: how each moves, and whether two of them differ by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets as widgets

from toolkit.dates import PERIODS
from toolkit.index.differences import difference_between
from toolkit.index.indices import tension_index
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.schema import CHANNELS, BadValue, check_table, require_columns
from toolkit.show.captions import Html, figure, note
from toolkit.show.explorers.frame import (
    Drawn,
    Explorer,
    choice,
    occurring,
    recipe_code,
    scrolled,
    several,
)
from toolkit.show.explorers.points import UNITS
from toolkit.show.panels import plot_panels
from toolkit.show.sentences import counted, period_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SourceExplorer", "explore_sources"]

MOST_PANELS = 8  # sources drawn; more are read off the table
DRAWS = 1000  # where the recipe draws none: a difference needs its interval


def explore_sources(
    scores: pd.DataFrame, recipe: IndexRecipe | None = None
) -> SourceExplorer:
    """Compare sources: a panel each, a table by period, and two of them with interval.

    Parameters
    ----------
    scores
        One row per article, with ``source`` and ``published``.
    recipe
        Where to begin; all stories of a source and period are taken together.

    Returns
    -------
    SourceExplorer
        A widget. ``index`` holds one series per source, ``differences`` the two chosen
        ones compared (second less first, with interval). ``code`` makes both.

    Raises
    ------
    MissingColumn, BadValue
        The scores name no source, or only one.

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> scores = score_articles(articles, find_mentions(articles))
    >>> explorer = explore_sources(scores, IndexRecipe(measure="rate", draws=99))
    >>> explorer.differences["unit"].tolist()
    ['level', 'level in shared periods']
    """
    return SourceExplorer(scores, recipe or IndexRecipe())


class SourceExplorer(Explorer):
    """See :func:`explore_sources`."""

    index = Drawn()
    differences = Drawn()

    def __init__(self, scores: pd.DataFrame, recipe: IndexRecipe) -> None:
        super().__init__(
            "Sources",
            "Each line is compared with its own base (100); levels compare sources. "
            "Sources that print other kinds of news differ for that alone.",
        )
        check_table(scores, "scores")
        require_columns(scores, ["source"], "scores")
        self._scores = scores
        self._recipe = replace(recipe, scaling="pooled", draws=recipe.draws or DRAWS)
        self.index = self.differences = scores.head(0)
        outlets = occurring(scores["source"])
        if len(outlets) < 2:
            raise BadValue(
                f"There is {counted(len(outlets), 'source')} in these scores; a "
                "comparison needs two."
            )
        self._make_controls(outlets)

    def _make_controls(self, outlets: list[tuple[str, str]]) -> None:
        recipe = self._recipe
        self._every = choice(
            "Period", list(PERIODS), recipe.every, "Length of a period"
        )
        self._measure = choice(
            "Measure", [(f"{m}: {UNITS[m]}", m) for m in MEASURES], recipe.measure,
            "What is counted, and per what", "26rem",
        )  # fmt: skip
        self._channels = several(
            "Channel", CHANNELS, "Channels that count", recipe.channels
        )
        self._sources = several("Source", outlets, "Sources to show")
        self._first = choice("From", outlets, outlets[0][1], "The first of two")
        self._second = choice("to", outlets, outlets[1][1], "The second of two")
        self._places = [widgets.HTML() for _ in range(3)]
        self._assemble(
            [[self._every, self._measure], [self._channels, self._sources],
             [self._first, self._second]],
            self._places,
        )  # fmt: skip

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        recipe = replace(
            self._recipe, every=self._every.value, measure=self._measure.value,
            channels=self._channels.value or CHANNELS,
        )  # fmt: skip
        shown, chosen = self._scores, list(self._sources.value)
        if chosen:
            shown = shown[shown["source"].isin(chosen)]
        self.index = tension_index(shown, replace(recipe, draws=0), by="source")
        self.differences, said = self._compared(recipe)
        parts = [self._panels(), self._compared_table(said), self._levels(recipe)]
        for place, part in zip(self._places, parts, strict=True):
            place.value = part.html
        return said, parts, self._calls(recipe, chosen)

    def _clear(self) -> None:
        self.index = self.differences = self._scores.head(0)
        for place in self._places:
            place.value = ""

    def _compared(self, recipe: IndexRecipe) -> tuple[pd.DataFrame, str]:
        first, second = self._first.value, self._second.value
        if first == second:
            return self._scores.head(0), "Choose two different sources to compare."
        table = difference_between(self._scores, recipe, first, second, of="source")
        row = table.iloc[-1]
        outside = row["low"] > 0 or row["high"] < 0
        verdict = "leaves out 0" if outside else "holds 0: no difference is shown"
        return table, (
            f"{second} less {first}, in the periods both cover: "
            f"{row['difference']:+.3g} {UNITS[recipe.measure]} "
            f"({recipe.interval:.0%} interval {row['low']:+.3g} to {row['high']:+.3g}, "
            f"{recipe.draws:,} draws), which {verdict}."
        )

    def _panels(self) -> Html:
        drawn = plot_panels(self.index, "source", n=MOST_PANELS)
        n = self.index["source"].nunique()
        return figure(drawn, f"{min(n, MOST_PANELS)} of {counted(n, 'source')}.")

    def _compared_table(self, said: str) -> Html:
        if self.differences.empty:
            return note(said)
        return scrolled(
            self.differences,
            "Second less first. Low and high: bootstrap of stories; analytic: the same "
            "from a formula, as a check. An interval that holds 0 shows no difference.",
        )

    def _levels(self, recipe: IndexRecipe) -> Html:
        """Level and stories of every source in every period."""
        names = [period_name(p, recipe.every) for p in self.index["period"]]
        columns = ["source", "level", "value", "n_stories", "enough"]
        return scrolled(
            self.index[columns].assign(period=names)[["period", *columns]],
            f"One row per period and source. Level: {UNITS[recipe.measure]}; value: "
            "the source's own base = 100; enough: whether it has the "
            f"{recipe.minimum_stories} stories the recipe asks for.",
        )

    def _calls(self, recipe: IndexRecipe, chosen: list[str]) -> str:
        rows = f'scores[scores["source"].isin({chosen!r})]' if chosen else "scores"
        lines = [
            "from dataclasses import replace", "",
            "from toolkit import IndexRecipe, difference_between, tension_index", "",
            f"recipe = {recipe_code(recipe)}",
            f'index = tension_index({rows}, replace(recipe, draws=0), by="source")',
        ]  # fmt: skip
        if len(self.differences):
            lines.append(
                f"differences = difference_between(scores, recipe, "
                f'{self._first.value!r}, {self._second.value!r}, of="source")'
            )
        return "\n".join(lines)
