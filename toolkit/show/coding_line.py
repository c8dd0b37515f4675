"""The line of codes: what a coder types, read by the codebook.

A letter for each question, in the order of the codebook, then a number where one is
asked for; a second statement after ``+``; who to whom after a blank; ``?`` if unsure;
a note after ``#``::

    n                           nothing of the kind
    aan7                        act, actual, narrator, severity 7
    tta6 Iran > Israel ? # why   with names, unsure, with a note
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from toolkit.scores.codebook import Codebook, Question

__all__ = ["COMMANDS", "Line", "line_of", "read_line"]

# Whole lines that are no codes: key, what it does.
COMMANDS = {
    "<": "back to the unit before",
    ">": "on to the next unit",
    ".": "skip the unit",
    "!": "undo the last code",
    "=": "show what the toolkit found (is noted in the file)",
}
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Line:
    """A line as understood so far.

    Attributes
    ----------
    rows
        The statements, each a dict of answers.
    unsure, note
        Hold for the unit.
    problem
        Why the line cannot be saved; empty where it can.
    asks
        The question that is open, if the line is right so far but not whole.
    """

    rows: tuple[dict[str, Any], ...] = ()
    unsure: bool = False
    note: str = ""
    problem: str = ""
    asks: Question | None = None


def read_line(book: Codebook, line: str) -> Line:
    """Read a line of codes.

    >>> from toolkit.scores.codebook import read_codebook
    >>> read_line(read_codebook(), "ddn + aan7 Iran > Israel?").rows[1]["actor"]
    'Iran'
    >>> read_line(read_codebook(), "ax").problem
    'x is no answer to status: a actual, t threatened, h hypothetical, n negated, ...'
    """
    codes, _, note = line.partition("#")
    unsure, codes = "?" in codes, codes.replace("?", " ")
    rows = []
    for statement in codes.split("+"):
        row, problem, asks = _read_statement(book, statement.strip())
        rows.append(row)
        if problem:
            return Line(tuple(filter(None, rows)), unsure, note.strip(), problem, asks)
    return Line(tuple(rows), unsure, note.strip())


def _read_statement(
    book: Codebook, statement: str
) -> tuple[dict[str, Any], str, Question | None]:
    head, _, names = statement.partition(" ")
    row: dict[str, Any] = {}
    for question in book.questions:
        if question.only and row.get(book.names[0]) not in question.only:
            continue
        if not head:
            return row, f"an answer is missing to {_open(question)}", question
        value, head, last = _answer(question, head)
        if value is None:
            return row, f"{head[:1]} is no answer to {_open(question)}", question
        row[question.name] = value
        if last:
            break
    if head:
        return row, f"{head} is too much: every question is answered", None
    return _with_names(row, names.strip())


def _open(question: Question) -> str:
    return f"{question.name}: {question.choices()}"


def _answer(question: Question, head: str) -> tuple[Any, str, bool]:
    """The answer at the head of a line, the rest of it, and whether it is the last."""
    if question.is_number:
        number = _NUMBER.match(head)
        if not number or not question.low <= int(number[0]) <= question.high:
            return None, head, False
        return int(number[0]), head[number.end() :], False
    for answer in question.answers:
        if answer.key.lower() == head[0].lower():
            return answer.value, head[1:], answer.last
    return None, head, False


def _with_names(
    row: dict[str, Any], names: str
) -> tuple[dict[str, Any], str, Question | None]:
    """The row with who does it to whom."""
    if not names:
        return row, "", None
    if names.count(">") != 1:
        return row, "write who to whom with one >, such as: Iran > Israel", None
    actor, target = (side.strip() for side in names.split(">"))
    return row | {"actor": actor, "target": target}, "", None


def line_of(book: Codebook, event: dict[str, Any]) -> str:
    """The line that says what a code says, to be shown again.

    >>> from toolkit.scores.codebook import read_codebook
    >>> line_of(read_codebook(), {"rows": [{"channel": "act", "status": "actual",
    ...     "voice": "narrator", "severity": 7, "actor": "Iran"}], "unsure": True})
    'aan7 Iran > ?'
    """
    parts = [_statement_of(book, row) for row in event.get("rows", ())]
    line = " + ".join(parts) + (" ?" if event.get("unsure") else "")
    note = event.get("note", "")
    return (line + (f" # {note}" if note else "")).replace("  ", " ")


def _statement_of(book: Codebook, row: dict[str, Any]) -> str:
    keys = "".join(_key_of(q, row[q.name]) for q in book.questions if q.name in row)
    if not (row.get("actor") or row.get("target")):
        return keys
    return f"{keys} {row.get('actor', '')} > {row.get('target', '')}"


def _key_of(question: Question, value: Any) -> str:
    keys = [a.key for a in question.answers if a.value == value]
    return keys[0] if keys else str(value)
