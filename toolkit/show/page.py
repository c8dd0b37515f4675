"""From the notebook of a report to one HTML page that needs nothing else.

The page asks for nothing. It holds no script but, where a reader may move the weights,
one of our own: its content security policy forbids all others, so that even markup
which slipped through could neither run nor call home.
"""

from __future__ import annotations

import json
import os
import re
import sys
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.schema import BadValue
from toolkit.show.highlight import marks_css
from toolkit.show.live_section import live_script, script_hash
from toolkit.show.report_tables import write_tables
from toolkit.show.safe import for_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pandas as pd
    from nbformat import NotebookNode

_TEMPLATES = resources.files("toolkit.show") / "templates"
_CELL_SECONDS = 300  # a cell draws a figure or a table; more means it hangs


# In the metadata of each notebook that a report wrote; only those are written over.
_OURS = "toolkit_report"


class Executed(NamedTuple):
    """A notebook that was run, and its text for the file."""

    node: NotebookNode
    text: str


def folder_of(page: Path) -> Path:
    """Where the tables of a page stand."""
    return page.with_name(f"{page.stem}_tables")


def publish(
    page: Path,
    tables: dict[str, pd.DataFrame],
    about: dict[str, Any],
    stage: Callable[[str], Any],
    *,
    template: str = "report",
    given: Collection[str] = (),
) -> None:
    """Write the tables, run the notebook that reads them, and render it as a page.

    The page holds a script, our own, only where ``live`` is in ``given``.
    """
    with stage("write tables"):
        write_tables(folder_of(page), tables, about)
    with stage("run notebook"):
        filled = fill_notebook(folder_of(page).name, about["title"], given, template)
        notebook = execute(filled, page.parent)
        page.with_suffix(".ipynb").write_text(notebook.text, encoding="utf-8")
    with stage("render page"):
        text = render(notebook.node, about["title"], live="live" in given)
        page.write_text(text, encoding="utf-8")


def fill_notebook(
    tables: str, title: str, given: Collection[str] = (), template: str = "report"
) -> NotebookNode:
    """Return the notebook of a report, with its parameters cell set to these values.

    Cells about what may be handed in beside the articles (tagged ``gold``,
    ``calibration``, ``against``), or asked for (``live``), stay only where it is in
    ``given``.
    """
    import nbformat

    source = (_TEMPLATES / f"{template}.ipynb").read_text("utf-8")
    notebook = nbformat.reads(source, as_version=4)
    notebook.metadata["title"] = for_terminal(title)
    notebook.metadata[_OURS] = True
    unused = {"gold", "calibration", "against", "live"} - set(given)
    notebook.cells = [c for c in notebook.cells if not unused & set(_tags(c))]
    for cell in notebook.cells:
        if "parameters" in _tags(cell):
            cell.source = f"tables = {json.dumps(tables)}"
    return notebook


def _tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def refuse_foreign_notebook(path: Path) -> None:
    """Raise ``BadValue`` if a notebook that no report wrote stands at ``path``."""
    if not path.exists():
        return
    try:
        read = json.loads(path.read_text("utf-8"))
        ours = _OURS in read["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        ours = False
    if not ours:
        raise BadValue(
            f'"{path.name}" was not written by a report, and the report would write '
            "its own notebook over it. Give the report another name, or rename that "
            "notebook."
        )


_LAUNCH = "from ipykernel.kernelapp import launch_new_instance as run; run()"


def execute(notebook: NotebookNode, folder: Path) -> Executed:
    """Run a notebook in ``folder``, in a kernel of the interpreter that runs this."""
    import nbformat
    from nbclient import NotebookClient

    client = NotebookClient(
        notebook,
        km=_kernel(),
        timeout=_CELL_SECONDS,
        record_timing=False,  # equal input gives an equal file
        resources={"metadata": {"path": str(folder)}},
    )
    # a kernel manager that was handed in would otherwise stay up, sockets and all
    done = client.execute(env=_environment(), cleanup_kc=True)
    return Executed(done, nbformat.writes(done) + "\n")


def _kernel() -> object:
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisInterpreter(KernelSpecManager):
        """The kernel of this very environment, installed as a kernel or not."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(
                # not its own launcher: that forgets a package in the working folder,
                # and in a clone the toolkit is one
                argv=[sys.executable, "-c", _LAUNCH, "-f", "{connection_file}",
                      # files of the report's folder must not pass for modules
                      "--IPKernelApp.ignore_cwd=True", "--HistoryManager.enabled=False",
                      "--IPKernelApp.log_level=ERROR"],
                display_name=kernel_name,
                language="python",
            )  # fmt: skip

    return AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=ThisInterpreter()
    )


def _environment() -> dict[str, str]:
    """Environment in which the kernel finds the same toolkit, from a clone too."""
    here = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "MPLBACKEND": "agg",
        "PYTHONSAFEPATH": "1",
    }


def render(notebook: NotebookNode, title: str, *, live: bool = False) -> str:
    """Return an executed notebook as an HTML page; ``live`` adds our one script."""
    from nbconvert import HTMLExporter

    script = live_script() if live else ""
    with resources.as_file(_TEMPLATES) as folder:
        exporter = HTMLExporter(
            extra_template_basedirs=[str(folder)],
            template_name="page",
            exclude_anchor_links=True,
        )
        headings = _headings(notebook)
        page, _ = exporter.from_notebook_node(
            notebook,
            resources={
                "page_title": for_terminal(title),
                "headings": headings,
                "script": script_hash(script) if live else "",
                "css": (_TEMPLATES / "report.css").read_text("utf-8") + marks_css(),
            },
        )
    return _with_script(_with_anchors(page, headings), script)


def _with_script(page: str, script: str) -> str:
    """Put a script at the very end, where no parser comes after its hash was taken."""
    if not script:
        return page
    before, end, after = page.rpartition("</body>")
    return f"{before}<script>{script}</script>\n{end}{after}"


def _with_anchors(page: str, headings: list[dict[str, str]]) -> str:
    """Give each heading the anchor that the contents point to."""
    for heading in headings:
        text, anchor = escape(heading["text"]), escape(heading["anchor"], quote=True)
        page = page.replace(f"<h2>{text}</h2>", f'<h2 id="{anchor}">{text}</h2>', 1)
    return page


def _headings(notebook: NotebookNode) -> list[dict[str, str]]:
    found = [
        heading
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for heading in re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
    ]
    return [{"text": text, "anchor": text.replace(" ", "-")} for text in found]
