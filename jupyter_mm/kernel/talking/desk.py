"""What each verb does; magics and `import jupyter_mm as mm` call the same functions."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.names import message_text, tag_names
from jupyter_mm.errors import ConflictError, InvalidError
from jupyter_mm.kernel.talking.displays import (
    CheckpointView,
    History,
    PlanView,
    ReportView,
    history_of,
)
from jupyter_mm.kernel.talking.parsing import SHOWN
from jupyter_mm.kernel.talking.verb import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.restoring.restore import Restorer
    from jupyter_mm.kernel.talking.comparing import ComparingVerbs
    from jupyter_mm.kernel.talking.tables import TableView


_PATTERN = re.compile(r"[\w*?\[\]!-]{1,255}")


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
        params = {"where": where or None, "limit": count}
        if not everything:
            params["session"] = self.keeper.session.id
        return history_of(self.keeper.questions.ask("list_history", params))

    def show(self, ref: str = "now") -> CheckpointView:
        """Return one checkpoint."""
        return CheckpointView(self.keeper.questions.show(ref, self.keeper.session.id))

    def plan(self, ref: str, names: Sequence[str] = ()) -> PlanView:
        """Return what `checkout` would do."""
        return PlanView(self.restorer.plan(ref, tuple(names) or None))

    def checkout(
        self, ref: str, names: Sequence[str] = (), recompute: Sequence[str] = ()
    ) -> ReportView:
        """Restore the variables of a checkpoint, or those named; run the cells of `recompute`."""
        return ReportView(self.restorer.restore(ref, tuple(names) or None, tuple(recompute)))

    def get(self, ref: str, name: str, other: str | None = None) -> Any:
        """Return one value of a checkpoint, or bind it to another name beside the live ones."""
        if other is None:
            return self.restorer.get(ref, name)
        if not other.isidentifier() or iskeyword(other):
            raise InvalidError(f"{other!r} is not a name.", hint="Try %mm_get now~1 df as old_df")
        self.keeper.namespace[other] = self.restorer.get(ref, name)
        return Text(f"{other} is {name} of {ref}.")

    def recover(self, ref: str | None = None) -> ReportView:
        """Bring back what the notebook's kernel before this one held."""
        return ReportView(self.restorer.recover(ref))

    def recovery_plan(self, ref: str | None = None) -> PlanView:
        """Return what `recover` would do."""
        ref = ref or self.restorer.recovery.required().checkpoint.id
        return PlanView(self.restorer.plan(ref, is_recovery=True))

    @property
    def comparing(self) -> ComparingVerbs:
        """What compares states and says things about them."""
        from jupyter_mm.kernel.talking.comparing import ComparingVerbs  # noqa: PLC0415  # seldom

        return ComparingVerbs(self.keeper)

    def environment(
        self,
        action: str = "show",
        words: Sequence[str] = (),
        output: str | None = None,
        *,
        is_agreed: bool = False,
    ) -> TableView | Text:
        """Show, compare, lock or export an environment, or build a kernel from one."""
        from jupyter_mm.kernel.talking import environment_verbs as verbs  # noqa: PLC0415  # seldom

        env, given = verbs.EnvironmentVerbs(self.keeper), list(words)
        match action:
            case "show":
                return env.show(*_at_most(given, 1))
            case "diff":
                return env.difference(*_at_most(given, 2))
            case "lock":
                return verbs.written(env.lock(*_at_most(given, 1)), output)
            case "export":
                return verbs.written(env.export(*_some(given, 1, 2)), output)
        return self._create(*_at_most(given, 1), is_agreed=is_agreed)

    def data(
        self, action: str = "list", words: Sequence[str] = (), *, may_replace: bool = False
    ) -> TableView:
        """List data, check it, say how it changed and who used it."""
        from jupyter_mm.kernel.talking.data_verbs import DataVerbs  # noqa: PLC0415  # seldom

        data, given = DataVerbs(self.keeper), list(words)
        match action:
            case "list":
                return data.listed(*_at_most(given, 1))
            case "verify":
                return data.verify(*_at_most(given, 1))
            case "diff":
                return data.difference(*_at_most(given, 2))
            case "used-by":
                return data.used_by(*_some(given, 1, 1))
            case "profile":
                return data.profile(*_some(given, 1, 1))
        return data.restore(*_some(given, 1, 2), may_replace=may_replace)

    def track(self, *targets: str, **said: Any) -> TableView:
        """Record data with the present execution, and say what it is for."""
        from jupyter_mm.kernel.talking.data_verbs import DataVerbs  # noqa: PLC0415  # seldom

        return DataVerbs(self.keeper).track(*targets, **said)

    def reproduce(
        self,
        ref: str = "now",
        *,
        is_slice: bool = False,
        tolerance: str | float | None = None,
        is_agreed: bool = False,
    ) -> TableView:
        """Run a checkpoint anew in an environment built from its lock, and compare."""
        from jupyter_mm.kernel.talking.reproducing import reproduce  # noqa: PLC0415  # seldom

        options = ["--slice"] * is_slice + ["--consent"] * is_agreed
        if tolerance is not None:
            options += ["--tolerance", str(tolerance)]
        return reproduce(self.keeper.settings.home, self._whole(ref), tuple(options))

    def _create(self, ref: str = "now", *, is_agreed: bool) -> TableView:
        from jupyter_mm.kernel.talking.reproducing import build  # noqa: PLC0415  # seldom

        options = ("--consent",) if is_agreed else ()
        return build(self.keeper.settings.home, self._whole(ref), options)

    def _whole(self, ref: str) -> str:
        """Return the id of a checkpoint, as this session understands the reference."""
        found = self.keeper.questions.show(ref, self.keeper.session.id)
        return str(found["checkpoint"]["id"])

    def undo(self) -> ReportView:
        """Take back the last restore."""
        return ReportView(self.restorer.undo())

    def redo(self) -> ReportView:
        """Take back the last undo."""
        return ReportView(self.restorer.redo())

    def ignore(self, names: Sequence[str]) -> Text:
        """Keep variables of these names no more; without names say which are ignored."""
        if names:
            self.keeper.exclude([_pattern(name) for name in names])
        return Text(f"Not kept: {', '.join(self.keeper.excluded) or 'no name'}")

    def keep(self, names: Sequence[str]) -> Text:
        """Keep variables of these names again, large ones too."""
        if not names:
            raise InvalidError("Which variable?", hint="Try %mm_keep big_frame")
        for name in names:
            if name in self.keeper.asks:
                self.keeper.decide(name, keep=True)
        self.keeper.exclude([_pattern(name) for name in names], on=False)
        return Text(f"Kept from the next cell on: {', '.join(names)}")

    def pause(self, *, is_paused: bool) -> Text:
        """Stop or go on keeping executions of this kernel."""
        self.keeper.is_paused = self.keeper.metrics.is_silent = is_paused
        for listener in tuple(self.keeper.listeners):
            listener()
        return Text("Nothing is kept until %mm_resume." if is_paused else "Executions are kept.")

    def status(self) -> Text:
        """Return how things stand, in a few lines."""
        keeper = self.keeper
        head = keeper.courier.head
        lines = [
            f"session {keeper.session.id[:10]} · {'paused' if keeper.is_paused else 'keeping'}",
            f"stands on {head.id.short if head else 'no checkpoint yet'}",
            f"{keeper.courier.backlog.jobs} waiting · store {keeper.settings.home}",
        ]
        offer = self.restorer.recovery.offer
        if offer is not None:
            lines.append(f"%mm_recover brings back {offer.variables} variables")
        if keeper.troubles.count:
            lines.append(f"{keeper.troubles.count} failures of ours, last: {keeper.troubles.last}")
        return Text("\n".join([*lines, "%mm --help lists the verbs."]))


def _at_most(words: list[str], most: int) -> list[str]:
    return _some(words, 0, most)


def _some(words: list[str], least: int, most: int) -> list[str]:
    """Return words if they are as many as are needed. Raises InvalidError otherwise."""
    if not least <= len(words) <= most:
        said = "nothing" if not words else f"{len(words)} words"
        raise InvalidError(f"{said} where {least} to {most} belong.", hint="`--help` has examples.")
    return words


def _pattern(name: str) -> str:
    if not _PATTERN.fullmatch(name):
        raise InvalidError(f"{name!r} is neither a name nor a pattern.", hint="Try tmp*")
    return name
