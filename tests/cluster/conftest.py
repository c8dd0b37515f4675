"""A cluster of two processes, and a corpus in many formats, for the tests of jobs."""

import gzip

import numpy as np
import pandas as pd
import pytest

SENTENCES = (
    "Rebels attacked the town of Arbel.", "Envoys met and agreed on a truce.",
    "The army vowed to retaliate against the port.", "No one was hurt in the blast.",
    "The harvest was better than in the year before.", "Officials denied the raid.",
    "The ministry said that the crossing would stay shut until further notice.",
    "Suspected militants shelled a bridge near the river on Monday morning.",
)  # fmt: skip


@pytest.fixture(scope="session")
def dask_client():
    distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def articles():
    """90 articles; every third is a copy, days apart, of one in another part."""
    rng = np.random.default_rng(8)
    texts = [" ".join(rng.choice(SENTENCES, 14)) for _ in range(90)]
    texts[60:] = texts[:30]
    return pd.DataFrame(
        {
            "article_id": [f"a{i:02}" for i in range(90)],
            "source": rng.choice(["Mail", "Post"], 90),
            "published": pd.Timestamp("2024-01-01", tz="UTC")
            + pd.to_timedelta([*range(60), *range(1, 31)], unit="D"),
            "title": "Report",
            "text": texts,
            "language": np.where(np.arange(90) % 20 == 5, "de", "en"),
        }
    )


@pytest.fixture
def tables(articles, tmp_path):
    """Folder with the articles as three tables; two of them hold one id."""
    news = tmp_path / "news"
    news.mkdir()
    for number in range(3):
        rows = articles[30 * number : 30 * number + 30]
        if number == 2:
            rows = pd.concat([rows, articles[:1]], ignore_index=True)
        rows.to_parquet(news / f"{number}.parquet", index=False, row_group_size=7)
    return news


@pytest.fixture(scope="session")
def web_archive():
    """Bytes of a WARC with one page."""
    page = (
        "<html><head><title>Raid on a port</title></head><body><article>"
        + "".join(f"<p>{s} {s}</p>" for s in SENTENCES)
        + "</article></body></html>"
    )
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/raid"
        "\r\nWARC-Date: 2024-08-07T00:00:00Z\r\nContent-Type: application/http\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    ).encode()
    return gzip.compress(head + answer + b"\r\n\r\n")
