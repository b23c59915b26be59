"""What values print while they are kept does not belong into the user's output."""

from __future__ import annotations

import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType


class _Muted:
    """A stream that drops what this thread writes and passes on what others write."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._thread = threading.get_ident()

    def write(self, text: str) -> Any:
        """Write, unless it comes from the thread that captures."""
        if threading.get_ident() == self._thread:
            return len(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Quiet:
    """Mutes this thread's output and warnings; filters and registries stay as they are."""

    def __enter__(self) -> Self:
        """Put muted streams in place."""
        self._before = sys.stdout, sys.stderr, warnings.showwarning
        sys.stdout, sys.stderr = _Muted(sys.stdout), _Muted(sys.stderr)
        warnings.showwarning = _show_nothing
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the user's own back."""
        sys.stdout, sys.stderr, warnings.showwarning = self._before


def _show_nothing(*_arguments: Any, **_options: Any) -> None:
    """Drop a warning about the inside of a value."""
