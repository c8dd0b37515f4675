"""What a coder sees, as HTML: passage, codebook, progress. All text is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.scores.codebook import Codebook, Question
from toolkit.scores.coding_session import CodingSession, Progress
from toolkit.show.coding_line import Line
from toolkit.show.safe import for_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = [
    "codebook_html",
    "line_html",
    "passage_html",
    "problem_html",
    "progress_html",
    "revealed_html",
    "said_html",
]

# Colours of the notebook's theme, so that it can be read on dark ground too.
MUTED = "color: var(--jp-content-font-color2, #666)"
FRAME = "border: 1px solid var(--jp-border-color1, #ccc); padding: .6em .9em"
ALERT = "color: var(--jp-error-color1, #b00020); font-weight: 600"
KEY = "font-family: monospace; font-weight: 700; padding: 0 .6em 0 0"
LONG = 1200  # characters; a longer unit gets a window of its own to scroll in


def passage_html(shown: Mapping[str, str], standing: str) -> str:
    """A unit with its title and the passage before it, and its code if it has one."""
    title, before, text = (shown.get(k, "") for k in ("title", "before", "text"))
    scroll = "max-height: 22em; overflow: auto;" if len(text) > LONG else ""
    parts = []
    if title and title != text:
        parts.append(f'<div style="{MUTED}">{for_html(title)}</div>')
    if before:
        parts.append(f'<div style="{MUTED}; margin-top: .4em">{for_html(before)}</div>')
    paragraphs = "".join(
        f'<p style="margin: .5em 0">{for_html(p)}</p>' for p in text.split("\n\n")
    )
    parts.append(
        '<div class="toolkit-passage" dir="auto" style="font-size: 115%; '
        f'line-height: 1.5; {scroll}">{paragraphs}</div>'
    )
    if standing:
        parts.append(
            f'<div style="{MUTED}">Coded so far: <code>{for_html(standing)}</code>; '
            "type anew to change it, Enter keeps it.</div>"
        )
    return f'<div style="{FRAME}">{"".join(parts)}</div>'


def line_html(line: Line) -> str:
    """What a line means so far, and the question that comes next."""
    said = " + ".join(
        ", ".join(f"{k}: <b>{for_html(v)}</b>" for k, v in row.items())
        for row in line.rows
    )
    more = " (unsure)" * line.unsure
    more += f" note: {for_html(line.note)}" if line.note else ""
    if line.asks is None:
        return said + more + (problem_html(line.problem) if line.problem else "")
    question = line.asks
    wrong = " is no answer" in line.problem
    head = problem_html(line.problem) if wrong else _asked(question)
    return f"{said}{head if wrong or not said else f'<br>{head}'}"


def _asked(question: Question) -> str:
    keys = " &nbsp; ".join(
        f"<b><code>{for_html(a.key)}</code></b> {for_html(a.value)}"
        for a in question.answers
    )
    name, asks = for_html(question.name), for_html(question.asks)
    return f"<b>{name}</b>: {asks}<br>{keys or for_html(question.choices())}"


def problem_html(text: str) -> str:
    """Something that was not understood, or not saved."""
    return f'<div role="alert" style="{ALERT}">{for_html(text)}</div>'


def progress_html(progress: Progress, session: CodingSession) -> str:
    """How far the coder has come, and how long a unit takes."""
    skipped = f", {progress.skipped} skipped" if progress.skipped else ""
    pace = (
        f"; half of the units took {progress.median_seconds:.0f} s or less"
        if progress.coded
        else ""
    )
    done = " <b>All done.</b>" if session.done else ""
    torn = (
        f" {session.file.torn} lines of the file could not be read."
        if session.file.torn
        else ""
    )
    return (
        f"{for_html(session.file.coder)}: {progress.coded} of {progress.units} coded"
        f"{skipped}{pace}. Unit {session.at + 1}.{done}{torn}"
    )


def codebook_html(book: Codebook, commands: Mapping[str, str]) -> str:
    """Questions, keys and meanings, and the keys that move about."""
    parts = [f"<h4>{for_html(book.title)} {for_html(book.version)}</h4>"]
    parts.append(f"<p>{for_html(book.instructions)}</p>")
    parts += [_question_html(question) for question in book.questions]
    line = {
        "Enter": "save, and on",
        "+": "a second statement of the same unit",
        "A > B": "after a blank: who to whom",
        "?": "unsure",
        "#": "a note follows",
    }
    parts.append(f"<p><b>In the line</b></p>{_keys_html({**line, **commands})}")
    return (
        f'<div style="font-size: 90%; line-height: 1.35; {FRAME}">{"".join(parts)}'
        "</div>"
    )


def _question_html(question: Question) -> str:
    only = f" (after {', '.join(question.only)})" if question.only else ""
    head = (
        f"<p><b>{for_html(question.name)}</b>{for_html(only)}: "
        f"{for_html(question.asks)}</p>"
    )
    if question.is_number:
        return head + _keys_html({question.choices(): "whole number"})
    return head + _keys_html(
        {
            a.key: f"{a.value}: {a.means}" if a.means else a.value
            for a in question.answers
        }
    )


def _keys_html(keys: Mapping[str, str]) -> str:
    rows = "".join(
        f'<tr><td style="{KEY}; white-space: nowrap; vertical-align: top">'
        f'{for_html(key)}</td><td style="text-align: left">{for_html(what)}</td></tr>'
        for key, what in keys.items()
    )
    return f"<table>{rows}</table>"


def revealed_html(found: pd.DataFrame) -> str:
    """What the toolkit found in a unit."""
    if not len(found):
        return "The toolkit found nothing. That you looked is noted."
    names = [c for c in ("match", "channel", "status", "voice") if c in found.columns]
    rows = "".join(
        f"<li>{for_html(', '.join(str(row[n]) for n in names))}</li>"
        for row in found[names].to_dict("records")
    )
    return f"The toolkit found (that you looked is noted): <ul>{rows}</ul>"


def said_html(said: Mapping[str, str]) -> str:
    """What each coder said, numbered by the keys that take it over."""
    return _keys_html(
        {f"{key} {coder}": what for key, (coder, what) in enumerate(said.items(), 1)}
    )
