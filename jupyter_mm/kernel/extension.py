"""`%load_ext jupyter_mm`: reads the environment once and wires the parts together."""

from __future__ import annotations

import atexit
import os
import platform
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.execution import KernelSession
from jupyter_mm.kernel.hooks import Hooks
from jupyter_mm.kernel.inputs import InputWatch, uninteresting_folders
from jupyter_mm.kernel.inputs.imports import listen_to_libraries
from jupyter_mm.kernel.keeper import Clocks, Keeper, Surroundings
from jupyter_mm.kernel.summaries import storable
from jupyter_mm.kernel.talking.comm import Page
from jupyter_mm.kernel.talking.magics import MMMagics
from jupyter_mm.kernel.talking.server_link import ServerLink
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from IPython.core.interactiveshell import InteractiveShell

_KERNEL_FILE = re.compile(r"kernel-(?P<id>.+)\.json")
CAPTURES = ("all", "named", "off")


def load(shell: InteractiveShell) -> None:
    """Keep the executions of this kernel from now on. A second call does nothing."""
    if loaded(shell) is not None:
        return
    keeper = make_keeper(shell.user_ns, shell.user_ns_hidden)
    hooks = Hooks(shell, keeper)
    magics = MMMagics(shell, keeper, Page(keeper))
    shell.register_magics(magics)
    hooks.attach()
    magics.attach(hooks)  # after the hooks: the page tells what they have just handed over
    watch_files(hooks, lambda: magics.is_attached)
    keeper.start()
    atexit.register(keeper.courier.close)


def unload(shell: InteractiveShell) -> None:
    """Stop keeping; what waits is still delivered."""
    magics = loaded(shell)
    if magics is not None:
        magics.detach()
        magics.keeper.courier.close()
        atexit.unregister(magics.keeper.courier.close)


def make_keeper(namespace: dict[str, Any], hidden: Mapping[str, Any]) -> Keeper:
    """Return the keeper of this process; the one place that reads environment and clocks."""
    settings = settings_from(os.environ)
    return Keeper(
        namespace,
        hidden,
        describe_session(),
        settings,
        surroundings=Surroundings(
            link=ServerLink(server_file(os.environ)),
            inputs=InputWatch(uninteresting_folders(settings.home, os.environ)),
            environment=os.environ,
            clocks=Clocks(wall=time.time, steady=time.monotonic),
        ),
    )


def watch_files(hooks: Hooks, is_wanted: Callable[[], bool]) -> None:
    """Hear what happens outside while it is wanted: no audit hook is ever taken away."""
    sys.addaudithook(hooks.listener(is_wanted))
    listen_to_libraries(hooks.inputs)


def loaded(shell: Any) -> MMMagics | None:
    """Return our magics if they are at work in this shell."""
    found = shell.magics_manager.registry.get(MMMagics.__name__)
    return found if isinstance(found, MMMagics) and found.is_attached else None


def settings_from(environment: Any) -> Settings:
    """Return the settings of this process's environment variables."""
    from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415  # a kernel has it loaded

    home = environment.get("JUPYTER_MM_HOME") or Path(jupyter_data_dir()) / "jupyter_mm"
    told = environment.get("JUPYTER_MM_CAPTURE", "all")
    capture = told if told in CAPTURES else "all"
    kept = environment.get("JUPYTER_MM_KEEP_DATA_BYTES", "")
    keep_data_bytes = int(kept) if kept.isascii() and kept.isdigit() else 0
    return Settings(home=Path(home).expanduser(), capture=capture, keep_data_bytes=keep_data_bytes)


def server_file(environment: Any) -> Path | None:
    """Return what the server that started us wrote about itself."""
    from jupyter_core.paths import jupyter_runtime_dir  # noqa: PLC0415  # as above

    pid = environment.get("JPY_PARENT_PID", "")
    return Path(jupyter_runtime_dir()) / f"jpserver-{pid}.json" if pid.isdigit() else None


def describe_session() -> KernelSession:
    """Return the facts of this process's life as a kernel."""
    return KernelSession(
        id=os.urandom(16).hex(),
        kernel_id=_kernel_id(),
        language="python",
        version=platform.python_version(),
        host=platform.node(),
        pid=os.getpid(),
        started_at=time.time(),
        notebook=storable(os.environ.get("JPY_SESSION_NAME", "")) or None,
    )


def _kernel_id() -> str | None:
    """Return Jupyter's id of this kernel, which stands in the name of its connection file."""
    app = sys.modules.get("ipykernel.kernelapp")
    instance = app.IPKernelApp._instance if app is not None else None  # noqa: SLF001  # reads, never makes one
    match = _KERNEL_FILE.fullmatch(Path(instance.connection_file).name) if instance else None
    return match["id"] if match else None
