"""Which column of a foreign table is the text, the title, the date.

Names are compared without case, blanks or punctuation, so ``Pub Date``, ``pubDate`` and
``pub_date`` are one name. Earlier names win over later ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from toolkit.schema import BadValue, column_names

COMMON_NAMES = {
    "text": "text body fulltext articletext maintext content articlebody bodytext "
            "articlecontent newstext plaintext cleantext rawtext contents article "
            "story",
    "title": "title headline headlines hl hl1 head articletitle newstitle subject",
    "published": "published publishedat publishdate publisheddate publicationdate "
                 "pubdate datepublished datepublish published_time publishtime date "
                 "articledate newsdate datetime timestamp createdat createdutc "
                 "seendate day time",
    "source": "source outlet publisher publication medianame newspaper medium media "
              "newssource sourcename sitename sourcedomain domain site channel feed",
    "url": "url link articleurl sourceurl permalink canonicalurl weburl uri href",
    "byline": "byline author authors by writer journalist creator reporter",
    "section": "section sectionname category desk topic rubric",
    "language": "language lang languagecode sourcelanguage",
    "captions": "captions caption imagecaption photocaption",
    "article_id": "articleid id docid documentid guid uid uuid",
}  # fmt: skip
_READ_COLUMNS = tuple(COMMON_NAMES)


def plain_name(name: object) -> str:
    """A column name without case, blanks and punctuation.

    >>> plain_name("Pub. Date")
    'pubdate'
    """
    return re.sub(r"[\W_]+", "", str(name)).casefold()


def check_columns(columns: Mapping[str, str] | None) -> None:
    """Raise :class:`BadValue` if ``columns`` names a column articles do not have."""
    unknown = [name for name in columns or {} if name not in _READ_COLUMNS]
    if unknown:
        raise BadValue(
            f"columns={{{unknown[0]!r}: …}} is no column of the articles table "
            f"that can be read. Choose from {', '.join(_READ_COLUMNS)}; write it as "
            'columns={"text": "name in your file"}.'
        )


def map_columns(
    names: Sequence[object], columns: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Which of ``names`` fills which column of the articles table.

    Parameters
    ----------
    names
        Column names of the foreign table.
    columns
        What the caller said, e.g. ``{"text": "body"}``; comes before any common name.

    Examples
    --------
    >>> map_columns(["Headline", "Full Text", "Pub Date", "n"])
    {'published': 'Pub Date', 'title': 'Headline', 'text': 'Full Text'}
    """
    found = {ours: name for ours, wanted in (columns or {}).items()
             if (name := _named(names, [wanted])) is not None}  # fmt: skip
    for ours, common in COMMON_NAMES.items():
        free = [name for name in names if name not in found.values()]
        if ours not in (columns or {}):
            name = _named(free, common.split())
            if name is not None:
                found[ours] = name
    return {ours: found[ours] for ours in column_names("articles") if ours in found}


def all_columns(
    names: Sequence[object], ours: str, columns: Mapping[str, str] | None = None
) -> list[object]:
    """Every column that may fill ``ours``, the likeliest first.

    A column the caller named stands alone.

    >>> all_columns(["headline", "body", "text"], "text")
    ['text', 'body']
    """
    if ours in (columns or {}):
        found = map_columns(names, columns)
        return [found[ours]] if ours in found else []
    taken = [_named(names, [wanted]) for wanted in (columns or {}).values()]
    free = [name for name in names if name not in taken]
    named = (_named(free, [common]) for common in COMMON_NAMES[ours].split())
    return list(dict.fromkeys(name for name in named if name is not None))


def _named(names: Iterable[object], wanted: Sequence[str]) -> object | None:
    exact = {str(name): name for name in reversed(list(names))}
    plain = {plain_name(name): name for name in reversed(list(names))}
    for want in wanted:
        if want in exact:
            return exact[want]
        if (key := plain_name(want)) in plain and key:
            return plain[key]
    return None


def knows_a_name(names: Iterable[object]) -> bool:
    """True if the names look like the header of a table of articles.

    A text or a title and one thing more: a line of prose with a comma in it is no
    header.
    """
    found = map_columns(list(names))
    return len(found) >= 2 and ("text" in found or "title" in found)


def describe_mapping(
    found: Mapping[str, object], names: Sequence[object], instead: Sequence[object] = ()
) -> str:
    """The mapping in words, for the notes; ``instead`` are read where those are blank.

    >>> describe_mapping({"text": "body"}, ["body", "n"])
    'columns read: text from "body"; not read: n'
    """
    used = ", ".join(f'{ours} from "{_label(name)}"' for ours, name in found.items())
    others = ", ".join(f'"{name}"' for name in instead)
    taken = [*instead]
    for name in found.values():
        taken += name if isinstance(name, tuple) else [name]
    rest = ", ".join(str(name) for name in names if name not in taken)
    return (
        f"columns read: {used}"
        + (f"; where these are blank: {others}" if others else "")
        + (f"; not read: {rest}" if rest else "")
    )


def _label(name: object) -> str:
    return ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
