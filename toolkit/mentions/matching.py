"""Find many expressions in many texts at once, on arrays of words.

Each expression is a row of *slots*, one per word; a slot is a word, a word with ``*``
in it, or alternatives parted by ``|``. All expressions together form one machine
(``machine.py``), which is walked from every word of the texts: by whole-array
operations in small inputs (``light_walk.py``), by compiled code in large ones
(``kernels.py``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import numpy as np

from toolkit.mentions import light_walk
from toolkit.mentions.machine import ANY, Machine
from toolkit.mentions.spans import ArrayTable
from toolkit.schema import BadValue
from toolkit.text import Words
from toolkit.text.compiled import compiled

_PARTS = re.compile(r"[\s\-\u2010\u2011\u2013]+")
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


@lru_cache(maxsize=2**16)  # asked for twice, to match and to rank
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
    if part.isalpha():  # as most are
        return part
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
        self._tree: list[dict[int, int]] = [{}]
        self._accepts: defaultdict[int, list[tuple[int, int, bool]]] = defaultdict(list)
        self.groups = tuple(groups)
        for g, (name, expressions) in enumerate(groups.items()):
            for p, expression in enumerate(expressions):
                self._add(expression, g, p, name in cased)
        self._machine = Machine(self._slot_number, self._tree, self._accepts)

    def _add(self, expression: str, group: int, pattern: int, cased: bool) -> None:
        slots = slots_of(expression)
        if not slots or slots[0] == "*":
            raise BadValue(
                f"{expression!r} cannot be matched: an expression needs at least one "
                "word, and its first word may not be a lone *."
            )
        node = 0
        for slot in map(_simplest, slots):
            number = self._slot_number.setdefault(slot, len(self._slot_number))
            children = self._tree[node]
            if number not in children:
                children[number] = len(self._tree)
                self._tree.append({})
            node = children[number]
        self._accepts[node].append((group, pattern, cased and expression.isupper()))

    def find(self, words: Words) -> dict[str, Hits]:
        """Every place where an expression stands, overlapping ones included."""
        walk = compiled("toolkit.mentions.kernels") or light_walk
        return self.found(words, walk)

    def found(self, words: Words, way: ModuleType) -> dict[str, Hits]:
        """Do what :meth:`find` does, one way or the other."""
        first, stop, group, pattern = way.walk(self._machine, words)
        order = np.argsort(group, kind="stable")
        edges = np.searchsorted(group[order], np.arange(len(self.groups) + 1))
        return {
            name: Hits(first[mine], stop[mine], pattern[mine])
            for name, low, high in zip(self.groups, edges, edges[1:], strict=False)
            for mine in (order[low:high],)
        }


def _simplest(slot: str) -> str:
    return ANY if ANY in slot.split("|") else slot


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
    worth = np.zeros(len(hits)) if rank is None else rank[hits.pattern].astype(float)
    way = compiled("toolkit.mentions.kernels") or light_walk
    return hits.take(way.longest(hits.first, hits.stop, hits.pattern, worth))
