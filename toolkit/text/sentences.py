"""Where sentences end: after a full stop, unless it belongs to a title or initials."""

from __future__ import annotations

# Bits of what a word is to the sentence rule.
TITLE, INITIALISM, OPENER = 1, 2, 4

# A full stop after one of these does not end a sentence, whatever follows.
_TITLES = frozenset(
    "mr mrs ms dr prof gen col lt lt-col maj capt cpl sgt cmdr adm brig sen rep gov "
    "pres hon rev fr st sr jr messrs mt ft vs no nos art sec fig ca cf al eg ie e.g "
    "i.e approx jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# Words after which a sentence is cut whatever follows. Transcripts without full stops
# would else be one sentence, in which every cue is weighed against every mention.
LONGEST_SENTENCE = 500

# After an initialism (U.S., a.m.) a sentence ends only before one of these.
_OPENERS = frozenset(
    "the a an in on at it its he she they we i this that these those but and as after "
    "before when while if there his her their our my for from with by to no not one "
    "two some many most several earlier later meanwhile however according".split()
)


def sentence_look(word: str) -> int:
    """Bits of what a word is to the sentence rule."""
    initialism = ("." in word and word[0].isalpha()) or (
        # "a" and "i" are words, not initials
        len(word) == 1 and word not in "ai"
    )
    return (
        TITLE * (word in _TITLES)
        + INITIALISM * initialism
        + OPENER * (word in _OPENERS)
    )
