"""The pipeline over many machines: the same functions, a part of the corpus at a time.

:func:`score_files` takes files on any storage and a Dask scheduler, and leaves folders
of Parquet parts with a manifest; docs/cluster.md tells when that pays.
"""

from toolkit.cluster.job import score_files
from toolkit.cluster.manifest import read_manifest
from toolkit.cluster.results import read_counts, read_parts

__all__ = ["read_counts", "read_manifest", "read_parts", "score_files"]
