"""The passage browser: all mentions that fit a filter, and a fair sample of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from toolkit.schema import BadValue, check_table
from toolkit.show.captions import Html, note
from toolkit.show.concordance import keyword_in_context
from toolkit.show.explorers.frame import (
    Drawn,
    Explorer,
    button,
    choice,
    occurring,
    scrolled,
    selection_code,
    several,
)
from toolkit.show.explorers.reader import Reader
from toolkit.show.sentences import counted, headword

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PassageExplorer", "explore_passages"]

CLOSED = ("channel", "type", "status", "voice")  # columns filtered by a list
OPEN = ("actor", "target")  # columns with too many values to list them all
SEED = 20240806
SAMPLE, MOST_SAMPLED = 20, 100  # passages shown
WIDTH, WIDEST = 60, 300  # characters on each side
MOST_NAMES = 300  # suggested while a name is typed
SHOWN = ["left", "match", "right", "channel", "type", "status", "voice", "cue", "actor",
         "target", "source", "published", "term"]  # fmt: skip


def explore_passages(articles: pd.DataFrame, mentions: pd.DataFrame) -> PassageExplorer:
    """Filter mentions and read a sample of them in their sentences.

    Parameters
    ----------
    articles
        One row per article.
    mentions
        One row per mention. Add columns such as ``actor`` to filter by them.

    Returns
    -------
    PassageExplorer
        A widget: filters by channel, type, status, voice, source, actor, target and
        text (words in the passage, case does not count). It says how many mentions fit,
        and shows a random sample, the same for the same seed. ``table`` holds the
        sample, ``n_fitting`` the count, ``code`` the calls that give both.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import find_mentions
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [
    ...     "Iran bombed a base. It denied bombing a port."]})
    >>> explorer = explore_passages(articles, find_mentions(articles))
    >>> explorer.keep(status="denied")
    >>> explorer.table["match"].tolist(), explorer.n_fitting
    (['bombing'], 1)
    """
    return PassageExplorer(articles, mentions)


class PassageExplorer(Explorer):
    """See :func:`explore_passages`."""

    table = Drawn()
    n_fitting = Drawn()

    def __init__(self, articles: pd.DataFrame, mentions: pd.DataFrame) -> None:
        super().__init__(
            "Passages",
            "Read before you count. The sample is random and fair: change the seed for "
            "another one, keep it to show others the same.",
        )
        check_table(articles, "articles")
        check_table(mentions, "mentions")
        self._articles, self._mentions = articles, mentions
        self.table, self.n_fitting = mentions.head(0), 0
        self._make_controls()

    def _make_controls(self) -> None:
        held = self._mentions
        self._closed = {
            name: several(name.capitalize(), occurring(held[name]), f"Only this {name}")
            for name in CLOSED
        }
        if "source" in self._articles:
            self._closed["source"] = several(
                "Source", occurring(self._articles["source"]), "Only this outlet"
            )
        self._open = {
            name: widgets.Combobox(
                options=[v for _, v in occurring(held[name])[:MOST_NAMES]],
                description=name.capitalize(), placeholder="any",
                continuous_update=False,
                tooltip=f"Only this {name}; write a name as the mentions have it",
            )
            for name in OPEN if name in held
        }  # fmt: skip
        self._words = widgets.Text(
            description="Text", placeholder="any words", continuous_update=False,
            tooltip="Only passages that hold these words; Enter to search",
        )  # fmt: skip
        self._n = _number("Sample", SAMPLE, 1, MOST_SAMPLED, "How many to show")
        self._seed = _number("Seed", SEED, 0, 2**31, "Same seed, same sample")
        self._width = _number("Width", WIDTH, 10, WIDEST, "Characters on each side")
        self._rows = widgets.HTML()
        another = button("another sample", "Take the next seed", self._next)
        self._pick = choice(
            "Read", [("nothing", "")], "", "Open in the reader", "44rem"
        )
        self._pick.observe(self._open_reader, "value")
        self._reader: Reader | None = None
        self._place = widgets.VBox()
        self._assemble(
            [list(self._closed.values()), [*self._open.values(), self._words],
             [self._n, self._seed, another, self._width]],
            [self._rows, self._pick, self._place],
        )  # fmt: skip

    def _next(self) -> None:
        self._seed.value += 1

    def keep(self, **where: Any) -> None:
        """Set filters from code, as one would with the controls.

        ``keep(channel=["act", "threat"], actor="Iran", text="port")``; those that are
        not named stay.
        """
        controls = self._closed | self._open | {"text": self._words}
        for name, value in where.items():
            if name not in controls:
                raise BadValue(
                    f"{name!r} is no filter; there are {', '.join(controls)}."
                )
            several_values = name in self._closed
            if several_values:
                value = (value,) if isinstance(value, str) else tuple(value)
                known = [v for _, v in controls[name].options]
                strange = [v for v in value if v not in known]
                if strange:
                    raise BadValue(
                        f"{name}={strange[0]!r} is in no mention; there are "
                        f"{', '.join(known[:20])}."
                    )
            controls[name].value = value

    # What is shown ------------------------------------------------------------------

    def _wanted(self) -> dict[str, Any]:
        """Columns of the mentions and what is wanted of them."""
        wanted: dict[str, Any] = {
            name: list(menu.value)
            for name, menu in self._closed.items()
            if menu.value and name != "source"
        }
        named = {n: box.value.strip() for n, box in self._open.items()}
        return wanted | {n: value for n, value in named.items() if value}

    def _outlets(self) -> list[str]:
        return list(self._closed["source"].value) if "source" in self._closed else []

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        articles, outlets, words = self._articles, self._outlets(), self._words.value
        if outlets:
            articles = articles[articles["source"].isin(outlets)]
        lines = keyword_in_context(
            articles, self._mentions, width=self._width.value, **self._wanted()
        )
        if words.strip():
            lines = lines[_holding(lines, words.strip())]
        self.n_fitting = len(lines)
        n = min(self._n.value, len(lines))
        self.table = lines.sample(n, random_state=self._seed.value)
        shown = self._shown()
        self._rows.value = shown.html
        self._offer_articles()
        return self._sentence(), [shown], self._calls()

    def _clear(self) -> None:
        self._rows.value, self.n_fitting = "", 0
        self.table = self._mentions.head(0)

    def _shown(self) -> Html:
        if self.table.empty:
            return note(
                "No mention fits all of these filters. Take one of them back: each "
                "list without a choice, and each empty field, lets everything through."
            )
        columns = [name for name in SHOWN if name in self.table]
        return scrolled(
            self.table[columns].assign(term=self.table["term"].map(headword)),
            f"{len(self.table)} of {counted(self.n_fitting, 'mention')} that fit, "
            f"drawn at random with seed {self._seed.value}.",
        )  # fmt: skip

    def _sentence(self) -> str:
        n = len(self._mentions)
        share = f" ({self.n_fitting / n:.1%})" if n else ""
        outlets = self.table["article_id"].nunique()
        return (
            f"{self.n_fitting:,} of {counted(n, 'mention')} fit{share}; shown are "
            f"{len(self.table)} of them from {counted(outlets, 'article')}, seed "
            f"{self._seed.value}."
        )

    def _offer_articles(self) -> None:
        rows = self.table
        options = [
            (f"{match} … in {key}", (key, place))
            for place, (match, key) in enumerate(
                zip(rows["match"], rows["article_id"], strict=True)
            )
        ]
        self._offer(self._pick, [("nothing", ""), *options], "")

    def _open_reader(self, change: dict) -> None:
        if self._offering or not change["new"]:
            return
        key, _ = change["new"]
        if self._reader is None:
            self._reader = Reader(self._articles, self._mentions)
            self._place.children = [self._reader]
        self._reader.read(key)

    def _calls(self) -> str:
        outlets, words = self._outlets(), self._words.value.strip()
        rows = (
            f'articles[articles["source"].isin({outlets!r})]' if outlets else "articles"
        )
        named = selection_code({"width": self._width.value, **self._wanted()})
        lines = [
            "from toolkit import keyword_in_context", "",
            f"lines = keyword_in_context({rows}, mentions, {named})",
        ]  # fmt: skip
        if words:
            lines += [
                'passage = lines["left"] + lines["match"] + lines["right"]',
                f"holding = passage.str.contains({words!r}, case=False, regex=False)",
                "lines = lines[holding]",
            ]
        return "\n".join([
            *lines,
            f"table = lines.sample(min({self._n.value}, len(lines)), "
            f"random_state={self._seed.value})",
        ])  # fmt: skip


def _number(
    name: str, value: int, least: int, most: int, about: str
) -> widgets.BoundedIntText:
    return widgets.BoundedIntText(
        value=value, min=least, max=most, description=name, tooltip=about,
        layout=widgets.Layout(width="12rem"),
    )  # fmt: skip


def _holding(lines: pd.DataFrame, words: str) -> pd.Series:
    """Which passages hold the words; case does not count."""
    passage = lines["left"] + lines["match"] + lines["right"]
    return passage.str.contains(words, case=False, regex=False)
