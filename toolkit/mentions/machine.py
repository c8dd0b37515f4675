"""All expressions as one machine, built only as far as texts have needed it.

The expressions form a tree of *slots*. One word may fill several slots (``strike``,
``strike*``, ``*``), so a place in a text stands at several nodes of the tree at once: a
*state*. Words that fill the same slots are alike. Where a state leads on a word of a
kind is worked out when it is first met and looked up ever after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import RLock

import numpy as np

from toolkit.text.arrays import GrowingArray

# The state of having failed.
DEAD = 0

# Longer runs of letters are debris (encoded images, glued lines); trying globs on them
# would take time that grows with the square of their length.
_LONGEST_WORD = 100

_HEAD = 3  # letters
_NONE: frozenset[int] = frozenset()

# Steps remembered before starting afresh: some 150 MB.
MOST_STEPS = 1_000_000

# A state and a kind of word are packed into one number, and so are a word's own.
_BITS = 32
KIND = (1 << _BITS) - 1

Tree = list[dict[int, int]]  # of each node: slot -> child
Accepts = Mapping[int, list[tuple[int, int, bool]]]  # group, pattern, cased


class Machine:
    """States and the steps between them.

    Attributes
    ----------
    steps
        ``state << 32 | kind of word`` -> state, as far as texts have asked.
    """

    def __init__(self, slots: Iterable[str], tree: Tree, accepts: Accepts) -> None:
        self._slots = _Slots(slots)
        self._tree, self._accepts = tree, accepts
        self._inner = frozenset(slot for node in tree[1:] for slot in node)
        self._begun: dict[frozenset[int], int] = {}
        self._kinds: dict[frozenset[int], int] = {}
        self._kind_slots: list[frozenset[int]] = []
        self._state_of: dict[tuple[int, ...], int] = {}
        self._ways: list[_Ways | None] = []
        self._nodes: list[tuple[int, ...]] = []
        self._goes_on, self._accept_to = GrowingArray(bool), GrowingArray(np.int64)
        self._accept = GrowingArray(np.dtype((np.int64, 3)))
        self._accept_to.extend([0])
        self.steps: dict[int, int] = {}
        self._learnt = GrowingArray(np.dtype((np.int64, 2)))
        self.lock = RLock()
        self._state(())
        self._root = _Ways(tree, (0,), self._slots.by_any)

    def __call__(self, word: str) -> int:
        """State that a word at the beginning leads to, and its kind later on."""
        filled = self._slots.filled_by(word)
        # most words fill none, and many the same
        if filled not in self._begun:
            with self.lock:
                self._begun[filled] = self._begin(filled)
        return self._begun[filled]

    def _begin(self, filled: frozenset[int]) -> int:
        begun = self._state(self._root.on(filled))
        inner = filled & self._inner
        kind = self._kinds.setdefault(inner, len(self._kinds))
        if kind == len(self._kind_slots):
            self._kind_slots.append(inner)
        return begun << _BITS | kind

    def is_full(self) -> bool:
        """Tell whether it is time to start afresh."""
        return len(self.steps) > MOST_STEPS

    def learn(self, keys: Iterable[int]) -> None:
        """Work out steps that nobody asked for before."""
        with self.lock:
            fresh = [key for key in keys if key not in self.steps]
            steps = [(key, self._step(key >> _BITS, key & KIND)) for key in fresh]
            self._learnt.extend(np.array(steps, np.int64).reshape(-1, 2))
            self.steps.update(steps)

    def learnt(self, since: int) -> np.ndarray:
        """Every step (key, state) but the first so many, in the order of learning."""
        return self._learnt.view()[since:]

    def states(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each state: whether it goes on, and which expressions end there.

        Those of state ``i`` are the rows ``from[i] : from[i + 1]`` of the last array:
        group, pattern, and whether capitals are asked for.
        """
        with self.lock:
            return self._goes_on.view(), self._accept_to.view(), self._accept.view()

    def _step(self, state: int, kind: int) -> int:
        ways = self._ways[state]
        if ways is None:
            ways = _Ways(self._tree, self._nodes[state], self._slots.by_any)
            self._ways[state] = ways
        nodes = ways.on(self._kind_slots[kind])
        return self._state(nodes) if nodes else DEAD  # mostly

    def _state(self, nodes: Iterable[int]) -> int:
        key = tuple(sorted(nodes))
        number = self._state_of.setdefault(key, len(self._state_of))
        if number == len(self._nodes):
            self._nodes.append(key)
            self._ways.append(None)
            self._goes_on.extend([any(self._tree[node] for node in key)])
            ends = sorted(row for node in key for row in self._accepts.get(node, ()))
            self._accept.extend(np.array(ends, np.int64).reshape(-1, 3))
            self._accept_to.extend([len(self._accept)])
        return number


class _Ways:
    """Where some nodes lead: by each slot, and on any word at all."""

    def __init__(
        self, tree: Tree, nodes: Iterable[int], by_any: frozenset[int]
    ) -> None:
        self._by_slot: defaultdict[int, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for node in nodes:
            for slot, child in tree[node].items():
                if slot in by_any:
                    self._always.append(child)
                else:
                    self._by_slot[slot].append(child)

    def on(self, slots: frozenset[int]) -> list[int]:
        """Nodes reached by a word that fills these slots."""
        nodes = self._always.copy()
        for slot in self._by_slot.keys() & slots:
            nodes += self._by_slot[slot]
        return nodes


class _Slots:
    """Which slots a word fills, besides those that any word fills."""

    def __init__(self, slots: Iterable[str]) -> None:
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._prefix: defaultdict[str, list[int]] = defaultdict(list)
        # how long prefixes are, by their first letters
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        self._other: list[tuple[list[str], int]] = []  # what stands between stars
        self.by_any: frozenset[int] = frozenset()
        for number, slot in enumerate(slots):
            for alternative in slot.split("|"):
                self._add(alternative, number)

    def _add(self, word: str, slot: int) -> None:
        if word == "*":
            self.by_any |= {slot}
        elif "*" not in word:
            self._exact[word].append(slot)
        elif word.index("*") == len(word) - 1:
            self._prefix[word[:-1]].append(slot)
            self._lengths[word[:-1][:_HEAD]].add(len(word) - 1)
        else:
            self._other.append((word.split("*"), slot))

    def filled_by(self, word: str) -> frozenset[int]:
        """Number of every slot that a word fills, but for those any word fills."""
        filled = self._exact.get(word, [])
        if len(word) <= _LONGEST_WORD:
            filled = filled + self._begun_by(word) + self._fitting(word)
        # most words fill none, and few begin as any prefix does
        return frozenset(filled) - self.by_any if filled else _NONE

    def _begun_by(self, word: str) -> list[int]:
        return [
            slot
            for n in range(1, _HEAD + 1)
            if (head := word[:n]) in self._lengths
            for length in self._lengths[head]
            for slot in self._prefix.get(word[:length], ())
        ]

    def _fitting(self, word: str) -> list[int]:
        return [slot for parts, slot in self._other
                if word.endswith(parts[-1]) and _fits(parts, word)]  # fmt: skip


def _fits(parts: list[str], word: str) -> bool:
    """Tell whether a word is made of these parts with letters and digits between.

    In one pass for each part: a pattern with many stars would take a regular expression
    longer than anybody waits.

    >>> _fits(["counter", "terror", ""], "counterterrorism")
    True
    >>> _fits(["", "ed"], "deed's")
    False
    """
    ends = {len(parts[0])} if word.startswith(parts[0]) else set()
    for part in parts[1:]:
        reached: set[int] = set()
        for at in ends:
            while at not in reached:
                reached.add(at)
                at += at < len(word) and (word[at].isalnum() or word[at] == "_")
        ends = {at + len(part) for at in reached if word.startswith(part, at)}
    return len(word) in ends
