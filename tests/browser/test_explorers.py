"""Explorers in JupyterLab, by keyboard: a slider moves the index, a point opens words.

Screenshots go to the test's folder; set EXPLORER_PICTURES to keep them elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.conftest import (
    IN_FRONT,
    close_notebook,
    command,
    open_notebook,
    write_notebook,
)

SET_UP = """
from toolkit import (IndexRecipe, explore_article, explore_index, explore_lexicon,
    explore_passages, explore_sources, explore_weights, find_mentions, load_lexicon,
    load_sample, score_articles)
articles = load_sample("chronicle")
mentions = find_mentions(articles)
scores = score_articles(articles, mentions)
recipe = IndexRecipe(measure="rate", base=("2024-04", "2024-10"), draws=100)
"""
SHOWN = ".toolkit-explorer"
SECONDS = 30_000  # milliseconds for a cell to show its widget


@pytest.fixture
def pictures(tmp_path):
    folder = Path(os.environ.get("EXPLORER_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(lab):
    return lab[0]


@pytest.fixture(scope="module")
def kernel(lab):
    """Id of a kernel that holds the tables."""
    page, folder = lab
    write_notebook(folder / "tables.ipynb", SET_UP)
    found = open_notebook(page, "tables.ipynb")
    command(page, "notebook:run-all-cells")
    page.locator(IN_FRONT).get_by_text("[1]:").first.wait_for()
    return found


@pytest.fixture
def explorer(page, lab, kernel, request):
    """Open a notebook that shows one explorer; return its element."""
    _, folder = lab
    # names of files must not hold what a test's name may
    name = "".join(c if c.isalnum() else "-" for c in request.node.name) + ".ipynb"

    def show(call, *, dark=False):
        choose_theme(page, "JupyterLab Dark" if dark else "JupyterLab Light")
        write_notebook(folder / name, call)
        open_notebook(page, name, kernel)
        command(page, "notebook:run-all-cells")
        shown = page.locator(f"{IN_FRONT} {SHOWN}").first
        shown.wait_for(timeout=SECONDS)
        return shown

    yield show
    close_notebook(page)


def choose_theme(page, theme):
    command(page, "apputils:change-theme", {"theme": theme})
    light = str("Light" in theme).lower()
    page.wait_for_selector(f"body[data-jp-theme-light='{light}']", state="attached")


def changes(page, locator, attribute, before):
    """Wait until an element no longer is as it was; what it is now."""
    for _ in range(200):
        now = locator.get_attribute(attribute) if attribute else locator.inner_text()
        if now != before:
            return now
        page.wait_for_timeout(50)
    raise AssertionError(f"still {str(before)[:200]}")


def test_a_severity_moved_by_keyboard_redraws_index_and_ranking(
    page, explorer, pictures
):
    shown = explorer(
        "explore_weights(scores, mentions, recipe, lexicon=load_lexicon())"
    )
    image, said = shown.locator("figure img"), shown.locator("p[role=status]")
    before = image.get_attribute("src"), shown.locator("table").inner_text()
    assert "of 500 weightings" in said.inner_text()
    slider = shown.locator(".widget-slider", has_text="ASSAULT").locator(".noUi-handle")
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    changes(page, image, "src", before[0])
    changes(page, shown.locator("table"), "", before[1])
    assert image.evaluate("i => i.complete && i.naturalWidth") == 800
    assert shown.locator("select").first.evaluate("s => s.value") == "user"
    page.screenshot(path=pictures / "weights.png")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_point_chosen_by_keyboard_opens_its_passages(page, explorer, pictures, dark):
    shown = explorer("explore_index(articles, mentions, scores, recipe)", dark=dark)
    said = shown.locator("p[role=status]").first
    before = said.inner_text()
    assert "index" in before
    shown.locator(".widget-slider", has_text="Point").locator(".noUi-handle").focus()
    page.keyboard.press("ArrowLeft")
    now = changes(page, said, "", before)
    period = now.split(":")[0]
    assert f"marks the point that is read: {period}" in shown.inner_text()
    assert "passages, the largest parts first" in shown.inner_text()
    alt = shown.locator("figure img").get_attribute("alt")
    assert alt.startswith("Index of escalation language, 7 months")
    page.screenshot(path=pictures / f"index-{'dark' if dark else 'light'}.png")
    shown.get_by_role("button", name="read the whole article").press("Enter")
    page.locator(".toolkit-explorer .toolkit-explorer mark.current").wait_for()


def test_a_click_on_a_point_opens_its_passages(page, explorer):
    shown = explorer("explore_index(articles, mentions, scores, recipe)")
    said = shown.locator("p[role=status]").first
    before = said.inner_text()
    assert "May 2024" not in before
    picture = shown.locator("figure img").first
    box = picture.bounding_box()
    # the second of seven months
    picture.click(position={"x": box["width"] * 0.31, "y": box["height"] / 2})
    after = changes(page, said, "", before)
    assert after.startswith("May 2024: index")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_tab_goes_from_mention_to_mention_and_shows_why(page, explorer, pictures, dark):
    shown = explorer("explore_article(articles, mentions)", dark=dark)
    marks = shown.locator("mark[tabindex]")
    assert not marks.nth(1).locator(".why").is_visible()
    marks.nth(0).focus()
    page.keyboard.press("Tab")
    assert marks.nth(1).locator(".why").is_visible()
    assert not marks.nth(0).locator(".why").is_visible()
    assert "entry: " in marks.nth(1).locator(".why").inner_text()
    page.screenshot(path=pictures / f"reader-{'dark' if dark else 'light'}.png")
    said = shown.locator("p[role=status]")
    before = said.inner_text()
    shown.get_by_role("button", name="mention ›").press("Space")
    assert "mention 2 of" in changes(page, said, "", before)


def test_filters_change_the_count_and_the_sample(page, explorer, pictures):
    shown = explorer("explore_passages(articles, mentions)")
    said = shown.locator("p[role=status]")
    before = said.inner_text()
    status = shown.locator(".widget-select-multiple", has_text="Status")
    status.locator("select").select_option(label=None, index=1)
    assert "20 of them" in changes(page, said, "", before)
    page.screenshot(path=pictures / "passages.png")


def test_a_term_typed_and_entered_shows_its_hits(page, explorer, pictures):
    shown = explorer("explore_lexicon(articles, mentions=mentions, recipe=recipe)")
    said = shown.locator("p[role=status]").first
    before = said.inner_text()
    shown.get_by_label("Term").fill("war*")
    page.keyboard.press("Enter")
    assert "its words stand in" in changes(page, said, "", before)
    assert "war* also fits" in shown.inner_text()
    page.screenshot(path=pictures / "lexicon.png")


def test_two_sources_are_compared(page, explorer, pictures):
    shown = explorer("explore_sources(scores, recipe)")
    said = shown.locator("p[role=status]").first
    before = said.inner_text()
    shown.get_by_label("From").select_option(index=2)
    changes(page, said, "", before)
    page.screenshot(path=pictures / "sources.png")
