"""Validation in a report: coded units, read by the same lexicon and rules.

The tables are made here, where gold codes are given; ``validity_sections`` shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.schema import CHANNELS, STATUSES, BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon

__all__ = ["coded_units", "settled", "validate"]

ADJUDICATED = "gold"  # coder whose rows settle the differences of the others


def coded_units(codes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Texts that were coded: one row per unit, as articles to find mentions in.

    Parameters
    ----------
    codes
        One row per coded unit and coder: ``channel``; ``sentence_id`` with
        ``sentence_text`` (or ``text``), or else ``article_id`` of ``articles``.
    articles
        The articles of the report; they lend ``published`` and ``source`` by
        ``article_id``, so that past years can be told.

    Returns
    -------
    pandas.DataFrame
        ``article_id`` (name of the unit), ``text``, ``published``, ``source``.

    Raises
    ------
    MissingColumn
        ``codes`` lacks ``channel``, or the name of the unit.
    BadValue
        The text of a unit is nowhere to be found.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1"], "channel": ["act"],
    ...                       "sentence_text": ["Rebels attacked the town."]})
    >>> coded_units(codes, pd.DataFrame({"article_id": []}))["text"].tolist()
    ['Rebels attacked the town.']
    """
    require_columns(codes, ["channel"], "codes")
    named = [c for c in ("sentence_id", "article_id") if c in codes.columns]
    if not named:
        require_columns(codes, ["sentence_id"], "codes")
    first = codes.drop_duplicates(named[0]).reset_index(drop=True)
    about = _articles_of(first, articles)
    texts = [c for c in ("sentence_text", "text") if c in codes.columns]
    # a title is not part of what coders of sentences saw
    text = first[texts[0]] if texts else about["text"] if len(named) == 1 else None
    if text is None or text.isna().all():
        raise BadValue(
            "The texts of the coded units are not there: the codes have no column "
            "sentence_text or text, and their article_id names no article of the "
            f"report. The codes have: {', '.join(map(str, codes.columns))}."
        )
    return about.assign(article_id=first[named[0]].astype("str"), text=text.fillna(""))


def _articles_of(first: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Text, time and source of the article of each unit, missing where unknown."""
    wanted = ["text", "published", "source"]
    own = articles.drop_duplicates("article_id").set_index("article_id")
    ids = first["article_id"] if "article_id" in first.columns else first.index
    return own.reindex(columns=wanted).reindex(ids).reset_index(drop=True)


def validate(
    codes: pd.DataFrame, articles: pd.DataFrame, lexicon: Lexicon
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Every table of the validation section, and who coded what."""
    from toolkit import ablation, compare_with_codes, find_mentions
    from toolkit.scores.validation import confusion, list_errors
    from toolkit.show.sensitivity import sensitivity

    units = coded_units(codes, articles)
    codes = codes.assign(**{_unit(codes): codes[_unit(codes)].astype("str")})
    judged = settled(codes)
    found = find_mentions(units, lexicon)
    tables = {
        "validation": compare_with_codes(found, judged),
        "errors": list_errors(found, judged),
        "agreement": _agreement(codes),
    }
    if "status" in codes.columns:
        square = confusion(found, judged)
        square = square.reindex(
            columns=[s for s in STATUSES if s in square]
        ).rename_axis(columns=None)
        square = square.loc[[s for s in STATUSES if s in square.index]].reset_index()
        tables["confusion"] = square.rename(columns={"coded": "coded as"})
        variants = _variants(found, units, lexicon)
        tables["ablation"] = ablation(variants, judged)
    more, left_out = sensitivity(found, units, judged, lexicon)
    kept = {name: made for name, made in (tables | more).items() if len(made)}
    weighted = tables["validation"].attrs.get("weighted", "")
    about = _who(codes, units) | {"left_out": left_out, "weighted": weighted}
    return kept, about


def _unit(codes: pd.DataFrame) -> str:
    return "sentence_id" if "sentence_id" in codes.columns else "article_id"


def settled(codes: pd.DataFrame) -> pd.DataFrame:
    """Rows of the adjudicator where there is one, else of all coders."""
    if "coder" not in codes.columns:
        return codes
    gold = codes["coder"].astype(object) == ADJUDICATED
    return codes[gold] if gold.any() else codes


def _coders(codes: pd.DataFrame) -> list[str]:
    if "coder" not in codes.columns:
        return []
    return sorted(set(codes["coder"].dropna().astype(str)) - {ADJUDICATED})


def _agreement(codes: pd.DataFrame) -> pd.DataFrame:
    """Alpha of every channel and other dimension; none where nobody coded twice."""
    import pandas as pd

    from toolkit.scores.validation import agreement_by_class, agreement_table

    coders, unit = _coders(codes), _unit(codes)
    own = codes[codes["coder"].isin(coders)] if coders else codes.head(0)
    if not len(own) or own.groupby(unit)["coder"].nunique().max() < 2:
        return pd.DataFrame()
    channels = agreement_by_class(own, unit=unit).set_index("class")
    channels = channels.loc[[c for c in CHANNELS if c in channels.index]]
    rest = agreement_table(own, ("status", "voice", "actor", "target"), unit=unit)
    rest = rest.rename(columns={"dimension": "what"})
    both = pd.concat([channels.assign(what="any " + channels.index), rest])
    both = both.rename(columns={"n": "seen in", "n_units": "coded twice"})
    return both[["what", "coded twice", "seen in", "alpha", "low", "high"]]


def _variants(
    found: pd.DataFrame, units: pd.DataFrame, lexicon: Lexicon
) -> dict[str, pd.DataFrame]:
    """Mentions with all rules, and with each rule left out in turn."""
    from toolkit import find_mentions
    from toolkit.mentions.rules import RULES

    lacking = {
        f"without {rule}": find_mentions(units, lexicon, without=(rule,))
        for rule in RULES
    }
    return {"all rules": found, **lacking}


def _who(codes: pd.DataFrame, units: pd.DataFrame) -> dict[str, Any]:
    final = settled(codes)
    return {
        "unit": "sentence" if _unit(codes) == "sentence_id" else "article",
        "n": len(units),
        "n_of_this_report": int(units["published"].notna().sum()),
        "coders": len(_coders(codes)) or 1,
        "adjudicated": len(final) < len(codes),
    }
