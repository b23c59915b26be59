"""Outputs as the notebook file would hold them, from the kernel's own messages.

Feed it every iopub message of one kernel; it needs no page, no file and no clock.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

Output = dict[str, Any]

REMEMBERED = 100
"""Finished executions that may still change: late prints, updated displays."""
REMEMBERED_BYTES = 64 << 20
OVERDUE = 4
"""Times as many are remembered while they wait to be recorded."""
GIVE_UP_S = 600.0
"""How long an execution waits for its kernel's capture; a paused kernel never sends one."""
CAPTURE_REST_S = 2.5
"""For so long nobody asks for the capture of a kernel that sends them: it lets cells go first."""
LONGEST_WAIT_S = 30.0
LONGEST_REST_S = 300.0
TRIES = 6
"""After as many errors an execution is given up; that takes half a minute."""
KEPT_KEYS = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}


@dataclass(slots=True)
class SeenExecution:
    """One execution as far as its messages have come."""

    id: str
    source: str
    count: int | None
    started_at: float
    ended_at: float | None = None
    status: str = "ok"
    outputs: list[Output] = field(default_factory=list)
    displays: list[str | None] = field(default_factory=list)
    """Display ids, one for each output."""
    held: int = 0
    """Characters of output held so far."""
    clears_next: bool = False
    ask_at: float = 0.0
    """When to ask again whether it may be recorded."""
    failures: int = 0
    """Errors in a row when it was to be recorded."""
    is_claimed: bool = False
    """Its kernel has recorded it: nothing is left to wait for."""

    def as_nbformat(self) -> list[Output]:
        """Return the outputs as the notebook file has them; the pieces of a stream are joined."""
        return [
            output | {"text": "".join(output["text"])} if "text" in output else dict(output)
            for output in self.outputs
        ]


class KernelOutputs:  # noqa: PLR0904  # what a watch asks of it is short
    """The executions of one kernel: those that run, and those that ended a while ago."""

    def __init__(self, limit: int) -> None:
        """Hold a little over `limit` characters an execution: enough to see that it is cut."""
        self._limit = limit
        self.running: dict[str, SeenExecution] = {}
        self.finished: OrderedDict[str, SeenExecution] = OrderedDict()
        self.changed: set[str] = set()
        """Executions that ended, or changed since; the owner empties it."""
        self._is_claiming = False
        """Whether the kernel records its executions and says so."""

    def feed(self, message: dict[str, Any]) -> None:
        """Take one iopub message, deserialised."""
        kind, content = message["msg_type"], message["content"]
        parent = message.get("parent_header") or {}
        if kind == "update_display_data":
            self._update_display(content)
        elif kind == "status" and content.get("execution_state") == "starting":
            self.abort(_date(message))
        elif parent.get("msg_type") == "execute_request":
            self._feed_execution(kind, content, str(parent["msg_id"]), _date(message))

    def abort(self, at: float) -> None:
        """End all that runs: the kernel is gone or was started anew."""
        for seen in list(self.running.values()):
            seen.status = "aborted"
            self._end(seen, at)

    def due(self, now: float) -> list[SeenExecution]:
        """Return what ended or changed since it was recorded, in order, waiting ones aside."""
        return [s for s in self.finished.values() if s.id in self.changed and s.ask_at <= now]

    def wait(self, seen: SeenExecution, now: float) -> None:
        """Let an execution wait for its capture, less and less often looked at, then for ever."""
        if seen.is_claimed:
            return  # it was claimed while we asked
        age = now - (seen.ended_at or now)
        seen.ask_at = now + min(max(age, 0.1), LONGEST_WAIT_S)
        if age > GIVE_UP_S:
            self.changed.discard(seen.id)

    def rest(self, seen: SeenExecution, now: float) -> None:
        """Let what changes after it was recorded gather, so that a chatty thread costs little."""
        seen.failures = 0
        age = now - (seen.ended_at or now)
        seen.ask_at = now + min(max(age, 1.0), LONGEST_REST_S)

    def fail(self, seen: SeenExecution, now: float) -> bool:
        """Have an execution tried again after an error, ever later; return whether that is over."""
        seen.failures += 1
        seen.ask_at = now + 2.0 ** (seen.failures - 1)
        if seen.failures < TRIES:
            self.changed.add(seen.id)
            return False
        seen.failures = 0
        self.changed.discard(seen.id)
        return True

    def again(self, execution: str) -> None:
        """Have an execution that ended recorded anew: what the page showed came later."""
        seen = self.finished.get(execution)
        if seen is not None:
            self.changed.add(execution)
            if not self._is_coming(seen):
                seen.ask_at = 0.0

    def hurry(self, execution: str) -> None:
        """Look at an execution as soon as it has ended: its capture has come."""
        seen = self.finished.get(execution) or self.running.get(execution)
        if seen is not None:
            seen.ask_at, seen.is_claimed = 0.0, True
            self._is_claiming = True

    def is_lost_without_capture(self, seen: SeenExecution) -> bool:
        """Return whether an execution ended with its kernel, which can send no capture any more.

        Not when an earlier one has no capture either: its kernel was told to keep nothing.
        """
        earlier = (s for s in self.finished.values() if s.started_at < seen.started_at)
        return seen.status == "aborted" and not any(s.id in self.changed for s in earlier)

    def _feed_execution(self, kind: str, content: dict[str, Any], key: str, at: float) -> None:
        if kind == "execute_input":
            count = content.get("execution_count")
            self.running[key] = SeenExecution(key, str(content.get("code", "")), count, at)
            return
        seen = self.running.get(key) or self.finished.get(key)
        if seen is None:
            return  # it began before we listened: half of its outputs would be a lie
        if kind == "status" and content.get("execution_state") == "idle":
            self._end(seen, at)
        elif kind == "clear_output":
            self._clear(seen, wait=bool(content.get("wait")))
        elif kind in KEPT_KEYS:
            self._add(seen, kind, content)

    def _clear(self, seen: SeenExecution, *, wait: bool) -> None:
        seen.clears_next = wait
        if not wait:
            seen.outputs, seen.displays, seen.held = [], [], 0
            self._note_late(seen)

    def _add(self, seen: SeenExecution, kind: str, content: dict[str, Any]) -> None:
        if seen.clears_next:
            self._clear(seen, wait=False)
        output = {"output_type": kind} | {k: content[k] for k in KEPT_KEYS[kind] if k in content}
        if kind == "error":
            seen.status = "error"
        if kind == "stream":
            output["text"] = [str(output.get("text", ""))[: self._limit]]
        if seen.held <= self._limit:
            _append(seen, output, (content.get("transient") or {}).get("display_id"))
            seen.held += _weight(output)
        self._note_late(seen)

    def _update_display(self, content: dict[str, Any]) -> None:
        wanted = (content.get("transient") or {}).get("display_id")
        for seen in [*self.finished.values(), *self.running.values()] if wanted else []:
            for output, display in zip(seen.outputs, seen.displays, strict=True):
                if display == wanted:
                    seen.held -= _weight(output)
                    output["data"] = content.get("data", {})
                    output["metadata"] = content.get("metadata", {})
                    seen.held += _weight(output)
                    self._note_late(seen)

    def _note_late(self, seen: SeenExecution) -> None:
        if seen.ended_at is not None:
            self.changed.add(seen.id)

    def _end(self, seen: SeenExecution, at: float) -> None:
        if self.running.pop(seen.id, None) is None:
            return
        seen.ended_at = at
        if self._is_coming(seen):
            seen.ask_at = at + CAPTURE_REST_S
        self.finished[seen.id] = seen
        self.changed.add(seen.id)
        for known in list(self.finished):
            if not self._exceeds(OVERDUE if known in self.changed else 1):
                break
            self.changed.discard(known)
            del self.finished[known]

    def _is_coming(self, seen: SeenExecution) -> bool:
        """Tell whether a capture is to be expected, and not to be asked for."""
        return self._is_claiming and not seen.is_claimed and seen.status != "aborted"

    def _exceeds(self, times: int) -> bool:
        held = sum(seen.held for seen in self.finished.values())
        return len(self.finished) > times * REMEMBERED or held > times * REMEMBERED_BYTES


def _append(seen: SeenExecution, output: Output, display: str | None) -> None:
    last = seen.outputs[-1] if seen.outputs else {}
    if "text" in output and "text" in last and last["name"] == output["name"]:
        last["text"] += output["text"]
        return
    seen.outputs.append(output)
    seen.displays.append(display)


def _weight(output: Output) -> int:
    """Return the characters an output holds, about; JSON such as a chart's counts like text."""
    values = [*output.get("data", {}).values(), *output.get("text", []), output.get("metadata")]
    return sum(len(v) if isinstance(v, str) else len(json.dumps(v, default=str)) for v in values)


def _date(message: dict[str, Any]) -> float:
    return float(message["header"]["date"].timestamp())
