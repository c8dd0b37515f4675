"""States of a walk through the tree of expressions, numbered as texts lead to them.

A state is a set of nodes. Where a state leads on a word of a kind is worked out when it
is first met, many such *steps* at a time, and looked up ever after.
"""

from __future__ import annotations

import numpy as np

from toolkit.mentions.machine import Machine
from toolkit.mentions.spans import runs
from toolkit.text.arrays import GrowingArray

# The state of having failed: no node at all.
DEAD = 0

# Steps remembered before starting afresh: some 100 MB.
MOST_STEPS = 1_000_000

# A state and a kind of word are packed into one number.
BITS = 32
_KIND = (1 << BITS) - 1


class States:
    """The states of a machine, and where words lead from them.

    Examples
    --------
    >>> machine = Machine({"air": 0, "raid": 1}, [{0: 1}, {1: 2}, {}], {2: [(0, 7, 0)]})
    >>> (air, _), (_, raid) = machine(["air", "raid"]).tolist()
    >>> states = States(machine)
    >>> begun = states.begun()[air]
    >>> steps = states.learn(np.array([begun << BITS | raid]))
    >>> _, accept_from, accept = states.ends()
    >>> accept[accept_from[steps[0, 1]]].tolist()
    [0, 7, 0]
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._number: dict[bytes, int] = {b"": DEAD}
        self._node, self._node_from = GrowingArray(np.int64), GrowingArray(np.int64)
        self._node_from.extend([0])
        self._accept = GrowingArray(np.dtype((np.int64, 3)))
        self._accept_from = GrowingArray(np.int64)
        self._accept_from.extend([0])
        self._goes_on = GrowingArray(bool)
        self._begun = GrowingArray(np.int64)
        self.n_steps = 0
        nothing = np.zeros(1, np.int64)
        self._add(node=nothing, low=nothing, count=nothing)  # DEAD, which has no node

    def begun(self) -> np.ndarray:
        """State that a word leads to at the beginning, by its first kind."""
        since, node = self._machine.begun()
        known, n = len(self._begun), len(since) - 1
        if known < n:
            which, place = runs(since[known:-1], np.diff(since[known:]))
            self._begun.extend(self._numbers(which, node[place], n - known))
        return self._begun.view()

    def learn(self, keys: np.ndarray) -> np.ndarray:
        """Work out steps: one row each, ``state << BITS | kind`` and where it leads."""
        state, kind = keys >> BITS, keys & _KIND
        since = self._node_from.view()
        key, place = runs(since[state], since[state + 1] - since[state])
        which, child = self._machine.onward(self._node.view()[place], kind[key])
        self.n_steps += len(keys)
        return np.stack([keys, self._numbers(key[which], child, len(keys))], axis=1)

    def ends(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each state: whether it goes on, and which expressions end there.

        Those of state ``i`` are the rows ``from[i] : from[i + 1]`` of the last array:
        group, pattern, and whether capitals are asked for.
        """
        return self._goes_on.view(), self._accept_from.view(), self._accept.view()

    def _numbers(self, which: np.ndarray, node: np.ndarray, n: int) -> np.ndarray:
        """State of each of ``n`` sets of nodes; a new one gets the next number."""
        order = np.lexsort((node, which))
        node = node[order]
        spelled, wide = node.tobytes(), node.itemsize
        edges = np.searchsorted(which[order], np.arange(n + 1))
        low, count = edges[:-1], np.diff(edges)
        alive = np.flatnonzero(count)  # as most are not
        known, first, found = len(self._number), [], np.full(n, DEAD)
        bounds = zip(edges[alive].tolist(), edges[alive + 1].tolist(), strict=True)
        for place, (begin, end) in zip(alive.tolist(), bounds, strict=True):
            key = spelled[wide * begin : wide * end]
            found[place] = number = self._number.setdefault(key, len(self._number))
            if number == known + len(first):
                first.append(place)
        self._add(node, low[first], count[first])
        return found

    def _add(self, node: np.ndarray, low: np.ndarray, count: np.ndarray) -> None:
        """Take in states made of runs of nodes."""
        machine, n = self._machine, len(count)
        state, place = runs(low, count)
        node = node[place]
        _extend(self._node_from, np.bincount(state, minlength=n))
        self._node.extend(node)
        leaf = machine.edge_from[node] == machine.edge_from[node + 1]
        leaf &= machine.always[node] == DEAD
        self._goes_on.extend(np.bincount(state[~leaf], minlength=n) > 0)
        since = machine.accept_from[node]
        which, row = runs(since, machine.accept_from[node + 1] - since)
        group, pattern, _ = machine.accept[row].T
        order = np.lexsort((pattern, group, state[which]))
        _extend(self._accept_from, np.bincount(state[which], minlength=n))
        self._accept.extend(machine.accept[row[order]])


def _extend(since: GrowingArray, counts: np.ndarray) -> None:
    """Add where lists of so many members end."""
    since.extend(since.view()[-1] + np.cumsum(counts))
