"""All expressions as one tree of *slots*, laid out in arrays.

Expressions that begin alike share their first nodes. One word may fill several slots
(``strike``, ``strike*``), so a place in a text stands at several nodes of the tree at
once. Words that fill the same slots are of one *kind*: of one as the first word of an
expression, and of one later on. Kinds are worked out when a word is first met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from threading import RLock

import numpy as np

from toolkit.mentions.spans import runs
from toolkit.text.arrays import GrowingArray

ROOT = 0
NOWHERE = 0  # no word leads back to the root

ANY = "*"  # a slot that any word fills

# Longer runs of letters are debris (encoded images, glued lines); trying globs on them
# would take time that grows with the square of their length.
_LONGEST_WORD = 100

# What a machine says of a word.
PAIR = np.dtype((np.int32, 2))

# A kind and a slot are packed into one number.
_BITS = 32

_HEAD = 3  # letters

Tree = list[dict[int, int]]  # of each node: slot -> child
Accepts = Mapping[int, list[tuple[int, int, bool]]]  # group, pattern, cased


class Machine:
    """The tree of all expressions, and the slots that words fill.

    Attributes
    ----------
    always
        Of each node: the child that any word leads to, or ``NOWHERE``.
    edge_from, edge_slot, edge_child
        The other children of node ``i`` are ``edge_child[edge_from[i] :
        edge_from[i + 1]]``, each with the slot that leads to it.
    accept_from, accept
        The expressions that end at node ``i``, laid out like its children: group,
        pattern, and whether capitals are asked for.
    """

    def __init__(self, slots: Mapping[str, int], tree: Tree, accepts: Accepts) -> None:
        any_word = slots.get(ANY)
        self.always = np.array([node.get(any_word, NOWHERE) for node in tree])
        edges = [
            (node, slot, child)
            for node, children in enumerate(tree)
            for slot, child in children.items()
            if slot != any_word
        ]
        self.edge_from, self.edge_slot, self.edge_child = _by_node(edges, tree, 3)
        ends = [(node, *row) for node in sorted(accepts) for row in accepts[node]]
        self.accept_from, *accept = _by_node(ends, tree, 4)
        self.accept = np.stack(accept, axis=1)
        self._slots = _Slots(slots)
        self._root = tree[ROOT]
        self._outer = frozenset(self._root)
        self._inner = frozenset(slot for node in tree[1:] for slot in node)
        self._kinds: dict[frozenset[int], tuple[int, int]] = {}
        self._first_kinds: dict[frozenset[int], int] = {}
        self._later_kinds: dict[frozenset[int], int] = {}
        self._begun, self._begun_from = GrowingArray(np.int64), GrowingArray(np.int64)
        self._begun_from.extend([0])
        self._later = GrowingArray(np.int64)
        self.lock = RLock()

    def __call__(self, words: Sequence[str]) -> np.ndarray:
        """Two kinds of each word: as the first of an expression, and later on."""
        with self.lock:
            known = len(self._first_kinds), len(self._later_kinds)
            filled = self._slots.filled_by(words)
            kinds = [self._kinds_of(frozenset(slots)) for slots in filled]
            self._take_in(*known)
        return np.array(kinds, np.int32).reshape(-1, 2)

    def _kinds_of(self, slots: frozenset[int]) -> tuple[int, int]:
        if slots not in self._kinds:
            first, later = slots & self._outer, slots & self._inner
            self._kinds[slots] = (
                self._first_kinds.setdefault(first, len(self._first_kinds)),
                self._later_kinds.setdefault(later, len(self._later_kinds)),
            )
        return self._kinds[slots]

    def _take_in(self, n_first: int, n_later: int) -> None:
        """Lay out the kinds but the first so many."""
        always = [self.always[ROOT]] if self.always[ROOT] != NOWHERE else []
        begun = [
            [*(self._root[slot] for slot in slots), *always]
            for slots in islice(self._first_kinds, n_first, None)
        ]
        self._begun_from.extend(len(self._begun) + np.cumsum([len(b) for b in begun]))
        self._begun.extend([node for nodes in begun for node in nodes])
        kinds = enumerate(islice(self._later_kinds, n_later, None), n_later)
        later = [
            kind << _BITS | slot for kind, slots in kinds for slot in sorted(slots)
        ]
        self._later.extend(later)  # ascending, because kinds are

    def begun(self) -> tuple[np.ndarray, np.ndarray]:
        """Where words lead at the beginning: two arrays, ``since`` and ``node``.

        A word of first kind ``i`` leads to the nodes ``node[since[i] : since[i + 1]]``.
        """
        with self.lock:
            return self._begun_from.view(), self._begun.view()

    def onward(
        self, node: np.ndarray, kind: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where words lead later on: (which of the nodes, child), for each child.

        ``kind`` is the later kind of the word met at each node.
        """
        since = self.edge_from[node]
        which, edge = runs(since, self.edge_from[node + 1] - since)
        there = _are_in(kind[which] << _BITS | self.edge_slot[edge], self._later.view())
        always = self.always[node]
        by_any = np.flatnonzero(always != NOWHERE)
        return (
            np.concatenate([which[there], by_any]),
            np.concatenate([self.edge_child[edge[there]], always[by_any]]),
        )


def _by_node(rows: list[tuple], tree: Tree, width: int) -> list[np.ndarray]:
    """Where the rows of each node begin, and their columns."""
    node, *columns = np.array(rows, np.int64).reshape(-1, width).T.copy()
    return [np.searchsorted(node, np.arange(len(tree) + 1)), *columns]


def _are_in(values: np.ndarray, ascending: np.ndarray) -> np.ndarray:
    place = np.searchsorted(ascending, values)
    return np.append(ascending, -1)[place] == values


class _Slots:
    """Which slots a word fills, besides the one that any word fills."""

    def __init__(self, slots: Mapping[str, int]) -> None:
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._prefix: defaultdict[str, list[int]] = defaultdict(list)
        self._other: list[tuple[list[str], int]] = []  # what stands between stars
        for slot, number in slots.items():
            for alternative in slot.split("|"):
                self._add(alternative, number)
        # prefixes by their first letters; those that have fewer
        by_head: defaultdict[str, list[str]] = defaultdict(list)
        for prefix in self._prefix:
            if len(prefix) >= _HEAD:
                by_head[prefix[:_HEAD]].append(prefix)
        self._by_head = {head: tuple(prefixes) for head, prefixes in by_head.items()}
        self._short = tuple(prefix for prefix in self._prefix if len(prefix) < _HEAD)
        # what a word begins or ends with that may fit a slot with stars elsewhere
        self._begins = tuple({p[0] for p, _ in self._other if p[0] or not p[-1]})
        self._ends = tuple({p[-1] for p, _ in self._other if not p[0] and p[-1]})

    def _add(self, word: str, slot: int) -> None:
        if word == ANY:
            return
        if "*" not in word:
            self._exact[word].append(slot)
        elif word.index("*") == len(word) - 1:
            self._prefix[word[:-1]].append(slot)
        else:
            self._other.append((word.split("*"), slot))

    def filled_by(self, words: Iterable[str]) -> list[list[int]]:
        """Number of every slot that each word fills; most words fill none."""
        exact, by_head, none = self._exact.get, self._by_head.get, []
        short, begins, ends = self._short, self._begins, self._ends
        found = []
        for word in words:
            filled = exact(word, none)
            if len(word) <= _LONGEST_WORD:
                prefixes = by_head(word[:_HEAD])
                if prefixes and word.startswith(prefixes):
                    filled = filled + self._begun_by(word, prefixes)
                if word.startswith(short):
                    filled = filled + self._begun_by(word, short)
                if word.startswith(begins) or word.endswith(ends):
                    filled = filled + self._fitting(word)
            found.append(filled)
        return found

    def _begun_by(self, word: str, prefixes: Iterable[str]) -> list[int]:
        begun = filter(word.startswith, prefixes)
        return [slot for prefix in begun for slot in self._prefix[prefix]]

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
