"""Profiles of tables: asked for by the digest of the file that holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core import policy
from jupyter_mm.core.data_now import digests_of
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.data import profile
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.domain.profile import Profile


def data_profile(core: Core, actor: Actor, *, digest: str) -> Profile:
    """Return the profile of a table by the digest of its file. Raises NotFoundError."""
    policy.require(actor, Scope.READ)
    found = _find(core, Digest.parse(digest))
    if found is None:
        raise NotFoundError(
            f"No profile is kept of {digest[:10]}.",
            hint="Profiles are made of tables that cells read, in the background.",
        )
    return found


def profile_file(core: Core, actor: Actor, path: str) -> Profile:
    """Return the profile of a file that holds a table, made and kept if there is none.

    Raises NotFoundError for a file that is not there or cannot be read, and for what is no table.
    """
    policy.require(actor, Scope.READ)
    found = digests_of(core).digest(path)
    if found.digest is None:
        raise NotFoundError(f"{path[:200]} {found.reason}.", hint="Give the path of a table.")
    made = make_profile(core, path, found.digest)
    if made is None:
        raise NotFoundError(
            f"No profile can be made of {path[:200]}.",
            hint="Tables are CSV, TSV, JSON lines, Parquet, Feather, Excel and HDF5 files that the "
            "libraries installed here can read, up to the setting `profile_limit_bytes`.",
        )
    return made


def profile_of(core: Core, ref: DataRef) -> Profile | None:
    """Return the profile of a single file, if one is kept."""
    if ref.digest is None or ref.files is not None:
        return None
    return _find(core, Digest(ref.digest))


def make_profile(
    core: Core, path: str, digest: Digest, *, cancelled: Callable[[], bool] | None = None
) -> Profile | None:
    """Return the profile of a file, made and kept if there is none; None for what is no table."""
    return profile.profile_file(
        core.info.home,
        path,
        digest,
        secrets=SecretFinder({}),
        limit_bytes=core.settings.profile_limit_bytes,
        cancelled=cancelled or (lambda: False),
    )


def _find(core: Core, digest: Digest) -> Profile | None:
    return profile.find(core.info.home, digest)
