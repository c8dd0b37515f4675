"""How often does `find_changes` see a change where there is none, and where there is one?

    python -m tests.benchmarks.false_alarms [--rounds N]

Invented monthly series: first-order autoregressions with standard deviation 1, normal or
skewed (exponential) innovations. Printed per length and memory: share of unchanged
series in which a change is reported (nominal 5 %); share in which a planted change is
found, a step of 2.5 standard deviations half-way or one that returns after a third; and
how often the 95 % interval of its date holds the true date of the step, where found.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from toolkit import find_changes

LENGTHS = (24, 36, 60, 120, 250)
MEMORIES = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8)
SHIFT = 2.5  # standard deviations


def autoregression(
    rng: np.random.Generator, memory: float, n: int, *, skewed: bool = False
) -> np.ndarray:
    """Stationary series of mean 0 and standard deviation 1."""
    noise = rng.standard_exponential(n + 50) - 1 if skewed else rng.normal(size=n + 50)
    for t in range(1, n + 50):
        noise[t] += memory * noise[t - 1]
    return noise[50:] * np.sqrt(1 - memory**2)


def index_of(values: np.ndarray) -> pd.DataFrame:
    """Index table of a series."""
    months = pd.date_range("2000-01-01", periods=len(values), freq="MS", tz="UTC")
    return pd.DataFrame({"period": months, "value": 100 + 10 * values})


def one_round(seed: int, memory: float, n: int) -> dict[str, float]:
    """What is found in one quiet series and in the same with planted changes."""
    rng = np.random.default_rng([seed, n])
    quiet = autoregression(rng, memory, n)
    skewed = autoregression(rng, memory, n, skewed=True)
    t = np.arange(n)
    step = find_changes(index_of(quiet + SHIFT * (t >= n // 2)))
    there = SHIFT * ((t >= n // 3) & (t < 2 * n // 3))
    row = {
        "false alarms": len(find_changes(index_of(quiet))) > 0,
        "skewed": len(find_changes(index_of(skewed))) > 0,
        "step found": len(step) > 0,
        "return found": len(find_changes(index_of(quiet + there))) > 0,
        "changes where one": len(step) if len(step) else np.nan,
        "date in interval": np.nan,
    }
    if len(step):
        true = index_of(quiet)["period"].iloc[n // 2]
        nearest = step.iloc[(step["period"] - true).abs().argmin()]
        row["date in interval"] = (
            nearest["low_period"] <= true <= nearest["high_period"]
        )
    return {name: float(value) for name, value in row.items()}


def main() -> None:
    """Print one row per length and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    rounds = parser.parse_args().rounds
    begin, rows = time.perf_counter(), []
    for n in LENGTHS:
        for memory in MEMORIES:
            found = pd.DataFrame([one_round(seed, memory, n) for seed in range(rounds)])
            rows.append({"months": n, "memory": memory, **found.mean()})
    print(f"{rounds} rounds, seeds 0 to {rounds - 1}; nominal 5 %")
    print(pd.DataFrame(rows).round(3).to_string(index=False))
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
