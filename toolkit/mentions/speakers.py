"""Who is "he"? The full name or description of a source, from its own article.

A source stands in the text as written: "he", "the official", "Ms B". Its speaker is the
fuller mention of the same person that the article gave before, in one of three ways:

1. a surname alone takes the first full name that ends in it, with the function in front
   of it ("Foreign Minister A B");
2. "the official" takes the source with the same noun that said more ("a US official"),
   if there was just one;
3. "he", "she", "it" or "they" takes the one source of fitting kind in its paragraph, or
   else in the paragraph before.

Where two would fit, the source stays as written. Titles and texts are read apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.reporting import Attributions
from toolkit.mentions.spans import inside, pick
from toolkit.text import PARAGRAPH, Words

# Words of a function in front of a name: "Deputy Foreign Minister".
_FUNCTION_REACH = 6

_PERSON, _BODY, _PEOPLE = "person", "body", "people"
_FITS = {
    "he": (_PERSON,), "she": (_PERSON,), "it": (_BODY,), "they": (_PEOPLE, _BODY),
}  # fmt: skip
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor president minister premier general gen col "
    "colonel sen senator secretary ambassador king prince sir".split()
)
_PERSONS = frozenset(
    "official spokesman spokeswoman spokesperson minister president premier chief head "
    "leader commander general colonel officer diplomat ambassador envoy adviser "
    "secretary governor mayor senator lawmaker deputy analyst expert witness resident "
    "doctor teacher activist lawyer judge prosecutor soldier man woman chairman "
    "chairwoman director source".split()
)


@dataclass(frozen=True)
class _Source:
    """One source as written: where it stands, its words and what kind of thing it is.

    ``key`` is the same for two mentions of one source.
    """

    first: int
    stop: int
    words: tuple[str, ...]
    kind: str
    key: tuple[str, ...]


def speakers(
    words: Words, spans: Attributions, actors: Hits
) -> tuple[np.ndarray, np.ndarray]:
    """First word and stop of the speaker of each span, -1 where it has no source.

    Parameters
    ----------
    words, spans
        The texts, and what is attributed in them.
    actors
        Names of states and bodies in the same texts: they are no persons.
    """
    having = np.flatnonzero(spans.source_first >= 0)
    if len(having) == 0:
        return spans.source_first, spans.source_stop
    # a source of several spans is looked at once
    _, at, back = np.unique(
        spans.source_first[having] * len(words) + spans.source_stop[having],
        return_index=True,
        return_inverse=True,
    )
    places = np.stack([spans.source_first, spans.source_stop])[:, having[at]]
    sources = _described(words, places, actors)
    full = _with_full_names(words, places, sources)
    full = _with_antecedents(words, sources, full)
    number = np.full(len(spans), -1)
    number[having] = back
    return pick(full[0], number), pick(full[1], number)


def _described(words: Words, places: np.ndarray, actors: Hits) -> list[_Source]:
    named = inside(actors.first, actors.stop, len(words))
    body = named[places[1] - 1]
    capital = words.capital[places[1] - 1]
    sources = []
    for (first, stop), is_body, is_name in zip(
        places.T.tolist(), body.tolist(), capital.tolist(), strict=True
    ):
        own = tuple(words.vocabulary[w] for w in words.word[first:stop].tolist())
        kind = _kind(own, is_body, is_name)
        key = own[-1:] if kind == _PERSON and is_name else own
        sources.append(_Source(first, stop, own, kind, key))
    return sources


def _kind(own: tuple[str, ...], is_body: bool, is_name: bool) -> str:
    """Tell persons from bodies and from groups of people, by the words of a source."""
    if not _PERSONS.isdisjoint(own):
        return _PERSON
    if is_body:
        return _BODY
    if is_name:
        return _PERSON
    return _PEOPLE if own[-1].endswith("s") else _BODY


# Full names ---------------------------------------------------------------------------


def _with_full_names(
    words: Words, places: np.ndarray, sources: list[_Source]
) -> np.ndarray:
    """Replace each surname by the first full name in its text that ends in it."""
    full = places.copy()
    short = [i for i, source in enumerate(sources) if _is_surname(words, source)]
    if not short:
        return full
    ends, starts = _full_names(words, words.word[places[1, short] - 1])
    given = words.word[ends - 1]
    for i in short:
        at = places[1, i] - 1
        same = (words.word[ends] == words.word[at]) & (words.doc[ends] == words.doc[at])
        mine = np.flatnonzero(same & (ends < at))
        if len(mine) and (given[mine] == given[mine[0]]).all():
            full[:, i] = starts[mine[0]], ends[mine[0]] + 1
    return full


def _is_surname(words: Words, source: _Source) -> bool:
    """One capitalised word, be it with a title in front ("Mr A")."""
    name = source.words[1:] if source.words[0] in _TITLES else source.words
    pronoun = source.words[0] in _FITS
    alone = len(name) == 1 and not pronoun and source.kind == _PERSON
    return alone and bool(words.capital[source.stop - 1])


def _full_names(words: Words, surnames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Last and first word of every full name, with its function, by its surname."""
    title = words.among(_TITLES)
    name = words.capital & words.joined
    ends = np.flatnonzero(name & np.isin(words.word, surnames))
    ends = ends[words.capital[ends - 1] & ~title[ends - 1]]
    starts = ends - 1
    part = words.capital | words.among(frozenset(("of", "for", "from")))
    for _ in range(_FUNCTION_REACH):
        before = np.maximum(starts - 1, 0)
        goes_on = words.joined[starts] & part[before] & (starts > 0)
        starts = starts - goes_on
    # "of State A B": a function does not begin with a preposition
    return ends, starts + ~words.capital[starts]


# Antecedents --------------------------------------------------------------------------


def _with_antecedents(
    words: Words, sources: list[_Source], full: np.ndarray
) -> np.ndarray:
    """Replace pronouns and "the official" by the one source they can stand for."""
    paragraph = np.cumsum((words.gap & PARAGRAPH) > 0)
    at = np.array([source.first for source in sources])
    block, doc = paragraph[at].tolist(), words.doc[at].tolist()
    earlier: list[int] = []
    for i, source in enumerate(sources):
        if i and doc[i] != doc[i - 1]:
            earlier = []
        chosen = None
        if source.words[0] in _FITS and len(source.words) == 1:
            chosen = _antecedent(i, sources, block, earlier)
        else:
            if source.words[0] == "the" and len(source.words) == 2:
                chosen = _namesake(source, sources, earlier)
            earlier.append(i)
        if chosen is not None:
            full[:, i] = full[:, chosen]
    return full


def _antecedent(
    i: int, sources: list[_Source], block: list[int], earlier: list[int]
) -> int | None:
    """The one source of fitting kind in the paragraph, or else in the one before."""
    kinds = _FITS[sources[i].words[0]]
    for reach in (0, 1):
        near = [
            j
            for j in earlier
            if block[i] - block[j] <= reach and sources[j].kind in kinds
        ]
        if near:
            one = len({sources[j].key for j in near}) == 1
            return near[-1] if one else None
    return None


def _namesake(
    source: _Source, sources: list[_Source], earlier: list[int]
) -> int | None:
    """The one earlier source that says more with the same noun.

    "the official" may be one of "army officials": it is then told whose official.
    """
    for noun in (source.words[1], f"{source.words[1]}s"):
        fuller = {
            bare: j for j in reversed(earlier)
            if noun in (bare := _without_article(sources[j].words)) and len(bare) > 1
        }  # fmt: skip
        if fuller:
            return next(iter(fuller.values())) if len(fuller) == 1 else None
    return None


def _without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[words[0] in ("the", "a", "an") :]
