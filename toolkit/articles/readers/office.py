"""Word processor files that are zips of XML: DOCX and ODT.

Only the one part that holds the text is opened, through a bounded stream; pictures,
macros and embedded objects are never unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.layouts import read_text
from toolkit.articles.readers.markup import name_of, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_PART_BYTES = 64 * 2**20
MAX_RATIO = 200  # unpacked to packed size; XML packs better than prose
_RATIO_FLOOR = 8 * 2**20  # bytes; a smaller part is harmless at any ratio
_PARTS = ("word/document.xml", "content.xml")
# Deleted text, notes, fields' instructions and drawings are not the text.
_LEFT_OUT = {"del", "deltext", "instrtext", "txbxcontent", "annotation", "note",
             "tracked-changes", "fallback", "footnotereference", "sequence-decls",
             "forms", "styles", "automatic-styles", "font-face-decls"}  # fmt: skip
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "line-break": "\n", "s": " "}
_PARAGRAPHS = {"p", "h"}
_AGAIN = "Save it again from a word processor, or as .txt."


def _is_docx(item: Item) -> bool:
    directory = item.data[-2 * 2**20 :]  # where a zip lists its members
    return (
        item.data.startswith(b"PK\x03\x04")
        and b"[Content_Types].xml" in item.data
        and b"word/document.xml" in directory
    )


def _is_odt(item: Item) -> bool:
    return b"mimetypeapplication/vnd.oasis.opendocument.text" in item.data[:200]


def _read(item: Item) -> Reading:
    reading = Reading(item)
    root = parse_xml(_text_part(item.data))
    text = "\n\n".join(filter(None, (p.strip() for p in _paragraphs(root))))
    if not text:
        raise Unreadable("The document holds no text.",
                         "If it is a scan, recognise its text first.")  # fmt: skip
    if boxes := sum(name_of(node) == "txbxcontent" for node in root.iter()):
        reading.note(f"text boxes not read: {boxes}")
    read_text(text, reading)
    return reading


def _text_part(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            name = next(n for n in _PARTS if n in package.namelist())
            return _unpacked(package, package.getinfo(name))
    except StopIteration:
        raise Unreadable("The document lacks the part with its text.", _AGAIN) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError,
            RuntimeError, NotImplementedError, KeyError) as error:  # fmt: skip
        reason = f"The document is damaged: {str(error)[:200]}."
        raise Unreadable(reason, _AGAIN) from error


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    if part.flag_bits & 1:
        raise Unreadable("The document is encrypted.", "Save it without a password.")
    packed = max(_RATIO_FLOOR, MAX_RATIO * part.compress_size)
    if part.file_size > min(MAX_PART_BYTES, packed):
        raise Unreadable(
            "The text of the document unpacks to more than 64 MiB or 200 times its "
            "size.",
            "Split it, or save it as .txt if you trust it.",
        )
    with package.open(part) as stream:
        data = stream.read(MAX_PART_BYTES + 1)  # the declared size may lie
    if len(data) > MAX_PART_BYTES:
        raise Unreadable("The text unpacks to more than 64 MiB.", "Split the document.")
    return data


def _paragraphs(root: Element) -> Iterator[str]:
    """Each paragraph's text; cells of a table row on one line, parted by tabs."""
    stack = [root]
    while stack:
        node = stack.pop()
        name = name_of(node)
        if name in _PARAGRAPHS:
            yield _text_in(node)
        elif name in ("tr", "table-row"):
            yield "\t".join("\n\n".join(_paragraphs_of(cell)) for cell in node)
        elif name not in _LEFT_OUT:
            stack.extend(reversed(node))


def _paragraphs_of(cell: Element) -> Iterator[str]:
    return (_text_in(p).strip() for p in cell.iter() if name_of(p) in _PARAGRAPHS)


def _text_in(paragraph: Element) -> str:
    """The text of a paragraph; DOCX keeps it in ``t`` elements, ODT between any."""
    mixed = "opendocument" in paragraph.tag
    pieces: list[str] = []
    stack: list[Element | str] = [paragraph]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        if mixed and node.tail and node is not paragraph:
            stack.append(node.tail)
        name = name_of(node)
        if name in _LEFT_OUT:
            continue
        stack.extend(reversed(node))
        pieces.append(_BREAKS.get(name, ""))
        if mixed or name == "t":
            pieces.append(node.text or "")
    return "".join(pieces)


DOCX = Reader("docx", (".docx", ".docm"), _is_docx, _read, guarded=True)
ODT = Reader("odt", (".odt", ".ott"), _is_odt, _read, guarded=True)
