"""What has changed around a checkpoint since it was made."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.environment import EnvironmentDifference


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How a checkpoint's environment and data differ from what is there now."""

    environment: EnvironmentDifference
    """From the checkpoint's to that of the latest execution."""
    data: tuple[DataCheck, ...]
    """Only what differs, as far as size, time and remembered digests tell."""
