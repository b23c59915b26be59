"""`jupyter mm`: arguments in, text or JSON and an exit code out.

Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 conflict, 5 store busy or unavailable,
6 only partly restored. Imports what a command needs when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from jupyter_mm.errors import InvalidError, MMError

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = """examples:
  jupyter mm history --notebook churn.ipynb --where 'acc>0.9'
  jupyter mm show now~1
"""
COMMANDS = {
    "history": "list executions, newest first",
    "show": "show one checkpoint or execution",
    "doctor": "check the installation and the store, with the next step for each finding",
    "du": "how many bytes the store uses",
    "verify": "read everything and report what is damaged",
    "config": "show the settings and where they come from",
    "call": "call an operation: JSON {params, body} on stdin, its answer on stdout",
}


class Parser(argparse.ArgumentParser):
    """Reports wrong usage like every other error."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print."""
        raise InvalidError(f"{message[0].upper()}{message[1:]}.", hint=f"Try `{self.prog} --help`.")


def parser() -> argparse.ArgumentParser:
    """Return the whole grammar of the command line."""
    common = Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON, errors included")
    common.add_argument("-q", "--quiet", action="store_true", help="print only what is asked for")
    common.add_argument("--home", metavar="DIR", help="folder of the store")
    scope = Parser(add_help=False)
    scope.add_argument("--notebook", metavar="PATH", help="only this notebook")
    scope.add_argument("--session", metavar="ID", help="only this kernel session")
    top = Parser(
        prog="jupyter mm",
        description="Every notebook execution, kept.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    made = {
        name: commands.add_parser(
            name,
            help=text,
            description=text.capitalize() + ".",
            parents=[common, scope] if name in {"history", "show"} else [common],
        )
        for name, text in COMMANDS.items()
    }
    made["history"].add_argument("-n", dest="limit", type=int, default=20, help="rows (20)")
    made["history"].add_argument("--where", default="", metavar="EXPR", help="filter")
    made["history"].add_argument("--before", type=int, metavar="POSITION", help="older rows only")
    made["show"].add_argument("ref", nargs="?", default="now", help="now, now~3, a tag, an id …")
    made["call"].add_argument("operation", help="name, as in docs/reference/operations.md")
    return top


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
