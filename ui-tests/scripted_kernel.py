"""A kernel that says of itself what a story tells it to, by the protocol of docs/reference/comm.md.

For states that a real kernel reaches only under load: `say(late={…})` in a cell sends them.
"""

import json
import sys
from pathlib import Path
from typing import Any

from lab_server import LabServer

SOURCE = """
import sys
from ipykernel.kernelapp import IPKernelApp

app = IPKernelApp.instance()
app.initialize([*sys.argv[1:], "--IPKernelApp.extra_extensions=[]"])
state = {
    "session": "scripted", "head": None, "can_undo": False, "can_redo": False,
    "errors": {"count": 0, "last": None}, "pending": 0, "version": "0", "saving": None,
    "late": None, "asks": [], "paused": False, "excluded": [], "recoverable": None,
}
plans, heard, comms = {}, [], []

def say(**change):
    state.update(change)
    for comm in comms:
        comm.send({"event": "state", **state})

def asked(comm, message):
    data = message["content"]["data"]
    heard.append((data["verb"], data["arguments"]))
    comm.send({"id": data["id"], "ok": True, "result": plans.get(data["verb"], state)})

def opened(comm, _message):
    comms.append(comm)
    comm.on_msg(lambda message: asked(comm, message))

app.kernel.comm_manager.register_target("jupyter_mm", opened)
app.kernel.shell.user_ns.update(say=say, plans=plans, heard=heard)
app.start()
"""


def add_scripted_kernel(server: LabServer) -> None:
    """Install the kernel under the name `scripted`."""
    folder = server.home / "data" / "kernels" / "scripted"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.py").write_text(SOURCE)
    spec: dict[str, Any] = {
        "argv": [sys.executable, str(folder / "kernel.py"), "-f", "{connection_file}"],
        "display_name": "Scripted",
        "language": "python",
    }
    Path(folder / "kernel.json").write_text(json.dumps(spec))
