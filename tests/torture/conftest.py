"""A store of its own for each campaign, behind a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.jupyter import Server, running_server
from tests.kernels.live import LiveKernel
from tests.torture.campaign import Campaign


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running_server(tmp_path / "server", with_us=True) as running:
        # Kernels look for the server by the process that started them: that is this one.
        told = running.runtime / f"jpserver-{running.process.pid}.json"
        (running.runtime / f"jpserver-{os.getpid()}.json").symlink_to(told)
        yield running


@pytest.fixture
def campaign(server: Server, tmp_path: Path) -> Campaign:
    return Campaign(server, tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def kernel(home: Path) -> Iterator[LiveKernel]:
    with LiveKernel(home) as running:
        yield running
