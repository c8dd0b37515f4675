"""Walks over tokens: from a verb to its subject, object or agent.

A walk is a small machine. It starts beside a mention and goes left (to the subject) or
right (to the object) token by token; a table says for each state and kind of token
what to do and in which state to go on. All mentions walk together.

============ ===================================================================
action        what is done with the token
============ ===================================================================
``hold``      it may be the one looked for
``list``      it is coordinated with the one held, which becomes the second
``drop``      the one held hangs on a preposition; it may complete what stands
              before it: "leaders *of X*", "thousands of protesters *in X*"
``skip``      the one held hangs on a preposition and completes nothing
``back``      the one held last is none; take up the second again
``give``      the one held is whom something is given to: "gave *X* aid"
``done``      the one held is it
``fail``      there is none
============ ===================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.mentions.syntax import Kind, Tokens

_DONE, _FAIL = 0, 1
_ACTIONS = ("", "hold", "list", "drop", "skip", "back", "give")
_MOST_STEPS = 80

_VERBS = "VERB CONTROL BOTH ATTITUDE ACCUSE SUPPORT SUFFER"
_GROUPS = {
    "verb": _VERBS,
    "noun": "NAME ROLE NOUN EVENT PRONOUN",
    "prep": "BY OF IN NEAR FROM ON FOR WITH BETWEEN TO",
    "aux": "BE HAVE MODAL",
    "light": "ADVERB TIME",
    "edge": "END PAUSE",
    "clause": "WHO THAT WHEN BUT",
}


class Machine:
    """A table of states; each rule reads ``kinds: action > next state``."""

    def __init__(self, states: dict[str, str]) -> None:
        self.number = {name: i + 2 for i, name in enumerate(states)}
        self.number |= {"done": _DONE, "fail": _FAIL}
        n = len(states) + 2
        self.next = np.full((n, len(Kind)), _FAIL)
        self.action = np.zeros((n, len(Kind)), np.int64)
        for name, rules in states.items():
            for rule in filter(str.strip, rules.split("\n")):
                self._add(name, rule)

    def _add(self, state: str, rule: str) -> None:
        kinds, deed = rule.split(":")
        action, _, to = deed.strip().rpartition("> ")
        for kind in self._kinds(kinds):
            self.next[self.number[state], kind] = self.number[to or state]
            self.action[self.number[state], kind] = _ACTIONS.index(action.strip())

    @staticmethod
    def _kinds(names: str) -> list[Kind]:
        listed = [k for name in names.split() for k in _GROUPS.get(name, name).split()]
        return list(Kind) if listed == ["any"] else [Kind[k] for k in listed]


@dataclass(frozen=True)
class Found:
    """Where walks ended: tokens, -1 for none.

    ``held`` is what was looked for, ``second`` what is coordinated with it ("X *and
    Y*"), ``complement`` what hangs on it ("leaders *of X*"), ``recipient`` the one
    something is given to ("gave *X* aid").
    """

    held: np.ndarray
    second: np.ndarray
    complement: np.ndarray
    recipient: np.ndarray


def walk(
    machine: Machine, tokens: Tokens, start: np.ndarray, states: np.ndarray, step: int
) -> Found:
    """Let all walks go from ``start`` in their ``states``, left or right by ``step``."""
    n = len(start)
    at, state = start.copy(), states.copy()
    registers = tuple(np.full(n, -1) for _ in range(4))
    active = np.flatnonzero(state > _FAIL)
    for _ in range(_MOST_STEPS):
        if len(active) == 0:
            break
        at[active] += step
        here, now = at[active], state[active]
        kind = tokens.kind[here]
        action = machine.action[now, kind]
        state[active] = machine.next[now, kind]
        _do(action, active, here, registers, tokens.kind)
        active = active[(state[active] > _FAIL)]
    good = state == _DONE
    return Found(*(np.where(good, a, -1) for a in registers))


def answer(tokens: Tokens, found: Found, things: bool = False) -> np.ndarray:
    """The token a walk stands for: of "leaders of X" it is X.

    With ``things`` also of "a camp for X", which is a target and no doer.
    """
    head, kind = found.held, tokens.kind
    whole = np.isin(kind[head], (Kind.ROLE, Kind.NOUN) if things else (Kind.ROLE,))
    complete = whole & (found.complement >= 0)
    complete &= kind[found.complement] == Kind.NAME
    return np.where((head >= 0) & complete, found.complement, head)


def _do(
    action: np.ndarray, who: np.ndarray, here: np.ndarray,
    registers: tuple[np.ndarray, ...], kind: np.ndarray,
) -> None:  # fmt: skip
    held, second, complement, recipient = registers
    for number, name in enumerate(_ACTIONS[1:], 1):
        chosen = action == number
        if not chosen.any():
            continue
        i, token = who[chosen], here[chosen]
        if name == "hold":
            held[i] = token
        elif name == "list":
            second[i], held[i] = held[i], token
        elif name == "drop":
            keep = (kind[held[i]] != Kind.NAME) & (complement[i] >= 0)
            complement[i] = np.where(keep, complement[i], held[i])
            held[i], second[i] = -1, -1
        elif name == "skip":
            complement[i], held[i], second[i] = -1, -1, -1
        elif name == "back":
            held[i], second[i] = second[i], -1
        elif name == "give":
            recipient[i], held[i] = held[i], -1


# To the left of a finite verb: its subject -------------------------------------------

SUBJECT = Machine({
    # right in front of a verb
    "subject": """
        ADVERB aux verb:
        TIME: > timed
        noun: hold > held
        NAME: hold > name
        AND BUT: > and
        COMMA: > aside
        PAUSE: > bracket
        WHO THAT: > relative
        TO: > infinitive
        BY WHEN WITH IN: > main
        OF FROM FOR ON: > gerund
    """,
    # "X on Monday attacked"
    "timed": """
        light aux:
        verb prep: > subject
        noun: hold > held
        NAME: hold > name
        AND BUT: > and
        COMMA: > aside
        PAUSE: > bracket
        WHO THAT: > relative
    """,
    # "X (the group) attacked"
    "bracket": """
        any: > bracket
        END: > fail
        PAUSE: > resumed
    """,
    # a participle: ", killing twelve" goes with the verb in front
    "participle": """
        light aux:
        verb: > subject
        noun: hold > held
        NOUN EVENT: > carried
        NAME: hold > name
        COMMA: > main
        AND: > and
        WHO THAT: > relative
        TO: > gerund
        BY WHEN WITH IN: > main
        OF FROM FOR ON: > gerund
    """,
    # "issued a statement demanding"
    "carried": """
        light NOUN EVENT:
        verb: > subject
    """,
    # some other noun is held: what stands in front of it?
    "held": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
        AND: > list
        NAME: hold > done
        PRONOUN: > done
        TIME: > timed_noun
        PAUSE: > bracketed
    """,
    # "the X Council (XC) forum agreed"
    "bracketed": """
        any: > bracketed
        END: > done
        PAUSE: > owner
    """,
    "owner": """
        any: > done
        NAME: hold > done
    """,
    "timed_noun": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
    """,
    "name": """
        any: > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
        AND: > list
    """,
    # "X and Y attacked": X, if no verb or preposition stands before it
    "list": """
        any: > done
        light: > list
        noun: list > listed
    """,
    "listed": """
        any: > done
        verb aux: back > done
        AND: back > done
        BY ON WITH NEAR BETWEEN TO: skip > behind
        OF IN FROM FOR: drop > behind
        NAME: hold > done
    """,
    # a prepositional phrase has been passed
    "behind": """
        light AND prep:
        verb: > behind
        aux: > subject
        noun: hold > held
        NAME: hold > name
        COMMA: > aside
        PAUSE: > bracket
    """,
    # "X, backed by Y, attacked"
    "aside": """
        any: > aside
        edge: > fail
        COMMA: > resumed
    """,
    "resumed": """
        light:
        noun: hold > held
        NAME: hold > name
        COMMA: > aside
        verb prep: > aside
    """,
    # "X, which attacked": the noun in front, whatever governs it
    "relative": """
        COMMA light prep:
        NAME ROLE PRONOUN: hold > antecedent
        EVENT NOUN: > fail
    """,
    "antecedent": """
        any: > done
        NAME: hold > done
    """,
    # "to attack": the verb in front says whether its subject or its object is meant
    "infinitive": """
        light COMMA AND:
        aux verb: > subject
        noun: hold > object
        prep: > infinitive
    """,
    "object": """
        verb aux: > subject
        CONTROL BOTH: > done
        COMMA: > infinitive
        NAME: hold > object
        prep: > called
        AND: > infinitive
        noun:
        light:
    """,
    # "called on X to attack"
    "called": """
        verb: > subject
        CONTROL BOTH: > done
        noun prep light: > infinitive
        COMMA: > infinitive
    """,
    # "accused X of shelling": the object of "accuse"
    "gerund": """
        light:
        verb: > subject
        noun: hold > accused
    """,
    "accused": """
        any: > fail
        ACCUSE CONTROL BOTH: > done
        NAME: hold > accused
        prep: > fail
    """,
    # a pronoun right behind a verb of speech: "X said (on Monday that) it"
    "spoken": """
        ADVERB TIME prep THAT:
        verb: > subject
        WHEN BUT AND: > main
    """,
    # the verb in front, and its subject
    "main": """
        any: > main
        edge: > fail
        verb aux: > subject
    """,
    # "X attacked the port and sank": the verb in front, and its subject
    "and": """
        any: > and
        edge: > fail
        verb aux: > subject
        WHO: > relative
    """,
    # an event noun as object: "launched an attack", "gave X aid"
    "event": """
        light AND NOUN ROLE ON IN:
        COMMA: > fail
        OF FOR FROM: > blamed
        SUPPORT BOTH: > subject
        NAME PRONOUN: hold > given
    """,
    "given": """
        light:
        SUPPORT BOTH: give > subject
        prep AND: > event
    """,
    # "blamed X for the attack", "claimed responsibility for", "called for"
    "blamed": """
        light:
        NAME ROLE PRONOUN: hold > blame
        NOUN AND: > event
        SUPPORT BOTH: > subject
        OF FOR ON IN: > event
        ACCUSE: > subject
    """,
    "blame": """
        light:
        ACCUSE: > done
        SUPPORT BOTH: give > subject
    """,
    # cooling as object of any verb but one of attitude
    "cooling": """
        light AND NOUN ROLE ON IN:
        COMMA: > fail
        OF FOR FROM: > cooled
        SUPPORT BOTH VERB CONTROL: > subject
        NAME PRONOUN: hold > granted
    """,
    "granted": """
        light NOUN EVENT:
        ACCUSE: > done
        SUPPORT BOTH VERB CONTROL: give > subject
        prep AND: > cooling
    """,
    "cooled": """
        light AND NOUN ROLE:
        NAME PRONOUN: hold > granted
        SUPPORT BOTH VERB: > subject
        OF FOR ON IN: > cooling
    """,
    "suffered": """
        light AND:
        NOUN ROLE OF IN: > suffered
        SUFFER: > subject
    """,
})  # fmt: skip

# To the right of an active verb: its object; of an event noun: whom it hits ----------

OBJECT = Machine({
    "object": """
        light:
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
        BY AND: > object
        OF IN NEAR FROM ON FOR WITH TO BETWEEN THAT: > governed
        verb BE: > infinitive
    """,
    # the object is a role noun: whose?
    "role": """
        any: > done
        light AND: > role
        ROLE NOUN EVENT: > role
        OF IN FROM TO ON: > whose
    """,
    "whose_agents": """
        light:
        OF IN FROM: > whose
    """,
    "whose": """
        any: > done
        light: > whose
        NAME: hold > done
    """,
    # the object is another noun: the first actor that hangs on it
    "noun": """
        light AND NOUN EVENT BUT:
        NAME: hold > done
        ROLE: hold > role
        OF IN FROM ON FOR WITH TO BETWEEN BY: > governed
    """,
    "governed": """
        light prep: > governed
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
        verb: > object
    """,
    "infinitive": """
        light: > infinitive
        NAME PRONOUN: hold > done
        ROLE: hold > role
        NOUN EVENT: > noun
        OF IN FROM ON FOR WITH TO BETWEEN: > governed
    """,
    # behind an event noun: "on Y", "of Y", also behind "by X"
    "event": """
        light NOUN EVENT AND ROLE:
        BY: > by
        ON IN OF WITH FOR TO FROM BETWEEN: > governed
    """,
    # "a demand that X ..."
    "said": """
        light NOUN EVENT AND:
        THAT: > governed
        BY: > by
        ON IN OF WITH FOR TO FROM BETWEEN: > governed
    """,
    "by": """
        light: > by
        noun: > event
    """,
    # the first actor further behind in the clause of a verb
    "deep": """
        light AND noun prep:
        NAME: hold > done
        BY: > fail
    """,
    # only a preposition makes what follows a passive its place or aim
    "agent": """
        any: > agent
        edge WHO BUT WHEN verb: > fail
        BY: > agency
    """,
    "event_agent": """
        any: > event_agent
        edge WHO BUT WHEN verb EVENT: > fail
        BY: > agency
    """,
    "utterer": """
        any: > utterer
        edge WHO BUT WHEN verb EVENT: > fail
        BY FROM: > agency
    """,
    "agency": """
        light NOUN EVENT: > agency
        NAME PRONOUN: hold > done
        ROLE: hold > role
    """,
    # "talks between A and B": A, then B
    "between": """
        BETWEEN: > first
        WITH NOUN EVENT light OF: > between
    """,
    "first": """
        noun: hold > pair
        NAME: hold > pair
    """,
    "pair": """
        AND: > other
        light OF IN NOUN ROLE EVENT: > pair
        COMMA: > pair
    """,
    "other": """
        noun: list > done
    """,
})  # fmt: skip
