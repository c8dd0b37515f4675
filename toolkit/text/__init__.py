"""Words, sentences and clean text, with offsets into the text as given.

Two things every wing needs:

* :func:`clean_text` repairs a text once, when it is taken in;
* :func:`split_words` cuts whole columns of texts into words, sentences and clauses, as
  arrays. Offsets are code points (what Python slices by), in any script.

No Python code runs per word. Small inputs are cut by whole-array operations
(``light.py``), large ones by compiled code in one pass over their bytes (``scan.py``);
the words are the same. Each distinct word is looked at once (``vocabulary.py``).
"""

from toolkit.text.arrays import count_between
from toolkit.text.cleaning import clean_text
from toolkit.text.cut import COMMA, PARAGRAPH, PAUSE, QUOTE
from toolkit.text.words import Words, begins_with_digit, count_words, split_words

__all__ = [
    "COMMA", "PARAGRAPH", "PAUSE", "QUOTE", "Words", "begins_with_digit", "clean_text",
    "count_between", "count_words", "split_words",
]  # fmt: skip
