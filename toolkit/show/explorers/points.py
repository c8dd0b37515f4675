"""The index explorer: from a point of the line to the words that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from toolkit.dates import PERIODS
from toolkit.index.dyads import list_dyads
from toolkit.index.indices import tension_index
from toolkit.index.points import explain_level, level_mentions
from toolkit.index.recipe import MEASURES, IndexRecipe
from toolkit.index.selections import counted_mentions, select_scores
from toolkit.schema import CHANNELS, BadValue, check_table
from toolkit.show.captions import Html, figure, note
from toolkit.show.concordance import keyword_in_context
from toolkit.show.evidence import headline
from toolkit.show.explorers.frame import (
    Drawn,
    Explorer,
    button,
    choice,
    occurring,
    recipe_code,
    scrolled,
    selection_code,
    several,
)
from toolkit.show.explorers.picture import ClickedPicture, places_across
from toolkit.show.explorers.reader import Reader
from toolkit.show.plots import plot_index
from toolkit.show.sentences import counted, headword, period_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["IndexExplorer", "explore_index"]

MOST_ARTICLES = 25  # listed for one point
MOST_PASSAGES = 40  # listed at once
MOST_DYADS = 40  # in the menu
CONTEXT = 60  # characters on each side of a mention
UNITS = {
    "share": "of all stories", "rate": "mentions per 1,000 words",
    "weighted": "severity per 1,000 words",
    "tension": "mentions per 1,000 words, cooling subtracted",
}  # fmt: skip
SHOWN = ["left", "match", "right", "part", "term", "status", "voice", "source"]


def explore_index(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    scores: pd.DataFrame,
    recipe: IndexRecipe | None = None,
) -> IndexExplorer:
    """Choose what an index counts, then a point of it, and read what made that point.

    Parameters
    ----------
    articles, mentions, scores
        The tables, each made from the one before.
    recipe
        Where to begin; ``IndexRecipe()`` otherwise. All stories of a period are taken
        together (``scaling="pooled"``), so that parts add up.

    Returns
    -------
    IndexExplorer
        A widget. ``index`` is the line, ``articles_behind`` and ``passages`` the parts
        of the chosen point: each mention's ``part`` of the level is exact, and the
        parts of all add up to it. ``code`` makes the same tables.

    Raises
    ------
    MissingColumn, BadValue
        The tables lack a column, or do not belong together.

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle").head(20)
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> explorer = explore_index(articles, mentions, scores, IndexRecipe(draws=0))
    >>> behind = explorer.articles_behind
    >>> float(round(behind["share"].sum(), 6))
    1.0
    """
    return IndexExplorer(articles, mentions, scores, recipe or IndexRecipe())


class IndexExplorer(Explorer):
    """See :func:`explore_index`."""

    index = Drawn()
    articles_behind = Drawn()
    passages = Drawn()

    def __init__(
        self,
        articles: pd.DataFrame,
        mentions: pd.DataFrame,
        scores: pd.DataFrame,
        recipe: IndexRecipe,
    ) -> None:
        super().__init__(
            "Index explorer",
            "Choose what is counted, then click a point or move the slider: its "
            "articles and passages are listed with their exact parts of the level.",
        )
        check_table(articles, "articles")
        counted_mentions(scores, mentions, recipe)  # they belong together, or an error
        self._articles, self._mentions, self._scores = articles, mentions, scores
        self._recipe = replace(recipe, scaling="pooled")
        self._reader = Reader(articles, mentions)
        self._reader.layout.display = "none"
        self.index = self.articles_behind = self.passages = mentions.head(0)
        self._make_controls()

    # Controls -----------------------------------------------------------------------

    def _make_controls(self) -> None:
        recipe, mentions = self._recipe, self._mentions
        self._every = choice(
            "Period", list(PERIODS), recipe.every, "Length of a period"
        )
        self._measure = choice(
            "Measure", [(f"{m}: {UNITS[m]}", m) for m in MEASURES], recipe.measure,
            "What is counted, and per what", "26rem",
        )  # fmt: skip
        self._band = widgets.Checkbox(
            value=recipe.draws > 0, description="Interval", indent=False,
            tooltip="Draw the interval of the recipe (slower in large corpora)",
            layout=widgets.Layout(width="7rem"),
        )  # fmt: skip
        self._channels = several(
            "Channel", CHANNELS, "Channels that count", recipe.channels
        )
        self._types = several(
            "Type", occurring(mentions["type"]), "Event types that count"
        )
        self._sources = several("Source", self._outlets(), "Outlets that are read")
        self._dyad = choice(
            "Who to whom", self._pairs(), "", "Only mentions of this pair", "22rem"
        )
        self._point = widgets.SelectionSlider(
            options=[("none", "")], description="Point",
            tooltip="The period to read; arrow keys move from one to the next",
            layout=widgets.Layout(width="34rem"),
            style={"description_width": "initial"},
        )  # fmt: skip
        self._article = choice(
            "Article", [("all", "")], "", "Whose passages to show", "44rem"
        )
        self._picture = ClickedPicture()
        self._parts, self._lines = widgets.HTML(), widgets.HTML()
        controls = [
            [self._every, self._measure, self._dyad, self._band],
            [self._channels, self._types, self._sources],
        ]
        for control in (self._point, self._article):
            control.observe(self._later, "value")
        self._picture.observe(self._go_to_clicked, "clicked")
        steps = widgets.HBox([
            self._point, button("highest", "Go to the highest period", self._to_top),
        ])  # fmt: skip
        read = button("read the whole article", "Open it in the reader", self._read)
        self._assemble(controls, [
            self._picture, steps, self._parts,
            widgets.HBox([self._article, read]), self._lines, self._reader,
        ])  # fmt: skip

    def _outlets(self) -> list[tuple[str, str]]:
        return occurring(self._scores["source"]) if "source" in self._scores else []

    def _pairs(self) -> list[tuple[str, str]]:
        if not {"actor", "target"} <= set(self._mentions.columns):
            return [("all", "")]
        dyads = list_dyads(self._mentions).head(MOST_DYADS)
        named = zip(dyads["dyad"], dyads["mentions"], strict=True)
        return [("all", ""), *((f"{dyad} ({n:,})", dyad) for dyad, n in named)]

    def _to_top(self) -> None:
        solid = self.index[self.index["enough"].astype(bool)]
        if solid["value"].notna().any():
            self._point.value = solid.loc[solid["value"].idxmax(), "period"]

    def _go_to_clicked(self, change: dict[str, Any]) -> None:
        if change["new"] >= 0:
            self._point.value = self._point.options[change["new"]][1]

    def _read(self) -> None:
        """Open the chosen article, or the one with the largest part, in the reader."""
        self._up_to_date()
        key = self._article.value or next(iter(self.articles_behind["article_id"]), "")
        if key:
            self._reader.layout.display = ""
            self._reader.read(key)

    # What is shown ------------------------------------------------------------------

    def _chosen_recipe(self) -> IndexRecipe:
        return replace(
            self._recipe,
            every=self._every.value,
            measure=self._measure.value,
            channels=self._channels.value or CHANNELS,
            draws=(self._recipe.draws or 1000) if self._band.value else 0,
        )

    def _wanted(self) -> dict[str, Any]:
        wanted = {"type": list(self._types.value), "source": list(self._sources.value),
                  "dyad": self._dyad.value}  # fmt: skip
        return {name: value for name, value in wanted.items() if value}

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        recipe, wanted = self._chosen_recipe(), self._wanted()
        chosen = self._scores
        if wanted:
            chosen = select_scores(self._scores, self._mentions, **wanted)
        self.index = tension_index(chosen, recipe)
        self._offer_points(recipe)
        period = self._point.value
        behind = level_mentions(chosen, self._mentions, period, recipe=recipe)
        self.articles_behind = explain_level(
            chosen, self._mentions, period, by="article", recipe=recipe
        )
        self._offer_articles()
        mine = behind
        if self._article.value:
            mine = behind[behind["article_id"] == self._article.value]
        self.passages = self._contexts(mine)
        picture, across = self._figure(recipe)
        table, lines = self._table(recipe), self._lines_of(mine, recipe)
        self._picture.show(picture, across)
        self._parts.value, self._lines.value = table.html, lines.html
        seen = [picture, table, lines]
        return self._sentence(recipe), seen, self._calls(recipe, wanted)

    def _clear(self) -> None:
        self._picture.show(Html("", ""), [])
        self._parts.value = self._lines.value = ""
        self.index = self.articles_behind = self.passages = self._mentions.head(0)

    def _offer_points(self, recipe: IndexRecipe) -> None:
        """Periods that hold stories; the one chosen before, or the highest."""
        full = self.index[self.index["n_stories"] > 0]
        options = [(period_name(p, recipe.every), p) for p in full["period"]]
        if not options:
            raise BadValue("No period has a story under this choice.")
        kept = self._point.value
        known = [p for _, p in options]
        if kept not in known:
            values = full.set_index("period")["value"]
            kept = values.idxmax() if values.notna().any() else known[-1]
        if list(self._point.options) != options:
            self._offer(self._point, options, kept)

    def _offer_articles(self) -> None:
        keys = list(self.articles_behind["article_id"].head(MOST_ARTICLES))
        titles = self._headlines(keys)
        options = [("all of them", ""), *zip(titles, keys, strict=True)]
        kept = self._article.value if self._article.value in keys else ""
        self._offer(self._article, options, kept)

    def _headlines(self, keys: Sequence[str]) -> list[str]:
        ids = self._articles["article_id"].astype(str)
        rows = self._articles[ids.isin(keys)]
        named = dict(
            zip(ids[rows.index], (headline(row) for _, row in rows.iterrows()),
                strict=True)
        )  # fmt: skip
        return [named.get(key, key) for key in keys]

    def _contexts(self, mine: pd.DataFrame) -> pd.DataFrame:
        lines = keyword_in_context(
            self._articles, mine.head(MOST_PASSAGES), width=CONTEXT
        )
        return lines.assign(part=mine["part"])

    def _figure(self, recipe: IndexRecipe) -> tuple[Html, list[float]]:
        """The line with the point that is read, and where its points stand."""
        import pandas as pd
        from matplotlib.dates import date2num

        ax = plot_index(self.index)
        period = self._point.value
        ax.axvline(date2num(period), color="#1b1b1b", linewidth=1.4, alpha=0.6)
        name = period_name(period, recipe.every)
        caption = f"The upright line marks the point that is read: {name}."
        offered = pd.Series([value for _, value in self._point.options])
        return figure(ax, caption), places_across(ax, offered)

    def _table(self, recipe: IndexRecipe) -> Html:
        if self.articles_behind.empty:
            return note("No mention counts in this period under this choice.")
        top = self.articles_behind.head(MOST_ARTICLES)
        keys = list(top["article_id"])
        sources = dict(zip(self._scores["article_id"].astype(str),
                           self._scores.get("source", self._scores["article_id"]),
                           strict=True))  # fmt: skip
        shown = top.drop(columns="article_id").assign(
            source=[sources.get(key) for key in keys], title=self._headlines(keys)
        )
        n, attrs = len(self.articles_behind), self.articles_behind.attrs
        covered = top["share"].sum()
        return scrolled(
            shown,
            f"{len(top)} of {counted(n, 'article')} with a counted mention; together "
            f"{covered:.0%} of the level {attrs['level']:.4g} ({UNITS[recipe.measure]}"
            f"). Part: what the article adds to the level; share: of it.",
            part=".4g", share=".1%",
        )  # fmt: skip

    def _lines_of(self, mine: pd.DataFrame, recipe: IndexRecipe) -> Html:
        columns = [c for c in SHOWN if c in self.passages]
        return scrolled(
            self.passages[columns].assign(term=self.passages["term"].map(headword)),
            f"{len(self.passages)} of {counted(len(mine), 'passage')}, the largest "
            f"parts first. Part: what the mention adds to the level "
            f"({UNITS[recipe.measure]}).",
            part=".4g",
        )  # fmt: skip

    def _sentence(self, recipe: IndexRecipe) -> str:
        row = self.index[self.index["period"] == self._point.value].iloc[0]
        below = self.articles_behind.attrs["counted_in"]
        stories = counted(int(row["n_stories"]), "story", "stories")
        if recipe.measure != "share":
            stories = f"{below:,.0f} words of {stories}"
        value = "no value" if row["value"] != row["value"] else f"{row['value']:.1f}"
        few = "" if row["enough"] else " (fewer stories than the recipe asks for)"
        return (
            f"{period_name(row['period'], recipe.every)}: index {value} (base mean = "
            f"100), level {row['level']:.4g} {UNITS[recipe.measure]}, counted in "
            f"{stories}{few}."
        )

    def _calls(self, recipe: IndexRecipe, wanted: dict[str, Any]) -> str:
        scores = "scores"
        if wanted:
            scores = f"select_scores(scores, mentions, {selection_code(wanted)})"
        period = str(self._point.value.date())
        lines = [
            "from toolkit import IndexRecipe, explain_level, keyword_in_context",
            "from toolkit import level_mentions, select_scores, tension_index", "",
            f"recipe = {recipe_code(recipe)}",
            f"chosen = {scores}",
            "index = tension_index(chosen, recipe)",
            f'articles_behind = explain_level(chosen, mentions, "{period}", '
            'by="article", recipe=recipe)',
            f'behind = level_mentions(chosen, mentions, "{period}", recipe=recipe)',
        ]  # fmt: skip
        if self._article.value:
            key = self._article.value
            lines.append(f'behind = behind[behind["article_id"] == {key!r}]')
        lines += [
            f"passages = keyword_in_context(articles, behind.head({MOST_PASSAGES}), "
            f"width={CONTEXT})",
            'passages["part"] = behind["part"]',
        ]
        return "\n".join(lines)
