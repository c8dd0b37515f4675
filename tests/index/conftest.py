"""Small tables made by hand, for the tests of the index."""

import pandas as pd
import pytest

from toolkit.schema import CHANNELS

SEVERITY = 5.0  # of every mention in these tables


@pytest.fixture(scope="session")
def scores_of():
    """Scores from short rows: id, day, hits (act), and what else a row says."""

    def build(*rows):
        names = ("article_id", "published", "act_count")
        table = pd.DataFrame(
            [
                dict(zip(names, row[:3], strict=True))
                | (row[3] if len(row) > 3 else {})
                for row in rows
            ]
        )
        table["published"] = pd.to_datetime(table["published"], utc=True)
        defaults = {"source": "Mail", "story_id": None, "n_words": 100}
        defaults |= {f"{channel}_count": 0 for channel in CHANNELS}
        for name, value in defaults.items():
            table[name] = (
                table[name].where(table[name].notna(), value)
                if name in table
                else value
            )
        table["story_id"] = table["story_id"].where(
            table["story_id"].notna(), table["article_id"]
        )
        words = table["n_words"].where(table["n_words"] > 0)
        for channel in CHANNELS:
            count = table[f"{channel}_count"].astype(float)
            table[f"{channel}_rate"] = 1000 * count / words
            table[f"{channel}_weighted"] = 1000 * SEVERITY * count / words
            table[f"{channel}_any"] = (count > 0).astype(float).where(words.notna())
        heat = table["act_rate"] + table["threat_rate"] + table["tone_rate"]
        table["tension"] = heat - table["deescalation_rate"]
        return table

    return build


@pytest.fixture(scope="session")
def mentions_for():
    """The mentions behind such scores: one row per hit."""

    def build(scores, terms=("attack",)):
        rows = []
        for article in scores.itertuples():
            for channel in CHANNELS:
                for hit in range(int(getattr(article, f"{channel}_count"))):
                    rows.append((article.article_id, terms[hit % len(terms)], channel))
        table = pd.DataFrame(rows, columns=["article_id", "term", "channel"])
        return table.assign(
            field="text", sentence=0, start=range(len(table)), end=1, match="x",
            type="ASSAULT", severity=SEVERITY, status="actual", hedged=False,
            voice="narrator",
        )  # fmt: skip

    return build
