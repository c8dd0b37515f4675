"""Names of outlets, actors, terms and series are drawn as they are: no TeX, no markup.

Every plot is drawn from a whole run over articles whose names try to be formulas.
"""

import io
from dataclasses import replace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from lxml import etree

matplotlib.use("agg")

import matplotlib.pyplot as plt
from matplotlib import mathtext

import toolkit
from toolkit import (
    IndexRecipe,
    calibrate_index,
    check_robustness,
    compare_with_series,
    draw_coding_sample,
    dyad_balance,
    dyad_index,
    event_study,
    explain_change,
    find_bursts,
    find_changes,
    find_mentions,
    lead_and_lag,
    load_lexicon,
    read_gazetteer,
    rolling_correlation,
    score_articles,
    tension_index,
    weighting_fan,
    word_shift,
)
from toolkit.show.captions import figure
from toolkit.show.drawing import alt_text

TEX = r"$\frac{Zq$ <svg onload=x>"  # broken TeX: drawing it as such would raise
OTHER = r"$x_{Zq}^2$ & </text><script>x</script>"
RECIPE = IndexRecipe(every="month", measure="rate", minimum_stories=1, draws=20)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Tables of a whole run, by name."""
    path = tmp_path_factory.mktemp("names") / "mine.csv"
    actors = {"northern front": TEX, "southern league": OTHER}
    rows = pd.DataFrame({"actor": actors.values(), "alias": actors.keys()})
    rows.to_csv(path, index=False)
    n = 72
    told = ["Northern Front attacked Southern League", "Southern League shelled Northern "
            "Front", "Northern Front threatened Southern League with sanctions",
            "Envoys of Southern League met Northern Front for talks"]  # fmt: skip
    rng = np.random.default_rng(1)
    articles = pd.DataFrame({
        "article_id": [f"a{i}" for i in range(n)], "source": [TEX, OTHER] * (n // 2),
        "published": pd.date_range("2024-01-02", periods=n, freq="5D", tz="UTC"),
        "title": "News", "text": [f"{told[k]}. It rained in place {i}."
                                  for i, k in enumerate(rng.integers(0, 4, n))],
    })  # fmt: skip
    lexicon = load_lexicon()
    terms = lexicon.entries["term"].replace("attack*", "attack*|zq$_")
    lexicon = replace(lexicon, name=TEX, entries=lexicon.entries.assign(term=terms))
    mentions = find_mentions(articles, lexicon, gazetteer=read_gazetteer(path))
    mentions["term"] += TEX
    scores = score_articles(articles, mentions)
    assert {TEX, OTHER} <= set(mentions["actor"])
    return {
        "articles": articles, "mentions": mentions, "scores": scores,
        "lexicon": lexicon, "index": tension_index(scores, RECIPE),
    }  # fmt: skip


def outside(run):
    values = np.arange(len(run["index"]), dtype=float) % 5
    return pd.Series(values, index=run["index"]["period"], name=TEX)


def sources(run):
    return tension_index(run["scores"], RECIPE, by="source")


def pairs(run):
    dyads = [f"{TEX} -> {OTHER}", f"{OTHER} -> {TEX}"]
    weekly = replace(RECIPE, every="week")
    return dyad_index(run["scores"], run["mentions"], weekly, dyads=dyads), dyads


def lags(run):
    index, (first, second) = pairs(run)
    return lead_and_lag(index, first, second, most=1, draws=19)


def changed(run, explain, measure="rate"):
    return explain(run["scores"], run["mentions"], "2024-01", "2024-06", by="term",
                   recipe=replace(RECIPE, measure=measure))  # fmt: skip


def calibrated(run):
    recipe = replace(RECIPE, measure="share")
    codes = draw_coding_sample(run["scores"], 60, recipe=recipe)
    return calibrate_index(run["scores"], codes.assign(coded=1.0), recipe)


def differences(run):
    rows = toolkit.difference_between(run["scores"], RECIPE, TEX, OTHER, of="source")
    return rows.assign(source=OTHER) if "source" not in rows else rows


def counted_pairs(run):
    return run["mentions"].groupby(["actor", "target"], as_index=False).agg(
        mentions=("match", "size"), cooling=("severity", "size"))  # fmt: skip


def events():
    return pd.DataFrame({"date": ["2024-03-01", "2024-05-01"], "label": [TEX, OTHER]})


PLOTS = {
    "plot_index": lambda r, p: p(r["index"], events=events(), title=TEX),
    "plot_changes": lambda r, p: p(r["index"], find_changes(r["index"], draws=19),
                                   events=events(), title=TEX),
    "plot_channels": lambda r, p: p(pd.concat(
        [r["index"].assign(channel=c, source=TEX) for c in ("act", "threat")])),
    "plot_sources": lambda r, p: p(sources(r), title=OTHER),
    "plot_coverage": lambda r, p: p(sources(r)[["source", "period", "n_articles"]]),
    "plot_panels": lambda r, p: p(sources(r), "source", title=TEX),
    "plot_bursts": lambda r, p: p(find_bursts(r["scores"], r["mentions"], RECIPE,
                                              by="actor", factor=1.1, price=0.01)),
    "plot_contributions": lambda r, p: p(changed(r, explain_change)),
    "plot_word_shift": lambda r, p: p(changed(r, word_shift, "weighted")),
    "plot_calendar": lambda r, p: p(
        tension_index(r["scores"], replace(RECIPE, every="day")), title=TEX),
    "plot_calibration": lambda r, p: p(calibrated(r), title=TEX),
    "plot_differences": lambda r, p: p(differences(r), title=TEX),
    "plot_dyad_matrix": lambda r, p: p(toolkit.list_dyads(r["mentions"]), title=TEX),
    "plot_dyad_network": lambda r, p: p(toolkit.list_dyads(r["mentions"])),
    "plot_dyad_balance": lambda r, p: p(dyad_balance(r["scores"], r["mentions"], TEX,
                                                     OTHER, RECIPE)),
    "plot_event_study": lambda r, p: p(event_study(
        r["scores"], {TEX: "2024-06-01"}, replace(RECIPE, every="week"), before=4,
        after=4)),
    "plot_lags": lambda r, p: p(lags(r)),
    "plot_rolling": lambda r, p: p(rolling_correlation(r["index"], outside(r), window=9),
                                   title=OTHER),
    "plot_with_series": lambda r, p: p(r["index"], outside(r).rename_axis("period")
                                       .rename("value").reset_index(), name=TEX),
    "plot_comparison": lambda r, p: p(compare_with_series(r["index"], outside(r),
                                                          draws=19), title=TEX),
    "plot_robustness": lambda r, p: p(check_robustness(r["scores"], r["mentions"], RECIPE,
                                                       of="source", weightings=20)),
    "plot_weightings": lambda r, p: p(weighting_fan(r["scores"], r["mentions"], RECIPE,
                                                    of="source", weightings=20)),
    "plot_sides": lambda r, p: p(toolkit.compare_sides(
        r["scores"], r["mentions"], TEX, OTHER, of="source", by="dyad", recipe=RECIPE),
        title=TEX),
    "plot_validation": lambda _, p: p(pd.DataFrame([{
        "dimension": "channel", "class": TEX, "recall": 0.5, "recall_low": 0.2,
        "recall_high": 0.8, "precision": 0.5, "precision_low": 0.2, "n": 9,
        "precision_high": 0.8, "found": 9}])),
}  # fmt: skip


def test_every_plot_is_tried():
    there = {n for n in toolkit.__all__ if n.startswith("plot_")}
    assert set(PLOTS) == there


@pytest.mark.parametrize("name", PLOTS)
def test_no_name_is_read_as_tex_or_markup(run, name, monkeypatch):
    whole = mathtext.MathTextParser.parse

    def parse(self, text, *given, **more):
        assert "Zq" not in text, "a name was read as TeX"
        return whole(self, text, *given, **more)

    monkeypatch.setattr(mathtext.MathTextParser, "parse", parse)
    drawn = PLOTS[name](run, getattr(toolkit, name))
    canvas = drawn if hasattr(drawn, "savefig") else drawn.figure
    picture = io.BytesIO()
    with plt.rc_context({"svg.fonttype": "none"}):
        canvas.savefig(picture, format="svg")
    tree = etree.fromstring(picture.getvalue())
    assert {"script", "foreignObject"}.isdisjoint(etree.QName(n).localname
                                                  for n in tree.iter("*"))  # fmt: skip
    assert not tree.xpath("//@onload | //@*[starts-with(., 'javascript:')]")
    assert len(alt_text(canvas)) > 20
    shown = figure(drawn, TEX)._repr_html_()
    page = etree.HTML(shown)
    assert not page.xpath("//script | //svg | //@onload")
    assert TEX in "".join(page.itertext())
