"""The description of a corpus: its tables, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from toolkit.dates import all_periods, period_start

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_ROWS = 12  # of each table in a notebook; the tables themselves are complete


@dataclass(frozen=True, repr=False)
class CorpusDescription:
    """What a corpus holds: five tables.

    Attributes
    ----------
    summary
        One row: ``n_articles``, ``n_stories``, ``n_words``, ``n_sources``,
        ``n_undated``, ``n_empty`` (articles without words), ``first``, ``last``.
    coverage
        One row per source and period, from the source's first to its last: ``source``,
        ``period`` (its first moment, UTC), ``n_articles``, ``n_stories`` (copies within
        the cell counted once), ``n_words``. Undated articles are not in it.
    gaps
        One row per source and period without articles inside the source's span.
    duplicates
        One row per story told more than once: ``story_id``, ``n_articles``,
        ``sources`` (names, separated by semicolons), ``first``, ``last``.
    lengths
        One row per source: ``n`` articles, and ``min``, ``median``, ``max`` words.
    """

    summary: pd.DataFrame
    coverage: pd.DataFrame
    gaps: pd.DataFrame
    duplicates: pd.DataFrame
    lengths: pd.DataFrame

    def __repr__(self) -> str:
        return "\n\n".join(
            f"{name}{more}\n{_printable(_as_text(table))}"
            for name, table, more in self._parts()
        )

    def _repr_html_(self) -> str:
        parts = "\n".join(
            f"<h4>{name}{more}</h4>\n"
            # escapes every cell
            f"{_printable(table.to_html(index=False, border=0, escape=True))}"
            for name, table, more in self._parts()
        )
        # no dollar of an outlet's name is TeX
        return f'<div class="tex2jax_ignore mathjax_ignore">{parts}</div>'

    def _parts(self) -> Iterable[tuple[str, pd.DataFrame, str]]:
        for field in fields(self):
            table = getattr(self, field.name)
            more = f", first {_SHOWN_ROWS} of {len(table):,} rows"
            shown = _without_times(table.head(_SHOWN_ROWS))
            yield field.name, shown, more if len(table) > _SHOWN_ROWS else ""


def describe_table(table: pd.DataFrame, every: str) -> CorpusDescription:
    """Describe articles that are down to what is counted.

    Parameters
    ----------
    table
        One row per article: ``source``, ``published``, ``story_id``, ``n_words``,
        nothing missing but ``published``.
    every
        The period.
    """
    # also checks `every` where nothing is dated
    table = table.assign(period=period_start(table["published"], every))
    coverage = _coverage(table, every)
    gaps = coverage.loc[coverage["n_articles"].eq(0), ["source", "period"]]
    return CorpusDescription(
        summary=_summary(table),
        coverage=coverage,
        gaps=gaps.reset_index(drop=True),
        duplicates=_duplicates(table),
        lengths=_lengths(table),
    )


def _coverage(table: pd.DataFrame, every: str) -> pd.DataFrame:
    import pandas as pd

    dated = table[table["period"].notna()]
    found = dated.groupby(["source", "period"]).agg(
        n_articles=("story_id", "size"),
        n_stories=("story_id", "nunique"),
        n_words=("n_words", "sum"),
    )
    spans = dated.groupby("source")["period"].agg(["min", "max"])
    cells = [(source, period) for source, first, last in spans.itertuples()
             for period in all_periods(first, last, every)]  # fmt: skip
    if not cells:
        return found.reset_index()
    grid = pd.MultiIndex.from_tuples(cells, names=["source", "period"])
    return found.reindex(grid, fill_value=0).reset_index()


def _summary(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({
        "n_articles": [len(table)],
        "n_stories": table["story_id"].nunique(),
        "n_words": int(table["n_words"].sum()),
        "n_sources": table["source"].nunique(),
        "n_undated": int(table["published"].isna().sum()),
        "n_empty": int(table["n_words"].eq(0).sum()),
        "first": table["published"].min(),
        "last": table["published"].max(),
    })  # fmt: skip


def _duplicates(table: pd.DataFrame) -> pd.DataFrame:
    copied = table[table["story_id"].duplicated(keep=False)]
    stories = copied.groupby("story_id").agg(
        n_articles=("source", "size"),
        sources=("source", lambda names: "; ".join(sorted(set(names)))),
        first=("published", "min"),
        last=("published", "max"),
    )
    order = ["n_articles", "first", "story_id"]
    return stories.reset_index().sort_values(
        order, ascending=[False, True, True], ignore_index=True
    )


def _lengths(table: pd.DataFrame) -> pd.DataFrame:
    by_source = table.groupby("source")["n_words"]
    return by_source.agg(n="size", min="min", median="median", max="max").reset_index()


# ------------------------------------------------------------------------------ showing

# Names come from files: no terminal sequence and no reversal of direction goes through.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _printable(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def _without_times(table: pd.DataFrame) -> pd.DataFrame:
    """Show times as days: a description needs no minutes."""
    import pandas as pd

    return table.assign(
        **{
            name: table[name].dt.strftime("%Y-%m-%d").fillna("")
            for name in table
            if isinstance(table[name].dtype, pd.DatetimeTZDtype)
        }
    )


def _as_text(table: pd.DataFrame) -> str:
    return table.to_string(index=False) if len(table) else "(none)"
