"""XML that may be hostile: entities and outside documents refused, size bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import entities
from typing import TYPE_CHECKING

from toolkit.articles.readers.base import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES = 128 * 2**20
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_OPEN = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBERED = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_OWN_OF_XML = {"amp", "lt", "gt", "quot", "apos"}
_PARAGRAPHS = ("p", "paragraph", "block")
_HEAD = 8_000  # bytes in which the first elements stand


def parse_xml(data: bytes, *, mend: bool = False) -> Element:
    """The root of an XML document.

    Parameters
    ----------
    data
        The document. A DOCTYPE is passed over and never fetched; one that declares
        entities is refused, since a few of them can unfold to more than memory holds.
    mend
        Read on behind errors, as feed readers must.

    Raises
    ------
    Unreadable
        The document is damaged, too large, or declares entities.

    Examples
    --------
    >>> parse_xml(b"<a>Talks</a>").text
    'Talks'
    >>> parse_xml(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    Traceback (most recent call last):
    ...
    toolkit.articles.readers.base.Unreadable: The XML declares entities. ...
    """
    from lxml import etree

    if len(data) > MAX_BYTES:
        raise Unreadable("The XML is larger than 128 MiB.", "Split it into files.")
    if _ENTITY.search(data.replace(b"\x00", b"")):
        raise Unreadable(
            "The XML declares entities.",
            "They can be a trap; take the <!ENTITY …> lines out if you trust the file.",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False,
                             huge_tree=False, recover=mend, remove_pis=True,
                             remove_comments=True)  # fmt: skip
    try:
        root = etree.fromstring(_with_numbers(data), parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise Unreadable(f"The XML is damaged: {str(error)[:200]}.",
                         "Export or download it again.") from error  # fmt: skip
    if root is None:
        raise Unreadable("The XML is damaged.", "Export or download it again.")
    return root


def _with_numbers(data: bytes) -> bytes:
    """Entities of web pages (``&nbsp;``), which XML does not know, as numbers."""

    def number(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("ascii")
        code = None if name in _OWN_OF_XML else entities.name2codepoint.get(name)
        return f"&#{code};".encode() if code else match[0]

    return _NUMBERED.sub(_known_number, _NAMED.sub(number, data))


def _known_number(match: re.Match[bytes]) -> bytes:
    """The number of a character; U+FFFD for numbers that XML has no character for.

    Strict, one such number costs the whole file; mended, it is half a character.
    """
    code = int(match[1], 16) if match[1] else int(match[2])
    known = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return match[0] if known or 0x10000 <= code < 0x110000 else b"&#65533;"


def first_elements(data: bytes, count: int = 3) -> list[str]:
    """Local names of the first elements, without parsing, lower case.

    >>> first_elements(b'<?xml version="1.0"?><rss><channel><title>News')
    ['rss', 'channel', 'title']
    """
    head = data[:_HEAD].replace(b"\x00", b"")  # UTF-16 becomes readable enough
    head = re.sub(
        rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>", b"", head, flags=re.DOTALL
    )
    names = [m[1].decode("ascii", "replace").casefold() for m in _OPEN.finditer(head)]
    return names[:count]


def name_of(node: Element) -> str:
    """Local name of an element, lower case; empty for comments."""
    tag = node.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def each(node: Element, *names: str) -> Iterator[Element]:
    """Every element below with one of these local names."""
    return (below for below in node.iter() if name_of(below) in names)


def first(node: Element, *names: str) -> Element | None:
    """The first element below with one of these names, earlier names first."""
    return next((found for name in names for found in each(node, name)), None)


def text_of(node: Element | None) -> str:
    """All text in an element, blanks as one space."""
    return "" if node is None else " ".join("".join(map(str, node.itertext())).split())


def paragraphs(node: Element | None) -> str:
    """The text of an element, its ``p`` elements parted by blank lines."""
    if node is None:
        return ""
    parts = [text_of(part) for part in each(node, *_PARAGRAPHS)
             if not any(name_of(below) in _PARAGRAPHS
                        for below in part.iterdescendants())]  # fmt: skip
    whole = "".join(map(str, node.itertext())).strip()
    return "\n\n".join(filter(None, parts)) or whole
