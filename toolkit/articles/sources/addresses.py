"""Which addresses may be asked, checked where the connection is made.

A page can lead anywhere, by a link or a redirect: to the router, to a service on this
machine, to the metadata of a cloud. So each name is resolved here, every number it
resolves to is looked at, and the connection goes to the number that was looked at, not
to whatever the name means a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore

from toolkit.schema import ToolkitError

SCHEMES = ("http", "https")
LONGEST_ADDRESS = 4_000  # characters
# A network where no address of the public internet lies, though it counts as global.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 inside IPv6 (RFC 6052)
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")  # the same (RFC 3056)

Clock = Callable[[], float]
Resolver = Callable[[str, int], Iterable[str]]


class Refused(ToolkitError):
    """An address was not fetched: why, and what to do about it."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(f"{reason} {advice}".strip())
        self.reason, self.advice = reason, advice


def check_address(address: str) -> str:
    """Return a web address, stripped; refuse any other.

    >>> check_address(" https://news.example/a ")
    'https://news.example/a'

    Raises
    ------
    Refused
        It is no ``http`` or ``https`` address, holds a password, or is too long.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refused("This is no web address.", "Look for a typing error.") from None
    if parts.scheme.lower() not in SCHEMES or not host:
        raise Refused(
            f"Only {' and '.join(SCHEMES)} addresses are fetched.",
            "Files on this machine are read with read_articles.",
        )
    if parts.username or parts.password:
        raise Refused("The address holds a user name or a password.", "Leave it out.")
    if len(address) > LONGEST_ADDRESS or any(c.isspace() for c in address):
        raise Refused("The address is too long, or holds blanks.", "")
    return address


def is_public(number: str) -> bool:
    """Whether an IP address lies on the public internet.

    >>> [is_public(n) for n in ("93.184.216.34", "127.0.0.1", "::ffff:10.0.0.1")]
    [True, False, False]
    """
    address: Any = ipaddress.ip_address(number.partition("%")[0])
    if address.version == 6:
        inner = address.ipv4_mapped
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        if inner is None and address in _SIX_TO_FOUR:
            inner = ipaddress.ip_address((int(address) >> 80) & 0xFFFFFFFF)
        address = inner or address
    return bool(address.is_global) and not address.is_multicast


def resolve(host: str, port: int) -> list[str]:
    """Every number a name stands for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """When the answer being fetched must be there; all its connections look at it."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock, self._end = clock, float("inf")

    def set(self, seconds: float) -> None:
        """Start to count for the next answer."""
        self._end = self._clock() + seconds

    def left(self, timeout: float | None) -> float:
        """Seconds that one step may take; raises when there are none left."""
        left = self._end - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left if timeout is None else min(left, timeout)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and to the very number that was checked."""

    def __init__(
        self,
        deadline: Deadline,
        *,
        allow_private: bool = False,
        resolver: Resolver = resolve,
    ) -> None:
        self._deadline, self._allow_private = deadline, allow_private
        self._resolver, self._inner = resolver, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **options: Any
    ) -> httpcore.NetworkStream:
        """Resolve, check every number, and connect to the first."""
        try:
            numbers = list(self._resolver(host, port))
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be found: {error}") from None
        private = [n for n in numbers if not is_public(n)]
        if private and not self._allow_private:
            raise Refused(
                f"{host} leads to {private[0]}, an address inside a network.",
                "If you mean it, allow private addresses.",
            )
        timeout = self._deadline.left(timeout)
        stream = self._inner.connect_tcp(numbers[0], port, timeout=timeout, **options)
        return _Watched(stream, self._deadline)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class _Watched(httpcore.NetworkStream):
    """A connection whose reads end at the deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        left = self._deadline.left(timeout)
        inner = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Watched(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
