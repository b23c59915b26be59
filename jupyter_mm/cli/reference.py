"""The reference page of the command line: `python -m jupyter_mm.cli.reference [--check]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.cli.grammar import parser

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
HEAD = """# Command line

Generated from `jupyter_mm/cli/grammar.py` by `python -m jupyter_mm.cli.reference`; do not edit.

Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 conflict, 5 store busy or unavailable, 6 not
possible as a whole, 7 it came out differently, 8 needs consent. `verify` and `data verify` end with
1 when something is not as it was recorded. With `--json` errors come on stdout as `{"error":
{"kind", "message", "hint"}}`, else as two lines on stderr: what went wrong, and the next step.
Records that wait in the outbox are taken in before a command answers. Colour is used on terminals
only, not where `NO_COLOR` is set.
"""


def page() -> str:
    """Return the text of docs/reference/cli.md."""
    return "\n".join([HEAD, *_help("", parser())])


def _help(name: str, command: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the section of a command, and of the commands below it."""
    title = f"{'#' * (name.count(' ') + 1)} {name.strip()}\n\n" if name else ""
    yield f"{title}```text\n{command.format_help()}```\n"
    for action in command._actions:  # noqa: SLF001  # argparse has no public way to its subcommands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # as above
            for below, found in action.choices.items():
                yield from _help(f"{name} {below}", found)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(int(TARGET.read_text(encoding="utf-8") != page()))
    TARGET.write_text(page(), encoding="utf-8")
