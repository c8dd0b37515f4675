"""The section of a report in which a reader moves the weights, without a server.

Its numbers are tables of the index wing, handed to one script of our own as data. Where
scripts do not run, the section is the figure of the weights as they were published.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from toolkit.schema import CHANNELS
from toolkit.show.captions import Html, figure, note
from toolkit.show.plots import CHANNEL_NAMES, plot_index
from toolkit.show.sentences import period_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from toolkit.mentions.lexicon import Lexicon
    from toolkit.show.report_tables import ReportTables

__all__ = ["live", "live_script", "scales_of", "script_hash"]

FLAT = "flat"
_UNITS = {
    "weighted": "Severities per 1,000 words",
    "tension": "Mentions per 1,000 words by their weights, cooling subtracted",
}


def live(report: ReportTables) -> Html:
    """Show the index with its weights to be moved; a figure where no script runs."""
    if why := report.without("live_cells", "The weights cannot be moved."):
        return note(f"The weights cannot be moved here: {why}")
    drawn = figure(
        plot_index(report["live_index"]),
        "The index by severities per 1,000 words, as published. With scripts allowed, "
        "sliders stand here that move the severity of each type of event.",
    )
    data = as_script_data(_payload(report))
    html = (
        f'<div class="live"><script type="application/json">{data}</script>'
        f"{drawn.html}</div>"
    )
    return Html(html, drawn.words)


def as_script_data(data: object) -> str:
    r"""JSON that may stand inside a ``script`` element, whatever texts it holds.

    >>> as_script_data({"name": "</script><!--"})
    '{"name":"\\u003c/script\\u003e\\u003c!--"}'
    """
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def live_script() -> str:
    """The script of the section, as it stands in the page."""
    folder = resources.files("toolkit.show") / "templates"
    return (folder / "live.js").read_text("utf-8").replace("\r\n", "\n")


def script_hash(script: str) -> str:
    """How a content security policy names a script that may run.

    >>> script_hash("alert(1)")
    'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='
    """
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def scales_of(
    mentions: pd.DataFrame, lexicon: Lexicon, measure: str
) -> dict[str, pd.Series]:
    """Severities on every scale the lexicon has, other than what the index counts."""
    from toolkit.mentions.lexicon import SCALES
    from toolkit.mentions.scales import severities_on
    from toolkit.schema import ToolkitError

    found = {}
    if measure == "tension":  # counts mentions, so that their own scale is another one
        found[lexicon.scale] = mentions["severity"]
    for scale in SCALES:
        if scale in (lexicon.scale, FLAT):  # flat is the count itself
            continue
        try:
            found[scale] = severities_on(mentions, lexicon.on_scale(scale))
        except ToolkitError:  # a file of one's own, or mentions of another lexicon
            continue
    return found


# -------------------------------------------------------------------- what is handed on


def _payload(report: ReportTables) -> dict[str, Any]:
    """Everything the script needs, in plain lists."""
    cells, counts = report["live_cells"], report["live_counts"]
    kinds = sorted(set(zip(counts["type"], counts["channel"], strict=True)))
    types = sorted({kind for kind, _ in kinds})
    channels = [c for c in CHANNELS if any(c == channel for _, channel in kinds)]
    scales = list(counts.columns[counts.columns.get_loc("count") + 1 :])
    attrs = cells.attrs
    flat = attrs["measure"] != "tension"  # which counts mentions anyway
    every = str(attrs["every"])
    own = counts[counts["of"] == "period"]
    return {
        "every": every,
        "unit": _UNITS[attrs["measure"]],
        "scales": [*_scale_names(report, scales), *([FLAT] if flat else [])],
        "types": _named(own.groupby("type")["count"].sum(), types),
        "channels": _named(own.groupby("channel")["count"].sum(), channels,
                           CHANNEL_NAMES),
        "kinds": [
            {"type": types.index(kind), "channel": channels.index(channel),
             "sign": attrs["signs"].get(channel, 1)}
            for kind, channel in kinds
        ],
        "cells": {
            of: _cells(cells[cells["of"] == of], counts[counts["of"] == of],
                       kinds, scales, every)
            for of in ("period", "source")
        },
        "lines": _lines(report, kinds, scales, every),
        "band": _band(report["live_index"]),
        "firsts": {of: _firsts(report, of) for of in ("period", "source")},
    }  # fmt: skip


def _scale_names(report: ReportTables, scales: list[str]) -> list[str]:
    own = report.about["lexicon"].get("scale", "")
    if report["live_cells"].attrs["measure"] == "tension":
        own = "1 each"
    return [f"as published ({own})" if own else "as published", *scales[1:]]


def _named(
    totals: pd.Series, names: Sequence[str], shown: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Names of sliders, each with its mentions."""
    return [
        {"name": (shown or {}).get(name, name), "n": int(totals.get(name, 0))}
        for name in names
    ]


def _cells(
    cells: pd.DataFrame,
    counts: pd.DataFrame,
    kinds: list[tuple[str, str]],
    scales: list[str],
    every: str,
) -> dict[str, Any]:
    """Periods or outlets: what each is divided by, and its mentions of each kind."""
    labels = [
        str(row.name) if row.of == "source" else period_name(row.period, every)
        for row in cells.itertuples(index=False)
    ]
    return {
        "names": [str(name) for name in cells["name"]],
        "labels": labels,
        "words": [int(n) for n in cells["n_words"]],
        "stories": [int(n) for n in cells["n_stories"]],
        "enough": [int(x) for x in cells["enough"]],
        "base": [int(x) for x in cells["base"]],
        "ranked": [int(x) for x in cells["ranked"]],
        "counts": _matrix(counts, "count", cells["name"], kinds),
        # flat, the last scale, is the counts themselves
        "amounts": [_matrix(counts, s, cells["name"], kinds) for s in scales] + [None],
    }


def _lines(
    report: ReportTables, kinds: list[tuple[str, str]], scales: list[str], every: str
) -> list[dict[str, Any]]:
    """Periods of each outlet that has a line of its own, and its interval."""
    cells, counts = report["live_cells"], report["live_counts"]
    cells, counts = cells[cells["of"] == "line"], counts[counts["of"] == "line"]
    index = report["live_outlets"]
    return [
        {"source": str(name),
         **_cells(own, counts[counts["source"] == name], kinds, scales, every),
         "band": _band(index[index["source"] == name])}
        for name, own in cells.groupby("source", sort=False)
    ]  # fmt: skip


def _band(index: pd.DataFrame) -> dict[str, list[float | None]]:
    """Ends of the interval as published; none where there is none."""
    index = index.sort_values("period")
    return {
        end: [None if x != x else float(x) for x in index[end]]
        for end in ("low", "high")
    }


def _matrix(
    counts: pd.DataFrame, column: str, names: pd.Series, kinds: list[tuple[str, str]]
) -> list[list[float]]:
    """Rows of cells, columns of kinds; whole numbers as such, for they are shorter."""
    place = {
        (row.name, row.type, row.channel): row.amount
        for row in counts.assign(amount=counts[column]).itertuples(index=False)
    }
    table = [[place.get((name, *kind), 0) for kind in kinds] for name in names]
    return [[int(x) if x == int(x) else float(x) for x in row] for row in table]


def _firsts(report: ReportTables, of: str) -> list[int]:
    """Place of what comes first in each random weighting, -1 where all are level."""
    cells, firsts = report["live_cells"], report["live_firsts"]
    names = list(cells.loc[cells["of"] == of, "name"])
    mine = firsts.loc[firsts["of"] == of, "first"]
    return [names.index(name) if name else -1 for name in mine]
