"""Notebooks that data scientists might write, run for real: kept whole, and not changed by it."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

from jupyter_mm.api.transport import LocalTransport
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.core import open_core
from jupyter_mm.core.intake import take_in
from jupyter_mm.core.policy import owner
from jupyter_mm.settings import Settings

HERE = Path(__file__).parent
BOOKS = sorted(path.stem for path in HERE.glob("*.ipynb"))
ALL_AT_ONCE = {"limit": 200}
ACTOR = owner("test")

# What no pickle can hold: a lock, a generator, an open file, a connection, a match.
NOT_KEPT = {
    "functions_classes": {"stream"},
    "standard_library": {"database", "match", "source", "writer"},
}
MEASURE = """
__import__("pathlib").Path("fingerprint.json").write_text(__import__("json").dumps(
    __import__("runpy").run_path("fingerprint.py")["fingerprint"](globals())))
"""


@dataclass(frozen=True)
class Ran:
    """One run of a notebook: the document it left, and the store of its kernel."""

    name: str
    folder: Path
    document: nbformat.NotebookNode
    store: Path

    def outputs(self) -> dict[str, tuple[int | None, list]]:
        """Return execution count and outputs of each cell that was in the notebook, by id."""
        ids = {cell.id for cell in original(self.name).cells}
        return {
            cell.id: (cell.execution_count, joined(cell.outputs))
            for cell in self.document.cells
            if cell.cell_type == "code" and cell.id in ids
        }


def original(name: str) -> nbformat.NotebookNode:
    return nbformat.read(HERE / f"{name}.ipynb", 4)


def joined(outputs: list) -> list:
    """Return outputs with neighbouring pieces of one stream put together."""
    done: list[dict] = []
    for output in map(dict, outputs):
        last = done[-1] if done else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            done.append(output)
    return done


def run(name: str, home: Path, *command: str, **environment: str) -> Ran:
    """Run a copy of a notebook, with one more cell that measures what the others left."""
    folder, store = home / "work", home / "store"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("test_*", "__pycache__"))
    book = original(name)
    book.cells.append(nbformat.v4.new_code_cell(MEASURE, id="measure"))
    nbformat.write(book, folder / "in.ipynb")
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "JUPYTER_MM_HOME": str(store), **environment},
        capture_output=True,
        text=True,
        check=name != "fails_halfway",
    )
    return Ran(name, folder, nbformat.read(folder / "out.ipynb", 4), store)


NBCONVERT = ("jupyter", "nbconvert", "--execute", "--to=notebook", "--output=out.ipynb")


@pytest.fixture(scope="module", params=BOOKS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def plain(name: str, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run by nbconvert in a kernel that does not load jupyter_mm."""
    home = tmp_path_factory.mktemp("plain")
    profile = home / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    nothing: dict = {"IPKernelApp": {"extra_extensions": []}}
    (profile / "ipython_kernel_config.json").write_text(json.dumps(nothing))
    ran = run(name, home, *NBCONVERT, "--allow-errors", "in.ipynb", IPYTHONDIR=str(profile.parent))
    assert not ran.store.exists()
    return ran


@pytest.fixture(scope="module")
def converted(name: str, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("converted")
    return run(name, home, *NBCONVERT, "--allow-errors", "in.ipynb")


@pytest.fixture(scope="module")
def milled(name: str, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("milled")
    return run(name, home, "papermill", "--no-progress-bar", "in.ipynb", "out.ipynb")


@dataclass(frozen=True)
class History:
    """What the store holds after a run, oldest execution first."""

    rows: list
    sources: list[str]
    last_variables: list


def history(ran: Ran) -> History:
    core = open_core(Settings(home=ran.store), clock=time.time)
    try:
        take_in(core, ACTOR, Outbox(ran.store))
        store = LocalTransport(lambda: core, ACTOR)
        rows = store.call("list_history", ALL_AT_ONCE).rows[::-1]
        details = [store.call("show_execution", {"id": row.execution}) for row in rows]
        last = store.call("show_checkpoint", {"ref": rows[-1].checkpoint})
        return History(rows, [detail.source for detail in details], last.variables)
    finally:
        core.close()


def restored(ran: Ran, checkpoint: str) -> dict[str, str]:
    """Return the fingerprint of a new kernel after it went to a checkpoint."""
    (ran.folder / "fingerprint.json").unlink(missing_ok=True)
    environment = {**os.environ, "JUPYTER_MM_HOME": str(ran.store)}
    manager, client = start_new_kernel(cwd=str(ran.folder), env=environment)
    try:
        for code in (f"%mm_checkout {checkpoint}", MEASURE):
            reply = client.execute_interactive(code, timeout=120, output_hook=lambda _: None)
            assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return json.loads((ran.folder / "fingerprint.json").read_text())


def test_nbconvert_gives_the_outputs_of_a_run_without_us(plain: Ran, converted: Ran) -> None:
    assert converted.outputs() == plain.outputs()


def test_papermill_gives_the_outputs_of_a_run_without_us(plain: Ran, milled: Ran) -> None:
    expected = plain.outputs()
    if milled.name == "fails_halfway":
        reached = list(expected)[: list(expected).index("parse") + 1]
        expected = {cell: expected[cell] for cell in reached}
    assert {cell: milled.outputs()[cell] for cell in expected} == expected


def test_every_execution_under_nbconvert_is_in_the_history(converted: Ran) -> None:
    executed = [cell for cell in converted.document.cells if cell.cell_type == "code"]
    kept = history(converted)
    assert kept.sources == [cell.source for cell in executed]
    assert [row.status for row in kept.rows] == [status(cell) for cell in executed]
    assert [row.lost for row in kept.rows] == [None] * len(executed)


def test_every_execution_under_papermill_is_in_the_history(milled: Ran) -> None:
    executed = [
        cell
        for cell in milled.document.cells
        if cell.cell_type == "code" and cell.execution_count is not None
    ]
    kept = history(milled)
    assert kept.sources == [cell.source for cell in executed]
    assert [row.status for row in kept.rows] == [status(cell) for cell in executed]


def status(cell: nbformat.NotebookNode) -> str:
    failed = any(output.output_type == "error" for output in cell.outputs)
    return "error" if failed else "ok"


def test_what_is_not_kept_is_recorded_with_its_reason(converted: Ran) -> None:
    reasons = {v.name: v.reason for v in history(converted).last_variables if v.reason}
    assert set(reasons) == NOT_KEPT.get(converted.name, set())


def test_a_new_kernel_gets_all_values_back(converted: Ran) -> None:
    measured = json.loads((converted.folder / "fingerprint.json").read_text())
    last = history(converted).rows[-1].checkpoint
    not_kept = NOT_KEPT.get(converted.name, set())
    expected = {name: digest for name, digest in measured.items() if name not in not_kept}
    assert restored(converted, last) == expected


def test_the_state_before_a_failure_comes_back(tmp_path: Path) -> None:
    ran = run("fails_halfway", tmp_path, "papermill", "--no-progress-bar", "in.ipynb", "out.ipynb")
    rows = history(ran).rows
    failed = rows[-1]
    assert (failed.status, failed.error) == (
        "error",
        "ValueError: could not convert string to float: 'n/a'",
    )
    names = {"attempts", "weights", "settings", "prices", "stock", "raw"}
    assert names <= set(restored(ran, rows[-2].checkpoint))
