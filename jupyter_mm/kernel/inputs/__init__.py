"""Which data a cell read or wrote. Rules: docs/reference/inputs.md.

`InputWatch` listens while a cell runs and judges nothing. `describing.describe` turns what it saw
into records later, in the background. Imported by the kernel side only.
"""

from jupyter_mm.kernel.inputs.events import EVENTS
from jupyter_mm.kernel.inputs.rules import uninteresting_folders
from jupyter_mm.kernel.inputs.seen import NOTHING, Seen, came_from_elsewhere
from jupyter_mm.kernel.inputs.watch import InputWatch

__all__ = [
    "EVENTS",
    "NOTHING",
    "InputWatch",
    "Seen",
    "came_from_elsewhere",
    "uninteresting_folders",
]
