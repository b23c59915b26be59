"""The reason why one value cannot be kept."""

from __future__ import annotations


class NotKeptError(Exception):
    """A value that is left out on purpose; the message is the reason people read."""
