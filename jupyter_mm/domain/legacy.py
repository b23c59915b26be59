"""Manifests and leaves of older versions in today's shape: docs/formats/manifest.md, section 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

NEW_IN_3 = {"how": "", "files": None, "version": None, "label": None, "kept": None}
"""Fields of the inputs that version 2 did not know."""


def upgraded(manifest: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the JSON of a manifest as that of version 3, and the leaf that version 1 held inside.

    A manifest of version 3, or of none that is known, is returned as it is. Raises InvalidError for
    what does not fit its version.
    """
    version = manifest.get("version")
    if version == 1:
        second, leaf = _from_1(manifest)
        return _from_2(second), leaf
    return (_from_2(manifest) if version == 2 else dict(manifest)), None  # noqa: PLR2004  # as said


def upgraded_leaf(leaf: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a leaf as that of version 2; of another version than 1 as it is.

    Raises InvalidError for what does not fit its version.
    """
    if leaf.get("version") != 1:
        return dict(leaf)
    try:
        groups = [
            {**group, "variables": [_without_description(one) for one in group["variables"]]}
            for group in leaf["groups"]
        ]
        lost = [_without_description(one) for one in leaf["lost"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidError(f"Not a leaf of version 1: {error!r}.") from error
    return {**leaf, "version": 2, "groups": groups, "lost": lost}


def _without_description(variable: Mapping[str, Any]) -> dict[str, Any]:
    if "description" in variable:
        raise InvalidError("A variable of the leaf has a field that its version does not know.")
    return {**variable, "description": None}


def _from_2(manifest: Mapping[str, Any]) -> dict[str, Any]:
    try:
        inputs = [_input(one) for one in manifest["inputs"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidError(f"Not a manifest of version 2: {error!r}.") from error
    return {**manifest, "version": 3, "inputs": inputs}


def _input(given: Mapping[str, Any]) -> dict[str, Any]:
    if NEW_IN_3.keys() & given.keys():
        raise InvalidError("An input of the manifest has fields that its version does not know.")
    return {**NEW_IN_3, **given}


def _from_1(manifest: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        groups = [_group(group, place, manifest) for place, group in enumerate(manifest["groups"])]
        lost = [_variable(one) for one in manifest["variables"] if one["group"] is None]
        held = sum(len(group["variables"]) for group in groups)
        if held + len(lost) != len(manifest["variables"]):
            raise InvalidError("A variable of the manifest names a group that is not there.")
        leaf = {
            "version": 1,
            "groups": sorted(groups, key=_first_name),
            "lost": sorted(lost, key=lambda one: str(one["name"])),
        }
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise InvalidError(f"Not a manifest of version 1: {error!r}.") from error
    rest = {key: value for key, value in manifest.items() if key not in {"variables", "groups"}}
    return {**rest, "version": 2, "leaves": [], "process": None}, leaf


def _group(group: Mapping[str, Any], place: int, manifest: Mapping[str, Any]) -> dict[str, Any]:
    members = {one["name"]: one for one in manifest["variables"] if one["group"] == place}
    if members.keys() != set(group["names"]):
        raise InvalidError(f"Group {place} of the manifest does not fit its variables.")
    buffers = [_buffer(buffer) for buffer in group["buffers"]]
    outside = sum(buffer["content"]["size_bytes"] for buffer in buffers)
    return {
        **group,
        "stream": _content(group["stream"], group["size_bytes"] - outside),
        "buffers": buffers,
        "names": sorted(members),
        "variables": [_variable(members[name]) for name in sorted(members)],
    }


def _buffer(buffer: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in buffer.items() if key not in {"digest", "size_bytes"}}
    return {**rest, "content": _content(buffer["digest"], buffer["size_bytes"])}


def _content(digest: Any, size_bytes: int) -> dict[str, Any]:
    return {"digest": digest, "size_bytes": size_bytes, "parts": 1}


def _variable(variable: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in variable.items() if key != "group"}


def _first_name(group: Mapping[str, Any]) -> str:
    return str(group["names"][0])
