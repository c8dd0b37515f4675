"""Which files a path, a folder, a pattern or a list of these stands for.

Nothing is passed over without a word: what cannot be read is set aside with a reason,
hidden files are counted in one note.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.articles.readers.base import printable, skip_entry
from toolkit.schema import BadValue, ToolkitError

_MAGIC_GLOB = "*?["
_SHOWN_NAMES = 8


class NothingFound(ToolkitError):
    """A path does not exist, or a pattern matches no file."""


@dataclass(frozen=True)
class File:
    """A file to read, and the sub-folder that may name its source."""

    path: Path
    folder: str | None = None


@dataclass
class Found:
    """Files to read, what was set aside on the way to them, and notes."""

    files: list[File] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)

    def skip(self, path: Path, reason: str, advice: str) -> None:
        """Set a path aside."""
        self.skipped.append(skip_entry(printable(path), "", reason, advice))


def find_files(path: str | Path | Iterable[str | Path]) -> Found:
    """Files that ``path`` stands for, in the order they are read.

    Raises
    ------
    BadValue
        ``path`` is empty or no path.
    NothingFound
        A path does not exist, a pattern matches nothing, a folder or list is empty.

    Examples
    --------
    >>> find_files("")
    Traceback (most recent call last):
    ...
    toolkit.schema.BadValue: The path is empty. Give a file, a folder or a pattern, ...
    """
    if isinstance(path, str | os.PathLike):
        return _expand(path)
    if isinstance(path, bytes) or not isinstance(path, Iterable):
        raise BadValue(
            f"{path!r} is no path. Give a file, a folder, a pattern such as "
            '"news/*.csv", or a list of these.'
        )
    parts = list(path)
    if not parts:
        raise NothingFound(
            "The list of paths is empty; give at least one file or folder."
        )
    return _joined([find_files(part) for part in parts])


def _joined(parts: list[Found]) -> Found:
    """All parts as one, each file once."""
    files: dict[Path, File] = {}
    for part in parts:
        for file in part.files:
            files.setdefault(file.path, file)
    skipped = [entry for part in parts for entry in part.skipped]
    notes = [entry for part in parts for entry in part.notes]
    return Found(list(files.values()), skipped, notes)


def _expand(path: str | os.PathLike[str]) -> Found:
    if not str(path).strip():
        raise BadValue(
            "The path is empty. Give a file, a folder or a pattern, or "
            '"." for the working folder.'
        )
    place = Path(path).expanduser()
    if place.is_dir():
        return _folder(place)
    if place.exists():
        return _sorted_out([place])
    if any(char in str(path) for char in _MAGIC_GLOB):
        return _pattern(str(place))
    near = (
        sorted(printable(p.name) for p in place.parent.glob("*"))[:_SHOWN_NAMES]
        if place.parent.is_dir()
        else []
    )
    there = (
        f"Its folder holds: {', '.join(near)}."
        if near
        else "Its folder does not exist either."
    )
    raise NothingFound(
        f'There is no file or folder "{printable(place)}". {there} '
        f'The working folder is "{Path.cwd().name}"; relative paths start there.'
    )


# ----------------------------------------------------------------------------- folders


def _folder(folder: Path) -> Found:
    found = Found()
    paths = sorted(_walk(folder, found))
    shown = [p for p in paths if not _is_hidden(p.relative_to(folder))]
    if hidden := len(paths) - len(shown):
        note = f"hidden files or folders passed over: {hidden} (a dot begins the name)"
        found.notes.append({"file": printable(folder), "place": "", "note": note})
    sorted_out = _sorted_out(shown)
    if not sorted_out.files and not sorted_out.skipped and not found.skipped:
        more = f", only {hidden} hidden ones" if hidden else ""
        raise NothingFound(f'The folder "{printable(folder)}" holds no files{more}.')
    named = Found(_with_folders(sorted_out.files, folder))
    return _joined([found, named, Found(skipped=sorted_out.skipped)])


def _walk(folder: Path, found: Found) -> list[Path]:
    """Everything below that is no folder to enter; hidden folders are not entered."""

    def refused(error: OSError) -> None:
        found.skip(Path(error.filename), f"The folder cannot be opened: "
                   f"{error.strerror}.", "Check its permissions.")  # fmt: skip

    paths = []
    for place, folders, files in os.walk(folder, onerror=refused):
        here = Path(place)
        kept_out = [f for f in folders if f.startswith(".") or (here / f).is_symlink()]
        folders[:] = [f for f in folders if f not in kept_out]
        paths += [here / name for name in (*files, *kept_out)]
    return paths


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _with_folders(files: list[File], folder: Path) -> list[File]:
    """The same files, each with the sub-folder that names its source."""
    homes = {file.path.parent for file in files if file.path.parent != folder}
    siblings = Counter(home.parent for home in homes)
    # a folder names a source only where there is another beside it to tell it from
    return [
        File(file.path, printable(home.name)) if home != folder
        and siblings[home.parent] > 1 else file
        for file in files if (home := file.path.parent)
    ]  # fmt: skip


def _sorted_out(paths: list[Path]) -> Found:
    """Files to read; links that lead nowhere, linked folders, pipes set aside."""
    found = Found()
    for path in paths:
        if path.is_file():
            found.files.append(File(path))
        elif path.is_dir():
            found.skip(path, "This folder is a link or a match, and is not entered.",
                       "Give it as a path of its own.")  # fmt: skip
        elif path.is_symlink():
            found.skip(path, "The link leads nowhere.", "Copy the file itself here.")
        else:
            found.skip(path, "This is no file but a pipe, a socket or a device.", "")
    return found


# ---------------------------------------------------------------------------- patterns


def _pattern(pattern: str) -> Found:
    from glob import glob  # Path.glob refuses absolute patterns

    matches = [Path(p) for p in sorted(glob(pattern, recursive=True))]  # noqa: PTH207
    deep = "**" in pattern  # which matches every folder on its way
    found = _sorted_out([path for path in matches if not (deep and path.is_dir())])
    if not found.files:
        raise NothingFound(
            f'No file matches "{printable(pattern)}". "*" stands for any name, "**" '
            "for any folders; try the folder itself."
        )
    return found
