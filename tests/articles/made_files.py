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


def pdf(paragraphs, pages=1, head=""):
    """A PDF with each paragraph as one printed line, the same lines on every page."""
    lines = [head, *paragraphs] if head else paragraphs
    escaped = [
        p.encode("cp1252", "replace")
        .replace(b"\\", b"\\\\")
        .replace(b"(", b"\\(")
        .replace(b")", b"\\)")
        for p in lines
    ]
    drawn = b"".join(b"(" + line + b") Tj T* " for line in escaped)
    stream = b"BT /F1 9 Tf 12 TL 40 800 Td " + drawn + b"ET"
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for i in range(pages):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 842]/Contents "
            + f"{5 + 2 * i} 0 R/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
            b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, len(data))
    )
