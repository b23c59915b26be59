"""One attempt at a result: environment, data, a clean run, comparison, verdict."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.core import policy
from jupyter_mm.core.claims import check_tolerance
from jupyter_mm.core.context import Core
from jupyter_mm.core.data_checks import check_data
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.verdicts import record_verdict
from jupyter_mm.domain.environment import Unmatched
from jupyter_mm.domain.verdict import Verdict
from jupyter_mm.errors import NeedsConsentError
from jupyter_mm.reproduce.build import changed_packages, lock_of, prepared
from jupyter_mm.reproduce.interpreter import environment_of
from jupyter_mm.reproduce.line import Line, line_of, needed
from jupyter_mm.reproduce.outside import needs_of
from jupyter_mm.reproduce.progress import Surroundings
from jupyter_mm.reproduce.replay import Stage, replayed
from jupyter_mm.reproduce.scratch import fill, inputs_of, scratch
from jupyter_mm.reproduce.verdict import IMPOSSIBLE, Evidence, judged

if TYPE_CHECKING:
    from jupyter_mm.domain.data_answers import DataCheck
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.reproduce.build import Locked
    from jupyter_mm.reproduce.line import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a result is to be reproduced."""

    is_slice: bool = False
    """Only what the last execution depends on."""
    tolerance: float = 1e-6
    """Relative, for numbers."""
    consent: bool = False
    python: Path | None = None
    """Run in this interpreter instead of an environment built from the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The interpreter that it runs in."""

    python: Path
    unmatched: tuple[Unmatched, ...] = ()


def reproduce(
    core: Core,
    actor: Actor,
    checkpoint: Digest,
    wanted: Wanted,
    surroundings: Surroundings,
) -> Verdict:
    """Run what led to a checkpoint again, compare, and record what came of it.

    What cannot be done for a lasting reason is a verdict, too. Raises CannotBuildError when the
    environment cannot be made here now, NeedsConsentError, and the store's errors.
    """
    policy.require(actor, Scope.RUN)
    check_tolerance(wanted.tolerance)
    surroundings.progress.step("Looking at what ran", 0.0)
    line = line_of(core, checkpoint)
    attempt = _Attempt(core, actor, line, wanted, surroundings)
    verdict = attempt.verdict()
    record_verdict(core, actor, verdict)
    return verdict


@dataclass(slots=True)
class _Attempt:
    core: Core
    actor: Actor
    line: Line
    wanted: Wanted
    surroundings: Surroundings

    def verdict(self) -> Verdict:
        started_at = self.core.clock()
        steps = needed(self.line.steps) if self.wanted.is_slice else self.line.steps
        folder = self._folder(steps)
        told = self._impossible(started_at)
        if self.line.obstacle is not None:
            return replace(told, summary=_sentence(self.line.obstacle))
        needs = needs_of(steps, folder)
        if needs and not self.wanted.consent:
            raise NeedsConsentError(needs)
        data = self._data(steps)
        missing = next((one for one in data if one.kind in {"gone", "unreadable"}), None)
        if missing is not None:
            verb = "is gone" if missing.kind == "gone" else "cannot be read"
            return replace(told, summary=f"{missing.path} {verb}.", data=data)
        return self._run(steps, folder, replace(told, data=data))

    def _run(self, steps: tuple[Step, ...], folder: str, told: Verdict) -> Verdict:
        """Run the steps and return the verdict; `told` is what is known of it already."""
        progress = self.surroundings.progress
        locked = lock_of(self.core, self.line.checkpoint)
        place = self._place(locked)
        now = environment_of(place.python)
        home = self.core.settings.home
        with scratch(home) as made:
            fill(self.core, made, folder, steps, progress.part(0.5, 0.55))
            stage = Stage(
                python=place.python,
                place=made,
                folder=folder,
                variables=self._variables(locked),
                consent=self.wanted.consent,
                tolerance=self.wanted.tolerance,
            )
            running = replace(self.surroundings, progress=progress.part(0.55, 1.0))
            outputs = replayed(self.core, self.actor, steps, stage, running)
        packages = changed_packages(locked.environment, now)
        outcome, summary = judged(Evidence(outputs=outputs, data=told.data, packages=packages))
        return replace(
            told,
            outcome=outcome,
            summary=summary,
            duration_s=max(self.core.clock() - told.started_at, 0.0),
            outputs=outputs,
            packages=packages,
            unmatched=place.unmatched,
            python=now.python,
        )

    def _variables(self, locked: Locked) -> dict[str, str]:
        """Return what the lock says of the variables that are kept with environments, no more."""
        known = self.core.settings.environment_variables
        return {one.name: one.value for one in locked.environment.variables if one.name in known}

    def _place(self, locked: Locked) -> _Place:
        if self.wanted.python is not None:
            return _Place(python=self.wanted.python)
        building = replace(self.surroundings, progress=self.surroundings.progress.part(0.1, 0.5))
        built = prepared(self.core.settings.home, locked, building, consent=self.wanted.consent)
        return _Place(python=Path(built.python), unmatched=built.unmatched)

    def _data(self, steps: tuple[Step, ...]) -> tuple[DataCheck, ...]:
        """Check what was there before; what is gone and was kept counts as it was."""
        inputs = inputs_of(steps)
        text = f"Reading {len(inputs)} files" if len(inputs) != 1 else "Reading 1 file"
        self.surroundings.progress.step(text, 0.02)
        kept = {ref.path for ref in inputs if ref.kept is not None and ref.files is None}
        checks = check_data(self.core, list(inputs)).checks
        return tuple(
            replace(one, kind="same", detail="gone; what was kept of it was used")
            if one.kind == "gone" and one.path in kept
            else one
            for one in checks
        )

    def _folder(self, steps: tuple[Step, ...]) -> str:
        """Return the working folder; without a better one, that of the data."""
        if self.line.folder is not None:
            return self.line.folder
        paths = [ref.path for ref in inputs_of(steps) if ref.path.startswith("/")]
        return str(Path(paths[0]).parent) if paths else str(Path.home())

    def _impossible(self, started_at: float) -> Verdict:
        return Verdict(
            id=secrets.token_hex(16),
            checkpoint=self.line.checkpoint,
            outcome=IMPOSSIBLE,
            summary="",
            started_at=started_at,
            duration_s=0.0,
            tolerance=self.wanted.tolerance,
            is_slice=self.wanted.is_slice,
            outputs=(),
            data=(),
            packages=(),
            unmatched=(),
            python="",
        )


def _sentence(text: str) -> str:
    return f"Cannot be reproduced, because {text}."
