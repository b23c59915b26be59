"""What no store can keep, made again by the cell that made it. Only when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.names import is_out_entry
from jupyter_mm.errors import MMError, NotRestorableError
from jupyter_mm.kernel.codecs.notkept import reason_of

if TYPE_CHECKING:
    from jupyter_mm.domain.checkpoint import Variable
    from jupyter_mm.kernel.restoring.plan import RestorePlan
    from jupyter_mm.kernel.talking.asking import StoreQuestions

MOST = 20
"""Executions that a plan asks about."""

SHOWN = 5
"""Outside effects that a plan spells out."""

Transform = Callable[[str], str]

_OURS = re.compile(r"^(?P<indent>[ \t]*)%mm(?:_|[ \t]+)?(?P<verb>\w*).*$", re.MULTILINE)
_MOVING = re.compile(r"%mm(?:_|[ \t]+)(?:checkout|get|recover|undo|redo)\b")


def runnable(source: str, transform: Transform) -> str:
    """Return a cell as Python, without the magics that only say how it is kept.

    Raises ValueError for a cell that restores variables itself.
    """
    if _MOVING.search(source):
        raise ValueError("it restores variables itself")
    return transform(_OURS.sub(r"\g<indent>pass", source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """The execution that made a variable which is not kept."""

    name: str
    type: str
    reason: str
    execution: str
    cell: str | None
    source: str
    effects: tuple[Mapping[str, str], ...]
    """What running it again does once more outside the kernel."""
    why: str | None
    """Why it cannot run again; None when it can."""

    def as_json(self) -> dict[str, Any]:
        """Return this as the page reads it."""
        return {
            "name": self.name,
            "type": self.type,
            "reason": self.reason,
            "cell": self.cell,
            "source": self.source,
            "effects": [dict(effect) for effect in self.effects],
            "possible": self.why is None,
            "why": self.why,
        }

    def lines(self) -> list[str]:
        """Return what a plan says of this."""
        if self.why is not None:
            return [f"    its cell cannot run again: {self.why}"]
        first = next((line for line in self.source.splitlines() if line.strip()), "")
        found = [f"    --recompute {self.name} runs its cell again: {first[:60]}"]
        found += [f"      {one['kind']} {one['detail']}".rstrip() for one in self.effects[:SHOWN]]
        more = len(self.effects) - SHOWN
        return [*found, f"      and {more} more effects"] if more > 0 else found


def producers(
    questions: StoreQuestions, plan: RestorePlan, transform: Transform
) -> tuple[Producer, ...]:
    """Return what is known of the cells behind the variables that cannot come back.

    Empty where the store cannot be asked: this is an offer, not part of the restore.
    """
    lost = [one for one in plan.cannot if not is_out_entry(one.name)]
    if not lost:
        return ()
    try:
        detail = questions.ask("show_checkpoint", {"ref": plan.checkpoint.id})
        origins = {one["name"]: one.get("origin") for one in detail["variables"]}
        told: dict[str, Any] = {}
        for name in dict.fromkeys(origins.get(one.name) for one in lost):
            if name is not None and len(told) < MOST:
                told[name] = questions.ask("show_execution", {"id": name})
    except (MMError, KeyError, TypeError):
        return ()
    return tuple(
        _producer(one, told[origins[one.name]], plan, origins, transform)
        for one in lost
        if origins.get(one.name) in told
    )


def _producer(
    variable: Variable,
    told: Mapping[str, Any],
    plan: RestorePlan,
    origins: Mapping[str, str | None],
    transform: Transform,
) -> Producer:
    row = told["row"]
    return Producer(
        name=variable.name,
        type=variable.type,
        reason=variable.reason or "",
        execution=row["execution"],
        cell=row["cell"],
        source=told["source"],
        effects=tuple(told.get("effects", ())),
        why=_obstacle(told, plan, origins, transform),
    )


def _obstacle(
    told: Mapping[str, Any],
    plan: RestorePlan,
    origins: Mapping[str, str | None],
    transform: Transform,
) -> str | None:
    """Return why a cell would not do what it did; None when all it read is as it was."""
    try:
        python = runnable(told["source"], transform)
        code = compile(python, "<cell>", "exec", dont_inherit=True)
    except SyntaxError:
        return "it is not Python that can run by itself"
    except ValueError as error:
        return str(error)
    return _changed_since(told, plan, origins, _names(code))


def _changed_since(
    told: Mapping[str, Any], plan: RestorePlan, origins: Mapping[str, str | None], used: set[str]
) -> str | None:
    """Return what is not as it was when an execution read it, of all the names that it uses."""
    execution = told["row"]["execution"]
    read = {one["name"]: one["execution"] for one in told.get("reads", ())}
    known = {one.name: one for one in plan.state.variables()}
    made = {name for name, origin in origins.items() if origin == execution}
    unknown = sorted((used & known.keys()) - read.keys() - made)
    if unknown:
        return f"it is not known what {unknown[0]} was when it ran"
    there = {one.name for one in plan.load} | plan.in_place
    for name in sorted(read.keys() & known.keys()):
        if known[name].reason is not None:
            return f"it read {name}, which is not kept either"
        if read[name] is None or origins.get(name) != read[name]:
            return f"{name} has changed since it ran"
        if name not in there:
            return f"{name} is not what it was then; restore it too"
    gone = sorted(read.keys() - known.keys())
    return f"it read {gone[0]}, which was deleted since" if gone else None


def _names(code: CodeType) -> set[str]:
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _names(constant)
    return found


def chosen(plan: RestorePlan, names: Iterable[str]) -> list[Producer]:
    """Return the cells to run for these names, in the order in which they are listed.

    Raises NotRestorableError for a name whose cell is not known or cannot run again.
    """
    by_name = {one.name: one for one in plan.recompute}
    lost = {one.name for one in plan.cannot}
    found = []
    for name in dict.fromkeys(names):
        if name not in lost:
            raise NotRestorableError(
                f"{name} need not be computed again.", hint="`--dry-run` shows what needs it."
            )
        if name not in by_name:
            raise NotRestorableError(f"It is not known which cell made {name}.")
        if by_name[name].why is not None:
            raise NotRestorableError(f"The cell of {name} cannot run again: {by_name[name].why}.")
        found.append(by_name[name])
    return found


def run_again(
    wanted: Sequence[Producer], namespace: dict[str, Any], transform: Transform
) -> tuple[str, ...]:
    """Run each cell once in the namespace; only the wanted names change. Return them.

    Raises NotRestorableError when a cell fails or makes no such name; names are as before then.
    """
    names = {one.name for one in wanted}
    before = dict(namespace)
    done: set[str] = set()
    try:
        for one in wanted:
            if one.execution not in done:
                done.add(one.execution)
                _run(one, namespace, transform)
        made = {name: namespace[name] for name in names if name in namespace}
    finally:
        for name in namespace.keys() - before.keys():
            del namespace[name]
        namespace.update(before)
    if names - made.keys():
        raise NotRestorableError(f"The cell did not make {min(names - made.keys())} this time.")
    namespace.update(made)
    return tuple(sorted(names))


def _run(one: Producer, namespace: dict[str, Any], transform: Transform) -> None:
    namespace.pop(one.name, None)
    try:
        python = runnable(one.source, transform)
        code = compile(python, f"<cell of {one.name}>", "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # the user's own cell, because the user asked for it
    except BaseException as error:
        reason = reason_of(error)
        raise NotRestorableError(
            f"The cell of {one.name} failed when it ran again ({reason}).",
            hint="Restore without it, then see what its cell needs.",
        ) from error
