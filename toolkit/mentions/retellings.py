"""Which mentions of one article tell the same event? So that events can be counted.

News tells a thing more than once: in the headline, in the first sentence, in somebody's
mouth. Each telling is a mention, and by default each is counted. Here the tellings of
one event get one number.

Two mentions of an article tell the same event when all of this holds:

1. they have the same type, channel and status;
2. their heads are forms of one word ("rocket attack", "the attack", "attacked"), both
   in the singular or both in the plural;
3. their actors are the same, or one is not named; and so are their targets.

What one voice says in the same words as another ("a rocket attack", then an official:
"a rocket attack ...") is a retelling even where another target was found: targets are
often read off the place of the base that was hit. Wording that reports no event (type
TONE) is told once each time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.schema import require_columns

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = (
    "article_id", "match", "type", "channel", "status", "voice", "actor", "target",
)  # fmt: skip
# The head of "attack on the base" stands before the first of these.
_AFTER_HEAD = frozenset(
    "on in at of by to against with from over for into between under the a an its "
    "their his her".split()
)
_ENDINGS = re.compile(r"(?:ings?|ed|es|s|e)$")
_SHORTEST_STEM = 3


def same_events(mentions: pd.DataFrame) -> pd.Series:
    """Number the events that the mentions of each article tell.

    Parameters
    ----------
    mentions
        One row per mention, as :func:`toolkit.find_mentions` gives them.

    Returns
    -------
    Series
        ``event``, one whole number per mention, with the index of ``mentions``: within
        each article 0 for the event told first, 1 for the next new one, and so on.

    Raises
    ------
    MissingColumn
        A column that tells events apart is absent.

    Notes
    -----
    Read off the table alone. Limits: a change of word ("the killing", "the
    assassination") makes a second event; two raids by unnamed hands in one article make
    one; dates and places are not compared. An event is hedged if any telling of it is.
    Default scores count mentions, not events.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import find_mentions
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [
    ...     "Rebels ambushed a patrol. A suspected rocket attack followed. "
    ...     '"There was a suspected rocket attack," an official said.']})
    >>> mentions = find_mentions(articles)
    >>> mentions["event"] = same_events(mentions)
    >>> mentions[["match", "event"]].values.tolist()
    [['ambushed', 0], ['rocket attack', 1], ['rocket attack', 1]]
    >>> mentions.drop_duplicates(["article_id", "event"])["match"].tolist()
    ['ambushed', 'rocket attack']
    """
    import pandas as pd

    require_columns(mentions, list(_NEEDED), "mentions")
    told = mentions[list(_NEEDED)].astype(object).fillna("").reset_index(drop=True)
    heads = {match: _head(match) for match in told["match"].unique()}
    told["head"] = told["match"].map(heads)
    deed = told.groupby(["article_id", "type", "channel", "status", "head"]).ngroup()
    event = _in_order_of_telling(told["article_id"], pd.Series(_tellings(told, deed)))
    return event.set_axis(mentions.index).rename("event")


def _in_order_of_telling(article: pd.Series, number: pd.Series) -> pd.Series:
    """Number the events of each article from 0 in the order of their first telling."""
    import pandas as pd

    first = ~pd.DataFrame({"article": article, "number": number}).duplicated()
    running = first.groupby(article).cumsum() - 1
    return (
        running.where(first).groupby([article, number]).transform("first").astype(int)
    )


def _head(match: str) -> tuple[str, bool]:
    """Stem of the word that names the deed, and whether it is a plural."""
    words = re.findall(r"\w+", match.lower())
    ends = [i for i, word in enumerate(words) if word in _AFTER_HEAD and i]
    head = words[(ends[0] if ends else len(words)) - 1] if words else ""
    plural = head.endswith("s") and not head.endswith("ss")
    stem = _ENDINGS.sub("", head)
    stem = stem if len(stem) >= _SHORTEST_STEM else head
    doubled = len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]
    return (stem[:-1] if doubled else stem), plural


@dataclass
class _Telling:
    """One mention, as far as it tells whose deed it is."""

    actor: str
    target: str
    match: str
    voice: str
    plural: bool


@dataclass
class _Event:
    """What is known of an event so far."""

    number: int
    actor: str = ""
    targets: set[str] = field(default_factory=set)
    words: set[tuple[str, str]] = field(default_factory=set)  # (match, voice)

    def add(self, telling: _Telling) -> None:
        self.actor = self.actor or telling.actor
        self.targets |= {telling.target} - {""}
        self.words.add((telling.match, telling.voice))


def _tellings(told: pd.DataFrame, deed: pd.Series) -> list[int]:
    """Number the events, given which mentions differ in who, whom and voice alone."""
    number = list(range(len(told)))
    again = (deed.groupby(deed).transform("size") > 1) & (told["type"] != "TONE")
    rows = told[again]
    plural = [head[1] for head in rows["head"]]
    columns = (rows["actor"], rows["target"], rows["match"].str.lower(), rows["voice"])
    known: defaultdict[int, list[_Event]] = defaultdict(list)
    for row, thing, *what in zip(
        rows.index, deed[again], *columns, plural, strict=True
    ):
        telling = _Telling(*what)
        events = known[thing]
        event = next((e for e in reversed(events) if _tells_it(e, telling)), None)
        if event is None:
            event = _Event(row)
            events.append(event)
        event.add(telling)
        number[row] = event.number
    return number


def _tells_it(event: _Event, telling: _Telling) -> bool:
    """Tell whether a mention can be of an event, by who, whom and whose words."""
    if telling.actor and event.actor and telling.actor != event.actor:
        return False
    if not telling.target or not event.targets or telling.target in event.targets:
        return True
    others = {voice for words, voice in event.words if words == telling.match}
    return not telling.plural and bool(others - {telling.voice})
