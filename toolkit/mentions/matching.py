"""Find many expressions in many texts at once, on arrays of words.

Each expression is a row of *slots*, one per word; a slot is a word, a word with ``*``
in it, or alternatives parted by ``|``. All expressions together form one tree. Every
distinct word of the texts is looked up once to see which slots it fills; then all
positions of all texts walk the tree together, one word a step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from toolkit.mentions.spans import ArrayTable, runs
from toolkit.schema import BadValue
from toolkit.text import Words, count_between

_PARTS = re.compile(r"[\s\-\u2010\u2011\u2013]+")
# Longer runs of letters are debris (encoded images, glued lines); trying globs on them
# would take time that grows with the square of their length.
_LONGEST_WORD = 100

# Distinct words remembered before starting afresh: some 200 MB.
_MOST_KNOWN = 2_000_000

_TRIM = '.,;:!?"()'


@dataclass(frozen=True)
class Hits(ArrayTable):
    """Places where expressions were found, in text order.

    Attributes
    ----------
    first, stop
        Number of the first word, and one past the last.
    pattern
        Number of the expression in its group.
    """

    first: np.ndarray
    stop: np.ndarray
    pattern: np.ndarray


def slots_of(expression: str) -> tuple[str, ...]:
    r"""The slots of an expression, as the matcher sees them.

    A hyphen is a blank, a possessive ``'s`` is nothing, case does not count.

    Examples
    --------
    >>> slots_of("Carried|carrying out air-strike*")
    ('carried|carrying', 'out', 'air', 'strike*')
    >>> slots_of("knife\u2019s edge")
    ('knife', 'edge')
    """
    parts = _PARTS.split(expression.strip().lower().replace("\u2019", "'"))
    return tuple(slot for slot in map(_clean_slot, parts) if slot)


def _clean_slot(part: str) -> str:
    words = (w.strip(_TRIM) for w in part.split("|"))
    return "|".join(w.removesuffix("'s") if len(w) > 2 else w for w in words if w)


class Matcher:
    """Expressions in named groups, compiled once, to be found in any texts.

    Parameters
    ----------
    groups
        Name of each group -> its expressions.
    cased
        Groups in which an expression written in capitals (``US``) asks for capitals.

    Examples
    --------
    >>> from toolkit.text import split_words
    >>> matcher = Matcher({"term": ["air strike*", "strike*"]})
    >>> found = matcher.find(split_words(["An air-strike; then strikes."]))
    >>> hits = longest(found["term"])
    >>> hits.first.tolist(), hits.stop.tolist(), hits.pattern.tolist()
    ([1, 4], [3, 5], [0, 1])
    """

    def __init__(
        self, groups: Mapping[str, Sequence[str]], cased: frozenset[str] = frozenset()
    ) -> None:
        self._slot_number: dict[str, int] = {}
        self._children: dict[tuple[int, int], int] = {}
        self._accepts: defaultdict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        self._n_nodes = 1
        self.groups = tuple(groups)
        for g, (name, expressions) in enumerate(groups.items()):
            for p, expression in enumerate(expressions):
                self._add(expression, g, p, name in cased)
        self._slots = _SlotTable(tuple(self._slot_number))
        self._freeze()

    def _add(self, expression: str, group: int, pattern: int, cased: bool) -> None:
        slots = slots_of(expression)
        if not slots or slots[0] == "*":
            raise BadValue(
                f"{expression!r} cannot be matched: an expression needs at least one "
                "word, and its first word may not be a lone *."
            )
        node = 0
        for slot in slots:
            number = self._slot_number.setdefault(slot, len(self._slot_number))
            key = (node, number)
            if key not in self._children:
                self._children[key] = self._n_nodes
                self._n_nodes += 1
            node = self._children[key]
        self._accepts[node].append((group, pattern, cased and expression.isupper()))

    def _freeze(self) -> None:
        """Lay the tree out as arrays: node -> (slot, child) list, node -> accepts."""
        self._n_slots = max(len(self._slot_number), 1)
        edges = np.array(
            [(a, b, child) for (a, b), child in self._children.items()], np.int64
        ).reshape(-1, 3)
        edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
        self._child_slot, self._child = edges[:, 1], edges[:, 2]
        self._child_from = np.searchsorted(edges[:, 0], np.arange(self._n_nodes + 1))
        counts = np.zeros(self._n_nodes + 1, np.int64)
        rows = []
        for node in range(self._n_nodes):
            rows += self._accepts.get(node, [])
            counts[node + 1] = len(rows)
        self._accept_from = counts
        self._accept = np.array(rows or [(-1, -1, 0)], np.int64)
        inner = np.zeros(self._n_nodes, bool)
        inner[[a for a, _ in self._children]] = True
        self._has_children = inner

    @cached_property
    def depth(self) -> int:
        """Words in the longest expression."""
        level = {0: 0}
        for (parent, _), child in self._children.items():
            level[child] = level[parent] + 1
        return max(level.values())

    def find(self, words: Words) -> dict[str, Hits]:
        """Every place where an expression stands, overlapping ones included."""
        slot_from, slots = self._slots.of(words.vocabulary)
        filled = _word_slots(slot_from, slots, self._n_slots)
        joined = np.append(words.joined, False)
        # `at` walks on from `first`; `node` is how far down the tree it has come
        first, node = self._begun(slot_from, slots, words.word)
        at, found = first, []
        for _ in range(self.depth):
            found.append(self._accepted(first, at + 1, node, words.upper))
            go_on = self._has_children[node] & joined[at + 1]
            first, at, node = first[go_on], at[go_on] + 1, node[go_on]
            row, node = self._step(node, words.word[at], filled)
            first, at = first[row], at[row]
        return self._by_group(np.concatenate(found) if found else np.zeros((0, 4)))

    def _begun(
        self, slot_from: np.ndarray, slots: np.ndarray, word: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Words that begin an expression, and the node each leads to."""
        root = np.full(self._n_slots, -1)
        opening = slice(self._child_from[0], self._child_from[1])
        root[self._child_slot[opening]] = self._child[opening]
        opens = root[slots] >= 0
        kept = np.concatenate([[0], np.cumsum(opens)])
        row, node = _lists(kept[slot_from], root[slots[opens]], word)
        return row, node

    def _step(
        self, node: np.ndarray, word: np.ndarray, filled: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where each word leads from each node: (row it came from, child).

        A node has few children and a common word fills many slots, so the children are
        gone through, not the slots.
        """
        row, place = _lists(self._child_from, np.arange(len(self._child)), node)
        key = word[row].astype(np.int64) * self._n_slots + self._child_slot[place]
        at = np.minimum(np.searchsorted(filled, key), len(filled) - 1)
        leads = filled[at] == key
        return row[leads], self._child[place[leads]]

    def _accepted(
        self, first: np.ndarray, stop: np.ndarray, node: np.ndarray, upper: np.ndarray
    ) -> np.ndarray:
        row, which = _lists(self._accept_from, np.arange(len(self._accept)), node)
        group, pattern, cased = self._accept[which].T
        found = np.stack([first[row], stop[row], group, pattern], axis=1)
        all_upper = count_between(~upper, found[:, 0], found[:, 1]) == 0
        return found[(cased == 0) | all_upper]

    def _by_group(self, found: np.ndarray) -> dict[str, Hits]:
        hits = {}
        for g, name in enumerate(self.groups):
            mine = found[found[:, 2] == g]
            first, stop, _, pattern = mine.astype(np.int64).T
            order = np.lexsort((pattern, stop, first))
            hits[name] = Hits(first, stop, pattern).take(order)
        return hits


def _word_slots(slot_from: np.ndarray, slots: np.ndarray, n: int) -> np.ndarray:
    """Sorted keys ``word * n + slot``, one per slot that a distinct word fills."""
    word = np.repeat(np.arange(len(slot_from) - 1), np.diff(slot_from))
    return np.append(word * n + slots, np.iinfo(np.int64).max)


def _lists(
    starts: np.ndarray, values: np.ndarray, keys: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each key, its list of values: (row of the key, value), all lists in a row."""
    row, place = runs(starts[keys], starts[keys + 1] - starts[keys])
    return row, values[place]


class _SlotTable:
    """Which slots a word fills; each distinct word is worked out once."""

    def __init__(self, slots: tuple[str, ...]) -> None:
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._prefix: defaultdict[str, list[int]] = defaultdict(list)
        self._other: list[tuple[re.Pattern[str], int]] = []
        self._any: list[int] = []
        self._known: dict[str, tuple[int, ...]] = {}
        for number, slot in enumerate(slots):
            for alternative in slot.split("|"):
                self._add(alternative, number)

    def _add(self, word: str, slot: int) -> None:
        if word == "*":
            self._any.append(slot)
        elif "*" not in word:
            self._exact[word].append(slot)
        elif word.index("*") == len(word) - 1:
            self._prefix[word[:-1]].append(slot)
        else:
            parts = map(re.escape, re.sub(r"\*+", "*", word).split("*"))
            self._other.append((re.compile(r"\w*".join(parts)), slot))

    def _fill(self, word: str) -> tuple[int, ...]:
        filled = {*self._exact.get(word, ()), *self._any}
        if len(word) > _LONGEST_WORD:
            return tuple(sorted(filled))
        for length in range(1, len(word) + 1):
            filled.update(self._prefix.get(word[:length], ()))
        filled.update(slot for glob, slot in self._other if glob.fullmatch(word))
        return tuple(sorted(filled))

    def of(self, vocabulary: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Slots filled by each word, as (start of each list, all lists in a row)."""
        known = self._known
        if len(known) > _MOST_KNOWN:
            known.clear()
        lists = []
        for word in vocabulary:
            filled = known.get(word)
            if filled is None:
                filled = known[word] = self._fill(word)
            lists.append(filled)
        starts = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(x) for x in lists], out=starts[1:])
        return starts, np.array([s for x in lists for s in x], np.int64)


def specificity(expression: str) -> int:
    """How much an expression pins down: literal characters, the exact ones first.

    >>> specificity("warm*") > specificity("war") > specificity("war*")
    True
    """
    slots = slots_of(expression)
    literal = sum(
        min(len(a.replace("*", "")) for a in slot.split("|")) for slot in slots
    )
    return 2 * literal - sum("*" in slot for slot in slots)


def longest(hits: Hits, rank: np.ndarray | None = None) -> Hits:
    """Leave the leftmost-longest hits, so that no word is counted twice.

    Parameters
    ----------
    hits
        Hits that may overlap.
    rank
        One number per expression: among hits on the very same words the highest wins
        (then the first listed). See :func:`specificity`.
    """
    if len(hits) == 0:
        return hits
    order = np.zeros(len(hits)) if rank is None else rank[hits.pattern]
    hits = hits.take(np.lexsort((hits.pattern, -order, -hits.stop, hits.first)))
    kept = []
    while len(hits):
        # Free: begins after everything before it has ended. Whatever overlaps a free
        # hit goes; chains of overlaps shorten by one each round.
        reach = np.maximum.accumulate(hits.stop)
        free = np.concatenate([[True], hits.first[1:] >= reach[:-1]])
        kept.append(hits.take(free))
        end_of_free = np.maximum.accumulate(np.where(free, hits.stop, 0))
        hits = hits.take(~free & (hits.first >= end_of_free))
    whole = Hits.joined(kept)
    return whole.take(np.argsort(whole.first, kind="stable"))
