"""How much of the articles' own wording a report passes on.

Texts of articles mostly belong to others. A report that is published may have to do
with short snippets, or with none; the tables beside it then hold no more than the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Wording:
    """How many passages of an article are shown, and how much around each mention."""

    context: int  # characters on each side of a mention
    most: int  # passages of one article


WORDINGS = {
    "passages": Wording(180, 4),
    "snippets": Wording(40, 2),
    "none": Wording(0, 0),
}


def wording_named(name: str) -> Wording:
    """The wording of that name.

    >>> wording_named("snippets")
    Wording(context=40, most=2)

    Raises
    ------
    BadValue
        There is none of that name.
    """
    if name not in WORDINGS:
        raise BadValue(
            f"texts={name!r} is unknown; choose {', '.join(WORDINGS)}: how much of "
            "the articles' own wording the report passes on."
        )
    return WORDINGS[name]


def windows(text: str, own: pd.DataFrame, wording: Wording) -> list[tuple[int, int]]:
    """Stretches around the gravest mentions, in text order, joined where they touch."""
    gravest = own.sort_values(["severity", "start"], ascending=[False, True])
    found: list[tuple[int, int]] = []
    for start, end in zip(gravest["start"], gravest["end"], strict=True):
        new = _whole_words(
            text, int(start) - wording.context, int(end) + wording.context
        )
        touching = [w for w in found if w[0] <= new[1] and new[0] <= w[1]]
        if not touching and len(found) >= wording.most:
            continue
        joined = (
            min(w[0] for w in [*touching, new]),
            max(w[1] for w in [*touching, new]),
        )
        # a text full of mentions would otherwise be shown whole
        if wording.most and joined[1] - joined[0] <= 6 * wording.context:
            found = [w for w in found if w not in touching] + [joined]
    return sorted(found)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space < start + 40 else start
    if end < len(text):
        space = text.rfind(" ", 0, end)
        end = space if space > end - 40 else end
    return max(start, 0), min(end, len(text))


def masked(tables: dict[str, pd.DataFrame], name: str) -> dict[str, pd.DataFrame]:
    """Articles and notes of a report with no more wording than the page may show.

    What is left out of a text is blanked, character by character, so that every offset
    of ``mentions`` still points to its place. Captions go with it; titles stay.
    """
    wording = wording_named(name)
    if name == "passages":
        return {}
    articles, notes, mentions = (tables[n] for n in ("articles", "notes", "mentions"))
    bodies = mentions[mentions["field"] == "text"]
    own = dict(tuple(bodies.groupby("article_id", observed=True)))
    texts = [
        _blanked(text, windows(text, own[key], wording) if key in own else [])
        for key, text in zip(articles["article_id"], articles["text"], strict=True)
    ]
    cut = notes["note"].astype("str").str.startswith("cut: ")
    return {
        "articles": articles.drop(columns="captions", errors="ignore").assign(
            text=texts
        ),
        "notes": notes.assign(note=notes["note"].where(~cut, "cut: (not shown)")),
    }


def _blanked(text: str, kept: list[tuple[int, int]]) -> str:
    blank = list(" " * len(text))
    for start, end in kept:
        blank[start:end] = text[start:end]
    return "".join(blank)
