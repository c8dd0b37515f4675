"""What was fetched, kept as evidence: one file each, written whole or not at all.

A page is kept as a web archive (WARC, ISO 28500) of one record, with its address, time
and headers; lists are kept as they came. Both are ordinary files for ``read_articles``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from toolkit.articles.sources.transport import Answer

_RECORDS = ".fetched"  # folder of what is known of each address


@dataclass(frozen=True)
class Record:
    """What is known of an address that was fetched before."""

    address: str
    file: str  # inside the folder
    etag: str = ""
    modified: str = ""
    fetched: str = ""  # UTC, ISO 8601

    def conditions(self) -> dict[str, str]:
        """Headers by which a server need not send again what is here."""
        wanted = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in wanted.items() if value}


@dataclass(frozen=True)
class Kept:
    """A folder of fetched files."""

    folder: Path

    def record_of(self, address: str) -> Record | None:
        """What is known of an address; None where its file is gone."""
        try:
            said = json.loads(self._place(address).read_text("utf-8"))
            record = Record(**said)
        except (OSError, ValueError, TypeError):
            return None
        return record if (self.folder / record.file).is_file() else None

    def keep_page(self, address: str, answer: Answer) -> Path:
        """Keep a page as a web archive of one record."""
        name = f"{_host(address)}/{_name(address)}.warc.gz"
        return self._keep(address, name, _warc(answer), answer)

    def keep_list(self, address: str, answer: Answer, suffix: str) -> Path:
        """Keep a feed or list as it came; each state of it under a name of its own."""
        state = hashlib.sha256(answer.body).hexdigest()[:8]
        name = f"{_host(address)}/{_name(address)}-{state}{suffix}"
        return self._keep(address, name, answer.body, answer)

    def _keep(self, address: str, name: str, data: bytes, answer: Answer) -> Path:
        _write(self.folder / name, data)
        headers = answer.headers
        record = Record(address, name, headers.get("etag", ""),
                        headers.get("last-modified", ""), _now())  # fmt: skip
        _write(self._place(address), json.dumps(asdict(record)).encode())
        return self.folder / name

    def _place(self, address: str) -> Path:
        key = hashlib.sha256(address.encode()).hexdigest()
        return self.folder / _RECORDS / f"{key}.json"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _host(address: str) -> str:
    host = urlsplit(address).hostname or "unknown"
    return re.sub(r"[^a-z0-9.-]", "_", host.lower()).strip(".") or "unknown"


def _name(address: str) -> str:
    """A file name that tells the page, and cannot be that of another."""
    path = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", path).strip("-")[:60] or "page"
    return f"{stem}-{hashlib.sha256(address.encode()).hexdigest()[:10]}"


def _write(path: Path, data: bytes) -> None:
    """Write a file whole: under another name first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _warc(answer: Answer) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    said = StatusAndHeaders("200 OK", list(_plain_headers(answer)), "HTTP/1.1")
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    record = writer.create_warc_record(
        answer.address, "response", payload=io.BytesIO(answer.body), http_headers=said
    )
    writer.write_record(record)
    record.raw_stream.close()
    return file.getvalue()


# The body is kept as it is after unpacking, so what told how it was sent is gone.
_OF_THE_WAY = {"content-encoding", "transfer-encoding", "content-length", "set-cookie"}


def _plain_headers(answer: Answer) -> list[tuple[str, str]]:
    kept = [
        (name, value.encode("ascii", "replace").decode())
        for name, value in answer.headers.items()
        if name.lower() not in _OF_THE_WAY
    ]
    return [*kept, ("Content-Length", str(len(answer.body)))]
