"""One writer at a time: a lock on a folder, held by the operating system.

The system gives a lock up by itself when its holder ends, however it ends. There is no
stale lock to find out about, and no lock file that a person must delete.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from toolkit.articles.parts import CannotWrite, make_folder
from toolkit.schema import ToolkitError

__all__ = ["Busy", "one_writer"]

_LOCK = ".lock"
_HOLDER = ".writer.json"  # who holds the lock; on Windows nobody else can read a lock
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


class Busy(ToolkitError):
    """Another process is writing to the folder."""


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold the right to write to ``folder``, which is made if there is none.

    Raises
    ------
    Busy
        Another process holds it: which, since when, and what to do.
    CannotWrite
        The folder may not be written to, or its file system knows no locks.
    """
    try:
        make_folder(folder)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise CannotWrite(
            f'"{folder}" cannot be written to: {error.strerror}. Give another folder, '
            "or ask its owner for the right to write."
        ) from error
    try:
        _take(handle, folder)
        _sign(folder)
        yield
    finally:
        os.close(handle)  # which gives the lock up


def _take(handle: int, folder: Path) -> None:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _TAKEN:
            raise Busy(_who(folder)) from error
        raise CannotWrite(
            f'The file system of "{folder}" knows no locks ({error.strerror}), so that '
            "two writers could meet. Keep the corpus on a local disk."
        ) from error


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sign(folder: Path) -> None:
    """Say who holds the lock; a full disk is no reason to stop here."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = {"process": os.getpid(), "host": socket.gethostname(), "since": since,
              "command": command}  # fmt: skip
    with suppress(OSError):
        (folder / _HOLDER).write_text(json.dumps(holder), encoding="utf-8")


def _who(folder: Path) -> str:
    try:
        holder = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        who = "process {process} on {host}, since {since} ({command})".format(**holder)
    except (OSError, ValueError, KeyError, TypeError):
        who = "a process that has not given its name"
    return (
        f'Another process is writing to "{folder}": {who}. Nothing was changed. Wait '
        "until it has ended, or end it, then do the same again. The lock goes with its "
        "process: there is nothing to delete."
    )
