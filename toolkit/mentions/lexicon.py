"""Lexicons: which expressions count, as what, and how much.

A lexicon is data with a card. The one that ships, ``escalation_en``, lies beside this
module as a CSV file and a TOML card; :func:`read_lexicon` takes a user's own.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cards import card_html
from toolkit.mentions.lexicon_formats import LexiconError, read_rows
from toolkit.mentions.matching import slots_of
from toolkit.schema import CHANNELS, EVENT_TYPES, require_columns

if TYPE_CHECKING:
    import pandas as pd

# Severity of every counted mention on the scale "flat": weighted rates equal plain
# ones.
FLAT_SEVERITY = 1.0
SCALES = ("plover", "goldstein", "flat")  # beside these: "user", numbers of one's own

# A row with this channel is an exception: its words are taken and count as nothing.
EXCEPTION = "none"

ENTRY_COLUMNS = (
    "term", "type", "channel", "severity_plover", "severity_goldstein",
    "needs", "unless", "note", "example", "counterexample",
)  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """Expressions with their type, channel and severity, and the card that names them.

    Attributes
    ----------
    name, version, licence, provenance, limits
        The card, printed in every report.
    sha256
        Hash of the entries, sense words and scale: two runs with the same hash counted
        the same things in the same way.
    scale
        Which severities are in use: ``plover``, ``goldstein``, ``flat`` or ``user``.
    entries
        One row per expression: ``term``, ``type``, ``channel``, ``severity`` (0-10),
        ``needs``, ``unless``, ``note``, ``example``, ``counterexample``. Rows of
        channel ``none`` are exceptions.
    senses
        Named word sets that ``needs`` and ``unless`` refer to as ``@name``.
    threatened
        Scale -> severity of an act that is threatened, not done, by event type.
    turned
        Scale -> severity of cooling that turned into another type (see status.py).

    Examples
    --------
    >>> from toolkit import load_lexicon
    >>> lexicon = load_lexicon()
    >>> lexicon.name, lexicon.scale, lexicon.counts["none"] > 0
    ('escalation_en', 'plover', True)
    """

    name: str
    version: str
    licence: str
    provenance: str
    limits: str
    scale: str
    entries: pd.DataFrame = field(repr=False)
    senses: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    threatened: Mapping[str, Mapping[str, float]] = field(
        default_factory=dict, repr=False
    )
    turned: Mapping[str, Mapping[str, float]] = field(default_factory=dict, repr=False)

    @property
    def sha256(self) -> str:
        """Hash of everything that decides what is counted, and as how much."""
        kept = self.entries[["term", "type", "channel", "severity", "needs", "unless"]]
        body = kept.to_csv(index=False, lineterminator="\n")
        tables = (self.senses, self.threatened_severities(), self.turned_severities())
        rest = repr([sorted(table.items()) for table in tables])
        return hashlib.sha256((body + rest).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Number of entries in each channel, exceptions under ``none``."""
        found = self.entries["channel"].value_counts()
        return {c: int(found.get(c, 0)) for c in (*CHANNELS, EXCEPTION)}

    def _repr_html_(self) -> str:
        numbers = ", ".join(f"{n:,} {name}" for name, n in self.counts.items())
        rows = {"version": self.version, "entries": numbers, "scale": self.scale,
                "licence": self.licence, "provenance": self.provenance,
                "limits": self.limits, "sha256": self.sha256}  # fmt: skip
        return card_html(f"Lexicon {self.name}", rows)

    def threatened_severities(self) -> dict[str, float]:
        """Severity of a threatened act by its event type, on the scale in use."""
        return dict(self.threatened.get(self.scale, {}))

    def turned_severities(self) -> dict[str, float]:
        """Severity of what cooling, or an act that was lifted, turned into, by type."""
        return dict(self.turned.get(self.scale, {}))

    def on_scale(self, scale: str) -> Lexicon:
        """The same lexicon with the severities of another published scale."""
        if scale not in SCALES:
            raise LexiconError(
                f"There is no severity scale {scale!r}; choose "
                f"{', '.join(SCALES[:-1])} or {SCALES[-1]}, or give "
                "your own numbers with .weighted({'ASSAULT': 9, ...})."
            )
        if scale != "flat" and not self.threatened:
            raise LexiconError(
                f"{self.name} is a user's file and has no {scale} severities. "
                "Give your own with .weighted({'ASSAULT': 9, ...}), or use "
                ".on_scale('flat')."
            )
        return replace(self, scale=scale, entries=_with_scale(self.entries, scale))

    def weighted(self, severities: Mapping[str, float]) -> Lexicon:
        """The same lexicon with a severity (0-10) of your own for event types.

        Types that are not named keep the severity they have.
        """
        strange = sorted(set(severities) - set(EVENT_TYPES))
        outside = [t for t, v in severities.items() if not 0 <= v <= 10]
        if strange or outside:
            raise LexiconError(
                f"Cannot weight {strange or outside}: event types are "
                f"{', '.join(EVENT_TYPES)}, severities lie between 0 and 10."
            )
        new = self.entries["type"].map(severities).astype(float)
        entries = self.entries.assign(severity=new.fillna(self.entries["severity"]))
        return replace(self, scale="user", entries=entries)

    def without(self, *terms: str) -> Lexicon:
        """The same lexicon less the named entries (to see what each one does)."""
        unknown = sorted(set(terms) - set(self.entries["term"]))
        if unknown:
            raise LexiconError(
                f"{unknown[0]!r} is no entry of {self.name}. Look for it with "
                f'lexicon.entries[lexicon.entries["term"].str.contains("…")].'
            )
        kept = self.entries[~self.entries["term"].isin(terms)]
        return replace(self, entries=kept.reset_index(drop=True))

    def card(self) -> dict[str, Any]:
        """What a reader must know of the lexicon, as a flat dictionary."""
        return {
            "name": self.name,
            "version": self.version,
            "scale": self.scale,
            "sha256": self.sha256,
            "licence": self.licence,
            "entries": len(self.entries),
            **{f"entries ({c})": n for c, n in self.counts.items()},
            "provenance": self.provenance,
            "limits": self.limits,
        }


def _with_scale(entries: pd.DataFrame, scale: str) -> pd.DataFrame:
    if scale == "flat":
        counted = entries["channel"] != EXCEPTION
        return entries.assign(severity=counted * FLAT_SEVERITY)
    return entries.assign(severity=entries[f"severity_{scale}"].astype(float))


def load_lexicon(name: str = "escalation_en", severity: str = "plover") -> Lexicon:
    """Load a lexicon that ships with the toolkit.

    Parameters
    ----------
    name
        ``escalation_en``: escalation language in English-language news.
    severity
        Scale of the severities: ``plover`` (PLOVER 2.0 draft scores), ``goldstein``
        (Goldstein 1992 values of the nearest CAMEO code) or ``flat`` (1 each).

    Returns
    -------
    Lexicon
        Higher severity = more severe; the channel says which way it points.

    Raises
    ------
    LexiconError
        There is no such lexicon or scale.

    Examples
    --------
    >>> lexicon = load_lexicon("escalation_en")
    >>> lexicon.version
    '2.1'
    >>> lexicon.entries.loc[lexicon.entries["term"] == "trade war", "channel"].item()
    'none'
    """
    folder = files("toolkit.mentions") / "lexicons"
    if not (folder / f"{name}.toml").is_file():
        there = sorted(
            f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")
        )
        raise LexiconError(
            f"No lexicon {name!r} ships with the toolkit; there is {', '.join(there)}. "
            "For a file of your own use read_lexicon(path)."
        )
    return _shipped(name).on_scale(severity)


@lru_cache(maxsize=4)
def _shipped(name: str) -> Lexicon:
    import pandas as pd

    folder = files("toolkit.mentions") / "lexicons"
    with (folder / f"{name}.csv").open(encoding="utf-8") as file:
        rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    card = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return Lexicon(
        name=card["name"],
        version=card["version"],
        licence=card["licence"],
        provenance=card["provenance"],
        limits=card["limits"],
        scale="plover",
        entries=_with_scale(checked_entries(rows, f"{name}.csv"), "plover"),
        senses={k: tuple(v.split()) for k, v in card["senses"].items()},
        threatened=card["threatened"],
        turned=card["turned"],
    )


# ------------------------------------------------------------------- a user's lexicon


def read_lexicon(
    path: str | Path,
    *,
    channels: Mapping[str, str] | None = None,
    severity: float | Mapping[str, float] = FLAT_SEVERITY,
    name: str | None = None,
) -> Lexicon:
    r"""Read a lexicon of your own: CSV, quanteda YAML dictionary or LIWC ``.dic``.

    Parameters
    ----------
    path
        ``.csv`` needs the column ``term``, and ``channel`` or ``category``; ``type``,
        ``severity``, ``needs``, ``unless`` and the rest are optional. ``.yml`` or
        ``.yaml`` holds categories with lists of patterns (nested ones are joined by a
        dot).
        ``.dic`` is the LIWC layout.
    channels
        Category -> ``act``, ``threat``, ``deescalation``, ``tone`` or ``none``. Needed
        unless the categories bear these names. Categories left out are not read.
    severity
        0-10, one number or one per category, for files that give none.
    name
        Name on the card; the file's name otherwise.

    Returns
    -------
    Lexicon
        With scale ``user``. Nothing is known of its licence: you bring the file.

    Raises
    ------
    LexiconError
        Names the file and the line, and says what to do.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "mine.csv"
    >>> _ = path.write_text("term,channel,severity\nwar,act,9\nwarm*,none,0\n")
    >>> read_lexicon(path).entries[["term", "channel", "severity"]].values.tolist()
    [['war', 'act', 9.0], ['warm*', 'none', 0.0]]
    """
    path = Path(path)
    rows = read_rows(path, channels)
    rows["channel"] = _channels(rows, channels, path)
    rows = rows[rows["channel"] != ""]
    for scale in ("severity_plover", "severity_goldstein"):
        # a copy of the shipped lexicon has a column for each scale, most files have one
        rows[scale] = rows.get("severity", rows.get(scale, ""))
    rows = _fill_severity(rows, severity)
    entries = checked_entries(rows.reset_index(drop=True), path.name)
    return Lexicon(
        name=name or path.stem,
        version="user file",
        licence="as given by its author",
        provenance=f"read from {path.name}",
        limits="not validated by the toolkit: validate it on your own coding",
        scale="user",
        entries=_with_scale(entries, "plover"),
        senses=_shipped("escalation_en").senses,
    )


def _channels(
    rows: pd.DataFrame, channels: Mapping[str, str] | None, path: Path
) -> pd.Series:
    """Channel of every row; "" for categories that the user left out."""
    allowed = {c: c for c in (*CHANNELS, EXCEPTION)}
    known = allowed if channels is None else dict(channels)
    wrong = [c for c in known.values() if c not in allowed]
    if wrong:
        raise LexiconError(f"{wrong[0]!r} is no channel; use {', '.join(allowed)}.")
    category = rows["channel"].str.strip()
    found = category.map(known)
    if channels is None and found.isna().any():
        strange = rows[found.isna()].iloc[0]
        names = sorted(set(category))
        raise LexiconError(
            f"{path.name}, line {strange['line']}: category {strange['channel']!r} is "
            f"no channel. Say what each category counts as, e.g. channels="
            f"{{{names[0]!r}: 'act'}}. Categories of the file: {', '.join(names)}."
        )
    return found.fillna("")


def _fill_severity(
    rows: pd.DataFrame, severity: float | Mapping[str, float]
) -> pd.DataFrame:
    if isinstance(severity, Mapping):
        default = rows["category"].map(severity).fillna(FLAT_SEVERITY)
    else:
        default = float(severity)
    default = (rows["channel"] != EXCEPTION) * default
    filled = {}
    for column in ("severity_plover", "severity_goldstein"):
        given = rows[column].astype("str").str.strip()
        filled[column] = given.where(given != "", default.astype("str"))
    return rows.assign(**filled)


def checked_entries(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    """Entries with all columns and right types; errors name the line."""
    import pandas as pd

    require_columns(rows, ["term", "channel"], "lexicon")
    if "line" not in rows:
        rows = rows.assign(line=range(2, len(rows) + 2))
    rows = rows.assign(**{c: "" for c in ENTRY_COLUMNS if c not in rows})
    text = [c for c in rows.columns if c != "line"]
    rows[text] = rows[text].apply(lambda column: column.astype("str").str.strip())
    for column in ("severity_plover", "severity_goldstein"):
        number = pd.to_numeric(rows[column].replace("", "0"), errors="coerce")
        _refuse(rows, ~number.between(0, 10), file, column, "a number from 0 to 10")
        rows[column] = number
    allowed = (*CHANNELS, EXCEPTION)
    _refuse(rows, ~rows["channel"].isin(allowed), file, "channel", ", ".join(allowed))
    types = (*EVENT_TYPES, "")
    _refuse(rows, ~rows["type"].isin(types), file, "type", ", ".join(EVENT_TYPES))
    unusable = rows["term"].map(lambda t: slots_of(t)[:1] in ((), ("*",)))
    _refuse(rows, unusable, file, "term", "a word first, not a lone *")
    same = rows["term"].map(slots_of).duplicated()
    _refuse(rows, same, file, "term", "each term only once (case does not count)")
    return rows[list(ENTRY_COLUMNS)]


def _refuse(
    rows: pd.DataFrame, bad: pd.Series, file: str, column: str, wanted: str
) -> None:
    if bad.any():
        first = rows[bad].iloc[0]
        raise LexiconError(
            f"{file}, line {first['line']}: {column} {first[column]!r} cannot be used; "
            f"wanted: {wanted}. ({int(bad.sum())} such line(s).)"
        )
