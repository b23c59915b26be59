"""Executions that used data, under environments, and what came of repeating them; for tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jupyter_mm.core.context import Core
from jupyter_mm.core.data_now import digests_of
from jupyter_mm.core.record import record_execution
from jupyter_mm.data.finding import present
from jupyter_mm.data.sets import set_digest
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.environment import PackageChange, Unmatched
from jupyter_mm.domain.verdict import OutputCheck, Verdict
from jupyter_mm.environment.lock import Locksmith
from jupyter_mm.testing.captures import make_capture, make_session
from jupyter_mm.testing.clocks import START
from jupyter_mm.testing.stores import ACTOR

SESSION = make_session("1" * 32)
OUTPUT = OutputCheck(
    execution="e1", cell="c", title="fit", outcome="different", detail="acc: 0.93 became 0.91"
)
DATA = DataCheck(path="/a.csv", kind="changed", before="0" * 64, now=None, detail="+1 row")
PACKAGE = PackageChange(name="numpy", kind="changed", before="1", after="2", is_direct=True)
UNMATCHED = Unmatched(name="probe", wanted="1 (editable)", got=None, why="its folder is gone")


def lock_with(folder: Path, **versions: str) -> str:
    """Return the lock of a folder with these packages; the folder is made."""
    for name, version in versions.items():
        place = folder / f"{name}-{version}.dist-info"
        place.mkdir(parents=True)
        told = {
            "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n",
            "WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
            "RECORD": f"{name}.py,sha256=abc,10\n",
        }
        for file, text in told.items():
            (place / file).write_text(text)
    smith = Locksmith(prefix="/nowhere", python="3.11.7")
    smith.look([str(folder)])
    return smith.text({"platform": "linux"}, {"LANG": "C"})


def used(core: Core, path: Path, mode: str = "r", **changes: object) -> DataRef:
    """Return what is recorded of a file as it is now."""
    found = digests_of(core).digest(path)
    ref = DataRef(
        path=str(path),
        mode=mode,
        size_bytes=found.size_bytes,
        mtime_ns=found.mtime_ns,
        digest=found.digest,
        how="open",
    )
    return replace(ref, **changes)  # type: ignore[arg-type]  # fields of a DataRef


def remote(**changes: object) -> DataRef:
    """Return what is recorded of an object on a server."""
    fields = {
        "path": "s3://bucket/churn.csv",
        "mode": "r",
        "size_bytes": 10,
        "mtime_ns": None,
        "digest": None,
        "version": 'etag:"1"',
    }
    return DataRef(**{**fields, **changes})  # type: ignore[arg-type]  # fields of a DataRef


def used_set(core: Core, path: Path, base: Path) -> DataRef:
    """Return what is recorded of a folder or pattern as it is now; its listing is stored."""
    found = set_digest(str(base), present(str(path)), digests_of(core))
    core.blobs.put(found.content)
    return DataRef(
        path=str(path),
        mode="r",
        size_bytes=found.size_bytes,
        mtime_ns=found.mtime_ns,
        digest=found.digest,
        files=found.files,
        how="open",
    )


def ran(core: Core, execution: str, *data: DataRef, **recipe: object) -> Digest:
    """Record an execution that used data; return its checkpoint."""
    given = {"session": SESSION, "started_at": START + len(execution), "inputs": data, **recipe}
    receipt = record_execution(core, ACTOR, make_capture(core, execution=execution, **given))
    assert receipt.checkpoint is not None
    return receipt.checkpoint


def verdict(checkpoint: Digest, id_: str = "a" * 32, **changes: object) -> Verdict:
    whole = Verdict(
        id=id_,
        checkpoint=checkpoint,
        outcome="different",
        summary="acc: 0.93 became 0.91",
        started_at=START,
        duration_s=2.5,
        tolerance=1e-6,
        is_slice=False,
        outputs=(OUTPUT,),
        data=(DATA,),
        packages=(PACKAGE,),
        unmatched=(UNMATCHED,),
        python="3.11.7",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields of a Verdict
