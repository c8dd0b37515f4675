"""Validation in a report: what the coded units say, in words, a figure and tables.

Without codes one section remains, which says that the report was not validated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.schema import CHANNELS, STATUSES, VOICES, BadValue
from toolkit.show.captions import Html, figure, note, table
from toolkit.show.drawing import INK, axes, describe, plain, titled
from toolkit.show.plots import CHANNEL_NAMES
from toolkit.show.sentences import counted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from toolkit.show.report_tables import ReportTables

__all__ = ["describe_validation", "plot_validation"]

ENOUGH = 200  # coded units below which every interval is wide
_RECALL, _PRECISION = "#0072b2", "#d55e00"  # Okabe and Ito, as in the other plots

# ------------------------------------------------------------------------ the sentences


def describe_validation(validation: pd.DataFrame) -> str:
    """Say how many of the coded acts were found, and how many found ones were coded.

    >>> import pandas as pd
    >>> row = {"dimension": "channel", "class": "act", "n": 20, "found": 16,
    ...        "precision": 0.75, "precision_low": 0.5, "precision_high": 0.9,
    ...        "recall": 0.6, "recall_low": 0.4, "recall_high": 0.8}
    >>> print(describe_validation(pd.DataFrame([row])))
    Acts: 60 % of 20 coded units were found (95 % interval 40 to 80), and 75 % of 16
    found units were coded so (50 to 90).
    """
    rows = validation[validation["dimension"] == "channel"].set_index("class")
    parts = [
        f"{CHANNEL_NAMES[name]}: {_share(rows.loc[name], 'recall')} of "
        f"{counted(int(rows.at[name, 'n']), 'coded unit')} were found "
        f"(95 % interval {_ends(rows.loc[name], 'recall')}), and "
        f"{_share(rows.loc[name], 'precision')} of "
        f"{counted(int(rows.at[name, 'found']), 'found unit')} were coded so "
        f"({_ends(rows.loc[name], 'precision')})."
        for name in ("act", "threat")
        if name in rows.index and rows.at[name, "n"] and rows.at[name, "found"]
    ]
    return " ".join(parts) or "No coded act or threat was found."


def _share(row: pd.Series, name: str) -> str:
    return f"{100 * row[name]:.0f} %"


def _ends(row: pd.Series, name: str) -> str:
    return f"{100 * row[f'{name}_low']:.0f} to {100 * row[f'{name}_high']:.0f}"


def finding(report: ReportTables) -> Html:
    """Say what the codes say of the figures, how many there are, and their limits."""
    who = report.about.get("gold")
    if not who:
        return note(
            "Nobody coded any of these texts for this report. How often its counts are "
            "right here is therefore not known: read the passages above, and code some "
            "two hundred sentences before you publish a figure. A table of codes makes "
            "this section: write_report(articles, path, gold=codes), or --gold "
            "codes.csv in the shell."
        )
    return note(_who_coded(who), describe_validation(report["validation"]), _not(who))


def _who_coded(who: dict[str, Any]) -> str:
    settled = (
        ", differences settled in a version called gold" if who["adjudicated"] else ""
    )
    here = who["n_of_this_report"]
    from_here = "all of them" if here == who["n"] else f"{here:,} of them"
    return (
        f"{counted(who['n'], 'coded ' + who['unit'])}, by "
        f"{counted(who['coders'], 'coder')}{settled}; {from_here} from dated articles "
        "of this report. The same lexicon and rules read each of them by itself. Who "
        "coded, people or a model, and how the units were drawn, this page cannot "
        "know: say it beside every figure."
    )


def _not(who: dict[str, Any]) -> str:
    few = (
        f" With fewer than {ENOUGH} coded units most intervals are wide."
        if who["n"] < ENOUGH
        else ""
    )
    return (
        "This holds for texts like the coded ones. It says nothing of other outlets, "
        "years or topics, of how the coded ones were chosen, or of whether the concept "
        f"is the right one for your question.{few}"
    )


# -------------------------------------------------------------------- figure and tables


def plot_validation(
    validation: pd.DataFrame, dimension: str = "channel", *, ax: Axes | None = None
) -> Axes:
    """Draw precision and recall of each class with their intervals.

    Parameters
    ----------
    validation
        Table of ``compare_with_codes`` on mentions.
    dimension
        Whose classes to draw.
    ax
        Axes to draw on; a new figure otherwise.
    """
    rows = validation[validation["dimension"] == dimension]
    rows = rows.sort_values("class", key=lambda names: names.map(_rank), kind="stable")
    if rows.empty:
        raise BadValue(f"There is no class of {dimension!r} in the table to draw.")
    ax = axes(ax, (8, 0.9 + 0.55 * len(rows)))
    for shift, name, colour, mark in (
        (-0.13, "recall", _RECALL, "o"), (0.13, "precision", _PRECISION, "s"),
    ):  # fmt: skip
        _draw_rates(ax, rows, name, (shift, colour, mark))
    names = [f"{row['class']} ({row['n']} coded)" for _, row in rows.iterrows()]
    ax.set_yticks(range(len(rows)), names, parse_math=False)
    ax.invert_yaxis()
    ax.set_xlim(-0.02, 1.02)
    ax.set_xlabel("share of units, with 95 % interval (1 = always right)")
    below = {"loc": "upper left", "bbox_to_anchor": (0, -0.55 / len(rows) - 0.08)}
    ax.legend(**below, ncols=2, fontsize=8.5, frameon=False)
    titled(ax, f"How often the toolkit agrees with the codes, by {dimension}")
    plain(ax)
    describe(ax, _words_of(rows, dimension))
    return ax


def _rank(name: str) -> int:
    """Place of a class in the order in which the toolkit names them all."""
    known = (*CHANNELS, *STATUSES, *VOICES)
    return known.index(name) if name in known else len(known)


def _draw_rates(
    ax: Axes, rows: pd.DataFrame, name: str, look: tuple[float, str, str]
) -> None:
    shift, colour, mark = look
    value = rows[name].to_numpy(float)
    places = [place + shift for place in range(len(rows))]
    low, high = (rows[f"{name}_{end}"].to_numpy(float) for end in ("low", "high"))
    ax.hlines(places, low, high, color=colour, linewidth=1.6)
    meaning = {
        "recall": "of what is coded, found",
        "precision": "of what is found, right",
    }
    ax.plot(
        value, places, mark, color=colour, markeredgecolor=INK, markeredgewidth=0.5,
        label=f"{name}: {meaning[name]}",
    )  # fmt: skip


def _words_of(rows: pd.DataFrame, dimension: str) -> str:
    each = [
        f"{row['class']}: recall {_number(row['recall'])} of {row['n']} coded, "
        f"precision {_number(row['precision'])} of {row['found']} found"
        for _, row in rows.iterrows()
    ]
    return f"Agreement of found and coded classes of {dimension}. {'; '.join(each)}."


def _number(value: float) -> str:
    return f"{value:.2f}" if value == value else "unknown"


def channels(report: ReportTables) -> Html:
    """Draw precision and recall of the channels."""
    return figure(
        plot_validation(report["validation"]),
        "Units that hold a channel, as coded and as found; a class with few coded "
        "units has a wide interval. none: units in which nothing was coded.",
    )


def classes(report: ReportTables) -> Html:
    """List precision, recall and F1 of every class."""
    rows = report["validation"]
    shown = rows[["dimension", "class", "n", "found"]].assign(
        precision=[_with_interval(r, "precision") for _, r in rows.iterrows()],
        recall=[_with_interval(r, "recall") for _, r in rows.iterrows()],
        F1=[_interval(r["f1"], r["low"], r["high"]) for _, r in rows.iterrows()],
    )
    shown.loc[shown["class"] == "swapped", ["precision", "F1"]] = "–"
    shown = shown.rename(columns={"n": "coded"})
    return table(
        shown,
        "One row per class: units coded so and found so, with 95 % intervals. Status "
        "and voice are judged where both saw something; direction where both actor and "
        "target were coded. Higher = better, but for swapped, whose recall is the "
        "share of units with actor and target exchanged.",
    )


def _with_interval(row: pd.Series, name: str) -> str:
    return _interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _interval(value: float, low: float, high: float) -> str:
    return f"{value:.2f} ({low:.2f}–{high:.2f})" if value == value else "–"


def agreement(report: ReportTables) -> Html:
    """Show Krippendorff's alpha of the coders."""
    if "agreement" not in report:
        return note(
            "No unit was coded by two coders, so nothing is known of whether they "
            "would agree. Have part of the units coded twice."
        )
    rows = report["agreement"]
    alpha = [_interval(r["alpha"], r["low"], r["high"]) for _, r in rows.iterrows()]
    return table(
        rows[["what", "coded twice", "seen in"]].assign(alpha=alpha),
        "Krippendorff's alpha between the coders (1 = full agreement, 0 = chance), "
        "with 95 % interval over units. Below .67 nothing should be concluded "
        "(Krippendorff 2018). Channels: does a unit hold it at all, and in how many "
        "did either coder see it; the others: the first statement of each unit.",
        formats={"seen in": ".0f"},
    )


def statuses(report: ReportTables) -> Html:
    """Show which status became which."""
    if "confusion" not in report:
        return note("No status was coded.")
    shown = report["confusion"]
    numbers = dict.fromkeys(shown.columns[1:], ".1f")
    return table(
        shown,
        "Rows: status as coded; columns: status as found; units where both saw "
        "something. A unit with several statuses is shared among its cells.",
        formats=numbers,
    )


def rules(report: ReportTables) -> Html:
    """Show what each rule earns on the coded units."""
    if "ablation" not in report:
        return note("Rules cannot be tried without a coded status.")
    rows = report["ablation"]
    kept = rows[rows["measure"].isin(("told auc", "status accuracy"))]
    kept = kept[kept["variant"] != kept["variant"].iloc[0]] if len(kept) else kept
    shown = kept[["variant", "measure", "n"]].assign(
        value=kept["value"].map(_number),
        earns=[_signed(row) for _, row in kept.iterrows()],
    )
    return table(
        shown,
        "Each row switches a rule off. value: what is left; earns: what the rule adds, "
        "with a paired 95 % interval over units, above 0 = it helps. told auc: does a "
        "unit told as an actual or threatened act hold more such mentions than "
        "another.",
    )


def _signed(row: pd.Series) -> str:
    if row["earns"] != row["earns"]:
        return "–"
    return f"{row['earns']:+.3f} ({row['earns_low']:+.3f} to {row['earns_high']:+.3f})"
