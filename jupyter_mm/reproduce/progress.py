"""How far long work is, told to whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace


def _nobody(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Takes steps and log lines; a part of it stands for a part of the whole work."""

    on_step: Callable[[str, float | None], None] = _nobody
    """For people, as `Installing 41 packages`; with a share from 0 to 1 where it is known."""
    on_log: Callable[[str], None] = _nobody
    start: float = 0.0
    end: float = 1.0

    def step(self, text: str, share: float | None = None) -> None:
        """Say what is being done now. Repeating it is cheap and shows that we live."""
        whole = None if share is None else self.start + share * (self.end - self.start)
        self.on_step(text, whole)

    def log(self, line: str) -> None:
        """Add one line for those who want to know exactly."""
        self.on_log(line)

    def part(self, start: float, end: float) -> Progress:
        """Return the progress of a part that lies between two shares of this one."""
        length = self.end - self.start
        return replace(self, start=self.start + start * length, end=self.start + end * length)


SILENT = Progress()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a host gives to long work."""

    variables: Mapping[str, str]
    """The environment variables of this process."""
    progress: Progress = SILENT
