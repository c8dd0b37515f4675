"""Habits of Python: examples, annotations, cards, versions, and an accessor on request."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import toolkit
from toolkit import IndexRecipe, cli, installation, load_lexicon, open_corpus
from toolkit.mentions.actors import read_gazetteer
from toolkit.scores.agreement import Agreement
from toolkit.scores.codebook import read_codebook

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "toolkit"
EVIL = "<script>alert(1)</script>"


def public_functions() -> dict[str, object]:
    """Every public function, and the methods of every public class."""
    found = {}
    for name in toolkit.__all__:
        thing = getattr(toolkit, name)
        if inspect.isfunction(thing):
            found[name] = thing
            continue
        methods = inspect.getmembers(thing, inspect.isfunction)
        found |= {f"{name}.{m}": f for m, f in methods if not m.startswith("_")}
    return found


def test_every_public_name_has_an_example_that_runs():
    """``--doctest-modules`` runs them; here they must be there."""
    lacking = [
        name
        for name in toolkit.__all__
        if ">>>" not in (inspect.getdoc(getattr(toolkit, name)) or "")
    ]
    assert lacking == []


def test_no_example_of_a_public_name_is_skipped():
    docs = {
        name: inspect.getdoc(getattr(toolkit, name)) or "" for name in toolkit.__all__
    }
    assert [name for name, doc in docs.items() if "doctest: +SKIP" in doc] == []


def test_every_public_function_is_annotated_whole():
    bare = []
    for name, function in public_functions().items():
        signature = inspect.signature(function)
        given = [
            p.name
            for p in signature.parameters.values()
            if p.annotation is p.empty and p.name not in ("self", "cls")
        ]
        if given or signature.return_annotation is signature.empty:
            bare.append(f"{name}: {given or 'what it returns'}")
    assert bare == []


def test_type_checkers_are_told_that_the_package_has_types():
    assert (PACKAGE / "py.typed").is_file()


def test_progress_suits_notebook_and_terminal_alike():
    others = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module != "tqdm.auto":
                others += [path.name for alias in node.names if alias.name == "tqdm"]
            if isinstance(node, ast.Import):
                others += [path.name for a in node.names if a.name.startswith("tqdm")]
    assert others == []


# Cards --------------------------------------------------------------------------------


def test_what_carries_identity_shows_itself_escaped(tmp_path):
    from dataclasses import replace

    cards = [
        replace(load_lexicon(), name=EVIL, provenance=EVIL, limits=EVIL),
        IndexRecipe(time=EVIL),
        open_corpus(tmp_path / EVIL.replace("/", "")),
        Agreement(0.8, 0.7, 0.9, 10, 20),
        replace(read_codebook(), title=EVIL),
        replace(read_gazetteer(_gazetteer(tmp_path)), kind=np.array([EVIL])),
    ]
    for card in cards:
        html = card._repr_html_()
        assert "<table>" in html, type(card)
        assert "<script" not in html, type(card)


def _gazetteer(folder: Path) -> Path:
    path = folder / "actors.csv"
    path.write_text(f"alias,actor,code,kind\nRuritania,{EVIL},RUR,state\n", "utf-8")
    return path


def test_a_card_says_what_the_recipe_says():
    html = IndexRecipe(every="week", base=("2024-04", "2024-05"))._repr_html_()
    assert "one value per week" in html
    assert "2024-04 to 2024-05, both included" in html


def test_an_alpha_without_interval_says_why():
    html = Agreement(1.0, float("nan"), float("nan"), 3, 6)._repr_html_()
    assert "no disagreement to draw from" in html


def test_a_corpus_that_cannot_be_read_still_shows_itself(tmp_path):
    corpus = open_corpus(tmp_path / "corpus")
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Talks go on."]})
    corpus.add(articles)
    assert "<td" in corpus._repr_html_()
    for part in corpus.part_paths():
        part.write_bytes(b"damaged")
    assert "cannot be read" in corpus._repr_html_()


# The accessor -------------------------------------------------------------------------


def run_python(code: str) -> str:
    """What a fresh Python prints."""
    run = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(
        run, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_only_who_asks_for_the_accessor_gets_it():
    ask = "import pandas as pd, toolkit; toolkit.load_lexicon; {}; "
    ask += "print(hasattr(pd.DataFrame, 'tension'))"
    assert run_python(ask.format("0")) == "False"
    assert run_python(ask.format("import toolkit.accessor")) == "True"


ACCESSOR = """
import pandas as pd, toolkit
import toolkit.accessor
from toolkit import *
articles = load_sample("chronicle")
same = pd.testing.assert_frame_equal
mentions = find_mentions(articles)
same(articles.tension.mentions(), mentions)
scores = score_articles(articles, mentions)
same(articles.tension.scores(), scores)
assert isinstance(scores.tension, pd.Series)
recipe = IndexRecipe(every="quarter", draws=0)
index = tension_index(score_articles(find_stories(articles), mentions), recipe)
same(articles.tension.index(recipe), index)
same(articles.tension.sample(40, seed=2), draw_sample(articles, 40, seed=2))
print(articles.tension.describe().summary["n_articles"].iloc[0])
try:
    index.tension.mentions()
except toolkit.schema.MissingColumn as error:
    print("lacks" in str(error))
"""


def test_the_accessor_does_what_the_functions_do():
    assert run_python(ACCESSOR).split() == ["146", "True"]


# What is installed --------------------------------------------------------------------


def test_versions_name_everything_and_no_path(capsys):
    installation.show_versions()
    printed = capsys.readouterr().out
    assert f"toolkit {toolkit.__version__}" in " ".join(printed.split())
    assert {"pandas", "python", "numba"} <= set(printed.split())
    assert str(Path.home()) not in printed
    assert "/" not in printed.replace("GNU/", "")


def doctor(capsys) -> tuple[int, str]:
    arguments, sys.argv = sys.argv, ["toolkit", "doctor"]
    try:
        cli.main()
        code = 0
    except SystemExit as stop:
        code = stop.code or 0
    finally:
        sys.argv = arguments
    return code, capsys.readouterr().out


def test_the_doctor_finds_nothing_wrong_here(capsys):
    code, said = doctor(capsys)
    assert code == 0
    assert "All that is needed is there." in said
    assert "MISSING" not in said


def test_the_doctor_names_what_is_missing_and_what_to_do(capsys, monkeypatch):
    known = installation._version
    monkeypatch.setattr(
        installation,
        "_version",
        lambda name: "not installed" if name == "scipy" else known(name),
    )
    code, said = doctor(capsys)
    assert code == 1
    assert "MISSING scipy" in said
    assert "requirements.lock" in said
    assert "cannot run as it should: scipy missing" in said


def test_a_missing_option_is_no_illness(capsys, monkeypatch):
    monkeypatch.setattr(installation, "_importable", lambda _: False)
    monkeypatch.setattr(installation, "BROWSERS", ())
    code, said = doctor(capsys)
    assert code == 0
    assert "[cluster]" in said
    assert "optional parts missing" in said


def test_nothing_is_imported_to_tell_versions():
    """A package that is there but breaks on import must not break this."""
    code = (
        "import sys; from toolkit.installation import list_versions; list_versions(); "
        "print('numba' in sys.modules, 'jupyterlab' in sys.modules)"
    )
    assert run_python(code) == "False False"


# What type checkers see ---------------------------------------------------------------

STUB = PACKAGE / "__init__.pyi"


def stub() -> str:
    """The names that ``__init__`` loads when first used, as a checker can read them."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    (names,) = (
        ast.literal_eval(word.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "submod_attrs"
    )
    lines = [
        f"from toolkit.{module} import {name} as {name}"
        for module in sorted(names)
        for name in sorted(names[module])
    ]
    head = "# Written by `python -m tests.test_habits`: what __init__.py loads lazily."
    quiet = ["# ruff: noqa", "# fmt: off"]
    return "\n".join([head, *quiet, "", *lines, "", "__version__: str", ""])


def test_type_checkers_see_every_public_name():
    """Names loaded lazily are Any to a checker that has nothing else to read."""
    assert STUB.read_text("utf-8") == stub(), "run: python -m tests.test_habits"


if __name__ == "__main__":
    STUB.write_text(stub(), "utf-8")
