"""The reference page of the command line: `python -m jupyter_mm.cli.reference [--check]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jupyter_mm.cli.main import parser

TARGET = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
HEAD = """# Command line

Generated from `jupyter_mm/cli/main.py` by `python -m jupyter_mm.cli.reference`; do not edit.

Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 conflict, 5 store busy or unavailable, 6 only
partly restored. With `--json` errors come on stdout as `{"error": {"kind", "message", "hint"}}`,
else as two lines on stderr: what went wrong, and the next step. Records that wait in the outbox are
taken in before a command answers. Colour is used on terminals only, not where `NO_COLOR` is set.
"""


def page() -> str:
    """Return the text of docs/reference/cli.md."""
    top = parser()
    parts = [HEAD, f"```text\n{top.format_help()}```\n"]
    for action in top._actions:  # noqa: SLF001  # argparse has no public way to its subcommands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # as above
            for name, command in action.choices.items():
                parts.append(f"## {name}\n\n```text\n{command.format_help()}```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(int(TARGET.read_text(encoding="utf-8") != page()))
    TARGET.write_text(page(), encoding="utf-8")
