"""The reader: an article with its mentions marked, and why each counts as it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import ipywidgets as widgets

from toolkit.schema import CHANNELS, STATUSES, BadValue, check_table
from toolkit.show.captions import Html
from toolkit.show.evidence import headline, legend
from toolkit.show.explorers.frame import Drawn, Explorer, button, choice, several
from toolkit.show.explorers.why import why_of
from toolkit.show.highlight import Mark, marks_of, paragraphs, pieces
from toolkit.show.safe import for_html
from toolkit.show.sentences import counted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reader", "explore_article"]

MOST_LISTED = 500  # articles in the menu; all are reached by the buttons


def explore_article(
    articles: pd.DataFrame, mentions: pd.DataFrame, article: str | None = None
) -> Reader:
    """Read articles with their mentions marked: which entry, which rule, which cue.

    Parameters
    ----------
    articles
        One row per article.
    mentions
        One row per mention.
    article
        The ``article_id`` to begin with; the first article otherwise.

    Returns
    -------
    Reader
        A widget. Channels differ in colour, line and label; cues have a wavy line. The
        reason for each mention shows under the pointer and on keyboard focus (Tab), and
        for the current one below the text. Buttons lead to the next and previous
        mention and article. ``table`` holds the mentions shown.

    Raises
    ------
    BadValue
        The article is not in ``articles``, or there are none.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import find_mentions
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["Iran bombed a base."]})
    >>> reader = explore_article(articles, find_mentions(articles))
    >>> reader.table["match"].tolist()
    ['bombed']
    """
    return Reader(articles, mentions, article)


class Reader(Explorer):
    """See :func:`explore_article`."""

    table = Drawn()

    def __init__(
        self,
        articles: pd.DataFrame,
        mentions: pd.DataFrame,
        article: str | None = None,
    ) -> None:
        check_table(articles, "articles")
        check_table(mentions, "mentions")
        if articles.empty:
            raise BadValue("The articles table is empty, so there is nothing to read.")
        super().__init__(
            "Reader",
            "Tab goes from mention to mention in the text and shows why each counts as "
            "it does.",
        )
        self._articles = articles.assign(article_id=articles["article_id"].astype(str))
        self._mentions = mentions.assign(article_id=mentions["article_id"].astype(str))
        self._ids = list(self._articles["article_id"])
        self._at = 0  # of the mentions shown
        self.table = mentions.head(0)
        self._make_controls()
        self.read(self._ids[0] if article is None else article)

    def _make_controls(self) -> None:
        channels, statuses = (
            several(name.capitalize(), values, f"Show mentions of these {name}es"
                    if name == "status" else f"Show mentions of these {name}s")
            for name, values in (("channel", CHANNELS), ("status", STATUSES))
        )  # fmt: skip
        self._channels, self._statuses = channels, statuses
        self._menu = choice("Article", [], None, "The article to read", "40rem")
        self._text, self._why = widgets.HTML(), widgets.HTML()
        steps = [
            button("‹ article", "Previous article", lambda: self._turn(-1)),
            button("article ›", "Next article", lambda: self._turn(1)),
            button("‹ mention", "Previous mention", lambda: self._step(-1)),
            button("mention ›", "Next mention", lambda: self._step(1)),
        ]
        self._menu.observe(self._chosen, "value")
        key = widgets.HTML(legend().html)
        self._key = str(self._ids[0])
        self._fill_menu()
        controls = [[self._menu], [*steps, channels, statuses]]
        self._assemble(controls, [self._why, key, self._text])

    # Where the reader is ------------------------------------------------------------

    @property
    def article(self) -> str:
        """The ``article_id`` that is read."""
        return self._key

    def read(self, article: str) -> None:
        """Open an article, at its first mention."""
        if str(article) not in self._ids:
            raise BadValue(
                f"No article has the article_id {article!r}; there are "
                f"{counted(len(self._ids), 'article')}, the first is "
                f"{self._ids[0]!r}."
            )
        self._key, self._at = str(article), 0
        self._fill_menu()
        self.refresh()

    def _chosen(self, change: dict) -> None:
        if not self._offering and change["new"] is not None:
            self._key, self._at = change["new"], 0

    def _turn(self, by: int) -> None:
        place = (self._ids.index(self._key) + by) % len(self._ids)
        self.read(self._ids[place])

    def _step(self, by: int) -> None:
        """Go to the next mention; past the last, to the next article that has one."""
        if 0 <= self._at + by < len(self.table):
            self._at += by
            self.refresh()
            return
        start = self._ids.index(self._key)
        n = len(self._ids)
        told = set(self._fitting(self._mentions)["article_id"])
        for distance in range(1, n + 1):
            key = self._ids[(start + by * distance) % n]
            if key in told:
                self.read(key)
                if by < 0:
                    self._at = len(self.table) - 1
                    self.refresh()
                return

    def _fill_menu(self) -> None:
        """List the articles around the one that is read."""
        place = self._ids.index(self._key)
        first = max(0, min(place - MOST_LISTED // 2, len(self._ids) - MOST_LISTED))
        rows = self._articles.iloc[first : first + MOST_LISTED]
        options = [
            (f"{n:,}. {headline(row)}", row["article_id"])
            for n, (_, row) in enumerate(rows.iterrows(), first + 1)
        ]
        self._offer(self._menu, options, self._key)

    # What is shown ------------------------------------------------------------------

    def _fitting(self, mentions: pd.DataFrame) -> pd.DataFrame:
        for name, chosen in (
            ("channel", self._channels.value), ("status", self._statuses.value),
        ):  # fmt: skip
            if chosen:
                mentions = mentions[mentions[name].isin(chosen)]
        return mentions

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        row = self._articles.iloc[self._ids.index(self._key)]
        own = self._mentions[self._mentions["article_id"] == self._key]
        own = own.sort_values(
            ["field", "start"], key=lambda c: c.astype(str) if c.name == "field" else c,
            ascending=[False, True],
        )  # fmt: skip
        self.table = self._fitting(own)
        self._at = min(self._at, max(len(self.table) - 1, 0))
        now = self.table.iloc[self._at] if len(self.table) else None
        self._text.value = _article_html(row, self.table, now)
        self._why.value = _why_html(now)
        seen = [Html(self._text.value, str(row["text"])), Html(self._why.value, "")]
        return self._sentence(row, own), seen, self._calls()

    def _sentence(self, row: pd.Series, own: pd.DataFrame) -> str:
        place = f"Article {self._ids.index(self._key) + 1:,} of {len(self._ids):,}"
        source, when = row.get("source"), row.get("published")
        about = [source] if isinstance(source, str) else []
        if hasattr(when, "strftime") and when == when:
            about.append(f"{when:%Y-%m-%d %H:%M} UTC")
        if self.table.empty:
            what = "no mention" if own.empty else "none of its mentions fits the filter"
            return f"{' · '.join([place, *about])} · {what}."
        shown = f"mention {self._at + 1} of {len(self.table)}"
        if len(self.table) < len(own):
            shown += f" that fit the filter ({len(own)} in all)"
        return f"{' · '.join([place, *about, shown])}."

    def _calls(self) -> str:
        where = [
            f'own = own[own["{name}"].isin({list(chosen)!r})]'
            for name, chosen in (
                ("channel", self._channels.value), ("status", self._statuses.value),
            )
            if chosen
        ]  # fmt: skip
        return "\n".join(
            ["from toolkit import highlight_article", "",
             f'own = mentions[mentions["article_id"].astype(str) == {self._key!r}]',
             *where, f"highlight_article({self._key!r}, articles, own)"]
        )  # fmt: skip


def _article_html(row: pd.Series, own: pd.DataFrame, now: pd.Series | None) -> str:
    """Title and text with marks; ``now`` is the current mention."""
    title = row.get("title")
    parts = []
    for field, text in (("title", title), ("text", row["text"])):
        if not isinstance(text, str) or not text:
            continue
        mine = own[own["field"] == field]
        here = now is not None and now["field"] == field
        marked = _Marked(text, mine, int(now["start"]) if here else -1)
        if field == "title":
            parts.append(f'<p class="marked-title">{marked.html(0, len(text))}</p>')
        else:
            parts += [f"<p>{marked.html(*span)}</p>" for span in paragraphs(text)]
    return f'<div class="marked" dir="auto">{"".join(parts)}</div>'


class _Marked:
    """A text with marks that take the keyboard's focus and say why they are there."""

    def __init__(self, text: str, mentions: pd.DataFrame, now: int) -> None:
        self.text, self.now = text, now
        self.marks = list(marks_of(mentions))
        self.why = {
            int(row["start"]): why_of(row) for _, row in mentions.iterrows()
        }  # fmt: skip

    def html(self, start: int, end: int) -> str:
        return "".join(self._pieces(start, end))

    def _pieces(self, start: int, end: int) -> Iterator[str]:
        at = start
        for piece, covering, ending in pieces(self.text, self.marks, start, end):
            shown = for_html(piece)
            about = [m for m in covering if m.channel]
            if len(about) < len(covering):
                shown = f'<u class="cue">{shown}</u>'
            if about:
                shown = self._mark(
                    about[0], shown, first=max(about[0].start, start) == at
                )
            label = " · ".join(m.label for m in ending if m.channel)
            yield shown + (f"<sup>{for_html(label)}</sup>" if label else "")
            at += len(piece)

    def _mark(self, mark: Mark, shown: str, *, first: bool) -> str:
        """One piece of a mention; its first piece takes the focus and the reason."""
        current = " current" if mark.start == self.now else ""
        looks = f'class="{for_html(mark.channel)}{current}"'
        if not first:
            return f"<mark {looks}>{shown}</mark>"
        lines = [f"{name}: {value}" for name, value in self.why[mark.start].items()]
        why = for_html("\n".join(lines))
        return (
            f'<mark {looks} tabindex="0">{shown}'
            f'<span class="why" role="tooltip">{why}</span></mark>'
        )


def _why_html(now: pd.Series | None) -> str:
    if now is None:
        return "<p>No mention to explain.</p>"
    rows = "".join(
        f"<dt>{for_html(name)}</dt><dd>{for_html(value)}</dd>"
        for name, value in why_of(now).items()
    )
    return f'<dl aria-label="Why the current mention counts as it does">{rows}</dl>'
