"""Articles in, mentions out: one row per mention of escalation language."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.mentions.actors import Gazetteer
from toolkit.mentions.addressees import Asking
from toolkit.mentions.columns import (
    SpanColumns,
    category_column,
    coded_column,
    text_column,
)
from toolkit.mentions.cues import Cues
from toolkit.mentions.direction import Direction, who_to_whom
from toolkit.mentions.lexicon import Lexicon
from toolkit.mentions.matching import Hits
from toolkit.mentions.participants import Actors
from toolkit.mentions.past import NO_DAY
from toolkit.mentions.reading import Found, Reader, compiled
from toolkit.mentions.rules import check_rules
from toolkit.mentions.spans import holder, inside, pick
from toolkit.mentions.speakers import speakers
from toolkit.mentions.status import Verdict, judge
from toolkit.mentions.syntax import Parts
from toolkit.schema import (
    CHANNELS,
    EVENT_TYPES,
    FIELDS,
    READ_LANGUAGES,
    STATUSES,
    VOICES,
    BadValue,
    column_names,
    in_languages,
    require_columns,
)
from toolkit.text.compiled import foresee

if TYPE_CHECKING:
    import pandas as pd

# Code points worked on at a time: large enough that numpy's overhead vanishes, small
# enough that the arrays stay near the cache. Results do not depend on it.
_BLOCK = 2_000_000


def find_mentions(
    articles: pd.DataFrame,
    lexicon: Lexicon | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    without: Collection[str] = (),
    languages: Collection[str] | None = READ_LANGUAGES,
    progress: bool = False,
) -> pd.DataFrame:
    """Find every mention of escalation language, with status, voice and direction.

    Parameters
    ----------
    articles
        One row per article: ``article_id`` and ``text``; ``title`` and ``published``
        are used when there are any. A table of single sentences works too.
    lexicon
        What to look for; ``escalation_en`` unless given.
    gazetteer
        Whose names are actors; the shipped one unless given. See ``read_gazetteer``.
        A leader's name stands for the state while in office, by ``published``.
    without
        Rules to leave out, to see what each earns: names from
        :data:`toolkit.mentions.rules.RULES` (``negation``, ``history``, ...).
    languages
        Articles whose ``language`` is known and is none of these are not searched;
        None searches all. Name the language of a lexicon of your own, here and in
        ``score_articles``.
    progress
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row per mention, in the order of the articles, the title first. ``start``
        and ``end`` are code points into the article's own ``title`` or ``text``;
        ``severity`` runs from 0 to 10, higher = more severe; the channel says which way
        it points. Mentions never overlap: the leftmost-longest expression wins.

    Raises
    ------
    MissingColumn
        ``article_id`` or ``text`` is absent.
    BadValue
        ``without`` names a rule that does not exist, or a cell is no text.

    Notes
    -----
    Status and voice sort mentions into buckets; they change no number. An act under a
    threat ("vowed to bomb") becomes a THREATEN mention of channel ``threat``; cooling
    that was refused or broken off becomes REJECT or SANCTION. Dates count as past only
    where ``published`` is known, and then only years gone by, and months and days more
    than 90 days back. English only: cues and reporting verbs are English,
    and are looked for whatever the language of the lexicon.

    An expression is read in the light of its article: violence told in the headline or
    up to two sentences before lends it company ("Six were killed"), and what much of
    the article is about (sport, a flood) speaks against it. A sentence on its own may
    therefore give other mentions than the same sentence in its article.

    Direction is read off word order: subject, object, agent, prepositions, and phrases
    that take up a name ("it", "the group"). What "X said Y must" do is asked of Y; an
    arrest in X is X's; a strike of X's workers with nobody else named is against X. A
    sentence that names just two actors, one as its subject and one as the target of
    the mention, makes its subject the doer as a last resort. Else a side is empty: a
    pair is not given for want of a better one.

    Voice is about words: ``quoted`` between quotation marks, ``attributed`` where the
    text says that somebody said, claimed, feared or found it, or that it is reportedly
    so; what somebody wants, plans, decides or refuses is the narrator's word.
    ``speaker`` is the source by the fullest name or description its article gave before
    ("he" -> "Foreign Minister A B", "the official" -> "a US official"), as written
    where two could be meant, "" where nobody is named.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [
    ...     "Militants attacked the base. No one vowed to retaliate."]})
    >>> found = find_mentions(articles)
    >>> found[["match", "channel", "status"]].values.tolist()
    [['attacked', 'act', 'actual'], ['retaliate', 'act', 'negated']]
    """
    import pandas as pd

    require_columns(articles, ["article_id", "text"], "articles")
    reader = compiled(lexicon, gazetteer)
    fields = _fields(articles, in_languages(articles, languages))
    without = check_rules(without)
    parts = [_mentions(reader, block, without) for block in _blocks(fields, progress)]
    if not parts:
        parts = [_mentions(reader, fields)]
    table = pd.concat(parts, ignore_index=True)
    ids = articles["article_id"].to_numpy()
    table["article_id"] = pd.Series(ids[table.pop("row")], dtype="str")
    return table[column_names("mentions")]


@dataclass(frozen=True)
class _Fields:
    """Titles and bodies in a row: the texts that are searched."""

    row: np.ndarray
    field: np.ndarray  # 0 title, 1 text
    texts: list[str]
    published: np.ndarray  # days since 1970, NO_DAY where unknown

    @property
    def article(self) -> np.ndarray:
        """Number of each text's article, from 0."""
        return self.row - self.row[:1].sum()

    def cut(self, low: int, high: int) -> _Fields:
        part = slice(low, high)
        return _Fields(
            self.row[part], self.field[part], self.texts[part], self.published[part]
        )


def _fields(articles: pd.DataFrame, searched: np.ndarray | None = None) -> _Fields:
    """Titles and bodies; those that are not ``searched`` count as empty."""
    n = len(articles)
    columns = {
        number: _texts(_only(articles[name], searched))
        for number, name in enumerate(FIELDS)
        if name in articles
    }
    dated = "published" in articles
    day = _days(articles["published"]) if dated else np.full(n, NO_DAY)
    texts = [text for both in zip(*columns.values(), strict=True) for text in both]
    k = len(columns)
    return _Fields(
        np.repeat(np.arange(n), k), np.tile(list(columns), n), texts, np.repeat(day, k)
    )


def _only(column: pd.Series, searched: np.ndarray | None) -> pd.Series:
    return column if searched is None or searched.all() else column.where(searched, "")


def _texts(column: pd.Series) -> list[str]:
    texts = column.astype(object).where(column.notna(), "").tolist()
    strange = [row for row, text in enumerate(texts) if not isinstance(text, str)]
    if strange:
        kind = type(texts[strange[0]]).__name__
        raise BadValue(
            f"{column.name}: row {strange[0]} holds a {kind}, "
            f"not a text ({len(strange)} such row(s)). Convert or drop them first."
        )
    return texts


def _days(published: pd.Series) -> np.ndarray:
    """Day of publication, NO_DAY where unknown; dates as text must be ISO 8601."""
    import pandas as pd

    times = pd.to_datetime(published, utc=True, errors="coerce", format="ISO8601")
    days = times.dt.tz_localize(None).to_numpy("M8[D]").astype(np.int64)
    return np.where(times.isna(), NO_DAY, days)


def _blocks(fields: _Fields, progress: bool) -> Iterator[_Fields]:
    sizes = np.cumsum([len(t) for t in fields.texts])
    if len(sizes) == 0:
        return
    foresee(int(sizes[-1]))
    edges = np.searchsorted(sizes, np.arange(_BLOCK, sizes[-1] + _BLOCK, _BLOCK)) + 1
    # an article's title and body stay together
    last = fields.row[np.minimum(edges, len(sizes)) - 1]
    edges = np.unique([0, *np.searchsorted(fields.row, last, "right"), len(sizes)])
    spans = list(pairwise(edges))
    if progress:
        from tqdm.auto import tqdm

        spans = tqdm(spans, desc="mentions", unit="block")
    for low, high in spans:
        yield fields.cut(low, high)


# What two sides do together: "A and B met" names both.
_MUTUAL = ("AGREE", "CONSULT", "COOPERATE", "RETREAT", "SUPPORT", "ASSAULT")


def _mentions(
    reader: Reader, fields: _Fields, without: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """The mentions of a block, with the row of the article in place of its id."""
    import pandas as pd

    found = reader.scan(fields.texts, fields.published, fields.article, without)
    near, terms = found.passages, found.terms
    channel, kind = reader.channel[terms.pattern], reader.kind[terms.pattern]
    verdict = judge(near.words, near.terms, channel, kind, near.cues)
    parts = Parts(near.words, fields.texts, near.actors, near.terms)
    direction = who_to_whom(
        parts,
        _actors(reader, near.actors),
        _nature(channel, kind, verdict),
        _asking(kind, verdict),
    )
    at = SpanColumns(fields.texts, found.words)
    columns = _place_columns(fields, found, at)
    columns |= _meaning_columns(reader, terms, verdict)
    columns |= _voice_columns(found, at)
    at = SpanColumns(fields.texts, near.words)
    columns |= _actor_columns(direction, at)
    columns |= _cue_columns(near.cues, verdict.cue, at)
    return pd.DataFrame(columns)


def _nature(
    channel: np.ndarray, kind: np.ndarray, verdict: Verdict
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flags per mention: done together, cooling (also undone or refused), in words."""
    cooling = (channel == "deescalation") | (verdict.becomes != "")
    return np.isin(kind, _MUTUAL), cooling, np.isin(channel, ("threat", "tone"))


def _asking(kind: np.ndarray, verdict: Verdict) -> Asking:
    """Which mentions are requests, threats, protests and violence."""
    meaning = np.where(verdict.becomes == "", kind, verdict.becomes)
    return Asking(
        meaning == "REQUEST", meaning == "THREATEN", kind == "PROTEST",
        kind == "ASSAULT",
    )  # fmt: skip


def _actors(reader: Reader, hits: Hits) -> Actors:
    """The actors that were found, and which of them are states."""
    names, which = reader.gazetteer, hits.pattern
    return Actors(hits, names.actor[which], names.kind[which] == "state")


def _place_columns(fields: _Fields, found: Found, at: SpanColumns) -> dict[str, Any]:
    """Where each mention stands, and the characters that stand there."""
    words, terms = found.words, found.terms
    doc = words.doc[terms.first]
    return {
        "row": fields.row[doc],
        "field": coded_column(fields.field[doc], FIELDS),
        "sentence": words.sentence[terms.first],
        "start": words.start[terms.first],
        "end": words.end[terms.stop - 1],
        "match": at.text(terms.first, terms.stop),
    }


def _meaning_columns(reader: Reader, terms: Hits, verdict: Verdict) -> dict[str, Any]:
    """What was matched, what it means and whether it is said to have happened."""
    term = reader.lexicon.entries["term"].to_numpy(object)[terms.pattern]
    turned = verdict.becomes != ""
    kind = np.where(turned, verdict.becomes, reader.kind[terms.pattern])
    channel = _turned_channel(reader.channel[terms.pattern], verdict)
    return {
        "term": text_column(term),
        "type": category_column(kind, EVENT_TYPES),
        "channel": category_column(channel, CHANNELS),
        "severity": _turned_severity(reader, terms, verdict),
        "status": category_column(verdict.status, STATUSES),
        "hedged": verdict.hedged,
    }


# Channel of the event type a mention turns into (see status.py).
_CHANNEL_OF_TURN = {
    "THREATEN": "threat",
    "REJECT": "tone",
    "REQUEST": "tone",
    "SANCTION": "act",
    "CONCEDE": "deescalation",
    "RETREAT": "deescalation",
}


def _turned_channel(channel: np.ndarray, verdict: Verdict) -> np.ndarray:
    """Channel of the type a mention turned into, or its entry's own."""
    channel = channel.copy()
    for kind, new in _CHANNEL_OF_TURN.items():
        channel[verdict.becomes == kind] = new
    return channel


def _turned_severity(reader: Reader, terms: Hits, verdict: Verdict) -> np.ndarray:
    """Severity of the type a mention turned into, or its entry's own."""
    severity = reader.severity[terms.pattern].copy()
    tables = _severity_by_type(reader.lexicon)
    for i in np.flatnonzero(verdict.becomes != "").tolist():
        was = reader.kind[terms.pattern[i]]
        severity[i] = tables.get(verdict.becomes[i], {}).get(was, severity[i])
    return severity


def _severity_by_type(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """Severity of a turned mention: what it turns into -> what it was -> severity."""
    threatened = lexicon.threatened_severities()
    turned = lexicon.turned_severities()
    same = {kind: dict.fromkeys(EVENT_TYPES, value) for kind, value in turned.items()}
    return {"THREATEN": threatened, **same}


def _voice_columns(found: Found, at: SpanColumns) -> dict[str, Any]:
    """Voice and speaker: quoted before attributed, the innermost content first."""
    spans, word = found.attributed, found.terms.first
    voice = np.zeros(len(word), np.int64)
    speaker = np.full(len(word), -1)
    for number, kind in ((1, "indirect"), (2, "direct")):
        mine = np.flatnonzero(spans.kind == kind)
        first, stop = spans.content_first[mine], spans.content_stop[mine]
        covered = inside(first, stop, len(found.words))[word]
        held_by = holder(first, stop, word)
        voice[covered] = number
        known = (held_by >= 0) & covered
        speaker[known] = mine[held_by[known]]
    first, stop = speakers(found.words, spans, found.actors, speaker)
    return {
        "voice": coded_column(voice, VOICES),
        "speaker": at.text(first, stop),
    }


def _actor_columns(direction: Direction, at: SpanColumns) -> dict[str, Any]:
    """Names and places of the doer and of whoever it is done to."""
    columns: dict[str, Any] = {}
    for role, who in (("actor", direction.actor), ("target", direction.target)):
        columns[role] = text_column(who.name)
        columns |= at.offsets(role, who.first, who.stop)
    return columns


def _cue_columns(cues: Cues, which: np.ndarray, at: SpanColumns) -> dict[str, Any]:
    """The cue that decided, if one did."""
    first, stop = pick(cues.first, which), pick(cues.stop, which)
    return {"cue": at.text(first, stop), **at.offsets("cue", first, stop)}


def read_block(
    articles: pd.DataFrame, gazetteer: Gazetteer | None = None
) -> tuple[Found, list[str]]:
    """Everything read off all texts of ``articles`` at once, and those texts."""
    fields = _fields(articles)
    reader = compiled(gazetteer=gazetteer)
    found = reader.scan(fields.texts, fields.published, fields.article, everywhere=True)
    return found, fields.texts
