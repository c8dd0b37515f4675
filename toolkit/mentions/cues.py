"""Cues: expressions that change how a mention is to be read, as a table and as found.

Each row of ``lexicons/cues_en.csv`` says on which side of a mention a cue stands, how
many words it reaches, and within what. :mod:`toolkit.mentions.status` says what the
kinds do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from toolkit.mentions.clauses import sentence_number
from toolkit.mentions.matching import Hits
from toolkit.mentions.spans import ArrayTable, inside
from toolkit.text import Words, begins_with_digit, count_between

# Where several cues reach a mention the first kind in this order decides its status:
# what did not happen outweighs when, and a possibility outweighs an intention.
STATUS_OF = {
    "negation": "negated",
    "denial": "denied",
    "historical": "historical",
    "conditional": "hypothetical",
    "threat": "threatened",
    "order": "threatened",
    "intention": "threatened",
    "future": "threatened",
    "request": "hypothetical",
    "purpose": "hypothetical",
    "appeal": "hypothetical",
}
TURNS = ("reversal", "promise", "relief")

# Kinds that are matched together: the longest cue of a group hides the others in it.
# What refuses cooling ("called off talks") may also lift an act ("called off a raid");
# a request runs over words that may be cues themselves ("asked them not to").
GROUPS = (
    ("negation", "denial", "historical", "conditional", "threat", "order", "intention",
     "future", "hedge"),
    ("request", "attempt"),
    ("reversal", "promise"),
    ("relief",),
    ("open",),
)  # fmt: skip

# What find_cues calls each kind: all that is intended, tried or needed is not yet so.
# Not listed: what is announced as certain ("will"), and words that speak of violence or
# of cooling alone ("ordered", in a business report, is a purchase).
LISTED_AS = {
    "negation": "negation",
    "denial": "denial",
    "historical": "historical",
    "conditional": "conditional",
    "intention": "conditional",
    "request": "conditional",
    "attempt": "conditional",
    "purpose": "conditional",
    "open": "conditional",
    "hedge": "hedge",
    "threat": "threat",
}
# A *to* inside one of these says nothing more.
SETTLED = (*LISTED_AS, "future")
# Kinds that are an infinitive's: "asked the parties to the conflict" asks nothing yet.
_BEFORE_A_VERB = ("request", "attempt", "open", "future")


# Words between an appeal and what it asks for: "called on both sides to agree to a
# truce and to let the convoys pass".
_APPEAL_REACH = 20

# Auxiliaries that are names as well.
_NAMES_TOO = frozenset(("may", "will"))
# "No. 1 seller", "No 10": a number, not a negation.
_NUMBER_SIGN = frozenset(["no"])


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

    @classmethod
    def appeals(cls, requests: Hits) -> Cues:
        """Appeals and demands, mentions themselves, as cues to what they ask for."""
        n = len(requests)
        yes = np.ones(n, bool)
        return cls(
            requests.first, requests.stop, np.full(n, "appeal", object),
            np.full(n, "", object), yes, ~yes, np.full(n, _APPEAL_REACH), ~yes,
        )  # fmt: skip

    def with_their_verb(self, words: Words, opens_infinitive: np.ndarray) -> Cues:
        """Without requests, attempts and needs whose *to* opens no infinitive."""
        last = self.stop - 1
        to = words.among(frozenset(["to"]), last)
        awaits = np.isin(self.kind, _BEFORE_A_VERB) & to
        return self.take(~awaits | opens_infinitive[last])

    def unless_names(self, words: Words) -> Cues:
        """Without names: *May* and *Will* in capitals amid a sentence, *No.* 1."""
        at = self.first
        after = np.minimum(at + 1, len(words) - 1)
        begins = np.diff(sentence_number(words), prepend=-1) > 0
        name = words.among(_NAMES_TOO, at) & words.capital[at] & ~begins[at]
        # in a headline every word has its capital
        headline = words.capital[after] & words.joined[after] & (after > at)
        number = words.among(_NUMBER_SIGN, at) & words.capital[at]
        number &= words.passing(begins_with_digit, after)
        return self.take(~(name & ~headline) & ~number)

    def outside(self, others: Cues) -> Cues:
        """Those of these cues that share no word with the others."""
        if len(self) == 0:
            return self
        held = inside(others.first, others.stop, int(self.stop.max()))
        return self.take(count_between(held, self.first, self.stop) == 0)

    def where_nothing_else_stands(self, kind: str) -> Cues:
        """Without cues of a kind that share a word with a listed one of another."""
        mine = self.kind == kind
        others = self.take(~mine & np.isin(self.kind, SETTLED))
        return Cues.joined([self.take(~mine), self.take(mine).outside(others)])

    def in_text_order(self) -> Cues:
        """The same cues, sorted by where they begin and end."""
        return self.take(np.lexsort((self.stop, self.first)))
