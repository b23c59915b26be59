"""Building environments and reproducing: long work, told as it goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from jupyter_mm.errors import NeedsConsentError
from jupyter_mm.reproduce.build import build, meant
from jupyter_mm.reproduce.lines import Lines, Words, stoppable
from jupyter_mm.reproduce.progress import SILENT, Surroundings
from jupyter_mm.reproduce.reproduce import Wanted
from jupyter_mm.reproduce.reproduce import reproduce as attempt

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from jupyter_mm.core import Core
    from jupyter_mm.core.policy import Actor
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.domain.environment import BuiltEnvironment
    from jupyter_mm.domain.verdict import Verdict

T = TypeVar("T")

SIGNS = {"same": "✔", "close": "≈", "different": "✖", "impossible": "–"}
CODES = {"same": 0, "close": 0, "different": 7, "impossible": 6}
MARKS = {"same": "✔", "close": "≈", "different": "✖", "failed": "✖", "skipped": "–"}


def create_environment(options: Namespace, core: Core, actor: Actor) -> int:
    """Build the environment of a checkpoint and register a kernel for it."""

    def work(checkpoint: Digest, surroundings: Surroundings) -> BuiltEnvironment:
        return build(
            core, actor, checkpoint, surroundings, name=options.name, consent=options.consent
        )

    _told(options, core, "built", work, _built)
    return 0


def reproduce(options: Namespace, core: Core, actor: Actor) -> int:
    """Run what led to a checkpoint again, and say whether the same comes out."""
    wanted = Wanted(
        is_slice=options.slice,
        tolerance=options.tolerance,
        consent=options.consent,
        python=Path(options.python).expanduser().absolute() if options.python else None,
    )

    def work(checkpoint: Digest, surroundings: Surroundings) -> Verdict:
        return attempt(core, actor, checkpoint, wanted, surroundings)

    return CODES[_told(options, core, "verdict", work, _verdict).outcome]


def _told(
    options: Namespace,
    core: Core,
    kind: str,
    work: Callable[[Digest, Surroundings], T],
    text: Callable[[T], list[str]],
) -> T:
    """Do long work, write how far it is, and at last what came of it."""
    lines, words = Lines(sys.stdout), Words(sys.stderr)
    progress = lines.progress() if options.json else SILENT if options.quiet else words.progress()
    with stoppable():
        checkpoint = meant(core, options.ref, session=options.session, notebook=options.notebook)
        try:
            made = work(checkpoint, Surroundings(variables=os.environ, progress=progress))
        except NeedsConsentError as error:
            if options.json:
                lines.end("needs_consent", error.needs)
                sys.exit(error.exit_code)
            raise
    if options.json:
        lines.end(kind, made)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in text(made)))
    return made


def _built(built: BuiltEnvironment) -> list[str]:
    found = [
        f"✔ {built.packages} packages in {built.folder}",
        f"  kernel {built.kernel}",
    ]
    found.extend(
        f"  {one.name} {one.wanted or '–'} → {one.got or 'none'}: {one.why}"
        for one in built.unmatched
    )
    return found


def _verdict(verdict: Verdict) -> list[str]:
    found = [f"{SIGNS[verdict.outcome]} {verdict.summary}"]
    for one in verdict.outputs:
        detail = f": {one.detail}" if one.detail else ""
        found.append(f"  {MARKS[one.outcome]} {one.title}{detail}")
    found.extend(
        f"  {check.path} {check.kind} {check.detail}".rstrip()
        for check in verdict.data
        if check.kind != "same"
    )
    found.extend(
        f"  {change.name} {change.before or '–'} → {change.after or 'none'}"
        for change in verdict.packages
    )
    return found
