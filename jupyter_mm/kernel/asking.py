"""Questions to the store: through the server, or through one run of the command line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain import canonical
from jupyter_mm.errors import NotFoundError, StoreUnavailableError
from jupyter_mm.kernel.server_link import ServerLink, error_of, segment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TIMEOUT_S = 60.0
_GET = {"list_history": "/history", "show_checkpoint": "/checkpoints/{ref}"}


class StoreQuestions:
    """Asks operations by name and returns their JSON. The kernel itself reads no SQL."""

    def __init__(self, link: ServerLink, home: Path) -> None:
        """Prefer the server behind `link`; else ask the store in `home`."""
        self._link = link
        self._home = home

    def ask(self, name: str, params: Mapping[str, Any]) -> Any:
        """Return the answer. Raises the operation's error, or StoreUnavailableError."""
        if self._link.is_reachable():
            try:
                return self._over_http(name, params)
            except StoreUnavailableError:
                return self._over_process(name, params)
        return self._over_process(name, params)

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

    def _over_http(self, name: str, params: Mapping[str, Any]) -> Any:
        query = dict(params)
        path = _GET[name]
        if "{ref}" in path:
            path = path.format(ref=segment(str(query.pop("ref"))))
        return self._link.get(path, query)

    def _over_process(self, name: str, params: Mapping[str, Any]) -> Any:
        told = {key: value for key, value in params.items() if value is not None}
        import subprocess  # noqa: PLC0415  # only where there is no server

        command = [sys.executable, "-P", "-m", "jupyter_mm.cli.main", "call", name]
        try:
            done = subprocess.run(  # noqa: S603  # our own program, fixed arguments
                [*command, "--home", str(self._home)],
                input=canonical.dumps({"params": told}),
                capture_output=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StoreUnavailableError(f"The store cannot be asked: {error}") from error
        answer = _last_json(done.stdout) or _last_json(done.stderr)
        if done.returncode != 0 or answer is None:
            raise error_of(answer)
        return answer


def _last_json(text: bytes) -> Any:
    """Return the JSON object of the last line, if there is one."""
    for line in reversed(text.splitlines()):
        try:
            return json.loads(line)
        except ValueError:
            continue
    return None
