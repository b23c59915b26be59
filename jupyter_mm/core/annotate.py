"""What people add to a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import annotate, set_tags
from jupyter_mm.catalog.executions import find_execution
from jupyter_mm.catalog.listing import history_rows
from jupyter_mm.core import policy
from jupyter_mm.core.events import HistoryChanged
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.domain.names import message_text, note_text, tag_names
from jupyter_mm.errors import CatalogDamagedError

if TYPE_CHECKING:
    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.history import Annotation, HistoryRow


def annotate_checkpoint(core: Core, actor: Actor, ref: str, annotation: Annotation) -> HistoryRow:
    """Set message, tags, pin or note of a checkpoint and return its row; None leaves it as it is.

    An empty message takes the message away; so does an empty note. Raises InvalidError for names
    that cannot be, and what the reference raises.
    """
    policy.require(actor, Scope.ANNOTATE)
    changes: Row = {}
    if annotation.message is not None:
        changes["message"] = message_text(annotation.message)
    if annotation.pinned is not None:
        changes["pinned"] = annotation.pinned
    if annotation.note is not None:
        changes["note"] = note_text(annotation.note)
    tags = None if annotation.tags is None else tag_names(annotation.tags)
    with core.catalog.write() as tx:
        state = resolve(tx, ref, now=core.clock())
        state = annotate(tx, state, changes)
        if tags is not None:
            set_tags(tx, state, tags)
        ran = find_execution(tx, state["execution"])
        if ran is None:
            raise CatalogDamagedError(f"The catalog lacks execution {state['execution']}.")
        (listed,) = history_rows(tx, [ran])
    core.publish(HistoryChanged(what="annotated", row=listed))
    return listed
