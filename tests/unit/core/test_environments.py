"""Under which environment a checkpoint was made, and how two differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.environments import compare_environments, show_environment
from jupyter_mm.core.history import list_history
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import SESSION, lock_with, ran


def flags(core: Core) -> dict[str, bool]:
    rows = list_history(core, ACTOR, HistoryQuery()).rows
    return {row.execution: row.has_new_environment for row in rows}


def test_the_environment_of_a_checkpoint_is_shown(core: Core, tmp_path: Path) -> None:
    lock = lock_with(tmp_path / "site", numpy="2.1.0", probe="1.0")
    checkpoint = ran(core, "e1", environment=lock)
    shown = show_environment(core, ACTOR, checkpoint)
    assert shown.lock == lock
    assert shown.checkpoint == checkpoint
    assert core.blobs.get(shown.digest).decode() == lock
    named = {package.name: package.version for package in shown.environment.packages}
    assert named == {"numpy": "2.1.0", "probe": "1.0"}
    assert shown.environment.python == "3.11.7"


def test_two_environments_differ_in_the_package_that_changed(core: Core, tmp_path: Path) -> None:
    first = ran(core, "e1", environment=lock_with(tmp_path / "a", numpy="1.26.4", probe="1"))
    second = ran(core, "e2", environment=lock_with(tmp_path / "b", numpy="2.1.0", probe="1"))
    found = compare_environments(core, ACTOR, before=first, after=second)
    (change,) = found.packages
    assert (change.name, change.before, change.after) == ("numpy", "1.26.4", "2.1.0")
    assert found.facts == ()
    assert found.before != found.after
    same = compare_environments(core, ACTOR, before=first, after=first)
    assert (same.packages, same.facts, same.before) == ((), (), found.before)


def test_a_row_says_when_the_environment_is_another_one(core: Core, tmp_path: Path) -> None:
    old, new = (lock_with(tmp_path / version, probe=version) for version in ("1.0", "2.0"))
    first = ran(core, "e1", environment=old)
    second = ran(core, "e2", environment=old, parent=first)
    third = ran(core, "e3", environment=new, parent=second)
    ran(core, "e4", environment=None, parent=third)
    assert flags(core) == {"e1": False, "e2": False, "e3": True, "e4": False}


def test_a_row_that_comes_before_its_parent_is_told_when_that_is_there(
    core: Core, tmp_path: Path
) -> None:
    old, new = (lock_with(tmp_path / version, probe=version) for version in ("1.0", "2.0"))
    late = make_capture(core, session=SESSION, execution="e1", environment=old)
    assert late.checkpoint is not None
    ran(core, "e2", environment=new, parent=late.checkpoint.id)
    assert flags(core) == {"e2": False}
    record_execution(core, ACTOR, late)
    assert flags(core) == {"e1": False, "e2": True}


def test_where_no_lock_is_kept_that_is_said(core: Core, tmp_path: Path) -> None:
    bare = ran(core, "e1")
    locked = ran(core, "e2", environment=lock_with(tmp_path / "site", probe="1.0"))
    with pytest.raises(NotFoundError, match="No environment is kept"):
        show_environment(core, ACTOR, bare)
    found = compare_environments(core, ACTOR, before=bare, after=locked)
    assert (found.before, found.packages, found.facts) == (None, (), ())
    assert found.after is not None


@pytest.mark.parametrize(
    "lock",
    ["", "not toml [", 'lock-version = "99.0"\n', 'lock-version = "1.0"\n', "packages = 5\n"],
    ids=["empty", "no TOML", "a newer standard", "without packages", "of another shape"],
)
def test_a_lock_that_cannot_be_read_is_said_so(core: Core, tmp_path: Path, lock: str) -> None:
    broken = ran(core, "e1", environment=lock)
    whole = ran(core, "e2", environment=lock_with(tmp_path / "site", probe="1.0"))
    with pytest.raises(InvalidError, match="lock"):
        show_environment(core, ACTOR, broken)
    with pytest.raises(InvalidError, match="lock"):
        compare_environments(core, ACTOR, before=broken, after=whole)


def test_what_is_no_reference_is_refused(core: Core, tmp_path: Path) -> None:
    known = ran(core, "e1", environment=lock_with(tmp_path / "site", probe="1.0"))
    with pytest.raises(NotFoundError):
        show_environment(core, ACTOR, "nowhere")
    with pytest.raises(NotFoundError):
        compare_environments(core, ACTOR, before=known, after="nowhere")
    with pytest.raises(NotFoundError):
        show_environment(core, ACTOR, "now", notebook="other.ipynb")
    with pytest.raises(DeniedError):
        show_environment(core, Actor(name="nobody", scopes=frozenset()), known)
