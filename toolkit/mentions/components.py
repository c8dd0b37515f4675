"""What mentions are built from, usable alone: attributions, cues, actors.

Each function takes any table with ``article_id`` and ``text`` and gives spans as code
points into ``text``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.mentions.columns import SpanColumns, text_column
from toolkit.mentions.cues import LISTED_AS
from toolkit.mentions.find import read_block
from toolkit.mentions.reading import compiled
from toolkit.mentions.speakers import speakers
from toolkit.schema import require_columns

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.actors import Gazetteer
    from toolkit.mentions.reading import Found


def find_attributions(articles: pd.DataFrame) -> pd.DataFrame:
    """Find what each text gives as somebody else's words.

    Parameters
    ----------
    articles
        One row per article: ``article_id`` and ``text``.

    Returns
    -------
    DataFrame
        One row per attributed span: ``article_id``, ``source``, ``source_start``,
        ``source_end``, ``cue_start``, ``cue_end``, ``content_start``, ``content_end``
        (code points, missing where nothing was found), ``kind``: ``direct`` between
        quotation marks, ``indirect`` otherwise; ``speaker``: the source by the fullest
        name or description its text gave before.

    Notes
    -----
    Taken broadly: speech, belief and findings, wishes, plans and decisions, by verbs
    and by nouns ("its threat to"), and hearsay of nobody in particular ("reportedly").
    English only. Limits: a source more than a sentence away is found for quotations
    only; parties to a dialogue without reporting verbs are not told apart.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.DataFrame({"article_id": ["a"],
    ...     "text": ["The ministry said that talks had failed."]})
    >>> find_attributions(texts)[["source", "kind"]].values.tolist()
    [['The ministry', 'indirect']]
    """
    import pandas as pd

    found, ids, texts = _read(articles)
    spans, at = found.reported(), SpanColumns(texts, found.words)
    every = np.arange(len(spans))
    columns = {
        "article_id": text_column(ids[found.words.doc[spans.content_first]]),
        "source": at.text(spans.source_first, spans.source_stop),
        **at.offsets("source", spans.source_first, spans.source_stop),
        **at.offsets("cue", spans.cue_first, spans.cue_stop),
        **at.offsets("content", spans.content_first, spans.content_stop),
        "kind": text_column(spans.kind),
        "speaker": at.text(*speakers(found.words, spans, found.actors, every)),
    }
    return pd.DataFrame(columns)


def find_cues(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the words that change how a mention is to be read.

    Parameters
    ----------
    articles
        One row per article: ``article_id`` and ``text``; with ``published``, dates long
        past are historical cues.

    Returns
    -------
    DataFrame
        One row per cue: ``article_id``, ``start``, ``end`` (code points), ``kind``, one
        of ``negation``, ``denial``, ``hedge``, ``conditional`` (possible, feared, hoped
        for, planned, asked for, needed, tried: left open), ``historical``, ``threat``
        (threat, vow, warning). A cue stands here whether or not a mention is in its
        reach.

    Notes
    -----
    The number of cues other than ``historical`` is a fair measure of how much of a
    sentence is uncertain or unrealised. What is announced as certain (*will*, *is to*)
    is no cue here, though an act so announced is ``threatened``; nor are boosters
    (*clearly*). Kinds of modality follow Szarvas et al. (2012); an infinitive of
    purpose counts as left open (Karttunen 1971). English only; modal words in other
    senses (*can* as a noun, *May* as a month) are told apart by the words beside them.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.DataFrame({"article_id": ["a"],
    ...     "text": ["No attack took place. Rebels could return."]})
    >>> find_cues(texts)["kind"].tolist()
    ['negation', 'conditional']
    """
    import pandas as pd

    found, ids, _ = _read(articles)
    cues = found.passages.cues.take(np.isin(found.passages.cues.kind, list(LISTED_AS)))
    first, stop = cues.first, cues.stop
    return pd.DataFrame(
        {
            "article_id": text_column(ids[found.words.doc[first]]),
            "start": found.words.start[first],
            "end": found.words.end[stop - 1],
            "kind": text_column([LISTED_AS[kind] for kind in cues.kind]),
        }
    )


def find_actors(
    articles: pd.DataFrame, *, gazetteer: Gazetteer | None = None
) -> pd.DataFrame:
    """Find political actors: states, armed groups, alliances, organisations.

    Parameters
    ----------
    articles
        One row per article: ``article_id`` and ``text``.
    gazetteer
        Whose names are actors; the shipped one unless given. See ``read_gazetteer``.
        With ``published``, a leader's name counts only while in office.

    Returns
    -------
    DataFrame
        One row per actor mention: ``article_id``, ``start``, ``end`` (code points),
        ``actor`` (canonical name), ``code`` (ISO 3166-1 alpha-3 for states; others
        begin with their state's, or with ``IGO``, ``NGO``, ``MNC``, ``IMG``), ``kind``.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.DataFrame({"article_id": ["a"],
    ...     "text": ["Tehran warned the U.S. The Washington Post reported it."]})
    >>> find_actors(texts)["code"].tolist()
    ['IRN', 'USA']
    """
    import pandas as pd

    found, ids, _ = _read(articles, gazetteer)
    hits, names = found.actors, compiled(gazetteer=gazetteer).gazetteer
    return pd.DataFrame(
        {
            "article_id": text_column(ids[found.words.doc[hits.first]]),
            "start": found.words.start[hits.first],
            "end": found.words.end[hits.stop - 1],
            "actor": text_column(names.actor[hits.pattern]),
            "code": text_column(names.code[hits.pattern]),
            "kind": text_column(names.kind[hits.pattern]),
        }
    )


def _read(
    articles: pd.DataFrame, gazetteer: Gazetteer | None = None
) -> tuple[Found, np.ndarray, list[str]]:
    require_columns(articles, ["article_id", "text"], "articles")
    bodies = articles.drop(columns="title", errors="ignore")
    found, texts = read_block(bodies, gazetteer)
    return found, articles["article_id"].to_numpy(object), texts
