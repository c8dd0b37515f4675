"""Explorers without a browser: controls are set, tables and HTML are read."""

import asyncio
import re

import pandas as pd
import pytest

from toolkit import (
    IndexRecipe,
    explore_article,
    explore_index,
    explore_lexicon,
    explore_passages,
    explore_sources,
    explore_weights,
    find_mentions,
    load_lexicon,
    load_sample,
    read_lexicon,
    score_articles,
    tension_index,
)
from toolkit.schema import BadValue
from toolkit.show.explorers.frame import explorer_css
from toolkit.show.explorers.live_line import LiveLine

RECIPE = IndexRecipe(measure="rate", base=("2024-04", "2024-10"), draws=0)


@pytest.fixture(scope="module")
def articles():
    return load_sample("chronicle")


@pytest.fixture(scope="module")
def mentions(articles):
    return find_mentions(articles)


@pytest.fixture(scope="module")
def scores(articles, mentions):
    return score_articles(articles, mentions)


@pytest.fixture
def run(articles, mentions, scores):
    """Run the code an explorer shows; what it leaves behind."""

    def ran(code):
        names = {"articles": articles, "mentions": mentions, "scores": scores}
        exec(code, names)
        return names

    return ran


def same(ours, theirs):
    pd.testing.assert_frame_equal(ours, theirs, check_like=True)


# An index and its points ---------------------------------------------------------------


@pytest.fixture
def index_explorer(articles, mentions, scores):
    return explore_index(articles, mentions, scores, RECIPE)


def test_the_code_of_an_index_makes_all_its_tables(index_explorer, run):
    index_explorer._types.value = ("ASSAULT", "COERCE")
    index_explorer._every.value = "quarter"
    index_explorer._measure.value = "weighted"
    made = run(index_explorer.code)
    for name in ("index", "articles_behind", "passages"):
        same(getattr(index_explorer, name), made[name])


def test_the_parts_of_a_point_add_up_to_its_level(index_explorer):
    for period in index_explorer.index["period"]:
        index_explorer._point.value = period
        row = index_explorer.index.set_index("period").loc[period]
        behind = index_explorer.articles_behind
        assert behind["part"].sum() == pytest.approx(row["level"])
        assert f"level {row['level']:.4g}" in index_explorer.message


def test_an_article_of_a_point_shows_its_own_passages_and_opens(index_explorer, run):
    key = index_explorer.articles_behind["article_id"].iloc[1]
    index_explorer._article.value = key
    assert set(index_explorer.passages["article_id"]) == {key}
    same(index_explorer.passages, run(index_explorer.code)["passages"])
    index_explorer._read()
    assert index_explorer._reader.article == key


def test_the_highest_period_is_found(index_explorer):
    index_explorer._point.value = index_explorer.index["period"].iloc[1]
    index_explorer._to_top()
    top = index_explorer.index.loc[index_explorer.index["value"].idxmax(), "period"]
    assert index_explorer._point.value == top


def test_a_choice_that_counts_nothing_says_so_and_shows_no_old_numbers(index_explorer):
    index_explorer._channels.value = ("tone",)
    index_explorer._types.value = ("SANCTION",)
    assert 'role="alert"' in index_explorer.message
    assert "no mention" in index_explorer.message
    assert index_explorer._parts.value == index_explorer._picture.html == ""
    index_explorer._types.value = ()
    assert "index" in index_explorer.message
    assert len(index_explorer.articles_behind) > 0


def test_the_picture_says_what_it_shows(index_explorer):
    assert '<img alt="Index of escalation language, 7 months' in (
        index_explorer._picture.html
    )


def test_a_click_on_the_picture_goes_to_that_point(index_explorer):
    places = index_explorer._picture.across
    assert len(places) == 7 and places == sorted(places)
    index_explorer._picture.clicked = 1
    assert "May 2024" in index_explorer.message
    assert index_explorer._picture.clicked == -1  # the next click may be there again


def test_tables_that_do_not_belong_together_are_refused(articles, mentions, scores):
    with pytest.raises(BadValue, match="not the ones the scores were counted from"):
        explore_index(articles, mentions.head(10), scores, RECIPE)


# Weights -------------------------------------------------------------------------------


@pytest.fixture
def weights(scores, mentions):
    return explore_weights(scores, mentions, RECIPE, lexicon=load_lexicon())


@pytest.mark.parametrize("preset", ["plover", "goldstein", "flat"])
@pytest.mark.parametrize("of", ["period", "source", "dyad"])
def test_the_code_of_weights_makes_what_is_shown(weights, run, preset, of):
    weights._preset.value = preset
    weights._of.value = of
    weights.weigh(ASSAULT=3.3, threat=0.5)
    made = run(weights.code)
    for name in ("index", "ranking", "survival"):
        same(getattr(weights, name), made[name])


def test_before_a_slider_is_moved_the_index_is_the_published_one(
    weights, scores, mentions
):
    recipe = IndexRecipe(measure="weighted", base=RECIPE.base, draws=0)
    same(weights.index, tension_index(scores, recipe))


def test_a_moved_slider_is_ones_own_scale_and_start_over_takes_it_back(weights):
    before = weights.index
    weights.weigh(PROTEST=9.0)
    assert weights._preset.value == "user"
    assert not weights.index["value"].equals(before["value"])
    weights._start_over()
    assert weights._preset.value == "plover"
    same(weights.index, before)


def test_weights_that_leave_nothing_are_explained(weights):
    weights.weigh(act=0, threat=0)
    assert 'role="alert"' in weights.message
    weights.weigh(act=1)
    assert "of 500 weightings" in weights.message


def test_without_a_lexicon_there_is_the_scale_as_given_and_flat(scores, mentions):
    plain = explore_weights(scores, mentions, RECIPE)
    assert list(plain._preset.options) == ["as given", "flat", "user"]


def test_an_unknown_slider_names_those_there_are(weights):
    with pytest.raises(BadValue, match="there are ASSAULT"):
        weights.weigh(WAR=1)


def test_the_live_line_shows_the_values_over_their_periods(weights):
    from matplotlib.dates import num2date

    line = LiveLine()
    line.drawn(weights.index, weights.index, "words")
    assert line._line.get_ydata().tolist() == weights.index["value"].tolist()
    left, right = (num2date(x) for x in line._axes.get_xlim())
    periods = weights.index["period"]
    assert left < periods.min() and periods.max() < right


def test_many_moves_in_a_row_are_drawn_once(weights, monkeypatch):
    drawn = []
    monkeypatch.setattr(weights, "_draw", lambda: drawn.append(1) or ("", [], ""))

    async def drag():
        for severity in range(1, 9):
            weights._severities["ASSAULT"].value = severity
        assert drawn == []
        await asyncio.sleep(0.2)

    asyncio.run(drag())
    assert drawn == [1]


def test_what_is_read_before_the_redraw_is_up_to_date(weights):
    async def drag():
        weights.weigh(ASSAULT=1.5)
        return weights.code

    assert "'ASSAULT': 1.5" in asyncio.run(drag())


def test_tables_are_up_to_date_in_the_line_after_a_change_from_code(
    weights, articles, mentions
):
    explorer = explore_passages(articles, mentions)

    async def cell():  # a cell of a notebook runs inside a loop
        weights.weigh(ASSAULT=0)
        explorer.keep(status="denied")
        return weights.ranking["period"].iloc[0], explorer.n_fitting

    assert asyncio.run(cell()) == ("2024-08", (mentions["status"] == "denied").sum())


# Reading -------------------------------------------------------------------------------


def test_the_buttons_walk_through_mentions_and_on_to_the_next_article():
    texts = [
        "Iran bombed a base. It denied bombing a port.",
        "Tea.",
        "Troops attacked.",
    ]
    articles = pd.DataFrame({"article_id": list("abc"), "text": texts})
    reader = explore_article(articles, find_mentions(articles))
    seen = [(reader.article, reader._at)]
    for _ in range(3):
        reader._step(1)
        seen.append((reader.article, reader._at))
    assert seen == [("a", 0), ("a", 1), ("c", 0), ("a", 0)]
    reader._step(-1)
    assert reader.article == "c"


def test_every_mention_takes_the_focus_and_says_why(articles, mentions):
    reader = explore_article(articles, mentions)
    html = reader._text.value
    assert html.count('tabindex="0"') == len(reader.table)
    assert html.count('role="tooltip"') == len(reader.table)
    assert html.count(" current") == 1


def test_a_filter_that_hides_all_mentions_says_so(articles, mentions):
    reader = explore_article(articles, mentions)
    reader._channels.value, reader._statuses.value = ("tone",), ("denied",)
    assert "none of its mentions fits the filter" in reader.message
    assert "<mark" not in reader._text.value


def test_an_unknown_article_and_an_empty_table_are_explained(articles, mentions):
    with pytest.raises(BadValue, match="No article has the article_id 'zzz'"):
        explore_article(articles, mentions, "zzz")
    with pytest.raises(BadValue, match="nothing to read"):
        explore_article(articles.head(0), mentions)


# Passages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    [{}, {"channel": ["threat", "act"], "status": "threatened"}, {"text": "Beirut"},
     {"source": "Meridian Wire", "voice": "quoted"}, {"actor": "Iran"}],
)  # fmt: skip
def test_the_code_of_passages_draws_the_same_sample(articles, mentions, run, where):
    explorer = explore_passages(articles, mentions)
    explorer.keep(**where)
    made = run(explorer.code)
    same(explorer.table, made["table"])
    assert len(made["lines"]) == explorer.n_fitting > 0
    assert (
        f"{explorer.n_fitting:,} of {len(mentions):,} mentions fit" in explorer.message
    )


def test_another_seed_is_another_sample(articles, mentions):
    explorer = explore_passages(articles, mentions)
    first = explorer.table
    explorer._next()
    assert f"seed {explorer._seed.value}" in explorer.message
    assert list(first.index) != list(explorer.table.index)
    explorer._seed.value -= 1
    same(first, explorer.table)


def test_filters_that_exclude_each_other_are_explained(articles, mentions):
    explorer = explore_passages(articles, mentions)
    explorer.keep(text="no such words stand here")
    assert "No mention fits all of these filters" in explorer._rows.value
    assert explorer.n_fitting == 0
    with pytest.raises(BadValue, match="there are channel"):
        explorer.keep(colour="red")


# A lexicon -----------------------------------------------------------------------------


def test_the_code_of_the_workbench_makes_the_trial(articles, mentions, run):
    bench = explore_lexicon(articles, mentions=mentions, recipe=RECIPE)
    bench.attempt("carrier*", type="MOBILIZE", severity=6, counterexample="A carrier.")
    made = run(bench.code)
    same(bench.trial.found, made["table"])
    after = made["index"]["value"].rename("after")
    pd.testing.assert_series_equal(bench.index["after"], after)


def test_recorded_entries_are_written_and_counted_from_then_on(
    articles, mentions, tmp_path
):
    bench = explore_lexicon(articles, mentions=mentions, recipe=RECIPE)
    bench.attempt("carrier*", type="MOBILIZE", severity=6, example="A carrier sailed.")
    n = len(bench.trial.found)
    bench.record()
    assert "Recorded: carrier*" in bench._kept.value
    bench.attempt("carrier*")
    assert "is an entry of" in bench.message
    bench._whole.value = False
    entries = read_lexicon(bench.save(tmp_path / "mine.csv")).entries
    assert entries[["term", "severity"]].values.tolist() == [["carrier*", 6.0]]
    bench._whole.value = True
    whole = read_lexicon(bench.save(tmp_path / "all.csv"))
    assert (find_mentions(articles, whole)["term"] == "carrier*").sum() == n


def test_a_doubtful_pattern_is_doubted(articles, mentions):
    bench = explore_lexicon(articles, mentions=mentions, recipe=RECIPE)
    bench.attempt("war*")
    assert "war* also fits: warships" in bench._places[0].value


def test_nothing_recorded_cannot_be_saved(articles, mentions):
    bench = explore_lexicon(articles, mentions=mentions)
    bench._save()
    assert "record one first" in bench._kept.value


# Sources -------------------------------------------------------------------------------


def test_the_code_of_sources_makes_both_tables(scores, run):
    recipe = IndexRecipe(measure="rate", base=RECIPE.base, draws=50)
    explorer = explore_sources(scores, recipe)
    explorer._sources.value = ("Meridian Wire", "The Daily Clarion")
    made = run(explorer.code)
    same(explorer.index, made["index"])
    same(explorer.differences, made["differences"])
    explorer._second.value = explorer._first.value
    assert "Choose two different sources" in explorer.message


def test_one_source_cannot_be_compared(scores):
    with pytest.raises(BadValue, match="a comparison needs two"):
        explore_sources(scores[scores["source"] == "Meridian Wire"])


# All of them ---------------------------------------------------------------------------


def test_without_widgets_the_last_view_stands(index_explorer):
    bundle = index_explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    html = bundle["text/html"]
    assert "<img alt=" in html and "<table>" in html
    assert "Index explorer" in bundle["text/plain"]


def test_markup_in_articles_is_shown_never_run():
    bad = '<img src=x onerror="alert(1)">'
    articles = pd.DataFrame({
        "article_id": ["a", bad], "source": [bad, "Post"], "title": [f"Attack {bad}"] * 2,
        "text": [f"Iran bombed a base {bad}."] * 2, "n_words": 5,
        "published": pd.to_datetime(["2024-07-01", "2024-08-01"], utc=True),
    })  # fmt: skip
    mentions = find_mentions(articles)
    scores = score_articles(articles, mentions)
    recipe = IndexRecipe(draws=0)
    shown = [
        explore_index(articles, mentions, scores, recipe),
        explore_weights(scores, mentions, recipe, of="source"),
        explore_article(articles, mentions, bad), explore_passages(articles, mentions),
        explore_lexicon(articles, mentions=mentions, recipe=recipe),
        explore_sources(scores, recipe),
    ]  # fmt: skip
    shown[4].attempt(f"base {bad}")
    for explorer in shown:
        html = explorer._repr_mimebundle_()["text/html"]
        assert "<img src=x" not in html + explorer.message


def test_no_rule_of_style_reaches_beyond_the_explorers():
    sheet = re.sub(r"/\*.*?\*/", "", explorer_css(), flags=re.DOTALL)
    rules = [rule.partition("{")[0] for rule in sheet.split("}") if "{" in rule]
    names = [name for rule in rules for name in rule.split(",")]
    assert [
        n for n in names if ".toolkit-explorer" not in n and ".marked" not in n
    ] == []
