"""Files that lexicons come in, each read to rows of term, category and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


class LexiconError(ToolkitError):
    """A lexicon file holds something that cannot be used; names file and line."""


def read_rows(path: Path, wanted: Collection[str] | None = None) -> pd.DataFrame:
    """Read ``term``, ``channel``, ``category``, ``line`` and the rest, a row each.

    Only the categories ``wanted`` are read, all of them where that is None. A term
    listed under several is read once, under the first: no mention may be counted twice.
    """
    import pandas as pd

    readers: dict[str, Callable[[str, str], Iterator[Row]]] = {
        ".csv": _csv_rows, ".tsv": _csv_rows, ".yml": _yaml_rows, ".yaml": _yaml_rows,
        ".dic": _liwc_rows,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise LexiconError(
            f"{path.name}: no lexicon format is known by "
            f"{path.suffix or 'no ending'!r}; readable are {', '.join(readers)}."
        )
    rows = pd.DataFrame(list(reader(_read_text(path), path.name)))
    if rows.empty:
        raise LexiconError(f"{path.name} holds no expressions.")
    rows = _only(rows, wanted, path.name)
    if path.suffix.lower() not in (".csv", ".tsv"):
        rows = rows.drop_duplicates("term")
    return rows.assign(category=rows["channel"])


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise LexiconError(f"There is no file {path}.") from None
    except OSError as error:
        raise LexiconError(f"{path.name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise LexiconError(
            f"{path.name}: not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from None


def _only(
    rows: pd.DataFrame, wanted: Collection[str] | None, file: str
) -> pd.DataFrame:
    """Keep some categories, before a term is given to the first that lists it."""
    if wanted is None:
        return rows
    category = rows["channel"].str.strip()
    kept = rows[category.isin(list(wanted))]
    if kept.empty:
        raise LexiconError(
            f"{file} has none of the categories {', '.join(wanted)}; it has "
            f"{', '.join(sorted(set(category)))}."
        )
    return kept


def _csv_rows(text: str, file: str) -> Iterator[Row]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [n.strip().lower() for n in reader.fieldnames or []]
    category = next((n for n in ("channel", "category") if n in names), None)
    if "term" not in names or category is None:
        raise LexiconError(
            f"{file}, line 1: needs the columns 'term' and 'channel' (or 'category'); "
            f"it has {', '.join(names) or 'none'}."
        )
    reader.fieldnames = names
    try:
        for row in reader:
            yield _csv_row(row, category, reader.line_num, file)
    except csv.Error as error:
        raise LexiconError(f"{file}, line {reader.line_num + 1}: {error}.") from None


def _csv_row(row: Row, category: str, line: int, file: str) -> Row:
    if None in row:
        raise LexiconError(
            f"{file}, line {line}: more fields than the header names. "
            "Put expressions with a delimiter in double quotes."
        )
    filled = {name: value or "" for name, value in row.items()}
    return filled | {"channel": filled[category], "line": line}


def _yaml_rows(text: str, file: str) -> Iterator[Row]:
    import yaml

    try:
        _refuse_aliases(text, file)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise LexiconError(f"{file}, line {line}: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise LexiconError(f"{file}: {error}") from None
    except RecursionError:
        raise LexiconError(f"{file}: categories are nested too deeply.") from None
    if not isinstance(tree, yaml.MappingNode):
        raise LexiconError(
            f"{file}: a quanteda dictionary maps categories to patterns."
        )
    yield from _yaml_branch(tree, "", file)


def _refuse_aliases(text: str, file: str) -> None:
    """Refuse aliases: one can make a small file endless, and no dictionary needs it."""
    import yaml

    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise LexiconError(
                f"{file}, line {line}: write the patterns out in place of the alias "
                f"*{event.anchor}."
            )


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
            raise LexiconError(
                f"{file}, line {number}: a category needs number and name."
            )
    for number, line in lines[marks[1] :]:
        if line.strip():
            yield from _liwc_term(line, number, categories, file)


def _liwc_term(
    line: str, number: int, categories: dict[str, str], file: str
) -> Iterator[Row]:
    """One row for each category that the line names."""
    term, *codes = line.strip().split("\t") if "\t" in line.strip() else line.split()
    codes = [c for code in codes for c in code.split()]
    if not codes:
        raise LexiconError(f"{file}, line {number}: {term!r} has no category number.")
    for code in codes:
        if code not in categories:
            raise LexiconError(
                f"{file}, line {number}: category {code!r} is not declared "
                f"between the '%' lines ({', '.join(categories)})."
            )
        yield {"term": term, "channel": categories[code], "line": number}
