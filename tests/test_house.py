"""The house rules: who may import whom, how long things are, what is never named."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median, quantiles

import pytest

import toolkit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "toolkit"
WINGS = ("articles", "mentions", "scores", "index")
GROUND = {
    "toolkit.schema",
    "toolkit.characters",
    "toolkit.text",
    "toolkit.dates",
    "toolkit.draws",
    "toolkit.cards",
    # the rooms of toolkit.text
    *(f"toolkit.text.{room.stem}" for room in (PACKAGE / "text").glob("[!_]*.py")),
}

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "settings"}
LONGEST_MODULE = 450  # lines
MEDIAN_BODY = 10  # lines of a function after its docstring
LONG_BODY = 25  # at most one function in ten is longer

MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:home|root|work|tmp|opt|Users|mnt)/\w|\b[A-Z]:\\Users\\"
)
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|anaconda\.(?:org|com)|debian\.org"
)
MADE_HERE = {".git", ".venv", ".hypothesis", ".pytest_cache", ".ruff_cache", "reports",
             "__pycache__", ".ipynb_checkpoints"}  # fmt: skip


# Reading the package ------------------------------------------------------------------


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name, parsed."""
    return {
        dotted(path): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports(name: str) -> set[str]:
    """The project's modules a module imports, anywhere in its body."""
    found = set()
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are written in full"
            found |= {whole(node.module, alias.name) for alias in node.names}
    return {module for module in found if module.split(".")[0] == "toolkit"}


def whole(module: str, name: str) -> str:
    """The module meant by ``from module import name``."""
    inner = f"{module}.{name}"
    return inner if inner in modules() else module


def wing(name: str) -> str:
    """The part of the house a module stands in; a top-level module is its own."""
    return ".".join(name.split(".")[:2])


def bodies() -> dict[str, int]:
    """Lines of every function after its docstring."""
    lengths = {}
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[ast.get_docstring(node) is not None :]
                lines = node.end_lineno - body[0].lineno + 1 if body else 0
                lengths[f"{name}.{node.name}:{node.lineno}"] = lines
    return lengths


# Who may import whom ------------------------------------------------------------------


@pytest.mark.parametrize("name", WINGS)
def test_a_wing_imports_the_ground_and_itself_only(name):
    home = f"toolkit.{name}"
    inside = [module for module in modules() if wing(module) == home]
    assert inside, f"{home} holds no module"
    strangers = {
        f"{module} imports {other}"
        for module in inside
        for other in imports(module)
        if wing(other) != home and other not in GROUND
    }
    assert strangers == set()


def test_the_ground_imports_nothing_above_it():
    above = {f"{m} imports {o}" for m in GROUND for o in imports(m) if o not in GROUND}
    assert above == set()


def test_only_the_command_line_looks_into_show():
    allowed = {"toolkit.show", "toolkit.cli"}
    lookers = {
        f"{module} imports {other}"
        for module in modules()
        for other in imports(module)
        if wing(other) == "toolkit.show" and wing(module) not in allowed
    }
    assert lookers == set()


def test_imports_go_one_way():
    graph = {module: imports(module) - {module} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("a circle of imports: " + " -> ".join(error.args[1]))


def test_every_public_name_is_there():
    missing = []
    for name in toolkit.__all__:
        try:
            getattr(toolkit, name)
        except (ImportError, AttributeError) as error:
            missing.append(f"{name}: {error}")
    assert missing == []


# Rooms and their size -----------------------------------------------------------------


def test_no_module_has_a_vague_name():
    assert [m for m in modules() if m.rsplit(".", 1)[-1] in VAGUE_NAMES] == []


def test_no_module_is_too_long_to_read():
    lengths = {
        dotted(path): len(path.read_text("utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {m: n for m, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_functions_are_short():
    lengths = bodies()
    longest = sorted(lengths.items(), key=lambda item: -item[1])[:10]
    report = "\n".join(f"{lines:4} {name}" for name, lines in longest)
    assert median(lengths.values()) <= MEDIAN_BODY, report
    assert quantiles(lengths.values(), n=10)[-1] <= LONG_BODY, report


def test_no_passing_function_is_asked_about_words():
    """Answers about words are kept by the function; a new one would ask of all again."""
    asks = {"passing", "values", "distinct_values"}
    fleeting = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in asks
        and any(isinstance(argument, ast.Lambda) for argument in node.args)
    ]
    assert fleeting == []


# What is never named ------------------------------------------------------------------


def project_files() -> list[Path]:
    """Files git keeps or would keep; without git, all but what is made here."""
    ask = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(ask, cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        every = (path for path in ROOT.rglob("*") if path.is_file())
        return [p for p in every if not MADE_HERE & set(p.relative_to(ROOT).parts)]
    paths = [ROOT / name for name in listed.decode("utf-8").split("\0") if name]
    return [path for path in paths if path.is_file()]


def is_text(data: bytes) -> bool:
    return b"\0" not in data


@pytest.mark.parametrize(
    ("pattern", "what"),
    [(MACHINE_PATH, "a path of one machine"), (REGISTRY_HOST, "a package registry")],
    ids=["machine path", "registry host"],
)
def test_no_file_names_a_machine(pattern, what):
    found = []
    for path in project_files():
        data = path.read_bytes()
        if is_text(data) and (hit := pattern.search(data.decode("utf-8", "replace"))):
            found.append(f"{path.relative_to(ROOT)} names {what}: {hit.group()}")
    assert found == []


@pytest.mark.parametrize(
    "path", ["/ho" + "me/ana/news", "x = '/wo" + "rk/x'", "C:" + "\\Users\\ana"]
)
def test_a_machine_path_would_be_noticed(path):
    assert MACHINE_PATH.search(path)


def test_an_address_on_the_web_is_no_machine_path():
    assert not MACHINE_PATH.search("https://example.org/home/news")
