"""A session of coding: which unit comes next, and what was said of each.

Knows nothing of screens. The units come in an order of the coder's own, so that nobody
codes the last ones tired while others do the same, and the coder sees text alone: what
was found in it, and why it was drawn, stays hidden.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.coding_files import CODE, SKIP, UNDO, CoderFile, unit_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CodingSession", "Progress", "order_of"]

SHOWN = ("title", "before", "text")  # all that a coder sees of a unit


class Progress(NamedTuple):
    """How far a coder has come: units in all, coded, skipped; seconds on a unit."""

    units: int
    coded: int
    skipped: int
    median_seconds: float


def order_of(names: list[str], coder: str, seed: int) -> list[str]:
    """Units in the order in which a coder gets them, the same each time.

    >>> order_of(["a", "b", "c"], "Ann", 1) == order_of(["c", "b", "a"], "Ann", 1)
    True
    """
    own = int.from_bytes(hashlib.sha256(coder.encode("utf-8")).digest()[:8], "big")
    ordered = sorted(names)
    return [
        ordered[i] for i in np.random.default_rng([seed, own]).permutation(len(ordered))
    ]


@dataclass
class CodingSession:
    """One coder before one sample.

    Attributes
    ----------
    sample
        One row per unit, from ``draw_sample``, or any table with ``text`` and
        ``sentence_id`` or ``article_id``.
    file
        The coder's file; what it holds is taken up again.
    seed
        Seed of the order.
    clock
        Seconds that only grow.
    """

    sample: pd.DataFrame
    file: CoderFile
    seed: int = 20240806
    clock: Callable[[], float] = time.monotonic
    at: int = field(init=False, default=0)
    revealed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        unit = unit_name(self.sample)
        require_columns(self.sample, ["text"], "sample")
        names = self.sample[unit].astype(str)
        if names.duplicated().any():
            twice = names[names.duplicated()].iloc[0]
            raise BadValue(f"The sample has {unit} {twice!r} twice; a unit is one row.")
        if not len(names):
            raise BadValue("The sample holds no unit to code.")
        self._rows = self.sample.set_index(names)
        self.order = order_of(names.tolist(), self.file.coder, self.seed)
        self._show(self._next_open(0))

    @property
    def unit(self) -> str:
        """Name of the unit before the coder."""
        return self.order[self.at]

    def row(self) -> pd.DataFrame:
        """The unit's row of the sample, as a table; not for the coder's eyes."""
        return self._rows.loc[[self.unit]].reset_index(drop=True)

    @property
    def code(self) -> dict[str, Any] | None:
        """What the coder said of it, if anything."""
        return self.file.standing().get(self.unit)

    @property
    def done(self) -> bool:
        """Whether every unit is coded or skipped."""
        return set(self.order) <= set(self.file.standing())

    def shown(self) -> dict[str, str]:
        """What the coder may see of the unit."""
        row = self._rows.loc[self.unit]
        there = {name: row.get(name) for name in SHOWN}
        return {k: "" if v is None or v != v else str(v) for k, v in there.items()}

    def save(
        self,
        rows: list[dict[str, Any]],
        *,
        unsure: bool = False,
        note: str = "",
        **more: Any,
    ) -> None:
        """Write the code of the unit, and go on to the next open one."""
        self._add(CODE, rows=rows, unsure=unsure, note=note, **more)
        self._show(self._next_open(self.at + 1))

    def skip(self) -> None:
        """Leave the unit uncoded for good, unless one comes back to it."""
        self._add(SKIP)
        self._show(self._next_open(self.at + 1))

    def undo(self) -> bool:
        """Take back the last code or skip and show its unit; False if there is none."""
        unit = self._last_standing()
        if unit is None:
            return False
        self.file.add({"event": UNDO, "unit": unit, "at": _now()})
        self._show(self.order.index(unit))
        return True

    def go(self, by: int) -> None:
        """Go back (-1) or on (1) without coding."""
        self._show(min(max(self.at + by, 0), len(self.order) - 1))

    def go_on(self) -> None:
        """Go to the next open unit."""
        self._show(self._next_open(self.at + 1))

    def progress(self) -> Progress:
        """How far the coder has come."""
        standing = [e for u, e in self.file.standing().items() if u in self._rows.index]
        coded = [e for e in standing if e["event"] == CODE]
        seconds = [e["seconds"] for e in coded if e.get("seconds") is not None]
        return Progress(
            len(self.order), len(coded), len(standing) - len(coded),
            float(np.median(seconds)) if seconds else float("nan"),
        )  # fmt: skip

    def _add(self, kind: str, **what: Any) -> None:
        seconds = round(self.clock() - self._since, 1)
        event = {"event": kind, "unit": self.unit, "at": _now(), "seconds": seconds}
        self.file.add(event | what | {"revealed": self.revealed})

    def _show(self, at: int) -> None:
        self.at = at
        self.revealed = False
        self._since = self.clock()

    def _next_open(self, start: int) -> int:
        """The next unit without a code, from ``start`` round to it; else the last."""
        standing = self.file.standing()
        n = len(self.order)
        for place in [*range(start, n), *range(min(start, n))]:
            if self.order[place] not in standing:
                return place
        return n - 1

    def _last_standing(self) -> str | None:
        past: list[str] = []
        for event in self.file.events:
            if event["event"] != UNDO:
                past.append(event["unit"])
            elif event["unit"] in past:
                # the last line about this unit was taken back
                del past[len(past) - 1 - past[::-1].index(event["unit"])]
        known = [unit for unit in past if unit in self._rows.index]
        return known[-1] if known else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
