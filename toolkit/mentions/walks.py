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

from toolkit.mentions.syntax import Tokens
from toolkit.mentions.wordclass import Kind, of_kinds

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
    """Let all walks go from ``start`` in their ``states``; ``step`` is -1 or 1."""
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
    whole = of_kinds(kind[head], (Kind.ROLE, Kind.NOUN) if things else (Kind.ROLE,))
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
