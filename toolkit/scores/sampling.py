"""Sampling: which units people code, each drawn with a known chance.

Whoever codes the articles that came to mind, or those with the highest scores, can say
nothing of the rest. Here every unit of the corpus has a chance of being drawn, texts
without any hit included, and the chance is written beside the unit: each coded unit
then stands for one over its chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.dates import period_start
from toolkit.draws import allocated, drawn_within
from toolkit.schema import CHANNELS, BadValue, require_columns
from toolkit.scores.lengths import word_counts
from toolkit.scores.passages import PASSAGES, cut_passages, mentions_of_units
from toolkit.scores.ranks import ESCALATION
from toolkit.text import count_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UNITS", "draw_sample"]

UNITS = ("article", *PASSAGES)
# Draws of each stratum, where it has so many units: of one alone no spread can be seen.
LEAST = 2
NO_LABEL = "(none)"  # of units without a source, or another label to draw by
THIRDS = ("low", "middle", "high")
PER_WORDS = 1000  # words


def draw_sample(
    articles: pd.DataFrame,
    n: int = 200,
    *,
    unit: str = "article",
    by: str | Sequence[str] = (),
    mentions: pd.DataFrame | None = None,
    n_articles: int | None = None,
    even: float = 0.5,
    every: str = "quarter",
    copies: str = "once",
    seed: int = 20240806,
) -> pd.DataFrame:
    """Draw the units to code by hand, each with its chance of being drawn.

    Parameters
    ----------
    articles
        One row per article: ``article_id``, ``text``; ``title``, ``published``,
        ``source`` and ``story_id`` where known.
    n
        Units to draw.
    unit
        ``article``, ``sentence`` or ``paragraph``.
    by
        What to spread the draw over, one or several: ``channel`` (the first of act,
        threat, deescalation, tone found in the unit, or none), ``score`` (severities of
        acts and threats per 1,000 words: 0, or a third of the others), ``source``,
        ``period``, or any other column of ``articles``. Nothing: one draw of all.
    mentions
        Mentions in the articles; needed for ``channel`` and ``score``.
    n_articles
        With passages: draw so many articles first, spread by what ``by`` says of
        articles, then the passages out of these. Fewer articles are to be read, at
        the price of wider intervals. Left out: passages of all articles.
    even
        Share of the sample (0 to 1) spread evenly over the strata, so that rare ones
        have enough; the rest falls as the units lie. 0 = in proportion.
    every
        Length of a ``period``: day, week, month, quarter or year.
    copies
        ``once``: of each story only the earliest article, as an index counts them;
        ``all``: every article.
    seed
        Seed of the draw; the same tables, arguments and seed give the same sample.

    Returns
    -------
    pandas.DataFrame
        One row per drawn unit, in a random order to code in: ``sentence_id`` (of
        passages), ``article_id``, for passages ``field``, ``start``, ``end``,
        ``before``; ``title``, ``source`` and ``published`` of the article; ``text``;
        ``stratum``, ``stratum_units`` (units in it) and ``stratum_drawn``;
        ``probability`` (chance of being drawn, above 0 to 1) and, where articles were
        drawn first, ``probability_article`` (of the article alone); ``seed``.
        ``attrs["design"]`` says it in words, ``attrs["left_out"]`` what could not be
        drawn and why.

    Raises
    ------
    BadValue
        There are fewer draws than the strata need, or more than there are units, or a
        stratum that cannot be made.

    Notes
    -----
    The table tells what was found in a unit (``stratum``). Whoever codes must not see
    it: :func:`toolkit.code_sample` and :func:`toolkit.scores.designs.coding_sheet` hide
    it. Articles without words, and undated ones where dates are known at all, are left
    out: an index does not count them either.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": list("abcdefgh"), "text": "Talks go on.",
    ...                          "source": ["Post"] * 6 + ["Wire"] * 2})
    >>> sample = draw_sample(articles, 4, by="source", seed=1)
    >>> sample.groupby("source")["probability"].agg(["size", "first"]).round(2)
            size  first
    source
    Post       2   0.33
    Wire       2   1.00
    >>> float((1 / sample["probability"]).sum())
    8.0
    """
    wanted = [by] if isinstance(by, str) else list(by)
    _check_request(unit, n_articles, copies, even)
    rng = np.random.default_rng(seed)
    frame, left_out = _population(articles, copies)
    labels = _Labels(mentions, every)
    if unit == "article":
        units = frame
    else:
        first = _first_phase(frame, n_articles, wanted, labels, (even, rng))
        units = _passages(first, unit)
    sample = _drawn(units, n, _strata(units, wanted, labels), (even, rng))
    if "probability_article" in sample.columns:
        sample["probability"] *= sample["probability_article"]
    sample = sample[[c for c in _COLUMNS if c in sample.columns]].assign(seed=seed)
    sample.attrs = {
        "seed": seed,
        "design": _design(sample, unit, wanted, n_articles),
        "left_out": left_out,
    }
    return sample


_COLUMNS = (
    "sentence_id", "article_id", "field", "start", "end", "before", "title", "source",
    "published", "text", "stratum", "stratum_units", "stratum_drawn", "probability",
    "probability_article",
)  # fmt: skip


def _check_request(unit: str, n_articles: int | None, copies: str, even: float) -> None:
    if unit not in UNITS:
        raise BadValue(f"unit={unit!r} is unknown; choose {', '.join(UNITS)}.")
    if n_articles is not None and unit == "article":
        raise BadValue(
            "n_articles= says out of how many articles passages are drawn. For whole "
            "articles give n= alone, or unit='sentence'."
        )
    if copies not in ("once", "all"):
        raise BadValue(f"copies={copies!r} is unknown; choose once or all.")
    if not 0 <= even <= 1:
        raise BadValue(f"even={even} is no share; give 0 (in proportion) to 1.")


def _population(
    articles: pd.DataFrame, copies: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Articles that can be drawn, in an order of their own; how many not, and why."""
    import pandas as pd

    require_columns(articles, ["article_id", "text"], "articles")
    frame = articles.assign(article_id=articles["article_id"].astype(str))
    if frame["article_id"].duplicated().any():
        twice = frame["article_id"][frame["article_id"].duplicated()].iloc[0]
        raise BadValue(f"article_id {twice!r} occurs twice; an article is drawn once.")
    keep = word_counts(frame) > 0
    left_out = {"no words": int((~keep).sum())}
    frame = frame[keep]
    if "published" in frame.columns:
        when = pd.to_datetime(frame["published"], utc=True)
        dated = when.notna() if when.notna().any() else when.isna()
        left_out["no time"] = int((~dated).sum())
        frame = frame.assign(published=when)[dated]
    if copies == "once":
        whole = len(frame)
        frame = _first_copies(frame)
        left_out["copy of an earlier article"] = whole - len(frame)
    # so that the same articles in another order give the same draw
    frame = frame.sort_values("article_id").reset_index(drop=True)
    return frame, {why: number for why, number in left_out.items() if number}


def _first_copies(frame: pd.DataFrame) -> pd.DataFrame:
    if "story_id" not in frame.columns:
        return frame
    story = frame["story_id"].astype(object)
    story = story.where(story.notna(), frame["article_id"])
    keys = [c for c in ("published", "article_id") if c in frame.columns]
    return frame.assign(story_id=story).sort_values(keys).drop_duplicates("story_id")


def _first_phase(
    frame: pd.DataFrame,
    n: int | None,
    by: list[str],
    labels: _Labels,
    how: tuple[float, np.random.Generator],
) -> pd.DataFrame:
    """The articles whose passages can be drawn, with their own chance if any."""
    if n is None:
        return frame
    drawn = _drawn(frame, n, _strata(frame, by, labels), how)
    drawn = drawn.rename(columns={"probability": "probability_article"})
    drawn = drawn.drop(columns=["stratum", "stratum_units", "stratum_drawn"])
    return drawn.sort_values("article_id").reset_index(drop=True)


def _passages(articles: pd.DataFrame, unit: str) -> pd.DataFrame:
    more = articles.columns.difference(["text", "n_words"])
    return cut_passages(articles, unit).merge(
        articles[more], on="article_id", how="left", validate="many_to_one"
    )


# Strata -------------------------------------------------------------------------------


class _Labels:
    """What units can be sorted by; mentions are looked up once they are needed."""

    def __init__(self, mentions: pd.DataFrame | None, every: str) -> None:
        self.mentions = mentions
        self.every = every

    def of(self, units: pd.DataFrame, name: str) -> pd.Series:
        """The label of every unit."""
        if name == "channel":
            return self._channel(units)
        if name == "score":
            return self._score(units)
        if name == "period" and "period" not in units.columns:
            require_columns(units, ["published"], "articles")
            start = period_start(units["published"], self.every)
            return start.dt.strftime("%Y-%m-%d").fillna(NO_LABEL)
        if name not in units.columns:
            raise BadValue(
                f"by={name!r}: the articles have no such column. They have: "
                f"{', '.join(map(str, units.columns))}; and channel, score, period."
            )
        return units[name].astype(object).where(units[name].notna(), NO_LABEL)

    def _found(self, units: pd.DataFrame, by: str) -> pd.DataFrame:
        if self.mentions is None:
            raise BadValue(
                f"by={by!r} needs to know what was found: give mentions=, from "
                "find_mentions(articles)."
            )
        return mentions_of_units(self.mentions, units)

    def _channel(self, units: pd.DataFrame) -> pd.Series:
        found = self._found(units, "channel")
        rank = found["channel"].astype(str).map(CHANNELS.index)
        first = rank.groupby(found["article_id"]).min().astype(int)
        labels = first.map(dict(enumerate(CHANNELS)))
        return _names(units).map(labels).fillna("none")

    def _score(self, units: pd.DataFrame) -> pd.Series:
        found = self._found(units, "score")
        hot = found[found["channel"].isin(ESCALATION)]
        sums = hot["severity"].astype(float).groupby(hot["article_id"]).sum()
        words = count_words(units["text"].fillna("").astype(str).tolist())
        score = _names(units).map(sums).fillna(0) * PER_WORDS / np.maximum(words, 1)
        return _thirds(score)


def _names(units: pd.DataFrame) -> pd.Series:
    column = "sentence_id" if "sentence_id" in units.columns else "article_id"
    return units[column]


def _thirds(score: pd.Series) -> pd.Series:
    """0 for units without a hit, else the third their score lies in."""
    labels = score.astype(object).where(score > 0, "0")
    hit = score[score > 0]
    place = (hit.rank(method="first") - 1) * len(THIRDS) // max(len(hit), 1)
    labels[hit.index] = place.astype(int).map(dict(enumerate(THIRDS)))
    return labels


def _strata(units: pd.DataFrame, by: list[str], labels: _Labels) -> pd.Series:
    """Name of each unit's stratum: its labels, parted by bars."""
    import pandas as pd

    names = pd.Series("all", index=units.index, dtype=object)
    for place, name in enumerate(by):
        label = labels.of(units, name).astype(str)
        names = label if not place else names + " | " + label
    return names


# Drawing ------------------------------------------------------------------------------


def _drawn(
    units: pd.DataFrame,
    n: int,
    stratum: pd.Series,
    how: tuple[float, np.random.Generator],
) -> pd.DataFrame:
    """The drawn units in a random order, with stratum and chance."""
    import pandas as pd

    even, rng = how
    number, names = pd.factorize(stratum.to_numpy(), sort=True)
    there = np.bincount(number)
    _check_size(n, there, names)
    size = allocated(there, n, even=even, least=LEAST)
    drawn = drawn_within(number, size, rng)
    at = number[drawn]
    return units.iloc[drawn].assign(
        stratum=names[at], stratum_units=there[at], stratum_drawn=size[at],
        probability=size[at] / there[at],
    ).reset_index(drop=True)  # fmt: skip


def _check_size(n: int, there: np.ndarray, names: np.ndarray) -> None:
    if not len(there):
        raise BadValue("There is nothing to draw from: no article has words.")
    fewest = int(np.minimum(there, LEAST).sum())
    if n < fewest:
        shown = ", ".join(map(str, names[:5])) + (" ..." if len(names) > 5 else "")
        raise BadValue(
            f"{n} draws are too few for {len(there)} strata ({shown}): a stratum "
            "without a draw could not be estimated, and one draw shows no spread. Draw "
            f"at least {fewest}, or spread over fewer things: a shorter by=, or longer "
            "periods with every=."
        )
    if n > there.sum():
        raise BadValue(
            f"{n} draws are more than there are units ({there.sum()}). Code them all, "
            "or draw fewer."
        )


def _design(
    sample: pd.DataFrame, unit: str, by: list[str], n_articles: int | None
) -> str:
    strata = sample.drop_duplicates("stratum")
    out_of = int(strata["stratum_units"].sum())
    spread = f" spread over {len(strata)} strata by {', '.join(by)}" if by else ""
    first = f" in {n_articles} articles drawn first" if n_articles else ""
    low, high = sample["probability"].min(), sample["probability"].max()
    return (
        f"{len(sample)} of {out_of:,} {unit}s{first}, drawn at random{spread}; chance "
        f"of a unit {low:.3g} to {high:.3g}; seed {sample['seed'].iloc[0]}"
    )
