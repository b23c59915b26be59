"""What the first cell needs is loaded while the user types."""

from __future__ import annotations

import time
from importlib import import_module

WARM_UP_AFTER_S = 0.05
NEEDED_SOON = (
    "jupyter_mm.kernel.keeping.tracking",
    "blake3",
    "xxhash",
    "jupyter_mm.kernel.codecs.pickler",
    "jupyter_mm.kernel.keeping.handover",
    "jupyter_mm.kernel.keeping.place",
    "jupyter_mm.kernel.describing.telling",
    "jupyter_mm.kernel.talking.desk",
    "jupyter_mm.kernel.inputs.libraries",
    "jupyter_mm.kernel.inputs.servers",
)


def warm_up() -> None:
    """Load what the first cell and the first verb would else wait for, while the user types."""
    time.sleep(WARM_UP_AFTER_S)
    for name in NEEDED_SOON:
        import_module(name)
        time.sleep(0.01)
    from jupyter_mm.kernel.codecs import registry  # noqa: PLC0415  # loaded just now

    registry.prepare()
