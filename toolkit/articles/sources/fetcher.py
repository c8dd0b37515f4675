"""A polite guest: asks robots.txt, waits between two requests, gives up in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from toolkit.articles.parts import toolkit_version
from toolkit.articles.sources.addresses import Refused, check_address
from toolkit.articles.sources.transport import Answer, Caps, Transport, Unreached

AGENT = f"escalation-toolkit/{toolkit_version()} (research; asks robots.txt)"
REDIRECTS = 5  # at most
TRIES = 3  # for one address, where the server is busy or out of reach
BACKOFF = 2.0  # seconds before the second try, doubled for the next
PATIENCE = 120.0  # seconds that Retry-After or Crawl-delay may ask for
ROBOTS = Caps(megabytes=0.5, seconds=20.0, may_be_cut=True)
_BUSY = (429, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)


@dataclass
class Fetcher:
    """Fetches addresses one after the other.

    Attributes
    ----------
    delay
        Seconds between two requests to one host; robots.txt may ask for more.
    caps
        Megabytes and seconds of one answer.
    allow_private
        Also ask addresses inside a network, this machine among them.
    obey_robots
        Whether robots.txt decides. Switch it off for interfaces made for programs only.
    """

    delay: float = 2.0
    caps: Caps = field(default_factory=Caps)
    allow_private: bool = False
    obey_robots: bool = True
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    transport: Transport | None = None
    _last: dict[str, float] = field(default_factory=dict, repr=False)
    _robots: dict[str, object] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.transport is None:
            self.transport = Transport(AGENT, allow_private=self.allow_private)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.transport.close()

    def get(
        self, address: str, headers: dict[str, str] | None = None,
        caps: Caps | None = None, *, robots: bool | None = None,
    ) -> Answer:  # fmt: skip
        """The answer at the end of all redirects.

        Raises
        ------
        Refused
            The address may not or cannot be fetched; the reason says which.
        """
        asks_robots = self.obey_robots if robots is None else robots
        address = check_address(address)
        for _ in range(REDIRECTS + 1):
            if asks_robots:
                self._ask_leave(address)
            said = self._patiently(address, headers or {}, caps or self.caps)
            if said.status not in _MOVED:
                return _useful(said)
            where = said.headers.get("location", "")
            if not where:
                raise Refused("The server redirects to nowhere.", "")
            address = check_address(urljoin(address, where))
        raise Refused(f"There are more than {REDIRECTS} redirects.", "")

    # ----------------------------------------------------------------- one address

    def _patiently(self, address: str, headers: dict[str, str], caps: Caps) -> Answer:
        """Ask until the server has time, at most some times."""
        for tried in range(1, TRIES + 1):
            self._wait_turn(address)
            last = tried == TRIES
            try:
                said = self.transport.ask(address, headers, caps)
            except Unreached:
                if last:
                    raise
                self.sleep(BACKOFF * 2 ** (tried - 1))
                continue
            if said.status not in _BUSY or last:
                return said
            self.sleep(self._asked_wait(said, tried))
        raise AssertionError("unreachable")

    def _asked_wait(self, said: Answer, tried: int) -> float:
        """Seconds the server asks to wait for, in seconds or as a date."""
        asked = said.headers.get("retry-after", "").strip()
        seconds = BACKOFF * 2 ** (tried - 1)
        if asked.isdigit():
            seconds = float(asked)
        elif asked:
            with suppress(ValueError, TypeError, OverflowError):
                seconds = parsedate_to_datetime(asked).timestamp() - time.time()
        if seconds > PATIENCE:
            raise Refused(
                f"The server asks to wait {seconds:,.0f} s.",
                "Run the same again later; what is there is kept.",
            )
        return max(seconds, 0.0)

    def _wait_turn(self, address: str) -> None:
        host = urlsplit(address).netloc.lower()
        last = self._last.get(host)
        if last is not None:
            rest = max(self.delay, self._crawl_delay(host)) - (self.clock() - last)
            if rest > 0:
                self.sleep(rest)
        self._last[host] = self.clock()

    # ----------------------------------------------------------------------- robots

    def _ask_leave(self, address: str) -> None:
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._rules_of(site)
        rules = self._robots[site]
        if rules == "unreachable":
            raise Refused("robots.txt of the site cannot be read, which means no.",
                          "Try again later.")  # fmt: skip
        if rules is not None and not rules.can_fetch(address, AGENT):
            raise Refused("robots.txt of the site does not allow it.",
                          "Ask the site for leave, or use its feed.")  # fmt: skip

    def _rules_of(self, site: str) -> object:
        """Rules of a site; None where it has none (RFC 9309, section 2.3.1)."""
        from protego import Protego

        try:
            said = self._robots_answer(f"{site}/robots.txt")
        except Unreached:
            return "unreachable"
        if said.status >= 500 or said.status == 429:
            return "unreachable"
        if said.status != 200:
            return None
        return Protego.parse(said.body.decode("utf-8", "replace"))

    def _robots_answer(self, address: str) -> Answer:
        for _ in range(REDIRECTS):
            said = self._patiently(address, {}, ROBOTS)
            if said.status not in _MOVED or not said.headers.get("location"):
                return said
            address = check_address(urljoin(address, said.headers["location"]))
        return replace(said, status=404)

    def _crawl_delay(self, host: str) -> float:
        for site, rules in self._robots.items():
            if urlsplit(site).netloc.lower() == host and hasattr(rules, "crawl_delay"):
                return min(float(rules.crawl_delay(AGENT) or 0), PATIENCE)
        return 0.0


_MEANING = {
    401: "asks for a password", 402: "asks for payment", 403: "refuses",
    404: "has no such page", 410: "has no such page any more",
    429: "is asked too often", 451: "may not show this page by law",
}  # fmt: skip


def _useful(said: Answer) -> Answer:
    """An answer with a body, or "not changed"; refuse any other."""
    if said.status == 304 or said.status == 200:
        return said
    what = _MEANING.get(said.status, "answers with an error")
    advice = "Try again later." if said.status >= 429 else "Look at it in a browser."
    raise Refused(f"The server {what} (status {said.status}).", advice)
