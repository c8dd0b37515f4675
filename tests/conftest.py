"""What all tests share."""

import pytest
from hypothesis import settings

# Machines differ in speed, and no test is about time.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

# What serves many modules and takes seconds to start.
SERVERS = ("lab", "dask_client")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Tests that share what is dear to make run in one process, which makes it once."""
    for item in items:
        if shared := what_it_shares(item):
            item.add_marker(pytest.mark.xdist_group(shared))


def what_it_shares(item: pytest.Item) -> str:
    """The server a test needs, or else the module whose own fixture it needs."""
    for server in SERVERS:
        if server in getattr(item, "fixturenames", ()):
            return server
    found = getattr(item, "_fixtureinfo", None)
    made = found.name2fixturedefs.values() if found else ()
    scopes = {definition.scope for several in made for definition in several}
    return item.nodeid.partition("::")[0] if "module" in scopes else ""
