"""One answer from the web: bounded in bytes and seconds, from a checked address."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

from toolkit.articles.sources.addresses import (
    CheckedBackend,
    Deadline,
    Refused,
    Resolver,
    resolve,
)

STEP_SECONDS = 20.0  # for connecting, and between two pieces of an answer
_PIECE = 2**16  # bytes unpacked at a time
_FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException,
             httpx.HTTPError, httpx.InvalidURL, OSError)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a server said: status, headers, and the body as it is after unpacking."""

    address: str
    status: int
    headers: httpx.Headers
    body: bytes = b""
    cut: bool = False  # at the cap, where that was allowed

    @property
    def kind(self) -> str:
        """Media type without its parameters, lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass
class Caps:
    """What one answer may cost."""

    megabytes: float = 20.0
    seconds: float = 60.0
    may_be_cut: bool = False  # keep the first megabytes of what is larger

    @property
    def n_bytes(self) -> int:
        """Bytes of the body after unpacking."""
        return int(self.megabytes * 2**20)


@dataclass
class _Pool(httpx.BaseTransport):
    """Connections that look at every address; no proxy, cookie, .netrc or redirect."""

    backend: CheckedBackend
    pool: httpcore.ConnectionPool = field(init=False)

    def __post_init__(self) -> None:
        self.pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=4,
            network_backend=self.backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port,
                         target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )  # fmt: skip
        said = self.pool.handle_request(asked)
        return httpx.Response(
            said.status, headers=said.headers, stream=_Stream(said.stream),
            extensions=said.extensions,
        )  # fmt: skip

    def close(self) -> None:
        self.pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class Transport:
    """Asks for one address at a time, without following where it points."""

    def __init__(
        self,
        agent: str,
        *,
        allow_private: bool = False,
        deadline: Deadline | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        self._deadline = deadline or Deadline()
        self._pool = _Pool(
            CheckedBackend(
                self._deadline, allow_private=allow_private, resolver=resolver
            )
        )
        # what is not asked for need not be unpacked: a bomb has one way in
        self._headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}

    def ask(self, address: str, headers: dict[str, str], caps: Caps) -> Answer:
        """Ask once.

        Raises
        ------
        Refused
            The address lies inside a network, or the answer is larger or slower than
            the caps allow, or broken.
        """
        self._deadline.set(caps.seconds)
        try:
            request = httpx.Request(
                "GET", address, headers=self._headers | headers,
                extensions={"timeout": httpx.Timeout(STEP_SECONDS).as_dict()},
            )  # fmt: skip
            said = self._pool.handle_request(request)
            try:
                body, cut = _body(said, caps)
            finally:
                said.close()
            return Answer(address, said.status_code, said.headers, body, cut)
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise Unreached("The server took too long.", "Try again later.") from None
        except _FAILURES as error:
            what = " ".join(str(error).split())[:160] or type(error).__name__
            raise Unreached(f"The server cannot be read: {what}.",
                            "Try again later.") from None  # fmt: skip

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()


class Unreached(Refused):
    """A failure on the way, which a second try may mend."""


def _body(said: httpx.Response, caps: Caps) -> tuple[bytes, bool]:
    """The unpacked body, and whether it was cut at the cap."""
    body = bytearray()
    for piece in _unpacked(said):
        body += piece
        if len(body) > caps.n_bytes:
            if caps.may_be_cut:
                return bytes(body[: caps.n_bytes]), True
            raise Refused(
                f"The answer is larger than {caps.megabytes:g} MB.",
                "Raise the cap if you trust the server.",
            )
    return bytes(body), False


def _unpacked(said: httpx.Response) -> Iterator[bytes]:
    """Pieces of the body, never more than 64 kB at a time, whatever they unfold to."""
    how = said.headers.get("content-encoding", "").strip().lower()
    if how in ("", "identity"):
        yield from said.iter_raw()
        return
    if how not in ("gzip", "x-gzip", "deflate"):
        raise Refused(f"The answer is packed as {how[:20]}, which was not asked for.")
    unpack = zlib.decompressobj(47)  # gzip or zlib, as the data say
    try:
        for packed in said.iter_raw():
            while packed:
                yield unpack.decompress(packed, _PIECE)
                packed = unpack.unconsumed_tail
    except zlib.error:
        raise Unreached("The answer is packed wrongly.", "Try again later.") from None
    if not unpack.eof:
        raise Unreached("The answer is cut short.", "Try again later.")
