"""When articles appeared: times of publication, order of time, and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.schema import BadValue

if TYPE_CHECKING:
    import pandas as pd

LONGEST_MONTH, LONGEST_YEAR = 31, 366  # days
ANY_DAY = (-(2**40), 2**40)  # day numbers further off than any date


def publication_times(articles: pd.DataFrame) -> pd.Series:
    """Read ``published`` as UTC times; all missing where there is no such column.

    >>> import pandas as pd
    >>> publication_times(pd.DataFrame({"text": ["Talks resumed."]})).isna().tolist()
    [True]
    """
    import pandas as pd

    if "published" not in articles:
        return pd.Series(pd.NaT, articles.index, dtype="datetime64[us, UTC]")
    published = articles["published"]
    try:
        if pd.api.types.is_numeric_dtype(published) and published.notna().any():
            raise ValueError("numbers")
        # ISO only: any other form leaves day and month to a guess
        return pd.to_datetime(published, utc=True, format="ISO8601")
    except (ValueError, TypeError, OverflowError) as error:
        raise BadValue(
            'articles["published"] does not hold times that can be read without doubt '
            f"({str(error)[:90]}). Use toolkit.dates.parse_dates, or let read_articles "
            "read the dates."
        ) from error


def by_time(articles: pd.DataFrame) -> np.ndarray:
    """Rows in order of time, undated last; ties by ``article_id``."""
    import pandas as pd

    keys = pd.DataFrame({
        "published": publication_times(articles).array,
        "article_id": articles["article_id"].astype(str).to_numpy(),
    })  # fmt: skip
    return keys.sort_values(["published", "article_id"], kind="stable").index.to_numpy()


def possible_days(articles: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """First and last day on which each article may have appeared."""
    times = publication_times(articles)
    day = times.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    undated = times.isna().to_numpy()
    last = day.copy()
    if "published_precision" in articles:
        for known_to, length in (("month", LONGEST_MONTH), ("year", LONGEST_YEAR)):
            coarse = articles["published_precision"].eq(known_to).to_numpy()
            last[coarse] += length - 1
    return np.where(undated, ANY_DAY[0], day), np.where(undated, ANY_DAY[1], last)
