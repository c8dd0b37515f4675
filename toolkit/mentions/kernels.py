"""What is done for every word or every hit, compiled by numba: place by place.

The results are those of ``light_walk.py`` and ``light_company.py``. Of a walk, a place
that meets a step not worked out yet waits; when all others are done the machine learns
those steps, and the places that waited are walked again.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numba import njit

from toolkit.mentions.light_company import PREVAILING_WORDS
from toolkit.mentions.light_walk import Found
from toolkit.mentions.machine import PAIR, Machine
from toolkit.mentions.matching import Hits
from toolkit.mentions.states import BITS, DEAD, MOST_STEPS, States
from toolkit.text import Words

_UNKNOWN = -1  # a step not worked out yet; as a key, an empty place of the table
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, made odd
_HIGH = np.uint64(32)


@njit(inline="always")
def _place(table, key):
    """Where a step stands in the hash table, or the empty place where it would."""
    mask = len(table) - 1
    place = np.int64((np.uint64(key) * _MIX) >> _HIGH) & mask
    while table[place, 0] != key and table[place, 0] != _UNKNOWN:
        place = (place + 1) & mask
    return place


@njit(cache=True, nogil=True)
def _put(table, steps):
    for i in range(len(steps)):
        table[_place(table, steps[i, 0])] = steps[i]


@njit(cache=True, nogil=True)
def _walk(
    starts, begin, begun, kind, word, joined, upper, table,
    goes_on, accept_from, accept, first, stop, group, pattern, waiting, unknown,
):  # fmt: skip
    """Walk from each of ``starts``, from the one numbered ``begin`` on.

    Returns how far it came before room for hits ran out, the count of hits, and how
    many places wait for unknown steps.
    """
    n, n_waiting = 0, 0
    for k in range(begin, len(starts)):
        at = starts[k]
        state, capitals, n_before = begun[word[at]], True, n
        while state != DEAD:
            if n + accept_from[state + 1] - accept_from[state] > len(first):
                return k, n_before, n_waiting
            capitals = capitals and upper[at]
            at += 1
            for row in range(accept_from[state], accept_from[state + 1]):
                if capitals or not accept[row, 2]:
                    first[n], stop[n] = starts[k], at
                    group[n], pattern[n] = accept[row, 0], accept[row, 1]
                    n += 1
            if not goes_on[state] or at == len(word) or not joined[at]:
                break
            key = state << BITS | kind[word[at]]
            place = _place(table, key)
            if table[place, 0] == _UNKNOWN:
                waiting[n_waiting], unknown[n_waiting] = starts[k], key
                n, n_waiting = n_before, n_waiting + 1
                break
            state = table[place, 1]
    return len(starts), n, n_waiting


class _Steps:
    """The states of a machine and its steps as a hash table.

    Whoever holds an old table may go on with it.
    """

    def __init__(self, machine: Machine) -> None:
        self.states = States(machine)
        self.table = _empty(1 << 12)

    def learn(self, keys: np.ndarray) -> None:
        """Take in steps that nobody asked for before."""
        fresh = self.states.learn(keys)
        table = self.table.copy()
        if 2 * self.states.n_steps > len(table):
            table = _empty(1 << (4 * self.states.n_steps).bit_length())
            _put(table, self.table[self.table[:, 0] != _UNKNOWN])
        _put(table, fresh)
        self.table = table


def _empty(size: int) -> np.ndarray:
    """A hash table; a row is a step, key and target side by side in memory."""
    return np.full((size, 2), _UNKNOWN, np.int64)


_steps_of: WeakKeyDictionary[Machine, _Steps] = WeakKeyDictionary()


def _steps(machine: Machine) -> _Steps:
    """The steps of a machine, started afresh when they have grown too many."""
    steps = _steps_of.get(machine)
    if steps is None or steps.states.n_steps > MOST_STEPS:
        steps = _steps_of[machine] = _Steps(machine)
    return steps


def walk(machine: Machine, words: Words) -> Found:
    """First word, one past the last, group and pattern of every hit, in text order."""
    kinds = words.distinct_values(machine, PAIR, at_once=True)
    first_kind, kind = kinds.T.astype(np.int64)
    with machine.lock:
        steps = _steps(machine)
        begun = steps.states.begun()[first_kind]
    starts, rounds = np.flatnonzero((begun != DEAD)[words.word]), [_room(0)]
    while len(starts):
        with machine.lock:
            table, ends = steps.table, steps.states.ends()
        done, waiting, unknown = 0, np.empty_like(starts), np.empty_like(starts)
        n_waiting, room = 0, 2 * len(starts)
        while done < len(starts):
            hits, before = _room(room), done
            done, n, more = _walk(
                starts, done, begun, kind, words.word, words.joined, words.upper,
                table, *ends, *hits, waiting[n_waiting:], unknown[n_waiting:],
            )  # fmt: skip
            rounds.append(tuple(column[:n] for column in hits))
            n_waiting += more
            room *= 1 + (done == before)
        starts = waiting[:n_waiting]
        if n_waiting:
            with machine.lock:
                steps.learn(np.unique(unknown[:n_waiting]))
    return _in_text_order(rounds)


def _room(n: int) -> Found:
    return (*(np.empty(n, np.int64) for _ in range(2)), np.empty(n, np.uint8),
            np.empty(n, np.int64))  # fmt: skip


def _in_text_order(rounds: list[Found]) -> Found:
    """Hits of all rounds: those of one place come from one round, in order."""
    rounds = [found for found in rounds if len(found[0])] or rounds[:1]
    if len(rounds) == 1:
        return rounds[0]
    whole = [np.concatenate(column) for column in zip(*rounds, strict=True)]
    order = np.argsort(whole[0], kind="stable")
    first, stop, group, pattern = (column[order] for column in whole)
    return first, stop, group, pattern


@njit(cache=True, nogil=True)
def _longest(first, stop, pattern, worth):
    """Positions of the leftmost-longest of hits in text order."""
    kept = np.empty(len(first), np.int64)
    n, end, i = 0, 0, 0
    while i < len(first):
        best = i
        i += 1
        while i < len(first) and first[i] == first[best]:
            if _is_better(i, best, stop, pattern, worth):
                best = i
            i += 1
        if n == 0 or first[best] >= end:
            kept[n], end, n = best, stop[best], n + 1
    return kept[:n]


@njit(inline="always")
def _is_better(one, other, stop, pattern, worth):
    """The longer of two hits, then the worthier, then the first listed."""
    if stop[one] != stop[other]:
        return stop[one] > stop[other]
    if worth[one] != worth[other]:
        return worth[one] > worth[other]
    return pattern[one] < pattern[other]


def longest(
    first: np.ndarray, stop: np.ndarray, pattern: np.ndarray, worth: np.ndarray
) -> np.ndarray:
    """Positions of the leftmost-longest of hits that may overlap, in text order."""
    order = np.argsort(first, kind="stable")
    return order[_longest(first[order], stop[order], pattern[order], worth[order])]


# Company ------------------------------------------------------------------------------


@njit(cache=True, nogil=True)
def _accompanied(first, stop, begin, end, at, pattern, listed, rule):
    found = np.zeros(len(first), np.bool_)
    for k in range(len(first)):
        for i in range(begin[k], end[k]):
            outside = at[i] < first[k] or at[i] >= stop[k]
            if outside and listed[rule[k], pattern[i]]:
                found[k] = True
                break
    return found


def accompanied(
    hits: Hits,
    begin: np.ndarray,
    end: np.ndarray,
    company: Hits,
    listed: np.ndarray,
    rule: np.ndarray,
) -> np.ndarray:
    """Tell which hits have one of ``company[begin:end]`` that their rule lists."""
    return _accompanied(
        hits.first, hits.stop, begin, end, company.first, company.pattern, listed, rule
    )


@njit(cache=True, nogil=True)
def _prevails(pattern, sentence, begin, end, listed, rule, least, fewest):
    found = np.zeros(len(rule), np.bool_)
    met = np.full(listed.shape[1], -1)  # of each word: the last rule that met it
    for k in range(len(rule)):
        sightings, different, sentences, last = 0, 0, 0, -1
        for i in range(begin[k], end[k]):
            if listed[rule[k], pattern[i]]:
                sightings += 1
                different += met[pattern[i]] != k
                met[pattern[i]] = k
                sentences += sentence[i] != last
                last = sentence[i]
        found[k] = different >= fewest and min(sightings, sentences) >= least[k]
    return found


def prevails(
    company: Hits,
    sentence: np.ndarray,
    article: np.ndarray,
    about: np.ndarray,
    listed: np.ndarray,
    rule: np.ndarray,
    least: np.ndarray,
) -> np.ndarray:
    """Tell whether what each rule lists runs through the article asked ``about``."""
    begin, end = (np.searchsorted(article, about, side) for side in ("left", "right"))
    return _prevails(
        company.pattern, sentence, begin, end, listed, rule, least, PREVAILING_WORDS
    )
