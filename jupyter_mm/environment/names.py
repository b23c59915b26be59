"""Names, versions and URLs of packages, as their standards write them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_SEPARATORS = re.compile(r"[-_.]+")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION = re.compile(
    r"(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*"
    r"(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?[0-9]*)?"
    r"(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?"
    r"(?:[-_.]?dev[-_.]?[0-9]*)?"
    r"(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:[<>]=?|[!=]=)\s*[0-9]+(?:\.[0-9]+)*|~=\s*[0-9]+(?:\.[0-9]+)+")
_ANY_OF = re.compile(r"[!=]=\s*[0-9]+(?:\.[0-9]+)*\.\*")
_SCP = re.compile(r"[^/@\s]+@([^/:\s]+:.*)")
_CONDA_TOKEN = re.compile(r"^/t/[^/]+(?=/)")


def normal(name: str) -> str:
    """Return a package's name as every tool compares it (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def is_name(text: str) -> bool:
    """Tell whether a package may be called that (PEP 508)."""
    return _NAME.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """Tell whether this is a version (PEP 440), without 20 ms to load what says so too."""
    return _VERSION.fullmatch(text) is not None


def is_specifier(text: str) -> bool:
    """Tell whether this surely is a version specifier; unusual but valid ones are denied."""
    parts = [part.strip() for part in text.split(",")]
    return all(_RANGE.fullmatch(part) or _ANY_OF.fullmatch(part) for part in parts)


def without_credentials(url: str) -> str:
    """Return a URL without user, password, token, query and fragment; never raises."""
    if (short := _SCP.fullmatch(url)) is not None:  # git@host:path
        return short[1]
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = _CONDA_TOKEN.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))
