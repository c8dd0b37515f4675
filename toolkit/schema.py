"""The four tables the toolkit is made of, and the errors it raises.

A table is a plain DataFrame whose grain and columns are declared here, once:

=========  ===========================================================
articles   one row per article
mentions   one row per mention of escalation language in an article
scores     one row per article, articles without any mention included
index      one row per period (and group, where there are groups)
=========  ===========================================================

Every function that takes one of them calls :func:`check_table` first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    import pandas as pd

CHANNELS = ("act", "threat", "deescalation", "tone")
STATUSES = ("actual", "threatened", "hypothetical", "negated", "denied", "historical")
VOICES = ("narrator", "attributed", "quoted")
FIELDS = ("title", "text")

# The composite that scores and index share. Mentions count one each: severities of acts
# are two to three times those of cooling, so that one killing would outvote five talks,
# and on the coded sets tried so far the plain count tells conflict from cooperation as
# well or better (README, "Validity"). The severity-weighted series stand beside it.
TENSION_SIGNS = {"act": 1, "threat": 1, "tone": 1, "deescalation": -1}
TENSION_FORMULA = (
    "tension = act_rate + threat_rate + tone_rate - deescalation_rate"
    " (mentions per 1,000 words; negative = cooling prevails)"
)

# PLOVER (2.0 draft manual) names; TONE marks wording that reports no event at all.
EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE",
    "ASSAULT", "TONE",
)  # fmt: skip

PRECISIONS = ("minute", "day", "month", "year")


class ToolkitError(ValueError):
    """Base of every error the toolkit raises on purpose; its text says what to do."""


class MissingColumn(ToolkitError):
    """A table lacks a column that the called function reads."""


class BadValue(ToolkitError):
    """A column or an argument holds a value outside what is allowed."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, kind, meaning and allowed values."""

    name: str
    kind: str  # "text", "number", "count", "flag", "time"
    meaning: str
    required: bool = True
    values: tuple[str, ...] = ()


def _c(name: str, kind: str, meaning: str, **more: object) -> Column:
    return Column(name, kind, meaning, **more)  # type: ignore[arg-type]


_ARTICLE_ID = _c("article_id", "text", "stable hash of the normalised content")
_OUTLET = _c("source", "text", "outlet", required=False)
_PUBLISHED = _c("published", "time", "publication time in UTC", required=False)
_STORY = _c("story_id", "text", "cluster of syndicated copies", required=False)

TABLES: dict[str, tuple[Column, ...]] = {
    "articles": (
        _ARTICLE_ID,
        _OUTLET,
        _PUBLISHED,
        _c(
            "published_precision",
            "text",
            "how exact the time is",
            required=False,
            values=PRECISIONS,
        ),
        _c("published_from", "text", "the rule that found the time", required=False),
        _c("title", "text", "headline without publisher suffix", required=False),
        _c("byline", "text", "author names", required=False),
        _c("section", "text", "section of the outlet", required=False),
        _c("language", "text", "BCP 47 tag", required=False),
        _c("text", "text", "clean body, NFC, one blank line between paragraphs"),
        _c("captions", "text", "picture captions, one a line", required=False),
        _c("url", "text", "address of the article", required=False),
        _c("n_words", "count", "words in title and text", required=False),
        _c("n_sentences", "count", "sentences in title and text", required=False),
        _STORY,
        _c("origin", "text", "path or URL, down to the place inside", required=False),
        _c("reader", "text", "the reader that took it in", required=False),
    ),
    "mentions": (
        _c("article_id", "text", "the article it stands in"),
        _c("field", "text", "the field it stands in", values=FIELDS),
        _c("sentence", "count", "0-based sentence of that field"),
        _c("start", "count", "first code point in that field"),
        _c("end", "count", "one past the last code point"),
        _c("match", "text", "the characters between start and end"),
        _c("term", "text", "the lexicon entry"),
        _c("type", "text", "PLOVER event type", values=EVENT_TYPES),
        _c("channel", "text", "which series it belongs to", values=CHANNELS),
        _c("severity", "number", "0 to 10, on the chosen scale"),
        _c("status", "text", "is it said to have happened?", values=STATUSES),
        _c("hedged", "flag", "True when the text marks it as uncertain"),
        _c("voice", "text", "whose words it stands in", values=VOICES),
        _c("speaker", "text", "who is cited, empty for the narrator", required=False),
        _c("actor", "text", "who does it (canonical name)", required=False),
        _c("target", "text", "to whom (canonical name)", required=False),
        _c(
            "actor_start", "number", "code point, missing without actor", required=False
        ),
        _c("actor_end", "number", "one past its last", required=False),
        _c(
            "target_start",
            "number",
            "code point, missing without target",
            required=False,
        ),
        _c("target_end", "number", "one past its last", required=False),
        _c(
            "cue",
            "text",
            "the words that decided status, voice or hedge",
            required=False,
        ),
        _c("cue_start", "number", "code point, missing without cue", required=False),
        _c("cue_end", "number", "one past its last", required=False),
    ),
    "scores": (
        _c("article_id", "text", "the article"),
        _OUTLET,
        _PUBLISHED,
        _STORY,
        _c("n_words", "count", "words in title and text"),
        *(
            column
            for channel in CHANNELS
            for column in (
                _c(f"{channel}_count", "count", f"mentions in the {channel} channel"),
                _c(f"{channel}_rate", "number", "mentions per 1,000 words"),
                _c(
                    f"{channel}_weighted", "number", "sum of severities per 1,000 words"
                ),
                _c(f"{channel}_any", "number", "1 if there is any mention, else 0"),
                _c(
                    f"{channel}_share",
                    "number",
                    "share of sentences with a mention, 0 to 1",
                    required=False,
                ),
            )
        ),
        _c("tension", "number", "the composite; higher = more escalation language"),
        _c("peak", "number", "highest severity of an act or threat", required=False),
        _c(
            "share",
            "number",
            "share of sentences with an act or threat, 0 to 1",
            required=False,
        ),
        _c(
            "violence_share",
            "number",
            "share of sentences with a mention of type ASSAULT, 0 to 1",
            required=False,
        ),
    ),
    "index": (
        _c("period", "time", "first moment of the period, UTC"),
        _c("value", "number", "100 = mean of the base window; higher = more"),
        _c("low", "number", "lower end of the interval", required=False),
        _c("high", "number", "upper end of the interval", required=False),
        _c("n_articles", "count", "articles in the period"),
        _c("n_stories", "count", "stories, copies counted once"),
        _c("n_words", "count", "words of those stories"),
        _c("enough", "flag", "False below the recipe's minimum of stories"),
    ),
}


def column_names(table: str) -> list[str]:
    """Names of a table's columns, in their declared order.

    >>> column_names("index")[:4]
    ['period', 'value', 'low', 'high']
    """
    return [column.name for column in TABLES[table]]


def require_columns(frame: pd.DataFrame, names: list[str], table: str) -> None:
    """Raise :class:`MissingColumn` unless ``frame`` has every column in ``names``.

    The message says what was asked for, what exists and what to do.
    """
    missing = [name for name in names if name not in frame.columns]
    if missing:
        known = {column.name: column.meaning for column in TABLES.get(table, ())}
        wanted = "; ".join(f'"{m}" ({known.get(m, "needed here")})' for m in missing)
        have = ", ".join(map(str, frame.columns)) or "no columns at all"
        raise MissingColumn(
            f"The {table} table lacks {wanted}. It has: {have}. "
            f'Rename or add it, e.g. {table}.rename(columns={{"…": "{missing[0]}"}}).'
        )


# Languages, as BCP 47 tags, that the shipped lexicon and its rules can read.
READ_LANGUAGES = ("en",)


def in_languages(
    articles: pd.DataFrame, languages: Collection[str] | None = READ_LANGUAGES
) -> np.ndarray:
    """Tell of each article whether it is in one of the languages, or in none known.

    ``"en"`` stands for ``en-GB`` too; None for every language.

    >>> import pandas as pd
    >>> in_languages(pd.DataFrame({"language": ["en-GB", "de", None]})).tolist()
    [True, False, True]
    """
    import numpy as np

    if isinstance(languages, str):
        raise BadValue(f"languages={languages!r}: give a list, [{languages!r}].")
    if languages is None or "language" not in articles.columns:
        return np.ones(len(articles), bool)
    tags = articles["language"].astype("str").str.lower()
    tags = tags.str.replace("-.*", "", regex=True)
    wanted = {tag.lower().partition("-")[0] for tag in languages}
    return (tags.isin(wanted) | tags.isna() | tags.eq("")).to_numpy()


def check_table(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return ``frame`` unchanged if it is a valid ``table``; raise otherwise.

    Parameters
    ----------
    frame
        The table to check. Extra columns are allowed and left alone.
    table
        One of ``articles``, ``mentions``, ``scores``, ``index``.

    Raises
    ------
    MissingColumn
        A required column is absent.
    BadValue
        A column with a closed vocabulary holds something else, or the grain is
        broken (two rows for one article).

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["Talks resumed."]})
    >>> check_table(articles, "articles").shape
    (1, 2)
    """
    columns = TABLES[table]
    require_columns(frame, [c.name for c in columns if c.required], table)
    for column in columns:
        if column.values and column.name in frame.columns:
            _check_values(frame[column.name], column, table)
    if table in ("articles", "scores"):
        _check_unique(frame, table)
    return frame


def _check_values(values: pd.Series, column: Column, table: str) -> None:
    strange = sorted(set(values.dropna().unique()) - set(column.values))
    if strange:
        raise BadValue(
            f'{table}["{column.name}"] holds {strange[:3]}; '
            f"allowed are {', '.join(column.values)}."
        )


def _check_unique(frame: pd.DataFrame, table: str) -> None:
    twice = frame["article_id"][frame["article_id"].duplicated()]
    if len(twice):
        raise BadValue(
            f"{table} has one row per article, but article_id {twice.iloc[0]!r} "
            f"occurs more than once ({len(twice)} surplus rows). "
            'Drop them with drop_duplicates("article_id").'
        )
