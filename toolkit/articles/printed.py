"""Lines as printed: text of PDFs and of recognised (OCR) pages, joined to paragraphs.

Where a word is broken by a hyphen at the end of a line, the lines are those of print
and mean nothing; where a paragraph ends must be told from their lengths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_BROKEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010\ufffe]$")
_ENDS = re.compile(r"[.!?:;”\"’)]$")
MIN_BROKEN = 3  # words broken at line ends that make a text one of printed lines
_FULL = 0.75  # of the usual length: a shorter line ends its paragraph
_PRINTED = 20  # characters; shorter lines say nothing of the width
_LONGEST = 120  # characters of a printed line; longer ones are paragraphs


def is_printed(lines: Sequence[str]) -> bool:
    """True if words are broken by hyphens between lines that print may hold.

    >>> is_printed(["The dele-", "gates met on Mon-", "day and Tues-", "day."])
    True
    """
    broken = sum(bool(_BROKEN.search(line)) and below[:1].islower()
                 for line, below in pairwise(lines))  # fmt: skip
    return broken >= MIN_BROKEN and max(map(len, lines)) <= _LONGEST


def join_printed(lines: Sequence[str]) -> str:
    """Printed lines as paragraphs: a short line ends one, sooner if a sentence ends.

    A blank line ends one too.

    >>> join_printed(["Delegates met on Mon-", "day in the capital.", "No."] * 3)[:38]
    'Delegates met on Monday in the capital'
    """
    lengths = sorted(len(line) for line in lines if len(line) > _PRINTED)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    pieces: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        if not line:
            continue
        pieces.append(_BROKEN.sub("", line))
        if not after or not _BROKEN.search(line):
            ends = not after or _ends_paragraph(line, after, usual)
            pieces.append("\n\n" if ends else " ")
    return "".join(pieces).strip()


def _ends_paragraph(line: str, after: str, usual: int) -> bool:
    """True for a short line, and for a sentence's end with room for the next word."""
    if len(line) < _FULL * usual:
        return True
    room = usual - len(line) - 1
    return bool(_ENDS.search(line)) and len(after.split(" ", 1)[0]) <= room
