"""Fetching many addresses: each one kept, known already, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.articles.read import Entries
from toolkit.articles.readers.base import skip_entry
from toolkit.articles.sources.addresses import Refused
from toolkit.articles.sources.fetcher import Fetcher
from toolkit.articles.sources.kept import Kept
from toolkit.articles.sources.transport import Answer, Caps

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("address", "kind", "state", "file", "n_bytes", "reason", "advice")
_PAGES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain", "")


@dataclass(frozen=True)
class Outcome:
    """What became of one address: a row of the table that every fetch returns."""

    address: str
    kind: str  # page, feed, list or archive
    state: str  # new, known or refused
    file: str = ""
    n_bytes: int = 0
    reason: str = ""
    advice: str = ""


@dataclass
class Harvest:
    """A folder, a fetcher, and what became of each address so far."""

    kept: Kept
    fetcher: Fetcher
    outcomes: list[Outcome]

    @classmethod
    def into(cls, folder: str | Path, fetcher: Fetcher | None) -> Harvest:
        """Begin to fill a folder."""
        return cls(Kept(Path(folder)), fetcher or Fetcher(), [])

    def page(self, address: str) -> None:
        """Fetch a page, unless it is here."""
        record = self.kept.record_of(address)
        if record:
            self._note(address, "page", "known", self.kept.folder / record.file)
            return
        with self.refusals(address, "page") as got:
            answer = self.fetcher.get(address)
            if answer.kind not in _PAGES:
                raise Refused(f"This is no page but {answer.kind[:40]}.", "")
            if not answer.body.strip():
                raise Refused("The page is empty.", "Look at it in a browser.")
            got(self.kept.keep_page(address, answer), len(answer.body))

    def pages(self, addresses: Iterable[str], most: int, progress: bool) -> None:
        """Fetch pages, each address once, at most so many."""
        wanted = list(dict.fromkeys(filter(None, map(str.strip, addresses))))
        for address in with_progress(wanted[:most], progress):
            self.page(address)
        for address in wanted[most:]:
            limit = Refused(
                f"More than {most:,} pages were asked for.",
                "Run the same again with a higher limit; what is here is kept.",
            )
            self._refuse(address, "page", limit)

    def lists(
        self,
        address: str,
        kind: str,
        suffix: str,
        understood: Callable[[Answer], Answer],
        *,
        public: str = "",
        again: bool = True,
        robots: bool | None = None,
        caps: Caps | None = None,
    ) -> Answer | None:
        """Fetch a list whose state may change; None if it was refused.

        ``understood`` looks whether it is what it should be. ``public`` is the address
        to put on record where the one that is asked holds a key.
        """
        public = public or address
        record = self.kept.record_of(public)
        if record and not again:
            return self._from_file(public, kind, self.kept.folder / record.file)
        conditions = record.conditions() if record else {}
        with self.refusals(public, kind) as got:
            answer = self.fetcher.get(address, conditions, caps, robots=robots)
            if answer.status == 304 and record:
                return self._from_file(public, kind, self.kept.folder / record.file)
            answer = understood(answer)
            got(self.kept.keep_list(public, answer, suffix), len(answer.body))
            return answer
        return None

    def _from_file(self, address: str, kind: str, file: Path) -> Answer:
        import httpx

        self._note(address, kind, "known", file)
        return Answer(address, 200, httpx.Headers(), file.read_bytes())

    def refusals(self, address: str, kind: str) -> _Refusals:
        """A block whose refusal becomes a row, and stops nothing else."""
        return _Refusals(self, address, kind)

    def _refuse(self, address: str, kind: str, problem: Refused) -> None:
        why = {"reason": problem.reason, "advice": problem.advice}
        self.outcomes.append(Outcome(address, kind, "refused", **why))

    def _note(
        self, address: str, kind: str, state: str, file: Path, n: int = 0
    ) -> None:
        n = n or file.stat().st_size
        self.outcomes.append(Outcome(address, kind, state, str(file), n))

    def table(self) -> pd.DataFrame:
        """One row per address, and what was refused where ``list_skipped`` looks."""
        import pandas as pd

        rows = [asdict(outcome) for outcome in self.outcomes]
        made = pd.DataFrame(rows, columns=list(COLUMNS))
        made.attrs["skipped"] = Entries(
            skip_entry(o.address, o.kind, o.reason, o.advice)
            for o in self.outcomes
            if o.state == "refused"
        )
        return made


@dataclass
class _Refusals:
    harvest: Harvest
    address: str
    kind: str

    def __enter__(self) -> Callable[[Path, int], None]:
        return lambda file, n: self.harvest._note(
            self.address, self.kind, "new", file, n
        )

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if isinstance(error, Refused):
            self.harvest._refuse(self.address, self.kind, error)
            return True
        return False


def with_progress(items: list[Any], progress: bool) -> Iterator[Any] | list[Any]:
    """The items, with a progress bar if asked for."""
    if not progress:
        return items
    from tqdm.auto import tqdm

    return tqdm(items, desc="fetching", unit="page")
