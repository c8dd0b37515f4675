"""Designs: what a sample may tell a coder, and what its chances say of the codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.schema import BadValue, require_columns
from toolkit.scores.coding_files import unit_name
from toolkit.scores.ranks import ESCALATION, share_of_coders

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["IDS", "calibration_codes", "coding_sheet", "design_of", "with_chances"]

# Empty columns of a sheet, to be filled in by hand.
TO_FILL = ("channel", "status", "voice", "severity", "actor", "target", "unsure",
           "note", "coder")  # fmt: skip
# What a coder may see of a sample; stratum and chance would tell what was found.
OPEN = ("sentence_id", "article_id", "field", "start", "end", "title", "before", "text")
IDS = ("sentence_id", "article_id")
DESIGN = ("stratum", "stratum_units", "stratum_drawn", "probability",
          "probability_article", "seed")  # fmt: skip


def coding_sheet(
    sample: pd.DataFrame, to_fill: Sequence[str] = TO_FILL
) -> pd.DataFrame:
    """Make a sheet to code in a spreadsheet: one row per unit, blind, codes empty.

    A unit with several statements gets several rows: copy its row. The chances stay in
    the sample, or in :func:`design_of`; :func:`with_chances` brings them back. ``row``
    names the units anew: a spreadsheet takes an id such as ``56004e12`` for a number.

    >>> import pandas as pd
    >>> sample = pd.DataFrame({"article_id": ["a"], "text": ["Talks go on."],
    ...                        "stratum": "act", "probability": 0.5})
    >>> list(coding_sheet(sample, ["channel", "coder"]))
    ['row', 'article_id', 'text', 'channel', 'coder']
    """
    shown = sample[[name for name in OPEN if name in sample.columns]]
    shown = shown.assign(**dict.fromkeys(to_fill, "")).reset_index(drop=True)
    shown.insert(0, "row", _row_names(sample))
    return shown


def _row_names(sample: pd.DataFrame) -> list[str]:
    return [f"U{place:03}" for place in range(1, len(sample) + 1)]


def design_of(sample: pd.DataFrame) -> pd.DataFrame:
    """Strata, chances and seed of a sample: one row per unit; not for coders' eyes.

    >>> import pandas as pd
    >>> sample = pd.DataFrame({"article_id": ["a"], "text": ["Talks go on."],
    ...                        "stratum": "act", "probability": 0.5})
    >>> list(design_of(sample))
    ['row', 'article_id', 'stratum', 'probability']
    """
    ids = [name for name in IDS if name in sample.columns]
    design = sample[[*ids, *(name for name in DESIGN if name in sample.columns)]]
    design = design.reset_index(drop=True)
    design.insert(0, "row", _row_names(sample))
    return design


def with_chances(codes: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    """Put the chance of every coded unit beside its codes, for units left uncoded too.

    Parameters
    ----------
    codes
        One row per unit, coder and statement.
    sample
        The sample, or its design: ``probability`` and ``stratum``, one row per unit.

    Returns
    -------
    pandas.DataFrame
        The codes of units in the sample, with ``stratum`` and ``probability``: the
        chance of being drawn *and coded*. Where 30 of the 40 units drawn of a stratum
        were coded, each stands for 40/30 as many.

    Raises
    ------
    BadValue
        A stratum has no coded unit, so that nothing is known of it.

    Notes
    -----
    Right where the uncoded units are like the coded ones of their stratum: so it is
    where coders stopped early, for the order is random; not where they skipped what was
    hard.

    Examples
    --------
    >>> import pandas as pd
    >>> sample = pd.DataFrame({"article_id": ["a", "b"], "stratum": "all",
    ...                        "probability": 0.5})
    >>> codes = pd.DataFrame({"article_id": ["a"], "channel": "act"})
    >>> with_chances(codes, sample)["probability"].tolist()
    [0.25]
    """
    unit = unit_name(sample)
    require_columns(sample, ["probability"], "sample")
    require_columns(codes, [unit], "codes")
    own = [unit, *(name for name in DESIGN if name in sample.columns)]
    design = sample[own].drop_duplicates(unit)
    design = design.assign(**{unit: design[unit].astype(str)})
    if "stratum" not in design.columns:
        design = design.assign(stratum="all")
    is_coded = design[unit].isin(codes[unit].astype(str))
    share = is_coded.groupby(design["stratum"].astype(str)).mean()
    if (share == 0).any():
        raise BadValue(
            f"No unit of the stratum {share.index[share == 0][0]!r} is coded, so "
            "nothing is known of what it stands for. Code at least some of it."
        )
    chance = design["probability"] * design["stratum"].astype(str).map(share)
    plain = codes.drop(columns=[c for c in DESIGN if c in codes.columns])
    plain = plain.assign(**{unit: plain[unit].astype(str)})
    return plain.merge(design.assign(probability=chance), on=unit, how="inner")


def calibration_codes(
    codes: pd.DataFrame, channels: Sequence[str] = ESCALATION
) -> pd.DataFrame:
    """Turn codes of articles into what ``calibrate_index`` takes: one row per article.

    Parameters
    ----------
    codes
        One row per article, coder and statement, with ``probability``: such as
        ``gold_codes`` gives, of a sample drawn with ``unit="article"``.
    channels
        An article counts where it was coded with one of these.

    Returns
    -------
    pandas.DataFrame
        ``article_id``, ``probability``, ``coded``: 1 or 0, or the share of coders who
        saw it, where several coded and nobody settled it.

    Raises
    ------
    BadValue
        The codes are of passages: whether an article holds escalation language is not
        known from some of its sentences.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"article_id": ["a", "a", "b"], "probability": 0.5,
    ...                       "channel": ["tone", "act", "none"]})
    >>> calibration_codes(codes)
      article_id  probability  coded
    0          a          0.5    1.0
    1          b          0.5    0.0
    """
    require_columns(codes, ["article_id", "probability", "channel"], "codes")
    if "sentence_id" in codes.columns:
        raise BadValue(
            "These are codes of passages, and an index counts articles: some sentences "
            "of an article do not say what the whole is. Draw with unit='article' to "
            "calibrate, and use these codes in compare_with_codes."
        )
    share = share_of_coders(codes["channel"].isin(list(channels)), codes, "article_id")
    first = codes.drop_duplicates("article_id")[["article_id", "probability"]]
    return first.assign(coded=first["article_id"].map(share)).reset_index(drop=True)
