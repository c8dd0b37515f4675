"""The first page of the comparison: figures and sentences on two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.show.captions import Html
from toolkit.show.one_page import Tile, answer, tiles_html
from toolkit.show.sentences import counted, opening
from toolkit.show.side_plots import label_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from toolkit.show.report_tables import ReportTables

MOST_NAMED = 5  # terms in a sentence


# -------------------------------------------------------------------- figures in words


def _number(value: float, percent: bool) -> str:
    shown = 100 * value if percent else value
    if shown == 0:
        return "0"
    places = 0 if percent and shown >= 9.95 else 1 if percent or shown >= 9.95 else 2
    return f"{shown:.{places}f}"


def with_ends(row: pd.Series, name: str) -> str:
    r"""A side, or the ratio, with its interval in brackets.

    >>> import pandas as pd
    >>> with_ends(pd.Series({"measure": "share", "first": 0.5, "first_low": 0.4,
    ...                      "first_high": 0.6}), "first")
    '50\xa0% (40 to 60)'
    """
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    percent = row["measure"] == "share" and name != "ratio"
    if value != value:
        return "–"
    unit = "\N{NO-BREAK SPACE}%" if percent else ""
    return f"{_number(value, percent)}{unit} {_ends(low, high, percent)}"


def _ends(low: float, high: float, percent: bool) -> str:
    low, high = ("–" if x != x else _number(x, percent) for x in (low, high))
    return f"({low} to {high})" if (low, high) != ("–", "–") else "(–)"


def as_points(row: pd.Series) -> str:
    """Difference of two shares in percentage points, with its interval.

    >>> import pandas as pd
    >>> as_points(pd.Series({"difference": -0.012, "low": -0.1, "high": 0.07}))
    '-1.2 (-10 to +7.0)'
    """
    names = ("difference", "low", "high")
    value, low, high = (_signed(100 * row[name]) for name in names)
    return f"{value} ({low} to {high})"


def _signed(value: float) -> str:
    if abs(value) < 0.05:
        return "0"
    return f"{value:+.0f}" if abs(value) >= 9.95 else f"{value:+.1f}"


def _differs(row: pd.Series) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)


# ------------------------------------------------------------------------ the one page


def key_figures(report: ReportTables) -> Html:
    """Show what was compared, and both sides in shares and rates."""
    return tiles_html(list(_tiles(report)))


def _tiles(report: ReportTables) -> Iterator[Tile]:
    rows = report["sides"]
    share, rate = (rows_of(rows, name).iloc[0] for name in ("share", "rate"))
    articles = report["articles"]
    names = report.about["sides"]
    for side, name in zip(("first", "second"), names, strict=True):
        own = articles[articles["side"] == name]
        stories = counted(int(share[f"stories_{side}"]), "story", "stories")
        outlets = counted(own["source"].nunique(), "source")
        basis = f"articles ({stories}) of {outlets}"
        yield Tile(opening(name), f"{len(own):,}", basis)
    yield Tile(
        "Told by both", f"{rows.attrs['n_both']:,}", "stories, copies counted once"
    )
    what = mentioned(report)
    for side, name in zip(("first", "second"), names, strict=True):
        title = f"{opening(name)}: with {what}"
        yield Tile(title, f"{share[side]:.0%}", _basis(share, side))
    yield Tile("Difference in points", as_points(share).partition(" (")[0],
               f"of stories with {what}, second less first; "
               f"{_ratio_words(rate)}")  # fmt: skip


def _basis(share: pd.Series, side: str) -> str:
    ends = with_ends(share, side).partition(" (")[2].rstrip(")")
    stories = counted(int(share[f"stories_{side}"]), "story", "stories")
    return f"of {stories} (interval {ends} %)"


def _ratio_words(rate: pd.Series) -> str:
    if rate["ratio"] != rate["ratio"]:
        return "no ratio of rates: the first has no mention"
    return f"ratio of rates {with_ends(rate, 'ratio')}"


def mentioned(report: ReportTables) -> str:
    """What is counted, by the channels of the recipe.

    It stands in sentences: "stories with …".
    """
    names = {"act": "act", "threat": "threat", "deescalation": "de-escalation",
             "tone": "tone"}  # fmt: skip
    chosen = [names[c] for c in report.about["recipe"]["channels"]]
    article = "an " if chosen[0] == "act" else ""
    return article + " or ".join(chosen)


def what_differs(report: ReportTables) -> Html:
    """Say where the sides differ: all together, by channel, by term, within outlets."""
    said = [*_all_together(report), _by_channel(report), *_by_term(report),
            *_within_outlets(report)]  # fmt: skip
    return answer("Where they differ", said)


def _all_together(report: ReportTables) -> list[str]:
    """Shares and rates; a name may be anything, so it stands before a colon."""
    share, rate = (rows_of(report["sides"], name).iloc[0] for name in ("share", "rate"))
    what = mentioned(report)
    sides = " ".join(
        f"{opening(name)}: {what} in {int(share[f'hits_{side}']):,} of "
        f"{counted(int(share[f'stories_{side}']), 'story', 'stories')} "
        f"({with_ends(share, side).replace(' (', '; interval ')}."
        for side, name in zip(("first", "second"), report.about["sides"], strict=True)
    )
    return [
        f"{sides} The difference, second less first, is {as_points(share)} percentage "
        f"points: {_verdict(share)}.",
        f"Per 1,000 words there are {with_ends(rate, 'first')} such mentions in the "
        f"first and {with_ends(rate, 'second')} in the second; {_ratio_words(rate)}: "
        f"{_verdict(rate)}.",
    ]


def _verdict(row: pd.Series) -> str:
    if row["low"] != row["low"]:
        return "one side has none, so no interval can be given"
    if _differs(row):
        return "more than the draw of stories explains"
    return (
        "the interval holds no difference as well, so none is shown; that is not to "
        "say that there is none"
    )


def _by_channel(report: ReportTables) -> str:
    rows = rows_of(report["sides_by_channel"], "share")
    far = [row for _, row in rows.iterrows() if _differs(row) and row["enough"]]
    if not far:
        return "No channel differs in its share of stories by more than chance."
    listed = "; ".join(
        f"{label_of(row['channel'])}, {with_ends(row, 'first')} of stories and "
        f"{with_ends(row, 'second')}, difference {as_points(row)} points"
        for row in far
    )
    return f"By channel, beyond chance: {listed}."


def _by_term(report: ReportTables) -> Iterator[str]:
    for by, what in (("type", "types of event"), ("term", "terms")):
        if f"sides_by_{by}" not in report:
            continue
        rows = rows_of(report[f"sides_by_{by}"], "share")
        far = rows[rows["stands_out"].astype(bool) & rows["enough"].astype(bool)]
        if rows.empty:
            continue
        named = ", ".join(f"“{label_of(name)}”" for name in far[by].head(MOST_NAMED))
        stand = f"{len(far):,} stand out" if len(far) != 1 else "1 stands out"
        yield (
            f"Of {len(rows):,} {what} compared, "
            f"{f'{stand} ({named})' if len(far) else 'none stands out'} once their "
            "number is allowed for."
        )


def _within_outlets(report: ReportTables) -> Iterator[str]:
    if "sides_by_source" not in report:
        return
    rows = rows_of(report["sides_by_source"], "share")
    if rows.empty:
        yield (
            "No outlet is on both sides: this may be a difference between outlets as "
            "well as any other."
        )
        return
    up, down = int((rows["low"] > 0).sum()), int((rows["high"] < 0).sum())
    yield (
        f"Of {counted(len(rows), 'outlet')} on both sides, {up:,} "
        f"{'is' if up == 1 else 'are'} higher in the second beyond chance and {down:,} "
        "lower."
    )


def how_surely(report: ReportTables) -> Html:
    """Say what the intervals cover, and what no figure of the page can tell."""
    attrs = report["sides"].attrs
    sure = answer("How surely", [
        f"Intervals ({attrs['interval']:.0%}, {attrs['draws']:,} draws) cover chance "
        "in which stories were read on each side. They do not cover errors of the word "
        "list, which may fall on one side more than on the other.",
        "Nobody coded these texts by hand for this page, so how often its counts are "
        "right on either side is not known.",
    ])  # fmt: skip
    cannot = answer("What it cannot tell", [
        "Why the sides differ: other outlets, sections, lengths or dates differ in "
        "wording before any event does. Nor whether tension in the world differs.",
    ])  # fmt: skip
    return Html(
        f'<div class="answers">{sure.html}{cannot.html}</div>',
        f"{sure.words}\n{cannot.words}",
    )
