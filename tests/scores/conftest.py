"""Small tables made by hand, for the tests of the scores."""

import pandas as pd
import pytest

PLAIN = {
    "field": "text", "sentence": 0, "start": 0, "end": 6, "match": "attack",
    "term": "attack", "type": "ASSAULT", "channel": "act", "severity": 8.0,
    "status": "actual", "hedged": False, "voice": "narrator",
}  # fmt: skip


@pytest.fixture(scope="session")
def mentions_of():
    """Mentions from short rows: what a row leaves out is a plain attack."""

    def build(*rows, categories=False):
        table = pd.DataFrame([{**PLAIN, **row} for row in rows])
        if not rows:
            table = pd.DataFrame([{"article_id": "", **PLAIN}]).iloc[:0]
        if categories:
            for name in ("article_id", "term", "type", "channel", "status", "voice"):
                table[name] = table[name].astype("category")
        return table

    return build
