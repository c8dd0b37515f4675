"""Weights moved in the page give what Python gives, to the ninth place, offline."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.browser.test_accessible import AXE, GRAVE, RUN_AXE
from tests.show.test_report import HOSTILE, articles
from toolkit import (
    IndexRecipe,
    Ranking,
    Weighing,
    load_lexicon,
    load_sample,
    severities_on,
    write_report,
)
from toolkit.schema import BadValue
from toolkit.show.report_tables import open_report

RECIPES = {
    "weighted": IndexRecipe(every="month", base=("2024-04", "2024-05"), draws=50),
    "tension": IndexRecipe(every="week", measure="tension", draws=50),
}
# (preset, severities moved, channels moved)
SETTINGS = [
    (0, {}, {}), (0, {"ASSAULT": 2.5}, {}), (1, {}, {"Threats": 0.3}),
    (2, {"THREATEN": 9.9, "MOBILIZE": 0.0}, {"Acts": 1.7}),
    (1, {"COERCE": 10.0}, {"Threats": 2.0}), (0, {"ASSAULT": 0.0}, {}),
]  # fmt: skip
PRESETS = {"weighted": ("plover", "goldstein", "flat"),
           "tension": ("1 each", "plover", "goldstein")}  # fmt: skip
CHANNELS = {"Acts": "act", "Threats": "threat"}
REST = 400  # milliseconds until the result is read out


@pytest.fixture(scope="module", params=RECIPES)
def written(request, tmp_path_factory):
    """A live report, its recipe as it weighs, and its tables."""
    recipe = RECIPES[request.param]
    path = tmp_path_factory.mktemp("live") / "live.html"
    sample = load_sample("chronicle")
    write_report(sample, path, recipe=recipe, live=True, progress=False)
    weighed = replace(recipe, measure=request.param, draws=0)
    return path, weighed, open_report(path.with_name("live_tables"))


@pytest.fixture
def opened(page, written):
    """The page, and whatever it asked for or complained of."""
    path, recipe, report = written
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    page.locator(".live summary", has_text="All values").click()
    yield page, recipe, report
    assert said == [] and asked == [path.as_uri()]


def put(page, name, value):
    """Move a slider by its label, as dragging does."""
    slider = page.get_by_role("slider", name=name)
    slider.evaluate(
        "(s, v) => { s.value = v; s.dispatchEvent(new Event('input')); }", str(value)
    )


def numbers(page, which, column):
    """Exact values of a column of a table of the section."""
    rows = page.locator(f".live {which} tbody tr")
    cells = rows.locator(f"td:nth-child({column})")
    got = cells.evaluate_all("all => all.map(td => td.dataset.value)")
    return pd.to_numeric(pd.Series(got))


def python_side(recipe, report, preset, severities, channels):
    """Index and rankings under the same weights, by the index wing."""
    mentions = report["mentions"]
    tension = recipe.measure == "tension"
    scale = PRESETS[recipe.measure][preset]
    if scale == "1 each":
        mentions = mentions.assign(severity=1.0)
    else:
        lexicon = load_lexicon("escalation_en", scale)
        mentions = mentions.assign(severity=severities_on(mentions, lexicon))
    factors = {CHANNELS[name]: value for name, value in channels.items()}
    rankings = {
        of: Ranking.of_scores(report["scores"], mentions, recipe, of=of).table(
            severities, factors
        )
        for of in ("period", "source")
    }
    if tension and preset:  # tension_index counts mentions, so it cannot say
        return None, rankings
    kind = mentions["type"].astype(str) + "/" + mentions["channel"].astype(str)
    weighing = Weighing.of(
        report["scores"], mentions.assign(kind=kind), recipe, per="kind"
    )
    weights, times = {}, {}
    for label in weighing.labels:
        of_type, _, channel = label.partition("/")
        factor = factors.get(channel, 1)
        if of_type in severities:
            weights[label] = severities[of_type] * factor
        else:
            times[label] = factor
    try:
        return weighing.index(weights, factors=times), rankings
    except BadValue:  # heat and cooling nearly cancel: there is no 100
        levels = by_hand(rankings["period"], report["live_index"])
        return levels.assign(value=float("nan")), rankings


def by_hand(ranking, index):
    """Values of an index from the levels of a ranking, base = the whole range."""
    level = index["period"].astype(str).str[:10].map(
        ranking.set_index("period")["level"]
    )  # fmt: skip
    return pd.DataFrame({"value": 100 * level / level.mean(), "level": level})


def test_every_number_of_the_page_is_the_number_of_python(opened):
    page, recipe, report = opened
    live = report["live_index"]
    for preset, severities, channels in SETTINGS:
        page.get_by_role("combobox", name="Severities").select_option(str(preset))
        page.get_by_role("button", name="Start over").click()
        for name, value in {**severities, **channels}.items():
            put(page, name, value)
        index, rankings = python_side(recipe, report, preset, severities, channels)
        if index is None:
            index = by_hand(rankings["period"], report["live_index"])
        shown = numbers(page, "details", 2)
        assert len(shown) == len(index)
        pd.testing.assert_series_equal(
            shown, index["value"], rtol=1e-9, atol=1e-9, check_names=False
        )
        levels = numbers(page, "details", 3)
        pd.testing.assert_series_equal(
            levels, index["level"], rtol=1e-9, atol=1e-9, check_names=False
        )
        enough = live.loc[live["enough"], "period"].astype(str).str[:10]
        for choice, of in (("0", "period"), ("1", "source")):
            page.get_by_role("combobox", name="Rank").select_option(choice)
            mine = rankings[of]
            if of == "period":
                days = enough if recipe.every == "week" else enough.str[:7]
                mine = mine[mine["period"].isin(days)].head(12)
            ranked = numbers(page, "> div > .scroll", 3)
            assert len(ranked) == len(mine)
            assert ranked.to_numpy() == pytest.approx(mine["level"], rel=1e-9, abs=1e-9)


def test_the_line_of_each_outlet_is_the_index_of_python_with_its_interval(opened):
    page, recipe, report = opened
    outlets, mentions = report["live_outlets"], report["mentions"]
    if recipe.measure == "tension":  # which brings 1 a mention, as published
        mentions = mentions.assign(severity=1.0)
    weighing = Weighing.of(report["scores"], mentions, recipe, by="source")
    whole = report["live_index"].assign(source="all outlets")
    names = ["all outlets", *outlets["source"].unique()]
    options = page.get_by_role("combobox", name="Line of").locator("option")
    assert options.all_text_contents() == names and len(names) == 4
    for weights in ({}, {"ASSAULT": 2.5}):
        for name, value in weights.items():
            put(page, name, value)
        for number, name in enumerate(names):
            page.get_by_role("combobox", name="Line of").select_option(str(number))
            published = (outlets if number else whole).query("source == @name")
            for column, end in ((4, "value"), (5, "low"), (6, "high")):
                pd.testing.assert_series_equal(
                    numbers(page, "details", column),
                    published[end].reset_index(drop=True),
                    rtol=1e-9, atol=1e-9, check_names=False,
                )  # fmt: skip
            if not number:  # another test has it
                continue
            index = weighing.index(weights).query("source == @name")
            shown = numbers(page, "details", 2)
            assert shown.notna().any()
            pd.testing.assert_series_equal(
                shown, index["value"].reset_index(drop=True),
                rtol=1e-9, atol=1e-9, check_names=False,
            )  # fmt: skip
            page.wait_for_timeout(REST)
            said = page.locator(".live [role=status]").inner_text()
            # hardly an outlet has the five stories a week that a highest one needs
            top = " is highest in" if recipe.every == "month" else ""
            assert f"index of {name}{top}" in said
            assert "Over all outlets, of" in said
    caption = page.locator(".live figcaption").inner_text()
    assert "Intervals are not drawn anew for other weights." in caption


def test_what_is_first_survives_as_often_as_python_says(opened):
    page, recipe, report = opened
    put(page, "THREATEN", 8)
    page.get_by_role("combobox", name="Rank").select_option("1")
    page.wait_for_timeout(REST)
    mentions = report["mentions"]
    if recipe.measure == "tension":
        mentions = mentions.assign(severity=1.0)
    ranking = Ranking.of_scores(report["scores"], mentions, recipe, of="source")
    survival = ranking.survival({"THREATEN": 8}, {})
    said = page.locator(".live [role=status]").inner_text()
    assert f"Of 3 outlets with enough stories, {survival.attrs['first']} ranks" in said
    assert f"first in {survival.loc[0, 'stays']} of 500 weightings" in said


def test_the_keyboard_moves_a_weight_and_the_line_and_says_so(opened):
    page, _, _ = opened
    slider = page.get_by_role("slider", name="ASSAULT")
    line = page.locator(".live svg path.now")
    old = page.locator(".live svg path.before")
    began = line.get_attribute("d")
    assert began == old.get_attribute("d")
    said = page.locator(".live [role=status]")
    page.wait_for_timeout(REST)
    first = said.inner_text()
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.wait_for_timeout(REST)
    assert line.get_attribute("d") != old.get_attribute("d")
    assert said.get_attribute("aria-live") == "polite" and said.inner_text() != first
    label = page.locator(".live svg").get_attribute("aria-label")
    assert label == said.inner_text()
    assert "moved: ASSAULT 0.0." in page.locator(".live > .about").inner_text()
    page.get_by_role("button", name="Start over").press("Enter")
    assert "moved: nothing." in page.locator(".live > .about").inner_text()
    assert line.get_attribute("d") == old.get_attribute("d") == began


def test_all_weights_at_nought_leave_no_index_and_no_error(opened):
    page, _, _ = opened
    for slider in page.locator(".live fieldset >> nth=0").get_by_role("slider").all():
        slider.press("Home")
    page.wait_for_timeout(REST)
    said = page.locator(".live [role=status]").inner_text()
    assert "there is no index" in said and "none ranks before the others" in said
    assert numbers(page, "details", 2).isna().all()


def test_without_scripts_there_is_the_figure_and_no_control(browser, written):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written[0].as_uri())
    assert page.locator(".live img").is_visible()
    assert page.locator(".live input").count() == 0
    context.close()


def test_hostile_names_of_outlets_are_ranked_as_text(browser, tmp_path):
    table = articles(len(HOSTILE), source=HOSTILE)
    recipe = IndexRecipe(every="month", minimum_stories=1, draws=0)
    path = write_report(table, tmp_path / "r.html", recipe=recipe, live=True,
                        title="Quiet", progress=False)  # fmt: skip
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    page.get_by_role("combobox", name="Rank").select_option("1")
    names = page.locator(".live > div > .scroll tbody td:nth-child(2)")
    assert sorted(names.all_text_contents()) == sorted(HOSTILE)
    assert page.title() == "Quiet" and page.locator(".live img, .live a").count() == 0
    context.close()


def test_no_other_script_runs_in_a_live_page(browser, written):
    """The policy lets one script run, whatever markup might slip in."""
    path = written[0]
    text = path.read_text("utf-8").replace(
        "</main>", "<script>document.title = 'owned'</script>"
        "<img src=x onerror=\"document.title = 'owned'\"></main>"
    )  # fmt: skip
    injected = path.with_name("injected.html")
    injected.write_text(text, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(injected.as_uri())
    page.wait_for_timeout(REST)
    assert "owned" not in page.title()
    assert page.locator(".live input").count() > 0
    context.close()


@pytest.mark.parametrize(
    "scheme, width", [("light", 1280), ("dark", 1280), ("light", 390)]
)
def test_axe_finds_nothing_serious_in_a_live_page(browser, written, scheme, width):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --prefix .axe axe-core")
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(written[0].as_uri())
    page.locator(".live summary", has_text="All values").click()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN_AXE)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()
    grave = [v for v in found["violations"] if v["impact"] in GRAVE]
    assert [(v["id"], v["nodes"][0]["html"]) for v in grave] == []
