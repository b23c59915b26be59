"""What is stored may say anything; nothing of it runs, and nothing of it is read as markup."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from lab_page import Lab
from lab_server import API, LabServer
from playwright.sync_api import Locator, Request, expect

# A link with an address would open a second JupyterLab, as any link in an output does.
CANARY = "window.top.canary = (window.top.canary || 0) + 1"
LINK = 'data-commandlinker-command="canary:ring" data-commandlinker-args="{}"'
MARKUP = '<img src="z" onerror="window.canary=1">'
DATA = "<img src=y onerror=window.canary=3>.csv"
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
    "application/vnd.vegalite.v5+json": {
        "data": {"values": [{"a": 1}]},
        "mark": {"type": "point", "href": f"javascript:{CANARY}", "tooltip": MARKUP},
        "title": MARKUP,
    },
    "application/vnd.jupyter.widget-view+json": {"model_id": MARKUP, "version_major": 2},
    "application/geo+json": {"type": "Feature", "properties": {"name": MARKUP}},
    "text/latex": rf"$\href{{javascript:{CANARY}}}{{latex}}$",
}
# The page is gone before these appear: what an open notebook does with them is JupyterLab's matter.
SPILL = f"""import json, pathlib, time
from IPython.display import publish_display_data
SUFFIX = ""
print("running")
while not pathlib.Path("go").exists():
    time.sleep(0.02)
for mime, content in json.loads({json.dumps(json.dumps(HOSTILE))}).items():
    publish_display_data({{mime: content + SUFFIX if isinstance(content, str) else content}})"""


def plant_canary(lab: Lab) -> None:
    """Add a command that must not run, and listen for requests that must not be made."""

    def listen(request: Request) -> None:
        if urlsplit(request.url).path.startswith("/canary"):
            lab.dialogs.append(request.url)

    lab.page.on("request", listen)
    lab.page.evaluate(
        """() => window.jupyterapp.commands.addCommand('canary:ring', {
          label: 'canary', execute: () => { window.canary = 'rang'; } })"""
    )


def assert_silent(lab: Lab) -> None:
    assert lab.page.evaluate("() => window.canary ?? null") is None
    assert lab.dialogs == []
    for frame in lab.page.frames:
        assert "/canary" not in urlsplit(frame.url).path


def assert_text_only(lab: Lab) -> None:
    """Markup of ours or of JupyterLab never comes from a name; its own has no handlers."""
    assert lab.page.locator("[onerror], [onload], [onclick], img[src=y], img[src=z]").count() == 0
    assert lab.page.locator(".jp-mm-Viewer b, .jp-Dialog b, .Toastify b").count() == 0
    assert lab.panel.locator("b").count() == 0
    assert_silent(lab)


def press_everything(place: Locator) -> None:
    """Press what an output offers: links, buttons and forms."""
    for text in ("a javascript link", "a command link", "a markdown link"):
        for link in place.get_by_text(text).all():
            link.click(force=True)
    for button in place.get_by_role("button", name=re.compile("command button|markdown")).all():
        button.click(force=True)
    for form in place.locator("input[type=submit]").all():
        form.click(force=True)


def assert_harmless(place: Locator) -> None:
    assert place.locator("form[action]").count() == 0
    forbidden = place.locator("script, object, embed, base, meta")
    assert forbidden.evaluate_all("all => all.map(each => each.outerHTML)") == []
    assert place.locator(".jp-OutputArea [data-commandlinker-command]").count() == 0


def spill(lab: Lab, server: LabServer, path: str, rows: int) -> None:
    """Run the first cell, which waits until its page is gone."""
    lab.run_cell(0, wait=False)
    expect(lab.page.locator(".jp-OutputArea-output")).to_contain_text("running")
    lab.close()
    go = server.root / "hostile" / "go"
    go.touch()
    server.wait_for(lambda: len(server.history(path, "publish_display_data")) == rows, "the row")
    server.wait_for(lambda: server.history(path)[0]["outputs"] > len(HOSTILE), "its outputs")
    go.unlink()


def test_hostile_outputs_show_and_run_nothing(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    first = new_page(server)
    path = first.notebook(SPILL, path="hostile/outputs.ipynb")
    spill(first, server, path, 1)
    second = new_page(server)
    second.open(path).ready_kernel()
    second.set_source(0, SPILL.replace('SUFFIX = ""', 'SUFFIX = " again"'))
    spill(second, server, path, 2)

    lab = new_page(server)
    lab.open(path).ready_kernel()
    plant_canary(lab)
    lab.sidebar()
    expect(lab.rows).to_have_count(2)
    lab.rows.first.dblclick(position={"x": 40, "y": 12})  # beside the buttons of the row
    viewer = lab.viewer
    expect(viewer).to_contain_text("shown html")
    expect(viewer).to_contain_text("shown markdown")
    lab.shoot("hostile-outputs")
    press_everything(viewer)
    assert_silent(lab)
    assert_harmless(viewer)
    expect(viewer.get_by_text("shown html", exact=True)).to_be_visible()  # no style hid the page

    after, before = (row["execution"] for row in server.history(path))
    lab.command("jupyter-mm:compare", {"a": before, "b": after})
    compare = lab.page.locator(".jp-mm-Compare").last
    expect(compare.get_by_text("shown html", exact=True)).to_have_count(2)
    expect(compare.get_by_text("shown markdown").first).to_be_visible()
    lab.shoot("hostile-compare")
    press_everything(compare)
    assert_silent(lab)
    assert_harmless(compare)


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


def test_names_and_values_with_markup_are_text(lab: Lab, server: LabServer) -> None:
    path = lab.notebook(
        f"text = {MARKUP!r}\nitems = {{text: text}}",
        f"import jupyter_mm as mm; mm.log(**{{'<b>acc</b>': 0.9, 'note': {MARKUP!r}}})",
        f"open({DATA!r}, 'w').write('a,b\\n1,2\\n'); open({DATA!r}).read()",
        f"%mm_checkpoint -m '{MARKUP} message' -t '<b>tag</b>'",
        f"raise ValueError({f'{MARKUP} failure'!r})",
        path='<img src=x onerror="window.canary=2">.ipynb',
    )
    plant_canary(lab)
    lab.sidebar()
    lab.run_all()
    rows = server.wait_for_rows(path, 5)
    named = lab.row(f"{MARKUP} message")
    expect(named).to_have_count(1)
    server.call(
        "POST",
        f"{API}/checkpoints/{rows[1]['checkpoint']}/annotations",
        {"note": f"{MARKUP} note"},
    )
    expect(lab.panel).to_contain_text("<b>tag</b>")
    expect(lab.row("ValueError")).to_have_count(1)
    lab.shoot("markup-as-text")
    for section in ("runs", "variables", "data", "environment"):
        lab.command("jupyter-mm:open-sidebar", {"section": section})
    expect(lab.panel).to_contain_text("<img src=y")
    assert_text_only(lab)

    lab.command("jupyter-mm:open-sidebar", {"section": "checkpoints"})
    named.dblclick()
    expect(lab.viewer.locator(".jp-mm-Viewer-note")).to_have_text(f"{MARKUP} note")
    assert_text_only(lab)
    lab.viewer.get_by_role("button", name="Restore…").click()
    expect(lab.dialog).to_contain_text(MARKUP)
    lab.shoot("markup-in-a-dialog", light_only=True)
    assert_text_only(lab)
    lab.page.keyboard.press("Escape")

    lab.command("jupyter-mm:compare", {"a": rows[4]["execution"], "b": rows[0]["execution"]})
    expect(lab.page.locator(".jp-mm-Compare-summary")).to_contain_text("cells")
    assert_text_only(lab)


def test_an_error_with_markup_is_text_where_it_is_told(lab: Lab, server: LabServer) -> None:
    lab.tolerated = ["status of 400", "status of 404"]
    lab.notebook("a = 1")
    plant_canary(lab)
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(1)
    lab.command("jupyter-mm:open-as-copy", {"ref": MARKUP})
    expect(lab.page.locator(".jp-toast-message, .Toastify__toast").last).to_contain_text("<img")
    lab.filter.fill(f"status:{MARKUP}")
    expect(lab.panel.locator(".jp-mm-StateCard")).to_be_visible()
    assert_text_only(lab)
