"""Coded classes: precision, recall and F1 of mentions against people's codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.weights import Weights, unit_weights

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CODED",
    "NONE",
    "Bootstrap",
    "coded_and_found",
    "compare_mentions",
    "confusion",
    "list_errors",
    "quantiles",
    "unit_column",
    "wilson",
]

CODED = ("channel", "status", "voice", "actor", "target")
NAMED = ("actor", "target")  # several names in one cell are parted by semicolons
NORMAL_95 = 1.959964  # standard errors to each side
NONE = "none"  # class of a unit in which nothing was coded, or found

Bootstrap = tuple[int, np.random.Generator]  # number of draws, and where they come from


def unit_column(found: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Column of ``codes`` whose values ``found`` has as its ``article_id``."""
    named = [c for c in ("sentence_id", "article_id") if c in codes.columns]
    if not named:
        require_columns(codes, ["sentence_id"], "codes")
    if not len(found):
        return named[0]
    for name in named:
        if codes[name].isin(found["article_id"]).any():
            return name
    raise BadValue(
        f"found and codes share no unit: found holds article_id "
        f"{found['article_id'].iloc[0]!r}, codes hold "
        + " and ".join(f"{name} {codes[name].iloc[0]!r}" for name in named)
        + ". Run find_mentions on the coded texts, under the same names."
    )


def compare_mentions(
    found: pd.DataFrame,
    codes: pd.DataFrame,
    unit: str,
    dimensions: Sequence[str],
    bootstrap: Bootstrap,
    probability: str | None = None,
) -> pd.DataFrame:
    """Give one row per dimension and class; see ``compare_with_codes``."""
    import pandas as pd

    coded, seen = coded_and_found(found, codes, unit)
    weights = unit_weights(codes, unit, probability, coded.index)
    rows = []
    for dimension in dimensions:
        if dimension not in coded or dimension not in seen:
            continue
        pairs = list(zip(coded[dimension], seen[dimension], strict=True))
        kept = np.ones(len(pairs), bool)
        if dimension == "channel":
            pairs = [(a or {NONE}, b or {NONE}) for a, b in pairs]
        else:
            kept = (coded["channel"].map(bool) & seen["channel"].map(bool)).to_numpy()
            if dimension not in NAMED:
                # an empty name is an answer; an empty status was not coded
                kept = kept & coded[dimension].map(bool).to_numpy()
            pairs = [pair for pair, keep in zip(pairs, kept, strict=True) if keep]
        own = weights and weights.of(kept)
        for label, cells in _cells_of(dimension, pairs):
            figures = _figures(cells, bootstrap, own)
            rows.append({"dimension": dimension, "class": label, **figures})
    rows += _direction_rows(coded, seen, bootstrap, weights)
    table = pd.DataFrame(rows)
    if weights:
        table.attrs["weighted"] = weights.sentence()
    return table


def coded_and_found(
    found: pd.DataFrame, codes: pd.DataFrame, unit: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sets of classes per unit, as coded and as found: one row per unit, in one order.

    A class counts as coded where at least half of the unit's coders coded it.
    """
    import pandas as pd

    if unit != "article_id":
        # codes may have an article_id of their own, which is not that of found
        found = found.drop(columns=unit, errors="ignore")
        found = found.rename(columns={"article_id": unit})
    units = pd.Index(pd.unique(codes[unit]))
    coders = codes.groupby(unit)["coder"].nunique() if "coder" in codes else None
    coded, seen = pd.DataFrame(index=units), pd.DataFrame(index=units)
    for name in CODED:
        if name in codes.columns:
            coded[name] = _sets(codes, unit, name, units, coders)
        if name in found.columns:
            seen[name] = _sets(found, unit, name, units, None)
    return coded, seen


def _sets(
    table: pd.DataFrame,
    unit: str,
    name: str,
    units: pd.Index,
    coders: pd.Series | None,
) -> list[set[str]]:
    long = table[[unit]].assign(label=table[name].astype(object))
    if coders is not None:
        long = long.assign(coder=table["coder"].astype(object))
    if name in NAMED:
        long = long.assign(label=long["label"].str.split(r"\s*;\s*")).explode("label")
    long = long[long["label"].notna() & ~long["label"].isin(("", NONE))]
    long = long.drop_duplicates()
    votes = (
        long.groupby([unit, "label"], observed=True).size().reset_index(name="votes")
    )
    if coders is not None:
        of = coders.reindex(votes[unit]).to_numpy(float)
        votes = votes[votes["votes"].to_numpy() >= of / 2]
    known: dict[object, set[str]] = {}
    for name, label in zip(votes[unit], votes["label"], strict=True):
        known.setdefault(name, set()).add(str(label))
    return [known.get(name, set()) for name in units]


# What can befall a unit and a class: coded and found; a name found where another was
# coded; found only; coded only; neither.
BOTH, WRONG, EXTRA, MISSED, NEITHER = range(5)

Labelled = list[tuple[str, np.ndarray]]  # class -> which of the five each unit is


def _cells_of(dimension: str, pairs: list[tuple[set, set]]) -> Labelled:
    if dimension in NAMED:
        return _named_cells(pairs)
    labels = sorted(set().union(*(a | b for a, b in pairs))) if pairs else []
    return [
        (label, _cells([label in a for a, _ in pairs], [label in b for _, b in pairs]))
        for label in labels
    ]


def _cells(coded: list[bool], found: list[bool]) -> np.ndarray:
    a, b = np.asarray(coded, bool), np.asarray(found, bool)
    return np.select([a & b, b, a], [BOTH, EXTRA, MISSED], NEITHER)


def _named_cells(pairs: list[tuple[set, set]]) -> Labelled:
    """Names: one found where another was coded is both wrong and missed."""
    cells = _cells([bool(a) for a, _ in pairs], [bool(b) for _, b in pairs])
    same = np.array([bool(a & b) for a, b in pairs], bool)
    cells[(cells == BOTH) & ~same] = WRONG
    return [("any", cells)] if np.isin(cells, [BOTH, WRONG, MISSED]).any() else []


def _direction_rows(
    coded: pd.DataFrame,
    seen: pd.DataFrame,
    bootstrap: Bootstrap,
    weights: Weights | None,
) -> list[dict[str, object]]:
    """How often who-to-whom is right, and how often it is the wrong way round."""
    if not {"actor", "target"} <= set(coded.columns) & set(seen.columns):
        return []
    kept = (coded["actor"].map(bool) & coded["target"].map(bool)).to_numpy()
    columns = (coded["actor"], coded["target"], seen["actor"], seen["target"])
    rows = [row for row, k in zip(zip(*columns, strict=True), kept, strict=True) if k]
    if not rows:
        return []
    named = np.array([bool(x and y) for *_, x, y in rows])
    right = np.array([bool(a & x and t & y) for a, t, x, y in rows])
    turned = np.array([bool(a & y and t & x) for a, t, x, y in rows]) & ~right
    own = weights and weights.of(kept)
    return [
        {
            "dimension": "direction",
            "class": label,
            **_figures(np.select([yes, named], [BOTH, WRONG], MISSED), bootstrap, own),
        }
        for label, yes in (("both right", right), ("swapped", turned))
    ]


def _figures(
    cells: np.ndarray, bootstrap: Bootstrap, weights: Weights | None
) -> dict[str, float]:
    counts = np.bincount(cells, minlength=5)
    both, wrong, extra, missed, _ = (int(c) for c in counts)
    found, coded = both + wrong + extra, both + wrong + missed
    draws, rng = bootstrap
    if weights is None:
        # drawing units with replacement is drawing their cells
        drawn = rng.multinomial(counts.sum(), counts / max(counts.sum(), 1), draws)
        sums = counts.astype(float)
        precision, recall = (both, found), (both, coded)
    else:
        one = np.eye(5)[cells]
        redrawn = weights.redrawn(draws, rng)
        drawn, sums = redrawn @ one, weights.weight @ one
        precision, recall = (
            _effective(cells, of, weights, redrawn)
            for of in ([BOTH, WRONG, EXTRA], [BOTH, WRONG, MISSED])
        )
    # all right or all wrong: draws could only repeat it, of one unit as of a hundred
    certain = not both or not wrong + extra + missed
    low, high = (np.nan, np.nan) if certain else quantiles(_f1(drawn))
    p_low, p_high = wilson(*precision)
    r_low, r_high = wilson(*recall)
    return {
        "n": coded, "found": found,
        "precision": _ratio(*precision),
        "recall": _ratio(*recall),
        "f1": float(_f1(sums[None, :])[0]),
        "low": low, "high": high,
        "precision_low": p_low, "precision_high": p_high,
        "recall_low": r_low, "recall_high": r_high,
    }  # fmt: skip


def _f1(cells: np.ndarray) -> np.ndarray:
    right = 2 * cells[:, BOTH]
    off = 2 * cells[:, WRONG] + cells[:, EXTRA] + cells[:, MISSED]
    return right / np.where(right + off > 0, right + off, np.nan)


def _effective(
    cells: np.ndarray, of: list[int], weights: Weights, redrawn: np.ndarray
) -> tuple[float, float]:
    """Units right among those of some cells, as if drawn evenly."""
    base = np.isin(cells, of)
    share, n = weights.of(base).effective(cells[base] == BOTH, redrawn[:, base])
    return share * n, n


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def quantiles(drawn: np.ndarray) -> tuple[float, float]:
    """95 % percentile interval of the draws that could be computed."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def wilson(hits: float, n: float) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); missing without any unit.

    >>> tuple(round(end, 3) for end in wilson(8, 10))
    (0.49, 0.943)
    """
    if not n:
        return np.nan, np.nan
    share, z2 = hits / n, NORMAL_95**2
    middle = share + z2 / (2 * n)
    reach = NORMAL_95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    low, high = ((middle + side * reach) / (1 + z2 / n) for side in (-1, 1))
    return float(max(low, 0.0)), float(min(high, 1.0))


def confusion(
    found: pd.DataFrame,
    codes: pd.DataFrame,
    dimension: str = "status",
    *,
    probability: str | None = "probability",
) -> pd.DataFrame:
    """Count coded classes against found ones: one row per coded, one column per found.

    Units where both coder and toolkit saw something count 1, or, where ``codes`` hold
    the chance each had of being drawn (``probability``), one over that chance: then the
    table estimates the whole, and ``attrs["weighted"]`` says so. Where a unit holds
    several classes its count is split evenly over their pairs. ``channel`` counts every
    unit, with ``none`` for nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s2"], "channel": "act",
    ...                       "status": ["actual", "negated"]})
    >>> found = pd.DataFrame({"article_id": ["s1", "s2"], "channel": "act",
    ...                       "status": ["actual", "actual"]})
    >>> confusion(found, codes)
    found    actual
    coded
    actual      1.0
    negated     1.0
    """
    import pandas as pd

    require_columns(codes, ["channel", dimension], "codes")
    require_columns(found, ["article_id", "channel", dimension], "found")
    unit = unit_column(found, codes)
    coded, seen = coded_and_found(found, codes, unit)
    weights = unit_weights(codes, unit, probability, coded.index)
    each = weights.weight if weights else np.ones(len(coded))
    rows = []
    for a, b, n in zip(coded[dimension], seen[dimension], each, strict=True):
        if dimension == "channel":
            a, b = a or {NONE}, b or {NONE}
        rows += [(x, y, n / (len(a) * len(b))) for x in a for y in b]
    long = pd.DataFrame(rows, columns=["coded", "found", "units"])
    table = long.pivot_table(
        index="coded", columns="found", values="units", aggfunc="sum", fill_value=0.0
    )
    if weights:
        table.attrs["weighted"] = weights.sentence()
    return table


def list_errors(found: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """List where mentions and codes differ: one row per unit and kind of error.

    Returns
    -------
    pandas.DataFrame
        The unit; ``kind``: ``missed`` (a coded channel was not found), ``false alarm``
        (a channel was found that nobody coded), ``status``, ``voice`` (both saw
        something, with other classes), ``swapped`` (actor and target exchanged);
        ``coded`` and ``found``, the classes; and ``sentence_text`` or ``text`` where
        ``codes`` has it. Read them: figures say how many, only reading says why.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s2"], "channel": ["act", "none"]})
    >>> list_errors(pd.DataFrame({"article_id": ["s2"], "channel": ["tone"]}), codes)
      sentence_id         kind coded found
    0          s1       missed   act  none
    1          s2  false alarm  none  tone
    """
    import pandas as pd

    require_columns(codes, ["channel"], "codes")
    unit = unit_column(found, codes)
    coded, seen = coded_and_found(found, codes, unit)
    shared = [c for c in coded.columns if c in seen.columns]
    rows = [
        {unit: name, "kind": kind, "coded": _listed(a), "found": _listed(b)}
        for name in coded.index
        for kind, a, b in _kinds(coded.loc[name, shared], seen.loc[name, shared])
    ]
    table = pd.DataFrame(rows, columns=[unit, "kind", "coded", "found"])
    texts = [c for c in ("sentence_text", "text") if c in codes.columns][:1]
    first = codes.drop_duplicates(unit)[[unit, *texts]]
    return table.merge(first, on=unit, how="left") if texts else table


def _kinds(a: pd.Series, b: pd.Series) -> list[tuple[str, set[str], set[str]]]:
    kinds = []
    if a["channel"] - b["channel"]:
        kinds.append(("missed", a["channel"], b["channel"]))
    if b["channel"] - a["channel"]:
        kinds.append(("false alarm", a["channel"], b["channel"]))
    for name in ("status", "voice"):
        if name in a and a[name] and b[name] and a[name] != b[name]:
            kinds.append((name, a[name], b[name]))
    if {"actor", "target"} <= set(a.index) and _swapped(a, b):
        kinds.append(("swapped", a["actor"], b["actor"]))
    return kinds


def _swapped(a: pd.Series, b: pd.Series) -> bool:
    exchanged = a["actor"] & b["target"] and a["target"] & b["actor"]
    right = a["actor"] & b["actor"] and a["target"] & b["target"]
    return bool(exchanged and not right)


def _listed(labels: set[str]) -> str:
    return "; ".join(sorted(labels)) or NONE
