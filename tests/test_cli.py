"""The command line: files in, files out, and an exit code that can be relied on."""

import subprocess
import sys

import pandas as pd
import pytest

from toolkit import cli

ARTICLE = (
    "Talks resume after attack\n\n6 August 2024\n\n"
    "Rebels attacked the town. Envoys met.\n"
)


@pytest.fixture
def run(capsys):
    def run(*words):
        sys_argv, sys.argv = sys.argv, ["toolkit", *map(str, words)]
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = stop.code
        finally:
            sys.argv = sys_argv
        return code or 0, capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    return news


def test_the_verbs_follow_each_other_through_files(run, folder, tmp_path):
    assert run("ingest", folder, "--out", tmp_path / "a.parquet")[0] == 0
    assert run("score", tmp_path / "a.parquet", "--out", tmp_path / "s")[0] == 0
    assert run("index", tmp_path / "s", "--out", tmp_path / "i.csv")[0] == 0
    assert pd.read_csv(tmp_path / "i.csv")["n_articles"].tolist() == [1]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_an_index_is_the_same_from_every_format(run, folder, tmp_path, form):
    run("ingest", folder, "--out", tmp_path / "a.parquet")
    run("score", tmp_path / "a.parquet", "--out", tmp_path / form, "--format", form)
    run("index", tmp_path / form, "--out", tmp_path / f"{form}.csv")
    assert pd.read_csv(tmp_path / f"{form}.csv")["value"].tolist() == [100.0]


def test_what_was_set_aside_is_named_with_its_reason(run, folder, tmp_path):
    _, shown = run("ingest", folder, "--out", tmp_path / "a.parquet")
    assert "read 1 article" in shown.err and "photo.jpg" in shown.err


def test_nothing_usable_ends_with_code_1(run, folder, tmp_path):
    (folder / "one.txt").unlink()
    code, shown = run("ingest", folder, "--out", tmp_path / "a.parquet")
    assert code == 1 and "Nothing usable" in shown.err


@pytest.mark.parametrize("words", [
    ("ingest", "absent", "--out", "a.parquet"), ("ingest", ".", "--out", "a.docx"),
    ("index", ".", "--out", "i.csv", "--base", "2024"), ("nonsense",),
    ("index", ".", "--out", "i.csv", "--every", "fortnight"),
])  # fmt: skip
def test_wrong_use_ends_with_code_2_and_no_traceback(run, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, shown = run(*words)
    assert code == 2 and "Traceback" not in shown.err and shown.err.strip()


def test_terminal_codes_in_a_file_name_do_not_reach_the_screen(run, folder, tmp_path):
    (folder / "one.txt").rename(folder / "\x1b[31mred.jpg")
    (folder / "\x1b[31mred.jpg").write_bytes(bytes(range(256)))
    _, shown = run("ingest", folder, "--out", tmp_path / "a.parquet")
    assert "red.jpg" in shown.err and "\x1b" not in shown.err


def test_formulas_in_a_headline_are_neutral_in_csv(run, folder, tmp_path):
    (folder / "one.txt").write_text(ARTICLE.replace("Talks", "=HYPERLINK(1) talks"))
    run("ingest", folder, "--out", tmp_path / "a.csv")
    titles = pd.read_csv(tmp_path / "a.csv")["title"]
    assert (
        titles.str.contains("HYPERLINK").all() and not titles.str.startswith("=").any()
    )


def test_help_teaches_without_loading_the_tables_library():
    code = "import sys\nfrom toolkit.cli import app\ntry: app(['score', '--help'])\n" \
           "except SystemExit: pass\nassert 'pandas' not in sys.modules"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Example: toolkit score articles.parquet" in done.stdout
