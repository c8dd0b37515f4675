"""Cards: how a lexicon or a recipe shows itself in a notebook, text escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

__all__ = ["CONTROL", "HALF", "card_html", "for_html"]

# Lone control characters of both ranges, and marks that reverse the direction of text.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# Half a character, which no page and no terminal takes.
HALF = re.compile("[\ud800-\udfff]")


def for_html(text: object) -> str:
    """Escape text for HTML, in element content and in quoted attributes alike.

    >>> for_html('<b>"R&D"</b>')
    '&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;'
    """
    plain = HALF.sub("\ufffd", CONTROL.sub("\ufffd", str(text)))
    return html.escape(plain, quote=True)


def card_html(title: str, rows: Mapping[str, object]) -> str:
    """A heading and a table of two columns.

    >>> card_html("<b>", {"n": 1})[:40]
    '<div><b>&lt;b&gt;</b><table><tr><th styl'
    """
    cells = "".join(
        f'<tr><th style="text-align: left; vertical-align: top">{for_html(name)}</th>'
        f'<td style="text-align: left">{for_html(value)}</td></tr>'
        for name, value in rows.items()
    )
    return f"<div><b>{for_html(title)}</b><table>{cells}</table></div>"
