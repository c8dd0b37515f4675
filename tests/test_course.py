"""The course: copies for learners and instructors, and pages, all from the notebooks."""

import importlib.util
import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
COURSE = ROOT / "course"
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("course_build", COURSE / "build.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_learners_copy_has_stubs_that_run_and_no_solution(build, tmp_path):
    written = build.student(tmp_path)
    assert [path.stem for path in written] == NAMES
    for path in written:
        whole = nbformat.read(ROOT / "notebooks" / path.name, as_version=4)
        copy = nbformat.read(path, as_version=4)
        solved = [
            c.source for c in whole.cells if "solution" in c.metadata.get("tags", [])
        ]
        begin = next(i for i, c in enumerate(copy.cells) if "## Exercises" in c.source)
        stubs = [c.source for c in copy.cells[begin:] if c.cell_type == "code"]
        assert len(solved) == len(stubs) >= 3
        assert not set(solved) & {c.source for c in copy.cells}
        assert not any(c.get("outputs") for c in copy.cells)
        for stub in stubs:
            exec(stub)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("fill in", "# Fill in the blank, and take the sign in front away:\n# f(___)"),
        ("predict", "# My guess, before I run anything: "),
        ("interpret", "# In words: "),
        ("find the fault", "# The fault, in one sentence: "),
        ("transfer", "# Your code here."),
    ],
)
def test_a_stub_fits_the_kind_of_its_exercise(build, kind, begins):
    text = f"It was so.\n\n### Exercise 2 ({kind})\n\nTry `f(___)`. Or `g()`?"
    assert build.stub_of(text).startswith(begins)


def test_a_learners_copy_finds_what_it_reads(build, tmp_path):
    for path in build.student(tmp_path):
        cells = nbformat.read(path, as_version=4).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        read = re.findall(r'"(\.\./[^"]+)"', code)
        assert [name for name in read if not (path.parent / name).exists()] == []


def test_an_instructors_copy_begins_with_the_notes_of_its_lesson(build, tmp_path):
    for path in build.instructor(tmp_path):
        copy = nbformat.read(path, as_version=4)
        assert "**For the instructor**" in copy.cells[1].source
        assert "**Take away.**" in copy.cells[1].source
        assert any("solution" in c.metadata.get("tags", []) for c in copy.cells)


def test_every_notebook_has_notes_and_a_place_in_a_lesson(build):
    assert sorted(build.notes_by_lesson()) == NAMES
    plan = (COURSE / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \d+ .*?\| ([\d, ]+) \|", plan, re.MULTILINE)
    assert len(rows) == 11
    assert sorted(n for row in rows for n in row.split(", ")) == [n[:2] for n in NAMES]


def test_the_plan_names_the_minutes_and_wrong_turns_that_the_notebooks_have(build):
    plan = (COURSE / "README.md").read_text("utf-8")
    minutes = re.findall(r"^\| `(\w+)` \| (\d+) \|", plan, re.MULTILINE)
    assert minutes == [(le.name, str(le.minutes)) for le in build.lessons()]
    turns = " ".join(re.findall(r"\| ([^|]+) \|$", plan, re.MULTILINE)).lower()
    for lesson in build.lessons():
        for cell in lesson.book.cells:
            for turn in re.findall(r"^## Wrong turn: (.+)$", cell.source, re.MULTILINE):
                assert turn.lower() in turns, turn


def test_the_notes_say_what_to_expect_of_every_lesson(build):
    for name, notes in build.notes_by_lesson().items():
        for part in ("Timing", "Predict first", "Likely to go wrong", "Take away"):
            assert f"**{part}.**" in notes, (name, part)


def test_the_glossary_is_in_order_and_explains_what_the_tables_say():
    text = (COURSE / "glossary.md").read_text("utf-8")
    terms = re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE)
    assert terms == sorted(terms, key=str.lower)
    explained = " ".join(terms)
    for word in (
        "act",
        "threat",
        "tone",
        "status",
        "voice",
        "hedged",
        "recipe",
        "enough",
        "adjudication",
        "alpha",
        "stratum",
        "overfitting",
        "explorer",
    ):
        assert word in explained


def test_results_are_folded_from_a_question_to_its_comparison_and_no_further(build):
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    said = nbformat.v4.new_output("stream", text="42")
    cells = [code("a", outputs=[said]), markdown(f"{build.PREDICT} Which?"),
             code("b"), markdown("So:"), code("c", outputs=[said]),
             markdown(f"{build.COMPARE} It is."), code("d", outputs=[said])]  # fmt: skip
    folded = ["<details>" in html for html in build._cells_html(cells)]
    assert folded == [False, False, False, False, True, False, False]


def test_pages_carry_search_menu_and_the_way_on(build, tmp_path, monkeypatch):
    first = build.lessons()[:2]
    # one that is run says what the other would, and runs take seconds
    book = first[0].book
    book.cells = [cell for cell in book.cells if cell.cell_type == "markdown"]
    monkeypatch.setattr(build, "lessons", lambda: first)
    pages = {path.name: path.read_text("utf-8") for path in build.site(tmp_path)}
    assert list(pages)[:3] == ["index.html", f"{NAMES[0]}.html", f"{NAMES[1]}.html"]
    lesson = pages[f"{NAMES[1]}.html"]
    assert f'rel="prev" href="{NAMES[0]}.html"' in lesson
    assert 'rel="next" href="glossary.html"' in lesson
    # tables of the plan scroll by themselves, so that a telephone shows the text whole
    plan = pages["index.html"]
    assert plan.count("<table>") == plan.count('tabindex="0"><table>') > 1
    assert '<a href="rubric.html">Rubric</a>' in plan
    assert "<details><summary>Solution</summary>" in lesson
    assert f"<details><summary>{build.WRITTEN}</summary>" in lesson
    for name, text in pages.items():
        assert not re.search(
            r'(?:src|href)="https?:', re.sub(r"<a [^>]*>", "", text)
        ), name
        inside = set(re.findall(r'href="([\w.]+\.html)', text))
        assert inside <= set(pages)
