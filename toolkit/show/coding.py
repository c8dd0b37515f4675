"""Hand-coding in a notebook: unit after unit, by keyboard, blind, kept at once.

The answers are typed into one field, a line for each unit. The field is never emptied
by the program, so that whoever types faster than the kernel answers loses no key: the
lines above are what was said before, and only what is new is read.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from toolkit.scores.codebook import Codebook, read_codebook
from toolkit.scores.coding_files import CODE, CoderFile
from toolkit.scores.coding_session import CodingSession
from toolkit.scores.passages import mentions_of_units
from toolkit.show.coding_line import COMMANDS, Line, line_of, read_line
from toolkit.show.coding_pages import (
    codebook_html,
    line_html,
    passage_html,
    problem_html,
    progress_html,
    revealed_html,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CodingDesk", "code_sample"]

FIELD = "toolkit-code-line"  # class of the field, for style sheets and tests
# Seconds after which the cursor is put there: a slow browser needs the later ones.
FOCUS_AFTER = (0.3, 1.0, 2.5)
SAVE_FAILED = "NOT SAVED, the file cannot be written"


def code_sample(
    sample: pd.DataFrame,
    coder: str,
    folder: str | Path = "codes",
    *,
    codebook: str | Path | None = None,
    mentions: pd.DataFrame | None = None,
    seed: int = 20240806,
) -> CodingDesk:
    r"""Code a sample by hand: shows one unit after the other in the notebook.

    Parameters
    ----------
    sample
        One row per unit, from ``draw_sample``; or any table with ``text`` and
        ``sentence_id`` or ``article_id``. Of its other columns the coder sees ``title``
        and ``before`` alone.
    coder
        Who codes. Each coder has a file, and an order of units, of their own.
    folder
        Where the files lie: ``codes_<coder>.jsonl``.
    codebook
        A codebook of your own (:func:`toolkit.scores.codebook.read_codebook`); the
        toolkit's if left out.
    mentions
        What was found. Shown only to coders who ask (key ``=``), and noted in the file.
    seed
        Seed of the order.

    Returns
    -------
    CodingDesk
        A widget; it shows itself as the last line of a cell.

    Raises
    ------
    BadValue
        No unit, a unit twice, a coder's name that cannot name a file, or a codebook
        with which nobody can code.

    Notes
    -----
    Every unit is on the disk before the next is shown. After a crash, or a week, the
    same call goes on where the coder left. ``read_coding(folder, sample)`` gives the
    codes as a table.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> sample = pd.DataFrame({"sentence_id": ["s1"], "text": ["Shells fell."]})
    >>> folder = tempfile.mkdtemp()
    >>> desk = code_sample(sample, "Ann", folder)
    >>> desk.type_in("aan7 Army > Militia\n")
    >>> from toolkit import read_coding
    >>> read_coding(folder)[["coder", "channel", "severity", "actor"]]
      coder channel  severity actor
    0   Ann     act         7  Army
    """
    session = CodingSession(sample, CoderFile(Path(folder), coder), seed)
    return CodingDesk(session, read_codebook(codebook), mentions)


class CodingDesk(widgets.VBox):
    """The widget behind :func:`code_sample`: passage, field for the codes, codebook."""

    def __init__(
        self,
        session: CodingSession,
        book: Codebook,
        mentions: pd.DataFrame | None = None,
    ) -> None:
        self.session = session
        self.book = book
        self.mentions = mentions
        self._read = ""  # what was typed and is done with
        self._bar = widgets.IntProgress(max=len(session.order), layout={"width": "30%"})
        self._progress, self._passage, self._line, self._said = (
            widgets.HTML() for _ in range(4)
        )
        self._field = widgets.Textarea(
            rows=3,
            placeholder="codes, then Enter",
            description="Code",
            layout={"width": "100%", "height": "5em"},
        )
        self._field.add_class(FIELD)
        self._field.observe(self._typed, "value")
        super().__init__(self._parts())
        self._show()
        self._focus_when_shown()

    def type_in(self, text: str) -> None:
        """Type text into the field, as a coder would; for scripts and tests."""
        self._field.value += text

    def _parts(self) -> list[widgets.Widget]:
        left = widgets.VBox(
            [self._passage, self._field, self._line, self._said, self._buttons()],
            layout={"width": "62%", "padding": "0 1em 0 0"},
        )
        right = widgets.HTML(
            codebook_html(self.book, self._commands()),
            layout={
                "width": "38%",
                "max_height": "34em",
                "overflow": "auto",
                # closes the frame where the sheet goes on below
                "border_bottom": "1px solid var(--jp-border-color1, #ccc)",
            },
        )
        head = widgets.HBox([self._bar, self._progress])
        return [head, widgets.HBox([left, right])]

    def _commands(self) -> dict[str, str]:
        return {
            key: what
            for key, what in COMMANDS.items()
            if key != "=" or self.mentions is not None
        }

    def _buttons(self) -> widgets.HBox:
        labels = {"<": "Back", ">": "On", ".": "Skip", "!": "Undo", "=": "Reveal"}
        return widgets.HBox([self._button(k, labels[k]) for k in self._commands()])

    def _button(self, key: str, label: str) -> widgets.Button:
        button = widgets.Button(
            description=f"{label} ({key})",
            tooltip=COMMANDS[key],
            layout={"width": "auto"},
        )

        def clicked(_: widgets.Button) -> None:
            self._enter(key)
            self._field.focus()

        button.on_click(clicked)
        return button

    def _focus_when_shown(self) -> None:
        """Put the cursor into the field once the browser shows it.

        A widget cannot be given the focus before it is there, and tells nobody when it
        is; so it is tried a few times, until something is typed.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no notebook, nobody to type
            return
        for seconds in FOCUS_AFTER:
            loop.call_later(seconds, self._focus_unless_used)

    def _focus_unless_used(self) -> None:
        if not self._field.value:
            self._field.focus()

    # What is typed --------------------------------------------------------------------

    def _typed(self, change: dict[str, Any]) -> None:
        text = change["new"]
        if not text.startswith(self._read):
            self._say(problem_html("Lines above are done with; < goes back to a unit."))
            self._field.value = self._read
            return
        *lines, rest = text[len(self._read) :].split("\n")
        for line in lines:
            self._enter(line.strip())
        self._read = text[: len(text) - len(rest)]
        if rest or not lines:
            self._preview(rest)

    def _preview(self, rest: str) -> None:
        line = rest.strip()
        if line in ("", *COMMANDS):
            self._line.value = line_html(Line(asks=self.book.questions[0]))
        else:
            self._line.value = line_html(self._understood(line))

    def _understood(self, line: str) -> Line:
        return read_line(self.book, line)

    def _enter(self, line: str) -> None:
        try:
            self._say(self._done(line))
        except OSError as error:
            why = error.strerror or str(error)
            self._say(problem_html(f"{SAVE_FAILED}: {why}. Free it, and type again."))

    def _done(self, line: str) -> str:
        """Do what a line says; the message to show."""
        if line in self._commands():
            return self._command(line)
        if not line:
            return self._empty()
        read = self._understood(line)
        if read.problem:
            return problem_html(f"Not saved: {line}. {read.problem}")
        self._save(read)
        self._show()
        return f"Saved: {line_html(read)}"

    def _save(self, read: Line) -> None:
        self.session.save(list(read.rows), unsure=read.unsure, note=read.note)

    def _command(self, key: str) -> str:
        message = ""
        if key == "=":
            return self._reveal()
        if key == "!":
            message = "Taken back." if self.session.undo() else "Nothing to take back."
        elif key == ".":
            self.session.skip()
            message = "Skipped."
        else:
            self.session.go(-1 if key == "<" else 1)
        self._show()
        return message

    def _empty(self) -> str:
        if self.session.code is None:
            return problem_html("Nothing typed: the unit is still open; . skips it.")
        self.session.go_on()
        self._show()
        return ""

    def _reveal(self) -> str:
        self.session.revealed = True
        return revealed_html(mentions_of_units(self.mentions, self.session.row()))

    # What is shown --------------------------------------------------------------------

    def _show(self) -> None:
        progress = self.session.progress()
        self._bar.value = progress.coded + progress.skipped
        self._progress.value = progress_html(progress, self.session)
        self._passage.value = passage_html(self.session.shown(), self._standing_line())
        self._preview("")

    def _standing_line(self) -> str:
        """What is said of the unit so far, in the words of the line."""
        event = self.session.code
        if event is None:
            return ""
        return line_of(self.book, event) if event["event"] == CODE else "skipped"

    def _say(self, html: str) -> None:
        self._said.value = html
