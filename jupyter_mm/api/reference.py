"""The reference page of the operations, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.api.openapi import document
from jupyter_mm.api.operations import BASE, OPERATIONS
from jupyter_mm.errors import MMError

if TYPE_CHECKING:
    from jupyter_mm.api.operation import Operation

HEAD = f"""# Operations

Generated from `jupyter_mm/api/operations.py` by `python -m jupyter_mm.api.generate`; do not edit.

Every operation is an HTTP route below `{BASE}` of a Jupyter server with the extension,
and a name for `jupyter mm call NAME`. Requests log in as with Jupyter Server: the header
`Authorization: token …`, or a page's cookie with `X-XSRFToken`. A token in the URL is refused
(401). Bodies are `application/json` (else 415), at most 64 MiB (413), and strict: unknown fields,
duplicate keys, NaN, NUL and lone surrogates are refused (400).

Changes are announced on the server's event bus: rows of the history under the schema
`https://jupyter-mm.invalid/events/history-changed/v1` with a `HistoryChanged` object, jobs under
`https://jupyter-mm.invalid/events/job-changed/v1` with a `JobChanged` object.
"""


def page() -> str:
    """Return the text of docs/reference/operations.md."""
    schemas = document()["components"]["schemas"]
    parts = [HEAD, _summary(), *(_section(operation) for operation in OPERATIONS)]
    parts += ["## Errors\n", _errors(), "## Objects\n"]
    parts += [_object(name, schema) for name, schema in schemas.items()]
    return "\n".join(parts)


def _summary() -> str:
    lines = ["| operation | route | scope |", "|---|---|---|"]
    lines += [
        f"| [{op.name}](#{op.name}) | `{op.method} {op.path}` | {op.scope.value} |"
        for op in OPERATIONS
    ]
    return "\n".join(lines) + "\n"


def _section(operation: Operation) -> str:
    lines = [f"## {operation.name}", "", operation.summary, ""]
    lines.append(f"`{operation.method} {BASE}{operation.path}`")
    lines.append("")
    if operation.has_body and operation.request is not None:
        lines.append(f"Body: {_link(operation.request.__name__)}.")
    elif asked := _query(operation):
        lines.append(f"Query: {', '.join(asked)}.")
    lines.append(f"Answer: {_link(operation.response.__name__)}.")
    return "\n".join(lines) + "\n"


def _query(operation: Operation) -> list[str]:
    """Return what may stand in the address after the question mark."""
    described = document()["paths"][BASE + operation.path][operation.method.lower()]
    return [
        f"`{found['name']}`" + (" (required)" if found["required"] else "")
        for found in described.get("parameters", [])
        if found["in"] == "query"
    ]


def _errors() -> str:
    lines = ["| kind | HTTP | exit code | meaning |", "|---|---|---|---|"]
    waiting: list[type[MMError]] = list(MMError.__subclasses__())
    while waiting:
        kind = waiting.pop(0)
        if kind.__module__ != MMError.__module__:
            continue
        waiting = [*kind.__subclasses__(), *waiting]
        meaning = (kind.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{kind.kind}` | {kind.status} | {kind.exit_code} | {meaning} |")
    return "\n".join(lines) + "\n"


def _object(name: str, schema: dict[str, Any]) -> str:
    lines = [f"### {name}", "", str(schema.get("description", "")), ""]
    lines += ["| field | type | |", "|---|---|---|"]
    for field, described in schema["properties"].items():
        note = str(described.get("description", "")).replace("|", "\\|")
        needed = "" if field in schema.get("required", []) else " (optional)"
        lines.append(f"| `{field}`{needed} | {_type(described)} | {note} |")
    return "\n".join(lines) + "\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _link(str(schema["$ref"]).rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "pattern" in schema:
        return "digest"
    if isinstance(kinds := schema.get("type"), list):
        return " or ".join(kinds)
    if kinds == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(kinds or "anything")


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"
