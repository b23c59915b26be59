"""A state is taken only when manifest, leaves, lists and bytes fit together and are stored."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pickle import PickleBuffer
from typing import Any

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.core.context import Core
from jupyter_mm.core.history import show_checkpoint
from jupyter_mm.core.record import record_execution
from jupyter_mm.core.states import KnownStates, load_state
from jupyter_mm.errors import CorruptError, InvalidError, MissingBlobError
from jupyter_mm.testing.captures import leaves_of, make_capture, make_session, store_group
from jupyter_mm.testing.faulty import FaultyStore, SpoiledStore
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.manifests import (
    manifest_of,
    needed,
    nothing_is_kept,
    with_bytes,
    with_leaf,
    with_manifest,
)


def named(count: int) -> dict[str, object]:
    return {f"v{number:04d}": number for number in range(count)}


def test_a_state_of_many_leaves_comes_back_sorted(core: Core) -> None:
    capture = make_capture(core, variables=named(200), skipped={"g": "a generator"})
    receipt = record_execution(core, ACTOR, capture)
    assert len(manifest_of(core, capture)["leaves"]) == 8
    shown = show_checkpoint(core, ACTOR, str(receipt.checkpoint))
    assert [variable.name for variable in shown.variables] == sorted([*named(200), "g"])
    assert (shown.row.kept, shown.row.skipped) == (200, 1)


@pytest.mark.parametrize("count", [0, 1, 31, 32, 1000, 4096, 9000])
def test_leaves_hold_about_sixteen_groups(core: Core, count: int) -> None:
    group = store_group(core.blobs, {"x": 1})
    groups = [replace(group, names=(name,)) for name in named(count)]
    leaves = leaves_of(groups)
    assert len(leaves) == max(n for n in (2**p for p in range(9)) if n == 1 or 16 * n <= count)
    assert sum(len(leaf.groups) for leaf in leaves) == count


def test_contents_of_several_parts_are_counted(core: Core) -> None:
    large = os.urandom((2 << 20) + 5)
    capture = make_capture(core, variables={"a": PickleBuffer(large), "b": "text" * 400_000})
    assert capture.checkpoint is not None
    assert len(needed(core, capture)) == 1 + 1 + (1 + 1 + 3) + (1 + 2)
    receipt = record_execution(core, ACTOR, capture)
    state = load_state(core.blobs, capture.checkpoint.manifest)
    assert [content.parts for group in state.groups for content in group.contents()] == [1, 3, 2]
    assert show_checkpoint(core, ACTOR, str(receipt.checkpoint)).row.size_bytes == sum(
        group.size_bytes for group in state.groups
    )


def test_recording_a_large_state_reads_only_the_leaf_that_changed(core: Core) -> None:
    session = make_session()
    record_execution(core, ACTOR, make_capture(core, session=session, variables=named(1000)))
    capture = make_capture(core, session=session, variables={**named(1000), "v0500": "other"})
    counted = FaultyStore(core.blobs, CorruptError("never"), fail_at=-1)
    record_execution(replace(core, blobs=counted), ACTOR, capture)
    leaves = len(manifest_of(core, capture)["leaves"])
    # The manifest, the presence of its leaves, one leaf, one new stream.
    assert counted.operations == 1 + leaves + 1 + 1


def test_entries_of_out_are_kept_and_are_no_variables(core: Core) -> None:
    capture = make_capture(
        core,
        variables={"x": 1, "Out[3]": 7},
        skipped={"Out[12]": "a generator"},
        changed=("x", "Out[3]"),
    )
    receipt = record_execution(core, ACTOR, capture)
    shown = show_checkpoint(core, ACTOR, str(receipt.checkpoint))
    assert [variable.name for variable in shown.variables] == ["x"]
    assert (shown.row.kept, shown.row.skipped, shown.row.changed) == (1, 0, ("x",))


def test_parts_of_the_process_are_kept_and_are_no_variables(core: Core) -> None:
    capture = make_capture(core, process={"cwd": "/data", "sys.path": ["a", "b"]})
    receipt = record_execution(core, ACTOR, capture)
    assert capture.checkpoint is not None
    state = load_state(core.blobs, capture.checkpoint.manifest)
    assert [group.names for group in state.process] == [("cwd",), ("sys.path",)]
    shown = show_checkpoint(core, ACTOR, str(receipt.checkpoint))
    assert ([variable.name for variable in shown.variables], shown.row.kept) == (["x"], 1)


def test_bytes_that_are_not_stored_are_missing(core: Core) -> None:
    large = PickleBuffer(os.urandom((1 << 20) + 5))
    capture = make_capture(core, variables={"x": large}, process={"cwd": "/"}, environment="a lock")
    for digest in needed(core, capture):
        spoiled = SpoiledStore(core.blobs, lost=[digest])
        with pytest.raises(MissingBlobError, match=digest[:10]):
            record_execution(replace(core, blobs=spoiled, known=KnownStates()), ACTOR, capture)
    assert nothing_is_kept(core)


def test_a_damaged_manifest_leaf_or_list_is_not_taken(core: Core) -> None:
    large = PickleBuffer(os.urandom((1 << 20) + 5))
    capture = make_capture(core, variables={"x": large})
    assert capture.checkpoint is not None
    top = capture.checkpoint.manifest
    state = load_state(core.blobs, top)
    listed = state.groups[0].buffers[0].content.digest
    for digest in (top, state.manifest.leaves[0], listed):
        spoiled = SpoiledStore(core.blobs, damaged=[digest])
        with pytest.raises(CorruptError, match=digest):
            record_execution(replace(core, blobs=spoiled, known=KnownStates()), ACTOR, capture)
    assert nothing_is_kept(core)


@pytest.mark.parametrize(
    "changes",
    [
        {"execution": "another"},
        {"session": "f" * 32},
        {"version": 4},
        {"version": None},
        {"extra": 1},
        {"leaves": []},
        {"leaves": ["x"]},
        {"leaves": {}},
        {"process": 7},
        {"python": 3},
    ],
    ids=str,
)
def test_a_manifest_that_does_not_fit_is_refused(core: Core, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, with_manifest(core, make_capture(core), **changes))
    assert nothing_is_kept(core)


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change of one place in a leaf."""

    def change(leaf: dict[str, Any]) -> None:
        place: Any = leaf
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


GROUP = ("groups", 0)
VARIABLE = (*GROUP, "variables", 0)
SPOILED = {
    "version": put("version", value=3),
    "older version": put("version", value=1),
    "unknown key": put("extra", value=1),
    "no groups": put("groups", value=None),
    "a name": put(*GROUP, "names", value=["y"]),
    "no name": put(*GROUP, "names", value=[]),
    "no variables": put(*GROUP, "variables", value=[]),
    "codec": put(*GROUP, "codec", value="pickle9"),
    "size": put(*GROUP, "size_bytes", value=1),
    "not a name": put(*VARIABLE, "name", value="not a name"),
    "another name": put(*VARIABLE, "name", value="y"),
    "kept and not": put(*VARIABLE, "reason", value="both"),
    "no parts": put(*GROUP, "stream", "parts", value=0),
    "negative size": put(*GROUP, "stream", "size_bytes", value=-1),
    "digest": put(*GROUP, "stream", "digest", value="x"),
    "lost without reason": put(
        "lost",
        value=[{"name": "y", "type": "", "summary": "", "size_bytes": None, "reason": None}],
    ),
    "lost and kept": put(
        "lost",
        value=[{"name": "x", "type": "", "summary": "", "size_bytes": None, "reason": "no"}],
    ),
}


@pytest.mark.parametrize("change", SPOILED.values(), ids=SPOILED)
def test_a_leaf_that_does_not_fit_is_refused(
    core: Core, change: Callable[[dict[str, Any]], None]
) -> None:
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, with_leaf(core, make_capture(core), change))
    assert nothing_is_kept(core)


@pytest.mark.parametrize(
    "arrange",
    [reversed, lambda leaves: [*leaves, leaves[0], leaves[0]]],
    ids=["another order", "too many"],
)
def test_leaves_that_are_not_where_they_belong_are_refused(
    core: Core, arrange: Callable[[list[str]], Iterable[str]]
) -> None:
    capture = make_capture(core, variables=named(40))
    leaves = list(arrange(manifest_of(core, capture)["leaves"]))
    with pytest.raises(InvalidError):
        record_execution(core, ACTOR, with_manifest(core, capture, leaves=leaves))


def test_more_leaves_than_the_groups_ask_for_are_refused(core: Core) -> None:
    capture = make_capture(core, variables={})
    leaves = manifest_of(core, capture)["leaves"] * 2
    with pytest.raises(InvalidError, match="number of leaves"):
        record_execution(core, ACTOR, with_manifest(core, capture, leaves=leaves))


def test_a_buffer_of_another_size_than_said_is_refused(core: Core) -> None:
    capture = make_capture(core, variables={"x": PickleBuffer(bytearray(50_000))})

    def grow(leaf: dict[str, Any]) -> None:
        leaf["groups"][0]["buffers"][0]["content"]["size_bytes"] += 1
        leaf["groups"][0]["size_bytes"] += 1

    with pytest.raises(CorruptError, match="size"):
        record_execution(core, ACTOR, with_leaf(core, capture, grow))


def test_a_list_of_another_length_than_said_is_refused(core: Core) -> None:
    capture = make_capture(core, variables={"x": PickleBuffer(os.urandom((1 << 20) + 5))})
    change = put(*GROUP, "buffers", 0, "content", "parts", value=3)
    with pytest.raises(CorruptError, match="3 parts"):
        record_execution(core, ACTOR, with_leaf(core, capture, change))


def test_odd_text_and_numbers_are_read_as_ever(core: Core) -> None:
    capture = make_capture(core)
    nul = with_leaf(core, capture, put(*VARIABLE, "summary", value="a\0b"))
    receipt = record_execution(core, ACTOR, nul)
    (shown,) = show_checkpoint(core, ACTOR, str(receipt.checkpoint)).variables
    assert shown.summary == "a\ufffdb"
    for number in (2**63, -(2**63) - 1, 10**30):
        large = with_leaf(core, make_capture(core), put(*VARIABLE, "size_bytes", value=number))
        with pytest.raises(InvalidError, match="64 bits"):
            record_execution(core, ACTOR, large)


def test_what_is_not_canonical_is_refused(core: Core) -> None:
    capture = make_capture(core)
    assert capture.checkpoint is not None
    content = core.blobs.get(capture.checkpoint.manifest)
    with pytest.raises(InvalidError, match="canonical"):
        record_execution(core, ACTOR, with_bytes(core, capture, content.replace(b",", b", ")))
    leaf = core.blobs.get(manifest_of(core, capture)["leaves"][0])
    spaced = core.blobs.put(leaf.replace(b":", b": "))
    with pytest.raises(InvalidError, match="canonical"):
        record_execution(core, ACTOR, with_manifest(core, capture, leaves=[spaced]))
    for absent in (b"[]", b"7", b'{"version":2}', digest_of(b"x").encode()):
        with pytest.raises(InvalidError):
            record_execution(core, ACTOR, with_bytes(core, capture, absent))
