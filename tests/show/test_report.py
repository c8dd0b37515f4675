"""The report: one offline page for any articles, and nothing in them can run."""

import json
import re
import shutil
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit.index.recipe import IndexRecipe
from toolkit.schema import BadValue, MissingColumn
from toolkit.show.page import execute
from toolkit.show.report import write_report
from toolkit.show.report_tables import write_tables

HOSTILE = [
    "<script>document.title='owned'</script>", '"><img src=x onerror=alert(1)>',
    "$x_2$",
    "</details></main></body>", "<a href='javascript:alert(1)'>x</a>", "{{ 7*7 }}",
    "</style><style>@import url(//evil.example)</style>", "<!--", "]]>",
]  # fmt: skip


class Page(HTMLParser):
    """Tags, attributes and headings of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.levels = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def articles(n=3, **columns):
    months = pd.date_range("2024-04-03", periods=n, freq="30D", tz="UTC")
    texts = [
        f"Rebels attacked town {i} and vowed to strike again. Talks failed."
        for i in range(n)
    ]
    made = pd.DataFrame({"article_id": [f"a{i}" for i in range(n)], "text": texts})
    return made.assign(title="Attack", source="Post", published=months).assign(
        **columns
    )


def written(folder, table, **options):
    path = write_report(table, folder / "report.html", progress=False, **options)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The report of three articles: the page, and the folder it lies in."""
    folder = tmp_path_factory.mktemp("plain")
    return written(folder, articles()), folder


@pytest.fixture
def earlier(plain, tmp_path):
    """Folder of one's own in which that report already lies."""
    shutil.copytree(plain[1], tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return written(tmp_path_factory.mktemp("nine"), articles(9))


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory):
    n = len(HOSTILE)
    texts = [f"Rebels attacked {text} the town, said {text}." for text in HOSTILE]
    table = articles(n, text=texts, title=HOSTILE, source=HOSTILE)
    table["article_id"] = HOSTILE
    table.attrs["skipped"] = [
        dict.fromkeys(("file", "place", "reason", "advice"), h) for h in HOSTILE
    ]
    table.attrs["notes"] = [
        dict.fromkeys(("file", "place", "note"), h) for h in HOSTILE
    ]
    return written(
        tmp_path_factory.mktemp("hostile"), table, title=HOSTILE[0] + HOSTILE[3]
    )


def test_no_text_of_an_article_becomes_markup(hostile_page):
    page = Page(hostile_page)
    assert "script" not in page.tags
    assert (
        page.tags.count("body")
        == page.tags.count("main")
        == page.tags.count("style")
        == 1
    )
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_the_page_asks_for_nothing_from_elsewhere(hostile_page):
    addresses = [
        v
        for name, v in Page(hostile_page).attributes
        if name in ("src", "href", "srcset")
    ]
    assert all(v.startswith(("data:image/png;base64,", "#")) for v in addresses)
    style = hostile_page[hostile_page.index("<style>") : hostile_page.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_the_policy_of_the_page_forbids_scripts_and_requests(hostile_page):
    contents = [v for n, v in Page(hostile_page).attributes if n == "content"]
    assert any(v.startswith("default-src 'none'; img-src data:;") for v in contents)


def test_what_was_skipped_is_shown_as_text(hostile_page):
    assert "&lt;script&gt;document.title=" in hostile_page


def test_every_picture_has_words_and_headings_come_in_order(hostile_page):
    page = Page(hostile_page)
    words = [v for name, v in page.attributes if name == "alt"]
    assert len(words) == page.tags.count("img") > 0 and all(len(w) > 30 for w in words)
    assert page.levels[0] == 1 and page.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False))


def test_links_lead_to_passages_on_the_page(hostile_page):
    attributes = Page(hostile_page).attributes
    anchors = {v for name, v in attributes if name == "id"}
    links = [
        v[1:] for name, v in attributes if name == "href" and v.startswith("#article-")
    ]
    assert links and set(links) <= anchors


def test_every_line_of_the_contents_leads_to_a_heading(nine):
    attributes = Page(nine).attributes
    anchors = {v for name, v in attributes if name == "id"}
    links = {v[1:] for name, v in attributes if name == "href" and v.startswith("#")}
    assert len(links) > 10
    assert links <= anchors


def test_the_first_page_answers_what_how_surely_and_what_not(nine):
    first = nine[nine.index("In one page</h2>") : nine.index("What was read</h2>")]
    for question in ("What it shows", "How surely", "What it cannot tell"):
        assert f"<h3>{question}</h3>" in first
    # nine invented attacks with nine vows, told by nobody else: all stories have one
    assert "<strong>100%</strong> of 9 stories (95 % interval 70% to 100%)" in first
    assert "Nobody coded these texts by hand" in first


def test_three_articles_make_a_page_a_notebook_and_tables(plain):
    page, folder = plain
    assert (
        "What this cannot tell you" in page
        and "Of 3 stories in 3 articles, 3 (100%" in page
    )
    tables = {file.stem for file in (folder / "report_tables").iterdir()}
    assert {"articles", "mentions", "scores", "index", "about"} <= tables
    assert (folder / "report.ipynb").is_file()


def test_a_page_is_static_unless_asked(plain):
    page, _ = plain
    assert "script" not in Page(page).tags and "script-src" not in page
    assert "Move the weights" not in page


@pytest.mark.parametrize(("table", "said"), [
    (articles(1)[["article_id", "text"]], "No article has a publication date"),
    (articles(1), "All dated articles fall in one day"),
    (articles(3, title="Rain", text="Rain fell on the hills."), "There is no mention"),
    (articles(2, title="", text=""), "No article holds any words"),
    (articles(3, source=None), "(no source)"),
], ids=["no dates", "one day", "no mentions", "no words", "no sources"])  # fmt: skip
def test_a_report_of_little_says_what_is_missing(tmp_path, table, said):
    assert said in written(tmp_path, table)


def test_the_same_articles_give_the_same_page(plain, tmp_path):
    assert written(tmp_path, articles()) == plain[0]


def test_no_articles_is_an_error_that_says_where_to_look(tmp_path):
    with pytest.raises(BadValue, match="list_skipped"):
        write_report(articles(3).head(0), tmp_path / "report.html")


def test_a_path_that_is_no_page_is_refused(tmp_path):
    with pytest.raises(BadValue, match=r"report\.html"):
        write_report(articles(3), tmp_path / "report.pdf")


# Validation ----------------------------------------------------------------------------


def test_codes_bring_a_validation_and_stay_text(tmp_path):
    codes = pd.DataFrame(
        {"sentence_id": HOSTILE, "sentence_text": "Rebels attacked the town.",
         "channel": "act", "status": HOSTILE, "coder": "Ann"}
    )  # fmt: skip
    text = written(tmp_path, articles(), gold=codes)
    page = Page(text)
    assert "script" not in page.tags
    assert f"Acts: 100 % of {len(HOSTILE)} coded units were found" in text
    assert "act: recall 1.00 of" in " ".join(
        v for k, v in page.attributes if k == "alt"
    )
    assert (tmp_path / "report_tables" / "ablation.parquet").exists()


def test_a_report_without_codes_says_that_it_was_not_validated(hostile_page):
    assert "Nobody coded any of these texts" in hostile_page
    assert "Krippendorff" not in hostile_page


def test_codes_without_texts_stop_the_report_before_it_begins(tmp_path):
    codes = pd.DataFrame({"sentence_id": ["s1"], "channel": ["act"]})
    with pytest.raises(BadValue, match="sentence_text"):
        written(tmp_path, articles(), gold=codes)
    with pytest.raises(MissingColumn, match="channel"):
        written(tmp_path, articles(), gold=codes[["sentence_id"]])
    assert list(tmp_path.iterdir()) == []


# What is handed in beside the articles -------------------------------------------------


def many(n=60):
    """Articles of sixty days, every second one with an attack by one on another."""
    days = pd.date_range("2024-04-01", periods=n, freq="D", tz="UTC")
    texts = [
        f"Iran attacked Israel and killed {i}." if i % 2 else f"Rain fell, {i} mm."
        for i in range(n)
    ]
    return pd.DataFrame({
        "article_id": [f"a{i}" for i in range(n)], "title": "News", "text": texts,
        "source": ["Mail" if i % 3 else "Post" for i in range(n)], "published": days,
    })  # fmt: skip


@pytest.fixture(scope="module")
def full_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    table = many()
    drawn = pd.DataFrame({"article_id": [f"a{i}" for i in range(0, 60, 2)] + ["a1"],
                          "probability": 0.5, "coded": [0.0] * 30 + [1.0]})  # fmt: skip
    weeks = pd.date_range("2024-03-25", periods=12, freq="7D", tz="UTC")
    outside = pd.Series([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], index=weeks, name="$x$")
    return written(folder, table, gold=drawn, against=outside), folder


def test_drawn_codes_correct_the_index_and_need_no_channel(full_report):
    page, folder = full_report
    assert "Corrected by hand codes" in page and "By 31 coded articles" in page
    assert "Nobody coded any of these texts" in page
    table = pd.read_parquet(folder / "report_tables" / "calibrated.parquet")
    assert table["n_coded"].sum() == 31


def test_an_outside_series_is_compared_and_its_limits_are_said(full_report):
    page, folder = full_report
    assert "Against an outside series" in page
    assert "no independent evidence" in page
    table = pd.read_parquet(folder / "report_tables" / "comparison.parquet")
    assert set(table["form"]) == {"levels", "differences"}


def test_the_log_names_hashes_seeds_and_what_was_left_out(full_report):
    page, folder = full_report
    log = pd.read_parquet(folder / "report_tables" / "log.parquet")
    about = json.loads((folder / "report_tables" / "about.json").read_text("utf-8"))
    values = dict(zip(log["choice"], log["value"], strict=True))
    assert values["sha256 of the recipe"] == about["recipe_sha256"]
    assert values["sha256 of the lexicon"] == about["lexicon"]["sha256"]
    assert values["articles read"] == "60" and values["left out"] == "nothing"
    assert "seed 20240806" in values["robustness"]
    assert values["sha256 of ids and texts"] in page


def test_who_acts_on_whom_is_drawn_and_listed(full_report):
    page, folder = full_report
    table = pd.read_parquet(folder / "report_tables" / "dyads.parquet")
    assert table["dyad"].iloc[0] == "Iran -> Israel"
    assert "Network of 2 actors" in page and "Matrix of 2 actors" in page


def test_every_picture_of_a_full_report_has_words(full_report):
    page = Page(full_report[0])
    words = [v for name, v in page.attributes if name == "alt"]
    assert len(words) == page.tags.count("img") >= 10
    assert all(len(w) > 30 for w in words)
    assert "script" not in page.tags


def test_sections_about_what_was_not_handed_in_are_not_there(hostile_page):
    assert "Corrected by hand codes" not in hostile_page
    assert "Against an outside series" not in hostile_page


def test_a_table_that_could_not_be_made_is_logged_with_its_reason(tmp_path):
    written(tmp_path, many(20), against=pd.Series([1.0], index=["2024-04-01"]))
    log = pd.read_parquet(tmp_path / "report_tables" / "log.parquet")
    reason = log.loc[log["choice"] == "comparison", "value"].item()
    assert "share 0 periods with enough stories" in reason


def test_a_series_without_times_stops_the_report_before_it_begins(tmp_path):
    with pytest.raises(BadValue, match="indexed by time"):
        written(tmp_path, many(20), against=pd.Series(["a"], index=["b"]))
    assert list(tmp_path.iterdir()) == []


def test_outlets_that_never_meet_in_a_period_leave_out_their_comparison_only(tmp_path):
    """One outlet writes on even days and always has a hit, the other on odd days."""
    days = pd.date_range("2024-04-01", periods=30, freq="D", tz="UTC")
    table = many(30).assign(
        published=days,
        source=["Post" if i % 2 else "Mail" for i in range(30)],
    )
    recipe = IndexRecipe(every="day", minimum_stories=1)
    page = written(tmp_path, table, recipe=recipe)
    log = pd.read_parquet(tmp_path / "report_tables" / "log.parquet")
    reason = log.loc[log["choice"] == "between sources", "value"].item()
    assert reason.startswith("No other source has stories in a day in which Mail")
    assert reason in page and "What moved it" in page
    assert not (tmp_path / "report_tables" / "between_sources.parquet").exists()


# Files of others -----------------------------------------------------------------------


def test_tables_of_others_in_the_folder_of_the_report_stay(earlier):
    mine = earlier / "report_tables" / "my_survey.parquet"
    mine.write_bytes(b"years of work")
    written(earlier, articles())
    assert mine.read_bytes() == b"years of work"


def test_a_table_of_the_last_report_does_not_slip_into_this_one(earlier):
    assert (earlier / "report_tables" / "index.parquet").exists()
    written(earlier, articles(3, published=None))
    assert not (earlier / "report_tables" / "index.parquet").exists()


@pytest.mark.parametrize(
    "text", ["{}", "my notes", "[]", json.dumps({"metadata": {"title": "Mine"}})]
)
def test_a_notebook_of_the_user_is_not_written_over(tmp_path, text):
    mine = tmp_path / "report.ipynb"
    mine.write_text(text)
    with pytest.raises(BadValue, match="another name"):
        written(tmp_path, articles())
    assert mine.read_text() == text
    assert [file.name for file in tmp_path.iterdir()] == ["report.ipynb"]


def test_tables_of_another_origin_are_not_written_over(tmp_path):
    mine = tmp_path / "report_tables" / "articles.parquet"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    with pytest.raises(BadValue, match=r"articles\.parquet of another origin"):
        written(tmp_path, articles())
    assert mine.read_bytes() == b"mine"


def test_a_report_writes_over_an_earlier_report(earlier):
    assert "in 4 articles" in written(earlier, articles(4))


# Columns of any kind -------------------------------------------------------------------


def test_an_extra_column_of_mixed_kinds_is_kept_as_text(tmp_path):
    odd = articles(
        3, grade=[1, "two", None], nested=[{}, {"a": 1}, [2]], z=[1j, 2j, 3j]
    )
    odd.attrs["made_by"] = object()
    written(tmp_path, odd.rename(columns={"z": 7}))
    kept = pd.read_parquet(tmp_path / "report_tables" / "articles.parquet")
    assert kept["grade"].tolist()[:2] == ["1", "two"] and kept["grade"].isna()[2]
    assert kept["nested"].tolist() == ["{}", "{'a': 1}", "[2]"]
    assert kept["7"].tolist() == ["1j", "2j", "3j"]


def test_tables_that_cannot_be_written_leave_nothing_behind(tmp_path):
    fine = pd.DataFrame({"article_id": ["a"]})
    with pytest.raises(TypeError):
        write_tables(tmp_path / "t", {"articles": fine}, {"lexicon": object()})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["int64", "category"])
def test_articles_may_be_numbered(tmp_path, kind):
    numbered = articles(3).assign(article_id=pd.Series([7, 8, 9]).astype(kind))
    assert "article_id 7" in written(tmp_path, numbered)


# Colours -------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_states():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("look", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_stands_out_from_its_ground_on_screen_and_paper(look):
    css = (resources.files("toolkit.show") / "templates/report.css").read_text("utf-8")
    named = re.findall(r"--(\w+): (#[0-9a-f]{3,6});", css)
    assert len(named) == 18
    colours = {
        name: c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:])
        for name, c in named[6 * look : 6 * look + 6]
    }
    for text in ("ink", "soft", "link"):
        for ground in ("paper", "panel"):
            assert contrast(colours[text], colours[ground]) >= 4.5  # level AA


LONG = "Rebels attacked the mill. " + "The miller spoke of flour and of rain. " * 9


@pytest.mark.parametrize("texts, words", [("snippets", 20), ("none", 0)])
def test_a_report_passes_on_no_more_wording_than_it_was_told_to(tmp_path, texts, words):
    table = articles(9, text=[f"{LONG}End {i}." for i in range(9)])
    page = written(tmp_path, table, texts=texts)
    kept = pd.read_parquet(tmp_path / "report_tables/articles.parquet")["text"]
    mentions = pd.read_parquet(tmp_path / "report_tables/mentions.parquet")
    assert kept.str.split().str.len().max() <= words
    assert "flour and of rain. The miller" not in page
    # 26 characters of the first sentence, then blanks to the very end: offsets hold
    assert kept.str.len().eq(table["text"].str.len()).all()
    if texts == "snippets":
        row = mentions[mentions["field"] == "text"].iloc[0]
        assert kept.iloc[0][row["start"] : row["end"]] == row["match"] == "attacked"


def test_an_unknown_wording_is_refused_before_any_work(tmp_path):
    with pytest.raises(BadValue, match="passages, snippets, none"):
        write_report(articles(), tmp_path / "report.html", texts="all")
    assert not list(tmp_path.iterdir())


def test_a_report_may_be_written_where_the_toolkit_lies():
    # a fresh clone: "toolkit report my/ --out mine.html" in its own folder
    import nbformat

    root = Path(toolkit.__file__).parents[1]
    lines = ["import toolkit", "print(toolkit.__name__)"]
    cells = [nbformat.v4.new_code_cell("\n".join(lines))]
    done = execute(nbformat.v4.new_notebook(cells=cells), root)
    assert done.node.cells[0].outputs[0]["text"] == "toolkit\n"
