"""Is it said to have happened? Status, certainty and turn of a mention, from its cues.

========== ======================================================================
kind        what it does to the mention it reaches
========== ======================================================================
negation    status ``negated``
denial      status ``denied`` (of the claim; denying *responsibility* is a hedge)
historical  status ``historical``; so do dates long before publication (``past.py``)
conditional status ``hypothetical``: condition, possibility, fear, hope, question
request     the same: someone is asked to do it
purpose     the same, of violence right behind ``to`` (``infinitives.py``); with other
            acts the step is often taken already ("went to court to seize the land")
appeal      status ``hypothetical`` of cooling: a truce that is asked or called for is
            none yet (the appeal is a mention itself)
threat      a hostile act becomes a THREATEN mention with status ``threatened``
intention   the same: planned, considered, called for
future      the same: announced as certain (*will*; *to* in a headline)
order       the same for violence; any other act is done by ordering it
attempt     nothing: an attempted assault is an assault (PLOVER codes it so)
open        nothing: needs, wishes, plans and doubts that say nothing of a mention
reversal    cooling refused, demanded or broken off: REJECT, REQUEST or SANCTION
promise     material cooling announced: becomes CONCEDE
relief      a hostile act lifted or called off: becomes RETREAT, or CONCEDE if announced
hedge       ``hedged``; the status stays
========== ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.clauses import clause_number, sentence_bounds, sentence_number
from toolkit.mentions.cues import STATUS_OF, TURNS, Cues
from toolkit.mentions.matching import Hits
from toolkit.mentions.questions import ASKING
from toolkit.mentions.spans import best_partner, equal_pairs, pick
from toolkit.mentions.wordclass import possessive
from toolkit.text import Words, count_between

# Cooling that is carried out, so that announcing it is less than doing it.
MATERIAL_COOLING = ("RETREAT", "AID", "COOPERATE")

# Kinds that say something of hostile acts only.
HOSTILE = ("threat", "intention", "request", "future", "relief")

# "did not respond to the attack": what has an article, or an owner, is taken for
# granted, and a cue further off than so many words says nothing about it, by kind.
_TAKEN_FOR_GRANTED = frozenset("the this that these those its their his her".split())
_ANY_DISTANCE = 10**6
_GOVERNED = {"negation": 2, "conditional": 1, "threat": 1, "intention": 1, "order": 1,
             "request": 1, "future": 1, "denial": 2, "hedge": 2}  # fmt: skip
_CLAUSE_CUES = frozenset(("if", "unless", "whether", "should"))
# What somebody has or makes ("if its demands are met") is there, whatever the clause.
_OWNERS = frozenset("its their his her".split())
# These govern a plain form or a noun: "would guard captured towns" captures nothing.
_MODALS = frozenset(
    "would could may might can should must will shall to of for without".split()
)
# What an inquiry is about has happened: "unless it agrees to talks about the raid".
_TOPIC = frozenset(
    "about concerning regarding related report victims accused suspected "
    "convicted".split()
)
# Who denies a part in a deed, or is suspected of one, does not touch the deed.
_PART = frozenset("involvement involved responsibility role complicity part".split())
_LEFT_OPEN = ("conditional", "request", "intention", "future", "threat")
_AUXILIARIES = frozenset(
    "be been being is are was were have has had having get gets got".split()
)
_PARTICIPLE_REACH = 4
_ADJECTIVES = frozenset("suspected alleged reported apparent supposed presumed".split())
_IRREGULAR = frozenset(
    "taken held caught shot struck broken beaten driven frozen".split()
)
# A date behind these is that of what they bring: "arrested over the attack of 2006".
_OTHER_DEEDS = frozenset(
    "over about since linked related concerning regarding accused charged suspected "
    "wanted convicted".split()
)
# A time within so many words of the head of its sentence dates all of it.
_HEAD = 3


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
    turn = pick(cues.kind, by_turn, "")
    # "demanded a truce" is a demand, whatever else it is
    appealed = pick(cues.kind, by_status, "") == "appeal"
    by_status = np.where(appealed & (turn != ""), -1, by_status)
    status = pick(means, by_status, "actual")
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
    turn[(turn == "promise") & (status != "actual")] = ""
    turned = np.where(turn != "", pick(cues.becomes, by_turn, ""), "")
    turned = np.where(announced, "CONCEDE", turned)
    threat = pick(cues.becomes, by_status, "")
    turned = np.where(status == "threatened", threat, turned)
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
         cue_kind == "purpose", cue_kind == "appeal"],
        [eased, acted & (kind == "ASSAULT"), cooling, material, True, False,
         acted & (kind == "ASSAULT"), cooling & (kind != "REQUEST")],
        default=event,
    ).astype(bool)  # fmt: skip


def _in_reach(
    words: Words, hits: Hits, cues: Cues
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs (hit, cue, words between) where the cue reaches the hit."""
    sentence = sentence_number(words)
    hit, cue = equal_pairs(sentence[hits.first], sentence[cues.first])
    before = hits.first[hit] - cues.stop[cue]
    after = cues.first[cue] - hits.stop[hit]
    distance = np.where(before >= 0, before, after)
    side = ((before >= 0) & cues.before[cue]) | ((after >= 0) & cues.after[cue])
    near = side & (distance >= 0) & (distance <= cues.reach[cue])
    pairs = _Pairs(words, hits.take(hit[near]), cues.take(cue[near]), distance[near])
    kept = pairs.in_one_clause() & ~pairs.taken_for_granted() & pairs.governed()
    kept &= pairs.of_one_date()
    return hit[near][kept], cue[near][kept], distance[near][kept]


@dataclass(frozen=True)
class _Pairs:
    """Mentions and cues side by side, near enough, and the rules that part them."""

    words: Words
    hits: Hits
    cues: Cues
    distance: np.ndarray

    @property
    def leads(self) -> np.ndarray:
        """True where the cue stands in front."""
        return self.cues.stop <= self.hits.first

    @property
    def opens_that(self) -> np.ndarray:
        """True where "that" follows the cue: it reaches the clause that opens there."""
        into = np.minimum(self.cues.stop, len(self.words) - 1)
        return self.words.among(frozenset(["that"]), into)

    def in_one_clause(self) -> np.ndarray:
        """Cue and mention stand in one clause, where the cue asks for that.

        The last word of a cue in front, the first word of one behind, is the nearer.
        """
        clause, cues, hits = clause_number(self.words), self.cues, self.hits
        last = np.minimum(cues.stop - 1 + self.opens_that, len(self.words) - 1)
        # "bombed during the old war": the time opens a clause and dates the one before
        opens = (cues.kind == "historical") & self.words.joined[cues.first]
        near = np.where(self.leads, last, np.maximum(cues.first - opens, 0))
        far = np.where(self.leads, hits.first, hits.stop - 1)
        into = cues.first - sentence_bounds(self.words)[0][cues.first]
        dates_all = (cues.kind == "historical") & cues.before & (into < _HEAD)
        return ~cues.bounded | (clause[near] == clause[far]) | dates_all

    def taken_for_granted(self) -> np.ndarray:
        """The mention has an article or owner, and the cue is not right at it.

        A cue with a clause of its own behind it ("if", "fears that") reaches all of
        that clause but for what has an owner.
        """
        words, first = self.words, self.cues.first
        asks = words.among(ASKING, first) & (first == sentence_bounds(words)[0][first])
        clausal = self.opens_that | words.among(_CLAUSE_CUES, first) | asks
        owned = words.among(_OWNERS, np.maximum(self.hits.first - 1, 0))
        owned |= possessive(words)[self.hits.first]
        far = np.array([_GOVERNED.get(k, _ANY_DISTANCE) for k in self.cues.kind], int)
        # "the attack could be the first": possible is what is said of it, not it
        far = np.where((self.cues.kind == "conditional") & ~self.leads, -1, far)
        distant = (self.distance > far) & _is_definite(words, self.hits)
        distant &= self.cues.bounded  # "no group has claimed" is said of the attack
        return np.where(clausal, owned & ~self.opens_that, distant)

    def governed(self) -> np.ndarray:
        """The mention is what the cue speaks of.

        It is no mere participle behind a modal verb ("captured towns"), no topic of
        what is left open ("talks about the raid"), no deed of which a part is denied.
        """
        modal = self.words.among(_MODALS)
        far = self.leads & (self.distance > 0)
        bare = modal[self.cues.stop - 1] | modal[np.maximum(self.hits.first - 1, 0)]
        bare &= far & _is_participle(self.words, self.hits)
        # "the suspected gunman surrendered": he did
        told = self.words.ending("ed", at=self.hits.first)
        bare |= self.words.among(_ADJECTIVES, self.cues.stop - 1) & far & told
        left, right = self.cues.stop, np.maximum(self.cues.stop, self.hits.first)
        topic = count_between(self.words.among(_TOPIC), left, right) > 0
        topic &= np.isin(self.cues.kind, _LEFT_OPEN)
        part = count_between(self.words.among(_PART), left, right) > 0
        part &= np.isin(self.cues.kind, ("denial", "hedge"))
        return ~bare & ~topic & ~part

    def of_one_date(self) -> np.ndarray:
        """No word of another deed parts the mention from a date behind it."""
        behind = ~self.leads & (self.cues.kind == "historical")
        left, right = self.hits.stop, np.maximum(self.hits.stop, self.cues.first)
        other = count_between(self.words.among(_OTHER_DEEDS), left, right) > 0
        return ~(behind & other)


def _has_participle_form(word: str) -> bool:
    return word.endswith("ed") or word in _IRREGULAR


def _is_participle(words: Words, hits: Hits) -> np.ndarray:
    """Find past participles that stand for an adjective: "captured towns"."""
    found = words.passing(_has_participle_form, hits.first)
    helped = words.among(_AUXILIARIES)
    near = count_between(
        helped, np.maximum(hits.first - _PARTICIPLE_REACH, 0), hits.first
    )
    return found & (near == 0)


def _is_definite(words: Words, hits: Hits) -> np.ndarray:
    """Find mentions with an article or possessive one or two words before them."""
    granted = words.among(_TAKEN_FOR_GRANTED)
    near, far = np.maximum(hits.first - 1, 0), np.maximum(hits.first - 2, 0)
    joined = words.joined[hits.first]
    led = granted[near] | (granted[far] & words.joined[near])
    return (joined & led) | possessive(words)[hits.first]
