"""What a page that moves weights holds, whether or not its script runs."""

import json
import re

import pandas as pd
import pytest

from tests.show.test_report import HOSTILE, Page, articles, written
from toolkit import IndexRecipe
from toolkit.show.live_section import as_script_data, live_script, script_hash

DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory):
    n = len(HOSTILE)
    table = articles(n, source=HOSTILE)
    recipe = IndexRecipe(every="month", minimum_stories=1, draws=50)
    folder = tmp_path_factory.mktemp("live")
    return written(folder, table, recipe=recipe, live=True, title=HOSTILE[0])


def test_one_script_runs_and_its_hash_is_in_the_policy(hostile_page):
    page = Page(hostile_page)
    # the data, which no browser runs, and our own
    assert page.tags.count("script") == 2
    policy = next(v for k, v in page.attributes if k == "content" and "default" in v)
    named = re.findall(r"script-src '([^']+)';", policy)
    assert named == [script_hash(live_script())]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert f"<script>{live_script()}</script>" in hostile_page
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_no_name_of_an_outlet_breaks_out_of_the_data(hostile_page):
    (text,) = DATA.findall(hostile_page)
    assert not {"<", ">", "&"} & set(text)
    assert json.loads(text)["cells"]["source"]["labels"] == sorted(HOSTILE)
    assert Page(hostile_page).tags.count("style") == 1


def test_data_for_a_script_reads_back_as_it_was():
    hard = {"</script><script>alert(1)": "<!-- & \u2028 ]]>", "n": [0.1, 1e-17]}
    assert json.loads(as_script_data(hard)) == hard


def test_without_scripts_the_section_is_a_figure_with_words(hostile_page):
    live = hostile_page[hostile_page.index('<div class="live">') :]
    live = live[: live.index("</figure>")]
    assert "data:image/png;base64," in live and 'alt="Index of escalation' in live


def test_the_counts_are_those_of_the_mentions(tmp_path):
    recipe = IndexRecipe(every="month", minimum_stories=1, draws=0)
    (text,) = DATA.findall(written(tmp_path, articles(9), recipe=recipe, live=True))
    data = json.loads(text)
    mentions = pd.read_parquet(tmp_path / "report_tables" / "mentions.parquet")
    told = mentions[mentions["status"].isin(["actual", "threatened"])
                    & mentions["channel"].isin(["act", "threat"])]  # fmt: skip
    named = {kind["name"]: kind["n"] for kind in data["types"]}
    assert named == told["type"].astype(str).value_counts().to_dict()
    assert sum(channel["n"] for channel in data["channels"]) == len(told)
    assert data["scales"] == ["as published (plover)", "goldstein", "flat"]
    periods = data["cells"]["period"]
    scores = pd.read_parquet(tmp_path / "report_tables" / "scores.parquet")
    assert sum(periods["words"]) == scores["n_words"].sum()
    assert sum(map(sum, periods["counts"])) == len(told) >= 9
    assert sum(map(sum, periods["amounts"][0])) == told["severity"].sum()
    assert periods["amounts"][-1] is None  # flat: the counts themselves
    assert len(data["firsts"]["period"]) == 500


def test_where_nothing_can_be_weighed_the_page_says_why(tmp_path):
    rain = articles(9, title="Rain", text=[f"Rain fell {i} times." for i in range(9)])
    page = written(tmp_path, rain, live=True)
    assert "The weights cannot be moved here" in page
    assert 'class="live"' not in page
