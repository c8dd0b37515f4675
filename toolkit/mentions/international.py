"""Escalation between named sides, the part of the mentions geopolitics is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.mentions.find import read_block
from toolkit.mentions.reading import compiled
from toolkit.schema import FIELDS, require_columns

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.actors import Gazetteer

__all__ = ["keep_international"]

# Kinds of actor that can be a side. An organisation of states is where sides meet, and
# a party contends at home.
SIDES = ("state", "territory", "alliance", "armed_group")


def keep_international(
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    gazetteer: Gazetteer | None = None,
) -> pd.DataFrame:
    """Keep the mentions that stand between two named sides.

    A mention is kept when two different sides are named in its sentence, or are its
    ``actor`` and ``target``: states, territories, alliances or armed groups. "Rebels
    killed nine villagers" goes, "Israel struck Hezbollah" stays. What is left is nearer
    to the literature's geopolitical risk (wars, terrorism and tension between states
    and political actors) than all escalation language is.

    Parameters
    ----------
    mentions
        One row per mention, from ``find_mentions``.
    articles
        The articles they were found in: ``article_id`` and ``text``; ``title`` and
        ``published`` where they were used.
    gazetteer
        Whose names are actors; the one ``find_mentions`` was given.

    Returns
    -------
    DataFrame
        The rows of ``mentions`` that are kept, in their order, for ``score_articles``.

    Raises
    ------
    MissingColumn
        A table lacks a column that is read here.

    Notes
    -----
    A name counts wherever it stands in the sentence, also as a place, so that two
    foreigners killed by robbers abroad are kept; sides that only other sentences name
    are not seen. The texts are read a second time.

    References
    ----------
    Caldara, Iacoviello (2022), "Measuring Geopolitical Risk", AER 112(4), for the
    construct; the rule is ours.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import find_mentions
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "text": [
    ...     "Iran attacked a base in Iraq.", "Gunmen attacked a base in Iraq."]})
    >>> mentions = find_mentions(articles)
    >>> keep_international(mentions, articles)["article_id"].tolist()
    ['a']
    """
    require_columns(
        mentions, ["article_id", "field", "sentence", "actor", "target"], "mentions"
    )
    require_columns(articles, ["article_id", "text"], "articles")
    concerned = articles["article_id"].astype(str).isin(mentions["article_id"])
    crossed = _between_sides(articles[concerned], gazetteer)
    place = zip(
        mentions["article_id"], mentions["field"], mentions["sentence"], strict=True
    )
    kept = np.array([key in crossed for key in place], bool)
    return mentions[kept | _own_sides_differ(mentions, gazetteer)]


def _between_sides(
    articles: pd.DataFrame, gazetteer: Gazetteer | None
) -> set[tuple[str, str, int]]:
    """Article, field and sentence of every sentence that names two sides or more."""
    found: set[tuple[str, str, int]] = set()
    ids = articles["article_id"].astype(str).to_numpy(object)
    for field in FIELDS:
        if field in articles:
            row, sentence = _crowded(articles, field, gazetteer)
            keys = zip(ids[row], [field] * len(row), sentence.tolist(), strict=True)
            found.update(keys)
    return found


def _crowded(
    articles: pd.DataFrame, field: str, gazetteer: Gazetteer | None
) -> tuple[np.ndarray, np.ndarray]:
    """Row of the article and number of each sentence of a field with two sides."""
    texts = articles.drop(columns="title", errors="ignore")
    found, _ = read_block(texts.assign(text=articles[field]), gazetteer)
    names = compiled(gazetteer=gazetteer).gazetteer
    side = np.isin(names.kind[found.actors.pattern], SIDES)
    first, which = found.actors.first[side], found.actors.pattern[side]
    name = np.unique(names.actor.astype(str), return_inverse=True)[1][which]
    place = np.stack([found.words.doc[first], found.words.sentence[first], name])
    distinct = np.unique(place, axis=1)[:2]
    sentences, n_sides = np.unique(distinct, axis=1, return_counts=True)
    return tuple(sentences[:, n_sides > 1])


def _own_sides_differ(
    mentions: pd.DataFrame, gazetteer: Gazetteer | None
) -> np.ndarray:
    """Tell whether who does it and whom it is done to are two sides."""
    names = compiled(gazetteer=gazetteer).gazetteer
    sides = set(names.actor[np.isin(names.kind, SIDES)])
    actor, target = mentions["actor"], mentions["target"]
    return (actor.isin(sides) & target.isin(sides) & (actor != target)).to_numpy()
