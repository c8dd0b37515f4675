"""Scales: the severities of mentions under another scale, without a second search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.mentions.lexicon import Lexicon
from toolkit.schema import BadValue, check_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["severities_on"]


def severities_on(mentions: pd.DataFrame, lexicon: Lexicon) -> pd.Series:
    """Severity of each mention under the scale of ``lexicon``: one per row.

    Parameters
    ----------
    mentions
        One row per mention, found with this lexicon on whatever scale.
    lexicon
        The same entries on the scale that is asked for.

    Returns
    -------
    pandas.Series
        0 to 10, with the row labels of ``mentions``: what ``find_mentions`` with this
        lexicon gives. A mention that its cue turned into another type (a threat of
        violence, a refusal of talks) takes the severity of that.

    Raises
    ------
    BadValue
        The mentions hold a term that is no entry of the lexicon.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import find_mentions, load_lexicon
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["Iran bombed a base."]})
    >>> mentions = find_mentions(articles, load_lexicon())
    >>> severities_on(mentions, load_lexicon(severity="flat")).tolist()
    [1.0]
    """
    check_table(mentions, "mentions")
    entries = lexicon.entries.drop_duplicates("term").set_index("term")
    term = mentions["term"].astype(object)
    if len(strange := term[~term.isin(entries.index)]):
        raise BadValue(
            f"{strange.iloc[0]!r} is no entry of {lexicon.name}; give the lexicon the "
            "mentions were found with."
        )
    severity = term.map(entries["severity"]).astype(float)
    was, now = term.map(entries["type"]), mentions["type"].astype(object)
    turned = now.map(lexicon.turned_severities())
    threatened = was.map(lexicon.threatened_severities())
    turned = turned.where(now != "THREATEN", threatened)
    return severity.where((was == now) | turned.isna(), turned).rename("severity")
