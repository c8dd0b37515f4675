"""Pages that hold many articles: exports saved as HTML, lists of events.

They are known by their marks and taken apart here; every other page is one article
(``html.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.articles.readers import current_events, europresse, ocr
from toolkit.articles.readers.base import Reading
from toolkit.articles.readers.layouts import find_layout, read_layout

_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd div dl dt figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tr ul
""".split()
)
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(("script", "style", "head", "noscript", "template"))

# Each is asked for the page and adds its articles; False: not one of mine.
_PAGES: tuple[Callable[[Any, Reading], bool], ...] = (
    europresse.read_page,
    current_events.read_page,
    ocr.read_page,
)


def read_export(tree: Any, reading: Reading) -> bool:
    """Add the articles of a page that holds many; False for any other page."""
    if any(read_page(tree, reading) for read_page in _PAGES):
        return True
    text = block_text(tree)
    if (layout := find_layout(text)) is None:
        return False
    read_layout(layout, text, reading)
    return True


def block_text(tree: Any) -> str:
    """The text a page shows: blocks parted by blank lines, cells of a row by tabs."""
    pieces: list[str] = []
    stack: list[Any] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if node.tail and node is not tree:
            stack.append(_flowing(node.tail))
        if not tag or tag in _UNSEEN:
            continue
        edge = "\n\n" if tag in _BLOCKS else ""
        pieces.append("\n" if tag == "br" else edge)
        stack.append("\t" if tag in _CELLS else edge)
        stack.extend(reversed(node))
        pieces.append(_flowing(node.text or ""))
    return "".join(pieces)


def _flowing(text: str) -> str:
    """Text as a browser shows it: a line end in the source is a blank."""
    return text.replace("\r", " ").replace("\n", " ")


def fragment_text(markup: str) -> str:
    r"""The text of a piece of a page; text without markup comes back as it is.

    >>> fragment_text("Talks <b>resume</b><br>today &amp; tomorrow")
    'Talks resume\ntoday & tomorrow'
    """
    from lxml import html
    from lxml.etree import LxmlError

    if "<" not in markup and "&" not in markup:
        return markup
    try:
        tree = html.fragment_fromstring(markup.replace("\x00", ""), "div")
    except (LxmlError, ValueError, AssertionError):
        return markup
    return block_text(tree).strip()
