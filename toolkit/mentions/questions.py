"""Questions that leave open whether a thing is so ("Will the army attack?").

Only those that yes or no would answer; *who* and *why* take the deed for granted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.mentions.clauses import sentence_bounds, sentence_number
from toolkit.mentions.cues import Cues
from toolkit.text import Words

ASKING = frozenset(
    "is are was were do does did has have had will would can could may might shall "
    "should must isn't aren't wasn't weren't don't doesn't didn't won't".split()
)
# Words such a question reaches at most.
_REACH = 12


def questions(words: Words, texts: Sequence[str]) -> Cues:
    """The first word of every question that asks whether, as a cue.

    Examples
    --------
    >>> from toolkit.text import split_words
    >>> texts = ["Did rebels attack? Why did they?"]
    >>> questions(split_words(texts), texts).first.tolist()
    [0]
    """
    opens = np.diff(sentence_number(words), prepend=-1) > 0
    at = np.flatnonzero(opens & words.among(ASKING))
    last = sentence_bounds(words)[1][at] - 1
    asked = [
        "?" in texts[doc][end : end + 3]
        for doc, end in zip(words.doc[last], words.end[last], strict=True)
    ]
    at = at[np.array(asked, bool)]
    n = len(at)
    yes = np.ones(n, bool)
    return Cues(at, at + 1, np.full(n, "conditional", object), np.full(n, "", object),
                yes, ~yes, np.full(n, _REACH), yes)  # fmt: skip
