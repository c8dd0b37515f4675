"""A batch of reports: one for each source or pair, and a page that leads to all."""

import pandas as pd
import pytest

from toolkit import IndexRecipe, write_reports
from toolkit.schema import BadValue

RECIPE = IndexRecipe(every="month", measure="rate", minimum_stories=1)


@pytest.fixture(scope="module")
def told():
    """Twelve articles of the Post, ten of the <Mail>, two of a leaflet."""
    sources = ["Post"] * 12 + ["<Mail>"] * 10 + ["Leaflet"] * 2
    n = len(sources)
    texts = [
        f"Iran attacked Iraq near village {i}. The weather was fine. "
        + ("Iraq bombed Iran. " if i % 2 else "")
        + ("Chad threatened Mali." if i == 3 else "")
        for i in range(n)
    ]
    when = pd.date_range("2024-01-03", periods=n, freq="9D", tz="UTC")
    ids = [f"a{i}" for i in range(n)]
    return pd.DataFrame({"article_id": ids, "text": texts, "source": sources,
                         "published": when, "title": "News"})  # fmt: skip


def test_each_source_with_ten_articles_has_its_report_and_a_line_in_the_list(
    told, tmp_path
):
    made = write_reports(told, tmp_path, recipe=RECIPE, progress=False)
    assert made[["name", "n"]].values.tolist() == [["Post", 12], ["<Mail>", 10]]
    assert made.attrs["left_out"] == [("Leaflet", 2)]
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "&lt;Mail&gt;" in page and "<Mail>" not in page
    assert "1 other with too few" in page
    for file, n in zip(made["file"], made["n"], strict=True):
        assert f'href="{file}"' in page
        assert f"<strong>{n}</strong> articles" in (tmp_path / file).read_text("utf-8")


def test_a_report_of_a_pair_counts_its_mentions_over_all_articles(told, tmp_path):
    made = write_reports(told, tmp_path, by="dyad", recipe=RECIPE, progress=False)
    # 24 attacks one way and 12 the other; Chad and Mali have one mention
    assert made[["name", "n"]].values.tolist() == [["Iran and Iraq", 36]]
    tables = tmp_path / "01-iran-and-iraq_tables"
    assert len(pd.read_parquet(tables / "scores.parquet")) == 24
    kept = pd.read_parquet(tables / "mentions.parquet")
    assert set(kept["actor"]) == {"Iran", "Iraq"} and len(kept) == 36


def test_what_cannot_be_batched_is_refused_with_what_to_do(told, tmp_path):
    with pytest.raises(BadValue, match="source or dyad"):
        write_reports(told, tmp_path, by="month")
    with pytest.raises(BadValue, match="write_report makes one report"):
        write_reports(told.head(3), tmp_path)
    assert not list(tmp_path.iterdir())
