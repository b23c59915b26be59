"""The child that profiles: a path on standard input, the profile as JSON on standard output.

Started by `jupyter_mm.data.profile` through `jupyter_mm.data.children`.
"""

from __future__ import annotations

import os
import resource
import sys

from jupyter_mm.data.children import give_way
from jupyter_mm.data.discretion import without_secrets
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.data.tables import profile_table
from jupyter_mm.domain import canonical

NO_TABLE = b"null"
"""The answer for a file that cannot be read as a table, and what is kept of it."""


MEMORY_BYTES, SECONDS = 2 << 30, 120
"""What a child may take. A small file may unpack to any size."""


def main() -> None:
    """Answer for the one path. Without the library that reads it there is no answer."""
    give_way()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    path = os.fsdecode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(_answer(path) + b"\n")
    sys.stdout.buffer.flush()


def _answer(path: str) -> bytes:
    secrets = SecretFinder(os.environ)  # noqa: TID251  # this process is its own host
    try:
        return canonical.dumps(without_secrets(profile_table(path), secrets))
    except ImportError:
        raise
    except Exception:  # noqa: BLE001  # readers of others raise anything for a bad file
        return NO_TABLE
