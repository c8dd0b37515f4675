"""Is it said to have happened? Status, certainty and turn of a mention, from its cues.

========== ======================================================================
kind        what it does to the mention it reaches
========== ======================================================================
negation    status ``negated``
denial      status ``denied`` (of the claim; denying *responsibility* is a hedge)
historical  status ``historical``; so do dates long before publication (``past.py``)
conditional status ``hypothetical``: condition, possibility, fear, hope
request     the same: someone is asked to do it
purpose     the same, of violence right behind ``to`` (``infinitives.py``); with other
            acts the step is often taken already ("went to court to seize the land")
threat      a hostile act becomes a THREATEN mention with status ``threatened``
intention   the same: planned, considered, called for
future      the same: announced as certain (*will*)
order       the same for violence; any other act is done by ordering it
attempt     nothing: an attempted assault is an assault (PLOVER codes it so)
reversal    cooling refused, demanded or broken off: REJECT, REQUEST or SANCTION
promise     material cooling announced: becomes CONCEDE
relief      a hostile act lifted or called off: becomes RETREAT, or CONCEDE if announced
hedge       ``hedged``; the status stays
========== ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import clause_number, sentence_number
from toolkit.mentions.cues import STATUS_OF, TURNS, Cues
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import best_partner, equal_pairs, pick
from toolkit.text import Words

# Cooling that is carried out, so that announcing it is less than doing it.
MATERIAL_COOLING = ("RETREAT", "AID", "COOPERATE")

# Kinds that say something of hostile acts only.
HOSTILE = ("threat", "intention", "request", "future", "relief")

# "did not respond to the attack": what has an article, or an owner, is taken for
# granted, and a cue further off than so many words says nothing about it, by kind.
_TAKEN_FOR_GRANTED = frozenset("the this that these those its their his her".split())
_ANY_DISTANCE = 10**6
_GOVERNED = {"negation": 2, "conditional": 1, "threat": 1, "intention": 1, "order": 1,
             "request": 1, "future": 1}  # fmt: skip
_CLAUSE_CUES = frozenset(("if", "unless", "whether", "should"))


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
    acted = channel == "act"
    # a march planned is no threat, a march called off eases
    eased = acted | ((kind == "PROTEST") & (cue_kind == "relief"))
    return np.select(
        [np.isin(cue_kind, HOSTILE), cue_kind == "order", cue_kind == "reversal",
         cue_kind == "promise", cue_kind == "negation", cue_kind == "attempt",
         cue_kind == "purpose"],
        [eased, acted & (kind == "ASSAULT"), cooling, material, True, False,
         acted & (kind == "ASSAULT")],
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
