"""Values that look like keys: never kept nor told, but recorded with the reason.

Looks at the pickled bytes, where text stands as it is, so nested values are found as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEFORE = rb"(?<![A-Za-z0-9_-])"
_FORMS: tuple[tuple[bytes, str, bytes], ...] = (
    (b"PRIVATE KEY-----", "a private key", rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----"),
    (b"AKIA", "an AWS access key", _BEFORE + rb"AKIA[0-9A-Z]{16}(?![0-9A-Z])"),
    (b"ASIA", "an AWS access key", _BEFORE + rb"ASIA[0-9A-Z]{16}(?![0-9A-Z])"),
    (b"ghp_", "a GitHub token", _BEFORE + rb"ghp_[A-Za-z0-9]{30,}"),
    (b"gho_", "a GitHub token", _BEFORE + rb"gho_[A-Za-z0-9]{30,}"),
    (b"ghs_", "a GitHub token", _BEFORE + rb"ghs_[A-Za-z0-9]{30,}"),
    (b"github_pat_", "a GitHub token", rb"github_pat_[A-Za-z0-9_]{30,}"),
    (b"glpat-", "a GitLab token", rb"glpat-[A-Za-z0-9_-]{20,}"),
    (b"hf_", "a Hugging Face token", _BEFORE + rb"hf_[A-Za-z0-9]{30,}"),
    (b"sk-", "an API key", _BEFORE + rb"sk-[A-Za-z0-9_-]{20,}"),
    (b"sk_live_", "an API key", rb"sk_live_[A-Za-z0-9]{16,}"),
    (b"xoxb-", "a Slack token", rb"xoxb-[A-Za-z0-9-]{20,}"),
    (b"xoxp-", "a Slack token", rb"xoxp-[A-Za-z0-9-]{20,}"),
    (b"AIza", "a Google API key", _BEFORE + rb"AIza[A-Za-z0-9_-]{35}"),
    (b"pypi-", "a package index token", rb"pypi-[A-Za-z0-9_-]{50,}"),
    (b"npm_", "a package index token", _BEFORE + rb"npm_[A-Za-z0-9]{36}"),
    (b"eyJ", "a signed token", _BEFORE + rb"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
)
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|API_?KEY|ACCESS_?KEY|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 12


def speaks_of_secret(name: str) -> bool:
    """Tell whether a name is one that people give to passwords and keys."""
    return _SECRET_NAME.search(name) is not None


class SecretFinder:
    """Finds well-known token forms, and the secrets of this process's environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Remember the values of variables whose names speak of secrets."""
        self._values = tuple(
            (value.encode("utf-8", "surrogateescape"), name)
            for name, value in environment.items()
            if speaks_of_secret(name) and len(value) >= _SHORTEST
        )

    def reason(self, stream: bytes) -> str | None:
        """Return why these bytes must not be kept, or None."""
        for value, name in self._values:
            if value in stream:
                return f"holds the value of the environment variable {name}"
        for mark, name, form in _FORMS:
            if mark in stream and re.search(form, stream):
                return f"looks like {name}"
        return None
