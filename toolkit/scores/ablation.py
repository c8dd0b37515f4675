"""Ablation: what each rule earns, measured by switching it off.

A rule that cannot be shown to earn anything on coded texts is a rule to explain and to
maintain for nothing. Mentions made with and without it are compared with the same codes
on the same units, so that the luck of the draw is shared and only the rule differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.schema import CHANNELS, BadValue, require_columns
from toolkit.scores.classes import coded_and_found, quantiles, unit_column
from toolkit.scores.ranks import (
    ESCALATION,
    draw_weights,
    drawn_auc,
    share_of_coders,
)
from toolkit.scores.score import COUNTED_STATUSES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ablation"]


class _Measure(NamedTuple):
    """A figure of one variant: its value, units, and value in every draw of units."""

    value: float
    n: int
    drawn: np.ndarray


def ablation(
    variants: Mapping[str, pd.DataFrame],
    codes: pd.DataFrame,
    *,
    draws: int = 1000,
    seed: int = 20240806,
) -> pd.DataFrame:
    """Compare mentions made with all rules, and with one less, with the same codes.

    Parameters
    ----------
    variants
        Name -> mentions found in the coded texts. The first is the full one; each of
        the others lacks a rule, e.g. ``{"all rules": mentions, "without exceptions":
        find_mentions(sentences, lexicon.without(...))}``.
    codes
        One row per coded unit and coder, as in ``compare_with_codes``.
    draws, seed
        Bootstrap over units. All variants are judged on the same draws.

    Returns
    -------
    pandas.DataFrame
        One row per variant and measure: ``variant``, ``measure``, ``n`` (units),
        ``value`` with interval ``low``, ``high``; ``earns`` = value of the first
        variant minus this one, with its paired interval ``earns_low``, ``earns_high``.
        Higher ``value`` = better; ``earns`` above 0 = the rule helps, below 0 = it does
        harm, an interval around 0 = these units cannot tell. Measures:

        * ``act f1`` ...: F1 of each coded channel (0 to 1);
        * ``told auc``: chance that a unit coded as an actual or threatened act or
          threat holds more such mentions than a unit that is not (0.5 = chance);
        * ``status accuracy``, ``voice accuracy``: units, among those where both saw
          something, in which the same classes were found as coded (0 to 1);
        * ``direction accuracy``: units coded with actor and target in which one of each
          is right (0 to 1).

    Raises
    ------
    BadValue
        ``variants`` is no dictionary or has fewer than two, or found and codes share no
        unit.

    Notes
    -----
    Many rows are many chances to find something: a rule that seems to earn on one of
    thirty rows has not earned. Rules also lean on each other; the parts do not add up
    to the whole.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s2"], "channel": "act",
    ...                       "status": ["actual", "negated"]})
    >>> full = pd.DataFrame({"article_id": ["s1", "s2"], "channel": "act",
    ...                      "status": ["actual", "negated"]})
    >>> table = ablation({"all rules": full,
    ...                   "without negation": full.assign(status="actual")}, codes)
    >>> table.query("measure == 'status accuracy'")[["variant", "value", "earns"]]
                variant  value  earns
    2         all rules    1.0    0.0
    5  without negation    0.5    0.5
    """
    import pandas as pd

    if not isinstance(variants, Mapping):
        raise BadValue(
            f"variants is a {type(variants).__name__}. Give a dictionary of mentions "
            'by name: {"all rules": mentions, "without negation": other_mentions}.'
        )
    if len(variants) < 2:
        raise BadValue(
            f"An ablation compares two variants at least; it was given {len(variants)}."
            ' Give e.g. {"all rules": mentions, "without negation": other_mentions}.'
        )
    require_columns(codes, ["channel"], "codes")
    unit = unit_column(next(iter(variants.values())), codes)
    n = codes[unit].nunique()
    weights = draw_weights(np.random.default_rng(seed).integers(n, size=(draws, n)))
    measured = {
        name: _measures(found, codes, unit, weights) for name, found in variants.items()
    }
    full = next(iter(measured.values()))
    rows = [
        {"variant": variant, "measure": name, **_row(measure, full[name])}
        for variant, measures in measured.items()
        for name, measure in measures.items()
        if name in full
    ]
    return pd.DataFrame(rows)


def _row(measure: _Measure, full: _Measure) -> dict[str, float]:
    low, high = quantiles(measure.drawn)
    earns_low, earns_high = quantiles(full.drawn - measure.drawn)
    return {
        "n": measure.n, "value": measure.value, "low": low, "high": high,
        "earns": full.value - measure.value,
        "earns_low": earns_low, "earns_high": earns_high,
    }  # fmt: skip


def _measures(
    found: pd.DataFrame, codes: pd.DataFrame, unit: str, weights: np.ndarray
) -> dict[str, _Measure]:
    """Every measure of one variant."""
    require_columns(found, ["article_id", "channel"], "mentions")
    coded, seen = coded_and_found(found, codes, unit)
    made = {
        f"{channel} f1": _f1(*_has(channel, coded, seen), weights)
        for channel in CHANNELS
        if any(channel in labels for labels in coded["channel"])
    }
    told, count = _told(codes, unit, coded.index), _counted(found, coded.index)
    if 0 < told.sum() < len(told):
        drawn = drawn_auc(count, told, weights)
        whole = drawn_auc(count, told, np.ones((1, len(told))))[0]
        made["told auc"] = _Measure(float(whole), len(told), drawn)
    for name in ("status", "voice"):
        if name in coded and name in seen:
            made[f"{name} accuracy"] = _ratio(*_same(name, coded, seen), weights)
    if {"actor", "target"} <= set(coded) & set(seen):
        made["direction accuracy"] = _ratio(*_both_right(coded, seen), weights)
    return made


def _has(
    channel: str, coded: pd.DataFrame, seen: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    a, b = (
        np.array([channel in labels for labels in table["channel"]], bool)
        for table in (coded, seen)
    )
    return a, b


def _f1(coded: np.ndarray, found: np.ndarray, weights: np.ndarray) -> _Measure:
    both, either = coded & found, coded.astype(int) + found
    return _ratio(2 * both, either, weights)._replace(n=int(coded.sum()))


def _ratio(part: np.ndarray, whole: np.ndarray, weights: np.ndarray) -> _Measure:
    """Part by whole, each summed over units, in every draw of units."""
    total = weights @ whole
    drawn = (weights @ part) / np.where(total > 0, total, np.nan)
    value = part.sum() / whole.sum() if whole.sum() else np.nan
    return _Measure(float(value), int((whole > 0).sum()), drawn)


def _same(
    name: str, coded: pd.DataFrame, seen: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Units where both saw something, and those of them with the same classes."""
    both = (coded[name].map(bool) & seen[name].map(bool)).to_numpy(int)
    equal = [a == b for a, b in zip(coded[name], seen[name], strict=True)]
    return both * np.array(equal, int), both


def _both_right(
    coded: pd.DataFrame, seen: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    named = (coded["actor"].map(bool) & coded["target"].map(bool)).to_numpy(int)
    right = np.ones(len(coded), int)
    for role in ("actor", "target"):
        shared = [bool(a & b) for a, b in zip(coded[role], seen[role], strict=True)]
        right *= np.array(shared, int)
    return named * right, named


def _told(codes: pd.DataFrame, unit: str, units: pd.Index) -> np.ndarray:
    """Units that half of the coders coded as an act or threat told as such."""
    yes = codes["channel"].isin(ESCALATION)
    if "status" in codes.columns:
        yes &= codes["status"].isin(COUNTED_STATUSES)
    return share_of_coders(yes, codes, unit).reindex(units).to_numpy(float) >= 0.5


def _counted(found: pd.DataFrame, units: pd.Index) -> np.ndarray:
    """Mentions of acts and threats of each unit that a score would count."""
    kept = found["channel"].isin(ESCALATION)
    if "status" in found.columns:
        kept &= found["status"].isin(COUNTED_STATUSES)
    count = found.loc[kept, "article_id"].astype(object).value_counts()
    return count.reindex(units).fillna(0).to_numpy(float)
