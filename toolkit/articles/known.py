"""What a corpus holds already: which articles, by what they say, and which files.

Two articles are the same when source, time, title and text are, blanks aside; that is
the rule of ``read_articles`` too. An ``article_id`` alone does not make them the same:
two exports may both number their articles from 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.articles.parts import list_parts, read_info, read_part
from toolkit.articles.paths import File
from toolkit.schema import TABLES, BadValue, check_table
from toolkit.text import split_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Known", "as_stored", "file_key"]

_SAME = ("source", "title", "text")  # what the same articles agree in, beside the time


# ---------------------------------------------------------------------- as it is stored


def as_stored(articles: pd.DataFrame) -> pd.DataFrame:
    """All columns of the articles table, typed, and ``content_hash`` of what it says.

    Every part has the same columns, or plain pandas could not read them as one table.

    Examples
    --------
    >>> import pandas as pd
    >>> given = pd.DataFrame({"article_id": [7], "text": ["Talks resumed. Good."]})
    >>> as_stored(given)[["article_id", "n_words", "n_sentences"]].values.tolist()
    [['7', 3, 2]]
    """
    import pandas as pd

    articles = check_table(articles, "articles").reset_index(drop=True)
    kinds = {column.name: column.kind for column in TABLES["articles"]}
    missing = pd.Series(None, index=articles.index, dtype=object)
    table = pd.DataFrame(
        {name: _typed(articles.get(name, missing), kind) for name, kind in kinds.items()
         if kind != "count"}
    )  # fmt: skip
    table = table.fillna({"title": "", "text": ""})
    for name, counted in _lengths(articles, table).items():
        table[name] = counted
    table["story_id"] = table["article_id"]  # copies are looked for over the whole
    table["content_hash"] = _contents(table)
    return table[[*kinds, "content_hash"]]


def _typed(values: pd.Series, kind: str) -> pd.Series:
    import pandas as pd

    try:
        if kind == "time":
            times = pd.to_datetime(values, utc=True, format="ISO8601")
            return times.astype("datetime64[us, UTC]")
        return values.astype("str")
    except (ValueError, TypeError) as error:  # UnicodeEncodeError is a ValueError
        what = str(error).partition("\n")[0]
        raise BadValue(
            f'The column "{values.name}" cannot be stored: {what} {_ADVICE[kind]}'
        ) from error


_ADVICE = {
    "time": "Write times like 2024-08-06T08:36.",
    "text": "A text may not hold half characters; replace them with "
    '.str.encode("utf-8", "replace").str.decode("utf-8").',
}


def _lengths(given: pd.DataFrame, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Words and sentences, as given or counted where a count is missing."""
    names = ("n_words", "n_sentences")
    if all(name in given and given[name].notna().all() for name in names):
        return {name: given[name].to_numpy("int64") for name in names}
    words = split_words((table["title"] + "\n\n" + table["text"]).tolist())
    counts = (words.per_text(), words.sentences_per_text())
    return {n: c.astype("int64") for n, c in zip(names, counts, strict=True)}


def _contents(table: pd.DataFrame) -> pd.Series:
    import pandas as pd

    # numbers, for how pandas writes a time depends on the other times of the column
    times = table["published"].to_numpy("M8[us]").astype("int64")
    cells = [table[name].fillna("") for name in _SAME]
    whole = pd.Series(times).astype("str").str.cat(cells, sep="\x1f")
    return whole.map(_hash).astype("str")


def _hash(text: str) -> str:
    plain = " ".join(text.split())
    return hashlib.blake2b(plain.encode("utf-8"), digest_size=16).hexdigest()


# ---------------------------------------------------------------------------- the files


def file_key(file: File, options: Mapping[str, Any]) -> str | None:
    """Hash of a file's bytes and of all else that decides how it is read.

    The name of its folder is part of it (it may name the source), and its ending, for a
    file that could not be read under one. None where the file cannot be opened.
    """
    try:
        with file.path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256")
    except OSError:
        return None
    how = {"folder": file.folder, "ending": file.path.suffix.lower(), **options}
    digest.update(json.dumps(how, sort_keys=True, default=dict).encode())
    return digest.hexdigest()[:32]


# --------------------------------------------------------------------------- the memory

_DIGEST = "S16"  # 16 bytes a hash: a million articles take 32 MB


def _none() -> np.ndarray:
    return np.array([], _DIGEST)


@dataclass
class Known:
    """Ids, contents and files of the parts looked at so far; parts never change.

    Hashes are held in order, so that a batch is looked up in no more time than it takes
    to hash it, however many articles there are.
    """

    parts: set[str] = field(default_factory=set)
    ids: np.ndarray = field(default_factory=_none)
    contents: np.ndarray = field(default_factory=_none)
    files: set[str] = field(default_factory=set)

    def look_at(self, folder: Path) -> None:
        """Take in the parts that are new in a folder; start afresh if one has gone."""
        paths = list_parts(folder)
        if self.parts - {path.name for path in paths}:
            self.__init__()
        new = [path for path in paths if path.name not in self.parts]
        tables = [read_part(path, ["article_id", "content_hash"]) for path in new]
        files = [read_info(path).get("files", []) for path in new]
        self.ids = _merged(self.ids, [_hashed(table["article_id"]) for table in tables])
        self.contents = _merged(
            self.contents, [_digests(table["content_hash"]) for table in tables]
        )
        self.files |= {file["key"] for some in files for file in some}
        self.parts |= {path.name for path in new}

    def new_among(self, table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
        """Articles of ``table`` that are not known, and ids that were taken.

        An id that belongs to another article already is replaced by the content's hash.
        """
        known = _among(_digests(table["content_hash"]), self.contents)
        new = table[~known & ~table["content_hash"].duplicated()]
        taken = _among(_hashed(new["article_id"]), self.ids)
        names = new["article_id"].where(~taken, new["content_hash"])
        return (
            new.assign(article_id=names, story_id=names).reset_index(drop=True),
            new["article_id"][taken].tolist(),
        )


def _digests(contents: pd.Series) -> np.ndarray:
    return np.array([bytes.fromhex(text) for text in contents], _DIGEST)


def _hashed(ids: pd.Series) -> np.ndarray:
    return _digests(ids.map(_hash))


def _merged(known: np.ndarray, more: list[np.ndarray]) -> np.ndarray:
    # two ordered runs are merged in one pass by a stable sort
    return np.sort(np.concatenate([known, np.sort(_joined(more))]), kind="stable")


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([_none(), *arrays])


def _among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each value is among the ``known`` ones, which are in order."""
    if not len(known):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return known[at] == values
