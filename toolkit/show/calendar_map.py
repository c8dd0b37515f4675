"""Calendar heat map: one cell a day, a column a week, a block a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue, check_table, require_columns
from toolkit.show.drawing import INK, describe, plain
from toolkit.show.heat_maps import DARK_IS_MORE, DIVERGING, limits_around
from toolkit.show.sentences import counted, index_finding, period_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_calendar"]

DAYS_OF_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_YEARS = 12  # blocks in one figure
WEEKS = 54  # a year can touch so many
_UNITS = {
    "value": "value (base window = 100)", "n_stories": "stories per day",
    "n_articles": "articles per day", "level": "level (unit of the measure)",
}  # fmt: skip


def plot_calendar(
    index: pd.DataFrame, column: str = "value", *, title: str | None = None
) -> Figure:
    """Draw a daily index as a calendar: weekdays in rows, weeks in columns.

    Parameters
    ----------
    index
        One row per day, from ``tension_index`` with ``every="day"``.
    column
        ``value``, ``level``, ``n_stories`` or ``n_articles``.
    title
        Instead of the finding.

    Returns
    -------
    Figure
        One block per year, at most the last twelve. Grey: days with too few stories;
        white: days without any. Counts are shown for every day.

    Raises
    ------
    BadValue
        The periods are not days.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2024-01-01", periods=10, freq="D", tz="UTC")
    >>> index = pd.DataFrame({"period": days, "value": 100.0, "n_articles": 3,
    ...                       "n_stories": 3, "n_words": 300, "enough": True})
    >>> figure = plot_calendar(index, "n_stories")
    >>> figure.axes[0].get_title(loc="left")
    '2024: 30 stories on 10 days'
    >>> import matplotlib.pyplot as plt; plt.close(figure)
    """
    import matplotlib.pyplot as plt

    check_table(index, "index")
    require_columns(index, [column], "index")
    days = _daily(index)
    years = sorted(days["year"].unique())[-MOST_YEARS:]
    figure, blocks = plt.subplots(
        len(years), 1, figsize=(8, 0.5 + 1.55 * len(years)), squeeze=False,
        layout="constrained",
    )  # fmt: skip
    look, weeks = _look(days, column), _weeks_shown(days)
    for ax, year in zip(blocks[:, 0], years, strict=True):
        mesh = _draw_year(ax, days[days["year"] == year], column, look)
        ax.set(xlim=weeks, ylim=(7, 0))
        describe(ax, _year_words(days[days["year"] == year]))
    bar = figure.colorbar(mesh, ax=blocks[:, 0], pad=0.01, aspect=12 * len(years))
    bar.set_label(_UNITS.get(column, column), size=8.5)
    bar.ax.tick_params(labelsize=8)
    bar.ax.set_ylim(bottom=max(0, look["vmin"]))
    finding = _busiest_day(index, column)
    figure.suptitle(title or finding, x=0.01, ha="left", fontsize=10.5,
                    parse_math=False)  # fmt: skip
    return figure


def _busiest_day(index: pd.DataFrame, column: str) -> str:
    if not column.startswith("n_"):
        return index_finding(index)
    top = index.loc[index[column].idxmax()]
    what = column.removeprefix("n_")
    return f"Most {what} on {period_name(top['period'], 'day')}: {top[column]:,}"


def _weeks_shown(days: pd.DataFrame) -> tuple[int, int]:
    """Columns to show: all of them, or those of the dates where there is one year."""
    if days["year"].nunique() > 1:
        return 0, WEEKS
    return int(days["week"].min()), int(days["week"].max()) + 1


def _daily(index: pd.DataFrame) -> pd.DataFrame:
    every = index.attrs.get("recipe", {}).get("every", "day")
    gaps = index["period"].sort_values().diff().dt.days.dropna()
    if every != "day" or (gaps != 1).any():
        raise BadValue(
            "A calendar needs one row per day, and one series: make the index with "
            'IndexRecipe(every="day").'
        )
    weekday, passed = index["period"].dt.day_of_week, index["period"].dt.day_of_year - 1
    # 1 January stands in the first column, on its weekday
    week = (passed + (weekday - passed) % 7) // 7
    return index.assign(year=index["period"].dt.year, week=week, day=weekday)


def _look(days: pd.DataFrame, column: str) -> dict[str, object]:
    counts = column.startswith("n_")
    solid = days[column] if counts else days[column].where(days["enough"].astype(bool))
    if column == "value":
        return {"cmap": DIVERGING, **limits_around(solid.to_numpy(float), 100)}
    top = float(np.nanmax(solid.to_numpy(float), initial=0))
    return {"cmap": DARK_IS_MORE, "vmin": 0, "vmax": top or 1}


def _draw_year(
    ax: Axes, days: pd.DataFrame, column: str, look: dict[str, object]
) -> object:
    values = days[column].astype(float)
    stories = days["n_stories"] > 0
    if not column.startswith("n_"):
        values = values.where(days["enough"].astype(bool))
    grey = _cells(days, np.where(stories & values.isna(), 1.0, np.nan))
    ax.pcolormesh(grey, cmap="Greys", vmin=0, vmax=4, edgecolors="white", linewidth=0.6)
    mesh = ax.pcolormesh(_cells(days, values.where(stories).to_numpy()),
                         edgecolors="white", linewidth=0.6, **look)  # fmt: skip
    _draw_months(ax, days)
    ax.set_yticks([i + 0.5 for i in range(0, 7, 2)], DAYS_OF_WEEK[::2])
    ax.set_title(_year_words(days).rstrip("."), loc="left", fontsize=9)
    ax.tick_params(length=0)
    plain(ax, spines=())
    return mesh


def _cells(days: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    cells = np.full((7, WEEKS), np.nan)
    cells[days["day"], days["week"]] = values
    return cells


def _draw_months(ax: Axes, days: pd.DataFrame) -> None:
    """Name the months under their first week, and part them by a step line."""
    starts = days[days["period"].dt.day == 1]
    for row in starts.itertuples():
        week, day = row.week, row.day
        x, y = [week + 1, week + 1, week, week], [0, day, day, 7]
        ax.plot(x[0 if day else 2 :], y[0 if day else 2 :], color=INK, linewidth=0.7)
    ax.set_xticks(
        starts["week"] + 0.6, [f"{p:%b}" for p in starts["period"]], ha="left"
    )


def _year_words(days: pd.DataFrame) -> str:
    stories = counted(int(days["n_stories"].sum()), "story", "stories")
    n_days = counted(int((days["n_stories"] > 0).sum()), "day")
    return f"{days['year'].iloc[0]}: {stories} on {n_days}"
