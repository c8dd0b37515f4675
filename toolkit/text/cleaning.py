"""Repair a text once, when it is taken in."""

from __future__ import annotations

import re
import unicodedata

# Marks that carry no text: soft hyphen, zero-width space, word joiner, byte-order mark,
# bidirectional controls.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Joiners change the letters of Indic and Persian words; between Latin letters they are
# debris of a web page.
_LATIN_JOINER = re.compile(
    "(?<=[\u0000-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u024f])"
)
# Both ranges of control characters (a terminal obeys the second one too), and halves of
# characters, which no file takes.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\u0085\u2028]|\x0c|\u2029")
_BLANK = re.compile(r"[^\S\n]+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")


def clean_text(raw: str) -> str:
    r"""Return ``raw`` as clean NFC text: paragraphs separated by one blank line.

    Soft hyphens, zero-width marks, control characters and half characters go; runs of
    blanks become one space; line ends become ``\n``. Words are never changed.

    Examples
    --------
    >>> clean_text("Talks re\u00adsumed \u00a0today.\r\n\r\n\r\nNo\u200b one spoke. ")
    'Talks resumed today.\n\nNo one spoke.'
    """
    text = _NEWLINE.sub("\n", raw)
    text = _CONTROL.sub("", _LATIN_JOINER.sub("", _INVISIBLE.sub("", text)))
    text = unicodedata.normalize("NFC", _BLANK.sub(" ", text))
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _PARAGRAPH.sub("\n\n", lines).strip()
