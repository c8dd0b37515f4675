"""The first page of the report: what was measured, what it shows, and how surely.

It is written for a reader who reads nothing else and no code: key figures, one picture,
and three short answers, each with the number it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.show.captions import Html
from toolkit.show.plots import CHANNEL_NAMES
from toolkit.show.safe import for_html
from toolkit.show.sentences import (
    counted,
    describe_index,
    headword,
    percents,
    period_length,
    period_name,
)
from toolkit.show.validity_sections import describe_validation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.show.report_tables import ReportTables


@dataclass(frozen=True)
class Tile:
    """A key figure: what it is, the figure, and what it rests on."""

    name: str
    figure: str
    basis: str

    @property
    def html(self) -> str:
        """The tile as an entry of a list of descriptions."""
        parts = (self.name, self.figure, self.basis)
        name, number, basis = map(for_html, parts)
        return f"<div><dt>{name}</dt><dd><strong>{number}</strong> {basis}</dd></div>"


def key_figures(report: ReportTables) -> Html:
    """Show some figures large, each with its unit, interval and number of stories."""
    return tiles_html(list(_tiles(report)))


def tiles_html(tiles: list[Tile]) -> Html:
    """Key figures, one beside the other."""
    html = "".join(tile.html for tile in tiles)
    words = "\n".join(f"{t.name}: {t.figure} {t.basis}" for t in tiles)
    return Html(f'<dl class="tiles">{html}</dl>', words)


def what_it_shows(report: ReportTables) -> Html:
    """Say the finding: prevalence, course, what moved it, lasting shifts."""
    said = [_prevalence(report), _trend(report), *_largest_part(report)]
    if "changes" in report:
        said.append(f"Lasting shifts: {report['changes'].attrs['sentence']}")
    return answer("What it shows", said)


def how_surely(report: ReportTables) -> Html:
    """Say how sure the finding is, and what no figure of this page can tell."""
    said = [_measured(report), *_survival(report), _validated(report)]
    sure = answer("How surely", [s for s in said if s])
    cannot = answer("What it cannot tell", [_CANNOT])
    return Html(
        f'<div class="answers">{sure.html}{cannot.html}</div>',
        f"{sure.words}\n{cannot.words}",
    )


_CANNOT = (
    "Whether tension in the world rose, or what will happen: only how the articles "
    "that were read write. Coverage that is missing, or written in other languages, "
    "does not exist for it. The last section lists all limits."
)


def answer(question: str, sentences: list[str]) -> Html:
    """Question and answer, as a small heading and paragraphs."""
    body = "".join(f"<p>{for_html(s)}</p>" for s in sentences)
    html = f'<div class="finding"><h3>{for_html(question)}</h3>{body}</div>'
    return Html(html, "\n".join([question, *sentences]))


# -------------------------------------------------------------------------- key figures


def _tiles(report: ReportTables) -> Iterator[Tile]:
    scores = report["scores"]
    sources = counted(report["articles"]["source"].nunique(), "source")
    aside = counted(len(report["skipped"]), "item")
    yield Tile("Read", f"{len(scores):,}", f"articles of {sources}; {aside} set aside")
    if hits := _with_a_hit(report):
        found, n, low, high = hits
        yield Tile(
            "With an act or threat",
            f"{found / n:.0%}",
            f"of {counted(n, 'story', 'stories')} "
            f"(95 % interval {percents(low, high)})",
        )
    yield from _peak(report)
    yield from _channel_peaks(report)
    yield from _busiest_pair(report)


def _with_a_hit(report: ReportTables) -> tuple[int, int, float, float] | None:
    """Stories with an act or threat, of how many, and the interval of the share."""
    from toolkit.index.intervals import wilson_interval

    scores = report["scores"]
    read = scores[scores["act_any"].notna()]
    stories = read.groupby("story_id")[["act_any", "threat_any"]].max()
    n, hits = len(stories), int(stories.max(axis=1).sum())
    if not n:
        return None
    low, high = (float(end) for end in wilson_interval(hits, n, 0.95))
    return hits, n, low, high


def _peak(report: ReportTables) -> Iterator[Tile]:
    if "index" not in report:
        return
    top = _highest(report["index"])
    if top is not None:
        when = period_name(top["period"], period_length(report["index"]))
        yield Tile(f"Highest: {when}", f"{top['value']:.0f}", _rests_on(top))


def _channel_peaks(report: ReportTables) -> Iterator[Tile]:
    if "by_channel" not in report:
        return
    rows = report["by_channel"]
    every = period_length(rows)
    for channel in ("threat", "deescalation"):
        top = _highest(rows[rows["channel"].astype(str) == channel])
        if top is not None:
            name = f"{CHANNEL_NAMES[channel]}, highest"
            when = period_name(top["period"], every)
            yield Tile(name, f"{top['value']:.0f}", f"in {when}; {_rests_on(top)}")


def _highest(rows: pd.DataFrame) -> pd.Series | None:
    solid = rows[rows["enough"].astype(bool) & rows["value"].notna()]
    return None if solid.empty else solid.loc[solid["value"].idxmax()]


def _rests_on(row: pd.Series) -> str:
    """Interval and stories of a value, base window = 100."""
    interval = ""
    if pd.notna(row["low"]) and pd.notna(row["high"]):
        interval = f", interval {row['low']:.0f} to {row['high']:.0f}"
    stories = counted(int(row["n_stories"]), "story", "stories")
    return f"100 = base window{interval}, {stories}"


def _busiest_pair(report: ReportTables) -> Iterator[Tile]:
    if "dyads" not in report or report["dyads"].empty:
        return
    rows = report["dyads"]
    top, of = rows.loc[rows["mentions"].idxmax()], int(rows["mentions"].sum())
    yield Tile(
        "Named most often as a pair",
        top["dyad"].replace("->", "\N{RIGHTWARDS ARROW}"),
        f"{top['mentions']:,} of {of:,} mentions of all channels with both sides named",
    )


# ------------------------------------------------------------------------ what it shows


def _prevalence(report: ReportTables) -> str:
    hits = _with_a_hit(report)
    if not hits:
        return "No article holds any words, so nothing could be counted."
    found, n, low, high = hits
    return (
        f"Of {counted(n, 'story', 'stories')} in "
        f"{counted(len(report['scores']), 'article')}, {found:,} ({found / n:.0%}; "
        f"95 % interval {percents(low, high)}) report or threaten at least one "
        "coercive or violent act, in the words of the lexicon."
    )


def _trend(report: ReportTables) -> str:
    if "index" not in report:
        return f"There is no index over time. {report.about['no_index']}"
    return describe_index(report["index"])


def _largest_part(report: ReportTables) -> list[str]:
    if "parts" not in report or report["parts"].empty:
        return []
    parts = report["parts"]
    terms = ", ".join(f"“{headword(term)}”" for term in parts["term"].head(3))
    every = period_length(report["index"])
    first, second = (
        period_name(pd.Timestamp(parts.attrs[end]), every)
        for end in ("first", "second")
    )
    return [
        f"Between {first} and {second} the words that changed the index most were "
        f"{terms}."
    ]


# --------------------------------------------------------------------------- how surely


def measure_in_words(report: ReportTables) -> str:
    """Name what the index counts, in the words of its recipe."""
    choices = dict(line.split(": ", 1) for line in report.about["recipe_lines"][1:])
    channels = choices.get("channels", "")
    which = f" (channels: {channels})" if channels else ""
    return f"Measured: {choices['measure'].split(' (')[0]}{which}."


def _measured(report: ReportTables) -> str:
    if "index" not in report:
        return ""
    index = report["index"]
    thin = int((~index["enough"].astype(bool)).sum())
    every = period_length(index)
    few = (
        f" {counted(thin, every)} of {len(index):,} held too few stories to compare."
        if thin
        else f" Every {every} held enough stories to compare."
    )
    share = float(report.about["recipe"]["interval"])
    return (
        f"{measure_in_words(report)} The intervals ({share:.0%}) cover chance in which "
        f"stories were read, not errors of the word list.{few}"
    )


def _survival(report: ReportTables) -> list[str]:
    if "robustness" not in report:
        return []
    return [f"Other choices: {report['robustness'].attrs['sentence']}"]


def _validated(report: ReportTables) -> str:
    if not report.about.get("gold") or "validation" not in report:
        return (
            "Nobody coded these texts by hand for this report, so how often its counts "
            "are right here is not known."
        )
    return f"Against hand codes: {describe_validation(report['validation'])}"
