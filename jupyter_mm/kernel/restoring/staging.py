"""Values loaded beside the namespace: everything that may fail, before anything changes."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.checkpoint import Group
from jupyter_mm.errors import CorruptError, NotRestorableError
from jupyter_mm.kernel.codecs.notkept import reason_of
from jupyter_mm.kernel.restoring.swap import collector_off
from jupyter_mm.kernel.restoring.trust import WHOLE

if TYPE_CHECKING:
    from jupyter_mm.kernel.codecs.classes import ClassNames
    from jupyter_mm.kernel.restoring.plan import RestorePlan
    from jupyter_mm.kernel.restoring.trust import Reader

PYTHON = platform.python_version()
CODE = (b"make_function", b"CodeType")
"""What a stream that holds code of the notebook names: code of one Python crashes another."""

Read = tuple["Group", bytes, list[Any]]


@dataclass(slots=True, kw_only=True)
class Staged:
    """Values to come, and what makes their classes the live ones."""

    values: dict[str, Any] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    """Name -> why it was left out; only where that is allowed."""
    commit: Callable[[], None] = lambda: None


class Staging:
    """Loads groups of one store into one namespace's world."""

    def __init__(self, reader: Reader, namespace: dict[str, Any], names: ClassNames) -> None:
        """`names` are the ids of the notebook's live classes."""
        self.reader = reader
        self._namespace, self._names = namespace, names

    def load(self, groups: Iterable[Group], *, may_fail: bool = False) -> Staged:
        """Return the values of groups, all bytes verified before the first is unpickled.

        Raises CorruptError or NotRestorableError; with `may_fail` what fails is left out instead.
        """
        staged = Staged()
        read = []
        for group in groups:
            try:
                read.append((group, self.reader.stream(group.stream), self._buffers(group)))
            except CorruptError as error:
                if not may_fail:
                    raise
                staged.failures.update(dict.fromkeys(group.names, _plain(error)))
        with collector_off():
            while not self._unpickle(read, staged, may_fail=may_fail):
                read = [one for one in read if one[0].names[0] not in staged.failures]
        return staged

    def _unpickle(self, read: list[Read], staged: Staged, *, may_fail: bool) -> bool:
        """Load everything in one go; False when something failed and is to be left out.

        Then all begins anew: what failed may have left half a class behind.
        """
        from jupyter_mm.kernel.codecs.unpickler import Loader  # noqa: PLC0415  # needs cloudpickle

        loader = Loader(self._namespace, self._names)
        values: dict[str, Any] = {}
        for group, stream, buffers in read:
            try:
                found = loader.load(stream, buffers)
                values.update({name: found[name] for name in group.names})
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                reason = f"cannot be loaded ({reason_of(error)})"
                if not may_fail:
                    raise NotRestorableError(
                        f"{', '.join(group.names)} {reason}. {WHOLE}"
                    ) from error
                staged.failures.update(dict.fromkeys(group.names, reason))
                return False
        staged.values, staged.groups = values, [group for group, _, _ in read]
        staged.commit = loader.prepared()
        return True

    def process(self, groups: Iterable[Group], *, may_fail: bool) -> dict[str, Any]:
        """Return the stored states of what belongs to the process."""
        return self.load(groups, may_fail=may_fail).values

    def _buffers(self, group: Group) -> list[memoryview]:
        found = []
        for buffer in group.buffers:
            memory = self.reader.buffer(buffer.content)
            found.append(memory.toreadonly() if buffer.readonly else memory)
        return found


def without_foreign_code(plan: RestorePlan, reader: Reader) -> RestorePlan:
    """Return the plan without what holds code of another Python, which this one cannot run."""
    theirs = plan.state.manifest.python
    if _minor(theirs) == _minor(PYTHON):
        return plan
    foreign = {
        name
        for group in plan.groups
        if any(mark in reader.stream(group.stream) for mark in CODE)
        for name in group.names
    }
    reason = f"holds code of Python {theirs}; this is {PYTHON}"
    lost = [replace(one, reason=reason) for one in plan.load if one.name in foreign]
    return replace(
        plan,
        groups=tuple(group for group in plan.groups if group.names[0] not in foreign),
        load=tuple(one for one in plan.load if one.name not in foreign),
        along=tuple(name for name in plan.along if name not in foreign),
        cannot=tuple(sorted([*plan.cannot, *lost], key=lambda one: one.name)),
        notes=(*plan.notes, f"kept by Python {theirs}; this is {PYTHON}"),
    )


def left_out(plan: RestorePlan, failures: Mapping[str, str]) -> RestorePlan:
    """Return the plan with what failed among what cannot come back."""
    if not failures:
        return plan
    lost = [replace(one, reason=failures[one.name]) for one in plan.load if one.name in failures]
    return replace(
        plan,
        load=tuple(one for one in plan.load if one.name not in failures),
        cannot=tuple(sorted([*plan.cannot, *lost], key=lambda one: one.name)),
    )


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]


def _plain(error: CorruptError) -> str:
    return error.message.removesuffix(WHOLE).strip()
