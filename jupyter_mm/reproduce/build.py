"""An environment from a lock. A half-built folder never counts: its mark is written last."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.core.states import load_manifest
from jupyter_mm.core.wire import decode, encode
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.environment import (
    BuiltEnvironment,
    Environment,
    PackageChange,
    Unmatched,
)
from jupyter_mm.environment.difference import compare
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.environment.requirements import plan
from jupyter_mm.errors import CannotBuildError, InvalidError, NeedsConsentError, of_storage
from jupyter_mm.reproduce.installing import Installation
from jupyter_mm.reproduce.interpreter import environment_of
from jupyter_mm.reproduce.kernelspec import register
from jupyter_mm.reproduce.own_wheel import NAME
from jupyter_mm.reproduce.uv import find_uv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jupyter_mm.core.context import Core
    from jupyter_mm.reproduce.progress import Surroundings

MARK = "jupyter-mm.json"
PAUSE_S = 0.5
OTHER = "uv took another one"
ADDED = "not in the lock: jupyter_mm and its kernel need it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The lock that a checkpoint was made under."""

    digest: Digest
    environment: Environment


def build(
    core: Core,
    actor: Actor,
    checkpoint: Digest,
    surroundings: Surroundings,
    *,
    name: str | None = None,
    consent: bool = False,
) -> BuiltEnvironment:
    """Make a checkpoint's environment again, register a kernel for it, and say what differs.

    One that was built before and is as it was is taken again. Raises NotFoundError without a lock,
    CannotBuildError, NeedsConsentError for what a lock may not do by itself.
    """
    policy.require(actor, Scope.RUN)
    locked = lock_of(core, checkpoint)
    built = prepared(core.settings.home, locked, surroundings, consent=consent)
    kernel = register(locked.digest, Path(built.python), name)
    surroundings.progress.step(f"Registered the kernel {kernel}", 1.0)
    return replace(built, kernel=kernel)


def meant(
    core: Core, ref: str, *, session: str | None = None, notebook: str | None = None
) -> Digest:
    """Return the checkpoint that a reference means now. Raises what the reference raises."""
    with core.catalog.read() as tx:
        row = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
    return Digest(row["id"])


def lock_of(core: Core, checkpoint: Digest) -> Locked:
    """Return the lock of a checkpoint. Raises CannotBuildError when none was kept."""
    with core.catalog.read() as tx:
        row = resolve(tx, checkpoint, now=core.clock())
    manifest, _ = load_manifest(core.blobs, Digest(row["manifest"]))
    if manifest.environment is None:
        raise CannotBuildError(
            "No environment was kept with this checkpoint.", hint="Choose another checkpoint."
        )
    return Locked(
        digest=manifest.environment,
        environment=read_lock(core.blobs.get(manifest.environment)),
    )


def prepared(
    home: Path, locked: Locked, surroundings: Surroundings, *, consent: bool
) -> BuiltEnvironment:
    """Return the environment of a lock, built if it is not there as it was built."""
    parent = home / "environments"
    try:
        parent.mkdir(mode=0o700, exist_ok=True)
        with _alone(parent / f"{locked.digest}.lock", surroundings):
            for target in _places(parent, locked.digest):
                known = intact(target)
                if known is not None:
                    surroundings.progress.step("The environment is there already", 1.0)
                    return known
                if not (target / MARK).exists():
                    break
            return _made(target, locked, surroundings, consent=consent)
    except OSError as error:
        raise of_storage(error) from error


def _places(parent: Path, name: str) -> Iterator[Path]:
    """Yield where an environment may lie.

    One that was finished and changed since stays where it is: somebody's kernel may live in it.
    """
    yield parent / name
    yield from (parent / f"{name}-{number}" for number in count(2))


def intact(folder: Path) -> BuiltEnvironment | None:
    """Return what was built in a folder, unless something was installed or removed since."""
    try:
        mark = json.loads((folder / MARK).read_bytes())
        built = decode(BuiltEnvironment, mark["built"], newer=True)
    except (OSError, ValueError, KeyError, TypeError, InvalidError):
        return None
    same = mark.get("installed") == _names(folder) and Path(built.python).exists()
    return built if same else None


def _made(
    target: Path, locked: Locked, surroundings: Surroundings, *, consent: bool
) -> BuiltEnvironment:
    others = tuple(one for one in locked.environment.packages if one.name != NAME)
    planned = plan(replace(locked.environment, packages=others))
    if planned.consent and not consent:
        raise NeedsConsentError(planned.consent)
    beside = target.with_name(f"{target.name}.work")
    for folder in (target, beside):
        shutil.rmtree(folder, ignore_errors=True)
    beside.mkdir(mode=0o700)
    try:
        uv = find_uv(surroundings, beside)
        making = Installation(uv, target, planned, consent)
        making.make()
        built = _described(target, locked, making)
        mark = {"built": json.loads(encode(built)), "installed": _names(target)}
        (target / f"{MARK}.new").write_text(json.dumps(mark))
        (target / f"{MARK}.new").replace(target / MARK)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return built


def _described(target: Path, locked: Locked, making: Installation) -> BuiltEnvironment:
    """Say what came out, compared with the lock."""
    python = target / "bin" / "python"
    after = environment_of(python)
    return BuiltEnvironment(
        lock=locked.digest,
        folder=str(target),
        python=str(python),
        kernel=None,
        packages=len(after.packages),
        unmatched=_unmatched(locked.environment, after, making),
    )


def _unmatched(
    wanted: Environment, got: Environment, making: Installation
) -> tuple[Unmatched, ...]:
    found = {one.name: one for one in making.plan.unmatched}
    if wanted.python != got.python:
        why = making.why.get("python", OTHER)
        found["python"] = Unmatched(name="python", wanted=wanted.python, got=got.python, why=why)
    for change in changed_packages(wanted, got):
        reason = ADDED if change.kind == "added" else OTHER
        found.setdefault(
            change.name,
            Unmatched(
                name=change.name,
                wanted=change.before or "",
                got=change.after,
                why=making.why.get(change.name, reason),
            ),
        )
    return tuple(found[name] for name in sorted(found))


def changed_packages(before: Environment, after: Environment) -> tuple[PackageChange, ...]:
    """Return what differs between two environments; a copy of ourselves is no difference."""
    versions = [
        {one.version for one in side.packages if one.name == NAME} for side in (before, after)
    ]
    return tuple(
        change
        for change in compare(before, after).packages
        if change.name != NAME or versions[0] != versions[1]
    )


def _names(folder: Path) -> list[str]:
    """Return what tells that something was installed or removed."""
    return sorted(path.name for path in folder.glob("lib/python3*/site-packages/*.dist-info"))


@contextmanager
def _alone(path: Path, surroundings: Surroundings) -> Iterator[None]:
    """Hold the lock on one environment, so that two processes never build it at once."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                surroundings.progress.step("Waiting for another build of this environment")
                time.sleep(PAUSE_S)
        yield
    finally:
        os.close(handle)
