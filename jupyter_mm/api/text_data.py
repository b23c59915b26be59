"""Data that notebooks used, as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.api.text import SHORT, moment, plain, size

if TYPE_CHECKING:
    from jupyter_mm.domain.data_answers import (
        DataCheck,
        DataDifference,
        DataList,
        DataReport,
        DataUse,
    )
    from jupyter_mm.domain.profile import ColumnProfile, Profile

SIGNS = {"added": "+", "removed": "-", "changed": "~", "unknown": "?"}
CHECK_SIGNS = {"same": "✓", "changed": "✗", "gone": "✗", "unreadable": "✗", "unknown": "?"}
HOW_NOW = {"same": "", "touched": "written to since", "unknown": "?"}


def uses(found: DataList, *, quiet: bool) -> list[str]:
    """Return one line for each use; with `quiet` only the path."""
    if quiet:
        return [plain(one.ref.path) for one in found.items]
    lines = [_use(one) for one in found.items]
    if found.total > len(found.items):
        lines.append(f"{found.total} in all; -n {found.total} lists more")
    return lines or ["No data was used, as far as is recorded."]


def difference(found: DataDifference, *, quiet: bool) -> list[str]:
    """Return the paths that differ, and below each what is known of it."""
    lines = []
    for one in found.changes:
        lines.append(plain(f"{SIGNS[one.kind]} {one.path}"))
        lines += [plain(f"    {line}") for line in one.lines]
    if not quiet:
        lines.append(f"{len(found.changes)} differ, {found.same} are the same")
    return lines


def report(found: DataReport, *, quiet: bool) -> list[str]:
    """Return one line for each path; with `quiet` only for those that are not as they were."""
    checks = [one for one in found.checks if not quiet or is_different(one)]
    lines = [_check(one) for one in checks]
    if quiet:
        return lines
    wrong = sum(map(is_different, found.checks))
    unknown = sum(one.kind == "unknown" for one in found.checks)
    said = f"{len(found.checks)} looked at, {wrong} not as recorded"
    return [*lines, said + (f", {unknown} cannot be told" if unknown else "")]


def is_different(check: DataCheck) -> bool:
    """Return whether data is surely not as it was."""
    return check.kind not in {"same", "unknown"}


def profile(found: Profile) -> list[str]:
    """Return rows and columns of a table."""
    of = f" (numbers of the first {found.looked_at:,})" if found.looked_at < found.rows else ""
    head = f"{found.rows:,} rows, {len(found.columns)} columns{of}"
    return [head, *(plain(f"  {_column(one, found.looked_at)}") for one in found.columns)]


def _use(one: DataUse) -> str:
    ref = one.ref
    what = f"{ref.files} files" if ref.files is not None else ""
    big = size(ref.size_bytes) if ref.size_bytes is not None else ""
    digest = (ref.digest or "")[:SHORT] or ref.version or ref.reason or "no digest"
    now = HOW_NOW.get(one.now, one.now)
    parts = (ref.mode, ref.path, what, big, digest, ref.label or "", now)
    body = plain("  ".join(part for part in parts if part))
    return f"{moment(one.started_at)}  {body}  {plain(f'← {one.title}')}"


def _check(one: DataCheck) -> str:
    kind = "" if one.kind == "same" else f"  {one.kind}"
    detail = f": {one.detail}" if one.detail and one.detail != one.kind else ""
    return plain(f"{CHECK_SIGNS.get(one.kind, '?')} {one.path}{kind}{detail}")


def _column(one: ColumnProfile, rows: int) -> str:
    parts = [f"{one.name}: {one.type}"]
    if one.nulls:
        parts.append(f"{100 * one.nulls / max(rows, 1):.3g} % missing")
    if one.distinct is not None:
        parts.append(f"{one.distinct:,} distinct")
    if one.minimum is not None and one.maximum is not None:
        parts.append(f"{_number(one.minimum)} to {_number(one.maximum)}")
    if one.mean is not None:
        parts.append(f"mean {_number(one.mean)}")
    if one.common:
        parts.append(", ".join(f"{value.value} ({value.count:,})" for value in one.common[:3]))
    return "  ".join(parts)


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
