"""What a table says, in one plain sentence: titles, summaries and texts for the blind.

Each sentence is put together from the rows of a table, with the counts it rests on, so
that words and picture cannot drift apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.schema import check_table

if TYPE_CHECKING:
    import pandas as pd

# Days from one period to the next, at most; the order matters.
_LENGTHS = ((1, "day"), (7, "week"), (31, "month"), (92, "quarter"))


def period_length(index: pd.DataFrame) -> str:
    """Length of the periods of an index: ``day`` ... ``year``.

    Read from the recipe where the table holds it, else from the distance of its
    periods.

    >>> import pandas as pd
    >>> mondays = pd.to_datetime(["2024-01-01", "2024-01-08"])
    >>> period_length(pd.DataFrame({"period": mondays}))
    'week'
    """
    if "recipe" in index.attrs:
        return str(index.attrs["recipe"]["every"])
    gaps = index["period"].drop_duplicates().sort_values().diff().dropna()
    if gaps.empty:
        return "month" if len(index) and index["period"].iloc[0].day == 1 else "day"
    days = gaps.min().days
    return next((name for longest, name in _LENGTHS if days <= longest), "year")


def period_name(period: pd.Timestamp, every: str) -> str:
    """How people write a period.

    >>> import pandas as pd
    >>> [period_name(pd.Timestamp("2024-08-05"), e) for e in ("day", "week", "quarter")]
    ['5 August 2024', 'week of 5 August 2024', '2024 Q3']
    """
    day = f"{period.day} {period.month_name()} {period.year}"
    names = {
        "week": f"week of {day}",
        "month": f"{period.month_name()} {period.year}",
        "quarter": f"{period.year} Q{period.quarter}",
        "year": f"{period.year}",
    }
    return names.get(every, day)


def counted(n: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    >>> counted(1, "article"), counted(1200, "story", "stories")
    ('1 article', '1,200 stories')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def headword(term: object) -> str:
    """Name a lexicon entry by the first form of each of its words.

    >>> headword("launch|launches * missile|missiles"), headword("kill|kills, war*")
    ('launch * missile', 'kill, war*')
    """
    words = str(term).split(" ")
    return " ".join(
        word.partition("|")[0] + ("," if "|" in word and word.endswith(",") else "")
        for word in words
    )


def describe_index(index: pd.DataFrame) -> str:
    """One sentence on an index: range, peak with interval, and what it rests on.

    Parameters
    ----------
    index
        One series: one row per period.

    Examples
    --------
    >>> import pandas as pd
    >>> index = pd.DataFrame({
    ...     "period": pd.date_range("2024-06-01", periods=3, freq="MS", tz="UTC"),
    ...     "value": [100.0, None, 180.0], "low": [80.0, None, 150.0],
    ...     "high": [120.0, None, 210.0], "n_articles": [50, 0, 60],
    ...     "n_stories": [40, 0, 55], "n_words": [9000, 0, 9900],
    ...     "enough": [True, False, True]})
    >>> print(describe_index(index))
    Index of escalation language, 3 months from June 2024 to August 2024: lowest 100 in
    June 2024, highest 180 (interval 150 to 210) in August 2024. It rests on 95 stories
    in 110 articles; 1 month has no stories.
    """
    check_table(index, "index")
    every = period_length(index)
    if index.empty:
        return "Index of escalation language without any period."
    first, last = index["period"].min(), index["period"].max()
    span = f" from {period_name(first, every)} to {period_name(last, every)}"
    if first == last:
        span = f", {period_name(first, every)}"
    return (
        f"Index of escalation language, {counted(index['period'].nunique(), every)}"
        f"{span}: {_range(index, every)}. {_basis(index, every)}."
    )


def _range(index: pd.DataFrame, every: str) -> str:
    solid = index[index["enough"].astype(bool) & index["value"].notna()]
    if solid.empty:
        return why_no_value(index)
    lowest, highest = (
        solid.loc[solid["value"].idxmin()],
        solid.loc[solid["value"].idxmax()],
    )
    if len(solid) == 1:
        return (
            f"{value_with_interval(highest)} in {period_name(highest['period'], every)}"
        )
    return (
        f"lowest {lowest['value']:.0f} in {period_name(lowest['period'], every)}, "
        "highest "
        f"{value_with_interval(highest)} in {period_name(highest['period'], every)}"
    )


def why_no_value(index: pd.DataFrame) -> str:
    """Say why no period of a series can be compared.

    Either every period rests on too few stories, or 100 has no meaning: nothing in the
    base window can be divided by.

    >>> import pandas as pd
    >>> index = pd.DataFrame({
    ...     "period": pd.date_range("2024-06-01", periods=2, freq="MS", tz="UTC"),
    ...     "value": None, "level": 0.0, "n_stories": [30, 40], "enough": True})
    >>> why_no_value(index)
    'no mention in the base window'
    """
    if not (index["enough"].astype(bool) & (index["n_stories"] > 0)).any():
        return f"no {period_length(index)} has enough stories to compare"
    base = _base_window(index)
    if not base["n_stories"].sum():
        return "no story in the base window"
    if "level" in base and base["level"].fillna(0).ne(0).any():
        return "the mean of the base window is too near 0 to compare with"
    return "no mention in the base window"


def _base_window(index: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    if "base" not in index.attrs:
        return index
    first, last = (pd.Timestamp(day, tz="UTC") for day in index.attrs["base"])
    return index[index["period"].between(first, last)]


def value_with_interval(row: pd.Series) -> str:
    """Value of one period with its interval, where it has one."""
    low, high = row.get("low"), row.get("high")
    if low is None or high is None or low != low or high != high:
        return f"{row['value']:.0f}"
    return f"{row['value']:.0f} (interval {low:.0f} to {high:.0f})"


def _basis(index: pd.DataFrame, every: str) -> str:
    stories = counted(int(index["n_stories"].sum()), "story", "stories")
    parts = [
        f"It rests on {stories} in {counted(int(index['n_articles'].sum()), 'article')}"
    ]
    empty = int((index["n_stories"] == 0).sum())
    scarce = int((~index["enough"].astype(bool)).sum()) - empty
    if scarce:
        parts.append(f"{counted(scarce, every)} {_have(scarce)} too few stories")
    if empty:
        parts.append(f"{counted(empty, every)} {_have(empty)} no stories")
    return "; ".join(parts)


def _have(n: int) -> str:
    return "has" if n == 1 else "have"


def index_finding(index: pd.DataFrame) -> str:
    """Return the short form, for a title: the highest period with enough stories.

    >>> import pandas as pd
    >>> index = pd.DataFrame({
    ...     "period": pd.date_range("2024-06-01", periods=2, freq="MS", tz="UTC"),
    ...     "value": [90.0, 110.0], "n_articles": 9, "n_stories": 9, "n_words": 900,
    ...     "enough": True})
    >>> index_finding(index)
    'Highest in July 2024: 110, from 9 stories'
    """
    every = period_length(index)
    solid = index[index["enough"].astype(bool) & index["value"].notna()]
    if solid.empty:
        why = why_no_value(index)
        return opening(why)
    top = solid.loc[solid["value"].idxmax()]
    stories = counted(int(top["n_stories"]), "story", "stories")
    return (
        f"Highest in {period_name(top['period'], every)}: {value_with_interval(top)}, "
        f"from {stories}"
    )


def describe_parts(parts: pd.DataFrame) -> str:
    """One sentence on a change taken apart (table of ``explain_change``).

    >>> import pandas as pd
    >>> parts = pd.DataFrame({"term": ["strike", "talks"], "change": [2.0, -0.5]})
    >>> print(describe_parts(parts))
    Parts of a change of +1.5: strike +2, talks -0.5.
    """
    label = parts.columns[0]
    largest = parts.head(5)
    listed = ", ".join(
        f"{headword(name)} {change:+.3g}"
        for name, change in zip(largest[label], largest["change"], strict=True)
    )
    total = parts.attrs.get("change", parts["change"].sum())
    more = f", and {len(parts) - 5:,} smaller parts" if len(parts) > 5 else ""
    return f"Parts of a change of {total:+.3g}: {listed or 'none'}{more}."


def opening(name: str) -> str:
    """A name as it begins a sentence.

    >>> opening("from 2024-07")
    'From 2024-07'
    """
    return name[:1].upper() + name[1:]


def percents(low: float, high: float) -> str:
    """Both ends of an interval of a share, told apart where they lie close together.

    >>> percents(0.412, 0.587), percents(0.4515, 0.4535)
    ('41% to 59%', '45.1% to 45.4%')
    """
    places = 0 if f"{low:.0%}" != f"{high:.0%}" else 1
    return f"{low:.{places}%} to {high:.{places}%}"
