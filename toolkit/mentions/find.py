"""Articles in, mentions out: one row per mention of escalation language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.mentions.actors import NO_ACTOR, Gazetteer, load_gazetteer
from toolkit.mentions.attribution import (
    Attributions,
    attributions,
    inside,
    load_reporting,
)
from toolkit.mentions.direction import Direction, Named, who_to_whom
from toolkit.mentions.lexicon import EXCEPTION, Lexicon, load_lexicon
from toolkit.mentions.matching import Hits, Matcher, longest, specificity
from toolkit.mentions.senses import SenseRules
from toolkit.mentions.status import (
    GROUPS,
    Cues,
    CueTable,
    Verdict,
    judge,
    load_cues,
    past_years,
)
from toolkit.schema import (
    CHANNELS,
    EVENT_TYPES,
    FIELDS,
    STATUSES,
    VOICES,
    column_names,
    require_columns,
)
from toolkit.text import Words, split_words

if TYPE_CHECKING:
    import pandas as pd

# Code points worked on at a time: large enough that numpy's overhead vanishes, small
# enough that the arrays stay near the cache. Results do not depend on it.
_BLOCK = 2_000_000


def find_mentions(
    articles: pd.DataFrame, lexicon: Lexicon | None = None, *, progress: bool = False
) -> pd.DataFrame:
    """Find every mention of escalation language, with status, voice and direction.

    Parameters
    ----------
    articles
        One row per article: ``article_id`` and ``text``; ``title`` and ``published`` are
        used when there are any. A table of single sentences works too.
    lexicon
        What to look for; ``escalation_en`` unless given.
    progress
        Show a progress bar.

    Returns
    -------
    DataFrame
        One row per mention, in the order of the articles, the title first. ``start`` and
        ``end`` are code points into the article's own ``title`` or ``text``;
        ``severity`` runs from 0 to 10, higher = more severe; the channel says which way it
        points. Mentions never overlap: the leftmost-longest expression wins.

    Raises
    ------
    MissingColumn
        ``article_id`` or ``text`` is absent.

    Notes
    -----
    Status and voice sort mentions into buckets; they change no number. An act under a
    threat ("vowed to bomb") becomes a THREATEN mention of channel ``threat``; cooling that
    was refused or broken off becomes REJECT or SANCTION. Years count as past only where
    ``published`` is known. English only: cues and reporting verbs are English, so texts
    in other languages yield few mentions or none.

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
    engine = compiled(lexicon)
    fields = _fields(articles)
    parts = [engine.mentions(block) for block in _blocks(fields, progress)]
    table = pd.concat(parts, ignore_index=True) if parts else engine.mentions(fields)
    ids = articles["article_id"].to_numpy()
    table["article_id"] = pd.Series(ids[table.pop("row")], dtype="str")
    return table[column_names("mentions")]


@dataclass(frozen=True)
class _Fields:
    """Titles and bodies in a row: the texts that are searched."""

    row: np.ndarray
    field: np.ndarray  # 0 title, 1 text
    texts: list[str]
    year: np.ndarray

    def cut(self, low: int, high: int) -> _Fields:
        part = slice(low, high)
        return _Fields(
            self.row[part], self.field[part], self.texts[part], self.year[part]
        )


def _fields(articles: pd.DataFrame) -> _Fields:
    n = len(articles)
    columns = {
        number: articles[name].fillna("").tolist()
        for number, name in enumerate(FIELDS)
        if name in articles
    }
    year = np.zeros(n, np.int64)
    if "published" in articles and hasattr(articles["published"], "dt"):
        year = articles["published"].dt.year.fillna(0).to_numpy(np.int64)
    texts = [text for both in zip(*columns.values(), strict=True) for text in both]
    k = len(columns)
    return _Fields(
        np.repeat(np.arange(n), k), np.tile(list(columns), n), texts, np.repeat(year, k)
    )


def _blocks(fields: _Fields, progress: bool) -> Iterator[_Fields]:
    sizes = np.cumsum([len(t) for t in fields.texts])
    if len(sizes) == 0:
        return
    edges = np.searchsorted(sizes, np.arange(_BLOCK, sizes[-1] + _BLOCK, _BLOCK)) + 1
    edges = np.unique(
        np.minimum(np.concatenate([[0], edges, [len(sizes)]]), len(sizes))
    )
    spans = list(zip(edges[:-1], edges[1:], strict=True))
    if progress:
        from tqdm.auto import tqdm

        spans = tqdm(spans, desc="mentions", unit="block")
    for low, high in spans:
        yield fields.cut(low, high)


@dataclass(frozen=True)
class Found:
    """Everything that is read off one block of texts before the rules meet it."""

    words: Words
    terms: Hits
    cues: Cues
    attributed: Attributions
    actors: Hits


class _Engine:
    """A lexicon compiled with cues, reporting verbs and actors into one matcher."""

    def __init__(self, lexicon: Lexicon) -> None:
        entries = lexicon.entries
        self.lexicon = lexicon
        self.gazetteer: Gazetteer = load_gazetteer()
        cues = load_cues()
        self.cues: dict[str, CueTable] = {
            kinds[0]: cues.only(kinds) for kinds in GROUPS
        }
        self.senses = SenseRules.of(entries["needs"], entries["unless"], lexicon.senses)
        nothing = [""] * len(self.gazetteer.aliases)
        self.namesakes = SenseRules.of(nothing, self.gazetteer.unless, {})
        groups = {
            "term": tuple(entries["term"]),
            "sense": self.senses.expressions,
            "namesake": self.namesakes.expressions,
            "report": load_reporting()[0],
            "actor": self.gazetteer.aliases,
            **{name: table.expressions for name, table in self.cues.items()},
        }
        self.matcher = Matcher(groups, cased=frozenset(["actor"]))
        self.rank = {
            name: np.array([specificity(e) for e in expressions])
            for name, expressions in groups.items()
        }
        self.channel = entries["channel"].to_numpy(object)
        self.kind = entries["type"].to_numpy(object)
        self.severity = entries["severity"].to_numpy(float)
        self.type_severity = _severity_by_type(lexicon)

    def scan(self, texts: list[str], years: np.ndarray) -> Found:
        """Find terms, cues, attributions and actors."""
        words = split_words(texts)
        hits = self.matcher.find(words)
        terms = longest(hits["term"], self.rank["term"])
        terms = terms.take(self.senses.satisfied(words, terms, hits["sense"]))
        terms = terms.take(self.channel[terms.pattern] != EXCEPTION)
        # vetoed names go first, so that a shorter alias inside one may still count
        clear = self.namesakes.satisfied(
            words, hits["actor"], hits["namesake"], adjacent=True
        )
        actors = longest(hits["actor"].take(clear), self.rank["actor"])
        actors = actors.take(self.gazetteer.kind[actors.pattern] != NO_ACTOR)
        verbs = longest(hits["report"], self.rank["report"])
        cues = past_years(words, years)
        for name, table in self.cues.items():
            cues = cues.join(Cues.of(longest(hits[name], self.rank[name]), table))
        for channel, kinds in _USED_UP.items():
            inside = terms.take(self.channel[terms.pattern] == channel)
            cues = cues.unless_inside(inside, kinds)
        reported = attributions(words, texts, verbs)
        return Found(words, terms, cues, reported, actors)

    def mentions(self, fields: _Fields) -> pd.DataFrame:
        """The mentions of a block, with the row of the article in place of its id."""
        found = self.scan(fields.texts, fields.year)
        pattern = found.terms.pattern
        channel, kind = self.channel[pattern], self.kind[pattern]
        verdict = judge(found.words, found.terms, channel, kind, found.cues)
        names = self.gazetteer.actor[found.actors.pattern]
        actors = Named(found.actors, names)
        direction = who_to_whom(found.words, found.terms, actors, found.attributed)
        return self._table(fields, found, verdict, direction)

    def _table(
        self, fields: _Fields, found: Found, verdict: Verdict, direction: Direction
    ) -> pd.DataFrame:
        import pandas as pd

        words, terms = found.words, found.terms
        at = _Spans(fields.texts, words)
        doc = words.doc[terms.first]
        kind = np.where(
            verdict.becomes != "", verdict.becomes, self.kind[terms.pattern]
        )
        columns: dict[str, Any] = {
            "row": fields.row[doc],
            "field": _category(np.array(FIELDS, object)[fields.field[doc]], FIELDS),
            "sentence": words.sentence[terms.first],
            "start": words.start[terms.first],
            "end": words.end[terms.stop - 1],
            "match": at.text(terms.first, terms.stop),
            "term": _text(self.lexicon.entries["term"].to_numpy(object)[terms.pattern]),
            "type": _category(kind, EVENT_TYPES),
            "channel": _category(self._channel(terms, verdict), CHANNELS),
            "severity": self._severity(terms, verdict),
            "status": _category(verdict.status, STATUSES),
            "hedged": verdict.hedged,
        }
        columns |= _voice_columns(found, at)
        names = np.append(self.gazetteer.actor[found.actors.pattern], "")
        for role, which in (("actor", direction.actor), ("target", direction.target)):
            columns[role] = _text(names[which])
            columns |= at.offsets(role, found.actors.first, found.actors.stop, which)
        cues = found.cues
        columns["cue"] = at.text(
            _at(cues.first, verdict.cue), _at(cues.stop, verdict.cue)
        )
        columns |= at.offsets("cue", cues.first, cues.stop, verdict.cue)
        return pd.DataFrame(columns)

    def _channel(self, terms: Hits, verdict: Verdict) -> np.ndarray:
        """Channel of the type a mention turned into, or its entry's own."""
        channel = self.channel[terms.pattern].copy()
        for kind, new in _CHANNEL_OF_TURN.items():
            channel[verdict.becomes == kind] = new
        return channel

    def _severity(self, terms: Hits, verdict: Verdict) -> np.ndarray:
        severity = self.severity[terms.pattern].copy()
        for kind, table in self.type_severity.items():
            for original, value in table.items():
                turned = (verdict.becomes == kind) & (
                    self.kind[terms.pattern] == original
                )
                severity[turned] = value
        return severity


# Cues that a mention of a channel has used up, if they stand inside it.
_USED_UP = {"threat": ("threat",), "deescalation": ("relief", "negation")}

# Channel of the event type a mention turns into (see status.py).
_CHANNEL_OF_TURN = {
    "THREATEN": "threat",
    "REJECT": "tone",
    "REQUEST": "tone",
    "SANCTION": "act",
    "CONCEDE": "deescalation",
    "RETREAT": "deescalation",
}


def _severity_by_type(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """Severity of a turned mention: what it turns into -> what it was -> severity."""
    threatened = lexicon.threatened_severities()
    turned = lexicon.turned_severities()
    same = {kind: dict.fromkeys(EVENT_TYPES, value) for kind, value in turned.items()}
    return {"THREATEN": threatened, **same}


def _voice_columns(found: Found, at: _Spans) -> dict[str, Any]:
    """Voice and speaker: quoted before attributed, the innermost content first."""
    spans, first = found.attributed, found.terms.first
    voice = np.zeros(len(first), np.int64)
    speaker = np.full(len(first), -1)
    for number, kind in ((1, "indirect"), (2, "direct")):
        mine = np.flatnonzero(spans.kind == kind)
        holder = _holder(spans.content_first[mine], spans.content_stop[mine], first)
        covered = inside(
            spans.content_first[mine], spans.content_stop[mine], len(found.words)
        )
        voice[covered[first]] = number
        known = (holder >= 0) & covered[first]
        speaker[known] = mine[holder[known]]
    source = _at(spans.source_first, speaker), _at(spans.source_stop, speaker)
    return {
        "voice": _category(np.array(VOICES, object)[voice], VOICES),
        "speaker": at.text(*source),
    }


def _holder(first: np.ndarray, stop: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Latest span that begins at or before each word and holds it, -1 for none."""
    if len(first) == 0:
        return np.full(len(at), -1)
    latest = np.searchsorted(first, at, "right") - 1
    for _ in range(3):
        outside = (latest >= 0) & (stop[np.maximum(latest, 0)] <= at)
        latest = latest - outside
    holds = (latest >= 0) & (stop[np.maximum(latest, 0)] > at)
    return np.where(holds, latest, -1)


def _at(values: np.ndarray, which: np.ndarray) -> np.ndarray:
    """``values[which]``, and -1 where ``which`` is -1."""
    return np.append(values, -1)[which]


class _Spans:
    """Turns word spans of a block back into characters."""

    def __init__(self, texts: list[str], words: Words) -> None:
        self.texts, self.words = texts, words

    def text(self, first: np.ndarray, stop: np.ndarray) -> pd.Series:
        """The characters of each span, "" where ``first`` is -1."""
        words, texts = self.words, self.texts
        safe = np.maximum(first, 0)
        if len(words) == 0:
            return _text(np.full(len(first), "", object))
        doc, start, end = (
            words.doc[safe],
            words.start[safe],
            words.end[np.maximum(stop - 1, 0)],
        )
        spans = zip(
            doc.tolist(),
            start.tolist(),
            end.tolist(),
            (first >= 0).tolist(),
            strict=True,
        )
        return _text(
            np.array([texts[d][a:b] if ok else "" for d, a, b, ok in spans], object)
        )

    def offsets(
        self, name: str, first: np.ndarray, stop: np.ndarray, which: np.ndarray
    ) -> dict[str, pd.Series]:
        """``name_start`` and ``name_end`` in code points, missing where there is none."""
        import pandas as pd

        begin, finish = _at(first, which), _at(stop, which)
        none = begin < 0
        columns = {}
        for side, values, at in (
            ("start", self.words.start, begin),
            ("end", self.words.end, finish - 1),
        ):
            offsets = np.append(values, 0)[np.where(none, -1, at)]
            columns[f"{name}_{side}"] = pd.Series(
                pd.arrays.IntegerArray(offsets.astype(np.int64), none.copy())
            )
        return columns


def _text(values: np.ndarray) -> pd.Series:
    import pandas as pd

    return pd.Series(values, dtype="str")


def _category(values: np.ndarray, allowed: tuple[str, ...]) -> pd.Categorical:
    import pandas as pd

    # a user's lexicon may name no type: "" is missing
    codes = pd.Index(allowed).get_indexer(values)
    return pd.Categorical.from_codes(codes, categories=list(allowed))


def read_block(articles: pd.DataFrame) -> tuple[Found, list[str]]:
    """Everything read off all texts of ``articles`` at once, and those texts."""
    fields = _fields(articles)
    return compiled().scan(fields.texts, fields.year), fields.texts


def compiled(lexicon: Lexicon | None = None) -> _Engine:
    """The compiled lexicon (``escalation_en`` unless given), kept for the next call."""
    lexicon = lexicon or load_lexicon()
    key = lexicon.sha256
    if key not in _engines:
        if len(_engines) >= _ENGINES_KEPT:
            _engines.pop(next(iter(_engines)))
        _engines[key] = _Engine(lexicon)
    return _engines[key]


_ENGINES_KEPT = 4
_engines: dict[str, _Engine] = {}
