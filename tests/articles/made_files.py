"""Small files of many formats, made of invented paragraphs, for the tests of readers."""

import io
import zipfile
from html import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def zipped(members):
    """A zip of names and contents, the first one stored as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, (name, data) in enumerate(members.items()):
            archive.writestr(name, data, zipfile.ZIP_STORED if i == 0 else None)
    return file.getvalue()


def docx(paragraphs, body=None):
    """A DOCX; ``body`` replaces the XML of the paragraphs."""
    runs = "".join(
        f'<w:p>\n <w:r>\n <w:t xml:space="preserve">{escape(p)}</w:t></w:r></w:p>'
        for p in paragraphs
    )
    document = (
        f'<w:document xmlns:w="{_W}"><w:body>{body or runs}</w:body></w:document>'
    )
    return zipped(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": document.encode()}
    )


def odt(paragraphs):
    inner = "".join(f"<text:p>{escape(p)}</text:p>" for p in paragraphs)
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}">'
        f"<office:body><office:text>{inner}</office:text></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
        }
    )


def rtf(paragraphs):
    body = "\\par\n".join(
        "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in p) for p in paragraphs
    )
    return (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 " + body + "\\par}"
    ).encode("ascii")


def html(paragraphs):
    inner = "".join(f"<p>{escape(p)}</p>\n" for p in paragraphs)
    return f"<html><body>{inner}</body></html>".encode()


def txt(paragraphs):
    return "\n\n".join(paragraphs).encode()
