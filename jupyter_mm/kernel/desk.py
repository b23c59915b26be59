"""What each verb does; magics and `import jupyter_mm as mm` call the same functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.names import message_text, tag_names
from jupyter_mm.errors import ConflictError
from jupyter_mm.kernel.displays import (
    CheckpointView,
    History,
    PlanView,
    ReportView,
    history_of,
)
from jupyter_mm.kernel.verbs import SHOWN, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.restore import Restorer


class Desk:  # noqa: PLR0904  # one method for each verb of the table
    """The verbs of one session."""

    def __init__(self, keeper: Keeper, restorer: Restorer) -> None:
        """Work for this session."""
        self.keeper, self.restorer = keeper, restorer

    def log(self, values: Mapping[str, Any], step: int | None = None) -> None:
        """Attach values to the present execution."""
        self.keeper.metrics.add(values, step)

    def checkpoint(
        self, message: str | None = None, *, tags: Sequence[str] = (), pin: bool = False
    ) -> Text:
        """Name the checkpoint that is made when the running cell ends."""
        running = self.keeper.running
        if running is None:
            raise ConflictError(
                "No cell is running that could be named.",
                hint="Is capture paused? Call it inside a cell.",
            )
        text, labels = message_text(message), tag_names((*running.tags, *tags))
        running.is_named = True
        running.message = text if text is not None else running.message
        running.tags = labels
        running.is_pinned = running.is_pinned or pin
        named = f" “{text}”" if text else ""
        return Text(f"The checkpoint{named} is made when this cell ends.")

    def history(self, where: str = "", *, count: int = SHOWN, everything: bool = False) -> History:
        """Return executions, newest first; of this session unless `everything`."""
        self.keeper.courier.flush(10.0)
        params = {"where": where or None, "limit": count}
        if not everything:
            params["session"] = self.keeper.session.id
        return history_of(self.keeper.questions.ask("list_history", params))

    def show(self, ref: str = "now") -> CheckpointView:
        """Return one checkpoint."""
        self.keeper.courier.flush(10.0)
        return CheckpointView(self.keeper.questions.show(ref, self.keeper.session.id))

    def plan(self, ref: str, names: Sequence[str] = ()) -> PlanView:
        """Return what `checkout` would do."""
        return PlanView(self.restorer.plan(ref, tuple(names) or None))

    def checkout(self, ref: str, names: Sequence[str] = ()) -> ReportView:
        """Restore the variables of a checkpoint, or those named."""
        return ReportView(self.restorer.restore(ref, tuple(names) or None))

    def undo(self) -> ReportView:
        """Take back the last restore."""
        return ReportView(self.restorer.undo())

    def redo(self) -> ReportView:
        """Take back the last undo."""
        return ReportView(self.restorer.redo())

    def pause(self, *, is_paused: bool) -> Text:
        """Stop or go on keeping executions of this kernel."""
        self.keeper.is_paused = self.keeper.metrics.is_silent = is_paused
        return Text("Nothing is kept until %mm_resume." if is_paused else "Executions are kept.")

    def status(self) -> Text:
        """Return how things stand, in a few lines."""
        keeper = self.keeper
        head = keeper.courier.head
        lines = [
            f"session {keeper.session.id[:10]} · {'paused' if keeper.is_paused else 'keeping'}",
            f"stands on {head.id.short if head else 'no checkpoint yet'}",
            f"{keeper.courier.waiting} waiting · store {keeper.settings.home}",
        ]
        if keeper.troubles.count:
            lines.append(f"{keeper.troubles.count} failures of ours, last: {keeper.troubles.last}")
        return Text("\n".join([*lines, "%mm --help lists the verbs."]))
