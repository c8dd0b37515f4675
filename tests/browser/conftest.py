"""JupyterLab, driven in a real browser: what a reader would press and see.

The server runs in folders of its own under a temporary directory, on a free port of
this machine only. Where Playwright or Chromium is missing the tests here are skipped.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)

UP = 60  # seconds the server has to answer
RUN = 60_000  # milliseconds for the cells of one notebook
SEEN = 20_000  # milliseconds for anything else to show
DESKTOP = {"width": 1400, "height": 1000}  # pixels
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"

# No news, no look for updates: the browser asks for nothing but this server.
_QUIET = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}


@dataclass(frozen=True)
class Lab:
    """A JupyterLab server: its address, and the folder whose notebooks it shows."""

    url: str
    folder: Path

    def write(self, name: str, cells: Sequence[str]) -> str:
        """Write a notebook of code cells; return the address that opens it alone."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.folder / name)
        return f"{self.url}/doc/tree/{quote(name)}"

    def set_theme(self, theme: str) -> None:
        """Show what is opened from now on in ``LIGHT`` or ``DARK``."""
        raw = json.dumps({"raw": json.dumps({"theme": theme})}).encode()
        request = urllib.request.Request(
            f"{self.url}/lab/api/settings/@jupyterlab/apputils-extension:themes",
            raw, {"Content-Type": "application/json"}, method="PUT",
        )  # fmt: skip
        urllib.request.urlopen(request, timeout=UP).close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Iterator[Lab]:
    """One server for all tests, with its own settings and no token."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    folder.mkdir()
    _write_settings(home / "settings", "notification", _QUIET)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = Lab(f"http://127.0.0.1:{port}", folder)
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            _command(port, folder), cwd=folder, env=_environment(home),
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(served, server, home / "server.log")
            yield served
        finally:
            _stop(server)


def _write_settings(folder: Path, plugin: str, values: dict[str, object]) -> None:
    path = folder / "@jupyterlab" / "apputils-extension"
    path.mkdir(parents=True, exist_ok=True)
    (path / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values), "utf-8")


def _command(port: int, folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--expose-app-in-browser", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True",
        f"--ServerApp.root_dir={folder}", "--ServerApp.log_level=WARN",
    ]  # fmt: skip


def _environment(home: Path) -> dict[str, str]:
    """Folders of its own, and the toolkit of this clone for the kernels."""
    places = {
        "HOME": home,
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
    }
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return os.environ | {k: str(v) for k, v in places.items()} | {"PYTHONPATH": path}


def _wait(served: Lab, server: subprocess.Popen, log: Path) -> None:
    """Wait until the server answers; fail with its log if it does not."""
    last = time.monotonic() + UP
    while time.monotonic() < last and server.poll() is None:
        try:
            urllib.request.urlopen(f"{served.url}/api/status", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not come up:\n{log.read_text('utf-8')[-2000:]}")


def _stop(server: subprocess.Popen) -> None:
    """End the server; it ends its kernels."""
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's Chromium, without a window."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright (requirements-ci.lock) is missing"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture
def page(browser) -> Iterator[object]:
    """A fresh page at desktop width, with no memory of earlier ones."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    opened.set_default_timeout(SEEN)
    yield opened
    context.close()


@pytest.fixture
def run_notebook(lab, page, request) -> Callable[..., object]:
    """Run the cells of a notebook in JupyterLab; return the page that shows them.

    ``run_notebook(["import toolkit", "..."], dark=True)``; a cell that raises fails
    the test with its traceback.
    """

    def run(cells: Sequence[str], *, dark: bool = False) -> object:
        lab.set_theme(DARK if dark else LIGHT)
        page.goto(lab.write(f"{request.node.name}.ipynb", cells))
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        _run_all(page)
        page.wait_for_function(_IDLE, timeout=RUN)
        broken = page.locator('.jp-RenderedText[data-mime-type*="error"]')
        assert broken.count() == 0, broken.first.inner_text()
        return page

    return run


# The command waits for the kernel, then runs cell after cell.
_RUN = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  const shown = app.shell.currentWidget;
  await shown.context.ready;
  await shown.sessionContext.ready;
  await app.commands.execute("notebook:run-all-cells");
}"""
_IDLE = """() => [...document.querySelectorAll(".jp-CodeCell")].every(
  cell => /\\d/.test(cell.querySelector(".jp-InputPrompt").textContent))"""


def _run_all(page: object) -> None:
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content")
    page.evaluate(_RUN)
