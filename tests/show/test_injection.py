"""No text of an article, name or note becomes an element of a page, parsed without a
browser.

The same tables as in ``tests/browser/test_injection.py``, which looks whether anything
runs; here the markup itself is taken apart: only elements, attributes and addresses
that the toolkit writes may be in it, and the strings must stand there as text.
"""

from __future__ import annotations

import io
import json
import warnings

import matplotlib
import pandas as pd
import pytest
from lxml import etree, html

matplotlib.use("agg")

from tests.show.payloads import (
    PAYLOADS,
    hostile_articles,
    hostile_mentions,
)
from toolkit import (
    IndexRecipe,
    describe_corpus,
    highlight_article,
    keyword_in_context,
    plot_sources,
    safe_style,
    score_articles,
    tension_index,
)
from toolkit.show.captions import figure, note, table
from toolkit.show.safe import for_html, for_terminal

RECIPE = IndexRecipe(every="week", measure="rate", minimum_stories=1)
ELEMENTS = set(
    """
    html head meta title style body header h1 h2 h3 h4 h5 h6 nav ol ul li a main div p
    section table caption thead tbody tr th td figure figcaption img details summary pre
    code footer span mark sup sub u strong em b i br small dl dt dd abbr blockquote hr
    """.split()
)
ATTRIBUTES = set(
    """
    lang charset http-equiv content name class id href src alt width height title scope
    tabindex dir open aria-label aria-hidden role type style border colspan rowspan start
    """.split()
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Tables of the whole way, from articles with a payload in every text field."""
    folder = tmp_path_factory.mktemp("made")
    articles = hostile_articles()
    mentions = hostile_mentions(articles, folder)
    scores = score_articles(articles, mentions)
    return {"articles": articles, "mentions": mentions, "scores": scores,
            "index": tension_index(scores, RECIPE),
            "sources": tension_index(scores, RECIPE, by="source")}  # fmt: skip


def assert_only_ours(markup: str) -> str:
    """Every element, attribute and address is one that the toolkit writes; the text."""
    tree = html.fromstring(f"<!doctype html><html><body>{markup}</body></html>"
                           if "<html" not in markup[:200] else markup)  # fmt: skip
    for node in tree.iter():
        assert isinstance(node.tag, str), f"a comment: {node}"
        assert node.tag in ELEMENTS, node.tag
        for name, value in node.attrib.items():
            assert name in ATTRIBUTES, f"{node.tag} {name}"
            if name in ("href", "src"):
                inside = value.startswith(("#", "data:image/png;base64,"))
                assert inside or (value.endswith(".html") and ":" not in value), value
        if node.get("http-equiv"):
            assert node.get("http-equiv") == "Content-Security-Policy"
    for style in tree.iter("style"):
        assert "url(" not in style.text and "@import" not in style.text
    return "".join(tree.itertext())


def as_shown(payload: str) -> str:
    """A payload as a page shows it: odd characters replaced, blanks run together."""
    return " ".join(html.fromstring(f"<p>{for_html(payload)}</p>").text.split())


def test_the_report_holds_only_what_the_toolkit_writes(hostile_report):
    text = " ".join(assert_only_ours(hostile_report.read_text("utf-8")).split())
    # in the title without its control sequences, elsewhere with marks in their place
    missing = [p for p in PAYLOADS if as_shown(p) not in text
               and for_terminal(p) not in text]  # fmt: skip
    assert not missing


def test_no_output_of_its_notebook_is_of_a_kind_that_runs(hostile_report):
    book = json.loads(hostile_report.with_suffix(".ipynb").read_text("utf-8"))
    kinds = set()
    for cell in book["cells"]:
        assert not any(p in "".join(cell["source"]) for p in PAYLOADS)
        for output in cell.get("outputs", ()):
            kinds |= set(output.get("data", {"text/plain": ""}))
            assert_only_ours(
                "".join(output.get("data", {}).get("text/html", "<p></p>"))
            )
    assert kinds <= {"text/html", "text/plain"}


def test_the_notebook_as_a_page_of_nbconvert_holds_nothing_else(hostile_report):
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic")
    body, _ = exporter.from_filename(str(hostile_report.with_suffix(".ipynb")))
    tree = html.fromstring(f"<html><body>{body}</body></html>")
    assert not tree.xpath("//script | //iframe | //svg | //object | //embed | //link"
                          " | //base | //form | //input[not(@type)]")  # fmt: skip
    assert not [a for n in tree.iter() for a in n.attrib if a.startswith("on")]


@pytest.mark.parametrize("name", ["articles", "mentions", "scores", "index"])
def test_tables_show_every_text_as_text(made, name):
    with pd.option_context("display.max_colwidth", None, "display.max_rows", 500):
        shown = made[name].head(200)._repr_html_()
    assert_only_ours(shown.replace("<style scoped>", "<style>"))
    assert_only_ours(safe_style(made[name].head(200)).to_html())


def test_every_other_thing_that_shows_itself_does_too(made):
    articles, mentions = made["articles"], made["mentions"]
    context = keyword_in_context(articles, mentions)
    with pd.option_context("display.max_colwidth", None, "display.max_rows", 500):
        assert_only_ours(context._repr_html_().replace("<style scoped>", "<style>"))
    assert_only_ours(describe_corpus(articles)._repr_html_())
    for payload in PAYLOADS:
        key = articles.loc[articles["title"].str.endswith(payload), "article_id"].iloc[
            0
        ]
        text = assert_only_ours(
            highlight_article(key, articles, mentions)._repr_html_()
        )
        assert as_shown(payload) in " ".join(text.split())
        assert_only_ours(note(payload)._repr_html_())
        assert_only_ours(
            table(pd.DataFrame({payload: [payload]}), payload)._repr_html_()
        )


def test_words_for_those_who_cannot_see_a_plot_cannot_leave_their_attribute(made):
    drawn = figure(plot_sources(made["sources"]), "".join(PAYLOADS))
    assert_only_ours(drawn._repr_html_())
    assert drawn._repr_html_().count("<img") == 1


def test_a_plot_as_svg_holds_no_script(made):
    drawn = plot_sources(made["sources"], title="".join(PAYLOADS))
    picture = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the font has no such sign
        drawn.figure.savefig(picture, format="svg")
    # matplotlib lets control characters through, which no parser of SVG takes
    tree = etree.fromstring(for_terminal(picture.getvalue().decode()).encode())
    names = {etree.QName(node).localname for node in tree.iter("*")}
    assert names.isdisjoint({"script", "foreignObject", "iframe", "a", "animate"})
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")


def test_notebooks_do_not_set_text_with_dollars_as_tex(made):
    shown = [note("x"), safe_style(made["scores"]), describe_corpus(made["articles"]),
             highlight_article(PAYLOADS[0], made["articles"], made["mentions"])]  # fmt: skip
    assert all("mathjax_ignore" in each._repr_html_() for each in shown)
