"""The browser fixtures themselves: a widget answers the keyboard in JupyterLab."""

CELL = """
import ipywidgets as w
slider, said = w.IntSlider(description="n"), w.HTML()
slider.observe(lambda change: setattr(said, "value", f"n is {change.new}"), "value")
display(slider, said)
"""


def test_a_slider_moved_by_the_keyboard_changes_what_python_shows(run_notebook):
    page = run_notebook([CELL])
    page.locator(".widget-slider .noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("n is 1", exact=True).wait_for()
