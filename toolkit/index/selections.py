"""Selections: scores counted again from some of the mentions.

The whole of an index is kept (every article, every word), and only what is counted in
it is chosen: a type, a status, a voice, an actor, a target, a pair. So the level of a
selection says how much of the news it fills, and the levels of parts can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.index.recipe import IndexRecipe
from toolkit.index.units import PER_WORDS, labelled
from toolkit.schema import (
    CHANNELS,
    TENSION_SIGNS,
    VOICES,
    BadValue,
    check_table,
    require_columns,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["counted_mentions", "describe_selection", "dyad_names", "select_scores"]

SELECTABLE = (
    "channel", "type", "term", "status", "voice", "hedged", "actor", "target", "dyad",
    "source",
)  # fmt: skip
ARROW, BOTH_WAYS = " -> ", " - "

# What score_articles counts unless told otherwise; used where the table does not say.
USUAL_STATUSES = ("actual", "threatened")

# Sentences are no longer known here, so what counts them goes rather than being wrong.
_NOT_COUNTED_AGAIN = [
    "peak", "share", "violence_share",
    *(f"{channel}_{what}" for channel in CHANNELS for what in ("peak", "share")),
]  # fmt: skip
_SHOWN = 6  # values named in an error


def select_scores(
    scores: pd.DataFrame,
    mentions: pd.DataFrame,
    **wanted: str | bool | Sequence[str | bool],
) -> pd.DataFrame:
    """Count the scores again from some of the mentions: one row per article, all kept.

    Parameters
    ----------
    scores
        One row per article, from ``score_articles``.
    mentions
        All mentions, as ``find_mentions`` returned them.
    **wanted
        What counts, one value or several of each: ``channel``, ``type``, ``term``,
        ``status``, ``voice``, ``hedged``, ``actor``, ``target``, or ``dyad``
        (``"Iran -> Israel"`` one way, ``"Iran - Israel"`` both ways). Where no status
        (or voice) is named, those count that the scores were counted from.
        ``source`` keeps only the articles of some outlets, and their words.

    Returns
    -------
    pandas.DataFrame
        As ``score_articles`` gives it, without the columns of peaks and of shares of
        sentences. Higher = more of the language selected. ``attrs["selection"]`` holds
        the choice; the index, its notes, ``explain_change`` and the other functions
        that take scores and mentions follow it.

    Raises
    ------
    BadValue
        A name that cannot be selected by, or a value that no mention has.

    Notes
    -----
    Choose channels in the recipe that hold the selection: of type CONSULT nothing is
    counted under the channels ``act`` and ``threat``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.scores.score import score_articles
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "n_words": [100, 200]})
    >>> mentions = pd.DataFrame({"article_id": ["a", "a", "b"], "field": "text",
    ...     "sentence": 0, "start": 0, "end": 4, "match": "raid", "term": "raid",
    ...     "type": ["ASSAULT", "COERCE", "COERCE"], "channel": "act", "severity": 8.0,
    ...     "status": ["actual", "actual", "denied"], "hedged": False,
    ...     "voice": "narrator"})
    >>> scores = score_articles(articles, mentions)
    >>> select_scores(scores, mentions, type="COERCE")["act_rate"].tolist()
    [10.0, 0.0]
    >>> select_scores(scores, mentions, status="denied")["act_rate"].tolist()
    [0.0, 5.0]
    """
    check_table(mentions, "mentions")
    selection = _checked(scores, mentions, wanted)
    kept = _of_sources(scores, selection.get("source"))
    attrs = scores.attrs | {
        "statuses": selection.get("status", _statuses(scores)),
        "voices": selection.get("voice", _voices(scores)),
        "selection": scores.attrs.get("selection", {}) | selection,
    }
    kept.attrs = attrs
    again = recounted(kept, _chosen(kept, mentions), CHANNELS)
    again = again.drop(columns=_NOT_COUNTED_AGAIN, errors="ignore")
    again["tension"] = sum(
        sign * again[f"{channel}_rate"] for channel, sign in TENSION_SIGNS.items()
    )
    again.attrs = attrs
    return again


def recounted(
    scores: pd.DataFrame, mentions: pd.DataFrame, channels: Sequence[str]
) -> pd.DataFrame:
    """Scores whose channels are counted from these mentions only; all articles stay."""
    import pandas as pd

    place = pd.Index(scores["article_id"].astype(str)).get_indexer(
        mentions["article_id"].astype(str)
    )
    words = scores["n_words"].to_numpy(float)
    read, n = np.where(words > 0, words, np.nan), len(scores)
    severity = mentions["severity"].to_numpy(float)
    columns = {}
    for channel in channels:
        mine = (mentions["channel"] == channel).to_numpy()
        count = np.bincount(place[mine], minlength=n)
        total = np.bincount(place[mine], weights=severity[mine], minlength=n)
        columns |= {
            f"{channel}_count": count,
            f"{channel}_any": np.where(words > 0, (count > 0).astype(float), np.nan),
            f"{channel}_rate": PER_WORDS * count / read,
            f"{channel}_weighted": PER_WORDS * total / read,
        }
    return scores.assign(**columns)


def counted_mentions(
    scores: pd.DataFrame, mentions: pd.DataFrame, recipe: IndexRecipe
) -> pd.DataFrame:
    """Mentions that the scores counted, in the channels of the recipe."""
    check_table(mentions, "mentions")
    counted = _chosen(scores, mentions)
    channels = CHANNELS if recipe.measure == "tension" else recipe.channels
    for channel in channels:
        here = int((counted["channel"] == channel).sum())
        there = int(scores[f"{channel}_count"].sum())
        if here != there:
            raise BadValue(
                f"These mentions are not the ones the scores were counted from: "
                f"{here} in channel {channel!r} "
                f"(statuses {', '.join(_statuses(scores))}), but "
                f"the scores hold {there}. Pass the table that score_articles got."
            )
    return counted[counted["channel"].isin(channels)]


def describe_selection(attrs: Mapping[str, object]) -> str:
    """Say which mentions scores were counted from, by their ``attrs``.

    >>> describe_selection({"statuses": ["actual"], "selection": {"actor": ["Iran"]}})
    'mentions counted: actor Iran; status actual'
    """
    if "statuses" not in attrs:
        return "mentions counted: not recorded with these scores"
    said = dict(attrs.get("selection", {}))
    said["status"] = attrs["statuses"]
    if set(attrs.get("voices", VOICES)) != set(VOICES):
        said["voice"] = attrs["voices"]
    parts = [f"{name} {', '.join(map(str, values))}" for name, values in said.items()]
    return f"mentions counted: {'; '.join(parts)}"


def dyad_names(mentions: pd.DataFrame, *, directed: bool = True) -> pd.Series:
    """Name of each mention's pair of actors, empty where one of them is missing.

    >>> import pandas as pd
    >>> pair = pd.DataFrame({"actor": ["Iran", "Iran"], "target": ["Cyprus", None]})
    >>> dyad_names(pair).tolist(), dyad_names(pair, directed=False).tolist()
    (['Iran -> Cyprus', ''], ['Cyprus - Iran', ''])
    """
    actor, target = dyad_ends(mentions, directed=directed)
    arrow = ARROW if directed else BOTH_WAYS
    return (actor + arrow + target).where((actor != "") & (target != ""), "")


def dyad_ends(
    mentions: pd.DataFrame, *, directed: bool = True
) -> tuple[pd.Series, pd.Series]:
    """Both actors of each mention, empty where missing; undirected by the alphabet."""
    require_columns(mentions, ["actor", "target"], "mentions")
    actor, target = (
        mentions[name].astype(object).where(mentions[name].notna(), "").astype(str)
        for name in ("actor", "target")
    )
    if directed:
        return actor, target
    swap = actor > target
    return actor.where(~swap, target), target.where(~swap, actor)


def _statuses(scores: pd.DataFrame) -> Sequence[str]:
    return scores.attrs.get("statuses", USUAL_STATUSES)


def _voices(scores: pd.DataFrame) -> Sequence[str]:
    return scores.attrs.get("voices", VOICES)


def _chosen(scores: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Mentions of the scores' statuses, voices and selection, in their articles."""
    keep = mentions["status"].isin(_statuses(scores))
    keep &= mentions["voice"].isin(_voices(scores))
    keep &= mentions["article_id"].astype(str).isin(scores["article_id"].astype(str))
    for name, values in scores.attrs.get("selection", {}).items():
        if name not in ("status", "voice", "source"):
            keep &= _having(mentions, name, values)
    return mentions[keep]


def _having(mentions: pd.DataFrame, name: str, values: Sequence[object]) -> pd.Series:
    if name != "dyad":
        return mentions[name].isin(values)
    one_way = dyad_names(mentions).isin(values)
    turned = {BOTH_WAYS.join(str(v).split(BOTH_WAYS)[::-1]) for v in values}
    both_ways = dyad_names(mentions, directed=False)
    return one_way | both_ways.isin(values) | both_ways.isin(turned)


def _checked(
    scores: pd.DataFrame, mentions: pd.DataFrame, wanted: Mapping[str, object]
) -> dict[str, list[object]]:
    """Choice as lists of values, each of which is there to be chosen."""
    selection = {}
    for name, value in wanted.items():
        if name not in SELECTABLE:
            raise BadValue(
                f"{name!r} cannot be selected by; choose {', '.join(SELECTABLE)}."
            )
        alone = isinstance(value, str | bool)
        values = [value] if alone else list(value)  # type: ignore[call-overload]
        there = _values(scores, mentions, name)
        strange = [v for v in values if not _is_there(v, name, there)]
        if strange or not values:
            raise BadValue(
                f"{name}={value!r}: no mention has it. There are "
                f"{', '.join(map(repr, there[:_SHOWN])) or 'none'}"
                f"{' ...' if len(there) > _SHOWN else ''}."
            )
        selection[name] = values
    return selection


def _values(scores: pd.DataFrame, mentions: pd.DataFrame, name: str) -> list[object]:
    """Values there are to choose from, the most frequent first."""
    if name == "source":
        column = labelled(scores, ["source"])["source"]
    elif name == "dyad":
        _require(mentions, "actor", "target")
        column = dyad_names(mentions)
    else:
        _require(mentions, name)
        column = mentions[name].astype(object)
    counts = column[column.notna() & (column != "")].value_counts()
    return list(counts.index)


def _require(mentions: pd.DataFrame, *names: str) -> None:
    for name in names:
        if name not in mentions.columns:
            raise BadValue(f"The mentions have no column {name!r} to select by.")


def _is_there(value: object, name: str, there: Sequence[object]) -> bool:
    if name != "dyad" or value in there:
        return value in there
    pair = str(value).split(BOTH_WAYS)
    return ARROW.join(pair) in there or ARROW.join(pair[::-1]) in there


def _of_sources(scores: pd.DataFrame, sources: Sequence[object] | None) -> pd.DataFrame:
    if sources is None:
        return scores.copy(deep=False)
    return scores[labelled(scores, ["source"])["source"].isin(sources).to_numpy()]
