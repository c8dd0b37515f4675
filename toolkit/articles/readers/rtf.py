r"""RTF, as word processors and export services write it."""

from __future__ import annotations

import re
import warnings

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.layouts import read_text

MAX_BYTES = 32 * 2**20  # without its pictures
# Pictures and objects stand in the file as long runs of hexadecimal digits.
_HEX = re.compile(rb"(?<![0-9a-fA-F\r\n])[0-9a-fA-F\r\n]{1000,}")
_ROW_END = re.compile(r"\|?\n")


def _recognises(item: Item) -> bool:
    return item.data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"{\\rtf")


def _read(item: Item) -> Reading:
    from striprtf.striprtf import rtf_to_text

    data = _HEX.sub(b"", item.data)
    if len(data) > MAX_BYTES:
        raise Unreadable("The RTF is larger than 32 MiB without its pictures.",
                         "Split it, or save it as .txt.")  # fmt: skip
    source = data.decode("cp1252", "replace")
    # The library would put the address of a link into the text, by a search that takes
    # the square of the file's length; under any other name it leaves the address out.
    source = source.replace("\\fldinst", "\\fldinstruction")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = rtf_to_text(source, errors="replace")
    except Exception as error:  # it raises whatever its input leads to
        raise Unreadable(
            f"The RTF is damaged: {type(error).__name__} {str(error)[:100]}.",
            "Save it again from a word processor, or as .txt.",
        ) from error
    reading = Reading(item)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text.strip():
        raise Unreadable("The RTF holds no text.", "Save it again as .txt.")
    if source.count("{") > source.count("}"):
        reading.note("the file ends inside an open group: it may be cut short")
    # each paragraph is a line here, and a blank line parts paragraphs everywhere else
    read_text(_ROW_END.sub("\n\n", text), reading)
    return reading


READER = Reader("rtf", (".rtf",), _recognises, _read, guarded=True)
