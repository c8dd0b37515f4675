"""A part: the file of one batch, which is on the disk whole or not at all.

A part is a Parquet file that is written once and never changed. It appears in one step:
all bytes go to a hidden file first, are forced to the disk, and only then get their
name. The name holds the checksum of the bytes, and the file itself says which batch it
is, so that no second file has to agree with it after a crash.

The order of steps is that of Pillai et al. (2014), "All file systems are not created
equal" (OSDI): write, force the file, rename, force the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "CannotWrite", "DamagedPart", "clear_strays", "damage_of", "is_part", "list_parts",
    "make_folder", "move_aside", "number_of", "read_info", "read_part", "read_parts",
    "toolkit_version", "write_part", "write_table", "write_whole",
]  # fmt: skip

_NAME = re.compile(r"part-(\d{6,})-([0-9a-f]{16})\.parquet")
_STRAY = ".*.tmp"  # what a writer leaves that was ended while it wrote
_INFO = b"toolkit"  # key of the batch's own record inside the file
DAMAGED = "_damaged"  # pandas and pyarrow pass over names that begin like this


class CannotWrite(ToolkitError):
    """A file could not be written; nothing of it was kept."""


class DamagedPart(ToolkitError):
    """A part of a corpus cannot be read."""


def list_parts(folder: Path) -> list[Path]:
    """Parts in a folder, oldest batch first."""
    return sorted((p for p in folder.glob("part-*") if is_part(p)), key=number_and_name)


def is_part(path: Path) -> bool:
    """Whether a file bears the name of a part."""
    return bool(_NAME.fullmatch(path.name))


def number_and_name(path: Path) -> tuple[int, str]:
    """Key that sorts parts by batch; six digits are not always enough."""
    return number_of(path), path.name


def number_of(path: Path) -> int:
    """Number of the batch, by the name.

    >>> number_of(Path("part-000012-0123456789abcdef.parquet"))
    12
    """
    return int(path.name.split("-")[1])


# ----------------------------------------------------------------------------- writing


def write_part(
    folder: Path, table: pd.DataFrame, number: int, info: dict[str, Any]
) -> Path:
    """Write a batch as a part of its own and return its path.

    Raises
    ------
    CannotWrite
        The disk is full, or the folder may not be written to.
    """
    data = _as_parquet(table, info)
    checksum = hashlib.sha256(data).hexdigest()[:16]
    path = folder / f"part-{number:06}-{checksum}.parquet"
    write_whole(path, data)
    return path


def write_table(path: Path, table: pd.DataFrame, info: dict[str, Any]) -> None:
    """Write a table with a record of its own, under a name that is given."""
    write_whole(path, _as_parquet(table, info))


def _as_parquet(table: pd.DataFrame, info: dict[str, Any]) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table, preserve_index=False)
    record = json.dumps(info, ensure_ascii=False).encode("utf-8", "backslashreplace")
    arrow = arrow.replace_schema_metadata({**arrow.schema.metadata, _INFO: record})
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def write_whole(path: Path, data: Any) -> None:
    """Write a file so that it is there whole or not at all, whatever happens.

    Raises
    ------
    CannotWrite
        With the reason, and what to do. A file that stood there before still does.
    """
    hidden = path.with_name(f".{path.name}.tmp")
    try:
        make_folder(path.parent)
        _write_out(hidden, data)
        os.replace(hidden, path)  # noqa: PTH105 (the name of the step, as in the paper)
        _force_folder(path.parent)
    except OSError as error:
        _remove(hidden)
        raise CannotWrite(
            f'"{path.name}" could not be written to "{path.parent}": '
            f"{error.strerror or error}. Nothing of this batch was kept; all before it "
            "stands. Make room or allow writing there, then do the same again: what "
            "is there already is passed over."
        ) from error


def _write_out(path: Path, data: Any) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder that outlasts a crash, with those above it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _force_folder(folder.parent)


def _force_folder(folder: Path) -> None:
    """Force a new name to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # it bears a name that is passed over, and is cleared later
        return


def clear_strays(folder: Path) -> None:
    """Remove what a writer left that was ended in mid-write. Only for the writer."""
    for stray in folder.glob(_STRAY):
        _remove(stray)


def move_aside(path: Path) -> Path:
    """Move a damaged part out of the corpus, where it is kept."""
    place = path.parent / DAMAGED
    place.mkdir(exist_ok=True)
    return path.replace(place / path.name)


# ----------------------------------------------------------------------------- reading


def read_part(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Rows of a part, its pages checked against their checksums.

    Raises
    ------
    DamagedPart
        The file is cut short or altered.
    """
    return _opened(path, lambda file: file.read(columns=columns).to_pandas())


def read_parts(paths: Iterable[Path]) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Rows of all parts as one table, and the record of each.

    Quicker than one part after another: a corpus may be made of thousands of them.

    Raises
    ------
    DamagedPart
        A file is cut short or altered.
    """
    import pyarrow as pa

    tables = [_opened(path, lambda file: file.read()) for path in paths]
    records = [_info(table.schema) for table in tables]
    return pa.concat_tables(tables, promote_options="permissive").to_pandas(), records


def read_info(path: Path) -> dict[str, Any]:
    """Record that was written with a part; empty where another program wrote it.

    Raises
    ------
    DamagedPart
        The file is cut short or altered.
    """
    return _info(_opened(path, lambda file: file.schema_arrow))


def _info(schema: pa.Schema) -> dict[str, Any]:
    return json.loads((schema.metadata or {}).get(_INFO, b"{}"))


def _opened(path: Path, take: Any) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return take(file)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DamagedPart(
            f'The part "{path.name}" of "{path.parent}" cannot be read: '
            f"{str(error)[:200]} See open_corpus({str(path.parent)!r}).verify() "
            "(toolkit verify), which says what is damaged and what to do."
        ) from error


def damage_of(path: Path) -> str:
    """What is wrong with a part, by the checksum in its name; empty if nothing is."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found[:16] == _NAME.fullmatch(path.name)[2]:  # type: ignore[index]
            return ""
        read_info(path)
    except DamagedPart:
        return f"The file is cut short or altered ({path.stat().st_size:,} bytes)."
    except OSError as error:
        return f"The file cannot be opened: {error.strerror}."
    return "The content was altered: it does not match the checksum in the name."


@cache
def toolkit_version() -> str:
    """Version of the toolkit, and a hash of its code and word lists."""
    package = import_module(__name__.partition(".")[0])
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv", ".toml"):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return f"{package.__version__} {digest.hexdigest()[:12]}"
