"""jupyter_mm: every notebook execution, kept so that it can be seen, compared and restored.

The Jupyter hook functions and the lazy public names. Importing this module loads nothing else;
no module of ours imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from jupyter_server.serverapp import ServerApp


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyter-mm"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyter_mm"}]


def _load_jupyter_server_extension(serverapp: ServerApp) -> None:
    from jupyter_mm.server.extension import load

    load(serverapp)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start keeping the executions of this kernel (`%load_ext jupyter_mm`)."""
    from jupyter_mm.kernel.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Stop keeping; what is pending is still delivered."""
    from jupyter_mm.kernel.extension import unload

    unload(shell)


PUBLIC = (
    "checkout",
    "checkpoint",
    "data_diff",
    "data_used",
    "diff",
    "environment_diff",
    "environment_of",
    "get",
    "history",
    "ignore",
    "keep",
    "log",
    "note",
    "pause",
    "pin",
    "plan",
    "recover",
    "redo",
    "rerun",
    "resume",
    "runs",
    "show",
    "status",
    "tag",
    "track",
    "undo",
    "verify_data",
    "why",
)
"""The public functions, sorted: `import jupyter_mm as mm; mm.log(acc=0.93)`."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from jupyter_mm._version import __version__

        return __version__
    if name in PUBLIC:
        from jupyter_mm.kernel import public

        return getattr(public, name)
    raise AttributeError(f"module 'jupyter_mm' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *PUBLIC, "__version__"])
