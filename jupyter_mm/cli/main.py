"""`jupyter mm`: arguments in, text or JSON and an exit code out.

Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 conflict, 5 store busy or unavailable, 6 not
possible as a whole, 7 it came out differently, 8 needs consent. Imports what a command needs when
it runs, so that `--help` is quick.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from jupyter_mm.cli.grammar import parser
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given or given[:1] == ["call"]
    try:
        options = parser().parse_args(given)
        from jupyter_mm.cli import commands  # noqa: PLC0415  # `--help` must not wait for SQL

        return commands.run(options)
    except MMError as error:
        _report(error, as_json=as_json)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read us has seen enough; the interpreter must not complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _report(error: MMError, *, as_json: bool) -> None:
    if as_json:
        told = {"kind": error.kind, "message": error.message, "hint": error.hint}
        sys.stdout.write(json.dumps({"error": told}) + "\n")
    else:
        sys.stderr.write(f"jupyter mm: {error.message}\n{error.hint}\n")


if __name__ == "__main__":
    sys.exit(main())
