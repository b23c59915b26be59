import json
import re
from collections.abc import Callable

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect

# A link with an address would open a second JupyterLab, as any link in an output does.
CANARY = "window.top.canary = (window.top.canary || 0) + 1"
LINK = 'data-commandlinker-command="canary:ring" data-commandlinker-args="{}"'
HOSTILE = {
    "text/html": f"""<b>shown html</b><script>{CANARY}</script>
      <img src="x" onerror="{CANARY}"><svg onload="{CANARY}"></svg>
      <a href="javascript:{CANARY}">a javascript link</a>
      <button {LINK}>a command button</button><a {LINK}>a command link</a>
      <iframe srcdoc="<script>{CANARY}</script>"></iframe>
      <form action="javascript:{CANARY}"><input type="submit" value="a form"></form>
      <object data="javascript:{CANARY}"></object><embed src="javascript:{CANARY}">
      <style>@import url("/canary.css"); body {{ display: none !important }}</style>
      <base href="/canary/"><meta http-equiv="refresh" content="0;url=/canary">""",
    "text/markdown": f"""**shown markdown** <img src="y" onerror="{CANARY}">
[a markdown link](javascript:{CANARY.replace(" ", "")}) <script>{CANARY}</script>
<button {LINK}>a markdown button</button>""",
    "image/svg+xml": f"""<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"
      onload="{CANARY}"><script>{CANARY}</script><text y="15">svg</text></svg>""",
    "application/javascript": CANARY,
    "text/latex": rf"$\href{{javascript:{CANARY}}}{{latex}}$",
}
# The page is gone before these appear: what an open notebook does with them is JupyterLab's matter.
SPILL = f"""import json, pathlib, time
from IPython.display import publish_display_data
print("running")
while not pathlib.Path("go").exists():
    time.sleep(0.02)
for mime, text in json.loads({json.dumps(json.dumps(HOSTILE))}).items():
    publish_display_data({{mime: text}})"""
MARKUP = '<img src="z" onerror="window.canary=1">'


def plant_canary(lab: Lab) -> None:
    lab.page.evaluate(
        """() => window.jupyterapp.commands.addCommand('canary:ring', {
          label: 'canary', execute: () => { window.canary = 'rang'; } })"""
    )


def assert_silent(lab: Lab) -> None:
    assert lab.page.evaluate("() => window.canary ?? null") is None
    assert lab.dialogs == []
    for frame in lab.page.frames:
        assert "canary" not in frame.url


def test_hostile_outputs_show_and_run_nothing(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    first = new_page(server)
    path = first.notebook(SPILL, path="hostile/outputs.ipynb")
    first.run_cell(0, wait=False)
    expect(first.page.locator(".jp-OutputArea-output")).to_contain_text("running")
    first.close()
    (server.root / "hostile" / "go").touch()
    server.wait_for(lambda: server.history(path, "publish_display_data"), "the row")

    lab = new_page(server)
    lab.open(path).ready_kernel()
    plant_canary(lab)
    lab.sidebar()
    expect(lab.rows).to_have_count(1)
    lab.rows.first.dblclick()
    viewer = lab.viewer
    expect(viewer).to_contain_text("shown html")
    expect(viewer).to_contain_text("shown markdown")
    lab.shoot("hostile-outputs")
    for text in ("a javascript link", "a command link", "a markdown link"):
        for link in viewer.get_by_text(text).all():
            link.click(force=True)
    for button in viewer.get_by_role("button", name=re.compile("command button|markdown")).all():
        button.click(force=True)
    for form in viewer.locator("input[type=submit]").all():
        form.click(force=True)
    assert_silent(lab)
    assert viewer.locator("form[action]").count() == 0
    forbidden = viewer.locator("script, object, embed, base, meta")
    assert forbidden.evaluate_all("all => all.map(each => each.outerHTML)") == []
    assert viewer.locator(".jp-OutputArea [data-commandlinker-command]").count() == 0
    expect(viewer.get_by_text("shown html", exact=True)).to_be_visible()  # no style hid the page


def test_a_command_button_in_an_output_does_nothing_even_in_a_trusted_notebook(lab: Lab) -> None:
    button = f"<button {LINK}>a command button</button>"
    lab.notebook(f"from IPython.display import HTML\nHTML({button!r})")
    plant_canary(lab)
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.rows.first.dblclick()
    lab.viewer.get_by_text("a command button", exact=True).click(force=True)
    assert_silent(lab)


def test_names_messages_and_tags_with_markup_are_text(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(
        "a = 1",
        f"%mm_checkpoint -m '{MARKUP} message' -t '<b>tag</b>'",
        f"raise ValueError({f'{MARKUP} failure'!r})",
        path='<img src=x onerror="window.canary=2">.ipynb',
    )
    plant_canary(lab)
    lab.sidebar()
    lab.run_all()
    server.wait_for_rows(path, 3)
    expect(lab.row(f"{MARKUP} message")).to_have_count(1)
    expect(lab.panel).to_contain_text("<b>tag</b>")
    expect(lab.row("ValueError")).to_have_count(1)
    lab.shoot("markup-as-text")
    assert lab.panel.locator("img[onerror], b").count() == 0
    lab.row(f"{MARKUP} message").dblclick()
    expect(lab.viewer).to_be_visible()
    assert lab.viewer.locator("img[onerror]").count() == 0
    assert_silent(lab)


def test_the_viewer_shows_an_old_notebook_that_nobody_can_edit(lab: Lab) -> None:
    lab.notebook("depth = 8\nprint('first text')", "print('second')")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    lab.set_source(0, "depth = 9\nprint('other text')")
    lab.run_cell(0)
    expect(lab.rows).to_have_count(3)
    lab.rows.nth(1).dblclick()
    viewer = lab.viewer
    expect(viewer).to_contain_text("print('first text')")
    expect(viewer.locator(".jp-OutputArea-output").first).to_contain_text("first text")
    expect(viewer).not_to_contain_text("other text")
    viewer.locator(".jp-CodeCell .cm-content").first.click()
    lab.page.keyboard.type("zzz")
    expect(viewer).not_to_contain_text("zzz")
    lab.shoot("viewer")
