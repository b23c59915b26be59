"""Manifests of older versions are read in today's shape."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_mm.domain.legacy import upgraded, upgraded_leaf
from jupyter_mm.errors import InvalidError

S, B, C = "5" * 64, "b" * 64, "c" * 64


def variable(name: str, group: int | None, reason: str | None = None) -> dict[str, Any]:
    return {
        "name": name, "type": "int", "summary": "1", "size_bytes": 7, "group": group,
        "reason": reason,
    }  # fmt: skip


def first_version() -> dict[str, Any]:
    buffers = [
        {"digest": B, "size_bytes": 30, "readonly": True},
        {"digest": C, "size_bytes": 20, "readonly": False},
    ]
    shared = {
        "names": ["b", "z"], "codec": "pickle5", "stream": S, "size_bytes": 60, "buffers": buffers
    }  # fmt: skip
    alone = {"names": ["a"], "codec": "pickle5", "stream": C, "size_bytes": 20, "buffers": []}
    return {
        "version": 1, "execution": "e", "session": "s", "python": "3.11.7",
        "variables": [
            variable("a", 1),
            variable("b", 0),
            variable("g", None, "a generator"),
            variable("z", 0),
        ],
        "groups": [shared, alone], "environment": None, "inputs": [], "incomplete": None,
    }  # fmt: skip


def test_groups_get_their_variables_and_contents() -> None:
    manifest, leaf = upgraded(first_version())
    assert manifest == {
        "version": 3, "execution": "e", "session": "s", "python": "3.11.7", "leaves": [],
        "process": None, "environment": None, "inputs": [], "incomplete": None,
    }  # fmt: skip
    assert leaf is not None
    assert [group["names"] for group in leaf["groups"]] == [["a"], ["b", "z"]]
    shared = leaf["groups"][1]
    assert shared["stream"] == {"digest": S, "size_bytes": 10, "parts": 1}
    assert [buffer["content"]["size_bytes"] for buffer in shared["buffers"]] == [30, 20]
    assert [buffer["readonly"] for buffer in shared["buffers"]] == [True, False]
    assert [one["name"] for one in shared["variables"]] == ["b", "z"]
    assert [one["reason"] for one in leaf["lost"]] == ["a generator"]
    assert all("group" not in one for one in [*shared["variables"], *leaf["lost"]])


def test_what_is_unknown_is_passed_on_to_be_refused() -> None:
    manifest, _ = upgraded({**first_version(), "extra": 1})
    assert manifest["extra"] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"groups": []},
        {"groups": None},
        {"groups": [7]},
        {"variables": []},
        {"variables": [{"name": "x"}]},
        {"variables": [variable("a", 9)]},
        {"variables": [variable("a", 0)]},
        {"variables": "ab"},
    ],
    ids=str,
)
def test_variables_and_groups_that_do_not_fit_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        upgraded({**first_version(), **changes})


def test_inputs_of_version_2_get_the_fields_they_did_not_know() -> None:
    known = {
        "path": "/a.csv", "mode": "r", "size_bytes": 1, "mtime_ns": 2, "digest": B, "reason": None
    }  # fmt: skip
    manifest, leaf = upgraded({"version": 2, "leaves": [S], "inputs": [known]})
    assert leaf is None
    assert manifest["version"] == 3
    assert manifest["inputs"] == [
        {**known, "how": "", "files": None, "version": None, "label": None, "kept": None}
    ]


@pytest.mark.parametrize("inputs", [None, [1], [{"path": "/a.csv", "kept": None}]])
def test_inputs_that_version_2_cannot_have_are_refused(inputs: object) -> None:
    with pytest.raises(InvalidError):
        upgraded({"version": 2, "inputs": inputs})


def test_a_version_that_is_not_known_is_passed_on_to_be_refused() -> None:
    assert upgraded({"version": 4, "inputs": 7}) == ({"version": 4, "inputs": 7}, None)


def test_a_leaf_of_the_first_version_gets_variables_without_descriptions() -> None:
    _manifest, leaf = upgraded(first_version())
    assert leaf is not None
    made = upgraded_leaf(leaf)
    variables = [*(v for group in made["groups"] for v in group["variables"]), *made["lost"]]
    assert made["version"] == 2
    assert [one["description"] for one in variables] == [None] * 4
    assert upgraded_leaf(made) == made


@pytest.mark.parametrize("leaf", [{"version": 1}, {"version": 1, "groups": [5], "lost": []}])
def test_what_is_no_leaf_of_the_first_version_is_refused(leaf: dict[str, Any]) -> None:
    with pytest.raises(InvalidError, match="Not a leaf of version 1"):
        upgraded_leaf(leaf)
