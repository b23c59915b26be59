"""Jobs of a server: each is the command line as a child process, and ends with its server.

What came of them is kept in `<home>/jobs`, so that a page that is loaded anew finds it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_mm.core.events import JobChanged
from jupyter_mm.core.wire import decode, encode
from jupyter_mm.domain import canonical
from jupyter_mm.domain.jobs import Job, JobRequest
from jupyter_mm.errors import ConflictError, InvalidError, MMError, NotFoundError, of_storage
from jupyter_mm.reproduce.job_words import end_of, words_of
from jupyter_mm.reproduce.lines import ENDS
from jupyter_mm.reproduce.processes import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

AT_ONCE = 3
LOG = logging.getLogger("jupyter_mm")
REMEMBERED = 50
LOG_LINES = 200
LONGEST_LINE = 2000
PAUSE_S = 0.2
"""Between two announcements of one job."""

_CANCELLED = {"status": "cancelled", "step": "Cancelled"}
PROGRAM = (sys.executable, "-m", "jupyter_mm.cli.main")


class _CancelledError(Exception):
    """Somebody wants a job to end."""


@dataclass(slots=True)
class _Live:
    """A job of this process."""

    job: Job
    request: JobRequest
    is_cancelled: threading.Event = field(default_factory=threading.Event)
    told_at: float = 0.0
    is_news: bool = False
    end: dict[str, Any] = field(default_factory=dict)
    """What its child said at last."""


class ChildJobs:
    """Runs jobs as children; a JobRunner."""

    def __init__(
        self,
        home: Path,
        variables: Mapping[str, str],
        publish: Callable[[JobChanged], None],
        clock: Callable[[], float],
        *,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """`variables` are what the children get; `publish` is called in threads of ours."""
        self._program = program
        self._home, self._folder = home, home / "jobs"
        self._variables, self._publish, self._clock = variables, publish, clock
        self._live: dict[str, _Live] = {}
        self._lock = threading.Lock()

    def start(self, request: JobRequest, *, checkpoint: str, title: str) -> Job:
        """Begin a job on one checkpoint and return it; one that does the same goes on instead.

        Raises ConflictError when as many run as may.
        """
        job = Job(
            id=secrets.token_hex(16),
            kind=request.kind,
            ref=request.ref,
            checkpoint=checkpoint,
            title=title,
            status="running",
            step="Starting",
            fraction=None,
            started_at=self._clock(),
            ended_at=None,
            message=None,
            needs_consent=(),
            log=(),
        )
        live = _Live(job, request)
        if (same := self._entered(live)) is not None:
            return same
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._write(job)
            self._forget_oldest()
        except OSError as error:
            self._leave(live)
            raise of_storage(error) from error
        threading.Thread(target=self._work, args=(live,), daemon=True).start()
        return job

    def _entered(self, live: _Live) -> Job | None:
        """Count a job among those that run; return the one that does the same already."""
        with self._lock:
            running = [one for one in self._live.values() if one.job.ended_at is None]
            for one in running:
                if one.request == live.request and not one.is_cancelled.is_set():
                    return one.job
            if len(running) >= AT_ONCE:
                raise ConflictError(
                    f"{len(running)} jobs are running; more would only slow each other down.",
                    hint="Wait for one to end, or cancel it.",
                )
            self._live[live.job.id] = live
        return None

    def _leave(self, live: _Live) -> None:
        with self._lock:
            self._live.pop(live.job.id, None)

    def all(self) -> tuple[Job, ...]:
        """Return all jobs that are remembered, newest first."""
        with self._lock:
            found = {live.job.id: live.job for live in self._live.values()}
        for path in self._folder.glob("*.json"):
            if path.stem not in found and (job := self._read(path.stem)) is not None:
                found[job.id] = job
        return tuple(sorted(found.values(), key=lambda job: job.started_at, reverse=True))

    def find(self, id_: str) -> Job:
        """Return a job. Raises NotFoundError."""
        with self._lock:
            live = self._live.get(id_)
        job = live.job if live is not None else self._read(id_)
        if job is None:
            raise NotFoundError(f"There is no job {id_[:40]}.", hint="It may have been forgotten.")
        return job

    def cancel(self, id_: str) -> Job:
        """End a job if it still runs, and return it. Raises NotFoundError."""
        job = self.find(id_)
        with self._lock:
            live = self._live.get(id_)
        if live is not None and job.status == "running":
            live.is_cancelled.set()
            self._change(live, step="Stopping")
        return self.find(id_)

    def _work(self, live: _Live) -> None:
        """Run a job to its end, in a thread of its own."""
        try:
            with self._marked(live.job.id):
                self._finish(live, self._run(live))
        except OSError as error:
            if live.job.ended_at is None:
                self._finish(live, {"status": "failed", "message": of_storage(error).message})

    def _run(self, live: _Live) -> dict[str, Any]:
        """Return what came of a job."""

        def look() -> None:
            if live.is_cancelled.is_set():
                raise _CancelledError
            self._tell(live)

        def hear(line: str) -> None:
            self._hear(live, line)
            look()

        words, told = [*self._program, *words_of(live.request, self._home)], self._variables
        try:
            done = run(words, folder=self._home, variables=told, on_line=hear, on_wait=look)
        except _CancelledError:
            return _outcome(live, _CANCELLED)
        except Exception:  # whatever it is, a job that nobody runs must not seem to run
            LOG.exception("job %s failed", live.job.id)
            return {"status": "failed", "message": "It could not be run; the log has more."}
        unsaid = {"status": "failed", "message": f"It ended with exit code {done.code}."}
        return _outcome(live, unsaid)

    def _finish(self, live: _Live, end: dict[str, Any]) -> None:
        """Let a job be over: what others read of it first, then what is known here."""
        job = _changed(live.job, {**end, "ended_at": self._clock()})
        with suppress(OSError):  # then it is remembered by this process only
            self._write(job)
            self._leave(live)
        with self._lock:
            live.job, live.is_news = job, True
        self._tell(live, at_once=True)

    def _hear(self, live: _Live, line: str) -> None:
        """Take one line of a child; what is no line of ours goes into the log."""
        try:
            told = json.loads(line)
        except ValueError:
            told = {"log": line}
        if not isinstance(told, dict):
            told = {"log": line}
        if "step" in told:
            self._change(live, step=str(told["step"]), fraction=told.get("fraction"))
        elif "log" in told:
            log = [*live.job.log, str(told["log"])[:LONGEST_LINE]][-LOG_LINES:]
            self._change(live, log=log)
        elif kind := next((kind for kind in ENDS if kind in told), None):
            live.end = end_of(kind, told[kind])

    def _change(self, live: _Live, **changes: Any) -> None:
        with self._lock:
            live.job, live.is_news = _changed(live.job, changes), True

    def _tell(self, live: _Live, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if live.is_news and (at_once or now - live.told_at >= PAUSE_S):
            live.told_at, live.is_news = now, False
            with suppress(Exception):  # a job does not end because nobody can hear of it
                self._publish(JobChanged(job=live.job))

    @contextmanager
    def _marked(self, id_: str) -> Iterator[None]:
        """Hold a lock on the job's mark: who gets it instead knows that we are gone."""
        path = self._folder / f"{id_}.running"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    def _is_marked(self, id_: str) -> bool:
        try:
            with (self._folder / f"{id_}.running").open() as mark:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _write(self, job: Job) -> None:
        beside = self._folder / f"{job.id}.new"
        beside.write_bytes(encode(job))
        beside.replace(self._folder / f"{job.id}.json")

    def _read(self, id_: str) -> Job | None:
        """Return a job of another process, or of one before this; None for what is none."""
        if not id_.isalnum():
            return None
        try:
            job = decode(Job, canonical.loads((self._folder / f"{id_}.json").read_bytes()))
        except (OSError, MMError):
            return None
        if job.status == "running" and not self._is_marked(id_):
            return replace(job, status="failed", message="The server ended while it ran.")
        return job

    def _forget_oldest(self) -> None:
        paths = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in paths[:-REMEMBERED]:
            path.unlink(missing_ok=True)


def _outcome(live: _Live, unsaid: dict[str, Any]) -> dict[str, Any]:
    """Return what a child said at last, else `unsaid`.

    What is done cannot be cancelled any more; what failed after somebody wanted it to end can.
    """
    end = live.end or unsaid
    return _CANCELLED if live.is_cancelled.is_set() and end["status"] == "failed" else end


def _changed(job: Job, changes: dict[str, Any]) -> Job:
    """Return a job with what its child said of it; failed, where that cannot be."""
    try:
        return decode(Job, json.loads(encode(job)) | changes)
    except InvalidError as error:
        told = replace(job, status="failed", step="Failed", message=error.message)
        return replace(told, ended_at=changes.get("ended_at"))
