"""Chromium as the system has it, and a JupyterLab of the test's own.

Tests here skip with a reason where Playwright or Chromium is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
# Without these the browser itself looks for updates and fonts on the network.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 90  # seconds for the server to answer


# Of the package: while Playwright runs, nothing else of its process may run a loop.
@pytest.fixture(scope="package")
def browser():
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed (make extras)"
    )
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


@pytest.fixture(scope="package")
def lab(browser, tmp_path_factory):
    """A JupyterLab over an empty folder, open in a page: (the page, the folder).

    It takes seconds to start and to open, so its tests share it, each in a notebook of
    its own; see ``open_notebook``.
    """
    folder = tmp_path_factory.mktemp("lab")
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {
        "LabApp.news_url": "None",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.expose_app_in_browser": True,  # tests open notebooks by its commands
        "ServerApp.port": port,
        "ServerApp.root_dir": folder,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": "",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += [f"--{name}={value}" for name, value in quiet.items()]
    own = {"JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home / "data",
           "JUPYTER_RUNTIME_DIR": home / "run", "IPYTHONDIR": home / "ipython",
           "PYTHONPATH": ROOT, "MPLBACKEND": "agg"}  # fmt: skip
    log = (home / "lab.log").open("wb")
    server = subprocess.Popen(
        command, stdout=log, stderr=log,
        env=os.environ | {name: str(value) for name, value in own.items()},
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, home / "lab.log")
        context = browser.new_context(viewport={"width": 1400, "height": 1500})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/lab?reset")
        page.get_by_role("menuitem", name="File").wait_for()
        yield page, folder
        context.close()
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def write_notebook(path: Path, *cells: str) -> Path:
    """A notebook of code cells, nothing run yet."""
    made = [
        {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "outputs": [],
         "execution_count": None, "source": source}
        for i, source in enumerate(cells)
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4,
            "nbformat_minor": 5}  # fmt: skip
    path.write_text(json.dumps(book), "utf-8")
    return path


# How a locator names the notebook in front.
IN_FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_NOTEBOOK = "jupyterapp.shell.currentWidget"


def open_notebook(page, name: str, kernel: str = "") -> str:
    """Show a notebook once its kernel answers; the id of that kernel.

    It gets a kernel of its own, or the one of that id.
    """
    which = {"id": kernel} if kernel else {"name": "python3"}
    command(page, "docmanager:open", {"path": name, "kernel": which})
    for ready in ("revealed", "sessionContext.ready"):
        page.evaluate(f"{_NOTEBOOK}.{ready}.then(() => null)")
    page.get_by_text("(ipykernel) | Idle").wait_for()
    page.mouse.move(0, 0)  # where it rests, it would open what it rests on
    return page.evaluate(f"{_NOTEBOOK}.sessionContext.session.kernel.id")


def close_notebook(page) -> None:
    """Close the notebook in front; its kernel stays."""
    command(page, "docmanager:save")
    command(page, "application:close")


def command(page, name: str, arguments: dict | None = None) -> None:
    """Have JupyterLab do what a menu would."""
    page.evaluate(
        "([name, its]) => jupyterapp.commands.execute(name, its).then(() => null)",
        [name, arguments or {}],
    )
