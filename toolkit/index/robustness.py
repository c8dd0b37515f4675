"""Robustness: does a conclusion survive other choices than the ones that were made.

Severities are a choice, and so are the terms, the sources and what counts as a copy.
Each choice is varied in turn and the ranking of periods (or sources, or dyads) is
compared with the one that was published. Counts are added up once per cell and event
type; every weighting after that is a matrix product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.cells import (
    Cells,
    check_ranked,
    lay_out,
    reading_levels,
    without_each_source,
)
from toolkit.index.recipe import IndexRecipe
from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_robustness", "weighting_fan"]

HIGHEST = 10.0  # severities run from 0 to 10
FLAT_SEVERITY = 1.0
FEWEST_RANKED = 3  # of fewer, two rankings can but agree or not


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
    readings: Mapping[str, Sequence[float]] | None = None,
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
        order of ``scores``: ``{f"copies at {t}": find_stories(articles,
        threshold=t)["story_id"] for t in (0.5, 0.7, 0.9)}``.
    readings
        Name -> one number per article under another way of reading it, in the order of
        ``scores``, ranked by its mean over stories: the GPR query with "within two
        words" read either way is ``{w: score_gpr_query(texts, within=w)["gpr"] for w in
        ("places", "between")}``. The plain share of stories is always tried.

    Returns
    -------
    pandas.DataFrame
        One row per variant: ``kind`` (``random weighting``, ``preset``, ``without
        term``, ``without type``, ``without source``, ``other reading``, ``other
        copies``), ``variant``,
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
    2024-08 stays first of 2 periods in 100 % of 500 random weightings, under 1 of 1 \
other scales, without any single term in 0 of 1 cases, under 1 of 1 other rules for \
copies and in 0 of 1 other readings.
    """
    import pandas as pd

    recipe, cells = laid_out(scores, mentions, recipe, of)
    severity = cells.mentions["severity"].to_numpy(float)
    published = cells.levels(severity)
    rows = [
        *_weightings(cells, weightings, seed),
        *_presets(cells, mentions, presets or {}),
        *_without(cells, severity, "term"),
        *_without(cells, severity, "type"),
        *_without_sources(scores, mentions, recipe, cells),
        *_readings(scores, recipe, cells, readings or {}),
        *_copies(scores, mentions, recipe, of, stories or {}),
    ]
    table = pd.DataFrame([_row(cells.names, published, *row) for row in rows])
    table.attrs = {
        "published": dict(zip(cells.names, published.tolist(), strict=True)),
        "seed": seed,
        "sentence": _sentence(cells.names[int(np.argmax(published))], of, table, cells),
    }
    return table


def weighting_fan(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    recipe: IndexRecipe | None = None,
    *,
    of: str = "period",
    weightings: int = 500,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Levels under random weightings, side by side: one row per weighting and cell.

    Parameters
    ----------
    scores, mentions, recipe, of, weightings, seed
        As for :func:`check_robustness`; the weightings are the same.

    Returns
    -------
    pandas.DataFrame
        ``weighting`` (0 = the published severities, then 1 to ``weightings``), the cell
        in a column named by ``of``, ``value`` (100 = mean over the cells under that
        weighting; higher = more escalation language) and ``rank`` (1 = highest).
        Weightings whose mean is not above 0 are left out.

    Examples
    --------
    >>> from toolkit import IndexRecipe, find_mentions, load_sample, score_articles
    >>> articles = load_sample("chronicle")
    >>> mentions = find_mentions(articles)
    >>> scores = score_articles(articles, mentions)
    >>> recipe = IndexRecipe(every="quarter", measure="weighted")
    >>> fan = weighting_fan(scores, mentions, recipe, weightings=20)
    >>> fan[fan["weighting"] == 0][["period", "value", "rank"]].round(1)
        period  value  rank
    0  2024-04   71.5     3
    1  2024-07   97.5     2
    2  2024-10  131.0     1
    """
    import pandas as pd

    recipe, cells = laid_out(scores, mentions, recipe, of)
    published = cells.levels(cells.mentions["severity"].to_numpy(float))
    levels = np.vstack([published, _reweighted(cells, weightings, seed)])
    number = np.flatnonzero(levels.mean(axis=1) > 0)
    value = 100 * levels[number] / levels[number].mean(axis=1, keepdims=True)
    table = pd.DataFrame(
        {
            "weighting": np.repeat(number, len(cells.names)),
            of: cells.names * len(number),
            "value": value.ravel(),
        }
    )
    ranks = table.groupby("weighting")["value"].rank(ascending=False, method="min")
    return table.assign(rank=ranks.astype(np.int64))


def laid_out(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe | None, of: str
) -> tuple[IndexRecipe, Cells]:
    """The recipe of a severity level, and the mentions laid out by it."""
    check_ranked(of)
    recipe = replace(recipe or IndexRecipe(), scaling="pooled")
    if recipe.measure != "tension":
        recipe = replace(recipe, measure="weighted")
    cells = lay_out(scores, mentions, recipe, of)
    if not len(cells.mentions):
        raise BadValue(f"There is no mention to rank by {of}.")
    return recipe, cells


_Variant = tuple[str, str, list[str], np.ndarray]


def _weightings(cells: Cells, n: int, seed: int) -> list[_Variant]:
    return [
        ("random weighting", str(i + 1), cells.names, level)
        for i, level in enumerate(_reweighted(cells, n, seed))
    ]


def _reweighted(cells: Cells, n: int, seed: int) -> np.ndarray:
    """Every event type with a severity of its own, drawn evenly from 0 to 10."""
    kinds, counts = cells.by_label(cells.mentions["type"], np.ones(len(cells.mentions)))
    weights = np.random.default_rng(seed).uniform(0, HIGHEST, (n, len(kinds)))
    return weights @ counts


def _presets(
    cells: Cells, mentions: pd.DataFrame, presets: Mapping[str, Sequence[float]]
) -> list[_Variant]:
    scales = {"flat": np.full(len(mentions), FLAT_SEVERITY)}
    for name, severities in presets.items():
        if len(severities) != len(mentions):
            raise BadValue(
                f"presets[{name!r}] holds {len(severities)} severities for "
                f"{len(mentions)} mentions; give one per row of mentions, in order."
            )
        scales[name] = np.asarray(severities, float)
    return [
        ("preset", name, cells.names, cells.levels(severities[cells.row]))
        for name, severities in scales.items()
    ]


def _without(cells: Cells, severity: np.ndarray, column: str) -> list[_Variant]:
    """Each term, or type, left out in turn."""
    whole = cells.levels(severity)
    labels, parts = cells.by_label(cells.mentions[column], severity)
    return [
        (f"without {column}", label, cells.names, whole - part)
        for label, part in zip(labels, parts, strict=True)
    ]


def _without_sources(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, cells: Cells
) -> list[_Variant]:
    """Each source left out in turn, its words too."""
    if cells.of == "source" or cells.units["source"].nunique() < 2:
        return []
    names, levels = without_each_source(scores, mentions, recipe, cells)
    return [
        ("without source", name, cells.names, level)
        for name, level in zip(names, levels, strict=True)
    ]


def _readings(
    scores: pd.DataFrame,
    recipe: IndexRecipe,
    cells: Cells,
    readings: Mapping[str, Sequence[float]],
) -> list[_Variant]:
    """Share of stories, and what other readings of the articles rank first."""
    if cells.of == "dyad":
        if readings:
            raise BadValue("readings are of articles, and rank no dyads.")
        return []
    hit = scores[[f"{c}_any" for c in recipe.channels]].max(axis=1)
    given = {"share of stories": hit}
    for name, reading in readings.items():
        if len(reading) != len(scores):
            raise BadValue(
                f"readings[{name!r}] holds {len(reading)} values for {len(scores)} "
                "articles; give one per row of scores, in order."
            )
        given[name] = reading
    return [
        ("other reading", name, cells.names,
         reading_levels(scores, recipe, cells, np.asarray(reading, float)))
        for name, reading in given.items()
    ]  # fmt: skip


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
    cells = lay_out(scores, mine, recipe, of)
    return cells.names, cells.levels(cells.mentions["severity"].to_numpy(float))


def _row(
    names: list[str], published: np.ndarray, kind: str, variant: str,
    other_names: list[str], level: np.ndarray,
) -> dict[str, object]:  # fmt: skip
    """One variant beside the published ranking, over what both of them rank."""
    place = {name: i for i, name in enumerate(names)}
    known = ~np.isnan(level)
    shared = [i for i, name in enumerate(other_names) if known[i] and name in place]
    before = published[[place[other_names[i]] for i in shared]]
    after = level[shared]
    # with every mention gone nothing ranks first
    some = bool(np.ptp(after) > 0) if len(after) > 1 else bool(after.any())
    first = other_names[shared[int(np.argmax(after))]] if some else ""
    return {
        "kind": kind,
        "variant": variant,
        "first": first,
        "first_stays": some and first == names[int(np.argmax(published))],
        "spearman": _rank_agreement(before, after),
    }


def _rank_agreement(before: np.ndarray, after: np.ndarray) -> float:
    from scipy.stats import rankdata

    if len(before) < FEWEST_RANKED or np.ptp(before) == 0 or np.ptp(after) == 0:
        return np.nan
    return float(np.corrcoef(rankdata(before), rankdata(after))[0, 1])


# How each kind of variant is named in the sentence, in this order.
_IN_WORDS = {
    "preset": "under {} other scales",
    "without term": "without any single term in {} cases",
    "without source": "without any single source in {}",
    "other copies": "under {} other rules for copies",
    "other reading": "in {} other readings",
}


def _sentence(first: str, of: str, table: pd.DataFrame, cells: Cells) -> str:
    stays = table.groupby("kind")["first_stays"].agg(["sum", "count"])
    parts = []
    if "random weighting" in stays.index:
        n = int(stays.loc["random weighting", "count"])
        share = 100 * stays.loc["random weighting", "sum"] / n
        parts.append(f"in {share:.0f} % of {n} random weightings")
    for kind, words in _IN_WORDS.items():
        if kind in stays.index:
            kept, n = stays.loc[kind].astype(int)
            parts.append(words.format(f"{kept} of {n}"))
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]])
    return f"{first} stays first of {len(cells.names)} {of}s {listed}."
