"""Purposes: *to* before a verb that says what for, not what happened.

An English infinitive leaves open whether the thing came about ("sent troops to attack"),
except after verbs that say it did ("began to attack", "managed to flee", "was forced to
leave": Karttunen 1971, implicative verbs) and after "the first", "the only" and the
like. *to* is taken as the sign of an infinitive before the plain form of a common verb.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.cues import Cues
from toolkit.text import Words

# After these the infinitive happened, holds, or is part of the verb ("used to").
_IT_HAPPENED = frozenset(
    "begin begins began begun beginning start starts started starting continue "
    "continues continued continuing manage manages managed managing proceed proceeds "
    "proceeded come comes came get gets got go goes went grow grew remain remains "
    "remained help helps helped helping force forces forced compel compelled compels "
    "cause caused causes prompt prompted led leads lead dare dared happen happened "
    "serve served serves used have has had having claim claims claimed known found "
    "shown proven seen said reported appear appears appeared seem seems seemed "
    "according up down due thanks returned fell rose dropped rebounded turned".split()
)
_SUPERLATIVES = frozenset("first second third last latest only few newest".split())
_SUPERLATIVE_REACH = 5


@lru_cache(maxsize=1)
def load_verbs() -> frozenset[str]:
    """Plain forms of common verbs."""
    path = files("toolkit.mentions") / "lexicons" / "verbs_en.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def purposes(words: Words) -> Cues:
    """Each *to* before an infinitive that leaves its outcome open, as a cue.

    It concerns the verb right behind it and nothing else.
    """
    verb = words.among(load_verbs()) & words.joined & ~words.capital
    at = np.flatnonzero(words.among(frozenset(["to"]))[:-1] & verb[1:])
    before = np.maximum(at - 1, 0)
    happened = words.among(_IT_HAPPENED)[before]
    # "fell 80 points to close", "rose 7.3 % to finish": a result
    happened |= words.passing(lambda w: w[:1].isdigit())[before]
    at = at[~happened & ~_one_of_a_kind(words, at)]
    n = len(at)
    yes = np.ones(n, bool)
    return Cues(at, at + 1, np.full(n, "purpose", object), np.full(n, "", object),
                yes, ~yes, np.zeros(n, np.int64), yes)  # fmt: skip


def _one_of_a_kind(words: Words, at: np.ndarray) -> np.ndarray:
    """Tell whether "the first" or the like stands shortly before."""
    seen = np.concatenate([[0], np.cumsum(words.among(_SUPERLATIVES))])
    return seen[at] > seen[np.maximum(at - _SUPERLATIVE_REACH, 0)]
