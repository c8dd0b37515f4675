"""Robustness: does a conclusion survive other choices than the ones that were made.

Severities are a choice, and so are the terms, the sources and what counts as a copy.
Each choice is varied in turn and the ranking of periods (or sources, or dyads) is
compared with the one that was published. Counts are added up once per cell and event
type; every weighting after that is a matrix product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions
from toolkit.index.units import PER_WORDS, dated_scores, labelled, story_units
from toolkit.schema import TENSION_SIGNS, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_robustness"]

RANKED = ("period", "source", "dyad")
HIGHEST = 10.0  # severities run from 0 to 10
FLAT_SEVERITY = 1.0


@dataclass(frozen=True)
class _Cells:
    """Counted mentions laid out over the cells that are ranked.

    ``cell`` and ``kind`` number each mention's cell and event type; ``sign`` is -1
    where it cools; ``words`` is the denominator of each cell.
    """

    names: list[str]
    cell: np.ndarray
    mentions: pd.DataFrame
    sign: np.ndarray
    words: np.ndarray

    def levels(self, amount: np.ndarray) -> np.ndarray:
        """Level of each cell if every mention brings ``amount``."""
        total = np.bincount(
            self.cell, weights=self.sign * amount, minlength=len(self.names)
        )
        return PER_WORDS * total / self.words

    def by_label(
        self, labels: pd.Series, amount: np.ndarray
    ) -> tuple[list[str], np.ndarray]:
        """Labels, and the level each brings to each cell (labels x cells)."""
        import pandas as pd

        number, distinct = pd.factorize(labels.astype(object), sort=True)
        place = number * len(self.names) + self.cell
        total = np.bincount(
            place,
            weights=self.sign * amount,
            minlength=len(distinct) * len(self.names),
        )
        table = total.reshape(len(distinct), len(self.names))
        return [str(label) for label in distinct], PER_WORDS * table / self.words


def check_robustness(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    of: str = "period",
    weightings: int = 500,
    seed: int = 20240806,
    presets: Mapping[str, Sequence[float]] | None = None,
    stories: Mapping[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """Rank periods, sources or dyads again under other choices.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        The mentions these scores were counted from.
    recipe
        Period, channels and copies. The level ranked is the severity sum per 1,000
        words; with ``measure="tension"`` cooling is subtracted.
    of
        ``period``, ``source``, or ``dyad`` (actor -> target, per 1,000 words of all
        articles).
    weightings
        Random weightings: each event type gets a severity drawn evenly from 0 to 10.
    seed
        Seed of those weightings.
    presets
        Name -> severities of another scale, one per row of ``mentions``, e.g.
        ``{"goldstein": find_mentions(articles, goldstein)["severity"]}``. The flat
        scale, 1 each, is always tried.
    stories
        Name -> ``story_id`` of every article under another rule for copies, in the
        order of ``scores``.

    Returns
    -------
    pandas.DataFrame
        One row per variant: ``kind`` (``random weighting``, ``preset``, ``without
        term``, ``without type``, ``without source``, ``other copies``), ``variant``,
        ``first`` (what ranks first, higher = more escalation language),
        ``first_stays`` and ``spearman`` (-1 to 1, agreement of the whole ranking with
        the published one; missing where fewer than three are ranked).
        ``attrs["sentence"]`` says in one line what stays.

    Raises
    ------
    BadValue
        ``of`` is unknown, nothing can be ranked, or the mentions are not the ones the
        scores were counted from.

    Notes
    -----
    Random weightings ask a hard question: they allow a protest to outweigh a bombing. A
    conclusion that survives them does not hang on the scale; one that does not may
    still be right on the scale that was argued for, which must then be argued for.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 100],
    ...     "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True)})
    >>> mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": "ASSAULT", "channel": "act", "severity": 8.0, "status": "actual",
    ...     "hedged": False, "voice": "narrator"})
    >>> checked = check_robustness(score_articles(articles, mentions), mentions)
    >>> print(checked.attrs["sentence"])
    2024-08 stays first of 2 periods in 100 % of 500 random weightings, in 1 of 1 \
presets, and without any single term in 0 of 1 cases.
    """
    import pandas as pd

    if of not in RANKED:
        raise BadValue(f"of={of!r} is unknown; choose {', '.join(RANKED)}.")
    recipe = replace(recipe or IndexRecipe(), scaling="pooled")
    if recipe.measure != "tension":
        recipe = replace(recipe, measure="weighted")
    cells = _cells(scores, mentions, recipe, of)
    if not len(cells.mentions):
        raise BadValue(f"There is no mention to rank by {of}.")
    severity = cells.mentions["severity"].to_numpy(float)
    published = cells.levels(severity)
    rows = [
        *_weightings(cells, weightings, seed),
        *_presets(cells, mentions, presets or {}),
        *_without(cells, severity, "term"),
        *_without(cells, severity, "type"),
        *(_without_sources(scores, mentions, recipe, of) if of != "source" else []),
        *_copies(scores, mentions, recipe, of, stories or {}),
    ]
    table = pd.DataFrame([_row(cells.names, published, *row) for row in rows])
    table.attrs = {
        "published": dict(zip(cells.names, published.tolist(), strict=True)),
        "seed": seed,
        "sentence": _sentence(cells.names[int(np.argmax(published))], of, table, cells),
    }
    return table


_Variant = tuple[str, str, list[str], np.ndarray]


def _cells(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, of: str
) -> _Cells:
    """Lay the counted mentions of the units that count over the cells."""
    import pandas as pd

    dated, _ = dated_scores(scores, recipe)
    units = story_units(dated, recipe)
    units = labelled(units, ["source"])
    found = counted_mentions(scores, mentions, recipe)
    row = np.flatnonzero(mentions.index.isin(found.index))
    found = found.assign(_row=row)
    found = found.merge(
        units[["article_id", "period", "source"]].astype({"article_id": str}),
        on="article_id",
        suffixes=("_", ""),
    )
    label, words = _labels(units, found, recipe, of)
    if of == "dyad":
        found, label = found[label != ""], label[label != ""]
    names = sorted(set(words) if words is not None else set(label))
    per_cell = (
        np.array([words[name] for name in names], float)
        if words is not None
        else np.full(len(names), float(units["n_words"].sum()))
    )
    cooling = TENSION_SIGNS if recipe.measure == "tension" else {}
    sign = found["channel"].astype(object).map(cooling).fillna(1).to_numpy(float)
    place = pd.Index(names).get_indexer(pd.Index(label))
    return _Cells(names, place, found.reset_index(drop=True), sign, per_cell)


def _labels(
    units: pd.DataFrame, found: pd.DataFrame, recipe: IndexRecipe, of: str
) -> tuple[pd.Series, dict[str, float] | None]:
    """Name of each mention's cell; words of each cell, None where all are shared."""
    if of == "dyad":
        both = (found["actor"] != "") & (found["target"] != "")
        return (found["actor"] + " -> " + found["target"]).where(both, ""), None
    if of == "source":
        words = units.groupby("source")["n_words"].sum()
        return found["source"], words.to_dict()
    code = {"day": 10, "week": 10, "month": 7, "quarter": 7, "year": 4}[recipe.every]
    # each distinct period is written out once
    names = {p: str(p)[:code] for p in units["period"].unique()}
    words = units.groupby("period")["n_words"].sum().rename(index=names)
    return found["period"].map(names), words.to_dict()


def _weightings(cells: _Cells, n: int, seed: int) -> list[_Variant]:
    """Every event type with a severity of its own, drawn evenly from 0 to 10."""
    kinds, counts = cells.by_label(cells.mentions["type"], np.ones(len(cells.mentions)))
    weights = np.random.default_rng(seed).uniform(0, HIGHEST, (n, len(kinds)))
    return [
        ("random weighting", str(i + 1), cells.names, level)
        for i, level in enumerate(weights @ counts)
    ]


def _presets(
    cells: _Cells, mentions: pd.DataFrame, presets: Mapping[str, Sequence[float]]
) -> list[_Variant]:
    scales = {"flat": np.full(len(mentions), FLAT_SEVERITY)}
    for name, severities in presets.items():
        if len(severities) != len(mentions):
            raise BadValue(
                f"presets[{name!r}] holds {len(severities)} severities for "
                f"{len(mentions)} mentions; give one per row of mentions, in order."
            )
        scales[name] = np.asarray(severities, float)
    row = cells.mentions["_row"].to_numpy()
    return [
        ("preset", name, cells.names, cells.levels(severities[row]))
        for name, severities in scales.items()
    ]


def _without(cells: _Cells, severity: np.ndarray, column: str) -> list[_Variant]:
    """Each term, or type, left out in turn."""
    whole = cells.levels(severity)
    labels, parts = cells.by_label(cells.mentions[column], severity)
    return [
        (f"without {column}", label, cells.names, whole - part)
        for label, part in zip(labels, parts, strict=True)
    ]


def _without_sources(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, of: str
) -> list[_Variant]:
    """Each source left out in turn, its words too."""
    scores, _ = dated_scores(scores, recipe)
    source = labelled(scores, ["source"])["source"]
    names = sorted(set(source))
    if len(names) < 2:
        return []
    kept = {name: scores[(source != name).to_numpy()] for name in names}
    return [
        ("without source", name, *_relevelled(part, mentions, recipe, of))
        for name, part in kept.items()
    ]


def _copies(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe,
    of: str,
    stories: Mapping[str, pd.Series],
) -> list[_Variant]:
    """Every copy counted, and other rules for what is a copy."""
    if recipe.copies == "all" and not stories:
        return []
    every = replace(recipe, copies="all")
    found = [("other copies", "every copy", *_relevelled(scores, mentions, every, of))]
    once = replace(recipe, copies="once")
    for name, story in stories.items():
        other = scores.assign(story_id=np.asarray(story, object))
        found.append(("other copies", name, *_relevelled(other, mentions, once, of)))
    return found


def _relevelled(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, of: str
) -> tuple[list[str], np.ndarray]:
    mine = mentions[mentions["article_id"].isin(scores["article_id"].astype(str))]
    cells = _cells(scores, mine, recipe, of)
    return cells.names, cells.levels(cells.mentions["severity"].to_numpy(float))


def _row(
    names: list[str], published: np.ndarray, kind: str, variant: str,
    other_names: list[str], level: np.ndarray,
) -> dict[str, object]:  # fmt: skip
    """One variant beside the published ranking, over what both of them rank."""
    place = {name: i for i, name in enumerate(names)}
    shared = [i for i, name in enumerate(other_names) if name in place]
    before = published[[place[other_names[i]] for i in shared]]
    after = level[shared]
    first = other_names[shared[int(np.argmax(after))]]
    # with every mention gone nothing ranks first
    some = bool(np.ptp(after) > 0) if len(after) > 1 else bool(after.any())
    return {
        "kind": kind,
        "variant": variant,
        "first": first if some else "",
        "first_stays": some and first == names[int(np.argmax(published))],
        "spearman": _rank_agreement(before, after),
    }


def _rank_agreement(before: np.ndarray, after: np.ndarray) -> float:
    from scipy.stats import rankdata

    if len(before) < 3 or np.ptp(before) == 0 or np.ptp(after) == 0:
        return np.nan
    return float(np.corrcoef(rankdata(before), rankdata(after))[0, 1])


def _sentence(first: str, of: str, table: pd.DataFrame, cells: _Cells) -> str:
    stays = table.groupby("kind")["first_stays"].agg(["sum", "count"]).T

    def cases(kind: str) -> str:
        return f"{int(stays[kind]['sum'])} of {int(stays[kind]['count'])}"

    parts = []
    if "random weighting" in stays:
        share = (
            100 * stays["random weighting"]["sum"] / stays["random weighting"]["count"]
        )
        n = int(stays["random weighting"]["count"])
        parts.append(f"in {share:.0f} % of {n} random weightings")
    parts.append(f"in {cases('preset')} presets")
    parts.append(f"and without any single term in {cases('without term')} cases")
    if "without source" in stays:
        parts.append(f"without any single source in {cases('without source')}")
    return f"{first} stays first of {len(cells.names)} {of}s {', '.join(parts)}."
