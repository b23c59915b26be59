"""Digests, manifests and checkpoints: their names follow from their content."""

from __future__ import annotations

import dataclasses
from importlib import import_module

import pytest

from jupyter_mm.domain.checkpoint import (
    BufferRef,
    Group,
    Manifest,
    identity_bytes,
)
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import InvalidError

A, B, C = (Digest(letter * 64) for letter in "abc")


def test_a_digest_is_64_lower_case_hexadecimal_digits() -> None:
    assert Digest.parse("0123456789abcdef" * 4).short == "0123456789"


@pytest.mark.parametrize("text", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", 7])
def test_anything_else_is_no_digest(text: object) -> None:
    with pytest.raises(InvalidError):
        Digest.parse(text)


def test_a_manifest_names_every_blob_of_a_restore() -> None:
    group = Group(
        names=("x",),
        codec="pickle5",
        stream=A,
        size_bytes=1,
        buffers=(BufferRef(digest=B, size_bytes=1, readonly=False),),
    )
    manifest = Manifest(
        execution="e",
        session="s",
        python="3.11.7",
        variables=(),
        groups=(group,),
        environment=C,
    )
    assert manifest.blobs() == {A, B, C}
    assert dataclasses.replace(manifest, groups=(), environment=None).blobs() == frozenset()


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
