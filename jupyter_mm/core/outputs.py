"""Outputs as blobs: one for each, cut to a limit. Format: docs/formats/document.md."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain import canonical
from jupyter_mm.domain.document import OutputRef
from jupyter_mm.errors import CorruptError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.digest import Digest

Output = dict[str, Any]


def store_outputs(core: Core, outputs: Sequence[Output], limit: int) -> tuple[OutputRef, ...]:
    """Store the outputs of one execution, together at most about `limit` bytes.

    What is over the limit is cut: text keeps its beginning, the rest becomes a note.
    Raises InvalidError for what canonical JSON cannot hold, and the store's errors.
    """
    left = limit
    kept: list[tuple[Output, bytes, bool]] = []
    for output in outputs:
        content = canonical.dumps(output)
        truncated = len(content) > left
        shown = cut_output(output, content, left) if truncated else output
        content = canonical.dumps(shown) if truncated else content
        left = max(left - len(content), 0)
        kept.append((shown, content, truncated))
    names = core.blobs.put_many([content for _, content, _ in kept])
    return tuple(
        OutputRef(
            position=position,
            kind=str(output.get("output_type", "display_data")),
            mime_types=tuple(sorted(output.get("data", {}))),
            digest=name,
            size_bytes=len(content),
            truncated=truncated,
        )
        for position, (name, (output, content, truncated)) in enumerate(
            zip(names, kept, strict=True)
        )
    )


def load_output(core: Core, digest: Digest) -> Output:
    """Return one output as it was. Raises NotFoundError or CorruptError naming the blob."""
    value = json.loads(core.blobs.get(digest))
    if not isinstance(value, dict):
        raise CorruptError(f"Blob {digest} is no output.")
    return value


def cut_output(output: Output, content: bytes, left: int) -> Output:
    """Return what is kept of an output that is too large."""
    note = f"[{len(content)} bytes left out, BLAKE3 {digest_of(content)}]"
    text = output.get("text")
    if output.get("output_type") == "stream" and isinstance(text, str):
        beginning = text.encode("utf-8")[:left].decode("utf-8", "ignore")
        return {**output, "text": f"{beginning}\n{note}\n"}
    if output.get("output_type") == "error":
        return {**output, "evalue": str(output.get("evalue", ""))[:1000], "traceback": [note]}
    kept = {"data": {"text/plain": note}, "metadata": {}}
    return {key: kept.get(key, value) for key, value in output.items()}
