"""The methodology log: what each step took, chose, gave, and left out.

One row a line, in the order of the work, so that it can be printed beneath a study.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from toolkit.show.sentences import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from toolkit.index.recipe import IndexRecipe
    from toolkit.mentions.lexicon import Lexicon

__all__ = ["articles_sha256", "methodology_log"]

_Line = tuple[str, str, str]


def methodology_log(
    tables: Mapping[str, pd.DataFrame],
    lexicon: Lexicon,
    recipe: IndexRecipe,
    reasons: Mapping[str, str],
) -> pd.DataFrame:
    """Put the choices of a report together: one row per step and choice.

    Parameters
    ----------
    tables
        The tables of the report, by name.
    lexicon, recipe
        What the mentions and the index were made with.
    reasons
        Name of a table that could not be made -> why.

    Returns
    -------
    pandas.DataFrame
        ``step``, ``choice`` and ``value``, all text.
    """
    import pandas as pd

    lines = [
        *_reading(tables),
        *_finding(tables, lexicon),
        *_indexing(tables, recipe),
        *_checking(tables),
        *(("left out", name.replace("_", " "), why) for name, why in reasons.items()),
    ]
    return pd.DataFrame(lines, columns=["step", "choice", "value"])


def articles_sha256(articles: pd.DataFrame) -> str:
    """Hash of the ids and texts of all articles, whatever their order.

    >>> import pandas as pd
    >>> one = pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"]})
    >>> articles_sha256(one) == articles_sha256(one[::-1])
    True
    """
    pairs = zip(articles["article_id"].astype(str), articles["text"], strict=True)
    whole = hashlib.sha256()
    for key, text in sorted((key, str(text)) for key, text in pairs):
        # lengths first, so that no shift of a boundary gives the same hash
        whole.update(f"{len(key)} {len(text)} {key}{text}".encode("utf-8", "replace"))
    return whole.hexdigest()


def _reading(tables: Mapping[str, pd.DataFrame]) -> Iterator[_Line]:
    articles = tables["articles"]
    yield "reading", "articles read", f"{len(articles):,}"
    yield "reading", "sha256 of ids and texts", articles_sha256(articles)
    yield "reading", "set aside", f"{len(tables['skipped']):,} (listed in the tables)"
    undated = int(articles["published"].isna().sum())
    yield "reading", "without a date, in no period", f"{undated:,}"
    stories = articles["story_id"].nunique()
    copies = counted(len(articles) - stories, "copy", "copies")
    yield "copies", "stories", f"{stories:,}, with {copies} (find_stories, defaults)"


def _finding(tables: Mapping[str, pd.DataFrame], lexicon: Lexicon) -> Iterator[_Line]:
    mentions, scores = tables["mentions"], tables["scores"]
    card = lexicon.card()
    yield "mentions", "lexicon", f"{card['name']} {card['version']}"
    yield "mentions", "sha256 of the lexicon", str(card["sha256"])
    yield "mentions", "scale of severities", str(card["scale"])
    yield "mentions", "found", f"{len(mentions):,}"
    for name in ("statuses", "voices"):
        counted_ones = scores.attrs.get(name)
        if counted_ones is not None:
            yield "scores", f"{name} that count", ", ".join(map(str, counted_ones))
    if "statuses" in scores.attrs and len(mentions):
        not_counted = ~mentions["status"].isin(scores.attrs["statuses"])
        yield "scores", "mentions of other statuses", f"{int(not_counted.sum()):,}"


def _indexing(
    tables: Mapping[str, pd.DataFrame], recipe: IndexRecipe
) -> Iterator[_Line]:
    for line in recipe.describe().splitlines():
        name, colon, value = line.partition(": ")
        yield "index", name if colon else "values", value if colon else line
    yield "index", "sha256 of the recipe", recipe.sha256
    if "index" not in tables:
        return
    left_out = tables["index"].attrs.get("left_out", [])
    for entry in left_out:
        what = f"{entry.get('n', '')} {entry['what']} {entry.get('series', '')}"
        yield "index", "left out", f"{' '.join(what.split())} ({entry['reason']})"
    if not left_out:
        yield "index", "left out", "nothing"


def _checking(tables: Mapping[str, pd.DataFrame]) -> Iterator[_Line]:
    names = {
        "changes": "change points", "robustness": "robustness",
        "dyad_lags": "lead and lag of dyads", "comparison": "outside series",
        "against_lags": "lead and lag with it", "calibrated": "calibration",
    }  # fmt: skip
    for name, title in names.items():
        if name not in tables:
            continue
        attrs = tables[name].attrs
        yield "checks", title, _settings(attrs)
    if "parts" in tables:
        attrs = tables["parts"].attrs
        yield "checks", "change taken apart", f"{attrs['first']} to {attrs['second']}"


def _settings(attrs: Mapping[str, Any]) -> str:
    """Sentence of a check, with the draws and the seed behind it."""
    numbers = [f"{name} {attrs[name]:,}" for name in ("draws",) if name in attrs]
    numbers += [f"seed {attrs['seed']}"] if "seed" in attrs else []
    said = str(attrs.get("sentence", "")).strip()
    return f"{said} ({', '.join(numbers)})".strip() if numbers else said
