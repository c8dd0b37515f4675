"""Files on any storage: a disk, S3 and what else fsspec knows.

A file is there whole or not at all: on a disk it gets its name when it is complete; an
object store makes an object visible when all of it has arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.articles.parts import write_whole
from toolkit.schema import ToolkitError

__all__ = ["Input", "MissingExtra", "Storage", "list_inputs"]


class MissingExtra(ToolkitError):
    """A library is not installed that only the cluster needs."""

    @classmethod
    def named(cls, library: str) -> MissingExtra:
        """The error for one library."""
        return cls(
            f"{library} is not installed; the cluster needs it. Install the extra: "
            "pip install 'escalation-toolkit[cluster]' (and s3fs for s3://)."
        )


@dataclass(frozen=True)
class Storage:
    """A folder on some storage, and the options to reach it by.

    Attributes
    ----------
    url
        ``scored``, ``s3://bucket/scored`` and the like.
    options
        Passed on to fsspec: keys, an endpoint, a region.
    """

    url: str
    options: Mapping[str, Any]

    @cached_property
    def _system(self) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise MissingExtra.named("fsspec") from None
        try:
            return url_to_fs(self.url, **self.options)
        except ImportError as error:  # fsspec names the library of the protocol
            raise MissingExtra.named(str(error)) from None

    def __getstate__(self) -> dict[str, Any]:
        """Connections stay where they were made."""
        return {"url": self.url, "options": self.options}

    @property
    def is_local(self) -> bool:
        """True for a folder on a disk."""
        return "file" in self._system[0].protocol

    def _path(self, name: str) -> str:
        return f"{self._system[1].rstrip('/')}/{name}" if name else self._system[1]

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""
        if self.is_local:
            write_whole(Path(self._path(name)), data)
        else:
            self._system[0].pipe_file(self._path(name), data)

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        return self._system[0].cat_file(self._path(name))

    def open(self, name: str) -> Any:
        """Open a file to read parts of it."""
        return self._system[0].open(self._path(name), "rb")

    def sizes(self, folder: str) -> dict[str, int]:
        """Name -> bytes of every file below a folder, as it is now."""
        system, root = self._system
        system.invalidate_cache()
        if not system.exists(self._path(folder)):
            return {}
        found = system.find(self._path(folder), detail=True)
        cut = len(root.rstrip("/")) + 1
        return {path[cut:]: int(info["size"]) for path, info in found.items()}

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        if self._system[0].exists(self._path(name)):
            self._system[0].rm_file(self._path(name))


@dataclass(frozen=True)
class Input:
    """A file to score.

    Attributes
    ----------
    url
        Where it is.
    size
        Bytes.
    stamp
        Tag of its content where the storage has one, else its time of change: another
        stamp or size means other content.
    """

    url: str
    size: int
    stamp: str
    options: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of its part: a readable piece, and a hash that no other input has."""
        import hashlib

        stem = PurePosixPath(self.url).name.partition(".")[0][:40]
        plain = "".join(c if c.isalnum() and c.isascii() else "-" for c in stem)
        return f"{plain}-{hashlib.sha256(self.url.encode()).hexdigest()[:10]}"

    def storage(self) -> Storage:
        """The folder it lies in."""
        return Storage(self.url, self.options)


def list_inputs(
    inputs: str | Path | Iterable[str | Path], options: Mapping[str, Any]
) -> list[Input]:
    """Files that the urls stand for, each once, sorted by url.

    Raises
    ------
    ToolkitError
        One of them stands for nothing.
    """
    urls = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    found = [one for url in urls for one in _expanded(str(url), options)]
    return [one for _, one in sorted({one.url: one for one in found}.items())]


def _expanded(url: str, options: Mapping[str, Any]) -> list[Input]:
    system, path = Storage(url, options)._system
    system.invalidate_cache()
    if any(mark in path for mark in "*?["):
        paths = [p for p in system.glob(path) if not _is_hidden(p.split("/")[-1])]
    elif system.isdir(path):
        paths = [p for p in system.find(path) if not _is_hidden(p[len(path) :])]
    else:
        paths = [path] if system.exists(path) else []
    infos = [system.info(p) for p in paths]
    files = [info for info in infos if info["type"] == "file"]
    if not files:
        raise ToolkitError(
            f"There is no file at {url}. Name a file, a folder, or a pattern such as "
            "s3://bucket/news/*.parquet."
        )
    return [
        Input(system.unstrip_protocol(i["name"]), int(i["size"]), _stamp(i), options)
        for i in files
    ]


def _is_hidden(path: str) -> bool:
    return any(piece[:1] in (".", "_") for piece in path.split("/"))


def _stamp(info: Mapping[str, Any]) -> str:
    for key in ("ETag", "etag", "md5Hash", "LastModified", "mtime"):
        if info.get(key):
            return str(info[key])
    return ""
