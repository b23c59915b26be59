"""Nothing is unpickled whose signature, id and bytes do not hold."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.digest import checkpoint_id, digest_of
from jupyter_mm.blobs.signature import sign
from jupyter_mm.errors import CorruptError, NotRestorableError, UntrustedError
from jupyter_mm.kernel.restoring.trust import Reader
from jupyter_mm.testing.faulty import SpoiledStore
from tests.unit.kernel.restoring.states import KEY, Kept, leaf_digests, version_1

if TYPE_CHECKING:
    from jupyter_mm.domain.digest import Digest


def test_a_state_is_read_with_all_its_leaves() -> None:
    kept = Kept(
        variables={f"x{number}": number for number in range(40)},
        skipped={"gen": "no"},
        process={"cwd": "/"},
    )
    state = kept.reader.state(kept.checkpoint)
    assert len(leaf_digests(kept)) == 2
    assert [one.name for one in state.variables()] == sorted(
        [*(f"x{number}" for number in range(40)), "gen"]
    )
    assert [group.names for group in state.process] == [("cwd",)]
    assert state.groups == kept.state.groups


def test_a_state_of_the_first_version_is_read_as_well() -> None:
    kept = Kept(variables={"a": bytearray(100_000), "b": 2}, skipped={"gen": "no"})
    state = kept.reader.state(version_1(kept))
    assert state.groups == kept.state.groups
    assert state.lost == kept.state.lost
    assert kept.staging().load(state.groups).values == {"a": bytearray(100_000), "b": 2}


def test_the_signature_of_another_key_is_refused_first() -> None:
    kept = Kept()
    other = Reader(SpoiledStore(kept.blobs, lost=[kept.checkpoint.manifest]), bytes(32))
    with pytest.raises(UntrustedError):
        other.state(kept.checkpoint)


def test_an_id_that_does_not_follow_from_manifest_and_parent_is_refused() -> None:
    kept = Kept()
    moved = dataclasses.replace(kept.checkpoint, parent=digest_of(b"somebody else's"))
    with pytest.raises(CorruptError, match="not what its id says"):
        kept.reader.state(moved)


@pytest.mark.parametrize("is_lost", [True, False])
@pytest.mark.parametrize("what", ["manifest", "leaf", "process"])
def test_whatever_is_damaged_is_named(what: str, is_lost: bool) -> None:  # noqa: FBT001  # a parameter
    kept = Kept(process={"cwd": "/"})
    manifest = kept.state.manifest
    assert manifest.process is not None
    digest = {
        "manifest": kept.checkpoint.manifest,
        "leaf": manifest.leaves[0],
        "process": manifest.process,
    }[what]
    spoiled = _without(kept, digest, is_lost=is_lost)
    with pytest.raises(CorruptError, match=digest):
        kept.over(spoiled).state(kept.checkpoint)


def test_the_sound_part_of_a_state_can_be_had_with_what_is_wrong() -> None:
    kept = Kept(variables={f"x{number}": number for number in range(40)})
    first, second = leaf_digests(kept)
    reader = kept.over(_without(kept, first, is_lost=False))
    state, damage = reader.sound_part(kept.checkpoint)
    assert [error.message.count(first) for error in damage] == [1]
    assert 0 < len(state.groups) < 40
    assert second


def test_bytes_that_are_no_state_are_damage_and_no_crash() -> None:
    for content in (b"[]", b"{}", b'{"version":2}', b"\xff", b'{"version":1}'):
        kept = Kept()
        digest = kept.blobs.put(content)
        _resign(kept, digest)
        with pytest.raises(CorruptError, match=digest):
            kept.reader.state(kept.checkpoint)


def test_a_state_of_a_newer_release_says_so() -> None:
    kept = Kept()
    _resign(kept, kept.blobs.put(b'{"version":4}'))
    with pytest.raises(NotRestorableError, match="newer jupyter_mm"):
        kept.reader.state(kept.checkpoint)


def test_leaves_that_were_verified_are_not_read_again() -> None:
    kept = Kept()
    first = kept.reader.state(kept.checkpoint)
    kept.reader.blobs = SpoiledStore(kept.blobs, lost=leaf_digests(kept))
    assert kept.reader.state(kept.checkpoint) == first


def _without(kept: Kept, digest: Digest, *, is_lost: bool) -> SpoiledStore:
    chosen = [digest]
    return SpoiledStore(
        kept.blobs, lost=chosen if is_lost else [], damaged=[] if is_lost else chosen
    )


def _resign(kept: Kept, manifest: Digest) -> None:
    name = checkpoint_id(manifest, None)
    kept.checkpoint = dataclasses.replace(
        kept.checkpoint, manifest=manifest, id=name, signature=sign(KEY, name)
    )
