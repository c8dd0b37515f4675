"""The files of coders: every act of coding is one line, written before the next unit.

One JSON Lines file per coder, only ever added to. A line is on the disk before the next
unit is shown, so that a kernel that dies takes nothing along; a line that was torn in
the middle of writing is passed over, and counted. What a coder changed or took back
stays readable in the file: the last line about a unit holds.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CODE",
    "CODES",
    "GOLD",
    "SKIP",
    "UNDO",
    "CoderFile",
    "coders_of",
    "read_coding",
    "unit_name",
]

CODE, SKIP, UNDO = "code", "skip", "undo"
CODES, GOLD = "codes", "gold"  # what a file holds: a coder's codes, or decisions
_NAME = re.compile(r"[\w.-]+(?: [\w.-]+)*", re.UNICODE)


def unit_name(table: pd.DataFrame) -> str:
    """Column that names the coded units: ``sentence_id``, or else ``article_id``."""
    if "sentence_id" not in table.columns:
        require_columns(table, ["article_id"], "sample")
        return "article_id"
    return "sentence_id"


@dataclass
class CoderFile:
    """The file of one coder in a folder; made with the first line.

    Attributes
    ----------
    folder
        Where the files of a study lie.
    coder
        Name of the coder: letters, digits, ``.``, ``-``, ``_`` and single blanks.
    kind
        ``codes``, or ``gold`` for the decisions of an adjudicator.
    events
        What was read from the file, and added since, in order.
    torn
        Lines that cannot be read, such as one that was cut short by a crash.
    """

    folder: Path
    coder: str
    kind: str = CODES
    events: list[dict[str, Any]] = field(default_factory=list)
    torn: int = 0

    def __post_init__(self) -> None:
        self.folder = Path(self.folder)
        if not _NAME.fullmatch(self.coder) or self.coder.startswith("."):
            raise BadValue(
                f"coder={self.coder!r} cannot name a file; use letters, digits, '.', "
                "'-', '_' and single blanks, e.g. 'Ann'."
            )
        if self.path.exists():
            self.events, self.torn = _read_events(self.path)
        others = {event["coder"] for event in self.events} - {self.coder}
        if others:
            raise BadValue(
                f"{self.path.name} holds what {min(others)} coded; {self.coder!r} "
                "would write into the same file. Choose a name that differs by more "
                "than capitals and blanks."
            )

    @property
    def path(self) -> Path:
        """The file itself."""
        return self.folder / f"{self.kind}_{self.coder.replace(' ', '_')}.jsonl"

    def add(self, event: dict[str, Any]) -> None:
        """Write an event and see it onto the disk; only then does it count."""
        self.folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"coder": self.coder, **event}, ensure_ascii=False) + "\n"
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        place = os.open(self.path, flags, 0o644)
        try:
            if _is_torn(place):
                line = "\n" + line
            _write_all(place, line.encode("utf-8"))
            os.fsync(place)
        finally:
            os.close(place)
        if not self.events:
            _sync_folder(self.folder)
        self.events.append({"coder": self.coder, **event})

    def standing(self) -> dict[str, dict[str, Any]]:
        """Unit -> the code or skip that holds, in the order of coding."""
        return _standing(self.events)


def _write_all(place: int, data: bytes) -> None:
    # one call as a rule; a full disk or a signal may cut it short
    while data:
        data = data[os.write(place, data) :]


def _is_torn(place: int) -> bool:
    """Whether the file ends in the middle of a line."""
    size = os.lseek(place, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(place, size - 1, os.SEEK_SET)
    return os.read(place, 1) != b"\n"


def _sync_folder(folder: Path) -> None:
    """See the name of a new file onto the disk too, where the system can."""
    try:
        place = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and keeps names by itself
        return
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _read_events(path: Path) -> tuple[list[dict[str, Any]], int]:
    events, torn = [], 0
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                event = json.loads(line)
                event["unit"], event["event"], event["coder"]
                events.append(event)
            except (ValueError, TypeError, KeyError):
                torn += 1
    return events, torn


def _standing(events: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    history: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        past = history.setdefault(event["unit"], [])
        if event["event"] == UNDO:
            del past[-1:]
        else:
            past.append(event)
    last = {unit: past[-1] for unit, past in history.items() if past}
    return dict(sorted(last.items(), key=lambda item: item[1].get("at", "")))


def coders_of(folder: str | Path, kind: str = CODES) -> dict[str, CoderFile]:
    """Every file of a kind in a folder, by the name of its coder.

    >>> coders_of("no such folder")
    {}
    """
    files = {}
    for path in sorted(Path(folder).glob(f"{kind}_*.jsonl")):
        events, _ = _read_events(path)
        stem = path.stem.removeprefix(f"{kind}_")
        name = str(events[0]["coder"]) if events else stem
        files[name] = CoderFile(Path(folder), name, kind)
    return files


def read_coding(
    folder: str | Path, sample: pd.DataFrame | None = None, *, kind: str = CODES
) -> pd.DataFrame:
    """Read what coders have coded: one row per unit, coder and statement.

    Parameters
    ----------
    folder
        Folder that :func:`toolkit.code_sample` writes to.
    sample
        The sample that was coded, to have texts and chances beside the codes.
    kind
        ``codes``, or ``gold`` for the decisions of adjudicators.

    Returns
    -------
    pandas.DataFrame
        ``sentence_id`` or ``article_id`` (the unit), ``coder``, the answers to the
        questions, ``actor`` and ``target``, ``unsure``, ``note``, ``revealed`` (the
        coder had asked what the toolkit found), ``seconds`` (time on the unit),
        ``coded_at``; and the columns of ``sample``. Skipped units have no row.
        ``attrs["skipped"]``, ``attrs["torn"]``: units skipped and lines that could not
        be read, by coder; ``attrs["strange"]``: rows of units that are not in the
        sample, left out.

    Raises
    ------
    BadValue
        The folder holds no codes, or none of units of the sample.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> CoderFile(folder, "Ann").add({"event": "code", "unit": "s1", "at": "2026-01-05",
    ...     "seconds": 9.5, "rows": [{"channel": "act", "status": "actual"}]})
    >>> read_coding(folder)[["sentence_id", "coder", "channel", "seconds"]]
      sentence_id coder channel  seconds
    0          s1   Ann     act      9.5
    """
    import pandas as pd

    files = coders_of(folder, kind)
    rows, skipped = [], {}
    for coder, file in files.items():
        standing = file.standing().values()
        rows += [row for e in standing if e["event"] == CODE for row in _rows(e)]
        skipped[coder] = sum(e["event"] == SKIP for e in standing)
    torn = {coder: file.torn for coder, file in files.items()}
    if not rows:
        raise BadValue(
            f"{folder} holds no {kind} ({len(files)} files). Code some units with "
            "code_sample(sample, coder='…', folder=…) first."
        )
    unit = "sentence_id" if sample is None else unit_name(sample)
    codes = pd.DataFrame(rows).rename(columns={"unit": unit})
    whole = len(codes)
    if sample is not None:
        codes = _beside(codes, sample, unit)
    codes.attrs = {"skipped": skipped, "torn": torn, "strange": whole - len(codes)}
    return codes


def _rows(event: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of one coded unit, each with what holds for all of them."""
    head = {"unit": event["unit"], "coder": event["coder"]}
    tail = {
        "unsure": bool(event.get("unsure", False)),
        "note": event.get("note", ""),
        "revealed": bool(event.get("revealed", False)),
        **({"takes": event["takes"]} if "takes" in event else {}),
        "seconds": event.get("seconds"),
        "coded_at": event.get("at"),
    }
    return [{**head, **row, **tail} for row in event["rows"]]


def _beside(codes: pd.DataFrame, sample: pd.DataFrame, unit: str) -> pd.DataFrame:
    known = sample.assign(**{unit: sample[unit].astype(str)})
    if not codes[unit].isin(known[unit]).any():
        raise BadValue(
            f"None of the coded units is in the sample: the codes hold {unit} "
            f"{codes[unit].iloc[0]!r}, the sample {known[unit].iloc[0]!r}."
        )
    more = [c for c in known.columns if c == unit or c not in codes.columns]
    return codes.merge(known[more], on=unit, how="inner", validate="many_to_one")
