"""What is to be done with data besides its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_mm.settings import Settings


class DataWishes:
    """Limits and paths. Written by the main thread, read by the courier's."""

    def __init__(self, settings: Settings, own_threads: set[int]) -> None:
        """Begin with what the settings say."""
        self.own_threads = own_threads
        """Of those threads nothing is recorded: what they open is not the user's doing."""
        self.digest_limit_bytes = settings.digest_limit_bytes
        self.profile_limit_bytes = settings.profile_limit_bytes
        self.keep_bytes = settings.keep_data_bytes
        """Files up to this size are kept themselves."""
        self.keep_limit_bytes = settings.keep_limit_bytes
        self.reads_until = float("inf")
        """On the monotonic clock: at the end of a process no file is read any more."""
        self.keep_paths: set[str] = set()
        """Absolute paths that are kept up to the limit."""
