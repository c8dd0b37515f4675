"""Plots of the index wing: what is drawn is what the table holds, no more and no less."""

from itertools import combinations

import matplotlib
import numpy as np
import pandas as pd
import pytest

matplotlib.use("agg")

import matplotlib.pyplot as plt

from toolkit.schema import BadValue, MissingColumn
from toolkit.show import (
    burst_plot,
    calendar_map,
    change_plots,
    check_plots,
    contribution_plots,
    dyad_plots,
    panels,
    plots,
    relation_plots,
)
from toolkit.show.drawing import alt_text

UTC = "UTC"


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def index(n=4, every="MS", **columns):
    periods = pd.date_range("2024-04-01", periods=n, freq=every, tz=UTC)
    value = [100.0 + 10 * i for i in range(n)]
    made = pd.DataFrame({
        "period": periods, "value": value, "low": [v - 5 for v in value],
        "high": [v + 5 for v in value], "n_articles": 9, "n_stories": 9,
        "n_words": 900, "enough": True,
    })  # fmt: skip
    return made.assign(**columns)


def texts(ax):
    return [t.get_text() for t in ax.texts]


def marks(ax):
    """Lone points: (x, y, is it filled)."""
    return [
        (line.get_xdata()[0], line.get_ydata()[0],
         line.get_markerfacecolor() != "white")
        for line in ax.lines
        if len(line.get_xdata()) == 1
    ]  # fmt: skip


# Events ---------------------------------------------------------------------------------


def events(n):
    days = pd.date_range("2024-04-03", periods=n, freq="2D", tz=UTC)
    return pd.DataFrame(
        {"date": days, "label": [f"a long name, {i}" for i in range(n)]}
    )


def test_no_two_names_of_events_cover_each_other():
    ax = plots.plot_index(index(), events=events(12))
    ax.figure.canvas.draw()
    named = [t for t in ax.texts if t.get_text().startswith("a long name")]
    boxes = [t.get_bbox_patch().get_window_extent() for t in named]
    assert len(named) >= 6
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_an_event_without_room_for_its_name_keeps_its_line_and_is_counted():
    ax = plots.plot_index(index(), events=events(40))
    named = [t for t in texts(ax) if t.startswith("a long name")]
    dotted = [line for line in ax.lines if line.get_linestyle() == ":"]
    assert len(dotted) == 40 > len(named)
    assert f"{40 - len(named)} of them found no room" in alt_text(ax)


def test_events_need_a_date_and_a_label():
    with pytest.raises(MissingColumn, match="label"):
        plots.plot_index(index(), events=events(2)[["date"]])


def test_names_stay_inside_the_plot():
    late = pd.DataFrame({"date": ["2024-06-30"], "label": ["quite a long name"]})
    ax = plots.plot_index(index(), events=late)
    ax.figure.canvas.draw()
    name = next(t for t in ax.texts if t.get_text() == "quite a long name")
    box = name.get_bbox_patch().get_window_extent()
    assert box.x1 <= ax.get_window_extent().x1 + 2


# Change points --------------------------------------------------------------------------


def changes(*rows):
    columns = ["period", "low_period", "high_period", "before", "after", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    for name in columns[:3]:
        table[name] = pd.to_datetime(table[name], utc=True)
    return table


def test_the_means_on_either_side_of_a_change_are_drawn_with_its_p():
    found = changes(("2024-06-01", "2024-05-01", "2024-07-01", 105.0, 125.0, 0.004))
    ax = change_plots.plot_changes(index(), found)
    means = [c.get_segments()[0][0][1] for c in ax.collections
             if len(getattr(c, "get_segments", list)()) == 1]  # fmt: skip
    assert means == [105.0, 125.0]
    assert "p = 0.004" in texts(ax)
    assert "between May 2024 and July 2024" in alt_text(ax)


def test_without_a_change_the_title_says_what_the_table_says():
    none = changes()
    none.attrs = {"sentence": "No change point: no shift is larger than chance gives."}
    title = change_plots.plot_changes(index(), none).get_title(loc="left")
    assert title == "No change point: no shift is larger than chance gives"


# Differences ----------------------------------------------------------------------------


def differences(**columns):
    made = pd.DataFrame({"source": ["Mail", "Post"], "difference": [2.0, 1.0],
                         "low": [1.0, -1.0], "high": [3.0, 3.0]})  # fmt: skip
    return made.assign(**columns)


def test_an_interval_that_holds_nought_is_a_hollow_mark():
    ax = change_plots.plot_differences(differences())
    assert marks(ax) == [(2.0, 0, True), (1.0, 1, False)]
    assert ax.get_title(loc="left") == "1 of 2 differences clear of 0"


def test_differences_from_too_few_stories_are_grey_and_not_counted_but_there():
    few = differences(n_first=[1, 9], n_second=[9, 9], enough=[False, True])
    ax = change_plots.plot_differences(few)
    assert ax.get_title(loc="left") == "0 of 1 difference clear of 0"
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names == ["Mail (n = 1 and 9)", "Post (n = 9 and 9)"]


def test_rows_of_another_unit_are_not_mixed_in():
    both = differences(unit=["level", "index points"])
    assert len(marks(change_plots.plot_differences(both))) == 1
    with pytest.raises(BadValue, match="'level', 'index points'"):
        change_plots.plot_differences(both, unit="degrees")


def test_event_time_counts_stories_at_each_period():
    study = index(3).assign(event="E", relative=[-1, 0, 1], n_stories=[4, 5, 6])
    ax = change_plots.plot_event_study(study)
    labels = [t.get_text() for t in ax.get_xticklabels()]
    assert labels == ["-1\nn=4", "0\nn=5", "+1\nn=6"]
    with pytest.raises(BadValue, match="it has 'E'"):
        change_plots.plot_event_study(study, "F")


# Bursts ---------------------------------------------------------------------------------


def test_a_burst_runs_from_its_first_to_the_end_of_its_last_period():
    day = pd.Timestamp("2024-04-01", tz=UTC)
    bursts = pd.DataFrame({"term": ["raid"], "first": [day],
                           "last": [day + pd.Timedelta(days=7)], "stories": [6],
                           "share": [0.6], "usual": [0.2], "weight": [3.0]})  # fmt: skip
    ax = burst_plot.plot_bursts(bursts, every="week")
    assert ax.patches[0].get_width() == 14
    assert texts(ax) == ["6, 3.0x"]
    with pytest.raises(BadValue, match="none"):
        burst_plot.plot_bursts(bursts.head(0))


# Word shift -----------------------------------------------------------------------------


def test_rises_and_falls_stand_apart_and_the_rest_makes_the_sum():
    parts = pd.DataFrame({
        "term": list("abcde"), "first": [0.0, 1, 0, 3, 2], "second": [4.0, 2, 0.5, 1, 1],
        "change": [4.0, 1, 0.5, -2, -1],
    })  # fmt: skip
    ax = contribution_plots.plot_word_shift(parts, n=1)
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == [4.0, 1.5, -2.0, -1.0]
    assert sum(widths) == parts["change"].sum()
    assert "a +4 (0 -> 4)" in texts(ax) and "2 other terms +1.5" in texts(ax)
    assert "All rises add up to +5.5, all falls to -3." in alt_text(ax)


def test_the_part_by_severity_is_a_bar_within_the_bar():
    parts = pd.DataFrame({"term": ["a"], "rate_first": [1.0], "rate_second": [2.0],
                          "frequency": [6.0], "severity": [2.0], "change": [8.0]})  # fmt: skip
    ax = contribution_plots.plot_word_shift(parts)
    assert [bar.get_width() for bar in ax.patches] == [8.0, 2.0]


def test_no_change_is_no_shift():
    still = pd.DataFrame(
        {"term": ["a"], "first": [1.0], "second": [1.0], "change": [0.0]}
    )
    with pytest.raises(BadValue, match="Nothing changed"):
        contribution_plots.plot_word_shift(still)


# Dyads ----------------------------------------------------------------------------------


def dyads():
    return pd.DataFrame({
        "actor": ["A", "B", "C"], "target": ["B", "A", "A"], "mentions": [5, 2, 1],
        "act": [5, 0, 0], "threat": 0, "deescalation": [0, 2, 1], "tone": [0, 0, 1],
    })  # fmt: skip


def test_the_matrix_has_each_count_in_the_row_of_who_and_the_column_of_whom():
    ax = dyad_plots.plot_dyad_matrix(dyads())
    actors = [t.get_text() for t in ax.get_yticklabels()]
    assert actors == ["A", "B", "C"]
    cells = {(t.get_position()[1] - 0.5, t.get_position()[0] - 0.5): t.get_text()
             for t in ax.texts}  # fmt: skip
    assert cells == {(0, 1): "5", (1, 0): "2", (2, 0): "1"}


def test_the_matrix_says_how_many_actors_it_leaves_out():
    ax = dyad_plots.plot_dyad_matrix(dyads(), n=2)
    title = ax.get_title(loc="left").replace("\n", " ")
    assert "(the 2 busiest of 3 actors shown)" in title and "5 of 8" in title


def test_the_network_has_an_arrow_for_each_pair_dashed_where_it_cools():
    ax = dyad_plots.plot_dyad_network(dyads())
    arrows = [t.arrow_patch for t in ax.texts if getattr(t, "arrow_patch", None)]
    assert len(arrows) == 3
    assert [a.get_linestyle() for a in arrows] == ["-", "--", "-"]
    widths = [a.get_linewidth() for a in arrows]
    assert widths == sorted(widths, reverse=True)
    assert {"5", "2", "1", "A", "B", "C"} <= set(texts(ax))


def test_pairs_of_one_actor_with_itself_make_no_arrow():
    alone = dyads().assign(target=["A", "B", "C"])
    with pytest.raises(BadValue, match="itself"):
        dyad_plots.plot_dyad_network(alone)
    with pytest.raises(BadValue, match="no dyad"):
        dyad_plots.plot_dyad_matrix(alone.head(0))


def test_panels_share_both_scales_and_name_their_stories():
    both = pd.concat([index().assign(dyad="A -> B"), index().assign(dyad="B -> A")])
    figure = panels.plot_panels(both, "dyad")
    one, other = figure.axes[:2]
    assert one.get_ylim() == other.get_ylim() and one.get_xlim() == other.get_xlim()
    assert one.get_title(loc="left") == "A -> B (n = 36 stories)"
    assert one.lines[0].get_ydata().tolist() == [100, 110, 120, 130]


def test_two_directions_stand_up_and_down_and_their_net_between():
    table = index(3)[["period", "n_stories", "enough"]].assign(
        forward=[3.0, 1, 0], back=[1.0, 1, 2], net=[2.0, 0, -2], low=[1.0, -1, -3],
        high=[3.0, 1, -1]
    )  # fmt: skip
    table.attrs = {"first": "A", "second": "B"}
    ax = dyad_plots.plot_dyad_balance(table)
    assert [bar.get_height() for bar in ax.patches] == [3, 1, 0, -1, -1, -2]
    assert ax.lines[0].get_ydata().tolist() == [2.0, 0.0, -2.0]
    said = alt_text(ax)
    assert "1 tell more of A -> B, 1 more of B -> A" in said


# Two series -----------------------------------------------------------------------------


def test_lags_outside_the_band_are_filled():
    lags = pd.DataFrame({"lag": [-1, 0, 1], "n": [9, 10, 9], "r": [0.1, -0.2, 0.8],
                         "band": 0.5, "outside": [False, False, True]})  # fmt: skip
    ax = relation_plots.plot_lags(lags)
    assert marks(ax) == [(-1, 0.1, False), (0, -0.2, False), (1, 0.8, True)]
    assert "n = 9 to 10 periods" in ax.get_xlabel()


def test_a_rolling_correlation_draws_levels_and_differences():
    rolling = pd.DataFrame({"period": index()["period"], "levels": [np.nan, 0.1, 0.2, 0.3],
                            "differences": [np.nan, np.nan, -0.5, 0.5]})  # fmt: skip
    ax = relation_plots.plot_rolling(rolling)
    drawn = {line.get_label(): line.get_ydata()[-1] for line in ax.lines[1:]}
    assert drawn == {"levels": 0.3, "differences": 0.5}
    assert "3 windows of 2 periods" in alt_text(ax)
    with pytest.raises(BadValue, match="No window is full"):
        relation_plots.plot_rolling(rolling.assign(levels=np.nan, differences=np.nan))


def test_an_outside_series_has_a_panel_and_a_scale_of_its_own():
    table = index(8)
    outside = pd.Series(range(8), index=table["period"])
    figure = relation_plots.plot_with_series(table, outside, name="events per month")
    upper, lower = figure.axes
    assert lower.lines[0].get_ydata().tolist() == list(range(8))
    assert lower.get_ylabel() == "events per month"
    assert upper.get_ylim() != lower.get_ylim()


def test_a_correlation_above_its_shifts_is_filled_and_the_shifts_are_bars():
    table = pd.DataFrame({"compared": "index", "form": ["levels", "differences"],
                          "method": "spearman", "n": [9, 8], "r": [0.5, 0.1],
                          "null_95": [0.4, 0.3]})  # fmt: skip
    ax = relation_plots.plot_comparison(table)
    assert marks(ax) == [(0.5, 0, True), (0.1, 1, False)]
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert ends == pytest.approx([0.4, 0.3])


# Checks ---------------------------------------------------------------------------------


def test_robustness_counts_in_how_many_cases_the_first_stays():
    table = pd.DataFrame({"kind": ["preset", "preset", "without term"],
                          "first_stays": [True, False, True],
                          "spearman": [0.5, 0.7, np.nan]})  # fmt: skip
    ax = check_plots.plot_robustness(table)
    assert [bar.get_width() for bar in ax.patches] == [0.5, 1.0]
    assert texts(ax) == ["1 of 2; median rho 0.60", "1 of 1"]


def test_the_fan_says_in_how_many_weightings_the_peak_stays():
    rows = [(0, [90.0, 110.0]), (1, [80.0, 120.0]), (2, [105.0, 95.0])]
    names = ["2024-04", "2024-05"]
    table = pd.concat([
        pd.DataFrame({"period": names, "weighting": number, "value": value})
        for number, value in rows
    ])  # fmt: skip
    ax = check_plots.plot_weightings(table)
    said = "2024-05 is first of 2 periods, and stays so in 50% of 2 random weightings"
    assert ax.get_title(loc="left") == said
    assert ax.lines[0].get_ydata().tolist() == [90.0, 110.0]
    ax = check_plots.plot_weightings(table.rename(columns={"period": "source"}))
    assert ax.lines[0].get_xdata().tolist() == [110.0, 90.0]
    with pytest.raises(BadValue, match="others beside it"):
        check_plots.plot_weightings(table[table["weighting"] == 0])


def test_the_corrected_line_stands_beside_the_naive_one():
    table = index(3).assign(
        naive_value=[90.0, 95, 150], naive_low=80.0, naive_high=160.0, n_coded=[5, 6, 7]
    )
    ax = check_plots.plot_calibration(table)
    drawn = [list(line.get_ydata()) for line in ax.lines]
    assert [100.0, 110.0, 120.0] in drawn and [90.0, 95.0, 150.0] in drawn
    below = next(other for other in ax.figure.axes if other is not ax)
    assert [bar.get_height() for bar in below.patches] == [5, 6, 7]
    assert "furthest apart in June 2024" in alt_text(ax)


# Calendar -------------------------------------------------------------------------------


def cells(ax):
    return [np.ma.filled(mesh.get_array(), np.nan).reshape(7, -1)
            for mesh in ax.collections]  # fmt: skip


def test_a_calendar_has_a_row_for_each_weekday_and_a_column_for_each_week():
    # 1 April 2024 is a Monday: rows 0 to 6, then row 0 of the next column
    days = index(8, "D", n_stories=[1, 2, 3, 4, 5, 6, 7, 8])
    ax = calendar_map.plot_calendar(days, "n_stories").axes[0]
    counts = cells(ax)[1]
    week = int(np.flatnonzero(~np.isnan(counts[0]))[0])
    assert counts[:, week].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert counts[0, week + 1] == 8


def test_days_with_too_few_stories_are_grey_and_those_without_white():
    days = index(3, "D", n_stories=[9, 1, 0], enough=[True, False, False])
    grey, values = cells(calendar_map.plot_calendar(days).axes[0])
    assert (~np.isnan(values)).sum() == 1 and (~np.isnan(grey)).sum() == 1


def test_a_calendar_of_months_is_refused():
    with pytest.raises(BadValue, match='every="day"'):
        calendar_map.plot_calendar(index())


# All of them ----------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [
    lambda ax: plots.plot_index(index(), ax=ax),
    lambda ax: change_plots.plot_changes(index(), changes(), ax=ax),
    lambda ax: change_plots.plot_differences(differences(), ax=ax),
    lambda ax: dyad_plots.plot_dyad_network(dyads(), ax=ax),
    lambda ax: dyad_plots.plot_dyad_matrix(dyads(), ax=ax),
])  # fmt: skip
def test_a_plot_takes_axes_and_gives_them_back_with_words(draw):
    _, ax = plt.subplots()
    assert draw(ax) is ax and len(alt_text(ax)) > 30


def test_names_that_look_like_tex_are_drawn_as_they_are():
    odd = dyads().assign(actor=["$x_2$", "B", r"$\frac{"], target=["B", "$x_2$", "B"])
    for ax in (dyad_plots.plot_dyad_network(odd), dyad_plots.plot_dyad_matrix(odd),
               change_plots.plot_differences(differences(source=["$x$", "$_"]))):  # fmt: skip
        ax.figure.canvas.draw()
