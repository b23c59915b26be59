"""What ran: sessions, executions and what they logged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelSession:
    """One life of one kernel, from start to death or restart."""

    id: str
    """Made by the kernel when it starts: 32 hexadecimal digits."""
    kernel_id: str | None
    """Jupyter's id of the kernel; None where nobody gave it one (a script)."""
    language: str
    version: str
    """Of the language, as `3.11.7`."""
    host: str
    pid: int
    started_at: float
    notebook: str | None = None
    """Path of the document when the kernel started; a hint only, renames do not reach it."""
    project: str = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an execution failed, as the user saw it."""

    name: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """One run of one cell; its id is the Jupyter message id."""

    id: str
    session: str
    cell: str | None
    """Id of the cell in the notebook document, where the front end sent one."""
    count: int | None
    """The number in `In [count]`."""
    source: str
    status: str
    """`ok`, `error` or `aborted`."""
    started_at: float
    duration_s: float
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One logged value. `sequence` counts within the execution and makes redelivery harmless."""

    sequence: int
    name: str
    value: float | int | str | bool | None
    """Numbers that JSON lacks arrive as the text `nan`, `inf` or `-inf`."""
    step: int | None
    logged_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBatch:
    """Values logged by one execution, sent while it still runs."""

    session: str
    execution: str
    metrics: tuple[Metric, ...]
