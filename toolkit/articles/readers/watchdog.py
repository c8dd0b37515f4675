"""Readers whose libraries can hang or eat memory run in a child process, with limits.

One child is kept and serves file after file, so a limit costs nothing where nothing
goes wrong. A file that breaks a limit is set aside, its child is ended, and the next
file gets a new one. What comes back is JSON: nothing a hostile file wrote is unpickled.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import queue
import struct
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable

# Of the processor, so that a busy machine costs no file; exports take their time.
SECONDS, SECONDS_PER_MIB = 8, 1
WALL_FACTOR = 6  # of elapsed to processor time before a sleeping child is given up
MEMORY_BYTES = 2**30
_START = "from toolkit.articles.readers.watchdog import serve; serve()"
_ADVICE = "Save its text as .txt."


def read_guarded(reader: Reader, item: Item) -> Reading:
    """What ``reader`` makes of ``item``, within limits of time and memory.

    Raises
    ------
    Unreadable
        The reader raised it, took more than 8 seconds of the processor and 1 more per
        MiB, or its process ended, as it does beyond 1 GiB of memory.

    Notes
    -----
    Where the system knows no such limits (Windows), only elapsed time counts.
    """
    if not sys.executable:  # an interpreter inside another program has no children
        return reader.read(item)
    seconds = SECONDS + SECONDS_PER_MIB * len(item.data) / 2**20
    request = _request(reader, item, seconds)
    with _turn:
        answer = _child().ask(request, item.data, seconds * WALL_FACTOR)
    if "unreadable" in answer:
        raise Unreadable(*answer["unreadable"])
    if "failed" in answer:
        raise ReaderFailed(answer["failed"])
    for row in answer["rows"]:
        if row.get("published"):
            row["published"] = datetime.fromisoformat(row["published"])
    return Reading(item, answer["layout"], answer["rows"], answer["skipped"],
                   answer["notes"])  # fmt: skip


def start_reading_child() -> None:
    """Start the child before there is a file for it, so that it is ready by then."""
    if sys.executable:
        with _turn:
            _child()


class ReaderFailed(RuntimeError):
    """A reader raised something other than :class:`Unreadable` in its child."""


# ----------------------------------------------------------------------- in the parent


class _Child:
    """A process that reads files for us."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        path = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path})  # fmt: skip
        self.answers: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def is_ours(self) -> bool:
        """False once it ended, and in a fork, whose parent goes on talking to it."""
        return self.owner == os.getpid() and self.process.poll() is None

    def _listen(self) -> None:
        while (answer := _receive(self.process.stdout)) is not None:
            self.answers.put(answer)
        self.answers.put(None)

    def ask(self, request: bytes, data: bytes, patience: float) -> dict[str, Any]:
        try:
            _send(self.process.stdin, request)
            _send(self.process.stdin, data)
            answer = self.answers.get(timeout=patience)
        except (queue.Empty, OSError):
            answer = None
        if answer is None:
            self.end()
            raise Unreadable(_why(self.process.returncode), _ADVICE)
        return json.loads(answer)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            _close(pipe)


def _close(pipe: BinaryIO | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:  # what was still to be written has no reader any more
        pass


def _why(code: int) -> str:
    import signal

    if code in (-getattr(signal, "SIGXCPU", 24), -signal.SIGTERM, -9):
        return "Reading it took more than 8 seconds and 1 more per MiB."
    return "The process that read it ended; perhaps it needed more than 1 GiB."


_kept: list[_Child] = []
_turn = threading.Lock()


def _child() -> _Child:
    """The child at work; a new one where there is none, or where it is another's."""
    if not _kept or not _kept[-1].is_ours():
        _kept[:] = [_Child()]
    return _kept[-1]


@atexit.register
def _end_child() -> None:
    for child in _kept:
        if child.is_ours():
            child.end()


def _request(reader: Reader, item: Item, seconds: float) -> bytes:
    return json.dumps({
        "module": reader.read.__module__, "name": reader.read.__qualname__,
        "seconds": seconds, "origin": item.origin, "url": item.url,
        "columns": dict(item.columns) if item.columns else None,
        "date_order": item.date_order,
    }).encode()  # fmt: skip


# ------------------------------------------------------------------------ both of them


def _send(pipe: BinaryIO, message: bytes) -> None:
    pipe.write(struct.pack("<Q", len(message)))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: BinaryIO) -> bytes | None:
    head = pipe.read(8)
    if len(head) < 8:
        return None
    (size,) = struct.unpack("<Q", head)
    message = pipe.read(size)
    return message if len(message) == size else None


# ------------------------------------------------------------------------ in the child


def serve() -> None:
    """Answer requests until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    _limit_memory()
    while (request := _receive(sys.stdin.buffer)) is not None:
        data = _receive(sys.stdin.buffer)
        if data is None:
            return
        _send(
            answers,
            json.dumps(_answer(json.loads(request), data), default=_date).encode(),
        )


def _answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    _limit_time(asked["seconds"])
    item = Item(
        data, asked["origin"], asked["columns"], asked["date_order"], asked["url"]
    )
    try:
        reading = getattr(importlib.import_module(asked["module"]), asked["name"])(item)
    except Unreadable as problem:
        return {"unreadable": [problem.reason, problem.advice]}
    except MemoryError:
        return {"unreadable": ["Reading it takes more than 1 GiB of memory.", _ADVICE]}
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {str(error)[:200]}"}
    return {"layout": reading.layout, "rows": reading.rows,
            "skipped": reading.skipped, "notes": reading.notes}  # fmt: skip


def _date(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no column of a row")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, most))


def _limit_time(seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds) + 1, most))
