"""E-mail: single messages (EML) and mailboxes (MBOX), as newsletters arrive.

One message is one article: the subject is its title, the sender its source. Of the two
versions most messages hold, the plain one is read where it holds enough.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.fields import dated, one_line, stated
from toolkit.articles.readers.web_exports import fragment_text
from toolkit.text import clean_text

MAX_BYTES = 512 * 2**20
MAX_MESSAGE_BYTES = 32 * 2**20
MAX_PARTS = 200
MIN_LETTERS = 40  # of the plain version; with fewer it only says "see the other one"
_HEAD = 8_000  # bytes in which the headers are looked for
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z-]{1,40}):[ \t]", re.MULTILINE)
_OF_MAIL = {b"received", b"message-id", b"mime-version", b"return-path",
            b"content-type", b"delivered-to", b"list-unsubscribe"}  # fmt: skip
_FIRST = {b"from", b"subject", b"date", b"to"}
_BOX = re.compile(rb"^From [^\r\n]{1,200}\d{4}[ \t]*\r?\n(?=[A-Za-z-]+:)", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
# What the standard library raises on odd headers and parts.
_RAISED = (MessageError, ValueError, LookupError, TypeError, AttributeError,
           OverflowError, RecursionError)  # fmt: skip
# Addresses that stand behind a link's words: <https://…>, (https://…), [image: …]
_ADDRESS = re.compile(
    r"[<(\[](?:https?://|cid:|mailto:|image: )[^<>()\[\]]{1,2000}[>)\]]"
    r"|^\s*https?://\S+\s*$",
    re.MULTILINE,
)


def _recognises(item: Item) -> bool:
    head = item.data[:_HEAD]
    if _BOX.match(head):
        return True
    head = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    names = {name.lower() for name in _HEADER.findall(head)}
    opens = _HEADER.match(head) is not None
    return opens and bool(names & _OF_MAIL) and len(names & _FIRST) > 1


def _read(item: Item) -> Reading:
    if len(item.data) > MAX_BYTES:
        raise Unreadable("The mailbox is larger than 512 MiB.", "Split it.")
    reading = Reading(item)
    box = bool(_BOX.match(item.data))
    for number, data in enumerate(_messages(item.data) if box else [item.data], 1):
        place = f"message {number}" if box else ""
        try:
            _add(data, place, reading)
        except _RAISED as error:
            reason = f"The message is damaged: {type(error).__name__} {error}"[:200]
            reading.skip(place, reason, "Save its text as .txt.")
    return reading


def _messages(data: bytes) -> Iterator[bytes]:
    starts = list(_BOX.finditer(data))
    ends = [start.start() for start in starts[1:]] + [len(data)]
    for start, end in zip(starts, ends, strict=True):
        yield _QUOTED_FROM.sub(rb"\1", data[start.end() : end])


def _add(data: bytes, place: str, reading: Reading) -> None:
    if len(data) > MAX_MESSAGE_BYTES:
        reading.skip(place, "The message is larger than 32 MiB.", "Save its text.")
        return
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text = _text(message, place, reading)
    if not text:
        reading.skip(place, "The message holds no text.", "")
        return
    name, address = parseaddr(_header(message, "From"))
    values = stated(
        title=one_line(_header(message, "Subject")),
        source=name or address,
        language=_header(message, "Content-Language"),
        url=_header(message, "Archived-At").strip("<>"),
    )
    when = one_line(_header(message, "Date"))
    date = dated(when, "Date of the message", place, reading)
    reading.add(place, text=text, **values, **date)


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; empty where it is missing or cannot be parsed."""
    try:
        return str(message.get(name, ""))
    except _RAISED:
        return ""


def _text(message: EmailMessage, place: str, reading: Reading) -> str:
    """The text of a message: its plain version, or that of its page."""
    found: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            reading.note(f"only the first {MAX_PARTS} parts were read", place)
            break
        name = part.get_filename()
        if name or part.get_content_disposition() == "attachment":
            if not part.get_content_type().startswith("image/"):
                reading.skip(place, f'An attachment is not read: "{name}"',
                             "Save it as a file of its own.")  # fmt: skip
        elif part.get_content_type() in found:
            found[part.get_content_type()].append(_decoded(part))
    plain = _ADDRESS.sub("", "\n\n".join(found["text/plain"]))
    if sum(map(str.isalpha, plain)) >= MIN_LETTERS or not found["text/html"]:
        return clean_text(plain)
    pages = "\n\n".join(map(fragment_text, found["text/html"]))
    return clean_text(_ADDRESS.sub("", pages))


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError, ValueError):
        return decode(data)[0]


READER = Reader("mail", (".eml", ".mbox", ".mbx"), _recognises, _read, guarded=True)
