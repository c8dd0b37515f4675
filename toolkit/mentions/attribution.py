"""Whose words are these? Quotations and reported speech, each with its source.

What stands between quotation marks is quoted; :mod:`toolkit.mentions.quotations` finds
it. What a reporting word introduces is reported; :mod:`toolkit.mentions.reporting`
finds that. Here each quotation gets its speaker, the first of these that is there:

1. the source of the nearest report in a sentence where it begins or ends;
2. that of a report without content right before it ("He added:") or behind it
   ("... ?" he asked.);
3. that of the quotation or report before it in its paragraph;
4. where a quotation is never closed and the next paragraph opens with a mark, that of
   the next;
5. for a quotation that opens its paragraph, that of the paragraph before.

A short quotation that no reporting word introduces is a title or a scare quote: the
narrator's own words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.mentions.matching import Hits
from toolkit.mentions.quotations import quotations
from toolkit.mentions.reporting import Attributions, reports
from toolkit.mentions.senses import sentence_bounds
from toolkit.mentions.spans import inside, pick
from toolkit.text import PARAGRAPH, Words, count_between

__all__ = ["Attributions", "attributions"]

# Words of a quotation that may be a mere name or a scare quote.
_SCARE = 3


def attributions(words: Words, texts: Sequence[str], verbs: Hits) -> Attributions:
    """Every quotation and every stretch of reported speech, in text order."""
    quote_first, quote_stop = quotations(words, texts)
    quoted = inside(quote_first, quote_stop, len(words))
    found = reports(words, verbs.take(~quoted[verbs.first]))
    direct = _direct(words, quote_first, quote_stop, found)
    # a report of words between quotation marks names their source, and is no more
    bare = found.content_stop <= found.content_first
    unquoted = ~bare & (found.kind == "indirect")
    unquoted &= ~_mostly(quoted, found.content_first, found.content_stop)
    whole = Attributions.joined([direct, found.take(unquoted)])
    return whole.take(np.lexsort((whole.content_stop, whole.content_first)))


def _mostly(flags: np.ndarray, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    return 2 * count_between(flags, first, stop) > stop - first


def _direct(
    words: Words, first: np.ndarray, stop: np.ndarray, found: Attributions
) -> Attributions:
    """Quotations, each with the source and cue of the report that introduces it."""
    found = found.take(found.spoken)
    report, introduced = _report_of(words, first, stop, found)
    kept = introduced | ~_is_mere_name(words, first, stop)
    first, stop, report = first[kept], stop[kept], report[kept]
    report = _carry_on(words, first, stop, report, found)
    parts = (found.source_first, found.source_stop, found.cue_first, found.cue_stop)
    return Attributions(
        *(pick(part, report) for part in parts),
        first,
        stop,
        np.full(len(first), "direct", object),
        np.ones(len(first), bool),
    )


def _report_of(
    words: Words, first: np.ndarray, stop: np.ndarray, found: Attributions
) -> tuple[np.ndarray, np.ndarray]:
    """Number of the report nearest to each quotation (-1: none), and if it is a cue.

    A report introduces a quotation that lies in its content, or that has no content of
    its own and stands next to it.
    """
    n = len(first)
    if len(found) == 0 or n == 0:
        return np.full(n, -1), np.zeros(n, bool)
    low, high = sentence_bounds(words)
    cues, bare = found.cue_first, found.content_stop <= found.content_first
    last = np.maximum(stop - 1, 0)
    back, ahead = np.searchsorted(cues, first) - 1, np.searchsorted(cues, stop)
    there_back, there_ahead = back >= 0, ahead < len(cues)
    back, ahead = np.maximum(back, 0), np.minimum(ahead, len(cues) - 1)
    far = 10**9
    near_back = (cues[back] >= low[first]) | (bare[back] & (high[cues[back]] == first))
    near_back &= words.doc[cues[back]] == words.doc[first]
    near_ahead = (cues[ahead] < high[last]) | (low[cues[ahead]] == stop)
    near_ahead &= words.doc[cues[ahead]] == words.doc[last]
    # "He added:" in a paragraph of its own belongs to what follows
    follows = bare[ahead] & ((words.gap[cues[ahead]] & PARAGRAPH) == 0)
    follows &= (words.gap[low[cues[ahead]]] & PARAGRAPH) == 0
    near_ahead &= (cues[ahead] < high[last]) | follows
    d_back = np.where(there_back & near_back, first - cues[back], far)
    d_ahead = np.where(there_ahead & near_ahead, cues[ahead] - last, far)
    report = np.where(d_ahead <= d_back, ahead, back)
    known = np.minimum(d_back, d_ahead) < far
    held = (found.content_first[report] <= first) & (found.content_stop[report] >= stop)
    return np.where(known, report, -1), known & (held | bare[report])


def _is_mere_name(words: Words, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Tell scare quotes and titles: a few words, or capitals all through."""
    low, high = sentence_bounds(words)
    last = np.maximum(stop - 1, 0)
    whole = (low[first] == first) & (high[last] == stop)
    length = stop - first
    capitals = 2 * count_between(words.capital, first, stop) >= length
    capitals &= words.capital[first] & words.capital[last]
    return ~whole & ((length <= _SCARE) | (capitals & (length <= 3 * _SCARE)))


def _carry_on(
    words: Words,
    first: np.ndarray,
    stop: np.ndarray,
    report: np.ndarray,
    found: Attributions,
) -> np.ndarray:
    """Give a quotation without a report the speaker who had the floor before it."""
    if len(first) == 0:
        return report
    opens = (words.gap & PARAGRAPH) > 0
    # a headline's last paragraph is not the one before the first below it
    paragraph = np.cumsum(opens) + 2 * words.doc
    report = report.copy()
    # what is opened, never closed and opened again goes on with one speaker
    goes_on = (stop[:-1] == first[1:]) & opens[first[1:]]
    goes_on &= words.doc[first[:-1]] == words.doc[first[1:]]
    for i in np.flatnonzero(goes_on & (report[:-1] < 0))[::-1].tolist():
        report[i] = report[i + 1]
    latest = np.searchsorted(found.cue_first, first) - 1
    named = np.maximum.accumulate(
        np.where(found.source_first >= 0, np.arange(len(found)), -1)
    )
    for i in np.flatnonzero(report < 0).tolist():
        here = paragraph[first[i]]
        reach = here - opens[first[i]]
        if i and paragraph[stop[i - 1] - 1] >= reach and report[i - 1] >= 0:
            report[i] = report[i - 1]
        elif latest[i] >= 0:
            candidate = named[latest[i]]
            if candidate >= 0 and paragraph[found.cue_first[candidate]] >= reach:
                report[i] = candidate
    return report
