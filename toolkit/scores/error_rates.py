"""Error rates: whether they are higher in some groups of texts than in others.

An error rate that is the same everywhere costs precision. One that differs by outlet,
year or actor looks like a finding: if attacks by one side are missed more often, a
series of who attacks whom shows the misses, not the attacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.classes import (
    Bootstrap,
    coded_and_found,
    quantiles,
    unit_column,
    wilson,
)
from toolkit.scores.ranks import ESCALATION, drawn_spearman
from toolkit.scores.weights import Weights, unit_weights, weighted_spearman
from toolkit.text import count_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["errors_by", "length_effect"]

# Units below which a rate says little: at 20, a rate of .5 has an interval of .3 to .7.
SMALL = 20
PARTS = 3  # groups a number is cut into
DISTINCT = 6  # numbers with at most so many values are taken as they are
_SHARED = ("actor", "target", "voice", "status")  # coded and found, many per unit


def errors_by(
    found: pd.DataFrame,
    codes: pd.DataFrame,
    by: str,
    *,
    units: pd.DataFrame | None = None,
    channels: Sequence[str] = ESCALATION,
    probability: str | None = "probability",
    draws: int = 1000,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Precision and recall in each group of units, and whether they differ.

    Parameters
    ----------
    found
        Mentions found in the coded texts.
    codes
        One row per coded unit and coder, as in ``compare_with_codes``.
    by
        What to group by: a column of ``codes`` or ``units``; ``actor``, ``target``,
        ``voice`` or ``status``, coded or found; ``period`` (year of ``published``,
        or quarter where all are of one year); ``length`` (words of ``text`` or
        ``sentence_text``). Numbers with many values are cut into thirds.
    units
        One row per unit, or per article that ``codes["article_id"]`` names: more
        columns to group by, such as ``source`` and ``published``.
    channels
        A unit is coded, or found, where it holds any of these channels.
    probability
        Column of ``codes`` with the chance each unit had of being drawn, as in
        ``compare_with_codes``: where there is one, rates estimate the whole.
    draws, seed
        Draws of articles behind the intervals and tests of weighted rates.

    Returns
    -------
    pandas.DataFrame
        One row per group. ``group``, ``n_units``; ``n`` (units coded), ``found``;
        ``precision`` and ``recall`` (0 to 1, higher = better) with Wilson intervals
        (``precision_low`` ...); ``precision_p``, ``recall_p``: Fisher's exact test of
        the group against all other units, corrected for the number of groups (Holm
        1979); ``small``: True where a rate rests on fewer than 20 units, so that it
        should not be compared. ``attrs["sentence"]`` says it in words.
        ``n_units``, ``n`` and ``found`` are counts of coded units in any case. Where
        rates are weighted, ``attrs["weighted"]`` says so, ``small`` goes by how many
        evenly drawn units would be as exact, and the test is a chi-square of counts
        divided by the design effect (Rao and Scott 1992).

    Raises
    ------
    BadValue
        Nothing is called ``by``; the message lists what is.

    Notes
    -----
    A unit with several actors stands in several groups. No difference found is no proof
    of none: with 30 units a group, only gross differences can be seen. Units of one
    article are not independent, so that p is rather too small.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s2", "s3", "s4"], "channel": "act",
    ...                       "source": ["Post", "Post", "Wire", "Wire"]})
    >>> found = pd.DataFrame({"article_id": ["s1", "s2", "s3"], "channel": "act"})
    >>> errors_by(found, codes, "source")[["group", "n", "found", "recall", "small"]]
      group  n  found  recall  small
    0  Post  2      2     1.0   True
    1  Wire  2      1     0.5   True
    """
    import pandas as pd

    require_columns(codes, ["channel"], "codes")
    unit = unit_column(found, codes)
    coded, seen = coded_and_found(found, codes, unit)
    groups = _groups(by, coded, seen, _about_units(codes, unit, units))
    a, b = _any_of(channels, coded), _any_of(channels, seen)
    weights = unit_weights(codes, unit, probability, coded.index)
    rates = _Rates(
        a, b, weights, weights and weights.redrawn(draws, np.random.default_rng(seed))
    )
    names = sorted(set().union(*groups), key=_order)
    members = [np.array([name in of for of in groups], bool) for name in names]
    rows = [
        {"group": name, **rates.of(mine)}
        for name, mine in zip(names, members, strict=True)
    ]
    table = pd.DataFrame(rows)
    for rate in ("precision", "recall") if rows else ():
        table[f"{rate}_p"] = _holm(table[f"{rate}_p"].to_numpy(float))
    table.attrs["sentence"] = _sentence(table, by)
    if weights:
        table.attrs["weighted"] = weights.sentence()
    return table


def _any_of(channels: Sequence[str], table: pd.DataFrame) -> np.ndarray:
    wanted = {channels} if isinstance(channels, str) else set(channels)
    return np.array([bool(wanted & labels) for labels in table["channel"]], bool)


def _about_units(
    codes: pd.DataFrame, unit: str, units: pd.DataFrame | None
) -> pd.DataFrame:
    """What is known of each unit: the first row of its codes, and its row of units."""
    first = codes.drop_duplicates(unit).set_index(unit, drop=False)
    if units is None:
        return first
    require_columns(units, ["article_id"], "units")
    own = units.drop_duplicates("article_id").set_index("article_id", drop=False)
    key = first[unit]
    if not key.isin(own.index).any() and "article_id" in first.columns:
        key = first["article_id"]
    more = own.reindex(key.to_numpy()).set_axis(first.index)
    return more.assign(**{c: first[c] for c in first.columns if c not in more.columns})


def _groups(
    by: str, coded: pd.DataFrame, seen: pd.DataFrame, about: pd.DataFrame
) -> list[set[str]]:
    """Groups of each unit; none where it is not known."""
    if by in _SHARED and (by in coded or by in seen):
        tables = [table[by] for table in (coded, seen) if by in table]
        return [set().union(*labels) for labels in zip(*tables, strict=True)]
    values = _values(by, about)
    return [{str(v)} if v == v and v not in ("", None) else set() for v in values]


def _values(by: str, about: pd.DataFrame) -> list[object]:
    import pandas as pd

    texts = [c for c in ("sentence_text", "text") if c in about.columns]
    column = "published" if by == "period" else by
    if by == "length" and by not in about.columns and texts:
        return _thirds(pd.Series(count_words(about[texts[0]].fillna("").tolist())))
    if column not in about.columns:
        raise BadValue(
            f"Units cannot be grouped by {by!r}. There is: "
            f"{', '.join(map(str, about.columns))}; actor, target, voice and status "
            "where coded or found; period with a column published; length with a "
            "column of texts. Give more columns as units=articles."
        )
    values = about[column]
    if column == "published":
        times = pd.to_datetime(values, utc=True, errors="coerce", format="ISO8601")
        return _periods(times)
    if pd.api.types.is_numeric_dtype(values):
        return _thirds(values)
    return values.astype(object).where(values.notna(), "").tolist()


def _periods(times: pd.Series) -> list[object]:
    """Year of each time, or quarter where all are of one year."""
    year, quarter = times.dt.year, times.dt.quarter
    if year.nunique() > 1:
        return [f"{y:.0f}" if y == y else "" for y in year]
    pairs = zip(year, quarter, strict=True)
    return [f"{y:.0f}-Q{q:.0f}" if y == y else "" for y, q in pairs]


def _thirds(numbers: pd.Series) -> list[object]:
    """Name the third each number lies in: "5 to 12", with whole numbers as edges."""
    import pandas as pd

    if numbers.nunique() <= DISTINCT:
        return [f"{number:g}" if number == number else "" for number in numbers]
    cut = pd.qcut(numbers, PARTS, duplicates="drop")
    ends = numbers.groupby(cut, observed=True).agg(["min", "max"])
    names = {at: f"{row['min']:g} to {row['max']:g}" for at, row in ends.iterrows()}
    return [names.get(at, "") for at in cut]


def _order(name: str) -> tuple[float, str]:
    """Sort groups by the number they begin with, the others by name."""
    head = name.split(" ")[0]
    number = head.replace(".", "", 1).removeprefix("-")
    return (float(head) if number.isdigit() else np.inf, name)


@dataclass(frozen=True)
class _Rates:
    """Precision and recall inside a group, tested against the units outside.

    ``redrawn`` holds the weights in every draw of articles.
    """

    coded: np.ndarray
    found: np.ndarray
    weights: Weights | None
    redrawn: np.ndarray | None

    def of(self, mine: np.ndarray) -> dict[str, object]:
        """One row of figures of the units that are ``mine``."""
        row: dict[str, object] = {
            "n_units": int(mine.sum()),
            "n": int((self.coded & mine).sum()),
            "found": int((self.found & mine).sum()),
        }
        exact = [row["n"], row["found"]]
        for name, base in (("precision", self.found), ("recall", self.coded)):
            right, whole = self._counts(base & mine)
            low, high = wilson(right, whole)
            row[name] = right / whole if whole else np.nan
            row |= {f"{name}_low": low, f"{name}_high": high}
            others = self._counts(base & ~mine)
            row[f"{name}_p"] = self._differs((right, whole), others)
            exact.append(whole)
        return row | {"small": min(exact) < SMALL}

    def _counts(self, base: np.ndarray) -> tuple[float, float]:
        """How many of some units are right, and of how many: as if drawn evenly."""
        right = (self.coded & self.found)[base]
        if self.weights is None:
            return int(right.sum()), int(base.sum())
        own = self.weights.of(base)
        share, n = own.effective(right, self.redrawn[:, base])
        return (share * n, n) if n else (0.0, 0.0)

    def _differs(self, mine: tuple[float, float], others: tuple[float, float]) -> float:
        from scipy.stats import chi2_contingency, fisher_exact

        cells = np.array([(right, whole - right) for right, whole in (mine, others)])
        if not (cells.sum(axis=1) > 0).all():
            return np.nan
        if self.weights is None:
            return float(fisher_exact(cells).pvalue)
        if not (cells.sum(axis=0) > 0).all():
            return 1.0  # all right, or all wrong, on both sides
        return float(chi2_contingency(cells, correction=False).pvalue)


def _holm(p: np.ndarray) -> np.ndarray:
    """Correct p for the number of tests made: the smallest times n, the next n - 1 ...

    >>> _holm(np.array([0.01, 0.04, np.nan])).tolist()
    [0.02, 0.04, nan]
    """
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known])]
    steps = p[order] * np.arange(len(order), 0, -1)
    corrected = p.copy()
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return corrected


def _sentence(table: pd.DataFrame, by: str) -> str:
    if table.empty:
        return f"No unit has a known {by}."
    fit = table[~table["small"]]
    few = len(table) - len(fit)
    rest = f" {few} of {len(table)} groups are too small to compare." if few else ""
    if len(fit) < 2:
        return (
            f"Errors cannot be compared by {by}: fewer than two groups have 20 units."
        )
    clear = fit[(fit[["precision_p", "recall_p"]] < 0.05).any(axis=1)]["group"]
    if clear.empty:
        return f"No clear difference in errors by {by} at these numbers.{rest}"
    return f"Errors differ by {by}: {', '.join(clear)} against the others.{rest}"


def length_effect(
    found: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    units: pd.DataFrame | None = None,
    probability: str | None = "probability",
    draws: int = 1000,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Relate the length of a unit to being wrong about it: one row per kind of error.

    Long texts give a lexicon more chances, to hit and to err. Where errors grow with
    length, outlets that write at length look different for that reason alone.

    Parameters
    ----------
    found, codes, units, probability
        As in :func:`errors_by`; one of ``codes`` and ``units`` holds the texts.
    draws, seed
        Bootstrap over units (over articles where units stand for others) behind the
        interval.

    Returns
    -------
    pandas.DataFrame
        ``error``: ``missed`` (among units coded as act or threat) and ``false alarm``
        (among the others); ``n`` (units), ``wrong`` (of them), ``spearman`` of words
        and error (-1 to 1; above 0 = longer units are wrong more often) with ``low``
        and ``high``; missing where nothing varies.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["a", "b"], "channel": "act",
    ...                       "sentence_text": ["Raid.", "A raid, they said."]})
    >>> found = pd.DataFrame({"article_id": ["a"], "channel": ["act"]})
    >>> length_effect(found, codes)[["error", "n", "wrong", "spearman"]]
             error  n  wrong  spearman
    0       missed  2      1       1.0
    1  false alarm  0      0       NaN
    """
    import pandas as pd

    unit = unit_column(found, codes)
    coded, seen = coded_and_found(found, codes, unit)
    about = _about_units(codes, unit, units)
    texts = [c for c in ("sentence_text", "text") if c in about.columns]
    if not texts:
        require_columns(about, ["text"], "codes")
    words = count_words(about[texts[0]].fillna("").tolist()).astype(float)
    a, b = _any_of(ESCALATION, coded), _any_of(ESCALATION, seen)
    weights = unit_weights(codes, unit, probability, coded.index)
    rng = np.random.default_rng(seed)
    rows = []
    for name, base, wrong in (("missed", a, ~b), ("false alarm", ~a, b)):
        own = weights and weights.of(base)
        figures = _length_row(words[base], wrong[base], (draws, rng), own)
        rows.append({"error": name, **figures})
    table = pd.DataFrame(rows)
    if weights:
        table.attrs["weighted"] = weights.sentence()
    return table


def _length_row(
    words: np.ndarray, wrong: np.ndarray, bootstrap: Bootstrap, weights: Weights | None
) -> dict[str, float]:
    draws, rng = bootstrap
    n, y = len(words), wrong.astype(float)
    row = {"n": n, "wrong": int(wrong.sum())}
    if n < 2:
        return row | dict.fromkeys(("spearman", "low", "high"), np.nan)
    if weights is None:
        whole = drawn_spearman(words, y, np.arange(n)[None, :])
        drawn = drawn_spearman(words, y, rng.integers(n, size=(draws, n)))
    else:
        whole = weighted_spearman(words, y, weights.weight[None, :])
        drawn = weighted_spearman(words, y, weights.redrawn(draws, rng))
    low, high = quantiles(drawn)
    return row | {"spearman": float(whole[0]), "low": low, "high": high}
