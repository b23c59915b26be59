"""What a dead kernel held comes back, and training goes on as if nothing had happened."""

import os
import re
import signal
from collections.abc import Callable

import pytest
from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import Locator, expect

TORCH = (
    """import torch
torch.manual_seed(7)
X = torch.randn(96, 4)
y = (X.sum(1, keepdim=True) > 0).float()""",
    """model = torch.nn.Sequential(
    torch.nn.Linear(4, 16), torch.nn.Dropout(0.2), torch.nn.ReLU(), torch.nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3, 0.5)
losses = []""",
    """def train(epochs):
    for _ in range(epochs):
        for part in torch.randperm(len(X)).split(32):
            optimizer.zero_grad()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(X[part]), y[part])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        schedule.step()""",
    "train(4)",
    "train(4)\nweights = [each.sum().item() for each in model.parameters()]",
)
SKLEARN = (
    """import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss
np.random.seed(3)
rng = np.random.default_rng(5)
X = rng.normal(size=(400, 6))
y = (X.sum(axis=1) > 0).astype(int)""",
    """clf = SGDClassifier(loss="log_loss")  # shuffles with NumPy's global random state
losses = []""",
    """def train(epochs):
    for _ in range(epochs):
        for part in np.array_split(rng.permutation(len(X)), 8):
            clf.partial_fit(X[part], y[part], classes=[0, 1])
        losses.append(float(log_loss(y, clf.predict_proba(X))))""",
    "train(3)",
    "train(3)\nweights = [*clf.coef_.ravel().tolist(), *clf.intercept_.tolist()]",
)
TRAINED = 4
"""Cells up to here ran before the kernel ended."""


def offer(lab: Lab) -> Locator:
    return lab.panel.locator("[data-state=recover]")


def restart_kernel(lab: Lab) -> None:
    """Restart as a user does, and answer JupyterLab's question."""
    lab.page.evaluate("() => void window.jupyterapp.commands.execute('kernelmenu:restart')")
    lab.page.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    lab.wait_idle()


def result(lab: Lab) -> str:
    return lab.value("(losses, weights)")


def train_before(lab: Lab, cells: tuple[str, ...]) -> str:
    """Run the first cells of a notebook and wait until they are kept."""
    path = lab.notebook(*cells)
    lab.sidebar()
    for index in range(TRAINED):
        lab.run_cell(index)
    expect(lab.rows).to_have_count(TRAINED, timeout=60_000)
    kept(lab, path)
    return path


def kept(lab: Lab, path: str) -> None:
    """Wait until the newest execution has a checkpoint in the store."""
    lab.server.wait_for(lambda: lab.server.history(path)[0]["checkpoint"], "a checkpoint", 60)


def uninterrupted(lab: Lab, cells: tuple[str, ...]) -> str:
    """Run all cells in a notebook of their own; return the losses and the weights."""
    lab.notebook(*cells)
    for index in range(len(cells)):
        lab.run_cell(index)
    return result(lab)


@pytest.mark.parametrize("cells", [TORCH, SKLEARN], ids=["torch", "scikit-learn"])
def test_training_goes_on_after_a_restart_exactly_as_without_one(
    lab: Lab, server: LabServer, cells: tuple[str, ...]
) -> None:
    expected = uninterrupted(lab, cells)
    server.end_kernels()
    train_before(lab, cells)
    before = lab.value("losses")
    restart_kernel(lab)
    expect(offer(lab)).to_contain_text("Recover")
    assert lab.value("'losses' in globals()") == "False", "nothing comes back by itself"
    if cells is TORCH:
        lab.shoot("recover-after-restart")
    offer(lab).get_by_role("button", name="Recover", exact=True).click()
    recovered = lab.page.locator(".Toastify__toast", has_text="recovered")
    expect(recovered).to_be_visible()
    expect(offer(lab)).to_have_count(0)
    assert lab.value("losses") == before
    lab.run_cell(TRAINED)
    assert result(lab) == expected


def test_a_killed_kernel_comes_back_though_the_server_was_restarted_meanwhile(
    own_server: LabServer, new_page: Callable[[LabServer], Lab]
) -> None:
    lab = new_page(own_server)
    expected = uninterrupted(lab, SKLEARN)
    own_server.end_kernels()
    path = train_before(lab, SKLEARN)
    lab.command("docmanager:save")
    kernel = int(lab.value("__import__('os').getpid()"))
    lab.close()
    os.kill(kernel, signal.SIGKILL)
    own_server.stop()
    own_server.start()

    lab = new_page(own_server)
    lab.open(path).ready_kernel()
    lab.sidebar()
    expect(offer(lab)).to_contain_text(re.compile(r"Recover \d+ variables from"))
    lab.page.locator(".Toastify__toast").get_by_role("button", name="Recover").click()
    lab.wait_for_value("len(globals().get('losses', ()))", "3")
    lab.run_cell(TRAINED)
    assert result(lab) == expected


def test_a_kernel_that_died_by_itself_is_offered_its_variables_and_names_what_is_lost(
    lab: Lab,
) -> None:
    path = lab.notebook("import os\ntable = [1, 2]\nstream = (n for n in table)", "os.getpid()")
    lab.sidebar()
    lab.run_all()
    expect(lab.rows).to_have_count(2)
    kept(lab, path)
    os.kill(int(lab.value("os.getpid()")), signal.SIGKILL)
    lab.page.get_by_role("dialog").get_by_role("button", name="Ok").click(timeout=40_000)
    lab.wait_idle()
    expect(offer(lab)).to_contain_text("1 cannot come back.", timeout=40_000)
    offer(lab).get_by_role("button", name="Details…").click()
    expect(lab.dialog).to_contain_text(re.compile("stream.*generator", re.DOTALL))
    assert lab.value("'table' in globals()") == "False"
    lab.shoot("recovery-details")
    lab.dialog.get_by_role("button", name="Recover").click()
    lab.wait_for_value("globals().get('table')", "[1, 2]")
    toast = lab.page.locator(".Toastify__toast", has_text="recovered")
    expect(toast).to_contain_text("stream")
    lab.run_code("%mm_undo")
    assert lab.value("'table' in globals()") == "False"
