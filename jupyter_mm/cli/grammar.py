"""The grammar of the command line: commands, and their arguments."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

EPILOG = """examples:
  jupyter mm history --notebook churn.ipynb --where 'acc>0.9'
  jupyter mm show now~1
  jupyter mm runs --notebook churn.ipynb --sort=-acc
  jupyter mm diff best now --code --metrics
  jupyter mm env diff best now
  jupyter mm data used-by data/churn.csv
  jupyter mm reproduce best
"""
COMMANDS = {
    "history": "list executions, newest first",
    "show": "show one checkpoint or execution",
    "runs": "list runs with what they logged and the parameters in which they differ",
    "diff": "compare two states: cells, variables, data, environment, metrics",
    "why": "show what can have changed a metric between two states",
    "env": "environments: show, compare, export and rebuild them",
    "data": "data that notebooks used: list, verify, compare, trace, restore",
    "reproduce": "run what led to a checkpoint anew in its environment, and compare",
    "doctor": "check the installation and the store, with the next step for each finding",
    "du": "how many bytes the store uses",
    "verify": "read everything and report what is damaged",
    "config": "show the settings and where they come from",
    "call": "call an operation: JSON {params, body} on stdin, its answer on stdout",
}
ENVIRONMENT = {
    "show": "show the environment of a checkpoint",
    "diff": "compare the environments of two checkpoints",
    "lock": "print the lock of a checkpoint's environment (PEP 751, `pylock.toml`)",
    "export": "print an environment in the words of pip, uv or conda",
    "create": "build a checkpoint's environment and register a kernel for it",
}
DATA = {
    "list": "list the data that executions used, the latest use first",
    "verify": "read the data behind a checkpoint and report what is not as it was",
    "diff": "compare the data that two checkpoints came from",
    "used-by": "list the executions that used a file, or a set that holds it",
    "profile": "show rows and columns of a table: a file, or the digest of one",
    "restore": "bring kept bytes of a file back",
    "dvc": "compare a file or folder with what DVC recorded of it, or write its `.dvc` file",
}
PARTS = {
    "code": "cells",
    "vars": "variables",
    "data": "files that were used",
    "env": "packages and the machine",
    "metrics": "logged values",
}
REF = "now, now~3, a tag, an id …"


class Parser(argparse.ArgumentParser):
    """Reports wrong usage like every other error."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print."""
        raise InvalidError(f"{message[0].upper()}{message[1:]}.", hint=f"Try `{self.prog} --help`.")


def parser() -> argparse.ArgumentParser:
    """Return the whole grammar."""
    common = Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON, errors included")
    common.add_argument("-q", "--quiet", action="store_true", help="print only what is asked for")
    common.add_argument("--home", metavar="DIR", help="folder of the store")
    scope = Parser(add_help=False, parents=[common])
    scope.add_argument("--notebook", metavar="PATH", help="only this notebook")
    scope.add_argument("--session", metavar="ID", help="only this kernel session")
    top = Parser(
        prog="jupyter mm",
        description="Every notebook execution, kept.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    groups = dict.fromkeys(("env", "data"), Parser(add_help=False))
    scoped = dict.fromkeys(("history", "show", "runs", "diff", "why", "reproduce"), scope)
    made = _commands(top, "command", COMMANDS, groups | scoped, common)
    made["history"].add_argument("-n", dest="limit", type=int, default=20, help="rows (20)")
    made["history"].add_argument("--where", default="", metavar="EXPR", help="filter")
    made["history"].add_argument("--before", type=int, metavar="POSITION", help="older rows only")
    made["runs"].add_argument("-n", dest="limit", type=int, default=20, help="runs (20)")
    made["runs"].add_argument("--where", default="", metavar="EXPR", help="filter")
    made["runs"].add_argument(
        "--sort", metavar="NAME", help="metric or parameter; --sort=-NAME: the largest first"
    )
    made["show"].add_argument("ref", nargs="?", default="now", help=REF)
    made["call"].add_argument("operation", help="name, as in docs/reference/operations.md")
    top.set_defaults(action=None)
    _diff(made["diff"])
    _why(made["why"])
    _reproduce(made["reproduce"])
    _environment(made["env"], scope)
    _data(made["data"], scope, common)
    return top


def _commands(
    above: argparse.ArgumentParser,
    dest: str,
    texts: Mapping[str, str],
    parents: Mapping[str, Parser],
    common: Parser,
) -> dict[str, argparse.ArgumentParser]:
    """Add a command for each text and return them."""
    commands = above.add_subparsers(dest=dest, metavar=dest.upper(), required=True)
    return {
        name: commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            parents=[parents.get(name, common)],
        )
        for name, text in texts.items()
    }


def _consent(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--consent", action="store_true", help="go on with what needs consent, as is listed"
    )


def _diff(command: argparse.ArgumentParser) -> None:
    command.add_argument("before", nargs="?", default="now~1", help=f"{REF} (now~1)")
    command.add_argument("after", nargs="?", default="now", help="the other one, or `file` (now)")
    for name, what in PARTS.items():
        command.add_argument(f"--{name}", action="store_true", help=f"only {what}")
    command.add_argument("--all", action="store_true", help="what is the same, too")


def _why(command: argparse.ArgumentParser) -> None:
    command.add_argument("metric", help="name that was logged")
    command.add_argument("before", nargs="?", default="now~1", help=f"{REF} (now~1)")
    command.add_argument("after", nargs="?", default="now", help="the other one (now)")


def _reproduce(command: argparse.ArgumentParser) -> None:
    command.add_argument("ref", help=REF)
    command.add_argument(
        "--slice", action="store_true", help="only the executions that the last one depends on"
    )
    command.add_argument(
        "--tolerance", type=float, default=1e-6, metavar="T", help="relative, for numbers (1e-6)"
    )
    command.add_argument(
        "--python", metavar="PATH", help="run in this interpreter instead of building one"
    )
    _consent(command)


def _environment(command: argparse.ArgumentParser, scope: Parser) -> None:
    made = _commands(command, "action", ENVIRONMENT, {}, scope)
    for name in ("show", "lock"):
        made[name].add_argument("ref", nargs="?", default="now", help=REF)
    made["diff"].add_argument("before", help=REF)
    made["diff"].add_argument("after", nargs="?", default="now", help="the other one (now)")
    made["export"].add_argument("ref", help=REF)
    made["export"].add_argument("form", nargs="?", default="pip", help="pip, uv or conda (pip)")
    made["create"].add_argument("ref", help=REF)
    made["create"].add_argument("--name", metavar="N", help="name of the kernel")
    _consent(made["create"])


def _data(command: argparse.ArgumentParser, scope: Parser, common: Parser) -> None:
    made = _commands(command, "action", DATA, {"profile": common, "dvc": common}, scope)
    made["list"].add_argument("ref", nargs="?", help="only the data behind this checkpoint")
    made["verify"].add_argument("ref", nargs="?", default="now", help=REF)
    made["diff"].add_argument("before", help=REF)
    made["diff"].add_argument("after", nargs="?", default="now", help="the other one (now)")
    made["used-by"].add_argument("path", help="of a file or folder, or a URI")
    made["profile"].add_argument("path", help="of a file, or 64 digits of a digest")
    made["restore"].add_argument("path", help="as it was recorded")
    made["restore"].add_argument("--ref", metavar="REF", help="as it was behind this checkpoint")
    made["restore"].add_argument("--to", metavar="FILE", help="write there instead")
    made["restore"].add_argument(
        "--overwrite", action="store_true", help="replace a file of another content"
    )
    made["dvc"].add_argument("path", help="of a file or folder")
    made["dvc"].add_argument("--write", action="store_true", help="write it, as `dvc add` does")
    for name in ("list", "used-by"):
        made[name].add_argument("-n", dest="limit", type=int, default=200, help="rows (200)")
