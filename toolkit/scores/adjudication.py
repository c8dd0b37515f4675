"""Adjudication: where coders differ, what was decided, and the gold codes of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, require_columns
from toolkit.scores.classes import CODED, NAMED
from toolkit.scores.coding_files import unit_name
from toolkit.scores.designs import with_chances

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["gold_codes", "list_disagreements"]

AGREED, DECIDED, SINGLE = "agreed", "adjudicated", "one coder"
_PER_CODER = ("coder", "unsure", "revealed", "seconds", "coded_at", "takes")


def list_disagreements(
    codes: pd.DataFrame, dimensions: Sequence[str] = CODED
) -> pd.DataFrame:
    """List the units on which coders differ: one row per unit.

    Parameters
    ----------
    codes
        One row per unit, coder and statement, such as ``read_coding`` gives.
    dimensions
        What is compared; those absent are passed over. The order of statements and of
        names does not count.

    Returns
    -------
    pandas.DataFrame
        The unit; ``differ``, the dimensions on which they do, parted by semicolons; one
        column per coder with what each said; ``text`` where ``codes`` has it.
        ``attrs["compared"]`` is the number of units that two or more have coded.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s1", "s2", "s2"],
    ...                       "coder": ["Ann", "Ben"] * 2,
    ...                       "channel": ["act", "tone", "none", "none"]})
    >>> list_disagreements(codes)
      sentence_id   differ  Ann   Ben
    0          s1  channel  act  tone
    """
    import pandas as pd

    unit = unit_name(codes)
    require_columns(codes, ["coder"], "codes")
    names = [name for name in dimensions if name in codes.columns]
    said = _said(codes, unit, names)
    coders = sorted(codes["coder"].astype(str).unique())
    rows, compared = [], 0
    for name, by_coder in said.items():
        compared += len(by_coder) > 1
        differ = _differing(list(by_coder.values()), names)
        if differ:
            shown = {coder: _shown(by_coder.get(coder)) for coder in coders}
            rows.append({unit: name, "differ": "; ".join(differ), **shown})
    table = pd.DataFrame(rows, columns=[unit, "differ", *coders])
    texts = [c for c in ("before", "text", "sentence_text") if c in codes.columns]
    if texts:
        first = codes.drop_duplicates(unit)[[unit, *texts]].astype({unit: str})
        table = table.merge(first, on=unit, how="left")
    table.attrs["compared"] = compared
    return table


Statements = list[tuple[str, ...]]  # what a coder said of a unit, sorted


def _said(
    codes: pd.DataFrame, unit: str, names: list[str]
) -> dict[str, dict[str, Statements]]:
    plain = codes[[unit, "coder", *names]].astype(object)
    plain = plain.where(plain.notna(), "").astype(str)
    said: dict[str, dict[str, Statements]] = {}
    for row in plain.itertuples(index=False):
        statement = tuple(
            _sorted_names(value) if name in NAMED else value
            for name, value in zip(names, row[2:], strict=True)
        )
        said.setdefault(row[0], {}).setdefault(row[1], []).append(statement)
    return {
        name: {coder: sorted(set(s)) for coder, s in of.items()}
        for name, of in said.items()
    }


def _sorted_names(value: str) -> str:
    return "; ".join(sorted({n.strip() for n in value.split(";")}))


def _differing(said: list[Statements], names: list[str]) -> list[str]:
    """Dimensions on which not all said the same."""
    if all(statements == said[0] for statements in said):
        return []
    alone = [
        name
        for place, name in enumerate(names)
        if len({tuple(sorted({s[place] for s in of})) for of in said}) > 1
    ]
    # the same answers, put together otherwise
    return alone or ["combination"]


def _shown(statements: Statements | None) -> str:
    if statements is None:
        return ""
    return " + ".join(", ".join(filter(None, s)) for s in statements)


def gold_codes(
    codes: pd.DataFrame,
    decisions: pd.DataFrame | None = None,
    *,
    sample: pd.DataFrame | None = None,
    dimensions: Sequence[str] = CODED,
    unsettled: str = "refuse",
) -> pd.DataFrame:
    """Make one set of codes out of those of several coders: the gold codes.

    Parameters
    ----------
    codes
        One row per unit, coder and statement, from ``read_coding``.
    decisions
        What an adjudicator decided: ``read_coding(folder, sample, kind="gold")``.
    sample
        The sample, to give each unit its chance (:func:`with_chances`).
    dimensions
        What coders must agree on for a unit to be settled. Grades are not among them:
        gold has their mean.
    unsettled
        ``refuse`` raises where coders differ and nobody has decided; ``drop`` leaves
        those units out, which makes the rest look easier than it is.

    Returns
    -------
    pandas.DataFrame
        One row per unit and statement: the columns of ``codes``, ``coder`` = ``gold``,
        ``settled`` = ``agreed``, ``adjudicated`` or ``one coder``, ``decided_by``; with
        a sample, ``stratum`` and ``probability``. ``attrs["settled"]`` counts units.

    Raises
    ------
    BadValue
        Units are unsettled, or a stratum has no coded unit.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s1", "s2", "s2"],
    ...                       "coder": ["Ann", "Ben"] * 2,
    ...                       "channel": ["act", "tone", "none", "none"]})
    >>> decided = pd.DataFrame({"sentence_id": ["s1"], "coder": ["Cleo"],
    ...                         "channel": ["act"]})
    >>> gold_codes(codes, decided)[["sentence_id", "channel", "settled"]]
      sentence_id channel      settled
    0          s1     act  adjudicated
    1          s2    none       agreed
    """
    import pandas as pd

    unit = unit_name(codes)
    if unsettled not in ("refuse", "drop"):
        raise BadValue(f"unsettled={unsettled!r} is unknown; choose refuse or drop.")
    codes = codes.assign(**{unit: codes[unit].astype(str)})
    differing = set(list_disagreements(codes, dimensions)[unit])
    decided = _decided(decisions, unit)
    _check_settled(differing - set(decided[unit]), unsettled)
    agreed = codes[~codes[unit].isin(differing | set(decided[unit]))]
    merged = _merged(agreed, unit, dimensions)
    coders = merged[unit].map(agreed.groupby(unit)["coder"].nunique())
    parts = [
        merged.assign(settled=np.where(coders > 1, AGREED, SINGLE), decided_by=""),
        decided.assign(settled=DECIDED, decided_by=decided["coder"]),
    ]
    # pandas would take the kinds of columns from a table without rows
    gold = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    gold = gold.drop(columns=[c for c in _PER_CODER if c in gold.columns])
    gold = gold.assign(coder="gold").sort_values(unit, kind="stable", ignore_index=True)
    if sample is not None:
        gold = with_chances(gold, sample)
    gold.attrs = {
        "settled": gold.drop_duplicates(unit)["settled"].value_counts().to_dict()
    }
    return gold


def _decided(decisions: pd.DataFrame | None, unit: str) -> pd.DataFrame:
    import pandas as pd

    if decisions is None:
        return pd.DataFrame({unit: [], "coder": []}, dtype="str")
    require_columns(decisions, [unit, "coder", "channel"], "decisions")
    decided = decisions.assign(**{unit: decisions[unit].astype(str)})
    several = decided.groupby(unit)["coder"].nunique()
    if (several > 1).any():
        raise BadValue(
            f"{several.index[several > 1][0]} was decided by several adjudicators; "
            "keep the decisions of one."
        )
    return decided


def _check_settled(open_units: set[str], unsettled: str) -> None:
    if open_units and unsettled == "refuse":
        raise BadValue(
            f"Coders differ on {len(open_units)} units on which nobody has decided, "
            f"such as {min(open_units)!r}. Decide with adjudicate(sample, ...), or "
            "leave them out with unsettled='drop'."
        )


def _merged(agreed: pd.DataFrame, unit: str, dimensions: Sequence[str]) -> pd.DataFrame:
    """One row per statement on which coders agree; grades are averaged."""
    keys = [unit, *(name for name in dimensions if name in agreed.columns)]
    for name in set(NAMED) & set(keys):
        agreed = agreed.assign(**{name: agreed[name].fillna("").map(_sorted_names)})
    first = agreed.drop_duplicates(keys)
    if "severity" not in agreed.columns:
        return first
    mean = agreed["severity"].astype(float).groupby(
        [agreed[k].astype(object).fillna("") for k in keys]
    ).transform("mean")  # fmt: skip
    return first.assign(severity=mean[first.index])
