"""Cut UTF-8 text into words in one pass over its bytes, compiled by numba.

The words, marks and offsets are those of ``light.py``, which says the same with whole
arrays. Each text is read as gap, word, gap, word, ...; a character is looked up in the
tables of ``characters.py``. No Python string is made.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from toolkit import characters as kinds
from toolkit.characters import character_table
from toolkit.text import cut as marks
from toolkit.text.cut import Cut
from toolkit.text.memory import byte_at, four_bytes_at, part, put_byte
from toolkit.text.numbering import SLACK, in_order_met, numbers_of
from toolkit.text.sentences import INITIALISM, LONGEST_SENTENCE, OPENER, TITLE
from toolkit.text.utf8 import batches
from toolkit.text.vocabulary import Vocabulary

LETTER, DIGIT, SPACE = kinds.LETTER, kinds.DIGIT, kinds.SPACE
APOSTROPHE, HYPHEN, DOT = kinds.APOSTROPHE, kinds.HYPHEN, kinds.DOT
COMMA_MARK, UNSEEN = kinds.COMMA, kinds.UNSEEN
PARAGRAPH, PAUSE, QUOTE = marks.PARAGRAPH, marks.PAUSE, marks.QUOTE
# Two more bits, used here only: a full stop is a stop and a blank.
STOPPED, BLANK = 16, 32
_GAP_BITS = PARAGRAPH | PAUSE | QUOTE | marks.COMMA

# Bits that a character of each class adds to a gap.
_BITS = np.zeros(256, np.int64)
_BITS[kinds.COMMA], _BITS[kinds.PAUSE], _BITS[kinds.QUOTE] = marks.COMMA, PAUSE, QUOTE
_BITS[DOT] = _BITS[kinds.STOP] = STOPPED
_BITS[SPACE] = BLANK

# Lower case of ASCII letters and digits, 0 for every other byte.
_PLAIN = np.zeros(256, np.uint8)
for _byte in b"abcdefghijklmnopqrstuvwxyz_0123456789":
    _PLAIN[_byte] = _PLAIN[ord(chr(_byte).upper())] = _byte

_NEWLINE, _SPACE, _DOT_BYTE = ord("\n"), ord(" "), ord(".")
_SMALL_S, _QUOTE_MARK = ord("s"), ord("'")


@part
def _character(at):
    """Code point at a byte, and its width in bytes."""
    lead = byte_at(at)
    if lead < 0x80:
        return lead, 1
    low = byte_at(at + 1) & 0x3F
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | low, 2
    low = low << 6 | byte_at(at + 2) & 0x3F
    if lead < 0xF0:
        return (lead & 0x0F) << 12 | low, 3
    return (lead & 0x07) << 18 | low << 6 | byte_at(at + 3) & 0x3F, 4


@part
def _write(top, code):
    """Append a code point as UTF-8; where the next one goes."""
    if code < 0x80:
        put_byte(top, code)
        return top + 1
    if code < 0x800:
        put_byte(top, 0xC0 | code >> 6)
    elif code < 0x10000:
        put_byte(top, 0xE0 | code >> 12)
        top += 1
        put_byte(top, 0x80 | code >> 6 & 0x3F)
    else:
        put_byte(top, 0xF0 | code >> 18)
        put_byte(top + 1, 0x80 | code >> 12 & 0x3F)
        top += 2
        put_byte(top, 0x80 | code >> 6 & 0x3F)
    put_byte(top + 1, 0x80 | code & 0x3F)
    return top + 2


@part
def _peek(at, stop, kind_of):
    """Class and width of the character at a byte; behind the text there is a blank."""
    if at >= stop:
        return SPACE, 0
    code, width = _character(at)
    return byte_at(kind_of + code), width


@part
def _back(at):
    """Byte at which the character before begins."""
    at -= 1
    while byte_at(at) & 0xC0 == 0x80:
        at -= 1
    return at


@part
def _is_initial(at, begin):
    """Tell whether a dot stands before the last character read."""
    last = _back(at) if at > begin else begin
    return last > begin and byte_at(last - 1) == _DOT_BYTE


@part
def _is_inside(kind, run, at, stop, kind_of):
    """Tell whether an apostrophe, dot or comma is part of the word around it.

    ``run`` counts letters and digits since the word began or since the last such mark.
    """
    if kind != APOSTROPHE and kind != DOT and kind != COMMA_MARK:
        return False
    _, width = _character(at)
    after, wide = _peek(at + width, stop, kind_of)
    if kind == APOSTROPHE:
        return after in (LETTER, DIGIT)
    code, _ = _character(_back(at))
    before = byte_at(kind_of + code)
    if before == DIGIT and after == DIGIT:
        return True
    if kind == COMMA_MARK or before != LETTER or run != 1 or after != LETTER:
        return False
    third, _ = _peek(at + width + wide, stop, kind_of)
    return third != LETTER and third != DIGIT


@part
def _word(at, stop, kind_of, lower_of, top):
    """Read the word that begins at a byte, and spell it in lower case at ``top``.

    Returns the byte behind it, the end of the spelling, and its count of characters.
    """
    chars, mark_at = 0, -1
    while True:
        began = at
        while at < stop and _PLAIN[byte_at(at)]:
            put_byte(top, _PLAIN[byte_at(at)])
            top += 1
            at += 1
        chars += at - began
        if at == stop:
            break
        code, width = _character(at)
        kind = byte_at(kind_of + code)
        if kind != LETTER and kind != DIGIT:
            if not _is_inside(kind, chars - mark_at - 1, at, stop, kind_of):
                break
            mark_at = chars
        top = _write(top, four_bytes_at(lower_of + 4 * code))
        at += width
        chars += 1
    return at, top, chars


@part
def _has_small_letter(at, chars, kind_of, lower_of):
    for _ in range(chars):
        code, width = _character(at)
        if (
            byte_at(kind_of + code) == LETTER
            and four_bytes_at(lower_of + 4 * code) == code
        ):
            return True
        at += width
    return False


@part
def _gap(at, begin, stop, kind_of, last):
    """Read what stands before the next word.

    Returns the byte of that word, the characters passed, bits of what they are, whether
    they join two words, and the class of the word's first character.
    """
    if at + 1 < stop and byte_at(at) == _SPACE and _PLAIN[byte_at(at + 1)]:
        return at + 1, 1, BLANK, True, byte_at(kind_of + byte_at(at + 1))
    chars, bits, strange, first, opened = 0, 0, 0, 0, at
    kind, on_new_line = last, False
    while at < stop:
        code, width = _character(at)
        kind = byte_at(kind_of + code)
        if kind in (LETTER, DIGIT, UNSEEN):
            break
        if chars == 0:
            first = kind
        bits |= _BITS[kind]
        if code == _NEWLINE:
            if on_new_line:
                bits |= PARAGRAPH
            on_new_line = True
        elif kind == HYPHEN:
            # with a blank before it a hyphen is a pause, not part of a word
            if last == SPACE:
                bits |= PAUSE
            on_new_line = False
        elif kind != SPACE:
            strange += 1
            on_new_line = False
        last = kind
        at += width
        chars += 1
    # the last dot of an initialism and the apostrophe of a plural part no words
    allowed = first == APOSTROPHE or (first == DOT and _is_initial(opened, begin))
    joined = strange == allowed and not bits & (PARAGRAPH | PAUSE)
    return at, chars, bits, joined, kind


@njit(cache=True, nogil=True)
def _cut(data, offsets, first_doc, kind_table, lower_table, out, spelled, ends):
    """Cut texts into words; -1 if a character is not in the tables yet.

    Text ``i`` is ``data[offsets[i] : offsets[i + 1]]``. Fills ``out``, and writes the
    lower-case spellings one after the other into ``spelled``. Returns the count of
    words.
    """
    # a field of a tuple is counted as a reference each time it is touched
    doc, start, end, gap, joined, capital, upper, may_end = out
    text = np.int64(data.ctypes.data)
    first_byte = np.int64(spelled.ctypes.data)
    kind_of, lower_of = (
        np.int64(kind_table.ctypes.data),
        np.int64(lower_table.ctypes.data),
    )
    n, top = 0, first_byte
    for i in range(len(offsets) - 1):
        at, stop = text + offsets[i], text + offsets[i + 1]
        begin, place, last, carry = at, 0, SPACE, PARAGRAPH
        while True:
            at, chars, bits, tied, kind = _gap(at, begin, stop, kind_of, last)
            if at >= stop:
                break
            if kind == UNSEEN:
                return -1
            bits |= carry
            place += chars
            code, _ = _character(at)
            doc[n], start[n] = first_doc + i, place
            gap[n] = bits & _GAP_BITS
            joined[n] = tied and not carry
            large = four_bytes_at(lower_of + 4 * code) != code
            stopped = bits & STOPPED != 0 and bits & BLANK != 0
            begins = large or kind == DIGIT or bits & QUOTE != 0
            may_end[n] = stopped and begins and not bits & PARAGRAPH
            began = at
            at, top, chars = _word(at, stop, kind_of, lower_of, top)
            place += chars
            if (
                chars > 2
                and byte_at(top - 1) == _SMALL_S
                and byte_at(top - 2) == _QUOTE_MARK
            ):
                chars -= 2
                top -= 2
            end[n] = start[n] + chars
            capital[n] = large
            upper[n] = large and not _has_small_letter(began, chars, kind_of, lower_of)
            ends[n] = top - first_byte
            last, carry = LETTER, 0
            n += 1
    return n


@njit(cache=True, nogil=True)
def _sentences(doc, gap, may_end, look):
    number = np.empty(len(doc), np.int32)
    current, begun = 0, 0
    for i in range(len(doc)):
        if i == 0 or doc[i] != doc[i - 1]:
            current, begun = 0, i
        elif gap[i] & PARAGRAPH or (may_end[i] and _parts(look[i - 1], look[i])):
            current, begun = current + 1, i
        elif (i - begun) % LONGEST_SENTENCE == 0:
            current += 1
        number[i] = current
    return number


@part
def _parts(before, after):
    """Tell whether a full stop between these two words ends a sentence."""
    if before & TITLE:
        return False
    return not before & INITIALISM or after & OPENER != 0


def sentence_numbers(cut: Cut, look: np.ndarray) -> np.ndarray:
    """0-based sentence of each word within its text; ``look`` is that of each word."""
    return _sentences(cut.doc, cut.gap, cut.may_end, look)


def cut_texts(
    texts: Sequence[str], lasting: Vocabulary
) -> tuple[Cut, np.ndarray, np.ndarray]:
    """Words of each text; which distinct word each is; the lasting number of those."""
    parts, numbers, first_doc = [], [np.zeros(0, np.int64)], 0
    for data, offsets in batches(texts):
        part, spelled, ends = _cut_batch(data, offsets, first_doc)
        parts.append(part)
        numbers.append(numbers_of(lasting, spelled, ends))
        first_doc += len(offsets) - 1
    word, number = in_order_met(np.concatenate(numbers), len(lasting))
    return Cut.chain(parts), word, number


def _cut_batch(
    data: np.ndarray, offsets: np.ndarray, first_doc: int
) -> tuple[Cut, np.ndarray, np.ndarray]:
    """Words of a batch, their spellings in a row, and where each spelling ends."""
    table = character_table()
    size = int(offsets[-1] - offsets[0])
    room = size // 2 + len(offsets)
    out, ends = Cut.room(room), np.empty(room, np.int64)
    # lower case may take three bytes for two
    spelled = np.empty(size + size // 2 + SLACK, np.uint8)
    arguments = (
        data, offsets, first_doc, table.kind, table.lower, out, spelled, ends
    )  # fmt: skip
    n = _cut(*arguments)
    if n < 0:
        text = data[offsets[0] : offsets[-1]].tobytes()
        table.learn_text(text.decode("utf-8", "surrogatepass"))
        n = _cut(*arguments)
    return out.first(n), spelled, ends[:n]
