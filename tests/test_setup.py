"""The set-up: what is declared, what is pinned and what is installed agree."""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
HASH = "--hash=sha256:"

# Names under which a package is imported, where they are not its own with underscores.
IMPORT_NAMES = {
    "pyyaml": "yaml",
    "pytest-xdist": "xdist",
    "scikit-learn": "sklearn",
}


def declared() -> list[Requirement]:
    """Every dependency of the project but those of the second lock file alone."""
    extras = PROJECT["optional-dependencies"]
    names = [n for extra, wanted in extras.items() if extra != "ci" for n in wanted]
    names += PROJECT["dependencies"]
    return [Requirement(name) for name in names]


def pins(lock: str = LOCK) -> dict[str, list[tuple[str, str]]]:
    """For each package in the lock: its versions, each with the lines of its hashes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in re.split(r"\n(?=\S)", lock):
        name, version = re.match(r"([\w.-]+)==([^\s;\\]+)", entry).groups()
        found.setdefault(canonicalize_name(name), []).append((version, entry))
    return found


def make() -> ModuleType:
    """make.py, imported afresh."""
    spec = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def empty_house(tmp_path, monkeypatch) -> ModuleType:
    """make.py over a folder that holds a lock file and nothing else."""
    module = make()
    (tmp_path / "requirements.lock").write_text("a==1 --hash=sha256:00\n", "utf-8")
    venv = tmp_path / ".venv"
    places = {
        "ROOT": tmp_path,
        "LOCK": tmp_path / "requirements.lock",
        "CI_LOCK": tmp_path / "requirements-ci.lock",
        "VENV": venv,
        "STAMP": venv / "set-up-complete",
        "PYTHON": venv / "python",
        "TURN": tmp_path / ".venv.turn",
    }
    for name, place in places.items():
        monkeypatch.setattr(module, name, place)
    monkeypatch.setattr(module, "link_project", lambda: None)
    return module


def stand_in(module: ModuleType, fails_at: str = "") -> list[str]:
    """Replace the commands make.py runs; the list fills with those that were run."""
    run = []

    def call(command: list, advice: str = "") -> None:
        words = " ".join(map(str, command))
        run.append(words)
        if fails_at and fails_at in words:
            sys.exit(advice)
        if "-m venv" in words:
            module.VENV.mkdir()
            module.PYTHON.touch()

    module.call = call
    return run


# What is declared ---------------------------------------------------------------------


@pytest.mark.parametrize("dependency", declared(), ids=lambda need: need.name)
def test_every_dependency_is_pinned_within_its_bounds(dependency):
    versions = pins().get(canonicalize_name(dependency.name), [])
    assert versions, f"{dependency.name} is not in requirements.lock: run `make lock`"
    for version, _ in versions:
        assert dependency.specifier.contains(version)


@pytest.mark.parametrize("dependency", declared(), ids=lambda need: need.name)
def test_every_dependency_can_be_imported(dependency):
    """An old pip installs trafilatura without a part it needs, and reports success."""
    name = canonicalize_name(dependency.name)
    importlib.import_module(IMPORT_NAMES.get(name, name.replace("-", "_")))


def test_every_pin_has_a_hash_and_the_lock_names_no_host():
    bare = [name for name, found in pins().items() for _, e in found if HASH not in e]
    assert bare == []
    assert "://" not in LOCK
    assert not re.search(r"^(-i|--(extra-)?index-url|--find-links)", LOCK, re.MULTILINE)


def test_the_second_lock_holds_all_of_the_first_and_what_ci_needs_besides():
    more = pins((ROOT / "requirements-ci.lock").read_text("utf-8"))
    assert {name: [v for v, _ in found] for name, found in pins().items()}.items() <= {
        name: [v for v, _ in found] for name, found in more.items()
    }.items()
    needed = map(Requirement, PROJECT["optional-dependencies"]["ci"])
    assert {canonicalize_name(need.name) for need in needed} <= set(more)


def test_conda_users_get_the_same_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    python, pip, from_pip = environment["dependencies"]
    version = python.removeprefix("python=")
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(
        version
    )
    assert pip == "pip"
    assert from_pip == {"pip": ["-r requirements.lock"]}


def test_the_smallest_python_is_the_same_everywhere():
    smallest = ".".join(map(str, make().MINIMUM_PYTHON))
    assert PROJECT["requires-python"] == f">={smallest}"


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+) - (\S+)$", changes, re.MULTILINE)
    assert newest.groups() == (citation["version"], citation["date-released"])
    assert PROJECT["version"] == citation["version"]
    assert importlib.import_module("toolkit").__version__ == citation["version"]


def test_the_hooks_run_the_locked_ruff():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    ((locked, _),) = pins()["ruff"]
    assert set(re.findall(r"ruff==([\w.]+)", hooks)) == {locked}


def test_every_make_target_is_a_task_of_make_py():
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    assert targets - {"help"} == set(make().TASKS)


# How make.py sets up ------------------------------------------------------------------


def test_the_second_run_builds_nothing(empty_house):
    run = stand_in(empty_house)
    empty_house.set_up()
    assert len(run) == 2  # venv, pip
    empty_house.set_up()
    assert len(run) == 2


def test_packages_are_installed_by_hash_from_the_lock_alone(empty_house):
    run = stand_in(empty_house)
    empty_house.set_up()
    assert "--require-hashes --only-binary :all: -r" in run[1]
    assert "index-url" not in run[1]  # the user's own mirror settings stay in force


def test_extras_come_with_the_set_up_or_into_the_one_that_is_there(empty_house):
    run = stand_in(empty_house)
    empty_house.main(["extras"])
    assert len(run) == 2  # venv, and pip once for all
    assert run[1].endswith("-r " + str(empty_house.CI_LOCK))
    assert empty_house.is_ready()
    empty_house.main(["extras"])
    assert run[2:] == run[1:2]


def test_a_set_up_cut_short_is_done_again(empty_house):
    stand_in(empty_house, fails_at="pip install")
    with pytest.raises(SystemExit):
        empty_house.set_up()
    assert empty_house.PYTHON.exists()  # half an environment is there ...
    assert not empty_house.is_ready()  # ... and is not taken for a whole one
    stand_in(empty_house)
    empty_house.set_up()
    assert empty_house.is_ready()


def test_a_changed_lock_or_a_moved_folder_asks_for_a_new_set_up(
    empty_house, monkeypatch
):
    stand_in(empty_house)
    empty_house.set_up()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(empty_house, "ROOT", empty_house.ROOT / "moved")
        assert not empty_house.is_ready()
    assert empty_house.is_ready()
    empty_house.LOCK.write_text("a==2 --hash=sha256:01\n", "utf-8")
    assert not empty_house.is_ready()


def test_a_failed_download_says_what_to_do(empty_house):
    stand_in(empty_house, fails_at="pip install")
    with pytest.raises(SystemExit, match="proxy or mirror") as failure:
        empty_house.set_up()
    assert "environment.yml" in str(failure.value)
    assert "Run the same command again" in str(failure.value)


def test_an_old_python_is_told_what_it_needs(monkeypatch):
    module = make()
    monkeypatch.setattr(module, "MINIMUM_PYTHON", (99, 1))
    with pytest.raises(SystemExit, match=r"needs 99\.1 or newer"):
        module.main(["test"])


def test_an_unknown_task_shows_those_that_exist():
    with pytest.raises(SystemExit, match="report") as failure:
        make().main(["rport"])
    assert "rport" in str(failure.value)


# What an import costs -----------------------------------------------------------------


def test_importing_the_package_loads_no_heavy_library():
    code = "import sys, toolkit; print(*sorted(m.split('.')[0] for m in sys.modules))"
    run = [sys.executable, "-c", code]
    loaded = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True)
    heavy = {"pandas", "numpy", "pyarrow", "scipy", "matplotlib", "seaborn", "nltk"}
    assert heavy & set(loaded.stdout.split()) == set()
    assert "toolkit" in loaded.stdout.split()
