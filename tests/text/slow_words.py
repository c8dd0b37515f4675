"""Words, gaps and sentences the slow, obvious way: regular expressions over classes.

Every character becomes one letter for its class; the rules are then expressions over
those letters. This is the judge of both ways the package cuts texts.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from toolkit.text import COMMA, PARAGRAPH, PAUSE, QUOTE
from toolkit.text.sentences import INITIALISM, OPENER, TITLE, sentence_look

MARKS = {
    "'": "'\u2019\u02bc\uff07",
    "-": "-\u2010\u2011\u2013",
    ".": ".",
    "!": "!?\u2026\u061f\u3002\u0964\uff01\uff1f",
    ",": ",\u060c\u3001",
    ";": ";:()[]{}\u2014\u2015",
    "q": '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u201a',
}
CLASS = {char: letter for letter, chars in MARKS.items() for char in chars}

# a letter, 0 digit; a text is looked at with a blank before and behind it
WORD = re.compile(
    r"""(?: [a0]
          | (?<=[a0]) ' (?=[a0])           # don't
          | (?<=0) [.,] (?=0)              # 1,200
          | (?<=[^a0]a) \. (?=a[^a0])      # U.S
        )+""",
    re.VERBOSE,
)


class Word(NamedTuple):
    start: int
    end: int
    spelling: str
    sentence: int
    gap: int
    joined: bool
    capital: bool
    upper: bool


def class_of(char: str) -> str:
    if char in CLASS:
        return CLASS[char]
    category = unicodedata.category(char)
    if category[0] in "LM" or char == "_":
        return "a"
    if category[0] == "N":
        return "0"
    if char.isspace():
        return "\n" if char == "\n" else " "
    return "o"


def lower(char: str) -> str:
    if class_of(char) == "'":
        return "'"
    return char.lower() if len(char.lower()) == 1 else char


def slow_words(text: str) -> list[Word]:
    classes = " " + "".join(map(class_of, text)) + " "
    words: list[Word] = []
    before, sentence, begun = 0, 0, 0
    for match in WORD.finditer(classes):
        start, stop = match.start() - 1, match.end() - 1
        spelling = "".join(map(lower, text[start:stop]))
        possessive = len(spelling) > 2 and spelling.endswith("'s")
        end = stop - 2 * possessive
        spelling = spelling[: end - start]
        gap = classes[before : match.start()]
        bits = gap_bits(gap, first=not words)
        capital = text[start] != lower(text[start])
        if words:
            may_start = capital or classes[match.start()] == "0" or bits & QUOTE
            full_stop = re.search("[.!]", gap) and re.search(r"\s", gap)
            ends = full_stop and may_start and parts(words[-1].spelling, spelling)
            if bits & PARAGRAPH or ends:
                sentence, begun = sentence + 1, len(words)
            elif (len(words) - begun) % 500 == 0:
                sentence += 1
        joined = is_joined(gap, classes[before - 2 : before]) and not (
            bits & (PARAGRAPH | PAUSE)
        )
        upper = capital and not any(
            class_of(c) == "a" and c == lower(c) for c in text[start:end]
        )
        words.append(Word(start, end, spelling, sentence, bits, joined, capital, upper))
        before = match.end()
    return words


def gap_bits(gap: str, first: bool) -> int:
    paragraph = first or re.search(r"\n\s*\n", gap)
    pause = ";" in gap or re.search(r"\s-", gap)
    return (
        COMMA * ("," in gap)
        | PAUSE * bool(pause)
        | QUOTE * ("q" in gap)
        | PARAGRAPH * bool(paragraph)
    )


def is_joined(gap: str, last_two: str) -> bool:
    """Blanks and hyphens join, and so do ``U.S. forces`` and ``the Workers' Party``."""
    marks = re.sub(r"[\s-]", "", gap)
    initialism = marks == "." and gap[0] == "." and last_two[:1] == "."
    return marks == "" or initialism or (marks == "'" and gap[0] == "'")


def parts(before: str, after: str) -> bool:
    left, right = sentence_look(before), sentence_look(after)
    return not left & TITLE and not (left & INITIALISM and not right & OPENER)
