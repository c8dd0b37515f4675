"""Political actors named in a text, from a gazetteer that is data with a card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

# A row of this kind is a longer name that must not count: "Washington Post".
NO_ACTOR = "none"


@dataclass(frozen=True)
class Gazetteer:
    """Names of actors, one element per alias.

    Attributes
    ----------
    aliases
        As matched; one in capitals (``US``) is matched in capitals only.
    actor, code, kind
        Canonical name, ISO 3166-1 alpha-3 or own code, and ``state``,
        ``armed_group``, …
    unless
        Words that veto the alias in the same sentence.
    """

    aliases: tuple[str, ...]
    actor: np.ndarray
    code: np.ndarray
    kind: np.ndarray
    unless: tuple[str, ...]


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer that ships with the toolkit."""
    import pandas as pd

    path = files("toolkit.mentions") / "gazetteers" / "actors.csv"
    with path.open(encoding="utf-8") as file:
        rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    return Gazetteer(
        tuple(rows["alias"]),
        rows["actor"].to_numpy(object),
        rows["code"].to_numpy(object),
        rows["kind"].to_numpy(object),
        tuple(rows["unless"]),
    )
