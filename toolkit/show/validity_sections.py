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
        f"coded, people or a model, and {_drawn(who)}"
    )


def _drawn(who: dict[str, Any]) -> str:
    if not who.get("weighted"):
        return (
            "how the units were drawn, this page cannot know: say it beside every "
            "figure."
        )
    return (
        "from what the units were drawn, this page cannot know: say it beside every "
        f"figure. {who['weighted']} Rates, rank agreement and the table of statuses "
        "are estimates for that whole; agreement of coders, what rules earn and the "
        "list of errors are of the coded units alone."
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

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import compare_with_codes
    >>> codes = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"],
    ...                       "channel": ["act", "act", "none"]})
    >>> found = pd.DataFrame({"article_id": ["s1", "s3"], "channel": "act"})
    >>> ax = plot_validation(compare_with_codes(found, codes))
    >>> len(ax.get_yticklabels())
    2
    >>> import matplotlib.pyplot as plt; plt.close(ax.figure)
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
        "share of units with actor and target exchanged. F1: the harmonic mean of "
        "precision and recall; no interval where all units are right, or all wrong.",
    )


def _with_interval(row: pd.Series, name: str) -> str:
    return _interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _interval(value: float, low: float, high: float) -> str:
    """A figure with its interval, where there is one."""
    if value != value:
        return "–"
    return f"{value:.2f} ({low:.2f}–{high:.2f})" if low == low else f"{value:.2f} (–)"


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
        "did either coder see it; the others: the first statement of each unit. No "
        "interval where the coders never differ.",
        formats={"seen in": ".0f"},
    )


def statuses(report: ReportTables) -> Html:
    """Show which status became which."""
    if "confusion" not in report:
        return note("No status was coded.")
    shown = report["confusion"]
    numbers = dict.fromkeys(shown.columns[1:], ".1f")
    weighted = report.about["gold"].get("weighted")
    stand_for = ", each for as many as it stands for" if weighted else ""
    return table(
        shown,
        "Rows: status as coded; columns: status as found; units where both saw "
        f"something{stand_for}. A unit with several statuses is shared among its "
        "cells.",
        formats=numbers,
    )


_RULE_MEASURES = ("told auc", "status accuracy", "voice accuracy")


def rules(report: ReportTables) -> Html:
    """Show what each rule earns on the coded units."""
    if "ablation" not in report:
        return note("Rules cannot be tried without a coded status.")
    rows = report["ablation"]
    rows = rows[rows["measure"].isin(_RULE_MEASURES)]
    full = rows["variant"] == "all rules"
    moved = (rows[["earns", "earns_low", "earns_high"]] != 0).any(axis=1)
    kept = rows[full | moved]
    shown = kept[["variant", "measure", "n"]].assign(
        value=[_interval(r["value"], r["low"], r["high"]) for _, r in kept.iterrows()],
        earns=[_signed(row, "earns") for _, row in kept.iterrows()],
    )
    shown.loc[full, "earns"] = "–"
    idle = [v for v in rows["variant"].unique() if v not in set(kept["variant"])]
    said = f" No figure moves {', '.join(idle)}." if idle else ""
    return table(
        shown,
        "First all rules, then each left out in turn; rows that do not move are not "
        "shown. value: what is left, with 95 % interval; earns: what the rule adds, "
        "with a paired interval over units, above 0 = it helps. told auc: chance that "
        "a unit coded as an actual or threatened act or threat holds more such "
        "mentions than one that is not (0.5 = chance). status and voice accuracy: "
        "share of units, among those where both saw something, with the classes "
        f"coded.{said}",
    )


def _signed(row: pd.Series, name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})" if value == value else "–"


# ---------------------------------------------------------------------- the sensitivity


def error_groups(report: ReportTables) -> Html:
    """Show in which groups of units errors are more frequent."""
    if "errors_by" not in report:
        return note("Neither source, time, length nor actor of the units is known.")
    rows = report["errors_by"]
    kept = rows[~rows["small"]]
    shown = kept[["by", "group", "n_units", "n", "found"]].assign(
        precision=[_with_interval(r, "precision") for _, r in kept.iterrows()],
        recall=[_with_interval(r, "recall") for _, r in kept.iterrows()],
    )
    said = " ".join(rows["sentence"].drop_duplicates())
    test = (
        "A chi-square test of weighted counts divided by the design effect, of"
        if report.about["gold"].get("weighted")
        else "Fisher's exact test of"
    )
    return table(
        shown.rename(columns={"n_units": "units", "n": "coded"}),
        "Acts and threats by group of units, with 95 % intervals: units coded so and "
        "found so (length: words). Groups with fewer than 20 of either are not shown. "
        f"{said} ({test} each group against the others, corrected for their number.) "
        f"{_length(report)}",
    )


def _length(report: ReportTables) -> str:
    rows = report["length"].set_index("error")
    parts = [
        f"{name} {_interval(row['spearman'], row['low'], row['high'])} among "
        f"{counted(int(row['n']), 'unit')}"
        for name, row in rows.iterrows()
    ]
    return (
        "Rank correlation of length in words with being wrong (above 0 = longer units "
        f"are wrong more often): {'; '.join(parts)}."
    )


def measures(report: ReportTables) -> Html:
    """Set other measures beside the report's own."""
    rows = report["measures"]
    shown = rows[["measure", "n"]].assign(
        AUC=[_interval(r["auc"], r["auc_low"], r["auc_high"])
             for _, r in rows.iterrows()],
        behind=[_signed(r, "behind") for _, r in rows.iterrows()],
    )  # fmt: skip
    shown.loc[shown.index[0], "behind"] = "–"
    left_out = " ".join(report.about["gold"].get("left_out", []))
    return table(
        shown,
        "Which measure tells units coded as an actual or threatened act or threat from "
        "the others? AUC: chance that one of the former scores higher than one of the "
        "latter (0.5 = chance); behind: how far a measure falls behind the first, with "
        "a paired interval, below 0 = it is ahead. Flat severities, all equal, would "
        "give the first again. naive words: sixty that anyone might write down. GPR: "
        "the queries of the Geopolitical Risk index, N/2 read in two ways. The model "
        "was trained on these codes, with the mentions as a help, and judged "
        "on articles it had not seen. This is a test of sensitivity and no menu: to "
        f"report the best of many is p-hacking. {left_out}",
    )


def checks(report: ReportTables) -> Html:
    """Show what must hold without any codes."""
    from toolkit.scores.validation import summarise_checks

    rows = report["checks"]
    failed = rows[~rows["passed"]]
    first = "".join(
        f" Not passed ({row['check']}): “{row['sentence']}”" for _, row in
        failed.drop_duplicates("check").head(4).iterrows()
    )  # fmt: skip
    return table(
        summarise_checks(rows)[["check", "n", "passed"]],
        "Plain sentences changed in a way whose effect is known: negated, turned into "
        "the passive, put behind an if, moved to a past year, quoted, actors "
        "exchanged, American spelling, text doubled, story reprinted. n: sentences "
        "tried; what the lexicon does not find at all is tried no further."
        f"{first}",
    )
