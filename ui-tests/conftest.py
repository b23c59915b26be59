"""What every story gets: a browser, a server, a page with an eye on its console, a shot folder."""

import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Browser, expect
from small_kernel import add_kernel, make_environment

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
]
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("MM_CHROMIUM", "/usr/bin/chromium"),
        "chromium_sandbox": False,
        "args": QUIET,
    }


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where pictures of the states go: the folder named by MM_SHOTS, else a new one."""
    folder = Path(os.environ.get("MM_SHOTS") or tempfile.mkdtemp(prefix="mm-shots-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    lab_server = LabServer(tmp_path_factory.mktemp("lab"))
    try:
        yield lab_server.start()
    finally:
        lab_server.stop()


@pytest.fixture
def server(shared_server: LabServer) -> Iterator[LabServer]:
    """The server of all stories that need no fresh store; its kernels end with the story."""
    yield shared_server
    shared_server.end_kernels()
    shared_server.reset_settings()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LabServer]:
    """A server with a store of its own, for stories that stop it or break its store."""
    lab_server = LabServer(tmp_path / "lab")
    try:
        yield lab_server.start()
    finally:
        lab_server.stop()


@pytest.fixture
def new_page(
    browser: Browser, shots: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[LabServer], Lab]]:
    """Open JupyterLab pages, each in a browser profile of its own.

    At the end of the story, no page may have complained about code of ours.
    """
    if "own_server" in request.fixturenames:
        request.getfixturevalue("own_server")  # ends after its pages, which would miss it
    labs: list[Lab] = []

    def open_page(lab_server: LabServer) -> Lab:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        labs.append(Lab(context.new_page(), lab_server, shots))
        return labs[-1]

    yield open_page
    for number, lab in enumerate(labs):
        if request.node.stash.get(FAILED, False) and not lab.page.is_closed():
            lab.page.screenshot(path=shots / f"failed-{request.node.name}-{number}.png")
        lab.page.context.close()
    complaints = [complaint for lab in labs for complaint in lab.complaints()]
    assert complaints == []
    # What axe said of the states that the story made pictures of.
    unfit = [each for lab in labs for each in lab.unfit]
    assert not unfit, "\n".join(unfit)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    del call
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    if report.failed:
        for name in ("shared_server", "own_server"):
            if found := getattr(item, "funcargs", {}).get(name):
                report.sections.append((f"log of {name}", found.log()[-4000:]))
    return report


@pytest.fixture
def lab(new_page: Callable[[LabServer], Lab], server: LabServer) -> Lab:
    return new_page(server)


@pytest.fixture(scope="session")
def small_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_environment(tmp_path_factory.mktemp("small") / "env")


@pytest.fixture(scope="session")
def small_server(
    tmp_path_factory: pytest.TempPathFactory, small_python: Path
) -> Iterator[LabServer]:
    server = LabServer(tmp_path_factory.mktemp("reproduce"))
    add_kernel(server, small_python)
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def small(new_page: Callable[[LabServer], Lab], small_server: LabServer) -> Iterator[Lab]:
    yield new_page(small_server)
    small_server.end_kernels()
