"""The same job from S3 to S3, against a stand-in on this machine."""

import pandas as pd
import pytest

from tests.cluster.test_job import same_as_on_one_machine
from toolkit.cluster import read_manifest, score_files


@pytest.fixture(scope="module")
def storage_options():
    server = pytest.importorskip("moto.server", reason="needs moto[s3]")
    pytest.importorskip("s3fs", reason="needs s3fs")
    stand_in = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    stand_in.start()
    host, port = stand_in.get_host_and_port()
    yield {
        "key": "x", "secret": "x",
        "client_kwargs": {
            "endpoint_url": f"http://{host}:{port}", "region_name": "eu-west-1",
        },
    }  # fmt: skip
    stand_in.stop()


@pytest.fixture
def bucket(storage_options, tables, web_archive):
    import fsspec

    system = fsspec.filesystem("s3", **storage_options)
    system.mkdir("news")
    for path in tables.iterdir():
        system.pipe_file(f"news/in/{path.name}", path.read_bytes())
    yield system
    system.rm("news", recursive=True)


def test_from_s3_to_s3(dask_client, bucket, storage_options, articles, web_archive):
    inputs, out = "s3://news/in/*.parquet", "s3://news/scored"
    options = {"client": dask_client, "storage_options": storage_options}
    made = score_files(inputs, out, **options)
    assert made.attrs == {"made": 3, "kept": 0, "set_aside": 0}
    same_as_on_one_machine(out, articles, storage_options)
    plain = pd.read_parquet(f"{out}/scores", storage_options=storage_options)
    assert len(plain) == len(articles)

    bucket.pipe_file("news/in/page.warc.gz", web_archive)
    again = score_files([inputs, "s3://news/in/page.warc.gz"], out, **options)
    assert again.attrs == {"made": 1, "kept": 3, "set_aside": 0}
    assert len(read_manifest(out, storage_options)) == 4
