"""Draw the picture at the head of the README from the bundled sample.

python -m tests.benchmarks.readme_figure [--out FILE]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl

from toolkit import (
    IndexRecipe,
    find_mentions,
    load_sample,
    plot_channels,
    score_articles,
    tension_index,
)

OUT = Path(__file__).resolve().parents[2] / "notebooks" / "figures" / "channels.png"


def main() -> None:
    """Write the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    path = parser.parse_args().out
    mpl.use("agg")
    articles = load_sample("chronicle")
    scores = score_articles(articles, find_mentions(articles))
    recipe = IndexRecipe(
        every="month",
        measure="weighted",
        channels=("act", "threat", "deescalation", "tone"),
    )
    index = tension_index(scores, recipe, by="channel")
    figure = plot_channels(index)
    figure = getattr(figure, "figure", figure)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, bbox_inches="tight", metadata={"Software": None})
    print(path)


if __name__ == "__main__":
    main()
