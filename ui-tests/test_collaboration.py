"""Two people on one notebook with jupyter-collaboration, which the other stories do not have."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect
from went_wrong import accept, accept_undo, document, edit, restore, sources, start_command

COLLABORATION = "jupyter-collaboration>=5,<6"


def environment() -> Path:
    """Return an environment that adds jupyter-collaboration to that of the tests."""
    folder = Path(sys.prefix) / "collaboration"
    is_made = folder / "is-made"
    if not is_made.exists():
        run = [sys.executable, "-m"]
        subprocess.run([*run, "venv", "--clear", "--without-pip", folder], check=True)
        (site,) = folder.glob("lib/*/site-packages")
        tests = sysconfig.get_path("purelib")
        (site / "tests.pth").write_text(f"import site; site.addsitedir({tests!r})")
        python = str(folder / "bin" / "python")
        pip = [*run, "pip", "--python", python, "install", "-q", COLLABORATION]
        subprocess.run(pip, check=True)
        (folder / "etc").mkdir(exist_ok=True)
        (folder / "etc" / "ipython").symlink_to(Path(sys.prefix) / "etc" / "ipython")
        is_made.touch()
    return folder


class SharingServer(LabServer):
    """A server whose pages share the documents that they have open."""

    def _environment(self) -> dict[str, str]:
        return {
            **super()._environment(),
            "JUPYTER_PATH": f"{sys.prefix}/share/jupyter",
            "JUPYTER_CONFIG_PATH": f"{sys.prefix}/etc/jupyter",
            "JUPYTERLAB_DIR": f"{sys.prefix}/share/jupyter/lab",
        }


@pytest.fixture
def sharing(tmp_path: Path) -> Iterator[LabServer]:
    server = SharingServer(tmp_path / "lab")
    server.python = str(environment() / "bin" / "python")
    try:
        yield server.start()
    finally:
        server.stop()


def wait_same(one: Lab, other: Lab) -> None:
    one.server.wait_for(lambda: document(one) == document(other), "both pages to show the same")


def undo_though_somebody_typed(page: Lab) -> None:
    start_command(page, "jupyter-mm:undo-restore", {})
    accept_undo(page, "1 cell changed since the notebook was put back")


def test_both_see_a_restore_and_nothing_typed_is_lost(
    sharing: LabServer, new_page: Callable[[LabServer], Lab]
) -> None:
    dana = new_page(sharing)
    path = dana.notebook("a = 1\nprint(a)", "b = [a]")
    mira = new_page(sharing).open(path)
    mira.ready_kernel()
    for page in (dana, mira):
        page.sidebar()
    dana.run_all()
    for page in (dana, mira):
        expect(page.rows).to_have_count(2)
    mira.wait_for_outputs(0)
    wait_same(dana, mira)
    mira.set_source(0, "a = 2\nprint(a)")
    mira.run_cell(0)
    for page in (dana, mira):
        expect(page.rows).to_have_count(3)
    assert len(sharing.history(path)) == 3, "kept once, though two pages saw it"
    edit(mira, "model.cells[1].setSource('typed by Mira');")
    wait_same(dana, mira)

    restore(dana)
    expect(dana.dialog).to_contain_text("has this notebook open too")
    dana.shoot("restore-together")
    edit(mira, "model.cells[1].updateSource(0, 0, '# while Dana reads\\n');")
    wait_same(dana, mira)
    before = document(mira)
    accept(dana)
    assert sources(dana) == ["a = 1\nprint(a)", "b = [a]"]
    wait_same(dana, mira)
    edit(mira, "model.cells[0].updateSource(0, 0, '# after\\n');")
    wait_same(dana, mira)
    undo_though_somebody_typed(mira)
    assert document(mira) == before
    wait_same(dana, mira)
    assert dana.value("a") == "2"
