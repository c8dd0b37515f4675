"""JSON: one object, a list of objects, an object that holds a list, or JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from toolkit.articles.columns import map_columns, plain_name
from toolkit.articles.readers.base import Item, Reader, Reading, Unreadable
from toolkit.articles.readers.encoding import decode
from toolkit.articles.readers.tabular import take_table

# Keys under which exports and programming interfaces keep their list of articles.
_LIST_KEYS = ("articles", "results", "items", "data", "docs", "documents", "records",
              "entries", "hits", "news", "stories", "posts", "response",
              "value")  # fmt: skip
_NAME_KEYS = ("name", "title", "label", "$oid", "$date", "value", "#text", "text")
_OPENING = re.compile(r'\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:\{|\[|\]|$))')


def _recognises(item: Item) -> bool:
    return bool(_OPENING.match(decode(item.data[:2000])[0]))


def _read(item: Item) -> Reading:
    import pandas as pd

    text, encoding = decode(item.data)
    reading = Reading(item)
    if not encoding.startswith("utf-8") or "damaged" in encoding:
        reading.note(f"read as {encoding}")
    objects, places = [], []
    for place, found in _objects(text, reading):
        if isinstance(found, dict):
            objects.append({_key(k): _flat(v) for k, v in _inner(found).items()})
            places.append(place)
        else:
            reading.skip(place, "This is not an object with named fields.")
    del text  # as large as the file; so are the objects, and later the rows
    if objects:
        table = pd.DataFrame(objects, dtype=object)
        objects.clear()
        take_table(table, places, reading)
    elif not reading.skipped:
        raise Unreadable("The JSON holds no objects.", "Expected a list of articles.")
    return reading


def _objects(text: str, reading: Reading) -> Iterator[tuple[str, object]]:
    """Each object with its place; broken lines and cut-off ends are set aside."""
    try:
        whole = json.loads(text)
    except RecursionError:
        raise Unreadable("The JSON is nested too deeply.", "") from None
    except ValueError:
        yield from _lines(text, reading) if _is_lines(text) else _salvage(text, reading)
        return
    found = _columns_as_rows(whole) or _find_list(whole)
    if found is None:
        yield "", whole
    else:
        yield from ((f"item {i}", value) for i, value in enumerate(found, 1))


def _find_list(whole: object, depth: int = 0) -> list[object] | None:
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict) or depth > 3:
        return None
    by_name = {plain_name(key): value for key, value in whole.items()}
    for key in _LIST_KEYS:
        value = by_name.get(key)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return value
        if isinstance(value, dict):
            inner = _columns_as_rows(value) or _find_list(value, depth + 1)
            if inner is not None:
                return inner
    return None


def _columns_as_rows(whole: object) -> list[object]:
    """Rows of a table written column by column; empty if it is none.

    Every field is then a list of one length, or an object with the same keys. Text and
    authors alone may be the paragraphs and writers of one article.
    """
    if not isinstance(whole, dict) or not whole:
        return []
    first = next(iter(whole.values()))
    if isinstance(first, dict):  # {"title": {"0": ..., "1": ...}, ...}
        same = [list(v) if isinstance(v, dict) else None for v in whole.values()]
        cells = [list(v.values()) for v in whole.values() if isinstance(v, dict)]
    else:
        same = [len(v) if isinstance(v, list) else None for v in whole.values()]
        cells = [v for v in whole.values() if isinstance(v, list)]
    found = map_columns(list(whole))
    if not first or same.count(same[0]) < len(same) or same[0] is None:
        return []
    if "text" not in found or not {"title", "published", "url"} & set(found):
        return []
    return [dict(zip(whole, row, strict=True)) for row in zip(*cells, strict=True)]


def _is_lines(text: str) -> bool:
    lines = [line for line in text.split("\n", 200)[:200] if line.strip()]
    whole = sum(
        line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines
    )
    return whole * 2 > len(lines)


def _lines(text: str, reading: Reading) -> Iterator[tuple[str, object]]:
    for i, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield f"line {i}", json.loads(line)
        except (ValueError, RecursionError) as error:
            reading.skip(f"line {i}", f"Broken JSON: {error}", "Repair this line.")


def _salvage(text: str, reading: Reading) -> Iterator[tuple[str, object]]:
    """Whole objects of a file that breaks off or breaks down later on."""
    decoder = json.JSONDecoder()
    at, number = 0, 0
    opening = re.match(r"\s*\[|[^\[]{0,200}\"\w+\"\s*:\s*\[(?=\s*\{)", text)
    at = opening.end() if opening else 0
    while (start := re.compile(r"[\s,]*").match(text, at).end()) < len(text):  # type: ignore[union-attr]
        try:
            value, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            if text[start:].strip() not in ("]", "]}"):
                reading.skip(f"item {number + 1} and below", f"Broken JSON: {error}",
                             "Export or download the file again.")  # fmt: skip
            return
        number += 1
        yield f"item {number}", value


def _inner(found: dict[str, object]) -> dict[str, object]:
    """The fields themselves, where a search engine wraps them."""
    for key in ("_source", "fields", "article", "document"):
        inner = found.get(key)
        if isinstance(inner, dict):
            return {**{k: v for k, v in found.items() if k != key}, **inner}
    return found


def _key(name: object) -> str:
    """A name without half characters, which no column may have."""
    return str(name).encode("utf-8", "replace").decode("utf-8")


def _flat(value: object) -> object:
    """A nested value as text: paragraphs joined, ``{"id": 1, "name": "X"}`` as X."""
    if isinstance(value, dict):
        if "$date" in value:
            return _database_date(value["$date"])
        named = {plain_name(key): v for key, v in value.items()}
        return (
            next((_flat(value[k]) for k in _NAME_KEYS if k in value), None)
            if named
            else None
        )
    if isinstance(value, list):
        texts = [str(flat) for part in value if (flat := _flat(part)) is not None]
        return ("\n\n" if sum(map(len, texts)) > 200 else ", ").join(texts) or None
    return value


def _database_date(value: object) -> object:
    """A date as MongoDB exports it: a string, or milliseconds since 1970."""
    if isinstance(value, dict):
        value = value.get("$numberLong")
    try:
        milliseconds = int(value)  # type: ignore[call-overload]
        time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except (TypeError, ValueError, OverflowError):
        return value
    return time.isoformat()


READER = Reader("json", (".json", ".jsonl", ".ndjson", ".jl"), _recognises, _read)
