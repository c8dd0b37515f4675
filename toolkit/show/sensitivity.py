"""Sensitivity of a validation: whom errors fall on, what else would have said so.

The tables of the second half of a report's validation, made from the same coded units;
``validity_sections`` shows them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from toolkit.schema import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon

__all__ = ["sensitivity"]

GROUPED_BY = ("source", "period", "length", "actor")
OURS = "acts and threats per 1,000 words"  # what the default index asks for


def sensitivity(
    found: pd.DataFrame, units: pd.DataFrame, codes: pd.DataFrame, lexicon: Lexicon
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Tables of errors by group, of other measures and of checks; and what is left out.

    ``units`` are the coded texts, ``found`` the mentions in them, ``codes`` the codes
    to judge by.
    """
    from toolkit import find_mentions, metamorphic_checks, tension_index
    from toolkit.scores.validation import length_effect

    measures, left_out = _measures(found, units, codes, lexicon)
    checks = metamorphic_checks(
        partial(find_mentions, lexicon=lexicon), index=tension_index
    )
    return {
        "errors_by": _errors_by(found, units, codes),
        "length": length_effect(found, codes, units=units),
        "measures": measures,
        "checks": checks,
    }, left_out


def _errors_by(
    found: pd.DataFrame, units: pd.DataFrame, codes: pd.DataFrame
) -> pd.DataFrame:
    """Errors by every grouping there is, one below the other."""
    import pandas as pd

    from toolkit import errors_by

    tables = []
    for by in GROUPED_BY:
        table = errors_by(found, codes, by, units=units)
        if len(table):
            said = table.attrs["sentence"]
            tables.append(table.assign(by=by, sentence=said))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _told(codes: pd.DataFrame, unit: str) -> pd.DataFrame:
    """For each unit 1 where half of its coders saw an act or threat that is told."""
    from toolkit.scores.ranks import ESCALATION, share_of_coders
    from toolkit.scores.score import COUNTED_STATUSES

    yes = codes["channel"].isin(ESCALATION)
    if "status" in codes.columns:
        yes &= codes["status"].isin(COUNTED_STATUSES)
    share = share_of_coders(yes, codes, unit)
    truth = (share >= 0.5).astype(int).rename("told").reset_index()
    first = codes.drop_duplicates(unit).set_index(unit)
    for column in ("article_id", "probability"):
        if column in first.columns and column not in truth.columns:
            truth[column] = truth[unit].map(first[column])
    return truth


def _measures(
    found: pd.DataFrame, units: pd.DataFrame, codes: pd.DataFrame, lexicon: Lexicon
) -> tuple[pd.DataFrame, list[str]]:
    """The report's measure beside others, on the same units."""
    from toolkit import compare_measures
    from toolkit.scores.baselines import score_baselines

    unit = "sentence_id" if "sentence_id" in codes.columns else "article_id"
    truth = _told(codes, unit)
    baselines = score_baselines(units["text"])
    side = units[["article_id"]].assign(**_own(found, units, lexicon))
    side = side.assign(**baselines)
    left_out = [*baselines.attrs.get("left_out", [])]
    try:
        side["model of these codes"] = _model(found, units, truth)
    except ToolkitError as error:
        left_out.append(f"No model of these codes: {error}")
    return compare_measures(side, truth, human="told"), left_out


def _own(
    found: pd.DataFrame, units: pd.DataFrame, lexicon: Lexicon
) -> dict[str, pd.Series]:
    """Measures of the lexicon of the report, and of the one that ships with us."""
    from toolkit import find_mentions, load_lexicon, score_articles

    scores = score_articles(units, found)
    shipped = load_lexicon()
    other = find_mentions(units, load_lexicon(severity="goldstein"))
    goldstein = score_articles(units, other)
    made = {
        OURS: _hostile(scores, "rate"),
        "tension (less cooling)": scores["tension"],
        "severities of the lexicon": _hostile(scores, "weighted"),
        "severities of Goldstein": _hostile(goldstein, "weighted"),
    }
    if lexicon.sha256 != shipped.sha256:
        made[f"the same by {shipped.name}"] = _hostile(goldstein, "rate")
    return made


def _hostile(scores: pd.DataFrame, measure: str) -> pd.Series:
    return scores[f"act_{measure}"] + scores[f"threat_{measure}"]


def _model(found: pd.DataFrame, units: pd.DataFrame, truth: pd.DataFrame) -> pd.Series:
    """Score of each unit by a model that had not seen its article."""
    from toolkit import ModelRecipe, fit_model

    recipe = ModelRecipe(group="article_id")
    texts = units[["article_id", "text"]]
    tried = fit_model(texts, truth, found, human="told", recipe=recipe).out_of_fold
    return units["article_id"].map(tried.set_index("article_id")["score"])
