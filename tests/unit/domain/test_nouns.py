"""Digests, manifests and checkpoints: their names follow from their content."""

from __future__ import annotations

import dataclasses
from importlib import import_module

import pytest

from jupyter_mm.domain.checkpoint import (
    BufferRef,
    Group,
    Manifest,
    State,
    Variable,
    identity_bytes,
)
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.leaves import leaf_count, leaf_of
from jupyter_mm.errors import InvalidError

A, B, C = (Digest(letter * 64) for letter in "abc")


def test_a_digest_is_64_lower_case_hexadecimal_digits() -> None:
    assert Digest.parse("0123456789abcdef" * 4).short == "0123456789"


@pytest.mark.parametrize("text", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", 7])
def test_anything_else_is_no_digest(text: object) -> None:
    with pytest.raises(InvalidError):
        Digest.parse(text)


def test_a_group_names_its_contents_in_order() -> None:
    stream, buffer = Content(digest=A, size_bytes=1), Content(digest=B, size_bytes=2, parts=3)
    variable = Variable(name="x", type="int", summary="1", size_bytes=3)
    group = Group(
        names=("x",),
        codec="pickle5",
        stream=stream,
        size_bytes=3,
        variables=(variable,),
        buffers=(BufferRef(content=buffer, readonly=False),),
    )
    assert group.contents() == (stream, buffer)


def test_a_manifest_names_its_leaves_and_what_belongs_to_no_variable() -> None:
    manifest = Manifest(
        execution="e", session="s", python="3.11.7", leaves=(A,), process=B, environment=C
    )
    assert manifest.blobs() == {A, B, C}
    assert dataclasses.replace(manifest, process=None, environment=None).blobs() == {A}


def test_a_state_lists_its_variables_by_name() -> None:
    def variable(name: str, reason: str | None = None) -> Variable:
        return Variable(name=name, type="int", summary="", size_bytes=1, reason=reason)

    def group(*names: str) -> Group:
        stream = Content(digest=A, size_bytes=1)
        return Group(
            names=names,
            codec="pickle5",
            stream=stream,
            size_bytes=1,
            variables=tuple(variable(name) for name in names),
        )

    manifest = Manifest(
        execution="e", session="s", python="3.11.7", leaves=(A,), process=None, environment=None
    )
    state = State(
        manifest=manifest,
        groups=(group("a", "z"), group("b")),
        lost=(variable("c", "a generator"),),
        process=(group("cwd"),),
    )
    assert [one.name for one in state.variables()] == ["a", "b", "c", "z"]


@pytest.mark.parametrize(
    ("groups", "leaves"), [(0, 1), (31, 1), (32, 2), (63, 2), (64, 4), (4096, 256), (10**6, 256)]
)
def test_a_leaf_holds_sixteen_groups_or_more(groups: int, leaves: int) -> None:
    assert leaf_count(groups) == leaves


def test_the_place_of_a_name_follows_from_its_text() -> None:
    assert [leaf_of(name, 256) for name in ("x", "größe", "Out[3]")] == [131, 137, 70]
    assert {leaf_of(f"v{number}", 4) for number in range(50)} == {0, 1, 2, 3}


def test_a_checkpoint_is_identified_by_manifest_and_parent() -> None:
    assert identity_bytes(A, None) == (
        b'{"manifest":"' + b"a" * 64 + b'","parent":null,"version":1}'
    )
    assert identity_bytes(A, B) != identity_bytes(B, A)


@pytest.mark.parametrize("module", ["capture", "checkpoint", "document", "execution", "history"])
def test_nouns_are_frozen_and_take_keywords_only(module: str) -> None:
    nouns = [
        noun
        for noun in vars(import_module(f"jupyter_mm.domain.{module}")).values()
        if dataclasses.is_dataclass(noun) and isinstance(noun, type)
    ]
    assert nouns
    for noun in nouns:
        assert noun.__dataclass_params__.frozen  # type: ignore[attr-defined]  # set by dataclass
        assert all(field.kw_only for field in dataclasses.fields(noun))
