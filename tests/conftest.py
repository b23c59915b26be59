"""What every test gets: a Jupyter of its own, apart from the user's, and hypothesis profiles."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("pytest_jupyter.jupyter_server",)

# Two cores shared with other tests: no deadline per example. CI repeats the same examples, so that
# a red run can be repeated; at home every run tries new ones. A long run has `JUPYTER_MM_EXAMPLES`.
SLOW_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", SLOW_MACHINE, max_examples=50)
settings.register_profile("ci", SLOW_MACHINE, max_examples=100, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session", autouse=True)
def own_jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point Jupyter, IPython and Matplotlib to empty folders, and PATH to this environment."""
    home = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("JPY_", "JUPYTER_"))]:
            patch.delenv(name)
        for name, folder in {
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "IPYTHONDIR": "ipython",
            "MPLCONFIGDIR": "matplotlib",
        }.items():
            (home / folder).mkdir()
            patch.setenv(name, str(home / folder))
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        yield home


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let SIGINT interrupt, also where the tests were started in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
