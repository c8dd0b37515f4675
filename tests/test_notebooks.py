"""The notebooks run from top to bottom, are built alike, and carry no machinery."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from pathlib import Path

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
    "14_what_earns_its_place", "15_explorers",
]  # fmt: skip

LONGEST_RUN = 60  # seconds a single cell may take before it counts as hung
MOST_OBJECTIVES = 4
MOST_STATEMENTS = 3  # in a cell that is neither imports nor a solution
KINDS = {"fill in", "predict", "find the fault", "interpret", "transfer"}
MORE_KINDS = {"target practice"}
LEAST_OF_A_KIND = 5  # exercises of each kind in the whole course
PREDICT, COMPARE = "**Predict before you run.**", "**Compare.**"
WRONG_TURN, MISLEADS, REPAIR = "## Wrong turn: ", "**What misleads.**", "**Repair.**"
# What a course on counting words must have gone through once: where it does.
WRONG_TURNS = {
    "raw counts": "06_build_the_index",
    "`war*` and `warm`": "03_read_the_lexicon",
    "duplicates": "02_explore_the_corpus",
    "a flood that looks like a war": "04_score",
    "quoted threats counted as threats": "04_score",
    "a past war counted as news": "04_score",
    "weights fitted to what they should predict": "11_robustness_and_contribution",
}
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
    return len(tree(cell).body)


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


def test_these_notebooks_are_there_and_no_other():
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
def test_a_cell_does_three_things_at_most(name):
    steps = [c for c in code_cells(name) if not is_imports(c) and not is_solution(c)]
    assert [c.id for c in steps if statements(c) > MOST_STATEMENTS] == []


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
    assert 3 <= exercises == solutions <= 4


def kinds_of_exercises(name: str) -> list[str]:
    return re.findall(r"^### Exercise \d \((.+)\)$", prose(name), re.MULTILINE)


@each_notebook
def test_exercises_are_of_different_kinds(name):
    kinds = kinds_of_exercises(name)
    assert set(kinds) <= KINDS | MORE_KINDS
    assert len(kinds) == len(set(kinds)) >= 3


def test_each_kind_of_exercise_is_practised_several_times():
    practised = Counter(kind for name in NAMES for kind in kinds_of_exercises(name))
    assert {kind for kind in KINDS if practised[kind] < LEAST_OF_A_KIND} == set()


@each_notebook
def test_a_solution_checks_itself(name):
    """Run in the tests, a solution that no longer holds fails there."""
    unchecked = [
        cell.id
        for cell in code_cells(name)
        if is_solution(cell)
        and not any(isinstance(node, ast.Assert) for node in ast.walk(tree(cell)))
    ]
    assert unchecked == []


# Guesses and wrong turns -------------------------------------------------------------


@each_notebook
def test_a_guess_is_written_down_before_the_cell_that_answers_it_and_compared(name):
    all_cells = cells(name)
    asked = [i for i, cell in enumerate(all_cells) if PREDICT in cell.source]
    assert asked
    for place in asked:
        assert "*My guess" in all_cells[place].source
        assert all_cells[place + 1].cell_type == "code"
        # the answer may take two steps
        after = [c.source for c in all_cells[place + 1 : place + 5]]
        said = [text for text in after if text.startswith(COMPARE)]
        assert len(said) == 1, all_cells[place].id


@each_notebook
def test_a_wrong_turn_is_run_found_out_and_repaired(name):
    all_cells = cells(name)
    begins = [i for i, cell in enumerate(all_cells) if WRONG_TURN in cell.source]
    for begin in begins:
        misled, repaired = (
            next(i for i, c in enumerate(all_cells) if i >= begin and words in c.source)
            for words in (MISLEADS, REPAIR)
        )
        assert begin < misled <= repaired
        run = [c for c in all_cells[begin:misled] if c.cell_type == "code"]
        assert run and all_cells[repaired + 1].cell_type == "code"


@pytest.mark.parametrize(("turn", "name"), WRONG_TURNS.items())
def test_the_seven_great_mistakes_are_made_somewhere(turn, name):
    assert f"{WRONG_TURN}{turn}\n" in prose(name)


@each_notebook
def test_nothing_but_solutions_stands_after_the_exercises_begin(name):
    """A copy without the solutions, as learners get it, still runs."""
    all_cells = cells(name)
    begin = next(i for i, cell in enumerate(all_cells) if "## Exercises" in cell.source)
    later = [c for c in all_cells[begin:] if c.cell_type == "code"]
    assert all(map(is_solution, later))
    assert not any(map(is_solution, code_cells(name)[: -len(later)]))
