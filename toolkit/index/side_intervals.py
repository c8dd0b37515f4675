"""Intervals of two sides: of each, of their difference, and of their ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.intervals import percentile_interval, wilson_interval

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SIDES", "change_columns", "mend", "side_columns", "stands_out"]

SIDES = ("first", "second")


def side_columns(
    level: np.ndarray, drawn: np.ndarray, coverage: float
) -> dict[str, np.ndarray]:
    """Level of each side and label, with the interval of its draws."""
    columns = {}
    for number, side in enumerate(SIDES):
        low, high = percentile_interval(drawn[:, number], coverage)
        columns |= {side: level[number], f"{side}_low": low, f"{side}_high": high}
    return columns


def change_columns(
    level: np.ndarray, drawn: np.ndarray, coverage: float
) -> dict[str, np.ndarray]:
    """Difference and ratio of the sides, with the intervals of their draws."""
    low, high = percentile_interval(drawn[:, 1] - drawn[:, 0], coverage)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, ratios = level[1] / level[0], drawn[:, 1] / drawn[:, 0]
    lowest, highest = percentile_interval(ratios, coverage)
    return {
        "difference": level[1] - level[0], "low": low, "high": high,
        "ratio": np.where(np.isfinite(ratio), ratio, np.nan),
        "ratio_low": lowest, "ratio_high": highest,
    }  # fmt: skip


def mend(table: pd.DataFrame, measure: str, coverage: float) -> None:
    """Give an interval, or take it away, where the draws cannot vary."""
    bare = (table[["mentions_first", "mentions_second"]] == 0).any(axis=1)
    table.loc[bare, ["ratio_low", "ratio_high"]] = np.nan
    if measure != "share":
        table.loc[bare, ["low", "high"]] = np.nan
        for side in SIDES:
            none = table[f"mentions_{side}"] == 0
            table.loc[none, [f"{side}_low", f"{side}_high"]] = np.nan
        return
    stuck = {side: table[side].isin((0, 1)) for side in SIDES}
    wilson = {
        side: wilson_interval(table[f"hits_{side}"], table[f"stories_{side}"], coverage)
        for side in SIDES
    }
    for side in SIDES:
        for end, value in zip(("low", "high"), wilson[side], strict=True):
            table[f"{side}_{end}"] = np.where(
                stuck[side], value, table[f"{side}_{end}"]
            )
    (low_1, high_1), (low_2, high_2) = (wilson[side] for side in SIDES)
    first, second = table["first"], table["second"]
    either = stuck["first"] | stuck["second"]
    down = np.hypot(second - low_2, high_1 - first)
    up = np.hypot(high_2 - second, first - low_1)
    table["low"] = np.where(either, table["difference"] - down, table["low"])
    table["high"] = np.where(either, table["difference"] + up, table["high"])


def stands_out(table: pd.DataFrame, coverage: float) -> np.ndarray:
    """Whether the interval leaves out 0 when it is widened for all labels."""
    from scipy.special import ndtri

    wider = ndtri(1 - (1 - coverage) / 2 / max(len(table), 1))
    wider /= ndtri((1 + coverage) / 2)
    change = table["difference"].to_numpy(float)
    reach = np.where(change > 0, change - table["low"], table["high"] - change)
    return np.abs(change) > wider * reach
