"""Text of unknown origin, made harmless for each place it is shown in.

An article can hold markup, terminal codes, spreadsheet formulas or TeX. Each surface
has its own danger, so each has its own function; plots set ``parse_math=False``
instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.cards import CONTROL, HALF, for_html

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from pandas.io.formats.style import Styler

__all__ = [
    "for_html",
    "for_spreadsheet",
    "for_terminal",
    "from_spreadsheet",
    "safe_style",
]

# Escape sequences as terminals read them (ECMA-48): a CSI or OSC string, or ESC and
# one more character.
_TERMINAL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)

# Classes of what MathJax must pass over in a notebook, old versions and new.
NO_TEX = "tex2jax_ignore mathjax_ignore"

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP); the
# wide forms of East Asian scripts count as well.
_FORMULA_START = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")


def for_terminal(text: object) -> str:
    r"""Text without terminal escape sequences and control characters.

    >>> for_terminal("\x1b[2J\x1b[31mred\x1b[0m \x07alert")
    'red alert'
    """
    plain = CONTROL.sub("", _TERMINAL_SEQUENCE.sub("", str(text)))
    return HALF.sub("\ufffd", plain)


def for_spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """Put ``'`` before every text that a spreadsheet would run as a formula.

    Names of columns count as texts; numbers stay numbers. :func:`from_spreadsheet`
    takes the marks away again. What no mark can help against: a program that parts
    cells at semicolons, where the file has commas, may find a formula behind one.

    >>> import pandas as pd
    >>> for_spreadsheet(pd.DataFrame({"title": ["=1+1", "Talks"], "n": [-1, 2]}))
       title  n
    0  '=1+1 -1
    1  Talks  2
    """
    return _map_texts(frame, _guarded)


def from_spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """Take away the marks that :func:`for_spreadsheet` set.

    >>> import pandas as pd
    >>> from_spreadsheet(pd.DataFrame({"title": ["'=1+1", "'tis"]}))["title"].tolist()
    ['=1+1', "'tis"]
    """
    return _map_texts(frame, _unguarded)


def safe_style(frame: pd.DataFrame) -> Styler:
    """Return a pandas ``Styler`` whose cells and headings are escaped.

    ``frame.style`` writes every text into the page as it is, markup and scripts too.

    >>> import pandas as pd
    >>> shown = safe_style(pd.DataFrame({"title": ["<b>Talks</b>"]})).to_html()
    >>> "&lt;b&gt;Talks" in shown, "<b>" in shown
    (True, False)
    """
    # what is missing would be written as an element: <NA>
    style = frame.style.format(escape="html", na_rep="–")
    style = style.format_index(escape="html", axis=0)
    style = style.format_index(escape="html", axis=1)
    return style.set_table_attributes(f'class="{NO_TEX}"')


def _map_texts(frame: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    from pandas.api import types

    safe = frame.rename(columns=change)
    for place in range(safe.shape[1]):
        cells = safe.iloc[:, place]
        if not (
            types.is_numeric_dtype(cells) or types.is_datetime64_any_dtype(cells)
        ):  # texts are kept in many kinds of columns; these two hold none
            safe.isetitem(place, _mapped(cells.astype(object), change))
    return safe


def _mapped(cells: pd.Series, change: Callable[[object], object]) -> pd.Series:
    import pandas as pd

    try:
        return cells.map(change)
    except UnicodeEncodeError:  # a column of texts holds no half of a character
        return pd.Series([*map(change, cells)], index=cells.index, dtype="object")


# A text that begins with the mark itself gets one too, so that the way back is exact.
def _guarded(value: object) -> object:
    starts = isinstance(value, str) and value.lstrip("'").startswith(_FORMULA_START)
    return "'" + value if starts else value


def _unguarded(value: object) -> object:
    starts = isinstance(value, str) and value.lstrip("'").startswith(_FORMULA_START)
    return value[1:] if starts and value.startswith("'") else value
