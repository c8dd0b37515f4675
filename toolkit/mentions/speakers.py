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

from typing import NamedTuple

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.reporting import Attributions
from toolkit.mentions.spans import inside, pick
from toolkit.text import PARAGRAPH, Words

# Words of a function in front of a name: "Deputy Foreign Minister".
_FUNCTION_REACH = 6

_THE_ONE = ("the", "official")  # the form of such a phrase
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


class _Source(NamedTuple):
    """One source as written: where it stands, its words and what kind of thing it is.

    ``key`` is the same for two mentions of one source.
    """

    first: int
    stop: int
    words: tuple[str, ...]
    kind: str
    key: tuple[str, ...]


def speakers(
    words: Words, spans: Attributions, actors: Hits, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First word and stop of the speaker of some spans, -1 where one has no source.

    Parameters
    ----------
    words, spans
        The texts, and what is attributed in them.
    actors
        Names of states and bodies in the same texts: they are no persons.
    asked
        Numbers of the spans whose speakers are asked for, -1 for none.
    """
    number, places = _numbered(spans, len(words))
    wanted = pick(number, asked)
    known = np.unique(wanted[wanted >= 0])
    # whom "he" takes up may be any source of his text
    text = words.doc[places[0]]
    anaphoric = np.zeros(words.n_texts, bool)
    anaphoric[text[known[_is_anaphor(words, places[:, known])]]] = True
    read = np.union1d(known, np.flatnonzero(anaphoric[text]))
    sources = _described(words, places[:, read], actors)
    meant = np.array(_antecedents(words, sources), np.int64)
    meant = meant[np.searchsorted(read, known)]
    full = np.full((2, places.shape[1]), -1)
    full[:, known] = _full_names(words, sources, meant)
    return pick(full[0], wanted), pick(full[1], wanted)


def _numbered(spans: Attributions, n_words: int) -> tuple[np.ndarray, np.ndarray]:
    """Number of each span's source, -1 for none, and first and stop of the sources."""
    number = np.full(len(spans), -1)
    having = np.flatnonzero(spans.source_first >= 0)
    first, stop = spans.source_first[having], spans.source_stop[having]
    # a source of several spans is one
    _, at, number[having] = np.unique(
        first * (n_words + 1) + stop, return_index=True, return_inverse=True
    )
    return number, np.stack([first, stop])[:, at]


def _is_anaphor(words: Words, places: np.ndarray) -> np.ndarray:
    """Tell which sources are "he" or the like, or of the form of "the official"."""
    first, width = places[0], places[1] - places[0]
    pronoun = words.among(frozenset(_FITS), first) & (width == 1)
    return pronoun | (words.among(frozenset(["the"]), first) & (width == len(_THE_ONE)))


def _described(words: Words, places: np.ndarray, actors: Hits) -> list[_Source]:
    named = inside(actors.first, actors.stop, len(words))
    body = named[places[1] - 1]
    capital = words.capital[places[1] - 1]
    sources = []
    for (first, stop), own, is_body, is_name in zip(
        places.T.tolist(), words.spelled(*places), body.tolist(), capital.tolist(),
        strict=True,
    ):  # fmt: skip
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


def _full_names(words: Words, sources: list[_Source], meant: np.ndarray) -> np.ndarray:
    """First word and stop of each source meant, by its fullest name.

    A surname stands for the first full name in its text that ends in it.
    """
    full = np.array([(sources[i].first, sources[i].stop) for i in meant], np.int64)
    full = full.reshape(-1, 2).T
    short = [i for i, m in enumerate(meant) if _is_surname(words, sources[m])]
    if not short:
        return full
    ends, starts = _named_in_full(words, words.word[full[1, short] - 1])
    given = words.word[ends - 1]
    for i in short:
        at = full[1, i] - 1
        begins = np.searchsorted(words.doc, words.doc[at])
        low, high = np.searchsorted(ends, [begins, at])
        mine = low + np.flatnonzero(words.word[ends[low:high]] == words.word[at])
        if len(mine) and (given[mine] == given[mine[0]]).all():
            full[:, i] = starts[mine[0]], ends[mine[0]] + 1
    return full


def _is_surname(words: Words, source: _Source) -> bool:
    """One capitalised word, be it with a title in front ("Mr A")."""
    name = source.words[1:] if source.words[0] in _TITLES else source.words
    pronoun = source.words[0] in _FITS
    alone = len(name) == 1 and not pronoun and source.kind == _PERSON
    return alone and bool(words.capital[source.stop - 1])


def _named_in_full(words: Words, surnames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Last and first word of every full name, with its function, by its surname."""
    wanted = np.zeros(len(words.number), bool)
    wanted[surnames] = True
    ends = np.flatnonzero(wanted[words.word] & words.capital & words.joined)
    ends = ends[words.capital[ends - 1] & ~words.among(_TITLES, ends - 1)]
    starts = ends - 1
    part = words.capital | words.among(frozenset(("of", "for", "from")))
    for _ in range(_FUNCTION_REACH):
        before = np.maximum(starts - 1, 0)
        goes_on = words.joined[starts] & part[before] & (starts > 0)
        starts = starts - goes_on
    # "of State A B": a function does not begin with a preposition
    return ends, starts + ~words.capital[starts]


# Antecedents --------------------------------------------------------------------------


def _antecedents(words: Words, sources: list[_Source]) -> list[int]:
    """Of each source the one it stands for: itself, unless it takes up another."""
    at = np.array([source.first for source in sources], np.int64)
    opens = np.flatnonzero((words.gap & PARAGRAPH) > 0)
    block, doc = np.searchsorted(opens, at, "right").tolist(), words.doc[at].tolist()
    meant: list[int] = []
    earlier: list[int] = []
    for i, source in enumerate(sources):
        if i and doc[i] != doc[i - 1]:
            earlier = []
        chosen = None
        if source.words[0] in _FITS and len(source.words) == 1:
            chosen = _antecedent(i, sources, block, earlier)
        else:
            if source.words[0] == _THE_ONE[0] and len(source.words) == len(_THE_ONE):
                chosen = _namesake(source, sources, earlier)
            earlier.append(i)
        meant.append(i if chosen is None else meant[chosen])
    return meant


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
