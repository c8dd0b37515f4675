"""What all tests share."""

import pytest
from hypothesis import settings

# Machines differ in speed, and no test is about time.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

# With `-n`, the tests of a file run in one process, which makes what they share once.
# These files share something dear with each other as well: a JupyterLab, a cluster, a
# report ...
SHARING = {
    "tests/browser/test_coding.py": "lab",
    "tests/browser/test_explorers.py": "lab",
    "tests/browser/test_injection.py": "hostile_report",
    "tests/show/test_injection.py": "hostile_report",
    "tests/cluster/test_command.py": "dask_client",
    "tests/cluster/test_job.py": "dask_client",
    "tests/cluster/test_s3.py": "dask_client",
}
# ... and the long tests of this one share nothing. They come late, and fill the gaps.
SHARING_NOTHING = "tests/test_notebooks.py"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out tests by what they share; `--dist` asks for another way."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class BySharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if file == SHARING_NOTHING else SHARING.get(file, file)

    config.option.loadscopereorder = False  # many tests are not long ones
    return BySharing(config, log)


@pytest.fixture(scope="session")
def hostile_report(tmp_path_factory):
    """A report with a payload in every text field, of articles and beside them.

    One test takes its markup apart, another opens it in a browser.
    """
    import pandas as pd

    from tests.show import payloads
    from toolkit import IndexRecipe, write_report

    folder = tmp_path_factory.mktemp("hostile")
    table = payloads.hostile_articles()
    weeks = pd.date_range("2024-01-01", periods=12, freq="W")
    name = payloads.PAYLOADS[11]
    return write_report(
        table, folder / "report.html", lexicon=payloads.hostile_lexicon(),
        title="".join(payloads.PAYLOADS),
        recipe=IndexRecipe(every="week", measure="rate", minimum_stories=1),
        mentions=payloads.hostile_mentions(table, folder),
        gold=payloads.hostile_codes(table),
        against=pd.Series(range(12), index=weeks, name=name, dtype=float),
        progress=False,
    )  # fmt: skip
