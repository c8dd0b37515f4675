"""No text of an article, name or note can run in a report or in a notebook.

Each of some fifty strings stands in every text field there is. The pages are opened in
a real browser with their content security policy taken away, so that the escaping has
to hold by itself.
"""

from __future__ import annotations

import re

import pandas as pd

from tests.show.payloads import (
    MARK,
    PAYLOADS,
    hostile_articles,
    hostile_lexicon,
    hostile_mentions,
)
from toolkit import (
    IndexRecipe,
    describe_corpus,
    highlight_article,
    keyword_in_context,
    safe_style,
    score_articles,
    tension_index,
    write_reports,
)

ALLOWED = ("file:", "data:", "about:")


def visited(page, path, tmp_path):
    """Open a page without its policy; what it asked for, and what it complained of."""
    bare = tmp_path / "bare.html"
    text = path.read_text("utf-8")
    bare.write_text(
        re.sub(r"<meta http-equiv=\"Content-Security[^>]*>", "", text), "utf-8"
    )
    asked, dialogs = [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda error: dialogs.append(str(error)))
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    page.goto(bare.as_uri())
    page.wait_for_timeout(1_500)
    for details in page.query_selector_all("details"):
        details.evaluate("d => d.open = true")
    page.mouse.move(200, 200)
    page.wait_for_timeout(500)
    return [url for url in asked if not url.startswith(ALLOWED)], dialogs


def assert_inert(page, path, tmp_path, scripts=0):
    asked, dialogs = visited(page, path, tmp_path)
    assert page.evaluate(f"window.{MARK}") is None
    assert dialogs == []
    assert asked == []
    count = "n => document.querySelectorAll(n).length"
    for tag in ("iframe", "object", "embed", "base", "form", "input", "textarea", "video",
                "svg script", "meta[http-equiv=refresh]", "link[href*=evil]",
                "a[href^='javascript:' i]", "a[href^='data:' i]", "[onerror]", "[onload]", "[onfocus]",
                "[onmouseover]", "[ontoggle]", "[onbegin]"):  # fmt: skip
        assert page.evaluate(count, tag) == 0, tag
    assert page.evaluate(count, "img:not([src^='data:'])") == 0
    assert page.evaluate(count, "script") == scripts


def test_a_report_of_hostile_articles_is_inert(page, hostile_report, tmp_path):
    assert_inert(page, hostile_report, tmp_path)
    seen = page.inner_text("body")
    # shown as what it is, not hidden
    assert f"<script>window.{MARK}=1</script>" in seen
    assert f"<img src=x onerror=window.{MARK}=1>" in seen


def test_the_notebook_of_the_report_is_inert_too(page, hostile_report, tmp_path):
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic")
    body, _ = exporter.from_filename(str(hostile_report.with_suffix(".ipynb")))
    made = tmp_path / "notebook.html"
    made.write_text(f"<!doctype html><meta charset=utf-8><body>{body}", "utf-8")
    assert_inert(page, made, tmp_path)


def test_everything_that_shows_itself_in_a_notebook_is_inert(page, tmp_path):
    table, words = hostile_articles(), hostile_lexicon()
    mentions = hostile_mentions(table, tmp_path)
    scores = score_articles(table, mentions)
    index = tension_index(scores, IndexRecipe(every="week", minimum_stories=1))
    context = keyword_in_context(table, mentions)
    shown = [highlight_article(i, table, mentions) for i in PAYLOADS[:12]]
    shown += [table, mentions, scores, index, context, describe_corpus(table), words,
              safe_style(table.set_index("title")), safe_style(mentions.head(99))]  # fmt: skip
    with pd.option_context("display.max_colwidth", None, "display.max_rows", 400):
        parts = [s._repr_html_() for s in shown if hasattr(s, "_repr_html_")]
    assert len(parts) >= 16
    made = tmp_path / "shown.html"
    body = "\n".join(parts)
    made.write_text(f"<!doctype html><meta charset=utf-8><body>{body}", "utf-8")
    assert_inert(page, made, tmp_path)


def test_the_list_of_a_batch_is_inert(page, tmp_path):
    table = hostile_articles()
    table["source"] = [PAYLOADS[i % 3] for i in range(len(table))]
    recipe = IndexRecipe(every="month", measure="rate", minimum_stories=1)
    write_reports(table, tmp_path / "all", recipe=recipe, most=1, title=PAYLOADS[4],
                  progress=False)  # fmt: skip
    assert_inert(page, tmp_path / "all/index.html", tmp_path)
