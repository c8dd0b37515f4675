"""The cluster from the shell: the same verb, one option more."""

import subprocess
import sys

import pandas as pd
import pytest

pytest.importorskip("distributed", reason="needs the extra cluster")


def toolkit(*words):
    return subprocess.run(
        [sys.executable, "-m", "toolkit", *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_score_and_index_through_a_cluster(dask_client, tables, tmp_path):
    (tables / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    address = dask_client.scheduler.address
    out = tmp_path / "scored"
    done = toolkit("score", *sorted(tables.iterdir()), "--cluster", address,
                   "--out", out)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "wrote 3 parts" in done.stderr and "1 set aside" in done.stderr
    assert "photo.jpg" in done.stderr
    made = toolkit("index", out, "--out", tmp_path / "i.csv")
    assert made.returncode == 0, made.stderr
    assert pd.read_csv(tmp_path / "i.csv")["n_articles"].sum() == 90


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cluster", "tcp://127.0.0.1:1", "--workers", "2"], "has its own"),
        (["--cluster", "local", "--format", "csv"], "writes Parquet"),
    ],
)
def test_options_that_do_not_go_together_are_named(tables, tmp_path, words, said):
    done = toolkit("score", tables / "0.parquet", "--out", tmp_path / "s", *words)
    assert done.returncode == 2 and said in done.stderr


def test_two_workers_on_this_machine_write_what_one_writes(tables, tmp_path):
    for number in "12":
        out = tmp_path / number
        done = toolkit("score", tables / "0.parquet", "--out", out, "--workers", number)
        assert done.returncode == 0, done.stderr
    for name in ("articles", "mentions", "scores"):
        one, two = (pd.read_parquet(tmp_path / n / f"{name}.parquet") for n in "12")
        pd.testing.assert_frame_equal(one, two)
