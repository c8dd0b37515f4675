"""Is it said to have happened? Status, certainty and turn of a mention, from its cues.

A cue is an expression that changes how a mention is to be read: *no*, *denied*,
*suspected*, *if*, *vowed to*. Each row of ``lexicons/cues_en.csv`` says on which side
of a mention it stands, how many words it reaches, and within what; the rules here are
the same for all.

========== ======================================================================
kind        what it does to the mention it reaches
========== ======================================================================
negation    status ``negated``
denial      status ``denied`` (of the claim; denying *responsibility* is a hedge)
historical  status ``historical``; so do years before the year of publication
conditional status ``hypothetical``
threat      a hostile act becomes a THREATEN mention with status ``threatened``
reversal    cooling refused, demanded or broken off: REJECT, REQUEST or SANCTION
promise     material cooling announced: becomes CONCEDE
relief      a hostile act lifted or called off: becomes RETREAT, or CONCEDE if announced
hedge       ``hedged``; the status stays
========== ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.senses import sentence_number
from toolkit.mentions.spans import (
    ArrayTable,
    at_or_after,
    best_partner,
    equal_pairs,
    pick,
)
from toolkit.text import COMMA, PARAGRAPH, PAUSE, Words

# Where several cues reach a mention the first kind in this order decides its status:
# what did not happen outweighs when, and a possibility outweighs an intention.
STATUS_OF = {
    "negation": "negated",
    "denial": "denied",
    "historical": "historical",
    "conditional": "hypothetical",
    "threat": "threatened",
}
TURNS = ("reversal", "promise", "relief")

# Kinds that are matched together: the longest cue of a group hides the others in it.
# What refuses cooling ("called off talks") may also lift an act ("called off a raid").
GROUPS = ((*STATUS_OF, "hedge"), ("reversal", "promise"), ("relief",))

# Cooling that is carried out, so that announcing it is less than doing it.
MATERIAL_COOLING = ("RETREAT", "AID", "COOPERATE")

# Words that open a clause of their own; a cue does not reach across them.
_CLAUSE_WORDS = frozenset(
    "but although though however while whereas which who whom whose because since amid "
    "despite when where until unless after before as if that".split()
)
# A comma does not part the members of a list ("no raids, clashes or killings"): it is
# taken as a list comma when "or" or "nor" follows within so many words.
_LIST_REACH = 4

# "did not respond to the attack": what has an article, or an owner, is taken for
# granted, and a cue further off than so many words says nothing about it, by kind.
_TAKEN_FOR_GRANTED = frozenset("the this that these those its their his her".split())
_ANY_DISTANCE = 10**6
_GOVERNED = {"negation": 2, "conditional": 1, "threat": 1}
_CLAUSE_CUES = frozenset(("if", "unless", "whether", "should"))

# Years that can stand for themselves in a text.
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_YEAR_REACH = 12  # words between a past year and the mention it dates
_BEFORE_YEAR = frozenset(
    "in during of from by between until till january february march april may june "
    "july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec early late mid the".split()
)
_DAYS = frozenset(map(str, range(1, 32)))


@dataclass(frozen=True)
class CueTable(ArrayTable):
    """The cues as arrays, one element per expression."""

    expressions: np.ndarray
    kind: np.ndarray
    becomes: np.ndarray
    before: np.ndarray  # may stand before the mention
    after: np.ndarray  # may stand after it
    reach: np.ndarray  # words between cue and mention, at most
    bounded: np.ndarray  # True: not beyond the clause

    def only(self, kinds: tuple[str, ...]) -> CueTable:
        """The rows of some kinds (and the look-alikes that switch a cue off)."""
        return self.take(np.isin(self.kind, (*kinds, "none")))


@lru_cache(maxsize=1)
def load_cues() -> CueTable:
    """The cue table that ships with the toolkit."""
    import pandas as pd

    path = files("toolkit.mentions") / "lexicons" / "cues_en.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file, keep_default_na=False)
    side = rows["side"]
    return CueTable(
        rows["cue"].to_numpy(object),
        rows["kind"].to_numpy(object),
        rows["becomes"].to_numpy(object),
        side.isin(["before", "both"]).to_numpy(),
        side.isin(["after", "both"]).to_numpy(),
        pd.to_numeric(rows["reach"]).fillna(0).to_numpy(np.int64),
        (rows["scope"] == "clause").to_numpy(),
    )


@dataclass(frozen=True)
class Cues(ArrayTable):
    """Cues found in texts: word spans with kind, reach and the rest, in text order."""

    first: np.ndarray
    stop: np.ndarray
    kind: np.ndarray
    becomes: np.ndarray
    before: np.ndarray
    after: np.ndarray
    reach: np.ndarray
    bounded: np.ndarray

    def unless_inside(self, mentions: Hits, kinds: tuple[str, ...]) -> Cues:
        """Without cues of some kinds that are themselves part of a mention.

        "vows of revenge" is a threat, and "call for an end to" an appeal: what stands
        in them says nothing more about the mentions around.
        """
        used = np.searchsorted(mentions.first, self.stop) > np.searchsorted(
            mentions.stop, self.first, "right"
        )
        return self.take(~(used & np.isin(self.kind, kinds)))

    @classmethod
    def of(cls, hits: Hits, table: CueTable) -> Cues:
        """The found cues, look-alikes taken out."""
        hits = hits.take(table.kind[hits.pattern] != "none")
        is_a = table.take(hits.pattern)
        return cls(
            hits.first, hits.stop, is_a.kind, is_a.becomes,
            is_a.before, is_a.after, is_a.reach, is_a.bounded,
        )  # fmt: skip

    def in_text_order(self) -> Cues:
        """The same cues, sorted by where they begin and end."""
        return self.take(np.lexsort((self.stop, self.first)))


def past_years(words: Words, year_of_text: np.ndarray) -> Cues:
    """Years before the year of publication, as historical cues.

    ``year_of_text`` holds one year per text, 0 where it is not known: then no year is
    taken for past. "since 1979", "since the 2006 war" go on to this day: no cue.
    """
    year = _years(words.vocabulary)[words.word]
    at = np.flatnonzero((year > 0) & (year < year_of_text[words.doc]))
    one, two = np.maximum(at - 1, 0), np.maximum(at - 2, 0)
    announced = words.among(_BEFORE_YEAR | _DAYS)[one] & (
        words.doc[one] == words.doc[at]
    )
    at = at[announced & ~words.among(frozenset(["since"]))[two]]
    n = len(at)
    yes = np.ones(n, bool)
    return Cues(at, at + 1, np.full(n, "historical", object), np.full(n, "", object),
                yes, yes, np.full(n, _YEAR_REACH), ~yes)  # fmt: skip


def _years(vocabulary: list[str]) -> np.ndarray:
    """Year that each distinct word names ("1990s" counts), 0 for none."""

    def year(word: str) -> int:
        digits = word.removesuffix("s")
        good = len(digits) == 4 and digits.isascii() and digits.isdigit()
        return int(digits) if good and _FIRST_YEAR <= int(digits) <= _LAST_YEAR else 0

    return np.array([year(w) for w in vocabulary], np.int64)


def clause_number(words: Words) -> np.ndarray:
    """One number per clause, counted through all texts.

    A clause ends at a comma, dash, colon, semicolon or bracket and before a word that
    opens a clause (but, which, after ...). Commas of a list do not count.
    """
    if len(words) == 0:
        return np.zeros(0, np.int64)
    at = np.arange(len(words))
    alternative = np.flatnonzero(words.among(frozenset(("or", "nor"))))
    in_list = at_or_after(alternative, at) - at <= _LIST_REACH
    breaks = ((words.gap & COMMA) > 0) & ~in_list
    breaks |= (words.gap & (PAUSE | PARAGRAPH)) > 0
    breaks |= words.among(_CLAUSE_WORDS)
    return np.cumsum(breaks | (np.diff(sentence_number(words), prepend=-1) > 0))


@dataclass(frozen=True)
class Verdict:
    """What the cues say of each hit.

    Attributes
    ----------
    status
        One of :data:`toolkit.schema.STATUSES`.
    hedged
        True when a hedge reaches it.
    becomes
        Event type it turns into, "" for none.
    cue
        Number of the deciding cue, -1 where none decided.
    """

    status: np.ndarray
    hedged: np.ndarray
    becomes: np.ndarray
    cue: np.ndarray


def judge(
    words: Words, hits: Hits, channel: np.ndarray, kind: np.ndarray, cues: Cues
) -> Verdict:
    """Decide status, certainty and turn of every hit.

    Parameters
    ----------
    words
        The texts.
    hits
        Mentions, as word spans.
    channel, kind
        Channel and event type of each hit's entry.
    cues
        All cues found in the same texts.
    """
    hit, cue, distance = _in_reach(words, hits, cues)
    n = len(hits)
    allowed = _concerns(channel[hit], kind[hit], cues.kind[cue])
    hit, cue, distance = hit[allowed], cue[allowed], distance[allowed]
    order = {name: i for i, name in enumerate(STATUS_OF)}
    rank = np.array([order.get(k, len(order)) for k in cues.kind], np.int64)[cue]
    decides = rank < len(order)
    by_status = best_partner(
        n, hit[decides], cue[decides], rank[decides], distance[decides]
    )
    by_turn = _nearest(n, np.isin(cues.kind[cue], TURNS), hit, cue, distance)
    by_hedge = _nearest(n, cues.kind[cue] == "hedge", hit, cue, distance)
    return _verdict(channel, cues, by_status, by_turn, by_hedge)


def _nearest(
    n: int, which: np.ndarray, hit: np.ndarray, cue: np.ndarray, distance: np.ndarray
) -> np.ndarray:
    """For each of ``n`` hits the nearest cue among some of its pairs, -1 for none."""
    hit, cue, distance = hit[which], cue[which], distance[which]
    return best_partner(n, hit, cue, np.zeros(len(hit)), distance)


def _verdict(
    channel: np.ndarray,
    cues: Cues,
    by_status: np.ndarray,
    by_turn: np.ndarray,
    by_hedge: np.ndarray,
) -> Verdict:
    means = np.array([STATUS_OF.get(kind, "actual") for kind in cues.kind], object)
    status = pick(means, by_status, "actual")
    turn = pick(cues.kind, by_turn, "")
    # "called off" stands among the negations and among the turns: the turn says more;
    # but "stopped short of" is no "stopped"
    shared = (turn != "") & (pick(cues.first, by_status) == pick(cues.first, by_turn))
    turn[shared & (pick(cues.stop, by_status) > pick(cues.stop, by_turn))] = ""
    status[shared & (turn != "")] = "actual"
    # "ruled out talks" is a refusal, and a refusal has happened although no talks have
    status[(turn == "reversal") & (status == "negated")] = "actual"
    # "did not lift the siege": the siege goes on
    undone = (turn == "relief") & (status == "negated")
    status[undone], turn[undone] = "actual", ""
    announced = (turn == "relief") & (status == "threatened")
    status[announced] = "actual"
    status[(channel == "threat") & (status == "actual")] = "threatened"
    turned = np.where(turn != "", pick(cues.becomes, by_turn, ""), "")
    turned = np.where(announced, "CONCEDE", turned)
    threat = pick(cues.becomes, by_status, "")
    turned = np.where(status == "threatened", threat, turned)
    turned[(turn == "promise") & (status != "actual")] = ""
    decided = np.where((turn == "") & (by_status >= 0), by_status, by_turn)
    cue = np.where(decided >= 0, decided, by_hedge)
    return Verdict(status, by_hedge >= 0, turned.astype(object), cue)


def _concerns(
    channel: np.ndarray, kind: np.ndarray, cue_kind: np.ndarray
) -> np.ndarray:
    """Tell whether such a cue may change a mention of this channel and type."""
    cooling = channel == "deescalation"
    material = np.isin(kind, MATERIAL_COOLING)
    # a metaphor reports nothing that could be possible, past or merely suspected
    event = kind != "TONE"
    return np.select(
        [np.isin(cue_kind, ("threat", "relief")), cue_kind == "reversal",
         cue_kind == "promise", cue_kind == "negation"],
        [channel == "act", cooling, material, True],
        default=event,
    ).astype(bool)  # fmt: skip


def _in_reach(
    words: Words, hits: Hits, cues: Cues
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs (hit, cue, words between) where the cue reaches the hit."""
    sentence, clause = sentence_number(words), clause_number(words)
    hit, cue = equal_pairs(sentence[hits.first], sentence[cues.first])
    before = hits.first[hit] - cues.stop[cue]
    after = cues.first[cue] - hits.stop[hit]
    distance = np.where(before >= 0, before, after)
    side = ((before >= 0) & cues.before[cue]) | ((after >= 0) & cues.after[cue])
    # the last word of a cue in front, the first word of one behind, is the nearer one;
    # "denied that ..." reaches into the clause that "that" opens
    last = cues.stop[cue] - 1
    into = np.minimum(last + 1, len(words) - 1)
    that = words.among(frozenset(["that"]))[into]
    near = np.where(before >= 0, np.where(that, into, last), cues.first[cue])
    far = np.where(before >= 0, hits.first[hit], hits.stop[hit] - 1)
    same = ~cues.bounded[cue] | (clause[near] == clause[far])
    keep = side & same & (distance >= 0) & (distance <= cues.reach[cue])
    # a cue with a clause of its own behind it ("if", "fears that") reaches all of that
    clausal = that | words.among(_CLAUSE_CUES)[cues.first[cue]]
    far = np.array([_GOVERNED.get(k, _ANY_DISTANCE) for k in cues.kind], int)[cue]
    keep &= clausal | (distance <= far) | ~_is_definite(words, hits)[hit]
    return hit[keep], cue[keep], distance[keep]


def _is_definite(words: Words, hits: Hits) -> np.ndarray:
    """Find mentions with an article or possessive one or two words before them."""
    granted = words.among(_TAKEN_FOR_GRANTED)
    near, far = np.maximum(hits.first - 1, 0), np.maximum(hits.first - 2, 0)
    return granted[near] | (granted[far] & words.joined[near])
