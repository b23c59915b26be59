"""How answers are printed: JSON, or text with colour on terminals."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.api import text
from jupyter_mm.core.wire import encode
from jupyter_mm.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

SIGNS = {"✓": 32, "✔": 32, "✗": 31, "✖": 31}


def difference_line(line: str) -> str:
    """Return a line of a difference in the colours that people know from others."""
    code = {"+": 32, "-": 31, "@": 36, "~": 33}.get(line[:1])
    return line if code is None else f"\x1b[{code}m{line}\x1b[0m"


def write(
    options: Namespace,
    value: Any,
    lines: list[str],
    *,
    colour: Callable[[str], str] | None = None,
) -> int:
    """Print an answer as the user wants it and return the exit code of what is done.

    On terminals `colour` makes lines coloured; without it signs are.
    """
    if options.json:
        sys.stdout.write(encode(_plain(value)).decode() + "\n")
    else:
        terminal = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        paint = colour or _coloured
        sys.stdout.write("".join(f"{paint(line) if terminal else line}\n" for line in lines))
    return 0


def scope(options: Namespace) -> dict[str, str]:
    """Return where a reference is looked up, as far as the user said."""
    names = ("session", "notebook")
    return {name: getattr(options, name) for name in names if getattr(options, name)}


def _coloured(line: str) -> str:
    for sign, code in SIGNS.items():
        line = line.replace(sign, f"\x1b[{code}m{sign}\x1b[0m")
    return line


def _plain(value: Any) -> Any:
    """Return settings with their path as text; all else as it is."""
    return text.plain_settings(value) if isinstance(value, Settings) else value
