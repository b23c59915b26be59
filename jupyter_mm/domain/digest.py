"""The name of immutable bytes."""

from __future__ import annotations

import re
from typing import Self

from jupyter_mm.errors import InvalidError

_FORM = re.compile(r"[0-9a-f]{64}")
SHORT_LENGTH = 10


class Digest(str):
    """BLAKE3-256 of some bytes: 64 lower-case hexadecimal digits, and nothing else."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: object) -> Self:
        """Return `text` as a Digest. Raises InvalidError for anything else."""
        if not isinstance(text, str) or not _FORM.fullmatch(text):
            raise InvalidError("Not a digest: expected 64 lower-case hexadecimal digits.")
        return cls(text)

    @property
    def short(self) -> str:
        """The first digits, for people."""
        return self[:SHORT_LENGTH]
