"""axe-core finds nothing serious in a report, wide and narrow, light and dark."""

from pathlib import Path

import pytest

from toolkit import (
    keep_articles,
    load_codes,
    load_sample,
    write_comparison,
    write_report,
)

AXE = Path(__file__).resolve().parents[2] / ".axe/node_modules/axe-core/axe.min.js"
GRAVE = {"serious", "critical"}
# Every rule runs; of what passes it names one element, since naming all takes seconds.
RUN_AXE = "axe.run({resultTypes: ['violations']})"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(load_sample("chronicle"), path, gold=load_codes("chronicle"),
                        progress=False)  # fmt: skip


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    path = tmp_path_factory.mktemp("comparison") / "two.html"
    articles = load_sample("chronicle")
    spring = keep_articles(articles, until="2024-06")
    later = keep_articles(articles, since="2024-07")
    return write_comparison(spring, later, path, names=("spring", "later"),
                            progress=False)  # fmt: skip


@pytest.mark.parametrize("kind", ["report", "comparison"])
@pytest.mark.parametrize(
    "scheme, width", [("light", 1280), ("dark", 1280), ("light", 390)]
)
def test_axe_finds_nothing_serious_in_a_page(browser, request, kind, scheme, width):
    report = request.getfixturevalue(kind)
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --prefix .axe axe-core")
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(report.as_uri())
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN_AXE)
    context.close()
    assert len(found["passes"]) > 20
    grave = [v for v in found["violations"] if v["impact"] in GRAVE]
    assert [(v["id"], v["nodes"][0]["html"]) for v in grave] == []


@pytest.mark.parametrize("kind", ["report", "comparison"])
def test_nothing_is_wider_than_a_phone_but_what_scrolls_by_itself(
    browser, request, kind
):
    report = request.getfixturevalue(kind)
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
