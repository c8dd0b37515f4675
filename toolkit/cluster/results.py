"""Results: parts as they are published, once stories are known over all of them.

A part is made from its input alone. Which articles are copies, and which ids came
twice, is known only when all parts are: then the tables that people read are written.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.articles.shelf import Shelf
from toolkit.articles.signatures import Signatures
from toolkit.articles.stories import leaders
from toolkit.cluster.manifest import WORK, Record, read_manifest, sha256
from toolkit.cluster.storage import Storage
from toolkit.index.counts import add_counts, count_stories, mark_first_copies

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_many", "assign_stories", "publish", "read_counts", "read_parts"]

PUBLISHED = ("mentions", "scores")
COUNTS = "counts.parquet"
_LOOKED_AT = ["article_id", "published", "published_precision", "n_words"]


def assign_stories(out: Storage, records: Sequence[Record]) -> dict[str, str]:
    """Find stories over all parts; write what each part must know of them.

    Written for each part, one row per article: ``story_id``, whether the story counts
    through it, and whether the id stands in an earlier part already. Returns the hash
    of that per part.
    """
    import pandas as pd

    places = [f"{WORK}/{record['part']}" for record in records]
    lengths = []
    with Shelf() as shelf:
        for place in places:
            part = Signatures.from_bytes(out.read(f"{place}/signatures.parquet"))
            lengths.append(len(part))
            shelf.add(part)
        signatures = shelf.signatures()
        ids = signatures.about["article_id"]
        again = ids.duplicated().to_numpy()
        kept = np.flatnonzero(~again)
        leader = np.arange(len(ids))
        leader[kept] = kept[leaders(signatures.take(kept))]
    about = pd.concat([_about(out, place) for place in places], ignore_index=True)
    known = pd.DataFrame({"story_id": ids.array[leader], "again": again})
    marks = mark_first_copies(about.assign(story_id=known["story_id"])[~again])
    for name in ("first", "first_by_day"):
        known[name] = False
        known.loc[~again, name] = marks[name].to_numpy()
    edges = np.cumsum([0, *lengths])
    hashes = {}
    for record, place, low, high in zip(
        records, places, edges, edges[1:], strict=False
    ):
        data = _as_parquet(known.iloc[low:high])
        hashes[record["part"]] = sha256(data)
        out.write(f"{place}/stories.parquet", data)
    return hashes


def _about(out: Storage, place: str) -> pd.DataFrame:
    import pyarrow.parquet as pq

    with out.open(f"{place}/scores.parquet") as file:
        names = pq.read_schema(file).names
        wanted = [name for name in _LOOKED_AT if name in names]
        return pq.read_table(file, columns=wanted).to_pandas()


def publish(part: str, stories_sha256: str, out: Storage) -> pd.DataFrame:
    """Write the tables of a part that people read; return its counts."""
    import pandas as pd

    def table(name: str) -> pd.DataFrame:
        return pd.read_parquet(io.BytesIO(out.read(f"{WORK}/{part}/{name}.parquet")))

    known, scores, mentions = (table(n) for n in ("stories", "scores", "mentions"))
    kept = ~known["again"].to_numpy()
    published = scores.assign(story_id=known["story_id"])[kept].reset_index(drop=True)
    published.attrs = scores.attrs
    # an id that stands in an earlier part stands there with its mentions
    gone = scores["article_id"][~kept]
    if len(gone):
        left = ~mentions["article_id"].isin(gone)
        mentions = mentions[left].reset_index(drop=True)
    out.write(f"mentions/{part}.parquet", _as_parquet(mentions))
    out.write(f"scores/{part}.parquet", _as_parquet(published))
    counts = count_stories(published, known[kept].reset_index(drop=True))
    out.write(f"{WORK}/{part}/counts.parquet", _as_parquet(counts))
    said = json.dumps({"stories": stories_sha256}).encode()
    out.write(f"{WORK}/{part}/published.json", said)
    return counts


def kept_counts(part: str, out: Storage) -> pd.DataFrame:
    """Counts of a part that was published before."""
    import pandas as pd

    return pd.read_parquet(io.BytesIO(out.read(f"{WORK}/{part}/counts.parquet")))


def published_as(part: str, out: Storage, sizes: Mapping[str, int]) -> str:
    """Hash of the stories a part was published under; empty if it was not."""
    name = f"{WORK}/{part}/published.json"
    whole = all(f"{table}/{part}.parquet" in sizes for table in PUBLISHED)
    return json.loads(out.read(name))["stories"] if whole and name in sizes else ""


def add_many(counts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Counts of several parts, or of several sums of parts, as one."""
    return add_counts(counts)


def _as_parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def read_parts(
    out: str, table: str, storage_options: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Read a table that a job wrote, all parts in the order of their inputs.

    Parameters
    ----------
    out, storage_options
        As given to ``score_files``.
    table
        ``mentions`` or ``scores``. ``pandas.read_parquet(f"{out}/scores")`` reads the
        same rows, in the order of the file names.

    Returns
    -------
    pandas.DataFrame
        As ``find_mentions`` and ``score_articles`` give them.
    """
    import pandas as pd

    parts = read_manifest(out, storage_options)
    storage = Storage(str(out), storage_options or {})
    tables = [
        pd.read_parquet(io.BytesIO(storage.read(f"{table}/{part}.parquet")))
        for part in parts.loc[parts["problem"] == "", "part"]
    ]
    whole = pd.concat(tables, ignore_index=True)
    whole.attrs = tables[0].attrs | _languages_of(tables)
    return whole


def _languages_of(tables: Sequence[pd.DataFrame]) -> dict[str, dict[str, int]]:
    """Articles that were not searched for their language, over all parts."""
    if "other_languages" not in tables[0].attrs:
        return {}
    total: dict[str, int] = {}
    for table in tables:
        for tag, n in table.attrs["other_languages"].items():
            total[tag] = total.get(tag, 0) + n
    ordered = sorted(total.items(), key=lambda item: -item[1])
    return {"other_languages": dict(ordered)}


def read_counts(
    out: str, storage_options: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Read the counts of a job, which ``index_from_counts`` makes an index of."""
    import pandas as pd

    data = Storage(str(out), storage_options or {}).read(COUNTS)
    return pd.read_parquet(io.BytesIO(data))
