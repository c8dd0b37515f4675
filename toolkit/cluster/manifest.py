"""The manifest: what was made of which input, by what, and what was set aside.

Every part has a record of its own, written last, so that a part without a record is not
there. The manifest is those records in one file, for people and for other programs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.articles.parts import toolkit_version
from toolkit.cluster.storage import Input, Storage

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ARTICLES",
    "MANIFEST",
    "WORK",
    "identity",
    "read_manifest",
    "records_of",
    "sha256",
]

MANIFEST = "manifest.json"
ARTICLES = "articles"  # where texts stand that were no table before
WORK = "_work"  # pandas and pyarrow pass over names that begin like this
_COLUMNS = ("input", "part", "n_articles", "n_mentions", "problem", "size", "stamp",
            "lexicon", "toolkit")  # fmt: skip

Record = dict[str, Any]


def identity(one: Input, lexicon_sha256: str) -> Record:
    """What a part depends on: made again when any of it is another."""
    return {
        "input": one.url,
        "size": one.size,
        "stamp": one.stamp,
        "lexicon": lexicon_sha256,
        "toolkit": toolkit_version(),
    }


def sha256(data: bytes) -> str:
    """Checksum of a file."""
    return hashlib.sha256(data).hexdigest()


def records_of(out: Storage) -> dict[str, Record]:
    """Part -> record of every part that is whole: all its files have their size."""
    sizes = out.sizes(WORK) | out.sizes(ARTICLES)
    records = {}
    for path in sizes:
        if path.endswith("/record.json"):
            record = json.loads(out.read(path))
            files: Mapping[str, Any] = record["files"]
            if all(sizes.get(name) == f["size"] for name, f in files.items()):
                records[record["part"]] = record
    return records


def read_manifest(
    out: str, storage_options: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Read what a job left: one row per input, also those set aside.

    Parameters
    ----------
    out, storage_options
        As given to ``score_files``.

    Returns
    -------
    pandas.DataFrame
        ``input``, ``part``, ``n_articles``, ``n_mentions``, ``problem`` (why it was set
        aside, empty where it was not), ``size``, ``stamp``, ``lexicon`` (SHA-256),
        ``toolkit`` (version and hash of its code), ``files`` (name -> size, SHA-256).
    """
    import pandas as pd

    content = json.loads(Storage(str(out), storage_options or {}).read(MANIFEST))
    return pd.DataFrame(content["parts"], columns=[*_COLUMNS, "files"])
