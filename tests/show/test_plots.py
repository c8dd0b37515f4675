"""Plots draw what the table holds, and say it in words."""

import matplotlib
import pandas as pd
import pytest

matplotlib.use("agg")

import matplotlib.pyplot as plt

from toolkit.schema import BadValue
from toolkit.show import contribution_plots, drawing, heat_maps, plots, sentences
from toolkit.show.captions import figure


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def index(source=None):
    made = pd.DataFrame({
        "period": pd.date_range("2024-04-01", periods=4, freq="MS", tz="UTC"),
        "value": [90.0, None, 180.0, 300.0], "low": [80.0, None, 150.0, 90.0],
        "high": [99.0, None, 210.0, 500.0], "n_articles": [9, 0, 9, 1],
        "n_stories": [8, 0, 9, 1], "n_words": 10, "enough": [True, False, True, False],
    })  # fmt: skip
    return made if source is None else made.assign(source=source)


def test_the_title_names_the_highest_period_that_has_enough_stories():
    # 300 in July rests on one story; June's 180 is the finding
    assert (
        plots.plot_index(index())
        .get_title(loc="left")
        .startswith("Highest in June 2024: 180")
    )


def test_a_period_without_stories_is_a_gap_not_a_zero():
    line = plots.plot_index(index()).get_lines()[0]
    assert [y != y for y in line.get_ydata()] == [False, True, False, False]


def test_bars_below_show_the_stories():
    ax = plots.plot_index(index())
    below = next(other for other in ax.figure.axes if other is not ax)
    assert [bar.get_height() for bar in below.patches] == [8, 0, 9, 1]


def test_the_words_for_the_blind_give_range_and_basis():
    words = drawing.alt_text(plots.plot_index(index()))
    assert "lowest 90 in April 2024" in words and "18 stories in 19 articles" in words
    assert "1 month has too few stories; 1 month has no stories" in words


def test_several_series_in_one_line_are_refused():
    with pytest.raises(BadValue, match="several series"):
        plots.plot_index(pd.concat([index("A"), index("B")]))


def test_a_given_axes_is_drawn_on():
    _, ax = plt.subplots()
    assert plots.plot_index(index(), ax=ax) is ax


@pytest.mark.parametrize("name", ["$x_2$", r"$\frac{", "a_b^c", "<script>"])
def test_outlet_names_that_look_like_tex_are_drawn_as_they_are(name):
    ax = heat_maps.plot_sources(pd.concat([index(name), index("Post")]))
    picture = figure(ax, name)  # draws, so that broken TeX would raise
    assert name in [t.get_text() for t in ax.get_yticklabels()]
    assert "<script>" not in picture.html


def test_sources_show_the_value_only_where_stories_are_enough():
    texts = [t.get_text() for t in heat_maps.plot_sources(index("A")).texts]
    assert texts == ["90\nn=8", "", "180\nn=9", "n=1"]


def test_parts_drawn_and_the_rest_add_up_to_the_change():
    parts = pd.DataFrame({"term": list("abcd"), "change": [3.0, -2.0, 0.5, 0.25]})
    ax = contribution_plots.plot_contributions(parts, n=2)
    assert [bar.get_width() for bar in ax.patches] == [3.0, -2.0, 0.75]


def test_channels_have_a_panel_each():
    both = pd.concat([index().assign(channel=c) for c in ("threat", "act")])
    titles = [ax.get_title(loc="left") for ax in plots.plot_channels(both).axes]
    assert [t.split(":")[0] for t in titles] == ["Acts", "Threats"]


def test_coverage_counts_stand_in_the_cells():
    coverage = index("A")[["source", "period", "n_articles"]]
    assert [t.get_text() for t in heat_maps.plot_coverage(coverage).texts] == [
        "9",
        "",
        "9",
        "1",
    ]


def without_values(**columns):
    return index().assign(value=None, low=None, high=None).assign(**columns)


@pytest.mark.parametrize(("made", "said"), [
    (without_values(enough=False), "no month has enough stories to compare"),
    (without_values(enough=True, level=0.0, n_stories=9), "no mention in the base"),
    (without_values(enough=True, level=[0.0, 0, 1, 2], n_stories=9), "no mention in"),
    (without_values(enough=True, level=1.0, n_stories=[0, 0, 9, 9]), "no story in"),
    (without_values(enough=True, level=0.1, n_stories=9), "too near 0"),
], ids=["few stories", "no mention", "later mentions", "no story", "near zero"])  # fmt: skip
def test_a_series_without_values_says_which_reason_it_has(made, said):
    made.attrs = {"base": ["2024-04-01", "2024-05-01"]}
    assert said in sentences.index_finding(made).lower()
    assert said in sentences.describe_index(made)


def test_a_channel_without_mentions_does_not_blame_the_number_of_stories():
    calm = without_values(enough=True, level=0.0, n_stories=40).assign(channel="tone")
    title = plots.plot_channels(calm).axes[0].get_title(loc="left")
    assert title == "Tone: no mention in the base window"
