"""The child that hashes: paths on standard input, a line of JSON for each on standard output.

Started by `jupyter_mm.data.digests` through `jupyter_mm.data.children`.
"""

from __future__ import annotations

import json
import os
import sys

from jupyter_mm.data.children import give_way
from jupyter_mm.data.hashing import read_file


def main() -> None:
    """Answer for every path in order. The first word is the limit in bytes."""
    stop = give_way()
    limit, *paths = os.fsdecode(sys.stdin.buffer.read()).split("\0")
    for path in paths:
        if stop():
            break
        reading = read_file(path, limit_bytes=int(limit), stop=stop, may_map=True)
        # Not flushed: lines that are lost with a child that crashes are read by the parent itself.
        sys.stdout.write(json.dumps(reading) + "\n")
