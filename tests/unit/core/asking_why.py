"""A notebook whose runs log a metric, and the question why it changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_mm.core.context import Core
from jupyter_mm.core.record import record_log
from jupyter_mm.core.why import why
from jupyter_mm.domain.capture import Read
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.why import Cause, Why, WhyQuery
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import batch, metric
from tests.unit.core.using import ran


@dataclass
class Notebook:
    """Runs load → fit → other in one session, as cells that may be edited, and logs in fit."""

    core: Core
    lock: str | None
    head: Digest | None = None
    runs: int = 0
    random: dict[str, str] = field(default_factory=lambda: {"cwd": "/"})
    """State of the generators after the last cell."""

    def cell(self, cell: str, source: str, *data: DataRef, **recipe: object) -> str:
        self.runs += 1
        id_ = f"{cell}-{self.runs}"
        self.head = ran(
            self.core, id_, *data, cell=cell, source=source, parent=self.head,
            process=dict(self.random), **{"environment": self.lock, **recipe},
        )  # fmt: skip
        return id_

    def round(self, acc: float | str, *data: DataRef, **said: str) -> Digest:
        """Run all cells as they are written now, and return the checkpoint."""
        load = self.cell("load", said.get("load", "df = read()"), *data, changed=("df",))
        depth = self.cell("depth", said.get("depth", "depth = 8"), changed=("depth",))
        self.cell("plot", said.get("plot", "colour = 'red'"), changed=("colour",))
        if "draws" in said:
            self.random = {"numpy.random": said["draws"]}
        fit = self.cell(
            "fit", said.get("fit", "m = fit(df, depth)\n%mm_log acc=score(m)"), changed=("m",),
            reads=(Read(name="df", execution=load), Read(name="depth", execution=depth)),
        )  # fmt: skip
        record_log(self.core, ACTOR, batch(fit, metric(0, "acc", acc)))
        assert self.head is not None
        return self.head


def begun(core: Core, lock: str | None) -> Notebook:
    """Return a notebook of which something has run: of its first cell nobody knows what it drew."""
    book = Notebook(core, lock)
    book.cell("begin", "import os", changed=())
    return book


def asked(core: Core, before: str, after: str, name: str = "acc") -> Why:
    return why(core, ACTOR, WhyQuery(metric=name, before=before, after=after))


def of(found: Why, name: str) -> Cause:
    (cause,) = [one for one in found.causes if one.name == name]
    return cause
