"""What the source says about the fields of a dataclass: the text that stands below each of them."""

from __future__ import annotations

import ast
import inspect
import textwrap


def field_notes(kind: type) -> dict[str, str]:
    """Return the note of each field that has one."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    notes: dict[str, str] = {}
    field = None
    for statement in body.body if isinstance(body, ast.ClassDef) else []:
        note = _text(statement)
        if field is not None and note is not None:
            notes[field] = " ".join(note.split())
        field = _field(statement)
    return notes


def _field(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return None


def _text(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return statement.value.value if isinstance(statement.value.value, str) else None
    return None
