"""A result that is tried again: progress, cancel, consent, verdict; with real environments."""

import re
from pathlib import Path

from lab_page import PANEL, Lab
from playwright.sync_api import expect
from reproducing import BUILD_MS, CELLS, TABLE, badge, ran, reproduce, toast
from small_kernel import add_source_folder

SIDEBAR = '[id="jupyter-mm:sidebar"]'


def test_a_changed_row_is_named(small: Lab) -> None:
    folder = small.server.root / "churn"
    folder.mkdir()
    (folder / "customers.csv").write_text(TABLE)
    ran(small, "churn/churn.ipynb", CELLS)
    (folder / "customers.csv").write_text(TABLE.replace("7,27", "7,87"))
    reproduce(small)
    different = toast(small, "Reproduced: different")
    expect(different).to_be_visible(timeout=BUILD_MS)
    different.get_by_role("button", name="Details…").click()
    assert_verdict(small)
    expect(badge(small, "Reproduced: different")).to_be_visible()


def assert_verdict(lab: Lab) -> None:
    """Check that the dialog names the file and the first output that differs, and close it."""
    verdict = lab.dialog
    expect(verdict.locator("[data-kind=changed]")).to_contain_text("customers.csv")
    expect(verdict.locator("[data-outcome=different]").first).to_contain_text("mean age")
    lab.shoot("verdict")
    verdict.get_by_role("button", name="Close").click()


def test_a_job_can_be_watched_and_cancelled(small: Lab) -> None:
    path = "slow.ipynb"
    (small.server.root / "go").touch()  # where it is reproduced there is none: it waits
    ran(small, path, ("import os, time", "while not os.path.exists('go'):\n    time.sleep(0.1)"))
    reproduce(small)
    running = toast(small, "Reproduce “")
    expect(running).to_contain_text(re.compile("cell 2 of 2", re.IGNORECASE), timeout=BUILD_MS)
    expect(small.panel.locator(".jp-mm-JobLine")).to_contain_text("Running cell 2 of 2")
    small.shoot("job-running")
    running.get_by_role("button", name="Log").click()
    expect(small.dialog.locator(".jp-mm-Log")).to_contain_text(re.compile(r"\w"))
    small.shoot("job-log")
    small.dialog.get_by_role("button", name="Close").click()
    running.get_by_role("button", name="Cancel").click()
    expect(toast(small, "Cancelled")).to_be_visible()
    assert small.server.history(path)[0]["verdict"] is None


def test_what_runs_code_from_elsewhere_is_asked_about_first(
    small: Lab, small_python: Path, tmp_path: Path
) -> None:
    add_source_folder(small_python, tmp_path / "sample-lib")
    path = "consent.ipynb"
    ran(small, path, ("import sample_lib", "sample_lib.limit"))
    reproduce(small)
    consent = small.dialog
    expect(consent).to_contain_text("This needs your consent", timeout=BUILD_MS)
    expect(consent.locator(".jp-mm-Asked")).to_contain_text("sample-lib is built from the folder")
    small.shoot("consent")
    consent.get_by_role("button", name="Cancel").click()
    assert small.server.history(path)[0]["verdict"] is None

    reproduce(small)
    small.dialog.get_by_role("button", name="Go on").click(timeout=BUILD_MS)
    expect(toast(small, "Reproduced: the same")).to_be_visible(timeout=BUILD_MS)


def test_a_kernel_is_built_from_an_environment_and_used(small: Lab) -> None:
    ran(small, "kernel.ipynb", ("a = 1",))
    small.choose(small.rows.first, "Build Kernel from Environment")
    ready = toast(small, "Kernel ready")
    expect(ready).to_be_visible(timeout=BUILD_MS)
    small.shoot("kernel-ready")
    ready.get_by_role("button", name=re.compile("^Use it in ")).click()
    small.page.wait_for_function(
        f"""() => {{ {PANEL}
          return panel.sessionContext.session?.kernel?.name.startsWith('mm-');
        }}""",
        timeout=60_000,
    )
    small.wait_idle()
    assert small.value("'environments' in __import__('sys').prefix") == "True"
