"""Files whose bytes were kept come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.kept_data import KeptQuery, restore_data
from jupyter_mm.core.policy import Actor
from jupyter_mm.data.keeping import keep
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.data import DataRef
from jupyter_mm.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import ran, used


def kept(core: Core, path: Path) -> DataRef:
    ref = used(core, path)
    assert ref.digest is not None
    content = keep(core.blobs, str(path), ref.digest, secrets=SecretFinder({}))  # type: ignore[arg-type]  # a Digest
    assert content is not None
    return used(core, path, kept=content)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "churn.csv"
    path.write_text("a\n1\n")
    return path


def test_a_lost_file_comes_back_as_it_was_last_used(core: Core, table: Path) -> None:
    ran(core, "e1", kept(core, table))
    table.write_text("a\n2\n")
    ref = kept(core, table)
    ran(core, "e2", ref)
    table.unlink()
    assert restore_data(core, ACTOR, KeptQuery(path=str(table))) == ref
    assert table.read_text() == "a\n2\n"


def test_a_file_comes_back_as_it_was_behind_a_checkpoint(core: Core, table: Path) -> None:
    first = ran(core, "e1", kept(core, table))
    table.write_text("a\n2\n")
    ran(core, "e2", kept(core, table), parent=first)
    beside = table.with_name("old.csv")
    restore_data(core, ACTOR, KeptQuery(path=str(table), ref=first), to=beside)
    assert (beside.read_text(), table.read_text()) == ("a\n1\n", "a\n2\n")


def test_a_file_of_another_content_is_only_replaced_on_purpose(core: Core, table: Path) -> None:
    ran(core, "e1", kept(core, table))
    query = KeptQuery(path=str(table))
    restore_data(core, ACTOR, query)  # it is as it was: nothing to do
    table.write_text("mine\n")
    with pytest.raises(ConflictError):
        restore_data(core, ACTOR, query)
    assert table.read_text() == "mine\n"
    restore_data(core, ACTOR, query, overwrite=True)
    assert table.read_text() == "a\n1\n"


def test_a_large_file_comes_back_from_its_parts(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    content = bytes(range(256)) * 4000
    path.write_bytes(content)
    ref = kept(core, path)
    assert ref.kept is not None
    assert ref.kept.parts > 1
    ran(core, "e1", ref)
    path.unlink()
    restore_data(core, ACTOR, KeptQuery(path=str(path)))
    assert path.read_bytes() == content


def test_what_cannot_come_back_is_said_and_changes_nothing(core: Core, table: Path) -> None:
    ran(core, "e1", used(core, table))
    with pytest.raises(NotFoundError, match="No bytes are kept"):
        restore_data(core, ACTOR, KeptQuery(path=str(table)))
    ran(core, "e2", kept(core, table))
    with pytest.raises(NotFoundError):
        restore_data(core, ACTOR, KeptQuery(path=str(table), ref="nowhere"))
    with pytest.raises(DeniedError):
        restore_data(core, Actor(name="nobody", scopes=frozenset()), KeptQuery(path=str(table)))
    below_a_file = table / "below.csv"
    with pytest.raises(InvalidError, match="cannot be written"):
        restore_data(core, ACTOR, KeptQuery(path=str(table)), to=below_a_file)
    with pytest.raises(ConflictError):
        restore_data(core, ACTOR, KeptQuery(path=str(table)), to=table.parent)
    assert table.read_text() == "a\n1\n"
