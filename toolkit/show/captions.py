"""Figures and tables with a caption, as a report shows them.

Both are HTML in which every text is escaped. Numbers of figures and tables are given by
the style sheet of the page, in reading order.
"""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.show.drawing import alt_text
from toolkit.show.safe import NO_TEX, for_html, for_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 144  # sharp on screens of double density, yet some 20 kB a figure
COLOURS = 128  # of a picture; lines, bands and letters need no more


@dataclass(frozen=True)
class Html:
    """HTML for notebooks, with words for the terminal."""

    html: str
    words: str

    def _repr_html_(self) -> str:
        # the classes keep notebooks from setting "$5 million to $10 million" as TeX
        return f'<div class="{NO_TEX}">{self.html}</div>'

    def __repr__(self) -> str:
        return for_terminal(self.words)


def note(*sentences: str) -> Html:
    """Sentences as paragraphs.

    >>> note("Nothing was skipped.")
    Nothing was skipped.
    """
    body = "".join(f"<p>{for_html(sentence)}</p>" for sentence in sentences)
    return Html(f'<div class="note">{body}</div>', "\n".join(sentences))


def together(*parts: Html) -> Html:
    """Several pieces, one below the other."""
    return Html("".join(p.html for p in parts), "\n".join(p.words for p in parts))


def figure(drawn: Axes | Figure, caption: str) -> Html:
    """Make a picture of a plot, with its text for the blind and a caption; close it."""
    import matplotlib.pyplot as plt

    canvas = drawn if hasattr(drawn, "savefig") else drawn.figure
    words = alt_text(canvas)
    picture = io.BytesIO()
    with warnings.catch_warnings():
        # a headline in a script the font lacks shows boxes; no reason to stop a report
        warnings.filterwarnings("ignore", message="Glyph")
        canvas.savefig(
            picture,
            format="png",
            dpi=DOTS_PER_INCH,
            bbox_inches="tight",
            pil_kwargs={"compress_level": 0},  # it is packed below, once
        )
    plt.close(canvas)
    data = base64.b64encode(_fewer_colours(picture, words)).decode()
    return Html(
        f'<figure class="plot" tabindex="0"><img alt="{for_html(words)}" '
        f'src="data:image/png;base64,{data}">'
        f"<figcaption>{for_html(caption)}</figcaption></figure>",
        f"{caption}\n{words}",
    )


def _fewer_colours(picture: io.BytesIO, words: str) -> bytes:
    """Write a picture with a palette: a third of the size, and nothing is seen of it.

    Its only mark is the text for the blind. A software version or a time in the file
    would make equal reports differ.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    about, small = PngInfo(), io.BytesIO()
    about.add_text("Description", words.encode("ascii", "replace").decode())
    drawn = Image.open(picture).convert("RGB").quantize(COLOURS)
    drawn.save(small, "png", optimize=True, pnginfo=about)
    return small.getvalue()


@dataclass(frozen=True)
class _Style:
    """How the columns of a table are shown."""

    formats: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    formats: Mapping[str, str] | None = None,
    links: Mapping[str, Sequence[str]] | None = None,
) -> Html:
    """Turn a table into HTML, with a caption above it.

    Parameters
    ----------
    frame
        The rows to show; the index is not shown.
    caption
        What one row is, and the unit.
    formats
        Column -> format of its numbers, e.g. ``{"share": ".0%"}``.
    links
        Column -> for each row the anchor on this page it leads to, or a page beside it
        (``….html``), or an empty text.

    Examples
    --------
    >>> import pandas as pd
    >>> shown = table(pd.DataFrame({"source": ["<b>"], "share": [0.25]}), "One row.",
    ...               formats={"share": ".0%"})
    >>> shown.html[shown.html.index("<tbody>"):shown.html.index("</tbody>")]
    '<tbody><tr><td>&lt;b&gt;</td><td class="number">25%</td></tr>'
    """
    style = _Style(formats or {}, links or {})
    kinds = {name: _kind(frame[name]) for name in frame.columns}
    head = "".join(
        f'<th scope="col"{kinds[name]}>{for_html(str(name).replace("_", " "))}</th>'
        for name in frame.columns
    )
    rows = "".join(
        f"<tr>{_row(values, position, kinds, style)}</tr>"
        for position, values in enumerate(frame.itertuples(index=False, name=None))
    )
    html = (
        '<div class="scroll" tabindex="0"><table>'
        f"<caption>{for_html(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )
    return Html(html, f"{caption}\n{frame.to_string(index=False)}")


_LONG = 30  # characters; a column whose texts are longer gets room


def _kind(column: pd.Series) -> str:
    """Class of the cells of a column: how they are aligned and whether they wrap."""
    from pandas.api.types import (
        is_bool_dtype,
        is_datetime64_any_dtype,
        is_numeric_dtype,
    )

    if is_datetime64_any_dtype(column):
        return ' class="date"'
    if is_numeric_dtype(column) and not is_bool_dtype(column):
        return ' class="number"'
    lengths = [len(str(value)) for value in column]
    return ' class="long"' if lengths and sum(lengths) / len(lengths) > _LONG else ""


def _row(values: tuple, position: int, kinds: Mapping[str, str], style: _Style) -> str:
    cells = []
    for (name, kind), value in zip(kinds.items(), values, strict=True):
        shown = for_html(_formatted(value, style.formats.get(name)))
        anchor = style.links[name][position] if name in style.links else ""
        if anchor:
            where = anchor if anchor.endswith(".html") else f"#{anchor}"
            shown = f'<a href="{for_html(where)}">{shown}</a>'
        cells.append(f"<td{kind}>{shown}</td>")
    return "".join(cells)


def _formatted(value: object, form: str | None) -> str:
    import pandas as pd

    if value is None or value is pd.NaT or value != value:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if form:
        # without the sum, a nought that was rounded down would show as -0
        return format(value + 0.0 if isinstance(value, float) else value, form)
    if isinstance(value, float):
        return f"{value:,.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
