"""What was read, set aside, noted and damaged, in lines for the screen.

A few lines are shown and the rest is counted: a broken export sets aside thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import in_languages

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["counted", "lines_of_notes", "lines_of_parts", "lines_of_reading",
           "lines_of_skipped"]  # fmt: skip

MOST_LINES = 10  # of a list on the screen; the rest is counted


def counted(n: int, one: str) -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(1200, "batch")
    ('1 article', '1,200 batches')
    """
    many = f"{one}es" if one.endswith("ch") else f"{one}s"
    return f"{n:,} {one if n == 1 else many}"


def lines_of_reading(articles: pd.DataFrame) -> list[str]:
    """How many articles there are, dated and from how many sources."""
    dated = int(articles["published"].notna().sum()) if "published" in articles else 0
    sources = articles["source"].nunique() if "source" in articles else 0
    read = counted(len(articles), "article")
    lines = [f"read {read}: {dated:,} dated, {counted(sources, 'source')}"]
    other = articles[~in_languages(articles)]
    if len(other):
        tags = other["language"].value_counts().head(MOST_LINES)
        named = ", ".join(f"{tag} {n:,}" for tag, n in tags.items())
        lines.append(
            f"  {counted(len(other), 'article')} in other languages than English, kept "
            f"but not scored: {named}"
        )
    return lines


def lines_of_skipped(skipped: pd.DataFrame) -> list[str]:
    """One line per thing set aside, as ``list_skipped`` lists them."""
    lines = [
        f"  set aside: {_place(row)}: {row.reason} {row.advice}".rstrip()
        for row in skipped.itertuples()
    ]
    return _some(lines, "set aside")


def lines_of_notes(notes: pd.DataFrame) -> list[str]:
    """One line per note, as ``list_notes`` lists them."""
    lines = [f"  note: {_place(row)}: {row.note}" for row in notes.itertuples()]
    return _some(lines, "noted")


def lines_of_parts(parts: pd.DataFrame, repaired: bool) -> list[str]:
    """One line per damaged part, as ``Corpus.verify`` lists them, and their number."""
    bad = parts[~parts["ok"]]
    lines = [
        f"  {row.part}: {row.problem} {'It was set aside.' if repaired else row.advice}"
        for row in bad.itertuples()
    ]
    number = f"{counted(len(parts), 'part')}, {len(bad):,} damaged or missing"
    return [*_some(lines, "damaged"), number]


def _place(row: object) -> str:
    return " ".join(part for part in (str(row.file), str(row.place or "")) if part)  # type: ignore[attr-defined]


def _some(lines: list[str], what: str) -> list[str]:
    more = len(lines) - MOST_LINES
    rest = [f"  and {more:,} more {what}"] if more > 0 else []
    return lines[:MOST_LINES] + rest
