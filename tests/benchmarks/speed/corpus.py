"""An invented corpus of any size, and the terms that all contestants look for.

Articles of some 3,000 characters: sentences that the lexicon's own table gives as
examples (where an entry counts) among counterexamples and dull sentences about invented
persons and places, so that the vocabulary grows with the corpus as that of real news
does.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from toolkit import load_lexicon
from toolkit.text import split_words

SEED = 20240806
SENTENCES = 28  # of an article: about 3,000 characters
EXAMPLES = 0.04  # of sentences; with what the others hold, 1.7 mentions per 1,000
_DULL = (
    "{a} of {b} opened the meeting and thanked the clerk for the minutes.",
    "The road from {a} to {b} was closed for repairs until the end of the week.",
    "{a} said that the harvest in {b} was better than in the year before.",
    "Tickets for the concert of {a} in {b} were sold out within an hour.",
    "The library of {b} will lend the drawings of {a} to a museum abroad.",
    "According to {a}, a teacher from {b}, the new timetable pleased nobody.",
)
_ONSETS = "b br d dr f fl g gr h j k kl l m n p pr r s sk st t tr v w z".split()
_VOWELS = "a e i o u ai ea ou".split()
_CODAS = "n r s l m t k nd rt st".split()


def articles(megabytes: float, seed: int = SEED) -> pd.DataFrame:
    """About ``megabytes`` of invented articles, one row each."""
    rng = np.random.default_rng(seed)
    entries = load_lexicon().entries
    told = entries["example"][entries["example"] != ""].to_numpy(object)
    other = entries["counterexample"][entries["counterexample"] != ""].to_numpy(object)
    texts, size = [], 0
    while size < megabytes * 1e6:
        texts.append(_article(rng, told, other))
        size += len(texts[-1].encode())
    days = pd.Timestamp("2020-01-01", tz="UTC") + pd.to_timedelta(
        np.arange(len(texts)) % 1500, unit="D"
    )
    number = pd.Series(np.arange(len(texts)))
    return pd.DataFrame(
        {
            "article_id": "made-" + number.astype("str"),
            "source": "desk " + (number % 7).astype("str"),
            "published": days,
            "title": pd.Series([t.split(". ", 1)[0] for t in texts], dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
    )


def _article(rng: np.random.Generator, told: np.ndarray, other: np.ndarray) -> str:
    kind = rng.random(SENTENCES)
    sentences = [
        told[rng.integers(len(told))]
        if k < EXAMPLES
        else other[rng.integers(len(other))]
        if k < 0.5
        else _DULL[rng.integers(len(_DULL))].format(a=_name(rng), b=_name(rng))
        for k in kind
    ]
    paragraphs = [" ".join(sentences[i : i + 4]) for i in range(0, SENTENCES, 4)]
    return "\n\n".join(paragraphs)


def _name(rng: np.random.Generator) -> str:
    """Two or three syllables: common ones first, as names go."""
    pick = rng.random(6) ** 2
    parts = zip(pick, (_ONSETS, _VOWELS, _CODAS) * 2, strict=True)
    return "".join(part[int(p * len(part))] for p, part in parts).capitalize()


def literal_terms(texts: list[str]) -> dict[str, str]:
    """Entries as plain phrases -> their type, for tools that know only such.

    A ``*`` is spelt out by the words of ``texts`` that fill it, which nobody is charged
    for; entries of more than four words are left out, as an n-gram counter would.
    """
    entries = load_lexicon().entries
    words = sorted(set(split_words(texts).vocabulary))
    phrases: dict[str, str] = {}
    for term, kind in zip(entries["term"], entries["type"], strict=True):
        for phrase in _spelt_out(term, words):
            phrases.setdefault(phrase, kind)
    return phrases


def _spelt_out(term: str, words: list[str]) -> list[str]:
    slots = [_fillers(slot, words) for slot in term.split()]
    if not 1 <= len(slots) <= 4:
        return []
    phrases = [""]
    for fillers in slots:
        phrases = [f"{p} {f}".strip() for p in phrases for f in fillers][:200]
    return phrases


def _fillers(slot: str, words: list[str]) -> list[str]:
    found = []
    for alternative in slot.split("|"):
        if "*" not in alternative:
            found.append(alternative)
        elif alternative != "*":
            glob = re.compile(re.escape(alternative).replace(r"\*", r"\w*"))
            found += [w for w in words if glob.fullmatch(w)]
    return found
