"""Cells: counted mentions laid out over what is ranked, added up once.

A cell is a period, a source or a pair of actors. Once the mentions are laid out, a
level under any other severities is a sum by cell, and 500 of them are one matrix
product.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.recipe import IndexRecipe
from toolkit.index.selections import counted_mentions, dyad_ends, dyad_names
from toolkit.index.units import PER_WORDS, dated_scores, labelled, story_units
from toolkit.schema import TENSION_SIGNS, BadValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cells", "lay_out", "period_label", "reading_levels", "without_each_source"]

RANKED = ("period", "source", "dyad")
_NAME_LENGTH = {"day": 10, "week": 10, "month": 7, "quarter": 7, "year": 4}


@dataclass(frozen=True)
class Cells:
    """Counted mentions laid out over the cells that are ranked.

    ``cell`` numbers each mention's cell; ``row`` is its place in the table of mentions;
    ``sign`` is -1 where it cools; ``words`` is the denominator of each cell; ``units``
    the stories that count, one row each.
    """

    names: list[str]
    cell: np.ndarray
    row: np.ndarray
    mentions: pd.DataFrame
    sign: np.ndarray
    words: np.ndarray
    units: pd.DataFrame
    of: str

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
        table = _sums(number, len(distinct), self.cell, len(self.names),
                      self.sign * amount)  # fmt: skip
        return [str(label) for label in distinct], PER_WORDS * table / self.words


def lay_out(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, of: str
) -> Cells:
    """Lay the counted mentions of the stories that count over the cells."""
    dated, _ = dated_scores(scores, recipe)
    # a source is judged by all it printed, also by what another printed before it
    groups = ["source"] if of == "source" else []
    units = labelled(story_units(dated, recipe, groups), ["source"])
    units["article_id"] = units["article_id"].astype(str)
    units["cell_name"] = _unit_names(units, recipe, of)
    numbered = mentions.assign(_row=np.arange(len(mentions)))
    found = counted_mentions(scores, numbered, recipe)
    found = _labelled_mentions(found, units, of)
    return _as_cells(found, units, recipe, of)


def _unit_names(units: pd.DataFrame, recipe: IndexRecipe, of: str) -> pd.Series:
    """Name of the cell each story is read in; pairs are read in all of them."""
    if of == "dyad":
        return units["source"].str.slice(0, 0)
    if of == "source":
        return units["source"]
    # each distinct period is written out once
    every = recipe.every
    names = {period: period_label(period, every) for period in units["period"].unique()}
    return units["period"].map(names)


def period_label(period: pd.Timestamp, every: str) -> str:
    """Name of a period in a ranking, e.g. 2024-08."""
    return str(period)[: _NAME_LENGTH[every]]


def _labelled_mentions(
    found: pd.DataFrame, units: pd.DataFrame, of: str
) -> pd.DataFrame:
    """Mentions of these stories, with the name of the cell they count in."""
    import pandas as pd

    place = pd.Index(units["article_id"]).get_indexer(found["article_id"].astype(str))
    found = found[place >= 0].assign(_unit=place[place >= 0])
    if of != "dyad":
        name = units["cell_name"].to_numpy(object)[found["_unit"]]
        return found.assign(cell_name=name)
    actor, target = dyad_ends(found)
    name = dyad_names(found)
    keep = (name != "") & (actor != target)
    return found[keep].assign(cell_name=name[keep])


def _as_cells(
    found: pd.DataFrame, units: pd.DataFrame, recipe: IndexRecipe, of: str
) -> Cells:
    import pandas as pd

    if of == "dyad":
        names = sorted(set(found["cell_name"]))
        words = np.full(len(names), float(units["n_words"].sum()))
    else:
        by_name = units.groupby("cell_name", sort=True)["n_words"].sum()
        names, words = list(by_name.index), by_name.to_numpy(float)
    cooling = TENSION_SIGNS if recipe.measure == "tension" else {}
    sign = found["channel"].astype(object).map(cooling).fillna(1).to_numpy(float)
    place = pd.Index(names, dtype=object).get_indexer(found["cell_name"].astype(object))
    row = found["_row"].to_numpy()
    return Cells(names, place, row, found, sign, words, units, of)


def reading_levels(
    scores: pd.DataFrame, recipe: IndexRecipe, cells: Cells, reading: np.ndarray
) -> np.ndarray:
    """Mean of another reading of the articles over the stories of each cell."""
    dated, _ = dated_scores(scores.assign(_reading=reading), recipe)
    groups = ["source"] if cells.of == "source" else []
    units = labelled(story_units(dated, recipe, groups), ["source"])
    means = units.groupby(_unit_names(units, recipe, cells.of))["_reading"].mean()
    return means.reindex(cells.names).to_numpy(float)


def without_each_source(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe, cells: Cells
) -> tuple[list[str], np.ndarray]:
    """Sources, and the level of each cell without each of them (sources x cells).

    A source that is left out takes its stories along; where another told one too, the
    story counts through the earliest of the others. So only two articles of a story
    matter, the one it counts through and the one it would count through else, and each
    is added up once.
    """
    names = sorted(set(cells.units["source"]))
    severity = cells.mentions["severity"].to_numpy(float)
    leader = cells.units["source"].to_numpy(object)[cells.mentions["_unit"]]
    gone = _per_source(cells, names, leader, cells.sign * severity)
    words = _words_per_source(cells, names, cells.units, cells.units["source"])
    others = _second_tellings(scores, recipe, cells.units)
    if len(others):
        others["cell_name"] = _unit_names(others, recipe, cells.of)
        numbered = mentions.assign(_row=np.arange(len(mentions)))
        found = counted_mentions(scores, numbered, recipe)
        again = _as_cells(
            _labelled_mentions(found, others, cells.of), others, recipe, cells.of
        )
        again = _over(again, cells.names)
        led_by = others["led_by"].to_numpy(object)[again.mentions["_unit"]]
        amount = again.sign * again.mentions["severity"].to_numpy(float)
        gone -= _per_source(again, names, led_by, amount)
        words -= _words_per_source(cells, names, others, others["led_by"])
    total = cells.levels(severity) * cells.words / PER_WORDS
    left = cells.words - words
    # what is left of a cell without words is rounding
    left = np.where(left > 0.5, left, np.nan)
    return names, PER_WORDS * (total - gone) / left


def _second_tellings(
    scores: pd.DataFrame, recipe: IndexRecipe, units: pd.DataFrame
) -> pd.DataFrame:
    """Earliest article of each story by another source than the one it counts through.

    Marked with that source as ``led_by``.
    """
    dated, _ = dated_scores(scores, recipe)
    if recipe.copies == "all":
        return units.iloc[:0].assign(led_by="")
    every = labelled(dated[dated["n_words"].to_numpy(float) > 0], ["source"])
    every["article_id"] = every["article_id"].astype(str)
    led_by = units.set_index("story_id")["source"]
    every["led_by"] = every["story_id"].map(led_by)
    others = every[every["led_by"] != every["source"]]
    others = others.sort_values(["published", "article_id"])
    return others.drop_duplicates("story_id").reset_index(drop=True)


def _over(cells: Cells, names: list[str]) -> Cells:
    """The same mentions over other cells; those in none of them are dropped."""
    import pandas as pd

    place = pd.Index(names, dtype=object).get_indexer(
        cells.mentions["cell_name"].astype(object)
    )
    keep = place >= 0
    return replace(
        cells, names=names, cell=place[keep], row=cells.row[keep],
        mentions=cells.mentions[keep], sign=cells.sign[keep],
    )  # fmt: skip


def _per_source(
    cells: Cells, names: list[str], source: np.ndarray, amount: np.ndarray
) -> np.ndarray:
    import pandas as pd

    number = pd.Index(names, dtype=object).get_indexer(source)
    return _sums(number, len(names), cells.cell, len(cells.names), amount)


def _words_per_source(
    cells: Cells, names: list[str], units: pd.DataFrame, source: pd.Series
) -> np.ndarray:
    """Words each source brings to each cell; to every cell where cells are pairs."""
    import pandas as pd

    number = pd.Index(names, dtype=object).get_indexer(source.astype(object))
    words = units["n_words"].to_numpy(float)
    if cells.of == "dyad":
        each = np.bincount(number, weights=words, minlength=len(names))
        return np.repeat(each[:, None], len(cells.names), axis=1)
    cell = pd.Index(cells.names, dtype=object).get_indexer(
        units["cell_name"].astype(object)
    )
    known = cell >= 0
    return _sums(number[known], len(names), cell[known], len(cells.names), words[known])


def _sums(
    row: np.ndarray, n_rows: int, column: np.ndarray, n_columns: int, amount: np.ndarray
) -> np.ndarray:
    """Sum of ``amount`` in each place of a table."""
    total = np.bincount(
        row * n_columns + column, weights=amount, minlength=n_rows * n_columns
    )
    return total.reshape(n_rows, n_columns)


def check_ranked(of: str) -> None:
    """Raise unless ``of`` is something that can be ranked."""
    if of not in RANKED:
        raise BadValue(f"of={of!r} is unknown; choose {', '.join(RANKED)}.")
