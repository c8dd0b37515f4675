"""What a corpus holds, and cutting it down to what a question needs.

Three verbs on the articles table: keep some articles, drop the copies, describe what is
there. Nothing is dropped silently: each step adds its count to ``attrs["notes"]``,
which ``list_notes`` shows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from toolkit.articles.days import publication_times
from toolkit.articles.description import CorpusDescription, describe_table
from toolkit.articles.stories import find_stories
from toolkit.schema import BadValue, check_table, require_columns
from toolkit.text import count_words

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    Limit: TypeAlias = str | date | pd.Timestamp | None

__all__ = ["describe_corpus", "drop_duplicates", "keep_articles"]

NO_SOURCE = "(no source)"
_LISTED = 20  # names in an error message
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_YEAR = re.compile(r"\d{4}")


def keep_articles(
    articles: pd.DataFrame,
    *,
    since: Limit = None,
    until: Limit = None,
    sources: str | Sequence[str] | None = None,
    languages: str | Sequence[str] | None = None,
    min_words: int | None = None,
) -> pd.DataFrame:
    """Keep the articles that meet all conditions given.

    Parameters
    ----------
    articles
        One row per article.
    since, until
        First and last time, both included (UTC): ``"2024-08-06"``, ``"2024-08"``,
        ``"2024"``, a date or a timestamp. A limit without time of day, or at midnight,
        means the whole day. With a limit, undated articles are dropped; an article that
        is dated to the month counts as of the first.
    sources
        Outlets to keep, as spelled in ``articles["source"]``.
    languages
        Language tags to keep; ``"en"`` keeps ``en-GB`` too.
    min_words
        Fewest words in title and text.

    Returns
    -------
    pandas.DataFrame
        One row per article kept, order and columns unchanged. ``attrs["notes"]`` says
        how many were dropped, and why.

    Raises
    ------
    BadValue
        An unknown source or language, an unreadable limit, ``since`` after ``until``.
    MissingColumn
        A condition needs a column that is absent.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": ["a", "b", "c"], "text": "Talks resumed.",
    ...     "published": ["2024-07-31T12:00Z", "2024-08-31T23:50Z", None]})
    >>> august = keep_articles(articles, since="2024-08", until="2024-08")
    >>> august["article_id"].tolist()
    ['b']
    >>> august.attrs["notes"][0]["note"]
    'dropped 1 undated, because a date limit is given'
    """
    check_table(articles, "articles")
    conditions: list[tuple[np.ndarray, str]] = []
    if since is not None or until is not None:
        conditions += _in_time(articles, since, until)
    if sources is not None:
        conditions.append((_of_sources(articles, sources), "of other sources"))
    if languages is not None:
        conditions.append((_in_languages(articles, languages), "in other languages"))
    if min_words is not None:
        enough = _word_counts(articles) >= min_words
        conditions.append((enough, f"with fewer than {min_words} words"))
    kept, dropped = np.ones(len(articles), bool), {}
    for passed, which in conditions:
        # an article that fails twice is counted once, under the first condition
        dropped[which] = int((kept & ~passed).sum())
        kept &= passed
    return _with_notes(articles[kept], "keep_articles", dropped)


def drop_duplicates(articles: pd.DataFrame, *, by: str = "story") -> pd.DataFrame:
    """Keep the earliest article of each story.

    Parameters
    ----------
    articles
        One row per article. Where no copies are marked in ``story_id`` as yet,
        ``find_stories`` is called with its defaults.
    by
        ``"story"``, or a column whose equal values mean the same article, such as
        ``"url"`` or ``"text"``. An article without a value there is kept.

    Returns
    -------
    pandas.DataFrame
        One row per story, order and columns unchanged. Earliest means by ``published``,
        undated last; among equals the smallest ``article_id``. ``attrs["notes"]`` says
        how many were dropped.

    Raises
    ------
    MissingColumn
        The table lacks the column ``by``.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": ["a", "b"], "text": "Talks resumed on Tuesday.",
    ...     "published": pd.to_datetime(["2024-08-07", "2024-08-06"], utc=True)})
    >>> drop_duplicates(articles)["article_id"].tolist()
    ['b']
    """
    import pandas as pd

    check_table(articles, "articles")
    if by == "story":
        key = _stories(articles)
    else:
        require_columns(articles, [by], "articles")
        key = articles[by].mask(articles[by].eq(""))
    order = pd.DataFrame({
        "key": key.to_numpy(),
        "published": publication_times(articles).to_numpy(),
        "article_id": articles["article_id"].to_numpy(),
    }).sort_values(["published", "article_id"], kind="stable")  # fmt: skip
    copy = (order["key"].duplicated() & order["key"].notna()).sort_index().to_numpy()
    dropped = {f"as copies of an earlier article (same {by})": int(copy.sum())}
    return _with_notes(articles[~copy], "drop_duplicates", dropped)


def describe_corpus(articles: pd.DataFrame, every: str = "month") -> CorpusDescription:
    """Describe a corpus: coverage, gaps, copies and lengths.

    Look at it before any score: an outlet that begins in May, or falls silent in
    August, moves every average.

    Parameters
    ----------
    articles
        One row per article. Where no copies are marked in ``story_id`` as yet,
        ``find_stories`` is called with its defaults.
    every
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.

    Returns
    -------
    CorpusDescription
        The tables ``summary``, ``coverage``, ``gaps``, ``duplicates``, ``lengths``.

    Raises
    ------
    BadValue
        ``every`` is no period.
    MissingColumn
        ``article_id`` or ``text`` is absent.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({
    ...     "article_id": ["a", "b"], "source": "Gazette", "text": "Talks resumed.",
    ...     "published": pd.to_datetime(["2024-06-01", "2024-08-31"], utc=True)})
    >>> described = describe_corpus(articles)
    >>> described.coverage["n_articles"].tolist()
    [1, 0, 1]
    >>> described.gaps["period"].dt.strftime("%B %Y").tolist()
    ['July 2024']
    """
    import pandas as pd

    check_table(articles, "articles")
    table = pd.DataFrame({
        "source": _source_names(articles).to_numpy(),
        "published": publication_times(articles).array,
        "story_id": _stories(articles).to_numpy(),
        "n_words": _word_counts(articles),
    })  # fmt: skip
    return describe_table(table, every)


# ------------------------------------------------------------------------- conditions


def _in_time(
    articles: pd.DataFrame, since: Limit, until: Limit
) -> list[tuple[np.ndarray, str]]:
    first, last = _edge(since, "since", 0), _edge(until, "until", 1)
    if first is not None and last is not None and first > last:
        raise BadValue(f"since={since!r} is after until={until!r}; exchange the two.")
    times = publication_times(articles)
    dated = times.notna().to_numpy()
    inside = np.ones(len(articles), bool)
    if first is not None:
        inside &= (times >= first).to_numpy()
    if last is not None:
        inside &= (times <= last).to_numpy()
    return [
        (dated, "undated, because a date limit is given"),
        (inside, "outside the dates"),
    ]


def _edge(limit: Limit, name: str, side: int) -> pd.Timestamp | None:
    """Return the first (side 0) or last (side 1) moment a limit stands for, in UTC."""
    import pandas as pd

    if limit is None:
        return None
    try:
        period = _as_period(limit)
        if period is not None:
            return (period.start_time, period.end_time)[side].tz_localize("UTC")
        if not _begins_with_a_date(limit):
            raise ValueError("not in the form of year, month, day")
        time = pd.Timestamp(limit)
        time = (
            time.tz_localize("UTC") if time.tzinfo is None else time.tz_convert("UTC")
        )
    except (ValueError, TypeError) as error:
        raise BadValue(
            f"{name}={limit!r} is no date that can be read without doubt ({error}). "
            f'Write {name}="2024-08-06", "2024-08" or "2024".'
        ) from error
    whole_day = side == 1 and time == time.normalize()
    return time + pd.Timedelta(days=1) - pd.Timedelta(1, "ns") if whole_day else time


def _begins_with_a_date(limit: object) -> bool:
    from datetime import date

    if isinstance(limit, str):
        return _DAY.match(limit.strip()) is not None
    return isinstance(limit, date)  # timestamps and datetimes are dates too


def _as_period(limit: Limit) -> pd.Period | None:
    import pandas as pd

    text = limit.strip() if isinstance(limit, str) else ""
    for form, frequency in ((_DAY, "D"), (_MONTH, "M"), (_YEAR, "Y")):
        if form.fullmatch(text):
            return pd.Period(text, freq=frequency)
    return None


def _of_sources(articles: pd.DataFrame, sources: str | Sequence[str]) -> np.ndarray:
    require_columns(articles, ["source"], "articles")
    wanted, there = _as_list(sources), articles["source"].dropna().unique().tolist()
    for name in wanted:
        if name not in there:
            raise BadValue(_unknown("source", name, there))
    return articles["source"].isin(wanted).to_numpy()


def _in_languages(articles: pd.DataFrame, languages: str | Sequence[str]) -> np.ndarray:
    """Match a tag and its narrower ones (RFC 4647, basic filtering)."""
    require_columns(articles, ["language"], "articles")
    tags = articles["language"].astype(object).where(articles["language"].notna(), "")
    low, found = tags.str.lower(), np.zeros(len(articles), bool)
    for wanted in _as_list(languages):
        tag = wanted.lower()
        mine = (low.eq(tag) | low.str.startswith(f"{tag}-")).to_numpy(bool)
        if not mine.any() or not wanted:
            there = [known for known in tags.unique() if known]
            raise BadValue(_unknown("language", wanted, there))
        found |= mine
    return found


def _as_list(names: str | Sequence[str]) -> list[str]:
    chosen = [names] if isinstance(names, str) else list(names)
    if not chosen:
        raise BadValue(
            "An empty list keeps nothing; leave the argument out to keep all."
        )
    return chosen


def _unknown(what: str, name: object, there: list[str]) -> str:
    near = difflib.get_close_matches(str(name), map(str, there), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(repr(n) for n in sorted(map(str, there))[:_LISTED]) or "none"
    more = f" and {len(there) - _LISTED} more" if len(there) > _LISTED else ""
    return f"No article has the {what} {name!r}.{hint} There are: {listed}{more}."


def _with_notes(
    articles: pd.DataFrame, place: str, dropped: dict[str, int]
) -> pd.DataFrame:
    """Add notes of what was dropped to those the table brings along."""
    before = articles.attrs.get("notes", [])
    added = [
        {"file": "", "place": place, "note": f"dropped {n} {which}"}
        for which, n in dropped.items()
        if n
    ]
    articles = articles.copy()
    # the same kind of list as before: the one of read_articles is cheap to carry along
    articles.attrs["notes"] = type(before)([*before, *added])
    return articles


# ------------------------------------------------------------------------------ columns


def _stories(articles: pd.DataFrame) -> pd.Series:
    """Story of each article, found first where nobody has looked for copies."""
    own = articles["article_id"]
    if "story_id" not in articles:
        return find_stories(articles)["story_id"]
    # read_articles gives each article its own: nobody has looked for copies then
    story = articles["story_id"].where(articles["story_id"].notna(), own)
    return find_stories(articles)["story_id"] if story.eq(own).all() else story


def _source_names(articles: pd.DataFrame) -> pd.Series:
    import pandas as pd

    if "source" not in articles:
        return pd.Series(NO_SOURCE, articles.index)
    names = articles["source"].astype(object)
    return names.where(names.notna() & names.ne(""), NO_SOURCE).astype(str)


def _word_counts(articles: pd.DataFrame) -> np.ndarray:
    """Words in title and text, counted where the table does not say."""
    if "n_words" in articles and articles["n_words"].notna().all():
        return articles["n_words"].to_numpy(np.int64)
    fields_there = [name for name in ("title", "text") if name in articles]
    columns = [articles[name].fillna("").astype(str) for name in fields_there]
    return np.sum([count_words(column.tolist()) for column in columns], axis=0)
