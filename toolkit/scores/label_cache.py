"""The file of answers: what was asked once is not asked again, nor paid for twice.

One JSON line per answer, only ever added to, so that a killed run loses at most the
batch it was waiting for. A line holds the hash of a text, never the text.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from toolkit.schema import BadValue

__all__ = ["add_answers", "answer_key", "read_answers"]


def answer_key(text: str, who: tuple[str, str]) -> str:
    """Hash of a text and of who labels it (name, version)."""
    # as a list, so that no two parts can run into each other
    whole = json.dumps([text, *who])
    return hashlib.sha256(whole.encode("utf-8")).hexdigest()


def read_answers(cache: str | Path | None) -> dict[str, dict[str, Any]]:
    """Answers by key; lines that cannot be read, such as a torn last one, are left.

    The file is made here, so that nobody is asked whose answers could not be kept.
    """
    if cache is None:
        return {}
    try:
        Path(cache).open("a").close()
    except OSError as error:
        raise BadValue(
            f"cache={str(cache)!r} cannot be written ({error.strerror}), so answers "
            "would be lost. Name a file in a folder that exists."
        ) from None
    known = {}
    with Path(cache).open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                entry = json.loads(line)
                if isinstance(entry["label"], dict):
                    known[str(entry["key"])] = entry["label"]
            except (ValueError, KeyError, TypeError):
                continue
    return known


def add_answers(
    cache: str | Path | None, answers: dict[str, dict[str, Any]], who: tuple[str, str]
) -> None:
    """Write answers at the end of the file, on lines of their own."""
    if cache is None or not answers:
        return
    name, version = who
    lines = [
        json.dumps({"key": k, "labeller": name, "version": version, "label": label})
        for k, label in answers.items()
    ]
    with Path(cache).open("ab+") as file:
        torn = ""
        if file.seek(0, 2):
            file.seek(-1, 2)
            # a run killed while writing leaves half a line; ours begins on a new one
            torn = "" if file.read(1) == b"\n" else "\n"
        file.write((torn + "\n".join(lines) + "\n").encode("utf-8"))
