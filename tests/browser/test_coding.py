"""Coding in JupyterLab by keyboard alone, and what is left of it after a restart."""

from __future__ import annotations

import time

import pytest

from tests.browser.conftest import (
    IN_FRONT,
    close_notebook,
    open_notebook,
    write_notebook,
)
from toolkit import read_coding

CELLS = (
    'from toolkit import code_sample, draw_sample, load_sample\n'
    'sample = draw_sample(load_sample("chronicle"), 30, unit="sentence")',
    'code_sample(sample, "Ann", "codes")',
)  # fmt: skip
FIELD = f"{IN_FRONT} .toolkit-code-line textarea"
TEN = ["n", "aan7", "tta5 Iran > Israel", "oaq", "dan", "ahn3 ?", "n # a date", "onn",
       "apn8+oan", "ddq"]  # fmt: skip
CHANNELS = ["none", "act", "threat", "tone", "deescalation", "act", "none", "tone",
            "act", "tone", "deescalation"]  # fmt: skip


@pytest.fixture
def page(lab):
    return lab[0]


@pytest.fixture
def coding(page, lab):
    """Show a notebook of its own, with the first cell chosen; return its folder."""

    def show(name):
        folder = lab[1] / name
        folder.mkdir()
        write_notebook(folder / "code.ipynb", *CELLS)
        open_notebook(page, f"{name}/code.ipynb")
        choose_first_cell(page)
        return folder

    yield show
    close_notebook(page)


def choose_first_cell(page):
    page.locator(f"{IN_FRONT} .jp-Cell .jp-InputPrompt").first.click()


def run_by_keyboard(page):
    """Run both cells; the cursor then stands in the field by itself."""
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(FIELD)
    wait_for_cursor(page)


def wait_for_cursor(page):
    page.wait_for_function(
        f"document.activeElement === document.querySelector('{FIELD}')"
    )


def restart_kernel(page):
    page.click("text=Kernel >> nth=0")
    page.click(".lm-Menu-item[data-command='kernelmenu:restart']")
    page.click(".jp-Dialog .jp-mod-accept.jp-mod-warn")
    page.get_by_text("(ipykernel) | Idle").wait_for()


def wait_for_codes(folder, units):
    for _ in range(200):
        if (folder / "codes_Ann.jsonl").exists():
            codes = read_coding(folder)
            if codes["sentence_id"].nunique() >= units:
                return codes
        time.sleep(0.1)
    raise AssertionError(f"{units} units were typed and are not in the file")


@pytest.mark.parametrize("delay", [0, 60], ids=["as fast as can be", "as people type"])
def test_ten_units_coded_by_keyboard_survive_a_restart(coding, page, delay):
    folder = coding(f"by_keyboard_{delay}")
    run_by_keyboard(page)
    for line in TEN:
        page.keyboard.type(line + "\n", delay=delay)
    codes = wait_for_codes(folder / "codes", 10)
    assert codes["channel"].tolist() == CHANNELS
    assert codes["severity"].dropna().tolist() == [7, 5, 3, 8]
    page.get_by_text("Ann: 10 of 30 coded").wait_for()
    page.screenshot(path=str(folder / "coded.png"))

    restart_kernel(page)
    choose_first_cell(page)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.get_by_text("Ann: 10 of 30 coded").wait_for()
    wait_for_cursor(page)
    page.keyboard.type("n\n")
    again = wait_for_codes(folder / "codes", 11)
    assert again["channel"].tolist() == [*CHANNELS, "none"]
    assert again["sentence_id"].tolist()[:11] == codes["sentence_id"].tolist()


def test_the_keyboard_reaches_the_buttons_and_comes_back(coding, page):
    folder = coding("buttons")
    run_by_keyboard(page)
    page.keyboard.type("n\n")
    wait_for_codes(folder / "codes", 1)
    for _ in range(4):  # back, on, skip, undo
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Taken back.").wait_for()
    page.get_by_text("Ann: 0 of 30 coded").wait_for()
    wait_for_cursor(page)
    page.keyboard.type("oan\n")
    page.get_by_text("Ann: 1 of 30 coded").wait_for()


def test_the_keys_of_the_notebook_do_not_act_while_one_codes(coding, page):
    """Outside a field, "dd" deletes a cell and "x" cuts it."""
    coding("shortcuts")
    run_by_keyboard(page)
    page.keyboard.type("dd\nxx\naa\nzz\n", delay=30)
    page.get_by_text("Not saved: zz").wait_for()
    assert page.locator(FIELD).count() == 1
    assert (
        page.locator(f"{IN_FRONT} .jp-CodeCell").count() == 3
    )  # two, and the empty one below
