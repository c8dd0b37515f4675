"""Files that lexicons come in, each read to rows of term, category and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


class LexiconError(ToolkitError):
    """A lexicon file holds something that cannot be used; names file and line."""


def read_rows(path: Path) -> pd.DataFrame:
    """One row per expression: ``term``, ``channel``, ``category``, ``line`` and the rest.

    A term listed under several categories is read once, under the first: no mention may
    be counted twice.
    """
    import pandas as pd

    readers: dict[str, Callable[[str, str], Iterator[Row]]] = {
        ".csv": _csv_rows, ".tsv": _csv_rows, ".yml": _yaml_rows, ".yaml": _yaml_rows,
        ".dic": _liwc_rows,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise LexiconError(
            f"{path.name}: no lexicon format is known by {path.suffix or 'no ending'!r}; "
            f"readable are {', '.join(readers)}."
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise LexiconError(f"There is no file {path}.") from None
    except UnicodeDecodeError as error:
        raise LexiconError(
            f"{path.name}: not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from None
    rows = pd.DataFrame(list(reader(text, path.name)))
    if rows.empty:
        raise LexiconError(f"{path.name} holds no expressions.")
    if path.suffix.lower() not in (".csv", ".tsv"):
        rows = rows.drop_duplicates("term")
    return rows.assign(category=rows["channel"])


def _csv_rows(text: str, file: str) -> Iterator[Row]:
    header = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in header else ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [n.strip().lower() for n in reader.fieldnames or []]
    category = next((n for n in ("channel", "category") if n in names), None)
    if "term" not in names or category is None:
        raise LexiconError(
            f"{file}, line 1: needs the columns 'term' and 'channel' (or 'category'); "
            f"it has {', '.join(names) or 'none'}."
        )
    reader.fieldnames = names
    for row in reader:
        if None in row:
            raise LexiconError(
                f"{file}, line {reader.line_num}: more fields than the header names. "
                "Put expressions with a delimiter in double quotes."
            )
        filled = {name: value or "" for name, value in row.items()}
        yield filled | {"channel": filled[category], "line": reader.line_num}


def _yaml_rows(text: str, file: str) -> Iterator[Row]:
    import yaml

    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise LexiconError(f"{file}, line {line}: {error.problem}.") from None
    if not isinstance(tree, yaml.MappingNode):
        raise LexiconError(f"{file}: a quanteda dictionary maps categories to patterns.")
    yield from _yaml_branch(tree, "", file)


def _yaml_branch(node: Any, category: str, file: str) -> Iterator[Row]:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _yaml_branch(value, f"{category}.{key.value}".strip("."), file)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _yaml_branch(item, category, file)
    elif node.value.strip():
        line = node.start_mark.line + 1
        if not category:
            raise LexiconError(f"{file}, line {line}: {node.value!r} has no category.")
        # quanteda writes "?" for one character; our globs know only "*"
        yield {"term": node.value.replace("?", "*"), "channel": category, "line": line}


def _liwc_rows(text: str, file: str) -> Iterator[Row]:
    lines = list(enumerate(text.split("\n"), 1))
    marks = [n for n, line in lines if line.strip() == "%"]
    if len(marks) < 2:
        raise LexiconError(
            f"{file}: a LIWC dictionary lists its categories between two lines '%'; "
            f"found {len(marks)} such line(s)."
        )
    categories = {}
    for number, line in lines[marks[0] : marks[1] - 1]:
        parts = line.split()
        if len(parts) >= 2:
            categories[parts[0]] = parts[1]
        elif parts:
            raise LexiconError(f"{file}, line {number}: a category needs number and name.")
    for number, line in lines[marks[1] :]:
        term, *codes = line.split("\t") if "\t" in line else line.split()
        codes = [c.strip() for c in codes if c.strip()]
        unknown = [c for c in codes if c not in categories]
        if unknown:
            raise LexiconError(
                f"{file}, line {number}: category {unknown[0]!r} is not declared "
                f"between the '%' lines ({', '.join(categories)})."
            )
        for code in codes:
            yield {"term": term, "channel": categories[code], "line": number}
