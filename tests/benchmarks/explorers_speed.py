"""How long does an explorer take to follow a slider, at a million mentions?

    python -m tests.benchmarks.explorers_speed [--quick]

Invented mentions, as in ``robustness_speed``. Printed: seconds of processor time until
the explorer of weights is there, and milliseconds of each redraw after that (median and
slowest of 20), with what each redraw holds: the index, its picture, the ranking, and
the 2 x 500 weightings behind the sentence.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from tests.benchmarks.robustness_speed import corpus
from toolkit import IndexRecipe, explore_weights

MOVES = 20  # of one slider, as when it is dragged


def main() -> None:
    """Print the figures for each thing that can be ranked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size")
    part = 100 if parser.parse_args().quick else 1
    scores, mentions = corpus(1_000_000 // part, 200_000 // part)
    print(f"{len(mentions):,} mentions in {len(scores):,} articles")
    for of in ("period", "source"):
        begin = time.process_time()
        explorer = explore_weights(scores, mentions, IndexRecipe(), of=of)
        made, taken = time.process_time() - begin, []
        for severity in np.linspace(1, 9, MOVES):
            begin = time.process_time()
            explorer.weigh(ASSAULT=round(float(severity), 1))
            taken.append(1000 * (time.process_time() - begin))
        print(
            f"ranking {of}s: there in {made:.1f} s; a redraw {np.median(taken):.0f} ms, "
            f"slowest {max(taken):.0f} ms"
        )


if __name__ == "__main__":
    main()
