"""Under which environment a checkpoint was made, and how two of them differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core import policy
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.references import resolve
from jupyter_mm.core.states import load_manifest
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.environment import EnvironmentDifference, EnvironmentShown
from jupyter_mm.environment.difference import compare
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core


def show_environment(
    core: Core,
    actor: Actor,
    ref: str,
    *,
    session: str | None = None,
    notebook: str | None = None,
) -> EnvironmentShown:
    """Return the lock of a checkpoint's environment, as text and read.

    Raises what the reference raises, NotFoundError where no lock is kept, InvalidError for one that
    cannot be read, CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        state = resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
    digest = lock_of(core, state)
    if digest is None:
        raise NotFoundError(
            f"No environment is kept of {state['id'][:10]}.",
            hint="Locks are made in the background: the first cells of a kernel may have none.",
        )
    lock = core.blobs.get(digest)
    return EnvironmentShown(
        checkpoint=Digest(state["id"]),
        digest=digest,
        lock=lock.decode("utf-8", "replace"),
        environment=read_lock(lock),
    )


def compare_environments(
    core: Core,
    actor: Actor,
    *,
    before: str,
    after: str,
    session: str | None = None,
    notebook: str | None = None,
) -> EnvironmentDifference:
    """Return how the environments of two checkpoints differ; empty where one is not kept.

    Raises what the references raise, InvalidError for a lock that cannot be read, CorruptError.
    """
    policy.require(actor, Scope.READ)
    with core.catalog.read() as tx:
        first, second = (
            resolve(tx, ref, session=session, notebook=notebook, now=core.clock())
            for ref in (before, after)
        )
    return difference_of(core, lock_of(core, first), lock_of(core, second))


def difference_of(core: Core, before: Digest | None, after: Digest | None) -> EnvironmentDifference:
    """Return how two locks differ; empty where one is not kept. Raises as above."""
    if before is None or after is None or before == after:
        return EnvironmentDifference(before=before, after=after, packages=(), facts=())
    first, second = (read_lock(core.blobs.get(digest)) for digest in (before, after))
    return compare(first, second, before_digest=before, after_digest=after)


def lock_of(core: Core, state: Row) -> Digest | None:
    """Return the digest of a checkpoint's lock: of its manifest, which old stores have, too."""
    manifest, _ = load_manifest(core.blobs, Digest(state["manifest"]))
    return manifest.environment
