"""Profiles without what is nobody's business: keys, passwords, more of a text than needed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.domain.profile import CommonValue

if TYPE_CHECKING:
    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.profile import ColumnProfile, Profile

HIDDEN = "(hidden: looks like a key)"
LONGEST_NAME, LONGEST_VALUE = 200, 80
_LOGIN = re.compile(
    r"://[^\s/:@]{0,100}:[^\s/@]+@"  # an address with a password
    r"|(?:password|passwd|pwd|secret|token|accountkey|sharedaccesskey|api_?key)\s*[=:]\s*\S"
    r"|\bya29\.[\w-]{10}",
    re.IGNORECASE,
)


def without_secrets(profile: Profile, secrets: SecretFinder) -> Profile:
    """Return the profile without names and values that look like keys, and with short ones.

    Whole values are searched and then cut: of a cut one nobody could tell what it was.
    """
    return replace(profile, columns=tuple(_shown(column, secrets) for column in profile.columns))


def _shown(column: ColumnProfile, secrets: SecretFinder) -> ColumnProfile:
    common = tuple(
        CommonValue(value=one.value[:LONGEST_VALUE], count=one.count)
        for one in column.common
        if not _is_secret(one.value, secrets)
    )
    name = HIDDEN if _is_secret(column.name, secrets) else column.name[:LONGEST_NAME]
    return replace(column, name=name, common=common)


def _is_secret(text: str, secrets: SecretFinder) -> bool:
    is_known = secrets.reason(text.encode("utf-8", "surrogatepass")) is not None
    return is_known or _LOGIN.search(text) is not None
