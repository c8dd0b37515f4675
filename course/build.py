"""Copies and pages of the course, all from the notebooks in ``notebooks/``.

    python course/build.py student      # notebooks without solutions, and their data
    python course/build.py instructor   # with solutions, and the notes of each lesson
    python course/build.py site         # executed, as pages with search

The notebooks are the only source: nothing here is edited by hand. Solutions are code
cells tagged ``solution``; a learner's copy has a stub in their place that runs.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.filters import ansi2html, markdown2html
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
COURSE, LESSONS = ROOT / "course", ROOT / "notebooks"
# What the notebooks read, by paths that begin with "../": copies take it along.
BESIDE = ("data", "CITATION.cff")
OUT = ROOT / "reports"
STUB = "# Your code here. Run the cell when you are done.\n..."
# What stands before it, by the kind of exercise.
BEFORE_STUB = {
    "predict": "# My guess, before I run anything: \n",
    "interpret": "# In words: \n",
    "find the fault": "# The fault, in one sentence: \n",
}
BLANK = re.compile(r"`([^`\n]*___[^`\n]*)`")  # code with a blank to fill in
NUMBER = re.compile(r"<td>(-?[\d.,]+(?:e[+-]?\d+)?%?|NaN)</td>")
CELL_SECONDS = 120
# What stands before cells whose result is to be guessed first, and after them.
PREDICT, COMPARE = "**Predict before you run.**", "**Compare.**"
WRITTEN = "The result, once your guess is written down"
NEEDS_KERNEL = "Controls stand here where the notebook runs; a page cannot show them."
# Pages beside the lessons: file in course/ -> name in the menu.
PAPERS = {
    "README.md": "The course", "glossary.md": "Glossary", "capstones.md": "Capstones",
    "rubric.md": "Rubric", "instructor_notes.md": "For instructors",
}  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """A notebook of the course."""

    name: str
    book: NotebookNode

    @property
    def title(self) -> str:
        """Its heading."""
        return re.search(r"^# (.+)$", self.book.cells[0].source, re.MULTILINE)[1]

    @property
    def question(self) -> str:
        """What it asks."""
        opening = self.book.cells[0].source
        said = re.search(r"\*\*Question\.\*\* (.+?)\n\n", opening, re.DOTALL)
        return " ".join(said[1].split())

    @property
    def minutes(self) -> int:
        """Minutes for reading and running it."""
        return int(re.search(r"\*\*Time:\*\* (\d+)", self.book.cells[0].source)[1])


def lessons() -> list[Lesson]:
    """All notebooks in order."""
    paths = sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))
    return [Lesson(p.stem, nbformat.read(p, as_version=4)) for p in paths]


def is_solution(cell: NotebookNode) -> bool:
    """Whether a cell holds the solution of an exercise."""
    return "solution" in cell.metadata.get("tags", [])


# Copies ------------------------------------------------------------------------------


def student(folder: Path) -> list[Path]:
    """Write notebooks with stubs in place of solutions, and without outputs."""
    return [
        _write(folder, lesson, without_solutions(lesson.book)) for lesson in lessons()
    ]


def without_solutions(book: NotebookNode) -> NotebookNode:
    """A copy whose solutions are stubs that run."""
    copy = _without_outputs(book)
    for exercise, cell in pairwise(copy.cells):
        if is_solution(cell):
            cell.source = stub_of(exercise.source)
            cell.metadata = nbformat.from_dict({})
    return copy


def stub_of(exercise: str) -> str:
    """A cell that runs as it stands, fitted to the kind of the exercise."""
    kind = re.findall(r"^### Exercise \d \((.+)\)$", exercise, re.MULTILINE)[-1]
    blank = BLANK.findall(exercise)
    if kind == "fill in" and blank:
        return (
            f"# Fill in the blank, and take the sign in front away:\n# {blank[-1]}\n..."
        )
    return BEFORE_STUB.get(kind, "") + STUB


def instructor(folder: Path) -> list[Path]:
    """Write notebooks with their solutions, the notes of the lesson on top."""
    notes = notes_by_lesson()
    written = []
    for lesson in lessons():
        copy = _without_outputs(lesson.book)
        own = notes.get(lesson.name, "There are no notes on this lesson.")
        cell = nbformat.v4.new_markdown_cell(f"> **For the instructor**\n\n{own}")
        cell.id = "instructor-notes"
        copy.cells.insert(1, cell)
        written.append(_write(folder, lesson, copy))
    return written


def notes_by_lesson() -> dict[str, str]:
    """Notes of ``instructor_notes.md``: name of the notebook -> text."""
    text = (COURSE / "instructor_notes.md").read_text("utf-8")
    parts = re.split(r"^## .*?`(\w+)`.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))


def _without_outputs(book: NotebookNode) -> NotebookNode:
    copy = nbformat.from_dict(json.loads(json.dumps(book)))
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return copy


def _write(folder: Path, lesson: Lesson, book: NotebookNode) -> Path:
    """Write a copy to ``folder/notebooks``, with what it reads beside it."""
    path = folder / "notebooks" / f"{lesson.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        if not (folder / name).exists():
            _copy(ROOT / name, folder / name)
    nbformat.write(book, path)
    return path


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


# The site ----------------------------------------------------------------------------


def site(folder: Path) -> list[Path]:
    """Execute every notebook and write the pages; nothing is loaded from elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = lessons()
    papers = [
        (_page_name(file), name, _paper_html(file, everything))
        for file, name in PAPERS.items()
    ]
    about, rest = papers[:1], papers[1:]
    pages = about + [(f"{le.name}.html", le.title, _lesson_html(le))
                     for le in everything] + rest  # fmt: skip
    menu = [(page, name, page in {paper for paper, *_ in rest})
            for page, name, _ in pages]  # fmt: skip
    style = (ROOT / "toolkit/show/templates/report.css").read_text("utf-8")
    style += (ROOT / "toolkit/show/templates/marks.css").read_text("utf-8")
    template = Environment(
        loader=FileSystemLoader(COURSE / "templates"), autoescape=True
    ).get_template("page.html.j2")
    index = json.dumps(list(_search_index(pages)), ensure_ascii=False)
    names = [name for name, _, _ in pages]
    for number, (name, title, body) in enumerate(pages):
        around = {
            "previous": pages[number - 1][:2] if number else None,
            "next": pages[number + 1][:2] if number + 1 < len(names) else None,
        }
        text = template.render(
            title=title, body=Markup(body), menu=menu, here=name, css=Markup(style),
            index=Markup(index.replace("</", "<\\/")), **around,
        )  # fmt: skip
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in names]


def _page_name(file: str) -> str:
    return "index.html" if file == "README.md" else f"{Path(file).stem}.html"


def _paper_html(file: str, everything: list[Lesson]) -> str:
    text = (COURSE / file).read_text("utf-8")
    body = _with_anchors(_prose_html(text))
    for other in PAPERS:
        body = body.replace(
            f"<code>{other}</code>",
            f'<a href="{_page_name(other)}">{PAPERS[other]}</a>',
        )
    if file != "README.md":
        return body
    rows = "".join(
        f'<tr><td><a href="{escape(le.name)}.html">{escape(le.title)}</a></td>'
        f'<td>{escape(le.question)}</td><td class="number">{le.minutes}</td></tr>'
        for le in everything
    )
    table = (
        '<div class="scroll" tabindex="0"><table><caption>The notebooks, with their '
        "question and minutes.</caption><thead><tr><th>notebook</th><th>question</th>"
        f"<th>minutes</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return body + table


def _lesson_html(lesson: Lesson) -> str:
    from nbclient import NotebookClient

    print(f"  {lesson.name}", flush=True)
    book = nbformat.from_dict(json.loads(json.dumps(lesson.book)))
    NotebookClient(
        book, timeout=CELL_SECONDS, kernel_name="python3",
        resources={"metadata": {"path": str(LESSONS)}},
    ).execute()  # fmt: skip
    return _with_anchors("\n".join(_cells_html(book.cells)))


def _cells_html(cells: list[NotebookNode]) -> Iterator[str]:
    """Cells; results between a question and its comparison are folded away."""
    asked = False
    for cell in cells:
        if cell.cell_type == "markdown":
            asked = PREDICT in cell.source or (asked and COMPARE not in cell.source)
        yield _cell_html(cell, asked)


def _cell_html(cell: NotebookNode, asked: bool) -> str:
    if cell.cell_type == "markdown":
        return f'<div class="prose">{_prose_html(cell.source)}</div>'
    code = f"<pre><code>{escape(cell.source)}</code></pre>"
    outputs = "".join(_output_html(output) for output in cell.outputs)
    if is_solution(cell):
        return f"<details><summary>Solution</summary>{code}{outputs}</details>"
    if asked and outputs:
        outputs = f"<details><summary>{WRITTEN}</summary>{outputs}</details>"
    return f'<div class="step">{code}{outputs}</div>'


def _prose_html(text: str) -> str:
    """Markdown as HTML; tables scroll by themselves where the screen is narrow."""
    html = str(markdown2html(text))
    for tag, put in (("<table>", '<div class="scroll" tabindex="0"><table>'),
                     ("</table>", "</table></div>")):  # fmt: skip
        html = html.replace(tag, put)
    return html


def _output_html(output: Any) -> str:
    """One output, richest form first; a widget by its last view, if it has one."""
    if output.output_type == "stream":
        return f'<pre class="output">{ansi2html(output.text)}</pre>'
    if output.output_type == "error":
        return f'<pre class="output">{ansi2html(chr(10).join(output.traceback))}</pre>'
    data = output.data
    if "text/html" in data:
        html = NUMBER.sub(r'<td class="number">\1</td>', data["text/html"])
        return f'<div class="output scroll" tabindex="0">{html}</div>'
    if any("widget" in kind for kind in data):
        return f'<p class="output">{NEEDS_KERNEL}</p>'
    if "image/png" in data:
        words = escape(data.get("text/plain", "A figure of this lesson."), quote=True)
        picture = data["image/png"].strip()
        return (
            f'<img class="output" alt="{words}" src="data:image/png;base64,{picture}">'
        )
    return f'<pre class="output">{escape(data.get("text/plain", ""))}</pre>'


def _with_anchors(body: str) -> str:
    """Headings with anchors, so that a search can lead to them."""

    def anchored(found: re.Match[str]) -> str:
        level, inner = found[1], found[2]
        anchor = re.sub(r"\W+", "-", _plain(inner)).strip("-")
        return f'<h{level} id="{escape(anchor)}">{inner}</h{level}>'

    return re.sub(r"<h([1-3])[^>]*>(.*?)</h\1>", anchored, body, flags=re.DOTALL)


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


_NOT_PROSE = re.compile(
    r'<div class="(?:output|step).*?</div>|<details>.*?</details>|<img[^>]+>|'
    r"<style.*?</style>",
    re.DOTALL,
)


def _search_index(pages: list[tuple[str, str, str]]) -> Iterator[dict[str, str]]:
    """A row per section: where it is, its heading, its words."""
    for name, title, body in pages:
        prose = _NOT_PROSE.sub(" ", body)
        parts = re.split(r'<h[1-3] id="([^"]*)">(.*?)</h[1-3]>', prose, flags=re.DOTALL)
        for anchor, heading, text in zip(
            parts[1::3], parts[2::3], parts[3::3], strict=True
        ):
            own = _plain(heading).removesuffix("¶").strip()
            yield {
                "page": f"{name}#{anchor}",
                "title": title if own == title else f"{title} · {own}",
                "text": _plain(text),
            }


KINDS = {"student": student, "instructor": instructor, "site": site}


def main() -> None:
    """Build what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=KINDS)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    folder = asked.out or OUT / asked.what
    if folder.exists():
        shutil.rmtree(folder)
    written = KINDS[asked.what](folder)
    print(f"wrote {len(written)} files to {folder}")


if __name__ == "__main__":
    sys.exit(main())
