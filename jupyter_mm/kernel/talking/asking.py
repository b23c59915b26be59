"""Questions to the store: through the server, or through one run of the command line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain import canonical
from jupyter_mm.errors import NotFoundError, StoreUnavailableError
from jupyter_mm.kernel.talking.server_link import ServerLink, asked, error_of, segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SETTLE_S = 10.0
TIMEOUT_S = 60.0
LONG_S = 3600.0
"""For what reads whole files."""
_GET = {
    "compare_data": "/data-difference",
    "compare_environments": "/environment-difference",
    "compare_variables": "/variable-differences",
    "data_profile": "/data-profile",
    "list_data": "/data",
    "list_history": "/history",
    "list_runs": "/runs",
    "recoverable": "/recovery",
    "show_checkpoint": "/checkpoints/{ref}",
    "show_environment": "/environments/{ref}",
    "show_execution": "/executions/{id}",
    "show_notebook": "/checkpoints/{ref}/notebook",
    "why": "/why",
}
_POST = {
    "annotate_checkpoint": "/checkpoints/{ref}/annotations",
    "compare": "/comparisons",
    "verify_data": "/checkpoints/{ref}/verify-data",
}
_LONG = frozenset({"verify_data"})
"""Operations that are no question of a moment."""
_SEGMENTS = ("ref", "id")


class StoreQuestions:
    """Asks operations by name and returns their JSON. The kernel itself reads no SQL."""

    def __init__(self, link: ServerLink, home: Path, settle: Callable[[float], bool]) -> None:
        """Prefer the server behind `link`; else ask the store in `home`.

        `settle` waits until what the session handed over has arrived there.
        """
        self._link, self._home, self._settle = link, home, settle

    def is_near(self) -> bool:
        """Tell whether a server answers: an answer takes milliseconds then."""
        return self._link.is_reachable()

    def ask(self, name: str, params: Mapping[str, Any], body: Any = None) -> Any:
        """Return the answer, which knows all that this session handed over.

        Raises the operation's error, or StoreUnavailableError.
        """
        self._settle(SETTLE_S)
        if self._link.is_reachable():
            try:
                return self._over_http(name, params, body)
            except StoreUnavailableError:
                return self._over_process(name, params, body)
        return self._over_process(name, params, body)

    def show(self, ref: str, session: str) -> Any:
        """Return a checkpoint: of this session if it has one by that name, else of any.

        `now`, times, `best:` and `last:` always mean this session.
        """
        try:
            return self.ask("show_checkpoint", {"ref": ref, "session": session})
        except NotFoundError:
            if ref.startswith(("now", "@")) or ":" in ref:
                raise
            return self.ask("show_checkpoint", {"ref": ref})

    def _over_http(self, operation: str, params: Mapping[str, Any], body: Any) -> Any:
        query = dict(params)
        path = _GET.get(operation) or _POST[operation]
        for name in _SEGMENTS:
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", segment(str(query.pop(name))))
        if operation in _POST:
            return self._link.send(asked(path, query), body or {}, _timeout(operation))
        return self._link.get(path, query)

    def _over_process(self, name: str, params: Mapping[str, Any], body: Any) -> Any:
        told = {key: value for key, value in params.items() if value is not None}
        question = {"params": told} if body is None else {"params": told, "body": body}
        import subprocess  # noqa: PLC0415  # only where there is no server

        command = [sys.executable, "-P", "-m", "jupyter_mm.cli.main", "call", name]
        try:
            done = subprocess.run(  # noqa: S603  # our own program, fixed arguments
                [*command, "--home", str(self._home)],
                input=canonical.dumps(question),
                capture_output=True,
                timeout=_timeout(name),
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StoreUnavailableError(f"The store cannot be asked: {error}") from error
        answer = _last_json(done.stdout) or _last_json(done.stderr)
        if done.returncode != 0 or answer is None:
            raise error_of(answer)
        return answer


def _timeout(operation: str) -> float:
    return LONG_S if operation in _LONG else TIMEOUT_S


def _last_json(text: bytes) -> Any:
    """Return the JSON object of the last line, if there is one."""
    for line in reversed(text.splitlines()):
        try:
            return json.loads(line)
        except ValueError:
            continue
    return None
