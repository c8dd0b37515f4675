"""Asking a labeller: in batches, again after a failure, and never believing it blindly.

A labeller may be down, slow, or talk nonsense. What it does not answer, or answers with
something that is no label, is set aside with the reason; the other texts go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.schema import BadValue, ToolkitError

__all__ = ["Asking", "Junk", "Label", "Labeller", "NoAnswer", "Patience", "as_columns"]

Label = dict[str, Any] | float | str
Labeller = Callable[[list[str]], Sequence[Label]]

GIVE_UP = 3  # batches in a row without an answer: the labeller is down
GIVE_UP_TEXTS = 20  # texts in a row on which it fails: the fault is not in the texts
LONGEST_WAIT = 60.0  # seconds
LONGEST_LABEL = 200  # characters; more is prose
LARGEST_NUMBER = 1e300


class NoAnswer(ToolkitError):
    """A labeller could not answer; ``again`` says whether asking again may help."""

    def __init__(self, why: str, *, again: bool, after: float = 0.0) -> None:
        super().__init__(why)
        self.again = again
        self.after = after  # seconds the labeller asked us to wait


@dataclass(frozen=True)
class Patience:
    """How a labeller is asked.

    Attributes
    ----------
    batch
        Texts per call; a labeller with an attribute ``batch`` knows better.
    retries
        Further attempts after a failure (0 or more).
    wait
        Seconds before the first of them; doubled each time, 60 at most.
    """

    batch: int = 16
    retries: int = 3
    wait: float = 1.0

    def __post_init__(self) -> None:
        if self.batch < 1 or self.retries < 0 or self.wait < 0:
            raise BadValue(
                f"{self} cannot be: batch is 1 or more, retries and wait 0 or more."
            )


@dataclass
class Asking:
    """One pass over the texts that are not in the cache.

    ``problems`` is filled as it goes: key of a text -> why it has no label.
    """

    labeller: Labeller
    patience: Patience
    allowed: Mapping[str, Sequence[Any]]
    problems: dict[str, str]
    failed: int = 0  # batches in a row without an answer
    broken: int = 0  # texts in a row on which the labeller failed

    def ask_all(self, todo: dict[str, str], size: int) -> Iterator[dict[str, dict]]:
        """Good answers, one batch after the other."""
        keys = list(todo)
        for first in range(0, len(keys), size):
            yield self._ask_batch({k: todo[k] for k in keys[first : first + size]})

    def _ask_batch(self, part: dict[str, str]) -> dict[str, dict]:
        if why := self._gave_up():
            self.problems |= dict.fromkeys(part, f"not asked: {why}")
            return {}
        try:
            answers = self._answers(list(part.values()))
        except NoAnswer as error:
            self.failed += 1
            self.problems |= dict.fromkeys(part, f"no answer: {error}")
            return {}
        except _BadBatch as error:
            if len(part) > 1:
                # one text that cannot be read must not cost the others
                return self._one_by_one(part)
            self.problems |= dict.fromkeys(part, str(error))
            self.failed, self.broken = 0, self.broken + 1
            return {}
        self.failed = self.broken = 0
        return self._sift(dict(zip(part, answers, strict=True)))

    def _gave_up(self) -> str:
        if self.failed >= GIVE_UP:
            return f"no answer to {GIVE_UP} batches in a row"
        if self.broken >= GIVE_UP_TEXTS:
            return f"the labeller failed on {GIVE_UP_TEXTS} texts in a row"
        return ""

    def _one_by_one(self, part: dict[str, str]) -> dict[str, dict]:
        answers: dict[str, dict] = {}
        for key, text in part.items():
            answers |= self._ask_batch({key: text})
        return answers

    def _answers(self, texts: list[str]) -> list[Any]:
        """What the labeller says, after as many attempts as patience allows."""
        for attempt in range(self.patience.retries + 1):
            try:
                # what is made one by one may fail only when it is taken
                return _one_each(self.labeller(texts), len(texts))
            except NoAnswer as error:
                problem = error
            except OSError as error:  # connections, time-outs
                problem = NoAnswer(_brief(error), again=True)
            except (ToolkitError, _BadBatch):
                raise  # something to be set right by the user, before all else
            except Exception as error:
                raise _BadBatch(f"the labeller failed: {_brief(error)}") from error
            if not problem.again or attempt == self.patience.retries:
                raise problem
            pause = max(self.patience.wait * 2**attempt, problem.after)
            time.sleep(min(pause, LONGEST_WAIT))
        raise AssertionError("unreachable")

    def _sift(self, answers: dict[str, Any]) -> dict[str, dict]:
        good = {}
        for key, answer in answers.items():
            try:
                good[key] = as_columns(answer, self.allowed)
            except Junk as error:
                self.problems[key] = f"junk: {error}"
        return good


class _BadBatch(Exception):
    """The labeller crashed on a batch, or did not answer text by text."""


class Junk(Exception):
    """An answer that is no label."""


def _brief(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


def _one_each(answers: Any, n: int) -> list[Any]:
    single = isinstance(answers, str | bytes | Mapping)
    if single or not hasattr(answers, "__iter__"):
        raise _BadBatch(f"the labeller returned {type(answers).__name__}, not a list")
    answers = list(answers)
    if len(answers) != n:
        raise _BadBatch(f"the labeller gave {len(answers)} labels for {n} texts")
    return answers


def as_columns(answer: Any, allowed: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """An answer as columns that JSON can hold; raises ``Junk`` for anything else."""
    if isinstance(answer, Mapping):
        # None is an answer too: nothing to name
        columns = {
            str(name): None if value is None else _plain(value)
            for name, value in answer.items()
        }
    elif isinstance(value := _plain(answer), str):
        columns = {"label": value}
    else:
        columns = {"score": float(value)}
    if not columns or {"article_id", "problem"} & set(columns):
        raise Junk("an answer without columns, or one that names article_id or problem")
    for name, values in allowed.items():
        if columns.get(name) not in values:
            raise Junk(f"{name} is not among the allowed values")
    return columns


def _plain(value: Any) -> Any:
    """A number, word or yes/no as Python knows it."""
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:  # numpy's own
        value = value.item()
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_LABEL:
        return value.strip()
    # false for NaN as well; JSON can hold integers that no float can
    if isinstance(value, bool | int | float) and abs(value) <= LARGEST_NUMBER:
        return value
    if isinstance(value, str):
        raise Junk(f"a word of {len(value)} characters")
    raise Junk(f"a {type(value).__name__} is neither a finite number nor a word")
