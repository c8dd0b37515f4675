"""The job: parts made by workers, stories found over all, results published.

Whatever happens to a worker, or to the job, a part is there whole or not at all; the
same call again makes what is missing or out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cluster.manifest import MANIFEST, WORK, Record, identity, records_of
from toolkit.cluster.parts import make_part, problem_of
from toolkit.cluster.results import (
    COUNTS,
    PUBLISHED,
    _as_parquet,
    add_many,
    assign_stories,
    kept_counts,
    publish,
    published_as,
)
from toolkit.cluster.storage import Input, MissingExtra, Storage, list_inputs
from toolkit.mentions.lexicon import Lexicon, load_lexicon
from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client, Future

__all__ = ["score_files"]

RETRIES = 2  # of a part whose storage or worker failed
ADDED_AT_ONCE = 16  # counts joined by one task: the branches of the tree


def score_files(
    inputs: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    lexicon: Lexicon | None = None,
    client: str | Client | None = None,
    workers: int | None = None,
    storage_options: Mapping[str, Any] | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Score files on a cluster: folders of mentions and scores, a part per input.

    Parameters
    ----------
    inputs
        Files, folders or patterns, on a disk or on any storage that fsspec knows
        (``s3://bucket/news/*.warc.gz``). Tables of articles in Parquet are read where
        they lie and in batches; all else (WARC, exports, CSV, ...) as ``read_articles``
        reads it, one file at a time.
    out
        Folder on any such storage, which all workers reach.
    lexicon
        ``escalation_en`` unless given. It is sent to each worker once.
    client
        Address of a Dask scheduler (``tcp://...``), a ``Client``, or None for a cluster
        on this machine that ends with the job.
    workers
        Processes of that local cluster; one per core unless given.
    storage_options
        For fsspec: keys, an endpoint, a region.
    progress
        Show a progress bar over the inputs.

    Returns
    -------
    pandas.DataFrame
        The manifest, as ``read_manifest`` reads it: one row per input. ``attrs`` holds
        ``made`` (parts worked on now), ``kept`` (up to date already) and
        ``set_aside``. In ``out`` stand ``mentions/`` and ``scores/``, which pandas
        reads as folders, ``articles/`` for inputs that were no tables,
        ``counts.parquet`` for ``index_from_counts``, and ``manifest.json``.

    Raises
    ------
    ToolkitError
        Inputs that stand for nothing; no input at all could be read.
    MissingExtra
        Dask, fsspec or the library for a storage is not installed.

    Notes
    -----
    Mentions are those of one machine, bit for bit. An input that cannot be read, or
    whose workers die again and again, is set aside with its reason; it is tried again
    the next time. An ``article_id`` that stands in two inputs counts in the first.
    Stories are found on the machine of the client, over signatures of 10 bytes a word
    in its temporary folder; that is the limit of one job (docs/cluster.md).
    """
    storage = Storage(_full(out), dict(storage_options or {}))
    lexicon = load_lexicon() if lexicon is None else lexicon
    asked = list_inputs(_all_full(inputs), storage.options)
    known = records_of(storage)
    todo = [
        one for one in asked
        if not _is_current(known.get(one.name), identity(one, lexicon.sha256))
    ]  # fmt: skip
    with _connected(client, workers) as dask:
        _send_lexicon(dask, lexicon)
        made, problems = _made(dask, todo, storage, lexicon.sha256, progress)
        known |= made
        records = [known[one.name] for one in asked if one.name not in problems]
        if not records:
            raise ToolkitError(
                f"None of {len(asked)} inputs could be read; the first: "
                f"{next(iter(problems.values()))}"
            )
        _publish_all(dask, storage, records)
    manifest = _write_manifest(storage, asked, known, problems, lexicon.sha256)
    n = len(problems)
    manifest.attrs = {
        "made": len(made), "kept": len(asked) - len(todo), "set_aside": n,
    }  # fmt: skip
    return manifest


def _full(url: str | Path) -> str:
    """A path without a protocol made absolute: workers may stand elsewhere."""
    return str(url) if "://" in str(url) else str(Path(url).expanduser().absolute())


def _all_full(inputs: str | Path | Iterable[str | Path]) -> list[str]:
    return [
        _full(url) for url in ([inputs] if isinstance(inputs, str | Path) else inputs)
    ]


def _is_current(record: Record | None, wanted: Record) -> bool:
    return record is not None and wanted.items() <= record.items()


# ------------------------------------------------------------------------- the workers


@contextmanager
def _connected(client: str | Client | None, workers: int | None) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise MissingExtra.named("dask.distributed") from None
    if client is None:
        with (
            _memory_kept(),
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # any free port
            ) as cluster,
            Client(cluster) as dask,
        ):
            yield dask
    elif isinstance(client, str):
        with Client(client) as dask:
            yield dask
    else:
        yield client


def _memory_kept() -> AbstractContextManager:
    """Let workers keep memory that was freed for the next array.

    Dask has them give it back at once, so that every larger array is paged in anew:
    a third of the work. What is held here is bounded by the size of a batch.
    """
    import dask

    name = "distributed.nanny.pre-spawn-environ"
    environment = dict(dask.config.get(name, {}))
    environment.pop("MALLOC_TRIM_THRESHOLD_", None)
    return dask.config.set({name: environment})


class _Carrier:
    """Brings the lexicon to each worker once, also to one that joins later."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.name, self.lexicon = _plugin_name(lexicon.sha256), lexicon


def _plugin_name(lexicon_sha256: str) -> str:
    return f"toolkit-lexicon-{lexicon_sha256}"


def _send_lexicon(dask: Client, lexicon: Lexicon) -> None:
    from distributed import WorkerPlugin

    # made here, for without dask there is nothing to inherit from
    plugin = type("LexiconCarrier", (_Carrier, WorkerPlugin), {})
    dask.register_plugin(plugin(lexicon))


def _on_worker(one: Input, out: Storage, lexicon_sha256: str) -> Record:
    from distributed import get_worker

    carrier = get_worker().plugins[_plugin_name(lexicon_sha256)]
    return make_part(one, out, carrier.lexicon)


def _made(
    dask: Client, todo: Sequence[Input], out: Storage, lexicon: str, progress: bool
) -> tuple[dict[str, Record], dict[str, str]]:
    """Records of the parts that were made, and why others were not."""
    # the largest first, so that no worker is left alone with one at the end
    ordered = sorted(todo, key=lambda one: -one.size)
    futures = dask.map(
        _on_worker, ordered, out=out, lexicon_sha256=lexicon, retries=RETRIES,
        pure=False,
    )  # fmt: skip
    names = {f.key: one.name for f, one in zip(futures, ordered, strict=True)}
    made, problems = {}, {}
    for future in _as_they_end(futures, progress):
        name = names[future.key]
        # not its status: a result whose worker died since is made again meanwhile
        error = future.exception()
        if error is None:
            made[name] = future.result()
        else:
            problems[name] = problem_of(error)
    return made, problems


def _as_they_end(futures: list[Future], progress: bool) -> Iterable[Future]:
    from distributed import as_completed

    ended = as_completed(futures)
    if not progress:
        return ended
    from tqdm.auto import tqdm

    return tqdm(ended, total=len(futures), desc="parts", unit="part", file=sys.stderr)


# ------------------------------------------------------------------------- the results


def _publish_all(dask: Client, out: Storage, records: Sequence[Record]) -> None:
    """Publish parts whose stories are new, and add up the counts of all."""
    hashes = assign_stories(out, records)
    sizes = out.sizes("")
    counts = []
    for record in records:
        part = record["part"]
        # a part made again has other files under the same stories, perhaps
        stamp = f"{hashes[part]} {record['files'][f'{WORK}/{part}/scores.parquet']}"
        if published_as(part, out, sizes) == stamp:
            counts.append(dask.submit(kept_counts, part, out, pure=False))
        else:
            counts.append(
                dask.submit(publish, part, stamp, out, retries=RETRIES, pure=False)
            )
    total = _tree(dask, counts).result()
    _remove_others(out, sizes, {record["part"] for record in records})
    out.write(COUNTS, _as_parquet(total))


def _tree(dask: Client, counts: list[Future]) -> Future:
    """Add up by branches, so that no machine holds the counts of all parts."""
    while len(counts) > 1:
        counts = [
            dask.submit(add_many, counts[i : i + ADDED_AT_ONCE], pure=False)
            for i in range(0, len(counts), ADDED_AT_ONCE)
        ]
    return counts[0]


def _remove_others(out: Storage, sizes: Mapping[str, int], parts: set[str]) -> None:
    """Remove published parts whose input is no longer asked for."""
    for name in sizes:
        folder, _, file = name.partition("/")
        if folder in PUBLISHED and file.removesuffix(".parquet") not in parts:
            out.remove(name)


def _write_manifest(
    out: Storage,
    asked: Sequence[Input],
    known: Mapping[str, Record],
    problems: Mapping[str, str],
    lexicon_sha256: str,
) -> pd.DataFrame:
    from toolkit.cluster.manifest import read_manifest

    rows = []
    for one in asked:
        nothing = {"part": one.name, "n_articles": 0, "n_mentions": 0, "files": {}}
        record = identity(one, lexicon_sha256) | nothing
        problem = problems.get(one.name, "")
        rows.append((record if problem else known[one.name]) | {"problem": problem})
    out.write(MANIFEST, json.dumps({"parts": rows}, indent=1).encode())
    return read_manifest(out.url, out.options)
