"""When to use compiled code: as soon as so much was read that it pays.

Loading numba and kernels compiled before takes a quarter of a second, compiling them
some three seconds, once on a machine. A few articles are read faster without; a large
corpus soon earns both back. Results are the same either way.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

# Characters read in this process from which on kernels are used: what array code reads
# in the time that loading takes, and in the time that compiling takes.
LOAD_FROM = 2_000_000
COMPILE_FROM = 20_000_000

_rooms: dict[str, ModuleType | None] = {}
_read = 0
_foreseen = 0


def count_read(characters: int) -> None:
    """Note that so many more characters are about to be read."""
    global _read
    _read += characters


def foresee(characters: int) -> None:
    """Note that so many more will be read in all, part by part."""
    global _foreseen
    _foreseen = max(_foreseen, _read + characters)


def compiled(room: str) -> ModuleType | None:
    """The module of kernels of that name, or None while, or where, none are used."""
    if room in _rooms:
        return _rooms[room]
    if max(_read, _foreseen) < (LOAD_FROM if _is_cached(room) else COMPILE_FROM):
        return None
    try:
        _rooms[room] = import_module(room)
    except (ImportError, RuntimeError):  # no numba here, or no place to keep its work
        _rooms[room] = None
    return _rooms[room]


@cache
def _is_cached(room: str) -> bool:
    """Tell whether kernels compiled before lie beside the module."""
    source = Path(find_spec(room).origin)
    return any((source.parent / "__pycache__").glob(f"{source.stem}.*.nbi"))
