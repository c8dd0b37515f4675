"""The notebooks run from top to bottom, are built alike, and carry no machinery."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from statistics import median

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
NAMES = [
    "00_start_here", "01_ingest", "02_explore_the_corpus", "03_read_the_lexicon",
    "04_score", "05_validate_against_hand_codes", "06_build_the_index",
    "07_uncertainty_and_peaks", "08_write_the_report", "09_dyads", "10_compare_sources",
    "11_robustness_and_contribution", "12_calibration", "13_external_series",
]  # fmt: skip

LONGEST_RUN = 60  # seconds a single cell may take before it counts as hung
MOST_OBJECTIVES = 4
MEDIAN_STATEMENTS = 3  # of the cells that do something
PARTS = [
    "**Question.**", "**After this notebook you can**", "**You need:**", "**Time:**",
    "## Key points", "## What this cannot tell you", "## Exercises",
]  # fmt: skip

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
ABSOLUTE_PATH = re.compile(r"""["'](?:/|~|[A-Za-z]:[\\/])""")
NETWORK = re.compile(
    r"https?://|\burl(?:lib|open)\b|\brequests\b|\bdownload\(|\bfetch\b"
)

each_notebook = pytest.mark.parametrize("name", NAMES)


# Reading a notebook -------------------------------------------------------------------


def cells(name: str) -> list:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells


def code_cells(name: str) -> list:
    return [cell for cell in cells(name) if cell.cell_type == "code"]


def prose(name: str) -> str:
    return "\n\n".join(c.source for c in cells(name) if c.cell_type == "markdown")


def tree(cell: dict) -> ast.Module:
    """Syntax of a cell, with lines for the shell turned into the calls they become."""
    return ast.parse(TransformerManager().transform_cell(cell["source"]))


def statements(cell: dict) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(tree(cell)))


def is_imports(cell: dict) -> bool:
    return cell["source"].lstrip().startswith(("import ", "from "))


def is_solution(cell: dict) -> bool:
    return cell["source"].startswith("# Solution\n")


# Running ------------------------------------------------------------------------------


@pytest.fixture
def this_interpreter(tmp_path, monkeypatch):
    """Make "python3" the kernel of the interpreter that runs the tests."""
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {
        "argv": [*launch, "--IPKernelApp.log_level=ERROR"],
        "display_name": "Python 3",
        "language": "python",
        "env": {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")},
    }
    (spec / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))


@each_notebook
def test_it_runs_from_top_to_bottom_without_a_warning(name, this_interpreter):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    NotebookClient(
        notebook,
        timeout=LONGEST_RUN,
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    said = "".join(o["text"] for o in outputs if o.get("name") == "stderr")
    assert "Warning" not in said
    assert outputs


# What is stored -----------------------------------------------------------------------


def test_the_fourteen_notebooks_are_there_and_no_other():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES


@each_notebook
def test_no_output_is_stored(name):
    assert [c.id for c in code_cells(name) if c.outputs or c.execution_count] == []


@each_notebook
def test_it_names_a_kernel_that_everyone_has(name):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info == {"name": "python"}


@each_notebook
def test_cells_have_ids_of_their_own(name):
    ids = [cell.id for cell in cells(name)]
    assert len(ids) == len(set(ids))


# What stands in the cells -------------------------------------------------------------


@each_notebook
def test_nothing_is_defined_in_a_cell(name):
    found = [
        cell.id
        for cell in code_cells(name)
        if any(isinstance(node, DEFINITIONS) for node in ast.walk(tree(cell)))
    ]
    assert found == []


@each_notebook
def test_cells_are_short(name):
    lengths = [statements(c) for c in code_cells(name) if not is_imports(c)]
    assert median(lengths) <= MEDIAN_STATEMENTS


@each_notebook
@pytest.mark.parametrize(
    "forbidden", [ABSOLUTE_PATH, NETWORK], ids=["absolute path", "network"]
)
def test_code_stays_on_this_machine_and_on_every_machine(name, forbidden):
    found = [c.id for c in code_cells(name) if forbidden.search(c.source)]
    assert found == []


@pytest.mark.parametrize("code", ['read("/data/x")', "open('C:\\\\x')", 'read("~/x")'])
def test_an_absolute_path_would_be_noticed(code):
    assert ABSOLUTE_PATH.search(code)


# Anatomy ------------------------------------------------------------------------------


@each_notebook
def test_it_has_every_part_in_order(name):
    text = prose(name)
    places = [text.find(part) for part in ["# ", *PARTS]]
    assert -1 not in places, f"missing: {PARTS[places.index(-1) - 1]}"
    assert places == sorted(places)
    assert text.startswith(f"# {int(name[:2])}. ")


@each_notebook
def test_it_promises_four_things_at_most(name):
    _, _, after = prose(name).partition(PARTS[1])
    promised = re.findall(r"^\d\. ", after.partition(PARTS[2])[0], re.MULTILINE)
    assert 1 <= len(promised) <= MOST_OBJECTIVES


@each_notebook
def test_words_stand_before_and_after_every_step(name):
    all_cells = cells(name)
    alone = [
        cell.id
        for before, cell, after in zip(
            all_cells, all_cells[1:], all_cells[2:], strict=False
        )
        if cell.cell_type == "code"
        and (before.cell_type == "code" or after.cell_type == "code")
    ]
    assert alone == []
    assert all_cells[0].cell_type == all_cells[-1].cell_type == "markdown"


@each_notebook
def test_every_exercise_has_a_solution(name):
    exercises, waiting = 0, False
    for cell in cells(name):
        if cell.cell_type == "markdown":
            exercises += cell.source.count("### Exercise ")
            waiting = "### Exercise " in cell.source
        elif is_solution(cell):
            assert waiting, f"{cell.id} solves nothing"
            assert cell.metadata.get("tags") == ["solution"]
    solutions = sum(is_solution(cell) for cell in code_cells(name))
    assert 2 <= exercises == solutions <= 3


@each_notebook
def test_exercises_are_of_different_kinds(name):
    kinds = re.findall(r"^### Exercise \d \((.+)\)$", prose(name), re.MULTILINE)
    assert len(kinds) == len(set(kinds)) >= 2


@each_notebook
def test_nothing_but_solutions_stands_after_the_exercises_begin(name):
    """A copy without the solutions, as learners get it, still runs."""
    all_cells = cells(name)
    begin = next(i for i, cell in enumerate(all_cells) if "## Exercises" in cell.source)
    later = [c for c in all_cells[begin:] if c.cell_type == "code"]
    assert all(map(is_solution, later))
    assert not any(map(is_solution, code_cells(name)[: -len(later)]))
