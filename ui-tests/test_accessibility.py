"""axe finds nothing wrong on any surface, light and dark; `Lab.shoot` asks it in every story."""

import re
from collections.abc import Iterator

import axe
import pytest
from lab_page import Lab
from playwright.sync_api import expect
from went_wrong import start_command

# Dialogs that no other story shows: a command, and the title of its dialog.
DIALOGS = {
    "save-checkpoint": "Save named checkpoint",
    "rename": "Name this checkpoint",
    "tag": "Tags of this checkpoint",
    "note": "Note on this checkpoint",
    "exclude-variables": "Never keep variables",
}


@pytest.fixture
def ran(lab: Lab) -> Iterator[Lab]:
    lab.notebook("a = 1", "%mm_log acc=0.93", "a = 2; 1 / 0")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(3)
    yield lab
    lab.theme("light")


def test_axe_sees_what_is_wrong(ran: Lab) -> None:
    ran.panel.locator(".jp-mm-Notebook-name").evaluate("node => (node.style.color = '#eee')")
    ran.panel.get_by_role("listbox").evaluate("node => node.removeAttribute('aria-label')")
    ran.panel.get_by_role("listbox").evaluate(
        """node => {
          const part = node.parentElement.appendChild(document.createElement('div'));
          part.attachShadow({mode: 'open'}).innerHTML = '<img src="data:," height=20 width=20>';
        }"""
    )
    found = [each.split(" | ")[:2] for each in axe.violations(ran.page)]
    assert ["sidebar", "color-contrast"] in found
    assert ["sidebar", "aria-input-field-name"] in found
    assert ["sidebar", "image-alt"] in found


@pytest.mark.parametrize("command", DIALOGS)
def test_a_dialog_about_a_checkpoint(ran: Lab, command: str) -> None:
    ran.rows.nth(1).click()
    start_command(ran, f"jupyter-mm:{command}", {})
    expect(ran.dialog).to_contain_text(DIALOGS[command])
    ran.shoot(f"dialog-{command}")


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_menu_of_a_row(ran: Lab, shade: str) -> None:
    ran.theme(shade)
    ran.rows.nth(1).click(button="right")
    expect(ran.page.get_by_role("menuitem", name=re.compile("^Restore…"))).to_be_visible()
    ran.shoot(f"row-menu-{shade}", light_only=True)
    ran.page.keyboard.press("Escape")


def test_the_form_of_the_settings(ran: Lab) -> None:
    ran.command("settingeditor:open", {"query": "Experiments"})
    expect(ran.page.locator(".jp-SettingsForm").first).to_contain_text("Fold")
    ran.shoot("settings")
