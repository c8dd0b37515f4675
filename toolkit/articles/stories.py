"""Copies of one story: wire copy in several outlets, reprints, cuts, light edits.

Articles are compared by their *shingles*, all runs of four words of the body. A copy,
even one that was cut and gone over, consists of runs of words of what it was copied
from; two desks that write up the same event in their own words share few. The method,
in order:

1. Stock wording is set aside: a shingle that keeps coming back over weeks is a formula
   of the outlet or desk, whoever wrote the article.
2. Each article is linked, through each shingle, with the first article that has it
   within reach of its date, and with the one just before. Two links a shingle, however
   many copies there are: the work grows with the words, not with the pairs.
3. In order of time, each article joins the story it is most like, or opens its own. It
   is always compared with the *earliest member*: a chain of small changes cannot
   bind two different articles. Most words must stand in common runs, and names and
   numbers must agree: those of a form filled in afresh do not.

Broder (1997), "On the resemblance and containment of documents", is the source of
shingles and containment.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from toolkit.articles.compared import ComparedCorpus
from toolkit.articles.days import by_time, publication_times
from toolkit.articles.links import links
from toolkit.articles.overlap import Overlap
from toolkit.articles.shelf import Shelf
from toolkit.articles.signatures import TOLD_BY, Signatures
from toolkit.schema import BadValue, check_table, require_columns
from toolkit.text.compiled import foresee

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["explain_copies", "find_stories"]

# Two outlets that each drop another fifth of a wire story still share three quarters of
# what they print; desks that write for themselves share a tenth. This and the next two
# were set on seed 1 of tests/benchmarks/planted_copies.py, which is measured on others.
DEFAULT_THRESHOLD = 0.6
SHORT_SHARE = 0.8  # of the words of the shortest texts
PARTICULARS = 0.75  # of names and numbers, kept by a long copy; a short one keeps all
# Texts of fewer shingles are copies only when they are identical.
FEWEST_SHINGLES = 8
# From here on the shares hold as given; below they rise up to FEWEST_SHINGLES.
ENOUGH_SHINGLES = 100
# A copy is at least this part of the other's length. Below it stand round-ups, which
# hold a paragraph of everything.
SMALLEST_PART = 0.1
CONTAINED = 0.98  # of an article's words: the rest is the seam of a cut
_LETTERS = 6  # of a word, with the blank behind it
_BLOCK = 4_000_000  # characters cut into words at once, about 0.2 GB of memory


def find_stories(
    articles: pd.DataFrame, *, threshold: float = DEFAULT_THRESHOLD, days: int = 7
) -> pd.DataFrame:
    """Mark the copies of each story: articles with ``story_id`` filled.

    Parameters
    ----------
    articles
        One row per article: ``article_id`` and ``text``; ``title`` stands in for an
        empty text; ``published`` keeps stories apart in time.
    threshold
        Share (0 to 1) of the shorter article's words that stand in runs of four or
        more found in the longer. Higher = fewer copies. Texts shorter than about 100
        words must share more, up to 0.8.
    days
        A copy appears at most this many days after the earliest article of its story.
        Undated articles are compared with all.

    Returns
    -------
    pandas.DataFrame
        One row per article, the same rows in the same order. ``story_id`` is the
        ``article_id`` of the earliest article of the story (by ``published``, then by
        ``article_id``; undated last), its own for an article without copies.

    Raises
    ------
    MissingColumn
        ``article_id`` or ``text`` is absent.
    BadValue
        ``threshold`` is not above 0 and up to 1, ``days`` is negative, or ``published``
        holds no times.

    Notes
    -----
    Identical texts are always copies, case and punctuation aside. Headlines are not
    compared: outlets write their own. Texts of fewer than 11 words must be identical. A
    long quotation or a shared background passage binds two articles only where it
    fills ``threshold`` of the shorter one. Names and numbers of a copy must be those of
    the original: 75 % of them in long texts, all in the shortest. An update of a
    running report, another death toll and all, is the same story while most of its
    text is; a weekly item with new numbers is not. A round-up published before the
    stories it sums up can bind them. Texts in scripts written without blanks must be
    identical. Same articles, same stories, in whatever order the rows stand. Articles
    that come in later can change stories of the last ``days`` only, but what is stock
    wording depends on all: call it on the whole corpus.

    Examples
    --------
    >>> import pandas as pd
    >>> wire = ("The ministry said on Tuesday that the border crossing would stay shut "
    ...         "until both sides had agreed on a new schedule for patrols.")
    >>> articles = pd.DataFrame({
    ...     "article_id": ["b", "a", "c"],
    ...     "published": ["2024-08-07", "2024-08-06", "2024-08-06"],
    ...     "text": [wire, wire.upper(), "Farmers expect a good harvest this year."]})
    >>> find_stories(articles)["story_id"].tolist()
    ['a', 'a', 'c']
    """
    check_table(articles, "articles")
    if not 0 < threshold <= 1 or days < 0:
        raise BadValue(
            f"threshold={threshold!r} and days={days!r}: threshold is a share above 0 "
            "and up to 1, days is 0 or more, e.g. "
            "find_stories(articles, threshold=0.6, days=7)."
        )
    with Shelf() as shelf:
        for part in _parts(articles):
            shelf.add(Signatures.of(part))
        leader = leaders(shelf.signatures(), threshold=threshold, days=days)
    return articles.assign(story_id=articles["article_id"].array[leader])


def explain_copies(articles: pd.DataFrame, story_id: str) -> pd.DataFrame:
    """Show how each copy of a story differs from its earliest article.

    Parameters
    ----------
    articles
        One row per article, from :func:`find_stories`.
    story_id
        The story.

    Returns
    -------
    pandas.DataFrame
        One row per copy, the earliest article left out, in order of time:
        ``article_id``, ``source`` and ``published`` where they exist, ``shared`` (share
        of the one text's words that stand in runs of four or more found in the other,
        0 to 1, whichever is higher), ``particulars`` (share of the shorter one's names
        and numbers that the other has, 0 to 1; low in an update), ``kind``: ``exact``
        (the same words), ``cut`` (all of it stands in the earliest article), ``added``
        (it holds all of that), ``edited`` (anything else); ``same_title`` where there
        are titles.

    Raises
    ------
    BadValue
        No article has this ``story_id``.

    Examples
    --------
    >>> import pandas as pd
    >>> wire = ("The ministry said on Tuesday that the border crossing would stay shut "
    ...         "until both sides had agreed on a new schedule for patrols.")
    >>> articles = pd.DataFrame({"article_id": ["a", "b"],
    ...                          "text": [wire, wire + " Talks resume on Friday."]})
    >>> explain_copies(find_stories(articles), "a")
      article_id  shared  particulars   kind
    0          b     1.0          1.0  added
    """
    import pandas as pd

    require_columns(articles, ["article_id", "text", "story_id"], "articles")
    members = articles[articles["story_id"].eq(story_id)]
    if members.empty:
        some = ", ".join(map(str, articles["story_id"].drop_duplicates().head(3)))
        raise BadValue(
            f"No article has story_id {story_id!r}; there are, for example, {some}. "
            "describe_corpus(articles).duplicates lists the stories with copies."
        )
    members = members.iloc[by_time(members)]
    corpus = ComparedCorpus(Signatures.of(members), days=None)
    found = [_told_of_copy(corpus, i, 0) for i in range(1, len(members))]
    told = [c for c in ("article_id", "source", "published") if c in members]
    table = members[told].iloc[1:].reset_index(drop=True)
    columns = ["shared", "particulars", "kind"]
    table[columns] = pd.DataFrame(found, columns=columns)
    if "title" in members:
        titles = members["title"].fillna("").to_numpy()
        table["same_title"] = titles[1:] == titles[0]
    return table


# -------------------------------------------------------------------------- the stories


def _parts(articles: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """What articles are told by, some megabytes at a time."""
    told = articles[[name for name in TOLD_BY if name in articles]]
    told = told.assign(published=publication_times(articles))
    size = told["text"].fillna("").astype(str).str.len().to_numpy(np.int64)
    block = np.cumsum(size) // _BLOCK
    edges = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(told)]
    for low, high in pairwise(edges):
        yield told.iloc[low:high]


def leaders(
    signed: Signatures, *, threshold: float = DEFAULT_THRESHOLD, days: int = 7
) -> np.ndarray:
    """Row of the earliest article of the story of each article."""
    # other processes may have read the texts
    foresee(_LETTERS * int(signed.n_all.sum()))
    order = signed.in_order_of_time()
    corpus = ComparedCorpus(signed.take(order), days)
    leader = np.arange(len(corpus))
    for later, earlier in links(corpus):
        articles, starts = np.unique(later, return_index=True)
        # without any link np.split still gives one (empty) part
        parts = np.split(earlier, starts[1:])
        for i, linked in zip(articles.tolist(), parts, strict=False):
            leader[i] = _best_leader(corpus, i, np.unique(leader[linked]), threshold)
    row = np.empty(len(corpus), np.int64)
    row[order] = order[leader]
    return row


def _best_leader(
    corpus: ComparedCorpus, i: int, options: np.ndarray, threshold: float
) -> int:
    """Find the opener most like article ``i``, the earlier of equals, or itself."""
    best, closest = i, 0.0
    for j in options[corpus.near(i, options)].tolist():
        share = _likeness(corpus, i, j, threshold)
        if share > closest:
            best, closest = j, share
    return best


def _likeness(corpus: ComparedCorpus, i: int, j: int, threshold: float) -> float:
    """Share of the shorter article found in the longer; 0 when they are no copies."""
    if corpus.signed.whole[i] == corpus.signed.whole[j]:
        return 2.0  # identical comes before merely contained
    small, large = (i, j) if corpus.size[i] <= corpus.size[j] else (j, i)
    n_all = corpus.signed.n_all
    shorter, longer = sorted((int(n_all[i]), int(n_all[j])))
    compared = int(corpus.size[small])
    if shorter < SMALLEST_PART * longer or compared < FEWEST_SHINGLES:
        return 0.0
    overlap = Overlap.of(corpus, small, large)
    if overlap.share < _needed(compared, threshold, SHORT_SHARE):
        return 0.0
    kept = overlap.kept_particulars(corpus, small, large)
    return overlap.share if kept >= _needed(compared, PARTICULARS, 1.0) else 0.0


def _needed(compared: int, at_least: float, shortest: float) -> float:
    """Share that must be found: ``shortest`` in the shortest texts, less in long ones.

    Texts of up to ``FEWEST_SHINGLES`` need ``shortest``, from ``ENOUGH_SHINGLES`` on
    ``at_least``; between them it falls evenly.

    >>> [round(_needed(n, 0.6, 1.0), 2) for n in (8, 54, 100, 500)]
    [1.0, 0.8, 0.6, 0.6]
    """
    short = (ENOUGH_SHINGLES - compared) / (ENOUGH_SHINGLES - FEWEST_SHINGLES)
    return at_least + max(shortest - at_least, 0) * min(max(short, 0.0), 1.0)


def _told_of_copy(
    corpus: ComparedCorpus, i: int, first: int
) -> tuple[float, float, str]:
    """Share of words and of particulars found, and what was done to ``first``."""
    if corpus.signed.whole[i] == corpus.signed.whole[first]:
        return 1.0, 1.0, "exact"
    mine, its = Overlap.of(corpus, i, first), Overlap.of(corpus, first, i)
    inside, holds = mine.share >= CONTAINED, its.share >= CONTAINED
    kind = "edited" if inside == holds else "cut" if inside else "added"
    kept = (
        mine.kept_particulars(corpus, i, first)
        if corpus.size[i] <= corpus.size[first]
        else its.kept_particulars(corpus, first, i)
    )
    return max(mine.share, its.share), kept, kind
