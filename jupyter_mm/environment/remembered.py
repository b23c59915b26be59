"""Package metadata that other kernels have read. Format: docs/formats/packages.md.

Nothing here raises for the disk: what cannot be remembered is read again.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from xxhash import xxh3_64_hexdigest

from jupyter_mm.blobs.durable import make_folder, replace
from jupyter_mm.environment.installed import Installed

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_mm.environment.installed import Known

KIND = "jupyter_mm packages 1"
SETTLED_NS = 2_000_000_000
"""A folder that changed so shortly before may be written to still, without another time."""
_SETS = ("needs", "modules")
_NAMES = tuple(one.name for one in fields(Installed))


def packages_file(home: Path, prefix: str) -> Path:
    """Return the file that remembers the packages of one environment."""
    return home / "digests" / f"packages-{xxh3_64_hexdigest(prefix.encode())}.json"


def recall(path: Path) -> Known:
    """Return what was remembered, by metadata folder; empty when that is damaged or of others."""
    with suppress(OSError, ValueError, TypeError, RecursionError):
        kind, check, text = path.read_bytes().split(b"\n", 2)
        if kind.decode() == KIND and check.decode() == xxh3_64_hexdigest(text):
            return {
                folder: ((stamp[0], stamp[1]), _read(one))
                for folder, (stamp, one) in json.loads(text).items()
            }
    return {}


def remember(path: Path, known: Known, recalled: Known) -> Known:
    """Keep what is known, for all kernels; of two that write at once the last one counts.

    Returns what is remembered now. Nothing is written where all of it was recalled.
    """
    latest = time.time_ns() - SETTLED_NS
    lasting = {
        folder: (stamp, one)
        for folder, (stamp, one) in known.items()
        if stamp[0] < latest and not _is_from_an_address(one)
    }
    if lasting.items() <= recalled.items():
        return recalled
    told = {folder: (stamp, _told(one)) for folder, (stamp, one) in lasting.items()}
    text = json.dumps(told, separators=(",", ":")).encode()
    with suppress(OSError):
        make_folder(path.parent)
        content = b"\n".join([KIND.encode(), xxh3_64_hexdigest(text).encode(), text])
        replace(path, content, 0o600, aside=path.parent)
    return lasting


def _is_from_an_address(one: Installed | str) -> bool:
    """An address may hold a password, which is written nowhere."""
    return isinstance(one, Installed) and bool(one.told)


def _told(one: Installed | str) -> Any:
    if isinstance(one, str):
        return one
    values = {name: value for name in _NAMES if (value := getattr(one, name))}
    return values | {name: sorted(values[name]) for name in _SETS if name in values}


def _read(one: Any) -> Installed | str:
    if isinstance(one, str):
        return one
    values = {name: one[name] for name in _NAMES if name in one}
    values |= {name: frozenset(values[name]) for name in _SETS if name in values}
    values["hashes"] = tuple((kind, digest) for kind, digest in values.get("hashes", ()))
    return Installed(**values)
