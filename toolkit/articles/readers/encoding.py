"""Bytes to text: the encoding is found, never assumed silently."""

from __future__ import annotations

import codecs
import re

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that Windows-1252 uses for quotes, dashes, ellipsis, euro, pound, degree and the
# like. A text whose only non-ASCII bytes are these is English typed on Windows; a
# statistical guess is worse on so few characters.
_TYPOGRAPHY = frozenset(
    b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb7\xbb\xbd"
)
_WESTERN = frozenset("àáâãäåæçèéêëíîïñóôõöøùúûüßœÀÁÂÄÅÆÇÈÉÊÍÎÑÓÔÖØÚÜ“”‘’–—…€•™")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¡-§©¬±-¶¸¹»-¿]+[^\W\d_]")
_SAMPLE = 65_536  # bytes shown to the statistical guess
_MAX_LOST = 0.001  # share of characters that may be unreadable in a damaged UTF-8 text
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_\-:.]+)""")
# Codecs that are no encoding of a text; a page must not choose those. Those of escapes
# would make half characters out of plain letters.
_NOT_OF_TEXTS = ("utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape",
                 "undefined")  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> tuple[str, str]:
    """Text of ``data`` and the name of the encoding it was read with.

    In this order: byte-order mark, UTF-8, what the file declares of itself, damaged
    UTF-8, a statistical guess, Windows-1252. Nothing raises: what no encoding explains
    comes out as U+FFFD.

    Examples
    --------
    >>> decode("Talks “resumed”".encode("cp1252"))
    ('Talks “resumed”', 'cp1252')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    if (name := _utf16_without_mark(data)) is not None:
        return data.decode(name, "replace"), name
    for name in ("utf-8", _declared(data)):
        if name and (text := _strictly(data, name)) is not None:
            return text, name
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") <= max(1, _MAX_LOST * len(text)) and _has_multibyte(text):
        return text, "utf-8, damaged"
    name = _guess(data)
    return data.decode(name, "replace"), name


def looks_like_text(data: bytes) -> bool:
    """False for a binary file: control characters that no text holds."""
    text, _ = decode(data[:_SAMPLE])
    strange = len(_CONTROL.findall(text)) + text.count("\ufffd")
    return bool(text.strip()) and strange <= 0.02 * len(text)


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    name = found[1].decode("ascii") if found else ""
    try:
        info = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return None
    if info is None or not info._is_text_encoding or info.name in _NOT_OF_TEXTS:
        return None
    if info.name in ("iso8859-1", "ascii"):
        return "cp1252"  # as every browser reads it
    return info.name


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:2000]
    if len(head) < 8 or head.count(0) < 0.2 * len(head):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _has_multibyte(text: str) -> bool:
    return any(ord(char) > 127 and char != "\ufffd" for char in text)


def _guess(data: bytes) -> str:
    strange = {byte for byte in data if byte > 127}
    if strange <= _TYPOGRAPHY:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or _may_be_western(data[:_SAMPLE]):
        return "cp1252"
    return best.encoding


def _may_be_western(data: bytes) -> bool:
    """True for a few accents among plain letters, all of western European languages.

    A statistical guess on so little is chance. Read as Windows-1252, Polish has signs
    inside its words and Czech rare letters, and Cyrillic hardly one plain letter.
    """
    text = data.decode("cp1252", "replace")
    accents = [char for char in text if ord(char) > 191]
    plain = sum(char.isascii() and char.isalpha() for char in text)
    if _SIGN_IN_WORD.search(text) or "\ufffd" in text:
        return False
    common = sum(char in _WESTERN for char in accents)
    return len(accents) <= 0.15 * plain and common >= 0.9 * len(accents)
