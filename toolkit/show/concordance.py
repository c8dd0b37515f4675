"""Keyword in context: every mention with the words around it.

Read before you count: a number of mentions means little until some of them were read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.schema import TABLES, BadValue, check_table, require_columns

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

_BLANKS = re.compile(r"\s+")

# Shown beside the words, in this order, where the tables have them.
_BESIDE = (
    "source", "published", "term", "type", "channel", "status", "hedged", "voice",
    "speaker", "cue", "field", "start",
)  # fmt: skip


def keyword_in_context(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    *,
    width: int = 60,
    **where: str | bool | Collection[str],
) -> pd.DataFrame:
    """Show each mention with the text to its left and right.

    Parameters
    ----------
    articles
        One row per article. Mentions of other articles are left out.
    mentions
        One row per mention.
    width
        Characters of context on each side; cut back to whole words.
    **where
        Keep only mentions whose column holds this value, or one of these values:
        ``channel="threat"``, ``status=["denied", "negated"]``, ``type="COERCE"``.

    Returns
    -------
    DataFrame
        One row per mention, in the order and with the row labels of ``mentions``:
        ``left``, ``match``, ``right``, ``article_id``, then source, date, term,
        channel, status, voice and cue. Take a fair look with ``.sample(10,
        random_state=1)``.

    Raises
    ------
    BadValue
        A value of ``where`` that the column never holds, or no article in common.
    MissingColumn
        ``where`` names a column that the mentions table lacks.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "Envoys rejected the truce."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> mentions = pd.DataFrame([dict(article_id="a", field="text", sentence=0,
    ...     start=20, end=25, match="truce", term="truce", type="AGREE",
    ...     channel="deescalation", severity=2.0, status="negated", hedged=False,
    ...     voice="narrator")])
    >>> lines = keyword_in_context(articles, mentions, status="negated")
    >>> lines[["left", "match", "right"]]
                      left  match right
    0  Envoys rejected the  truce     .
    """
    check_table(articles, "articles")
    check_table(mentions, "mentions")
    if width < 0:
        raise BadValue(f"width={width} is no number of characters; give 0 or more.")
    # ids of any kind meet as text, as find_mentions writes them
    articles = articles.assign(article_id=articles["article_id"].astype("str"))
    mentions = mentions.assign(article_id=mentions["article_id"].astype("str"))
    kept = _matching(_of_articles(mentions, articles), mentions, where)
    texts = articles.set_index("article_id")
    return _beside(_contexts(kept, texts, width), kept, texts)


def _of_articles(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    known = mentions["article_id"].isin(articles["article_id"])
    if len(mentions) and not known.any():
        raise BadValue(
            f"None of the {len(mentions):,} mentions belongs to one of the "
            f"{len(articles):,} articles. Give the articles the mentions were found in."
        )
    return mentions[known]


def _matching(kept: pd.DataFrame, mentions: pd.DataFrame, where: dict) -> pd.DataFrame:
    require_columns(mentions, list(where), "mentions")
    declared = {column.name: column.values for column in TABLES["mentions"]}
    for column, wanted in where.items():
        values = [wanted] if isinstance(wanted, str | bool) else list(wanted)
        allowed = declared.get(column) or tuple(mentions[column].dropna().unique())
        for value in values:
            if value not in allowed and len(mentions):
                raise BadValue(
                    f"{column}={value!r} is in no mention; {column} holds: "
                    f"{', '.join(map(str, sorted(allowed)[:20]))}."
                )
        kept = kept[kept[column].isin(values)]
    return kept


def _contexts(kept: pd.DataFrame, texts: pd.DataFrame, width: int) -> pd.DataFrame:
    import pandas as pd

    fields = {name: texts[name].to_dict() for name in set(kept["field"])}
    spans = zip(
        kept["article_id"], kept["field"], kept["start"], kept["end"], strict=True
    )
    rows = [
        _context(fields[field][key], start, end, width)
        for key, field, start, end in spans
    ]
    return pd.DataFrame(
        rows, columns=["left", "match", "right"], index=kept.index, dtype="str"
    )


def _context(text: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    # one character more on each side shows whether the cut fell inside a word
    left = _BLANKS.sub(" ", text[max(0, start - width - 1) : start])
    right = _BLANKS.sub(" ", text[end : end + width + 1])
    if start - width - 1 >= 0 and len(left) > width:
        left = left.partition(" ")[2]
    if end + width + 1 <= len(text) and len(right) > width:
        right = right.rpartition(" ")[0]
    return left.lstrip(), _BLANKS.sub(" ", text[start:end]), right.rstrip()


def _beside(
    lines: pd.DataFrame, kept: pd.DataFrame, texts: pd.DataFrame
) -> pd.DataFrame:
    lines["article_id"] = kept["article_id"]
    for name in _BESIDE:
        if name in kept.columns:
            lines[name] = kept[name]
        elif name in texts.columns:
            lines[name] = texts[name].reindex(kept["article_id"]).to_numpy()
    return lines
