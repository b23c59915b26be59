"""Keeping a record though a label of it cannot be kept: a bad tag is no reason to lose state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mm.domain.names import (
    TAGS,
    message_text,
    tag_name,
    variable_name,
    visible_name,
)
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from jupyter_mm.domain.capture import Capture
    from jupyter_mm.domain.execution import LogBatch

SHOWN = 40


def salvaged_capture(given: Capture) -> tuple[Capture, list[str]]:
    """Return the capture without the labels that cannot be stored, and what was left out."""
    left_out: list[str] = []
    changed = []
    for name in given.changed:
        try:
            changed.append(variable_name(name))
        except InvalidError:
            left_out.append(f"the changed name {ascii(name)[:SHOWN]}")
    kept = replace(given, changed=tuple(changed))
    if given.checkpoint is not None:
        tags, message = _tags(given.checkpoint.tags, left_out), given.checkpoint.message
        try:
            message_text(message)
        except InvalidError:
            left_out.append(f"the message {ascii(message)[:SHOWN]}")
            message = None
        kept = replace(kept, checkpoint=replace(given.checkpoint, tags=tags, message=message))
    return kept, left_out


def salvaged_batch(given: LogBatch) -> tuple[LogBatch, list[str]]:
    """Return the batch without the values that cannot be stored, and what was left out."""
    left_out: list[str] = []
    metrics, sequences = [], set()
    for metric in given.metrics:
        try:
            visible_name(metric.name, "metric name")
        except InvalidError:
            left_out.append(f"the metric {ascii(metric.name)[:SHOWN]}")
            continue
        if metric.sequence in sequences:
            left_out.append(f"the second value number {metric.sequence}")
            continue
        sequences.add(metric.sequence)
        metrics.append(metric)
    return replace(given, metrics=tuple(metrics)), left_out


def _tags(tags: tuple[str, ...], left_out: list[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for tag in tags:
        try:
            name = tag_name(tag.strip())
        except InvalidError:
            left_out.append(f"the tag {ascii(tag)[:SHOWN]}")
            continue
        if len(kept) < TAGS or name in kept:
            kept[name] = None
        else:
            left_out.append(f"the tag {ascii(tag)[:SHOWN]}, over {TAGS}")
    return tuple(kept)
