"""What all explorers share: the frame, the controls, the redraw and the saved view.

An explorer is a column of widgets. It asks the wings for its numbers, shows them, and
can be read without any controls: where no widgets run, its last view stands as a
picture and a table.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from toolkit.schema import ToolkitError
from toolkit.show.captions import Html, table, together
from toolkit.show.highlight import marks_css
from toolkit.show.safe import for_html

if TYPE_CHECKING:
    import pandas as pd

# Seconds from a change to the redraw: what a dragged slider sends meanwhile is drawn
# once. Short enough to be felt as at once.
WAIT = 0.04

CLASS = "toolkit-explorer"  # every rule of the style sheet begins with it


class Drawn:
    """A table an explorer draws: whoever reads it gets what the controls ask for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_drawn_{name}"

    def __get__(self, explorer: Explorer | None, owner: type) -> Any:
        if explorer is None:
            return self
        explorer._up_to_date()
        return getattr(explorer, self._name)

    def __set__(self, explorer: Explorer, table: Any) -> None:
        setattr(explorer, self._name, table)


class Explorer(widgets.VBox):
    """A frame for controls and what they show.

    Attributes
    ----------
    code
        Plain toolkit calls that make the tables shown, from ``articles``, ``mentions``
        and ``scores``.
    """

    def __init__(self, title: str, purpose: str) -> None:
        self._pending: asyncio.TimerHandle | None = None
        self._offering = False
        self._said = widgets.HTML()
        self._code = widgets.Textarea(
            description="Code",
            tooltip="Plain toolkit calls that make the tables shown here",
            rows=9,
            layout=widgets.Layout(width="100%"),
        )
        self._title, self._seen = title, Html("", "")
        style = f"<style>{explorer_css()}</style>"
        self._head = widgets.HTML(
            f'{style}<p class="name">{for_html(title)}</p>'
            f'<p class="about">{for_html(purpose)}</p>'
        )
        super().__init__()
        self.add_class(CLASS)

    def _assemble(
        self, rows: Sequence[Sequence[widgets.Widget]], parts: Sequence[widgets.Widget]
    ) -> None:
        """Put rows of controls and parts in order, listen to them, and draw once."""
        folded = widgets.Accordion([self._code])
        folded.set_title(0, "The code that makes what is shown")
        wrapped = widgets.Layout(flex_flow="row wrap", grid_gap="4px")
        bars = [widgets.HBox(list(row), layout=wrapped) for row in rows]
        self.children = [self._head, *bars, self._said, *parts, folded]
        for control in (control for row in rows for control in row):
            if control.has_trait("value"):
                control.observe(self._later, "value")
        self.refresh()

    # What an explorer fills in -----------------------------------------------------

    def _draw(self) -> tuple[str, Sequence[Html], str]:
        """Redraw from the controls: a sentence, what a saved view holds, the code."""
        raise NotImplementedError

    def _clear(self) -> None:
        """Empty what no longer holds, after an error."""

    # The redraw --------------------------------------------------------------------

    def _later(self, _: object = None) -> None:
        """Redraw soon, once for all changes until then; at once where nothing waits."""
        if self._offering:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.refresh()
            return
        if self._pending is None:
            self._pending = loop.call_later(WAIT, self.refresh)

    def refresh(self) -> None:
        """Redraw now. An error is shown in place of the numbers."""
        self._settle()
        try:
            said, seen, code = self._draw()
        except ToolkitError as error:
            self._clear()
            said, seen, code = str(error), [], ""
            self._said.value = f'<p class="error" role="alert">{for_html(error)}</p>'
        else:
            self._said.value = f'<p role="status">{for_html(said)}</p>'
        self._code.value = code
        words = f"{self._title}. {said}"
        self._seen = together(Html(f"<p>{for_html(words)}</p>", words), *seen)

    def _offer(self, menu: Any, options: Sequence[Any], value: object) -> None:
        """Give a menu other options; nothing is redrawn for it."""
        self._offering = True
        try:
            menu.options = options
            menu.value = value
        finally:
            self._offering = False

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None

    def _up_to_date(self) -> None:
        """Draw what a change still asks for, before it is read."""
        if self._pending is not None:
            self.refresh()

    @property
    def code(self) -> str:
        """Plain toolkit calls that make what is shown."""
        self._up_to_date()
        return self._code.value

    @property
    def message(self) -> str:
        """The sentence above the tables, as HTML: counts, or what went wrong."""
        self._up_to_date()
        return self._said.value

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        """Widgets where they run; else the last view, without its controls."""
        self._up_to_date()
        bundle = dict(super()._repr_mimebundle_(**kwargs) or {})
        style = f"<style>{explorer_css()}</style>"
        bundle["text/html"] = f'{style}<div class="{CLASS}">{self._seen.html}</div>'
        bundle["text/plain"] = repr(self._seen)
        return bundle

    def __repr__(self, **_: object) -> str:
        return repr(self._seen)


def explorer_css() -> str:
    """Style of explorers and of the marks in texts; no rule reaches beyond them."""
    sheet = resources.files("toolkit.show") / "templates" / "explorers.css"
    return marks_css() + sheet.read_text("utf-8")


# ------------------------------------------------------------------------- controls

_STYLE = {"description_width": "initial"}


def choice(
    name: str, options: Sequence[Any], value: object, about: str, width: str = "16rem"
) -> widgets.Dropdown:
    """One of several, from a menu."""
    return widgets.Dropdown(
        options=options, value=value, description=name, tooltip=about, style=_STYLE,
        layout=widgets.Layout(width=width),
    )  # fmt: skip


def several(
    name: str, options: Sequence[Any], about: str, value: Sequence[Any] = ()
) -> widgets.SelectMultiple:
    """Several of many; none chosen means all."""
    return widgets.SelectMultiple(
        options=options, value=tuple(value), description=name, style=_STYLE, rows=4,
        tooltip=f"{about}. Arrow keys with Shift choose several; none means all.",
        layout=widgets.Layout(width="17rem"),
    )  # fmt: skip


def button(name: str, about: str, press: Callable[[], None]) -> widgets.Button:
    """A button; ``about`` says what it does where the name is short."""
    made = widgets.Button(
        description=name, tooltip=about, layout=widgets.Layout(width="auto")
    )
    made.on_click(lambda _: press())
    return made


def occurring(column: pd.Series) -> list[tuple[str, str]]:
    """Distinct values with their counts, the most frequent first, for a menu.

    >>> import pandas as pd
    >>> occurring(pd.Series(["act", "tone", "act", None, ""]))
    [('act (2)', 'act'), ('tone (1)', 'tone')]
    """
    named = column[column.notna() & (column.astype(object) != "")].astype(str)
    counts = named.value_counts(sort=False).sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    return [(f"{name} ({n:,})", name) for name, n in counts.items()]


def scrolled(frame: pd.DataFrame, caption: str, **formats: str) -> Html:
    """Turn a table into HTML of its own width, scrolled by keyboard where too wide."""
    return table(frame, caption, formats=formats)


# ---------------------------------------------------------------------------- code


def recipe_code(recipe: Any) -> str:
    """The call that makes a recipe, with what departs from the defaults.

    >>> from toolkit import IndexRecipe
    >>> recipe_code(IndexRecipe(every="week", draws=0))
    "IndexRecipe(every='week', draws=0)"
    """
    usual = type(recipe)()
    said = [
        f"{name}={getattr(recipe, name)!r}"
        for name in recipe.as_dict()
        if getattr(recipe, name) != getattr(usual, name)
    ]
    return f"IndexRecipe({', '.join(said)})"


def selection_code(wanted: dict[str, Any]) -> str:
    """Arguments of a call, in the order given.

    >>> selection_code({"type": ["ASSAULT"], "dyad": "A -> B"})
    "type=['ASSAULT'], dyad='A -> B'"
    """
    return ", ".join(f"{name}={value!r}" for name, value in wanted.items())
