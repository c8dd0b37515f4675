"""The lexicon workbench: try a term, see what it does, keep it in one's own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from toolkit.index.indices import tension_index
from toolkit.index.recipe import IndexRecipe
from toolkit.mentions.find import find_mentions
from toolkit.mentions.lexicon import EXCEPTION, Lexicon, load_lexicon
from toolkit.mentions.trying import Trial, try_entry, write_entries
from toolkit.schema import CHANNELS, EVENT_TYPES, ToolkitError, check_table
from toolkit.scores.score import score_articles
from toolkit.show.captions import Html, note, together
from toolkit.show.concordance import keyword_in_context
from toolkit.show.explorers.frame import (
    Drawn,
    Explorer,
    button,
    choice,
    recipe_code,
    scrolled,
    selection_code,
)
from toolkit.show.safe import for_html
from toolkit.show.sentences import counted, headword, period_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LexiconWorkbench", "explore_lexicon"]

MOST_LINES = 30  # of the concordance
MOST_PERIODS = 24  # of the index before and after
SEED = 20240806  # of the passages shown where there are more
SHOWN = ["left", "match", "right", "status", "voice", "cue", "source", "article_id"]


def explore_lexicon(
    articles: pd.DataFrame,
    lexicon: Lexicon | None = None,
    mentions: pd.DataFrame | None = None,
    recipe: IndexRecipe | None = None,
) -> LexiconWorkbench:
    """Try a term on articles before it goes into a lexicon.

    Parameters
    ----------
    articles
        One row per article, with ``published`` where the index is to be shown.
    lexicon
        The lexicon the entry would join; ``escalation_en`` otherwise.
    mentions
        What ``find_mentions(articles, lexicon)`` gave; found here where not given.
    recipe
        Of the index that is shown before and after.

    Returns
    -------
    LexiconWorkbench
        A widget: write a term (words, ``*`` in or at the end of a word, ``|`` between
        forms) and what it counts as, press Enter. It shows the hits in their sentences,
        what the entry takes from entries that are there, words its wildcards sweep up,
        and the index with and without it. ``record`` keeps the entry, ``save`` writes a
        file that ``read_lexicon`` reads. ``trial`` holds the tables.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": ["a"], "n_words": 5,
    ...     "published": pd.to_datetime(["2024-07-01"], utc=True),
    ...     "text": ["Quadcopters bombed a base off Yemen."]})
    >>> bench = explore_lexicon(articles)
    >>> bench.attempt("quadcopter*", channel="act", type="MOBILIZE", severity=5)
    >>> bench.trial.found["match"].tolist()
    ['Quadcopters']
    """
    return LexiconWorkbench(articles, lexicon or load_lexicon(), mentions, recipe)


class LexiconWorkbench(Explorer):
    """See :func:`explore_lexicon`."""

    trial = Drawn()
    index = Drawn()

    def __init__(
        self,
        articles: pd.DataFrame,
        lexicon: Lexicon,
        mentions: pd.DataFrame | None,
        recipe: IndexRecipe | None,
    ) -> None:
        super().__init__(
            "Lexicon workbench",
            "Write a term and press Enter. Judge it by its hits: read them, then note "
            "a sentence where it counts and one where it must not.",
        )
        check_table(articles, "articles")
        self._articles, self._lexicon = articles, lexicon
        known = mentions is not None
        self._mentions = mentions if known else find_mentions(articles, lexicon)
        self._recipe = replace(recipe or IndexRecipe(), draws=0)
        self.trial: Trial | None = None
        self.index: pd.DataFrame | None = None  # before and after
        self.recorded: list[dict[str, Any]] = []
        self._make_controls()

    def _make_controls(self) -> None:
        self._term = _field(
            "Term", "gunboat*, air strike*, carried|carrying out",
            "Words; * in or at the end of a word, | between forms",
        )  # fmt: skip
        self._channel = choice(
            "Channel", [*CHANNELS, ("none: an exception", EXCEPTION)], "act",
            "Which series it belongs to; an exception counts as nothing",
        )  # fmt: skip
        self._type = choice("Type", EVENT_TYPES, "COERCE", "PLOVER event type")
        self._severity = widgets.FloatSlider(
            value=5, min=0, max=10, step=0.5, description="Severity",
            continuous_update=False, tooltip="0 to 10; higher = more severe",
        )  # fmt: skip
        self._needs = _field(
            "Needs", "@armed troops",
            "Counts only with one of these words near; @name is a set of words",
        )  # fmt: skip
        self._unless = _field(
            "Unless", "@sport", "Does not count with one of these words near"
        )
        self._example = _field(
            "Example", "A sentence where it counts", "Put to the test"
        )
        self._counter = _field(
            "Not", "A sentence where it must not count", "Put to the test too"
        )
        self._file = widgets.Text(
            value="my_lexicon.csv", description="File", continuous_update=False,
            tooltip="Name of the file to write, ending in .csv",
        )  # fmt: skip
        self._whole = widgets.Checkbox(
            value=True, indent=False,
            description=f"with all entries of {self._lexicon.name}",
            tooltip="A lexicon is read alone: without them only your entries count",
        )  # fmt: skip
        self._places = [widgets.HTML() for _ in range(3)]
        self._kept = widgets.HTML()
        keep = widgets.HBox([
            button("record", "Keep this entry", self.record),
            button("save", "Write the file", self._save), self._file, self._whole,
        ])  # fmt: skip
        self._assemble(
            [[self._term, self._channel, self._type, self._severity],
             [self._needs, self._unless, self._example, self._counter]],
            [*self._places, keep, self._kept],
        )  # fmt: skip

    # From code ----------------------------------------------------------------------

    def attempt(self, term: str, **entry: Any) -> None:
        """Fill the fields from code: ``channel``, ``type``, ``severity``, ..."""
        fields = {
            "channel": self._channel, "type": self._type, "severity": self._severity,
            "needs": self._needs, "unless": self._unless, "example": self._example,
            "counterexample": self._counter,
        }  # fmt: skip
        self._offering = True
        try:
            for name, control in fields.items():
                if name in entry:
                    control.value = entry[name]
            self._term.value = term
        finally:
            self._offering = False
        self.refresh()

    def record(self) -> None:
        """Keep the entry that was tried; the next one is tried beside it."""
        self._up_to_date()
        if self.trial is None:
            self._say("There is no entry to record: write a term that can be used.")
            return
        self.recorded.append(self._entry())
        self._lexicon = self.trial.lexicon
        self._mentions = self.trial.mentions
        self._offering = True
        self._term.value = self._example.value = self._counter.value = ""
        self._offering = False
        self._say(
            f"Recorded: {', '.join(e['term'] for e in self.recorded)}. "
            "Nothing is written yet."
        )
        self.refresh()

    def save(self, path: str | Path) -> Path:
        """Write what was recorded to a file that ``read_lexicon`` reads."""
        n = len(self.recorded)
        entries = self._lexicon.entries
        return write_entries(
            entries if n and self._whole.value else entries.tail(n), path
        )

    def _save(self) -> None:
        try:
            path = self.save(self._file.value)
        except (ToolkitError, OSError) as error:
            self._say(str(error))
            return
        self._say(
            f'Written: {path.name}. Read it with read_lexicon("{path}"). It is on a '
            "scale of its own: severities of threatened and turned mentions are those "
            "of the entries. Validate it on hand-coded units before you rely on it."
        )

    def _say(self, words: str) -> None:
        self._kept.value = f'<p role="status">{for_html(words)}</p>'

    # What is shown ------------------------------------------------------------------

    def _entry(self) -> dict[str, Any]:
        entry = {
            "term": self._term.value.strip(), "channel": self._channel.value,
            "type": self._type.value, "severity": self._severity.value,
            "needs": self._needs.value.strip(), "unless": self._unless.value.strip(),
            "example": self._example.value.strip(),
            "counterexample": self._counter.value.strip(),
        }  # fmt: skip
        if entry["channel"] == EXCEPTION:
            entry |= {"type": "", "severity": 0.0}
        return {name: value for name, value in entry.items() if value != ""}

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        entry = self._entry()
        if "term" not in entry:
            self._clear()
            return "Nothing is tried yet: write a term and press Enter.", [], ""
        term = entry.pop("term")
        self.trial = try_entry(
            self._articles, self._mentions, self._lexicon, term, **entry
        )
        parts = [self._doubts(), self._concordance(), self._effect()]
        for place, part in zip(self._places, parts, strict=True):
            place.value = part.html
        return self._sentence(term), parts, self._calls(term, entry)

    def _clear(self) -> None:
        self.trial = self.index = None
        for place in self._places:
            place.value = ""

    def _sentence(self, term: str) -> str:
        trial = self.trial
        n, articles = len(trial.found), trial.found["article_id"].nunique()
        lost = int(trial.taken["mentions"].sum())
        if not trial.n_hits:
            n_read = counted(len(self._articles), "article")
            return f"{term}: its words stand in none of {n_read}."
        return (
            f"{term}: its words stand in {counted(trial.n_hits, 'place')}; "
            f"{counted(n, 'mention')} in {counted(articles, 'article')} of "
            f"{len(self._articles):,} would count as it, {lost} of them taken from "
            f"entries that are there. In the other {trial.n_hits - n:,} another "
            "entry or an exception fits better, or the company it needs is missing."
        )

    def _doubts(self) -> Html:
        warned = [note(f"Doubt: {warning}") for warning in self.trial.warnings]
        shared = self.trial.overlaps
        if shared.empty:
            return together(*warned, note("It shares no words with a present entry."))
        taken = self.trial.taken.set_index("term")["mentions"]
        rows = shared.assign(
            term=shared["term"].map(headword),
            loses=[int(taken.get(t, 0)) for t in shared["term"]],
        ).sort_values("loses", ascending=False, kind="stable")
        return together(*warned, scrolled(
            rows,
            f"{counted(len(shared), 'present entry', 'present entries')} that share "
            "words with it. Where both fit, the longer wins. Loses: mentions that "
            "would go to the new entry.",
        ))  # fmt: skip

    def _concordance(self) -> Html:
        found = self.trial.found
        if found.empty:
            return note("No passage would count as this entry.")
        n = min(MOST_LINES, len(found))
        lines = keyword_in_context(
            self._articles, found.sample(n, random_state=SEED).sort_index()
        )
        return scrolled(
            lines[[name for name in SHOWN if name in lines]],
            f"{n} of {counted(len(found), 'mention')} it would make"
            + (f", drawn with seed {SEED}." if n < len(found) else "."),
        )  # fmt: skip

    def _effect(self) -> Html:
        """The index with and without the entry."""
        try:
            before, after = (
                tension_index(score_articles(self._articles, found), self._recipe)
                for found in (self._mentions, self.trial.mentions)
            )
        except ToolkitError as error:
            self.index = None
            return note(f"No index can be shown: {error}")
        self.index = before[["period", "n_stories"]].assign(
            before=before["value"], after=after["value"],
            level_before=before["level"], level_after=after["level"],
        )  # fmt: skip
        moved = self.index["level_after"] - self.index["level_before"]
        largest = moved.abs().sort_values(ascending=False, kind="stable").index
        shown = self.index.loc[sorted(largest[:MOST_PERIODS])]
        every = self._recipe.every
        return scrolled(
            shown.assign(period=[period_name(p, every) for p in shown["period"]]),
            f"{len(shown)} of {counted(len(moved), every)}. Before and after: index "
            f"without and with the entry, each with its own base mean = 100; levels: "
            f"{after.attrs['unit']}.",
        )  # fmt: skip

    def _calls(self, term: str, entry: dict[str, Any]) -> str:
        name = self._lexicon.name
        lines = [
            "from toolkit import IndexRecipe, find_mentions, load_lexicon",
            "from toolkit import score_articles, tension_index, try_entry",
            "from toolkit import with_entries",
            "", f'lexicon = load_lexicon("{name}", "{self._lexicon.scale}")',
        ]  # fmt: skip
        if self.recorded:
            lines.append(f"lexicon = with_entries(lexicon, {self.recorded!r})")
        return "\n".join([
            *lines,
            "mentions = find_mentions(articles, lexicon)",
            f"trial = try_entry(articles, mentions, lexicon, {term!r}, "
            f"{selection_code(entry)})",
            "table = trial.found",
            f"recipe = {recipe_code(self._recipe)}",
            "index = tension_index(score_articles(articles, trial.mentions), recipe)",
        ])  # fmt: skip


def _field(name: str, hint: str, about: str) -> widgets.Text:
    return widgets.Text(
        description=name, placeholder=hint, tooltip=about, continuous_update=False,
        layout=widgets.Layout(width="30rem"),
    )  # fmt: skip
