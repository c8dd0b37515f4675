"""The words in the company of hits, looked through with whole arrays."""

from __future__ import annotations

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import equal_pairs, runs

# Different words of a subject that an article must hold to be about it.
PREVAILING_WORDS = 3


def accompanied(
    hits: Hits,
    begin: np.ndarray,
    end: np.ndarray,
    company: Hits,
    listed: np.ndarray,
    rule: np.ndarray,
) -> np.ndarray:
    """Tell which hits have one of ``company[begin:end]`` that their rule lists.

    ``listed`` is a table, one row per rule and one column per expression. A hit is no
    company for itself.
    """
    hit, seen = runs(begin, end - begin)
    word = company.first[seen]
    there = listed[rule[hit], company.pattern[seen]]
    there &= (word < hits.first[hit]) | (word >= hits.stop[hit])
    return np.bincount(hit[there], minlength=len(hits)) > 0


def prevails(
    company: Hits,
    sentence: np.ndarray,
    article: np.ndarray,
    about: np.ndarray,
    listed: np.ndarray,
    rule: np.ndarray,
    least: np.ndarray,
) -> np.ndarray:
    """Tell whether what each rule lists runs through the article asked ``about``.

    ``sentence`` and ``article`` are those of the company, in text order; ``least`` is
    how many sightings and how many sentences with one there must be.
    """
    pair, seen = equal_pairs(about, article)
    there = listed[rule[pair], company.pattern[seen]]
    pair, seen = pair[there], seen[there]
    n = len(rule)
    enough = _different(n, pair, company.pattern[seen]) >= PREVAILING_WORDS
    enough &= np.bincount(pair, minlength=n) >= least
    return enough & (_different(n, pair, sentence[seen]) >= least)


def _different(n: int, owner: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Count of different values of each of ``n`` owners."""
    order = np.lexsort((value, owner))
    owner, value = owner[order], value[order]
    new = np.ones(len(owner), bool)
    new[1:] = (owner[1:] != owner[:-1]) | (value[1:] != value[:-1])
    return np.bincount(owner[new], minlength=n)
