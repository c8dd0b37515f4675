"""Political actors named in a text, from a gazetteer that is data with a card.

The one that ships lies beside this module, ``gazetteers/actors.csv`` with its card;
:func:`read_gazetteer` puts a user's own names in front of it. An alias with dates, such
as a leader's name, counts for its actor only in texts published between them.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from toolkit.cards import card_html
from toolkit.mentions.matching import slots_of
from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

# A row of this kind is a longer name that must not count: "Washington Post".
NO_ACTOR = "none"
KINDS = ("state", "territory", "armed_group", "party", "igo", "alliance", "ngo",
         "company", "group", NO_ACTOR)  # fmt: skip

# News goes on naming a leader for some weeks after the last day, and names the winner
# of an election before the first.
GRACE = np.timedelta64(60, "D")

_COLUMNS = ("actor", "code", "kind", "alias", "unless", "start", "end")
_REQUIRED = ("actor", "alias")


class GazetteerError(ToolkitError):
    """A gazetteer file cannot be used; names the file and the line."""


@dataclass(frozen=True)
class Gazetteer:
    """Names of actors, one element per alias.

    Attributes
    ----------
    aliases
        As matched; one in capitals (``US``) is matched in capitals only.
    actor, code, kind
        Canonical name; code, whose first three letters are a state's (ISO 3166-1
        alpha-3) or a kind of organisation (``IGO``, ``NGO``, ``MNC``, ``IMG``); and
        ``state``, ``armed_group``, …
    unless
        Words that veto the alias directly before or after it.
    start, end
        First and last day on which the alias stands for the actor, missing where it
        always does.
    """

    aliases: tuple[str, ...]
    actor: np.ndarray
    code: np.ndarray
    kind: np.ndarray
    unless: tuple[str, ...]
    start: np.ndarray
    end: np.ndarray

    def _repr_html_(self) -> str:
        rows = {"aliases": f"{len(self.aliases):,}",
                "actors": f"{len(set(self.actor)):,}",
                "kinds": ", ".join(sorted({str(k) for k in self.kind}))}  # fmt: skip
        return card_html("Gazetteer", rows)

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Gazetteer:
        """From a table of text columns, all of them there."""
        return cls(
            tuple(rows["alias"]),
            rows["actor"].to_numpy(object),
            rows["code"].to_numpy(object),
            rows["kind"].to_numpy(object),
            tuple(rows["unless"]),
            _days(rows["start"]),
            _days(rows["end"]),
        )

    @cached_property
    def sha256(self) -> str:
        """Hash of everything that decides which names are found."""
        columns = (self.aliases, self.actor, self.code, self.kind, self.unless,
                   self.start.astype(str), self.end.astype(str))  # fmt: skip
        rows = "\n".join(map(repr, zip(*columns, strict=True)))
        return hashlib.sha256(rows.encode()).hexdigest()

    @cached_property
    def own_name(self) -> np.ndarray:
        """Which aliases are the actor's name itself or an acronym, and no adjective."""
        named = zip(self.aliases, self.actor, strict=True)
        return np.array([a.casefold() == n.casefold() or a.isupper() for a, n in named],
                        bool)  # fmt: skip

    def in_force(self, alias: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Tell of each found alias whether it stands for its actor on that day.

        ``day`` is the day of publication, missing where it is not known: then every
        alias counts.
        """
        # a comparison with a missing day is False
        early = day < self.start[alias] - GRACE
        late = day > self.end[alias] + GRACE
        return ~(early | late)


def _days(column: pd.Series) -> np.ndarray:
    return np.array([day or "NaT" for day in column], "datetime64[D]")


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer that ships with the toolkit."""
    return Gazetteer.of(_shipped_rows())


@lru_cache(maxsize=1)
def _shipped_rows() -> pd.DataFrame:
    import pandas as pd

    path = files("toolkit.mentions") / "gazetteers" / "actors.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    return rows.reindex(columns=_COLUMNS, fill_value="")


def read_gazetteer(path: str | Path, *, alone: bool = False) -> Gazetteer:
    r"""Read names of your own from a CSV file, and put them in front of the shipped.

    Parameters
    ----------
    path
        CSV with a header. ``actor`` (canonical name) and ``alias`` (as written in
        texts; in capitals it is matched in capitals only) are needed; ``code``,
        ``kind``, ``unless`` (words that veto it right before or after), ``start`` and
        ``end`` (days, ``2021-01-20``) are optional. ``kind`` is ``state``,
        ``territory``, ``armed_group``, ``party``, ``igo``, ``alliance``, ``ngo``,
        ``company``, ``group``, or ``none`` for a longer name that must not count;
        ``armed_group`` unless given.
    alone
        Use these names only. Otherwise yours replace shipped ones spelled alike, and
        the rest of the shipped ones stay.

    Returns
    -------
    Gazetteer
        For ``find_mentions(..., gazetteer=...)`` and ``find_actors``.

    Raises
    ------
    GazetteerError
        Names the file and the line, and says what to do.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "mine.csv"
    >>> _ = path.write_text("actor,alias\nNorthern Front,northern front\n")
    >>> read_gazetteer(path, alone=True).aliases
    ('northern front',)
    """
    import pandas as pd

    path = Path(path)
    try:
        # without index_col pandas takes the first cells of long rows for labels; with
        # it, it only warns of cells that have no name
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            rows = pd.read_csv(
                path, dtype="str", keep_default_na=False, index_col=False
            )
    except (OSError, ValueError, pd.errors.ParserWarning) as error:
        raise GazetteerError(f"{path.name} cannot be read as CSV: {error}") from None
    rows = _checked(rows.rename(columns=lambda c: str(c).strip().lower()), path.name)
    if alone:
        return Gazetteer.of(rows)
    mine = set(rows["alias"].map(slots_of))
    shipped = _shipped_rows()
    others = shipped[~shipped["alias"].map(slots_of).isin(mine)]
    return Gazetteer.of(pd.concat([rows, others], ignore_index=True))


def _checked(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    """Rows with every column and usable values; errors name the line."""
    lacking = [name for name in _REQUIRED if name not in rows.columns]
    if not rows.columns.is_unique:
        twice = rows.columns[rows.columns.duplicated()][0]
        raise GazetteerError(f"{file} has the column {twice!r} more than once.")
    if lacking:
        raise GazetteerError(
            f"{file} lacks the column {lacking[0]!r}; it has {', '.join(rows.columns)}."
        )
    if "kind" in rows:
        rows["kind"] = rows["kind"].str.strip().replace("", "armed_group")
    else:
        rows["kind"] = "armed_group"
    rows = rows.reindex(columns=_COLUMNS, fill_value="")
    rows = rows.apply(lambda column: column.str.strip())
    nameless = (rows["actor"] == "") & (rows["kind"] != NO_ACTOR)
    _refuse(rows, nameless, file, "actor", "a name")
    unusable = rows["alias"].map(lambda a: slots_of(a)[:1] in ((), ("*",)))
    _refuse(rows, unusable, file, "alias", "a word first, not a lone *")
    _refuse(rows, ~rows["kind"].isin(KINDS), file, "kind", ", ".join(KINDS))
    for name in ("start", "end"):
        _refuse(rows, ~rows[name].map(_is_day), file, name, "a day like 2021-01-20")
    return rows


def _is_day(text: str) -> bool:
    import datetime

    try:
        return text == "" or bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _refuse(
    rows: pd.DataFrame, bad: pd.Series, file: str, column: str, wanted: str
) -> None:
    if bad.any():
        first = int(np.argmax(bad.to_numpy()))
        raise GazetteerError(
            f"{file}, line {first + 2}: {column} {rows[column].iloc[first]!r} cannot "
            f"be used; wanted: {wanted}. ({int(bad.sum())} such line(s).)"
        )
