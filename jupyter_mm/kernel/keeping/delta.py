"""How one state differs from the one before: changed groups, and the bytes that are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyter_mm.domain.checkpoint import Variable
from jupyter_mm.kernel.describing.outline import Outline
from jupyter_mm.kernel.state.parts import Key, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferDraft:
    """A buffer by the keys of its parts."""

    keys: tuple[Key, ...]
    size_bytes: int
    readonly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """A group that changed: all that its stored form needs but the names of its bytes."""

    names: tuple[str, ...]
    codec: str
    stream: bytes
    buffers: tuple[BufferDraft, ...]
    variables: tuple[Variable, ...]
    size_bytes: int
    outlines: tuple[Outline | None, ...] = ()
    """What is to be said of each variable; empty where there is nothing."""

    def part_keys(self) -> tuple[Key, ...]:
        """Return the keys of all parts in order, each once: written so, they are mapped as one."""
        return tuple(dict.fromkeys(key for buffer in self.buffers for key in buffer.keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """How a state differs from the one before, and the bytes that are new in it."""

    version: int
    """Of the ledger once this is taken over."""
    gone: frozenset[str]
    """First names of groups that are no more, or come anew in `groups`."""
    groups: tuple[GroupDraft, ...]
    lost: Mapping[str, Variable]
    """All variables that are not kept now."""
    process: tuple[GroupDraft, ...] = ()
    process_gone: frozenset[str] = frozenset()
    pieces: Mapping[Key, Piece] = field(default_factory=dict)

    def pending_bytes(self) -> int:
        """Return how many bytes wait to be written."""
        streams = sum(len(group.stream) for group in self.groups)
        return streams + sum(piece.size_bytes for piece in self.pieces.values())
