"""The folder that a kernel worked in, read from a checkpoint without unpickling anything."""

from __future__ import annotations

import pickletools
from typing import TYPE_CHECKING

from jupyter_mm.core.states import load_leaf, load_manifest
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.digest import Digest

PART = "cwd"


def working_folder(core: Core, manifest: Digest) -> str | None:
    """Return the working folder after an execution; None where it was not kept."""
    try:
        process = load_manifest(core.blobs, manifest)[0].process
        if process is None:
            return None
        groups = load_leaf(core.blobs, process, is_process=True).groups
        streams = [group.stream for group in groups if group.names == (PART,)]
        return _text_in(core.blobs.get(streams[0].digest)) if streams else None
    except MMError:
        return None


def _text_in(stream: bytes) -> str | None:
    """Return the one value of a pickled `{"cwd": text}`: its instructions are listed, not run."""
    try:
        texts = [given for _, given, _ in pickletools.genops(stream) if isinstance(given, str)]
    except (ValueError, IndexError):
        return None
    return texts[-1] if len(texts) > 1 and texts[-1].startswith("/") else None
