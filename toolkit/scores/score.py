"""Scores: one row per article, counted from its mentions.

Which mentions count is decided here and nowhere else. By default those whose status is
``actual`` or ``threatened``: a thing is said to happen, or is threatened. Hypothetical,
negated, denied and historical mentions stay in the mentions table, where they can be
read, and leave the scores alone. Every voice counts: reported escalation is coverage of
escalation. Both choices are parameters, and are written into ``scores.attrs``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import (
    CHANNELS,
    READ_LANGUAGES,
    STATUSES,
    TENSION_FORMULA,
    TENSION_SIGNS,
    VOICES,
    BadValue,
    check_table,
    in_languages,
    require_columns,
)
from toolkit.scores.lengths import sentence_counts, word_counts

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COUNTED_STATUSES",
    "first_columns",
    "rate_per_1000",
    "score_articles",
    "tension",
]

COUNTED_STATUSES = ("actual", "threatened")

HOSTILE = ("act", "threat")  # channels behind ``peak`` and ``share``
VIOLENCE = "ASSAULT"  # event type behind ``violence_share``

PER_WORDS = 1000  # words; the unit LIWC and most dictionary studies report in
SEVERITY_RANGE = (0, 10)

# Columns of the articles that the later steps need; each is optional.
_CARRIED = ("source", "published", "published_precision")


def score_articles(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    statuses: Sequence[str] = COUNTED_STATUSES,
    voices: Sequence[str] = VOICES,
    languages: Collection[str] | None = READ_LANGUAGES,
) -> pd.DataFrame:
    """Count the mentions of each article: one row per article, all articles kept.

    Parameters
    ----------
    articles
        One row per article: ``article_id``, and ``n_words`` or ``text`` (with
        ``title``, where there is one) to count the words of. ``source``, ``published``
        and ``story_id`` are carried over where they exist.
    mentions
        One row per mention, as ``find_mentions`` returns them.
    statuses
        Mentions with another status are not counted.
    voices
        Mentions in another voice are not counted.
    languages
        As in ``find_mentions``. An article that was not searched for its language is
        kept, with missing values and no words, as one that holds none: nothing in it
        was read. ``attrs["other_languages"]`` counts these by language.

    Returns
    -------
    pandas.DataFrame
        One row per article, in the order of ``articles``. For each channel

        * ``act_count``: mentions (0 or more);
        * ``act_rate``: mentions per 1,000 words (0 to 1,000 in practice);
        * ``act_weighted``: sum of severities per 1,000 words (0 or more);
        * ``act_any``: 1 if there is any mention, else 0;
        * ``act_peak``: highest severity of any mention (0 to 10, 0 without one);
        * ``act_share``: share of sentences with a mention (0 to 1);

        and for the whole article three figures that answer different questions:

        * ``tension``, net: heat less cooling (see :func:`tension`);
        * ``peak``: highest severity of an act or threat (0 to 10);
        * ``share``: share of sentences with an act or threat (0 to 1), and
          ``violence_share`` the share with a mention of type ASSAULT.

        Higher means more escalation language, for ``deescalation`` more cooling
        language. An article without hits gets 0; an article without words gets missing
        values, because nothing was there to be read. Shares need ``n_sentences`` or
        ``text``, and are missing without. ``attrs`` holds the formula and the choices.

    Raises
    ------
    MissingColumn
        A table lacks a column that is read here.
    BadValue
        Two rows for one article, a mention of an unknown article, an unknown status or
        voice, or a severity outside 0 to 10.

    Notes
    -----
    Rates of very short texts are extreme: one hit in 20 words is 50 per 1,000. The
    index therefore adds up hits and words before it divides. Of a long report on a
    crisis the net says little, for talks and fighting cancel out; how much of it is
    about violence is what readers grade it by, and that is ``violence_share``.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [200, 500]})
    >>> mentions = pd.DataFrame({
    ...     "article_id": ["a", "a"], "field": "text", "sentence": 0, "start": [0, 9],
    ...     "end": [6, 14], "match": ["attack", "talks"], "term": ["attack", "talks"],
    ...     "type": ["ASSAULT", "CONSULT"], "channel": ["act", "deescalation"],
    ...     "severity": [8.0, 2.0], "status": "actual", "hedged": False,
    ...     "voice": "narrator"})
    >>> scores = score_articles(articles, mentions)
    >>> scores[["article_id", "act_rate", "act_weighted", "tension"]]
      article_id  act_rate  act_weighted  tension
    0          a       5.0          40.0      0.0
    1          b       0.0           0.0      0.0
    """
    _check_choice(statuses, STATUSES, "statuses")
    _check_choice(voices, VOICES, "voices")
    check_table(mentions, "mentions")
    ids = _article_ids(articles)
    counted = mentions[
        mentions["status"].isin(statuses) & mentions["voice"].isin(voices)
    ]
    row, channel, severity = _as_arrays(counted, ids)
    sentence = _sentence_numbers(counted, row)
    n_words, n_sentences = word_counts(articles), sentence_counts(articles)
    searched = in_languages(articles, languages)
    n_words = np.where(searched, n_words, 0)
    n_sentences = np.where(searched, n_sentences, 0)
    scores = first_columns(articles, n_words)
    for number, name in enumerate(CHANNELS):
        mine = channel == number
        columns = _channel_columns(row[mine], severity[mine], n_words)
        columns["share"] = _share(row[mine], sentence[mine], n_sentences)
        for measure, values in columns.items():
            scores[f"{name}_{measure}"] = values
    scores["tension"] = tension(scores)
    hostile = np.isin(channel, [CHANNELS.index(c) for c in HOSTILE])
    violent = (counted["type"] == VIOLENCE).to_numpy()
    scores["peak"] = scores[[f"{c}_peak" for c in HOSTILE]].max(axis=1)
    scores["share"] = _share(row[hostile], sentence[hostile], n_sentences)
    scores["violence_share"] = _share(row[violent], sentence[violent], n_sentences)
    scores.index = articles.index
    scores.attrs = {
        "tension": TENSION_FORMULA,
        "statuses": list(statuses),
        "voices": list(voices),
        "other_languages": _by_language(articles[~searched]),
    }
    return scores


def _by_language(articles: pd.DataFrame) -> dict[str, int]:
    """How many articles each language has, the most frequent first."""
    if articles.empty:
        return {}
    counts = articles["language"].astype("str").value_counts()
    return {str(tag): int(n) for tag, n in counts.items()}


def first_columns(articles: pd.DataFrame, n_words: np.ndarray) -> pd.DataFrame:
    """Columns every table of scores begins with, whoever made the score."""
    import pandas as pd

    table = pd.DataFrame({"article_id": articles["article_id"].to_numpy()})
    for name in _CARRIED:
        if name in articles.columns:
            table[name] = articles[name].array
    return table.assign(story_id=_stories(articles), n_words=n_words)


def rate_per_1000(amount: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """Amount per 1,000 words; missing where there are no words.

    >>> rate_per_1000(np.array([3, 0, 0]), np.array([600, 600, 0])).tolist()
    [5.0, 0.0, nan]
    """
    words = np.where(n_words > 0, n_words, np.nan)
    return PER_WORDS * amount / words


def tension(scores: pd.DataFrame, measure: str = "rate") -> pd.Series:
    """Return the composite: heat minus cooling, in mentions per 1,000 words.

    .. math:: T = R_{act} + R_{threat} + R_{tone} - R_{deescalation}

    where each :math:`R` is the rate of a channel. Higher = more escalation language;
    0 = none, or heat and cooling in balance; negative = cooling prevails. It has no
    upper bound.

    Mentions count one each, whatever their severity. That is a choice: severities of
    acts are two to three times those of cooling, so that one killing would outvote five
    talks. ``measure="weighted"`` adds up severities instead, on the scale the lexicon
    was loaded with, to see whether a conclusion rests on that choice.

    >>> import pandas as pd
    >>> one = pd.DataFrame({"act_rate": [40.0], "threat_rate": [6.0],
    ...                     "tone_rate": [1.0], "deescalation_rate": [10.0]})
    >>> tension(one).tolist()
    [37.0]
    """
    if measure not in ("rate", "weighted"):
        raise BadValue(f"measure={measure!r} is unknown; choose rate or weighted.")
    signed = [sign * scores[f"{c}_{measure}"] for c, sign in TENSION_SIGNS.items()]
    return sum(signed)


def _check_choice(chosen: Sequence[str], allowed: Sequence[str], name: str) -> None:
    # a bare string would be read letter by letter
    strange = (
        [chosen] if isinstance(chosen, str) else sorted(set(chosen) - set(allowed))
    )
    if strange or not len(chosen):
        raise BadValue(
            f"{name}={chosen!r} is not a list of known values. "
            f"Give some of {list(allowed)}, e.g. {name}={tuple(allowed[:2])!r}."
        )


def _article_ids(articles: pd.DataFrame) -> pd.Index:
    import pandas as pd

    needed = [] if "n_words" in articles.columns else ["text"]
    require_columns(articles, ["article_id", *needed], "articles")
    # find_mentions writes ids as text, whatever they were
    ids = pd.Index(articles["article_id"].astype(str))
    if not ids.is_unique:
        twice = ids[ids.duplicated()]
        raise BadValue(
            f"articles has one row per article, but article_id {twice[0]!r} occurs "
            f"more than once ({len(twice)} surplus rows). "
            'Drop them with articles.drop_duplicates("article_id").'
        )
    return ids


def _as_arrays(
    mentions: pd.DataFrame, ids: pd.Index
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row of the article, number of the channel, and severity of each mention."""
    import pandas as pd

    row = _positions(mentions["article_id"].astype(str), ids)
    if (row < 0).any():
        stranger = mentions["article_id"].iloc[int(np.argmax(row < 0))]
        raise BadValue(
            f"{int((row < 0).sum())} mentions stand in articles that the articles "
            f"table does not hold, the first in {stranger!r}. Score the same articles "
            "that find_mentions was given."
        )
    severity = mentions["severity"].to_numpy(float)
    low, high = SEVERITY_RANGE
    bad = ~((severity >= low) & (severity <= high))
    if bad.any():
        first = mentions.iloc[int(np.argmax(bad))]
        raise BadValue(
            f"{int(bad.sum())} mentions have a severity that is missing or outside "
            f"{low} to {high}, the first is {first['severity']!r} for term "
            f"{first['term']!r}. Correct the lexicon, or drop these mentions."
        )
    return row, _positions(mentions["channel"], pd.Index(CHANNELS)), severity


def _positions(values: pd.Series, index: pd.Index) -> np.ndarray:
    """Place of each value in ``index`` (-1 = absent), looking up each value once."""
    import pandas as pd

    codes, distinct = pd.factorize(values)
    place = index.get_indexer(pd.Index(distinct).astype(index.dtype))
    return np.where(codes < 0, -1, place[codes]) if len(place) else codes


def _stories(articles: pd.DataFrame) -> pd.api.extensions.ExtensionArray:
    if "story_id" not in articles.columns:
        return articles["article_id"].array
    # An article whose copies were never looked for is a story of its own.
    return articles["story_id"].fillna(articles["article_id"]).array


def _sentence_numbers(mentions: pd.DataFrame, row: np.ndarray) -> np.ndarray:
    """One number per sentence of one field of one article."""
    in_title = (mentions["field"] == "title").to_numpy()
    # no text has a million sentences before this key would collide
    return (2 * row + in_title) * 1_000_000 + mentions["sentence"].to_numpy(np.int64)


def _share(row: np.ndarray, sentence: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Share of each article's ``n`` sentences that are among those given."""
    _, first = np.unique(sentence, return_index=True)
    hit = np.bincount(row[first], minlength=len(n))
    return np.minimum(hit / np.where(n > 0, n, np.nan), 1.0)


def _channel_columns(
    row: np.ndarray, severity: np.ndarray, n_words: np.ndarray
) -> dict[str, np.ndarray]:
    n = len(n_words)
    count = np.bincount(row, minlength=n)
    weight = np.bincount(row, weights=severity, minlength=n)
    peak = np.zeros(n)
    np.maximum.at(peak, row, severity)
    read = n_words > 0
    return {
        "count": count,
        "rate": rate_per_1000(count, n_words),
        "weighted": rate_per_1000(weight, n_words),
        "any": np.where(read, (count > 0).astype(float), np.nan),
        "peak": np.where(read, peak, np.nan),
    }
