"""Live weights: an index and a ranking that follow the severities as they are moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets as widgets

from toolkit.index.rankings import Ranking
from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.weighing import Weighing
from toolkit.mentions.lexicon import SCALES, Lexicon, LexiconError
from toolkit.mentions.scales import severities_on
from toolkit.schema import CHANNELS, BadValue, check_table
from toolkit.show.captions import Html
from toolkit.show.explorers.frame import Drawn, Explorer, button, choice, recipe_code
from toolkit.show.explorers.live_line import LiveLine
from toolkit.show.safe import for_html
from toolkit.show.sentences import describe_index

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WeightsExplorer", "explore_weights"]

AS_GIVEN, FLAT, USER = "as given", "flat", "user"
HIGHEST = 10.0  # severities run from 0 to 10
MOST_TIMES = 2.0  # what a channel can be multiplied by
WEIGHTINGS = 500  # random ones of each kind, behind the sentence on survival
MOST_RANKED = 12  # rows of the ranking that are shown
SEPARATOR = " / "  # between type and channel in the labels that are weighed
RANKED = [("periods", "period"), ("sources", "source"), ("pairs of actors", "dyad")]


def explore_weights(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    lexicon: Lexicon | None = None,
    of: str = "period",
) -> WeightsExplorer:
    """Move severities and channel weights; index, ranking and robustness follow.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    recipe
        Period, channels, copies and base. The measure is ``weighted`` (or ``tension``
        where the recipe says so), all stories of a period are taken together, and no
        interval is drawn.
    lexicon
        The lexicon the mentions were found with: its published scales (``plover``,
        ``goldstein``, ``flat``) become presets. Without it there are ``as given`` and
        ``flat``.
    of
        What is ranked at first: ``period``, ``source`` or ``dyad``.

    Returns
    -------
    WeightsExplorer
        A widget. A slider that was moved gives every mention of its type that severity;
        the others keep the severities of the preset. ``index`` and ``ranking`` hold
        what is shown, ``survival`` in how many random weightings what is first stays
        first (definition and denominators in its sentence). ``code`` makes the same.

    Raises
    ------
    BadValue
        Nothing can be ranked, or the mentions are not those of the scores.

    Examples
    --------
    >>> from toolkit import find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> explorer = explore_weights(score_articles(articles, mentions), mentions)
    >>> explorer.weigh(ASSAULT=0)
    >>> explorer.ranking.columns.tolist()
    ['period', 'level', 'rank']
    """
    return WeightsExplorer(scores, mentions, recipe or IndexRecipe(), lexicon, of)


class WeightsExplorer(Explorer):
    """See :func:`explore_weights`."""

    index = Drawn()
    ranking = Drawn()
    survival = Drawn()

    def __init__(
        self,
        scores: pd.DataFrame,
        mentions: pd.DataFrame,
        recipe: IndexRecipe,
        lexicon: Lexicon | None,
        of: str,
    ) -> None:
        super().__init__(
            "Live weights",
            "Severities run from 0 (does not count) to 10; a channel's weight "
            "multiplies all its mentions. Dashed: before anything was moved.",
        )
        check_table(mentions, "mentions")
        measure = "tension" if recipe.measure == "tension" else "weighted"
        self._recipe = replace(recipe, measure=measure, scaling="pooled", draws=0)
        counted = counted_mentions(scores, mentions, self._recipe)
        if counted.empty:
            raise BadValue(
                "No mention counts under this recipe, so there is nothing to weigh."
            )
        self._scores, self._mentions, self._lexicon = scores, mentions, lexicon
        self._scales: dict[str, _Scale] = {}
        self._moved: set[str] = set()
        self._line = LiveLine()
        self._make_controls(counted, of)

    # Controls -----------------------------------------------------------------------

    def _make_controls(self, counted: pd.DataFrame, of: str) -> None:
        presets = self._presets()
        self._preset = choice(
            "Severities", presets, presets[0], "A published scale, or your own", "16rem"
        )
        self._of = choice("Rank", RANKED, of, "What is put in order", "16rem")
        types = counted["type"].astype(str).value_counts()
        self._severities = {
            name: self._slider(
                name, HIGHEST, 0.1,
                f"Severity (0 to 10) of each of {types[name]:,} counted mentions",
            )
            for name in sorted(types.index)
        }  # fmt: skip
        found = counted["channel"].astype(str).value_counts()
        self._channels = {
            name: self._slider(
                name, MOST_TIMES, 0.1, f"Multiplies each of {found[name]:,} mentions"
            )
            for name in CHANNELS if name in found.index
        }  # fmt: skip
        self._reset(self._preset.value)
        self._preset.observe(self._preset_chosen, "value")
        for name, slider in self._severities.items():
            slider.observe(lambda _, name=name: self._mark(name), "value")
        self._picture, self._ranks = widgets.HTML(), widgets.HTML()
        again = button("start over", "Back to the preset", self._start_over)
        self._assemble(
            [[self._preset, self._of, again], list(self._severities.values()),
             list(self._channels.values())],
            [self._picture, self._ranks],
        )  # fmt: skip

    def _slider(
        self, name: str, most: float, step: float, about: str
    ) -> widgets.FloatSlider:
        return widgets.FloatSlider(
            value=1, min=0, max=most, step=step, description=name, tooltip=about,
            readout_format=".1f", layout=widgets.Layout(width="21rem"),
            style={"description_width": "7.5rem"},
        )  # fmt: skip

    def _presets(self) -> list[str]:
        """Scales to choose from: the lexicon's, or those the mentions came with."""
        if self._lexicon is None:
            return [AS_GIVEN, FLAT, USER]
        known = []
        for scale in SCALES:
            try:
                self._lexicon.on_scale(scale)
            except LexiconError:
                continue
            known.append(scale)
        if self._lexicon.scale not in known:
            known.insert(0, AS_GIVEN)
        known.sort(key=lambda scale: scale != self._lexicon.scale)
        return [*known, USER]

    def _preset_chosen(self, change: dict) -> None:
        if change["new"] != USER and not self._offering:
            self._reset(change["new"])

    def _reset(self, preset: str) -> None:
        """Put every slider where a preset has it: the mean severity of its mentions."""
        self._base = preset
        self._moved.clear()
        self._offering = True
        try:
            means = self._scale().means
            for name, slider in self._severities.items():
                slider.value = round(means[name], 1)
            for slider in self._channels.values():
                slider.value = 1
        finally:
            self._offering = False

    def _start_over(self) -> None:
        self._reset(self._base)
        self._offer(self._preset, self._preset.options, self._base)
        self.refresh()

    def _mark(self, name: str) -> None:
        """Remember that a slider was moved by hand: the scale is now one's own."""
        if not self._offering:
            self._moved.add(name)
            self._offer(self._preset, self._preset.options, USER)

    def weigh(self, **weights: float) -> None:
        """Move sliders from code: event types to severities, channels to factors."""
        sliders = self._severities | self._channels
        for name, value in weights.items():
            if name not in sliders:
                raise BadValue(
                    f"There is no slider {name!r}; there are {', '.join(sliders)}."
                )
            sliders[name].value = value

    # What is shown ------------------------------------------------------------------

    def _scale(self) -> _Scale:
        """The mentions on the preset, added up once."""
        if self._base not in self._scales:
            self._scales[self._base] = _Scale(
                self._scores, self._on(self._base), self._recipe
            )
        return self._scales[self._base]

    def _on(self, preset: str) -> pd.DataFrame:
        if preset == AS_GIVEN:
            return self._mentions
        if self._lexicon is None:
            return self._mentions.assign(severity=1.0)
        other = self._lexicon.on_scale(preset)
        return self._mentions.assign(severity=severities_on(self._mentions, other))

    def _chosen(self) -> tuple[dict[str, float], dict[str, float]]:
        """Severities that were moved, and channels that do not count once."""
        severities = {n: self._severities[n].value for n in sorted(self._moved)}
        channels = {n: s.value for n, s in self._channels.items() if s.value != 1}
        return severities, channels

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        severities, channels = self._chosen()
        scale = self._scale()
        weights, factors = scale.per_label(severities, channels)
        self.index = scale.weighing.index(weights, factors=factors)
        ranking = scale.ranking(self._of.value)
        self.ranking = ranking.table(severities, channels)
        self.survival = ranking.survival(severities, channels, weightings=WEIGHTINGS)
        words = describe_index(self.index)
        picture = self._line.drawn(self.index, scale.published, words)
        table = _ranking_html(self.ranking, self._of.value)
        self._picture.value, self._ranks.value = picture.html, table.html
        return (
            self.survival.attrs["sentence"], [picture, table],
            self._calls(severities, channels, weights, factors),
        )  # fmt: skip

    def _clear(self) -> None:
        self._picture.value = self._ranks.value = ""

    def _calls(
        self,
        severities: Mapping[str, float],
        channels: Mapping[str, float],
        weights: Mapping[str, float],
        factors: Mapping[str, float],
    ) -> str:
        return "\n".join([
            "from toolkit import IndexRecipe, Ranking, Weighing, load_lexicon",
            "from toolkit import severities_on", "",
            f"recipe = {recipe_code(self._recipe)}",
            *self._severity_calls(),
            'kind = mentions["type"].astype(str) + '
            f'"{SEPARATOR}" + mentions["channel"].astype(str)',
            "weighing = Weighing.of(scores, mentions.assign(kind=kind), recipe, "
            'per="kind")',
            f"index = weighing.index({dict(weights)!r}, factors={dict(factors)!r})",
            "ranks = Ranking.of_scores(scores, mentions, recipe, "
            f'of="{self._of.value}")',
            f"ranking = ranks.table({dict(severities)!r}, {dict(channels)!r})",
            f"survival = ranks.survival({dict(severities)!r}, {dict(channels)!r}, "
            f"weightings={WEIGHTINGS})",
        ])  # fmt: skip

    def _severity_calls(self) -> list[str]:
        """How the mentions get the severities of the preset."""
        if self._base == AS_GIVEN:
            return []
        if self._lexicon is None:
            return ["mentions = mentions.assign(severity=1.0)"]
        named = f'load_lexicon("{self._lexicon.name}", "{self._base}")'
        return [
            f"mentions = mentions.assign(severity=severities_on(mentions, {named}))"
        ]


class _Scale:
    """Mentions with the severities of one preset, added up once."""

    def __init__(
        self, scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe
    ) -> None:
        kind = (
            mentions["type"].astype(str) + SEPARATOR + mentions["channel"].astype(str)
        )
        self._tables = scores, mentions, recipe
        labelled = mentions.assign(kind=kind)
        self.weighing = Weighing.of(scores, labelled, recipe, per="kind")
        self.published = self.weighing.index()
        counted = counted_mentions(scores, mentions, recipe)
        by_type = counted.groupby(counted["type"].astype(str))["severity"]
        self.means = by_type.mean().to_dict()
        self._rankings: dict[str, Ranking] = {}

    def ranking(self, of: str) -> Ranking:
        """Made when first asked for: a million mentions take seconds."""
        if of not in self._rankings:
            self._rankings[of] = Ranking.of_scores(*self._tables, of=of)
        return self._rankings[of]

    def per_label(
        self, severities: Mapping[str, float], channels: Mapping[str, float]
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Weights and factors of each type in each channel."""
        weights: dict[str, float] = {}
        factors: dict[str, float] = {}
        for label in self.weighing.labels:
            kind, _, channel = label.partition(SEPARATOR)
            times = channels.get(channel, 1)
            if kind in severities:
                weights[label] = severities[kind] * times
            elif times != 1:
                factors[label] = times
        return weights, factors


def _ranking_html(ranking: pd.DataFrame, of: str) -> Html:
    """The ranking as a table with bars."""
    top = ranking.head(MOST_RANKED)
    longest = max(float(top["level"].max()), 1e-12)
    rows = "".join(
        f'<tr><td class="number">{row.rank}</td><td>{for_html(getattr(row, of))}</td>'
        f'<td class="number">{row.level:.4g}</td><td aria-hidden="true">'
        f'<span class="bar" style="width:{max(row.level, 0) / longest * 12:.2f}em">'
        "</span></td></tr>"
        for row in top.itertuples()
    )
    caption = (
        f"{len(top)} of {len(ranking):,} {of}s, the highest first. Level: severity per "
        "1,000 words" + (" of all articles." if of == "dyad" else f" of the {of}.")
    )
    return Html(
        '<div class="scroll" tabindex="0"><table>'
        f'<caption>{for_html(caption)}</caption><thead><tr><th scope="col">rank</th>'
        f'<th scope="col">{of}</th><th scope="col">level</th><td></td></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>",
        f"{caption}\n{top.to_string(index=False)}",
    )  # fmt: skip
