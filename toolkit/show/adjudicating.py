"""Adjudication in a notebook: the codes side by side, a decision and its reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import BadValue
from toolkit.scores.adjudication import list_disagreements
from toolkit.scores.classes import CODED
from toolkit.scores.codebook import Codebook, read_codebook
from toolkit.scores.coding_files import (
    CODE,
    GOLD,
    CoderFile,
    coders_of,
    read_coding,
    unit_name,
)
from toolkit.scores.coding_session import CodingSession
from toolkit.show.coding import CodingDesk
from toolkit.show.coding_line import Line, line_of, read_line
from toolkit.show.coding_pages import passage_html, said_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["AdjudicationDesk", "adjudicate"]


def adjudicate(
    sample: pd.DataFrame,
    adjudicator: str,
    folder: str | Path = "codes",
    *,
    codebook: str | Path | None = None,
    dimensions: Sequence[str] = CODED,
    seed: int = 20240806,
) -> AdjudicationDesk:
    r"""Decide where coders differ: shows both codes, takes a decision and its reason.

    Parameters
    ----------
    sample
        The sample that was coded.
    adjudicator
        Who decides; the decisions go to ``gold_<adjudicator>.jsonl``.
    folder
        Folder with the coders' files.
    codebook
        The codebook they used, if not the toolkit's.
    dimensions
        What coders must agree on, as in ``list_disagreements``.
    seed
        Seed of the order.

    Returns
    -------
    AdjudicationDesk
        A widget. ``1 # reason`` takes the code of the first coder, ``2 # reason`` of
        the second; or type a code of your own, with ``# reason``. Every decision needs
        one: it is what the next version of the codebook is made of.

    Raises
    ------
    BadValue
        There are no codes, or the coders differ nowhere.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import code_sample, gold_codes, read_coding
    >>> sample = pd.DataFrame({"sentence_id": ["s1"], "text": ["Envoys warn of war."]})
    >>> folder = tempfile.mkdtemp()
    >>> code_sample(sample, "Ann", folder).type_in("tta5\n")
    >>> code_sample(sample, "Ben", folder).type_in("oaa\n")
    >>> adjudicate(sample, "Cleo", folder).type_in("2 # a warning to nobody\n")
    >>> decided = read_coding(folder, sample, kind="gold")
    >>> gold_codes(read_coding(folder, sample), decided)[["channel", "settled", "note"]]
      channel      settled                note
    0    tone  adjudicated  a warning to nobody
    """
    codes = read_coding(folder, sample)
    differing = list_disagreements(codes, dimensions)
    unit = unit_name(sample)
    disputed = sample[sample[unit].astype(str).isin(differing[unit])]
    if not len(disputed):
        raise BadValue(
            f"Coders differ on none of the {differing.attrs['compared']} units that "
            "two or more coded; there is nothing to decide."
        )
    session = CodingSession(disputed, CoderFile(Path(folder), adjudicator, GOLD), seed)
    return AdjudicationDesk(session, read_codebook(codebook), _said(folder))


Said = dict[str, dict[str, dict[str, Any]]]  # unit -> coder -> what holds of theirs


def _said(folder: str | Path) -> Said:
    said: Said = {}
    for coder, file in coders_of(folder).items():
        for unit, event in file.standing().items():
            if event["event"] == CODE:
                said.setdefault(unit, {})[coder] = event
    return said


class AdjudicationDesk(CodingDesk):
    """The widget behind :func:`adjudicate`."""

    def __init__(self, session: CodingSession, book: Codebook, said: Said) -> None:
        self._of = said
        super().__init__(session, book)

    def _understood(self, line: str) -> Line:
        codes, _, note = line.partition("#")
        said = list(self._of.get(self.session.unit, {}).values())
        chosen = codes.strip()
        if chosen.isdigit():
            if not 1 <= int(chosen) <= len(said):
                return Line(problem=f"there is no coder {chosen}; 1 to {len(said)}")
            rows = tuple(said[int(chosen) - 1]["rows"])
            read = Line(rows, note=note.strip())
        else:
            read = read_line(self.book, line)
        if not read.problem and not read.note:
            return Line(read.rows, problem="the reason is missing: write it after #")
        return read

    def _save(self, read: Line) -> None:
        takes = [
            coder
            for coder, event in self._of.get(self.session.unit, {}).items()
            if event["rows"] == list(read.rows)
        ]
        self.session.save(list(read.rows), note=read.note, takes="; ".join(takes))

    def _show(self) -> None:
        super()._show()
        said = {
            coder: line_of(self.book, event)
            for coder, event in self._of.get(self.session.unit, {}).items()
        }
        self._passage.value = passage_html(
            self.session.shown(), self._standing_line()
        ) + said_html(said)
