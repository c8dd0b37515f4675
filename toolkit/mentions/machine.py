"""All expressions as one tree of *slots*, laid out in arrays.

Expressions that begin alike share their first nodes. One word may fill several slots
(``strike``, ``strike*``), so a place in a text stands at several nodes of the tree at
once. Words that fill the same slots are of one *kind*; the kind of a word is worked out
when it is first met and looked up ever after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
        self._inner = frozenset(slot for node in tree[1:] for slot in node)
        self._kinds: dict[frozenset[int], int] = {}
        self._begun, self._begun_from = GrowingArray(np.int64), GrowingArray(np.int64)
        self._begun_from.extend([0])
        self._later = GrowingArray(np.int64)
        self.lock = RLock()
        self._kind(())

    def __call__(self, words: Sequence[str]) -> np.ndarray:
        """Kind of each word."""
        with self.lock:
            filled = self._slots.filled_by(words)
            kinds = [self._kind(slots) if slots else 0 for slots in filled]
        return np.array(kinds, np.int64)

    def begun(self) -> tuple[np.ndarray, np.ndarray]:
        """Where words lead at the beginning: two arrays, ``since`` and ``node``.

        A word of kind ``i`` leads to the nodes ``node[since[i] : since[i + 1]]``.
        """
        with self.lock:
            return self._begun_from.view(), self._begun.view()

    def onward(
        self, node: np.ndarray, kind: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where words lead later on: (which of the nodes, child), for each child.

        ``kind`` is that of the word met at each node.
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

    def _kind(self, filled: Iterable[int]) -> int:
        slots = frozenset(filled)
        number = self._kinds.setdefault(slots, len(self._kinds))
        if number == len(self._begun_from) - 1:
            begun = [self._root[slot] for slot in slots & self._root.keys()]
            if self.always[ROOT] != NOWHERE:
                begun.append(self.always[ROOT])
            self._begun.extend(begun)
            self._begun_from.extend([len(self._begun)])
            # ascending, because kinds are
            later = sorted(slots & self._inner)
            self._later.extend([number << _BITS | slot for slot in later])
        return number


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
        # how long prefixes are, by their first letters; those that have fewer
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        self._short: dict[str, None] = {}
        self._other: list[tuple[list[str], int]] = []  # what stands between stars
        for slot, number in slots.items():
            for alternative in slot.split("|"):
                self._add(alternative, number)
        # what a word begins or ends with that may fit a slot with stars elsewhere
        self._begins = tuple({p[0] for p, _ in self._other if p[0] or not p[-1]})
        self._ends = tuple({p[-1] for p, _ in self._other if not p[0] and p[-1]})

    def _add(self, word: str, slot: int) -> None:
        if word == ANY:
            return
        if "*" not in word:
            self._exact[word].append(slot)
        elif word.index("*") == len(word) - 1:
            prefix = word[:-1]
            self._prefix[prefix].append(slot)
            if len(prefix) < _HEAD:
                self._short[prefix] = None
            else:
                self._lengths[prefix[:_HEAD]].add(len(prefix))
        else:
            self._other.append((word.split("*"), slot))

    def filled_by(self, words: Iterable[str]) -> list[list[int]]:
        """Number of every slot that each word fills; most words fill none."""
        exact, lengths, none = self._exact.get, self._lengths.get, []
        short, begins, ends = tuple(self._short), self._begins, self._ends
        found = []
        for word in words:
            filled = exact(word, none)
            if len(word) <= _LONGEST_WORD:
                if long := lengths(word[:_HEAD]):
                    filled = filled + self._begun_by(word, long)
                if word.startswith(short):
                    filled = filled + self._begun_by(word, range(1, _HEAD))
                if word.startswith(begins) or word.endswith(ends):
                    filled = filled + self._fitting(word)
            found.append(filled)
        return found

    def _begun_by(self, word: str, lengths: Iterable[int]) -> list[int]:
        heads = {word[:length] for length in lengths}
        return [slot for head in heads for slot in self._prefix.get(head, ())]

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
