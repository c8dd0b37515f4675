"""Baselines: simple scores to compare with, as sensitivity and never as a menu.

Each takes a column of texts and returns a table with one row per text. If a simple list
does as well on your coded texts, use the simple list. Trying many lists on one
hypothesis and keeping the best is not validation (Chan et al. 2021).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, ToolkitError
from toolkit.text import Words, split_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NAIVE_WORDS",
    "score_baselines",
    "score_gpr_query",
    "score_naive",
    "score_vader",
]

# Sixty words that anyone might write down first; no wildcards, no senses, no negation.
_NAIVE_TEXT = """
    war wars battle battles fighting combat attack attacks attacked assault
    strike strikes airstrike airstrikes bomb bombs bombing bombed shelling missile
    missiles rocket rockets drone drones invasion invaded troops soldiers killed killing
    clash clashes violence violent conflict hostilities offensive retaliation retaliate
    threat threats threaten threatened threatening warned ultimatum provocation
    escalation escalate tensions crisis sanctions blockade mobilization casualties siege
    terrorist hostage nuclear
"""
NAIVE_WORDS = tuple(_NAIVE_TEXT.split())

# Queries of Caldara and Iacoviello (2022), Table 1; "*" stands for any ending.
_GPR_SETS = {
    "WAR": "war conflict hostilities revolution* insurrection uprising revolt coup "
    "geopolitical",
    "PEACE": "peace truce armistice treaty parley",
    "MILITARY": "military troops missile* arms weapon* bomb* warhead*",
    "TERROR": "terror* guerrilla* hostage*",
    "ACTOR": "allie* enem* insurgen* foe* army navy aerial troops rebels",
    "THREAT": "threat* warn* fear* risk* concern* danger* doubt* crisis troubl* "
    "disput* tension* imminen* inevitable footing menace* brink scare peril*",
    "PEACE_DISRUPTION": "threat* menace* reject* peril* boycott* disrupt*",
    "BUILDUP": "buildup* build_up* sanction* blockad* embargo quarantine ultimatum "
    "mobiliz*",
    "WAR_BEGIN": "begin* start* declar* begun began outbreak broke_out breakout "
    "proclamation launch*",
    "ACTOR_FIGHT": "advance* attack* strike* drive* shell* offensive invasion invad* "
    "clash* raid* launch*",
    "TERROR_ACT": "attack act bomb* kill* strike* hijack*",
    "NUCLEAR": "nuclear_war* atomic_war* nuclear_missile* nuclear_bomb* atomic_bomb* "
    "h_bomb* hydrogen_bomb* nuclear_test nuclear_weapon*",
    "EXCLUDE": "movie* film* museum* anniversar* obituar* memorial* arts book books "
    "memoir* price_war game story history veteran* tribute* sport music racing cancer "
    "real_estate mafia trial tax",
}

# Two sets that must meet: within two words, or anywhere in the article.
# "N/2" of an archive's query language, read two ways, in places apart (1 = neighbours).
GPR_DISTANCE = {"places": 2, "between": 3}
_GPR_NEAR = {
    "war_threats": ("WAR", "THREAT"),
    "peace_threats": ("PEACE", "PEACE_DISRUPTION"),
    "terrorist_threats": ("TERROR", "THREAT"),
    "beginning_of_war": ("WAR", "WAR_BEGIN"),
    "escalation_of_war": ("ACTOR", "ACTOR_FIGHT"),
    "terrorist_acts": ("TERROR", "TERROR_ACT"),
}
_GPR_ANYWHERE = {
    "military_buildup": ("MILITARY", "BUILDUP"),
    "nuclear_threats": ("NUCLEAR", "THREAT"),
}


def score_naive(texts: Sequence[str]) -> pd.DataFrame:
    """Count sixty plain words: one row per text, ``naive_count`` and ``naive_rate``.

    ``naive_rate`` is per 1,000 words, higher = more of these words; missing for a text
    without words.

    >>> score_naive(["Rebels attacked the town.", "Talks resumed."])
       naive_count  naive_rate
    0            1       250.0
    1            0         0.0
    """
    import pandas as pd

    words = split_words(_strings(texts))
    listed = frozenset(NAIVE_WORDS)
    hit = _vocabulary_mask(words, lambda word: word in listed)
    count = np.bincount(words.doc[hit], minlength=words.n_texts)
    total = words.per_text()
    rate = 1000 * count / np.where(total > 0, total, np.nan)
    return pd.DataFrame(
        {"naive_count": count, "naive_rate": rate}, index=_index_of(texts)
    )


def score_gpr_query(texts: Sequence[str], *, within: str = "places") -> pd.DataFrame:
    """Match the eight GPR queries: one row per text, True where a query matches.

    Parameters
    ----------
    texts
        One text per row.
    within
        How to read "within two words": ``places``, at most two places apart ("war is
        threat"), or ``between``, at most two words between ("war is a threat").

    Returns
    -------
    pandas.DataFrame
        One column per category of Caldara and Iacoviello (2022, Table 1); ``excluded``
        (the text holds one of their exclusion words, so no category counts); ``gpr``
        (True if any category counts); ``gpr_terms`` (categories that count, 0 to 8;
        higher = more).

    Notes
    -----
    Words may stand in either order, also across the end of a sentence. The paper
    queries a newspaper archive whose word rules differ in detail, so numbers are close
    to theirs, not theirs. The vocabulary is that of interstate war from 1900 on: it
    holds no drone, militia or ceasefire.

    Examples
    --------
    >>> table = score_gpr_query(["Troops launched a raid.", "A film on a war threat."])
    >>> table[["escalation_of_war", "war_threats", "excluded", "gpr"]]
       escalation_of_war  war_threats  excluded    gpr
    0               True        False     False   True
    1              False         True      True  False
    """
    import pandas as pd

    if within not in GPR_DISTANCE:
        raise BadValue(
            f"within={within!r} is unknown; choose {' or '.join(GPR_DISTANCE)}."
        )
    words = split_words(_strings(texts))
    sets = {name: _set_mask(words, terms) for name, terms in _GPR_SETS.items()}
    table = {
        name: _texts_of(words, _near(words, sets[a], sets[b], GPR_DISTANCE[within]))
        for name, (a, b) in _GPR_NEAR.items()
    }
    for name, (a, b) in _GPR_ANYWHERE.items():
        table[name] = _texts_of(words, sets[a]) & _texts_of(words, sets[b])
    result = pd.DataFrame(table, index=_index_of(texts))
    excluded = _texts_of(words, sets["EXCLUDE"])
    terms = np.where(excluded, 0, result.sum(axis=1))
    return result.assign(excluded=excluded, gpr=terms > 0, gpr_terms=terms)


def score_vader(texts: Sequence[str]) -> pd.DataFrame:
    """Negated VADER compound: one row per text, ``vader`` from -1 to 1, higher = worse.

    Missing for an empty text.

    VADER (Hutto and Gilbert 2014) scores sentiment, not escalation: a flood is as
    negative as a bombing. The compound saturates in long texts; score sentences.

    Raises
    ------
    ToolkitError
        NLTK's VADER lexicon is not installed; the message says how to get it.
    """
    import pandas as pd
    from nltk.sentiment.vader import SentimentIntensityAnalyzer

    try:
        analyser = SentimentIntensityAnalyzer()
    except LookupError:
        raise ToolkitError(
            "VADER's lexicon is not on this machine. Fetch it once, with a network: "
            'import nltk; nltk.download("vader_lexicon"). '
            "The other baselines need no file."
        ) from None
    scores = [
        -analyser.polarity_scores(text)["compound"] if text.strip() else np.nan
        for text in _strings(texts)
    ]
    return pd.DataFrame({"vader": scores}, index=_index_of(texts))


def score_baselines(texts: Sequence[str]) -> pd.DataFrame:
    """Every baseline side by side: one row per text, one column per baseline.

    Returns
    -------
    pandas.DataFrame
        ``naive words`` (hits per 1,000 words), ``GPR, 2 places`` and ``GPR, 2 between``
        (categories matched, 0 to 8), and ``VADER`` (-1 to 1) where its lexicon is on
        this machine; ``attrs["left_out"]`` says what is absent and why. Higher = worse.

    Examples
    --------
    >>> table = score_baselines(["War is a threat.", "Talks resumed."])
    >>> table[["naive words", "GPR, 2 places", "GPR, 2 between"]]
       naive words  GPR, 2 places  GPR, 2 between
    0        500.0              0               1
    1          0.0              0               0
    """
    made = score_naive(texts)[["naive_rate"]].set_axis(["naive words"], axis=1)
    for within in GPR_DISTANCE:
        made[f"GPR, 2 {within}"] = score_gpr_query(texts, within=within)["gpr_terms"]
    try:
        made["VADER"] = score_vader(texts)["vader"]
    except ToolkitError as error:
        made.attrs["left_out"] = [str(error)]
    return made


def _strings(texts: Sequence[str]) -> list[str]:
    """The texts, with an empty one for each that is missing."""
    return [text if isinstance(text, str) else "" for text in texts]


def _index_of(texts: Sequence[str]) -> pd.Index | None:
    return getattr(texts, "index", None) if hasattr(texts, "iloc") else None


def _vocabulary_mask(words: Words, wanted: object) -> np.ndarray:
    """Mark every word whose spelling is ``wanted``; each spelling is asked once."""
    listed = np.fromiter(
        (wanted(v) for v in words.vocabulary), bool, len(words.vocabulary)
    )
    return listed[words.word] if len(words) else np.zeros(0, bool)


def _set_mask(words: Words, terms: str) -> np.ndarray:
    """Mark the words of every hit of a set of terms."""
    single = [t for t in terms.split() if "_" not in t]
    mask = _pattern_mask(words, single) if single else np.zeros(len(words), bool)
    for first, second in (t.split("_") for t in terms.split() if "_" in t):
        follows = np.zeros(len(words), bool)
        follows[:-1] = _pattern_mask(words, [second])[1:] & (
            words.doc[1:] == words.doc[:-1]
        )
        pair = _pattern_mask(words, [first]) & follows
        mask |= pair
        # distances are counted from the nearer of both words
        mask[1:] |= pair[:-1]
    return mask


def _pattern_mask(words: Words, terms: list[str]) -> np.ndarray:
    parts = [re.escape(t).replace(r"\*", ".*") for t in terms]
    return _vocabulary_mask(words, lambda v: bool(re.fullmatch("|".join(parts), v)))


def _near(words: Words, a: np.ndarray, b: np.ndarray, places: int) -> np.ndarray:
    """Mark words of ``a`` that have a word of ``b`` at most so many places off."""
    found = np.zeros(len(words), bool)
    for step in range(1, places + 1):
        same = words.doc[step:] == words.doc[:-step]
        found[:-step] |= a[:-step] & b[step:] & same
        found[step:] |= a[step:] & b[:-step] & same
    return found


def _texts_of(words: Words, mask: np.ndarray) -> np.ndarray:
    return np.bincount(words.doc[mask], minlength=words.n_texts) > 0
