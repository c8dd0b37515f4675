"""The same work in several processes, with the results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

# Pieces of work that are out or done but not fetched, for each process: enough that
# none waits while results are put to use, few enough that memory stays bounded.
_AHEAD = 4


class Processes:
    """Some processes that take work together; with one, the work is done here.

    Examples
    --------
    >>> with Processes(1) as processes:
    ...     list(processes.map(abs, [-1, 2]))
    [1, 2]
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.number > 1:
            # started afresh, not forked: threads of Arrow and numba do not survive that
            self._pool = ProcessPoolExecutor(self.number, get_context("spawn"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
        """What ``work`` makes of each piece, in order; few are in hand at a time."""
        if self._pool is None:
            yield from map(work, pieces)
            return
        waiting: deque[Future[Any]] = deque()
        for piece in pieces:
            waiting.append(self._pool.submit(work, piece))
            if len(waiting) > _AHEAD * self.number:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
