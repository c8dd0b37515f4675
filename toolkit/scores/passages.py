"""Passages: the sentences or paragraphs of articles, as units that people code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import FIELDS, BadValue, require_columns
from toolkit.text import PARAGRAPH, Words, split_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PASSAGES", "cut_passages", "mentions_of_units"]

PASSAGES = ("sentence", "paragraph")


def cut_passages(articles: pd.DataFrame, unit: str = "sentence") -> pd.DataFrame:
    """Cut articles into sentences or paragraphs: one row per passage that has words.

    Parameters
    ----------
    articles
        One row per article: ``article_id``, ``text``, and ``title`` where there is one.
        A headline is a passage too.
    unit
        ``sentence`` or ``paragraph``.

    Returns
    -------
    pandas.DataFrame
        ``sentence_id`` (``article_id:field:start``, names the passage whether sentence
        or paragraph), ``article_id``, ``field``, ``start``, ``end`` (code points; end
        is one past the last), ``text``, and ``before``: the passage before it in the
        same field, empty at the start.

    Examples
    --------
    >>> import pandas as pd
    >>> text = 'Shells fell. "We will answer." Talks go on.'
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> cut_passages(articles)[["sentence_id", "text"]]
      sentence_id                text
    0    a:text:0        Shells fell.
    1   a:text:13  "We will answer."
    2   a:text:31       Talks go on.
    """
    import pandas as pd

    if unit not in PASSAGES:
        raise BadValue(f"unit={unit!r} is unknown; choose {' or '.join(PASSAGES)}.")
    require_columns(articles, ["article_id", "text"], "articles")
    fields = [name for name in FIELDS if name in articles.columns]
    parts = [_of_field(articles, field, unit) for field in fields]
    place = np.concatenate([part.pop("place") for part in parts])
    table = pd.concat(parts, ignore_index=True)
    # titles before texts, article by article
    return table.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _of_field(articles: pd.DataFrame, field: str, unit: str) -> pd.DataFrame:
    import pandas as pd

    texts = articles[field].fillna("").astype(str).tolist()
    words = split_words(texts)
    doc, start, end = _spans(words, texts, unit)
    ids = articles["article_id"].astype(str).to_numpy()[doc]
    cut = [texts[d][a:b] for d, a, b in zip(doc, start, end, strict=True)]
    first = np.diff(doc, prepend=-1) != 0
    before = ["" if head else cut[at - 1] for at, head in enumerate(first)]
    return pd.DataFrame(
        {
            "place": doc,
            "sentence_id": [
                f"{i}:{field}:{a}" for i, a in zip(ids, start, strict=True)
            ],
            "article_id": ids,
            "field": field,
            "start": start,
            "end": end,
            "text": cut,
            "before": before,
        }
    )


def _spans(
    words: Words, texts: list[str], unit: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Text, first and last code point of every passage."""
    head = np.diff(words.doc, prepend=-1) != 0
    cut = (words.gap & PARAGRAPH) > 0
    if unit == "sentence":
        cut = np.diff(words.sentence, prepend=-1) != 0
    first = np.flatnonzero(head | cut)
    last = np.append(first[1:], len(words))[: len(first)] - 1
    doc = words.doc[first]
    # marks around a passage are its own: from blank to blank
    start = [
        _to_blank_before(texts[d], a)
        for d, a in zip(doc, words.start[first], strict=True)
    ]
    end = [
        _to_blank_after(texts[d], b) for d, b in zip(doc, words.end[last], strict=True)
    ]
    return doc, np.array(start, np.int64), np.array(end, np.int64)


def _to_blank_before(text: str, at: int) -> int:
    while at and not text[at - 1].isspace():
        at -= 1
    return at


def _to_blank_after(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def mentions_of_units(mentions: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Mentions that stand inside drawn passages, named after them.

    So codes of passages are compared with what was found in whole articles, where
    dates, names and the sentences before were known.

    Parameters
    ----------
    mentions
        One row per mention.
    units
        One row per unit: ``article_id``, and for passages ``sentence_id``, ``field``,
        ``start`` and ``end``.

    Returns
    -------
    pandas.DataFrame
        The mentions that start inside a unit; ``article_id`` is the name of the unit.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"sentence_id": ["a:text:13"], "article_id": "a",
    ...                       "field": "text", "start": 13, "end": 30})
    >>> mentions = pd.DataFrame({"article_id": "a", "field": "text",
    ...                          "start": [0, 21], "match": ["Shells", "answer"]})
    >>> mentions_of_units(mentions, units)
      article_id field  start   match
    0  a:text:13  text     21  answer
    """
    require_columns(units, ["article_id"], "units")
    mentions = mentions.assign(article_id=mentions["article_id"].astype(str))
    if "sentence_id" not in units.columns:
        known = mentions["article_id"].isin(units["article_id"].astype(str))
        return mentions[known].reset_index(drop=True)
    require_columns(units, ["sentence_id", "field", "start", "end"], "units")
    require_columns(mentions, ["article_id", "field", "start"], "mentions")
    names = ["sentence_id", "article_id", "field", "start", "end"]
    own = units[names].drop_duplicates("sentence_id")
    own.columns = ["unit", "article_id", "field", "unit_start", "unit_end"]
    own = own.assign(
        article_id=own["article_id"].astype(str), field=own["field"].astype(str)
    )
    numbered = mentions.assign(place=np.arange(len(mentions)))
    both = numbered.astype({"field": str}).merge(own, on=["article_id", "field"])
    inside = both["start"].between(both["unit_start"], both["unit_end"] - 1)
    kept = both[inside].sort_values("place")
    return kept.assign(article_id=kept["unit"])[[*mentions.columns]].reset_index(
        drop=True
    )
