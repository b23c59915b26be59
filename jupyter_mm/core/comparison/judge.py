"""Whether two cells differ, and in what; outputs are read only where their names differ."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from jupyter_mm.blobs.protocol import BlobStore
from jupyter_mm.core.comparison.documents import bytes_of, name_of
from jupyter_mm.core.comparison.quiet import Likeness, Quiet, quiet_metadata
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jupyter_mm.core.comparison.documents import Cell, Output
    from jupyter_mm.domain.digest import Digest

READ_BYTES = 64 << 20
"""Outputs with different names that are read to know whether they differ; beyond they do."""
LINES = 400
"""Lines of a cell that are compared in order; of longer ones only which there are."""
IMAGE = b'"image/'
NOISE = "noise"
"""Of outputs that differ in times, durations and ids alone; and of cells that differ in no more."""


@dataclass(slots=True)
class Judge:
    """Tells two cells apart, with bounds on what it reads for one comparison."""

    blobs: BlobStore
    quiet: Quiet
    with_noise: bool
    notes: set[str] = field(default_factory=set)
    noisy: int = 0
    """Cells that differ in nothing but noise."""
    _bytes: int = READ_BYTES

    def parts(self, before: Cell, after: Cell) -> tuple[str, ...]:
        """Return in what two cells differ: `source`, `outputs` or else `noise`, `metadata`."""
        found = []
        if before.source != after.source or not _same_attachments(before, after):
            found.append("source")
        likeness = self._outputs(before, after)
        has_noise = likeness is not None or before.count != after.count
        if likeness is Likeness.OTHER or (self.with_noise and likeness is not None):
            found.append("outputs")
        elif likeness is Likeness.NOISE:
            found.append(NOISE)
        raw = before.metadata != after.metadata
        quiet = raw and quiet_metadata(before.metadata) != quiet_metadata(after.metadata)
        has_noise |= raw != quiet
        if quiet or (self.with_noise and (raw or before.count != after.count)):
            found.append("metadata")
        self.noisy += has_noise and {*found} <= {NOISE}
        return tuple(found)

    def _outputs(self, before: Cell, after: Cell) -> Likeness | None:
        """Return how alike outputs are; None where they are the very same."""
        names = [tuple(map(name_of, cell.outputs)) for cell in (before, after)]
        if names[0] == names[1]:
            return None
        if self.with_noise:
            return Likeness.OTHER
        try:
            loaded = [self._loaded(parts) for parts in _differing(before, after, names)]
        except MMError:
            self.notes.add("Some outputs are damaged; those cells count as changed.")
            return Likeness.OTHER
        if loaded[0] is None or loaded[1] is None:
            return Likeness.OTHER
        likeness = self.quiet.likeness(loaded[0], loaded[1])
        if self.quiet.left < 0:
            self.notes.add("Not all texts were looked through for times and addresses.")
        return likeness

    def _loaded(self, parts: Sequence[Digest | Output]) -> list[Output] | None:
        """Return some outputs; None when enough was read already."""
        made = []
        for part in parts:
            content = bytes_of(self.blobs, part)
            self._bytes -= len(content)
            if self._bytes < 0:
                self.notes.add(
                    f"Only {READ_BYTES >> 20} MB of outputs were read; beyond that, those not "
                    "known to be the same count as changed."
                )
                return None
            made.append(json.loads(content))
        return made

    def has_images(self, before: Cell, after: Cell) -> bool:
        """Return whether both cells show pictures."""
        return all(self._shows_image(cell) for cell in (before, after))

    def _shows_image(self, cell: Cell) -> bool:
        try:
            return any(IMAGE in bytes_of(self.blobs, part) for part in cell.outputs)
        except MMError:
            return False


def _differing(
    before: Cell, after: Cell, names: Sequence[tuple[Digest, ...]]
) -> tuple[Sequence[Digest | Output], Sequence[Digest | Output]]:
    """Return the outputs that are worth reading: those that stand in one place and differ."""
    if len(names[0]) != len(names[1]):
        return before.outputs, after.outputs
    places = [n for n, (one, two) in enumerate(zip(*names, strict=True)) if one != two]
    return [before.outputs[n] for n in places], [after.outputs[n] for n in places]


def changed_lines(before: str, after: str) -> tuple[int, int]:
    """Return how many lines were added and removed."""
    if before == after:
        return 0, 0
    lines, others = _trimmed(before.splitlines(), after.splitlines())
    if max(len(lines), len(others)) > LINES:
        one, two = Counter(lines), Counter(others)
        return (two - one).total(), (one - two).total()
    blocks = SequenceMatcher(None, lines, others, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return len(others) - same, len(lines) - same


def _trimmed(lines: list[str], others: list[str]) -> tuple[list[str], list[str]]:
    """Return lines without what both begin and end with."""
    begin = next(
        (n for n, (one, two) in enumerate(zip(lines, others, strict=False)) if one != two),
        min(len(lines), len(others)),
    )
    lines, others = lines[begin:], others[begin:]
    while lines and others and lines[-1] == others[-1]:
        del lines[-1], others[-1]
    return lines, others


def _same_attachments(before: Cell, after: Cell) -> bool:
    one, two = before.attachments, after.attachments
    if one is None or two is None:
        return one is two
    return name_of(one) == name_of(two)
