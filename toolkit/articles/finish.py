"""Raw rows of all readers to one clean, typed articles table.

Order matters: wording is repaired before anything is compared, sources are known before
publisher suffixes are cut, and the identity is taken last, from what is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from toolkit.articles.cleaning import (
    MIN_RECURRING,
    clean_byline,
    cleaned,
    outlet_key,
    part_paragraphs,
    repair,
    split_suffix,
    tidy_body,
)  # fmt: skip
from toolkit.articles.language import detect_languages, language_tag
from toolkit.articles.readers.base import legible
from toolkit.schema import column_names
from toolkit.text import split_words
from toolkit.text.compiled import foresee

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_TEXT_COLUMNS = (
    "source",
    "title",
    "byline",
    "section",
    "language",
    "text",
    "captions",
    "url",
)
_RAW = (
    "folder",
    "published",
    "published_precision",
    "published_from",
    "article_id",
    "origin",
    "file",
    "reader",
)

_BLOCK = 2_000_000  # characters cut into words at once, which stay near the cache

SetAside = tuple[str, str, str]  # origin, reason, advice
Remark = tuple[str, str]  # origin, note


def finish_articles(
    rows: list[dict[str, Any]], source: str | None
) -> tuple[pd.DataFrame, list[SetAside], list[Remark]]:
    """Clean, name and type the rows; also return what was set aside and remarked.

    Examples
    --------
    >>> rows = [{"text": "Talks resumed.", "origin": "a.txt", "reader": "plain"}] * 2
    >>> articles, set_aside, _ = finish_articles(rows, source="Gazette")
    >>> len(articles), set_aside[0][1]
    (1, 'Same article already read from a.txt.')
    """
    import pandas as pd

    table = pd.DataFrame(rows, columns=[*_TEXT_COLUMNS, *_RAW], dtype=object)
    set_aside: list[SetAside] = []
    remarks: list[Remark] = []
    table = _clean_wording(table, remarks)
    table = _without_empty(table, set_aside)
    table = _name_source(table, source, remarks)
    table = _cut_suffixes(table, remarks)
    table = _typed(table)
    table["article_id"] = _identity(table, remarks)
    table = _without_copies(table, set_aside)
    table["language"] = _languages(table)
    table["n_words"], table["n_sentences"] = _lengths(table)
    table["story_id"] = table["article_id"]
    return table[column_names("articles")].reset_index(drop=True), set_aside, remarks


# ----------------------------------------------------------------------------- wording


def _clean_wording(table: pd.DataFrame, remarks: list[Remark]) -> pd.DataFrame:
    """Text, title, byline and captions, repaired and without furniture."""
    bodies, captions = [], []
    for text, given, origin in zip(
        table["text"], table["captions"], table["origin"], strict=True
    ):
        body, found = _clean_body(text, origin, remarks)
        bodies.append(body)
        lines = [*_lines(given), *found]
        captions.append("\n".join(dict.fromkeys(lines)) or None)
    return table.assign(
        text=bodies,
        captions=captions,
        title=_mapped(table["title"], lambda t: _one_line(repair(t)[0])),
        byline=_mapped(table["byline"], clean_byline),
        section=_mapped(table["section"], cleaned),
        url=_mapped(table["url"], _one_line),
        article_id=_mapped(table["article_id"], _one_line),
        language=_mapped(table["language"], language_tag),
        # it quotes names of columns
        published_from=_mapped(table["published_from"], legible),
    )


def _clean_body(
    text: object, origin: str, remarks: list[Remark]
) -> tuple[str, list[str]]:
    if not isinstance(text, str):
        return "", []
    fixed, done = repair(text)
    if done:
        remarks.append((origin, f"repaired: {', '.join(done)}"))
    body, captions, cut = tidy_body(fixed)
    remarks += [(origin, f"cut: {line}") for line in cut]
    return part_paragraphs(body), captions


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _lines(captions: object) -> list[str]:
    text = cleaned(repair(captions)[0]) if isinstance(captions, str) else ""
    return [line for line in text.split("\n") if line]


def _mapped(values: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    """``change`` applied to what is there; an empty result is missing."""
    changed = cache(change)  # many articles have one source, or one section
    return values.map(lambda v: changed(v) or None if isinstance(v, str) else None)


def _without_empty(table: pd.DataFrame, set_aside: list[SetAside]) -> pd.DataFrame:
    empty = table["text"] == ""
    set_aside += [
        (origin, "Nothing is left of the text once page furniture is cut.", "")
        for origin in table["origin"][empty]
    ]
    return table[~empty]


# ---------------------------------------------------------------------- source and
# title


def _name_source(
    table: pd.DataFrame, source: str | None, remarks: list[Remark]
) -> pd.DataFrame:
    if source is not None:
        return table.assign(source=source)
    stated = _mapped(table["source"], lambda s: cleaned(repair(s)[0]))
    from_folder = stated.isna() & table["folder"].notna()
    remarks += [
        (origin, f'source "{folder}" taken from the folder')
        for origin, folder in zip(
            table["origin"][from_folder], table["folder"][from_folder], strict=True
        )
    ]
    return table.assign(source=stated.where(~from_folder, table["folder"]))


def _cut_suffixes(table: pd.DataFrame, remarks: list[Remark]) -> pd.DataFrame:
    """Cut ``… | The Gazette`` where it is the source, or recurs within a source."""
    parts = [
        split_suffix(title) if isinstance(title, str) else None
        for title in table["title"]
    ]
    if not any(parts):
        return table
    outlets = [
        _outlet(*names) for names in zip(table["source"], table["url"], strict=True)
    ]
    recurring = _recurring(parts, outlets)
    titles = []
    for title, part, names, origin in zip(
        table["title"], parts, outlets, table["origin"], strict=True
    ):
        cut = part and (outlet_key(part[1]) in names or (names, part[1]) in recurring)
        titles.append(part[0] if part and cut else title)
        if part and cut:
            remarks.append((origin, f'cut from the title: "{part[1]}"'))
    return table.assign(title=titles)


def _outlet(source: object, url: object) -> tuple[str, ...]:
    """Names the outlet goes by: its own, and its host's."""
    names = [outlet_key(source)] if isinstance(source, str) else []
    if isinstance(url, str) and (host := _host(url)):
        names.append(outlet_key(host))
    return tuple(filter(None, names))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[": not an address after all
        return ""


def _recurring(
    parts: Iterable[tuple[str, str] | None], outlets: Iterable[tuple[str, ...]]
) -> set[tuple[tuple[str, ...], str]]:
    titles: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for part, names in zip(parts, outlets, strict=True):
        if part:
            titles.setdefault((names, part[1]), set()).add(part[0])
    return {key for key, seen in titles.items() if len(seen) >= MIN_RECURRING}


# ---------------------------------------------------------------------- types, identity


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    strings = [name for name in table.columns if name != "published"]
    typed = table.astype(dict.fromkeys(strings, "str"))
    typed["title"] = typed["title"].fillna("")
    # Objects of several zones may meet here; all are UTC already.
    published = pd.to_datetime(table["published"], utc=True).dt.as_unit("us")
    return typed.assign(published=published).reset_index(drop=True)


def _identity(table: pd.DataFrame, remarks: list[Remark]) -> pd.Series:
    """The user's id where it is unique, else a hash of what the article says."""
    table["content"] = _content_hash(table)
    own = table["article_id"]
    twice = (
        own.notna()
        & own.duplicated(keep=False)
        & ~table["content"].duplicated(keep=False)
    )
    remarks += [
        (origin, f'id "{name}" occurs more than once; a hash of the content is used')
        for origin, name in zip(table["origin"][twice], own[twice], strict=True)
    ]
    return own.where(own.notna() & ~twice, table["content"])


def _content_hash(table: pd.DataFrame) -> pd.Series:
    fields = ("source", "published", "title", "text")
    cells = [table[name].astype("str").fillna("") for name in fields]
    return cells[0].str.cat(cells[1:], sep="\x1f").map(_hash).astype("str")


def _hash(text: str) -> str:
    plain = " ".join(text.split())
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _without_copies(table: pd.DataFrame, set_aside: list[SetAside]) -> pd.DataFrame:
    copy = table["content"].duplicated()
    first = table[~copy].set_index("content")["origin"]
    set_aside += [
        (origin, f"Same article already read from {first[content]}.", "")
        for origin, content in zip(
            table["origin"][copy], table["content"][copy], strict=True
        )
    ]
    kept = table[~copy]
    # a copy may have shared its id with the one that is kept, another article may not
    again = kept["article_id"].duplicated()
    return kept.assign(article_id=kept["article_id"].mask(again, kept["content"]))


def _languages(table: pd.DataFrame) -> pd.Series:
    unknown = table["language"].isna()
    if not unknown.any():
        return table["language"]
    some = table[unknown]
    found = detect_languages(some["text"], some["file"], some["source"])
    return table["language"].where(~unknown, found.reindex(table.index)).astype("str")


def _lengths(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Words and sentences of title and text, counted block by block."""
    import numpy as np

    whole = table["title"] + "\n\n" + table["text"]
    characters = whole.str.len()
    foresee(int(characters.sum()))
    blocks = whole.groupby(characters.cumsum() // _BLOCK)
    counts = [
        (words.per_text(), words.sentences_per_text())
        for words in (split_words(texts) for _, texts in blocks)
    ]
    n_words, n_sentences = np.concatenate([np.zeros((2, 0)), *counts], axis=1)
    return n_words.astype("int64"), n_sentences.astype("int64")
