"""`jupyter mm data`: files, sets of files and remote objects that notebooks used."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.api import text_data as text
from jupyter_mm.api.text import plain
from jupyter_mm.cli.printing import scope, write
from jupyter_mm.core.kept_data import KeptQuery, restore_data
from jupyter_mm.core.policy import owner
from jupyter_mm.core.profiles import profile_file
from jupyter_mm.data.dvc import md5_of, recorded, write_dvc
from jupyter_mm.errors import NotFoundError

if TYPE_CHECKING:
    from argparse import Namespace

    from jupyter_mm.api.transport import LocalTransport
    from jupyter_mm.core import Core

ACTOR = owner("command line")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def run(options: Namespace, core: Core, store: LocalTransport) -> int:
    """Run one of the commands; return its exit code."""
    if options.action in {"list", "used-by"}:
        narrowed = {"ref": options.ref} if options.action == "list" else {"path": _path(options)}
        asked = {name: value for name, value in narrowed.items() if value}
        found = store.call("list_data", {**asked, "limit": str(options.limit), **scope(options)})
        return write(options, found, text.uses(found, quiet=options.quiet))
    if options.action == "diff":
        asked = {"before": options.before, "after": options.after, **scope(options)}
        found = store.call("compare_data", asked)
        return write(options, found, text.difference(found, quiet=options.quiet))
    if options.action == "verify":
        report = store.call("verify_data", {"ref": options.ref, **scope(options)})
        write(options, report, text.report(report, quiet=options.quiet))
        return int(any(map(text.is_different, report.checks)))
    if options.action == "profile":
        return _profile(options, core, store)
    if options.action == "dvc":
        return _dvc(options)
    return _restore(options, core)


def _profile(options: Namespace, core: Core, store: LocalTransport) -> int:
    """Show a profile by digest, or of a file: it is made if there is none."""
    if _DIGEST.fullmatch(options.path):
        found = store.call("data_profile", {"digest": options.path})
    else:
        found = profile_file(core, ACTOR, _path(options))
    return write(options, found, text.profile(found))


def _restore(options: Namespace, core: Core) -> int:
    query = KeptQuery(path=_path(options), ref=options.ref, **scope(options))
    target = Path(options.to).absolute() if options.to else None
    restored = restore_data(core, ACTOR, query, to=target, overwrite=options.overwrite)
    line = f"{target or restored.path}: {restored.size_bytes} bytes, {restored.digest}"
    return write(options, restored, [plain(line)])


def _dvc(options: Namespace) -> int:
    """Compare with DVC's record, after writing it if that is wanted."""
    path = _path(options)
    if options.write:
        write_dvc(path)
    said, now = recorded(path), md5_of(path)
    if said is None:
        raise NotFoundError(f"DVC recorded nothing of {path}.", hint="`--write` does.")
    is_same = said.md5 == now
    answer = {"path": path, "recorded": said.md5, "now": now, "is_same": is_same}
    line = f"{'✓' if is_same else '✗'} {path}  {said.md5}"
    write(options, answer, [plain(line if is_same else f"{line}, now {now or 'not readable'}")])
    return int(not is_same)


def _path(options: Namespace) -> str:
    """Return a path as it is recorded: whole; a URI as it is."""
    given = str(options.path)
    if "://" in given:
        return given
    return os.path.abspath(Path(given).expanduser())  # noqa: PTH100  # links stay, `..` goes
