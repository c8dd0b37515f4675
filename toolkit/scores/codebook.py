"""The codebook: which questions coders answer, with which keys, and what they mean."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from toolkit.cards import card_html
from toolkit.schema import BadValue

__all__ = ["Answer", "Codebook", "Question", "read_codebook"]

SHIPPED = "escalation"
# Keys that the line of codes needs for itself.
RESERVED = frozenset("+#?<>.!= ")


@dataclass(frozen=True)
class Answer:
    """One answer: its key, the value written to the file, and what it means."""

    key: str
    value: str
    means: str = ""
    last: bool = False  # no further question after it, as after "none"


@dataclass(frozen=True)
class Question:
    """One question: answers to choose from, or a whole number from low to high."""

    name: str
    asks: str = ""
    answers: tuple[Answer, ...] = ()
    low: int = 0
    high: int = 0
    only: tuple[str, ...] = ()  # answers to the first question after which it is asked

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number."""
        return not self.answers

    def choices(self) -> str:
        """What may be typed, for prompts and messages.

        >>> Question("heat", low=0, high=10).choices()
        '0 to 10'
        """
        if self.is_number:
            return f"{self.low} to {self.high}"
        return ", ".join(f"{a.key} {a.value}" for a in self.answers)


@dataclass(frozen=True)
class Codebook:
    """What coders are asked, in the order of the keys."""

    title: str
    version: str
    instructions: str
    questions: tuple[Question, ...]

    def _repr_html_(self) -> str:
        rows = {q.name: f"{q.asks} {q.choices()}".strip() for q in self.questions}
        return card_html(f"{self.title} {self.version}", rows)

    @property
    def names(self) -> list[str]:
        """Names of the questions: the columns of the codes."""
        return [question.name for question in self.questions]


def read_codebook(path: str | Path | None = None) -> Codebook:
    """Read a codebook, or the one that the toolkit ships.

    Parameters
    ----------
    path
        A TOML file: ``title``, ``version``, ``instructions``, and for each question
        ``[[question]]`` with ``name`` (column of the codes), ``asks``, and either
        answers (``[[question.answer]]``: ``key``, one letter; ``value``; ``means``;
        ``last = true`` where no further question follows) or ``low`` and ``high`` for a
        whole number, asked last; ``only = ["act"]`` asks it only after these answers to
        the first question. ``toolkit/scores/codebooks/escalation.toml`` is a model.

    Raises
    ------
    BadValue
        The file is no TOML, or a codebook with which nobody can code: no question, a
        key that two answers share or that is no single letter.

    Notes
    -----
    What is compared with mentions must be called ``channel``, ``status`` and ``voice``,
    with the values of the toolkit. Other questions are free.

    Examples
    --------
    >>> book = read_codebook()
    >>> book.names
    ['channel', 'status', 'voice', 'severity']
    >>> book.questions[0].choices()
    'a act, t threat, d deescalation, o tone, n none'
    """
    name = f"the codebook {SHIPPED}" if path is None else str(path)
    try:
        book = _codebook(tomllib.loads(_text_of(path)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadValue(f"{name} is no TOML file: {error}.") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadValue(
            f"{name} is no codebook: {error}. It needs a title and, for each question, "
            "[[question]] with name and either [[question.answer]] (key, value) or "
            "low and high."
        ) from None
    return book


def _text_of(path: str | Path | None) -> str:
    if path is None:
        place = resources.files("toolkit.scores") / "codebooks" / f"{SHIPPED}.toml"
        return place.read_text("utf-8")
    return Path(path).read_text("utf-8")


def _codebook(table: dict[str, Any]) -> Codebook:
    book = Codebook(
        title=str(table["title"]),
        version=str(table.get("version", "")),
        instructions=str(table.get("instructions", "")).strip(),
        questions=tuple(_question(q) for q in table["question"]),
    )
    if not book.questions:
        raise ValueError("it asks nothing")
    if len(set(book.names)) < len(book.names):
        raise ValueError("two questions have one name")
    # digits would run into the letters that follow
    if any(q.is_number for q in book.questions[:-1]):
        raise ValueError("a question for a number must be the last one")
    return book


def _question(table: dict[str, Any]) -> Question:
    answers = tuple(Answer(**answer) for answer in table.get("answer", ()))
    question = Question(
        table["name"], table.get("asks", ""), answers,
        int(table.get("low", 0)), int(table.get("high", 0)),
        tuple(table.get("only", ())),
    )  # fmt: skip
    keys = [answer.key for answer in answers]
    bad = [k for k in keys if len(k) != 1 or not k.isalpha() or k in RESERVED]
    if bad:
        raise ValueError(f"{question.name}: key {bad[0]!r} is not one letter")
    if len({key.lower() for key in keys}) < len(keys):
        raise ValueError(f"{question.name}: two answers share a key")
    if question.is_number and question.low >= question.high:
        raise ValueError(f"{question.name} has neither answers nor low below high")
    return question
