"""OpenAPI 3.1 from the table of operations and the dataclasses of the domain."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.api.notes import field_notes
from jupyter_mm.api.operations import BASE, OPERATIONS
from jupyter_mm.api.problem import ProblemReply
from jupyter_mm.core.events import HistoryChanged, JobChanged, NotKept
from jupyter_mm.core.wire import json_schemas

if TYPE_CHECKING:
    from jupyter_mm.api.operation import Operation

REFERENCE = "#/components/schemas/{name}"
API_VERSION = "1"


def document() -> dict[str, Any]:
    """Return the whole OpenAPI document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(BASE + operation.path, {})[operation.method.lower()] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "jupyter_mm",
            "version": API_VERSION,
            "description": "Every notebook execution, kept: history, checkpoints, notebooks.",
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/", "description": "The base URL of the Jupyter server."}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`token <the server's token>`; a page sends its cookie and "
                    "the `X-XSRFToken` header instead. A token in the URL is refused.",
                }
            },
            "schemas": _schemas(),
        },
    }


def _describe(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {
            "200": _json("Done.", operation.response),
            "default": _json("Refused or failed; `error.kind` is stable.", ProblemReply),
        },
    }
    if operation.has_body and operation.request is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(operation.request)}},
        }
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    text = {"type": "string"}
    listed = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in operation.path_names
    ]
    listed += [
        {"name": name.rstrip("!"), "in": "query", "required": name.endswith("!"), "schema": text}
        for name in operation.query
    ]
    if operation.request is not None and not operation.has_body:
        properties = json_schemas((operation.request,), REFERENCE)[operation.request.__name__]
        listed += [
            {
                "name": name,
                "in": "query",
                "required": name in properties.get("required", ()),
                "schema": _without_null(schema),
            }
            for name, schema in properties["properties"].items()
        ]
    return listed


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    for choice in schema.get("anyOf", []):
        if choice != {"type": "null"}:
            kept |= choice
    return kept


def _schemas() -> dict[str, Any]:
    asked = tuple(op.request for op in OPERATIONS if op.has_body and op.request is not None)
    answered = (
        *(op.response for op in OPERATIONS),
        ProblemReply,
        HistoryChanged,
        JobChanged,
        NotKept,
    )
    schemas = json_schemas((*asked, *answered), REFERENCE)
    for name in json_schemas(answered, REFERENCE):
        # What we answer has all its fields, whether or not they have a default.
        schemas[name]["required"] = list(schemas[name]["properties"])
    classes = _classes((*asked, *answered))
    for name, schema in schemas.items():
        notes = field_notes(classes[name])
        for field, described in schema["properties"].items():
            described.pop("default", None)
            _allow_any_key(described)
            if field in notes and "$ref" not in described:
                described["description"] = notes[field]
    return dict(sorted(schemas.items()))


def _classes(kinds: tuple[type, ...]) -> dict[str, type]:
    """Return the classes that the modules of `kinds` know, by name."""
    found: dict[str, type] = {}
    for module in {kind.__module__ for kind in kinds}:
        found |= {n: k for n, k in vars(sys.modules[module]).items() if isinstance(k, type)}
    return found


def _allow_any_key(schema: Any) -> None:
    """Say that a plain object may hold anything: generators take silence for `nothing`."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            schema.setdefault("additionalProperties", True)
        for part in schema.values():
            _allow_any_key(part)
    elif isinstance(schema, list):
        for part in schema:
            _allow_any_key(part)


def _json(description: str, kind: type) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref(kind)}}}


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=kind.__name__)}
