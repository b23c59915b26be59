"""What a manifest says of data is taken only when it can be, and when its bytes are stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain import canonical
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import InvalidError, MissingBlobError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.manifests import nothing_is_kept, with_manifest


@pytest.mark.parametrize(
    "changes",
    [
        {"path": ""},
        {"path": "a.csv"},
        {"path": "/data/../etc/a.csv"},
        {"path": "/data//a.csv"},
        {"path": "/data/"},
        {"path": "/" + "a" * 9000},
        {"path": "file:/../a.csv"},
        {"mode": "rw"},
        {"digest": "../../local.key", "files": 1},
        {"digest": "ab"},
        {"size_bytes": -1},
        {"files": -1},
        {"files": "many"},
        {"kept": {"digest": "0" * 64, "size_bytes": 1, "parts": 0}},
        {"kept": {"digest": "0" * 64, "size_bytes": -1, "parts": 1}},
        {"kept": {"digest": "0" * 63, "size_bytes": 1, "parts": 1}},
    ],
    ids=str,
)
def test_data_that_cannot_be_is_refused(core: Core, changes: dict[str, Any]) -> None:
    ref = DataRef(path="/a.csv", mode="r", size_bytes=1, mtime_ns=1, digest="0" * 64)
    told = {**canonical.plain(ref), **changes}  # type: ignore[dict-item]  # an object
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, with_manifest(core, make_capture(core), inputs=[told]))
    assert nothing_is_kept(core)


def test_a_listing_or_kept_bytes_that_are_not_stored_are_missed(core: Core) -> None:
    ref = DataRef(path="/a", mode="r", size_bytes=1, mtime_ns=1, digest="0" * 64, files=1)
    kept = Content(digest=Digest("1" * 64), size_bytes=1)
    for absent in (ref, replace(ref, files=None, kept=kept)):
        with pytest.raises(MissingBlobError):
            record_execution(core, ACTOR, make_capture(core, inputs=(absent,)))
    assert nothing_is_kept(core)
