"""Agreement between coders: Krippendorff's alpha, with an interval over units.

A dimension that people cannot code alike is not scored: no dictionary can be right
about what its readers disagree on. Krippendorff (2018) asks for .80, and .667 at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.cards import card_html
from toolkit.schema import BadValue, require_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LEVELS",
    "Agreement",
    "agreement_by_class",
    "agreement_table",
    "krippendorff_alpha",
]

LEVELS = ("nominal", "ordinal", "interval")

CODED = ("channel", "status", "voice", "actor", "target")
NO_CODE = "(none)"  # an empty code is an answer too: the coder saw nothing to name


class Agreement(NamedTuple):
    """Krippendorff's alpha with its interval, and what it is computed from."""

    alpha: float
    low: float
    high: float
    n_units: int
    n_values: int

    def _repr_html_(self) -> str:
        none = "none: no disagreement to draw from"
        known = self.low == self.low
        rows = {
            "alpha": f"{self.alpha:.3f}",
            "interval": f"{self.low:.3f} to {self.high:.3f}" if known else none,
            "units": f"{self.n_units:,}",
            "values": f"{self.n_values:,}",
        }
        return card_html("Krippendorff's alpha", rows)


def krippendorff_alpha(
    values: pd.DataFrame,
    level: str = "nominal",
    *,
    draws: int = 1000,
    seed: int = 20240806,
    coverage: float = 0.95,
) -> Agreement:
    r"""Krippendorff's alpha of codes: one row per unit, one column per coder.

    .. math:: \alpha = 1 - D_o / D_e

    where :math:`D_o` is the mean squared difference within units and :math:`D_e` the
    one between all values that can be paired. 1 = agreement without exception, 0 = what
    chance gives, negative = systematic disagreement.

    Parameters
    ----------
    values
        Codes; missing where a coder did not code the unit. Units with fewer than two
        codes cannot be paired and do not count.
    level
        ``nominal`` (same or not), ``ordinal`` (ranks; numbers, or an ordered
        categorical) or ``interval`` (numbers).
    draws, seed, coverage
        Bootstrap over units behind ``low`` and ``high``; ``draws=0`` for none. The
        ordinal distances are those of the whole table in every draw. Both are missing
        where no unit shows a disagreement: draws could only repeat that, and few units
        would look certain.

    Returns
    -------
    Agreement
        ``alpha``, ``low``, ``high``, ``n_units`` and ``n_values`` (pairable). ``alpha``
        is missing where all values are the same: without variation there is nothing to
        agree about.

    Raises
    ------
    BadValue
        Unknown ``level``, no unit with two codes, or codes that are no numbers.

    References
    ----------
    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability".

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"Ann": ["act", "tone", "act", "tone"],
    ...                       "Ben": ["act", "tone", "act", "act"]})
    >>> round(krippendorff_alpha(codes).alpha, 3)
    0.533
    """
    counts, points = _value_counts(values, level)
    within = _distances(points, counts, level)
    size = counts.sum(axis=1)
    # every value of a unit is compared with the others of that unit
    observed = np.einsum("uc,ck,uk->u", counts, within, counts) / (size - 1)
    weights = np.ones((1, len(counts)))
    alpha = float(_alpha(weights, counts, observed, within)[0])
    low = high = np.nan
    # without a disagreement, or a second unit, there is nothing to draw
    if draws and alpha < 1 and len(counts) > 1:
        rng = np.random.default_rng(seed)
        n = len(counts)
        weights = rng.multinomial(n, np.full(n, 1 / n), draws).astype(float)
        drawn = _alpha(weights, counts, observed, within)
        tail = (1 - coverage) / 2
        low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return Agreement(alpha, float(low), float(high), len(counts), int(size.sum()))


def _value_counts(values: pd.DataFrame, level: str) -> tuple[np.ndarray, np.ndarray]:
    """How often each unit got each value, and the values as points on the scale."""
    import pandas as pd

    if level not in LEVELS:
        raise BadValue(f"level={level!r} is unknown; choose {', '.join(LEVELS)}.")
    long = values.reset_index(drop=True).stack().dropna()
    if level != "nominal":
        long = _numbers(long, level)
    codes, points = pd.factorize(long.to_numpy(), sort=level != "nominal")
    counts = np.zeros((len(values), len(points)))
    np.add.at(counts, (long.index.get_level_values(0).to_numpy(), codes), 1)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        raise BadValue(
            "No unit was coded by two coders, so there is nothing to compare. Give one "
            "row per unit and one column per coder."
        )
    return counts, np.asarray(points)


def _numbers(long: pd.Series, level: str) -> pd.Series:
    if getattr(long.dtype, "ordered", False):
        return long.cat.codes.astype(float)
    try:
        return long.astype(float)
    except (ValueError, TypeError):
        raise BadValue(
            f"level={level!r} needs numbers, and the codes hold {long.iloc[0]!r}. Map "
            "them to numbers first, or use level='nominal'."
        ) from None


def _distances(points: np.ndarray, counts: np.ndarray, level: str) -> np.ndarray:
    """Squared difference between every two values."""
    if level == "nominal":
        return 1.0 - np.eye(len(points))
    if level == "interval":
        return (points[:, None] - points[None, :]).astype(float) ** 2
    margin = counts.sum(axis=0)
    # Ranks as midpoints: the values between two ranks, plus half of each rank's own.
    middle = np.cumsum(margin) - margin / 2
    return (middle[:, None] - middle[None, :]) ** 2


def _alpha(
    weights: np.ndarray, counts: np.ndarray, observed: np.ndarray, distance: np.ndarray
) -> np.ndarray:
    margin = weights @ counts
    expected = np.einsum("dc,ck,dk->d", margin, distance, margin)
    total = margin.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (total - 1) * (weights @ observed) / expected
    return np.where(expected > 0, 1 - ratio, np.nan)


def agreement_table(
    codes: pd.DataFrame,
    dimensions: Sequence[str] = CODED,
    *,
    unit: str = "sentence_id",
    levels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Alpha of every coded dimension: one row per dimension.

    Parameters
    ----------
    codes
        One row per unit and coder: ``unit``, ``coder`` and the dimensions. An empty
        code counts as an answer ("nothing to name"). Of several rows of one coder for
        a unit the first is taken; :func:`agreement_by_class` looks at all.
    dimensions
        Columns to compare; those absent are passed over.
    unit
        Column that names the coded unit.
    levels
        Dimension -> ``ordinal`` or ``interval`` where codes are grades or numbers; an
        empty grade counts as not coded. ``nominal`` otherwise.

    Returns
    -------
    pandas.DataFrame
        ``dimension``, ``alpha``, ``low``, ``high``, ``n_units``, ``n_values``.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": [1, 1, 2, 2], "coder": ["A", "B"] * 2,
    ...                       "channel": ["act", "act", "none", "none"],
    ...                       "heat": [3, 4, 0, 0]})
    >>> table = agreement_table(codes, ["channel", "heat"], levels={"heat": "interval"})
    >>> table[["dimension", "alpha", "n_units"]].round(3)
      dimension  alpha  n_units
    0   channel  1.000        2
    1      heat  0.941        2
    """
    import pandas as pd

    require_columns(codes, [unit, "coder"], "codes")
    rows = []
    for name in dimensions:
        if name in codes.columns:
            level = (levels or {}).get(name, "nominal")
            table = _wide(codes, name, unit, level)
            alpha = krippendorff_alpha(table, level)
            rows.append({"dimension": name, **alpha._asdict()})
    return pd.DataFrame(rows, columns=["dimension", *Agreement._fields])


def _wide(codes: pd.DataFrame, name: str, unit: str, level: str) -> pd.DataFrame:
    """First code of each unit and coder: one row per unit, one column per coder."""
    labels = codes[name]
    if level == "nominal":
        labels = labels.astype(object).where(labels.notna(), NO_CODE)
        labels = labels.replace("", NO_CODE)
    first = codes.assign(code=labels).drop_duplicates([unit, "coder"])
    return first.pivot(index=unit, columns="coder", values="code")


def agreement_by_class(
    codes: pd.DataFrame, dimension: str = "channel", *, unit: str = "sentence_id"
) -> pd.DataFrame:
    """Alpha on whether a unit holds a class at all: one row per class.

    Where units hold several statements, comparing the first ones punishes coders who
    merely listed them in another order. Here each class is a yes or no per unit.

    Returns
    -------
    pandas.DataFrame
        ``class``; ``n`` (units in which any coder saw it); ``alpha``, ``low``,
        ``high``, ``n_units``, ``n_values``. A rare class has a wide interval.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.DataFrame({"sentence_id": [1, 1, 1, 2, 2], "coder": list("ABBAB"),
    ...                       "channel": ["act", "tone", "act", "none", "none"]})
    >>> agreement_by_class(codes)[["class", "n", "alpha"]]
      class  n  alpha
    0   act  1    1.0
    1  none  1    1.0
    2  tone  1    0.0
    """
    import pandas as pd

    require_columns(codes, [unit, "coder", dimension], "codes")
    labels = codes[dimension].astype(object)
    rows = []
    for label in sorted(set(labels.dropna()) - {""}):
        saw = (labels == label).groupby([codes[unit], codes["coder"]]).max()
        # a coder who did not code the unit said neither yes nor no
        table = saw.astype(float).unstack("coder")
        alpha = krippendorff_alpha(table)._asdict()
        rows.append({"class": label, "n": int(table.max(axis=1).sum()), **alpha})
    return pd.DataFrame(rows, columns=["class", "n", *Agreement._fields])
