"""Answers as text for people: plain lines that cannot steer a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.history import CheckpointDetail, ExecutionDetail

if TYPE_CHECKING:
    from jupyter_mm.core.health import Finding
    from jupyter_mm.domain.history import DiskUsage, HistoryPage, HistoryRow, VerifyReport
    from jupyter_mm.settings import Settings

SHORT = 10
UNITS = ("B", "kB", "MB", "GB", "TB")
MARKS = {"ok": "✓", "note": "!", "bad": "✗"}
SIGNS = {"ok": " ", "error": "✗", "aborted": "–"}


def history(page: HistoryPage, *, quiet: bool) -> list[str]:
    """Return one line for each row; with `quiet` only the id to refer to it."""
    if quiet:
        return [str(row.checkpoint or row.execution) for row in page.rows]
    lines = [_row(row) for row in page.rows]
    if page.next_before is not None:
        lines.append(f"{page.total} in all; older ones: --before {page.next_before}")
    return lines or ["Nothing here yet. Run a cell and its checkpoint appears."]


def _row(row: HistoryRow) -> str:
    short = (row.checkpoint or "-")[:SHORT].ljust(SHORT)
    metrics = "  ".join(f"{m.name} {m.value}" for m in row.metrics)
    named = f'"{row.message}"' if row.message else row.title
    tags = " ".join(f"#{tag}" for tag in row.tags)
    parts = (named, metrics, tags, "pinned" if row.pinned else "", row.error or "")
    sign = SIGNS.get(row.status, "?")
    count = f"[{row.count}]" if row.count is not None else ""
    body = plain("  ".join(part for part in parts if part))
    return f"{short}  {moment(row.started_at)}  {sign} {count:>5} {body}"


def detail(found: CheckpointDetail | ExecutionDetail) -> list[str]:
    """Return what is known of one checkpoint, or of an execution without one."""
    row = found.row
    lines = [_row(row), f"notebook   {plain(row.notebook or 'unknown')}"]
    lines += [f"cell       {plain(row.cell or 'unknown')}, {row.duration_s:.3g} s, {row.status}"]
    if isinstance(found, ExecutionDetail):
        lines += [f"execution  {found.row.execution}", f"no state   {plain(row.lost or 'kept')}"]
        lines += _lineage(found)
        return [*lines, *(f"  {plain(line)}" for line in found.source.splitlines())]
    lines += [f"checkpoint {found.checkpoint.id}", f"python     {found.python}"]
    if found.incomplete:
        lines.append(f"incomplete {plain(found.incomplete)}")
    lines += _lineage(found)
    lines.append(f"variables  {row.kept} kept, {row.skipped} not, {size(row.size_bytes)}")
    for variable in found.variables:
        why = f"  ✗ {variable.reason}" if variable.reason else ""
        lines.append(f"  {plain(f'{variable.name}  {variable.type}  {variable.summary}{why}')}")
    for read in found.inputs:
        lines.append(f"  {read.mode} {plain(read.path)}  {read.digest or read.reason or ''}")
    return lines


def _lineage(found: CheckpointDetail | ExecutionDetail) -> list[str]:
    """Return what the execution read, with where it came from, and what it did outside."""
    came = [f"{one.name} ({(one.execution or 'unknown')[:SHORT]})" for one in found.reads]
    read = [f"read       {plain(', '.join(came))}"] if came else []
    return read + [f"outside    {plain(f'{one.kind}: {one.detail}')}" for one in found.effects]


def usage(used: DiskUsage, *, quiet: bool) -> list[str]:
    """Return bytes by part."""
    total = used.blobs + used.catalog + used.outbox + used.profiles + used.environments
    if quiet:
        return [str(total)]
    return [
        f"{size(used.blobs):>9}  blobs ({used.blob_count})",
        f"{size(used.catalog):>9}  catalog",
        f"{size(used.outbox):>9}  outbox",
        f"{size(used.profiles):>9}  profiles of tables",
        f"{size(used.environments):>9}  environments that were built",
        f"{size(total):>9}  in all; {size(used.free)} free",
    ]


def report(verified: VerifyReport, *, quiet: bool) -> list[str]:
    """Return what was wrong, and how much was read."""
    lines = []
    for damage in verified.damage:
        hit = ", ".join(name[:SHORT] for name in damage.checkpoints[:5]) or "no checkpoint"
        lines.append(plain(f"✗ {damage.kind} {damage.name}: {damage.detail} (touches {hit})"))
    if not quiet:
        read = f"{verified.checkpoints} checkpoints, {verified.blobs} blobs"
        found = f"{len(verified.damage)} damaged, {verified.orphans} orphans"
        lines.append(f"{read}, {size(verified.bytes_read)} read; {found}")
    return lines


def settings(shown: Settings) -> list[str]:
    """Return name and value of each setting."""
    return [f"{name} = {value}" for name, value in plain_settings(shown).items()]


def plain_settings(shown: Settings) -> dict[str, Any]:
    """Return the settings as JSON holds them."""
    given = {field.name: getattr(shown, field.name) for field in fields(shown)}
    return given | {"home": str(shown.home)}


def finding(found: Finding) -> str:
    """Return one line: mark, what was found, and the next step."""
    step = f"  → {found.step}" if found.step else ""
    return f"{MARKS[found.mark]} {plain(found.text)}{plain(step)}"


def size(number: int) -> str:
    """Return bytes in the unit people would use."""
    value, unit = float(number), 0
    while value >= 1000 and unit < len(UNITS) - 1:  # noqa: PLR2004  # decimal units, as in `ls --si`
        value, unit = value / 1000, unit + 1
    return f"{value:.0f} B" if unit == 0 else f"{value:.1f} {UNITS[unit]}"


def moment(at: float) -> str:
    """Return date and time where the user is."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def plain(text: str) -> str:
    """Return one line that cannot steer a terminal: control and format characters are shown."""
    return "".join(
        c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
