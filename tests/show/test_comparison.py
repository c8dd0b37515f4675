"""The comparison of two sides: one offline page, and nothing in a name can run."""

import json

import pandas as pd
import pytest

from tests.show.test_report import HOSTILE, Page
from toolkit import IndexRecipe, write_comparison
from toolkit.schema import BadValue

EVIL = ("<script>alert(1)</script>", "$x_2$ </main> {{ 7*7 }}")


def told(n, hits, prefix="a", outlet="Post", start="2024-04-01"):
    """Articles, one a day, of which the first tell an attack."""
    days = pd.date_range(start, periods=n, freq="D", tz="UTC")
    texts = [
        f"Iran attacked Israel near hill {prefix}{i}."
        if i < hits
        else f"Rain fell on the fields near hill {prefix}{i}, and all was well."
        for i in range(n)
    ]
    return pd.DataFrame({"article_id": [f"{prefix}{i}" for i in range(n)],
                         "title": [f"News {prefix}{i}" for i in range(n)],
                         "text": texts, "source": outlet, "published": days})  # fmt: skip


def written(folder, first, second, **options):
    path = write_comparison(
        first, second, folder / "two.html", progress=False, **options
    )
    return path.read_text(encoding="utf-8")


def table(folder, name):
    return pd.read_parquet(folder / "two_tables" / f"{name}.parquet")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Forty articles against thirty: 10 and 24 tell an attack; hostile texts in some."""
    folder = tmp_path_factory.mktemp("two")
    first, second = told(40, 10), told(30, 24, "b")
    # the last two, <!-- and ]]>, would be taken for copies
    first.loc[:7, "text"] = [f"Iran attacked Israel, {text}." for text in HOSTILE[:8]]
    first.loc[:8, "title"] = HOSTILE
    second.loc[:8, "source"] = HOSTILE
    return written(folder, first, second, names=EVIL), folder


def test_the_page_says_what_was_compared_and_by_how_much_it_differs(page):
    text, folder = page
    assert "<strong>40</strong> articles (40 stories) of 1 source" in text
    for hits in ("in 10 of 40 stories (25\xa0%;", "in 24 of 30 stories (80\xa0%;"):
        assert f": an act or threat {hits}" in text
    row = table(folder, "sides").iloc[0]
    assert row[["first", "second"]].tolist() == [0.25, 0.8]
    # 55 points, give or take 1.96 * sqrt(.25 * .75 / 40 + .8 * .2 / 30) = 19.6
    assert row["difference"] == pytest.approx(0.55)
    assert row["low"] == pytest.approx(0.55 - 0.196, abs=0.03)
    assert "is +55 (+3" in text and "more than the draw of stories explains" in text


def test_no_name_and_no_text_becomes_markup(page):
    seen = Page(page[0])
    assert "script" not in seen.tags
    assert seen.tags.count("main") == seen.tags.count("body") == 1
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    addresses = [v for k, v in seen.attributes if k in ("src", "href", "srcset")]
    assert all(v.startswith(("data:image/png;base64,", "#")) for v in addresses)
    assert "&lt;script&gt;alert(1)" in page[0] and "$x_2$" in page[0]


def test_every_link_leads_somewhere_and_every_picture_has_words(page):
    seen = Page(page[0])
    anchors = {v for name, v in seen.attributes if name == "id"}
    links = {v[1:] for name, v in seen.attributes if name == "href"}
    assert len([link for link in links if link.startswith("article-")]) >= 10
    assert links <= anchors
    words = [v for name, v in seen.attributes if name == "alt"]
    assert len(words) == seen.tags.count("img") >= 6 and all(len(w) > 30 for w in words)
    assert all(b - a <= 1 for a, b in zip(seen.levels, seen.levels[1:], strict=False))


def test_passages_stand_behind_both_sides(page):
    text, folder = page
    assert text.count('<section class="marked"') == 20
    articles = table(folder, "articles").set_index("article_id")
    shown = [key for key in articles.index if f"article_id {key}" in text]
    assert articles.loc[shown, "side"].value_counts().tolist() == [10, 10]


def test_the_log_names_recipe_and_lexicon_for_both(page):
    _, folder = page
    about = json.loads((folder / "two_tables" / "about.json").read_text("utf-8"))
    assert about["sides"] == [name.strip() for name in EVIL]
    log = table(folder, "log")
    values = dict(zip(log["choice"], log["value"], strict=True))
    assert values["articles read"] == "70"
    assert values["sha256 of the recipe"] == about["recipe_sha256"]


def test_the_same_articles_on_both_sides_do_not_differ(tmp_path):
    same = told(20, 8)
    text = written(tmp_path, same, same, names=("one", "other"))
    row = table(tmp_path, "sides").iloc[0]
    assert row[["difference", "low", "high"]].tolist() == [0, 0, 0]
    assert "20 stories (the same text, or copies of it) are on both sides" in text
    assert table(tmp_path, "articles")["article_id"].nunique() == 40


def test_sides_that_differ_wholly_without_dates_make_a_page(tmp_path):
    first, second = told(20, 20), told(20, 0, "b", outlet="Sheet")
    text = written(tmp_path, first.drop(columns="published"), second[["article_id",
                   "text"]], texts="none")  # fmt: skip
    assert "No article has a date" in text
    assert "No outlet has stories on both sides" in text
    assert "one side has none, so no interval can be given" in text
    # Newcombe: -100 to -77 points
    assert "-100 (-100 to -77)" in text
    assert table(tmp_path, "articles")["text"].str.strip().eq("").all()


def test_two_stretches_of_time_begin_at_the_same_place(tmp_path):
    first, second = told(9, 5), told(9, 4, "b", start="2024-07-01")
    recipe = IndexRecipe(every="day", minimum_stories=1, draws=50)
    text = written(tmp_path, first, second, recipe=recipe)
    series = table(tmp_path, "sides_over_time")
    assert series["place"].tolist() == [*range(1, 10)] * 2
    assert "The sides share no day" in text


@pytest.mark.parametrize(("change", "said"), [
    ({"names": ("one", " one ")}, "two different names"),
    ({"names": ("one",)}, "two different names"),
    ({"texts": "all"}, "passages, snippets, none"),
], ids=["same name", "one name", "texts"])  # fmt: skip
def test_what_cannot_be_compared_stops_before_it_begins(tmp_path, change, said):
    with pytest.raises(BadValue, match=said):
        written(tmp_path, told(5, 2), told(5, 3, "b"), **change)
    assert list(tmp_path.iterdir()) == []


def test_a_side_without_articles_or_words_is_refused(tmp_path):
    with pytest.raises(BadValue, match="no article to report on"):
        written(tmp_path, told(5, 2), told(5, 3).head(0))
    with pytest.raises(BadValue, match="no stories of 'second'"):
        written(tmp_path, told(5, 2), told(5, 3, "b").assign(text="", title=""))
