"""`%mm_reproduce` and `%mm_env create`: our command line in a process of its own, told as it goes.

The kernel itself reads no SQL and runs no second notebook; an interrupt of the cell ends the child.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.errors import ConflictError, MMError
from jupyter_mm.kernel.talking.server_link import error_of
from jupyter_mm.kernel.talking.tables import TableView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ENDS_WITHIN_S = 10.0
OUTCOMES = {"same": "✔ same", "close": "≈ within tolerance", "different": "✖ different",
            "impossible": "cannot be reproduced"}  # fmt: skip
MARKS = {"same": "✔", "close": "≈", "different": "✖", "failed": "✖", "skipped": "–"}


def reproduce(home: Path, ref: str, options: tuple[str, ...] = ()) -> TableView:
    """Run a checkpoint anew in an environment built from its lock, and return the verdict.

    Raises the error that stopped it, ConflictError for what needs consent.
    """
    found = _result(home, ("reproduce", *options), ref, "verdict")
    rows = tuple(
        (MARKS.get(one["outcome"], "?"), one["title"], one["detail"]) for one in found["outputs"]
    )
    notes = [f"data {one['path']}: {one['kind']} {one['detail']}".rstrip()
             for one in found["data"] if one["kind"] != "same"]  # fmt: skip
    notes += [
        f"package {one['name']}: {one['before'] or 'none'} became {one['after'] or 'none'}"
        for one in found["packages"]
    ]
    caption = f"{OUTCOMES.get(found['outcome'], found['outcome'])}: {found['summary']}"
    return TableView(caption, ("", "execution", "difference"), rows, tuple(notes))


def build(home: Path, ref: str, options: tuple[str, ...] = ()) -> TableView:
    """Build an environment with a kernel from the lock of a checkpoint, and say what differs.

    Raises as `reproduce`.
    """
    found = _result(home, ("env", "create", *options), ref, "built")
    rows = tuple(
        (one["name"], one["wanted"], one["got"] or "–", one["why"]) for one in found["unmatched"]
    )
    kernel = f"kernel {found['kernel']}" if found["kernel"] else found["python"]
    caption = f"{found['packages']} packages, {kernel}; {len(rows) or 'none'} not as in the lock"
    return TableView(caption, ("package", "wanted", "got", "why"), rows, (found["folder"],))


def _result(home: Path, words: tuple[str, ...], ref: str, kind: str) -> Any:
    """Return the last word of a command that tells its steps; print the steps."""
    command = [sys.executable, "-P", "-m", "jupyter_mm.cli.main", *words]
    found: Any = None
    for told in _lines([*command, "--json", "--home", str(home), "--", ref]):
        if "step" in told:
            print(_step(told))  # noqa: T201  # progress belongs to the output of the cell
        elif "needs_consent" in told:
            reasons = "; ".join(map(str, told["needs_consent"]))
            raise ConflictError(f"It needs your consent: {reasons}", hint="Add --consent.")
        elif "error" in told:
            raise error_of(told)
        found = told.get(kind, found)
    if found is None:
        raise MMError("The command ended without a result.", hint="Run it in a terminal.")
    return found


def _step(told: Mapping[str, Any]) -> str:
    fraction = told.get("fraction")
    return f"{told['step']} ({fraction:.0%})" if fraction is not None else str(told["step"])


def _lines(command: list[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the JSON objects that a program prints; end it when nobody listens any more."""
    with subprocess.Popen(  # noqa: S603  # our own program; references are single arguments
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        assert child.stdout is not None  # noqa: S101  # it is a pipe
        try:
            for line in child.stdout:
                told = _object(line)
                if told is not None:
                    yield told
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Let a child that still runs clean up after itself; only then insist."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
